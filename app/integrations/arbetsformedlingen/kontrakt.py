"""The one file that knows Arbetsförmedlingen's contract: our words to theirs, and theirs to outcomes of ours.

AF has published no interface; this follows ``openapi/arbetsformedlingen.yaml``, which is fictitious.
The day there is a real one, this file changes. AF's texts never leave it: they may name a person.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError

from app.begrepp.identiteter import Kommunkod, OgiltigtPersonnummer, Personnummer
from app.core.outbox import Avvisning, Kvittens, Utkorgsrad
from app.flode.afbedomning.states import Afbedomningskod
from app.flode.afuppgift.schemas import GenomforandesvarUt
from app.flode.samrad.schemas import SvarsuppgifterIn
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet, Utfall

STAM = "/kommunsamverkan/v1"
INGEN_PERSON = "*sys*"
LANGSTA_SIGNATUR = 64
LANGSTA_PAUS = 86_400.0
KVITTENSFALT = ("unikt_id", "af_referens", "mottagen_tid", "status")
FORSOK_IGEN = frozenset({401, 408, 425, 429})
UNIKT_ID = re.compile(r"[0-9A-Za-z-]{1,64}_[0-9]{1,4}")
LANGSTA_TEXT = 4000


class OtolkbartSvar(Exception):
    """AF's words are not those of the contract."""


class Handelsetyp(StrEnum):
    """What AF may tell by an event."""

    INKOMMEN = "inkommen"
    GODKAND = "godkand"
    EJ_GODKAND = "ej_godkand"
    AVAKTUALISERAD = "avaktualiserad"
    INSATS_BESLUTAD = "insats_beslutad"
    SAMRAD_BESVARAT = "samrad_besvarat"
    BEDOMNING = "bedomning"


# How the resource of a samråd tells what an event tells.
BESVARAD = {"BESVARAD": Handelsetyp.SAMRAD_BESVARAT, "AVVISAD": Handelsetyp.EJ_GODKAND}


@dataclass(frozen=True, slots=True)
class Arendereferens:
    """Which ärende AF means: our own id of it, and the kommun."""

    kommunkod: str
    arende_id: UUID


@dataclass(frozen=True, slots=True)
class Bedomning:
    """AF's own assessment (AK-16): of whom, in which ärende, and what it found."""

    arende: Arendereferens
    personnummer: str
    datum: date
    kod: Afbedomningskod
    text: str


@dataclass(frozen=True, slots=True)
class Handelse:
    """An event from AF. ``svar`` are the allowed items by the names of the samråd step.

    ``bedomning`` is of an event that answers no message; all others name one by ``unikt_id``.
    """

    typ: Handelsetyp
    tid: datetime
    unikt_id: str
    af_referens: str
    svar: dict[str, Any] | None = None
    bedomning: Bedomning | None = None


