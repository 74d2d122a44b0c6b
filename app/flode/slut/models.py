"""Tables of the slutrapport and of what was handed in of it, and their named queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
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
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import Avslutsorsak
from app.flode.plan.models import I_UTGAVAN, Plan, Planaktivitet
from app.flode.plan.states import PlanStatus
from app.flode.progression.models import Rapport
from app.flode.slut.states import LAMNAD, SlutrapportStatus, Verifieringskalla

# What a draft and what was handed in of it both say.
ORD = (
    "avslutsorsak", "sammanfattning", "rekommendation", "verifierat_av", "verifierat", "verifierat_underlag", "mal",
)  # fmt: skip


class Slutrapport(Delad, Tillstandsagd, Base):
    """A vägledare's account of a whole order. The words here are the draft; what was handed in is a row of its own.

    ``mal``: list of {mal, omrade, ur_planen, maluppfyllelse, text}.
    """

    __tablename__ = "slutrapporter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        ForeignKeyConstraint(["kommunkod", "ersatter_id"], ["slutrapporter.kommunkod", "slutrapporter.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "utgava"),
        UniqueConstraint("kommunkod", "ersatter_id"),
        CheckConstraint(textlista("status", SlutrapportStatus), name="status"),
        CheckConstraint(textlista("avslutsorsak", Avslutsorsak), name="avslutsorsak"),
        CheckConstraint(textlista("verifierat_av", Verifieringskalla), name="verifierat_av"),
        CheckConstraint("(verifierat_av = 'ingen') = (verifierat IS NULL)", name="verifierat"),
        Index("ix_slutrapporter_bestallning", "kommunkod", "bestallning_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=SlutrapportStatus.UTKAST.value)
    utgava: Mapped[int] = intern(Integer, default=1)
    avslutsorsak: Mapped[str] = kanslig(Text)
    sammanfattning: Mapped[str] = kanslig(Text)
    rekommendation: Mapped[str] = kanslig(Text)
    verifierat_av: Mapped[str] = personuppgift(Text)
    verifierat: Mapped[date | None] = personuppgift()
    verifierat_underlag: Mapped[str | None] = kanslig(Text)
    mal: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    skapad: Mapped[datetime] = intern()
    skribenter: Mapped[list[Any]] = personuppgift(JSON_TYP, default=list)
    antal_inlamningar: Mapped[int] = intern(Integer, default=0)
    inlamnad: Mapped[datetime | None] = intern()
    godkand: Mapped[datetime | None] = intern()
    godkand_av: Mapped[str | None] = personuppgift(Text)
    ersatter_id: Mapped[UUID | None] = intern(Uuid)


class Slutinlamning(Delad, Base):
    """What was handed in: the words, and what they rest on as it stood then; none of it ever changes.

    ``nivaer``: the utförare's latest measurement per instrument and respondent. ``narvaro``: occasions and minutes of
    the whole order. ``rapporter``: its progressionsrapporter.
    """

    __tablename__ = "slutinlamningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "slutrapport_id"], ["slutrapporter.kommunkod", "slutrapporter.id"]),
        UniqueConstraint("kommunkod", "slutrapport_id", "nummer"),
    )

    slutrapport_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    inlamnad: Mapped[datetime] = intern()
    inlamnad_av: Mapped[str] = personuppgift(Text)
    avslutsorsak: Mapped[str] = kanslig(Text)
    sammanfattning: Mapped[str] = kanslig(Text)
    rekommendation: Mapped[str] = kanslig(Text)
    verifierat_av: Mapped[str] = personuppgift(Text)
    verifierat: Mapped[date | None] = personuppgift()
    verifierat_underlag: Mapped[str | None] = kanslig(Text)
    mal: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    nivaer: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    narvaro: Mapped[dict[str, Any]] = personuppgift(JSON_TYP)
    rapporter: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    komplettering_skal: Mapped[str | None] = kanslig(Text)


# Built once: a new alias for each statement would be a new statement to compile.
_NASTA = aliased(Slutrapport)


def inlamnad_for(bestallning_id: Any) -> ColumnElement[bool]:
    """Whether a slutrapport of an order, by id or by column, is handed in and tells of the end that it now has."""
    return exists().where(Slutrapport.bestallning_id == bestallning_id, Slutrapport.status.in_(sorted(LAMNAD)))


def slutrapporter_for(bestallning_id: UUID, *, utkast: bool) -> Select[Slutrapport]:
    """The versions of an order's slutrapport; the kommun sees those that were handed in."""
    sats = select(Slutrapport).where(Slutrapport.bestallning_id == bestallning_id)
    return sats if utkast else sats.where(Slutrapport.antal_inlamningar > 0)


def slutrapport_med(bestallning_id: UUID, slutrapport_id: UUID, *, utkast: bool) -> Any:
    """One version with its order, its next version, and everything that was handed in of it, oldest first."""
    order = and_(Bestallning.kommunkod == Slutrapport.kommunkod, Bestallning.id == Slutrapport.bestallning_id)
    nasta = and_(_NASTA.kommunkod == Slutrapport.kommunkod, _NASTA.ersatter_id == Slutrapport.id)
    inlamnat = and_(Slutinlamning.kommunkod == Slutrapport.kommunkod, Slutinlamning.slutrapport_id == Slutrapport.id)
    sats = slutrapporter_for(bestallning_id, utkast=utkast).where(Slutrapport.id == slutrapport_id)
    return (
        sats.add_columns(Bestallning, _NASTA, Slutinlamning)
        .join(Bestallning, order)
        .outerjoin(_NASTA, nasta)
        .outerjoin(Slutinlamning, inlamnat)
        .order_by(Slutinlamning.nummer)
    )


def lamnade_for(bestallning_id: UUID) -> Select[Slutrapport]:
    """What of an order is handed in and tells of the end that it now has."""
    return slutrapporter_for(bestallning_id, utkast=True).where(Slutrapport.status.in_(sorted(LAMNAD)))


def planens_mal(bestallning_id: UUID) -> Select[str, str]:
    """Area and words of the goals of the plan in force, else of the one that was so last."""
    gallande = Plan.status == PlanStatus.GALLANDE.value
    senast = (
        select(Plan.id)
        .where(
            Plan.bestallning_id == bestallning_id,
            Plan.godkand.is_not(None),
            or_(gallande, Plan.galler_tom.is_not(None)),
        )
        .order_by(gallande.desc(), Plan.slutade_med_bestallningen.desc(), Plan.nummer.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Planaktivitet.omrade, Planaktivitet.mal)
        .join(Plan, I_UTGAVAN)
        .where(Plan.id == senast)
        .order_by(Planaktivitet.nummer)
    )


def lamnade_rapporter(bestallning_id: UUID) -> Select[Rapport]:
    """The progressionsrapporter of an order that were handed in, in order of their periods."""
    return (
        select(Rapport)
        .where(Rapport.bestallning_id == bestallning_id, Rapport.antal_inlamningar > 0)
        .order_by(Rapport.period_fran, Rapport.utgava, Rapport.id)
    )
