"""Table of the platsbokningar and its named queries.

A booking tells of a person only by its ärende; who reaches the ärende reaches it (DP-15).
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    Uuid,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus
from app.flode.bestallning.models import Bestallning
from app.flode.platsbokning.states import LEVANDE, PlatsStatus
from app.katalog.aktiviteter import Aktivitet

_LEVANDE = "status IN ('i_ko', 'erbjuden', 'bokad')"
I_KO, ERBJUDEN = PlatsStatus.I_KO.value, PlatsStatus.ERBJUDEN.value
# An order that ended so gives its places back; one that was declined is sent to somebody else.
SLUTADE = ("avslutad", "aterkallad", "forfallen")
FLEST = 500


class Platsbokning(Delad, Tillstandsagd, Base):
    """A place for one person; ``delad_med`` is the utförare of its order, which knows the person already."""

    __tablename__ = "platsbokningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "aktivitet_id"], ["aktiviteter.kommunkod", "aktiviteter.id"]),
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        CheckConstraint(textlista("status", PlatsStatus), name="status"),
        Index("ix_platsbokningar_arende", "kommunkod", "arende_id", "id"),
        Index("ix_platsbokningar_bestallning", "kommunkod", "bestallning_id", "id"),
        Index("ix_platsbokningar_aktivitet", "kommunkod", "aktivitet_id", "status"),
        Index("ix_platsbokningar_svar", "kommunkod", "status", "svar_senast"),
        Index(
            "uq_platsbokningar_levande",
            "kommunkod",
            "arende_id",
            "aktivitet_id",
            unique=True,
            sqlite_where=text(_LEVANDE),
            postgresql_where=text(_LEVANDE),
        ),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    aktivitet_id: Mapped[UUID] = personuppgift(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    status: Mapped[str] = intern(Text)
    skapad: Mapped[datetime] = intern()
    onskad_start: Mapped[date] = personuppgift()
    fortur: Mapped[bool] = intern(Boolean, default=False)
    fortur_skal: Mapped[str | None] = kanslig(Text)
    ko_sedan: Mapped[datetime | None] = intern()
    erbjuden: Mapped[datetime | None] = intern()
    svar_senast: Mapped[date | None] = intern()
    bokad: Mapped[datetime | None] = intern()
    slut_datum: Mapped[date | None] = personuppgift()
    skal: Mapped[str | None] = kanslig(Text)


# Built once: a new alias for each statement would be a new statement to compile.
_FORE = aliased(Platsbokning)
ORDNING = (Platsbokning.fortur.desc(), Platsbokning.ko_sedan, Platsbokning.id)


def _koplats() -> ColumnElement[int | None]:
    """How many stand in line up to and with a booking; nothing for one that does not."""
    tidigare = tuple_(_FORE.ko_sedan, _FORE.id) <= tuple_(Platsbokning.ko_sedan, Platsbokning.id)
    antal = (
        select(func.count())
        .where(
            _FORE.kommunkod == Platsbokning.kommunkod,
            _FORE.aktivitet_id == Platsbokning.aktivitet_id,
            _FORE.status == I_KO,
            or_(_FORE.fortur > Platsbokning.fortur, and_(_FORE.fortur == Platsbokning.fortur, tidigare)),
        )
        .scalar_subquery()
    )
    return case((Platsbokning.status == I_KO, antal))


def underlag(arende_id: UUID, bestallning_id: UUID | None) -> Select[Arende, Bestallning]:
    """An ärende, with one of its orders if it is asked for."""
    ihop = and_(
        Bestallning.kommunkod == Arende.kommunkod,
        Bestallning.arende_id == Arende.id,
        Bestallning.id == bestallning_id,
    )
    return select(Arende, Bestallning).outerjoin(Bestallning, ihop).where(Arende.id == arende_id)


def bokningar_for(arende_id: UUID) -> Select[Platsbokning]:
    """All bookings of an ärende."""
    return select(Platsbokning).where(Platsbokning.arende_id == arende_id)


def bokningar_under(bestallning_id: UUID) -> Select[Platsbokning]:
    """All bookings of an order."""
    return select(Platsbokning).where(Platsbokning.bestallning_id == bestallning_id)


def att_overta(bestallning_id: UUID) -> Select[Platsbokning]:
    """Places of an order that can go on in another utförare's: not those that its own utförare arranges."""
    order = and_(Bestallning.kommunkod == Platsbokning.kommunkod, Bestallning.id == Platsbokning.bestallning_id)
    aktivitet = and_(Aktivitet.kommunkod == Platsbokning.kommunkod, Aktivitet.id == Platsbokning.aktivitet_id)
    return (
        select(Platsbokning)
        .join(Bestallning, order)
        .join(Aktivitet, aktivitet)
        .where(
            Platsbokning.bestallning_id == bestallning_id,
            Platsbokning.status.in_(sorted(LEVANDE)),
            or_(Aktivitet.utforare_id.is_(None), Aktivitet.utforare_id != Bestallning.utforare_id),
        )
    )


