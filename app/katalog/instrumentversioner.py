"""Table of the versions of instruments that a nämnd has written itself; and its named queries."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    exists,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, oppen, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Katalogagd, tabell
from app.katalog.instrument_states import FLEST_INSTRUMENT, FLEST_VERSIONER, MATTA, EgenStatus
from app.katalog.organisationer import Avtal

_UTKAST, _PUBLICERAD = text("status = 'utkast'"), text("status = 'publicerad'")
I_BRUK = (EgenStatus.UTKAST.value, EgenStatus.PUBLICERAD.value)


class Egenversion(Katalogagd, Katalogpost, Base):
    """One version; ``publik`` from when it is published, so that the utförare can measure with it.

    ``innehall`` is the JSON as it was written, and after ``publicerad`` it is what ``kontrollsumma`` says. Versions of
    an instrument that ships with the service are numbered after those that ship.
    """

    __tablename__ = "instrumentversioner"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "namnd_id", "kod", "nummer"),
        CheckConstraint(textlista("status", EgenStatus), name="status"),
        CheckConstraint("nummer > 0", name="nummer"),
        Index(
            "uq_instrumentversioner_utkast", "kommunkod", "namnd_id", "kod", unique=True,
            sqlite_where=_UTKAST, postgresql_where=_UTKAST,
        ),
        Index(
            "uq_instrumentversioner_publicerad", "kommunkod", "namnd_id", "kod", unique=True,
            sqlite_where=_PUBLICERAD, postgresql_where=_PUBLICERAD,
        ),
    )  # fmt: skip

    kod: Mapped[str] = oppen(Text)
    nummer: Mapped[int] = oppen(Integer)
    status: Mapped[str] = oppen(Text, default=EgenStatus.UTKAST.value)
    namn: Mapped[str] = oppen(Text)
    agare: Mapped[str] = oppen(Text)
    kalla: Mapped[str] = oppen(Text)
    innehall: Mapped[dict[str, Any]] = oppen(JSON_TYP)
    kontrollsumma: Mapped[str | None] = oppen(Text)
    skapad: Mapped[datetime] = intern()
    skapad_av: Mapped[str] = personuppgift(Text)
    publicerad: Mapped[datetime | None] = intern()
    publicerad_av: Mapped[str | None] = personuppgift(Text)


def _nabar(utforare: UUID | None, dag: date) -> list[ColumnElement[bool]]:
    """An utförare reads what the nämnder publish that it has or has had an avtal with: an order may outlive it."""
    if utforare is None:
        return []
    med_avtal = exists().where(
        Avtal.kommunkod == Egenversion.kommunkod,
        Avtal.namnd_id == Egenversion.namnd_id,
        Avtal.utforare_id == utforare,
        Avtal.fran <= dag,
    )
    return [med_avtal, Egenversion.status.in_(MATTA)]


def i_bruk(namnd_id: UUID | None, utforare: UUID | None, dag: date) -> Select[UUID, str, int, str, str, str]:
    """The drafts and published versions that the caller reaches, without their content; of one nämnd if it is said."""
    e = Egenversion
    sats = select(e.namnd_id, e.kod, e.nummer, e.status, e.namn, e.agare).where(e.status.in_(I_BRUK))
    if namnd_id is not None:
        sats = sats.where(e.namnd_id == namnd_id)
    return sats.where(*_nabar(utforare, dag)).order_by(e.kod, e.namnd_id, e.nummer).limit(10 * FLEST_INSTRUMENT)


def versioner_av(kod: str, namnd_id: UUID | None, utforare: UUID | None, dag: date) -> Select[Egenversion]:
    """The versions of one instrument that the caller reaches, oldest first; of one nämnd if it is said."""
    sats = select(Egenversion).where(Egenversion.kod == kod, *_nabar(utforare, dag))
    if namnd_id is not None:
        sats = sats.where(Egenversion.namnd_id == namnd_id)
    return sats.order_by(Egenversion.namnd_id, Egenversion.nummer).limit(10 * FLEST_VERSIONER)


def publicerad_for(namnd_id: UUID, kod: str) -> Select[UUID]:
    """Which version of its own a nämnd measures with now."""
    return select(Egenversion.id).where(
        Egenversion.namnd_id == namnd_id, Egenversion.kod == kod, Egenversion.status == EgenStatus.PUBLICERAD.value
    )


def publicerade_med_namn(namnd_id: UUID) -> Select[UUID, str]:
    """All of its own that a nämnd measures with now."""
    return (
        select(Egenversion.id, Egenversion.namn)
        .where(Egenversion.namnd_id == namnd_id, Egenversion.status == EgenStatus.PUBLICERAD.value)
        .limit(FLEST_INSTRUMENT)
    )


def matta_med(idn: Collection[UUID]) -> Select[Egenversion]:
    """Versions by id that have been published."""
    return select(Egenversion).where(Egenversion.id.in_(idn), Egenversion.status.in_(MATTA))
