"""R8 in real time: AF away under people at work, with a server and two workers; and the calls at once agreed with it.

Rests are shorter than in production, so that there are several; ``STEGVIS_TEST_AVBROTT``: how many seconds AF is away.
"""

import math
import os
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.kill.facit import domt
from tests.kill.last import Arbetslag
from tests.kill.mutanter import Mutant
from tests.kill.system import Moder, System, vanta

BORTA = float(os.environ.get("STEGVIS_TEST_AVBROTT", "6"))
VILA = 2.0
# What is promised: seconds until the breaker is open, of which the probe may show what is five seconds old.
OPPEN_INOM = 10.0
AVTALAT, FEL_SOM_OPPNAR = 4, 5
TID = 90.0
# It mostly waits, so others may run meanwhile.
pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("af_borta"), pytest.mark.timeout(300 + 2 * int(BORTA))]


def nere(system: System) -> bool:
    """As the probe of readiness tells, which stays green."""
    svar = system.http.get(f"{system.settings.publik_adress}/halsa/redo")
    assert svar.status_code == 200, svar.text
    return bool(svar.json()["af"] == "nere")


def anrop(system: System) -> int:
    """Every call that the AF that is away has had."""
    raknare: dict[str, Any] = system.af("GET", "/raknare")
    return sum(antal.get("nere", 0) for antal in raknare["resurser"].values())


@pytest.mark.krav("R8")
@pytest.mark.parametrize("mutant", [Mutant.INGEN, Mutant.UTAN_BRYTARE])
def test_af_ar_borta_och_provas_sallan_tills_det_svarar(
    moder: Moder, tmp_path: Path, pg_url: str, mutant: Mutant
) -> None:
    tider = {"AF_LAN": "20.0", "AF_TID": "5.0", "AF_BRYTARE_VILA": str(VILA)}
    with System(moder, tmp_path, pg_url, mutant=mutant, **tider) as system:
        system.starta_alla()
        lag = Arbetslag(system, antal=2)
        lag.starta()
        vanta(lambda: len(lag.kvitterade) >= AVTALAT, TID, "arbetet")
        system.af("PUT", "/lage", {"nere": "503"})
        vanta(lambda: anrop(system) >= FEL_SOM_OPPNAR, TID, "de första felen")
        borjan = time.monotonic()
        vanta(lambda: nere(system), OPPEN_INOM, "brytaren")
        oppnad, fore = time.monotonic() - borjan, anrop(system)
        Event().wait(BORTA)
        prov = anrop(system) - fore
        assert nere(system)
        lag.sluta()
        system.af("PUT", "/lage", {"nere": None})
        system.vanta_ut(TID)
        facit = domt(system, lag.kvitterade, 0)
    print(f"\n{mutant}: öppen efter {oppnad:.1f} s, {prov} prov på {BORTA:.0f} s, {facit}")
    assert facit.gront, facit
    assert (prov <= math.ceil(BORTA / VILA) + 1) == (mutant is Mutant.INGEN)


@pytest.mark.krav("R8")
@pytest.mark.parametrize("mutant", [Mutant.INGEN, Mutant.EGEN_SAMTIDIGHET])
def test_alla_processer_tillsammans_gor_inte_fler_anrop_an_avtalat(
    moder: Moder, tmp_path: Path, pg_url: str, mutant: Mutant
) -> None:
    with System(moder, tmp_path, pg_url, mutant=mutant, AF_LAN="20.0", AF_TID="5.0") as system:
        system.af("POST", "/storningar", {"slag": "langsam", "antal": None, "sekunder": 0.6})
        system.starta_alla()
        lag = Arbetslag(system)
        lag.starta()
        vanta(lambda: len(lag.kvitterade) >= 6 * AVTALAT, TID, "arbetet")
        lag.sluta()
        system.vanta_ut(TID)
        facit, flest = domt(system, lag.kvitterade, 0), system.af("GET", "/raknare")["flest_samtidiga"]
    print(f"\n{mutant}: {flest} anrop på en gång, {facit}")
    assert facit.gront, facit
    assert flest == AVTALAT if mutant is Mutant.INGEN else flest > AVTALAT
