"""How an order is made: its number, its hours under the cap, what a later one of its chain has from the one before."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import Tillkomst
from app.regelverk.motor.timmar import barn_under_atta
from app.regelverk.urval import regelverk_med

# Crockford's base 32 without the letters that are misread; 40 bits, unique in the kommun by constraint.
_TECKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KAN_ANDRAS = frozenset(
    {"utforare_id", "enhet", "onskad_start", "onskat_slut", "timmar_per_vecka", "mal", "behov", "utlamnande_grund",
     "utlamnande_lagrum", "mottagare", "externa_referenser", "reservutforare", "erbjud_nasta"}
)  # fmt: skip
ARVS = (
    "onskat_slut", "timmar_per_vecka", "mal", "behov", "utlamnande_grund", "utlamnande_lagrum", "externa_referenser",
    "erbjud_nasta",
)  # fmt: skip


def ordernummer() -> str:
    """``B-7K3M-9Q2X``: free of personal data, never reused."""
    tecken = "".join(secrets.choice(_TECKEN) for _ in range(8))
    return f"B-{tecken[:4]}-{tecken[4:]}"


def nytt_utkast(arbete: Arbete, beslut: Beslut, arende: Arende, uppgifter: Mapping[str, Any]) -> Bestallning:
    """A draft on a beslut, the first of a chain of its own."""
    egen = nytt_id()
    return Bestallning(
        id=egen,
        kedja_id=egen,
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        nummer=ordernummer(),
        status="utkast",
        version=1,
        skapad=arbete.nu,
        arende_id=arende.id,
        beslut_id=beslut.id,
        beslut_fran=beslut.galler_fran,
        beslut_tom=beslut.galler_tom,
        skyddad=arende.skyddad,
        handlaggare=arende.handlaggare,
        har_barn=arende.har_barn,
        timtak=timtak_for(beslut, arende, arbete.idag),
        **{falt: uppgifter.get(falt) for falt in KAN_ANDRAS - {"erbjud_nasta"}},
        erbjud_nasta=bool(uppgifter.get("erbjud_nasta")),
    )


def efterfoljare(
    arbete: Arbete,
    fore: Bestallning,
    beslut: Beslut,
    arende: Arende,
    *,
    tillkomst: Tillkomst,
    **uppgifter: Any,
) -> Bestallning:
    """The next order of the chain: the same assignment to another utförare, with a number of its own."""
    if fore.kedja_id is None:  # made by an earlier version
        fore.kedja_id = fore.id
    arv = {falt: getattr(fore, falt) for falt in ARVS} | {"onskad_start": max(fore.onskad_start, arbete.idag)}
    ny = nytt_utkast(arbete, beslut, arende, arv | uppgifter)
    ny.kedja_id, ny.foregaende_id, ny.tillkomst = fore.kedja_id, fore.id, tillkomst.value
    return ny


def timtak_for(beslut: Beslut, arende: Arende, dag: date) -> int:
    """AK-07: the cap of the beslut's regelverk, hours a week; lower with a child under 8 in the household."""
    regelverk = regelverk_med(beslut.regelverk)
    assert regelverk is not None  # a stored beslut names a known regelverk
    return regelverk.timtak(barn_under_atta=barn_under_atta(arende.yngsta_barn_fyller_atta, dag))


def ryms(bestallning: Bestallning) -> bool:
    """Whether the hours are within the cap."""
    return bestallning.timmar_per_vecka <= bestallning.timtak


def krav_timmar(bestallning: Bestallning) -> None:
    """Refuse (422) more hours than the cap."""
    if not ryms(bestallning):
        raise OgiltigtInnehall(
            f"Högst {bestallning.timtak} timmar i veckan kan begäras.",
            regel="AK-07",
            fel=[Faltfel("/timmarPerVecka", "over_taket", f"Högst {bestallning.timtak}")],
        )


def krav_reserver(bestallning: Bestallning) -> None:
    """Refuse (422) a list that asks the same utförare twice, or a wish to go on in a list that is not there."""
    reserver = [UUID(u) for u in bestallning.reservutforare or []]
    if len({*reserver, bestallning.utforare_id}) != len(reserver) + 1:
        raise OgiltigtInnehall(
            "En utförare kan bara få frågan en gång.",
            fel=[Faltfel("/reservutforare", "dubblett", "Ange varje utförare en gång, och inte beställningens egen")],
        )
    if bestallning.erbjud_nasta and not reserver:
        raise OgiltigtInnehall(
            "Ange vilka utförare som ska få frågan.", fel=[Faltfel("/reservutforare", "saknas", "Listan är tom")]
        )
