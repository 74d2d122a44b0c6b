"""What the measurement of the reports is made of: every kommun gets people, and the reports find something in them."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import make_url

from bench.processer import process
from bench.rapportfro import fro, kommuner
from tests import postgres, schema

pytestmark = [pytest.mark.langsam, pytest.mark.postgres]


def test_alla_kommuner_har_nagon_och_ingen_blir_over():
    for folk in (290, 11_000, 110_000):
        alla = kommuner(290, folk)
        assert len({kod for kod, _, _ in alla}) == len({namnd for _, namnd, _ in alla}) == 290
        assert sum(antal for _, _, antal in alla) == folk
        assert min(antal for _, _, antal in alla) >= 1


async def _summor(url):
    anslutning = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        return await anslutning.fetch("SELECT status, klara, antal_rader, summor FROM rapporter")
    finally:
        await anslutning.close()


def test_rapporterna_raknas_av_en_egen_process(pg_server: postgres.PgServer) -> None:
    databas = postgres.ny_databas(pg_server, "bench_rapporter")
    try:
        schema.bygg(databas.agare_url)
        alla = kommuner(3, 120)
        asyncio.run(fro(databas.superuser_url, alla))
        given = {"url": databas.app_url, "namnder": [[kod, str(namnd)] for kod, namnd, _ in alla]}
        with process("bench.rapportbarn") as barn:
            svar = barn.fraga(given | {"sort": "egenkontroll", "period": "2027-01"})
        rader = asyncio.run(_summor(databas.superuser_url))
    finally:
        postgres.slang_databas(databas)
    assert svar["rapporter"] == 3
    assert svar["satser"] > 30
    assert svar["topp_mib"] == max(svar["over_tiden_mib"]) > 20
    assert [(r["status"], r["klara"]) for r in rader].count(("klar", 0)) == 0
    assert sum(r["klara"] for r in rader) == 120
    assert sum(r["antal_rader"] for r in rader) > 60
    for kontroll in ("beslut_saknas", "plan_saknas", "mote_saknas", "timmar_under_norm", "ej_paborjat"):
        assert any(f"brist/{kontroll}/" in r["summor"] for r in rader), kontroll
