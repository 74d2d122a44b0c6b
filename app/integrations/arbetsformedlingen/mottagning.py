"""Events from Arbetsförmedlingen are stored sealed and as they came, then interpreted, each with effect once."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from app.begrepp.parter import RIKET, systemaktor
from app.core.edge.logging import logga_undantag, varna
from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import KROCK, Inaktuell, Konflikt
from app.core.inbox import (
    AFHANDELSE,
    FLAGGADE,
    INGEN_NAMND,
    AfHandelse,
    Tolkning,
    TolkningLage,
    handelse_med,
    vantande,
)
from app.core.outbox import med_unikt_id
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Begaran
from app.flode.arende.models import arende_i_kommun
from app.integrations.arbetsformedlingen import kontrakt, tolkning

SYSTEM = systemaktor("af_handelser")
FLEST_FORSOK = 5
PORTION = 200


@dataclass(frozen=True, slots=True)
class Mottagen:
    """An event that is kept: AF's id, and when it first came."""

    handelse_id: UUID
    tid: datetime


@dataclass(frozen=True, slots=True)
class Agare:
    """Whose an event is; one that refers to nothing of ours is nobody's."""

    kommunkod: str = RIKET
    namnd_id: UUID = INGEN_NAMND
    arende_id: UUID | None = None
    objekttyp: str | None = None
    objekt_id: UUID | None = None


async def ta_emot(tjanster: Tjanster, ratt: bytes) -> Mottagen:
    """Store an event and interpret it; a repeated one changes nothing.

    Raises ``Otillganglig`` when it could not be stored, so that AF sends it again.
    """
    kropp = tolkning.last(ratt)
    handelse_id = _handelse_id(ratt, kropp)
    agare = await _agare(tjanster, kropp)
    sparad = await _spara(tjanster, handelse_id, ratt, agare)
    if sparad.tolkning == Tolkning.VANTAR.value:
        await _tolka(tjanster, agare.kommunkod, sparad.id)
    return Mottagen(handelse_id, sparad.mottagen)


async def tolka_vantande(tjanster: Tjanster, kommunkod: str) -> int:
    """Interpret what a fault of ours left waiting, or a person wants interpreted anew; how many there were."""

    async def steg(arbete: Arbete) -> list[UUID]:
        return list(await arbete.alla(vantande(PORTION)))

    idn = await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg)
    for handelse_id in idn:
        agare = await _agare_nu(tjanster, kommunkod, handelse_id)
        await _tolka(tjanster, kommunkod, handelse_id, overlamnad=agare.kommunkod != kommunkod)
    return len(idn)


async def _agare_nu(tjanster: Tjanster, kommunkod: str, handelse_id: UUID) -> Agare:
    """Whose a stored event is today; one that was nobody's and has found its nämnd is received there."""

    async def steg(arbete: Arbete) -> bytes:
        handelse = await arbete.en(handelse_med(handelse_id))
        return arbete.krypto.oppna(handelse.innehall, handelse.plats())

    if kommunkod != RIKET:
        return Agare(kommunkod)
    ratt = await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg)
    agare = await _agare(tjanster, tolkning.last(ratt))
    if agare.kommunkod != RIKET:
        await ta_emot(tjanster, ratt)
    return agare


def _handelse_id(ratt: bytes, kropp: object) -> UUID:
    """AF's id; for an event without a readable one, an id made from its bytes."""
    varde = kropp.get("handelse_id") if isinstance(kropp, dict) else None
    try:
        return UUID(varde) if isinstance(varde, str) else _av_innehall(ratt)
    except ValueError:
        return _av_innehall(ratt)


def _av_innehall(ratt: bytes) -> UUID:
    return uuid5(NAMESPACE_URL, ratt.hex())


async def _agare(tjanster: Tjanster, kropp: object) -> Agare:
    """The nämnd of the message, or of the ärende, that an event names."""
    unikt_id, arende = kontrakt.meddelande_i(kropp), kontrakt.arende_i(kropp)

    async def steg(arbete: Arbete) -> Agare:
        if arende is not None:
            finns = await arbete.kanske(arende_i_kommun(arende.kommunkod, arende.arende_id))
            return Agare() if finns is None else Agare(finns.kommunkod, finns.namnd_id, finns.id)
        rad = await arbete.kanske(med_unikt_id(unikt_id or ""))
        if rad is None:
            return Agare()
        return Agare(rad.kommunkod, rad.namnd_id, rad.arende_id, rad.objekttyp, rad.objekt_id)

    if unikt_id is None and arende is None:
        return Agare()
    return await tjanster.transaktioner.kor(SYSTEM, "", steg)


