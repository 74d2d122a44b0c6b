"""Counts that may be shown to anyone: small ones are hidden, and cannot be worked out from the others (DP-30).

The smallest groups that are counted are the cells: one figure of one unit. A cell of ``grans`` or more is told as
it is; a smaller one, none included, only as "from 0 to grans - 1". That is all that is ever told of a cell.

Everything else is made of what is told, never counted by itself:

- The total of one figure over all units is what is told of them, plus a class of the hidden ones' sum: how many
  whole times ``grans`` it holds, and no more than it could hold if one of the hidden cells were none at all.
- Any coarser figure, such as a row's sum, is the sum of those that it consists of, from the lowest to the highest.

What is guaranteed: whoever has every table of every report made so, for any periods, finds that each hidden cell may
still be any number from 0 to ``grans`` - 1, as long as the figures of a unit are of groups that do not overlap or
just lie within each other. A cell is in one total only, and that total fits whatever the cell is; two reports share
no equation. It is not guaranteed against somebody who knows from elsewhere who has moved in or out of a group between
two reports. Therefore reports are made for whole periods, not for any day.

The units that are told of must be chosen without looking at the counts. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

STANDARDGRANS = 5


@dataclass(frozen=True, slots=True)
class Spann:
    """What is told of a count: that it is from ``minst`` to ``hogst``, both included."""

    minst: int
    hogst: int

    @property
    def exakt(self) -> bool:
        """Whether it is told as it is."""
        return self.minst == self.hogst

    def __add__(self, annat: Self) -> Self:
        return type(self)(self.minst + annat.minst, self.hogst + annat.hogst)


INGET = Spann(0, 0)


def cell(antal: int, grans: int) -> Spann:
    """What is told of one cell."""
    return Spann(antal, antal) if antal >= grans else Spann(0, grans - 1)


def total(antalen: Sequence[int], grans: int) -> Spann:
    """What is told of the sum of one figure over all units."""
    dolda = [antal for antal in antalen if antal < grans]
    visat = sum(antalen) - sum(dolda)
    if not dolda:
        return Spann(visat, visat)
    hogsta_klass = (len(dolda) - 1) * (grans - 1) // grans
    klass = min(sum(dolda) // grans, hogsta_klass)
    slut = len(dolda) * (grans - 1) if klass == hogsta_klass else klass * grans + grans - 1
    return Spann(visat + klass * grans, visat + slut)


def summa(spann: Iterable[Spann]) -> Spann:
    """A coarser figure of what is told of those that it consists of."""
    return sum(spann, INGET)


@dataclass(frozen=True, slots=True)
class Kolumn:
    """What is told of one figure: of each unit, and of all of them."""

    enheter: Mapping[str, Spann]
    alla: Spann


def kolumn(antal: Mapping[str, int], grans: int) -> Kolumn:
    """One figure, by unit."""
    return Kolumn({enhet: cell(n, grans) for enhet, n in antal.items()}, total(list(antal.values()), grans))


def sammanlagd(kolumner: Sequence[Kolumn]) -> Kolumn:
    """Figures of groups that do not overlap, as one."""
    enheter = kolumner[0].enheter if kolumner else {}
    return Kolumn({e: summa(k.enheter[e] for k in kolumner) for e in enheter}, summa(k.alla for k in kolumner))
