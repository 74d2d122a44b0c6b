"""Tables of the plan: its versions, and the activities of each edition of a version."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
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
    false,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.begrepp.tid import plus_arbetsdagar, svensk_dag
from app.begrepp.veckotid import pass_av
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.core.time_pictures import Tidsbildad
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA
from app.flode.plan.states import (
    LEVANDE,
    Arbetsplatstyp,
    Omrade,
    PlanStatus,
)
from app.flode.plan.timmar import Post
from app.flode.uppstartsmote.models import Motestid, Uppstartsmote
from app.flode.uppstartsmote.states import UPPTAGNA, MoteStatus
from app.katalog.aktiviteter import Aktivitet
from app.katalog.organisationer import PLAN_SVAR

_UNDER_ARBETE, _GALLANDE = text("status IN ('utkast', 'foreslagen')"), text("status = 'gallande'")


class Plan(Delad, Tillstandsagd, Tidsbildad, Base):
    """One version of an order's plan; at most one is drafted and one in force.

    ``utgava`` counts the editions of the content while it is drafted; ``galler_fran`` and
    ``galler_tom`` are days in the world, the händelser say when they were recorded.
    """

    __tablename__ = "planer"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "nummer"),
        CheckConstraint(textlista("status", PlanStatus), name="status"),
        Index(
            "uq_planer_under_arbete", "kommunkod", "bestallning_id", unique=True,
            sqlite_where=_UNDER_ARBETE, postgresql_where=_UNDER_ARBETE,
        ),
        Index(
            "uq_planer_gallande", "kommunkod", "bestallning_id", unique=True,
            sqlite_where=_GALLANDE, postgresql_where=_GALLANDE,
        ),
        Index("ix_planer_arende", "kommunkod", "arende_id", "status"),
        Index("ix_planer_lista", "kommunkod", "bestallning_id", "id"),
        Index("ix_planer_trader_i_kraft", "kommunkod", "status", "galler_fran"),
    )  # fmt: skip

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    status: Mapped[str] = intern(Text, default=PlanStatus.UTKAST.value)
    utgava: Mapped[int] = intern(Integer, default=1)
    skapad: Mapped[datetime] = intern()
    galler_fran: Mapped[date] = intern()
    galler_tom: Mapped[date | None] = intern()
    egen_syn: Mapped[str | None] = kanslig(Text)
    barnets_basta: Mapped[str | None] = kanslig(Text)
    namndens_barnets_basta: Mapped[str | None] = kanslig(Text)
    avvikelse_skal: Mapped[str | None] = kanslig(Text)
    fk_avvikelse_skal: Mapped[str | None] = kanslig(Text)
    timmar_skal: Mapped[str | None] = kanslig(Text)
    utarbetare: Mapped[list[Any]] = personuppgift(JSON_TYP)
    foreslagen: Mapped[datetime | None] = intern()
    svar_senast: Mapped[date | None] = intern()
    atersand_skal: Mapped[str | None] = kanslig(Text)
    godkand: Mapped[datetime | None] = intern()
    godkand_av: Mapped[str | None] = personuppgift(Text)
    avslut_skal: Mapped[str | None] = kanslig(Text)
    slutade_med_bestallningen: Mapped[bool] = intern(default=False)
    ersatt_av: Mapped[UUID | None] = intern(Uuid)

    @property
    def besvaras_senast(self) -> date | None:
        """The nämnd's last day to approve or send back; one proposed before the day was kept has the usual time."""
        if self.svar_senast is not None or self.foreslagen is None:
            return self.svar_senast
        return plus_arbetsdagar(svensk_dag(self.foreslagen), PLAN_SVAR)

    def giltig_fran(self, andrade: Collection[str], dag: date) -> date:
        """It is in force from its day to its last day, whenever that was registered."""
        if "status" in andrade and self.status == PlanStatus.GALLANDE.value:
            return self.galler_fran
        if "status" in andrade and self.galler_tom is not None:
            return self.galler_tom + timedelta(days=1)
        return dag

    def forsenad(self, idag: date) -> bool:
        """Whether it waits for the nämnd after that day."""
        dag = self.besvaras_senast
        return self.status == PlanStatus.FORESLAGEN.value and dag is not None and idag > dag


