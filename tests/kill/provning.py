"""One trial: people at work, one kill after another, then the outbox runs dry and AF's counters decide."""

import random
from collections.abc import Iterable
from itertools import cycle

from app.core.crashpoints import Krasch
from tests.kill.facit import Facit, domt
from tests.kill.last import Arbetslag
from tests.kill.mutanter import Transaktionspunkt
from tests.kill.system import ARBETARE, SERVER, System, vanta

TID_FOR_PUNKT = 30.0
TID_FOR_TOMNING = 60.0
ARBETARPUNKTER = tuple(punkt.value for punkt in Krasch)
SERVERPUNKTER = tuple(punkt.value for punkt in Transaktionspunkt)
SLUMP = "slump"
Moment = tuple[str, str]


class Provning:
    """``moment`` are processes with the points that they shall die at, taken in turn until ``antal`` have died."""

    def __init__(self, system: System, slump: random.Random) -> None:
        self.system = system
        self._slump = slump
        self.dodade = 0

    def kor(self, moment: Iterable[Moment], antal: int, *, minst: int = 0) -> Facit:
        """Kill ``antal`` times, and let at least ``minst`` messages be acknowledged; the verdict."""
        lag = Arbetslag(self.system)
        self.system.starta_alla()
        lag.starta()
        for namn, punkt in cycle(moment):
            if self.dodade >= antal:
                break
            self._doda_vid(namn, punkt)
        vanta(lambda: bool(lag.fel) or len(lag.kvitterade) >= minst, TID_FOR_TOMNING, "arbetet")
        lag.sluta()
        vanta(self.system.utkorgen_ar_tom, TID_FOR_TOMNING, "tömningen")
        return domt(self.system, lag.kvitterade, self.dodade)

    def _doda_vid(self, namn: str, punkt: str) -> None:
        """Let the process die at the point, and start it anew.

        The control application arms what it knows in the server; any other process is killed at a random
        moment and comes back armed.
        """
        if punkt in ARBETARPUNKTER and namn == SERVER:
            self.system.kontroll("PUT", f"/krascha/{punkt}?gang={self._slump.randint(1, 8)}")
        else:
            self._doda_nar_som_helst(namn)
            self.system.starta(namn, "" if punkt == SLUMP else f"{punkt}:{self._slump.randint(1, 12)}")
        if punkt != SLUMP:
            assert self.system.dog(namn, TID_FOR_PUNKT), f"{namn} nådde aldrig {punkt}"
            self.dodade += 1
            self.system.starta(namn)

    def _doda_nar_som_helst(self, namn: str) -> None:
        assert not self.system.dog(namn, self._slump.uniform(0.05, 0.6)), f"{namn} dog av sig själv"
        self.system.doda(namn)
        self.dodade += 1


def med_arbetaren_i_servern() -> list[Moment]:
    """Every point, in the one process that there is."""
    par = zip(ARBETARPUNKTER, SERVERPUNKTER, strict=True)
    return [(SERVER, SLUMP), *((SERVER, punkt) for tva in par for punkt in tva)]


def med_egna_arbetare() -> list[Moment]:
    """The worker's points in one of two workers, the transactions' in the server."""
    par = zip(ARBETARPUNKTER, SERVERPUNKTER, strict=True)
    return [moment for hos, sparat in par for moment in ((ARBETARE[0], hos), (SERVER, sparat))]
