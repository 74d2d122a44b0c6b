"""Times of the week: what clashes, and what lies outside the times that are there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.veckotid import Pass, Veckodag, pass_av, utanfor

MAN, TIS = Veckodag.MANDAG, Veckodag.TISDAG
passen = st.builds(
    lambda dag, fran, langd: Pass(dag, fran, fran + langd),
    st.sampled_from([MAN, TIS]),
    st.integers(0, 30),
    st.integers(1, 20),
)


def minuter(tider):
    return {(p.veckodag, m) for p in tider for m in range(p.fran, p.till)}


@pytest.mark.parametrize(
    ("tid", "ramar", "ute"),
    [
        (Pass(MAN, 540, 720), [Pass(MAN, 540, 720)], []),
        (Pass(MAN, 540, 720), [Pass(MAN, 480, 600), Pass(MAN, 600, 900)], []),
        (Pass(MAN, 540, 720), [Pass(MAN, 600, 660)], [Pass(MAN, 540, 600), Pass(MAN, 660, 720)]),
        (Pass(MAN, 540, 720), [Pass(MAN, 480, 719)], [Pass(MAN, 719, 720)]),
        (Pass(MAN, 540, 720), [Pass(MAN, 720, 800)], [Pass(MAN, 540, 720)]),
        (Pass(MAN, 540, 720), [Pass(TIS, 540, 720)], [Pass(MAN, 540, 720)]),
    ],
)
def test_det_som_ingen_ram_tacker_ar_utanfor(tid, ramar, ute):
    assert utanfor([tid], ramar) == ute


@given(st.lists(passen, max_size=4), st.lists(passen, max_size=4))
def test_utanfor_ar_skillnaden_minut_for_minut(tider, ramar):
    assert minuter(utanfor(tider, ramar)) == minuter(tider) - minuter(ramar)


def test_veckan_gar_fran_mandag_och_skrivs_pa_svenska():
    tider = pass_av([{"veckodag": d, "fran": "09:00", "till": "12:30"} for d in ("sondag", "lordag", "mandag")])
    assert [str(p) for p in utanfor(tider, [])] == [
        "måndag 09:00–12:30",
        "lördag 09:00–12:30",
        "söndag 09:00–12:30",
    ]
