"""Tables of progression: measurements, reports and what was handed in; and their named queries."""

from collections.abc import Sequence
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
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.journal import Handelse
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.progression.states import MatningStatus, RapportStatus
from app.katalog.instrument_modell import Respondent
from app.katalog.instrument_states import EgenStatus
from app.katalog.instrumentversioner import Egenversion

FLEST = 500


def _bestallning() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"])


class Matning(Delad, Tillstandsagd, Base):
    """One occasion of measuring with one version of an instrument; its facts never change.

    ``omraden``: list of {omrade, niva, skal, svar: list of {indikator, varde, underlag}}. The utförare
    has the rows that it made itself. ``egen_version_id`` names the nämnd's own version of the
    instrument, none one that ships. When the kommun sets a protected level, the utförare is given a
    row of its own (``kalla_id`` names the original) that says no more than what it needs (DP-27).
    ``intervall_dagar``: the version's own days to the next one.
    """

    __tablename__ = "matningar"
    __table_args__ = tabell(
        _bestallning(),
        ForeignKeyConstraint(["kommunkod", "rattar_id"], ["matningar.kommunkod", "matningar.id"]),
        ForeignKeyConstraint(["kommunkod", "kalla_id"], ["matningar.kommunkod", "matningar.id"]),
        UniqueConstraint("kommunkod", "rattar_id"),
        UniqueConstraint("kommunkod", "kalla_id"),
        CheckConstraint(textlista("status", MatningStatus), name="status"),
        CheckConstraint(textlista("respondent", Respondent), name="respondent"),
        Index("ix_matningar_bestallning", "kommunkod", "bestallning_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    organisation_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=MatningStatus.REGISTRERAD.value)
    instrument: Mapped[str] = intern(Text)
    instrument_version: Mapped[int] = intern(Integer)
    egen_version_id: Mapped[UUID | None] = intern(Uuid)
    datum: Mapped[date] = intern()
    intervall_dagar: Mapped[int | None] = intern(Integer)
    respondent: Mapped[str] = intern(Text)
    niva: Mapped[str | None] = kanslig(Text)
    skal: Mapped[str | None] = kanslig(Text)
    omraden: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    registrerad: Mapped[datetime] = intern()
    registrerad_av: Mapped[str] = personuppgift(Text)
    rattar_id: Mapped[UUID | None] = intern(Uuid)
    kalla_id: Mapped[UUID | None] = intern(Uuid)


class Rapport(Delad, Tillstandsagd, Base):
    """A vägledare's report on a period. The text here is the draft; what was handed in is a row of its own.

    ``lamnas_senast`` follows the period of the draft by the avtal of the day that it was written.
    """

    __tablename__ = "progressionsrapporter"
    __table_args__ = tabell(
        _bestallning(),
        ForeignKeyConstraint(
            ["kommunkod", "ersatter_id"], ["progressionsrapporter.kommunkod", "progressionsrapporter.id"]
        ),
        UniqueConstraint("kommunkod", "ersatter_id"),
        CheckConstraint(textlista("status", RapportStatus), name="status"),
        CheckConstraint("period_tom >= period_fran", name="period"),
        Index("ix_progressionsrapporter_bestallning", "kommunkod", "bestallning_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=RapportStatus.UTKAST.value)
    utgava: Mapped[int] = intern(Integer, default=1)
    period_fran: Mapped[date] = intern()
    period_tom: Mapped[date] = intern()
    text: Mapped[str] = kanslig(Text)
    nasta_steg: Mapped[str] = kanslig(Text)
    skapad: Mapped[datetime] = intern()
    skribenter: Mapped[list[Any]] = personuppgift(JSON_TYP, default=list)
    antal_inlamningar: Mapped[int] = intern(Integer, default=0)
    lamnas_senast: Mapped[date | None] = intern()
    forst_inlamnad: Mapped[datetime | None] = intern()
    godkand: Mapped[datetime | None] = intern()
    godkand_av: Mapped[str | None] = personuppgift(Text)
    ersatter_id: Mapped[UUID | None] = intern(Uuid)


class Inlamning(Delad, Base):
    """What was handed in: text, measurements and hours as they stood then, and why the kommun asked for more.

    ``underlag``: the utförare's latest measurement per instrument and respondent in the period, as the
    columns of ``Matning`` with the same names. ``narvaro``: the period's hours as ``frysning`` has them;
    none of what was handed in before hours were frozen. None of it ever changes.
    """

    __tablename__ = "progressionsinlamningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(
            ["kommunkod", "rapport_id"], ["progressionsrapporter.kommunkod", "progressionsrapporter.id"]
        ),
        UniqueConstraint("kommunkod", "rapport_id", "nummer"),
    )

    rapport_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    inlamnad: Mapped[datetime] = intern()
    inlamnad_av: Mapped[str] = personuppgift(Text)
    period_fran: Mapped[date] = intern()
    period_tom: Mapped[date] = intern()
    text: Mapped[str] = kanslig(Text)
    nasta_steg: Mapped[str] = kanslig(Text)
    underlag: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    narvaro: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    komplettering_skal: Mapped[str | None] = kanslig(Text)


def matningar_for(bestallning_id: UUID, *, kopior: bool) -> Select[Matning]:
    """The measurements of an order; ``kopior``: also what the utförare was given of the kommun's."""
    sats = select(Matning).where(Matning.bestallning_id == bestallning_id)
    return sats if kopior else sats.where(Matning.kalla_id.is_(None))


def matning_med(bestallning_id: UUID, matning_id: UUID, *, kopior: bool) -> Select[Matning]:
    """One measurement of an order."""
    return matningar_for(bestallning_id, kopior=kopior).where(Matning.id == matning_id)


def matningar_med(bestallning_id: UUID, idn: Sequence[UUID]) -> Select[Matning]:
    """Some measurements of an order."""
    return select(Matning).where(Matning.bestallning_id == bestallning_id, Matning.id.in_(idn))


def gallande_matningar(bestallning_id: UUID, *, kopior: bool) -> Select[Matning]:
    """The latest measurements of an order that no later one corrects, newest first."""
    return (
        matningar_for(bestallning_id, kopior=kopior)
        .where(Matning.status == MatningStatus.REGISTRERAD.value)
        .order_by(Matning.datum.desc(), Matning.id.desc())
        .limit(FLEST)
    )


def gallande_och_instrument(bestallning_id: UUID, kod: str, *, kopior: bool) -> Select[UUID | None, Matning | None]:
    """The same, each beside the nämnd's own version that is measured with now; one row also where there is none."""
    egen = and_(
        Egenversion.kommunkod == Bestallning.kommunkod,
        Egenversion.namnd_id == Bestallning.namnd_id,
        Egenversion.kod == kod,
        Egenversion.status == EgenStatus.PUBLICERAD.value,
    )
    gallande = and_(
        Matning.kommunkod == Bestallning.kommunkod,
        Matning.bestallning_id == Bestallning.id,
        Matning.status == MatningStatus.REGISTRERAD.value,
        *(() if kopior else (Matning.kalla_id.is_(None),)),
    )
    return (
        select(Egenversion.id, Matning)
        .select_from(Bestallning)
        .outerjoin(Egenversion, egen)
        .outerjoin(Matning, gallande)
        .where(Bestallning.id == bestallning_id)
        .order_by(Matning.datum.desc(), Matning.id.desc())
        .limit(FLEST)
    )


def rattelse_av(matning_id: UUID) -> Select[UUID]:
    """The measurement that corrects another."""
    return select(Matning.id).where(Matning.rattar_id == matning_id)


def kopia_av(matning_id: UUID) -> Select[Matning]:
    """What the utförare was given of a measurement of the kommun's."""
    return select(Matning).where(Matning.kalla_id == matning_id)


def rapporter_for(bestallning_id: UUID, *, utkast: bool) -> Select[Rapport]:
    """The reports of an order; the kommun sees those that were handed in."""
    sats = select(Rapport).where(Rapport.bestallning_id == bestallning_id)
    return sats if utkast else sats.where(Rapport.antal_inlamningar > 0)


def inlamningar_for(rapport_id: UUID) -> Select[Inlamning]:
    """Everything that was handed in of a report, oldest first."""
    return select(Inlamning).where(Inlamning.rapport_id == rapport_id).order_by(Inlamning.nummer)


def order_med_handelser(bestallning_id: UUID) -> Select[Bestallning, Handelse | None]:
    """An order with what the step chart shows beside the levels: its start, pauses and end, oldest first."""
    typer = ("starta", "pausa", "ateruppta", "avsluta", "ateroppna")
    egna = and_(
        Handelse.kommunkod == Bestallning.kommunkod, Handelse.objekt_id == Bestallning.id, Handelse.typ.in_(typer)
    )
    return (
        select(Bestallning, Handelse)
        .outerjoin(Handelse, egna)
        .where(Bestallning.id == bestallning_id)
        .order_by(Handelse.nummer)
        .limit(FLEST)
    )
