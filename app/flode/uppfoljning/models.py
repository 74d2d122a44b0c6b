"""Tables of the uppföljning: what was asked, and each answer as it was given; and their named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
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
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Delad, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.models import Narvarouppgift, Tillfalle, gallande_uppgift
from app.flode.narvaro.states import TillfalleStatus
from app.flode.progression.models import Inlamning, Matning, Rapport
from app.flode.progression.states import MatningStatus
from app.flode.uppfoljning.states import (
    FLEST_BESTALLNINGAR,
    VANTAR,
    Uppfoljningssyfte,
    UppfoljningStatus,
    Uppfoljningsuppgift,
)
from app.katalog.organisationer import Avtal

_VANTAR = text("status IN ('begard', 'komplettering_begard')")


class Uppfoljning(Delad, Katalogpost, Base):
    """What a nämnd asks of one utförare about a time that is over; about nobody by itself.

    ``uppgifter``: the figures asked for. ``alla``: of every order of the time, else of ``bestallningar``, ids in hex.
    ``utgava`` counts the answers.
    """

    __tablename__ = "uppfoljningar"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", UppfoljningStatus), name="status"),
        CheckConstraint(textlista("syfte", Uppfoljningssyfte), name="syfte"),
        CheckConstraint("period_tom >= period_fran", name="period"),
        Index("ix_uppfoljningar_namnd", "kommunkod", "namnd_id", "id"),
        Index("ix_uppfoljningar_namnd_status", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_uppfoljningar_utforare", "kommunkod", "delad_med", "id"),
        Index("ix_uppfoljningar_utforare_status", "kommunkod", "delad_med", "status", "id"),
        Index(
            "ix_uppfoljningar_vantar", "kommunkod", "namnd_id", "id", sqlite_where=_VANTAR, postgresql_where=_VANTAR
        ),
        Index(
            "ix_uppfoljningar_vantar_hos", "kommunkod", "delad_med", "id",
            sqlite_where=_VANTAR, postgresql_where=_VANTAR,
        ),
    )  # fmt: skip

    utforare_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=UppfoljningStatus.BEGARD.value)
    syfte: Mapped[str] = intern(Text)
    beskrivning: Mapped[str] = intern(Text)
    period_fran: Mapped[date] = intern()
    period_tom: Mapped[date] = intern()
    uppgifter: Mapped[list[Any]] = intern(JSON_TYP)
    alla: Mapped[bool] = intern(Boolean)
    bestallningar: Mapped[list[Any]] = intern(JSON_TYP)
    svar_senast: Mapped[date] = intern()
    skapad: Mapped[datetime] = intern()
    begard_av: Mapped[str] = personuppgift(Text)
    utgava: Mapped[int] = intern(Integer, default=0)
    besvarad: Mapped[datetime | None] = intern()
    besvarad_av: Mapped[str | None] = personuppgift(Text)
    komplettering_skal: Mapped[str | None] = intern(Text)

    def fragar(self) -> list[Uppfoljningsuppgift]:
        """What is asked for."""
        return [Uppfoljningsuppgift(u) for u in self.uppgifter]

    def forsenad(self, idag: date) -> bool:
        """Whether the answer is waited for after its day."""
        return self.status in VANTAR and idag > self.svar_senast


class Uppfoljningssvar(Delad, Base):
    """One row of an answer: of an order, or of the whole where ``bestallning_id`` is nothing; it never changes."""

    __tablename__ = "uppfoljningssvar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "uppfoljning_id"], ["uppfoljningar.kommunkod", "uppfoljningar.id"]),
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "uppfoljning_id", "utgava", "bestallning_id"),
        Index("ix_uppfoljningssvar_lista", "kommunkod", "uppfoljning_id", "utgava", "id"),
        info={"bara_tillagg": True},
    )

    uppfoljning_id: Mapped[UUID] = intern(Uuid)
    utgava: Mapped[int] = intern(Integer)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    varden: Mapped[dict[str, Any]] = kanslig(JSON_TYP)


def uppfoljning_med(uppfoljning_id: UUID) -> Select[Uppfoljning]:
    """One by id."""
    return select(Uppfoljning).where(Uppfoljning.id == uppfoljning_id)


def vantar() -> ColumnElement[bool]:
    """Waited for, said in the words of the indexes that hold no others: values told apart would not find them."""
    return Uppfoljning.status.in_([literal_column(f"'{status}'") for status in VANTAR])


def uppfoljningslista(status: str | None, *, forsenad: date | None) -> Select[Uppfoljning]:
    """Those of the caller's, by status; ``forsenad``: whose answer is waited for on that day, after its own."""
    sats = select(Uppfoljning)
    if status is not None:
        sats = sats.where(Uppfoljning.status == status)
    return sats if forsenad is None else sats.where(vantar(), Uppfoljning.svar_senast < forsenad)


