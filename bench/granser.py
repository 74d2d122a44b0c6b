"""``python -m bench.granser``: S8 and S9, what a client that misbehaves costs those who do not.

An honest client asks at an even pace while somebody else, in rounds that alternate, does nothing, keeps its rate limit,
goes far over it, or holds five hundred connections that never finish their head. The figures are the honest client's
waits: the median of the pairs' ratios.
"""

import argparse
import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from bench.__main__ import RESULTAT, maskin
from bench.last import begaran
from bench.matning import LISTA, OBEGRANSAT, Bana, bana
from tests import postgres

TAKT, KVOT, LANGSAMMA = 30, 60.0, 500
# What is promised.
BULLER, SEGT, MINNE_MB = 1.10, 2.0, 300
Svar = tuple[float, int]


@dataclass
class Anslutning:
    """One kept-alive connection, opened when it is first needed and anew when the server has closed it."""

    port: int
    _strommar: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    async def fraga(self, data: bytes) -> Svar:
        """Seconds and status of one request."""
        if self._strommar is None:
            self._strommar = await asyncio.open_connection("127.0.0.1", self.port)
        las, skriv = self._strommar
        start = time.perf_counter()
        skriv.write(data)
        huvud = (await las.readuntil(b"\r\n\r\n")).lower()
        await las.readexactly(int(huvud.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0))
        return time.perf_counter() - start, int(huvud[9:12])

    def stang(self) -> None:
        """Hang up."""
        if self._strommar is not None:
            self._strommar[1].close()
            self._strommar = None


async def i_takt(port: int, data: bytes, takt: float, sekunder: float) -> list[Svar]:
    """Ask at an even pace, whatever the answers take: ``takt`` a second."""
    lediga: list[Anslutning] = []

    async def en() -> Svar:
        anslutning = lediga.pop() if lediga else Anslutning(port)
        svar = await anslutning.fraga(data)
        lediga.append(anslutning)
        return svar

    uppgifter = []
    slut, nasta = time.perf_counter() + sekunder, time.perf_counter()
    while nasta < slut:
        await asyncio.sleep(max(0.0, nasta - time.perf_counter()))
        uppgifter.append(asyncio.create_task(en()))
        nasta += 1 / takt
    svar = await asyncio.gather(*uppgifter)
    for anslutning in lediga:
        anslutning.stang()
    return svar


async def sa_fort_det_gar(port: int, data: bytes, klienter: int, sekunder: float) -> list[Svar]:
    """Ask again as soon as there is an answer, over many connections."""
    slut, svar = time.perf_counter() + sekunder, list[Svar]()

    async def en() -> None:
        anslutning = Anslutning(port)
        while time.perf_counter() < slut:
            svar.append(await anslutning.fraga(data))
        anslutning.stang()

    await asyncio.gather(*(en() for _ in range(klienter)))
    return svar


@contextlib.asynccontextmanager
async def langsamma(port: int, antal: int) -> AsyncIterator[None]:
    """So many connections that send a byte of their head now and then; one that is closed is opened again."""

    async def en(nummer: int) -> None:
        while True:
            with contextlib.suppress(OSError):
                las, skriv = await asyncio.open_connection("127.0.0.1", port)
                skriv.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Langsam: ")
                while not las.at_eof():
                    skriv.write(b"a")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(las.read(1), 1 + nummer % 3)
                skriv.close()

    uppgifter = [asyncio.create_task(en(nummer)) for nummer in range(antal)]
    await asyncio.sleep(2)
    yield
    for uppgift in uppgifter:
        uppgift.cancel()
    await asyncio.gather(*uppgifter, return_exceptions=True)


@dataclass
class Parter:
    """The server's port, and what the honest and the other client ask."""

    port: int
    arlig: bytes
    annan: bytes
    sekunder: float

    async def ensam(self) -> list[Svar]:
        """Nobody else is there."""
        return await i_takt(self.port, self.arlig, TAKT, self.sekunder)

    async def bredvid(self, over: int) -> tuple[list[Svar], list[Svar]]:
        """Beside another client that keeps its limit, or with ``over`` connections goes as fast as it can."""
        if over:
            andra = sa_fort_det_gar(self.port, self.annan, over, self.sekunder)
        else:
            andra = i_takt(self.port, self.annan, KVOT * 0.9, self.sekunder)
        arliga, andras = await asyncio.gather(self.ensam(), andra)
        return arliga, andras

    async def bland_langsamma(self) -> list[Svar]:
        """Beside connections that never finish."""
        async with langsamma(self.port, LANGSAMMA):
            return await self.ensam()


