"""What happened and who looked: the history of every object and the access log (DP-04).

Rows are only ever added. Must not know any step; ``Arbete`` writes here by itself.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, Select, Text, UniqueConstraint, Uuid, bindparam, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, LOPNUMMER, Base
from app.core.tenancy import Delad, Isolering, Kommunagd, fast, tabell


class Handelse(Delad, Base):
    """One change of state of one object; ``nummer`` is the object's version after it, without gaps."""

    __tablename__ = "handelser"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "objekt_id", "nummer", info={LOPNUMMER: True}), info={"bara_tillagg": True}
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    typ: Mapped[str] = intern(Text)
    fran: Mapped[str | None] = intern(Text)
    till: Mapped[str] = intern(Text)
    tid: Mapped[datetime] = intern()
    part: Mapped[str] = intern(Text)
    organisation_id: Mapped[UUID | None] = intern(Uuid)
    roll: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    uppgifter: Mapped[dict[str, Any]] = kanslig(JSON_TYP, default=dict)
    spar: Mapped[str] = intern(Text)


class Atkomst(Kommunagd, Base):
    """One look at, or write of, data about a person: who, whose, what, why, when."""

    __tablename__ = "atkomstlogg"
    __isolering__ = Isolering.LOGG
    __table_args__ = tabell(
        Index("ix_atkomstlogg_arende", "kommunkod", "namnd_id", "arende_id", "id"),
        info={"bara_tillagg": True},
    )

    tid: Mapped[datetime] = intern()
    slag: Mapped[str] = intern(Text)
    objekttyp: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    objekt_id: Mapped[UUID | None] = intern(Uuid)
    arenden: Mapped[list[Any] | None] = intern(JSON_TYP)
    andamal: Mapped[str] = intern(Text)
    klient_id: Mapped[str] = intern(Text)
    part: Mapped[str] = intern(Text)
    organisation_id: Mapped[UUID | None] = intern(Uuid)
    roll: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    spar: Mapped[str] = intern(Text)


def historik(objekt_id: UUID, *, efter: int = 0, antal: int = 200) -> Select[Handelse]:
    """The events of one object after version ``efter``, oldest first."""
    return (
        select(Handelse)
        .where(Handelse.objekt_id == objekt_id, Handelse.nummer > efter)
        .order_by(Handelse.nummer)
        .limit(antal)
    )


# The newest 20 events of the object ``objekt``, newest first.
SENASTE = fast(
    select(Handelse)
    .where(Handelse.objekt_id == bindparam("objekt", type_=Uuid()))
    .order_by(Handelse.nummer.desc())
    .limit(20)
)
