"""When measurements and reports of an order are due (pure).

A report is owed for every stretch of days that no handed-in report covers, in pieces as long as the avtal says, counted
from the start of the order or from where the last report ended. Days on which the order was paused are owed nothing,
and a stretch without a working day neither. What an order owes after its end is its slutrapport.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.begrepp.tid import ar_arbetsdag, plus_manader
from app.katalog.organisationer import FORSTA_MATNING, RAPPORT_DAGAR, RAPPORT_MANADER

EN_DAG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Villkor:
    """What the avtal says, or what holds where it says nothing."""

    rapport_manader: int = RAPPORT_MANADER
    rapport_dagar: int = RAPPORT_DAGAR
    forsta_matning: int = FORSTA_MATNING
    matning_intervall: int | None = None

    def rapport_senast(self, tom: date) -> date:
        """When the report of a period is due."""
        return tom + self.rapport_dagar * EN_DAG


class Periodstatus(StrEnum):
    """Whether a report covers some days; ``pagar``: they are not over."""

    INLAMNAD = "inlamnad"
    SAKNAS = "saknas"
    PAGAR = "pagar"


@dataclass(frozen=True, slots=True)
class Tackt:
    """Days that a handed-in report is about."""

    fran: date
    tom: date
    rapport_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rapportperiod:
    """Some days of an order, the report on them or when it is due; ``sen``: it is overdue."""

    fran: date
    tom: date
    status: Periodstatus
    lamnas_senast: date | None
    rapport_id: UUID | None
    sen: bool
    forklaring: str


@dataclass(frozen=True, slots=True)
class Uppdrag:
    """An order's time: its first and last day, and from and to (not included) of its pauses."""

    start: date | None
    slut: date | None = None
    uppehall: tuple[tuple[date, date | None], ...] = ()


def luckor(uppdrag: Uppdrag, tackta: Iterable[Tackt], villkor: Villkor) -> Iterator[tuple[date, date]]:
    """Stretches that are owed a report, in order and in pieces; without end for an order that goes on."""
    if uppdrag.start is None:
        return
    borjan = uppdrag.start
    for fran, efter in _upptaget(uppdrag, tackta):
        if fran > borjan:
            yield from _bitar(borjan, _fore(fran, uppdrag.slut), villkor)
        if efter is None:
            return
        borjan = max(borjan, efter)
    yield from _bitar(borjan, uppdrag.slut, villkor)


def _upptaget(uppdrag: Uppdrag, tackta: Iterable[Tackt]) -> list[tuple[date, date | None]]:
    """From and to (not included) of what is owed nothing more."""
    alla: list[tuple[date, date | None]] = [(t.fran, t.tom + EN_DAG) for t in tackta]
    return sorted([*alla, *uppdrag.uppehall], key=lambda par: (par[0], par[1] or date.max))


def _fore(fran: date, slut: date | None) -> date:
    return fran - EN_DAG if slut is None else min(slut, fran - EN_DAG)


def _bitar(fran: date, tom: date | None, villkor: Villkor) -> Iterator[tuple[date, date]]:
    forsta, nummer = fran, 0
    while tom is None or forsta <= tom:
        nummer += 1
        nasta = plus_manader(fran, nummer * villkor.rapport_manader)
        sista = nasta - EN_DAG if tom is None else min(tom, nasta - EN_DAG)
        if _arbetsdag_i(forsta, sista):
            yield forsta, sista
        forsta = nasta


def _arbetsdag_i(fran: date, tom: date) -> bool:
    dag = fran
    while dag <= tom:
        if ar_arbetsdag(dag):
            return True
        dag += EN_DAG
    return False


def saknade(uppdrag: Uppdrag, tackta: Iterable[Tackt], villkor: Villkor, idag: date) -> list[tuple[date, date]]:
    """The stretches owed a report that are over, and the one that goes on."""
    ut = []
    for bit in luckor(uppdrag, tackta, villkor):
        if bit[0] > idag:
            break
        ut.append(bit)
    return ut


