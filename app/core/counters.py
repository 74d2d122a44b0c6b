"""Counters of a row, stepped under a condition in one statement, so that they hold however many come at once.

PostgreSQL (READ COMMITTED) and SQLite both keep the row for the transaction that stepped it; who waits sees the
condition tried again on what that one committed. The hook of ``tenancy`` does not see such a statement, so kommun and
nämnd are put in here, from the sight of the session. Must not know any step.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, update

from app.begrepp.parter import Part
from app.core.tenancy import IsoleringSaknas, Kommunagd
from app.core.unit_of_work import Arbete


def _egen(arbete: Arbete, kolumner: Any) -> list[ColumnElement[bool]]:
    """The kommun and nämnd of the session; the service's own jobs see every nämnd of their kommun."""
    sikt = arbete.sikt
    if not sikt.kommunkod or (sikt.namnd_id is None and sikt.aktor.part is not Part.SYSTEM):
        raise IsoleringSaknas("sessionen hör inte till någon nämnd")
    kommun = [kolumner.kommunkod == sikt.kommunkod]
    return kommun if sikt.namnd_id is None else [*kommun, kolumner.namnd_id == sikt.namnd_id]


async def rakna(
    arbete: Arbete,
    typ: type[Kommunagd],
    rad_id: UUID,
    steg: Mapping[str, int],
    villkor: Sequence[ColumnElement[bool]],
    ger: Sequence[ColumnElement[Any]],
) -> Row[Any] | None:
    """Step columns of one row where every condition holds, and give what it then says; None where they do not.

    The row is held until the transaction ends. Steps of 0 only hold it.
    """
    tabell = cast("Table", typ.__table__)  # type: ignore[attr-defined]  # every mapped class has one
    kolumner = tabell.c
    sats = (
        update(tabell)
        .where(*_egen(arbete, kolumner), kolumner.id == rad_id, *villkor)
        .values({namn: kolumner[namn] + antal for namn, antal in steg.items()})
        .returning(*ger)
    )
    anslutning = await arbete.session.connection()
    return (await anslutning.execute(sats)).one_or_none()
