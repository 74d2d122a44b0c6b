"""What an event from Arbetsförmedlingen means, and the one effect that it has.

State follows AF's own time and type, never the order of arrival. What cannot be understood, points at nothing we
have sent, or is about somebody else is flagged and changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from app.begrepp.tid import svensk_dag
from app.core.edge.strict_json import strikt_json
from app.core.errors import Konflikt, OgiltigBegaran
from app.core.inbox import AfHandelse, Tolkning
from app.core.outbox import Utkorgsrad, med_unikt_id
from app.core.outbox_states import UtkorgStatus
from app.core.unit_of_work import Arbete
from app.flode.afbedomning import actions as afbedomning
from app.flode.arende.actions import AnnanPerson, krav_samma_person
from app.flode.arende.models import arende_i_kommun
from app.flode.overlamning import kvittenser
from app.flode.samrad import actions as samrad
from app.integrations.arbetsformedlingen import kontrakt
from app.integrations.arbetsformedlingen.kontrakt import Handelsetyp, OtolkbartSvar

# How far ahead of ours AF's clock may be: a word from further ahead would outdo every later one. A word that is late
# by its time does no harm, since a later one counts; only what cannot be about the message at all is set aside.
KLOCKSKILLNAD = timedelta(days=1)
LANGST_FORE = timedelta(days=366)


def last(ratt: bytes) -> object:
    """The JSON of an event; nothing when it is none."""
    try:
        return strikt_json(ratt)
    except OgiltigBegaran:
        return None


async def utfall(arbete: Arbete, sparad: AfHandelse) -> Tolkning:
    """Let a stored event have its effect in this transaction; what came of it."""
    arbete.inom(sparad)
    try:
        handelse = kontrakt.handelse(last(arbete.krypto.oppna(sparad.innehall, sparad.plats())))
        if handelse.bedomning is not None:
            return await _bedomning(arbete, sparad, handelse, handelse.bedomning)
        return await _om_meddelande(arbete, handelse)
    except (OtolkbartSvar, ValidationError):
        return Tolkning.OTOLKBAR
    except AnnanPerson:
        return Tolkning.FEL_PERSON
    except Konflikt:
        # What it is about has gone on to where AF's word no longer changes it.
        return Tolkning.UTAN_VERKAN


async def _bedomning(
    arbete: Arbete, sparad: AfHandelse, handelse: kontrakt.Handelse, bedomning: kontrakt.Bedomning
) -> Tolkning:
    """AK-16: AF's own assessment becomes a record of the ärende, beside the nämnd's."""
    arende = await arbete.kanske(arende_i_kommun(bedomning.arende.kommunkod, bedomning.arende.arende_id))
    if arende is None:
        return Tolkning.OKAND_REFERENS
    krav_samma_person(arbete, arende, bedomning.personnummer)
    framat = arbete.nu + KLOCKSKILLNAD
    if handelse.tid > framat or bedomning.datum > svensk_dag(framat):
        return Tolkning.ORIMLIG_TID
    uppgift = afbedomning.Afuppgift(bedomning.datum, bedomning.kod, bedomning.text, handelse.af_referens)
    rad = afbedomning.ta_emot(arbete, arende, uppgift)
    sparad.objekttyp, sparad.objekt_id = afbedomning.NAMN, rad.id
    return Tolkning.VERKAN


async def _om_meddelande(arbete: Arbete, handelse: kontrakt.Handelse) -> Tolkning:
    """A word on a message of ours."""
    svar = _granskat(handelse.svar)
    rad = await arbete.kanske(med_unikt_id(handelse.unikt_id))
    if rad is None or rad.extern_referens not in {None, handelse.af_referens}:
        return Tolkning.OKAND_REFERENS
    if not _rimlig(handelse.tid, rad, arbete.nu):
        return Tolkning.ORIMLIG_TID
    return Tolkning.VERKAN if await _verkan(arbete, rad, handelse, svar) else Tolkning.UTAN_VERKAN


def _rimlig(tid: datetime, rad: Utkorgsrad, nu: datetime) -> bool:
    """Nothing has happened to a message long before it was written, nor is told of before it happens."""
    return rad.skapad - LANGST_FORE <= tid <= nu + KLOCKSKILLNAD


def _granskat(svar: dict[str, Any] | None) -> dict[str, Any] | None:
    """The answer as the samråd step keeps it; raises ``ValidationError`` for values of another kind or length."""
    return None if svar is None else kontrakt.granskat(svar)


async def _verkan(arbete: Arbete, rad: Utkorgsrad, handelse: kontrakt.Handelse, svar: dict[str, Any] | None) -> bool:
    """Let the step behind the message act; a word on a version that was taken back counts only as an answer."""
    if rad.objekttyp == "samrad" and svar is not None:
        return await samrad.ta_emot_svar(arbete, rad.objekt_id, svar, handelse.tid)
    if rad.status == UtkorgStatus.ATERKALLAD.value:
        return False
    if rad.objekttyp == "samrad":
        return handelse.typ is Handelsetyp.EJ_GODKAND and await samrad.avvisad(arbete, rad.objekt_id, rad.sandversion)
    ord_ = kvittenser.AfOrd(handelse.typ.value, handelse.tid, handelse.af_referens, rad.sandversion)
    return await kvittenser.af_handelse(arbete, rad.objekt_id, ord_)
