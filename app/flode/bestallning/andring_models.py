"""Table of the changes of a sent order, and its named queries. Rows are only ever added."""

from collections.abc import Iterable
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
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, LOPNUMMER, Base, textlista
from app.core.tenancy import Delad, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA
from app.flode.bestallning.tidslinje import DATUM, Andringsfalt, Faktum, Varde


class Bestallningsandring(Delad, Base):
    """One change as a fact: the field, what it was and becomes from a day, why, and which proposal it answers."""

    __tablename__ = "bestallningsandringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "nummer", info={LOPNUMMER: True}),
        CheckConstraint(textlista("falt", Andringsfalt), name="falt"),
        Index("ix_bestallningsandringar_lista", "kommunkod", "bestallning_id", "id"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    falt: Mapped[str] = intern(Text)
    gammalt: Mapped[Any] = kanslig(JSON_TYP, nullable=False)
    nytt: Mapped[Any] = kanslig(JSON_TYP, nullable=False)
    skal: Mapped[str] = kanslig(Text)
    galler_fran: Mapped[date] = intern()
    registrerad: Mapped[datetime] = intern()
    registrerad_av: Mapped[str] = personuppgift(Text)
    forslag_id: Mapped[UUID | None] = intern(Uuid)

    @property
    def faktum(self) -> Faktum:
        """What it says."""
        falt = Andringsfalt(self.falt)
        return Faktum(self.nummer, falt, self.galler_fran, _ur_json(falt, self.gammalt), _ur_json(falt, self.nytt))


def som_json(varde: Varde) -> Any:
    """A value as it is stored."""
    return varde.isoformat() if isinstance(varde, date) else varde


def _ur_json(falt: Andringsfalt, varde: Any) -> Varde:
    return date.fromisoformat(varde) if falt in DATUM and varde is not None else varde


def andringar_for(*bestallningar: UUID) -> Select[Bestallningsandring]:
    """Every change of some orders."""
    return select(Bestallningsandring).where(Bestallningsandring.bestallning_id.in_(bestallningar))


def andring_med(bestallning_id: UUID, andring_id: UUID) -> Select[Bestallningsandring]:
    """One change of an order."""
    return lista_for(bestallning_id).where(Bestallningsandring.id == andring_id)


def lista_for(bestallning_id: UUID) -> Select[Bestallningsandring]:
    """The changes of one order."""
    return select(Bestallningsandring).where(Bestallningsandring.bestallning_id == bestallning_id)


def att_folja(idag: date, antal: int = 500) -> Select[Bestallning]:
    """Open orders with changes whose day has come."""
    return (
        select(Bestallning)
        .where(Bestallning.andras_nasta <= idag, Bestallning.status.in_(sorted(OPPNA)))
        .order_by(Bestallning.andras_nasta, Bestallning.id)
        .limit(antal)
    )


def fakta(rader: Iterable[Bestallningsandring]) -> list[Faktum]:
    """What some changes say."""
    return [rad.faktum for rad in rader]