def begaran(rad: Utkorgsrad, innehall: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Path and body of the call that tells or asks AF; raises ``KeyError`` for an unknown type."""
    if rad.typ in FRAGOR:
        return f"{STAM}/{rad.typ}/sok", {"personnummer": innehall["personnummer"]}
    resurs, kropp = TYPER[rad.typ]
    huvud = {
        "unikt_id": rad.unikt_id,
        "arendeidentitet": str(rad.arendeidentitet or rad.arende_id),
        "lopnummer": rad.lopnummer,
        "personnummer": innehall["personnummer"],
    }
    return f"{STAM}/{resurs}", huvud | kropp(innehall)


def samradets_vag(af_referens: str) -> str:
    """Path where AF tells how a samråd stands."""
    return f"{STAM}/samrad/{quote(af_referens, safe='')}"


def _samrad(innehall: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "avsandande_myndighet": innehall["myndighet"],
        "syfte": innehall["syfte"],
        "lagtext": innehall["lagrum"],
        "fraga": innehall["fraga"],
        "svar_onskas_senast": innehall["svarSenast"],
    }


def _underrattelse(innehall: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kommunkod": innehall["kommunkod"],
        "datum": innehall["datum"],
        "bedomningskod": innehall["bedomningskod"],
        "text": innehall["text"],
    }


def _informationsoverlamning(innehall: Mapping[str, Any]) -> dict[str, Any]:
    verksamhet = innehall["utforandeVerksamhet"]
    return {
        "kommunkod": innehall["kommunkod"],
        "beslut": innehall["beslut"],
        "aktivitetskategori": innehall["aktivitetskategori"],
        "timmar_per_vecka": innehall["timmarPerVecka"],
        "utforande_verksamhet": verksamhet,
        "plan_sammanfattning": innehall["planSammanfattning"],
        "start": innehall["start"],
        "slut": innehall["slut"],
        "avvikelser": _avvikelser(innehall.get("avvikelser")),
    }


AVVIKELSEFALT = {
    "kod": "kod",
    "underkod": "underkod",
    "forvantad_fran": "forvantadFran",
    "forvantad_till": "forvantadTill",
    "franvarande_fran": "franvarandeFran",
    "franvarande_till": "franvarandeTill",
}


def _avvikelser(rader: list[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """An empty list takes back what an earlier version told; null tells nothing of deviations."""
    if rader is None:
        return None
    return [{deras: rad[vart] for deras, vart in AVVIKELSEFALT.items()} for rad in rader]


TYPER: dict[str, tuple[str, Any]] = {
    "samrad": ("samrad", _samrad),
    "underrattelse": ("underrattelser", _underrattelse),
    "informationsoverlamning": ("informationsoverlamningar", _informationsoverlamning),
}


def signatur(person: str) -> str:
    """``AF-EndUserId``: the handläggare's signature, never a personnummer; ``*sys*`` when no person is behind."""
    if not 0 < len(person) <= LANGSTA_SIGNATUR or not (person.isascii() and person.isprintable()):
        return INGEN_PERSON
    try:
        Personnummer.tolka(person)
    except OgiltigtPersonnummer:
        return person
    return INGEN_PERSON


def utfall(rad: Utkorgsrad, status: int, kropp: object, sparnings_id: str, vanta: float | None) -> Utfall:
    """What an answer means. ``kropp`` is its JSON, or nothing when it has none."""
    if 200 <= status < 300 and rad.typ in FRAGOR:
        return _besvarat(FRAGOR[rad.typ], kropp, sparnings_id)
    if 200 <= status < 300:
        return _kvitterat(rad, kropp, sparnings_id)
    kod = f"af_{status}"
    if 400 <= status < 500 and status not in FORSOK_IGEN:
        return Avvisat(Avvisning(kod, _fel_id(kropp), sparnings_id))
    return Uteblivet(kod, sparnings_id, vanta=vanta, ber_om_paus=status == 429)


def _kvitterat(rad: Utkorgsrad, kropp: object, sparnings_id: str) -> Utfall:
    """A kvittens counts only when it can be read and is about this message; the message itself has arrived."""
    otolkbart = Uteblivet("af_svar_otolkbart", sparnings_id, kan_vara_framme=True)
    if not isinstance(kropp, dict) or kropp.get("unikt_id") != rad.unikt_id:
        return otolkbart
    try:
        svar = {namn: _text(kropp, namn) for namn in KVITTENSFALT}
        return Kvitterat(Kvittens(svar["af_referens"], _tid(kropp, "mottagen_tid"), svar))
    except OtolkbartSvar:
        return otolkbart


def _besvarat(las: Callable[[object], dict[str, Any]], kropp: object, sparnings_id: str) -> Utfall:
    """The answer to a question is its kvittens; the call's own id is the reference to where it comes from."""
    try:
        return Kvitterat(Kvittens(sparnings_id, None, {}, las(kropp)))
    except (OtolkbartSvar, ValidationError):
        return Uteblivet("af_svar_otolkbart", sparnings_id)


def _fel_id(kropp: object) -> str | None:
    """``error_id`` of an error, when it is the UUID that it should be."""
    varde = kropp.get("error_id") if isinstance(kropp, dict) else None
    try:
        return str(UUID(varde)) if isinstance(varde, str) else None
    except ValueError:
        return None


def vantetid(rad: str | None, nu: datetime) -> float | None:
    """Seconds of a ``Retry-After`` (number or date), at most a day; nothing when it cannot be read."""
    if rad is None:
        return None
    text = rad.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LANGSTA_PAUS)
    try:
        tid = parsedate_to_datetime(text)
    except ValueError:
        return None
    tid = tid if tid.tzinfo else tid.replace(tzinfo=UTC)
    return min(max((tid - nu).total_seconds(), 0.0), LANGSTA_PAUS)


