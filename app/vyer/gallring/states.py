"""Gallring: proposed by a dry run, reviewed, decided by somebody else, carried out; and what becomes of each person."""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

ARBETSLEDARE = frozenset({Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})


class Gallringsstatus(StrEnum):
    """How far a gallring has come."""

    BESTALLD = "bestalld"
    FORSLAG = "forslag"
    GRANSKAD = "granskad"
    BESLUTAD = "beslutad"
    VERKSTALLD = "verkstalld"
    AVBRUTEN = "avbruten"


PAGAENDE = (Gallringsstatus.BESTALLD, Gallringsstatus.FORSLAG, Gallringsstatus.GRANSKAD, Gallringsstatus.BESLUTAD)


class Gallringsslag(StrEnum):
    """Whose copy is erased: the nämnd's own records, or an utförare's sight of its orders."""

    NAMND = "namnd"
    UTFORARE = "utforare"


class Gallringsutfall(StrEnum):
    """What becomes of one person's records, or of one order at the utförare."""

    GALLRAS = "gallras"
    ATERLAMNAS = "aterlamnas"
    FORSKNINGSURVAL = "forskningsurval"
    INTE_ALLT = "inte_allt"
    UNDANTAGEN = "undantagen"
    INTE_LANGRE = "inte_langre"


ATGARDAS = (Gallringsutfall.GALLRAS, Gallringsutfall.ATERLAMNAS)


class Bevarandeskal(StrEnum):
    """Why the sakprövning keeps somebody's records; a word, so that the protocol tells nothing of the person."""

    TVIST = "tvist"
    TILLSYN = "tillsyn"
    SKADESTAND = "skadestand"
    BEVARANDEBESLUT = "bevarandebeslut"
    OKLAR_SISTA_ANTECKNING = "oklar_sista_anteckning"


class Gallringsskede(StrEnum):
    """How far the erasing of one person has come; each step may be done again."""

    VANTAR = "vantar"
    RADERNA_BORTA = "raderna_borta"
    KLAR = "klar"


@dataclass(frozen=True, slots=True)
class Gallringslage:
    """Facts the guards look at."""

    foreslagen_av: str = ""
    den_som_gor: str = ""
    att_gallra: int = 0


def annan_person(lage: Gallringslage) -> Hinder | None:
    """Two different persons: nobody decides on what they have proposed themselves."""
    if lage.den_som_gor != lage.foreslagen_av:
        return None
    return Hinder("samma_person", "Den som har föreslagit gallringen får inte besluta om den.", "T-11")


def nagot_att_gallra(lage: Gallringslage) -> Hinder | None:
    """A decision about nothing is none."""
    if lage.att_gallra:
        return None
    return Hinder("inget_att_gallra", "Ingen akt i förslaget ska gallras. Avbryt gallringen.", "T-11")


GALLRING: Tillstandsmaskin[Gallringslage] = Tillstandsmaskin(
    namn="gallring",
    start="bestalld",
    slut=frozenset({"verkstalld", "avbruten"}),
    beskrivning="Det enda sättet att radera (DP-19). Förslag och beslut är två olika personers.",
    overgangar=(
        Overgang("foresla", ("bestalld",), "forslag", SYSTEM, effekt="protokollet finns, inget är raderat"),
        Overgang("undanta", ("forslag",), "forslag", ARBETSLEDARE, effekt="en akt bevaras efter sakprövning"),
        Overgang("granska", ("forslag",), "granskad", ARBETSLEDARE, effekt="sakprövningen är gjord"),
        Overgang("besluta", ("granskad",), "beslutad", ARBETSLEDARE, (annan_person, nagot_att_gallra)),
        Overgang("avbryt", ("bestalld", "forslag", "granskad"), "avbruten", ARBETSLEDARE, effekt="inget raderas"),
        Overgang("verkstall", ("beslutad",), "verkstalld", SYSTEM, effekt="akterna är raderade, protokollet står"),
    ),
)
