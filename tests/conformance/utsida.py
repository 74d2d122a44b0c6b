"""Everybody to whom the service tells something by itself: Arbetsförmedlingen, and who subscribes to events."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import respx
from sqlalchemy import select

from app.begrepp.paket import ARBETSFORMEDLINGEN
from app.core.outbox import Utkorgsrad
from app.core.outbox_states import UtkorgStatus
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from tests.conftest import Varld
from tests.integrations.krokvarld import ANNAN, Krokvarld
from tests.mockad_af import MockadAf, respx_rutter

NAMNDENS_URL = "https://annan.utforare.example/stegvis"


class Utsida:
    """A mocked AF, and the nämnd's and Klivet's own servers; ``hort`` is what they have been told since last."""

    def __init__(self, varld: Varld, router: Any) -> None:
        self._varld = varld
        self._router = router
        self._krokar = [Krokvarld(varld, router), Krokvarld(varld, router, "sara", ANNAN)]
        respx_rutter(router, varld.settings.af_url, MockadAf(klocka=varld.klocka.nu))
        self.arbetare = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))

    async def prenumerera(self) -> None:
        """All events from the first, once the addresses are confirmed."""
        await self._krokar[0].prenumerera(fran=1)
        await self._krokar[1].prenumerera(fran=1, url=NAMNDENS_URL)

    async def hort_av_webhookar(self) -> str:
        """Deliver all events that there are; what the receivers were sent, addresses and headers too."""
        for krok in (*self._krokar, *self._krokar):
            await krok.varv()
        return self._hort()

    async def hort_av_af(self) -> str:
        """Send all that waits for AF; what AF was sent."""
        while await self.arbetare.omgang():
            pass
        return self._hort()

    def _hort(self) -> str:
        ut = [f"{a.request.url} {a.request.headers} {a.request.content.decode()}" for a in self._router.calls]
        self._router.calls.clear()
        return "\n".join(ut)

    async def vantar(self) -> str:
        """What lies opened in the outbox as it would be sent to AF."""

        async def steg(arbete: Any) -> list[Any]:
            rader = await arbete.alla(
                select(Utkorgsrad).where(
                    Utkorgsrad.status == UtkorgStatus.KOAD.value, Utkorgsrad.mottagare == ARBETSFORMEDLINGEN
                )
            )
            return [rad.oppna(self._varld.tjanster.krypto) for rad in rader]

        return json.dumps(await self._varld.i_databasen(steg), ensure_ascii=False)

    async def stang(self) -> None:
        """Close the clients."""
        for krok in self._krokar:
            await krok.arbetare.stang()
        await self.arbetare.stang()


@asynccontextmanager
async def utsida(varld: Varld) -> AsyncIterator[Utsida]:
    """The world outside for as long as it is asked."""
    with respx.mock(assert_all_called=False) as router:
        ute = Utsida(varld, router)
        await ute.prenumerera()
        yield ute
        await ute.stang()
