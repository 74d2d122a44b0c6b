"""Uppföljning: asked for, answered, sent back for more, closed or withdrawn; and what may be asked for (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

NAMNDEN = frozenset({Roll.ARBETSLEDARE})
UTFORAREN = frozenset({Roll.SAMORDNARE})
# Who may look; a handläggare at the rows of the own ärenden only (DP-04).
LASARE = NAMNDEN | UTFORAREN | {Roll.HANDLAGGARE}
FLEST_BESTALLNINGAR = 1000


class UppfoljningStatus(StrEnum):
    """Where the follow-up is."""

    BEGARD = "begard"
    BESVARAD = "besvarad"
    KOMPLETTERING_BEGARD = "komplettering_begard"
    AVSLUTAD = "avslutad"
    ATERKALLAD = "aterkallad"


VANTAR = ("begard", "komplettering_begard")


class Uppfoljningssyfte(StrEnum):
    """What the law lets a nämnd ask for."""

    KVALITET = "kvalitet"
    UPPFOLJNING = "uppfoljning"


class Uppgiftsniva(StrEnum):
    """Told of each order, or of the utförare's work as a whole."""

    BESTALLNING = "bestallning"
    HELHET = "helhet"


class Uppgiftskalla(StrEnum):
    """Where a figure comes from: counted from what the service holds, or stated by the utförare."""

    TJANSTEN = "tjansten"
    UTFORAREN = "utforaren"


class Uppfoljningsuppgift(StrEnum):
    """The closed list of what may be asked for; nothing of it tells why, how somebody is, or where."""

    PLANERADE_MINUTER = "planerade_minuter"
    NARVARANDE_MINUTER = "narvarande_minuter"
    MISSADE_MINUTER = "missade_minuter"
    MATNINGAR = "matningar"
    INLAMNADE_RAPPORTER = "inlamnade_rapporter"
    HANDLEDNINGSMINUTER = "handledningsminuter"
    ARBETSGIVARKONTAKTER = "arbetsgivarkontakter"
    ANTAL_VAGLEDARE = "antal_vagledare"
    SYNPUNKTER = "synpunkter"
    ALLVARLIGA_HANDELSER = "allvarliga_handelser"

    @property
    def niva(self) -> Uppgiftsniva:
        """What it is told of."""
        return Uppgiftsniva.HELHET if self in _OM_HELHETEN else Uppgiftsniva.BESTALLNING

    @property
    def kalla(self) -> Uppgiftskalla:
        """Whose word it is."""
        return Uppgiftskalla.TJANSTEN if self in _RAKNAS else Uppgiftskalla.UTFORAREN


_RAKNAS = frozenset(
    {
        Uppfoljningsuppgift.PLANERADE_MINUTER,
        Uppfoljningsuppgift.NARVARANDE_MINUTER,
        Uppfoljningsuppgift.MISSADE_MINUTER,
        Uppfoljningsuppgift.MATNINGAR,
        Uppfoljningsuppgift.INLAMNADE_RAPPORTER,
    }
)
_OM_HELHETEN = frozenset(
    {
        Uppfoljningsuppgift.ANTAL_VAGLEDARE,
        Uppfoljningsuppgift.SYNPUNKTER,
        Uppfoljningsuppgift.ALLVARLIGA_HANDELSER,
    }
)


@dataclass(frozen=True, slots=True)
class UppfoljningLage:
    """Facts the guards look at."""

    idag: date
    period_tom: date
    har_avtal: bool = True


def avtal_finns(lage: UppfoljningLage) -> Hinder | None:
    """What a nämnd has not ordered it has nothing to follow up of."""
    if lage.har_avtal:
        return None
    return Hinder("avtal_saknas", "Nämnden hade inget avtal med utföraren under perioden.", "AK-28")


def perioden_slut(lage: UppfoljningLage) -> Hinder | None:
    """Figures of a time that goes on would be other figures tomorrow."""
    if lage.idag > lage.period_tom:
        return None
    return Hinder("perioden_pagar", "Perioden är inte slut än.", "AK-28")


UPPFOLJNING: Tillstandsmaskin[UppfoljningLage] = Tillstandsmaskin(
    namn="uppfoljning",
    start="begard",
    slut=frozenset({"avslutad", "aterkallad"}),
    overgangar=(
        Overgang("begar", (), "begard", NAMNDEN, (avtal_finns,), "utföraren ser begäran, med grund och svarsdag"),
        Overgang("besvara", VANTAR, "besvarad", UTFORAREN, (perioden_slut,), "tjänstens siffror räknas och fryses"),
        Overgang("begar_komplettering", ("besvarad",), "komplettering_begard", NAMNDEN, effekt="svaret finns kvar"),
        Overgang("avsluta", ("besvarad",), "avslutad", NAMNDEN),
        Overgang("aterkalla", VANTAR, "aterkallad", NAMNDEN),
    ),
)
