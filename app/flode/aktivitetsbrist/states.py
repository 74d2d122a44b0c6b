"""Aktivitetsbrist: noted while the ärende is open, taken back if it was a mistake (pure).

That nothing could be offered is the kommun's failing, not the person's: no vägran or nedsättning of that month
rests on it (AK-10).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
LAGRUM = "12 kap. 4 a § SoL"


class BristStatus(StrEnum):
    """Whether the note stands."""

    NOTERAD = "noterad"
    ATERTAGEN = "atertagen"


class Bristorsak(StrEnum):
    """Why there was nothing to offer."""

    INGEN_LEDIG_PLATS = "ingen_ledig_plats"
    INGEN_LAMPLIG_AKTIVITET = "ingen_lamplig_aktivitet"
    INGEN_UTFORARE = "ingen_utforare"
    BARNOMSORG_SAKNAS = "barnomsorg_saknas"
    ANNAT = "annat"


@dataclass(frozen=True, slots=True)
class BristLage:
    """Facts the guards look at."""

    manad: Manad
    denna_manad: Manad
    arende_oppet: bool = True
    redan_noterad: bool = False


def arende_oppet(lage: BristLage) -> Hinder | None:
    """AK-27: nothing is noted in a closed ärende."""
    return None if lage.arende_oppet else Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27", "27 § FL")


def manaden_har_borjat(lage: BristLage) -> Hinder | None:
    """AK-10: what could not be offered is known when the month has begun."""
    if lage.manad <= lage.denna_manad:
        return None
    return Hinder("manaden_har_inte_borjat", "Månaden har inte börjat.", "AK-10", LAGRUM)


def inte_redan_noterad(lage: BristLage) -> Hinder | None:
    """AK-10: once per month is enough; the figures count each month once."""
    if not lage.redan_noterad:
        return None
    return Hinder("redan_noterad", "Det är redan noterat för månaden.", "AK-10", LAGRUM)


NOTERA: Overgang[BristLage] = Overgang(
    "notera", (), "noterad", HANDLAGGARE, (arende_oppet, manaden_har_borjat, inte_redan_noterad)
)

AKTIVITETSBRIST: Tillstandsmaskin[BristLage] = Tillstandsmaskin(
    namn="aktivitetsbrist",
    start="noterad",
    slut=frozenset({"atertagen"}),
    overgangar=(NOTERA, Overgang("aterta", ("noterad",), "atertagen", HANDLAGGARE, effekt="skälet noteras")),
)
