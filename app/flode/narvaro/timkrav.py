"""Which minutes are asked for on which days: a week's hours shared out on its working days (pure).

A working day, Monday to Friday and no holiday, carries a fifth of the week's minutes; the fifths of a whole week add
up to all of them, to the minute. So a part of a week, at a start, an end, a pause or the turn of a month, carries its
days' share, and a holiday carries nothing. Own job search is shared out in the same way and lowers what attendance is
measured against, day by day, never below nothing (AK-12).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from app.begrepp.tid import ar_arbetsdag
from app.flode.bestallning.states import BORJADE
from app.flode.bestallning.tidslinje import Timperiod, timmar_pa

EN_DAG = timedelta(days=1)
IGANG, PAUSAD = "pagaende", "pausad"


class Kravslag(StrEnum):
    """Whether hours are asked for on a day, and if not why; ``bedomt``: by the assessment behind the beslut."""

    BESTALLT = "bestallt"
    BEDOMT = "bedomt"
    UTANFOR = "utanfor"
    UPPEHALL = "uppehall"


@dataclass(frozen=True, slots=True)
class Veckotimmar:
    """Minutes a week that a plan or a beslut gives from a day to another; ``nummer`` tells which counts of several."""

    fran: date
    tom: date | None
    minuter: int
    eget: int = 0
    nummer: int = 0

    def galler(self, dag: date) -> bool:
        """Whether it holds on a day."""
        return self.fran <= dag and (self.tom is None or dag <= self.tom)


@dataclass(frozen=True, slots=True)
class Lagesbyte:
    """An order that went over to another state on a day."""

    dag: date
    till: str


@dataclass(frozen=True, slots=True)
class Ordertid:
    """What an order asks for over time; ``fran`` None: it has not begun."""

    fran: date | None
    tom: date | None
    timperioder: tuple[Timperiod, ...]
    uppehall: tuple[tuple[date, date | None], ...] = ()
    eget: tuple[Veckotimmar, ...] = ()


@dataclass(frozen=True, slots=True)
class Kravdag:
    """One working day: minutes asked for, and of them own job search; ``vecka`` is the whole week's."""

    dag: date
    slag: Kravslag
    vecka: int = 0
    krav: int = 0
    eget: int = 0

    @property
    def mal(self) -> int:
        """What attendance is measured against (AK-12)."""
        return max(0, self.krav - self.eget)


@dataclass(frozen=True, slots=True)
class Kravperiod:
    """Working days in a row for which the same is asked."""

    fran: date
    tom: date
    slag: Kravslag
    vecka: int
    dagar: int
    minuter: int


def borjade(status: str, start: date | None, slut: date | None) -> date | None:
    """The day on which an order began: only one that runs, is paused or has a last day has begun."""
    return start if status in BORJADE or slut is not None else None


def uppehall(byten: Iterable[Lagesbyte]) -> tuple[tuple[date, date | None], ...]:
    """From and to (not included) of the days on which an order did not run, out of its changes of state in order.

    The day on which it stops is no longer asked for, the day on which it goes on is. An end that stands is no
    interruption: the order's last day tells of it.
    """
    ut: list[tuple[date, date | None]] = []
    sedan: Lagesbyte | None = None
    for byte in byten:
        if byte.till != IGANG:
            sedan = sedan or byte
        elif sedan is not None:
            ut.append((sedan.dag, byte.dag))
            sedan = None
    return (*ut, (sedan.dag, None)) if sedan is not None and sedan.till == PAUSAD else tuple(ut)


@lru_cache(maxsize=256)
def arbetsdagar(fran: date, tom: date) -> tuple[date, ...]:
    """The working days from a day to another."""
    alla = (fran + n * EN_DAG for n in range((tom - fran).days + 1))
    return tuple(dag for dag in alla if ar_arbetsdag(dag))


def dagsandel(minuter: int, dag: date) -> int:
    """What a working day carries of a week's minutes."""
    return _andelar(minuter)[dag.weekday()]


def _som_galler(perioder: Sequence[Veckotimmar], dag: date) -> Veckotimmar | None:
    return max((p for p in perioder if p.galler(dag)), key=lambda p: p.nummer, default=None)


def bestallda_dagar(tid: Ordertid, fran: date, tom: date) -> list[Kravdag]:
    """What an order asks for on each working day."""
    return [_bestalld(tid, dag) for dag in arbetsdagar(fran, tom)]


