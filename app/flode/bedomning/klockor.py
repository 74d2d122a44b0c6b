"""Where each ärende's clock stands, kept so that a whole nämnd can be listed by date; derived, never a source."""

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
    UniqueConstraint,
    Uuid,
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig
from app.core.database import JSON_TYP, Base, textlista
from app.core.tenancy import Namndagd, Personskyddad, tabell
from app.regelverk.motor.fraga import Orsak, Utfall


class Kravklockpost(Namndagd, Personskyddad, Base):
    """The clock of one ärende as it was last computed (T-01, T-02); handläggare and protection are the ärende's."""

    __tablename__ = "kravklockor"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        UniqueConstraint("kommunkod", "arende_id"),
        CheckConstraint(textlista("utfall", Utfall), name="utfall"),
        CheckConstraint(textlista("orsak", Orsak), name="orsak"),
        Index("ix_kravklockor_lista", "kommunkod", "namnd_id", "oppet", "id"),
        Index("ix_kravklockor_manad", "kommunkod", "namnd_id", "oppet", "krav_manad", "id"),
        Index("ix_kravklockor_egna", "kommunkod", "namnd_id", "oppet", "handlaggare", "id"),
        Index("ix_kravklockor_egna_manad", "kommunkod", "namnd_id", "oppet", "handlaggare", "krav_manad", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    oppet: Mapped[bool] = intern(Boolean)
    avser_manad: Mapped[str] = kanslig(Text)
    utfall: Mapped[str] = kanslig(Text)
    orsak: Mapped[str | None] = kanslig(Text)
    antal_manader: Mapped[int] = kanslig(Integer)
    raknade_manader: Mapped[list[Any]] = kanslig(JSON_TYP)
    okanda_manader: Mapped[list[Any]] = kanslig(JSON_TYP)
    krav_manad: Mapped[str | None] = kanslig(Text)
    krav_manad_om_obruten: Mapped[str | None] = kanslig(Text)
    beslut_senast: Mapped[date | None] = kanslig()
    timmar_per_vecka: Mapped[int | None] = kanslig(Integer)
    nasta_andring: Mapped[date | None] = kanslig()
    beraknad: Mapped[datetime] = intern()


def klockor_for(arende_ids: Sequence[UUID]) -> Select[Kravklockpost]:
    """The stored clocks of several ärenden."""
    return select(Kravklockpost).where(Kravklockpost.arende_id.in_(arende_ids))


def klocklista(krav_manad: str | None, handlaggare: str | None) -> Select[Kravklockpost]:
    """Clocks of open ärenden, by the month of the requirement and by handläggare (DP-04)."""
    sats = select(Kravklockpost).where(Kravklockpost.oppet.is_(True))
    if krav_manad is not None:
        sats = sats.where(Kravklockpost.krav_manad == krav_manad)
    return sats if handlaggare is None else sats.where(Kravklockpost.handlaggare == handlaggare)
