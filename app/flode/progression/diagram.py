"""The step chart: levels over time with the events of the order, as SVG.

The same input gives the same bytes. Position and text carry everything, colour only repeats it, so
that the chart can be read in grey and by a screen reader (title, description). Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.drawing import (
    BREDD,
    GRA,
    LJUS,
    MANADER,
    MARGINAL,
    MORK,
    VIT,
    bild,
    bredd,
    cirkel,
    linje,
    monster,
    namn_for,
    rad,
    radbrutet,
    romb,
    ruta,
    stycke,
    tal,
)

TITEL = "Nivå över tid"
HOGER, TECKEN_PER_RAD = 16, 14
RADHOJD, TOPP = 44, 68
# The person's own series lies a little higher, so that two readings of one level are both seen.
EGEN_HOJNING = 11
STORSTA_ANTAL_SKALSTRECK, SKALBREDD = 6, 58


@dataclass(frozen=True, slots=True)
class Diagramniva:
    """One row of the chart."""

    kod: str
    namn: str
    farg: str | None = None


@dataclass(frozen=True, slots=True)
class Punkt:
    """One reading of the level; ``egen``: the person's own rating."""

    datum: date
    niva: str
    egen: bool = False


@dataclass(frozen=True, slots=True)
class Diagramhandelse:
    """Something that happened: a day, or a time from ``datum`` to ``tom`` (open when ``pagar``)."""

    datum: date
    text: str
    tom: date | None = None
    pagar: bool = False

    @property
    def ar_period(self) -> bool:
        """Whether it has an extent in time."""
        return self.tom is not None or self.pagar