def _begaran() -> Begaran:
    return Begaran(andamal="af:handelser", spar=aktuellt_trace_id())


async def _spara(tjanster: Tjanster, handelse_id: UUID, ratt: bytes, agare: Agare) -> AfHandelse:
    """Keep the event, or find it kept already; with another content than the kept one it is kept beside it."""

    async def steg(arbete: Arbete) -> AfHandelse:
        finns = await arbete.kanske(handelse_med(handelse_id))
        if finns is None:
            return _ny(arbete, handelse_id, ratt, agare)
        forst = arbete.krypto.oppna(finns.innehall, finns.plats())
        if _utan_form(forst) == _utan_form(ratt):
            return finns
        eget_id = uuid5(handelse_id, _utan_form(ratt).hex())
        upprepad = await arbete.kanske(handelse_med(eget_id))
        return upprepad or await _tolkad(arbete, _ny(arbete, eget_id, ratt, agare), Tolkning.ANNAT_INNEHALL)

    try:
        return await tjanster.transaktioner.kor(SYSTEM, agare.kommunkod, steg, _begaran())
    except Konflikt as konflikt:
        if konflikt.felkod.kod != KROCK:
            raise
        # The same event came twice in the same moment: the other one was kept.
        return await tjanster.transaktioner.kor(SYSTEM, agare.kommunkod, steg, _begaran())


def _utan_form(ratt: bytes) -> bytes:
    """What an event says, whatever the order of its keys; its bytes when it is no JSON."""
    kropp = tolkning.last(ratt)
    return ratt if kropp is None else json.dumps(kropp, sort_keys=True).encode()


def _ny(arbete: Arbete, handelse_id: UUID, ratt: bytes, agare: Agare) -> AfHandelse:
    ny = AfHandelse(
        id=handelse_id,
        kommunkod=arbete.kommunkod,
        namnd_id=agare.namnd_id,
        version=1,
        arende_id=agare.arende_id,
        objekttyp=agare.objekttyp,
        objekt_id=agare.objekt_id,
        mottagen=arbete.nu,
        tolkning=Tolkning.VANTAR.value,
        spar=arbete.begaran.spar,
    )
    ny.innehall = arbete.krypto.forsegla(ratt, ny.plats())
    arbete.fodd(ny, AFHANDELSE.namn, "ta_emot")
    return ny


async def _tolkad(arbete: Arbete, handelse: AfHandelse, utfall: Tolkning) -> AfHandelse:
    """Store what came of an event; a flagged one is told of in the log, without its content."""
    await arbete.utfor(AFHANDELSE, handelse, "tolka", TolkningLage(utfall))
    if utfall in FLAGGADE:
        varna("af_handelse_flaggad", kod=utfall.value, kommunkod=handelse.kommunkod)
    return handelse


async def _tolka(tjanster: Tjanster, kommunkod: str, handelse_id: UUID, *, overlamnad: bool = False) -> None:
    """Let the event have its effect; it and the outcome commit together. A fault of ours leaves it waiting."""

    async def steg(arbete: Arbete) -> None:
        handelse = await arbete.en(handelse_med(handelse_id))
        if handelse.tolkning != Tolkning.VANTAR.value:
            return
        utfall = Tolkning.UTAN_VERKAN if overlamnad else await tolkning.utfall(arbete, handelse)
        await _tolkad(arbete, handelse, utfall)

    for _ in range(FLEST_FORSOK):
        try:
            return await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg, _begaran())
        except Inaktuell:
            continue
        except Exception as fel:  # noqa: BLE001 - the event is kept; AF is not to blame
            return logga_undantag(fel, jobb="af_handelser", kommunkod=kommunkod)
    return varna("af_handelse_vantar", kommunkod=kommunkod)
