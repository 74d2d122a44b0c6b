"""How many there are of each kind, group by group, as a picture of counts where small ones are hidden (DP-30).

What is hidden is told to be hidden and has no length that could be read. The counts come ready: what must be hidden is
decided where they are counted. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core.drawing import BREDD, GRA, LJUS, MARGINAL, MORK, bild, bredd, monster, namn_for, rad, radbrutet, ruta, tal

TOPP, RADAVSTAND, RAD, STAPEL, LUFT = 40, 19, 46, 16, 12
VANSTER, HOGER = MARGINAL, BREDD - MARGINAL
DOLD = "visas inte"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count; none where it is hidden. ``farg`` only repeats the name."""

    namn: str
    antal: int | None
    farg: str | None = None


@dataclass(frozen=True, slots=True)
class Grupp:
    """A group, such as an enhet, with its counts in order."""

    namn: str
    celler: tuple[Cell, ...]


def beskriv(titel: str, grupper: Iterable[Grupp], minst: int) -> str:
    """The whole content of the picture in words."""
    rader = [f"{g.namn}: {', '.join(f'{c.namn} {_antal(c)}' for c in g.celler) or 'inga'}." for g in grupper]
    return " ".join([f"{titel}.", *(rader or ["Inget att visa."]), _regel(minst)])


def _regel(minst: int) -> str:
    return f"Antal som kan röja någon visas inte, som grupper under {minst} personer."


def _antal(c: Cell) -> str:
    return DOLD if c.antal is None else str(c.antal)


def fordelningsdiagram(titel: str, grupper: Iterable[Grupp], minst: int) -> str:
    """The picture; ``minst`` is the smallest group that is shown."""
    alla = list(grupper)
    beskrivning = beskriv(titel, alla, minst)
    namn = namn_for("fordelning", beskrivning)
    storst = max((c.antal or 0 for g in alla for c in g.celler), default=0) or 1
    delar, y = [monster(namn)], float(TOPP)
    for i, grupp in enumerate(alla):
        hojd = _hojd(grupp)
        if i % 2 == 0:
            delar.append(ruta(0, y, BREDD, hojd, fyllning=LJUS))
        delar += _grupp(grupp, y, storst, namn)
        y += hojd
    if not alla:
        delar.append(rad(BREDD / 2, y + 30, "Inget att visa", ankare="middle"))
        y += 60
    fot = radbrutet(_regel(minst), 46, 3)
    delar += [rad(MARGINAL, y + 26 + RADAVSTAND * i, text) for i, text in enumerate(fot)]
    return bild(namn, titel, beskrivning, y + 26 + RADAVSTAND * len(fot), delar)


def _hojd(grupp: Grupp) -> float:
    return 2 * LUFT + RADAVSTAND * len(_namn(grupp)) + RAD * len(grupp.celler)


def _namn(grupp: Grupp) -> list[str]:
    return radbrutet(grupp.namn, 42)


def _grupp(grupp: Grupp, y: float, storst: int, namn: str) -> Iterator[str]:
    y += LUFT + 12
    for text in _namn(grupp):
        yield rad(MARGINAL, y, text, fet=True)
        y += RADAVSTAND
    for cell in grupp.celler:
        yield from _cell(cell, y, storst, namn)
        y += RAD


def _cell(cell: Cell, y: float, storst: int, namn: str) -> Iterator[str]:
    """Name and count above the bar; a hidden one is a striped strip of the same length for all."""
    [text] = radbrutet(cell.namn, 32, 1)
    yield rad(MARGINAL, y + 4, text)
    yield rad(HOGER, y + 4, _antal(cell), ankare="end")
    if cell.antal is None:
        yield (
            f'<rect x="{tal(VANSTER)}" y="{tal(y + 11)}" width="{tal(bredd(DOLD))}" height="{STAPEL}" '
            f'fill="url(#{namn}-rand)" stroke="{GRA}" stroke-width="1" stroke-dasharray="4 3"/>'
        )
    elif cell.antal:
        langd = (HOGER - VANSTER) * cell.antal / storst
        yield ruta(VANSTER, y + 11, langd, STAPEL, fyllning=cell.farg or MORK, kant=MORK)


def summa(celler: Sequence[Cell]) -> int | None:
    """All of them together; none where one is hidden, since the rest would tell it."""
    antal = [c.antal for c in celler]
    return None if None in antal else sum(a or 0 for a in antal)