def bokning_med(arende_id: UUID, bokning_id: UUID) -> Select[Platsbokning, str, int | None]:
    """One booking of an ärende, what it is a place in, and its place in the line."""
    ihop = and_(Aktivitet.kommunkod == Platsbokning.kommunkod, Aktivitet.id == Platsbokning.aktivitet_id)
    return (
        select(Platsbokning, Aktivitet.namn, _koplats())
        .join(Aktivitet, ihop)
        .where(Platsbokning.arende_id == arende_id, Platsbokning.id == bokning_id)
    )


def har_plats(kommunkod: str, arende_id: UUID, aktivitet_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether a person has a place, an offer or stands in line; ``aktivitet_id`` may be a column of the statement."""
    return exists().where(
        Platsbokning.kommunkod == kommunkod,
        Platsbokning.arende_id == arende_id,
        Platsbokning.aktivitet_id == aktivitet_id,
        Platsbokning.status.in_(sorted(LEVANDE)),
    )


def levande_aktiviteter(arende_id: UUID) -> Select[UUID]:
    """The aktiviteter that a person has a place in, or waits for."""
    return select(Platsbokning.aktivitet_id).where(
        Platsbokning.arende_id == arende_id, Platsbokning.status.in_(sorted(LEVANDE))
    )


def forsta_i_kon(aktivitet_id: UUID, antal: int) -> Select[Platsbokning]:
    """Who is next, in the order of the line."""
    return (
        select(Platsbokning)
        .where(Platsbokning.aktivitet_id == aktivitet_id, Platsbokning.status == I_KO)
        .order_by(*ORDNING)
        .limit(antal)
    )


def obesvarade(aktivitet_id: UUID, idag: date) -> Select[Platsbokning]:
    """Offers whose answer date has passed."""
    return (
        select(Platsbokning)
        .where(
            Platsbokning.aktivitet_id == aktivitet_id,
            Platsbokning.status == ERBJUDEN,
            Platsbokning.svar_senast < idag,
        )
        .order_by(Platsbokning.svar_senast, Platsbokning.id)
    )


def aktiviteter_med_obesvarade(idag: date) -> Select[UUID]:
    """Aktiviteter with offers whose answer date has passed."""
    return (
        select(Platsbokning.aktivitet_id)
        .where(Platsbokning.status == ERBJUDEN, Platsbokning.svar_senast < idag)
        .distinct()
        .limit(FLEST)
    )


def aktiviteter_att_fylla() -> Select[UUID]:
    """Aktiviteter that have a free place and a line."""
    fri = or_(Aktivitet.antal_platser.is_(None), Aktivitet.upptagna < Aktivitet.antal_platser)
    return select(Aktivitet.id).where(Aktivitet.i_ko > 0, fri, tar_emot()).limit(FLEST)


def tar_emot() -> ColumnElement[bool]:
    """Whether an aktivitet takes people in."""
    return and_(Aktivitet.status == "publicerad", Aktivitet.oppen_for_anmalan.is_(True))


def giltig(dag: date) -> ColumnElement[bool]:
    """Whether an aktivitet has not ended on a day."""
    return or_(Aktivitet.galler_tom.is_(None), Aktivitet.galler_tom >= dag)


def fullt() -> ColumnElement[bool]:
    """Whether who comes now has to wait."""
    full = or_(Aktivitet.upptagna >= Aktivitet.antal_platser, Aktivitet.i_ko > 0)
    return and_(Aktivitet.antal_platser.is_not(None), full, tar_emot())


def overblivna() -> Select[Platsbokning]:
    """Bookings whose ärende or order has ended."""
    order = and_(Bestallning.kommunkod == Platsbokning.kommunkod, Bestallning.id == Platsbokning.bestallning_id)
    return (
        select(Platsbokning)
        .join(Arende, and_(Arende.kommunkod == Platsbokning.kommunkod, Arende.id == Platsbokning.arende_id))
        .outerjoin(Bestallning, order)
        .where(
            Platsbokning.status.in_(sorted(LEVANDE)),
            or_(Arende.status != ArendeStatus.OPPET.value, Bestallning.status.in_(SLUTADE)),
        )
        .order_by(Platsbokning.id)
        .limit(FLEST)
    )


def erbjudna_for(arenden: Sequence[UUID]) -> Select[UUID, UUID, date | None, UUID | None]:
    """Offers of some ärenden and when they are to be answered."""
    return select(Platsbokning.arende_id, Platsbokning.id, Platsbokning.svar_senast, Platsbokning.bestallning_id).where(
        Platsbokning.arende_id.in_(arenden), Platsbokning.status == ERBJUDEN
    )
