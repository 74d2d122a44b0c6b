"""Slutrapport: what became of each goal, what the result rests on, and from draft to approved (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
VAGLEDARE = frozenset({Roll.VAGLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
GAR = frozenset({"pagaende", "pausad"})
SLUTADE = frozenset({"avslutad", "aterkallad"})


class SlutrapportStatus(StrEnum):
    """Where a slutrapport is; ``inaktuell``: its order was reopened, so that it tells of an end that was undone."""

    UTKAST = "utkast"
    INLAMNAD = "inlamnad"
    KOMPLETTERING_BEGARD = "komplettering_begard"
    GODKAND = "godkand"
    INAKTUELL = "inaktuell"


LAMNAD = frozenset({SlutrapportStatus.INLAMNAD.value, SlutrapportStatus.GODKAND.value})
SKRIVS = frozenset({SlutrapportStatus.UTKAST.value, SlutrapportStatus.KOMPLETTERING_BEGARD.value})


class Maluppfyllelse(StrEnum):
    """What became of a goal."""

    UPPNATT = "uppnatt"
    DELVIS = "delvis"
    INTE_UPPNATT = "inte_uppnatt"
    INTE_AKTUELLT = "inte_aktuellt"


class Verifieringskalla(StrEnum):
    """Who has confirmed the result; one that nobody has confirmed is told, and does not count as a result."""

    ARBETSGIVARE = "arbetsgivare"
    SKOLA = "skola"
    INGEN = "ingen"


# What an end can be confirmed as a result of.
RESULTAT = frozenset({"arbete", "studier"})


def resultat_raknas(orsak: str, verifierat_av: str) -> bool:
    """AK-40: work or studies that the employer or the school has confirmed."""
    return orsak in RESULTAT and verifierat_av != Verifieringskalla.INGEN.value


@dataclass(frozen=True, slots=True)
class Mal:
    """A goal and what became of it; ``ur_planen``: one that the plan names, told by area and words."""

    mal: str
    omrade: str | None = None
    ur_planen: bool = False
    maluppfyllelse: str | None = None
    text: str | None = None

    @property
    def nyckel(self) -> tuple[str | None, str]:
        """What tells it from the others."""
        return self.omrade, self.mal

    @classmethod
    def las(cls, rad: Mapping[str, Any]) -> Self:
        """From a stored row."""
        return cls(**rad)

    def lagrat(self) -> dict[str, Any]:
        """As a row to store."""
        return asdict(self)


def sammanstall(planens: Iterable[tuple[str, str]], bedomda: Sequence[Mal]) -> list[Mal]:
    """The goals of the plan (area, words) in its order, assessed or not, then those that it does not name."""
    egna = {m.nyckel: m for m in bedomda}
    ur_planen = {
        nyckel: Mal(nyckel[1], nyckel[0], True, *_bedomt(egna.get(nyckel))) for nyckel in dict.fromkeys(planens)
    }
    ovriga = [Mal(m.mal, m.omrade, False, *_bedomt(m)) for m in bedomda if m.nyckel not in ur_planen]
    return [*ur_planen.values(), *ovriga]


def _bedomt(mal: Mal | None) -> tuple[str | None, str | None]:
    return (None, None) if mal is None else (mal.maluppfyllelse, mal.text)


@dataclass(frozen=True, slots=True)
class SlutLage:
    """Facts the guards look at; ``borjade``: the activities began, ``annan``: the order has a slutrapport already."""

    bestallning: str = "pagaende"
    borjade: bool = True
    annan: bool = False
    obedomda: int = 0
    person: str = ""
    skribenter: frozenset[str] = frozenset()
    har_rattelse: bool = False


def bestallning_slutredovisas(lage: SlutLage) -> Hinder | None:
    """AK-40: accounted for is what has begun, by who has the order or had it when it ended."""
    if lage.bestallning in GAR or (lage.bestallning in SLUTADE and lage.borjade):
        return None
    if lage.bestallning == "flyttad":
        return Hinder("bestallning_flyttad", "En annan utförare har tagit över. Den lämnar slutrapporten.", "AK-40")
    return Hinder("bestallning_inte_startad", "Aktiviteterna har inte börjat.", "AK-40")


def enda(lage: SlutLage) -> Hinder | None:
    """An order has one slutrapport, in versions."""
    if not lage.annan:
        return None
    return Hinder("slutrapport_finns", "Beställningen har redan en slutrapport. Skriv en ny version av den.", "AK-40")


def alla_mal_bedomda(lage: SlutLage) -> Hinder | None:
    """AK-40: each goal of the plan is told of."""
    if not lage.obedomda:
        return None
    antal = "1 mål" if lage.obedomda == 1 else f"{lage.obedomda} mål"
    return Hinder("mal_inte_bedomda", f"Ange måluppfyllelse för alla planens mål. {antal} återstår.", "AK-40")


def inte_egen_slutrapport(lage: SlutLage) -> Hinder | None:
    """Who wrote it may not approve it, in-house neither."""
    if lage.person not in lage.skribenter:
        return None
    return Hinder("egen_rapport", "Den som har skrivit slutrapporten får inte godkänna den.", "AK-40")


def ingen_rattelse(lage: SlutLage) -> Hinder | None:
    """One version at a time: the next one corrects that one."""
    if not lage.har_rattelse:
        return None
    return Hinder("redan_ersatt", "Slutrapporten har redan en ny version.", "AK-40")


SLUTRAPPORT: Tillstandsmaskin[SlutLage] = Tillstandsmaskin(
    namn="slutrapport",
    start="utkast",
    slut=frozenset({"godkand", "inaktuell"}),
    beskrivning="Vägledaren skriver, handläggaren godkänner. Det som lämnas in fryses. En beställning som personen "
    "har deltagit i avslutas först när slutrapporten är inlämnad (AK-40).",
    overgangar=(
        Overgang("skapa", (), "utkast", VAGLEDARE, (bestallning_slutredovisas, enda)),
        Overgang("andra", ("utkast",), "utkast", VAGLEDARE),
        Overgang("andra", ("komplettering_begard",), "komplettering_begard", VAGLEDARE),
        Overgang(
            "lamna_in", ("utkast", "komplettering_begard"), "inlamnad", VAGLEDARE,
            (bestallning_slutredovisas, alla_mal_bedomda), "text, mål, nivåer och närvaro fryses",
        ),
        Overgang("begar_komplettering", ("inlamnad",), "komplettering_begard", KOMMUN, effekt="beställningen väntar"),
        Overgang("godkann", ("inlamnad",), "godkand", KOMMUN, (inte_egen_slutrapport,)),
        *(
            Overgang("ratta", (s,), s, VAGLEDARE, (bestallning_slutredovisas, ingen_rattelse), "en ny version skrivs")
            for s in ("godkand", "inaktuell")
        ),
        Overgang(
            "bli_inaktuell", ("inlamnad", "godkand"), "inaktuell", SYSTEM,
            effekt="beställningen har återöppnats; en ny version behövs",
        ),
    ),
)  # fmt: skip
