"""Cut-off for facts that are only ever added: what was known at an instant, so that what comes later falsifies nothing.

A fact counts when it was registered by then (``registrerad``); one that is set aside by an act of its own counts
until that act (``utan_handelse``); a row that is changed in place is read as it was (``som_kanda``). A report that
keeps its cut-off and asks with these gives the same answer however much is corrected afterwards.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.journal import Handelse
from app.core.time_pictures import Tidsbild, Tidsbildad, Vid, bilder_av, per_rad, vid_tiden
from app.core.unit_of_work import Arbete

R = TypeVar("R", bound=Tidsbildad)


def registrerad(kolumn: InstrumentedAttribute[datetime], vid: datetime) -> ColumnElement[bool]:
    """The fact was registered by then."""
    return kolumn <= vid


def utan_handelse(objekt: InstrumentedAttribute[UUID], typer: Collection[str], vid: datetime) -> ColumnElement[bool]:
    """Nothing of these kinds had happened to the object by then."""
    return ~exists(_handelser(objekt, vid).where(Handelse.typ.in_(sorted(typer))))


def _handelser(objekt: InstrumentedAttribute[UUID], vid: datetime) -> Any:
    kommun = objekt.class_.kommunkod
    return select(Handelse.till).where(Handelse.kommunkod == kommun, Handelse.objekt_id == objekt, Handelse.tid <= vid)


async def som_kanda(arbete: Arbete, rader: Sequence[R], vid: datetime) -> list[R]:
    """Marked rows as they were known then, in one statement for all of them; those that were not there are left out.

    Only changes after ``vid`` are read. A row whose past then is unknown comes as far back as its past goes.
    """
    nycklar: list[Any] = [getattr(rad, "id") for rad in rader]  # noqa: B009 - the marker has no columns
    senare = await arbete.alla(bilder_av(nycklar).where(Tidsbild.kand_fran > vid)) if rader else []
    bilder = per_rad(senare)
    kopior = [vid_tiden(rad, bilder.get(nyckel, ()), Vid(kand=vid)) for rad, nyckel in zip(rader, nycklar, strict=True)]
    return [kopia for kopia, da in kopior if da.fanns]
