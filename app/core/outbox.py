"""Utkorgen: messages to the outside world, written with the fact they tell of (R1-R10).

A row is born in the same transaction as its cause, gets a running number per receiver and ärende,
and is claimed by a worker with a lease in a short transaction of its own; nothing is locked while
the network is waited for. A later message waits until every earlier one of the same ärende to the
same receiver is finished.
Owns the table and its named statements; must not know how anything is sent.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Float,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part, Roll
from app.core.classification import forseglad, intern, kanslig
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import JSON_TYP, Base, textlista
from app.core.edge.tracing import aktuell_traceparent
from app.core.numbering import nasta_nummer
from app.core.outbox_states import FARDIGA, OFARDIGA, UTKORGSMEDDELANDE, Meddelandelage, UtkorgStatus
from app.core.stateful import Tillstandsbarare
from app.core.tenancy import Namndagd, tabell
from app.core.unit_of_work import Arbete

ARBETSFORMEDLINGEN = "arbetsformedlingen"
# ``mottagare_id`` of a receiver that there is only one of.
ENDA = UUID(int=0)
GAMMAL = timedelta(hours=24)
# When a message is due that waits for one that was set aside: whoever sees to that one makes it due.
TILLS_VIDARE = datetime(9999, 1, 1, tzinfo=UTC)


INNEHALL = Forsegling("utkorg")
_TILL_PRENUMERATION = text("mottagare = 'prenumeration'")
_OFARDIG = text("status IN ({})".format(", ".join(f"'{s}'" for s in OFARDIGA)))


class Utkorgsrad(Namndagd, Base):
    """One message; never deleted before gallring, since the delivery is evidence.

    ``lanad_till`` is seconds by the database's clock. ``fel_i_rad`` counts failures that speak
    against the message itself: those met while the receiver answered others. ``sandversion`` is the
    message's own, part of its id; ``version`` counts what operators have done to the row. ``arendeidentitet``: what
    the receiver knows the ärende by, where that is not its id.
    """

    __tablename__ = "utkorg"
    __table_args__ = tabell(
        UniqueConstraint(
            "kommunkod", "arende_id", "mottagare", "mottagare_id", "lopnummer", name="uq_utkorg_lopnummer"
        ),
        UniqueConstraint("kommunkod", "unikt_id"),
        CheckConstraint(textlista("status", UtkorgStatus), name="status"),
        Index(
            "ix_utkorg_att_sanda",
            "mottagare",
            "nasta_forsok",
            "id",
            "status",
            sqlite_where=_OFARDIG,
            postgresql_where=_OFARDIG,
        ),
        Index(
            "ix_utkorg_lista",
            "kommunkod",
            "namnd_id",
            "status",
            "id",
            sqlite_where=_OFARDIG,
            postgresql_where=_OFARDIG,
        ),
        Index("ix_utkorg_unikt_id", "unikt_id"),
        Index("ix_utkorg_objekt", "kommunkod", "objekt_id"),
        Index(
            "ix_utkorg_leveranser",
            "kommunkod",
            "mottagare_id",
            "status",
            "id",
            sqlite_where=_TILL_PRENUMERATION,
            postgresql_where=_TILL_PRENUMERATION,
        ),
    )

    mottagare: Mapped[str] = intern(Text)
    mottagare_id: Mapped[UUID] = intern(Uuid, default=ENDA)
    typ: Mapped[str] = intern(Text)
    sandversion: Mapped[int] = intern("version", Integer, default=0)
    version: Mapped[int] = intern("radversion", Integer, default=1)
    unikt_id: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID] = intern(Uuid)
    arendeidentitet: Mapped[UUID | None] = intern(Uuid)
    lopnummer: Mapped[int] = intern(Integer)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    innehall: Mapped[bytes] = forseglad(INNEHALL)
    person: Mapped[str] = kanslig(Text)
    spar: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=UtkorgStatus.KOAD.value)
    skapad: Mapped[datetime] = intern()
    forsok: Mapped[int] = intern(Integer, default=0)
    fel_i_rad: Mapped[int] = intern(Integer, default=0)
    nasta_forsok: Mapped[datetime] = intern()
    senast_sand: Mapped[datetime | None] = intern()
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)
    kvitterad: Mapped[datetime | None] = intern()
    extern_referens: Mapped[str | None] = intern(Text)
    kvittens: Mapped[dict[str, Any] | None] = kanslig(JSON_TYP)
    felkod: Mapped[str | None] = intern(Text)

    @property
    def historik_arende(self) -> UUID:
        """The ärende of the object that it tells of."""
        return self.arende_id

    @property
    def historik_delad_med(self) -> UUID | None:
        """Nobody else's."""
        return None

    @property
    def om_person(self) -> bool:
        """What operators do to it tells nothing of anybody; the object's own händelse does."""
        return False

    def plats(self) -> Plats:
        """Place that the content is sealed to."""
        return INNEHALL.plats(self.kommunkod, self.id)

    def oppna(self, krypto: Krypto) -> dict[str, Any]:
        """The content of the message."""
        innehall: dict[str, Any] = json.loads(krypto.oppna(self.innehall, self.plats()))
        return innehall