def _bestalld(tid: Ordertid, dag: date) -> Kravdag:
    slag, vecka, eget = _som_bestallt(tid, dag)
    return Kravdag(dag, slag, vecka, dagsandel(vecka, dag), dagsandel(eget, dag))


def _som_bestallt(tid: Ordertid, dag: date) -> tuple[Kravslag, int, int]:
    """What holds on a day: minutes a week that are asked for, and of own job search."""
    if tid.fran is None or dag < tid.fran or (tid.tom is not None and dag > tid.tom):
        return Kravslag.UTANFOR, 0, 0
    if any(borjan <= dag and (slut is None or dag < slut) for borjan, slut in tid.uppehall):
        return Kravslag.UPPEHALL, 0, 0
    plan = _som_galler(tid.eget, dag)
    return Kravslag.BESTALLT, 60 * timmar_pa(tid.timperioder, dag), plan.eget if plan else 0


@dataclass(frozen=True, slots=True)
class Kravsumma:
    """What is asked for in a time, of it own job search, and what attendance is measured against."""

    krav: int = 0
    eget: int = 0
    mal: int = 0


def kravsumma(dagar: Iterable[Kravdag]) -> Kravsumma:
    """The sums of some days."""
    egna = list(dagar)
    return Kravsumma(sum(d.krav for d in egna), sum(d.eget for d in egna), sum(d.mal for d in egna))


def bestalld_summa(tid: Ordertid, fran: date, tom: date) -> Kravsumma:
    """The same as of ``bestallda_dagar``, stretch by stretch: for many orders."""
    krav = eget = mal = 0
    brott = sorted(dag for dag in {fran, *_brytdagar(tid)} if fran <= dag <= tom)
    for borjan, nasta in zip(brott, [*brott[1:], tom + EN_DAG], strict=True):
        _, vecka, eget_vecka = _som_bestallt(tid, borjan)
        if vecka or eget_vecka:
            for antal, andel, egen in zip(
                _per_veckodag(borjan, nasta - EN_DAG), _andelar(vecka), _andelar(eget_vecka), strict=True
            ):
                krav, eget, mal = krav + antal * andel, eget + antal * egen, mal + antal * max(0, andel - egen)
    return Kravsumma(krav, eget, mal)


def _brytdagar(tid: Ordertid) -> Iterator[date]:
    """Every day from which something else may hold."""
    efter = [*(p.tom for p in tid.eget), tid.tom]
    yield from (dag + EN_DAG for dag in efter if dag is not None)
    forsta = [tid.fran, *(p.fran for p in tid.timperioder), *(p.fran for p in tid.eget)]
    yield from (dag for dag in (*forsta, *(d for par in tid.uppehall for d in par)) if dag is not None)


@lru_cache(maxsize=1024)
def _andelar(minuter: int) -> tuple[int, ...]:
    """What each working day of a week carries."""
    return tuple(minuter * (i + 1) // 5 - minuter * i // 5 for i in range(5))


@lru_cache(maxsize=1024)
def _per_veckodag(fran: date, tom: date) -> tuple[int, ...]:
    """How many working days there are of each day of the week."""
    dagar = [dag.weekday() for dag in arbetsdagar(fran, tom)]
    return tuple(dagar.count(i) for i in range(5))


def bedomda_dagar(beslut: Sequence[Veckotimmar], fran: date, tom: date) -> list[Kravdag]:
    """What the beslut in force, by the assessment that it rests on, asks for on each working day."""
    return [_bedomd(_som_galler(beslut, dag), dag) for dag in arbetsdagar(fran, tom)]


def _bedomd(beslut: Veckotimmar | None, dag: date) -> Kravdag:
    if beslut is None:
        return Kravdag(dag, Kravslag.UTANFOR)
    minuter = dagsandel(beslut.minuter, dag)
    return Kravdag(dag, Kravslag.BEDOMT, beslut.minuter, minuter, dagsandel(beslut.eget, dag))


def i_perioder(dagar: Iterable[Kravdag]) -> Iterator[Kravperiod]:
    """Days for which the same is asked, together."""
    for (slag, vecka), grupp in groupby(dagar, key=lambda d: (d.slag, d.vecka)):
        egna = list(grupp)
        yield Kravperiod(egna[0].dag, egna[-1].dag, slag, vecka, len(egna), sum(d.krav for d in egna))
