"""Tables of the uppstartsmöte: the meeting, the chain of its times, who was invited, when the vägledare is taken."""

from collections.abc import Iterable
from datetime import datetime
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
    bindparam,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Isolering, Namndagd, fast, tabell
from app.flode.uppstartsmote.states import (
    UPPTAGNA,
    Franvarobedomning,
    Lucka,
    Motesform,
    Motespart,
    Motessvar,
    MoteStatus,
    TidStatus,
    Tolkstatus,
)
from app.katalog.organisationer import Medarbetare


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
    skyddad_plats: Mapped[bool] = intern(Boolean, default=False, server_default=false())
    tolk: Mapped[str | None] = personuppgift(Text)
    tolk_bestalld: Mapped[datetime | None] = intern()
    tolk_bestalld_av: Mapped[str | None] = personuppgift(Text)
    tolk_avbokad: Mapped[datetime | None] = intern()
    tolk_avbokad_av: Mapped[str | None] = personuppgift(Text)
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

    @property
    def tolkstatus(self) -> Tolkstatus | None:
        """Where its interpreter stands; None when it needs none."""
        if self.tolk is None:
            return None
        if self.tolk_avbokad is not None:
            return Tolkstatus.AVBOKAD
        return Tolkstatus.EJ_BESTALLD if self.tolk_bestalld is None else Tolkstatus.BESTALLD


class Kallelse(Delad, Base):
    """One of the three parties invited to one time: own reply, own attendance.

    ``redogorelse`` is the person's own account of staying away (AK-20); noted without one, none was given.
    """

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
    franvaro_skal: Mapped[str | None] = kanslig(Text)
    redogorelse: Mapped[str | None] = kanslig(Text)
    redogorelse_noterad: Mapped[datetime | None] = intern()
    redogorelse_noterad_av: Mapped[str | None] = personuppgift(Text)


class Franvaroprovning(Namndagd, Base):
    """What the nämnd found of the person's absence, and why; for the nämnd alone, and never rewritten (AK-20)."""

    __tablename__ = "franvaroprovningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "mote_id"], ["uppstartsmoten.kommunkod", "uppstartsmoten.id"]),
        CheckConstraint(textlista("bedomning", Franvarobedomning), name="bedomning"),
        Index("ix_franvaroprovningar_mote", "kommunkod", "mote_id", "id"),
        info={"bara_tillagg": True},
    )

    mote_id: Mapped[UUID] = intern(Uuid)
    tid_nummer: Mapped[int] = intern(Integer)
    bedomning: Mapped[str] = kanslig(Text)
    motivering: Mapped[str] = kanslig(Text)
    bedomd: Mapped[datetime] = intern()
    bedomd_av: Mapped[str] = personuppgift(Text)


class Vagledartid(Base):
    """That a vägledare is taken for a while, wherever that is; by what stands nowhere here.

    Open to every party, so that nobody is booked twice over the border of two kommuner. The id is that of the
    meeting's time, which only those read who read the meeting.
    """

    __tablename__ = "vagledartider"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(Index("ix_vagledartider_vagledare", "organisation_id", "vagledare", "slutar"))

    id: Mapped[UUID] = intern(Uuid, primary_key=True)
    organisation_id: Mapped[UUID] = intern(Uuid)
    vagledare: Mapped[str] = personuppgift(Text)
    borjar: Mapped[datetime] = intern()
    slutar: Mapped[datetime] = intern()
    galler: Mapped[bool] = intern(Boolean, default=True)


# A meeting's rows as they are read together.
Moterader = tuple[Uppstartsmote, Motestid | None, Kallelse | None, Vagledartid | None, Franvaroprovning | None]


