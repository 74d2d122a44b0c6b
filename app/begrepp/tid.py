"""Time as the law counts it: the clock, months, periods and the Swedish calendar.

Owns the only wall clock (``SystemKlocka``); everything else is told what time it is. Instants are
aware and in UTC, days are Swedish days (Europe/Stockholm). A function that takes a day refuses a
``datetime``: it is a subclass of ``date`` but equals no holiday, and may be in another zone.
Must not know which deadline it is used for.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol, Self
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_EN_DAG = timedelta(days=1)
_FREDAG, _LORDAG = 4, 5
_MANAD = re.compile(r"[0-9]{4}-[0-9]{2}")


class OgiltigTid(ValueError):
    """A month or period that cannot exist; ``str()`` is a Swedish sentence without the input."""

    def __init__(self, kod: str, meddelande: str) -> None:
        super().__init__(kod, meddelande)
        self.kod = kod
        self.meddelande = meddelande

    def __str__(self) -> str:
        return self.meddelande


class Klocka(Protocol):
    """What time it is; injected wherever time matters."""

    def nu(self) -> datetime:
        """The instant, aware and in UTC."""
        ...

    def idag(self) -> date:
        """The day in Europe/Stockholm."""
        ...


class SystemKlocka:
    """The machine's clock."""

    def nu(self) -> datetime:
        return datetime.now(UTC)

    def idag(self) -> date:
        return svensk_dag(self.nu())


class StallbarKlocka:
    """A clock for tests and test mode.

    It stands still at ``start``; given a ``grund`` it runs at that clock's pace until ``frys()``.
    ``stall`` and ``flytta`` leave it running or standing as it was.
    """

    def __init__(self, start: datetime, *, grund: Klocka | None = None) -> None:
        self._grund = grund
        self.stall(start)

    def nu(self) -> datetime:
        visad, sedan = self._lage
        grund = self._grund
        return visad if grund is None or sedan is None else visad + (grund.nu() - sedan)

    def idag(self) -> date:
        return svensk_dag(self.nu())

    def stall(self, t: datetime) -> None:
        """Show ``t`` from now on; a naive ``t`` raises ValueError."""
        # The time shown and what the underlying clock said then: one tuple, so that a reader
        # in another thread never sees half a change.
        self._lage = (i_utc(t), self._grund.nu() if self._grund else None)

    def flytta(self, tid: timedelta) -> None:
        """Move forwards, or backwards with a negative ``tid``."""
        self.stall(self.nu() + tid)

    def frys(self) -> None:
        """Stand still for good at the time shown; ``stall`` and ``flytta`` still move it."""
        self._lage = (self.nu(), None)
        self._grund = None


def i_utc(t: datetime) -> datetime:
    """The same instant in UTC; a naive ``t`` raises ValueError."""
    if t.utcoffset() is None:
        raise ValueError("a time without a zone is no instant")
    return t.astimezone(UTC)


def svensk_dag(t: datetime) -> date:
    """The day in Europe/Stockholm at the instant ``t``; a naive ``t`` raises ValueError."""
    return i_utc(t).astimezone(STOCKHOLM).date()


def _krav_dag(d: date) -> None:
    if isinstance(d, datetime):
        raise TypeError("a day is needed, not an instant; see svensk_dag")


