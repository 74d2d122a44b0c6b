"""Invändning: the person holds that something is wrong, or wants it gone; a person at the nämnd answers (pure).

What is noted stands as it was said. Nothing is erased on request: that is done by gallring only (DP-19, DP-20).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})


class InvandningStatus(StrEnum):
    """What has come of it."""

    NOTERAD = "noterad"
    RATTAD = "rattad"
    KVARSTAR = "kvarstar"


class Invandningsslag(StrEnum):
    """What the person wants."""

    ORIKTIG_UPPGIFT = "oriktig_uppgift"
    RADERING = "radering"
    BEGRANSNING = "begransning"
    MOT_BEHANDLINGEN = "mot_behandlingen"


class Framforare(StrEnum):
    """Who says so."""

    DEN_ENSKILDE = "den_enskilde"
    STALLFORETRADARE = "stallforetradare"
    OMBUD = "ombud"


# The source of a refusal of each kind.
LAGRUM = {
    Invandningsslag.ORIKTIG_UPPGIFT.value: "artikel 16 i dataskyddsförordningen",
    Invandningsslag.RADERING.value: "artikel 17.3 b i dataskyddsförordningen, 10 § arkivlagen",
    Invandningsslag.BEGRANSNING.value: "artikel 18 i dataskyddsförordningen",
    Invandningsslag.MOT_BEHANDLINGEN.value: "6 § SoLPuL, artikel 21 i dataskyddsförordningen",
}


@dataclass(frozen=True, slots=True)
class InvandningLage:
    """Facts the guards look at."""

    slag: str


def raderas_inte(lage: InvandningLage) -> Hinder | None:
    """DP-19: what is recorded is corrected beside the record, never erased on request."""
    if lage.slag != Invandningsslag.RADERING.value:
        return None
    return Hinder(
        "raderas_inte", "Uppgifter tas bara bort genom gallring. Svara att de kvarstår.", "DP-19", LAGRUM[lage.slag]
    )


def foljer_lagen(lage: InvandningLage) -> Hinder | None:
    """DP-20: there is no right to object to lawful handling."""
    if lage.slag != Invandningsslag.MOT_BEHANDLINGEN.value:
        return None
    return Hinder(
        "ingen_ratt_att_invanda", "Mot laglig behandling finns ingen rätt att invända.", "DP-20", LAGRUM[lage.slag]
    )


INVANDNING: Tillstandsmaskin[InvandningLage] = Tillstandsmaskin(
    namn="invandning",
    start="noterad",
    slut=frozenset({"rattad", "kvarstar"}),
    beskrivning="Den enskildes uppfattning om en uppgift antecknas och står kvar, vad svaret än blir (DP-20).",
    overgangar=(
        Overgang("notera", (), "noterad", HANDLAGGARE, effekt="texten ändras aldrig"),
        Overgang(
            "ratta", ("noterad",), "rattad", HANDLAGGARE, (raderas_inte, foljer_lagen), "vad som rättades noteras"
        ),
        Overgang("vidhall", ("noterad",), "kvarstar", HANDLAGGARE, effekt="med skäl och lagrum"),
    ),
)
