"""Times of an ordinary week: days, one stretch of a day, and what of some times lies outside others (pure)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Veckodag(StrEnum):
    """Day of the week, in its order."""

    MANDAG = "mandag"
    TISDAG = "tisdag"
    ONSDAG = "onsdag"
    TORSDAG = "torsdag"
    FREDAG = "fredag"
    LORDAG = "lordag"
    SONDAG = "sondag"


VECKAN = tuple(Veckodag)
SVENSKA = dict(zip(VECKAN, ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"), strict=True))


@dataclass(frozen=True, slots=True, order=True)
class Pass:
    """One time of the week; ``fran`` and ``till`` are minutes since midnight."""

    veckodag: Veckodag
    fran: int
    till: int

    def krockar(self, annat: "Pass") -> bool:
        """Whether both want the same moment; an end may meet a beginning."""
        return self.veckodag == annat.veckodag and self.fran < annat.till and annat.fran < self.till

    def utom(self, annat: "Pass") -> Iterator["Pass"]:
        """What is left of it when the other's time is taken away."""
        if not self.krockar(annat):
            yield self
            return
        if self.fran < annat.fran:
            yield Pass(self.veckodag, self.fran, annat.fran)
        if annat.till < self.till:
            yield Pass(self.veckodag, annat.till, self.till)

    def __str__(self) -> str:
        return f"{SVENSKA[self.veckodag]} {klockslag(self.fran)}–{klockslag(self.till)}"


def minuter_av(klockslag: str) -> int:
    """Minutes since midnight of ``09:30``."""
    h, _, m = klockslag.partition(":")
    return int(h) * 60 + int(m)


def klockslag(minuter: int) -> str:
    """``09:30`` of minutes since midnight."""
    return f"{minuter // 60:02d}:{minuter % 60:02d}"


def pass_av(rader: Iterable[dict[str, str]]) -> tuple[Pass, ...]:
    """Times as they are stored: weekday, from and till as ``HH:MM``."""
    return tuple(Pass(Veckodag(r["veckodag"]), minuter_av(r["fran"]), minuter_av(r["till"])) for r in rader)


def utanfor(tider: Iterable[Pass], ramar: Iterable[Pass]) -> list[Pass]:
    """The parts of ``tider`` that none of ``ramar`` covers, in the order of the week."""
    kvar = list(tider)
    for ram in ramar:
        kvar = [del_ for ett in kvar for del_ in ett.utom(ram)]
    return sorted(kvar, key=lambda p: (VECKAN.index(p.veckodag), p.fran, p.till))
