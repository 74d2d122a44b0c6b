"""Months, periods and clocks; days are Swedish days."""

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import (
    STOCKHOLM,
    Manad,
    OgiltigTid,
    Period,
    StallbarKlocka,
    SystemKlocka,
    ar_arbetsdag,
    i_utc,
    isovecka,
    nasta_arbetsdag,
    plus_ar,
    plus_arbetsdagar,
    plus_manader,
    sista_dag_med_helgregel,
    svensk_dag,
)

START = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)

manader = st.builds(Manad, st.integers(1900, 2200), st.integers(1, 12))


# --- Manad --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "forsta", "sista"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("0001-01", date(1, 1, 1), date(1, 1, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_manad_lases_och_skrivs_lika(text: str, forsta: date, sista: date) -> None:
    manad = Manad.tolka(text)
    assert str(manad) == f"{manad}" == text
    assert (manad.forsta, manad.sista) == (forsta, sista)
    assert Manad.for_dag(forsta) == Manad.for_dag(sista) == manad


@pytest.mark.parametrize(
    ("text", "kod"),
    [
        ("", "manad_form"),
        ("2026-1", "manad_form"),
        ("202610", "manad_form"),
        ("2026-10-01", "manad_form"),
        ("2026-10\n", "manad_form"),
        (" 2026-10", "manad_form"),
        ("２026-10", "manad_form"),
        ("-026-10", "manad_form"),
        ("2026-00", "manad_finns_inte"),
        ("2026-13", "manad_finns_inte"),
        ("0000-01", "manad_finns_inte"),
    ],
)
def test_ogiltig_manad_nekas_utan_eko(text: str, kod: str) -> None:
    with pytest.raises(OgiltigTid) as info:
        Manad.tolka(text)
    fel = info.value
    assert (fel.kod, str(fel)) == (kod, fel.meddelande)
    assert not text or text not in str(fel)
    kopia = pickle.loads(pickle.dumps(fel))  # noqa: S301
    assert (kopia.kod, kopia.meddelande) == (fel.kod, fel.meddelande)


@pytest.mark.parametrize(
    ("start", "n", "blir"),
    [
        ("2026-10", 3, "2027-01"),
        ("2026-12", 1, "2027-01"),
        ("2027-01", -1, "2026-12"),
        ("2026-10", -10, "2025-12"),
        ("2026-10", 24, "2028-10"),
    ],
)
def test_manad_plus_over_arsskiftet(start: str, n: int, blir: str) -> None:
    assert Manad.tolka(start).plus(n) == Manad.tolka(blir)


@given(manader, st.integers(-500, 500), st.integers(-500, 500))
def test_manad_plus_ar_addition(manad: Manad, a: int, b: int) -> None:
    assert manad.plus(a).plus(b) == manad.plus(a + b)
    assert manad.plus(1).forsta == manad.sista + timedelta(days=1)
    assert (manad.plus(a) < manad.plus(b)) is (a < b)


@given(manader, manader)
def test_manader_ordnas_som_sin_text_och_sina_dagar(a: Manad, b: Manad) -> None:
    assert (a < b) is (str(a) < str(b)) is (a.forsta < b.forsta)
    assert len({a, b, Manad(a.ar, a.manad)}) == (1 if a == b else 2)


# --- Period -------------------------------------------------------------------------------------


def test_period_raknar_in_bada_andarna() -> None:
    period = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert period.innehaller(date(2026, 10, 1))
    assert period.innehaller(date(2026, 10, 31))
    assert not period.innehaller(date(2026, 9, 30))
    assert not period.innehaller(date(2026, 11, 1))


def test_period_utan_slut_racker_for_alltid() -> None:
    period = Period(date(2026, 10, 1), None)
    assert period.innehaller(date.max)
    assert not period.innehaller(date(2026, 9, 30))


def test_bakvand_period_nekas_men_en_dag_gar_bra() -> None:
    with pytest.raises(OgiltigTid) as fel:
        Period(date(2026, 10, 2), date(2026, 10, 1))
    assert fel.value.kod == "period_bakvand"
    assert Period(date(2026, 10, 1), date(2026, 10, 1)).innehaller(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("fran", "tom", "overlappar"),
    [(1, 4, False), (1, 5, True), (6, 7, True), (10, 12, True), (11, 12, False), (1, None, True), (11, None, False)],
)
def test_perioder_overlappar_om_de_delar_minst_en_dag(fran: int, tom: int | None, *, overlappar: bool) -> None:
    mitt = Period(date(2026, 10, 5), date(2026, 10, 10))
    annan = Period(date(2026, 10, fran), None if tom is None else date(2026, 10, tom))
    assert mitt.overlappar(annan) is overlappar
    assert annan.overlappar(mitt) is overlappar


