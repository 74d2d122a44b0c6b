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
from app.core.keyset import enkel_ring
from app.core.unit_of_work import Transaktioner
from app.drift.migrering import uppgradera
from app.katalog import plantering
from app.settings import Settings

KVARGLOMDA = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# Whether a table has rows that were written after a transaction, or more or fewer than it had.
_RORD = """
SELECT '{namn}'::text WHERE (SELECT count(*) FROM {namn}) <> {antal}
    OR EXISTS (SELECT FROM {namn} WHERE xmin::text::bigint > $1::bigint)
"""


def bygg(url: str) -> None:
    """Migrate, plant the cast."""
    uppgradera(url)
    asyncio.run(_plantera(url))


async def _plantera(url: str) -> None:
    databas = Databas(Settings(database_url=SecretStr(url)))
    krypto = Krypto(enkel_ring({"test": bytes(32)}, bytes(32)))
    await Transaktioner(databas, SystemKlocka(), krypto).kor(systemaktor("rollista"), "", plantering.satt_in)
    await databas.stang()


class Mall:
    """What a PostgreSQL database was filled with at first, kept beside the tables in schemas of their own.

    One connection as superuser for as long as the process has the database: row security and foreign keys do not
    bind it, and it writes back only what has been written to since.
    """

    def __init__(self, superuser_url: str) -> None:
        self._url = make_url(superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._tabeller = list(Base.metadata.tables)
        self._anslutning: asyncpg.Connection | None = None
        self._senast = 0

    async def spara_undan(self) -> None:
        """Keep a copy of every table's rows."""
        self._anslutning = anslutning = await asyncpg.connect(self._url)
        await anslutning.execute("CREATE SCHEMA mall; SET session_replication_role = replica")
        rorda = []
        for namn in self._tabeller:
            _, _, antal = (await anslutning.execute(f"CREATE TABLE mall.{namn} AS TABLE {namn}")).partition(" ")
            rorda.append(_RORD.format(namn=namn, antal=int(antal)))
        self._rorda = await anslutning.prepare(" UNION ALL ".join(rorda))
        await self._satt()

    async def stang(self) -> None:
        """Close the connection."""
        if self._anslutning is not None:
            await self._anslutning.close()

    async def aterstall(self) -> None:
        """Every table as it was when put aside.

        Connections that an earlier test left open are ended first: their locks would hold this one for ever.
        """
        await self._kor(KVARGLOMDA)
        await self._skriv("mall", await self._andrade())

    async def spara_scen(self, scen: str) -> None:
        """Keep the rows of the tables that are no longer as they were when put aside."""
        satser = [f"CREATE TABLE {scen}.{namn} AS TABLE {namn};" for namn in await self._andrade()]
        await self._kor(f"CREATE SCHEMA {scen}; {' '.join(satser)}")

    async def aterstall_scen(self, scen: str) -> None:
        """From the first rows to those of the scene."""
        assert self._anslutning is not None
        sats = "SELECT tablename FROM pg_tables WHERE schemaname = $1"
        await self._skriv(scen, [rad[0] for rad in await self._anslutning.fetch(sats, scen)], ny=True)

    async def _andrade(self) -> list[str]:
        return [rad[0] for rad in await self._rorda.fetch(self._senast)]

    async def _skriv(self, fran: str, tabeller: list[str], *, ny: bool = False) -> None:
        if tabeller:
            await self._kor(
                " ".join(f"DELETE FROM {namn}; INSERT INTO {namn} SELECT * FROM {fran}.{namn};" for namn in tabeller)
            )
        if not ny:
            await self._satt()

    async def _satt(self) -> None:
        assert self._anslutning is not None
        self._senast = int(await self._anslutning.fetchval("SELECT pg_current_xact_id()::text"))

    async def _kor(self, satser: str) -> None:
        assert self._anslutning is not None
        await self._anslutning.execute(satser)
