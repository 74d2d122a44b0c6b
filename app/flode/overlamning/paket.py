"""The package that leaves the nämnd: which fields each receiver may have, in this one place.

Minimal until the law's own list is known. What is not named here does not leave, whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.flode.overlamning.states import Slag

PAKETVERSION = 1
ARBETSFORMEDLINGEN = "arbetsformedlingen"

RUBRIKER = {
    "personnummer": "Personnummer",
    "kommunkod": "Kommun",
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
}

SLAPPTA: dict[tuple[str, Slag], tuple[str, ...]] = {
    (ARBETSFORMEDLINGEN, Slag.UNDERRATTELSE): ("personnummer", "kommunkod", "datum", "bedomningskod", "text"),
    (ARBETSFORMEDLINGEN, Slag.INFORMATIONSOVERLAMNING): (
        "personnummer",
        "kommunkod",
        "beslut",
        "aktivitetskategori",
        "timmarPerVecka",
        "utforandeVerksamhet",
        "planSammanfattning",
        "start",
        "slut",
    ),
}
# DP-15: nothing that tells where a person with protected identity spends the days.
VISAR_PLATS = frozenset({"utforandeVerksamhet", "planSammanfattning"})


@dataclass(frozen=True, slots=True)
class Rad:
    """One field to type at the receiver by hand."""

    falt: str
    rubrik: str
    varde: str


def packa(mottagare: str, slag: Slag, uppgifter: Mapping[str, Any], *, skyddad: bool) -> dict[str, Any]:
    """The released fields and nothing else; a released field that is unknown or protected is null."""
    innehall = {namn: uppgifter.get(namn) for namn in SLAPPTA[mottagare, slag]}
    if skyddad:
        innehall |= dict.fromkeys(VISAR_PLATS & innehall.keys())
    return innehall


def att_skriva_in(innehall: Mapping[str, Any]) -> list[Rad]:
    """What a person types at the receiver, field by field; empty fields are left out."""
    return [Rad(namn, RUBRIKER[namn], _text(varde)) for namn, varde in innehall.items() if varde is not None]


def _text(varde: Any) -> str:
    if isinstance(varde, Mapping):
        return ", ".join(str(v) for v in varde.values() if v is not None)
    return str(varde)
