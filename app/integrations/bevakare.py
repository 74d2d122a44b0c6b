"""Computes the clocks and bevakningar of changed ärenden anew, soon after the change and beside its transaction.

The inbox of their utförare follows them.

Each process looks after its own changes. What is lost when one dies, the jobs heal.
"""

from collections.abc import Iterator
from uuid import UUID

from app.begrepp.parter import systemaktor
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Berord
from app.flode.bedomning.provningar import rakna_om_klockor_for
from app.flode.bevakning.actions import PORTION, rakna_om
from app.vyer.inkorg import projektion as inkorg

SYSTEM = systemaktor("bevakningar")


class Bevakare:
    """Remembers which ärenden this process has written about, each once, until they are computed."""

    def __init__(self, tjanster: Tjanster) -> None:
        self._transaktioner = tjanster.transaktioner
        self._berorda: set[Berord] = set()
        self._transaktioner.lyssna(self._berorda.update)

    async def omgang(self) -> int:
        """Compute all that has changed since the last time; how many tasks changed."""
        return sum([await self._rakna_om(kommunkod, idn) for kommunkod, idn in self._portioner()])

    def _portioner(self) -> Iterator[tuple[str, list[UUID]]]:
        """The ärenden by kommun, no more at a time than one transaction takes."""
        for kommunkod in sorted({kommun for kommun, _ in self._berorda}):
            idn = sorted(arende for kommun, arende in self._berorda if kommun == kommunkod)
            for i in range(0, len(idn), PORTION):
                yield kommunkod, idn[i : i + PORTION]

    async def _rakna_om(self, kommunkod: str, idn: list[UUID]) -> int:
        """In one transaction; what changes again meanwhile, or fails, is computed the next time."""
        portion = {(kommunkod, arende) for arende in idn}
        self._berorda -= portion

        async def steg(arbete: Arbete) -> int:
            await rakna_om_klockor_for(arbete, idn)
            await arbete.session.flush()
            return await rakna_om(arbete, idn)

        try:
            andrade = await self._transaktioner.kor(SYSTEM, kommunkod, steg)
            await inkorg.folj(self._transaktioner, kommunkod, idn)
        except BaseException:
            self._berorda |= portion
            raise
        return andrade
