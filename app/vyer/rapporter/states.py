"""Rapport: ordered, counted by a job, complete; frozen once it is sent, and then never changed (pure).

Also the periods that a report is about. Must not know what is counted.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad, OgiltigTid, Period, svensk_dag
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

ARBETSLEDARE = frozenset({Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
_KVARTAL = re.compile(r"([0-9]{4})-K([1-4])")


class NamndrapportStatus(StrEnum):
    """How far a report has come."""

    BESTALLD = "bestalld"
    PAGAR = "pagar"
    KLAR = "klar"
    MISSLYCKAD = "misslyckad"
    FRYST = "fryst"


class Rapporttyp(StrEnum):
    """What a report counts."""

    IVO_KVARTAL = "ivo_kvartal"
    SOCIALSTYRELSEN_MANAD = "socialstyrelsen_manad"
    EGENKONTROLL = "egenkontroll"
    PROGRESSION = "progression"


class Radslag(StrEnum):
    """Whether a row is part of what is counted."""

    RAKNAD = "raknad"
    UNDANTAGEN = "undantagen"


class Periodform(StrEnum):
    """How the period of a kind of report is written."""

    KVARTAL = "kvartal"
    MANAD = "manad"

    def manader(self, text: str) -> tuple[Manad, ...]:
        """The calendar months of a period; raises ``OgiltigTid``."""
        if self is Periodform.MANAD:
            return (Manad.tolka(text),)
        traff = _KVARTAL.fullmatch(text)
        if traff is None:
            raise OgiltigTid("kvartal_form", "Ett kvartal skrivs ÅÅÅÅ-K1 till ÅÅÅÅ-K4.")
        forsta = Manad(int(traff[1]), int(traff[2]) * 3 - 2)
        return (forsta, forsta.plus(1), forsta.plus(2))


def dagar(manader: tuple[Manad, ...]) -> Period:
    """The days from the first to the last of some months."""
    return Period(manader[0].forsta, manader[-1].sista)


@dataclass(frozen=True, slots=True)
class RapportLage:
    """Facts the guards look at. ``fryst_redan``: the same edition for the same period has been frozen."""

    slutar: date
    kand_vid: datetime
    fryst_redan: bool = False


def perioden_slut(lage: RapportLage) -> Hinder | None:
    """T-08, T-09: figures that are sent are of a period that was over when they were known."""
    if svensk_dag(lage.kand_vid) > lage.slutar:
        return None
    text = f"Uppgifterna är kända innan perioden slutade {lage.slutar.isoformat()}. Beställ rapporten igen."
    return Hinder("perioden_pagar", text)


def inte_fryst_redan(lage: RapportLage) -> Hinder | None:
    """AK-32: what was sent stands; a correction is a new edition that says which one it replaces."""
    if not lage.fryst_redan:
        return None
    text = "Perioden har redan en fryst rapport. Beställ en rättad utgåva som ersätter den."
    return Hinder("redan_fryst", text)


RAPPORT: Tillstandsmaskin[RapportLage] = Tillstandsmaskin(
    namn="rapport",
    start="bestalld",
    slut=frozenset({"fryst"}),
    beskrivning="En fryst rapport ändras aldrig; en rättelse är en ny utgåva som pekar på den.",
    overgangar=(
        Overgang("borja", ("bestalld",), "pagar", SYSTEM, effekt="räknas i omgångar, med framsteg"),
        Overgang("fardigstall", ("pagar",), "klar", SYSTEM, effekt="får sin kontrollsumma"),
        Overgang("misslyckas", ("bestalld", "pagar"), "misslyckad", SYSTEM, effekt="skälet visas"),
        Overgang("bestall_om", ("misslyckad",), "bestalld", ARBETSLEDARE, effekt="fortsätter där den stannade"),
        Overgang(
            "frys", ("klar",), "fryst", ARBETSLEDARE, (perioden_slut, inte_fryst_redan),
            "innehållet är det som har skickats",
        ),
    ),
)  # fmt: skip
