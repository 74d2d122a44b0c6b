"""The customer's five steps by the command that a stranger types, with everything as real processes."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROT = Path(__file__).parents[2]
DELAR = {1, 2, 3, 4, 5, 6, 7}
NEKADE = {404, 409, 403}
pytestmark = [pytest.mark.langsam, pytest.mark.timeout(180)]


def test_demon_gar_hela_vagen_och_allt_ar_gront(tmp_path: Path) -> None:
    miljo = {k: v for k, v in os.environ.items() if not k.startswith("STEGVIS_")} | {"PYTHONPATH": str(ROT)}
    kommando = [sys.executable, "-m", "app.cli", "demo", "--json"]
    svar = subprocess.run(kommando, cwd=tmp_path, env=miljo, capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr
    ut = json.loads(svar.stdout)
    assert ut["gront"]
    assert [steg for steg in ut["steg"] if not steg["gront"]] == []
    assert {steg["steg"] for steg in ut["steg"]} == DELAR
    assert {steg["status"] for steg in ut["steg"] if steg["status"] >= 400} == NEKADE
    samrad, overlamning = ut["afMottaget"]
    assert (samrad["resurs"], overlamning["resurs"]) == ("samrad", "informationsoverlamningar")
    assert samrad["arendeidentitet"] == overlamning["arendeidentitet"]
    for nummer, rad in enumerate((samrad, overlamning), 1):
        assert (rad["lopnummer"], rad["ankomst"], rad["forsok"], rad["effekter"]) == (nummer, nummer, 1, 1)
        assert rad["kvittens"]["unikt_id"] == rad["unikt_id"]
    filer = {fil.name: fil.read_bytes() for fil in tmp_path.iterdir()}
    assert sorted(filer) == sorted(ut["filer"])
    for namn, innehall in filer.items():
        match namn.rpartition(".")[2]:
            case "svg":
                rot = ET.fromstring(innehall)  # noqa: S314 - written by ourselves a moment ago
                assert "Inget att visa" not in "".join(rot.itertext())
            case "png":
                assert innehall.startswith(b"\x89PNG")
            case _:
                assert innehall.startswith(b"%PDF-")
