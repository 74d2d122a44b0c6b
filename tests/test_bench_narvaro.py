"""The limit of a report on attendance writes the rows that the service writes; nothing here looks at a clock."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from bench.grans_narvaro import HISTORIK, TABELL
from bench.matning import Bana, Val, bana
from bench.narvaro import RADER, forbered
from tests import postgres

pytestmark = [pytest.mark.langsam, pytest.mark.postgres]

PAR = {"vart": ("narvarouppgifter", "handelser"), "grans": (TABELL, HISTORIK)}


@pytest.fixture(scope="module")
def igang(pg_server: postgres.PgServer) -> Iterator[Bana]:
    with bana(pg_server, 2_000) as igang:
        yield igang


def _rader(igang: Bana, tabeller: tuple[str, ...]) -> list[int]:
    async def rakna() -> list[int]:
        dsn = make_url(igang.databas.superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
        anslutning = await asyncpg.connect(dsn)
        try:
            return [await anslutning.fetchval(f"SELECT count(*) FROM {namn}") for namn in tabeller]
        finally:
            await anslutning.close()

    return postgres.kor(rakna())


def test_gransen_skriver_samma_rader_och_svarar_lika_mycket(igang: Bana) -> None:
    ett = forbered(igang, Val(par=0, antal=1))
    svar: dict[str, Any] = {}
    for sida, tabeller in PAR.items():
        alla = (*tabeller, "atkomstlogg", "idempotenssvar")
        fore = _rader(igang, alla)
        svar[sida] = igang.rond(sida, ett, 1, 1, 0)[1]["innehall"]
        nya = [efter - innan for efter, innan in zip(_rader(igang, alla), fore, strict=True)]
        assert nya == [RADER, RADER, 1, 1], sida
    assert svar["grans"] == pytest.approx(svar["vart"], rel=0.1)
