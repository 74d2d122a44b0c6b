"""Word, inside one process, of which receivers' logs have grown, so that whoever waits needn't ask all the time.

Never the truth: what is missed here is found in the log at the next look.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from app.begrepp.parter import Mottagare

Lyssnare = Callable[[Collection[Mottagare]], None]
FLEST_VANTANDE = 100


class Vantan:
    """One that waits for a receiver's log to grow."""

    def __init__(self) -> None:
        self._bud = asyncio.Event()

    def vack(self) -> None:
        """There may be something now."""
        self._bud.set()

    async def hogst(self, sekunder: float) -> None:
        """Wait for the word, or as long as that; a word that has come already is taken at once."""
        try:
            async with asyncio.timeout(sekunder):
                await self._bud.wait()
        except TimeoutError:
            return
        self._bud.clear()


class Flodesbud:
    """Carries the word to who listens and who waits in this process."""

    def __init__(self) -> None:
        self._lyssnare: list[Lyssnare] = []
        self._vantande: dict[Vantan, Mottagare] = {}
        self.stangt = False

    def lyssna(self, lyssnare: Lyssnare) -> None:
        """Tell ``lyssnare``, after each commit of new posts here, whose logs have grown."""
        self._lyssnare.append(lyssnare)

    def beratta(self, mottagare: Collection[Mottagare]) -> None:
        """Tell everyone; after the commit."""
        for lyssnare in self._lyssnare:
            lyssnare(mottagare)
        for vantan, egen in self._vantande.items():
            if egen in mottagare:
                vantan.vack()

    @contextmanager
    def vantar(self, mottagare: Mottagare) -> Iterator[Vantan | None]:
        """A place to wait in for a receiver's log; none when all are taken or the process is about to stop."""
        if self.stangt or len(self._vantande) >= FLEST_VANTANDE:
            yield None
            return
        vantan = Vantan()
        self._vantande[vantan] = mottagare
        try:
            yield vantan
        finally:
            del self._vantande[vantan]

    def stang(self) -> None:
        """The process stops: nobody waits any longer."""
        self.stangt = True
        for vantan in self._vantande:
            vantan.vack()
