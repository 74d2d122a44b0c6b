"""Which occasions a plan calls for, and what that changes among those that exist (pure).

Of each activity with times of the week, one occasion a time and day, from the plan's first day to its last and within
the order's; not on public holidays and the eves that count as such, though on Saturdays and Sundays when the plan says
so; not when the utförare has closed, when the catalogue's aktivitet is not held or while the order is paused. Own job
search has time in the plan but no occasions (AK-12), and an activity with hours but no times has none until somebody
adds one.

The rule speaks of instants where an act happens in the middle of a day, so that it gives the same whenever it is
asked: every day, twice, or once after days of stand-still.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.begrepp.tid import ar_helgdag, tidpunkt
from app.begrepp.veckotid import VECKAN, Pass
from app.flode.narvaro.states import MARKERADE, Strykorsak, TillfalleStatus

EN_DAG = timedelta(days=1)
EGET_JOBBSOKANDE = "eget_jobbsokande"


@dataclass(frozen=True, slots=True)
class Stangt:
    """Closed days; only for what begins after it was registered."""

    fran: date
    tom: date
    registrerad: datetime

    def galler(self, dag: date, nar: datetime) -> bool:
        """Whether it closes what begins at an instant."""
        return self.fran <= dag <= self.tom and self.registrerad <= nar


@dataclass(frozen=True, slots=True)
class Aktivitet:
    """One activity of a plan, as far as its occasions go; closed when what it names in the catalogue is."""

    id: UUID
    namn: str
    kategori: str
    tider: tuple[Pass, ...]
    stangt: tuple[Stangt, ...] = ()

    def stangd(self, dag: date, minut: int) -> bool:
        """Whether it is not held at a time of a day."""
        return any(s.galler(dag, tidpunkt(dag, minut)) for s in self.stangt)


@dataclass(frozen=True, slots=True)
class Planperiod:
    """A plan that is or was in force, and on which days."""

    id: UUID
    fran: date
    tom: date | None
    aktiviteter: tuple[Aktivitet, ...]


@dataclass(frozen=True, slots=True)
class Paus:
    """A pause from one instant to another, or still on."""

    fran: datetime
    till: datetime | None

    def galler(self, nar: datetime) -> bool:
        """Whether it is on at an instant."""
        return self.fran <= nar and (self.till is None or nar < self.till)


@dataclass(frozen=True, slots=True)
class Ramar:
    """What an order allows: its days, its pauses, and when its utförare has closed; ``fran`` None: not begun."""

    fran: date | None
    tom: date | None = None
    pauser: tuple[Paus, ...] = ()
    stangt: tuple[Stangt, ...] = ()

    def hinder(self, dag: date, minut: int) -> Strykorsak | None:
        """Why nothing may begin at a time of a day."""
        if self.fran is None or dag < self.fran or (self.tom is not None and dag > self.tom):
            return Strykorsak.PLAN
        nar = tidpunkt(dag, minut)
        if any(s.galler(dag, nar) for s in self.stangt):
            return Strykorsak.STANGT
        return Strykorsak.PAUS if any(p.galler(nar) for p in self.pauser) else None


class Nyckel(NamedTuple):
    """What names a planned occasion: the same again is the same one."""

    plan_id: UUID
    aktivitet_id: UUID
    dag: date
    fran: int


@dataclass(frozen=True, slots=True)
class Onskat:
    """An occasion that the plan calls for."""

    nyckel: Nyckel
    till: int
    aktivitet: Aktivitet


@dataclass(frozen=True, slots=True)
class Befintligt:
    """An occasion that exists; without ``nyckel`` somebody added it by hand."""

    id: UUID
    nyckel: Nyckel | None
    dag: date
    fran: int
    till: int
    status: str

    @property
    def star(self) -> bool:
        """Whether it stands, whatever the plan says: marked, or added by hand."""
        return self.status in MARKERADE or (self.nyckel is None and self.status == TillfalleStatus.PLANERAT.value)


@dataclass(frozen=True, slots=True)
class Andringar:
    """What brings the occasions in line with the plan."""

    nya: list[Onskat]
    stryks: list[tuple[Befintligt, Strykorsak]]
    atertas: list[Befintligt]


def i_foljd(planer: Sequence[Planperiod]) -> list[Planperiod]:
    """Plans in the order of their versions, each to the day before the next: one replaced on its first day has none."""
    sist = [senare.fran - EN_DAG for senare in planer[1:]]
    ut = [replace(p, tom=min(p.tom or tom, tom)) for p, tom in zip(planer, sist, strict=False)]
    return [*ut, *planer[-1:]]


def onskade(ramar: Ramar, planer: Iterable[Planperiod], fran: date, tom: date) -> Iterator[Onskat]:
    """What the plans call for on the days from ``fran`` to ``tom``, in the order of days within each plan."""
    for plan in planer:
        sista = tom if plan.tom is None else min(tom, plan.tom)
        dag = max(fran, plan.fran)
        while dag <= sista:
            if not ar_helgdag(dag):
                yield from _dagens(ramar, plan, dag)
            dag += EN_DAG


def _dagens(ramar: Ramar, plan: Planperiod, dag: date) -> Iterator[Onskat]:
    veckodag = VECKAN[dag.weekday()]
    for aktivitet in plan.aktiviteter:
        if aktivitet.kategori == EGET_JOBBSOKANDE:
            continue
        for p in aktivitet.tider:
            if p.veckodag == veckodag and ramar.hinder(dag, p.fran) is None and not aktivitet.stangd(dag, p.fran):
                yield Onskat(Nyckel(plan.id, aktivitet.id, dag, p.fran), p.till, aktivitet)


def andringar(
    ramar: Ramar, vill: Iterable[Onskat], finns: Sequence[Befintligt], planer: Sequence[Planperiod] = ()
) -> Andringar:
    """What to add, strike and take back; what is marked stands, and gets no other at the same time."""
    aktiviteter = {a.id: a for plan in planer for a in plan.aktiviteter}
    per_nyckel = {b.nyckel: b for b in finns if b.nyckel is not None}
    staende: dict[date, list[Befintligt]] = {}
    for b in finns:
        if b.star:
            staende.setdefault(b.dag, []).append(b)
    onskas = {o.nyckel: o for o in vill if not _upptaget(o, staende.get(o.nyckel.dag, ()))}
    return Andringar(
        nya=[o for nyckel, o in onskas.items() if nyckel not in per_nyckel],
        stryks=[
            (b, ramar.hinder(b.dag, b.fran) or _struken(aktiviteter.get(nyckel.aktivitet_id), b))
            for nyckel, b in per_nyckel.items()
            if b.status == TillfalleStatus.PLANERAT.value and nyckel not in onskas
        ],
        atertas=[
            b for nyckel, b in per_nyckel.items() if b.status == TillfalleStatus.STRUKET.value and nyckel in onskas
        ],
    )


def _struken(aktivitet: Aktivitet | None, b: Befintligt) -> Strykorsak:
    """Why an occasion that the order allows is no longer called for."""
    return Strykorsak.STANGT if aktivitet is not None and aktivitet.stangd(b.dag, b.fran) else Strykorsak.PLAN


def _upptaget(o: Onskat, staende: Iterable[Befintligt]) -> bool:
    return any(b.nyckel != o.nyckel and b.fran < o.till and o.nyckel.fran < b.till for b in staende)
