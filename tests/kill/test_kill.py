"""R3, R5: what was acknowledged survives kill -9 at any moment, exactly once in effect and in order."""

import os
import random
import time
from pathlib import Path

import pytest

from app.core.crashpoints import Krasch
from tests.kill.facit import Facit
from tests.kill.mutanter import Mutant
from tests.kill.provning import Provning, med_arbetaren_i_servern, med_egna_arbetare
from tests.kill.system import SERVER, Moder, System

KILLS = int(os.environ.get("STEGVIS_KILLS", "20"))
FRO = int(os.environ.get("STEGVIS_KILLS_FRO", "1"))
MEDDELANDEN_PER_KILL = 3
pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("kill"), pytest.mark.timeout(120 + 6 * KILLS)]


def redovisa(vad: str, facit: Facit, borjan: float) -> None:
    """The figures, shown by ``-s`` and when the test fails."""
    print(f"\n{vad}: {facit}, sekunder {time.monotonic() - borjan:.1f}")


def test_inget_gar_forlorat_pa_sqlite(moder: Moder, katalog: Path) -> None:
    borjan, antal = time.monotonic(), KILLS // 2
    with System(moder, katalog) as system:
        provning = Provning(system, random.Random(FRO))
        facit = provning.kor(med_arbetaren_i_servern(), antal, minst=MEDDELANDEN_PER_KILL * antal)
    redovisa("SQLite", facit, borjan)
    assert facit.gront, facit
    assert facit.dodade >= antal


def test_inget_gar_forlorat_pa_postgresql(moder: Moder, tmp_path: Path, pg_url: str) -> None:
    borjan, antal = time.monotonic(), KILLS - KILLS // 2
    with System(moder, tmp_path, pg_url) as system:
        provning = Provning(system, random.Random(FRO))
        facit = provning.kor(med_egna_arbetare(), antal, minst=MEDDELANDEN_PER_KILL * antal)
    redovisa("PostgreSQL", facit, borjan)
    assert facit.gront, facit
    assert facit.dodade >= antal


@pytest.mark.parametrize(
    ("mutant", "punkt", "brist", "lan"),
    [
        (Mutant.SAND_FORE_SANDNING, Krasch.FORE_SANDNING, "forlorade", "1.2"),
        # A lease that outlasts the restart: what comes after the dead worker's message overtakes it.
        (Mutant.UTAN_ORDNING, Krasch.FORE_SANDNING, "i_oordning", "5.0"),
        (Mutant.NYTT_ID_VARJE_GANG, Krasch.EFTER_SANDNING, "dubblerade", "1.2"),
    ],
)
def test_provningen_ser_en_trasig_utkorg(
    moder: Moder, katalog: Path, mutant: Mutant, punkt: Krasch, brist: str, lan: str
) -> None:
    borjan = time.monotonic()
    with System(moder, katalog, mutant=mutant, AF_LAN=lan) as system:
        facit = Provning(system, random.Random(FRO)).kor([(SERVER, punkt.value)], 1, minst=40)
    redovisa(f"Mutant {mutant}", facit, borjan)
    assert getattr(facit, brist) > 0
    assert not facit.gront
