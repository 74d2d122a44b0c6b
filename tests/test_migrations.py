"""Migrations on both databases: up, down, up; the models say what the migrations made."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect

from app import wiring  # noqa: F401 - loads every table
from app.core.database import Base, skapa_engine
from app.core.row_security import satser
from app.core.tenancy import isolering_av
from app.drift.migrering import konfiguration
from app.settings import Settings
from migrations.jamforelse import jamfor_typ
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def tom(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The address of an empty database, as its owner."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'tom.db'}"
        return
    db = postgres.ny_databas(request.getfixturevalue("pg_server"), f"m_{uuid4().hex[:8]}")
    yield db.agare_url
    postgres.slang_databas(db)


def med_anslutning(url: str, gor: Any) -> Any:
    """Run a synchronous function over a connection."""

    async def kor() -> Any:
        engine = skapa_engine(Settings(database_url=url))
        async with engine.connect() as anslutning:
            svar = await anslutning.run_sync(gor)
        await engine.dispose()
        return svar

    return asyncio.run(kor())


def tabeller(anslutning: Connection) -> set[str]:
    """Names of all tables."""
    inspektor: Inspector = inspect(anslutning)
    return set(inspektor.get_table_names()) - {"alembic_version"}


@pytest.mark.krav("R17")
def test_upp_ner_och_upp_igen(tom: str) -> None:
    config = konfiguration(tom)
    command.upgrade(config, "head")
    assert med_anslutning(tom, tabeller) == set(Base.metadata.tables)
    command.downgrade(config, "base")
    assert med_anslutning(tom, tabeller) == set()
    command.upgrade(config, "head")
    assert med_anslutning(tom, tabeller) == set(Base.metadata.tables)


def test_modellerna_ar_vad_migreringarna_gor(tom: str) -> None:
    command.upgrade(konfiguration(tom), "head")

    def skillnader(anslutning: Connection) -> list[Any]:
        sammanhang = MigrationContext.configure(anslutning, opts={"compare_type": jamfor_typ})
        return list(compare_metadata(sammanhang, Base.metadata))

    assert med_anslutning(tom, skillnader) == []


def test_varje_tabell_ar_strikt_pa_sqlite(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tom.db'}"
    command.upgrade(konfiguration(url), "head")

    def losa(anslutning: Connection) -> list[str]:
        rader = anslutning.exec_driver_sql("SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table'")
        return [r[0] for r in rader if not r[0].startswith("sqlite_")]

    assert med_anslutning(url, losa) == ["alembic_version"]


def test_radskyddet_i_migreringarna_ar_det_som_koden_beskriver(pg_server: postgres.PgServer) -> None:
    migrerad, byggd = (postgres.ny_databas(pg_server, f"m_{uuid4().hex[:8]}") for _ in range(2))
    command.upgrade(konfiguration(migrerad.agare_url), "head")

    def bygg(anslutning: Connection) -> None:
        Base.metadata.create_all(anslutning)
        for mapper in Base.registry.mappers:
            for sats in satser(mapper.local_table, isolering_av(mapper.class_)):
                anslutning.exec_driver_sql(sats)
        anslutning.commit()

    def policyer(anslutning: Connection) -> list[Any]:
        policy = anslutning.exec_driver_sql(
            "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
        )
        ratter = anslutning.exec_driver_sql(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = 'stegvis_app' AND table_name <> 'alembic_version' ORDER BY 1, 2"
        )
        return [*map(tuple, policy), *map(tuple, ratter)]

    med_anslutning(byggd.agare_url, bygg)
    assert med_anslutning(migrerad.agare_url, policyer) == med_anslutning(byggd.agare_url, policyer)
    for db in (migrerad, byggd):
        postgres.slang_databas(db)
