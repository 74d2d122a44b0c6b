"""The Swedish calendar, working days and counting in months, against ``holidays`` (T-07, T-12)."""

from datetime import date, timedelta

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import (
    Manad,
    OgiltigTid,
    ar_arbetsdag,
    isovecka,
    lediga_aftnar,
    nasta_arbetsdag,
    plus_ar,
    plus_arbetsdagar,
    plus_manader,
    roda_dagar,
    sista_dag_med_helgregel,
)

AR = range(2020, 2041)
ALLA_DAGAR = [date(2020, 1, 1) + timedelta(days=n) for n in range((date(2041, 1, 1) - date(2020, 1, 1)).days)]

dagar = st.dates(date(2000, 1, 1), date(2099, 12, 31))


# --- working days -------------------------------------------------------------------------------


@pytest.mark.parametrize("ar", AR)
def test_roda_dagar_ar_lagens(ar: int) -> None:
    orakel = holidays.country_holidays("SE", years=ar, language="sv")
    vara = {dag: set(namn.split(" och ")) for dag, namn in roda_dagar(ar).items()}
    assert vara == {dag: set(namn.split("; ")) for dag, namn in orakel.items()}
    assert list(vara) == sorted(vara)


def test_roda_dagar_fran_nationaldagen_sa_langt_orakel_racker() -> None:
    for ar in range(2005, 2101):
        assert set(roda_dagar(ar)) == set(holidays.country_holidays("SE", years=ar)), ar


def test_pasken_alla_gregorianska_ar() -> None:
    assert [ar for ar in range(1583, 4100) if roda_dagar(ar).get(easter(ar)) != "Påskdagen"] == []


@pytest.mark.parametrize("ar", AR)
def test_lediga_aftnar_ar_tre(ar: int) -> None:
    orakel = holidays.country_holidays("SE", years=ar, language="sv", categories=("de_facto",))
    assert lediga_aftnar(ar) == dict(orakel.items())


def test_varje_dag_tjugo_ar_ar_arbetsdag_precis_nar_orakel_sager_det() -> None:
    orakel = holidays.country_holidays("SE", years=list(AR), categories=("public", "de_facto"))
    assert [d for d in ALLA_DAGAR if ar_arbetsdag(d) != (d.weekday() < 5 and d not in orakel)] == []


@pytest.mark.parametrize(
    ("dag", "vad"),
    [
        (date(2026, 1, 5), "trettondagsafton"),
        (date(2026, 4, 2), "skärtorsdag"),
        (date(2026, 4, 30), "Valborg"),
        (date(2026, 10, 30), "allhelgonaafton"),
        (date(2026, 5, 15), "klämdag"),
        (date(2026, 5, 25), "annandag pingst, inte längre helgdag"),
        (date(2026, 12, 23), "dagen före julafton"),
        (date(2026, 12, 28), "mellandag"),
    ],
)
def test_arbetsdag(dag: date, vad: str) -> None:
    assert ar_arbetsdag(dag), vad
    assert nasta_arbetsdag(dag) == dag


@pytest.mark.regel("T-07")
@pytest.mark.parametrize(
    ("dag", "nasta", "vad"),
    [
        (date(2026, 10, 3), date(2026, 10, 5), "lördag"),
        (date(2026, 10, 4), date(2026, 10, 5), "söndag"),
        (date(2026, 1, 6), date(2026, 1, 7), "trettondedag jul"),
        (date(2026, 4, 3), date(2026, 4, 7), "långfredag till tisdag"),
        (date(2026, 5, 1), date(2026, 5, 4), "första maj, fredag"),
        (date(2026, 5, 14), date(2026, 5, 15), "Kristi himmelsfärdsdag"),
        (date(2025, 6, 6), date(2025, 6, 9), "nationaldagen, fredag"),
        (date(2026, 6, 19), date(2026, 6, 22), "midsommarafton"),
        (date(2026, 12, 24), date(2026, 12, 28), "julafton, torsdag"),
        (date(2026, 12, 31), date(2027, 1, 4), "nyårsafton, torsdag, över årsskiftet"),
        (date(2029, 12, 22), date(2029, 12, 27), "lördag före jul, fem lediga dagar i rad"),
    ],
)
def test_ledig_dag_flyttar_till_nasta_arbetsdag(dag: date, nasta: date, vad: str) -> None:
    assert not ar_arbetsdag(dag), vad
    assert nasta_arbetsdag(dag) == nasta, vad
    assert sista_dag_med_helgregel(dag) == nasta, vad


