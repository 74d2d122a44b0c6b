"""The rulesets: chosen by month, matched with their ground, every value with source and grade."""

import ast
import sys
from pathlib import Path

import pytest

from app import regelverk as paket
from app.begrepp.tid import Manad
from app.regelverk import aktivitetskrav_2026_730, aktivitetskrav_seed, aktivitetsplikt, urval
from app.regelverk.modell import Grad, Lagrum, Undantagsgrund
from app.regelverk.oppna_fragor import OPPNA_FRAGOR
from app.regelverk.urval import REGELVERK, RegelverkSaknas, passar, regelverk_for, regelverk_med
from tests.conftest import ROT

APP = Path(__file__).parents[2] / "app"
PLIKT, SEED, KRAV = aktivitetsplikt.REGELVERK, aktivitetskrav_seed.REGELVERK, aktivitetskrav_2026_730.REGELVERK


@pytest.mark.parametrize(
    ("manad", "kod"),
    [
        ("2025-07", "aktivitetsplikt"),
        ("2026-07", "aktivitetsplikt"),
        ("2026-09", "aktivitetsplikt"),
        ("2026-10", "aktivitetskrav-2026-730"),
        ("2027-01", "aktivitetskrav-2026-730"),
    ],
)
def test_manaden_valjer_regelverk(manad, kod):
    assert regelverk_for(Manad.tolka(manad)).kod == kod


def test_fore_den_nya_socialtjanstlagen_finns_inget_regelverk():
    with pytest.raises(RegelverkSaknas):
        regelverk_for(Manad.tolka("2025-06"))


def test_kommunens_aldre_underlag_gar_att_namna_men_valjs_aldrig_av_manaden():
    assert regelverk_med("aktivitetskrav-seed") is SEED
    assert all(regelverk_for(Manad(2026, 10).plus(n)) is not SEED for n in range(60))
    assert regelverk_med("okant") is None


def test_en_ny_lag_ar_en_ny_fil_och_inget_annat(tmp_path, monkeypatch):
    (tmp_path / "aktivitetskrav_2028.py").write_text(
        "from dataclasses import replace\n"
        "from app.begrepp.tid import Manad\n"
        "from app.regelverk import aktivitetskrav_2026_730 as nu\n"
        "REGELVERK = replace(nu.REGELVERK, kod='aktivitetskrav-2028', galler_fran=Manad(2028, 3))\n"
    )
    monkeypatch.setattr(paket, "__path__", [*paket.__path__, str(tmp_path)])
    bland = tuple(urval._inlasta())
    del sys.modules["app.regelverk.aktivitetskrav_2028"]  # for good: monkeypatch would put it back
    assert len(bland) == len(REGELVERK) + 1
    assert regelverk_for(Manad(2028, 2), bland).kod == "aktivitetskrav-2026-730"
    assert regelverk_for(Manad(2028, 3), bland).kod == "aktivitetskrav-2028"
    assert passar("sol_12_4a", "aktivitetskrav-2028", Manad(2028, 2), bland) is not None
    assert passar("sol_12_4a", "aktivitetskrav-2028", Manad(2028, 3), bland) is None


@pytest.mark.parametrize(
    ("lagrum", "kod", "manad", "brott"),
    [
        ("sol_12_4", "aktivitetsplikt", "2025-07", None),
        ("sol_12_4", "aktivitetsplikt", "2025-06", ("manad_fore_regelverket", "AK-01")),
        ("sol_12_4", "aktivitetsplikt", "2026-10", None),
        ("sol_12_4a", "aktivitetskrav-2026-730", "2026-10", None),
        ("sol_12_4a", "aktivitetskrav-2026-730", "2026-09", ("manad_fore_regelverket", "AK-03")),
        ("sol_12_4a", "aktivitetskrav-seed", "2026-10", None),
        ("sol_12_4a", "aktivitetskrav-seed", "2026-09", ("manad_fore_regelverket", "AK-03")),
        ("sol_12_4a", "aktivitetsplikt", "2026-10", ("lagrum_passar_inte", "AK-01")),
        ("sol_12_4", "aktivitetskrav-2026-730", "2026-10", ("lagrum_passar_inte", "AK-01")),
        ("sol_12_4", "aktivitetskrav-seed", "2026-10", ("lagrum_passar_inte", "AK-01")),
        ("sol_12_4a", "okant", "2026-10", ("regelverk_okant", "AK-01")),
    ],
)
def test_lagrum_regelverk_och_manad_ska_hora_ihop(lagrum, kod, manad, brott):
    svar = passar(lagrum, kod, Manad.tolka(manad))
    assert (svar and (svar.kod, svar.regel)) == brott
    assert svar is None or (svar.text and svar.lagrum)


