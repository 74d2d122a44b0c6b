"""T-06 and T-07: the days that follow from a kommunicering and from the day the party was told of a beslut (pure)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.parter import Roll
from app.begrepp.tid import ar_arbetsdag
from app.flode.beslut.states import KOMMUNICERING, KommuniceringLage, kommunicering_klar, sista_overklagandedag

# What the last day by count is, the day the party was told three weeks before, and the day it becomes.
SISTA_DAGAR = (
    ("en vanlig måndag", date(2026, 10, 12), date(2026, 11, 2)),
    ("en vanlig fredag", date(2026, 10, 9), date(2026, 10, 30)),
    ("en lördag", date(2026, 10, 24), date(2026, 11, 16)),
    ("en söndag", date(2026, 10, 25), date(2026, 11, 16)),
    ("alla helgons dag", date(2026, 10, 10), date(2026, 11, 2)),
    ("allhelgonaafton är en vardag", date(2026, 10, 9), date(2026, 10, 30)),
    ("julafton", date(2026, 12, 3), date(2026, 12, 28)),
    ("juldagen, en fredag", date(2026, 12, 4), date(2026, 12, 28)),
    ("julafton på en fredag", date(2027, 12, 3), date(2027, 12, 27)),
    ("nyårsafton", date(2026, 12, 10), date(2027, 1, 4)),
    ("nyårsdagen, en fredag", date(2026, 12, 11), date(2027, 1, 4)),
    ("trettondagsafton är en vardag", date(2026, 12, 15), date(2027, 1, 5)),
    ("trettondagen", date(2026, 12, 16), date(2027, 1, 7)),
    ("trettondagen på en fredag", date(2022, 12, 16), date(2023, 1, 9)),
    ("skärtorsdag är en vardag", date(2027, 3, 4), date(2027, 3, 25)),
    ("långfredagen", date(2027, 3, 5), date(2027, 3, 30)),
    ("påskdagen", date(2027, 3, 7), date(2027, 3, 30)),
    ("annandag påsk", date(2027, 3, 8), date(2027, 3, 30)),
    ("valborg är en vardag", date(2027, 4, 9), date(2027, 4, 30)),
    ("första maj på en fredag", date(2026, 4, 10), date(2026, 5, 4)),
    ("första maj på en lördag", date(2027, 4, 10), date(2027, 5, 3)),
    ("Kristi himmelsfärd", date(2027, 4, 15), date(2027, 5, 7)),
    ("pingstdagen", date(2027, 4, 25), date(2027, 5, 17)),
    ("nationaldagen, en söndag", date(2027, 5, 16), date(2027, 6, 7)),
    ("nationaldagen, en fredag", date(2025, 5, 16), date(2025, 6, 9)),
    ("midsommarafton", date(2027, 6, 4), date(2027, 6, 28)),
    ("midsommardagen", date(2027, 6, 5), date(2027, 6, 28)),
    ("29 februari", date(2028, 2, 8), date(2028, 2, 29)),
    ("delgivet 29 februari", date(2028, 2, 29), date(2028, 3, 21)),
    ("28 februari ett vanligt år", date(2027, 2, 5), date(2027, 2, 26)),
    ("in i vecka 53", date(2026, 12, 8), date(2026, 12, 29)),
    ("över årsskiftet", date(2026, 12, 18), date(2027, 1, 8)),
)


@pytest.mark.parametrize(("delfaende", "sista"), [r[1:] for r in SISTA_DAGAR], ids=[r[0] for r in SISTA_DAGAR])
def test_sista_dag_att_overklaga_flyttas_till_nasta_vardag(delfaende, sista):
    assert sista_overklagandedag(delfaende) == sista


@given(st.dates(date(2025, 7, 1), date(2100, 12, 31)))
def test_overklagandetiden_slutar_en_vardag_och_aldrig_for_tidigt(delfaende):
    sista, raknad = sista_overklagandedag(delfaende), delfaende + timedelta(weeks=3)
    assert ar_arbetsdag(sista)
    assert raknad <= sista <= raknad + timedelta(days=5)
    assert not any(ar_arbetsdag(raknad + timedelta(days=n)) for n in range((sista - raknad).days))


@pytest.mark.parametrize(
    ("status", "svar_datum", "klar"),
    [
        ("pagar", None, date(2026, 10, 20)),
        ("utan_svar", None, date(2026, 10, 20)),
        ("besvarad", date(2026, 10, 14), date(2026, 10, 14)),
        ("besvarad", date(2026, 10, 19), date(2026, 10, 19)),
        ("besvarad", date(2026, 10, 23), date(2026, 10, 23)),
        ("avbruten", None, None),
    ],
)
def test_kommunicering_ar_klar_vid_svaret_eller_dagen_efter(status, svar_datum, klar):
    assert kommunicering_klar(status, date(2026, 10, 19), svar_datum) == klar


@pytest.mark.parametrize(
    ("svar_senast", "klar"),
    [
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 12, 23), date(2026, 12, 24)),  # the handläggare's own date: no holiday moves it
    ],
)
def test_dagen_efter_svarsdagen_raknas_i_kalendern(svar_senast, klar):
    assert kommunicering_klar("utan_svar", svar_senast, None) == klar


@pytest.mark.parametrize(("dag", "fri"), [(date(2026, 10, 19), False), (date(2026, 10, 20), True)])
def test_tystnad_ar_tystnad_forst_dagen_efter_svarsdagen(dag, fri):
    mojligheter = KOMMUNICERING.mojligheter("pagar", Roll.HANDLAGGARE, KommuniceringLage(dag, date(2026, 10, 19)))
    assert ("utan_svar" in mojligheter.handelser) is fri
    assert [(b.handelse, b.hinder.regel, b.hinder.lagrum) for b in mojligheter.hinder] == (
        [] if fri else [("utan_svar", "AK-22", "25 § FL")]
    )
