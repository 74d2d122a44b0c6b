"""Named points where a test may kill the process as hard as a power cut (R3).

Outside test mode nothing can be armed, so a point costs one dictionary look-up. Knows no step.
"""

import os
from collections.abc import Callable
from enum import StrEnum

from app.settings import Lage

DODSKOD = 9


class Krasch(StrEnum):
    """Where the outbox worker and gallring may die."""

    FORE_SANDNING = "fore_sandning"
    EFTER_SANDNING = "efter_sandning"
    EFTER_COMMIT = "efter_commit"
    GALLRADE_RADER = "gallrade_rader"
    GALLRAD_FIL = "gallrad_fil"
    GALLRAT_INNEHALL = "gallrat_innehall"


def _do() -> None:
    os._exit(DODSKOD)


class Krascher:
    """Armed points of one process; ``do`` is what a met point does, by default an exit without any cleaning up."""

    def __init__(self, lage: Lage, do: Callable[[], None] = _do) -> None:
        self._far_armas = lage is Lage.TEST
        self._do = do
        self._armerade: dict[Krasch, int] = {}

    def arma(self, punkt: Krasch, *, vid: int = 1) -> None:
        """Die the ``vid``:th time that the point is met; raises ``RuntimeError`` outside test mode."""
        if not self._far_armas:
            raise RuntimeError("krascher armas bara i testläge")
        self._armerade[punkt] = vid

    def vid(self, punkt: Krasch) -> None:
        """Meet a point."""
        kvar = self._armerade.get(punkt)
        if kvar is None:
            return
        self._armerade[punkt] = kvar - 1
        if kvar <= 1:
            del self._armerade[punkt]
            self._do()
