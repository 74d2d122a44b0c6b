"""R3, R5: what was acknowledged survives kill -9 at any moment, exactly once in effect and in order."""

import os
import random
import time
from pathlib import Path

import pytest

from app.core.crashpoints import Krasch
from tests.kill.facit import Facit
from tests.kill.mutanter import Mutant
from tests.kill.provning import MED_ARBETAREN_I_SERVERN, MED_EGNA_ARBETARE, Provning
from tests.kill.system import SERVER, Moder, System

KILLS = int(os.environ.get("STEGVIS_TEST_KILLS", "120"))
FRO = int(os.environ.get("STEGVIS_TEST_KILLS_FRO", "1"))
MEDDELANDEN = KILLS
# Deaths enough for one at every named point.
ALLA_PUNKTER = 120
pytestmark = [pytest.mark.langsam, pytest.mark.ensam, pytest.mark.timeout(120 + 6 * KILLS)]


def redovisa(vad: str, facit: Facit, borjan: float) -> None:
    """The figures, shown by ``-s`` and when the test fails."""
    print(f"\n{vad}: {facit}, sekunder {time.monotonic() - borjan:.1f}")


def stor(system: System) -> None:
    """AF at its worst (R4): lost answers, 503, each event twice and in no order."""
    slag = ("bruten_efter_lagring", "timeout_efter_lagring", "503")
    andelar = zip(slag, (0.04, 0.01, 0.05), strict=True)
    alltid = [{"slag": s, "sannolikhet": andel, "antal": None, "sekunder": 2.0} for s, andel in andelar]
    system.af("POST", "/storningar", {"fro": FRO, "storningar": alltid})
    system.af("PUT", "/handelser/ordning", {"samla": 4, "ordning": "blandad", "dubbletter": 1, "fro": FRO})


@pytest.mark.krav("R3")
def test_inget_gar_forlorat_pa_sqlite(moder: Moder, katalog: Path) -> None:
    borjan = time.monotonic()
    with System(moder, katalog) as system:
        stor(system)
        provning = Provning(system, random.Random(FRO), MED_ARBETAREN_I_SERVERN)
        facit = provning.kor(KILLS, minst=MEDDELANDEN)
    redovisa("SQLite", facit, borjan)
    assert facit.gront, facit
    assert KILLS < ALLA_PUNKTER or not provning.aldrig_nadda


@pytest.mark.krav("R3")
def test_inget_gar_forlorat_pa_postgresql(moder: Moder, tmp_path: Path, pg_url: str) -> None:
    borjan = time.monotonic()
    with System(moder, tmp_path, pg_url) as system:
        stor(system)
        provning = Provning(system, random.Random(FRO), MED_EGNA_ARBETARE)
        facit = provning.kor(KILLS, minst=MEDDELANDEN)
    redovisa("PostgreSQL", facit, borjan)
    assert facit.gront, facit
    assert KILLS < ALLA_PUNKTER or not provning.aldrig_nadda


@pytest.mark.parametrize(
    ("mutant", "punkt", "antal", "brist", "mer"),
    [
        (Mutant.SAND_FORE_SANDNING, Krasch.FORE_SANDNING, 1, "forlorade", {}),
        # A lease that outlasts the restart, and calls to spare whatever the dead worker has taken: what comes after its
        # message overtakes it.
        (Mutant.UTAN_ORDNING, Krasch.FORE_SANDNING, 1, "i_oordning", {"AF_LAN": "20.0", "AF_SAMTIDIGHET": "100"}),
        (Mutant.NYTT_ID_VARJE_GANG, Krasch.EFTER_SANDNING, 1, "dubblerade", {}),
        # Half of the deaths are the worker's own.
        (Mutant.SVARET_SPARAS_EFTERAT, Krasch.EFTER_COMMIT, 8, "obokforda", {}),
        # What AF tells by itself of an överlämning mends the loss; of a question it does not.
        (Mutant.KVITTENS_UTAN_VERKAN, Krasch.EFTER_COMMIT, 6, "uteblivna_verkningar", {}),
    ],
)
def test_provningen_ser_en_trasig_tjanst(
    moder: Moder, katalog: Path, mutant: Mutant, punkt: Krasch, antal: int, brist: str, mer: dict[str, str]
) -> None:
    borjan = time.monotonic()
    with System(moder, katalog, mutant=mutant, **{"AF_LAN": "1.2", **mer}) as system:
        provning = Provning(system, random.Random(FRO), {SERVER: (punkt.value,)}, arenden_per_kund=1)
        facit = provning.kor(antal, minst=40, efterat=20)
    redovisa(f"Mutant {mutant}", facit, borjan)
    assert getattr(facit, brist) > 0
    assert not facit.gront


@pytest.mark.parametrize("mutant", [Mutant.INGEN, Mutant.UTAN_LAN])
@pytest.mark.krav("R10")
def test_tva_arbetare_sander_inget_tva_ganger(moder: Moder, tmp_path: Path, pg_url: str, mutant: Mutant) -> None:
    with System(moder, tmp_path, pg_url, mutant=mutant, AF_LAN="60.0", AF_TID="10.0") as system:
        facit = Provning(system, random.Random(FRO), {}).kor(0, minst=30)
    redovisa(f"Två arbetare {mutant}", facit, time.monotonic())
    assert facit.gront, facit
    assert (facit.omsanda > 0) == (mutant is Mutant.UTAN_LAN)
