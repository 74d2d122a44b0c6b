"""Undantag: recorded, given another last day, or taken back; never erased (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.regelverk.modell import Undantagsgrund
from app.regelverk.undantagstider import AV_ALDERN, BARA_HELA, TIDSBEGRANSADE

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
LAGRUM = "12 kap. 4 a § SoL"
HELT = 100


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
class Slutprov:
    """A last day that is proposed, and the last one the ground can have for the person, if that is known."""

    tom: date | None
    senast: date | None = None


@dataclass(frozen=True, slots=True)
class UndantagLage:
    """Facts the guards look at; ``slut`` only when a last day is being set."""

    grund: Undantagsgrund
    grad_procent: int
    fran: date
    slut: Slutprov | None = None
    arende_oppet: bool = True
    kand: bool = True
    krockar: bool = False


def arende_oppet(lage: UndantagLage) -> Hinder | None:
    """Nothing is assessed in a closed ärende."""
    if lage.arende_oppet:
        return None
    return Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


def kand_grund(lage: UndantagLage) -> Hinder | None:
    """AK-05: a ground that no ruleset has would never count."""
    if lage.kand:
        return None
    return Hinder("undantag_okant", "Inget regelverk har den grunden.", "AK-05", LAGRUM)


def delvis_bara_forman(lage: UndantagLage) -> Hinder | None:
    """AK-05, AK-08: a full-time ground has no degree; part time is hours of occupation."""
    if lage.grund not in BARA_HELA or lage.grad_procent >= HELT:
        return None
    text = "Grunden gäller bara helt. Ange deltid som sysselsättning med timmar i bedömningen."
    return Hinder("grund_bara_hel", text, "AK-08", LAGRUM)


def inte_av_aldern(lage: UndantagLage) -> Hinder | None:
    """AK-04, AK-06: what follows from the date of birth is computed, never recorded by hand."""
    if lage.grund not in AV_ALDERN:
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
    if lage.slut is None or lage.slut.tom is None or lage.slut.tom >= lage.fran:
        return None
    text = "Sista dagen ligger före den första. Ta tillbaka undantaget i stället."
    return Hinder("slutar_fore_borjan", text, "AK-05", LAGRUM)


def slutar_i_tid(lage: UndantagLage) -> Hinder | None:
    """AK-05, T-04: a ground tied to an age ends with it."""
    slut = lage.slut
    if slut is None or lage.grund not in TIDSBEGRANSADE:
        return None
    if slut.tom is None:
        text = "Grunden har ett slut. Ange sista dag."
        return Hinder("sista_dag_saknas", text, "AK-05", LAGRUM)
    if slut.senast is None or slut.tom <= slut.senast:
        return None
    return Hinder("slutar_for_sent", f"Grunden kan gälla längst till och med {slut.senast}.", "AK-05", LAGRUM)


REGISTRERA: Overgang[UndantagLage] = Overgang(
    "registrera",
    (),
    "gallande",
    KOMMUN,
    (arende_oppet, kand_grund, inte_av_aldern, delvis_bara_forman, slutar_i_tid, krockar_inte),
)

UNDANTAG: Tillstandsmaskin[UndantagLage] = Tillstandsmaskin(
    namn="undantag",
    start="gallande",
    slut=frozenset({"atertaget"}),
    overgangar=(
        REGISTRERA,
        Overgang(
            "andra_slut",
            ("gallande",),
            "gallande",
            KOMMUN,
            (arende_oppet, slutar_efter_borjan, slutar_i_tid, krockar_inte),
            "ny sista dag; den förra står i historiken",
        ),
        Overgang("ta_tillbaka", ("gallande",), "atertaget", KOMMUN, effekt="räknas inte längre; skälet noteras"),
    ),
)