class Planaktivitet(Delad, Base):
    """One activity of one edition; an earlier edition shows what was proposed or sent back.

    Arrangör, times and workplace tell where a person can be found (DP-14).
    """

    __tablename__ = "planaktiviteter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "plan_id"], ["planer.kommunkod", "planer.id"]),
        UniqueConstraint("kommunkod", "plan_id", "utgava", "nummer"),
        CheckConstraint(textlista("kategori", Aktivitetskategori), name="kategori"),
        CheckConstraint(textlista("form", Aktivitetsform), name="form"),
        CheckConstraint(textlista("omrade", Omrade), name="omrade"),
        CheckConstraint(textlista("arbetsplats_typ", Arbetsplatstyp), name="arbetsplats_typ"),
        CheckConstraint("minuter_per_vecka > 0", name="minuter"),
    )

    plan_id: Mapped[UUID] = intern(Uuid)
    utgava: Mapped[int] = intern(Integer)
    nummer: Mapped[int] = intern(Integer)
    aktivitet: Mapped[str] = kanslig(Text)
    aktivitet_id: Mapped[UUID | None] = intern(Uuid)
    kategori: Mapped[str] = personuppgift(Text)
    minuter_per_vecka: Mapped[int] = personuppgift(Integer)
    tider: Mapped[list[Any]] = skyddad(JSON_TYP)
    form: Mapped[str] = personuppgift(Text)
    paverkar_foraldrapenning: Mapped[bool] = personuppgift(Boolean, default=False, server_default=false())
    mal: Mapped[str] = kanslig(Text)
    omrade: Mapped[str] = personuppgift(Text)
    arrangor: Mapped[str | None] = skyddad(Text)
    arbetsplats: Mapped[str | None] = skyddad(Text)
    arbetsplats_typ: Mapped[str | None] = personuppgift(Text)
    handledare: Mapped[str | None] = skyddad(Text)
    arbetsplats_fran: Mapped[date | None] = personuppgift()
    arbetsplats_tom: Mapped[date | None] = personuppgift()
    riskbedomd: Mapped[date | None] = personuppgift()
    forsakring: Mapped[str | None] = personuppgift(Text)

    @property
    def borjar(self) -> date | None:
        """Its own first day, where it has one."""
        return self.arbetsplats_fran

    @property
    def slutar(self) -> date | None:
        """Its own last day, where it has one."""
        return self.arbetsplats_tom

    @property
    def post(self) -> Post:
        """Its hours."""
        return Post(Aktivitetskategori(self.kategori), self.minuter_per_vecka, pass_av(self.tider))

    @property
    def arbetsplats_saknar(self) -> tuple[str, ...]:
        """What AK-31 asks of a workplace and is not told yet."""
        if self.kategori != Aktivitetskategori.ARBETSPLATSFORLAGD.value:
            return ()
        kravs = {
            "arbetsplats": self.arbetsplats,
            "typ av arbetsplats": self.arbetsplats_typ,
            "handledare": self.handledare,
            "datum": self.arbetsplats_fran and self.arbetsplats_tom,
            "riskbedömning": self.riskbedomd,
            "försäkring": self.forsakring,
        }
        return tuple(namn for namn, varde in kravs.items() if not varde)


# The activities that a version has now.
I_UTGAVAN = and_(
    Planaktivitet.kommunkod == Plan.kommunkod, Planaktivitet.plan_id == Plan.id, Planaktivitet.utgava == Plan.utgava
)


class UpptagenTid(Delad, Base):
    """The times of the week that a person has elsewhere, for one order: nothing but days and times, and never shown.

    The utförare of the order cannot see the others' plans; here its draft is told that a time is taken (DP-07, DP-10).
    """

    __tablename__ = "upptagna_tider"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id"),
    )

    bestallning_id: Mapped[UUID] = intern(Uuid)
    tider: Mapped[list[Any]] = skyddad(JSON_TYP)


def planer_for(bestallning_id: UUID, status: str | None = None) -> Select[Plan]:
    """The versions of an order's plan."""
    sats = select(Plan).where(Plan.bestallning_id == bestallning_id)
    return sats if status is None else sats.where(Plan.status == status)


def plan_med(bestallning_id: UUID, plan_ids: Iterable[UUID]) -> Select[Any, Any, Any]:
    """Some versions of an order's plan, each with the activities of its present edition in their order.

    Beside each activity what it names in the catalogue.
    """
    return (
        select(Plan, Planaktivitet, Aktivitet)
        .outerjoin(Planaktivitet, I_UTGAVAN)
        .outerjoin(
            Aktivitet, and_(Aktivitet.kommunkod == Planaktivitet.kommunkod, Aktivitet.id == Planaktivitet.aktivitet_id)
        )
        .where(Plan.bestallning_id == bestallning_id, Plan.id.in_(list(plan_ids)))
        .order_by(Plan.nummer, Planaktivitet.nummer)
    )


