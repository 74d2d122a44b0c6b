"""R1, R2: impatient clients over real connections: every POST sent again, cut off or twice at once has one effect."""

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.kill.bokslut import bokslut
from tests.kill.last import BAS, GRUND, personnummer
from tests.kill.system import Moder, System

POSTNINGAR = int(os.environ.get("STEGVIS_TEST_POSTNINGAR", "60"))
SAMTIDIGA_ANDRINGAR = 200
ARENDEN = 5
PA_VARJE = ("sqlite", "postgresql")
AVKLIPPTA, I_SAMMA_STUND = 0.2, 0.1
OMTAG = 3
pytestmark = [pytest.mark.langsam, pytest.mark.ensam, pytest.mark.timeout(120 + POSTNINGAR)]


@pytest.fixture(params=PA_VARJE)
def system(request: pytest.FixtureRequest, moder: Moder, katalog: Path) -> Iterator[System]:
    """The service on each database, with patience enough for all who come at once."""
    url = request.getfixturevalue("pg_url") if request.param == "postgresql" else ""
    with System(moder, katalog, url, POOL_KO="1000", POOL_VANTETID="60") as system:
        system.starta()
        system.token("anna")  # kept; it cannot be asked for inside a loop
        yield system


def bestaende(svar: httpx.Response) -> tuple[int, bytes, str, str]:
    """What has to be the same each time."""
    return svar.status_code, svar.content, svar.headers["location"], svar.headers["etag"]


async def posta(http: httpx.AsyncClient, vag: str, innehall: Any, huvuden: dict[str, str]) -> httpx.Response:
    """The answer, asked for again with the same key when the server hung up: it closes a connection at rest."""
    for _ in range(OMTAG):
        with contextlib.suppress(httpx.ReadError, httpx.RemoteProtocolError):
            return await http.post(vag, json=innehall, headers=huvuden)
    return await http.post(vag, json=innehall, headers=huvuden)


@dataclass
class Otalig:
    """One client that sends each POST two to five times."""

    http: httpx.AsyncClient
    slump: random.Random
    avklippta: int = 0
    pagick: list[httpx.Response] = field(default_factory=list)

    async def posta(self, vag: str, innehall: Any) -> list[httpx.Response]:
        """The answers, of which there is at least one; some sendings are cut off, some are at the same moment."""
        huvuden, antal = {"idempotency-key": uuid4().hex}, self.slump.randint(2, 5)
        svar: list[httpx.Response] = []
        if self.slump.random() < AVKLIPPTA:
            await self._klipp(vag, innehall, huvuden)
            antal -= 1
        if self.slump.random() < I_SAMMA_STUND:
            tva = (posta(self.http, vag, innehall, huvuden) for _ in range(2))
            svar += await asyncio.gather(*tva)
            antal -= 2
        for _ in range(antal):
            svar.append(await posta(self.http, vag, innehall, huvuden))
        while all(ett.status_code == 409 for ett in svar):
            svar.append(await posta(self.http, vag, innehall, huvuden))
        self.pagick += [ett for ett in svar if ett.status_code == 409]
        return [ett for ett in svar if ett.status_code != 409]

    async def _klipp(self, vag: str, innehall: Any, huvuden: dict[str, str]) -> None:
        """Hang up before the answer has come."""
        try:
            await self.http.post(vag, json=innehall, headers=huvuden, timeout=self.slump.uniform(0.001, 0.03))
        except httpx.TransportError:
            self.avklippta += 1


async def _oppna(http: httpx.AsyncClient, nummer: int) -> str:
    uppgifter = {"personnummer": personnummer(nummer), "fornamn": "Amina", "efternamn": "Exempelsson"}
    svar = await http.post("/arenden", json=uppgifter, headers={"idempotency-key": uuid4().hex})
    return str(svar.json()["id"])


def _klient(system: System) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"{system.settings.publik_adress}{BAS}",
        headers={"authorization": f"Bearer {system.token('anna')}"},
        timeout=120.0,
        limits=httpx.Limits(max_connections=SAMTIDIGA_ANDRINGAR),
        trust_env=False,
    )


async def _posta_alla(system: System) -> None:
    """R1: as many questions as keys, and each key has one answer to the byte."""
    async with _klient(system) as http:
        arenden = [await _oppna(http, nummer) for nummer in range(ARENDEN)]
        otaliga = [Otalig(http, random.Random(nummer)) for nummer in range(ARENDEN)]

        async def arbeta(otalig: Otalig, arende_id: str) -> None:
            for nummer in range(POSTNINGAR // ARENDEN):
                fraga = {"kanal": "api", "syfte": "Samråd.", "fraga": f"Fråga {nummer}", "svarSenast": "2099-01-01"}
                svar = await otalig.posta(f"/arenden/{arende_id}/samrad", fraga | GRUND)
                assert {ett.status_code for ett in svar} == {201}, [ett.text for ett in svar]
                assert len({bestaende(ett) for ett in svar}) == 1

        await asyncio.gather(*(arbeta(*par) for par in zip(otaliga, arenden, strict=True)))
    pagick = [ett for otalig in otaliga for ett in otalig.pagick]
    assert {ett.json()["kod"] for ett in pagick} <= {"pagar_redan"}
    assert all(int(ett.headers["retry-after"]) > 0 for ett in pagick)
    assert sum(otalig.avklippta for otalig in otaliga) > 0


async def _andra_samtidigt(system: System) -> Counter[int]:
    """R2: many writes that hold to the same version."""
    async with _klient(system) as http:
        arende_id = await _oppna(http, ARENDEN)
        utkast = {"slag": "underrattelse", "kanal": "api", "datum": "2026-10-12", "bedomningskod": "kan_omfattas"}
        vag = f"/arenden/{arende_id}/overlamningar"
        nytt = await http.post(vag, json=utkast | {"text": "Notis"} | GRUND, headers={"idempotency-key": uuid4().hex})
        etag = nytt.headers["etag"]

        async def andra(nummer: int) -> int:
            huvuden = {"idempotency-key": uuid4().hex, "if-match": etag}
            kropp = {"typ": "andra", "uppgifter": {"text": f"Notis {nummer}"}}
            svar = await posta(http, f"{vag}/{nytt.json()['id']}/handelser", kropp, huvuden)
            return svar.status_code

        return Counter(await asyncio.gather(*(andra(nummer) for nummer in range(SAMTIDIGA_ANDRINGAR))))


@pytest.mark.krav("R1", "R2")
def test_det_som_sands_om_klipps_av_eller_sands_dubbelt_har_verkan_en_gang(system: System) -> None:
    asyncio.run(_posta_alla(system))
    bocker = bokslut(system.settings)
    assert (bocker.skapade, bocker.dubbla_verkningar) == (POSTNINGAR // ARENDEN * ARENDEN, 0)
    assert asyncio.run(_andra_samtidigt(system)) == {200: 1, 412: SAMTIDIGA_ANDRINGAR - 1}
