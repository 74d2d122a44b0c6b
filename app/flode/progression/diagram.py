"""The step chart: levels over time with the events of the order, as SVG.

The same input gives the same bytes. Position and text carry everything, colour only repeats it, so
that the chart can be read in grey and by a screen reader (title, description). Pure.
"""

import re
import textwrap
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

MANADER = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
BREDD, HOGER, TECKEN_PER_RAD = 480, 16, 14
RADHOJD, TOPP = 44, 64
# The person's own series lies a little higher, so that two readings of one level are both seen.
EGEN_HOJNING = 11
STORSTA_ANTAL_SKALSTRECK = 6
MORK, GRA, LJUS = "#1a1a1a", "#5c5c5c", "#f1f1f1"
_OTILLATET = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        return 44 + 8 * max((len(rad) for n in self.nivaer for rad in _radbrutet(n.namn)), default=0)

    @property
    def hoger(self) -> int:
        """Right edge of the plot."""
        return BREDD - HOGER

    @property
    def botten(self) -> int:
        """Lower edge of the plot."""
        return TOPP + RADHOJD * max(1, len(self.nivaer))

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
    beskrivning = _OTILLATET.sub("", beskriv(synliga, hant, rader))
    namn = f"steg{zlib.crc32(beskrivning.encode()):08x}"
    forklaring = list(_teckenforklaring(synliga, hant, yta, namn))
    hojd = yta.botten + 46 + (26 if forklaring else 0)
    delar = [
        _rot(namn, hojd),
        f'<title id="{namn}-titel">Nivå över tid</title>',
        f'<desc id="{namn}-text">{escape(beskrivning)}</desc>',
        _monster(namn),
        f'<rect width="{BREDD}" height="{hojd}" fill="#ffffff"/>',
        '<text x="12" y="22" font-size="16" font-weight="bold">Nivå över tid</text>',
        *_rader(yta),
        *_perioder(hant, yta, namn),
        *(_tidsaxel(yta) if synliga or hant else ()),
        *_dagar(hant, yta),
        *(_serier(synliga, yta) if synliga else _inga(yta)),
        *forklaring,
        "</svg>",
    ]
    return "\n".join(delar) + "\n"


def _rot(namn: str, hojd: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BREDD} {hojd}" width="{BREDD}" height="{hojd}" '
        f'role="img" xml:lang="sv" lang="sv" aria-labelledby="{namn}-titel {namn}-text" '
        f'font-family="Verdana, &quot;DejaVu Sans&quot;, sans-serif" font-size="13" fill="{MORK}">'
    )


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


def _text(text: str) -> str:
    """Text that is safe inside XML."""
    return escape(_OTILLATET.sub("", text))


def _tal(tal: float) -> str:
    return f"{tal:.1f}".removesuffix(".0")


def _monster(namn: str) -> str:
    return (
        f'<defs><pattern id="{namn}-rand" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" stroke="{GRA}" stroke-width="2"/>'
        "</pattern></defs>"
    )


def _rader(yta: _Yta) -> Iterator[str]:
    """One band per level with its name; the small square repeats the colour that the name says."""
    for i, niva in enumerate(reversed(yta.nivaer)):
        topp = TOPP + RADHOJD * i
        fyllning = LJUS if i % 2 == 0 else "#ffffff"
        bredd = yta.hoger - yta.vanster
        yield f'<rect x="{yta.vanster}" y="{topp}" width="{bredd}" height="{RADHOJD}" fill="{fyllning}"/>'
        if niva.farg:
            yield (
                f'<rect x="12" y="{topp + RADHOJD // 2 - 6}" width="12" height="12" fill="{_text(niva.farg)}" '
                f'stroke="{MORK}" stroke-width="1"/>'
            )
        yield from _namn(niva.namn, topp + RADHOJD / 2)
    yield f'<path d="M{yta.vanster} {TOPP}V{yta.botten}H{yta.hoger}" fill="none" stroke="{MORK}" stroke-width="1.5"/>'


def _radbrutet(namn: str) -> list[str]:
    return textwrap.wrap(namn, TECKEN_PER_RAD, max_lines=2, placeholder="…") or [""]


def _namn(namn: str, mitt: float) -> Iterator[str]:
    """A level's name, on two lines when it is long."""
    rader = _radbrutet(namn)
    for i, rad in enumerate(rader):
        y = mitt + 4.5 + (i - (len(rader) - 1) / 2) * 15
        yield f'<text x="31" y="{_tal(y)}" font-size="13">{_text(rad)}</text>'


def _perioder(handelser: Sequence[Diagramhandelse], yta: _Yta, namn: str) -> Iterator[str]:
    for h in handelser:
        if h.ar_period:
            x, hojd = yta.x(h.datum), yta.botten - TOPP
            yield (
                f'<rect x="{_tal(x)}" y="{TOPP}" width="{_tal(max(_slut(h, yta) - x, 3))}" height="{hojd}" '
                f'fill="url(#{namn}-rand)" fill-opacity="0.45" stroke="{GRA}" stroke-width="1"/>'
            )


def _slut(h: Diagramhandelse, yta: _Yta) -> float:
    if h.tom is not None:
        return yta.x(h.tom)
    return float(yta.hoger) if h.pagar else yta.x(h.datum)


