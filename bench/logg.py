"""``python -m bench.logg``: a million rows of the access log sealed, and read through (S6: at most 60 s).

PostgreSQL, one nämnd's log, which is the longest chain that one reading has to follow.
"""

import argparse
import asyncio
import json
import time
from typing import Any

import asyncpg
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, make_url

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core import log_chain
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.journal import BESEGLADE, Atkomst
from app.core.unit_of_work import Arbete, Transaktioner
from app.drift.loggverifiering import Verifierare
from app.drift.minne import stada_minnet
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.settings import Lage, Settings
from bench.__main__ import RESULTAT, maskin
from tests import postgres, schema

RADER, PER_INSATS = 1_000_000, 5_000
KOLUMNER = (*BESEGLADE, "tid", "sigill")


def _rader(arbete: Arbete, antal: int) -> list[dict[str, Any]]:
    """Looks of forty people at single ärenden."""
    nya = [_rad(arbete, n) for n in range(antal)]
    return [{kolumn: getattr(rad, kolumn) for kolumn in KOLUMNER} for rad in nya]


def _rad(arbete: Arbete, n: int) -> Atkomst:
    return Atkomst(
        id=nytt_id(), kommunkod=ESKILSTUNA, namnd_id=NAMND_ESKILSTUNA, tid=arbete.nu, slag="las", objekttyp="arende",
        arende_id=nytt_id(), andamal="arende:las", klient_id="https://eskilstuna.example/stegvis", part="kommun",
        roll="handlaggare", person=f"handlaggare.{n % 40}", spar="0" * 32,
    ).besegla(arbete.krypto)  # fmt: skip


async def _fyll(arbete: Arbete) -> None:
    anslutning = await arbete.session.connection()
    await anslutning.execute(insert(Atkomst.__table__), _rader(arbete, PER_INSATS))


async def _stada(url: str) -> None:
    """What autovacuum does in production, and the tests' server does not: the planner knows how large the log is."""
    anslutning = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    await anslutning.execute("VACUUM ANALYZE atkomstlogg")
    await anslutning.close()


async def _mat(url: str, superuser_url: str, antal: int) -> dict[str, Any]:
    settings = Settings(lage=Lage.TEST, database_url=url)
    databas = Databas(settings)
    transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
    system = systemaktor("bench")
    for _ in range(antal // PER_INSATS):
        await transaktioner.kor(system, ESKILSTUNA, _fyll)
    await _stada(superuser_url)
    borjan = time.perf_counter()
    while await transaktioner.kor(system, ESKILSTUNA, log_chain.forsegla):
        pass
    forseglad = time.perf_counter()
    stada_minnet()
    utfall = await Verifierare(transaktioner).kedja(ESKILSTUNA, NAMND_ESKILSTUNA)
    slut = time.perf_counter()
    await databas.stang()
    assert (utfall.brott, utfall.rader, utfall.vantande) == (None, antal, 0), utfall
    return {
        "rader": antal,
        "block": utfall.block,
        "forsegling_sekunder": round(forseglad - borjan, 1),
        "verifiering_sekunder": round(slut - forseglad, 1),
    }


def main() -> None:
    """Measure, write ``bench/resultat/<day>-logg.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.logg", description=__doc__)
    tolk.add_argument("--rader", type=int, default=RADER)
    antal = tolk.parse_args().rader
    vid = maskin()
    with postgres.med_postgres() as server:
        databas = postgres.ny_databas(server, "logg")
        schema.bygg(databas.agare_url)
        resultat = asyncio.run(_mat(databas.app_url, databas.superuser_url, antal))
        postgres.slang_databas(databas)
    fil = RESULTAT / f"{vid['tid'][:10]}-logg.json"
    fil.write_text(json.dumps({"maskin": vid, "logg": resultat}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    tabell = Table(title="Åtkomstloggen")
    for rubrik in resultat:
        tabell.add_column(rubrik)
    tabell.add_row(*map(str, resultat.values()))
    Console(width=120).print(tabell)


if __name__ == "__main__":
    main()
