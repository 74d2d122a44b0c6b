"""Table of the invändning step and its named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKeyConstraint, Index, Select, Text, Uuid, and_, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.invandning.states import Framforare, Invandningsslag, InvandningStatus


class Invandning(Namndagd, Tillstandsagd, Base):
    """What the person holds of one record of the ärende: ``objekttyp`` is its table, ``falt`` one of its columns."""

    __tablename__ = "invandningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", InvandningStatus), name="status"),
        CheckConstraint(textlista("slag", Invandningsslag), name="slag"),
        CheckConstraint(textlista("framford_av", Framforare), name="framford_av"),
        Index("ix_invandningar_arende", "kommunkod", "arende_id", "id"),
        Index("ix_invandningar_objekt", "kommunkod", "arende_id", "objekt_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=InvandningStatus.NOTERAD.value)
    slag: Mapped[str] = intern(Text)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    falt: Mapped[str | None] = intern(Text)
    text: Mapped[str] = kanslig(Text)
    datum: Mapped[date] = intern()
    framford_av: Mapped[str] = intern(Text)
    skapad: Mapped[datetime] = intern()
    noterad_av: Mapped[str] = personuppgift(Text)
    svar: Mapped[str | None] = kanslig(Text)
    lagrum: Mapped[str | None] = intern(Text)
    besvarad: Mapped[datetime | None] = intern()
    besvarad_av: Mapped[str | None] = personuppgift(Text)


def invandningar_for(arende_id: UUID, objekt_id: UUID | None) -> Select[Invandning]:
    """Those of an ärende, or of one of its records."""
    sats = select(Invandning).where(Invandning.arende_id == arende_id)
    return sats if objekt_id is None else sats.where(Invandning.objekt_id == objekt_id)


def om_slagen(del_: Any, slag: Sequence[type[Any]]) -> ColumnElement[bool]:
    """Those of records of some kinds in the ärende that ``del_`` belongs to; to join on."""
    namn = [klass.__tablename__ for klass in slag]
    i_arendet = and_(Invandning.kommunkod == del_.kommunkod, Invandning.arende_id == del_.arende_id)
    return and_(i_arendet, Invandning.objekttyp.in_(namn))


def invandning_med(arende_id: UUID, invandning_id: UUID) -> Select[Invandning]:
    """One of an ärende."""
    return select(Invandning).where(Invandning.arende_id == arende_id, Invandning.id == invandning_id)