def _inga(yta: _Yta) -> Iterator[str]:
    x, y = _tal((yta.vanster + yta.hoger) / 2), _tal((TOPP + yta.botten) / 2 + 5)
    yield f'<text x="{x}" y="{y}" text-anchor="middle">Inga mätningar än</text>'


def _dagar(handelser: Sequence[Diagramhandelse], yta: _Yta) -> Iterator[str]:
    """A line for each event and its word above the plot, on two lines in turn where they would meet."""
    slutar = [0.0, 0.0]
    for h in handelser:
        x = yta.x(h.datum)
        halv = len(h.text) * 4.1
        mitt = min(max((x + _slut(h, yta)) / 2, yta.vanster + halv), yta.hoger - halv)
        rad = 0 if mitt - halv > slutar[0] + 6 or slutar[0] <= slutar[1] else 1
        slutar[rad] = mitt + halv
        y = TOPP - 7 - 16 * rad
        if not h.ar_period:
            yield (
                f'<line x1="{_tal(x)}" y1="{y + 4}" x2="{_tal(x)}" y2="{yta.botten}" stroke="{MORK}" '
                'stroke-width="1.5" stroke-dasharray="2 3"/>'
            )
        yield f'<text x="{_tal(mitt)}" y="{y}" font-size="13" text-anchor="middle">{_text(h.text)}</text>'


def _serier(punkter: Sequence[Punkt], yta: _Yta) -> Iterator[str]:
    """The staff's readings as steps with circles, the person's own as dashed steps with diamonds."""
    fargen = {n.kod: n.farg or "#ffffff" for n in yta.nivaer}
    for egen in (True, False):
        hojning = EGEN_HOJNING if egen else 0
        serie = [(yta.x(p.datum), yta.y(p.niva) - hojning, p) for p in punkter if p.egen == egen]
        if len(serie) > 1:
            yield _trappa([(x, y) for x, y, _ in serie], egen=egen)
        for x, y, p in serie:
            yield _markor(x, y, "#ffffff" if egen else fargen[p.niva], egen=egen)


def _trappa(hornen: Sequence[tuple[float, float]], *, egen: bool) -> str:
    x0, y0 = hornen[0]
    vag = f"M{_tal(x0)} {_tal(y0)}" + "".join(f"H{_tal(x)}V{_tal(y)}" for x, y in hornen[1:])
    stil = f'stroke="{GRA}" stroke-width="2" stroke-dasharray="6 4"' if egen else f'stroke="{MORK}" stroke-width="3"'
    return f'<path d="{vag}" fill="none" {stil} stroke-linejoin="round"/>'


def _markor(x: float, y: float, farg: str, *, egen: bool) -> str:
    stil = f'fill="{_text(farg)}" stroke="{MORK}" stroke-width="2"'
    if egen:
        return f'<path d="M{_tal(x)} {_tal(y - 7)}l7 7l-7 7l-7 -7z" {stil}/>'
    return f'<circle cx="{_tal(x)}" cy="{_tal(y)}" r="6" {stil}/>'


def _tidsaxel(yta: _Yta) -> Iterator[str]:
    """Ticks with day and month; the year where it is first seen and where it changes."""
    forra = None
    for dag, med_dag in _skalstreck(yta.forsta, yta.sista):
        x = _tal(yta.x(dag))
        text = f"{dag.day} {MANADER[dag.month - 1]}" if med_dag else MANADER[dag.month - 1]
        yield f'<line x1="{x}" y1="{yta.botten}" x2="{x}" y2="{yta.botten + 6}" stroke="{MORK}" stroke-width="1.5"/>'
        yield f'<text x="{x}" y="{yta.botten + 21}" font-size="13" text-anchor="middle">{text}</text>'
        if dag.year != forra:
            yield f'<text x="{x}" y="{yta.botten + 37}" font-size="13" text-anchor="middle">{dag.year}</text>'
        forra = dag.year


def _skalstreck(forsta: date, sista: date) -> list[tuple[date, bool]]:
    """At most six days to mark: every n:th day, or the first of every n:th month."""
    spann = (sista - forsta).days
    for n in (1, 2, 7, 14):
        if spann // n < STORSTA_ANTAL_SKALSTRECK:
            return [(forsta + timedelta(days=i * n), True) for i in range(spann // n + 1)]
    manader = [m for m in range(_manad(forsta), _manad(sista) + 1) if _forsta_dagen(m) >= forsta]
    steg = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if _antal(manader, n) <= STORSTA_ANTAL_SKALSTRECK)
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
    y = yta.botten + 54
    x = 18.0
    if any(p.egen for p in punkter):
        for egen, text in ((False, "Bedömning"), (True, "Egen skattning")):
            yield _markor(x, y, "#ffffff", egen=egen)
            yield f'<text x="{_tal(x + 13)}" y="{y + 4}" font-size="13">{text}</text>'
            x += 36 + len(text) * 8.2
    if any(h.ar_period for h in handelser):
        yield (
            f'<rect x="{_tal(x - 6)}" y="{y - 7}" width="18" height="14" fill="url(#{namn}-rand)" '
            f'fill-opacity="0.45" stroke="{GRA}" stroke-width="1"/>'
        )
        yield f'<text x="{_tal(x + 18)}" y="{y + 4}" font-size="13">Paus</text>'