fa_dagar = st.integers(0, 20).map(lambda n: date(2026, 12, 20) + timedelta(days=n))
perioder = st.tuples(fa_dagar, fa_dagar, st.booleans()).map(
    lambda t: Period(min(t[0], t[1]), None if t[2] else max(t[0], t[1]))
)


@given(perioder, perioder)
def test_overlapp_stammer_med_dag_for_dag(a: Period, b: Period) -> None:
    fonster = [date(2026, 12, 20) + timedelta(days=n) for n in range(22)]
    assert a.overlappar(b) is any(a.innehaller(d) and b.innehaller(d) for d in fonster)
    assert a.overlappar(a)


# --- instants are not days ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "anropa",
    [
        ar_arbetsdag,
        nasta_arbetsdag,
        sista_dag_med_helgregel,
        isovecka,
        Manad.for_dag,
        lambda t: plus_arbetsdagar(t, 0),
        lambda t: plus_manader(t, 1),
        lambda t: plus_ar(t, 1),
        lambda t: Period(t, None),
        lambda t: Period(date(2026, 1, 1), t),
        lambda t: Period(date(2026, 1, 1), None).innehaller(t),
    ],
)
def test_en_tidpunkt_duger_inte_som_dag(anropa) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match="svensk_dag"):
        anropa(datetime(2026, 12, 25, 12, tzinfo=UTC))


# --- clocks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("utc", "dag"),
    [
        (datetime(2026, 10, 1, 21, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 1, 22, 0, tzinfo=UTC), date(2026, 10, 2)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        # The nights when summer time ends and begins.
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_dagen_ar_svensk(utc: datetime, dag: date) -> None:
    assert svensk_dag(utc) == dag
    assert svensk_dag(utc.astimezone(timezone(timedelta(hours=-8)))) == dag
    assert StallbarKlocka(utc).idag() == dag


def test_den_dubbla_timmen_pa_hosten_ar_tva_tidpunkter() -> None:
    forsta = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=0)
    andra = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1)
    assert i_utc(andra) - i_utc(forsta) == timedelta(hours=1)


def test_tid_utan_zon_nekas() -> None:
    naiv = START.replace(tzinfo=None)
    klocka = StallbarKlocka(START)
    for anropa in (i_utc, svensk_dag, StallbarKlocka, klocka.stall):
        with pytest.raises(ValueError, match="zone"):
            anropa(naiv)
    assert klocka.nu() == START


def test_systemklockan_gar_i_utc() -> None:
    klocka = SystemKlocka()
    fore = datetime.now(UTC)
    nu = klocka.nu()
    assert fore <= nu <= datetime.now(UTC)
    assert nu.tzinfo is UTC
    assert svensk_dag(fore) <= klocka.idag() <= svensk_dag(datetime.now(UTC))


def test_stallbar_klocka_star_still_och_flyttas() -> None:
    klocka = StallbarKlocka(START)
    assert klocka.nu() == klocka.nu() == START
    klocka.flytta(timedelta(days=2, hours=1))
    assert klocka.nu() == START + timedelta(days=2, hours=1)
    klocka.flytta(timedelta(days=-3))
    assert klocka.nu() == START - timedelta(hours=23)
    klocka.stall(datetime(2027, 3, 28, 3, 30, tzinfo=STOCKHOLM))
    assert klocka.nu() == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert klocka.nu().tzinfo is UTC
    klocka.frys()
    assert klocka.nu() == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_stallbar_klocka_gar_med_sin_grund_tills_den_fryses() -> None:
    grund = StallbarKlocka(datetime(2030, 1, 1, tzinfo=UTC))
    klocka = StallbarKlocka(START, grund=grund)
    timme = timedelta(hours=1)
    grund.flytta(timme)
    assert klocka.nu() == START + timme
    klocka.flytta(timme)
    grund.flytta(timme)
    assert klocka.nu() == START + 3 * timme
    klocka.stall(START)
    grund.flytta(timme)
    assert klocka.nu() == START + timme
    klocka.frys()
    grund.flytta(timme)
    assert klocka.nu() == START + timme
    klocka.flytta(timme)
    grund.flytta(timme)
    assert klocka.nu() == START + 2 * timme
    klocka.stall(START)
    grund.flytta(timme)
    assert klocka.nu() == START
