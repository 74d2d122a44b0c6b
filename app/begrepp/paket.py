"""The package that leaves the nämnd: which fields each receiver may have of each kind of message, in this one place.

Minimal until the law's own list is known. What is not named here does not leave, whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

PAKETVERSION = 2
ARBETSFORMEDLINGEN = "arbetsformedlingen"

SLAPPTA: dict[tuple[str, str], tuple[str, ...]] = {
    (ARBETSFORMEDLINGEN, "samrad"): ("personnummer", "myndighet", "syfte", "lagrum", "fraga", "svarSenast"),
    (ARBETSFORMEDLINGEN, "underrattelse"): ("personnummer", "kommunkod", "datum", "bedomningskod", "text"),
    (ARBETSFORMEDLINGEN, "informationsoverlamning"): (
        "personnummer",
        "kommunkod",
        "beslut",
        "aktivitetskategori",
        "timmarPerVecka",
        "utforandeVerksamhet",
        "planSammanfattning",
        "start",
        "slut",
        "avvikelser",
    ),
    (ARBETSFORMEDLINGEN, "inskrivningsuppgifter"): ("personnummer",),
    (ARBETSFORMEDLINGEN, "genomforanden"): ("personnummer",),
}
# The fields of what is not a single value.
DELAR: dict[str, tuple[str, ...]] = {
    "myndighet": ("organisationsnummer", "namn", "handlaggare"),
    "beslut": ("typ", "fran", "tom"),
    "utforandeVerksamhet": ("namn", "organisationsnummer"),
    "avvikelser": ("kod", "underkod", "forvantadFran", "forvantadTill", "franvarandeFran", "franvarandeTill"),
}
# DP-15: nothing that tells where a person with protected identity spends the days, or when.
VISAR_PLATS = frozenset({"utforandeVerksamhet", "planSammanfattning", "avvikelser"})

RUBRIKER = {
    "personnummer": "Personnummer",
    "kommunkod": "Kommun",
    "myndighet": "Avsändande myndighet",
    "syfte": "Syfte",
    "lagrum": "Lagrum",
    "fraga": "Fråga",
    "svarSenast": "Svar önskas senast",
    "datum": "Datum",
    "bedomningskod": "Bedömning",
    "text": "Text",
    "beslut": "Beslut",
    "aktivitetskategori": "Aktivitetskategori",
    "timmarPerVecka": "Timmar per vecka",
    "utforandeVerksamhet": "Utförande verksamhet",
    "planSammanfattning": "Sammanfattning av planen",
    "start": "Start",
    "slut": "Slut",
    "avvikelser": "Avvikelser",
}
KODER_I_ORD = {
    "omfattas": "Omfattas",
    "kan_omfattas": "Kan omfattas",
    "begaran_att_delta": "Begäran att delta",
    "motivation_formaga": "Motivation och förmåga",
    "sprak": "Språk",
    "jobbsokande": "Jobbsökande",
    "arbetsplatsforlagd": "Arbetsplatsförlagd",
}
# AF's codes for deviations, with the sub codes of 18.
AVVIKELSEKODER = {
    "15": "sjuk",
    "16": "arbete",
    "17": "okänd orsak",
    "18.1": "tandläkare eller läkare",
    "18.2": "familjeangelägenhet",
    "18.3": "myndighetsmöte",
    "18.4": "anställningsintervju",
    "18.5": "annan känd orsak",
    "19": "tackat nej till insats eller aktivitet",
    "20": "tackat nej till arbete",
    "21": "kunde inte tillgodogöra sig",
    "22": "misskött sig eller stört",
    "26": "vård av barn",
    "27": "utbildning",
    "28": "medvetet agerat för att inte få jobb",
}
INGEN_AVVIKELSE = "Ingen: det som tidigare lämnats gäller inte längre"


@dataclass(frozen=True, slots=True)
class Rad:
    """One field to type at the receiver by hand."""

    falt: str
    rubrik: str
    varde: str


def packa(mottagare: str, typ: str, uppgifter: Mapping[str, Any], *, skyddad: bool) -> dict[str, Any]:
    """The released fields and nothing else; a released field that is unknown or protected is null."""
    innehall = {namn: _slappt(namn, uppgifter.get(namn)) for namn in SLAPPTA[mottagare, typ]}
    if skyddad:
        innehall |= dict.fromkeys(VISAR_PLATS & innehall.keys())
    return innehall


def _slappt(namn: str, varde: Any) -> Any:
    """A value with only its released parts."""
    if isinstance(varde, list):
        return [_slappt(namn, ett) for ett in varde]
    return {del_: varde.get(del_) for del_ in DELAR[namn]} if isinstance(varde, Mapping) else varde


def att_skriva_in(innehall: Mapping[str, Any]) -> list[Rad]:
    """What a person types at the receiver, field by field; empty fields are left out."""
    return [Rad(namn, RUBRIKER[namn], klartext(varde)) for namn, varde in innehall.items() if varde is not None]


def klartext(varde: Any) -> str:
    """A released value in words."""
    if isinstance(varde, list):
        return "; ".join(_avvikelse(a) for a in varde) or INGEN_AVVIKELSE
    if isinstance(varde, Mapping) and "fran" in varde:
        return f"{klartext(varde['typ'])}, från {varde['fran']}" + (f" till {varde['tom']}" if varde["tom"] else "")
    if isinstance(varde, Mapping):
        return ", ".join(klartext(v) for v in varde.values() if v is not None)
    return KODER_I_ORD.get(varde, str(varde)) if isinstance(varde, str) else str(varde)


def _avvikelse(a: Mapping[str, Any]) -> str:
    orsak, dag, vantad, borta = avvikelserad(a)
    return f"{orsak}, {dag}, förväntad {vantad}, frånvarande {borta}"


def avvikelserad(a: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """``18.3 myndighetsmöte``, the day, and the hours expected and absent as ``09:00–12:00``."""
    kod = f"{a['kod']}.{a['underkod']}" if a["underkod"] else str(a["kod"])
    vantad, borta = (f"{_klockan(a[f'{n}Fran'])}–{_klockan(a[f'{n}Till'])}" for n in ("forvantad", "franvarande"))
    return f"{kod} {AVVIKELSEKODER[kod]}", a["forvantadFran"][:10], vantad, borta


def _klockan(tid: str) -> str:
    return datetime.fromisoformat(tid).strftime("%H:%M")