@dataclass(frozen=True, slots=True)
class Meddelande:
    """What is to be told to whom, and the object that it tells of.

    ``innehall`` is JSON in the service's own words; the receiver's adapter turns it into theirs.
    ``version`` rises by one each time the same object is told of again. ``mottagare_id`` says which,
    where there are several receivers of the kind.
    """

    mottagare: str
    typ: str
    objekt: Tillstandsbarare
    objekttyp: str
    innehall: Mapping[str, Any]
    version: int = 0
    mottagare_id: UUID = ENDA
    arendeidentitet: UUID | None = None

    @property
    def unikt_id(self) -> str:
        """The receiver's dedup key: the object's id with the version as suffix."""
        return f"{self.objekt.id}_{self.version}"


@dataclass(frozen=True, slots=True)
class Kvittens:
    """The receiver's word that a message has arrived.

    ``uppgifter``: the answer to a question, for its step to seal; the row of the outbox keeps ``svar`` alone.
    """

    referens: str
    mottagen: datetime | None
    svar: Mapping[str, Any]
    uppgifter: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Avvisning:
    """A refusal that trying again cannot cure: status and the ids that the receiver's support asks for, no text."""

    kod: str
    fel_id: str | None
    sparnings_id: str


class Avvisningsbar:
    """An object that AF's refusal of its message is noted on, until it is sent again."""

    af_felkod: Mapped[str | None] = intern(Text)
    af_fel_id: Mapped[str | None] = intern(Text)
    af_sparnings_id: Mapped[str | None] = intern(Text)

    def notera_avvisning(self, avvisning: Avvisning) -> None:
        """What the receiver's support asks for."""
        self.af_felkod, self.af_fel_id = avvisning.kod, avvisning.fel_id
        self.af_sparnings_id = avvisning.sparnings_id

    def glom_avvisning(self) -> None:
        """It is sent again."""
        self.af_felkod = self.af_fel_id = self.af_sparnings_id = None


async def lagg_i_utkorg(arbete: Arbete, meddelande: Meddelande) -> Utkorgsrad:
    """Queue a message with the next running number of its ärende, in the transaction of its cause."""
    objekt = meddelande.objekt
    arende_id = objekt.historik_arende
    nummer = await nasta_nummer(arbete.session, objekt.kommunkod, objekt.namnd_id, arende_id, _serie(meddelande))
    rad = Utkorgsrad(
        id=nytt_id(),
        kommunkod=objekt.kommunkod,
        namnd_id=objekt.namnd_id,
        mottagare=meddelande.mottagare,
        mottagare_id=meddelande.mottagare_id,
        typ=meddelande.typ,
        sandversion=meddelande.version,
        unikt_id=meddelande.unikt_id,
        arende_id=arende_id,
        arendeidentitet=meddelande.arendeidentitet,
        lopnummer=nummer,
        objekttyp=meddelande.objekttyp,
        objekt_id=objekt.id,
        person=arbete.aktor.person if arbete.aktor.part is Part.KOMMUN else "",
        spar=aktuell_traceparent(),
        status=UtkorgStatus.KOAD.value,
        skapad=arbete.nu,
        nasta_forsok=arbete.nu,
    )
    rad.innehall = arbete.krypto.forsegla(_klartext(meddelande.innehall), rad.plats())
    return arbete.ny(rad)


def _serie(meddelande: Meddelande) -> str:
    """The series of running numbers: each receiver's are without gaps."""
    return "utkorg" if meddelande.mottagare_id == ENDA else f"utkorg:{meddelande.mottagare_id}"


async def lagg_at_sidan(arbete: Arbete, objekt: Tillstandsbarare) -> None:
    """Take back what is not yet acknowledged about an object, so that later messages of the ärende may go."""
    rader = await arbete.alla(ofardiga_i(objekt.historik_arende))
    for rad in rader:
        if rad.objekt_id == objekt.id:
            stega(rad, "aterkalla")
            lat_ga(arbete, _efter(rad, rader))


async def byt_innehall(
    arbete: Arbete, objekt: Tillstandsbarare, innehall: Mapping[str, Any], arendeidentitet: UUID | None = None
) -> bool:
    """Let what waits about an object go with other content, if nobody has tried to send it; tells whether it could.

    What has been tried may have arrived, and the same id with other content would be refused.
    """
    rader = [rad for rad in await arbete.alla(ofardiga_i(objekt.historik_arende)) if rad.objekt_id == objekt.id]
    if not rader or not all(_oprovad(rad) for rad in rader):
        return False
    klartext = _klartext(innehall)
    for rad in rader:
        rad.innehall = arbete.krypto.forsegla(klartext, rad.plats())
        rad.arendeidentitet = arendeidentitet or rad.arendeidentitet
    return True


