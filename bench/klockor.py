"""``python -m bench.klockor``: the clocks of a whole kommun computed anew, and again with nothing changed.

PostgreSQL, seeded with made-up people; the figure is seconds for all and milliseconds per ärende, with loading and
storing.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import Manad, StallbarKlocka
from app.core.crypto import Krypto, Plats, krypto_for
from app.core.database import Databas
from app.core.unit_of_work import Transaktioner
from app.flode.arende.models import Arende, Bistandsmanad
from app.flode.bedomning.provningar import rakna_om_klockor
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.settings import Lage, Settings
from bench.__main__ import RESULTAT, maskin
from tests import postgres, schema

STORLEKAR = (1_500, 15_000)
MANADER = 6
NU = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
NUMMER = b"198502139804"
PER_INSATS = 2_000


def arenderader(krypto: Krypto, antal: int) -> Iterator[dict[str, Any]]:
    """Open ärenden of as many people."""
    for n in range(antal):
        egen = nytt_id()
        forseglat = krypto.forsegla(NUMMER, Plats("arenden.personnummer", ESKILSTUNA, egen))
        yield {
            "kommunkod": ESKILSTUNA, "id": egen, "namnd_id": NAMND_ESKILSTUNA, "skyddad": False,
            "handlaggare": f"handlaggare.{n % 40}", "arendenummer": f"EKB-2027-{n:06d}", "status": "oppet",
            "version": 1, "skapad": NU, "person_avtryck": n.to_bytes(8, "big"), "personnummer_forseglat": forseglat,
            "fornamn": "Amina", "efternamn": "Exempelsson", "tolkbehov": False, "skyddsniva": "ingen",
            "antal_barn": n % 3, "externa_referenser": [],
        }  # fmt: skip


def _manader(arende_id: UUID, n: int) -> Iterator[dict[str, Any]]:
    """One in ten has a break; one in twenty a month that nobody has told of."""
    for i in range(MANADER):
        if n % 20 == 7 and i == 2:
            continue
        yield {
            "kommunkod": ESKILSTUNA, "id": nytt_id(), "namnd_id": NAMND_ESKILSTUNA, "arende_id": arende_id,
            "manad": str(Manad.for_dag(NU.date()).plus(-1 - i)), "nummer": 1,
            "forsorjningsstod": not (n % 10 == 3 and i == 1), "kalla": "bench", "registrerad": NU, "person": "bench",
        }  # fmt: skip


def _fyll(anslutning: Connection, krypto: Krypto, antal: int) -> None:
    arenden = list(arenderader(krypto, antal))
    manader = [rad for n, arende in enumerate(arenden) for rad in _manader(arende["id"], n)]
    for tabell, rader in ((Arende.__table__, arenden), (Bistandsmanad.__table__, manader)):
        for i in range(0, len(rader), PER_INSATS):
            anslutning.execute(insert(tabell), rader[i : i + PER_INSATS])


async def _alla(transaktioner: Transaktioner) -> int:
    """As the job does it: some at a time, each time in a transaction of its own."""
    efter: UUID | None = UUID(int=0)
    andrade = 0
    while efter is not None:
        efter, antal = await transaktioner.kor(
            systemaktor("bench"), ESKILSTUNA, lambda arbete, fran=efter: rakna_om_klockor(arbete, fran)
        )
        andrade += antal
    return andrade


async def _mat(url: str, antal: int) -> dict[str, Any]:
    settings = Settings(lage=Lage.TEST, database_url=url)
    databas, krypto = Databas(settings), krypto_for(settings)
    transaktioner = Transaktioner(databas, StallbarKlocka(NU), krypto)
    await transaktioner.kor(
        systemaktor("bench"),
        ESKILSTUNA,
        lambda arbete: _fyll_i(arbete, krypto, antal),
    )
    ut: dict[str, Any] = {"arenden": antal}
    for omgang in ("forsta", "igen"):
        borjan = time.perf_counter()
        andrade = await _alla(transaktioner)
        tid = time.perf_counter() - borjan
        ut[omgang] = {"sekunder": round(tid, 2), "ms_per_arende": round(tid / antal * 1000, 3), "andrade": andrade}
    await databas.stang()
    return ut


async def _fyll_i(arbete: Any, krypto: Krypto, antal: int) -> None:
    anslutning = await arbete.session.connection()
    await anslutning.run_sync(_fyll, krypto, antal)


def kor(server: postgres.PgServer, storlekar: tuple[int, ...]) -> list[dict[str, Any]]:
    """Each size in a database of its own."""
    ut = []
    for antal in storlekar:
        databas = postgres.ny_databas(server, f"klockor_{antal}")
        try:
            schema.bygg(databas.agare_url)
            ut.append(asyncio.run(_mat(databas.app_url, antal)))
        finally:
            postgres.slang_databas(databas)
    return ut


def main() -> None:
    """Measure, write ``bench/resultat/<day>-klockor.json``, tell."""
    argparse.ArgumentParser(prog="python -m bench.klockor", description=__doc__).parse_args()
    vid = maskin()
    with postgres.med_postgres() as server:
        resultat = kor(server, STORLEKAR)
    fil = RESULTAT / f"{vid['tid'][:10]}-klockor.json"
    fil.write_text(json.dumps({"maskin": vid, "klockor": resultat}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    tabell = Table(title="Kravklockor för en hel kommun")
    for rubrik in ("ärenden", "omgång", "sekunder", "ms per ärende", "ändrade"):
        tabell.add_column(rubrik)
    for m in resultat:
        for omgang in ("forsta", "igen"):
            r = m[omgang]
            tabell.add_row(str(m["arenden"]), omgang, str(r["sekunder"]), str(r["ms_per_arende"]), str(r["andrade"]))
    Console(width=120).print(tabell)


if __name__ == "__main__":
    main()
