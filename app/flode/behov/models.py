"""Tables of the behov step: the record, its versions, the questions to Försäkringskassan; and their named queries."""

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
    and_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.begrepp.veckotid import Pass, pass_av
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.arende.models import Arende
from app.flode.behov.states import Barnomsorgsstatus, BehovStatus, FkKanal, FkStatus, FkSvar


def _arende() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"])


class Behov(Namndagd, Tillstandsagd, Base):
    """The one record of an ärende; ``version`` is the number of the version that holds now."""

    __tablename__ = "behov"
    __table_args__ = tabell(
        _arende(),
        UniqueConstraint("kommunkod", "arende_id"),
        CheckConstraint(textlista("status", BehovStatus), name="status"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=BehovStatus.REGISTRERAT.value)
    skapad: Mapped[datetime] = intern()


class Behovsversion(Namndagd, Base):
    """The whole content as it was said at one time; never changed. No child is told apart (DP-25).

    Hours are minutes per week. ``tider`` and ``barnomsorg_tider``: lists of {veckodag, fran, till}; with
    the place they tell where a person can be found (DP-14).
    """

    __tablename__ = "behovsversioner"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "behov_id"], ["behov.kommunkod", "behov.id"]),
        UniqueConstraint("kommunkod", "behov_id", "nummer"),
        CheckConstraint(textlista("barnomsorg_status", Barnomsorgsstatus), name="barnomsorg_status"),
        Index("ix_behovsversioner_arende", "kommunkod", "arende_id", "id"),
        info={"bara_tillagg": True},
    )

    behov_id: Mapped[UUID] = intern(Uuid)
    arende_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    registrerad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    ta_med_barn: Mapped[bool] = kanslig(Boolean)
    deltid: Mapped[bool] = kanslig(Boolean)
    distans: Mapped[bool] = kanslig(Boolean)
    enbart_kvinnor: Mapped[bool] = kanslig(Boolean)
    sprak: Mapped[str | None] = personuppgift(Text)
    plats: Mapped[str | None] = skyddad(Text)
    tider: Mapped[list[Any]] = skyddad(JSON_TYP)
    egna_ord: Mapped[str | None] = kanslig(Text)
    barnomsorg_status: Mapped[str | None] = kanslig(Text)
    barnomsorg_behov: Mapped[int | None] = kanslig(Integer)
    barnomsorg_behov_fran: Mapped[date | None] = kanslig()
    barnomsorg_beviljat: Mapped[int | None] = kanslig(Integer)
    barnomsorg_tider: Mapped[list[Any]] = skyddad(JSON_TYP)
    barnomsorg_fran: Mapped[date | None] = kanslig()
    barnomsorg_tom: Mapped[date | None] = kanslig()
    barnomsorg_kommentar: Mapped[str | None] = kanslig(Text)

    @property
    def beviljade_pass(self) -> tuple[Pass, ...]:
        """The granted times of the week, where they are known."""
        return pass_av(self.barnomsorg_tider)


class FkAvstamning(Namndagd, Tillstandsagd, Base):
    """One question to Försäkringskassan on föräldrapenning and its answer; stays with the nämnd."""

    __tablename__ = "fk_avstamningar"
    __table_args__ = tabell(
        _arende(),
        CheckConstraint(textlista("status", FkStatus), name="status"),
        CheckConstraint(textlista("kanal", FkKanal), name="kanal"),
        CheckConstraint(textlista("grund", Utlamnandegrund), name="grund"),
        CheckConstraint(textlista("svar", FkSvar), name="svar"),
        Index("ix_fk_avstamningar_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=FkStatus.FRAGA_STALLD.value)
    skapad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    fraga_datum: Mapped[date] = intern()
    kanal: Mapped[str] = intern(Text)
    fraga: Mapped[str] = kanslig(Text)
    grund: Mapped[str] = intern(Text)
    lagrum: Mapped[str] = intern(Text)
    svar_datum: Mapped[date | None] = intern()
    svar: Mapped[str | None] = kanslig(Text)
    svar_text: Mapped[str | None] = kanslig(Text)
    svar_vem: Mapped[str | None] = personuppgift(Text)
    galler_tom: Mapped[date | None] = intern()
    besvarad: Mapped[datetime | None] = intern()
    besvarad_av: Mapped[str | None] = personuppgift(Text)
    skal: Mapped[str | None] = kanslig(Text)


def behov_for(arende_id: UUID) -> Select[Behov]:
    """The record of an ärende."""
    return select(Behov).where(Behov.arende_id == arende_id)


def version_av(behov: Behov) -> Select[Behovsversion]:
    """The version of a record that holds now."""
    return select(Behovsversion).where(Behovsversion.behov_id == behov.id, Behovsversion.nummer == behov.version)


def versioner_for(arende_id: UUID) -> Select[Behovsversion]:
    """Every version of an ärende's record."""
    return select(Behovsversion).where(Behovsversion.arende_id == arende_id)


def version_med(arende_id: UUID, version_id: UUID) -> Select[Behovsversion]:
    """One version by id."""
    return versioner_for(arende_id).where(Behovsversion.id == version_id)


def arende_med_behov(arende_id: UUID) -> Select[Arende, Behovsversion]:
    """An ärende with what holds now of its needs, for the steps that plan around them; nothing where none are known."""
    nu = and_(
        Behovsversion.kommunkod == Behov.kommunkod,
        Behovsversion.behov_id == Behov.id,
        Behovsversion.nummer == Behov.version,
    )
    return (
        select(Arende, Behovsversion)
        .outerjoin(Behov, and_(Behov.kommunkod == Arende.kommunkod, Behov.arende_id == Arende.id))
        .outerjoin(Behovsversion, nu)
        .where(Arende.id == arende_id)
    )


def avstamningar_for(arende_id: UUID) -> Select[FkAvstamning]:
    """All questions of an ärende."""
    return select(FkAvstamning).where(FkAvstamning.arende_id == arende_id)


def avstamning_med(arende_id: UUID, avstamning_id: UUID) -> Select[FkAvstamning]:
    """One question by id."""
    return avstamningar_for(arende_id).where(FkAvstamning.id == avstamning_id)


def senaste_svar(arende_id: UUID) -> Select[FkAvstamning]:
    """The answered question that counts: the one answered last, of the same day the one recorded last."""
    return (
        avstamningar_for(arende_id)
        .where(FkAvstamning.status == FkStatus.BESVARAD.value)
        .order_by(FkAvstamning.svar_datum.desc(), FkAvstamning.besvarad.desc(), FkAvstamning.id.desc())
        .limit(1)
    )


def obesvarade_avstamningar(arende_ids: Iterable[UUID]) -> Select[FkAvstamning]:
    """Questions of some ärenden that still wait for their answer, the oldest first."""
    return (
        select(FkAvstamning)
        .where(FkAvstamning.arende_id.in_(list(arende_ids)), FkAvstamning.status == FkStatus.FRAGA_STALLD.value)
        .order_by(FkAvstamning.fraga_datum, FkAvstamning.id)
    )
