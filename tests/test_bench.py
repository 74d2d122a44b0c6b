"""The measurement works, and the limit it measures against does the same work; nothing here looks at a clock."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from bench.__main__ import importtabell, maskin, tabell
from bench.manader import mat_import
from bench.matning import SIDOR, Bana, Val, bana, mat, matt
from tests import postgres

pytestmark = [pytest.mark.langsam, pytest.mark.postgres]

SKRIVS = ("bestallningar", "handelser", "atkomstlogg", "idempotenssvar", "utkorg")
# What the service computes by itself, a second after an order and at no call's order, is not of the round.
INTE_AV_SYSTEMET = {"handelser": " WHERE roll <> 'system'", "atkomstlogg": " WHERE roll <> 'system'"}
ANTAL = 6


@pytest.fixture(scope="module")
def igang(pg_server: postgres.PgServer) -> Iterator[Bana]:
    with bana(pg_server, 2_000) as igang:
        yield igang


def _rader(igang: Bana) -> dict[str, int]:
    async def rakna() -> dict[str, int]:
        dsn = make_url(igang.databas.superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
        anslutning = await asyncpg.connect(dsn)
        try:
            urval = {namn: f"SELECT count(*) FROM {namn}{INTE_AV_SYSTEMET.get(namn, '')}" for namn in SKRIVS}
            return {namn: await anslutning.fetchval(sats) for namn, sats in urval.items()}
        finally:
            await anslutning.close()

    return postgres.kor(rakna())


def _gjort(igang: Bana, sida: str, ett: Any) -> tuple[dict[str, int], int]:
    """Rows that one round added, and bytes that it answered."""
    fore = _rader(igang)
    _, svar = igang.rond(sida, ett, ANTAL, 2, 0)
    return {namn: antal - fore[namn] for namn, antal in _rader(igang).items()}, svar["innehall"]


@pytest.mark.parametrize("kod", ["G1", "G2", "G3"])
def test_gransen_skriver_samma_rader_och_svarar_lika_mycket(igang: Bana, kod: str) -> None:
    ett = next(m for m in matt(igang.frodda) if m.kod == kod)
    (vara_rader, vara_byte), (gransens_rader, gransens_byte) = (_gjort(igang, sida, ett) for sida in SIDOR)
    skrivna = ANTAL if kod == "G1" else 0
    assert vara_rader == dict.fromkeys(SKRIVS, skrivna) | {"atkomstlogg": ANTAL, "utkorg": 0}
    assert gransens_rader == vara_rader
    assert gransens_byte == pytest.approx(vara_byte, rel=0.15)


def test_en_matning_ger_kvot_och_tabell(igang: Bana) -> None:
    matta = [mat(igang, ett, Val(par=2, antal=4, klienter=2)) for ett in matt(igang.frodda)]
    assert {m["kod"] for m in matta} == {"G1", "G2", "G3"}
    assert all(len(m["kvoter"]) == 2 and m["kvot"] > 0 and m["vart"]["cpu_ms"] > 0 for m in matta)
    assert tabell(matta).row_count == 3
    assert maskin()["karnor"]


def test_importen_mats_pa_bada_databaserna(pg_server: postgres.PgServer) -> None:
    matta = mat_import(pg_server, 300)
    assert [(m["databas"], m["rader"]) for m in matta] == [("sqlite", 300), ("postgresql", 300)]
    assert all(m[varv]["rader_per_sekund"] > 0 for m in matta for varv in ("forsta", "igen"))
    assert importtabell(matta).row_count == 2


def test_fel_svar_avbryter_matningen(igang: Bana) -> None:
    ett = matt(igang.frodda)[0]
    with pytest.raises(RuntimeError, match="svaren var"):
        igang.rond("vart", type(ett)(ett.kod, ett.text, ett.begaranden, "201", 1, 1), 1, 1, 0)