def handelse(kropp: object) -> Handelse:
    """An event of AF; raises ``OtolkbartSvar``."""
    if not isinstance(kropp, dict):
        raise OtolkbartSvar
    try:
        typ = Handelsetyp(_text(kropp, "typ"))
    except ValueError as fel:
        raise OtolkbartSvar from fel
    bedomning = _bedomning(kropp.get("bedomning")) if typ is Handelsetyp.BEDOMNING else None
    return Handelse(
        typ=typ,
        tid=_tid(kropp, "tid"),
        unikt_id="" if bedomning else _text(kropp, "unikt_id"),
        af_referens=_text(kropp, "af_referens"),
        svar=_svar(kropp.get("svar")) if typ is Handelsetyp.SAMRAD_BESVARAT else None,
        bedomning=bedomning,
    )


def meddelande_i(kropp: object) -> str | None:
    """The id of ours that an event names, if it can be one."""
    varde = kropp.get("unikt_id") if isinstance(kropp, dict) else None
    return varde if isinstance(varde, str) and UNIKT_ID.fullmatch(varde) else None


def arende_i(kropp: object) -> Arendereferens | None:
    """The ärende that an event with AF's assessment names, if it can be one."""
    bedomning = kropp.get("bedomning") if isinstance(kropp, dict) else None
    try:
        return _arendereferens(bedomning) if isinstance(bedomning, dict) else None
    except OtolkbartSvar:
        return None


def svar_pa_fraga(unikt_id: str, af_referens: str, kropp: object) -> dict[str, Any] | None:
    """AF's answer to a samråd that was asked for, as the event that would have told of it; None while there is none.

    Its id follows from what it tells: asked for again it is the same event. Raises ``OtolkbartSvar``.
    """
    if not isinstance(kropp, dict) or kropp.get("af_referens") != af_referens:
        raise OtolkbartSvar
    typ = BESVARAD.get(_text(kropp, "status"))
    if typ is None:
        return None
    tid = _text(kropp, "besvarad_tid")
    handelse = {
        "handelse_id": str(uuid5(NAMESPACE_URL, f"{unikt_id}:{af_referens}:{typ}:{tid}")),
        "typ": typ.value,
        "tid": tid,
        "kommentar": None,
        "af_referens": af_referens,
        "unikt_id": unikt_id,
    }
    return handelse | ({"svar": kropp.get("svar")} if typ is Handelsetyp.SAMRAD_BESVARAT else {})


def _arendereferens(kropp: Mapping[str, Any]) -> Arendereferens:
    try:
        kommunkod = Kommunkod.tolka(_text(kropp, "kommunkod"))
        return Arendereferens(str(kommunkod), UUID(_text(kropp, "arendeidentitet")))
    except ValueError as fel:
        raise OtolkbartSvar from fel


def _bedomning(kropp: object) -> Bedomning:
    if not isinstance(kropp, dict):
        raise OtolkbartSvar
    try:
        return Bedomning(
            arende=_arendereferens(kropp),
            personnummer=_text(kropp, "personnummer"),
            datum=date.fromisoformat(_text(kropp, "datum")),
            kod=Afbedomningskod(_text(kropp, "bedomningskod")),
            text=_lopande_text(kropp, "text"),
        )
    except ValueError as fel:
        raise OtolkbartSvar from fel


