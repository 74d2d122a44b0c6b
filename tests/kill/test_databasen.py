"""R11: PostgreSQL killed, and restarted, under people at work: nothing lost, and well again by itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests import postgres, schema
from tests.kill.facit import domt
from tests.kill.last import Arbetslag
from tests.kill.system import Moder, System, vanta

TID = 60.0
BORTA = 0.5
IGEN_INOM = 5.0
NYA = 8
pytestmark = [pytest.mark.langsam, pytest.mark.ensam(folje=False)]


@pytest.fixture
def egen_postgres() -> Iterator[postgres.Databas]:
    """A server that the other tests do not stand on."""
    with postgres.med_postgres() as server:
        databas = postgres.ny_databas(server, "kill")
        schema.bygg(databas.agare_url)
        yield databas


def ar_ett_bra_nej(svar: httpx.Response) -> bool:
    """What R11 lets a client be told while the database is away."""
    huvuden = svar.headers
    ratt_form = huvuden["content-type"].startswith("application/problem+json")
    return svar.status_code == 503 and ratt_form and int(huvuden["retry-after"]) > 0


def tills_allt_gar(system: System, lag: Arbetslag) -> float:
    """Seconds until the clients are answered and the workers deliver."""
    borjan, kvitterade = time.monotonic(), len(lag.kvitterade)
    framme = system.af("GET", "/raknare")["effekter"]

    def gar() -> bool:
        levererat = system.af("GET", "/raknare")["effekter"] - framme
        return bool(lag.fel) or (len(lag.kvitterade) >= kvitterade + NYA and levererat >= NYA)

    vanta(gar, TID, "återgången")
    return time.monotonic() - borjan


@pytest.mark.krav("R11")
def test_databasen_dodas_och_startas_om_mitt_i_arbetet(
    moder: Moder, tmp_path: Path, egen_postgres: postgres.Databas
) -> None:
    pg = egen_postgres.server
    with System(moder, tmp_path, egen_postgres.app_url) as system:
        system.starta_alla()
        processer = system.pid()
        lag = Arbetslag(system, laser=True)
        lag.starta()
        vanta(lambda: len(lag.kvitterade) >= NYA, TID, "arbetet")
        tider = []
        for avbrott in (pg.krascha, pg.stop):
            avbrott()
            Event().wait(BORTA)
            pg.start()
            tider.append(tills_allt_gar(system, lag))
        lag.sluta()
        system.vanta_ut(TID)
        facit = domt(system, lag.kvitterade, 0)
        assert system.pid() == processer
    print(f"\n{facit}, igen efter {tider[0]:.1f} och {tider[1]:.1f} s, nej {len(lag.nej)}, omtag {lag.omtag}")
    assert facit.gront
    assert lag.nej
    assert [svar.text for svar in lag.nej if not ar_ett_bra_nej(svar)] == []
    assert max(tider) <= IGEN_INOM
