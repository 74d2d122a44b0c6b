"""S2: row security holds when callers share server connections, by PgBouncer in transaction pooling."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url, text

from app.begrepp.parter import Aktor, Part, Roll
from app.core.database import Databas
from app.core.unit_of_work import Arbete, Transaktioner
from app.katalog import rollista
from app.settings import Lage, Settings
from tests.conftest import Provdatabas, Varld
from tests.flode.steg import nytt_arende
from tests.pgbouncer import PLATSER, Mellanled, pgbouncer

KLIENTER, BYTEN = 12, 100  # of each client
NAMNDER = {
    rollista.ESKILSTUNA: (rollista.KOMMUN_ESKILSTUNA, rollista.NAMND_ESKILSTUNA),
    rollista.BOTKYRKA: (rollista.KOMMUN_BOTKYRKA, rollista.NAMND_BOTKYRKA),
}
# Below the ORM hook, so that what is seen is what row security lets through.
SYNLIGT = text(
    "SELECT coalesce(string_agg(kommunkod, ','), ''), pg_backend_pid(), current_setting('stegvis.kommunkod', true) "
    "FROM arenden"
)


@pytest.fixture
def databas(request: pytest.FixtureRequest) -> Any:
    """PostgreSQL only: there is nothing to pool on SQLite."""
    return request.getfixturevalue("bara_postgres")


@pytest.fixture
def mellanled(databas: Provdatabas, tmp_path: Any) -> Iterator[Mellanled]:
    assert databas.server is not None
    with pgbouncer(databas.server, str(make_url(databas.url).database), tmp_path) as mellanled:
        yield mellanled


@pytest.fixture
async def genom(varld: Varld, databas: Provdatabas, mellanled: Mellanled) -> AsyncIterator[Databas]:
    """The service's own engine, set as the README says for PgBouncer."""
    egna = {"database_url": mellanled.url(databas.url), "forberedda_satser": 0, "pool_storlek": KLIENTER}
    databas_ = Databas(Settings(lage=Lage.TEST, datakatalog=varld.settings.datakatalog, **egna))
    yield databas_
    await databas_.stang()


def handlaggare(kommunkod: str) -> Aktor:
    organisation, namnd = NAMNDER[kommunkod]
    return Aktor(
        part=Part.KOMMUN,
        roll=Roll.HANDLAGGARE,
        klient_id=f"prov:{kommunkod}",
        organisation_id=organisation,
        person="prov",
        kommunkod=kommunkod,
        namnd_id=namnd,
        kommuner=frozenset({kommunkod}),
    )


@pytest.mark.krav("S2", "ASVS 8.4.1")
async def test_byten_av_part_over_delade_anslutningar_blandar_aldrig(varld: Varld, genom: Databas) -> None:
    for namn in ("anna", "david"):
        await nytt_arende(varld.som(namn))
    transaktioner = Transaktioner(genom, varld.klocka, varld.tjanster.krypto)

    async def se(arbete: Arbete) -> tuple[str, int, str]:
        rad = (await (await arbete.session.connection()).execute(SYNLIGT)).one()
        return rad[0], rad[1], rad[2]

    async def klient(nummer: int) -> list[tuple[str, tuple[str, int, str]]]:
        kommuner = [sorted(NAMNDER)[(nummer + i) % 2] for i in range(BYTEN)]
        return [(k, await transaktioner.kor(handlaggare(k), k, se)) for k in kommuner]

    svar = [s for rad in await asyncio.gather(*map(klient, range(KLIENTER))) for s in rad]
    assert len(svar) == KLIENTER * BYTEN
    assert [(k, sett) for k, sett in svar if (sett[0], sett[2]) != (k, k)] == []
    delade = {pid: {k for k, sett in svar if sett[1] == pid} for _, (_, pid, _) in svar}
    assert len(delade) <= PLATSER
    assert all(partier == set(NAMNDER) for partier in delade.values()), "each connection served both kommuner"


@pytest.mark.krav("S2")
async def test_utan_part_syns_ingenting_efter_nagon_annans_transaktion(
    varld: Varld, databas: Provdatabas, genom: Databas, mellanled: Mellanled
) -> None:
    """The setting of a transaction is gone with it, also for the next client of the same server connection."""
    transaktioner = Transaktioner(genom, varld.klocka, varld.tjanster.krypto)
    adress = make_url(mellanled.url(databas.url)).set(drivername="postgresql").render_as_string(hide_password=False)
    naken = await asyncpg.connect(adress, statement_cache_size=0)
    try:
        for _ in range(2 * PLATSER):
            kommuner = sorted(NAMNDER) * PLATSER
            await asyncio.gather(*(transaktioner.kor(handlaggare(k), k, _ingenting) for k in kommuner))
            assert await naken.fetchval("SELECT count(*) FROM arenden") == 0
            assert await naken.fetchval("SELECT count(*) FROM pg_prepared_statements") == 0, "names would collide"
    finally:
        await naken.close()


async def _ingenting(arbete: Arbete) -> None:
    await (await arbete.session.connection()).execute(SYNLIGT)
