"""Utkorgen: messages to the outside world, written with the fact they tell of (R1-R10).

A row is born in the same transaction as its cause, gets a running number per ärende, and is
claimed by a worker with a lease in a short transaction of its own; nothing is locked while the
network is waited for. A later message of an ärende waits until every earlier one is finished.
Owns the table and its named statements; must not know how anything is sent.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Float,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.core.classification import intern, kanslig, skyddad
from app.core.database import JSON_TYP, Base, databasklocka, textlista
from app.core.tenancy import Namndagd, tabell


class UtkorgStatus(StrEnum):
    """Where a message is on its way; ``kvitterad`` and ``aterkallad`` let the next one go."""

    KOAD = "koad"
    KVITTERAD = "kvitterad"
    PARKERAD = "parkerad"
    ATERKALLAD = "aterkallad"


FARDIGA = (UtkorgStatus.KVITTERAD.value, UtkorgStatus.ATERKALLAD.value)


class Utkorgsrad(Namndagd, Base):
    """One message; never deleted before gallring, since the delivery is evidence."""

    __tablename__ = "utkorg"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "arende_id", "lopnummer"),
        UniqueConstraint("kommunkod", "unikt_id"),
        CheckConstraint(textlista("status", UtkorgStatus), name="status"),
        Index("ix_utkorg_att_sanda", "status", "nasta_forsok"),
    )

    mottagare: Mapped[str] = intern(Text)
    typ: Mapped[str] = intern(Text)
    version: Mapped[int] = intern(Integer, default=0)
    unikt_id: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID] = intern(Uuid)
    lopnummer: Mapped[int] = intern(Integer)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    innehall: Mapped[bytes] = skyddad(LargeBinary)
    person: Mapped[str] = kanslig(Text)
    spar: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=UtkorgStatus.KOAD.value)
    skapad: Mapped[datetime] = intern()
    forsok: Mapped[int] = intern(Integer, default=0)
    nasta_forsok: Mapped[datetime] = intern()
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)
    kvitterad: Mapped[datetime | None] = intern()
    extern_referens: Mapped[str | None] = intern(Text)
    kvittens: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    felkod: Mapped[str | None] = intern(Text)


def att_sanda(nu: datetime, antal: int) -> Select[tuple[Utkorgsrad]]:
    """The next messages: due, not leased, and the lowest unfinished number of their ärende."""
    tidigare = aliased(Utkorgsrad)
    vantar_pa = (
        select(tidigare.id)
        .where(
            tidigare.kommunkod == Utkorgsrad.kommunkod,
            tidigare.arende_id == Utkorgsrad.arende_id,
            tidigare.lopnummer < Utkorgsrad.lopnummer,
            tidigare.status.not_in(FARDIGA),
        )
        .exists()
    )
    return (
        select(Utkorgsrad)
        .where(
            Utkorgsrad.status == UtkorgStatus.KOAD.value,
            Utkorgsrad.nasta_forsok <= nu,
            or_(Utkorgsrad.lanad_till.is_(None), Utkorgsrad.lanad_till < databasklocka()),
            ~vantar_pa,
        )
        .order_by(Utkorgsrad.nasta_forsok, Utkorgsrad.id)
        .limit(antal)
        .with_for_update(skip_locked=True, of=Utkorgsrad)
    )


def kolage() -> Select[tuple[str, int, datetime | None]]:
    """Queue length and oldest waiting message per status; counts only, no contents."""
    return select(Utkorgsrad.status, func.count(), func.min(Utkorgsrad.skapad)).group_by(Utkorgsrad.status)
