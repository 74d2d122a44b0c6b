"""Platsbokning: booked at once, or in line until a place is offered and taken (pure).

The line is in order of time; a stated reason may put somebody first. An offer holds the place until its answer date.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
# Swedish working days in which an offered place is answered; the shortest time that lets a person be asked.
SVARSTID_ARBETSDAGAR = 3


class PlatsStatus(StrEnum):
    """Where the booking is; ``forfallen`` is an offer that nobody answered."""

    I_KO = "i_ko"
    ERBJUDEN = "erbjuden"
    BOKAD = "bokad"
    AVBOKAD = "avbokad"
    AVSLUTAD = "avslutad"
    FORFALLEN = "forfallen"


LEVANDE = frozenset({"i_ko", "erbjuden", "bokad"})


@dataclass(frozen=True, slots=True)
class PlatsLage:
    """Facts the guards look at."""

    idag: date
    arende_oppet: bool = True
    aktivitet_oppen: bool = True
    aktivitet_giltig: bool = True
    redan: bool = False
    svar_senast: date | None = None


def arende_oppet(lage: PlatsLage) -> Hinder | None:
    """AK-27: nothing is booked in a closed ärende."""
    return None if lage.arende_oppet else Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27", "27 § FL")


def aktivitet_oppen(lage: PlatsLage) -> Hinder | None:
    """AK-10: only what is offered can be booked."""
    if lage.aktivitet_oppen:
        return None
    return Hinder("aktiviteten_tar_inte_emot", "Aktiviteten är inte öppen för anmälan.", "AK-10")


def aktivitet_giltig(lage: PlatsLage) -> Hinder | None:
    """AK-10: it is held on the day that the person is to begin, or later."""
    if lage.aktivitet_giltig:
        return None
    return Hinder("aktiviteten_har_upphort", "Aktiviteten har upphört till den önskade dagen.", "AK-10")


def inte_redan(lage: PlatsLage) -> Hinder | None:
    """One person takes one place."""
    if not lage.redan:
        return None
    return Hinder("redan_bokad", "Personen har redan plats eller köplats i aktiviteten.", "AK-10")


def erbjudandet_galler(lage: PlatsLage) -> Hinder | None:
    """AK-10: an offer is taken up to its answer date; then the place is the next one's."""
    if lage.svar_senast is None or lage.idag <= lage.svar_senast:
        return None
    return Hinder("erbjudandet_har_gatt_ut", "Svarsdagen för erbjudandet har passerat.", "AK-10")


INNEHALL = (arende_oppet, aktivitet_oppen, aktivitet_giltig, inte_redan)
BOKA: Overgang[PlatsLage] = Overgang("boka", (), "bokad", HANDLAGGARE, INNEHALL)
STALL_I_KO: Overgang[PlatsLage] = Overgang("stall_i_ko", (), "i_ko", HANDLAGGARE, INNEHALL)
NASTA = "platsen erbjuds den som är först i kön"

PLATSBOKNING: Tillstandsmaskin[PlatsLage] = Tillstandsmaskin(
    namn="platsbokning",
    start="i_ko",
    slut=frozenset({"avbokad", "avslutad", "forfallen"}),
    beskrivning="En ledig plats bokas direkt. Är det fullt kan personen ställas i kö; en ledig plats går då till kön.",
    overgangar=(
        BOKA,
        STALL_I_KO,
        Overgang("prioritera", ("i_ko",), "i_ko", HANDLAGGARE, effekt="förtur med skäl, eller inte längre"),
        Overgang("erbjud", ("i_ko",), "erbjuden", SYSTEM, effekt="platsen hålls till svarsdagen"),
        Overgang("tacka_ja", ("erbjuden",), "bokad", HANDLAGGARE, (arende_oppet, erbjudandet_galler)),
        Overgang("tacka_nej", ("erbjuden",), "avbokad", HANDLAGGARE, effekt=NASTA),
        Overgang("forfall", ("erbjuden",), "forfallen", SYSTEM, effekt=NASTA),
        Overgang("avboka", ("i_ko",), "avbokad", HANDLAGGARE),
        Overgang("avboka", ("bokad",), "avbokad", HANDLAGGARE, effekt=NASTA),
        Overgang("avsluta", ("bokad",), "avslutad", HANDLAGGARE, effekt=NASTA),
        Overgang("slapp", ("i_ko", "erbjuden"), "avbokad", SYSTEM, effekt="ärendet eller beställningen har upphört"),
        Overgang("slapp", ("bokad",), "avslutad", SYSTEM, effekt="ärendet eller beställningen har upphört"),
    ),
)
