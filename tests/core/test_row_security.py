"""Row security on PostgreSQL: without a tenant nothing, with one only its own, also for raw SQL."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from app import wiring  # noqa: F401 - loads every table
from app.core.database import Base
from app.core.tenancy import Isolering, isolering_av
from app.katalog import rollista
from app.katalog.register import RIKET
from app.vyer.handelseflode.sekvenserare import numrera
from tests.conftest import Provdatabas, Varld
from tests.flode import steg

AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}


@pytest.fixture
def databas(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    """PostgreSQL only: SQLite has no row security, there the ORM hook stands alone."""
    return request.getfixturevalue("bara_postgres")


@pytest.fixture
async def app_roll(databas: Provdatabas) -> AsyncIterator[asyncpg.Connection]:
    """A raw connection as the service's role."""
    anslutning = await asyncpg.connect(
        make_url(databas.url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    yield anslutning
    await anslutning.close()


@pytest.mark.krav("S2", "ASVS 8.4.1", "ASVS 13.2.2")
async def test_utan_part_syns_inga_rader_och_med_part_bara_egna(varld: Varld, app_roll: asyncpg.Connection) -> None:
    await varld.som("anna").skapa("arenden", AMINA)
    await varld.som("david").skapa("arenden", AMINA)
    assert await app_roll.fetchval("SELECT count(*) FROM arenden") == 0
    for kommun, namnd in (
        (rollista.ESKILSTUNA, rollista.NAMND_ESKILSTUNA),
        (rollista.BOTKYRKA, rollista.NAMND_BOTKYRKA),
    ):
        async with app_roll.transaction():
            await app_roll.execute(
                "SELECT set_config('stegvis.part', 'kommun', true), set_config('stegvis.kommunkod', $1, true), "
                "set_config('stegvis.namnd', $2, true)",
                kommun,
                str(namnd),
            )
            assert [r["kommunkod"] for r in await app_roll.fetch("SELECT kommunkod FROM arenden")] == [kommun]
    assert await app_roll.fetchval("SELECT count(*) FROM arenden") == 0


@pytest.mark.krav("S2", "ASVS 8.4.1")
async def test_tusen_byten_av_part_blandar_aldrig(varld: Varld, app_roll: asyncpg.Connection) -> None:
    await varld.som("anna").skapa("arenden", AMINA)
    await varld.som("david").skapa("arenden", AMINA)
    namnder = {rollista.ESKILSTUNA: rollista.NAMND_ESKILSTUNA, rollista.BOTKYRKA: rollista.NAMND_BOTKYRKA}
    for i in range(1000):
        kommun = sorted(namnder)[i % 2]
        async with app_roll.transaction():
            await app_roll.execute(
                "SELECT set_config('stegvis.part', 'kommun', true), set_config('stegvis.kommunkod', $1, true), "
                "set_config('stegvis.namnd', $2, true)",
                kommun,
                str(namnder[kommun]),
            )
            assert await app_roll.fetchval("SELECT string_agg(kommunkod, '') FROM arenden") == kommun


@pytest.mark.krav("S6", "ASVS 16.4.2", "ASVS 13.2.2")
async def test_tjanstens_roll_kan_varken_andra_eller_radera_i_atkomstloggen(
    varld: Varld, app_roll: asyncpg.Connection
) -> None:
    await varld.som("anna").skapa("arenden", AMINA)
    for sats in ("UPDATE atkomstlogg SET person = 'x'", "DELETE FROM atkomstlogg", "DELETE FROM arenden"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app_roll.execute(sats)


async def test_en_mottagares_flode_syns_bara_for_den_och_i_historiken_andras_bara_att_den_star_dar(
    varld: Varld, app_roll: asyncpg.Connection
) -> None:
    await steg.ny_bestallning(varld.som("anna"))
    await numrera(varld.tjanster)
    namnder = {"kommun": ("namnd", rollista.NAMND_ESKILSTUNA), "utforare": ("organisation", rollista.KLIVET)}
    antal = {}
    for part, (egen, mottagare) in namnder.items():
        for kommun in (rollista.ESKILSTUNA, RIKET, rollista.BOTKYRKA):
            async with app_roll.transaction():
                await app_roll.execute(
                    "SELECT set_config('stegvis.part', $1, true), set_config('stegvis.kommunkod', $2, true), "
                    f"set_config('stegvis.{egen}', $3, true)",
                    part, kommun, str(mottagare),
                )  # fmt: skip
                antal[part, kommun] = await app_roll.fetchval("SELECT count(*) FROM flodesposter")
    assert {k: v for k, v in antal.items() if v} == {
        ("kommun", rollista.ESKILSTUNA): antal["kommun", rollista.ESKILSTUNA],
        ("utforare", RIKET): 2,
    }
    assert await app_roll.fetchval("SELECT count(*) FROM flodesposter") == 0
    for sats in ("UPDATE handelser SET typ = 'x'", "UPDATE flodesposter SET typ = 'x'", "DELETE FROM flodesposter"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app_roll.execute(sats)
    await app_roll.execute("UPDATE handelser SET flodad = true")


@pytest.mark.krav("S2", "ASVS 8.4.1")
async def test_varje_tabell_med_kommun_har_tvingat_radskydd(varld: Varld, app_roll: asyncpg.Connection) -> None:
    tvingade = {
        r["relname"]
        for r in await app_roll.fetch("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relrowsecurity")
    }
    med_kommun = {t.name for t in Base.metadata.tables.values() if "kommunkod" in t.primary_key.columns}
    assert med_kommun <= tvingade
    oskyddade = {
        m.local_table.name for m in Base.registry.mappers if isolering_av(m.class_) is Isolering.OPPEN
    } - med_kommun
    assert {t.name for t in Base.metadata.tables.values()} - tvingade <= oskyddade
