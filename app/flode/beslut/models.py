"""Tables of the beslut step: the beslut and the kommunicering before it, with their named queries."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    Uuid,
    and_,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.begrepp.tid import Period
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.beslut.states import BeslutStatus, Beslutstyp, KommuniceringStatus
from app.regelverk.modell import Lagrum

GALLANDE = BeslutStatus.GALLANDE.value
BEGARAN = Beslutstyp.BEGARAN_ATT_DELTA.value


class Kommunicering(Namndagd, Tillstandsagd, Base):
    """The material told to the party, the reply date, and the answer or the silence (AK-22)."""

    __tablename__ = "kommuniceringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", KommuniceringStatus), name="status"),
        Index("ix_kommuniceringar_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=KommuniceringStatus.PAGAR.value)
    skapad: Mapped[datetime] = intern()
    material: Mapped[str] = kanslig(Text)
    skickad: Mapped[date] = intern()
    svar_senast: Mapped[date] = intern()
    svar: Mapped[str | None] = kanslig(Text)
    svar_datum: Mapped[date | None] = intern()
    avbruten_skal: Mapped[str | None] = kanslig(Text)


class Beslut(Namndagd, Tillstandsagd, Base):
    """One formal decision; its content never changes (AK-23)."""

    __tablename__ = "beslut"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "bedomning_id"], ["bedomningar.kommunkod", "bedomningar.id"]),
        ForeignKeyConstraint(["kommunkod", "samrad_id"], ["samrad.kommunkod", "samrad.id"]),
        ForeignKeyConstraint(["kommunkod", "kommunicering_id"], ["kommuniceringar.kommunkod", "kommuniceringar.id"]),
        ForeignKeyConstraint(["kommunkod", "ersatter_id"], ["beslut.kommunkod", "beslut.id"]),
        ForeignKeyConstraint(["kommunkod", "ersatt_av_id"], ["beslut.kommunkod", "beslut.id"]),
        ForeignKeyConstraint(["kommunkod", "avser_beslut_id"], ["beslut.kommunkod", "beslut.id"]),
        CheckConstraint(textlista("status", BeslutStatus), name="status"),
        CheckConstraint(textlista("typ", Beslutstyp), name="typ"),
        CheckConstraint(textlista("lagrum", Lagrum), name="lagrum"),
        Index("ix_beslut_arende", "kommunkod", "arende_id", "id"),
        Index("ix_beslut_avser", "kommunkod", "avser_beslut_id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bedomning_id: Mapped[UUID] = intern(Uuid)
    samrad_id: Mapped[UUID | None] = intern(Uuid)
    kommunicering_id: Mapped[UUID | None] = intern(Uuid)
    ersatter_id: Mapped[UUID | None] = intern(Uuid)
    ersatt_av_id: Mapped[UUID | None] = intern(Uuid)
    avser_beslut_id: Mapped[UUID | None] = intern(Uuid)
    typ: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=GALLANDE)
    skapad: Mapped[datetime] = intern()
    lagrum: Mapped[str] = intern(Text)
    regelverk: Mapped[str] = intern(Text)
    avser_fran_manad: Mapped[str] = intern(Text)
    galler_fran: Mapped[date] = intern()
    galler_tom: Mapped[date | None] = intern()
    beslutsdatum: Mapped[date] = intern()
    innehall: Mapped[str] = kanslig(Text)
    beslutsfattare: Mapped[str] = personuppgift(Text)
    foredragande: Mapped[str] = personuppgift(Text)
    ovriga_deltagande: Mapped[list[Any]] = personuppgift(JSON_TYP, default=list)
    dolj_namn: Mapped[bool] = intern(Boolean, default=False)
    motivering: Mapped[str] = kanslig(Text)
    barnets_basta: Mapped[str | None] = kanslig(Text)
    ingen_lamplig_atgard: Mapped[str | None] = kanslig(Text)
    godtagbart_skal: Mapped[str | None] = kanslig(Text)
    delfaende_datum: Mapped[date | None] = intern()
    sista_overklagandedag: Mapped[date | None] = intern()
    overklagat: Mapped[date | None] = intern()
    upphavt_datum: Mapped[date | None] = intern()
    upphavt_skal: Mapped[str | None] = kanslig(Text)
    externa_referenser: Mapped[list[Any]] = intern(JSON_TYP, default=list)


def beslut_med(beslut_id: UUID) -> Select[Beslut]:
    """One beslut by id."""
    return select(Beslut).where(Beslut.id == beslut_id)


def beslut_for(arende_id: UUID) -> Select[Beslut]:
    """All beslut of an ärende."""
    return select(Beslut).where(Beslut.arende_id == arende_id)


# Built once: a new alias for each statement would be a new statement to compile.
_SLUT = aliased(Beslut)


def i_kraft(dag: date | ColumnElement[date]) -> ColumnElement[bool]:
    """A request to take part that stands on ``dag`` and that no beslut ``upphor`` has ended by then."""
    upphort = exists().where(
        _SLUT.kommunkod == Beslut.kommunkod,
        _SLUT.avser_beslut_id == Beslut.id,
        _SLUT.status == GALLANDE,
        _SLUT.galler_fran <= dag,
    )
    return and_(
        Beslut.typ == BEGARAN,
        Beslut.status == GALLANDE,
        Beslut.galler_fran <= dag,
        or_(Beslut.galler_tom.is_(None), Beslut.galler_tom >= dag),
        ~upphort,
    )


def beslut_i_kraft(arende_id: UUID, dag: date) -> Select[Beslut]:
    """The request to take part that is in force on ``dag``, or no row."""
    return beslut_for(arende_id).where(i_kraft(dag)).order_by(Beslut.id.desc()).limit(1)


def verklig_tid(beslut: Beslut, alla: Sequence[Beslut]) -> Period | None:
    """The days a beslut holds once ``upphor`` among ``alla`` is counted in; None if it never does."""
    slut = [b.galler_fran - timedelta(days=1) for b in alla if b.avser_beslut_id == beslut.id and b.status == GALLANDE]
    tom = min([*slut, *([beslut.galler_tom] if beslut.galler_tom else [])], default=None)
    return None if tom is not None and tom < beslut.galler_fran else Period(beslut.galler_fran, tom)


def kommuniceringar_for(arende_id: UUID) -> Select[Kommunicering]:
    """All kommunicering of an ärende."""
    return select(Kommunicering).where(Kommunicering.arende_id == arende_id)


def kommunicering_med(arende_id: UUID, kommunicering_id: UUID) -> Select[Kommunicering]:
    """One kommunicering of an ärende."""
    return kommuniceringar_for(arende_id).where(Kommunicering.id == kommunicering_id)
