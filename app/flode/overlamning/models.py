"""Table of the överlämning and its named queries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.core.classification import intern, personuppgift, skyddad
from app.core.crypto import Plats
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.flode.overlamning.states import Anvisad, Kanal, OverlamningStatus, Skede, Slag
from app.flode.plan.models import Plan, Planaktivitet
from app.katalog.organisationer import Organisation


class Overlamning(Namndagd, Tillstandsagd, Base):
    """One message to a receiver outside the nämnd; the package is sealed."""

    __tablename__ = "overlamningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        CheckConstraint(textlista("status", OverlamningStatus), name="status"),
        CheckConstraint(textlista("slag", Slag), name="slag"),
        CheckConstraint(textlista("skede", Skede), name="skede"),
        CheckConstraint(textlista("kanal", Kanal), name="kanal"),
        CheckConstraint(textlista("grund", Utlamnandegrund), name="grund"),
        Index("ix_overlamningar_arende", "kommunkod", "arende_id", "id"),
        Index("ix_overlamningar_bestallning", "kommunkod", "bestallning_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=OverlamningStatus.UTKAST.value)
    skapad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    automatisk: Mapped[bool] = intern(Boolean, default=False)
    mottagare: Mapped[str] = intern(Text)
    slag: Mapped[str] = intern(Text)
    skede: Mapped[str | None] = intern(Text)
    kanal: Mapped[str] = intern(Text)
    grund: Mapped[str | None] = intern(Text)
    lagrum: Mapped[str | None] = intern(Text)
    paketversion: Mapped[int] = intern(Integer)
    paket_forseglat: Mapped[bytes] = skyddad(LargeBinary)
    sandversion: Mapped[int] = intern(Integer, default=0)
    af_referens: Mapped[str | None] = intern(Text)
    af_kvitterad: Mapped[datetime | None] = intern()
    af_felkod: Mapped[str | None] = intern(Text)
    af_fel_id: Mapped[str | None] = intern(Text)
    af_sparnings_id: Mapped[str | None] = intern(Text)
    af_handelse: Mapped[str | None] = intern(Text)
    af_handelse_tid: Mapped[datetime | None] = intern()
    overlamnad_datum: Mapped[date | None] = intern()
    overlamnad_av: Mapped[str | None] = personuppgift(Text)
    kvittensnummer: Mapped[str | None] = intern(Text)

    def plats(self) -> Plats:
        """Place that the package is sealed to."""
        return Plats("overlamningar.paket", self.kommunkod, self.id)


def overlamning_med(overlamning_id: UUID, arende_id: UUID | None = None) -> Select[Overlamning]:
    """One överlämning by id, of one ärende when that is known."""
    sats = select(Overlamning).where(Overlamning.id == overlamning_id)
    return sats if arende_id is None else sats.where(Overlamning.arende_id == arende_id)


def overlamningar_for(arende_id: UUID) -> Select[Overlamning]:
    """All överlämningar of an ärende."""
    return select(Overlamning).where(Overlamning.arende_id == arende_id)


def senaste_om(bestallning_id: UUID) -> Select[Overlamning]:
    """The newest informationsöverlämning about an order."""
    return (
        select(Overlamning).where(Overlamning.bestallning_id == bestallning_id).order_by(Overlamning.id.desc()).limit(1)
    )


def planerade_kategorier(bestallning_id: UUID) -> Select[str]:
    """The kinds of activity in the approved plans of an order, own job search aside."""
    return (
        select(Planaktivitet.kategori)
        .join(Plan, and_(Plan.kommunkod == Planaktivitet.kommunkod, Plan.id == Planaktivitet.plan_id))
        .where(
            Plan.bestallning_id == bestallning_id,
            Plan.godkand.is_not(None),
            Planaktivitet.utgava == Plan.utgava,
            Planaktivitet.kategori.in_([k.value for k in Anvisad]),
        )
        .distinct()
    )


def underlag(bestallning_id: UUID) -> Select[Bestallning, Beslut, Arende, Organisation]:
    """An order with its beslut, ärende and utförare: what an informationsöverlämning is made of."""
    return (
        select(Bestallning, Beslut, Arende, Organisation)
        .join(Beslut, and_(Beslut.kommunkod == Bestallning.kommunkod, Beslut.id == Bestallning.beslut_id))
        .join(Arende, and_(Arende.kommunkod == Bestallning.kommunkod, Arende.id == Bestallning.arende_id))
        .join(Organisation, Organisation.id == Bestallning.utforare_id)
        .where(Bestallning.id == bestallning_id)
    )