def _hela() -> Select[*Moterader]:
    """Meetings with all that belongs to them: in one round trip, the times in order."""
    return (
        select(Uppstartsmote, Motestid, Kallelse, Vagledartid, Franvaroprovning)
        .outerjoin(Motestid, and_(Motestid.kommunkod == Uppstartsmote.kommunkod, Motestid.mote_id == Uppstartsmote.id))
        .outerjoin(
            Kallelse,
            and_(
                Kallelse.kommunkod == Motestid.kommunkod,
                Kallelse.mote_id == Motestid.mote_id,
                Kallelse.tid_nummer == Motestid.nummer,
            ),
        )
        .outerjoin(Vagledartid, Vagledartid.id == Motestid.id)
        .outerjoin(
            Franvaroprovning,
            and_(
                Franvaroprovning.kommunkod == Motestid.kommunkod,
                Franvaroprovning.mote_id == Motestid.mote_id,
                Franvaroprovning.tid_nummer == Motestid.nummer,
            ),
        )
        .where(Uppstartsmote.bestallning_id == bindparam("bestallning", type_=Uuid()))
        .order_by(Uppstartsmote.id, Motestid.nummer, Kallelse.id, Franvaroprovning.id)
    )


HELA = fast(_hela())
HELT = fast(_hela().where(Uppstartsmote.id == bindparam("mote", type_=Uuid())))


def moten_med_tid(bestallning_id: UUID) -> Select[Uppstartsmote, Motestid]:
    """The meetings of an order, each with the time it is booked for, or nothing."""
    return (
        select(Uppstartsmote, Motestid)
        .outerjoin(
            Motestid,
            and_(
                Motestid.kommunkod == Uppstartsmote.kommunkod,
                Motestid.mote_id == Uppstartsmote.id,
                Motestid.status == TidStatus.BOKAD.value,
            ),
        )
        .where(Uppstartsmote.bestallning_id == bestallning_id)
    )


def las_vagledaren(organisation_id: UUID | None, vagledare: str | None) -> Select[UUID]:
    """Holds a vägledare's row in the register until the end, so that two bookings at once take turns."""
    return (
        select(Medarbetare.id)
        .where(Medarbetare.organisation_id == organisation_id, Medarbetare.person == vagledare)
        .with_for_update(key_share=True)
    )


def las_personens_moten(arende_id: UUID) -> Select[UUID]:
    """Holds, in a fixed order, the unheld meetings of a person that the caller sees."""
    return (
        select(Uppstartsmote.id)
        .where(Uppstartsmote.arende_id == arende_id, Uppstartsmote.status != MoteStatus.GENOMFORT.value)
        .order_by(Uppstartsmote.id)
        .with_for_update(key_share=True)
    )


# Built once: a new alias for each statement would be a new statement to compile.
_ANNAT = aliased(Uppstartsmote)


def upptagna(mote: Uppstartsmote, egen: UUID, luckor: Iterable[Lucka]) -> Select[bool, bool]:
    """Whether the person, and whether the vägledare, is taken at any of the times; an end may meet a beginning.

    The person's other meetings as far as the caller sees them; the vägledare's all, but for the time ``egen``.
    """
    luckor = tuple(luckor)
    personen = (
        select(Motestid.id)
        .join(_ANNAT, and_(_ANNAT.kommunkod == Motestid.kommunkod, _ANNAT.id == Motestid.mote_id))
        .where(
            _ANNAT.id != mote.id,
            _ANNAT.arende_id == mote.arende_id,
            Motestid.status.in_(sorted(UPPTAGNA)),
            or_(*(and_(Motestid.borjar < lucka.slutar, Motestid.slutar > lucka.borjar) for lucka in luckor)),
        )
        .exists()
    )
    vagledaren = exists().where(
        Vagledartid.organisation_id == mote.delad_med,
        Vagledartid.vagledare == mote.vagledare,
        Vagledartid.galler.is_(True),
        Vagledartid.id != egen,
        or_(*(and_(Vagledartid.borjar < lucka.slutar, Vagledartid.slutar > lucka.borjar) for lucka in luckor)),
    )
    return select(personen, vagledaren).select_from(Uppstartsmote).where(Uppstartsmote.id == mote.id)
