"""What runs beside the requests in one process: the register's refresh, bevakningar, jobs and the outbox worker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from app.begrepp.tid import Klocka
from app.core.auth import JwksNyckelkalla
from app.core.edge.logging import logga, logga_undantag
from app.core.services import Tjanster
from app.integrations.bevakare import Bevakare
from app.integrations.http_client import ny_klient
from app.integrations.jobb import FORSEGLA_LOGG, kor_alla, kor_jobb
from app.integrations.kanaler import kor_arbetare
from app.integrations.webhooks.utlaggning import Utlaggare
from app.katalog.register import Register
from app.settings import Settings
from app.vyer.handelseflode.sekvenserare import Sekvenserare
from app.vyer.rapporter.korning import Raknare
from app.vyer.registerutdrag.korning import Framstallare

JWKS_TID = 5.0


def nyckelkalla_for(settings: Settings, klocka: Klocka) -> JwksNyckelkalla:
    """Keys of the configured issuer, fetched when needed."""
    adress = settings.jwks_url or f"{settings.utfardare}/jwks"

    async def hamta() -> Mapping[str, Any]:
        async with ny_klient(tid=JWKS_TID) as klient:
            svar = await klient.get(adress)
            svar.raise_for_status()
            innehall: Mapping[str, Any] = svar.json()
            return innehall

    tokens_liv = timedelta(seconds=settings.token_livslangd + settings.token_marginal)
    return JwksNyckelkalla(hamta, klocka, tokens_liv)


class Drift:
    """Background tasks of one process; a slow or missing database delays them, never the start (R18)."""

    def __init__(self, tjanster: Tjanster) -> None:
        self._tjanster = tjanster

    @asynccontextmanager
    async def igang(self) -> AsyncIterator[None]:
        """Run the tasks while the app lives."""
        stopp = asyncio.Event()
        uppgifter = [
            asyncio.create_task(self._varva(self._las_register, self._tjanster.settings.register_intervall, stopp)),
            asyncio.create_task(self.bevaka(stopp)),
            asyncio.create_task(self.kvoter(stopp)),
            asyncio.create_task(self.nycklar(stopp)),
        ]
        if self._tjanster.settings.arbetare_i_servern:
            sysslor = (self.jobb, self.rapporter, self.logg, self.floda, self.prenumerationer, self.registerutdrag)
            uppgifter += [asyncio.create_task(syssla(stopp)) for syssla in sysslor]
        arbetare = self._arbetare(stopp)
        try:
            await self._forsok(self._las_register)
            yield
        finally:
            stopp.set()
            await self.avsluta([*arbetare, *uppgifter])

    def _arbetare(self, stopp: asyncio.Event) -> list[asyncio.Task[None]]:
        """The outbox worker, unless it runs as a process of its own."""
        if not self._tjanster.settings.arbetare_i_servern:
            return []
        return [asyncio.create_task(self._arbeta(stopp))]

    async def _arbeta(self, stopp: asyncio.Event) -> None:
        """Make the channels' connections when the first requests have been answered: they take a while to make."""
        if not await _stoppad_inom(stopp, self._tjanster.settings.arbetare_intervall):
            await kor_arbetare(self._tjanster, stopp)

    async def avsluta(self, uppgifter: list[asyncio.Task[None]]) -> None:
        """Let what is under way be finished within the time that a stop may take; a connection is never cut off."""
        _, kvar = await asyncio.wait(uppgifter, timeout=self._tjanster.settings.tid_avslut)
        for uppgift in kvar:
            uppgift.cancel()
        await asyncio.gather(*uppgifter, return_exceptions=True)

    async def jobb(self, stopp: asyncio.Event) -> None:
        """Run the jobs that go by the clock, over and over; they may run in several processes at once."""
        await self._varva(lambda: kor_alla(self._tjanster), self._tjanster.settings.jobb_intervall, stopp)

    async def rapporter(self, stopp: asyncio.Event) -> None:
        """Count the reports that are ordered; any number of processes may."""
        raknare = Raknare(self._tjanster, ska_sluta=stopp.is_set)
        await self._varva(raknare.omgang, self._tjanster.settings.rapport_intervall, stopp)

    async def registerutdrag(self, stopp: asyncio.Event) -> None:
        """Make the registerutdrag that are asked for; any number of processes may."""
        framstallare = Framstallare(self._tjanster, ska_sluta=stopp.is_set)
        await self._varva(framstallare.omgang, self._tjanster.settings.registerutdrag_intervall, stopp)

    async def floda(self, stopp: asyncio.Event) -> None:
        """Number what has happened in the receivers' logs; of any number of processes one does it at a time."""
        sekvenserare = Sekvenserare(self._tjanster)
        sekvenserare.lyssna()
        await self._varva(sekvenserare.varv, self._tjanster.settings.flode_intervall, stopp)

    async def prenumerationer(self, stopp: asyncio.Event) -> None:
        """Lay out the logs' events for who subscribes to them; any number of processes may."""
        await self._varva(Utlaggare(self._tjanster).omgang, self._tjanster.settings.webhook_intervall, stopp)

    async def logg(self, stopp: asyncio.Event) -> None:
        """Seal the access log; any number of processes may."""
        intervall = self._tjanster.settings.logg_intervall
        await self._varva(lambda: kor_jobb(self._tjanster, FORSEGLA_LOGG), intervall, stopp)

    async def nycklar(self, stopp: asyncio.Event) -> None:
        """Read the key file again; every process does."""
        await self._varva(self._las_nycklar, self._tjanster.settings.nyckel_intervall, stopp)

    async def _las_nycklar(self) -> None:
        if self._tjanster.krypto.las_om():
            logga("nycklar_lasta")

    async def bevaka(self, stopp: asyncio.Event) -> None:
        """Compute the bevakningar of what this process changes, soon after."""
        await self._varva(Bevakare(self._tjanster).omgang, self._tjanster.settings.bevakning_intervall, stopp)

    async def kvoter(self, stopp: asyncio.Event) -> None:
        """Borrow for the clients that are about to have none left of what this process may let through."""
        vakt, transaktioner = self._tjanster.kvotvakt, self._tjanster.transaktioner
        await self._varva(lambda: vakt.lana(transaktioner), self._tjanster.settings.kvot_intervall, stopp)

    async def _las_register(self) -> None:
        register = self._tjanster.register
        assert isinstance(register, Register)
        await register.las_om(self._tjanster.transaktioner)

    async def _varva(self, arbete: Callable[[], Awaitable[object]], vila: float, stopp: asyncio.Event) -> None:
        while not await _stoppad_inom(stopp, vila):
            await self._forsok(arbete)

    @staticmethod
    async def _forsok(arbete: Callable[[], Awaitable[object]]) -> None:
        try:
            await arbete()
        except Exception as fel:  # noqa: BLE001 - a background task logs and goes on
            logga_undantag(fel)


async def _stoppad_inom(stopp: asyncio.Event, sekunder: float) -> bool:
    """Rest, or leave off resting when it is time to stop."""
    try:
        async with asyncio.timeout(sekunder):
            await stopp.wait()
    except TimeoutError:
        return False
    return True
