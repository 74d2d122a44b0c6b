"""Tables of the plan: its versions, and the activities of each edition of a version."""

from collections.abc import Iterable
from datetime import date, datetime
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
    false,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.begrepp.veckotid import pass_av
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.plan.states import (
    LEVANDE,
    Arbetsplatstyp,
    Omrade,
    PlanStatus,
)
from app.flode.plan.timmar import Post

_UNDER_ARBETE, _GALLANDE = text("status IN ('utkast', 'foreslagen')"), text("status = 'gallande'")


class Plan(Delad, Tillstandsagd, Base):
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
    utarbetare: Mapped[list[Any]] = personuppgift(JSON_TYP)
    foreslagen: Mapped[datetime | None] = intern()
    atersand_skal: Mapped[str | None] = kanslig(Text)
    godkand: Mapped[datetime | None] = intern()
    godkand_av: Mapped[str | None] = personuppgift(Text)
    avslut_skal: Mapped[str | None] = kanslig(Text)
    slutade_med_bestallningen: Mapped[bool] = intern(default=False)
    ersatt_av: Mapped[UUID | None] = intern(Uuid)


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
        }
        return tuple(namn for namn, varde in kravs.items() if not varde)


def planer_for(bestallning_id: UUID, status: str | None = None) -> Select[Plan]:
    """The versions of an order's plan."""
    sats = select(Plan).where(Plan.bestallning_id == bestallning_id)
    return sats if status is None else sats.where(Plan.status == status)


def plan_med(bestallning_id: UUID, plan_id: UUID) -> Select[Plan]:
    """One version of an order's plan."""
    return planer_for(bestallning_id).where(Plan.id == plan_id)


def levande(bestallning_id: UUID) -> Select[Plan]:
    """Versions that are drafted, approved or in force, oldest first."""
    return planer_for(bestallning_id).where(Plan.status.in_(sorted(LEVANDE))).order_by(Plan.nummer)


def senaste_nummer(bestallning_id: UUID) -> Select[int | None]:
    """The highest version number of an order's plan."""
    return select(func.max(Plan.nummer)).where(Plan.bestallning_id == bestallning_id)


def aktiviteter_i(plan: Plan) -> Select[Planaktivitet]:
    """The activities of the present edition, in their order."""
    return (
        select(Planaktivitet)
        .where(Planaktivitet.plan_id == plan.id, Planaktivitet.utgava == plan.utgava)
        .order_by(Planaktivitet.nummer)
    )


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
