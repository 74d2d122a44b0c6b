"""Tables of the uppstartsmöte: the meeting, the chain of its times, who was invited to each."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.uppstartsmote.states import (
    OPPNA_TIDER,
    UPPTAGNA,
    Lucka,
    Motesform,
    Motespart,
    Motessvar,
    MoteStatus,
    TidStatus,
)


class Uppstartsmote(Delad, Tillstandsagd, Base):
    """The first meeting of one order; its times are rows of their own.

    ``sekvens`` is the revision that the calendar carries: none before the first booking.
    """

    __tablename__ = "uppstartsmoten"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        CheckConstraint(textlista("status", MoteStatus), name="status"),
        Index("ix_uppstartsmoten_bestallning", "kommunkod", "bestallning_id", "id"),
        Index("ix_uppstartsmoten_vagledare", "kommunkod", "vagledare", "status"),
        Index("ix_uppstartsmoten_arende", "kommunkod", "arende_id", "status"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=MoteStatus.EJ_BOKAT.value)
    skapad: Mapped[datetime] = intern()
    vagledare: Mapped[str | None] = personuppgift(Text)
    bokad: Mapped[datetime | None] = intern()
    antal_tider: Mapped[int] = intern(Integer, default=0)
    sekvens: Mapped[int | None] = intern(Integer)


class Motestid(Delad, Base):
    """One time of a meeting: who asked for it and why, and what became of it; never overwritten by another."""

    __tablename__ = "motestider"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "mote_id"], ["uppstartsmoten.kommunkod", "uppstartsmoten.id"]),
        UniqueConstraint("kommunkod", "mote_id", "nummer"),
        CheckConstraint(textlista("status", TidStatus), name="status"),
        CheckConstraint(textlista("form", Motesform), name="form"),
        CheckConstraint(textlista("begard_av", Motespart), name="begard_av"),
        CheckConstraint("slutar > borjar", name="ordning"),
    )

    mote_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    status: Mapped[str] = intern(Text)
    borjar: Mapped[datetime] = skyddad()
    slutar: Mapped[datetime] = skyddad()
    form: Mapped[str] = intern(Text)
    plats: Mapped[str | None] = skyddad(Text)
    tolk: Mapped[str | None] = personuppgift(Text)
    begard_av: Mapped[str] = intern(Text)
    skal: Mapped[str | None] = kanslig(Text)
    slut_begart_av: Mapped[str | None] = intern(Text)
    slut_skal: Mapped[str | None] = kanslig(Text)
    registrerad: Mapped[datetime] = intern()
    registrerad_av: Mapped[str] = personuppgift(Text)
    andrad: Mapped[datetime] = intern()

    @property
    def lucka(self) -> Lucka:
        """When it is."""
        return Lucka(self.borjar, self.slutar)


class Kallelse(Delad, Base):
    """One of the three parties invited to one time: own reply, own attendance."""

    __tablename__ = "kallelser"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "mote_id"], ["uppstartsmoten.kommunkod", "uppstartsmoten.id"]),
        UniqueConstraint("kommunkod", "mote_id", "tid_nummer", "part"),
        CheckConstraint(textlista("part", Motespart), name="part"),
        CheckConstraint(textlista("svar", Motessvar), name="svar"),
    )

    mote_id: Mapped[UUID] = intern(Uuid)
    tid_nummer: Mapped[int] = intern(Integer)
    part: Mapped[str] = intern(Text)
    svar: Mapped[str] = personuppgift(Text)
    svarad: Mapped[datetime | None] = intern()
    svarad_av: Mapped[str | None] = personuppgift(Text)
    skal: Mapped[str | None] = kanslig(Text)
    narvaro: Mapped[bool | None] = kanslig(Boolean)


def moten_for(bestallning_id: UUID) -> Select[Uppstartsmote]:
    """The meetings of an order."""
    return select(Uppstartsmote).where(Uppstartsmote.bestallning_id == bestallning_id)


def mote_med(bestallning_id: UUID, mote_id: UUID) -> Select[Uppstartsmote]:
    """One meeting of an order."""
    return moten_for(bestallning_id).where(Uppstartsmote.id == mote_id)


def tider_for(moten: Iterable[UUID]) -> Select[Motestid]:
    """All times of some meetings, oldest first."""
    return select(Motestid).where(Motestid.mote_id.in_(moten)).order_by(Motestid.mote_id, Motestid.nummer)


def kallelser_for(mote_id: UUID) -> Select[Kallelse]:
    """Everybody ever invited to a meeting, in the order of its times."""
    return select(Kallelse).where(Kallelse.mote_id == mote_id).order_by(Kallelse.tid_nummer, Kallelse.id)


def vagledarens_svar(mote_id: UUID) -> Select[Kallelse]:
    """The vägledare's answers to times that stand."""
    return (
        select(Kallelse)
        .join(
            Motestid,
            (Motestid.kommunkod == Kallelse.kommunkod)
            & (Motestid.mote_id == Kallelse.mote_id)
            & (Motestid.nummer == Kallelse.tid_nummer),
        )
        .where(
            Kallelse.mote_id == mote_id,
            Kallelse.part == Motespart.VAGLEDARE.value,
            Motestid.status.in_(sorted(OPPNA_TIDER)),
        )
    )


def samma_personer(arende_id: UUID, vagledare: str | None) -> Select[UUID]:
    """Locks, in a fixed order, the unheld meetings of a person and a vägledare.

    Two bookings at once for the same vägledare take turns here, so that the second sees the first.
    """
    return (
        select(Uppstartsmote.id)
        .where(
            or_(Uppstartsmote.arende_id == arende_id, Uppstartsmote.vagledare == vagledare),
            Uppstartsmote.status != MoteStatus.GENOMFORT.value,
        )
        .order_by(Uppstartsmote.id)
        .with_for_update()
    )


def upptagna(mote: Uppstartsmote, luckor: Iterable[Lucka]) -> Select[str | None, UUID]:
    """Vägledare and ärende of other meetings that overlap any of the times; an end may meet a beginning."""
    krockar = or_(*(and_(Motestid.borjar < lucka.slutar, Motestid.slutar > lucka.borjar) for lucka in luckor))
    return (
        select(Uppstartsmote.vagledare, Uppstartsmote.arende_id)
        .join(Motestid, (Motestid.kommunkod == Uppstartsmote.kommunkod) & (Motestid.mote_id == Uppstartsmote.id))
        .where(
            Uppstartsmote.id != mote.id,
            or_(Uppstartsmote.arende_id == mote.arende_id, Uppstartsmote.vagledare == mote.vagledare),
            Motestid.status.in_(sorted(UPPTAGNA)),
            krockar,
        )
        .limit(1)
    )


def forsenad(mote: Uppstartsmote, bokas_senast: date | None, halls_senast: date | None, idag: date) -> bool:
    """Whether a date of the avtal passed before the meeting was booked, or held (T-12)."""
    if mote.status in {MoteStatus.GENOMFORT.value, MoteStatus.INSTALLT.value}:
        return False
    if mote.bokad is None:
        return bokas_senast is not None and idag > bokas_senast
    return halls_senast is not None and idag > halls_senast