@pytest.mark.regel("AK-02", "AK-07")
@pytest.mark.parametrize(
    ("regelverk", "manader", "tak", "med_barn"), [(PLIKT, None, 40, 40), (SEED, 2, 40, 30), (KRAV, 3, 40, 30)]
)
def test_manader_och_timtak(regelverk, manader, tak, med_barn):
    assert regelverk.antal_manader == manader
    assert regelverk.timtak(barn_under_atta=False) == tak
    assert regelverk.timtak(barn_under_atta=True) == med_barn


@pytest.mark.regel("AK-04", "AK-05", "AK-06")
def test_undantagslistorna_blandas_inte_ihop():
    assert KRAV.undantagsgrunder == set(Undantagsgrund)
    assert SEED.undantagsgrunder == KRAV.undantagsgrunder - {
        "sjukpenning",
        "annan_forman",
        "under_18",
        "ungdom_i_skola",
    }
    assert PLIKT.undantagsgrunder == set()


@pytest.mark.regel("AK-26")
def test_bara_vagran_och_nedsattning_kan_overklagas():
    assert {r.overklagbara for r in REGELVERK} == {frozenset({"vagran", "nedsattning"})}


@pytest.mark.parametrize("regelverk", REGELVERK, ids=lambda r: r.kod)
def test_varje_varde_har_kalla_grad_och_text(regelverk):
    varden = [*regelverk.varden, *(u.varde for u in regelverk.undantag)]
    assert len({v.kod for v in varden}) == len(varden)
    for varde in varden:
        assert varde.text.endswith(".")
        assert varde.regel.startswith("AK-")
        assert varde.lagrum
        assert isinstance(varde.grad, Grad)
        assert Manad.for_dag(varde.galler_fran) <= regelverk.galler_fran


def test_lagrummen_har_namn_som_de_skrivs():
    assert [rum.text for rum in Lagrum] == ["12 kap. 4 § SoL", "12 kap. 4 a § SoL"]


def _lagens_dagar():
    """Year and month of every day that a ruleset names, and of the coming parts of the reform."""
    dagar = {(v.galler_fran.year, v.galler_fran.month) for r in REGELVERK for v in r.varden}
    return dagar | {(r.galler_fran.ar, r.galler_fran.manad) for r in REGELVERK} | {(2027, 1), (2027, 7)}


def _fasta_dagar(fil):
    """Calls of ``date`` and ``Manad`` that begin with the numbers of a day of the law."""
    for nod in ast.walk(ast.parse(fil.read_text("utf-8"))):
        if isinstance(nod, ast.Call) and isinstance(nod.func, ast.Name) and nod.func.id in {"date", "Manad"}:
            tal = tuple(a.value for a in nod.args[:2] if isinstance(a, ast.Constant))
            if tal in _lagens_dagar():
                yield f"{fil.relative_to(APP)}:{nod.lineno}"


def test_lagens_dagar_star_bara_i_regelverket():
    filer = [f for f in APP.rglob("*.py") if "regelverk" not in f.relative_to(APP).parts]
    assert [rad for fil in filer for rad in _fasta_dagar(fil)] == []
    assert list(_fasta_dagar(APP / "regelverk" / "aktivitetskrav_2026_730.py")) != []


@pytest.mark.anyio
async def test_regelverken_ar_oppna_for_alla(varld):
    async with varld.klient() as ingen:
        svar = await ingen.get(f"{ROT}/regelverk")
    assert svar.status_code == 200
    assert svar.headers["cache-control"] == "public, max-age=3600"
    innehall = svar.json()
    assert [r["kod"] for r in innehall["regelverk"]] == [
        "aktivitetsplikt",
        "aktivitetskrav-2026-730",
        "aktivitetskrav-seed",
    ]
    tre = next(v for v in innehall["regelverk"][1]["varden"] if v["kod"] == "manader_i_foljd")
    assert tre == {
        "kod": "manader_i_foljd",
        "text": "Kravet gäller den som har haft försörjningsstöd minst tre månader i följd.",
        "varde": 3,
        "regel": "AK-02",
        "lagrum": "12 kap. 4 a § SoL",
        "gallerFran": "2026-07-01",
        "grad": "B",
        "gradText": "ur en officiell text från regering eller riksdag",
    }
    assert len(innehall["oppnaFragor"]) == len(OPPNA_FRAGOR) == 10
