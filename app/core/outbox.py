"""Utkorgen: messages to the outside world, written with the fact they tell of (R1-R10).

A row is born in the same transaction as its cause, gets a running number per ärende, and is
claimed by a worker with a lease in a short transaction of its own; nothing is locked while the
network is waited for. A later message of an ärende waits until every earlier one is finished.
Owns the table and its named statements; must not know how anything is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.classification import intern, kanslig, skyddad
from app.core.crypto import Krypto, Plats
from app.core.database import JSON_TYP, Base, databasklocka, textlista
from app.core.edge.tracing import aktuell_traceparent
from app.core.numbering import nasta_nummer
from app.core.tenancy import Namndagd, tabell
from app.core.unit_of_work import Arbete, Tillstandsbarare

ARBETSFORMEDLINGEN = "arbetsformedlingen"
GAMMAL = timedelta(hours=24)


class UtkorgStatus(StrEnum):
    """Where a message is on its way; ``kvitterad`` and ``aterkallad`` let the next one go."""

    KOAD = "koad"
    KVITTERAD = "kvitterad"
    PARKERAD = "parkerad"
    ATERKALLAD = "aterkallad"


FARDIGA = (UtkorgStatus.KVITTERAD.value, UtkorgStatus.ATERKALLAD.value)


class Utkorgsrad(Namndagd, Base):
    """One message; never deleted before gallring, since the delivery is evidence.

    ``lanad_till`` is seconds by the database's clock. ``fel_i_rad`` counts failures that speak
    against the message itself: those met while the receiver answered others.
    """

    __tablename__ = "utkorg"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "arende_id", "lopnummer"),
        UniqueConstraint("kommunkod", "unikt_id"),
        CheckConstraint(textlista("status", UtkorgStatus), name="status"),
        Index("ix_utkorg_att_sanda", "status", "nasta_forsok"),
        Index("ix_utkorg_unikt_id", "unikt_id"),
        Index("ix_utkorg_objekt", "kommunkod", "objekt_id"),
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
    fel_i_rad: Mapped[int] = intern(Integer, default=0)
    nasta_forsok: Mapped[datetime] = intern()
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)
    kvitterad: Mapped[datetime | None] = intern()
    extern_referens: Mapped[str | None] = intern(Text)
    kvittens: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    felkod: Mapped[str | None] = intern(Text)

    def plats(self) -> Plats:
        """Place that the content is sealed to."""
        return Plats("utkorg", self.kommunkod, self.id)

    def oppna(self, krypto: Krypto) -> dict[str, Any]:
        """The content of the message."""
        innehall: dict[str, Any] = json.loads(krypto.oppna(self.innehall, self.plats()))
        return innehall


@dataclass(frozen=True, slots=True)
class Meddelande:
    """What is to be told to whom, and the object that it tells of.

    ``innehall`` is JSON in the service's own words; the receiver's adapter turns it into theirs.
    ``version`` rises by one each time the same object is told of again.
    """

    mottagare: str
    typ: str
    objekt: Tillstandsbarare
    objekttyp: str
    innehall: Mapping[str, Any]
    version: int = 0

    @property
    def unikt_id(self) -> str:
        """The receiver's dedup key: the object's id with the version as suffix."""
        return f"{self.objekt.id}_{self.version}"


@dataclass(frozen=True, slots=True)
class Kvittens:
    """The receiver's word that a message has arrived."""

    referens: str
    mottagen: datetime
    svar: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Avvisning:
    """A refusal that trying again cannot cure: status and the ids that the receiver's support asks for, no text."""

    kod: str
    fel_id: str | None
    sparnings_id: str


