"""The process that counts reports, as one of the service's own does it: ``python -m bench.rapportbarn``.

Reads one line of JSON, orders one report of each nämnd, counts them all, and tells time, statements and memory.
"""

import asyncio
import json
import os
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import psutil
from sqlalchemy import event, insert

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import StallbarKlocka
from app.core.services import Tjanster
from app.drift.minne import stada_minnet
from app.main import create_app
from app.settings import Lage, Settings
from app.vyer.rapporter.korning import Raknare
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.sorter import SORTER
from app.vyer.rapporter.states import NamndrapportStatus, Rapporttyp, dagar

NU = datetime(2027, 2, 1, 6, tzinfo=UTC)
MATINTERVALL = 0.02


class Minne:
    """Resident memory of this process, looked at all the time."""

    def __init__(self) -> None:
        self._process, self._slut = psutil.Process(os.getpid()), threading.Event()
        self.matt: list[tuple[float, int]] = []
        self._trad = threading.Thread(target=self._mat, daemon=True)

    def _mat(self) -> None:
        borjan = time.perf_counter()
        while not self._slut.wait(MATINTERVALL):
            self.matt.append((time.perf_counter() - borjan, self._process.memory_info().rss))

    def __enter__(self) -> Self:
        self._trad.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._slut.set()
        self._trad.join()

    def sammanfattat(self) -> dict[str, Any]:
        """The peak, and the peak of each twentieth of the time."""
        mib = [rss / 2**20 for _, rss in self.matt]
        steg = max(1, len(mib) // 20)
        return {
            "topp_mib": round(max(mib), 1),
            "over_tiden_mib": [round(max(mib[i : i + steg]), 1) for i in range(0, len(mib), steg)],
        }


async def _bestall(tjanster: Tjanster, typ: Rapporttyp, period: str, namnder: list[list[str]]) -> None:
    sort = SORTER[typ]
    rader = [
        {
            "kommunkod": kommunkod, "id": nytt_id(), "namnd_id": UUID(namnd), "sort": typ.value, "period": period,
            "period_tom": dagar(sort.periodform.manader(period)).tom, "kand_vid": NU,
            "urval": dict(sort.urval(tjanster.settings)), "status": NamndrapportStatus.BESTALLD.value, "version": 1,
            "bestalld": NU, "bestalld_av": "bench",
        }
        for kommunkod, namnd in namnder
    ]  # fmt: skip

    async def steg(arbete: Any) -> None:
        await (await arbete.session.connection()).execute(insert(Rapport.__table__), rader)

    await tjanster.transaktioner.kor(systemaktor("bench"), "", steg)


async def kor(given: dict[str, Any]) -> dict[str, Any]:
    """Count the reports of all nämnder."""
    settings = Settings(lage=Lage.TEST, database_url=given["url"], arbetare_i_servern=False)
    tjanster: Tjanster = create_app(settings, klocka=StallbarKlocka(NU)).state.tjanster
    typ = Rapporttyp(given["sort"])
    await _bestall(tjanster, typ, given["period"], given["namnder"])
    stada_minnet()
    satser = 0

    def rakna(*_: Any) -> None:
        nonlocal satser
        satser += 1

    event.listen(tjanster.databas.engine.sync_engine, "before_cursor_execute", rakna)
    with Minne() as minne:
        fore, cpu = time.perf_counter(), time.process_time()
        antal = await Raknare(tjanster).omgang()
        tid, cpu = time.perf_counter() - fore, time.process_time() - cpu
    await tjanster.databas.stang()
    return {"rapporter": antal, "sekunder": tid, "cpu": cpu, "satser": satser, **minne.sammanfattat()}


def main() -> None:
    """One question, one answer."""
    sys.stdout.write(json.dumps(asyncio.run(kor(json.loads(sys.stdin.readline())))) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
