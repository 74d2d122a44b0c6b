"""Table of the aktivitetsbrist step and its named queries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Select, Text, Uuid, select, text
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.aktivitetsbrist.states import Bristorsak, BristStatus

_NOTERAD = "status = 'noterad'"


class Aktivitetsbrist(Namndagd, Tillstandsagd, Base):
    """The nämnd could offer the person no activity for a month (AK-10); one standing note per month."""

    __tablename__ = "aktivitetsbrister"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", BristStatus), name="status"),
        CheckConstraint(textlista("orsak", Bristorsak), name="orsak"),
        Index("ix_aktivitetsbrister_arende", "kommunkod", "arende_id", "id"),
        Index(
            "uq_aktivitetsbrister_manad",
            "kommunkod",
            "arende_id",
            "manad",
            unique=True,
            sqlite_where=text(_NOTERAD),
            postgresql_where=text(_NOTERAD),
        ),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=BristStatus.NOTERAD.value)
    skapad: Mapped[datetime] = intern()
    manad: Mapped[str] = kanslig(Text)
    orsak: Mapped[str] = kanslig(Text)
    anteckning: Mapped[str] = kanslig(Text)
    atertagen_skal: Mapped[str | None] = kanslig(Text)


def brister_for(arende_id: UUID) -> Select[Aktivitetsbrist]:
    """All notes of an ärende."""
    return select(Aktivitetsbrist).where(Aktivitetsbrist.arende_id == arende_id)


def brist_med(arende_id: UUID, brist_id: UUID) -> Select[Aktivitetsbrist]:
    """One note of an ärende."""
    return brister_for(arende_id).where(Aktivitetsbrist.id == brist_id)


def noterad_for(arende_id: UUID, manad: str) -> Select[Aktivitetsbrist]:
    """The standing note of a month."""
    return brister_for(arende_id).where(
        Aktivitetsbrist.manad == manad, Aktivitetsbrist.status == BristStatus.NOTERAD.value
    )