def aktiviteter_i(plan: Plan) -> Select[Planaktivitet]:
    """The activities of the present edition, in their order."""
    return (
        select(Planaktivitet)
        .where(Planaktivitet.plan_id == plan.id, Planaktivitet.utgava == plan.utgava)
        .order_by(Planaktivitet.nummer)
    )


def levande(bestallning_id: UUID) -> Select[Plan]:
    """Versions that are drafted, approved or in force, oldest first."""
    return planer_for(bestallning_id).where(Plan.status.in_(sorted(LEVANDE))).order_by(Plan.nummer)


def senaste_nummer(bestallning_id: UUID) -> Select[int | None]:
    """The highest version number of an order's plan."""
    return select(func.max(Plan.nummer)).where(Plan.bestallning_id == bestallning_id)


def plan_att_jamfora_med(bestallning_id: UUID, fore: int) -> Select[UUID]:
    """The version in force, else the one before number ``fore`` that was approved last."""
    return (
        select(Plan.id)
        .where(Plan.bestallning_id == bestallning_id, Plan.nummer < fore, Plan.godkand.is_not(None))
        .order_by((Plan.status == PlanStatus.GALLANDE.value).desc(), Plan.nummer.desc())
        .limit(1)
    )


def personens_planer(arende_id: UUID) -> Select[Any, Any, Any, Any]:
    """Every open order of a person with what is approved or in force in it, and what it is told of the others."""
    beslutad = and_(
        Plan.kommunkod == Bestallning.kommunkod,
        Plan.bestallning_id == Bestallning.id,
        Plan.status.in_([PlanStatus.GODKAND.value, PlanStatus.GALLANDE.value]),
    )
    upptagna = and_(UpptagenTid.kommunkod == Bestallning.kommunkod, UpptagenTid.bestallning_id == Bestallning.id)
    return (
        select(Bestallning, Plan, Planaktivitet, UpptagenTid)
        .outerjoin(Plan, beslutad)
        .outerjoin(Planaktivitet, I_UTGAVAN)
        .outerjoin(UpptagenTid, upptagna)
        .where(Bestallning.arende_id == arende_id, Bestallning.status.in_(sorted(OPPNA)))
        .order_by(Bestallning.id, Plan.galler_fran, Plan.nummer, Planaktivitet.nummer)
    )


def bokade_moten(arende_id: UUID, fran: datetime) -> Select[Motestid]:
    """Booked uppstartsmöten of a person that end after ``fran``, of the orders that the caller reaches."""
    return (
        select(Motestid)
        .join(Uppstartsmote, and_(Uppstartsmote.kommunkod == Motestid.kommunkod, Uppstartsmote.id == Motestid.mote_id))
        .where(
            Uppstartsmote.arende_id == arende_id,
            Uppstartsmote.status == MoteStatus.BOKAT.value,
            Motestid.status.in_(sorted(UPPTAGNA)),
            Motestid.slutar > fran,
        )
        .order_by(Motestid.borjar, Motestid.id)
    )


def upptaget_for(bestallning_id: UUID) -> Select[UpptagenTid]:
    """What an order is told of the times that the person has elsewhere."""
    return select(UpptagenTid).where(UpptagenTid.bestallning_id == bestallning_id)


def att_trada_i_kraft(idag: date, antal: int = 500) -> Select[Plan]:
    """Approved plans whose day has come, in the order that daily runs would have met them."""
    return (
        select(Plan)
        .where(Plan.status == PlanStatus.GODKAND.value, Plan.galler_fran <= idag)
        .order_by(Plan.galler_fran, Plan.nummer, Plan.id)
        .limit(antal)
    )


def godkanda(bestallning_id: UUID) -> Select[Plan]:
    """Versions that the nämnd has approved, the last one first."""
    return planer_for(bestallning_id).where(Plan.godkand.is_not(None)).order_by(Plan.nummer.desc())


def slutade_med(bestallning_id: UUID) -> Select[Plan]:
    """The plan that was in force when the order ended."""
    return planer_for(bestallning_id, PlanStatus.AVSLUTAD.value).where(Plan.slutade_med_bestallningen.is_(True))


def poster(aktiviteter: Iterable[Planaktivitet]) -> list[Post]:
    """Hours of some activities."""
    return [a.post for a in aktiviteter]
