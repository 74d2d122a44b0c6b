"""What a plan's times run into: the person's other plans, booked meetings, times that are taken elsewhere (pure).

What is a hinder stops the nämnd's approval; a single day that is lost is only told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.begrepp.tid import STOCKHOLM
from app.begrepp.veckotid import VECKAN, Pass, klockslag, pass_av
from app.flode.plan.states import Krockslag

EN_DAG = timedelta(days=1)
FRAGA = "Tala med handläggaren."


@dataclass(frozen=True, slots=True)
class Veckotid:
    """One time of the week, in the days that it holds."""

    fran: date
    tom: date | None
    tid: Pass

    def krockar(self, annan: "Veckotid") -> bool:
        """Whether some day has both at the same moment."""
        if not self.tid.krockar(annan.tid):
            return False
        forsta = forsta_veckodag(max(self.fran, annan.fran), self.tid)
        return all(tom is None or forsta <= tom for tom in (self.tom, annan.tom))

    def som_data(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "fran": self.fran.isoformat(),
            "tom": self.tom.isoformat() if self.tom else None,
            "tid": {
                "veckodag": self.tid.veckodag.value,
                "fran": klockslag(self.tid.fran),
                "till": klockslag(self.tid.till),
            },
        }

    @classmethod
    def ur(cls, data: dict[str, Any]) -> "Veckotid":
        """As it was stored."""
        (tid,) = pass_av([data["tid"]])
        tom = data["tom"]
        return cls(date.fromisoformat(data["fran"]), date.fromisoformat(tom) if tom else None, tid)


@dataclass(frozen=True, slots=True)
class Planerad:
    """An activity as far as its time goes: its number, its name, in which days, at what times of their weeks."""

    nummer: int
    namn: str
    fran: date
    tom: date | None = None
    pass_: tuple[Pass, ...] = ()

    @property
    def tider(self) -> tuple[Veckotid, ...]:
        """Its times of the week; none where it never is held."""
        if self.tom is not None and self.tom < self.fran:
            return ()
        return tuple(Veckotid(self.fran, self.tom, p) for p in self.pass_)


@dataclass(frozen=True, slots=True)
class Annanplan:
    """A plan of the person in another order, in the days that it holds; minutes a week."""

    order: str
    fran: date
    tom: date | None
    minuter: int
    aktiviteter: tuple[Planerad, ...]

    def galler(self, dag: date) -> bool:
        """Whether it holds on ``dag``."""
        return self.fran <= dag and (self.tom is None or dag <= self.tom)


@dataclass(frozen=True, slots=True)
class Krock:
    """Something that a plan's times run into; ``aktivitet`` is the number of the activity, if it is one's."""

    slag: Krockslag
    meddelande: str
    aktivitet: int | None = None
    fran: date | None = None
    tom: date | None = None

    @property
    def hindrar(self) -> bool:
        """Whether it stops the approval."""
        return self.slag in HINDRAR


HINDRAR = frozenset({Krockslag.ANNAN_PLAN, Krockslag.STANGT_HELA_TIDEN})


def forsta_veckodag(fran: date, tid: Pass) -> date:
    """The first day from ``fran`` on with the time's weekday."""
    return fran + timedelta(days=(VECKAN.index(tid.veckodag) - fran.weekday()) % 7)


def mot_planer(egna: Iterable[Planerad], andra: Sequence[Annanplan]) -> Iterator[Krock]:
    """Times that another plan has too."""
    for aktivitet in egna:
        for annan in andra:
            for upptagen in annan.aktiviteter:
                for egen, deras in _par(aktivitet.tider, upptagen.tider):
                    text = (
                        f"{_stor(egen.tid)} ({aktivitet.namn}) krockar med {deras.tid} ({upptagen.namn}) "
                        f"i beställning {annan.order}."
                    )
                    fran = forsta_veckodag(max(egen.fran, deras.fran), egen.tid)
                    yield Krock(Krockslag.ANNAN_PLAN, text, aktivitet.nummer, fran)


def mot_upptaget(egna: Iterable[Planerad], upptagna: Sequence[Veckotid]) -> Iterator[Krock]:
    """The same for the utförare: that a time is taken, not by what nor where (DP-07, DP-10)."""
    for aktivitet in egna:
        for egen in aktivitet.tider:
            if any(egen.krockar(u) for u in upptagna):
                text = f"{_stor(egen.tid)} krockar med något annat som personen har. {FRAGA}"
                yield Krock(Krockslag.UPPTAGEN_TID, text, aktivitet.nummer)


