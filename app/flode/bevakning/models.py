"""Table of the bevakningar and its named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, Personskyddad, tabell
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import LEVANDE, SNART, BevakningLage, BevakningStatus, Plats

OPPEN = BevakningStatus.OPPEN.value


class Bevakning(Namndagd, Personskyddad, Tillstandsagd, Base):
    """One task of the ärende's handläggare, who is its owner; never deleted, never twice.

    The unique constraint is what keeps two recomputations at once from making it twice.
    """

    __tablename__ = "bevakningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "arende_id", "sort", "nyckel"),
        CheckConstraint(textlista("status", BevakningStatus), name="status"),
        CheckConstraint(textlista("sort", Bevakningssort), name="sort"),
        Index("ix_bevakningar_arende", "kommunkod", "arende_id", "status", "forfaller", "id"),
        Index("ix_bevakningar_status", "kommunkod", "namnd_id", "status", "forfaller", "id"),
        Index("ix_bevakningar_sort", "kommunkod", "namnd_id", "status", "sort", "forfaller", "id"),
        Index("ix_bevakningar_agare", "kommunkod", "namnd_id", "handlaggare", "status", "forfaller", "id"),
        Index("ix_bevakningar_agare_sort", "kommunkod", "namnd_id", "handlaggare", "status", "sort", "forfaller", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    sort: Mapped[str] = intern(Text)
    nyckel: Mapped[str] = intern(Text, default="")
    regel: Mapped[str] = intern(Text)
    forfaller: Mapped[date] = kanslig()
    status: Mapped[str] = intern(Text, default=OPPEN)
    skapad: Mapped[datetime] = intern()
    uppskjuten_till: Mapped[date | None] = intern()
    skal: Mapped[str | None] = kanslig(Text)
    atgardad: Mapped[datetime | None] = intern()
    atgardad_av: Mapped[str | None] = personuppgift(Text)

    @property
    def plats(self) -> Plats:
        """What names it."""
        return Plats(self.arende_id, self.sort, self.nyckel)

    @property
    def lage(self) -> BevakningLage:
        """Facts for a recomputation."""
        return BevakningLage(self.status, self.forfaller, self.uppskjuten_till)


def bevakning_med(bevakning_id: UUID) -> Select[Bevakning]:
    """One task by id."""
    return select(Bevakning).where(Bevakning.id == bevakning_id)


def bevakningar_for(arende_ids: Sequence[UUID]) -> Select[Bevakning]:
    """Every task of some ärenden, also those that are over."""
    return select(Bevakning).where(Bevakning.arende_id.in_(arende_ids))


def bevakningslista(
    *, status: str, arende_id: UUID | None, agare: Sequence[str], sort: str | None, forfaller_senast: date | None
) -> Select[Bevakning]:
    """Tasks in one state, narrowed by ärende, owner, kind and due date (DP-05)."""
    sats = select(Bevakning).where(Bevakning.status == status)
    if arende_id is not None:
        sats = sats.where(Bevakning.arende_id == arende_id)
    for person in agare:
        sats = sats.where(Bevakning.handlaggare == person)
    if sort is not None:
        sats = sats.where(Bevakning.sort == sort)
    return sats if forfaller_senast is None else sats.where(Bevakning.forfaller <= forfaller_senast)


def antal_per_agare(idag: date) -> Select[str, str, int, int, int]:
    """Per owner and kind: open tasks, those whose day has passed, those due within a week."""
    forsenade = func.count().filter(Bevakning.forfaller < idag)
    snart = func.count().filter(Bevakning.forfaller >= idag, Bevakning.forfaller <= idag + SNART)
    return (
        select(Bevakning.handlaggare, Bevakning.sort, func.count(), forsenade, snart)
        .where(Bevakning.status == OPPEN)
        .group_by(Bevakning.handlaggare, Bevakning.sort)
        .order_by(Bevakning.handlaggare, Bevakning.sort)
    )


def las_arenden(arende_ids: Sequence[UUID]) -> Select[UUID, UUID, str, str, bool]:
    """Whose some ärenden are; held until the end, so that two recomputations of the same one take turns.

    The lock lets rows that refer to the ärende be added meanwhile.
    """
    return (
        select(Arende.id, Arende.namnd_id, Arende.status, Arende.handlaggare, Arende.skyddad)
        .where(Arende.id.in_(arende_ids))
        .order_by(Arende.id)
        .with_for_update(key_share=True)
    )


def att_rakna_om(efter: UUID, antal: int) -> Select[UUID]:
    """The next ärenden, by id, that are open or have a task that should have ended with them."""
    kvar = (
        select(Bevakning.id)
        .where(
            Bevakning.kommunkod == Arende.kommunkod,
            Bevakning.arende_id == Arende.id,
            Bevakning.status.in_(sorted(LEVANDE)),
        )
        .exists()
    )
    return (
        select(Arende.id)
        .where(Arende.id > efter, or_(Arende.status == ArendeStatus.OPPET.value, kvar))
        .order_by(Arende.id)
        .limit(antal)
    )


# Ids only: a nämnd may have many.
OPPNA_I_NAMNDEN = select(Arende.id).where(Arende.status == ArendeStatus.OPPET.value)
