"""The rule of the hours without a database: what is asked for day by day, and where each minute of an occasion lies."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.begrepp.aktiviteter import Aktivitetskategori
from app.flode.bestallning.tidslinje import Timperiod
from app.flode.narvaro.states import PA_PLATS, InstalltAv, Narvaroutfall
from app.flode.narvaro.timkrav import (
    Kravslag,
    Lagesbyte,
    Ordertid,
    Veckotimmar,
    bedomda_dagar,
    bestalld_summa,
    bestallda_dagar,
    borjade,
    dagsandel,
    kravsumma,
    uppehall,
)
from app.flode.narvaro.timrakning import Tid, Timslag, Utfallspass, manader, rakna, vecka_med, veckor

FRAN, TOM = date(2026, 1, 1), date(2026, 12, 31)
EGET = Aktivitetskategori.EGET_JOBBSOKANDE.value
DELAR = ("narvaro", "missat", "giltig_franvaro", "ogiltig_franvaro", "omarkerat", "installt", "installt_av_deltagare")


def order(**andra: Any) -> Ordertid:
    """25 hours a week through the year."""
    return Ordertid(**{"fran": FRAN, "tom": None, "timperioder": (Timperiod(None, 25),)} | andra)


def krav(tid: Ordertid, fran: str, tom: str) -> tuple[int, int, int]:
    """Minutes asked for, own job search, and what attendance is measured against."""
    dagar = bestallda_dagar(tid, date.fromisoformat(fran), date.fromisoformat(tom))
    return sum(d.krav for d in dagar), sum(d.eget for d in dagar), sum(d.mal for d in dagar)


VECKA = ("2026-10-12", "2026-10-18")
FALL: tuple[tuple[dict[str, Any], tuple[str, str], int], ...] = (
    ({}, VECKA, 1500),
    ({}, ("2026-10-17", "2026-10-18"), 0),
    # Easter: Long Friday; then Easter Monday. Christmas week has three working days, of which none is an eve.
    ({}, ("2026-03-30", "2026-04-05"), 1200),
    ({}, ("2026-04-06", "2026-04-12"), 1200),
    ({}, ("2026-12-21", "2026-12-27"), 900),
    # The hour that the clocks skip changes nothing.
    ({}, ("2026-03-23", "2026-03-29"), 1500),
    ({}, ("2026-10-19", "2026-10-25"), 1500),
    ({"fran": date(2026, 10, 14)}, VECKA, 900),
    ({"tom": date(2026, 10, 13)}, VECKA, 600),
    ({"fran": None}, VECKA, 0),
    ({"timperioder": (Timperiod(None, 25), Timperiod(date(2026, 10, 15), 10))}, VECKA, 900 + 240),
    ({"uppehall": ((date(2026, 10, 13), date(2026, 10, 15)),)}, VECKA, 900),
    ({"uppehall": ((date(2026, 10, 13), None),)}, VECKA, 300),
    ({"uppehall": ((date(2026, 10, 13), date(2026, 10, 13)),)}, VECKA, 1500),
)


@pytest.mark.regel("AK-07")
@pytest.mark.parametrize(("andra", "dagar", "vantat"), FALL)
def test_en_arbetsdag_ar_en_femtedel_av_veckan(andra: dict[str, Any], dagar: tuple[str, str], vantat: int) -> None:
    assert krav(order(**andra), *dagar)[0] == vantat


@pytest.mark.regel("AK-12")
def test_eget_jobbsokande_sanker_malet_dag_for_dag_men_aldrig_under_noll() -> None:
    eget = (Veckotimmar(FRAN, date(2026, 10, 13), 0, 301, 1), Veckotimmar(date(2026, 10, 14), None, 0, 2000, 2))
    assert krav(order(eget=eget), *VECKA) == (1500, 120 + 1200, 600 - 120)
    # Of two plans in force the later counts; a week's odd minutes all lie in its days.
    assert krav(order(eget=(*eget[:1], Veckotimmar(FRAN, None, 0, 57, 2))), *VECKA)[1] == 57
    beslut = [Veckotimmar(FRAN, date(2026, 10, 13), 1200, 300, 0), Veckotimmar(date(2026, 10, 12), None, 600, 0, 1)]
    dagar = bedomda_dagar(beslut, date(2026, 10, 8), date(2026, 10, 12))
    assert [(d.slag, d.krav, d.mal) for d in dagar] == [
        (Kravslag.BEDOMT, 240, 180), (Kravslag.BEDOMT, 240, 180), (Kravslag.BEDOMT, 120, 120),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("byten", "vantat"),
    [
        ([(12, "pausad"), (15, "pagaende")], [(12, 15)]),
        ([(12, "pausad")], [(12, None)]),
        ([(12, "avslutad")], []),
        ([(12, "pausad"), (14, "avslutad")], [(12, None)]),
        ([(12, "avslutad"), (15, "pagaende")], [(12, 15)]),
        ([(1, "mottagen"), (5, "pagaende"), (6, "pausad"), (7, "aterkallad"), (8, "pausad"), (9, "pagaende")],
         [(1, 5), (6, 9)]),
    ],
)  # fmt: skip
def test_uppehall_ar_dagarna_mellan_att_den_stannar_och_gar_vidare(byten: Any, vantat: Any) -> None:
    ut = uppehall(Lagesbyte(date(2026, 10, dag), till) for dag, till in byten)
    assert [(a.day, b and b.day) for a, b in ut] == vantat
    assert borjade("bekraftad", FRAN, None) is None
    assert borjade("pausad", FRAN, None) == borjade("aterkallad", FRAN, TOM) == FRAN


def test_veckor_och_manader_ar_hela() -> None:
    assert [v.namn for v in veckor(date(2026, 12, 27), date(2027, 1, 4))] == [
        "2026-W52", "2026-W53", "2027-W01",
    ]  # fmt: skip
    assert (vecka_med(date(2027, 1, 3)).fran, vecka_med(date(2027, 1, 3)).tom) == (date(2026, 12, 28), date(2027, 1, 3))
    assert [m.namn for m in manader(date(2026, 12, 31), date(2027, 2, 1))] == ["2026-12", "2027-01", "2027-02"]
    assert [m.namn for m in manader(FRAN, FRAN)] == ["2026-01"]


@given(st.integers(0, 2400), st.dates(FRAN, TOM))
def test_en_veckas_femtedelar_ar_hela_veckan(minuter: int, dag: date) -> None:
    mandag = vecka_med(dag).fran
    assert sum(dagsandel(minuter, mandag + timedelta(days=n)) for n in range(5)) == minuter


DAGAR = st.dates(date(2026, 9, 1), date(2026, 12, 31))
PERIOD = st.tuples(DAGAR, st.none() | DAGAR)


@settings(deadline=None)
@given(
    st.none() | DAGAR, st.none() | DAGAR, st.lists(st.tuples(DAGAR, st.integers(0, 40)), max_size=3),
    st.lists(PERIOD, max_size=2), st.lists(st.tuples(PERIOD, st.integers(0, 2400)), max_size=2), DAGAR, DAGAR,
)  # fmt: skip
def test_summan_av_stracken_ar_summan_av_dagarna(
    fran: Any, tom: Any, timmar: Any, uppehallen: Any, eget: Any, forsta: date, sista: date
) -> None:
    perioder = (Timperiod(None, 25), *(Timperiod(d, t) for d, t in sorted(timmar)))
    egna = tuple(Veckotimmar(a, b, 0, minuter, n) for n, ((a, b), minuter) in enumerate(eget))
    tid = Ordertid(fran, tom, perioder, tuple(uppehallen), egna)
    forsta, sista = sorted((forsta, sista))
    assert bestalld_summa(tid, forsta, sista) == kravsumma(bestallda_dagar(tid, forsta, sista))


# --- occasions ------------------------------------------------------------------------------------


@st.composite
def ett_pass(draw: Any) -> Utfallspass:
    """One occasion with any word on it."""
    minuter = draw(st.integers(1, 480))
    status = draw(st.sampled_from(["planerat", "genomfort", "installt", "struket"]))
    utfall = draw(st.sampled_from(list(Narvaroutfall))) if status == "genomfort" else None
    return Utfallspass(
        id=UUID(int=draw(st.integers(0, 2**64))),
        bestallning_id=UUID(int=1),
        dag=draw(st.dates(FRAN, TOM)),
        minuter=minuter,
        kategori=draw(st.sampled_from([k.value for k in Aktivitetskategori])),
        status=status,
        utfall=utfall,
        installt_av=draw(st.sampled_from([a.value for a in InstalltAv])) if status == "installt" else None,
        missade_minuter=draw(st.integers(0, minuter)) if utfall else 0,
        kommande=draw(st.booleans()),
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(ett_pass(), max_size=30))
def test_delarna_ar_allt_som_ar_planerat_och_arets_manader_dess_dagar(passen: list[Utfallspass]) -> None:
    dagar = bestallda_dagar(order(eget=(Veckotimmar(FRAN, None, 0, 123),)), FRAN, TOM)
    aret = rakna(Tid("2026", FRAN, TOM), passen, dagar)
    minuter = {s.slag.value: s.minuter for s in aret.forklarade}
    kvar = [p for p in passen if p.status != "struket" and p.kategori != EGET]
    assert minuter["planerat"] == sum(minuter[d] for d in DELAR) == sum(p.minuter for p in kvar)
    assert all(minuter[d] >= 0 for d in DELAR)
    assert minuter["kommande"] <= minuter["omarkerat"]
    # Unmarked is not absent, and nothing but what staff judged as invalid is (AK-20).
    assert minuter["ogiltig_franvaro"] == sum(p.minuter for p in kvar if p.utfall == "franvaro_ogiltig")
    assert minuter["omarkerat"] == sum(p.minuter for p in kvar if p.status == "planerat")
    assert minuter["narvaro"] + minuter["missat"] == sum(p.minuter for p in kvar if p.utfall in PA_PLATS)
    delade = [rakna(m, passen, dagar) for m in manader(FRAN, TOM)]
    per_dag = [rakna(Tid("", d, d), passen, dagar) for d in (FRAN + timedelta(days=n) for n in range(365))]
    for slag in Timslag:
        for delar in (delade, per_dag):
            assert minuter[slag] == sum(s.minuter for rad in delar for s in rad.forklarade if s.slag is slag)
    assert all(a.tid.tom + timedelta(days=1) == b.tid.fran for a, b in pairwise(delade))
    assert rakna(aret.tid, list(reversed(passen)), dagar) == aret


@settings(deadline=None)
@given(st.lists(ett_pass(), min_size=1, max_size=12), st.data())
def test_en_rattelse_flyttar_just_sina_minuter(passen: list[Utfallspass], data: Any) -> None:
    i = data.draw(st.integers(0, len(passen) - 1))
    fore = replace(passen[i], status="genomfort", utfall="franvaro_ogiltig", installt_av=None, kategori="sprak")
    missat = data.draw(st.integers(0, fore.minuter))
    efter = replace(fore, utfall="sen", missade_minuter=missat)
    rader = [
        {s.slag: s.minuter for s in rakna(Tid("2026", FRAN, TOM), [*passen[:i], p, *passen[i + 1 :]], []).forklarade}
        for p in (fore, efter)
    ]
    skillnad = {slag: rader[1][slag] - rader[0][slag] for slag in rader[0]}
    plats = fore.minuter - missat
    vantat = {Timslag.OGILTIG_FRANVARO: -fore.minuter, Timslag.NARVARO: plats, Timslag.MISSAT: missat}
    assert skillnad == dict.fromkeys(Timslag, 0) | vantat | {Timslag.NARVAROSKILLNAD: plats}


@pytest.mark.parametrize(
    ("status", "utfall", "av", "vantat"),
    [
        ("planerat", None, None, Timslag.OMARKERAT),
        ("genomfort", "narvarande", None, Timslag.NARVARO),
        ("genomfort", "sen", None, Timslag.NARVARO),
        ("genomfort", "franvaro_giltig", None, Timslag.GILTIG_FRANVARO),
        ("genomfort", "sjuk_med_intyg", None, Timslag.GILTIG_FRANVARO),
        ("genomfort", "annan_aktivitet", None, Timslag.GILTIG_FRANVARO),
        ("genomfort", "franvaro_ogiltig", None, Timslag.OGILTIG_FRANVARO),
        ("installt", None, "utforare", Timslag.INSTALLT),
        ("installt", None, "kommun", Timslag.INSTALLT),
        ("installt", None, "annan", Timslag.INSTALLT),
        ("installt", None, "deltagare", Timslag.INSTALLT_AV_DELTAGARE),
    ],
)
@pytest.mark.regel("AK-20")
def test_var_ett_tillfalle_hor_hemma(status: str, utfall: str | None, av: str | None, vantat: Timslag) -> None:
    p = Utfallspass(UUID(int=1), UUID(int=2), FRAN, 60, "sprak", status, utfall, av)
    assert p.del_ is vantat
