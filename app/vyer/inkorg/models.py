"""Table of the inbox: each receiver's own, kept beside the kommuner, so that reading it joins none of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Index, Select, Text, Uuid, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern
from app.core.database import JSON_TYP, Base
from app.core.tenancy import Mottagaragd, tabell
from app.katalog.register import RIKET

# Of an order that nothing is due of; it comes last.
INGEN_FRIST = date(9999, 12, 31)


class Inkorgspost(Mottagaragd, Base):
    """One order that an utförare has or had open; ``id`` is the order's own.

    ``arende_id`` is for finding the posts of what has changed; it is not told. ``last`` is when the facts were read,
    by the database's clock: what was read earlier changes nothing.
    """

    __tablename__ = "inkorgsposter"
    __table_args__ = tabell(
        Index("ix_inkorgsposter_lista", "kommunkod", "mottagare_id", "oppen", "nasta", "id"),
        Index("ix_inkorgsposter_arende", "kommunkod", "galler_kommun", "arende_id"),
    )

    id: Mapped[UUID] = intern(Uuid, primary_key=True)
    galler_kommun: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID] = intern(Uuid)
    oppen: Mapped[bool] = intern(default=True)
    nasta: Mapped[date] = intern()
    frister: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    last: Mapped[float] = intern(Float)


def inkorgslista() -> Select[Inkorgspost]:
    """The caller's open orders."""
    return select(Inkorgspost).where(Inkorgspost.oppen.is_(True))


def poster_for(kommunkod: str, arenden: Sequence[UUID]) -> Select[Inkorgspost]:
    """Every post of some ärenden of a kommun, locked."""
    return (
        select(Inkorgspost)
        .where(
            Inkorgspost.kommunkod == RIKET,
            Inkorgspost.galler_kommun == kommunkod,
            Inkorgspost.arende_id.in_(arenden),
        )
        .order_by(Inkorgspost.mottagare_id, Inkorgspost.id)
        .with_for_update()
    )


def arenden_med_oppna(kommunkod: str) -> Select[UUID]:
    """The ärenden of a kommun that some utförare has an open order of, as the inbox has it."""
    return select(Inkorgspost.arende_id).where(
        Inkorgspost.kommunkod == RIKET, Inkorgspost.galler_kommun == kommunkod, Inkorgspost.oppen.is_(True)
    )
