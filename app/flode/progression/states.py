"""Progression: measurements that are corrected by new ones, reports from draft to approved (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
VAGLEDARE = frozenset({Roll.VAGLEDARE})
# The samordnare hands out orders and needs no levels (DP-04).
ROLLER = KOMMUN | VAGLEDARE
MATS_UNDER = frozenset({"bekraftad", "pagaende", "pausad"})
RAPPORTERAS_UNDER = frozenset({"pagaende", "pausad", "avslutad"})


class MatningStatus(StrEnum):
    """Whether a later measurement has corrected this one; the facts of it never change."""

    REGISTRERAD = "registrerad"
    RATTAD = "rattad"


class RapportStatus(StrEnum):
    """Where a report is."""

    UTKAST = "utkast"
    INLAMNAD = "inlamnad"
    KOMPLETTERING_BEGARD = "komplettering_begard"
    GODKAND = "godkand"


@dataclass(frozen=True, slots=True)
class MatningLage:
    """Facts the guards look at; ``egen``: the caller's organisation made the measurement."""

    bestallning: str = "pagaende"
    egen: bool = True


@dataclass(frozen=True, slots=True)
class RapportLage:
    """Facts the guards look at."""

    idag: date
    period_fran: date
    bestallning: str = "pagaende"
    person: str = ""
    skribenter: frozenset[str] = frozenset()
    har_rattelse: bool = False
    overlappar: bool = False


def bestallning_mats(lage: MatningLage) -> Hinder | None:
    """AK-40: progression belongs to an order that is accepted and not ended."""
    if lage.bestallning in MATS_UNDER:
        return None
    return Hinder("bestallning_inte_oppen", "Beställningen är inte bekräftad, eller är avslutad.", "AK-40")


def egen_matning(lage: MatningLage) -> Hinder | None:
    """A fact is corrected by the party that stated it."""
    if lage.egen:
        return None
    return Hinder("annans_matning", "Mätningen rättas av den part som har registrerat den.", "DP-10")


def bestallning_rapporteras(lage: RapportLage) -> Hinder | None:
    """AK-40: there is something to report once the activities have begun."""
    if lage.bestallning in RAPPORTERAS_UNDER:
        return None
    return Hinder("bestallning_inte_startad", "Aktiviteterna har inte börjat.", "AK-40")


def perioden_har_borjat(lage: RapportLage) -> Hinder | None:
    """A report is on what has been."""
    if lage.period_fran <= lage.idag:
        return None
    return Hinder("perioden_har_inte_borjat", "Rapportens period har inte börjat.", "AK-40")


def perioden_ar_fri(lage: RapportLage) -> Hinder | None:
    """Two reports are not about the same day, unless one is a new version of the other."""
    if not lage.overlappar:
        return None
    text = (
        "En annan inlämnad rapport omfattar dagar i perioden. Ändra perioden, eller skriv en ny version av rapporten."
    )
    return Hinder("perioden_overlappar", text, "AK-40")


def inte_egen_rapport(lage: RapportLage) -> Hinder | None:
    """Who wrote a report may not approve it, in-house neither."""
    if lage.person not in lage.skribenter:
        return None
    return Hinder("egen_rapport", "Den som har skrivit rapporten får inte godkänna den.", "AK-40")


def ingen_rattelse(lage: RapportLage) -> Hinder | None:
    """One correction at a time: the next one corrects that one."""
    if not lage.har_rattelse:
        return None
    return Hinder("redan_ersatt", "Rapporten har redan en ny version.", "AK-40")


REGISTRERA: tuple[Krav[MatningLage], ...] = (bestallning_mats,)

MATNING: Tillstandsmaskin[MatningLage] = Tillstandsmaskin(
    namn="matning",
    start="registrerad",
    slut=frozenset({"rattad"}),
    beskrivning="En mätning ändras aldrig. En rättelse är en ny mätning som pekar på den gamla.",
    overgangar=(
        Overgang("registrera", (), "registrerad", ROLLER, REGISTRERA),
        Overgang("ratta", ("registrerad",), "rattad", ROLLER, (egen_matning,), "en ny mätning gäller i stället"),
    ),
)

RAPPORT: Tillstandsmaskin[RapportLage] = Tillstandsmaskin(
    namn="progressionsrapport",
    start="utkast",
    slut=frozenset({"godkand"}),
    beskrivning="Vägledaren skriver, handläggaren godkänner. Det som lämnas in fryses (AK-40).",
    overgangar=(
        Overgang("skapa", (), "utkast", VAGLEDARE, (bestallning_rapporteras,)),
        Overgang("andra", ("utkast",), "utkast", VAGLEDARE),
        Overgang("andra", ("komplettering_begard",), "komplettering_begard", VAGLEDARE),
        Overgang(
            "lamna_in", ("utkast", "komplettering_begard"), "inlamnad", VAGLEDARE,
            (perioden_har_borjat, perioden_ar_fri), "text, mätningar och timmar fryses",
        ),
        Overgang("begar_komplettering", ("inlamnad",), "komplettering_begard", KOMMUN, effekt="vägledaren får skälet"),
        Overgang("godkann", ("inlamnad",), "godkand", KOMMUN, (inte_egen_rapport,)),
        Overgang("ratta", ("godkand",), "godkand", VAGLEDARE, (ingen_rattelse,), "en ny version skrivs"),
    ),
)  # fmt: skip