def helheten(uppfoljning_id: UUID, utgava: int) -> Select[Uppfoljningssvar]:
    """What an answer says of the whole."""
    return select(Uppfoljningssvar).where(
        Uppfoljningssvar.uppfoljning_id == uppfoljning_id,
        Uppfoljningssvar.utgava == utgava,
        Uppfoljningssvar.bestallning_id.is_(None),
    )


def avtal_under(namnd_id: UUID | None, utforare_id: UUID, kommunkod: str, fran: date, tom: date) -> Select[UUID]:
    """An avtal of the nämnd with the utförare that held some day of a time."""
    return (
        select(Avtal.id)
        .where(
            Avtal.kommunkod == kommunkod,
            Avtal.namnd_id == namnd_id,
            Avtal.utforare_id == utforare_id,
            Avtal.fran <= tom,
            or_(Avtal.tom.is_(None), Avtal.tom >= fran),
        )
        .limit(1)
    )


def hos(utforare_id: UUID, bestallningar: Sequence[UUID]) -> Select[UUID]:
    """Those of some orders that the utförare has."""
    return select(Bestallning.id).where(
        Bestallning.id.in_(bestallningar), Bestallning.delad_med == utforare_id, Bestallning.skyddad.is_(False)
    )


def svarsrader(uppfoljning_id: UUID, handlaggare: str | None) -> Select[Any, Any]:
    """The rows of the last answer, each with its order; of protected persons none, whenever they became so."""
    sats = (
        select(Uppfoljningssvar, Bestallning.namnd_id)
        .join(
            Uppfoljning,
            and_(
                Uppfoljning.kommunkod == Uppfoljningssvar.kommunkod, Uppfoljning.id == Uppfoljningssvar.uppfoljning_id
            ),
        )
        .join(
            Bestallning,
            and_(
                Bestallning.kommunkod == Uppfoljningssvar.kommunkod, Bestallning.id == Uppfoljningssvar.bestallning_id
            ),
        )
        .where(
            Uppfoljningssvar.uppfoljning_id == uppfoljning_id,
            Uppfoljningssvar.utgava == Uppfoljning.utgava,
            Bestallning.skyddad.is_(False),
        )
        .order_by(Bestallning.id)
        .limit(FLEST_BESTALLNINGAR)
    )
    return sats if handlaggare is None else sats.where(Bestallning.handlaggare == handlaggare)


# --- what the service counts -----------------------------------------------------------------------


def _i_perioden(dag: Any) -> ColumnElement[bool]:
    return and_(dag >= Uppfoljning.period_fran, dag <= Uppfoljning.period_tom)


def _tillfallen(varde: Any, *villkor: Any) -> Any:
    return (
        select(func.coalesce(func.sum(varde), 0))
        .select_from(Tillfalle)
        .outerjoin(Narvarouppgift, gallande_uppgift())
        .where(
            Tillfalle.kommunkod == Bestallning.kommunkod,
            Tillfalle.bestallning_id == Bestallning.id,
            _i_perioden(Tillfalle.dag),
            *villkor,
        )
        .correlate(Bestallning, Uppfoljning)
        .scalar_subquery()
    )


