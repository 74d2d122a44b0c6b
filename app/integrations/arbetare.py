"""The outbox worker: claims messages with a lease, sends them outside any transaction, stores the outcome.

At least once on the wire; once in effect by the receiver's dedup key. Any number of workers may run
beside each other. The kvittens, its effect on the object and the row's status commit together.
"""

import asyncio
from collections.abc import Sequence
from random import SystemRandom
from typing import Any
from uuid import uuid4

from app.core.crashpoints import Krasch
from app.core.crypto import Forseglingsfel
from app.core.edge.logging import logga_undantag
from app.core.edge.tracing import sparad
from app.core.outbox import Avvisning, Utkorgsrad
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.integrations.bokforing import SYSTEM, Bokforing
from app.integrations.brytare import Brytare
from app.integrations.kanal import Kanal
from app.integrations.platser import KLOCKAN, Platser
from app.integrations.utfall import Avvisat, Uteblivet, Utfall

LANGSTA_FELVILA = 5.0
# How many messages a worker has in hand for each call that it may make: while some are on the wire others are
# claimed and booked, so that the receiver never waits for the database.
I_HAND = 2
Leveranser = set[asyncio.Task[None]]


class Arbetare:
    """One worker on one channel. ``omgang`` is one turn, ``kor`` goes on until told to stop."""

    def __init__(self, tjanster: Tjanster, kanal: Kanal) -> None:
        self._tjanster = tjanster
        self._kanal = kanal
        self._namn = uuid4().hex
        self._slump = SystemRandom()
        self._brytare = Brytare(tjanster, kanal)
        self._platser = Platser(kanal, self._namn)
        self._bokforing = Bokforing(tjanster.transaktioner, self._namn, kanal.regler, self._slump)

    async def stang(self) -> None:
        """Close the channel's connections."""
        await self._kanal.stang()

    async def kor(self, stopp: asyncio.Event) -> None:
        """Deliver until ``stopp``; what is on the wire then is finished, so that no lease is left behind."""
        pagar: Leveranser = set()
        fel, stoppas = 0, asyncio.create_task(stopp.wait())
        try:
            while not stopp.is_set():
                rader, fel = await self._forsok_lana(len(pagar), fel)
                pagar |= {asyncio.create_task(self._leverera(rad)) for rad in rader}
                pagar = await self._vila(pagar, stoppas, fel)
            await asyncio.gather(*pagar)
            await self._sluta()
        finally:
            for uppgift in (stoppas, *pagar):
                uppgift.cancel()

    async def _forsok_lana(self, pagar: int, fel: int) -> tuple[Sequence[Utkorgsrad], int]:
        """Claimed rows, and how many claims in a row have failed: the database may be away, the worker stays."""
        try:
            await self._brytare.beratta()
            rader = await self._lana(I_HAND * self._kanal.samtidighet - pagar, pagar)
            if not rader and not pagar:
                await self._brytare.beratta(allt=True)
        except Exception as undantag:  # noqa: BLE001 - whatever it was, it is tried again
            logga_undantag(undantag, jobb="arbetare")
            return (), fel + 1
        return rader, 0

    async def _sluta(self) -> None:
        """Tell what has been seen of the receivers and give back the share; lost if the database is away."""
        try:
            await self._brytare.beratta(allt=True)
            await self._lamna_andelen()
        except Exception as undantag:  # noqa: BLE001 - a stop goes on
            logga_undantag(undantag, jobb="arbetare")

    async def _vila(self, pagar: Leveranser, stoppas: asyncio.Task[Any], fel: int) -> Leveranser:
        """Until half of the deliveries are done, the interval is over or the worker is to stop; what still goes on.

        Claiming some at a time costs fewer transactions than one claim for each that is done.
        """
        tid, nog = asyncio.get_running_loop().time, len(pagar) // 2
        slut = tid() + min(self._tjanster.settings.arbetare_intervall * 2.0 ** min(fel, 8), LANGSTA_FELVILA)
        while True:
            kvar = max(0.0, slut - tid())
            await asyncio.wait({stoppas, *pagar}, timeout=kvar, return_when=asyncio.FIRST_COMPLETED)
            pagar = {uppgift for uppgift in pagar if not uppgift.done()}
            if len(pagar) <= nog or stoppas.done() or tid() >= slut:
                return pagar

    async def omgang(self) -> int:
        """Claim what may be sent now, deliver it, and tell how many there were."""
        rader = await self._lana(self._kanal.samtidighet)
        await asyncio.gather(*(self._leverera(rad) for rad in rader))
        await self._brytare.beratta(allt=True)
        await self._lamna_andelen()
        return len(rader)

    async def _lamna_andelen(self) -> None:
        if self._platser.har_andel:
            await self._tjanster.transaktioner.kor(SYSTEM, "", self._platser.lamna)

    async def _lana(self, antal: int, i_hand: int = 0) -> Sequence[Utkorgsrad]:
        """Claim rows for a time by the database's clock, in a transaction of its own; no more than there are places."""
        if antal <= 0:
            return []

        async def steg(arbete: Arbete) -> Sequence[Utkorgsrad]:
            ryms = min(antal, I_HAND * await self._platser.forny(arbete) - i_hand)
            rader = await self._brytare.lana(arbete, ryms) if ryms > 0 else []
            if rader:
                till = await arbete.en(KLOCKAN) + self._kanal.regler.lan
                for rad in rader:
                    rad.lanad_av, rad.lanad_till = self._namn, till
            return rader

        rader = await self._tjanster.transaktioner.kor(SYSTEM, "", steg)
        await self._platser.galla()
        return rader

    async def _leverera(self, rad: Utkorgsrad) -> None:
        """Send one claimed message and store what came of it; what cannot be stored leaves the lease to run out."""
        lanad = asyncio.get_running_loop().time()
        with sparad(rad.spar), self._brytare.anrop(rad):
            try:
                async with self._platser.ta() as far:
                    if not far or asyncio.get_running_loop().time() - lanad > self._kanal.regler.lan / 2:
                        return  # the lease would run out on the wire
                    self._tjanster.krascher.vid(Krasch.FORE_SANDNING)
                    utfall = await self._sand(rad)
                self._tjanster.krascher.vid(Krasch.EFTER_SANDNING)
                andra_fram = await self._brytare.lar(rad, utfall)
                await self._bokforing.bokfor(rad, utfall, andra_fram=andra_fram)
                self._tjanster.krascher.vid(Krasch.EFTER_COMMIT)
            except Exception as fel:  # noqa: BLE001 - one message must not stop the others
                logga_undantag(fel, jobb="arbetare", kommunkod=rad.kommunkod)

    async def _sand(self, rad: Utkorgsrad) -> Utfall:
        """Let the channel try; a fault of ours speaks against the message, never against the receiver."""
        try:
            return await self._kanal.sand(rad, rad.oppna(self._tjanster.krypto))
        except Forseglingsfel:
            return Avvisat(Avvisning("innehall_gar_inte_att_oppna", None, str(uuid4())), eget_fel=True)
        except Exception as fel:  # noqa: BLE001 - tried again, and set aside in the end
            logga_undantag(fel, jobb="arbetare", kommunkod=rad.kommunkod)
            return Uteblivet("internt_fel", str(uuid4()), eget_fel=True)
