"""Tables of the occasions and of what is reported of them, and their named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.bulk import bland
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import Base, textlista
from app.core.journal import Handelse
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Personskyddad, Tilldelad, fast, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.states import (
    PA_PLATS,
    Franvaroorsak,
    InstalltAv,
    Narvaroutfall,
    TillfalleStatus,
    Tillfallesurval,
)
from app.flode.narvaro.uppgifter import Utsaga
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.states import PlanStatus
from app.katalog.stangda import StangdPeriod

IGANG = ("pagaende", "pausad")
HAR_GALLT = (PlanStatus.ERSATT.value, PlanStatus.AVSLUTAD.value)
PAUSTYPER = ("pausa", "ateruppta", "avsluta", "ateroppna")
PLANERAT = TillfalleStatus.PLANERAT.value
_PLANERAT, _UR_PLAN = text("status = 'planerat'"), text("plan_id IS NOT NULL")


class Tillfalle(Delad, Personskyddad, Tilldelad, Tillstandsagd, Base):
    """One occasion of one person; the plan's own are known by plan, activity, day and time.

    Whose it is follows the order. One that the plan called for and nothing has happened to has version 0: the plan's
    history tells of it. ``antal_uppgifter`` counts what was reported; the last word counts.
    """

    __tablename__ = "tillfallen"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        ForeignKeyConstraint(["kommunkod", "plan_id"], ["planer.kommunkod", "planer.id"]),
        CheckConstraint(textlista("status", TillfalleStatus), name="status"),
        CheckConstraint(textlista("kategori", Aktivitetskategori), name="kategori"),
        CheckConstraint("0 <= fran AND fran < till AND till <= 1440", name="tid"),
        Index(
            "uq_tillfallen_ur_plan", "kommunkod", "plan_id", "aktivitet_id", "dag", "fran", unique=True,
            sqlite_where=_UR_PLAN, postgresql_where=_UR_PLAN,
        ),
        Index("ix_tillfallen_bestallning", "kommunkod", "bestallning_id", "dag", "id"),
        Index("ix_tillfallen_status", "kommunkod", "bestallning_id", "status", "dag", "id"),
        Index(
            "ix_tillfallen_utforare", "kommunkod", "delad_med", "dag", "id",
            sqlite_where=_PLANERAT, postgresql_where=_PLANERAT,
        ),
        Index(
            "ix_tillfallen_vagledare", "kommunkod", "delad_med", "vagledare", "dag", "id",
            sqlite_where=_PLANERAT, postgresql_where=_PLANERAT,
        ),
        Index(
            "ix_tillfallen_arende", "kommunkod", "arende_id", "dag", sqlite_where=_PLANERAT, postgresql_where=_PLANERAT
        ),
    )  # fmt: skip

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    plan_id: Mapped[UUID | None] = intern(Uuid)
    aktivitet_id: Mapped[UUID | None] = intern(Uuid)
    aktivitet: Mapped[str] = kanslig(Text)
    kategori: Mapped[str] = personuppgift(Text)
    dag: Mapped[date] = personuppgift()
    fran: Mapped[int] = skyddad(Integer)
    till: Mapped[int] = skyddad(Integer)
    status: Mapped[str] = intern(Text, default=PLANERAT)
    antal_uppgifter: Mapped[int] = intern(Integer, default=0)
    skal: Mapped[str | None] = kanslig(Text)
    begard: Mapped[datetime | None] = intern()
    skapad: Mapped[datetime] = intern()

    @property
    def vantad(self) -> tuple[int, int]:
        """From and to, in minutes since midnight."""
        return self.fran, self.till


class Narvarouppgift(Delad, Base):
    """What was reported of one occasion, once and for all; a correction is the next one and points at this.

    ``fran`` and ``till`` are the times that were expected, so that the row says by itself what was missed.
    """

    __tablename__ = "narvarouppgifter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "tillfalle_id"], ["tillfallen.kommunkod", "tillfallen.id"]),
        UniqueConstraint("kommunkod", "tillfalle_id", "nummer"),
        CheckConstraint("(nummer = 1) = (rattar_id IS NULL)", name="rattelse"),
        CheckConstraint("blev_av = (utfall IS NOT NULL)", name="utfall_nar_det_blev_av"),
        CheckConstraint("blev_av = (installt_av IS NULL)", name="installt_nar_det_inte_blev_av"),
        CheckConstraint(textlista("utfall", Narvaroutfall), name="utfall"),
        CheckConstraint(textlista("installt_av", InstalltAv), name="installt_av"),
        CheckConstraint(textlista("orsak", Franvaroorsak), name="orsak"),
        Index("ix_narvarouppgifter_bestallning", "kommunkod", "bestallning_id", "id"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    tillfalle_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    rattar_id: Mapped[UUID | None] = intern(Uuid)
    rattelse_skal: Mapped[str | None] = kanslig(Text)
    blev_av: Mapped[bool] = personuppgift(Boolean)
    utfall: Mapped[str | None] = kanslig(Text)
    installt_av: Mapped[str | None] = personuppgift(Text)
    dag: Mapped[date] = personuppgift()
    fran: Mapped[int] = skyddad(Integer)
    till: Mapped[int] = skyddad(Integer)
    narvarande_fran: Mapped[int | None] = skyddad(Integer)
    narvarande_till: Mapped[int | None] = skyddad(Integer)
    missade_minuter: Mapped[int] = personuppgift(Integer)
    avviker: Mapped[bool] = personuppgift(Boolean)
    orsak: Mapped[str | None] = kanslig(Text)
    text: Mapped[str | None] = kanslig(Text)
    sen_inlamning: Mapped[bool] = intern(Boolean)
    registrerad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)


def ar_planerat() -> ColumnElement[bool]:
    """Planned, said in the words of the indexes that hold no others: a value told apart would not find them."""
    return Tillfalle.status == literal_column("'planerat'")


def utsaga_av(u: Narvarouppgift) -> Utsaga:
    """What a word says."""
    return Utsaga(
        u.blev_av,
        Narvaroutfall(u.utfall) if u.utfall else None,
        InstalltAv(u.installt_av) if u.installt_av else None,
        u.narvarande_fran,
        u.narvarande_till,
        orsak=Franvaroorsak(u.orsak) if u.orsak else None,
        text=u.text,
    )


def gallande_uppgift() -> ColumnElement[bool]:
    """The join of an occasion with the last word on it."""
    return and_(
        Narvarouppgift.kommunkod == Tillfalle.kommunkod,
        Narvarouppgift.tillfalle_id == Tillfalle.id,
        Narvarouppgift.nummer == Tillfalle.antal_uppgifter,
    )


def _bestallningen() -> ColumnElement[bool]:
    return and_(Bestallning.kommunkod == Tillfalle.kommunkod, Bestallning.id == Tillfalle.bestallning_id)


def tillfalle_med(bestallning_id: UUID, tillfalle_id: UUID) -> Select[Tillfalle, Bestallning, Narvarouppgift | None]:
    """One occasion with its order, a row for each word on it, oldest first."""
    uppgifter = and_(Narvarouppgift.kommunkod == Tillfalle.kommunkod, Narvarouppgift.tillfalle_id == Tillfalle.id)
    return (
        select(Tillfalle, Bestallning, Narvarouppgift)
        .join(Bestallning, _bestallningen())
        .outerjoin(Narvarouppgift, uppgifter)
        .where(Tillfalle.bestallning_id == bestallning_id, Tillfalle.id == tillfalle_id)
        .order_by(Narvarouppgift.nummer)
    )


def tillfallen_for(bestallning_id: UUID, status: str | None = None) -> Select[Tillfalle]:
    """The occasions of an order."""
    sats = select(Tillfalle).where(Tillfalle.bestallning_id == bestallning_id)
    return sats if status is None else sats.where(Tillfalle.status == status)


def pa_dagen(bestallning_id: UUID, dag: date) -> Select[Tillfalle]:
    """What else stands on a day."""
    return tillfallen_for(bestallning_id).where(Tillfalle.dag == dag, Tillfalle.status != TillfalleStatus.STRUKET.value)


def arbetslista(urval: Tillfallesurval, idag: date, minut: int, vagledare: str | None) -> Select[Tillfalle]:
    """Planned occasions that are to come, or that are over and not marked (DP-05: status and own only)."""
    slut = or_(Tillfalle.dag < idag, Tillfalle.till <= minut)
    sats = select(Tillfalle).where(ar_planerat())
    if urval is Tillfallesurval.OMARKERAT:
        sats = sats.where(Tillfalle.dag <= idag, slut)
    else:
        sats = sats.where(Tillfalle.dag >= idag)
    return sats if vagledare is None else sats.where(Tillfalle.vagledare == vagledare)


def att_fylla_i(
    fran: date, tom: date, kategori: str | None, vagledare: str | None, antal: int
) -> Select[Tillfalle, str, Any]:
    """Planned occasions of some days with order number and released name; of protected persons none (DP-15)."""
    sats = (
        select(Tillfalle, Bestallning.nummer, Bestallning.deltagare)
        .join(Bestallning, _bestallningen())
        .where(ar_planerat(), Tillfalle.dag >= fran, Tillfalle.dag <= tom)
        .where(Tillfalle.skyddad.is_(False))
        .order_by(Tillfalle.dag, Tillfalle.fran, Tillfalle.id)
        .limit(antal)
    )
    if kategori is not None:
        sats = sats.where(Tillfalle.kategori == kategori)
    return sats if vagledare is None else sats.where(Tillfalle.vagledare == vagledare)


def uppgifter_for(bestallning_id: UUID) -> Select[Narvarouppgift]:
    """Every word on every occasion of an order."""
    return select(Narvarouppgift).where(Narvarouppgift.bestallning_id == bestallning_id)


def har_narvarat(bestallning_id: Any) -> ColumnElement[bool]:
    """Whether some occasion of an order, by id or by column, took place with the person present."""
    return exists().where(
        Tillfalle.bestallning_id == bestallning_id,
        Tillfalle.status == TillfalleStatus.GENOMFORT.value,
        gallande_uppgift(),
        Narvarouppgift.utfall.in_(sorted(PA_PLATS)),
    )


# --- many at once ---------------------------------------------------------------------------------


class Attrapportera(NamedTuple):
    """What a report needs of an occasion and of how its order ended."""

    id: UUID
    kommunkod: str
    namnd_id: UUID
    delad_med: UUID | None
    arende_id: UUID
    dag: date
    fran: int
    till: int
    status: str
    antal_uppgifter: int
    begard: datetime | None
    bestallning_status: str
    slut_datum: date | None
    ratt_tom: date | None


# The columns of ``Attrapportera`` for the occasions ``idn``, locked in the order of their ids until the end.
ATT_RAPPORTERA = fast(
    select(
        Tillfalle.id, Tillfalle.kommunkod, Tillfalle.namnd_id, Tillfalle.delad_med, Tillfalle.arende_id, Tillfalle.dag,
        Tillfalle.fran, Tillfalle.till, Tillfalle.status, Tillfalle.antal_uppgifter, Tillfalle.begard,
        Bestallning.status, Bestallning.slut_datum, Bestallning.ratt_tom,
    )
    .join(Bestallning, _bestallningen())
    .where(bland(Tillfalle.id, "idn"))
    .order_by(Tillfalle.id)
    .with_for_update(of=Tillfalle, key_share=True)
)  # fmt: skip


def sista_uppgifterna(idn: Sequence[UUID]) -> Select[Narvarouppgift]:
    """The last word on each of some occasions."""
    return select(Narvarouppgift).join(Tillfalle, gallande_uppgift()).where(bland(Tillfalle.id, idn))


# --- what the occasions follow from ---------------------------------------------------------------


def las_bestallningar(idn: Sequence[UUID]) -> Select[Bestallning]:
    """Orders by id, locked in the order of their ids, so that two who plan the same one take turns."""
    return (
        select(Bestallning).where(bland(Bestallning.id, idn)).order_by(Bestallning.id).with_for_update(key_share=True)
    )


def att_planera(efter: UUID, idag: date, antal: int) -> Select[UUID]:
    """The next orders, by id, that run or that have occasions to come which may no longer be called for."""
    kvar = exists().where(
        Tillfalle.kommunkod == Bestallning.kommunkod,
        Tillfalle.bestallning_id == Bestallning.id,
        Tillfalle.status == PLANERAT,
        Tillfalle.dag >= idag,
    )
    return (
        select(Bestallning.id)
        .where(Bestallning.id > efter, or_(Bestallning.status.in_(IGANG), kvar))
        .order_by(Bestallning.id)
        .limit(antal)
    )


def planer_i_kraft(idn: Sequence[UUID]) -> Select[Plan, Planaktivitet | None]:
    """Plans that are or were in force, with the activities of their last edition that have times."""
    gallde = and_(Plan.status.in_(HAR_GALLT), Plan.galler_tom.is_not(None))
    aktiviteter = and_(
        Planaktivitet.kommunkod == Plan.kommunkod,
        Planaktivitet.plan_id == Plan.id,
        Planaktivitet.utgava == Plan.utgava,
    )
    return (
        select(Plan, Planaktivitet)
        .outerjoin(Planaktivitet, aktiviteter)
        .where(bland(Plan.bestallning_id, idn), or_(Plan.status == PlanStatus.GALLANDE.value, gallde))
        .order_by(Plan.nummer, Planaktivitet.nummer)
    )


def senast_planerade(idn: Sequence[UUID]) -> Select[UUID | None, date]:
    """The last day of each plan that has an occasion: up to there they were laid out."""
    return (
        select(Tillfalle.plan_id, func.max(Tillfalle.dag))
        .where(bland(Tillfalle.plan_id, idn))
        .group_by(Tillfalle.plan_id)
    )


def fran_dagen(idn: Sequence[UUID], dag: date) -> Select[Tillfalle]:
    """The occasions of some orders from a day on."""
    return select(Tillfalle).where(bland(Tillfalle.bestallning_id, idn), Tillfalle.dag >= dag)


def pauser_i(idn: Sequence[UUID]) -> Select[Handelse]:
    """When some orders were paused and went on, oldest first."""
    return (
        select(Handelse)
        .where(bland(Handelse.objekt_id, idn), Handelse.typ.in_(PAUSTYPER))
        .order_by(Handelse.objekt_id, Handelse.nummer)
    )


def stangda_hos(idn: Sequence[UUID], fran: date, tom: date) -> Select[StangdPeriod]:
    """Closed periods of some utförare that touch the days from ``fran`` to ``tom``."""
    return select(StangdPeriod).where(
        bland(StangdPeriod.organisation_id, idn), StangdPeriod.tom >= fran, StangdPeriod.fran <= tom
    )
