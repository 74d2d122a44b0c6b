"""The fields of a sent order over time: each change is a fact that holds from a day (pure).

The value on a day is that of the fact with the latest first day up to then; of several from the same
day the one that was registered last. What holds on a day thus never depends on when anybody looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app.core.errors import Faltfel

Varde = int | date | str | None


class Andringsfalt(StrEnum):
    """What the kommun may change of an order that is sent."""

    TIMMAR_PER_VECKA = "timmar_per_vecka"
    ONSKAD_START = "onskad_start"
    ONSKAT_SLUT = "onskat_slut"
    MAL = "mal"
    BEHOV = "behov"
    ENHET = "enhet"


DATUM = frozenset({Andringsfalt.ONSKAD_START, Andringsfalt.ONSKAT_SLUT})
# Hours and days say nothing delicate and may stand in a list (DP-03); goal, needs and place may not (DP-14).
I_LISTOR = DATUM | {Andringsfalt.TIMMAR_PER_VECKA}


@dataclass(frozen=True, slots=True)
class Faktum:
    """One change: of what, from which day, from what to what; ``nummer`` is the order of registration."""

    nummer: int
    falt: Andringsfalt
    galler_fran: date
    gammalt: Varde
    nytt: Varde


@dataclass(frozen=True, slots=True)
class Vardeperiod:
    """A value and the day from which it holds; no day for what the order was sent with."""

    fran: date | None
    varde: Varde


@dataclass(frozen=True, slots=True)
class Timperiod:
    """Hours a week and the day from which they are ordered; no day for what the order was sent with."""

    fran: date | None
    timmar: int


def _av_falt(fakta: Iterable[Faktum], falt: Andringsfalt) -> list[Faktum]:
    return sorted((f for f in fakta if f.falt is falt), key=lambda f: (f.galler_fran, f.nummer))


def perioder(fakta: Iterable[Faktum], falt: Andringsfalt, nuvarande: Varde) -> tuple[Vardeperiod, ...]:
    """Every value of a field with its first day; ``nuvarande`` is the value of a field that never changed."""
    egna = _av_falt(fakta, falt)
    if not egna:
        return (Vardeperiod(None, nuvarande),)
    per_dag = {f.galler_fran: f.nytt for f in egna}
    alla = [Vardeperiod(None, egna[0].gammalt), *(Vardeperiod(dag, varde) for dag, varde in per_dag.items())]
    return (alla[0], *(ny for fore, ny in pairwise(alla) if fore.varde != ny.varde))


def varde_pa(fakta: Iterable[Faktum], falt: Andringsfalt, nuvarande: Varde, dag: date) -> Varde:
    """The value of a field on a day."""
    return [p.varde for p in perioder(fakta, falt, nuvarande) if p.fran is None or p.fran <= dag][-1]


def timperioder(fakta: Iterable[Faktum], nuvarande: int) -> tuple[Timperiod, ...]:
    """Ordered hours a week with the day from which they hold, oldest first."""
    egna = perioder(fakta, Andringsfalt.TIMMAR_PER_VECKA, nuvarande)
    return tuple(Timperiod(p.fran, p.varde) for p in egna if isinstance(p.varde, int))


def timmar_pa(perioder_: Sequence[Timperiod], dag: date) -> int:
    """Ordered hours a week on a day."""
    return [p.timmar for p in perioder_ if p.fran is None or p.fran <= dag][-1]


def dagar_att_folja(fakta: Iterable[Faktum], fran: date, tom: date) -> list[date]:
    """The days of a span on which something takes effect, in order."""
    return sorted({f.galler_fran for f in fakta if fran <= f.galler_fran <= tom})


def nasta_dag(fakta: Iterable[Faktum], efter: date) -> date | None:
    """The first day after ``efter`` on which something takes effect."""
    return min((f.galler_fran for f in fakta if f.galler_fran > efter), default=None)


# --- what a change must keep to -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begard:
    """A change that is asked for."""

    falt: Andringsfalt
    nytt: Varde
    skal: str


@dataclass(frozen=True, slots=True)
class Ramar:
    """What changes from ``galler_fran`` are tested against.

    ``start`` and ``slut`` are the order's on that day, ``timtak`` the person's cap on it.
    """

    idag: date
    galler_fran: date
    fore_start: bool
    timtak: int
    beslut_fran: date
    beslut_tom: date | None
    start: date
    slut: date | None


@dataclass(frozen=True, slots=True)
class Brott:
    """A fault, and the rule that it breaks."""

    fel: Faltfel
    regel: str | None = None


def brott(andringar: Sequence[Begard], ramar: Ramar) -> Iterator[Brott]:
    """Everything wrong with some changes that are made together."""
    if ramar.galler_fran < ramar.idag:
        yield Brott(Faltfel("/gallerFran", "passerat", "Ändringen kan tidigast gälla i dag."))
    nya = {a.falt: a.nytt for a in andringar}
    start, slut = nya.get(Andringsfalt.ONSKAD_START, ramar.start), nya.get(Andringsfalt.ONSKAT_SLUT, ramar.slut)
    for i, andring in enumerate(andringar):
        for ett in _falt_brott(andring, ramar, start, slut):
            yield Brott(Faltfel(f"/andringar/{i}/nytt", ett.fel.kod, ett.fel.meddelande), ett.regel)


def _falt_brott(andring: Begard, ramar: Ramar, start: Varde, slut: Varde) -> Iterator[Brott]:
    match andring.falt, andring.nytt:
        case Andringsfalt.TIMMAR_PER_VECKA, int(timmar) if timmar > ramar.timtak:
            text = f"Högst {ramar.timtak} timmar i veckan kan begäras."
            yield Brott(Faltfel("", "over_taket", text), "AK-07")
        case Andringsfalt.ONSKAD_START, date() as dag:
            yield from _startbrott(dag, ramar, slut)
        case Andringsfalt.ONSKAT_SLUT, date() as dag:
            yield from _slutbrott(dag, ramar, start)


def _startbrott(dag: date, ramar: Ramar, slut: Varde) -> Iterator[Brott]:
    if not ramar.fore_start:
        yield Brott(Faltfel("", "har_startat", "Beställningen har redan startat."))
    if ramar.galler_fran != ramar.idag:
        yield Brott(Faltfel("", "galler_genast", "En ny önskad start gäller genast."))
    if dag < ramar.idag:
        yield Brott(Faltfel("", "passerat", "Önskad start ska vara i dag eller senare."))
    if isinstance(slut, date) and dag > slut:
        yield Brott(Faltfel("", "ordning", "Önskad start ligger efter önskat slut."))
    if dag < ramar.beslut_fran or _efter_beslutet(dag, ramar):
        yield _utanfor_beslutet()


def _slutbrott(dag: date, ramar: Ramar, start: Varde) -> Iterator[Brott]:
    if dag < ramar.galler_fran or (isinstance(start, date) and dag < start):
        yield Brott(Faltfel("", "ordning", "Önskat slut ligger före starten eller före den dag då ändringen gäller."))
    if _efter_beslutet(dag, ramar):
        yield _utanfor_beslutet()


def _efter_beslutet(dag: date, ramar: Ramar) -> bool:
    return ramar.beslut_tom is not None and dag > ramar.beslut_tom


def _utanfor_beslutet() -> Brott:
    return Brott(Faltfel("", "utanfor_beslutet", "Dagen ligger utanför den tid som beslutet gäller."), "AK-41")