def perioder(uppdrag: Uppdrag, tackta: Sequence[Tackt], villkor: Villkor, idag: date) -> list[Rapportperiod]:
    """Every period of an order up to today: what was handed in and what is owed, the first first."""
    lamnade = [
        Rapportperiod(t.fran, t.tom, Periodstatus.INLAMNAD, None, t.rapport_id, sen=False, forklaring=_lamnad(t))
        for t in tackta
    ]
    ovriga = [_period(fran, tom, uppdrag, villkor, idag) for fran, tom in saknade(uppdrag, tackta, villkor, idag)]
    return sorted([*lamnade, *ovriga], key=lambda p: (p.fran, p.tom))


def _lamnad(t: Tackt) -> str:
    return f"Rapport är inlämnad för {t.fran}–{t.tom}."


def _period(fran: date, tom: date, uppdrag: Uppdrag, villkor: Villkor, idag: date) -> Rapportperiod:
    if uppdrag.slut is not None:
        text = f"Ingen rapport är inlämnad för {fran}–{tom}. Uppdraget är slut och redovisas i slutrapporten."
        return Rapportperiod(fran, tom, Periodstatus.SAKNAS, None, None, sen=False, forklaring=text)
    senast = villkor.rapport_senast(tom)
    sen, status = idag > senast, Periodstatus.SAKNAS if tom < idag else Periodstatus.PAGAR
    slut = f"Den skulle ha lämnats senast {senast}." if sen else f"Den ska lämnas senast {senast}."
    text = f"Ingen rapport är inlämnad för {fran}–{tom}. {slut}"
    return Rapportperiod(fran, tom, status, senast, None, sen=sen, forklaring=text)


@dataclass(frozen=True, slots=True)
class Rapportering:
    """The periods of an order: what was handed in and what is owed."""

    bestallning_id: UUID
    villkor: Villkor
    perioder: list[Rapportperiod]

    @property
    def sen(self) -> bool:
        """Whether a report is overdue."""
        return any(p.sen for p in self.perioder)

    @property
    def nasta_senast(self) -> date | None:
        """When the next report is due, or was."""
        return min((p.lamnas_senast for p in self.perioder if p.lamnas_senast is not None), default=None)


@dataclass(frozen=True, slots=True)
class Matt:
    """An instrument's latest measurement by the utförare, and the version's own days to the next."""

    instrument: str
    datum: date
    intervall_dagar: int | None


@dataclass(frozen=True, slots=True)
class Matfrist:
    """When something is to be measured at the latest; ``instrument`` None: the first measurement of the order."""

    instrument: str | None
    senast: date
    forklaring: str


def matfrister(start: date | None, sedan: date | None, matta: Iterable[Matt], villkor: Villkor) -> list[Matfrist]:
    """When a running order is to be measured; ``sedan``: the day on which it went on after its last pause."""
    senaste: dict[str, Matt] = {}
    for m in sorted(matta, key=lambda m: m.datum):
        senaste[m.instrument] = m
    if senaste:
        return [frist for m in senaste.values() if (frist := _nasta(m, sedan, villkor)) is not None]
    if start is None:
        return []
    fran = max(start, sedan or start)
    vad = "uppehållet slutade" if fran != start else "aktiviteterna började"
    text = f"Den första mätningen görs senast {villkor.forsta_matning} dagar efter {fran}, då {vad}."
    return [Matfrist(None, fran + villkor.forsta_matning * EN_DAG, text)]


def _nasta(m: Matt, sedan: date | None, villkor: Villkor) -> Matfrist | None:
    dagar = villkor.matning_intervall or m.intervall_dagar
    if dagar is None:
        return None
    fran = max(m.datum, sedan or m.datum)
    vem = "avtalet" if villkor.matning_intervall else "instrumentet"
    vad = "då uppehållet slutade" if fran != m.datum else "den senaste mätningen"
    text = f"Nästa mätning görs senast {dagar} dagar efter {fran}, {vad}. Antalet dagar kommer av {vem}."
    return Matfrist(m.instrument, fran + dagar * EN_DAG, text)
