"""R3, R5: what was acknowledged survives kill -9 at any moment, exactly once in effect and in order."""

import os
import random
import shutil
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.crashpoints import Krasch
from tests import postgres
from tests.kill.facit import Facit, domt
from tests.kill.last import Arbetslag
from tests.kill.mutanter import Mutant, Transaktionspunkt
from tests.kill.system import ARBETARE, SERVER, System, vanta

KILLS = int(os.environ.get("STEGVIS_KILLS", "20"))
TID_FOR_PUNKT = 20.0
TID_FOR_TOMNING = 60.0
SLUMP = "slump"
ARBETARPUNKTER = [punkt.value for punkt in Krasch]
SERVERPUNKTER = [punkt.value for punkt in Transaktionspunkt]
pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("kill"), pytest.mark.timeout(120 + 6 * KILLS)]


@pytest.fixture
def katalog(tmp_path: Path, sqlite_mall: Path) -> Path:
    """The installation's folder, with a fresh SQLite database."""
    shutil.copy(sqlite_mall, tmp_path / "stegvis.db")
    return tmp_path


@pytest.fixture
def pg_url(pg_server: postgres.PgServer, pg_mall: str) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    databas = postgres.ny_databas(pg_server, f"kill_{uuid4().hex[:8]}", pg_mall)
    yield databas.app_url
    postgres.slang_databas(databas)


def kor(system: System, planer: list[tuple[str, str]], slump: random.Random) -> Facit:
    """Load, one kill after another, then let the outbox run dry; the verdict."""
    lag = Arbetslag(system)
    system.starta()
    if system.egen_arbetare:
        system.starta(ARBETARE)
    lag.starta()
    for namn, punkt in planer:
        doda(system, namn, punkt, slump)
    lag.sluta()
    vanta(lambda: tomt(system), TID_FOR_TOMNING, "tömningen")
    return domt(system, lag.kvitterade, len(planer))


def doda(system: System, namn: str, punkt: str, slump: random.Random) -> None:
    """Let the process die at the point, or at a random moment, and start it anew."""
    if punkt == SLUMP:
        if not system.dog(namn, slump.uniform(0.05, 0.8)):
            system.doda(namn)
    else:
        armera(system, namn, punkt, slump.randint(1, 12))
        assert system.dog(namn, TID_FOR_PUNKT), f"{namn} nådde aldrig {punkt}"
    system.starta(namn)


def armera(system: System, namn: str, punkt: str, gang: int) -> None:
    """Through the control application where it knows the point and has the process, else by a restart."""
    if namn == SERVER and punkt in ARBETARPUNKTER:
        system.kontroll("PUT", f"/krascha/{punkt}?gang={gang}")
    else:
        system.doda(namn)
        system.starta(namn, f"{punkt}:{gang}")


def tomt(system: System) -> bool:
    """Whether every message is acknowledged by AF."""
    huvuden = {"authorization": f"Bearer {system.token('sara')}"}
    svar = system.http.get(f"{system.settings.publik_url}/stegvis/v1/0484/utkorg", headers=huvuden)
    assert svar.status_code == 200, svar.text
    assert svar.json()["parkerade"] == 0, svar.text
    return bool(svar.json()["vantande"] == 0)


def plan(antal: int, *moment: tuple[str, str]) -> list[tuple[str, str]]:
    """That many kills, taken in turn."""
    return list(islice(cycle(moment), antal))


def redovisa(vad: str, facit: Facit, borjan: float) -> None:
    print(f"\n{vad}: {facit}, sekunder {time.monotonic() - borjan:.1f}")


def test_inget_gar_forlorat_pa_sqlite(katalog: Path) -> None:
    borjan, slump = time.monotonic(), random.Random(KILLS)
    moment = [(SERVER, punkt) for par in zip(ARBETARPUNKTER, SERVERPUNKTER, cycle([SLUMP])) for punkt in par]
    with System(katalog) as system:
        facit = kor(system, plan(KILLS // 2, *moment, (SERVER, SLUMP)), slump)
    redovisa("SQLite", facit, borjan)
    assert facit.gront, facit
    assert facit.kvitterade >= KILLS


def test_inget_gar_forlorat_pa_postgresql(tmp_path: Path, pg_url: str) -> None:
    borjan, slump = time.monotonic(), random.Random(KILLS)
    moment = [
        (namn, punkt)
        for par in zip(ARBETARPUNKTER, SERVERPUNKTER)
        for namn, punkt in ((ARBETARE, par[0]), (SERVER, par[1]), (ARBETARE, SLUMP))
    ]
    with System(tmp_path, pg_url) as system:
        facit = kor(system, plan(KILLS - KILLS // 2, *moment, (SERVER, SLUMP)), slump)
    redovisa("PostgreSQL", facit, borjan)
    assert facit.gront, facit
    assert facit.kvitterade >= KILLS


@pytest.mark.parametrize(
    ("mutant", "punkt", "brist"),
    [
        (Mutant.SAND_FORE_SANDNING, Krasch.FORE_SANDNING, "forlorade"),
        (Mutant.UTAN_ORDNING, Krasch.FORE_SANDNING, "i_oordning"),
        (Mutant.NYTT_ID_VARJE_GANG, Krasch.EFTER_SANDNING, "dubblerade"),
    ],
)
def test_provningen_ser_en_trasig_utkorg(katalog: Path, mutant: Mutant, punkt: Krasch, brist: str) -> None:
    borjan = time.monotonic()
    with System(katalog, mutant=mutant) as system:
        facit = kor(system, [(SERVER, punkt.value)], random.Random(1))
    redovisa(f"Mutant {mutant}", facit, borjan)
    assert getattr(facit, brist) > 0
    assert not facit.gront