def _lopande_text(kropp: Mapping[str, Any], namn: str) -> str:
    """Text on several lines; no control characters but the line break and the tab."""
    varde = kropp.get(namn)
    if not isinstance(varde, str) or not 0 < len(varde) <= LANGSTA_TEXT:
        raise OtolkbartSvar
    if not all(tecken.isprintable() or tecken in "\n\r\t" for tecken in varde):
        raise OtolkbartSvar
    return varde


DELAR: dict[str, tuple[str, ...]] = {
    "person": ("fornamn", "efternamn", "personnummer"),
    "arbetssokande": ("inskriven_fran", "inskriven_till"),
    "sokandekategori": ("kod", "text", "oppet_arbetslos", "hinder"),
    "program": ("namn", "fran", "tom"),
    "status": ("kod", "text"),
}


def _svar(kropp: object) -> dict[str, Any]:
    """The items that förordning 2002:623 7 d § allows, contact, protection mark and status; more is left out."""
    if not isinstance(kropp, dict):
        raise OtolkbartSvar
    ut: dict[str, Any] = {namn: _del(kropp.get(namn), falt) for namn, falt in DELAR.items()}
    kontakt = kropp.get("kontakt")
    ut["medlem_i_arbetsloshetskassa"] = kropp.get("medlem_i_arbetsloshetskassa")
    ut["senaste_aktivitetsrapport"] = kropp.get("senaste_aktivitetsrapport")
    ut["kontakt"] = kontakt.get("funktionsbrevlada") if isinstance(kontakt, dict) else None
    ut["sekretessmarkering"] = kropp.get("sekretessmarkering") is True
    return ut


def granskat(svar: Mapping[str, Any]) -> dict[str, Any]:
    """The items as the samråd step keeps them; raises ``ValidationError`` for values of another kind or length."""
    return SvarsuppgifterIn.model_validate(svar, by_name=True).uppgifter()


def _inskrivningsuppgifter(kropp: object) -> dict[str, Any]:
    return granskat(_svar(kropp))


def _genomforanden(kropp: object) -> dict[str, Any]:
    """AF's insatser, with what stands around them; more is left out."""
    if not isinstance(kropp, dict) or not isinstance(kropp.get("genomforanden"), list):
        raise OtolkbartSvar
    svar = {namn: varde for namn, varde in _svar(kropp).items() if namn in {"kontakt", "sekretessmarkering", "status"}}
    svar["genomforanden"] = [_del(rad, GENOMFORANDE) for rad in kropp["genomforanden"]]
    return GenomforandesvarUt.model_validate(svar, by_name=True).model_dump(mode="json", by_alias=False)


GENOMFORANDE = ("insats", "fran", "tom", "omfattning_procent", "fas")
FRAGOR: dict[str, Callable[[object], dict[str, Any]]] = {
    "inskrivningsuppgifter": _inskrivningsuppgifter,
    "genomforanden": _genomforanden,
}


def _del(kropp: object, falt: tuple[str, ...]) -> dict[str, Any] | None:
    if kropp is None:
        return None
    if not isinstance(kropp, dict):
        raise OtolkbartSvar
    return {namn: kropp.get(namn) for namn in falt}


def _text(kropp: Mapping[str, Any], namn: str) -> str:
    varde = kropp.get(namn)
    if not isinstance(varde, str) or not 0 < len(varde) <= 200 or not varde.isprintable():
        raise OtolkbartSvar
    return varde


def _tid(kropp: Mapping[str, Any], namn: str) -> datetime:
    try:
        tid = datetime.fromisoformat(_text(kropp, namn))
    except ValueError as fel:
        raise OtolkbartSvar from fel
    if tid.tzinfo is None:
        raise OtolkbartSvar
    return tid.astimezone(UTC)
