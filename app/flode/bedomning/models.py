"""Table of the bedömning step and its named queries."""

from collections.abc import Sequence
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
    Uuid,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.bedomning.states import BedomningStatus, Slag
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fakta import Undantag
from app.regelverk.motor.fraga import Fraga, Orsak, Utfall
from app.regelverk.motor.provning import undantag_i

_GALLANDE = "status = 'faststalld'"


class Bedomning(Namndagd, Tillstandsagd, Base):
    """One assessment; at most one is final per ärende and legal ground, the others lead up to it."""

    __tablename__ = "bedomningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "foljer_id"], ["bedomningar.kommunkod", "bedomningar.id"]),
        CheckConstraint(textlista("status", BedomningStatus), name="status"),
        CheckConstraint(textlista("slag", Slag), name="slag"),
        CheckConstraint(textlista("utfall", Utfall), name="utfall"),
        CheckConstraint(textlista("orsak", Orsak), name="orsak"),
        CheckConstraint(textlista("lagrum", Lagrum), name="lagrum"),
        Index("ix_bedomningar_arende", "kommunkod", "arende_id", "id"),
        Index(
            "uq_bedomningar_faststalld",
            "kommunkod",
            "arende_id",
            "lagrum",
            unique=True,
            sqlite_where=text(_GALLANDE),
            postgresql_where=text(_GALLANDE),
        ),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    foljer_id: Mapped[UUID | None] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=BedomningStatus.UTKAST.value)
    skapad: Mapped[datetime] = intern()
    slag: Mapped[str] = kanslig(Text)
    utfall: Mapped[str | None] = kanslig(Text)
    lagrum: Mapped[str] = intern(Text)
    regelverk: Mapped[str] = intern(Text)
    avser_manad: Mapped[str] = kanslig(Text)
    manadsunderlag: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    undantag_provat: Mapped[bool] = kanslig(Boolean, default=False)
    undantag: Mapped[list[Any]] = kanslig(JSON_TYP, default=list)
    fakta: Mapped[dict[str, Any]] = kanslig(JSON_TYP, default=dict)
    timmar_per_vecka: Mapped[int | None] = kanslig(Integer)
    eget_jobbsokande: Mapped[int | None] = kanslig(Integer)
    timmar_motivering: Mapped[str | None] = kanslig(Text)
    timtak: Mapped[int] = kanslig(Integer)
    egna_synpunkter: Mapped[str | None] = kanslig(Text)
    barnets_basta: Mapped[str | None] = kanslig(Text)
    skal: Mapped[str] = kanslig(Text)
    orsak: Mapped[str | None] = kanslig(Text)
    avvakta_till: Mapped[date | None] = kanslig()
    faststalld: Mapped[datetime | None] = intern()
    faststalld_av: Mapped[str | None] = personuppgift(Text)
    inaktuell_skal: Mapped[str | None] = kanslig(Text)
    avvikelse_motivering: Mapped[str | None] = kanslig(Text)
    provningsfraga: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    provning: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    kontrollsumma: Mapped[str | None] = intern(Text)

    @property
    def angivet(self) -> dict[str, Any]:
        """What it states of the person's facts, beside what is recorded in the ärende."""
        return {"fakta": self.fakta, "undantag": self.undantag, "eget_jobbsokande": self.eget_jobbsokande}

    @property
    def undantagsgrunder(self) -> tuple[Undantag, ...]:
        """The grounds it was assessed with, those that follow from the facts included."""
        angivna = tuple(Undantag.ur(u) for u in self.undantag)
        return angivna if self.provningsfraga is None else (*angivna, *undantag_i(Fraga.ur(self.provningsfraga)))


def bedomning_med(arende_id: UUID, bedomning_id: UUID) -> Select[Bedomning]:
    """One assessment of an ärende."""
    return select(Bedomning).where(Bedomning.arende_id == arende_id, Bedomning.id == bedomning_id)


def bedomningar_for(arende_id: UUID) -> Select[Bedomning]:
    """All assessments of an ärende."""
    return select(Bedomning).where(Bedomning.arende_id == arende_id)


def faststalld_for(arende_id: UUID, lagrum: str) -> Select[Bedomning]:
    """The one that holds now under a legal ground."""
    return bedomningar_for(arende_id).where(
        Bedomning.lagrum == lagrum, Bedomning.status == BedomningStatus.FASTSTALLD.value
    )


def med_gallande(arende_id: UUID, bedomning_id: UUID) -> Select[Bedomning]:
    """One assessment together with those that hold now."""
    return bedomningar_for(arende_id).where(
        or_(Bedomning.id == bedomning_id, Bedomning.status == BedomningStatus.FASTSTALLD.value)
    )


def faststallda_for(arende_ids: Sequence[UUID]) -> Select[Bedomning]:
    """Those that hold now, of several ärenden, oldest first."""
    return (
        select(Bedomning)
        .where(Bedomning.arende_id.in_(arende_ids), Bedomning.status == BedomningStatus.FASTSTALLD.value)
        .order_by(Bedomning.faststalld, Bedomning.id)
    )
