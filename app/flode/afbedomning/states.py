"""Afbedömning: told by Arbetsförmedlingen or noted by hand, read and handled by a person (pure).

It is a record of its own. Nothing here, and nothing that follows from it by itself, changes what the nämnd
has assessed: the handläggare decides whether to assess anew (AK-16, DP-31).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
OPPNA = ("ny", "last")


class AfbedomningStatus(StrEnum):
    """How far the handläggare has come with it."""

    NY = "ny"
    LAST = "last"
    HANTERAD = "hanterad"
    ATERTAGEN = "atertagen"


class Afbedomningskod(StrEnum):
    """What Arbetsförmedlingen has found."""

    KAN_OMFATTAS = "kan_omfattas"
    OMFATTAS_INTE = "omfattas_inte"


class Afkanal(StrEnum):
    """How it came to the nämnd."""

    API = "api"
    MANUELL = "manuell"


@dataclass(frozen=True, slots=True)
class AfbedomningLage:
    """Facts the guards look at."""

    kanal: str
    arende_oppet: bool = True


def arende_oppet(lage: AfbedomningLage) -> Hinder | None:
    """AK-27: nothing is noted by hand in a closed ärende."""
    return None if lage.arende_oppet else Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27", "27 § FL")


def noterad_for_hand(lage: AfbedomningLage) -> Hinder | None:
    """AK-16: what Arbetsförmedlingen itself has told stands; only a note by hand may be a mistake of ours."""
    if lage.kanal == Afkanal.MANUELL.value:
        return None
    return Hinder("kom_fran_af", "Bedömningen kom från Arbetsförmedlingen och kan inte tas tillbaka här.", "AK-16")


def skiljer_sig(kod: Afbedomningskod, *, vi_omfattar: bool) -> bool:
    """Whether AF has found otherwise than the nämnd; that the nämnd has not assessed is otherwise than yes."""
    return vi_omfattar != (kod is Afbedomningskod.KAN_OMFATTAS)


TA_EMOT: Overgang[AfbedomningLage] = Overgang("ta_emot", (), "ny", SYSTEM, effekt="nämndens bedömning ändras inte")
NOTERA: Overgang[AfbedomningLage] = Overgang("notera", (), "ny", HANDLAGGARE, (arende_oppet,), "noterad för hand")

AFBEDOMNING: Tillstandsmaskin[AfbedomningLage] = Tillstandsmaskin(
    namn="afbedomning",
    start="ny",
    slut=frozenset({"hanterad", "atertagen"}),
    beskrivning="Arbetsförmedlingens egen bedömning (AK-16). Den ändrar aldrig nämndens.",
    overgangar=(
        NOTERA,
        TA_EMOT,
        Overgang("markera_last", ("ny",), "last", HANDLAGGARE),
        Overgang("hantera", OPPNA, "hanterad", HANDLAGGARE, effekt="ställningstagandet noteras"),
        Overgang(
            "aterta",
            ("ny", "last", "hanterad"),
            "atertagen",
            HANDLAGGARE,
            (noterad_for_hand,),
            "noteringen var fel; skälet noteras",
        ),
    ),
)
