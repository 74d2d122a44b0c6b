"""Förslag: what the utförare may propose of an order, and what the kommun's answer means (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import plus_arbetsdagar
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.flode.bestallning.states import OPPNA, Avslutsorsak
from app.flode.bestallning.tidslinje import Andringsfalt, Faktum, Varde

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})
# Swedish working days for the answer, where no avtal says anything; a job is not to be missed (AK-38).
SVAR_ARBETSDAGAR = 5


class Forslagsslag(StrEnum):
    """What is to be changed."""

    TIMMAR = "timmar"
    PERIOD = "period"
    AKTIVITET = "aktivitet"
    PAUS = "paus"
    AVSLUT = "avslut"
    NIVA = "niva"


class ForslagStatus(StrEnum):
    """Where the proposal is; ``forfallen`` when the order ended before an answer."""

    VANTAR = "vantar"
    GODKAND = "godkand"
    AVSLAGEN = "avslagen"
    ATERKALLAD = "aterkallad"
    ERSATT = "ersatt"
    FORFALLEN = "forfallen"


class Forslagsfoljd(StrEnum):
    """What followed on an approval."""

    ANDRING = "andring"
    ANNAN_ANDRING = "annan_andring"
    INGEN_ANDRING = "ingen_andring"
    PAUSAD = "pausad"
    PAUSAS = "pausas"
    PAUS_UTEBLEV = "paus_uteblev"
    AVSLUTAD = "avslutad"
    ATERKALLAD = "aterkallad"
    PLANERAT_SLUT = "planerat_slut"
    NOTERAT = "noterat"


FOLJDTEXTER: dict[Forslagsfoljd, str] = {
    Forslagsfoljd.ANDRING: "Beställningen är ändrad enligt förslaget.",
    Forslagsfoljd.ANNAN_ANDRING: "Kommunen har gjort en annan ändring än den som föreslogs.",
    Forslagsfoljd.INGEN_ANDRING: "Beställningen var redan som förslaget.",
    Forslagsfoljd.PAUSAD: "Beställningen är pausad.",
    Forslagsfoljd.PAUSAS: "Beställningen pausas på den föreslagna dagen.",
    Forslagsfoljd.PAUS_UTEBLEV: "Beställningen var inte pågående den dag då pausen skulle börja; den pausades inte.",
    Forslagsfoljd.AVSLUTAD: "Beställningen är avslutad.",
    Forslagsfoljd.ATERKALLAD: "Beställningen hade inte startat och är återkallad.",
    Forslagsfoljd.PLANERAT_SLUT: "Beställningens slut är flyttat till den dagen; den avslutas då av handläggaren.",
    Forslagsfoljd.NOTERAT: "Förslaget är godkänt. Beställningen är oförändrad; ändra i planen.",
}

STARTAD = frozenset({"pagaende", "pausad"})
# In which states of the order each kind may be proposed, and carried out.
UNDER = {
    Forslagsslag.TIMMAR: OPPNA - {"skickad"},
    Forslagsslag.PERIOD: OPPNA - {"skickad"},
    Forslagsslag.AKTIVITET: OPPNA - {"skickad"},
    Forslagsslag.NIVA: OPPNA - {"skickad"},
    Forslagsslag.PAUS: frozenset({"pagaende"}),
    Forslagsslag.AVSLUT: STARTAD | {"bekraftad"},
}


@dataclass(frozen=True, slots=True)
class ForslagLage:
    """Facts the guards look at: the order's state, what is proposed, and what it is tested against.

    ``andrar``: whether the order is not as proposed already; ``eget``: whether the caller made the proposal;
    ``har_varit``: whether the last day of a proposed pause has passed.
    """

    slag: Forslagsslag
    bestallning: str
    timmar: int | None = None
    timtak: int = 0
    slut: date | None = None
    beslut_tom: date | None = None
    andrar: bool = True
    eget: bool = False
    har_varit: bool = False


def bestallningen_oppen(lage: ForslagLage) -> Hinder | None:
    """Nothing is proposed, and nothing done, of an order that is not received or has ended."""
    if lage.bestallning in OPPNA - {"skickad"}:
        return None
    return Hinder("bestallning_inte_oppen", "Beställningen är inte mottagen eller har upphört.", "AK-40")


def ratt_lage(lage: ForslagLage) -> Hinder | None:
    """Only what runs is paused, only what is accepted is ended."""
    if lage.bestallning in UNDER[lage.slag]:
        return None
    return Hinder("fel_lage", "Beställningen är inte i ett läge där det som föreslås kan göras.", "AK-40")


def inom_taket(lage: ForslagLage) -> Hinder | None:
    """AK-07: never more than the cap."""
    if lage.timmar is None or lage.timmar <= lage.timtak:
        return None
    return Hinder("over_taket", f"Högst {lage.timtak} timmar i veckan kan begäras.", "AK-07")


def andrar_nagot(lage: ForslagLage) -> Hinder | None:
    """A proposal of what is so already asks for nothing."""
    if lage.andrar:
        return None
    return Hinder("ingen_andring", "Beställningen är redan som du föreslår.")


def pausen_framat(lage: ForslagLage) -> Hinder | None:
    """A pause whose last day has passed would have no end."""
    if not lage.har_varit:
        return None
    return Hinder("pausen_har_varit", "Den föreslagna pausen har redan varit.", "AK-40")


def inom_beslutet(lage: ForslagLage) -> Hinder | None:
    """AK-41: an order does not outlast the beslut that it rests on."""
    if lage.slut is None or lage.beslut_tom is None or lage.slut <= lage.beslut_tom:
        return None
    return Hinder("utanfor_beslutet", "Slutet ligger efter den tid som beslutet gäller.", "AK-41")


def inte_eget(lage: ForslagLage) -> Hinder | None:
    """Who proposes does not approve, also when one authority has both roles."""
    if not lage.eget:
        return None
    return Hinder("eget_forslag", "Den som har lämnat förslaget får inte besvara det.", "DP-10")


FORSLAG: Tillstandsmaskin[ForslagLage] = Tillstandsmaskin(
    namn="forslag",
    start="vantar",
    slut=frozenset({"godkand", "avslagen", "aterkallad", "ersatt", "forfallen"}),
    beskrivning="Utföraren föreslår, kommunen ändrar. Högst ett förslag av varje slag väntar på svar.",
    overgangar=(
        Overgang(
            "foresla", (), "vantar", UTFORARE,
            (bestallningen_oppen, ratt_lage, inom_taket, andrar_nagot, pausen_framat),
        ),
        Overgang(
            "godkann", ("vantar",), "godkand", KOMMUN,
            (bestallningen_oppen, inte_eget, ratt_lage, inom_taket, inom_beslutet, pausen_framat),
            "beställningen ändras i samma stund, eller på sin dag",
        ),
        Overgang("avsla", ("vantar",), "avslagen", KOMMUN, (inte_eget,), "utföraren får skälet"),
        Overgang("aterkalla", ("vantar",), "aterkallad", UTFORARE),
        Overgang("ersatt", ("vantar",), "ersatt", SYSTEM, effekt="ett nyare förslag av samma slag"),
        Overgang("forfall", ("vantar",), "forfallen", SYSTEM, effekt="beställningen upphörde"),
        Overgang("verkstall", ("godkand",), "godkand", SYSTEM, effekt="en godkänd paus börjar på sin dag"),
    ),
)  # fmt: skip


def svara_senast(dag: date, *, bradskande: bool) -> date:
    """When the answer is due: the same day for an urgent proposal (AK-38)."""
    return dag if bradskande else plus_arbetsdagar(dag, SVAR_ARBETSDAGAR)


def far_bradska(slag: Forslagsslag, orsak: Avslutsorsak | None) -> bool:
    """AK-38: only an end because of a job."""
    return slag is Forslagsslag.AVSLUT and orsak is Avslutsorsak.ARBETE


def stammer(foreslaget: dict[Andringsfalt, Varde], galler_fran: date | None, gjort: Sequence[Faktum]) -> bool:
    """Whether the changes that were made are those proposed, from the day proposed where there is one."""
    dagen = all(galler_fran in (None, f.galler_fran) for f in gjort)
    return bool(foreslaget) and dagen and {f.falt: f.nytt for f in gjort} == foreslaget