@dataclass(frozen=True, slots=True)
class _Yta:
    """Where days and levels are in the picture."""

    forsta: date
    sista: date
    nivaer: tuple[Diagramniva, ...]

    @property
    def vanster(self) -> int:
        """Left edge of the plot: room for the longest name."""
        return 44 + int(max((bredd(r) for n in self.nivaer for r in radbrutet(n.namn, TECKEN_PER_RAD)), default=0))

    @property
    def hoger(self) -> int:
        """Right edge of the plot."""
        return BREDD - HOGER

    @property
    def botten(self) -> int:
        """Lower edge of the plot."""
        return TOPP + RADHOJD * max(1, len(self.nivaer))

    @property
    def skalstreck(self) -> int:
        """How many days there is room to name on the time axis."""
        return min(STORSTA_ANTAL_SKALSTRECK, (self.hoger - self.vanster - 32) // SKALBREDD + 1)

    def x(self, dag: date) -> float:
        """Across, with room for a marker at both ends."""
        spann = (self.sista - self.forsta).days
        return self.vanster + 16 + (dag - self.forsta).days / spann * (self.hoger - self.vanster - 32)

    def y(self, niva: str) -> float:
        """Down; the lowest level lies lowest."""
        rad = next(i for i, n in enumerate(self.nivaer) if n.kod == niva)
        return self.botten - RADHOJD * (rad + 0.5)


def stegdiagram(punkter: Iterable[Punkt], handelser: Iterable[Diagramhandelse], nivaer: Iterable[Diagramniva]) -> str:
    """The chart; ``nivaer`` lowest first. Readings of other levels are left out."""
    rader = tuple(nivaer)
    kanda = {n.kod for n in rader}
    synliga = sorted((p for p in punkter if p.niva in kanda), key=lambda p: p.datum)
    hant = sorted(handelser, key=lambda h: (h.datum, h.text))
    yta = _yta(synliga, hant, rader)
    beskrivning = beskriv(synliga, hant, rader)
    namn = namn_for("steg", beskrivning)
    forklaring = list(_teckenforklaring(synliga, hant, yta, namn))
    delar = [
        monster(namn),
        *_rader(yta),
        *_perioder(hant, yta, namn),
        *(_tidsaxel(yta) if synliga or hant else ()),
        *_dagar(hant, yta),
        *(_serier(synliga, yta) if synliga else _inga(yta)),
        *forklaring,
    ]
    return bild(namn, TITEL, beskrivning, yta.botten + 50 + (28 if forklaring else 0), delar)


def beskriv(punkter: Sequence[Punkt], handelser: Sequence[Diagramhandelse], nivaer: Sequence[Diagramniva]) -> str:
    """The whole content of the chart in words."""
    namn = {n.kod: n.namn for n in nivaer}
    delar = [f"Stegdiagram. Nivåer från lägst till högst: {', '.join(n.namn for n in nivaer)}."]
    delar += [f"{p.datum}: {namn[p.niva]}{' (egen skattning)' if p.egen else ''}." for p in punkter]
    delar += [f"{h.text} {_nar(h)}." for h in handelser]
    return " ".join(delar if punkter else [*delar, "Inga mätningar än."])


def _nar(h: Diagramhandelse) -> str:
    if h.tom is not None:
        return f"{h.datum} till {h.tom}"
    return f"från {h.datum}" if h.pagar else str(h.datum)


def _yta(punkter: Sequence[Punkt], handelser: Sequence[Diagramhandelse], nivaer: tuple[Diagramniva, ...]) -> _Yta:
    dagar = [p.datum for p in punkter] + [d for h in handelser for d in (h.datum, h.tom) if d is not None]
    if not dagar:
        dagar = [date(2000, 1, 1)]
    forsta, sista = min(dagar), max(dagar)
    if forsta == sista:
        forsta, sista = forsta - timedelta(days=14), sista + timedelta(days=14)
    return _Yta(forsta, sista, nivaer)


def _rader(yta: _Yta) -> Iterator[str]:
    """One band per level with its name; the small square repeats the colour that the name says."""
    for i, niva in enumerate(reversed(yta.nivaer)):
        topp = TOPP + RADHOJD * i
        yield ruta(yta.vanster, topp, yta.hoger - yta.vanster, RADHOJD, fyllning=LJUS if i % 2 == 0 else VIT)
        if niva.farg:
            yield ruta(MARGINAL, topp + RADHOJD // 2 - 6, 12, 12, fyllning=niva.farg, kant=MORK)
        yield from stycke(31, topp + RADHOJD / 2, radbrutet(niva.namn, TECKEN_PER_RAD))
    yield f'<path d="M{yta.vanster} {TOPP}V{yta.botten}H{yta.hoger}" fill="none" stroke="{MORK}" stroke-width="1.5"/>'


def _perioder(handelser: Sequence[Diagramhandelse], yta: _Yta, namn: str) -> Iterator[str]:
    for h in handelser:
        if h.ar_period:
            x = yta.x(h.datum)
            yield _randig(x, TOPP, max(_slut(h, yta) - x, 3), yta.botten - TOPP, namn)


def _randig(x: float, y: float, b: float, h: float, namn: str) -> str:
    return (
        f'<rect x="{tal(x)}" y="{tal(y)}" width="{tal(b)}" height="{tal(h)}" fill="url(#{namn}-rand)" '
        f'fill-opacity="0.4" stroke="{GRA}" stroke-width="1"/>'
    )


def _slut(h: Diagramhandelse, yta: _Yta) -> float:
    if h.tom is not None:
        return yta.x(h.tom)
    return float(yta.hoger) if h.pagar else yta.x(h.datum)


def _inga(yta: _Yta) -> Iterator[str]:
    yield rad((yta.vanster + yta.hoger) / 2, (TOPP + yta.botten) / 2 + 5, "Inga mätningar än", ankare="middle")


def _dagar(handelser: Sequence[Diagramhandelse], yta: _Yta) -> Iterator[str]:
    """A line for each event and its word above the plot, on two lines in turn where they would meet."""
    slutar = [0.0, 0.0]
    for h in handelser:
        x = yta.x(h.datum)
        halv = bredd(h.text) / 2
        mitt = min(max((x + _slut(h, yta)) / 2, yta.vanster + halv), yta.hoger - halv)
        lage = 0 if mitt - halv > slutar[0] + 6 or slutar[0] <= slutar[1] else 1
        slutar[lage] = mitt + halv
        y = TOPP - 7 - 18 * lage
        if not h.ar_period:
            yield linje(x, y + 4, x, yta.botten, streck="2 3")
        yield rad(mitt, y, h.text, ankare="middle")


def _serier(punkter: Sequence[Punkt], yta: _Yta) -> Iterator[str]:
    """The staff's readings as steps with circles, the person's own as dashed steps with diamonds."""
    fargen = {n.kod: n.farg or VIT for n in yta.nivaer}
    for egen in (True, False):
        hojning = EGEN_HOJNING if egen else 0
        serie = [(yta.x(p.datum), yta.y(p.niva) - hojning, p) for p in punkter if p.egen == egen]
        if len(serie) > 1:
            yield _trappa([(x, y) for x, y, _ in serie], egen=egen)
        for x, y, p in serie:
            yield _markor(x, y, VIT if egen else fargen[p.niva], egen=egen)


def _trappa(hornen: Sequence[tuple[float, float]], *, egen: bool) -> str:
    x0, y0 = hornen[0]
    vag = f"M{tal(x0)} {tal(y0)}" + "".join(f"H{tal(x)}V{tal(y)}" for x, y in hornen[1:])
    stil = f'stroke="{GRA}" stroke-width="2" stroke-dasharray="6 4"' if egen else f'stroke="{MORK}" stroke-width="3"'
    return f'<path d="{vag}" fill="none" {stil} stroke-linejoin="round"/>'


def _markor(x: float, y: float, farg: str, *, egen: bool) -> str:
    return romb(x, y, farg=farg) if egen else cirkel(x, y, farg=farg)


def _tidsaxel(yta: _Yta) -> Iterator[str]:
    """Ticks with day and month; the year where it is first seen and where it changes."""
    forra = None
    for dag, med_dag in _skalstreck(yta.forsta, yta.sista, yta.skalstreck):
        x, manad = yta.x(dag), MANADER[dag.month - 1]
        yield linje(x, yta.botten, x, yta.botten + 6)
        yield rad(x, yta.botten + 22, f"{dag.day} {manad}" if med_dag else manad, ankare="middle")
        if dag.year != forra:
            yield rad(x, yta.botten + 40, str(dag.year), ankare="middle")
        forra = dag.year


def _skalstreck(forsta: date, sista: date, flest: int) -> list[tuple[date, bool]]:
    """At most ``flest`` days to mark: every n:th day, or the first of every n:th month."""
    spann = (sista - forsta).days
    for n in (1, 2, 7, 14):
        if spann // n < flest:
            return [(forsta + timedelta(days=i * n), True) for i in range(spann // n + 1)]
    manader = [m for m in range(_manad(forsta), _manad(sista) + 1) if _forsta_dagen(m) >= forsta]
    steg = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if _antal(manader, n) <= flest)
    return [(_forsta_dagen(m), False) for m in manader if m % steg == 0]


def _antal(manader: Sequence[int], steg: int) -> int:
    return sum(m % steg == 0 for m in manader)


def _manad(dag: date) -> int:
    return dag.year * 12 + dag.month - 1


def _forsta_dagen(manad: int) -> date:
    return date(manad // 12, manad % 12 + 1, 1)


def _teckenforklaring(
    punkter: Sequence[Punkt], handelser: Sequence[Diagramhandelse], yta: _Yta, namn: str
) -> Iterator[str]:
    """What the marks mean, where the picture has more than one kind."""
    y = yta.botten + 58
    x = MARGINAL + 6.0
    if any(p.egen for p in punkter):
        for egen, text in ((False, "Bedömning"), (True, "Egen skattning")):
            yield _markor(x, y, VIT, egen=egen)
            yield rad(x + 14, y + 5, text)
            x += 34 + bredd(text)
    if any(h.ar_period for h in handelser):
        yield _randig(x - 6, y - 7, 18, 14, namn)
        yield rad(x + 19, y + 5, "Paus")
