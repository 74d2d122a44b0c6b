"""One signed POST to a receiver's address, which is looked at anew each time. Logs nothing of it."""

import asyncio
from collections.abc import Mapping

from app import __version__
from app.integrations.http_client import KortSvar, Mal, ny_fast_klient, posta_till
from app.integrations.webhooks.uppslag import Fraga, fraga_dns, sla_upp
from app.settings import Settings
from app.vyer.prenumerationer.adress import granska, regler_for

AGENT = f"Stegvis/{__version__} (webhook)"


class Anropare:
    """Calls receivers; close it with ``stang``."""

    def __init__(self, settings: Settings, fraga: Fraga = fraga_dns) -> None:
        self._settings = settings
        self._fraga = fraga
        self._klient = ny_fast_klient(tid=settings.webhook_tid, samtidighet=settings.webhook_samtidighet, agent=AGENT)

    async def stang(self) -> None:
        """Close what is open."""
        await self._klient.aclose()

    async def posta(
        self, url: str, hem: str, huvuden: Mapping[str, str], innehall: bytes, *, storst: int = 0
    ) -> KortSvar:
        """Status and beginning of the answer.

        Raises ``OtillatenAdress``, ``NamnSaknas``, ``TimeoutError`` or a fault of the transport.
        """
        installning = self._settings
        regler = regler_for(installning.webhook_vardar, hem, egen_maskin=installning.webhook_egen_maskin)
        adress = granska(url, regler)
        async with asyncio.timeout(installning.webhook_tid):
            ip = await sla_upp(adress, regler, self._fraga)
            mal = Mal(adress.vid(ip), adress.host, adress.vard.strip("[]"))
            return await posta_till(self._klient, mal, huvuden, innehall, storst=storst)
