"""Avvikelse: open, with the kommun, dealt with or closed; who may do what (pure).

It is material for those who act. What follows for the person, only the nämnd decides, in a step of its own (DP-31).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
BADA = KOMMUN | UTFORARE
SYSTEM = frozenset({Roll.SYSTEM})
NOTERAS_UNDER = frozenset({"bekraftad", "pagaende", "pausad", "avslutad"})


class AvvikelseStatus(StrEnum):
    """Where it is; ``bortfallen``: a correction took its pattern away before anybody had touched it."""

    OPPEN = "oppen"
    HOS_KOMMUN = "hos_kommun"
    ATGARDAD = "atgardad"
    STANGD = "stangd"
    BORTFALLEN = "bortfallen"


class Avvikelsesort(StrEnum):
    """What deviates; ``planstatus``: the goals of the plan are out of reach, never a level of progression (DP-27)."""

    FRANVARO = "franvaro"
    SEN_ANKOMST = "sen_ankomst"
    PLAN_FOLJS_INTE = "plan_foljs_inte"
    PLANSTATUS = "planstatus"
    ANNAT = "annat"


class Avvikelsekalla(StrEnum):
    """What it comes from."""

    MONSTER = "monster"
    MANUELL = "manuell"


class Atgardsansvarig(StrEnum):
    """Who does what was agreed."""

    INDIVID = "individ"
    VAGLEDARE = "vagledare"
    SAMORDNARE = "samordnare"
    HANDLAGGARE = "handlaggare"


class Beskedskod(StrEnum):
    """What the kommun tells the utförare; none of them is a consequence for the person (DP-31)."""

    INGEN_ATGARD = "ingen_atgard"
    SAMTAL = "samtal"
    NY_PLANERING = "ny_planering"
    ANDRAD_INSATS = "andrad_insats"
    UTREDNING_INLEDS = "utredning_inleds"


@dataclass(frozen=True, slots=True)
class AvvikelseLage:
    """Facts the guards look at; ``besked``: what the kommun answers now, ``besvarad``: it has answered before."""

    bestallning: str = "pagaende"
    hord: bool = False
    har_underlag: bool = True
    besvarad: bool = False
    besked: Beskedskod | None = None


def bestallning_igang(lage: AvvikelseLage) -> Hinder | None:
    """There is something to deviate from."""
    if lage.bestallning in NOTERAS_UNDER:
        return None
    return Hinder("bestallning_inte_igang", "Beställningen är inte bekräftad.", "AK-40")


def hord(lage: AvvikelseLage) -> Hinder | None:
    """AK-20: the person's own account is there before anybody uses the rest, or why it could not be had."""
    if lage.hord:
        return None
    return Hinder(
        "redogorelse_saknas",
        "Personens egen redogörelse saknas. Skriv den, eller varför den inte har gått att få.",
        "AK-20",
    )


def har_underlag(lage: AvvikelseLage) -> Hinder | None:
    """AK-19: there is something to hand over."""
    if lage.har_underlag:
        return None
    return Hinder("underlag_saknas", "Ange vilka tillfällen det gäller, eller beskriv avvikelsen.", "AK-19")


def obesvarad(lage: AvvikelseLage) -> Hinder | None:
    """What the kommun has answered, it reopens itself."""
    if not lage.besvarad:
        return None
    return Hinder("kommunen_har_svarat", "Kommunen har lämnat besked. Be handläggaren att återöppna avvikelsen.")


def kraver_atgard(lage: AvvikelseLage) -> Hinder | None:
    """Something is to be done."""
    if lage.besked is not Beskedskod.INGEN_ATGARD:
        return None
    return Hinder("ingen_atgard", "Ingen åtgärd behövs.")


def ingen_atgard(lage: AvvikelseLage) -> Hinder | None:
    """Nothing is to be done."""
    if lage.besked in {None, Beskedskod.INGEN_ATGARD}:
        return None
    return Hinder("atgard_behovs", "En åtgärd ska följa.")


KVAR = ("oppen", "hos_kommun", "atgardad", "stangd")
ANDRAS = ("oppen", "hos_kommun")
HORS = ("oppen", "hos_kommun")

AVVIKELSE: Tillstandsmaskin[AvvikelseLage] = Tillstandsmaskin(
    namn="avvikelse",
    start="oppen",
    slut=frozenset({"stangd", "bortfallen"}),
    beskrivning="Upptäcks i närvaron eller noteras för hand. Ger underlag; bara nämnden beslutar om följder (DP-31).",
    overgangar=(
        Overgang("registrera", (), "oppen", BADA, (bestallning_igang,), "noteras för hand"),
        Overgang("upptack", (), "oppen", SYSTEM, effekt="närvaron visar avtalets mönster"),
        Overgang("utoka", ("oppen",), "oppen", SYSTEM, effekt="fler tillfällen hör till mönstret"),
        Overgang("bortfall", ("oppen",), "bortfallen", SYSTEM, effekt="en rättelse tog bort mönstret"),
        Overgang("aterkom", ("bortfallen",), "oppen", SYSTEM, effekt="mönstret finns igen"),
        *(Overgang("upphor", (s,), s, SYSTEM, effekt="en rättelse tog bort mönstret; det syns") for s in KVAR),
        *(Overgang("galler_igen", (s,), s, SYSTEM, effekt="mönstret finns igen") for s in KVAR),
        *(Overgang("andra", (s,), s, BADA) for s in ANDRAS),
        *(Overgang("hor", (s,), s, BADA, effekt="personens egen redogörelse skrivs") for s in HORS),
        *(Overgang("kan_inte_horas", (s,), s, BADA, effekt="skälet skrivs") for s in HORS),
        *(
            Overgang(
                "lamna_underlag", (s,), "hos_kommun", BADA, (hord, har_underlag), "underlaget fryses (AK-19)"
            )
            for s in ANDRAS
        ),
        Overgang("atersand", ("hos_kommun",), "oppen", KOMMUN, effekt="kommunen vill veta mer"),
        Overgang(
            "lamna_besked", ("hos_kommun",), "atgardad", KOMMUN, (kraver_atgard,), "utföraren får koden och svaret"
        ),
        Overgang("lamna_besked", ("hos_kommun",), "stangd", KOMMUN, (ingen_atgard,), "utföraren får koden och svaret"),
        Overgang("atgarda", ("oppen",), "atgardad", BADA, effekt="det som gjordes skrivs"),
        Overgang("stang", ("oppen", "atgardad"), "stangd", BADA, effekt="skälet skrivs"),
        Overgang("ateroppna", ("atgardad", "stangd"), "oppen", KOMMUN, effekt="skälet skrivs"),
        Overgang("ateroppna", ("atgardad", "stangd"), "oppen", UTFORARE, (obesvarad,), "skälet skrivs"),
    ),
)  # fmt: skip
