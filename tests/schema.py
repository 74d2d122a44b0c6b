"""Schema and cast for the tests' databases."""

import asyncio

import asyncpg
from pydantic import SecretStr
from sqlalchemy import make_url

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import Krypto
from app.core.database import Base, Databas
from app.core.unit_of_work import Transaktioner
from app.drift.migrering import uppgradera
from app.katalog import plantering
from app.settings import Settings

KVARGLOMDA = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# Rows as text: some types have no equality.
_ANDRAD = """
SELECT EXISTS (SELECT t::text FROM {namn} t EXCEPT SELECT t::text FROM mall.{namn} t)
    OR (SELECT count(*) FROM {namn}) <> (SELECT count(*) FROM mall.{namn})
"""


def bygg(url: str) -> None:
    """Migrate, plant the cast."""
    uppgradera(url)
    asyncio.run(_plantera(url))


async def _plantera(url: str) -> None:
    databas = Databas(Settings(database_url=SecretStr(url)))
    krypto = Krypto({"test": bytes(32)}, bytes(32))
    await Transaktioner(databas, SystemKlocka(), krypto).kor(systemaktor("rollista"), "", plantering.satt_in)
    await databas.stang()


async def spara_undan(superuser_url: str) -> None:
    """Keep a copy of every table's rows in a schema of its own."""
    anslutning = await _superuser(superuser_url)
    await anslutning.execute("CREATE SCHEMA mall")
    for namn in Base.metadata.tables:
        await anslutning.execute(f"CREATE TABLE mall.{namn} AS TABLE {namn}")
    await anslutning.close()


async def aterstall(superuser_url: str) -> None:
    """Every table as it was when put aside; row security and foreign keys do not bind the superuser here.

    Connections that an earlier test left open are ended first: their locks would hold this one for ever.
    """
    anslutning = await _superuser(superuser_url)
    await anslutning.execute(KVARGLOMDA)
    satser = [f"DELETE FROM {namn}; INSERT INTO {namn} SELECT * FROM mall.{namn};" for namn in Base.metadata.tables]
    await anslutning.execute("SET session_replication_role = replica; " + " ".join(satser))
    await anslutning.close()


async def spara_scen(superuser_url: str, scen: str) -> None:
    """Keep the rows of the tables that are no longer as they were when put aside."""
    anslutning = await _superuser(superuser_url)
    await anslutning.execute(f"CREATE SCHEMA {scen}")
    for namn in Base.metadata.tables:
        if await anslutning.fetchval(_ANDRAD.format(namn=namn)):
            await anslutning.execute(f"CREATE TABLE {scen}.{namn} AS TABLE {namn}")
    await anslutning.close()


async def aterstall_scen(superuser_url: str, scen: str) -> None:
    """From the first rows to those of the scene."""
    anslutning = await _superuser(superuser_url)
    andrade = await anslutning.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", scen)
    satser = [f"DELETE FROM {rad[0]}; INSERT INTO {rad[0]} SELECT * FROM {scen}.{rad[0]};" for rad in andrade]
    await anslutning.execute("SET session_replication_role = replica; " + " ".join(satser))
    await anslutning.close()


async def _superuser(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
