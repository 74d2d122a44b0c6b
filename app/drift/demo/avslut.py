"""What an insats ends with: the utförare accounts for it goal by goal, and the kommun closes the order."""

from collections.abc import Callable
from typing import Any

from app.drift.demo.resa import HINDRAD, OK, SKAPAD, Resa, Steg

STEG = 7
UTFALL = ("uppnatt", "delvis")


def _slutrapport(r: Resa) -> Any:
    vera, samling = r.som("vera"), f"{r.vagar['bestallning']}/slutrapporter"
    plan = vera.hamta(r.vagar["plan"]).json()
    mal = [
        {"omrade": a["omrade"], "mal": a["mal"], "maluppfyllelse": hur, "text": "Så som planen såg ut."}
        for a, hur in zip(plan["aktiviteter"], UTFALL, strict=False)
    ]
    resultat = {"verifieratAv": "arbetsgivare", "datum": r.dag(0), "underlag": "Anställningsavtal, uppvisat."}
    return vera.skapa(
        samling,
        {
            "avslutsorsak": "arbete",
            "sammanfattning": "Amina har fått vikariat på äldreboendet där hon praktiserade.",
            "rekommendation": "Yrkessvenska på kvällstid.",
            "resultat": resultat,
            "mal": mal,
        },
    )


def _gor(vem: str, vad: str, typ: str) -> Callable[[Resa], Any]:
    return lambda r: r.som(vem).handelse(r.vagar[vad], typ)


def _avsluta(r: Resa) -> Any:
    return r.som("anna").handelse(r.vagar["bestallning"], "avsluta", orsak="arbete", slutDatum=r.dag(0))


AVSLUT: tuple[Steg, ...] = (
    Steg(STEG, "anna", "Nekas: avsluta innan utföraren har redovisat (AK-40)", _avsluta, HINDRAD),
    Steg(STEG, "vera", "Slutrapport: vad som blev av varje mål i planen", _slutrapport, SKAPAD, "slutrapport"),
    Steg(STEG, "vera", "Slutrapporten lämnas in och fryses", _gor("vera", "slutrapport", "lamna_in"), OK),
    Steg(STEG, "anna", "Handläggaren godkänner den", _gor("anna", "slutrapport", "godkann"), OK),
    Steg(STEG, "anna", "Beställningen avslutas", _avsluta, OK),
)
