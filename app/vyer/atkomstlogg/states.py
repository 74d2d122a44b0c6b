"""Logggranskning: a sample is drawn, each look in it is judged, the review is closed and followed up (pure).

The law asks that access is checked systematically and repeatedly (DP-04), so a review leaves a record.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

GRANSKARE = frozenset({Roll.GRANSKARE})


class Granskningsstatus(StrEnum):
    """How far a review has come."""

    PAGAR = "pagar"
    AVSLUTAD = "avslutad"
    UPPFOLJD = "uppfoljd"


class Granskningsurval(StrEnum):
    """What the sample is drawn from: all looks, one person's, or the looks at one ärende."""

    SLUMP = "slump"
    PERSON = "person"
    ARENDE = "arende"


class Granskningsutfall(StrEnum):
    """What the reviewer finds of one look."""

    BEFOGAD = "befogad"
    OBEFOGAD = "obefogad"
    OKLAR = "oklar"


AVVIKANDE = frozenset({Granskningsutfall.OBEFOGAD, Granskningsutfall.OKLAR})


@dataclass(frozen=True, slots=True)
class Granskningslage:
    """Facts the guards look at. ``eget``: the look at hand is the reviewer's own."""

    obedomda: int = 0
    avvikande: int = 0
    atgard: bool = False
    eget: bool = False


def inte_eget(lage: Granskningslage) -> Hinder | None:
    """Nobody judges their own looks."""
    if not lage.eget:
        return None
    return Hinder("eget_uppslag", "Du kan inte bedöma ditt eget uppslag. En annan granskare gör det.", "DP-04")


def alla_bedomda(lage: Granskningslage) -> Hinder | None:
    """The sample is judged as a whole, or the review is not done."""
    if lage.obedomda == 0:
        return None
    return Hinder("uppslag_obedomda", f"{lage.obedomda} uppslag i urvalet är inte bedömda.", "DP-04")


def atgard_vid_avvikelse(lage: Granskningslage) -> Hinder | None:
    """What was found leads somewhere."""
    if lage.avvikande == 0 or lage.atgard:
        return None
    return Hinder("atgard_saknas", "Ange vilken åtgärd som följer av de uppslag som inte var befogade.", "DP-04")


def har_avvikelser(lage: Granskningslage) -> Hinder | None:
    """Only a finding is followed up."""
    if lage.avvikande:
        return None
    return Hinder("inget_att_folja_upp", "Alla uppslag var befogade. Det finns inget att följa upp.", "DP-04")


LOGGGRANSKNING: Tillstandsmaskin[Granskningslage] = Tillstandsmaskin(
    namn="logggranskning",
    start="pagar",
    slut=frozenset({"uppfoljd"}),
    beskrivning="Åtkomstloggen kontrolleras systematiskt och återkommande (DP-04); varje kontroll lämnar spår.",
    overgangar=(
        Overgang("bedom", ("pagar",), "pagar", GRANSKARE, (inte_eget,), "ett uppslag i urvalet är bedömt"),
        Overgang("avsluta", ("pagar",), "avslutad", GRANSKARE, (alla_bedomda, atgard_vid_avvikelse), "slutsatsen står"),
        Overgang("folj_upp", ("avslutad",), "uppfoljd", GRANSKARE, (har_avvikelser,), "vad åtgärden ledde till"),
    ),
)
