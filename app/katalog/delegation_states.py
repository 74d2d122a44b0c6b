"""Delegation: registered, active, blocked for a time, or over for good (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

ADMIN = frozenset({Roll.SYSTEMADMINISTRATOR})


class DelegationStatus(StrEnum):
    """Whether the system may act."""

    REGISTRERAD = "registrerad"
    AKTIV = "aktiv"
    SPARRAD = "sparrad"
    UPPHORD = "upphord"


OPPNA = tuple(s.value for s in DelegationStatus if s is not DelegationStatus.UPPHORD)


@dataclass(frozen=True, slots=True)
class DelegationLage:
    """Facts the guards look at: the last day, and which day it is."""

    tom: date | None
    idag: date


def perioden_ar_inte_slut(lage: DelegationLage) -> Hinder | None:
    """What is over can't be made to work without another period."""
    if lage.tom is None or lage.idag <= lage.tom:
        return None
    return Hinder("perioden_slut", "Delegationens sista dag har passerat. Ändra perioden först.")


DELEGATION: Tillstandsmaskin[DelegationLage] = Tillstandsmaskin(
    namn="delegation",
    start="registrerad",
    slut=frozenset({"upphord"}),
    beskrivning="Bara i läget aktiv, och inom sin period, får systemet handla för organisationen.",
    overgangar=(
        Overgang("registrera", (), "registrerad", ADMIN, effekt="systemet får inte göra något ännu"),
        Overgang("aktivera", ("registrerad",), "aktiv", ADMIN, (perioden_ar_inte_slut,), effekt="systemet får handla"),
        *(Overgang("andra", (s,), s, ADMIN, effekt="period, roller, behörigheter eller nycklar ändras") for s in OPPNA),
        Overgang("sparra", ("registrerad", "aktiv"), "sparrad", ADMIN, effekt="systemets token slutar att gälla"),
        Overgang(
            "hav_sparr", ("sparrad",), "aktiv", ADMIN, (perioden_ar_inte_slut,), effekt="systemet får handla igen"
        ),
        Overgang("avsluta", OPPNA, "upphord", ADMIN, effekt="systemets token slutar att gälla, för gott"),
    ),
)
