"""Aktivitet in a nämnd's catalogue: drafted, published, closed for a while, taken out of use (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SKOTER = KOMMUN | {Roll.SAMORDNARE}


class AktivitetStatus(StrEnum):
    """Where an aktivitet is; ``stangd`` takes nobody in for now."""

    UTKAST = "utkast"
    PUBLICERAD = "publicerad"
    STANGD = "stangd"
    AVVECKLAD = "avvecklad"


PUBLIKA = frozenset({AktivitetStatus.PUBLICERAD.value, AktivitetStatus.STANGD.value})


class Malgrupp(StrEnum):
    """For anybody, or for those whom its text tells of."""

    ALLMAN = "allman"
    SPECIFIK = "specifik"


class Arrangorstyp(StrEnum):
    """Who arranges it."""

    KOMMUN = "kommun"
    STUDIEFORBUND = "studieforbund"
    FRIVILLIGORGANISATION = "frivilligorganisation"
    UTFORARE = "utforare"


@dataclass(frozen=True, slots=True)
class AktivitetLage:
    """Facts the guards look at. ``egen``: the caller's organisation registered it.

    ``platser_tagna`` counts the places taken or offered and those who wait for one.
    """

    idag: date
    egen: bool = True
    avtal_i_kraft: bool = True
    galler_tom: date | None = None
    stangd_av_namnden: bool = False
    platser_tagna: int = 0


def egen(lage: AktivitetLage) -> Hinder | None:
    """What an utförare has registered, it changes itself."""
    if lage.egen:
        return None
    return Hinder("utforarens_aktivitet", "Utföraren har registrerat aktiviteten och ändrar den själv.", "AK-10")


def avtal_i_kraft(lage: AktivitetLage) -> Hinder | None:
    """An utförare's aktivitet is offered while the nämnd has an avtal with it."""
    if lage.avtal_i_kraft:
        return None
    return Hinder("avtal_saknas", "Nämnden har inget gällande avtal med utföraren.", "DP-06")


def inte_utgangen(lage: AktivitetLage) -> Hinder | None:
    """AK-10: what has ended can't be offered."""
    if lage.galler_tom is None or lage.idag <= lage.galler_tom:
        return None
    return Hinder("aktiviteten_har_upphort", "Aktivitetens sista dag har passerat.", "AK-10")


def inte_stangd_av_namnden(lage: AktivitetLage) -> Hinder | None:
    """Whoever closed it opens it: an utförare can't undo what the nämnd did."""
    if not (lage.stangd_av_namnden and lage.egen):
        return None
    return Hinder("stangd_av_namnden", "Nämnden har stängt aktiviteten och öppnar den själv.", "AK-10")


def ingen_kvar(lage: AktivitetLage) -> Hinder | None:
    """Nobody is left in a place, with an offer or in line."""
    if lage.platser_tagna == 0:
        return None
    return Hinder(
        "platser_tagna", f"{lage.platser_tagna} har plats eller står i kö. Avsluta eller flytta dem först.", "AK-10"
    )


AKTIVITET: Tillstandsmaskin[AktivitetLage] = Tillstandsmaskin(
    namn="aktivitet",
    start="utkast",
    slut=frozenset({"avvecklad"}),
    beskrivning="Nämndens utbud. En utförare med avtal registrerar sina egna aktiviteter; nämnden kan stänga dem.",
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", SKOTER, (egen,), "hela innehållet byts"),
        Overgang("andra", ("publicerad",), "publicerad", SKOTER, (egen,), "hela innehållet byts"),
        Overgang("andra", ("stangd",), "stangd", SKOTER, (egen,), "hela innehållet byts"),
        Overgang(
            "publicera", ("utkast",), "publicerad", SKOTER, (egen, avtal_i_kraft, inte_utgangen),
            "utförare med avtal ser den, och platser kan bokas",
        ),
        Overgang("stang", ("publicerad",), "stangd", SKOTER, effekt="ingen ny tas emot; den med plats behåller den"),
        Overgang("oppna", ("stangd",), "publicerad", SKOTER, (avtal_i_kraft, inte_utgangen, inte_stangd_av_namnden)),
        Overgang("avveckla", ("utkast", "publicerad", "stangd"), "avvecklad", SKOTER, (ingen_kvar,)),
    ),
)  # fmt: skip