@dataclass(frozen=True, slots=True, order=True)
class Manad:
    """A calendar month, years 1-9999; others raise OgiltigTid."""

    ar: int
    manad: int

    def __post_init__(self) -> None:
        if not (1 <= self.ar <= 9999 and 1 <= self.manad <= 12):
            raise OgiltigTid("manad_finns_inte", "Månaden finns inte.")

    @classmethod
    def tolka(cls, text: str) -> Self:
        """Read "2026-10" (ASCII digits, nothing around them); else OgiltigTid."""
        if not _MANAD.fullmatch(text):
            raise OgiltigTid("manad_form", "En månad skrivs ÅÅÅÅ-MM.")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def for_dag(cls, d: date) -> Self:
        _krav_dag(d)
        return cls(d.year, d.month)

    def __str__(self) -> str:
        return f"{self.ar:04d}-{self.manad:02d}"

    def plus(self, n: int) -> Self:
        """``n`` months later, or earlier when ``n`` is negative."""
        ar, index = divmod(self.ar * 12 + self.manad - 1 + n, 12)
        return type(self)(ar, index + 1)

    @property
    def forsta(self) -> date:
        return date(self.ar, self.manad, 1)

    @property
    def sista(self) -> date:
        return date(self.ar, self.manad, monthrange(self.ar, self.manad)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``fran`` to ``tom``, both included; ``tom`` None is without end."""

    fran: date
    tom: date | None

    def __post_init__(self) -> None:
        _krav_dag(self.fran)
        if self.tom is None:
            return
        _krav_dag(self.tom)
        if self.tom < self.fran:
            raise OgiltigTid("period_bakvand", "Periodens sista dag ligger före dess första.")

    def innehaller(self, d: date) -> bool:
        _krav_dag(d)
        return self.fran <= d and (self.tom is None or d <= self.tom)

    def overlappar(self, annan: "Period") -> bool:
        """Whether the two share at least one day."""
        return self.innehaller(annan.fran) or annan.innehaller(self.fran)


def _paskdagen(ar: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus, Nature 1876)."""
    sekel, rest = divmod(ar, 100)
    ar_i_cykeln = ar % 19
    manens_ratt = (sekel - (sekel + 8) // 25 + 1) // 3
    epakt = (19 * ar_i_cykeln + sekel - sekel // 4 - manens_ratt + 15) % 30
    till_sondag = (32 + 2 * (sekel % 4) + 2 * (rest // 4) - epakt - rest % 4) % 7
    sen = (ar_i_cykeln + 11 * epakt + 22 * till_sondag) // 451
    manad, dag = divmod(epakt + till_sondag - 7 * sen + 114, 31)
    return date(ar, manad, dag + 1)


def _forsta_veckodag(fran: date, veckodag: int) -> date:
    return fran + timedelta(days=(veckodag - fran.weekday()) % 7)


def roda_dagar(ar: int) -> dict[date, str]:
    """Public holidays with names, in order of date (lag 1989:253, as it reads since 2005).

    Ordinary Sundays are not listed. Two on one day share the entry, joined by " och ".
    """
    pask = _paskdagen(ar)
    namngivna = [
        (date(ar, 1, 1), "Nyårsdagen"),
        (date(ar, 1, 6), "Trettondedag jul"),
        (pask - timedelta(days=2), "Långfredagen"),
        (pask, "Påskdagen"),
        (pask + timedelta(days=1), "Annandag påsk"),
        (date(ar, 5, 1), "Första maj"),
        (pask + timedelta(days=39), "Kristi himmelsfärdsdag"),
        (pask + timedelta(days=49), "Pingstdagen"),
        (date(ar, 6, 6), "Nationaldagen"),
        (_forsta_veckodag(date(ar, 6, 20), _LORDAG), "Midsommardagen"),
        (_forsta_veckodag(date(ar, 10, 31), _LORDAG), "Alla helgons dag"),
        (date(ar, 12, 25), "Juldagen"),
        (date(ar, 12, 26), "Annandag jul"),
    ]
    dagar: dict[date, str] = {}
    for dag, namn in sorted(namngivna, key=lambda rad: rad[0]):
        dagar[dag] = f"{dagar[dag]} och {namn}" if dag in dagar else namn
    return dagar


def lediga_aftnar(ar: int) -> dict[date, str]:
    """The eves that count as holidays for time limits (lag 1930:173 2 §); no other eve does."""
    return {
        _forsta_veckodag(date(ar, 6, 19), _FREDAG): "Midsommarafton",
        date(ar, 12, 24): "Julafton",
        date(ar, 12, 31): "Nyårsafton",
    }


@lru_cache(maxsize=64)
def _lediga_dagar(ar: int) -> frozenset[date]:
    return frozenset(roda_dagar(ar)) | frozenset(lediga_aftnar(ar))


def ar_arbetsdag(d: date) -> bool:
    """Not Saturday, Sunday, public holiday, midsommarafton, julafton or nyårsafton (lag 1930:173 2 §)."""
    _krav_dag(d)
    return d.weekday() < _LORDAG and d not in _lediga_dagar(d.year)


def ar_helgdag(d: date) -> bool:
    """A public holiday, midsommarafton, julafton or nyårsafton; an ordinary Saturday or Sunday is none."""
    _krav_dag(d)
    return d in _lediga_dagar(d.year)


def nasta_arbetsdag(d: date) -> date:
    """``d`` itself if it is a working day, else the first one after it."""
    while not ar_arbetsdag(d):
        d += _EN_DAG
    return d


def plus_arbetsdagar(d: date, n: int) -> date:
    """The ``n``:th working day after ``d``, which itself never counts (T-12); ``n`` 0 gives ``d``."""
    _krav_dag(d)
    if n < 0:
        raise ValueError("working days are counted forwards only")
    for _ in range(n):
        d = nasta_arbetsdag(d + _EN_DAG)
    return d


def sista_dag_med_helgregel(d: date) -> date:
    """The last day of a limit that by count ends on ``d``: moved to the next vardag (T-07, lag 1930:173 2 §)."""
    return nasta_arbetsdag(d)


def plus_manader(d: date, n: int) -> date:
    """Same day number ``n`` months on, else that month's last day; ``n`` may be negative (lag 1930:173 1 §)."""
    manad = Manad.for_dag(d).plus(n)
    return date(manad.ar, manad.manad, min(d.day, manad.sista.day))


def plus_ar(d: date, n: int) -> date:
    """Same day ``n`` years on; 29 February becomes 28 February in common years."""
    return plus_manader(d, 12 * n)


def tidpunkt(d: date, minuter: int) -> datetime:
    """The instant in UTC at so many minutes past midnight by the clock on a Swedish wall, at most 24 hours.

    A time that the clock skips in spring is an hour later; of one that comes twice in autumn it is the first.
    """
    _krav_dag(d)
    dygn, resten = divmod(minuter, 24 * 60)
    dag = d + dygn * _EN_DAG
    vagg = datetime(dag.year, dag.month, dag.day, resten // 60, resten % 60, tzinfo=STOCKHOLM)
    return vagg.astimezone(UTC)


def veckans_mandag(d: date) -> date:
    """The first day of the ISO week that ``d`` is in."""
    _krav_dag(d)
    return d - timedelta(days=d.weekday())


def isovecka(d: date) -> tuple[int, int]:
    """ISO 8601 year and week; the year differs from ``d.year`` around new year."""
    _krav_dag(d)
    ar, vecka, _ = d.isocalendar()
    return ar, vecka
