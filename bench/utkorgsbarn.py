"""One of the two senders as a process of its own: ``python -m bench.utkorgsbarn vart|grans``.

Reads its settings as one line of JSON, then one round per line: how many messages, and for the limit which. Answers
with the seconds that they took.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import uvloop

from app.begrepp.tid import SystemKlocka
from app.core.outbox import Utkorgsrad
from app.drift.minne import stada_minnet
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from app.integrations.http_client import ny_klient
from app.integrations.utfall import Utfall
from app.main import create_app
from app.settings import Settings

HUVUDEN = {"Authorization": "Bearer bench", "AF-SystemId": "STEGVIS", "AF-EndUserId": "*sys*", "AF-Environment": "U1"}


class RaknadKanal(AfKanal):
    """Says when a round has been sent."""

    kvar = 0
    slut = asyncio.Event()

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        """Send as ever."""
        utfall = await super().sand(rad, innehall)
        self.kvar -= 1
        if self.kvar <= 0:
            self.slut.set()
        return utfall


class Vart:
    """The worker with its database, for as many messages as are due."""

    def __init__(self, settings: Settings) -> None:
        self._kanal = RaknadKanal(settings, SystemKlocka())
        self._arbetare = Arbetare(create_app(settings).state.tjanster, self._kanal)

    async def rond(self, jobb: Mapping[str, Any]) -> None:
        """Until all are sent and what came of them is stored."""
        self._kanal.kvar, self._kanal.slut = jobb["antal"], asyncio.Event()
        await self._arbetare.kor(self._kanal.slut)


class Grans:
    """The bare loop: as many at once, the same client and bytes, and nothing is remembered."""

    def __init__(self, settings: Settings) -> None:
        self._antal = settings.af_samtidighet
        self._klient = ny_klient(tid=settings.af_tid, samtidighet=settings.af_samtidighet)

    async def rond(self, jobb: Mapping[str, Any]) -> None:
        """Until all are answered."""
        kvar = iter(jobb["meddelanden"])
        await asyncio.gather(*(self._sand(jobb["adress"], kvar) for _ in range(self._antal)))

    async def _sand(self, adress: str, kvar: Iterator[Any]) -> None:
        for meddelande in kvar:
            svar = await self._klient.post(adress, json=meddelande, headers=HUVUDEN)
            if svar.status_code != 201 or svar.json()["unikt_id"] != meddelande["unikt_id"]:
                raise RuntimeError(svar.text)


async def kor() -> None:
    """Rounds until the input ends."""
    settings = Settings(**json.loads(sys.stdin.readline()))
    sandare = {"vart": Vart, "grans": Grans}[sys.argv[1]](settings)
    stada_minnet()
    print(json.dumps("redo"), flush=True)
    for rad in sys.stdin:
        jobb, borjan = json.loads(rad), time.perf_counter()
        await sandare.rond(jobb)
        print(json.dumps(time.perf_counter() - borjan), flush=True)


if __name__ == "__main__":
    uvloop.run(kor())