async def lagg_i_utkorg(arbete: Arbete, meddelande: Meddelande) -> Utkorgsrad:
    """Queue a message with the next running number of its ärende, in the transaction of its cause."""
    objekt = meddelande.objekt
    arende_id = objekt.historik_arende
    nummer = await nasta_nummer(arbete.session, objekt.kommunkod, objekt.namnd_id, arende_id, "utkorg")
    rad = Utkorgsrad(
        id=nytt_id(),
        kommunkod=objekt.kommunkod,
        namnd_id=objekt.namnd_id,
        mottagare=meddelande.mottagare,
        typ=meddelande.typ,
        version=meddelande.version,
        unikt_id=meddelande.unikt_id,
        arende_id=arende_id,
        lopnummer=nummer,
        objekttyp=meddelande.objekttyp,
        objekt_id=objekt.id,
        person=arbete.aktor.person if arbete.aktor.part is Part.KOMMUN else "",
        spar=aktuell_traceparent(),
        status=UtkorgStatus.KOAD.value,
        skapad=arbete.nu,
        nasta_forsok=arbete.nu,
    )
    klartext = json.dumps(meddelande.innehall, ensure_ascii=False, separators=(",", ":")).encode()
    rad.innehall = arbete.krypto.forsegla(klartext, rad.plats())
    return arbete.ny(rad)


async def lagg_at_sidan(arbete: Arbete, objekt: Tillstandsbarare) -> None:
    """Take back what is not yet acknowledged about an object, so that later messages of the ärende may go."""
    for rad in await arbete.alla(ofardiga_om(objekt.id)):
        rad.status = UtkorgStatus.ATERKALLAD.value


async def koa_igen(arbete: Arbete, objekt: Tillstandsbarare) -> None:
    """Let a message that was set aside be tried again: same id, same number, same content."""
    for rad in await arbete.alla(ofardiga_om(objekt.id)):
        if rad.status == UtkorgStatus.PARKERAD.value:
            rad.status, rad.nasta_forsok, rad.fel_i_rad = UtkorgStatus.KOAD.value, arbete.nu, 0


def ofardiga_om(objekt_id: UUID) -> Select[Utkorgsrad]:
    """Unfinished messages about one object, locked."""
    return (
        select(Utkorgsrad).where(Utkorgsrad.objekt_id == objekt_id, Utkorgsrad.status.not_in(FARDIGA)).with_for_update()
    )


# Built once: a new alias for each statement would be a new statement to compile.
_TIDIGARE = aliased(Utkorgsrad)


def att_sanda(nu: datetime, antal: int) -> Select[Utkorgsrad]:
    """The next messages: due, not leased, and the lowest unfinished number of their ärende.

    One that was taken back while a worker had it on loan holds the ärende until the loan is over:
    it may be on the wire.
    """
    vantar_pa = (
        select(_TIDIGARE.id)
        .where(
            _TIDIGARE.kommunkod == Utkorgsrad.kommunkod,
            _TIDIGARE.arende_id == Utkorgsrad.arende_id,
            _TIDIGARE.lopnummer < Utkorgsrad.lopnummer,
            or_(_TIDIGARE.status.not_in(FARDIGA), _TIDIGARE.lanad_till >= databasklocka()),
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


def rad_med(rad_id: UUID) -> Select[Utkorgsrad]:
    """One message, locked."""
    return select(Utkorgsrad).where(Utkorgsrad.id == rad_id).with_for_update()


def med_unikt_id(unikt_id: str) -> Select[Utkorgsrad]:
    """The message that a receiver refers to; ids are unique in the whole service."""
    return select(Utkorgsrad).where(Utkorgsrad.unikt_id == unikt_id).limit(1)


def kolage(namnd_id: UUID, gammal: datetime) -> Select[str, str, int, datetime | None, int]:
    """Per recipient and status: how many, since when, and how many older than ``gammal``; counts only."""
    aldre = func.count().filter(Utkorgsrad.skapad < gammal)
    return (
        select(Utkorgsrad.mottagare, Utkorgsrad.status, func.count(), func.min(Utkorgsrad.skapad), aldre)
        .where(Utkorgsrad.namnd_id == namnd_id)
        .group_by(Utkorgsrad.mottagare, Utkorgsrad.status)
        .order_by(Utkorgsrad.mottagare, Utkorgsrad.status)
    )
