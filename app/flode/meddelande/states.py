"""Meddelande: sent once and never changed; read marks and corrections are facts beside it (pure).

``rattat`` is not stored: it follows from another message that says it corrects this one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Part, Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

PARTERNA = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.VAGLEDARE, Roll.SAMORDNARE})


class MeddelandeStatus(StrEnum):
    """Whether a message stands, or a later one corrects it."""

    SKICKAT = "skickat"
    RATTAT = "rattat"


class Meddelandepart(StrEnum):
    """Who writes to whom: the nämnd and the utförare."""

    KOMMUN = "kommun"
    UTFORARE = "utforare"

    @classmethod
    def av(cls, part: Part) -> "Meddelandepart":
        """The side of a caller who reaches the order."""
        return cls.KOMMUN if part is Part.KOMMUN else cls.UTFORARE

    @property
    def motpart(self) -> "Meddelandepart":
        """Who reads what this party writes."""
        return Meddelandepart.UTFORARE if self is Meddelandepart.KOMMUN else Meddelandepart.KOMMUN


class Referenstyp(StrEnum):
    """What in the order a message is about."""

    UPPSTARTSMOTE = "uppstartsmote"
    PLAN = "plan"
    MATNING = "matning"
    PROGRESSIONSRAPPORT = "progressionsrapport"
    DOKUMENT = "dokument"
    FORSLAG = "forslag"
    AVVIKELSE = "avvikelse"


@dataclass(frozen=True, slots=True)
class MeddelandeLage:
    """Facts the guards look at; ``avsandare`` is None for a message that is not written yet."""

    idag: date
    part: Part
    bestallning_skickad: bool = True
    ratt_tom: date | None = None
    avsandare: Meddelandepart | None = None


def bestallning_skickad(lage: MeddelandeLage) -> Hinder | None:
    """A draft has nobody to write to."""
    if lage.bestallning_skickad:
        return None
    return Hinder("bestallning_inte_skickad", "Beställningen är inte skickad till någon utförare.", "AK-40")


def utforaren_har_ratt(lage: MeddelandeLage) -> Hinder | None:
    """On a closed order both write until the utförare's rights end: after that nobody there would read it."""
    if lage.ratt_tom is None or lage.idag <= lage.ratt_tom:
        return None
    return Hinder("utforarens_ratt_slut", "Utföraren når inte längre beställningen.", "AK-40")


def eget(lage: MeddelandeLage) -> Hinder | None:
    """Each party corrects its own words."""
    if lage.avsandare is None or lage.avsandare.value == lage.part.value:
        return None
    return Hinder("motpartens_meddelande", "Bara den part som har skrivit meddelandet rättar det.")


def till_mig(lage: MeddelandeLage) -> Hinder | None:
    """Own messages count as read."""
    if lage.avsandare is None or lage.avsandare.value != lage.part.value:
        return None
    return Hinder("eget_meddelande", "Egna meddelanden räknas som lästa.")


SKRIVA: tuple[Krav[MeddelandeLage], ...] = (bestallning_skickad, utforaren_har_ratt)


def hinder_att_skriva(lage: MeddelandeLage) -> list[Hinder]:
    """The rules that stop a new message."""
    return [h for krav in SKRIVA if (h := krav(lage)) is not None]


MEDDELANDE: Tillstandsmaskin[MeddelandeLage] = Tillstandsmaskin(
    namn="meddelande",
    start="skickat",
    slut=frozenset({"rattat"}),
    beskrivning="Ett meddelande ändras aldrig. En rättelse är ett nytt meddelande som pekar på det gamla.",
    overgangar=(
        Overgang("las", ("skickat",), "skickat", PARTERNA, (till_mig,), "vem som har läst, och när, noteras"),
        Overgang("las", ("rattat",), "rattat", PARTERNA, (till_mig,)),
        Overgang("svara", ("skickat",), "skickat", PARTERNA, SKRIVA, "ett nytt meddelande pekar på det"),
        Overgang("svara", ("rattat",), "rattat", PARTERNA, SKRIVA),
        Overgang("ratta", ("skickat",), "rattat", PARTERNA, (*SKRIVA, eget), "ett nytt meddelande ersätter det"),
    ),
)
