"""How much a client may ask for: the token bucket that all processes share, and one process's part of it (S9).

Pure arithmetic, told what time it is. In any ``t`` seconds P processes let through at most
``storst + takt · t + P · del_`` calls: what the bucket held, what ran into it, and what each held or took on credit.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

# The part of a bucket that one process borrows at a time.
ANDEL = 0.05


@dataclass(frozen=True, slots=True)
class Kvotregel:
    """``takt`` calls a second in the long run, and as many at once as ``skur`` seconds give."""

    namn: str
    takt: float
    skur: float

    @property
    def storst(self) -> float:
        """What a full bucket holds."""
        return max(1.0, self.takt * self.skur)

    @property
    def del_(self) -> float:
        """What a process holds at most."""
        return max(1.0, self.storst * ANDEL)

    def inne(self, kvar: float, sedan: float) -> float:
        """What is in the bucket ``sedan`` seconds after it held ``kvar``."""
        return min(self.storst, kvar + self.takt * max(0.0, sedan))


class Lan(NamedTuple):
    """So many calls, the debt that was paid, and what the bucket holds afterwards: less than nothing too."""

    antal: float
    betalt: float
    efter: float


@dataclass(slots=True)
class Konto:
    """What one process has of a bucket. It begins on credit, so that nobody waits for the first loan.

    ``skuld`` is what was taken without being borrowed; the next loan pays it. ``i_hinken`` is what the shared bucket
    held when last heard of.
    """

    regel: Kvotregel
    nu: float
    kvar: float = field(init=False)
    skuld: float = field(init=False)
    i_hinken: float = field(init=False)
    tidigast: float = field(init=False)

    def __post_init__(self) -> None:
        self.kvar = self.skuld = self.regel.del_
        self.i_hinken = self.regel.storst - self.skuld
        self.tidigast = self.nu

    def ta(self) -> bool:
        """Let one call through, if there is room for it."""
        if self.kvar < 1:
            return False
        self.kvar -= 1
        return True

    def lamna_tillbaka(self) -> None:
        """The call was not let through after all."""
        self.kvar += 1

    def behover(self, nu: float) -> bool:
        """Whether it is time to borrow: ahead of need, and not sooner than there can be something to borrow."""
        return self.kvar < max(1.0, self.regel.del_ / 2) and nu >= self.tidigast

    def mojligt(self, hinken: float) -> Lan:
        """The loan that a bucket that holds ``hinken`` can give, after the debt is paid.

        A debt larger than a whole bucket is forgiven: it comes from a database that was away.
        """
        efter = max(hinken - self.skuld, -self.regel.storst)
        antal = max(0.0, min(self.regel.del_ - self.kvar, efter))
        return Lan(antal, self.skuld, efter - antal)

    def fa(self, lan: Lan, nu: float) -> None:
        """The loan is given."""
        self.kvar += lan.antal
        self.skuld -= lan.betalt
        self.i_hinken = lan.efter
        self.nu, self.tidigast = nu, nu if lan.efter >= 1 else nu + self.regel.del_ / (2 * self.regel.takt)

    def pa_kredit(self, nu: float) -> None:
        """The shared bucket cannot be reached: this process lets through what runs into it meanwhile."""
        kredit = min(max(0.0, self.regel.del_ - self.kvar), self.regel.takt * max(0.0, nu - self.nu))
        self.kvar += kredit
        self.skuld += kredit
        self.nu = nu

    @property
    def synligt(self) -> int:
        """How many calls there is room for, as far as this process knows."""
        return max(0, int(self.kvar + self.i_hinken))

    def vanta(self, nu: float) -> int:
        """Whole seconds until it is worth trying again."""
        brist = 1 - self.kvar - max(self.i_hinken, -self.regel.storst)
        return max(1, round(brist / self.regel.takt + 0.5), int(self.tidigast - nu + 0.999))
