"""Table of the bedömning step and its named queries."""

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
from app.flode.bedomning.states import BedomningStatus, Orsak, Slag, Undantag, Utfall
from app.regelverk.modell import Lagrum, Undantagsgrund

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

    @property
    def undantagsgrunder(self) -> tuple[Undantag, ...]:
        """The stored grounds as values."""
        return tuple(
            Undantag(
                Undantagsgrund(u["grund"]),
                u["grad_procent"],
                date.fromisoformat(u["fran"]),
                date.fromisoformat(u["tom"]) if u.get("tom") else None,
            )
            for u in self.undantag
        )


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
