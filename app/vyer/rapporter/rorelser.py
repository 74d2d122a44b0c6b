"""How a person has moved between the levels of one instrument, as far as figures of many may tell it (pure).

Of each person: the level at the first and at the latest measurement, which way it went, and how long each level took
until a higher one. A protected level stands as the same as no level at all, also when it is left, so that no figure
tells who has it (DP-27). What is counted is one cell per first level, latest level and direction; every other figure
is a sum of cells, and is hidden with them (DP-30). An instrument without levels is told by its answers that have an
order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import accumulate, product
from typing import NamedTuple

from app.begrepp.smagrupper import Kolumn, kolumn, sammanlagd

# No level, or one that is not told.
EJ_TILLGANGLIG = "ej_tillganglig"


class Rorelse(StrEnum):
    """Which way it went from the first measurement to the latest."""

    UPP = "upp"
    OFORANDRAD = "oforandrad"
    NED = "ned"
    EN_MATNING = "en_matning"
    EJ_JAMFORBAR = "ej_jamforbar"


@dataclass(frozen=True, slots=True)
class Lasning:
    """One measurement: its level as it may be told, with its place, and the places of its answers."""

    datum: date
    niva: str = EJ_TILLGANGLIG
    rang: int | None = None
    svar: Mapping[str, int] = field(default_factory=dict)


class Cell(NamedTuple):
    """The smallest group that is counted."""

    forst: str
    senast: str
    rorelse: Rorelse


class Steg(NamedTuple):
    """A level that was left for a higher one, and after how many whole weeks."""

    niva: str
    veckor: int


def _riktning(skillnad: int | None) -> Rorelse:
    if skillnad is None:
        return Rorelse.EJ_JAMFORBAR
    return Rorelse.OFORANDRAD if skillnad == 0 else Rorelse.UPP if skillnad > 0 else Rorelse.NED


def cell(lasningar: Sequence[Lasning], *, har_nivaer: bool) -> Cell:
    """Where a person belongs, by the measurements in the order of time; at least one."""
    if not har_nivaer:
        return Cell(EJ_TILLGANGLIG, EJ_TILLGANGLIG, _utan_nivaer(lasningar))
    forst, senast = lasningar[0], lasningar[-1]
    if EJ_TILLGANGLIG in {forst.niva, senast.niva}:
        return Cell(forst.niva, senast.niva, Rorelse.EJ_JAMFORBAR)
    if len(lasningar) == 1:
        return Cell(forst.niva, senast.niva, Rorelse.EN_MATNING)
    jamforbara = forst.rang is not None and senast.rang is not None
    return Cell(forst.niva, senast.niva, _riktning(_skillnad(forst, senast) if jamforbara else None))


def _skillnad(forst: Lasning, senast: Lasning) -> int:
    return (senast.rang or 0) - (forst.rang or 0)


def _utan_nivaer(lasningar: Sequence[Lasning]) -> Rorelse:
    if len(lasningar) == 1:
        return Rorelse.EN_MATNING
    forst, senast = lasningar[0].svar, lasningar[-1].svar
    gemensamma = forst.keys() & senast.keys()
    return _riktning(sum(senast[k] - forst[k] for k in gemensamma) if gemensamma else None)


def steg_upp(lasningar: Sequence[Lasning]) -> Iterator[Steg]:
    """Each level that was left upwards: from when it was first read until a higher one was; a fall begins it anew."""
    borjan: Lasning | None = None
    for lasning in lasningar:
        if lasning.rang is None:
            borjan = None
        elif borjan is None or borjan.rang is None or lasning.rang != borjan.rang:
            if borjan is not None and borjan.rang is not None and lasning.rang > borjan.rang:
                yield Steg(borjan.niva, (lasning.datum - borjan.datum).days // 7)
            borjan = lasning


def celler(nivaer: Sequence[str]) -> Iterator[Cell]:
    """Every cell that there may be; with no levels only those by answers."""
    if not nivaer:
        yield from (Cell(EJ_TILLGANGLIG, EJ_TILLGANGLIG, rorelse) for rorelse in Rorelse)
        return
    for forst, senast in product((*nivaer, EJ_TILLGANGLIG), repeat=2):
        yield from (Cell(forst, senast, rorelse) for rorelse in _mojliga(nivaer, forst, senast))


def _mojliga(nivaer: Sequence[str], forst: str, senast: str) -> tuple[Rorelse, ...]:
    if EJ_TILLGANGLIG in {forst, senast}:
        return (Rorelse.EJ_JAMFORBAR,)
    if forst == senast:
        return (Rorelse.OFORANDRAD, Rorelse.EN_MATNING)
    return (Rorelse.UPP if nivaer.index(senast) > nivaer.index(forst) else Rorelse.NED,)


@dataclass(frozen=True, slots=True)
class Rorelsetal:
    """What is told of one instrument, by unit and for all."""

    matta: Kolumn
    forst: Mapping[str, Kolumn]
    senast: Mapping[str, Kolumn]
    rorelser: Mapping[Rorelse, Kolumn]


def rorelsetal(
    nivaer: Sequence[str], antal: Mapping[tuple[str, Cell], int], enheter: Sequence[str], grans: int
) -> Rorelsetal:
    """The figures; cells that nobody belongs to count as hidden ones, as they would if somebody did."""
    kolumner = {
        c: kolumn({enhet: antal.get((enhet, c), 0) for enhet in enheter}, grans)
        for c in dict.fromkeys((*celler(nivaer), *(c for _, c in antal)))
    }
    alla = (*nivaer, EJ_TILLGANGLIG) if nivaer else ()
    return Rorelsetal(
        sammanlagd(list(kolumner.values())),
        {n: sammanlagd([k for c, k in kolumner.items() if c.forst == n]) for n in alla},
        {n: sammanlagd([k for c, k in kolumner.items() if c.senast == n]) for n in alla},
        {r: sammanlagd([k for c, k in kolumner.items() if c.rorelse is r]) for r in Rorelse},
    )


def median(veckor: Iterable[tuple[int, int]], grans: int) -> int | None:
    """The lower median of weeks with how many had each; none where fewer than ``grans`` are told of."""
    ordnade = sorted(veckor)
    antal = sum(n for _, n in ordnade)
    if antal < max(grans, 1):
        return None
    sammanlagt = accumulate(n for _, n in ordnade)
    return next(vecka for (vecka, _), n in zip(ordnade, sammanlagt, strict=True) if 2 * n >= antal)
