"""Undantag: recorded, given another last day, or taken back; never erased (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.regelverk.modell import Undantagsgrund

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
LAGRUM = "12 kap. 4 a § SoL"
# Occupation on part time is told as hours in the bedömning (AK-08), not as a part of a full-time ground.
BARA_HELA = frozenset({g for g in Undantagsgrund if g.value.startswith("heltid_")}) | {
    Undantagsgrund.UNGDOM_I_SKOLA,
    Undantagsgrund.UNDER_18,
    Undantagsgrund.RIKTALDER,
}
FOLJER_AV_ALDERN = frozenset({Undantagsgrund.UNDER_18, Undantagsgrund.RIKTALDER})


class UndantagStatus(StrEnum):
    """Whether the record counts."""

    GALLANDE = "gallande"
    ATERTAGET = "atertaget"


class Underlagstyp(StrEnum):
    """What a fact rests on."""

    BESLUT_FRAN_MYNDIGHET = "beslut_fran_myndighet"
    ANSTALLNINGSBEVIS = "anstallningsbevis"
    STUDIEINTYG = "studieintyg"
    LAKARINTYG = "lakarintyg"
    FOLKBOKFORING = "folkbokforing"
    MUNTLIG_UPPGIFT = "muntlig_uppgift"
    ANNAT = "annat"


@dataclass(frozen=True, slots=True)
class UndantagLage:
    """Facts the guards look at."""

    grund: Undantagsgrund
    grad_procent: int
    fran: date
    nytt_tom: date | None = None
    arende_oppet: bool = True
    krockar: bool = False


def arende_oppet(lage: UndantagLage) -> Hinder | None:
    """Nothing is assessed in a closed ärende."""
    if lage.arende_oppet:
        return None
    return Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


def delvis_bara_forman(lage: UndantagLage) -> Hinder | None:
    """AK-05, AK-08: a full-time ground has no degree; part time is hours of occupation."""
    if lage.grund not in BARA_HELA or lage.grad_procent >= 100:
        return None
    text = "Grunden gäller bara helt. Ange deltid som sysselsättning med timmar i bedömningen."
    return Hinder("grund_bara_hel", text, "AK-08", LAGRUM)


def inte_av_aldern(lage: UndantagLage) -> Hinder | None:
    """AK-04, AK-06: what follows from the date of birth is computed, never recorded by hand."""
    if lage.grund not in FOLJER_AV_ALDERN:
        return None
    text = "Undantaget följer av personens födelsedatum och registreras inte."
    return Hinder("foljer_av_aldern", text, "AK-04", LAGRUM)


def krockar_inte(lage: UndantagLage) -> Hinder | None:
    """AK-05: the same ground is recorded once for a day; another degree is a new period after the first."""
    if not lage.krockar:
        return None
    text = "Samma grund finns redan för en del av tiden. Avsluta eller ta tillbaka den först."
    return Hinder("undantag_finns", text, "AK-05", LAGRUM)


def slutar_efter_borjan(lage: UndantagLage) -> Hinder | None:
    """AK-05: a period ends on or after its first day."""
    if lage.nytt_tom is None or lage.nytt_tom >= lage.fran:
        return None
    return Hinder(
        "slutar_fore_borjan", "Sista dagen ligger före den första. Ta tillbaka undantaget i stället.", "AK-05"
    )


REGISTRERA: Overgang[UndantagLage] = Overgang(
    "registrera", (), "gallande", KOMMUN, (arende_oppet, inte_av_aldern, delvis_bara_forman, krockar_inte)
)

UNDANTAG: Tillstandsmaskin[UndantagLage] = Tillstandsmaskin(
    namn="undantag",
    start="gallande",
    slut=frozenset({"atertaget"}),
    overgangar=(
        REGISTRERA,
        Overgang("andra_slut", ("gallande",), "gallande", KOMMUN, (arende_oppet, slutar_efter_borjan), "ny sista dag"),
        Overgang("ta_tillbaka", ("gallande",), "atertaget", KOMMUN, effekt="räknas inte längre; skälet noteras"),
    ),
)
