"""One trial: people at work, every process killed again and again, then the outbox runs dry and the books are read."""

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event

from app.core.crashpoints import Krasch
from tests.kill.facit import Facit, domt
from tests.kill.last import Arbetslag
from tests.kill.mutanter import Transaktionspunkt
from tests.kill.system import ARBETARE, SERVER, System, vanta

# A worker that finds nothing to do in this time is killed where it is; its next point gets its turn.
TID_FOR_PUNKT = 8.0
TID_FOR_ARBETET = 180.0
# Slow is no fault, to stand still is.
TID_UTAN_FRAMSTEG = 60.0
# More than this on its way to AF, or back from it, and the people rest: what runs dry at the end does not depend on how
# fast the machine is.
MEST_TILL_AF, MEST_FRAN_AF, VAR = 60, 200, 0.25
ARBETARPUNKTER = tuple(p.value for p in (Krasch.FORE_SANDNING, Krasch.EFTER_SANDNING, Krasch.EFTER_COMMIT))
SERVERPUNKTER = tuple(punkt.value for punkt in Transaktionspunkt)
SLUMP = "slump"
Punkter = Mapping[str, tuple[str, ...]]

# Every point, in the one process that there is.
MED_ARBETAREN_I_SERVERN: Punkter = {SERVER: (SLUMP, *ARBETARPUNKTER, *SERVERPUNKTER)}
# The server and two workers, all killed in the middle of the others' work.
MED_EGNA_ARBETARE: Punkter = {
    SERVER: (SLUMP, *SERVERPUNKTER),
    **dict.fromkeys(ARBETARE, (SLUMP, *ARBETARPUNKTER, *SERVERPUNKTER)),
}


@dataclass
class Offer:
    """A process that dies at one point after another; each death costs one start."""

    system: System
    namn: str
    punkter: Iterator[str]
    slump: random.Random
    dodade: int = 0
    natt: set[str] = field(default_factory=set)

    def starta(self) -> None:
        """Start it with its next death ahead of it."""
        self._punkt = next(self.punkter)
        self._fodd = time.monotonic()
        self._nar = self.slump.uniform(0.05, 0.5) if self._punkt == SLUMP else TID_FOR_PUNKT
        vid = self.slump.randint(1, (6 if self._punkt in ARBETARPUNKTER else 12))
        self.system.starta_utan_att_vanta(self.namn, "" if self._punkt == SLUMP else f"{self._punkt}:{vid}")

    def se_till(self) -> None:
        """Kill it when its moment has come; start it anew when it has died."""
        slumpad, levat = self._punkt == SLUMP, time.monotonic() - self._fodd
        if self.system.lever(self.namn):
            if levat < self._nar:
                return
            self.system.doda(self.namn)
        else:
            assert not slumpad, f"{self.namn} dog av sig själv"
            self.natt.add(self._punkt)
        self.dodade += 1
        self.starta()

    def lat_leva(self) -> None:
        """Let it work undisturbed from now on."""
        self.system.doda(self.namn)
        self.dodade += 1
        self.system.starta(self.namn)


class Provning:
    """``punkter``: which processes shall die, and at which points in turn.

    ``arenden_per_kund``: the fewer, the more messages wait behind each other.
    """

    def __init__(self, system: System, slump: random.Random, punkter: Punkter, *, arenden_per_kund: int = 5) -> None:
        self.system = system
        self._arenden_per_kund = arenden_per_kund
        self._slump = slump
        self._offer = [Offer(system, namn, cycle(egna), slump) for namn, egna in punkter.items()]

    @property
    def dodade(self) -> int:
        """How many deaths there have been."""
        return sum(offer.dodade for offer in self._offer)

    @property
    def aldrig_nadda(self) -> set[str]:
        """Named points that no process of any kind has died at."""
        natt = {punkt for offer in self._offer for punkt in offer.natt}
        return {*ARBETARPUNKTER, *SERVERPUNKTER} - natt

    def kor(self, antal: int, *, minst: int = 0, efterat: int = 0) -> Facit:
        """Kill ``antal`` times at least, and let at least ``minst`` messages be acknowledged; the verdict.

        ``efterat``: how many of them at least after the last death.
        """
        lag = Arbetslag(self.system, arenden_per_kund=self._arenden_per_kund)
        offer_for = {offer.namn: offer for offer in self._offer}
        for namn in self.system.tjanstens:
            offer_for[namn].starta() if namn in offer_for else self.system.starta(namn)
        lag.starta()
        paus, nasta = Event(), 0.0
        while self.dodade < antal and not lag.fel:
            for offer in self._offer:
                offer.se_till()
            if time.monotonic() >= nasta:
                lag.vila(nar=self._mycket_pa_vag(len(lag.kvitterade)))
                nasta = time.monotonic() + VAR
            paus.wait(0.01)
        lag.vila(nar=False)
        for offer in self._offer:
            offer.lat_leva()
        minst = max(minst, len(lag.kvitterade) + efterat)
        vanta(lambda: bool(lag.fel) or len(lag.kvitterade) >= minst, TID_FOR_ARBETET, "arbetet")
        lag.sluta()
        self.system.vanta_ut(TID_UTAN_FRAMSTEG, var=1.0)
        return domt(self.system, lag.kvitterade, self.dodade)

    def _mycket_pa_vag(self, kvitterade: int) -> bool:
        raknare = self.system.af("GET", "/raknare")
        return kvitterade - raknare["effekter"] > MEST_TILL_AF or raknare["vantande_handelser"] > MEST_FRAN_AF
