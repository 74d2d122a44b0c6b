"""Tables of the meddelanden: what was written, and how far each receiver has read; rows are only ever added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    ScalarSelect,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import LOPNUMMER, Base, textlista
from app.core.tenancy import Delad, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.meddelande.states import Meddelandepart, Referenstyp


class Meddelande(Delad, Base):
    """One message on an order. ``nummer`` counts within the order, in the order that they were stored.

    Those who write at once take turns on the order, so that reading up to one number leaves out nothing below it.
    """

    __tablename__ = "meddelanden"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        ForeignKeyConstraint(["kommunkod", "svar_pa_id"], ["meddelanden.kommunkod", "meddelanden.id"]),
        ForeignKeyConstraint(["kommunkod", "rattar_id"], ["meddelanden.kommunkod", "meddelanden.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "nummer", info={LOPNUMMER: True}),
        UniqueConstraint("kommunkod", "rattar_id"),
        CheckConstraint(textlista("part", Meddelandepart), name="part"),
        CheckConstraint(textlista("referens_typ", Referenstyp), name="referens_typ"),
        CheckConstraint("(referens_typ IS NULL) = (referens_id IS NULL)", name="referens"),
        Index("ix_meddelanden_bestallning", "kommunkod", "bestallning_id", "id"),
        Index("ix_meddelanden_arende", "kommunkod", "arende_id", "part"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    skickat: Mapped[datetime] = intern()
    part: Mapped[str] = intern(Text)
    roll: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    text: Mapped[str] = kanslig(Text)
    svar_pa_id: Mapped[UUID | None] = intern(Uuid)
    rattar_id: Mapped[UUID | None] = intern(Uuid)
    referens_typ: Mapped[str | None] = intern(Text)
    referens_id: Mapped[UUID | None] = intern(Uuid)


class Lasmarkering(Delad, Base):
    """That one person of one party has read an order's messages up to and including a number."""

    __tablename__ = "lasmarkeringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "part", "person", "till_och_med", info={LOPNUMMER: True}),
        CheckConstraint(textlista("part", Meddelandepart), name="part"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    part: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    till_och_med: Mapped[int] = intern(Integer)
    tid: Mapped[datetime] = intern()


# Built once: a new alias for each statement would be a new statement to compile.
_RATTELSE = aliased(Meddelande)


def last_till(bestallning_id: Any, part: Meddelandepart, person: str | None = None) -> ScalarSelect[int]:
    """How far a party has read, whoever there, or one person of it; 0 when nobody has."""
    sats = select(func.coalesce(func.max(Lasmarkering.till_och_med), 0)).where(
        Lasmarkering.bestallning_id == bestallning_id, Lasmarkering.part == part.value
    )
    if person is not None:
        sats = sats.where(Lasmarkering.person == person)
    return sats.scalar_subquery()


def meddelandelista(
    bestallning_id: UUID, part: Meddelandepart, person: str, *, olasta: bool
) -> Select[Meddelande, int, int]:
    """An order's messages, with how far ``person`` and the other party have read; only unread ones when ``olasta``."""
    mitt = last_till(bestallning_id, part, person)
    sats = select(Meddelande, mitt.label("mitt"), last_till(bestallning_id, part.motpart).label("motpartens")).where(
        Meddelande.bestallning_id == bestallning_id
    )
    if olasta:
        sats = sats.where(Meddelande.part == part.motpart.value, Meddelande.nummer > mitt)
    return sats


def meddelande_med(
    bestallning_id: UUID, meddelande_id: UUID, part: Meddelandepart, person: str
) -> Select[Meddelande, int, UUID]:
    """One message, how far ``person`` has read, and what corrects it."""
    rattelse = (
        select(_RATTELSE.id)
        .where(_RATTELSE.kommunkod == Meddelande.kommunkod, _RATTELSE.rattar_id == Meddelande.id)
        .scalar_subquery()
    )
    mitt = last_till(bestallning_id, part, person)
    sats = select(Meddelande, mitt.label("mitt"), rattelse.label("rattad_av"))
    return sats.where(Meddelande.bestallning_id == bestallning_id, Meddelande.id == meddelande_id)


def lasningar_av(meddelande: Meddelande) -> Select[str, datetime]:
    """Who of the other party has read a message, and when they first had."""
    motpart = Meddelandepart(meddelande.part).motpart
    return (
        select(Lasmarkering.person, func.min(Lasmarkering.tid))
        .where(
            Lasmarkering.bestallning_id == meddelande.bestallning_id,
            Lasmarkering.part == motpart.value,
            Lasmarkering.till_och_med >= meddelande.nummer,
        )
        .group_by(Lasmarkering.person)
        .order_by(func.min(Lasmarkering.tid), Lasmarkering.person)
    )


def _den(meddelande_id: UUID | None, bestallning_id: UUID) -> ScalarSelect[str]:
    """The party that wrote a message of the order."""
    sats = select(Meddelande.part).where(Meddelande.bestallning_id == bestallning_id, Meddelande.id == meddelande_id)
    return sats.scalar_subquery()


def underlag(bestallning_id: UUID, svar_pa: UUID | None, rattar: UUID | None, referens: Any) -> Select[Any]:
    """What a new message rests on, in one round trip: its number, whom it answers and corrects, what it is about."""
    senaste = select(func.coalesce(func.max(Meddelande.nummer), 0)).where(Meddelande.bestallning_id == bestallning_id)
    rattad = select(_RATTELSE.id).where(_RATTELSE.bestallning_id == bestallning_id, _RATTELSE.rattar_id == rattar)
    return select(
        senaste.scalar_subquery().label("senaste"),
        _den(svar_pa, bestallning_id).label("svar_pa"),
        _den(rattar, bestallning_id).label("rattar"),
        rattad.exists().label("rattad"),
        (literal(value=True) if referens is None else referens).label("referens"),
    ).where(Bestallning.id == bestallning_id)


def finns_i(klass: Any, bestallning_id: UUID, objekt_id: UUID) -> ColumnElement[bool]:
    """Whether an object of the order exists, for those who see it."""
    return exists().where(klass.bestallning_id == bestallning_id, klass.id == objekt_id)


def laslage(bestallning_id: UUID, part: Meddelandepart, person: str, till_och_med: int) -> Select[Any]:
    """The newest number, how far ``person`` has read, and how many of the other party's come after a number."""
    i_ordern = Meddelande.bestallning_id == bestallning_id
    senaste = select(func.coalesce(func.max(Meddelande.nummer), 0)).where(i_ordern)
    efter = select(func.count()).where(
        i_ordern, Meddelande.part == part.motpart.value, Meddelande.nummer > till_och_med
    )
    return select(
        senaste.scalar_subquery().label("senaste"),
        last_till(bestallning_id, part, person).label("mitt"),
        efter.scalar_subquery().label("kvar"),
    ).where(Bestallning.id == bestallning_id)


def olasta_per_bestallning(
    part: Meddelandepart, person: str, idag: Any, egna: str | None, antal: int
) -> Select[UUID, UUID, UUID, int, datetime, datetime]:
    """Orders with messages that ``person`` has not read, longest waiting first; only where the utförare has rights."""
    mitt = last_till(Bestallning.id, part, person)
    sats = (
        select(
            Bestallning.id,
            Bestallning.namnd_id,
            Bestallning.arende_id,
            func.count().label("antal"),
            func.min(Meddelande.skickat).label("aldsta"),
            func.max(Meddelande.skickat).label("senaste"),
        )
        .join(
            Meddelande,
            (Meddelande.kommunkod == Bestallning.kommunkod) & (Meddelande.bestallning_id == Bestallning.id),
        )
        .where(
            or_(Bestallning.ratt_tom.is_(None), Bestallning.ratt_tom >= idag),
            Meddelande.part == part.motpart.value,
            Meddelande.nummer > mitt,
        )
        .group_by(Bestallning.kommunkod, Bestallning.id, Bestallning.namnd_id, Bestallning.arende_id)
        .order_by(func.min(Meddelande.skickat), Bestallning.id)
        .limit(antal)
    )
    return sats if egna is None else sats.where(Bestallning.handlaggare == egna)
