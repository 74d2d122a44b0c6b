"""A file of months, read and written as the command does it, on both databases: rows per second, first and again."""

import asyncio
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from app import wiring
from app.begrepp.identiteter import kontrollsiffra, nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import Manad, SystemKlocka
from app.core.bulk import infoga
from app.core.crypto import Krypto, krypto_for
from app.core.database import Databas
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.arende import manadsfil, manadsimport
from app.flode.arende.models import Arende
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.settings import Settings
from bench.fro import SKAPAD
from tests import postgres, schema

PER_PERSON = 7  # months of each person in the file
FORSTA = Manad(2026, 1)
VARV = ("forsta", "igen")


def personnummer(i: int) -> str:
    """The i-th number of the test series."""
    dag, lop = i % 20_160, 980 + i // 20_160
    nio = f"{40 + dag % 60:02d}{1 + dag // 60 % 12:02d}{1 + dag // 720:02d}{lop}"
    return f"19{nio}{kontrollsiffra(nio)}"


def _fil(antal: int) -> bytes:
    """As a case system writes it: month by month, everybody in each."""
    personer = max(1, antal // PER_PERSON)
    rader = (f"{personnummer(n % personer)};{FORSTA.plus(n // personer)};ja;arbetslos" for n in range(antal))
    return "\n".join(["personnummer;manad;forsorjningsstod;forsorjningshinder", *rader]).encode()


def _arende(i: int, krypto: Krypto) -> dict[str, Any]:
    return {
        "id": nytt_id(), "skyddad": False, "handlaggare": "anna.handlaggare", "arendenummer": f"EKB-2026-{i:06d}",
        "status": "oppet", "version": 1, "skapad": SKAPAD, "fornamn": "Amina", "efternamn": "Exempelsson",
        "person_avtryck": krypto.uppslag(ESKILSTUNA, personnummer(i)), "personnummer_forseglat": bytes(60),
        "tolkbehov": False, "skyddsniva": "ingen", "antal_barn": 0, "externa_referenser": [],
    }  # fmt: skip


async def _mat(settings: Settings, antal: int) -> dict[str, Any]:
    """Seconds of each turn, reading the file included."""
    krypto, databas, innehall = krypto_for(settings), Databas(settings), _fil(antal)
    aktor = replace(systemaktor("bench"), kommunkod=ESKILSTUNA, namnd_id=NAMND_ESKILSTUNA)
    kor = partial(Transaktioner(databas, SystemKlocka(), krypto).kor, aktor, ESKILSTUNA)
    rader = [_arende(i, krypto) for i in range(max(1, antal // PER_PERSON) + 1)]
    ut: dict[str, Any] = {"rader": antal, "arenden": len(rader)}

    async def fro(arbete: Arbete) -> None:
        await infoga(arbete, Arende, rader)

    try:
        await kor(fro)
        for varv in VARV:
            start, cpu = time.perf_counter(), time.process_time()
            fil = manadsfil.las(innehall, manadsfil.CSV, "bench", partial(krypto.uppslag, ESKILSTUNA))
            post = (await manadsimport.importera(kor, fil)).post
            tid = time.perf_counter() - start
            if (post.skapade, post.oforandrade) != ((antal, 0) if varv == "forsta" else (0, antal)):
                raise RuntimeError(f"importen gav {post.skapade} skapade och {post.felaktiga} fel")
            ut[varv] = {
                "sekunder": round(tid, 2),
                "rader_per_sekund": round(antal / tid),
                "cpu_s": round(time.process_time() - cpu, 2),
            }
    finally:
        await databas.stang()
    return ut


def mat_import(server: postgres.PgServer, antal: int) -> list[dict[str, Any]]:
    """An empty SQLite file and an empty PostgreSQL database."""
    wiring.koppla()
    databas = postgres.ny_databas(server, f"bench_{uuid4().hex[:8]}")
    ut = []
    try:
        with TemporaryDirectory() as katalog:
            urler = {"sqlite": (f"sqlite+aiosqlite:///{katalog}/bench.db",) * 2}
            urler["postgresql"] = (databas.agare_url, databas.app_url)
            for sort, (agare, app) in urler.items():
                schema.bygg(agare)
                settings = Settings(database_url=app, datakatalog=Path(katalog))
                ut.append({"databas": sort} | asyncio.run(_mat(settings, antal)))
    finally:
        postgres.slang_databas(databas)
    return ut
