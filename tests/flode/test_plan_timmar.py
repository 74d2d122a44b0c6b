"""What a plan adds up to, without HTTP: sums, times of the week, the table's own soundness."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.parter import Roll
from app.begrepp.veckotid import Pass, Veckodag, minuter_av
from app.core.errors import Problem
from app.flode.plan.states import PLAN, PlanLage, timmar
from app.flode.plan.timmar import Post, Summaslag, summor, tidsfel, totalt

IDAG = date(2026, 10, 12)
EGET, SPRAK = Aktivitetskategori.EGET_JOBBSOKANDE, Aktivitetskategori.SPRAK
poster = st.lists(st.builds(Post, st.sampled_from(Aktivitetskategori), st.integers(1, 2400)), max_size=12)


def efter_slag(rader):
    return {r.slag: r.minuter for r in rader if r.kategori is None}


@pytest.mark.regel("AK-11", "AK-12")
def test_eget_jobbsokande_ar_en_egen_summa_och_sanker_narvaromalet():
    rader = summor([Post(SPRAK, 900), Post(SPRAK, 300), Post(EGET, 300)], 1500, 2400)
    assert efter_slag(rader) == {
        "anvisat": 1200, "eget_jobbsokande": 300, "totalt": 1500,
        "bestallt": 1500, "tak": 2400, "narvaromal": 1200, "avvikelse": 0,
    }  # fmt: skip
    assert [(r.kategori, r.minuter, r.forklaring) for r in rader[:2]] == [
        ("sprak", 1200, "2 aktiviteter"),
        ("eget_jobbsokande", 300, "1 aktivitet"),
    ]


@pytest.mark.regel("AK-12")
@given(poster, st.integers(0, 2400), st.integers(0, 2400))
def test_summorna_gar_ihop(rader, bestallt, tak):
    summa = efter_slag(summor(rader, bestallt, tak))
    per_kategori = sum(r.minuter for r in summor(rader, bestallt, tak) if r.slag is Summaslag.KATEGORI)
    assert summa["anvisat"] + summa["eget_jobbsokande"] == summa["totalt"] == per_kategori == totalt(rader)
    assert summa["avvikelse"] == summa["totalt"] - bestallt
    assert 0 <= summa["narvaromal"] <= bestallt


def test_en_tom_plan_har_bara_noll_av_allt_planerat():
    assert efter_slag(summor([], 1500, 2400))["avvikelse"] == -1500


def test_timmar_skrivs_som_man_sager_dem():
    assert [timmar(m) for m in (0, 60, 90, -450)] == ["0 h", "1 h", "1 h 30 min", "7 h 30 min"]
    assert minuter_av("09:30") == 570


def dag(fran, till, veckodag=Veckodag.MANDAG):
    return Pass(veckodag, minuter_av(fran), minuter_av(till))


def test_tider_ska_ge_de_minuter_som_aktiviteten_har():
    assert list(tidsfel([Post(SPRAK, 180, (dag("09:00", "12:00"),)), Post(SPRAK, 60)])) == []
    assert [f[:2] for f in tidsfel([Post(SPRAK, 60), Post(SPRAK, 120, (dag("09:00", "12:00"),))])] == [
        (1, "tider_stammer_inte")
    ]


@pytest.mark.parametrize(
    ("andra", "krockar"),
    [
        (dag("12:00", "13:00"), False),
        (dag("11:59", "12:59"), True),
        (dag("08:00", "09:00"), False),
        (dag("09:30", "10:30"), True),
        (dag("09:00", "10:00", Veckodag.TISDAG), False),
    ],
)
def test_tva_tider_kan_mota_men_inte_krocka(andra, krockar):
    funna = list(tidsfel([Post(SPRAK, 180, (dag("09:00", "12:00"),)), Post(EGET, 60, (andra,))]))
    assert [f[:2] for f in funna] == ([(1, "tider_krockar")] if krockar else [])


def lage(**mer):
    klar = {"totalt": 1500, "bestallt": 1500, "tak": 2400, "egen_syn": True}
    return PlanLage(IDAG, IDAG, **klar | mer)


def test_tabellen_ar_hel():
    assert PLAN.fel() == []


@pytest.mark.parametrize(
    ("fakta", "kod", "regel"),
    [
        ({"antal_aktiviteter": 0}, "plan_tom", "AK-13"),
        ({"totalt": 2401, "bestallt": 2401}, "over_taket", "AK-07"),
        ({"totalt": 1499}, "timmar_avviker", "AK-09"),
        ({"totalt": 1501}, "timmar_avviker", "AK-09"),
        ({"egen_syn": False}, "egen_syn_saknas", "AK-39"),
        ({"arbetsplats_saknar": ("handledare",)}, "arbetsplats_ofullstandig", "AK-31"),
        ({"bestallning_oppen": False}, "bestallning_inte_oppen", "AK-13"),
    ],
)
def test_varje_brist_har_sin_regel(fakta, kod, regel):
    with pytest.raises(Problem) as fel:
        PLAN.valj("utkast", "foresla", Roll.VAGLEDARE, lage(**fakta))
    assert (fel.value.fel[0].kod, fel.value.regel) == (kod, regel)
    with pytest.raises(Problem):
        PLAN.valj("foreslagen", "godkann", Roll.HANDLAGGARE, lage(**fakta))


@pytest.mark.parametrize("totalt_", [0, 1499, 1501, 2400])
def test_avvikande_timmar_gar_med_skal_anda_upp_till_taket(totalt_):
    assert PLAN.valj("utkast", "foresla", Roll.VAGLEDARE, lage(totalt=totalt_, skal_angivet=True)).till == "foreslagen"


def test_barnets_basta_fragas_namnden_och_inte_utforaren():
    assert PLAN.valj("utkast", "foresla", Roll.VAGLEDARE, lage(har_barn=True)).till == "foreslagen"
    with pytest.raises(Problem) as fel:
        PLAN.valj("foreslagen", "godkann", Roll.HANDLAGGARE, lage(har_barn=True))
    assert (fel.value.fel[0].kod, fel.value.regel) == ("barnets_basta_saknas", "AK-29")
    antecknat = lage(har_barn=True, barnets_basta=True)
    assert PLAN.valj("foreslagen", "godkann", Roll.HANDLAGGARE, antecknat).till == "godkand"


@pytest.mark.regel("AK-13")
@pytest.mark.parametrize(
    ("status", "roll", "far"),
    [
        ("utkast", Roll.VAGLEDARE, {"andra", "foresla", "avsluta"}),
        ("utkast", Roll.HANDLAGGARE, set()),
        ("foreslagen", Roll.VAGLEDARE, set()),
        ("foreslagen", Roll.ARBETSLEDARE, {"atersand", "godkann", "avsluta"}),
        ("godkand", Roll.HANDLAGGARE, {"trad_i_kraft", "avsluta"}),
        ("godkand", Roll.SAMORDNARE, set()),
        ("gallande", Roll.HANDLAGGARE, {"avsluta"}),
        ("gallande", Roll.VAGLEDARE, set()),
        ("avslutad", Roll.HANDLAGGARE, set()),
        ("ersatt", Roll.HANDLAGGARE, set()),
    ],
)
def test_utforaren_utarbetar_och_namnden_godkanner(status, roll, far):
    assert set(PLAN.mojligheter(status, roll, lage()).handelser) == far