def _token(igang: Bana, vem: str) -> str:
    r = rollista.rollinnehavare(vem)
    nu, scope = datetime.now(UTC), "bestallning:las"
    return utfarda(igang.nyckel, igang.settings, r.klient_id, r.person, r.roll.value, scope, r.enhet, nu)


def _parter(igang: Bana, sekunder: float) -> Parter:
    def fraga(vem: str) -> bytes:
        return begaran("GET", f"{LISTA}?limit=20", _token(igang, vem), None)

    return Parter(igang.portar["vart"], fraga("cecilia"), fraga("sven"), sekunder)


def _tal(svar: list[Svar]) -> dict[str, Any]:
    delar = quantiles([tid for tid, _ in svar], n=100)
    status = Counter(str(status) for _, status in svar)
    return {"p50_ms": round(delar[49] * 1000, 2), "p99_ms": round(delar[98] * 1000, 2), "status": dict(status)}


def _kvot(over: list[float], under: list[float]) -> float:
    return round(median(a / b for a, b in zip(over, under, strict=True)), 3)


def mat_buller(igang: Bana, par: int, sekunder: float, over: int) -> dict[str, Any]:
    """S9: the honest client's waits beside one that goes far over its limit, against one that keeps it."""
    p50: dict[int, list[float]] = {0: [], over: []}
    alla: dict[int, tuple[list[Svar], list[Svar]]] = {0: ([], []), over: ([], [])}
    for i in range(par):
        for sort in (0, over) if i % 2 else (over, 0):
            arliga, andras = asyncio.run(_parter(igang, sekunder).bredvid(sort))
            p50[sort].append(median(tid for tid, _ in arliga))
            alla[sort][0].extend(arliga)
            alla[sort][1].extend(andras)
    return {
        "kvot": _kvot(p50[over], p50[0]),
        "krav": BULLER,
        "inom": {"arlig": _tal(alla[0][0]), "annan": _tal(alla[0][1])},
        "over": {"arlig": _tal(alla[over][0]), "annan": _tal(alla[over][1])},
    }


def mat_segt(igang: Bana, par: int, sekunder: float) -> dict[str, Any]:
    """S8: the honest client's 99th percentile among slow connections, against alone; and the server's memory."""
    p99: dict[str, list[float]] = {"ensam": [], "bland": []}
    server, minne = psutil.Process(igang.servrar["vart"].barn.pid), 0.0
    for _ in range(par):
        p99["ensam"].append(_tal(asyncio.run(_parter(igang, sekunder).ensam()))["p99_ms"])
        p99["bland"].append(_tal(asyncio.run(_parter(igang, sekunder).bland_langsamma()))["p99_ms"])
        minne = max(minne, server.memory_info().rss / 2**20)
    return {
        "kvot": _kvot(p99["bland"], p99["ensam"]),
        "krav": SEGT,
        "p99_ms": {namn: round(median(varden), 2) for namn, varden in p99.items()},
        "minne_mb": round(minne),
        "minne_krav_mb": MINNE_MB,
        "anslutningar": LANGSAMMA,
    }


def kor(server: postgres.PgServer, par: int, sekunder: float, over: int = 16) -> dict[str, Any]:
    """Both promises, on one service."""
    with bana(server, 2_000, kvot_klient=KVOT, kvot_kommun=OBEGRANSAT) as igang:
        return {"S9": mat_buller(igang, par, sekunder, over), "S8": mat_segt(igang, par, sekunder)}


def _rader(matt: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    s9, s8 = matt["S9"], matt["S8"]
    yield "S9", f"väntan bredvid en klient över sin gräns / inom den: {s9['kvot']}", f"≤ {s9['krav']}"
    yield "S8", f"p99 bland {s8['anslutningar']} långsamma / ensam: {s8['kvot']}", f"≤ {s8['krav']}"
    yield "S8", f"minne: {s8['minne_mb']} MB", f"≤ {s8['minne_krav_mb']} MB"


def main() -> None:
    """Measure, write ``bench/resultat/<day>-granser.json``, print a table."""
    tolk = argparse.ArgumentParser(prog="python -m bench.granser", description=__doc__)
    tolk.add_argument("--par", type=int, default=5)
    tolk.add_argument("--sekunder", type=float, default=6.0)
    val = tolk.parse_args()
    fore, server = maskin(), postgres.starta_server()
    try:
        matt = kor(server, val.par, val.sekunder)
    finally:
        server.ta_bort()
    fil = RESULTAT / f"{fore['tid'][:10]}-granser.json"
    fil.write_text(
        json.dumps({"maskin": fore, "val": vars(val), "matt": matt}, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    ut = Table("löfte", "mätt", "krav")
    for rad in _rader(matt):
        ut.add_row(*rad)
    Console(width=140).print(ut)


if __name__ == "__main__":
    main()
