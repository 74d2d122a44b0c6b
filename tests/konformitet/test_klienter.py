"""The reference clients pass every scenario; a client with one fault is failed by the scenario that is meant for it."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.drift.konformitet.delar import DELAR
from app.drift.konformitet.klientdrift import Klientdrift, Sjalvgaende
from app.drift.konformitet.korning import Val, kor_konformitet, kor_scenarier, provbank, valda
from app.drift.konformitet.rapport import godkand
from app.drift.konformitet.scenario import Dom, Provdel, Utfall
from app.settings import Settings
from tests.konformitet.exempel import EXEMPEL, Tradklient
from tests.konformitet.felaktiga import FELAKTIGA, Fel

pytestmark = [pytest.mark.langsam, pytest.mark.timeout(300), pytest.mark.xdist_group("konformitet")]

TID = 20.0


def domar(utfall: list[Utfall]) -> dict[str, str]:
    return {u.scenario.kod: " ".join([u.dom.value, *(b.mening for b in u.brott), u.skal]).strip() for u in utfall}


def spela(stegvis: Settings, del_: Provdel, klient: Klientdrift, *koder: str) -> list[Utfall]:
    part = DELAR[del_]
    with provbank(stegvis, part, klient, tid=TID) as scen:
        return kor_scenarier(scen, valda(part, koder), lambda _: None)


@pytest.mark.parametrize(("del_", "fil"), [(Provdel.UTFORARE, "utforarklient.py"), (Provdel.KOMMUN, "kommunklient.py")])
def test_exempelklienten_gar_av_sig_sjalv_och_klarar_allt(stegvis: Settings, del_: Provdel, fil: str) -> None:
    part = DELAR[del_]
    with provbank(stegvis, part, Sjalvgaende(), tid=TID) as scen:
        klient = subprocess.Popen([sys.executable, str(EXEMPEL / fil), "--folj", scen.fast["bas"]])
        try:
            utfall = kor_scenarier(scen, part.scenarier, lambda _: None)
        finally:
            klient.terminate()
            klient.wait(10)
    assert domar(utfall) == {u.scenario.kod: "godkand" for u in utfall}
    assert godkand(utfall)


def test_ett_kommando_per_scenario_och_rapport_i_tre_former(
    stegvis: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One scenario that is passed, and one that the client does not know and falls over: exit code 1."""
    klient = f"{sys.executable} {EXEMPEL / 'kommunklient.py'}"
    fil, logg = tmp_path / "rapport.md", tmp_path / "logg"
    val = Val(
        Provdel.KOMMUN,
        stegvis.publik_adress,
        klient,
        ("otillganglig",),
        TID,
        as_json=True,
        rapport=fil,
        klientlogg=logg,
    )
    assert kor_konformitet(stegvis, val) == 0
    ut = capsys.readouterr()
    svar = json.loads(ut.out)
    (scenario,) = svar["scenarier"]
    assert (svar["part"], svar["godkand"], scenario["dom"]) == ("kommun", True, "godkand")
    assert [a.get("storning") for a in scenario["anrop"] if a["metod"] == "POST"] == ["otillganglig"] * 2 + [None]
    assert len({a["nyckel"] for a in scenario["anrop"] if "nyckel" in a}) == 1
    assert "1 godkända" in ut.err
    assert "| GET /bestallningar/{bestallningId} | 200 utkast |" in fil.read_text("utf-8")
    # Nothing of what was said between them is in any of the three.
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|Bearer|\d{12}", ut.out + ut.err + fil.read_text("utf-8"))

    fel = replace(val, klient=f"{sys.executable} -c 'raise SystemExit(3)'", rapport=None, as_json=False)
    assert kor_konformitet(stegvis, fel) == 1
    ut = capsys.readouterr()
    assert "slutade med fel (kod 3)" in ut.out
    # It never met the fault, and is not told that it gave up.
    assert "Klienten gjorde aldrig det som scenariot bad om." in ut.out
    assert "gav upp" not in ut.out
    assert "docs/konformitet.md#klienten-foll" in ut.out


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"scenarier": ("finns-inte",)}, "Okänt scenario: finns-inte. Se --lista."),
        ({"klient": ""}, "Kommandot i --klient är tomt."),
        ({"mot": "http://127.0.0.1:9"}, "Tjänsten svarar inte, eller går inte i testläge."),
        ({"klient": "/finns/inte {bas}"}, "Kommandot i --klient går inte att köra"),
        ({"klient": "python {okand}"}, "Kommandot i --klient går inte att köra"),
    ],
)
def test_det_som_inte_gar_att_kora_sags_i_en_mening(
    stegvis: Settings, andrat: dict[str, Any], mening: str, capsys: pytest.CaptureFixture[str]
) -> None:
    val = replace(Val(Provdel.UTFORARE, stegvis.publik_adress, "true", ("avboj",)), **andrat)
    assert kor_konformitet(stegvis, val) == 2
    assert mening in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("fel", FELAKTIGA, ids=lambda f: f.klient.__name__)
def test_en_felaktig_klient_falls_av_just_sitt_scenario(stegvis: Settings, fel: Fel) -> None:
    klient = Tradklient(fel.klient)
    utfall = spela(stegvis, Provdel.UTFORARE, klient, fel.scenario, *fel.grannar)
    fallda = {u.scenario.kod: {b.kod for b in u.brott} for u in utfall if u.dom is not Dom.GODKAND}
    assert set(fallda) == {fel.scenario}, (klient.foll, domar(utfall))
    assert fel.kod in fallda[fel.scenario], domar(utfall)