def test_tva_helgdagar_samma_dag_syns_bada() -> None:
    assert roda_dagar(2008)[date(2008, 5, 1)] == "Första maj och Kristi himmelsfärdsdag"


def test_delgivet_fredag_fore_helg_ger_overklagandetid_som_slutar_en_vardag() -> None:
    # Informed on Friday 4 December 2026: three weeks end on Christmas Day, a Friday (T-07).
    assert sista_dag_med_helgregel(date(2026, 12, 4) + timedelta(weeks=3)) == date(2026, 12, 28)


@given(dagar)
def test_nasta_arbetsdag_ar_den_narmaste_som_duger(dag: date) -> None:
    nasta = nasta_arbetsdag(dag)
    assert ar_arbetsdag(nasta)
    assert dag <= nasta <= dag + timedelta(days=6)
    assert not any(ar_arbetsdag(dag + timedelta(days=n)) for n in range((nasta - dag).days))


@pytest.mark.regel("T-12")
@pytest.mark.parametrize(
    ("dag", "n", "blir"),
    [
        (date(2026, 10, 2), 0, date(2026, 10, 2)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
        (date(2026, 10, 1), 1, date(2026, 10, 2)),
        (date(2026, 10, 2), 1, date(2026, 10, 5)),
        (date(2026, 10, 3), 1, date(2026, 10, 5)),
        (date(2026, 10, 2), 5, date(2026, 10, 9)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 12, 30), 3, date(2027, 1, 7)),
    ],
)
def test_plus_arbetsdagar(dag: date, n: int, blir: date) -> None:
    assert plus_arbetsdagar(dag, n) == blir


@given(dagar, st.integers(1, 60))
def test_plus_arbetsdagar_raknar_dagarna_efter_starten(dag: date, n: int) -> None:
    slut = plus_arbetsdagar(dag, n)
    efter = [dag + timedelta(days=k) for k in range(1, (slut - dag).days + 1)]
    assert sum(map(ar_arbetsdag, efter)) == n
    assert ar_arbetsdag(slut)


def test_plus_arbetsdagar_gar_inte_bakat() -> None:
    with pytest.raises(ValueError, match="forwards"):
        plus_arbetsdagar(date(2026, 10, 1), -1)


# --- months and years ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dag", "n", "blir"),
    [
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 31), -1, date(2026, 12, 31)),
        (date(2026, 10, 15), 0, date(2026, 10, 15)),
    ],
)
def test_plus_manader_ar_samma_dagnummer_annars_manadens_sista(dag: date, n: int, blir: date) -> None:
    assert plus_manader(dag, n) == blir


@pytest.mark.parametrize(
    ("dag", "n", "blir"),
    [
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 29), 8, date(2028, 2, 29)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
        (date(1960, 2, 29), 67, date(2027, 2, 28)),
        (date(2000, 2, 29), 100, date(2100, 2, 28)),
    ],
)
def test_plus_ar_och_skottdagen(dag: date, n: int, blir: date) -> None:
    assert plus_ar(dag, n) == blir


@given(dagar, st.integers(-600, 600))
def test_plus_manader_hamnar_i_ratt_manad_och_behaller_dagen_om_den_finns(dag: date, n: int) -> None:
    blir = plus_manader(dag, n)
    manad = Manad.for_dag(dag).plus(n)
    assert Manad.for_dag(blir) == manad
    assert blir.day == dag.day or (blir == manad.sista and blir.day < dag.day)


def test_utanfor_kalendern_nekas_med_ratt_fel() -> None:
    for rakna in (lambda: plus_manader(date(9999, 12, 1), 1), lambda: plus_ar(date(2026, 1, 1), -3000)):
        with pytest.raises(OgiltigTid):
            rakna()


@pytest.mark.parametrize(
    ("dag", "vecka"),
    [
        (date(2026, 12, 31), (2026, 53)),
        (date(2027, 1, 1), (2026, 53)),
        (date(2027, 1, 3), (2026, 53)),
        (date(2027, 1, 4), (2027, 1)),
        (date(2024, 12, 30), (2025, 1)),
        (date(2021, 1, 3), (2020, 53)),
        (date(2026, 7, 1), (2026, 27)),
    ],
)
def test_isovecka_har_sitt_eget_ar(dag: date, vecka: tuple[int, int]) -> None:
    assert isovecka(dag) == vecka
