"""Events from Arbetsförmedlingen: stored as they came, then interpreted, each with effect once.

State follows AF's own time and type, never the order of arrival. What cannot be understood, or
points at nothing we have sent, is kept and flagged.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError

from app.begrepp.parter import systemaktor
from app.core.edge.logging import logga_undantag, varna
from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import KROCK, Inaktuell, Konflikt
from app.core.http import RIKET
from app.core.outbox import Utkorgsrad, UtkorgStatus, med_unikt_id
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Begaran
from app.flode.overlamning import kvittenser
from app.flode.samrad import actions as samrad
from app.flode.samrad.schemas import SvarsuppgifterUt
from app.integrations.arbetsformedlingen import kontrakt
from app.integrations.arbetsformedlingen.inkorg import FLAGGADE, AfHandelse, Tolkning, handelse_med
from app.integrations.arbetsformedlingen.kontrakt import Handelsetyp, OtolkbartSvar

SYSTEM = systemaktor("af_handelser")
INGEN_NAMND = UUID(int=0)
FLEST_FORSOK = 5
UNIKT_ID = re.compile(r"[0-9A-Za-z-]{1,64}_[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Mottagen:
    """An event that is kept: AF's id, and when it first came."""

    handelse_id: UUID
    tid: datetime


async def ta_emot(tjanster: Tjanster, ratt: bytes, kropp: object) -> Mottagen:
    """Store an event and interpret it; a repeated one changes nothing.

    Raises ``Otillganglig`` when it could not be stored, so that AF sends it again.
    """
    handelse_id = _handelse_id(ratt, kropp)
    rad = await _meddelande(tjanster, kropp)
    kommunkod = rad.kommunkod if rad else RIKET
    sparad = await _spara(tjanster, handelse_id, ratt, rad)
    if sparad.tolkning == Tolkning.VANTAR.value:
        await _tolka(tjanster, kommunkod, handelse_id, rad)
    return Mottagen(handelse_id, sparad.mottagen)


def _handelse_id(ratt: bytes, kropp: object) -> UUID:
    """AF's id; for an event without a readable one, an id made from its bytes."""
    varde = kropp.get("handelse_id") if isinstance(kropp, dict) else None
    try:
        return UUID(varde) if isinstance(varde, str) else _av_innehall(ratt)
    except ValueError:
        return _av_innehall(ratt)


def _av_innehall(ratt: bytes) -> UUID:
    return uuid5(NAMESPACE_URL, ratt.hex())


async def _meddelande(tjanster: Tjanster, kropp: object) -> Utkorgsrad | None:
    """The message of ours that an event refers to; it tells which nämnd the event belongs to."""
    unikt_id = kropp.get("unikt_id") if isinstance(kropp, dict) else None
    if not isinstance(unikt_id, str) or not UNIKT_ID.fullmatch(unikt_id):
        return None

    async def steg(arbete: Arbete) -> Utkorgsrad | None:
        return await arbete.kanske(med_unikt_id(unikt_id))

    return await tjanster.transaktioner.kor(SYSTEM, "", steg)


def _begaran() -> Begaran:
    return Begaran(andamal="af:handelser", spar=aktuellt_trace_id())


async def _spara(tjanster: Tjanster, handelse_id: UUID, ratt: bytes, rad: Utkorgsrad | None) -> AfHandelse:
    """Keep the event, or find it kept already."""

    async def steg(arbete: Arbete) -> AfHandelse:
        finns = await arbete.kanske(handelse_med(handelse_id))
        if finns is not None:
            return finns
        ny = AfHandelse(
            id=handelse_id,
            kommunkod=arbete.kommunkod,
            namnd_id=rad.namnd_id if rad else INGEN_NAMND,
            arende_id=rad.arende_id if rad else None,
            objekttyp=rad.objekttyp if rad else None,
            objekt_id=rad.objekt_id if rad else None,
            mottagen=arbete.nu,
            tolkning=Tolkning.VANTAR.value,
            spar=arbete.begaran.spar,
        )
        ny.innehall = arbete.krypto.forsegla(ratt, ny.plats())
        return arbete.ny(ny)

    kommunkod = rad.kommunkod if rad else RIKET
    try:
        return await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg, _begaran())
    except Konflikt as konflikt:
        if konflikt.felkod.kod != KROCK:
            raise
        # The same event came twice in the same moment: the other one was kept.
        return await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg, _begaran())


async def _tolka(tjanster: Tjanster, kommunkod: str, handelse_id: UUID, rad: Utkorgsrad | None) -> None:
    """Let the event have its effect; it and the outcome commit together. A fault of ours leaves it waiting."""

    async def steg(arbete: Arbete) -> None:
        handelse = await arbete.en(handelse_med(handelse_id))
        if handelse.tolkning == Tolkning.VANTAR.value:
            utfall = await _utfall(arbete, handelse, rad)
            handelse.tolkning = utfall.value
            if utfall in FLAGGADE:
                varna("af_handelse_flaggad", kod=utfall.value, kommunkod=arbete.kommunkod)

    for _ in range(FLEST_FORSOK):
        try:
            return await tjanster.transaktioner.kor(SYSTEM, kommunkod, steg, _begaran())
        except Inaktuell:
            continue
        except Exception as fel:  # noqa: BLE001 - the event is kept; AF is not to blame
            return logga_undantag(fel, jobb="af_handelser", kommunkod=kommunkod)
    return varna("af_handelse_vantar", kommunkod=kommunkod)


async def _utfall(arbete: Arbete, sparad: AfHandelse, rad: Utkorgsrad | None) -> Tolkning:
    arbete.inom(sparad)
    try:
        handelse = kontrakt.handelse(_json(arbete.krypto.oppna(sparad.innehall, sparad.plats())))
        svar = _granskat(handelse.svar)
    except (OtolkbartSvar, ValidationError):
        return Tolkning.OTOLKBAR
    if rad is None or rad.extern_referens not in {None, handelse.af_referens}:
        return Tolkning.OKAND_REFERENS
    try:
        verkan = await _verkan(arbete, rad, handelse, svar)
    except ValueError:
        return Tolkning.FEL_PERSON
    return Tolkning.VERKAN if verkan else Tolkning.UTAN_VERKAN


def _json(ratt: bytes) -> object:
    try:
        varde: object = json.loads(ratt)
    except (ValueError, RecursionError) as fel:
        raise OtolkbartSvar from fel
    return varde


def _granskat(svar: dict[str, Any] | None) -> dict[str, Any] | None:
    """The answer as the samråd step keeps it; raises ``ValidationError`` for values of another kind."""
    if svar is None:
        return None
    return SvarsuppgifterUt.model_validate(svar, by_name=True).model_dump(mode="json", by_alias=False)


async def _verkan(arbete: Arbete, rad: Utkorgsrad, handelse: kontrakt.Handelse, svar: dict[str, Any] | None) -> bool:
    """Let the step behind the message act; a word on a version that was taken back counts only as an answer."""
    if rad.objekttyp == "samrad" and svar is not None:
        return await samrad.ta_emot_svar(arbete, rad.objekt_id, svar, handelse.tid)
    if rad.status == UtkorgStatus.ATERKALLAD.value:
        return False
    if rad.objekttyp == "samrad":
        if handelse.typ is not Handelsetyp.EJ_GODKAND:
            return False
        return await samrad.avvisad(arbete, rad.objekt_id)
    return await kvittenser.af_handelse(arbete, rad.objekt_id, handelse.typ.value, handelse.tid, handelse.af_referens)
