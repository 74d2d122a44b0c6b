"""Tables of the reviews of the access log, and the named queries over the log itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from app.begrepp.parter import Part
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import Base, textlista
from app.core.journal import Atkomst
from app.core.stateful import Katalogpost
from app.core.tenancy import Granskningsbar, Namndagd, tabell
from app.flode.arende.models import Arende, avtryckskolumn
from app.vyer.atkomstlogg.states import Granskningsstatus, Granskningsurval, Granskningsutfall


class Logggranskning(Granskningsbar, Namndagd, Katalogpost, Base):
    """One review. ``population`` is how many looks the sample was drawn from."""

    __tablename__ = "logggranskningar"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", Granskningsstatus), name="status"),
        CheckConstraint(textlista("urval", Granskningsurval), name="urval"),
        Index("ix_logggranskningar_lista", "kommunkod", "namnd_id", "id"),
    )

    status: Mapped[str] = intern(Text, default=Granskningsstatus.PAGAR.value)
    skapad: Mapped[datetime] = intern()
    granskare: Mapped[str] = personuppgift(Text)
    syfte: Mapped[str] = intern(Text)
    fran: Mapped[date] = intern()
    tom: Mapped[date] = intern()
    urval: Mapped[str] = intern(Text)
    person: Mapped[str | None] = personuppgift(Text)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    population: Mapped[int] = intern(Integer)
    slutsats: Mapped[str | None] = kanslig(Text)
    atgard: Mapped[str | None] = kanslig(Text)
    avslutad: Mapped[datetime | None] = intern()
    avslutad_av: Mapped[str | None] = personuppgift(Text)
    uppfoljning: Mapped[str | None] = kanslig(Text)
    uppfoljd: Mapped[datetime | None] = intern()
    uppfoljd_av: Mapped[str | None] = personuppgift(Text)


class Loggprov(Granskningsbar, Namndagd, Base):
    """One look of a sample, and what was found of it."""

    __tablename__ = "loggprov"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "granskning_id"], ["logggranskningar.kommunkod", "logggranskningar.id"]),
        ForeignKeyConstraint(["kommunkod", "atkomst_id"], ["atkomstlogg.kommunkod", "atkomstlogg.id"]),
        UniqueConstraint("kommunkod", "granskning_id", "atkomst_id"),
        CheckConstraint(textlista("utfall", Granskningsutfall), name="utfall"),
    )

    granskning_id: Mapped[UUID] = intern(Uuid)
    atkomst_id: Mapped[UUID] = intern(Uuid)
    utfall: Mapped[str | None] = intern(Text)
    anteckning: Mapped[str | None] = kanslig(Text)
    bedomd: Mapped[datetime | None] = intern()
    bedomd_av: Mapped[str | None] = personuppgift(Text)


@dataclass(frozen=True, slots=True)
class Sokord:
    """What looks are sought: of a time, by a person, at some ärenden, of one kind."""

    fran: datetime
    fore: datetime
    person: str | None = None
    arenden: tuple[UUID, ...] | None = None
    slag: str | None = None
    skyddade: bool = False


def uppslag(ord_: Sokord, *, postgresql: bool) -> Select[Atkomst]:
    """The looks that match."""
    villkor = [Atkomst.tid >= ord_.fran, Atkomst.tid < ord_.fore]
    if ord_.person is not None:
        villkor.append(Atkomst.person == ord_.person)
    if ord_.arenden is not None:
        villkor.append(or_(*(ror(arende, postgresql=postgresql) for arende in ord_.arenden)))
    if ord_.skyddade:
        villkor.append(Atkomst.skyddad.is_(True))
    if ord_.slag is not None:
        villkor.append(Atkomst.slag == ord_.slag)
    return select(Atkomst).where(*villkor)


def ror(arende_id: UUID, *, postgresql: bool) -> Any:
    """Whether a look was at an ärende: by itself or in a list."""
    if postgresql:
        i_lista: Any = cast(Atkomst.arenden, JSONB).contains([str(arende_id)])
    else:
        i_lista = cast(Atkomst.arenden, Text).contains(str(arende_id))
    return or_(Atkomst.arende_id == arende_id, and_(Atkomst.arenden.is_not(None), i_lista))


def av_manniskor(sats: Select[Atkomst]) -> Select[Atkomst]:
    """Not the service's own work."""
    return sats.where(Atkomst.part != Part.SYSTEM.value)


def antal_av(sats: Select[Atkomst]) -> Select[int]:
    """How many rows a statement would give."""
    return sats.with_only_columns(func.count(), maintain_column_froms=True)


def slumpvis(sats: Select[Atkomst], antal: int) -> Select[UUID]:
    """Some of the rows, each as likely as any other."""
    return sats.with_only_columns(Atkomst.id, maintain_column_froms=True).order_by(func.random()).limit(antal)


def granskning_med(granskning_id: UUID) -> Select[Logggranskning]:
    """One review."""
    return select(Logggranskning).where(Logggranskning.id == granskning_id)


def granskningslista() -> Select[Logggranskning]:
    """The nämnd's reviews."""
    return select(Logggranskning)


def proven(granskning_id: UUID) -> Select[Loggprov, Atkomst]:
    """The sample of a review with the looks themselves, oldest look first."""
    sats = select(Loggprov, Atkomst).join(
        Atkomst, and_(Atkomst.kommunkod == Loggprov.kommunkod, Atkomst.id == Loggprov.atkomst_id)
    )
    return sats.where(Loggprov.granskning_id == granskning_id).order_by(Atkomst.tid, Atkomst.id)


def arenden_med_person(namnd_id: UUID, avtryck: bytes) -> Select[UUID]:
    """A person's ärenden in one nämnd."""
    return select(Arende.id).where(Arende.namnd_id == namnd_id, avtryckskolumn(avtryck) == avtryck)
