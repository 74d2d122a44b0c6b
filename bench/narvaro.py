"""``python -m bench.narvaro``: G10, a report on 1,000 occasions against a raw COPY of the same rows."""

import argparse
import json
import os
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from rich.console import Console
from sqlalchemy import make_url

from app.begrepp.tid import SystemKlocka, svensk_dag
from app.flode.narvaro.models import Tillfalle
from app.katalog.rollista import ESKILSTUNA, KLIVET, NAMND_ESKILSTUNA
from bench import fro
from bench.__main__ import RESULTAT, maskin, tabell
from bench.grans_narvaro import SKAPA
from bench.matning import Bana, Matt, Val, bana, mat
from tests import postgres

RADER = 1_000
TILLFALLE = "7007"
ADRESS = f"/stegvis/v1/{ESKILSTUNA}/narvarorapporter"
# Of ten people one is late, one is ill and one stays away; the others are there.
SAGT: tuple[dict[str, Any], ...] = (
    {"utfall": "sen", "narvarandeFran": "09:20", "narvarandeTill": "12:00"},
    {"utfall": "franvaro_giltig", "orsak": "sjukdom", "text": "Meddelade i förväg."},
    {"utfall": "franvaro_ogiltig"},
    *({"utfall": "narvarande"},) * 7,
)


def _dagen() -> date:
    """The last day on which it has been noon."""
    return svensk_dag(SystemKlocka().nu() - timedelta(hours=12))


def _tillfallen(antal: int) -> str:
    """Occasions of Klivet's running orders in Eskilstuna, which a samordnare there reaches."""
    varden = {
        "kommunkod": f"'{ESKILSTUNA}'",
        "id": fro.id_uttryck(TILLFALLE, "v"),
        "namnd_id": f"'{NAMND_ESKILSTUNA}'::uuid",
        "delad_med": f"'{KLIVET}'::uuid",
        "arende_id": "arende_id",
        "bestallning_id": "id",
        "aktivitet": "'Yrkessvenska'",
        "kategori": "'sprak'",
        "dag": f"date '{_dagen()}'",
        "fran": "540",
        "till": "720",
        "status": "'planerat'",
        "antal_uppgifter": "0",
        "skapad": fro.TID,
        "skyddad": "false",
        "handlaggare": "handlaggare",
        "vagledare": f"'{fro.VERA}'",
        "version": "0",
    }
    order = f"kommunkod = '{ESKILSTUNA}' AND delad_med = '{KLIVET}' AND status = 'pagaende'"
    numrerade = (
        f"(SELECT *, row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS av FROM bestallningar WHERE {order})"
    )
    fran = f"{numrerade} b JOIN generate_series(0, {antal - 1}) v ON v % b.av = b.k"
    return fro.insats(Tillfalle.__table__, varden, fran)


async def _fro(url: str, antal: int) -> None:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    anslutning = await asyncpg.connect(dsn)
    try:
        await anslutning.execute("SET session_replication_role = replica")
        await anslutning.execute(_tillfallen(antal))
        await anslutning.execute(SKAPA)
        await anslutning.execute("VACUUM (ANALYZE) tillfallen")
    finally:
        await anslutning.close()


def _rapport(nummer: int) -> str:
    idn = (fro.rad_id(TILLFALLE, nummer * RADER + i) for i in range(RADER))
    return json.dumps({"rader": [_rad(i, egen) for i, egen in enumerate(idn)]}, ensure_ascii=False)


def _rad(i: int, egen: UUID) -> dict[str, Any]:
    return {"tillfalleId": str(egen), **SAGT[i % len(SAGT)]}


def matt(rapporter: int) -> Matt:
    """G10 over what was seeded: each report is new to the service, so that it is written."""
    begaranden = [("POST", ADRESS, _rapport(n)) for n in range(rapporter)]
    return Matt("G10", "rapportera 1 000 tillfällen", begaranden, "200", 4.0, 2.0, "sven", "narvaro:skriv")


def forbered(igang: Bana, val: Val) -> Matt:
    """The occasions that all rounds need."""
    rapporter = (val.par + 1) * val.antal
    postgres.kor(_fro(igang.databas.superuser_url, rapporter * RADER))
    return matt(rapporter)


def kor(server: postgres.PgServer, val: Val) -> dict[str, Any]:
    """The ratio of processor time."""
    with bana(server, val.rader) as igang:
        return mat(igang, forbered(igang, val), val)


def main() -> None:
    """Measure, write ``bench/resultat/<day>-narvaro.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.narvaro", description=__doc__)
    tolk.add_argument("--par", type=int, default=9)
    tolk.add_argument("--antal", type=int, default=4)
    valt = tolk.parse_args()
    fore, val = maskin(), Val(rader=20_000, par=valt.par, antal=valt.antal, klienter=1)
    server = postgres.starta_server()
    try:
        resultat = kor(server, val)
    finally:
        server.ta_bort()
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-narvaro.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    innehall = {"maskin": fore | {"belastning_efter": efter}, "val": vars(valt), "matt": [resultat]}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    Console(width=140).print(tabell([resultat]))


if __name__ == "__main__":
    main()
