"""What happened and who looked: the history of every object and the access log (DP-04).

Rows are only ever added. Must not know any step; ``Arbete`` writes here by itself.
"""

import json
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    false,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.crypto import Krypto
from app.core.database import JSON_ELLER_INGET, JSON_TYP, LOPNUMMER, Base
from app.core.tenancy import Delad, Loggagd, fast, i_egna_namnden, tabell

LOGGGRANSKNING = "logggranskning"

_OFLODAD, _OFLODAD_I_SQLITE = text("NOT flodad"), text("flodad = 0")


class Handelse(Delad, Base):
    """One change of state of one object; ``nummer`` is the object's version after it, without gaps.

    ``flodad`` says whether its receivers' logs have it; nothing else of a row is ever changed.
    """

    __tablename__ = "handelser"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "objekt_id", "nummer", info={LOPNUMMER: True}),
        Index("ix_handelser_arende", "kommunkod", "namnd_id", "arende_id"),
        Index("ix_handelser_att_floda", "id", sqlite_where=_OFLODAD_I_SQLITE, postgresql_where=_OFLODAD),
        info={"bara_tillagg": True, "andras": ("flodad",)},
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
    flodad: Mapped[bool] = intern(Boolean, default=False, server_default=false())

    @classmethod
    def for_granskare(cls) -> ColumnElement[bool]:
        """The history of the reviews of the own nämnd."""
        return and_(i_egna_namnden(cls), cls.objekttyp == LOGGGRANSKNING)


# The rows that wait for their block.
VANTAR = text("block IS NULL AND sigill IS NOT NULL")


class Atkomst(Loggagd, Base):
    """One look at, or write of, data about a person: who, whose, what, why, when.

    ``sigill`` vouches for the row from the moment it is written; rows that are older than the chain have none.
    ``block`` is the link of the chain that the row is sealed in, nothing until then. ``skyddad``: the look was at
    somebody with protected identity (DP-15).
    """

    __tablename__ = "atkomstlogg"
    __table_args__ = tabell(
        Index("ix_atkomstlogg_arende", "kommunkod", "namnd_id", "arende_id", "id"),
        Index("ix_atkomstlogg_tid", "kommunkod", "namnd_id", "tid", "id"),
        Index("ix_atkomstlogg_block", "kommunkod", "namnd_id", "block", "id"),
        Index("ix_atkomstlogg_vantar", "kommunkod", "id", sqlite_where=VANTAR, postgresql_where=VANTAR),
        info={"bara_tillagg": True, "andras": ("block",)},
    )

    tid: Mapped[datetime] = intern()
    slag: Mapped[str] = intern(Text)
    objekttyp: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    objekt_id: Mapped[UUID | None] = intern(Uuid)
    arenden: Mapped[list[Any] | None] = intern(JSON_ELLER_INGET)
    andamal: Mapped[str] = intern(Text)
    klient_id: Mapped[str] = intern(Text)
    part: Mapped[str] = intern(Text)
    organisation_id: Mapped[UUID | None] = intern(Uuid)
    roll: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    spar: Mapped[str] = intern(Text)
    sigill: Mapped[bytes | None] = intern(LargeBinary)
    block: Mapped[int | None] = intern(Integer)
    skyddad: Mapped[bool] = intern(Boolean, default=False, server_default=false())

    def besegla(self, krypto: Krypto) -> Self:
        """Put the seal on a new row."""
        self.sigill = krypto.loggsigill(self.kommunkod, beseglat(self))
        return self


BESEGLADE = (
    "kommunkod", "id", "namnd_id", "slag", "objekttyp", "arende_id", "objekt_id", "arenden", "andamal", "klient_id",
    "part", "organisation_id", "roll", "person", "spar",
)  # fmt: skip
# What a row is read with, when its seal is looked at.
MED_SIGILL = (*BESEGLADE, "tid", "skyddad", "sigill", "block")

# Made once: a million rows are read through in one go.
_beseglade = attrgetter(*BESEGLADE)
_som_text = json.JSONEncoder(ensure_ascii=False, default=str).encode


def beseglat(rad: Any) -> bytes:
    """What the seal of a row vouches for: all but the seal and the block, in a form that reading back repeats.

    ``rad`` is an ``Atkomst``, or a row of its columns.
    """
    tid = rad.tid.astimezone(UTC).isoformat(timespec="microseconds")
    return _som_text([tid, *_beseglade(rad), *(["skyddad"] if rad.skyddad else ())]).encode()


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