_LANGD = Tillfalle.till - Tillfalle.fran
_BLEV_AV = Narvarouppgift.blev_av.is_(True)
# Of an order and a time; a row that the caller does not reach counts for nothing.
RAKNADE = {
    Uppfoljningsuppgift.PLANERADE_MINUTER: _tillfallen(_LANGD, Tillfalle.status != TillfalleStatus.STRUKET.value),
    Uppfoljningsuppgift.NARVARANDE_MINUTER: _tillfallen(_LANGD - Narvarouppgift.missade_minuter, _BLEV_AV),
    Uppfoljningsuppgift.MISSADE_MINUTER: _tillfallen(Narvarouppgift.missade_minuter, _BLEV_AV),
    Uppfoljningsuppgift.MATNINGAR: (
        select(func.count())
        .where(
            Matning.kommunkod == Bestallning.kommunkod,
            Matning.bestallning_id == Bestallning.id,
            Matning.delad_med == Bestallning.delad_med,
            Matning.kalla_id.is_(None),
            Matning.status == MatningStatus.REGISTRERAD.value,
            _i_perioden(Matning.datum),
        )
        .correlate(Bestallning, Uppfoljning)
        .scalar_subquery()
    ),
    Uppfoljningsuppgift.INLAMNADE_RAPPORTER: (
        select(func.count(Rapport.id.distinct()))
        .join(Inlamning, and_(Inlamning.kommunkod == Rapport.kommunkod, Inlamning.rapport_id == Rapport.id))
        .where(
            Rapport.kommunkod == Bestallning.kommunkod,
            Rapport.bestallning_id == Bestallning.id,
            _i_perioden(Inlamning.period_tom),
        )
        .correlate(Bestallning, Uppfoljning)
        .scalar_subquery()
    ),
}


_HEX = func.replace(cast(Bestallning.id, Text), "-", "")


def _berord() -> ColumnElement[bool]:
    """Orders of the two that ran some day of the time; of protected persons none."""
    return and_(
        Bestallning.kommunkod == Uppfoljning.kommunkod,
        Bestallning.namnd_id == Uppfoljning.namnd_id,
        Bestallning.delad_med == Uppfoljning.delad_med,
        Bestallning.skyddad.is_(False),
        or_(Uppfoljning.alla.is_(True), cast(Uppfoljning.bestallningar, Text).contains(_HEX)),
        Bestallning.start_datum <= Uppfoljning.period_tom,
        or_(Bestallning.slut_datum.is_(None), Bestallning.slut_datum >= Uppfoljning.period_fran),
    )


_UNDERLAG = (Bestallning.id, Bestallning.nummer, Bestallning.arende_id, Bestallning.namnd_id)
_SIFFROR = tuple(sats.label(uppgift.value) for uppgift, sats in RAKNADE.items())


def med_underlag(uppfoljning_id: UUID) -> Select[Any, Any, Any, Any, Any, Any]:
    """A follow-up with each order that it is about and what the service counts of it; one row without any."""
    return (
        select(Uppfoljning, *_UNDERLAG, *_SIFFROR)
        .outerjoin(Bestallning, _berord())
        .where(Uppfoljning.id == uppfoljning_id)
        .order_by(Bestallning.id)
    )


def underlag(uppfoljning_id: UUID, handlaggare: str | None) -> Select[Any, Any, Any, Any, Any, Any]:
    """The same, of a handläggare's own orders or of all; as many as one answer may hold."""
    sats = med_underlag(uppfoljning_id).where(Bestallning.id.is_not(None)).limit(FLEST_BESTALLNINGAR)
    return sats if handlaggare is None else sats.where(Bestallning.handlaggare == handlaggare)
