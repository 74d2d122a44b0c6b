"""Table of the överlämning and its named queries."""

from collections.abc import Sequence
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
    Uuid,
    and_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.core.bulk import bland
from app.core.classification import forseglad, intern, kanslig, personuppgift
from app.core.crypto import Forsegling, Plats
from app.core.database import Base, textlista
from app.core.outbox import Avvisningsbar
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.models import Narvarouppgift, Tillfalle, gallande_uppgift
from app.flode.overlamning.states import PA_VAG, Anvisad, Kanal, OverlamningStatus, Skede, Slag
from app.flode.plan.models import Plan, Planaktivitet
from app.katalog.organisationer import Organisation

PAKET = Forsegling("overlamningar.paket")


class Overlamning(Namndagd, Tillstandsagd, Avvisningsbar, Base):
    """One message to a receiver outside the nämnd; the package is sealed.

    ``tillfalle_id``: the occasion that it tells a deviation of. ``inaktuell``: since when what may have left is untrue.
    ``identitet_bytt``: AF has, or may have, it under an earlier identity of the person.
    """

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
        Index("ix_overlamningar_tillfalle", "kommunkod", "tillfalle_id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    tillfalle_id: Mapped[UUID | None] = intern(Uuid)
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
    paket_forseglat: Mapped[bytes] = forseglad(PAKET)
    sandversion: Mapped[int] = intern(Integer, default=0)
    af_referens: Mapped[str | None] = intern(Text)
    af_kvitterad: Mapped[datetime | None] = intern()
    af_handelse: Mapped[str | None] = intern(Text)
    af_handelse_tid: Mapped[datetime | None] = intern()
    af_besked: Mapped[str | None] = intern(Text)
    af_besked_tid: Mapped[datetime | None] = intern()
    overlamnad_datum: Mapped[date | None] = intern()
    overlamnad_av: Mapped[str | None] = personuppgift(Text)
    kvittensnummer: Mapped[str | None] = intern(Text)
    inaktuell: Mapped[datetime | None] = intern()
    identitet_bytt: Mapped[bool] = intern(Boolean, default=False)
    skal: Mapped[str | None] = kanslig(Text)

    @property
    def unikt_id(self) -> str:
        """What AF knows this version by."""
        return f"{self.id}_{self.sandversion}"

    def plats(self) -> Plats:
        """Place that the package is sealed to."""
        return PAKET.plats(self.kommunkod, self.id)


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


def ej_lamnade(arende_id: UUID) -> Select[Overlamning]:
    """Those of an ärende that have not left for certain."""
    return overlamningar_for(arende_id).where(Overlamning.status.in_(PA_VAG))


def gallande_om(tillfallen: Sequence[UUID]) -> Select[Overlamning]:
    """What is told, or drafted, of the deviations of some occasions."""
    return select(Overlamning).where(
        bland(Overlamning.tillfalle_id, tillfallen), Overlamning.status != OverlamningStatus.ATERKALLAD.value
    )


def rattbara_om(tillfallen: Sequence[UUID]) -> Select[Overlamning]:
    """The same, but for persons with protected identity, of whom no times are told, or another one now (DP-15)."""
    arendet = and_(Arende.kommunkod == Overlamning.kommunkod, Arende.id == Overlamning.arende_id)
    samma = (Arende.skyddad.is_(False), Overlamning.identitet_bytt.is_(False))
    return gallande_om(tillfallen).join(Arende, arendet).where(*samma)


def sagt_om(bestallning_id: UUID, tillfallen: Sequence[UUID]) -> Select[Narvarouppgift]:
    """The last word on each of some occasions of an order."""
    return (
        select(Narvarouppgift)
        .join(Tillfalle, gallande_uppgift())
        .where(Tillfalle.bestallning_id == bestallning_id, bland(Tillfalle.id, tillfallen))
        .order_by(Narvarouppgift.dag, Narvarouppgift.fran)
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
