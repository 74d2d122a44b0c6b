"""Delivers AF's events to the service: at least once, unordered when told so, with a bearer token."""

import asyncio
import contextlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.mockad_af.handelser import Leveranslage, Utgaende
from tests.mockad_af.karna import MockadAf
from tests.mockad_af.utfardare import Tokenkalla

VAG = "/stegvis/v1/af/handelser"
FORSTA_VANTAN = 0.2
LANGSTA_VANTAN = 10.0
LANGSTA_ANROP = 15.0
FLEST_FORSOK = 20
FORSOK_IGEN = frozenset({401, 404, 408, 409, 425, 429})


@dataclass(slots=True)
class Mottagare:
    """Where events go: base URLs of Stegvis, and where the token comes from."""

    urlar: Sequence[str] = ()
    tokenkalla: Tokenkalla = field(default_factory=Tokenkalla)

    def adresser(self) -> list[str]:
        """The full callback addresses."""
        return [url if url.endswith(VAG) else url.rstrip("/") + VAG for url in self.urlar]


class Ateranrop:
    """Sends the events that wait. Failures are tried again with longer and longer waits, then given up."""

    def __init__(self, af: MockadAf, mottagare: Mottagare, klient: httpx.AsyncClient) -> None:
        self._af = af
        self.mottagare = mottagare
        self._klient = klient
        self._vackt = asyncio.Event()
        self._las = asyncio.Lock()

    def vack(self) -> None:
        """Tell ``kor`` that there may be something to send."""
        self._vackt.set()

    async def kor(self) -> None:
        """Send for as long as the mock runs."""
        omgang = 0
        while True:
            klart = await self.leverera()
            omgang = 0 if klart else omgang + 1
            vantan = None if klart else min(LANGSTA_VANTAN, FORSTA_VANTAN * 2.0**omgang)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._vackt.wait(), vantan)
            self._vackt.clear()

    async def leverera(self) -> bool:
        """Try every waiting event once at each address; true when nothing is left to try again."""
        async with self._las:
            adresser = self.mottagare.adresser()
            for rad in self._af.handelser.vantande() if adresser else []:
                await self._leverera_en(rad, adresser)
            return not (adresser and self._af.handelser.vantande())

    async def _leverera_en(self, rad: Utgaende, adresser: list[str]) -> None:
        for url in adresser:
            if url not in rad.framme:
                status = await self._skicka(url, rad.kropp)
                rad.forsok.append((url, status))
                self._bokfor(rad, url, status)
        if rad.lage is Leveranslage.VANTAR and rad.framme.issuperset(adresser):
            rad.lage = Leveranslage.LEVERERAD

    def _bokfor(self, rad: Utgaende, url: str, status: int | None) -> None:
        if status is not None and 200 <= status < 300:
            rad.framme.add(url)
        elif not _forsok_igen(status) or len(rad.forsok) >= FLEST_FORSOK:
            rad.lage = Leveranslage.AVVISAD

    async def _skicka(self, url: str, kropp: object) -> int | None:
        """Status of the answer; nothing without one, whatever became of the call.

        It has a task of its own: what ends or never ends there must not end ``kor``, since a mock that has stopped
        sending looks like a service that loses.
        """
        anrop = asyncio.create_task(self._anropa(url, kropp))
        try:
            await asyncio.wait({anrop}, timeout=LANGSTA_ANROP)
            if not anrop.done() or anrop.cancelled():
                return None
            if (fel := anrop.exception()) is not None:
                traceback.print_exception(fel)
                return None
            return anrop.result()
        finally:
            anrop.cancel()

    async def _anropa(self, url: str, kropp: object) -> int | None:
        try:
            token = await self.mottagare.tokenkalla.token(self._klient)
            huvuden = {"AF-TrackingId": str(uuid4())} | ({"Authorization": f"Bearer {token}"} if token else {})
            svar = await self._klient.post(url, json=kropp, headers=huvuden)
        except httpx.HTTPError:
            return None
        if svar.status_code == 401:
            self.mottagare.tokenkalla.glom()
        return svar.status_code


def _forsok_igen(status: int | None) -> bool:
    return status is None or status >= 500 or status in FORSOK_IGEN
