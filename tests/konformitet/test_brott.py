"""The rules of manners, over calls as the gateway writes them down: both sides of each."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from app.cli import app
from app.drift.konformitet.anrop import OKAND, Anrop, Mallar, avtryck
from app.drift.konformitet.brott import Brott, Brottskod, granska
from app.drift.konformitet.delar import DELAR
from app.drift.konformitet.storningar import Storningsslag

DOKUMENT = Path(__file__).parents[2] / "docs" / "konformitet.md"
POST = Anrop("POST", "/x/handelser", "objekt", 1.0, 1.1, 200, nyckel="n1", kropp="k1", om_match="v1")
GET = Anrop("GET", "/x", "objekt", 2.0, 2.1, 200)


def sen(anrop: Anrop, tid: float, **andra) -> Anrop:
    return replace(anrop, borjade=tid, slutade=tid + 0.1, **andra)


UPPTAGEN = replace(POST, status=503, storning=Storningsslag.OTILLGANGLIG, retry_after=2.0)
TAPPAT = replace(POST, status=None, storning=Storningsslag.TAPPAT)
GAMMAL = replace(POST, status=412)
NEJ = replace(POST, status=409, kod="hinder")
PAGAR = replace(POST, status=409, kod="pagar_redan")


@pytest.mark.parametrize(
    ("anrop", "koder"),
    [
        ([POST, GET], set()),
        ([TAPPAT, sen(POST, 3)], set()),
        ([TAPPAT, sen(POST, 3, nyckel="n2")], {"samma_nyckel"}),
        ([TAPPAT, sen(POST, 3, kropp="k2")], {"samma_nyckel"}),
        ([TAPPAT, sen(POST, 3, objekt="annat", nyckel="n2")], set()),
        ([PAGAR, sen(POST, 3, nyckel="n2")], {"samma_nyckel"}),
        ([UPPTAGEN, sen(POST, 3.2)], set()),
        ([UPPTAGEN, sen(POST, 2.5)], {"retry_after"}),
        ([UPPTAGEN, sen(POST, 2.5, objekt="annat")], set()),
        ([GAMMAL, GET, sen(POST, 3, nyckel="n2", om_match="v2")], set()),
        ([GAMMAL, sen(POST, 3, nyckel="n2", om_match="v2")], {"las_om"}),
        ([GAMMAL, replace(GET, objekt="annat"), sen(POST, 3, nyckel="n2")], {"las_om"}),
        ([replace(POST, status=428, om_match=None)], {"if_match"}),
        ([replace(POST, status=400, kod="idempotensnyckel_saknas")], {"idempotency_key"}),
        ([replace(POST, status=422, kod="idempotensnyckel_ateranvand")], {"idempotency_key"}),
        ([replace(GET, personnummer_i_adressen=True)], {"personnummer_i_adressen"}),
        ([NEJ, sen(NEJ, 3)], set()),
        ([NEJ, sen(NEJ, 3), sen(NEJ, 4)], {"tar_nej"}),
        ([PAGAR, sen(PAGAR, 3), sen(PAGAR, 4)], set()),
    ],
)
def test_varje_regel_faller_den_som_bryter_den_och_ingen_annan(anrop: list[Anrop], koder: set[str]) -> None:
    assert {b.kod for b in granska(anrop)} == koder


def test_samma_brott_sags_en_gang() -> None:
    rad = [TAPPAT, sen(TAPPAT, 3, nyckel="n2"), sen(POST, 4, nyckel="n3")]
    assert [b.kod for b in granska(rad)] == ["samma_nyckel"]


def test_anteckningen_bar_varken_id_eller_innehall() -> None:
    mallar = Mallar(
        ["/{kommunkod}/arenden", "/{kommunkod}/arenden/sokningar", "/{kommunkod}/arenden/{arendeId}"], "/rot"
    )
    assert mallar.mall("/rot/0484/arenden/sokningar") == "/{kommunkod}/arenden/sokningar"
    assert mallar.mall("/rot/0484/arenden/0198-a") == "/{kommunkod}/arenden/{arendeId}"
    assert mallar.mall("/rot/0484/arenden/198502139804/x") == OKAND
    assert avtryck("198502139804") == avtryck(b"198502139804")
    assert avtryck("198502139804") != avtryck("198502139805")
    rad = replace(POST, borjade=11.5, slutade=11.75).rad(10.0)
    assert rad == {
        "metod": "POST", "mall": "/x/handelser", "objekt": "objekt", "borjade": 1.5, "slutade": 1.75, "status": 200,
        "nyckel": "n1", "kropp": "k1", "omMatch": "v1",
    }  # fmt: skip


def test_varje_brott_och_varje_scenario_star_i_dokumentet() -> None:
    text = DOKUMENT.read_text(encoding="utf-8")
    platser = set(re.findall(r'<a id="([a-z-]+)"></a>', text))
    assert platser == {Brott(kod, "").las.split("#")[1] for kod in Brottskod}
    for del_ in DELAR.values():
        assert {s.kod for s in del_.scenarier} <= set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))


def test_varje_val_i_dokumentet_finns_och_varje_val_star_dar() -> None:
    grupp = get_command(app)
    assert isinstance(grupp, TyperGroup)
    val = {v.opts[0] for v in grupp.commands["konformitet"].params}
    tabell = DOKUMENT.read_text(encoding="utf-8").partition("| val | betyder |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(--[a-z]+)", tabell, re.MULTILINE)) == val