def mot_moten(egna: Iterable[Planerad], moten: Iterable[tuple[datetime, datetime]]) -> Iterator[Krock]:
    """Booked meetings at a time of the plan: one day that is lost."""
    luckor = [(b.astimezone(STOCKHOLM), s.astimezone(STOCKHOLM)) for b, s in moten]
    for aktivitet in egna:
        for egen in aktivitet.tider:
            for borjar, slutar in luckor:
                mote = _dagens(borjar, slutar)
                if mote.krockar(egen):
                    dag = borjar.date()
                    text = f"Uppstartsmötet {dag.isoformat()} krockar med {egen.tid} ({aktivitet.namn})."
                    yield Krock(Krockslag.UPPSTARTSMOTE, text, aktivitet.nummer, dag, dag)


def _dagens(borjar: datetime, slutar: datetime) -> Veckotid:
    """A meeting as a time of the week that holds on its one day; what goes past midnight ends there."""
    dag = borjar.date()
    slut = slutar.hour * 60 + slutar.minute if slutar.date() == dag else 24 * 60
    return Veckotid(dag, dag, Pass(VECKAN[dag.weekday()], borjar.hour * 60 + borjar.minute, slut))


def _par(egna: Sequence[Veckotid], andras: Sequence[Veckotid]) -> Iterator[tuple[Veckotid, Veckotid]]:
    return ((egen, deras) for egen in egna for deras in andras if egen.krockar(deras))


def _stor(tid: Pass) -> str:
    text = str(tid)
    return text[0].upper() + text[1:]


def samtidigt(andra: Sequence[Annanplan], dag: date) -> int:
    """The most minutes a week that the other plans take together on any day from ``dag`` on."""
    dagar = [dag, *(a.fran for a in andra if a.fran > dag)]
    return max(sum(a.minuter for a in andra if a.galler(d)) for d in dagar)


@dataclass(frozen=True, slots=True)
class Stangt:
    """Days when the utförare, or the activity in question (``aktivitet``), is closed."""

    fran: date
    tom: date
    vad: str
    aktivitet: int | None = None


def mot_stangt(egna: Iterable[Planerad], stangda: Sequence[Stangt], dag: date, tom: date | None) -> Iterator[Krock]:
    """Closed days between ``dag`` and ``tom``: an activity with no day left stops the plan, others are told of."""
    for aktivitet in egna:
        fran, slut = _tid(aktivitet, dag, tom)
        rorda = [s for s in stangda if s.aktivitet in {None, aktivitet.nummer} and _ror(aktivitet, s, fran, slut)]
        if rorda and slut is not None and not _har_oppen_dag(aktivitet, rorda, fran, slut):
            text = f"{aktivitet.namn}: stängt hela tiden {fran.isoformat()}–{slut.isoformat()}."
            yield Krock(Krockslag.STANGT_HELA_TIDEN, text, aktivitet.nummer, fran, slut)
            continue
        for s in rorda:
            text = f"{aktivitet.namn}: {s.vad} har stängt {s.fran.isoformat()}–{s.tom.isoformat()}."
            yield Krock(Krockslag.STANGT, text, aktivitet.nummer, s.fran, s.tom)


def _tid(aktivitet: Planerad, dag: date, tom: date | None) -> tuple[date, date | None]:
    """The days in which an activity is to be held."""
    slut = [d for d in (aktivitet.tom, tom) if d is not None]
    return max(dag, aktivitet.fran), min(slut, default=None)


def _ror(aktivitet: Planerad, stangt: Stangt, fran: date, tom: date | None) -> bool:
    """Whether a day of the activity is among the closed ones."""
    senast = stangt.tom if tom is None else min(tom, stangt.tom)
    return any(True for _ in _dagar(aktivitet, max(fran, stangt.fran), senast))


def _har_oppen_dag(aktivitet: Planerad, stangda: Sequence[Stangt], fran: date, tom: date) -> bool:
    return any(not any(s.fran <= d <= s.tom for s in stangda) for d in _dagar(aktivitet, fran, tom))


def _dagar(aktivitet: Planerad, fran: date, tom: date) -> Iterator[date]:
    """Days of the activity: its weekdays, or every day where they are not told."""
    vilka = {VECKAN.index(p.veckodag) for p in aktivitet.pass_} or set(range(len(VECKAN)))
    alla = (fran + timedelta(days=n) for n in range((tom - fran).days + 1))
    return (d for d in alla if d.weekday() in vilka)