def _oprovad(rad: Utkorgsrad) -> bool:
    return rad.status == UtkorgStatus.KOAD.value and rad.forsok == 0 and rad.lanad_till is None


def _klartext(innehall: Mapping[str, Any]) -> bytes:
    return json.dumps(innehall, ensure_ascii=False, separators=(",", ":")).encode()


async def koa_igen(arbete: Arbete, objekt: Tillstandsbarare) -> None:
    """Let a message that was set aside be tried again: same id, same number, same content."""
    rader = await arbete.alla(ofardiga_i(objekt.historik_arende))
    for rad in rader:
        if rad.objekt_id == objekt.id and rad.status == UtkorgStatus.PARKERAD.value:
            stega(rad, "sand_om")
            ateruppta(arbete, rad, rader)


def ateruppta(arbete: Arbete, rad: Utkorgsrad, arendets: Sequence[Utkorgsrad]) -> None:
    """A message that was set aside is due again, and those of its ärende that wait for it after it."""
    rad.nasta_forsok, rad.fel_i_rad = arbete.nu, 0
    lat_ga(arbete, _efter(rad, arendets))


def stega(rad: Utkorgsrad, handelse: str) -> None:
    """Step a message by its table; raises ``Konflikt`` when that cannot be."""
    rad.status = UTKORGSMEDDELANDE.valj(rad.status, handelse, Roll.SYSTEM, Meddelandelage()).till


def lat_ga(arbete: Arbete, rader: Iterable[Utkorgsrad]) -> None:
    """Messages that were told to wait for another are due."""
    for rad in rader:
        rad.nasta_forsok = min(rad.nasta_forsok, arbete.nu)


async def lat_vanta(arbete: Arbete, rad: Utkorgsrad, till: datetime) -> None:
    """The later messages of the ärende are due no earlier: a claim would only look at them in vain, again and again."""
    for vantande in await senare(arbete, rad):
        vantande.nasta_forsok = max(vantande.nasta_forsok, till)


async def senare(arbete: Arbete, rad: Utkorgsrad) -> list[Utkorgsrad]:
    """The messages of the ärende that wait for this one."""
    return _efter(rad, await arbete.alla(ofardiga_i(rad.arende_id)))


def _efter(rad: Utkorgsrad, rader: Sequence[Utkorgsrad]) -> list[Utkorgsrad]:
    """Those of ``rader`` that wait for ``rad``."""
    samma = [r for r in rader if (r.mottagare, r.mottagare_id) == (rad.mottagare, rad.mottagare_id)]
    return [r for r in samma if r.lopnummer > rad.lopnummer]


def ofardiga_i(arende_id: UUID) -> Select[Utkorgsrad]:
    """Unfinished messages of one ärende, in order and locked."""
    return (
        select(Utkorgsrad)
        .where(Utkorgsrad.arende_id == arende_id, Utkorgsrad.status.not_in(FARDIGA))
        .order_by(Utkorgsrad.mottagare, Utkorgsrad.mottagare_id, Utkorgsrad.lopnummer)
        .with_for_update()
    )


# Written into the statement, so that the indexes of unfinished messages can be used whatever the plan.
OFARDIGT = Utkorgsrad.status.in_(bindparam("ofardiga", OFARDIGA, expanding=True, literal_execute=True))


def ofardiga_meddelanden(namnd_id: UUID, status: UtkorgStatus) -> Select[Utkorgsrad]:
    """A nämnd's unfinished messages in one status."""
    return select(Utkorgsrad).where(Utkorgsrad.namnd_id == namnd_id, Utkorgsrad.status == status.value, OFARDIGT)


def parkerade(namnd_id: UUID, mottagare: str, felkod: str) -> Select[Utkorgsrad]:
    """A nämnd's messages that one receiver has refused with one code, the oldest first and locked."""
    return (
        ofardiga_meddelanden(namnd_id, UtkorgStatus.PARKERAD)
        .where(Utkorgsrad.mottagare == mottagare, Utkorgsrad.felkod == felkod)
        .order_by(Utkorgsrad.id)
        .with_for_update()
    )


def alla_parkerade() -> Select[Utkorgsrad]:
    """Everybody's messages that were set aside, the oldest first."""
    satt_undan = Utkorgsrad.status == UtkorgStatus.PARKERAD.value
    return select(Utkorgsrad).where(satt_undan, OFARDIGT).order_by(Utkorgsrad.id)


def meddelande_med(namnd_id: UUID, rad_id: UUID) -> Select[Utkorgsrad]:
    """One of a nämnd's messages, locked."""
    return rad_med(rad_id).where(Utkorgsrad.namnd_id == namnd_id)


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
