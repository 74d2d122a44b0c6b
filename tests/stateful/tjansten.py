"""The real app in a loop of its own, called from a test that has none; its rows looked at, kept and put back."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy import make_url

from app.begrepp.parter import systemaktor
from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla
from app.core.database import Base
from app.integrations.jobb import JOBB
from app.katalog.rollista import ESKILSTUNA
from app.main import create_app
from app.settings import Lage, Settings
from tests.conftest import INGEN_BEVAKNING, NU, NYCKEL, Person, Provdatabas, Varld

T = TypeVar("T")
TABELLER = sorted(Base.metadata.tables)
# Who looked, and what was answered to whom, is written also of what is refused.
LOGGAR = {"atkomstlogg", "idempotenssvar"}
DE_SOM_FOLJER = (
    "andringar_galler", "forslag_verkstalls", "bestallning_flyttar", "bestallning_svarstider", "plan_trad_i_kraft",
    "tillfallen", "rensa_utkast",
)  # fmt: skip
HANDELSER = """
SELECT objekt_id, nummer, typ, till FROM handelser
WHERE objekttyp IN ('bestallning', 'uppstartsmote', 'forslag', 'plan', 'tillfalle', 'slutrapport')
ORDER BY objekt_id, nummer
"""
SAKER = """
SELECT id, status, version, 'bestallning', NULL, foregaende_id, NULL, NULL FROM bestallningar UNION ALL
SELECT id, status, version, 'uppstartsmote', bestallning_id, NULL, NULL, NULL FROM uppstartsmoten UNION ALL
SELECT id, status, version, 'forslag', bestallning_id, NULL, NULL, NULL FROM forslag UNION ALL
SELECT id, status, version, 'plan', bestallning_id, NULL, NULL, NULL FROM planer UNION ALL
SELECT id, status, version, 'slutrapport', bestallning_id, NULL, NULL, NULL FROM slutrapporter UNION ALL
SELECT id, status, version, 'tillfalle', bestallning_id, plan_id, CAST(dag AS TEXT), CAST(fran AS TEXT) FROM tillfallen
"""
TILL_AF = """
SELECT o.bestallning_id, o.skede, count(u.id) FROM overlamningar o LEFT JOIN utkorg u ON u.objekt_id = o.id
WHERE o.slag = 'informationsoverlamning' GROUP BY o.id, o.bestallning_id, o.skede ORDER BY o.id
"""


class Tjanst:
    """The app on one database, frozen at the clock of the tests."""

    def __init__(self, databas: Provdatabas, mapp: Path) -> None:
        self.databas = databas
        self._loop = asyncio.Runner()
        self._kopior: dict[str, Any] = {}
        self._biljetter: dict[tuple[str, datetime], str] = {}
        self.kor(self._starta(mapp))

    async def _starta(self, mapp: Path) -> None:
        settings = Settings(
            lage=Lage.TEST,
            datakatalog=mapp,
            database_url=self.databas.url,
            arbetare_i_servern=False,
            bevakning_intervall=INGEN_BEVAKNING,
            pool_storlek=2,
        )
        klocka = StallbarKlocka(NU)
        klocka.frys()
        app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
        self.varld = Varld(app, settings, klocka, self.databas.sort)
        self._liv = app.router.lifespan_context(app)
        await self._liv.__aenter__()
        self._klient = self.varld.klient()
        if self.pg:
            agare = make_url(self.databas.superuser_url).set(drivername="postgresql")
            self._anslutning = await asyncpg.connect(agare.render_as_string(hide_password=False))

    async def _stang(self) -> None:
        await self._klient.aclose()
        await self._liv.__aexit__(None, None, None)
        if self.pg:
            await self._anslutning.close()

    def stang(self) -> None:
        """End the app and its loop."""
        self.kor(self._stang())
        self._loop.close()

    @property
    def pg(self) -> bool:
        return self.databas.sort == "postgresql"

    def kor(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run in the loop and wait."""
        return self._loop.run(coroutine)

    # --- requests and time ---

    def anrop(self, vem: str, metod: str, vag: str, kropp: Any = None, **huvuden: str) -> httpx.Response:
        """One request of a member of the cast."""
        nyckel = (vem, self.varld.klocka.nu())
        if nyckel not in self._biljetter:
            self._biljetter[nyckel] = self.varld.token(vem)
        alla = {"authorization": f"Bearer {self._biljetter[nyckel]}"} | huvuden
        adress = Person(self.varld, vem).adress(vag)
        return self.kor(self._klient.request(metod, adress, json=kropp, headers=alla))

    def tiden_gar(self, tid: timedelta) -> None:
        """Move the clock, then run the jobs that an order follows; twice, which is as once."""
        self.varld.klocka.flytta(tid)
        for _ in range(2):
            for namn in DE_SOM_FOLJER:
                self.kor(JOBB[namn](self.varld.tjanster, systemaktor(namn), ESKILSTUNA))

    # --- what is stored ---

    def rader(self, sats: str) -> list[tuple[Any, ...]]:
        """Rows past every boundary of the service; ids as 32 characters."""
        if self.pg:
            rader = self.kor(self._anslutning.fetch(sats))
        else:
            with closing(sqlite3.connect(self._fil)) as c:
                rader = c.execute(sats).fetchall()
        return [tuple(v.hex if isinstance(v, UUID) else v for v in r) for r in rader]

    def avtryck(self) -> str:
        """A print of every row that says something of a person or a case."""
        if self.pg:
            delar = (
                f"SELECT '{t}' AS n, md5(string_agg(t::text, '|' ORDER BY t::text)) AS h FROM {t} t"
                for t in TABELLER
                if t not in LOGGAR
            )
            return str(self.rader(f"SELECT md5(string_agg(h, n ORDER BY n)) FROM ({' UNION ALL '.join(delar)}) x"))
        with closing(sqlite3.connect(self._fil)) as c:
            alla = [(t, sorted(map(repr, c.execute(f"SELECT * FROM {t}")))) for t in TABELLER if t not in LOGGAR]
        return hashlib.sha256(repr(alla).encode()).hexdigest()

    @property
    def _fil(self) -> str:
        return self.databas.url.partition("///")[2]

    def spara(self, namn: str) -> None:
        """Keep all rows as they are now, and the time."""
        self._kopior[namn] = self.varld.klocka.nu()
        if self.pg:
            satser = [f"CREATE TABLE {namn}.{t} AS TABLE {t}" for t in TABELLER]
            self.kor(self._anslutning.execute("; ".join([f"CREATE SCHEMA {namn}", *satser])))
            return
        with closing(sqlite3.connect(self._fil)) as kalla:
            self._kopior[f"{namn}.rader"] = kalla.serialize()

    def aterstall(self, namn: str) -> None:
        """Put them back."""
        self.varld.klocka.stall(self._kopior[namn])
        self.varld.klocka.frys()
        if self.pg:
            satser = [f"DELETE FROM {t}; INSERT INTO {t} SELECT * FROM {namn}.{t}" for t in TABELLER]
            self.kor(self._anslutning.execute("; ".join(["SET session_replication_role = replica", *satser])))
            return
        with closing(sqlite3.connect(":memory:")) as kopia, closing(sqlite3.connect(self._fil)) as mal:
            kopia.deserialize(self._kopior[f"{namn}.rader"])
            kopia.backup(mal)
