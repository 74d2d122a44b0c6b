"""Hours of each week against what attendance is measured against, as a picture: attended, validly absent, planned.

Each row says its figures in words, so that lengths only repeat them. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.drawing import (
    BREDD,
    LJUS,
    MARGINAL,
    MORK,
    VIT,
    bild,
    kort_dag,
    linje,
    monster,
    namn_for,
    rad,
    radbrutet,
    ruta,
    tal,
)
from app.flode.narvaro.timrakning import Timrad

TITEL = "Timmar per vecka"
TOPP, RADHOJD, STAPEL, RADAVSTAND = 40, 82, 18, 19
VANSTER, HOGER = MARGINAL, BREDD - MARGINAL
FORKLARING = ("Närvaro", "Giltig frånvaro", "Annan planerad tid", "Krav på deltagande")


@dataclass(frozen=True, slots=True)
class Stapel:
    """Minutes of a week; ``planerat`` holds the three after it, ``mal`` is what attendance is measured against.

    ``omarkerat`` is over and nobody has said how it went, which is no absence (AK-20).
    """

    ar: int
    vecka: int
    fran: date
    tom: date
    planerat: int
    narvaro: int
    giltig_franvaro: int
    omarkerat: int
    mal: int

    @property
    def langst(self) -> int:
        """What the row must have room for."""
        return max(self.planerat, self.narvaro + self.giltig_franvaro, self.mal)

    @property
    def text(self) -> str:
        """``18 h närvaro och 3 h giltig frånvaro av 25 h``."""
        if not self.langst:
            return "Inget planerat, inget krav"
        giltig = f" och {i_timmar(self.giltig_franvaro)} giltig frånvaro" if self.giltig_franvaro else ""
        oklart = f". {i_timmar(self.omarkerat)} är inte rapporterat" if self.omarkerat else ""
        return f"{i_timmar(self.narvaro)} närvaro{giltig} av {i_timmar(self.mal)}{oklart}"


def stapel(rad_: Timrad) -> Stapel:
    """Of a counted ISO week."""
    ar, vecka, _ = rad_.tid.fran.isocalendar()
    a = rad_.summor.anvisat
    return Stapel(
        ar=ar,
        vecka=vecka,
        fran=rad_.tid.fran,
        tom=rad_.tid.tom,
        planerat=a.planerat,
        narvaro=a.narvaro,
        giltig_franvaro=a.giltig_franvaro,
        omarkerat=a.omarkerat - a.kommande,
        mal=rad_.summor.kravet.mal,
    )


def i_timmar(minuter: int) -> str:
    """``7,5 h``, to a tenth."""
    return f"{minuter / 60:.1f}".removesuffix(".0").replace(".", ",") + " h"


def beskriv(staplar: Iterable[Stapel]) -> str:
    """The whole content of the picture in words."""
    rader = [
        f"Vecka {s.vecka} {s.ar}: {s.text}; planerat {i_timmar(s.planerat)}." for s in sorted(staplar, key=_ordning)
    ]
    return " ".join([f"{TITEL}.", *(rader or ["Inga veckor att visa."])])


def _ordning(s: Stapel) -> date:
    return s.fran


def timdiagram(staplar: Iterable[Stapel]) -> str:
    """The picture, oldest week first."""
    rader = sorted(staplar, key=_ordning)
    beskrivning = beskriv(rader)
    namn = namn_for("tim", beskrivning)
    botten = TOPP + (sum(_hojd(s) for s in rader) if rader else RADHOJD)
    delar = [monster(namn), *(_rader(rader, namn) if rader else _inga()), *_forklaring(botten, namn)]
    return bild(namn, TITEL, beskrivning, botten + 30 * len(FORKLARING) + 14, delar)


def _inga() -> Iterator[str]:
    yield rad(BREDD / 2, TOPP + RADHOJD / 2, "Inga veckor att visa", ankare="middle")


def _rader(rader: Sequence[Stapel], namn: str) -> Iterator[str]:
    skala = (HOGER - VANSTER) / max(*(s.langst for s in rader), 60)
    y = TOPP
    for i, s in enumerate(rader):
        if i % 2 == 0:
            yield ruta(0, y, BREDD, _hojd(s), fyllning=LJUS)
        yield rad(MARGINAL, y + 22, f"Vecka {s.vecka}", fet=True)
        yield rad(MARGINAL + 92, y + 22, f"{kort_dag(s.fran)}–{kort_dag(s.tom)}")
        for n, text in enumerate(_textrader(s)):
            yield rad(MARGINAL, y + 42 + n * RADAVSTAND, text)
        yield from _staplar(s, y + _hojd(s) - 29, skala, namn)
        y += _hojd(s)


def _textrader(s: Stapel) -> list[str]:
    return radbrutet(s.text, 50)


def _hojd(s: Stapel) -> int:
    return RADHOJD + RADAVSTAND * (len(_textrader(s)) - 1)


def _staplar(s: Stapel, y: float, skala: float, namn: str) -> Iterator[str]:
    """What was planned as an empty bar, what came of it inside it, and where it should reach."""
    narvaro, giltig = s.narvaro * skala, s.giltig_franvaro * skala
    if s.planerat:
        yield ruta(VANSTER, y, s.planerat * skala, STAPEL, kant=MORK)
    if narvaro:
        yield ruta(VANSTER, y, narvaro, STAPEL, fyllning=MORK)
    if giltig:
        yield _randig(VANSTER + narvaro, y, giltig, namn)
    if s.mal:
        yield from _mal(VANSTER + s.mal * skala, y)


def _randig(x: float, y: float, b: float, namn: str) -> str:
    return (
        f'<rect x="{tal(x)}" y="{tal(y)}" width="{tal(b)}" height="{STAPEL}" fill="url(#{namn}-rand)" '
        f'stroke="{MORK}" stroke-width="1.5"/>'
    )


def _mal(x: float, y: float) -> Iterator[str]:
    """A line with a light edge, so that it is seen on the bar and beside it."""
    yield linje(x, y - 5, x, y + STAPEL + 5, farg=VIT, tjock=7)
    yield linje(x, y - 5, x, y + STAPEL + 5, tjock=3)


def _forklaring(botten: float, namn: str) -> Iterator[str]:
    mitt = MARGINAL + 14
    for i, text in enumerate(FORKLARING):
        y = botten + 28 + 30 * i
        match i:
            case 0:
                yield ruta(MARGINAL, y - 14, 28, STAPEL, fyllning=MORK)
            case 1:
                yield _randig(MARGINAL, y - 14, 28, namn)
            case 2:
                yield ruta(MARGINAL, y - 14, 28, STAPEL, kant=MORK)
            case _:
                yield from _mal(mitt, y - 14)
        yield rad(MARGINAL + 38, y, text)
