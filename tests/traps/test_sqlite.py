"""SQLite's own traps: a journal mode that corrupts, loose columns, foreign keys off, two writers at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.database import Databas, journallage
from app.settings import Settings


@pytest.mark.parametrize(
    ("version", "lage"),
    [
        ((3, 37, 2), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 9), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "TRUNCATE"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_bara_dar_felet_ar_rattat(version: tuple[int, int, int], lage: str) -> None:
    assert journallage(version) == lage


@pytest.fixture
async def databas(tmp_path: Path) -> AsyncIterator[Databas]:
    """A database of our own kind with one STRICT table."""
    databas = Databas(Settings(datakatalog=tmp_path))
    async with databas.engine.begin() as anslutning:
        await anslutning.execute(text("CREATE TABLE far (id INTEGER PRIMARY KEY, tal INTEGER NOT NULL) STRICT"))
        await anslutning.execute(text("CREATE TABLE barn (id INTEGER PRIMARY KEY, far INTEGER REFERENCES far) STRICT"))
        await anslutning.execute(text("INSERT INTO far VALUES (1, 0)"))
    yield databas
    await databas.stang()


async def test_varje_anslutning_har_installningarna(databas: Databas) -> None:
    vantat = {"journal_mode": journallage().lower(), "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    for _ in range(2):
        async with databas.engine.connect() as anslutning:
            for namn, varde in vantat.items():
                assert (await anslutning.execute(text(f"PRAGMA {namn}"))).scalar_one() == varde, namn
        await databas.engine.dispose()


@pytest.mark.parametrize("sats", ["INSERT INTO barn VALUES (1, 99)", "INSERT INTO far VALUES (2, 'text')"])
async def test_losa_varden_vagras(databas: Databas, sats: str) -> None:
    with pytest.raises(IntegrityError):
        async with databas.engine.begin() as anslutning:
            await anslutning.execute(text(sats))


async def test_en_transaktion_tar_skrivlaset_fran_borjan(databas: Databas) -> None:
    """A read that becomes a write would otherwise meet SQLITE_BUSY in the middle, without waiting."""
    annan = Databas(Settings(datakatalog=Path(databas.engine.url.database or "").parent, pool_vantetid=0.05))
    async with databas.engine.begin() as anslutning:
        await anslutning.execute(text("SELECT * FROM far"))
        with pytest.raises(Exception, match="locked"):
            async with annan.engine.begin():
                pass
    async with annan.engine.begin():
        pass
    await annan.stang()


async def test_hundra_skrivare_i_en_process_far_alla_sin_tur(databas: Databas) -> None:
    """One connection behind the gate: nobody is told that the database is locked, and no write is lost."""

    async def ett(_: Any) -> None:
        async with databas.session() as session, session.begin():
            anslutning = await session.connection()
            tal = (await anslutning.execute(text("SELECT tal FROM far"))).scalar_one()
            await anslutning.execute(text(f"UPDATE far SET tal = {tal + 1}"))

    await asyncio.gather(*(ett(uuid4()) for _ in range(100)))
    async with databas.engine.connect() as anslutning:
        assert (await anslutning.execute(text("SELECT tal FROM far"))).scalar_one() == 100
