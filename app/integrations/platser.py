"""A worker's places: how many calls it may make at once.

Where a number is agreed with the receiver it holds for all processes: each worker has a share of it by the database
(``Mottagarlage.dela_ut``), for a time. The share is renewed in the transactions that claim messages, given back when
the worker stops, and free for the others when the time of a worker that died is out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf

from sqlalchemy import select

from app.core.database import databasklocka
from app.core.outbox import ENDA
from app.core.outbox_claims import nagot_att_sanda
from app.core.outbox_recipients import lage_av
from app.core.unit_of_work import Arbete
from app.integrations.kanal import Kanal

# Shares are renewed this many times in the time that they are given for, so that a new worker soon gets its own.
FORNYELSER = 12
# Asked for on its own, so that it is read when the receiver's row has been waited for.
KLOCKAN = select(databasklocka())


class Platser:
    """One worker's on one channel. ``antal`` is what it has been given; a new part of it is used when committed."""

    def __init__(self, kanal: Kanal, arbetare: str) -> None:
        self._kanal = kanal
        self._arbetare = arbetare
        self._delas = kanal.regler.delad_samtidighet
        self.antal = 0 if self._delas else kanal.samtidighet
        self._galler = self.antal
        self._pagar = 0
        self._fornyad: float | None = None
        self._ledigt = asyncio.Condition()

    @asynccontextmanager
    async def ta(self) -> AsyncIterator[bool]:
        """A place for one call, when there is one; tells whether a call may still begin.

        A call takes less than half of the time that the share is given for.
        """
        async with self._ledigt:
            await self._ledigt.wait_for(lambda: self._pagar < self._galler)
            self._pagar += 1
        try:
            yield not self._delas or self._alder() < self._kanal.regler.lan / 2
        finally:
            self._pagar -= 1
            await self._vack()

    def _alder(self) -> float:
        """Seconds since the share was given."""
        return inf if self._fornyad is None else asyncio.get_running_loop().time() - self._fornyad

    async def forny(self, arbete: Arbete) -> int:
        """Places for what the transaction is about to claim; the share is asked for anew when it is time to.

        Before any message is locked, and only while something waits, so that an idle worker writes nothing.
        """
        if not self._delas or (self.antal > 0 and self._alder() < self._kanal.regler.lan / FORNYELSER):
            return self.antal
        if await arbete.kanske(nagot_att_sanda(self._kanal.mottagare, arbete.nu)) is None:
            return 0
        begard = asyncio.get_running_loop().time()
        lage = await lage_av(arbete, self._kanal.mottagare, ENDA)
        nu = await arbete.en(KLOCKAN)
        till = nu + self._kanal.regler.lan
        self.antal = lage.dela_ut(self._arbetare, self._pagar, self._kanal.samtidighet, nu, till)
        self._galler, self._fornyad = min(self._galler, self.antal), begard
        return self.antal

    async def galla(self) -> None:
        """What was given is committed."""
        if self._galler != self.antal:
            self._galler = self.antal
            await self._vack()

    @property
    def har_andel(self) -> bool:
        """Whether there is a share to give back."""
        return self._fornyad is not None

    async def lamna(self, arbete: Arbete) -> None:
        """Give the share back, when nothing is on the wire."""
        self.antal = self._galler = 0
        self._fornyad = None
        (await lage_av(arbete, self._kanal.mottagare, ENDA)).ta_tillbaka(self._arbetare)

    async def _vack(self) -> None:
        async with self._ledigt:
            self._ledigt.notify_all()
