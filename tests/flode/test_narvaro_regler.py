"""Occasions and attendance without a database: which days a plan gives, whenever it is asked; what is missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.begrepp.tid import ar_helgdag, tidpunkt
from app.begrepp.veckotid import VECKAN, Pass, Veckodag
from app.flode.narvaro.generering import (
    Aktivitet,
    Befintligt,
    Nyckel,
    Paus,
    Planperiod,
    Ramar,
    Stangt,
    andringar,
    i_foljd,
    onskade,
)
from app.flode.narvaro.states import Franvaroorsak, InstalltAv, Narvaroutfall, Strykorsak
from app.flode.narvaro.uppgifter import Utsaga, avviker, kompletterad, missade_minuter, motsagelser

VANTAD = (9 * 60, 12 * 60)
HORISONT = timedelta(weeks=5)
ALLTID = datetime(2020, 1, 1, tzinfo=UTC)


def nr(n: int) -> UUID:
    return UUID(int=n)


# --- what is missed -------------------------------------------------------------------------------

MISSAT = (
    ("hela tiden", (540, 720), 0),
    ("sen", (555, 720), 15),
    ("en minut till", (556, 720), 16),
    ("tidig hem", (540, 704), 16),
    ("båda ändar läggs ihop", (548, 712), 16),
    ("femton i båda ändar tillsammans", (548, 713), 15),
    ("kom före och gick efter", (500, 800), 0),
    ("kom före men gick tidigt", (500, 700), 20),
    ("helt utanför", (720, 800), 180),
    ("frånvarande", None, 180),
)


@pytest.mark.parametrize(("fall", "narvarande", "missat"), MISSAT)
def test_minuter_i_bada_andar_laggs_ihop(fall: str, narvarande: tuple[int, int] | None, missat: int) -> None:
    assert missade_minuter(VANTAD, narvarande) == missat


@pytest.mark.regel("AK-20")
@pytest.mark.parametrize(
    ("utfall", "missat", "svar"),
    [
        (Narvaroutfall.NARVARANDE, 15, "nej"),
        (Narvaroutfall.NARVARANDE, 16, "ja"),
        (Narvaroutfall.SEN, 15, "nej"),
        (Narvaroutfall.SEN, 16, "ja"),
        (Narvaroutfall.FRANVARO_OGILTIG, 180, "ja"),
        (Narvaroutfall.FRANVARO_OGILTIG, 15, "nej"),
        (Narvaroutfall.FRANVARO_GILTIG, 180, "nej"),
        (Narvaroutfall.SJUK_MED_INTYG, 180, "nej"),
        (Narvaroutfall.ANNAN_AKTIVITET, 180, "nej"),
        (None, 180, "nej"),
    ],
)
def test_mer_an_femton_minuter_avviker_utan_giltigt_skal(utfall: Narvaroutfall | None, missat: int, svar: str) -> None:
    assert avviker(utfall, missat) is (svar == "ja")


@pytest.mark.parametrize(
    ("utsaga", "koder"),
    [
        (Utsaga(utfall=Narvaroutfall.NARVARANDE), []),
        (Utsaga(utfall=Narvaroutfall.NARVARANDE, fran=560), []),
        (Utsaga(utfall=Narvaroutfall.SEN, fran=560), ["saknas"]),
        (Utsaga(utfall=Narvaroutfall.SEN, fran=540, till=720), ["inte_sen"]),
        (Utsaga(utfall=Narvaroutfall.SEN, fran=560, till=720), []),
        (Utsaga(utfall=Narvaroutfall.NARVARANDE, till=721), ["utanfor_tiden"]),
        (Utsaga(utfall=Narvaroutfall.NARVARANDE, till=721, utanfor_tiden=True), []),
        (Utsaga(utfall=Narvaroutfall.FRANVARO_OGILTIG, text="Hörde inte av sig."), []),
        (Utsaga(utfall=Narvaroutfall.FRANVARO_OGILTIG, fran=540, till=600), ["franvarande"]),
        (Utsaga(utfall=Narvaroutfall.FRANVARO_GILTIG), ["saknas"]),
        (Utsaga(utfall=Narvaroutfall.FRANVARO_GILTIG, orsak=Franvaroorsak.ANNAT), []),
        (Utsaga(utfall=Narvaroutfall.SJUK_MED_INTYG), []),
        (Utsaga(), ["saknas"]),
        (Utsaga(blev_av=False), ["saknas"]),
        (Utsaga(blev_av=False, installt_av=InstalltAv.KOMMUN, orsak=Franvaroorsak.ANNAT, text="Brandövning."), []),
        (Utsaga(blev_av=False, installt_av=InstalltAv.KOMMUN, utfall=Narvaroutfall.SEN, fran=1, till=2),
         ["blev_inte_av", "blev_inte_av", "utanfor_tiden"]),
        (Utsaga(utfall=Narvaroutfall.ANNAN_AKTIVITET, installt_av=InstalltAv.KOMMUN), ["blev_av"]),
    ],
)  # fmt: skip
def test_vad_som_gar_ihop(utsaga: Utsaga, koder: list[str]) -> None:
    assert [m.kod for m in motsagelser(kompletterad(utsaga, VANTAD), VANTAD)] == koder


# --- which days -----------------------------------------------------------------------------------


def plan(n: int, fran: date, tom: date | None, *tider: Pass, kategori: str = "sprak") -> Planperiod:
    return Planperiod(nr(n), fran, tom, (Aktivitet(nr(100 + n), "Svenska", kategori, tider),))


VARJE_DAG = tuple(Pass(d, 540, 720) for d in VECKAN)
MANDAG = Pass(Veckodag.MANDAG, 540, 720)


def dagar(ramar: Ramar, planer: list[Planperiod], fran: date, tom: date) -> list[date]:
    return [o.nyckel.dag for o in onskade(ramar, planer, fran, tom)]


@pytest.mark.parametrize(
    ("fran", "tom", "dagarna"),
    [
        # Christmas: eves and holidays are left out, the days between and the weekend are not.
        ("2026-12-21", "2027-01-06", "21 22 23 27 28 29 30 2 3 4 5"),
        # Easter 2027: not Friday, Sunday and Monday; skärtorsdag and påskafton are ordinary.
        ("2027-03-22", "2027-03-30", "22 23 24 25 27 30"),
        # Midsummer, and valborg with första maj.
        ("2027-06-23", "2027-06-28", "23 24 27 28"),
        ("2027-04-29", "2027-05-03", "29 30 2 3"),
        # A year with a week 53.
        ("2026-12-28", "2026-12-31", "28 29 30"),
    ],
)
def test_helger_och_de_aftnar_som_raknas_som_helg_ger_inget(fran: str, tom: str, dagarna: str) -> None:
    alla = dagar(Ramar(date(2026, 1, 1)), [plan(1, date(2026, 1, 1), None, *VARJE_DAG)],
                 date.fromisoformat(fran), date.fromisoformat(tom))  # fmt: skip
    assert [d.day for d in alla] == [int(d) for d in dagarna.split()]


def test_vecka_53_har_sin_mandag_och_aret_efter_borjar_med_vecka_ett() -> None:
    alla = dagar(
        Ramar(date(2026, 1, 1)), [plan(1, date(2026, 1, 1), None, MANDAG)], date(2026, 12, 20), date(2027, 1, 12)
    )
    assert alla == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]
    assert [d.isocalendar()[:2] for d in alla] == [(2026, 52), (2026, 53), (2027, 1), (2027, 2)]


@pytest.mark.regel("AK-12")
def test_eget_jobbsokande_och_timmar_utan_tider_ger_inga_tillfallen() -> None:
    fran, tom = date(2026, 10, 12), date(2026, 10, 18)
    assert dagar(Ramar(fran), [plan(1, fran, None, *VARJE_DAG, kategori="eget_jobbsokande")], fran, tom) == []
    assert dagar(Ramar(fran), [plan(1, fran, None)], fran, tom) == []
    assert dagar(Ramar(None), [plan(1, fran, None, *VARJE_DAG)], fran, tom) == []


@pytest.mark.parametrize("dag", [date(2026, 10, 25), date(2026, 3, 29)])
def test_klockan_pa_vaggen_galler_ocksa_nar_den_stalls_om(dag: date) -> None:
    """What begins at two in the night that has no such hour, or two of them, begins once."""
    tider = tuple(Pass(d, 120, 180) for d in VECKAN)
    ramar = Ramar(dag, pauser=(Paus(tidpunkt(dag, 121), None),))
    assert dagar(ramar, [plan(1, dag, None, *tider)], dag, dag + timedelta(days=2)) == [dag]
    natten = (tidpunkt(dag + timedelta(days=1), 0) - tidpunkt(dag, 0)) / timedelta(hours=1)
    assert natten == (25 if dag.month == 10 else 23)


def test_en_paus_och_stangt_galler_fran_sitt_ogonblick() -> None:
    mandag, tider = date(2026, 10, 12), (Pass(Veckodag.MANDAG, 540, 720), Pass(Veckodag.MANDAG, 780, 900))
    for ramar, orsak in (
        (Ramar(mandag, pauser=(Paus(tidpunkt(mandag, 600), None),)), Strykorsak.PAUS),
        (Ramar(mandag, stangt=(Stangt(mandag, mandag, tidpunkt(mandag, 600)),)), Strykorsak.STANGT),
    ):
        vill = list(onskade(ramar, [plan(1, mandag, None, *tider)], mandag, mandag))
        assert [o.nyckel.fran for o in vill] == [540]
        assert (ramar.hinder(mandag, 540), ramar.hinder(mandag, 780)) == (None, orsak)


def test_en_aktivitet_som_inte_halls_ger_inget_och_stryks_som_stangd() -> None:
    mandag, tider = date(2026, 10, 12), (Pass(Veckodag.MANDAG, 540, 720),)
    oppen = plan(1, mandag, None, *tider)
    lov = Stangt(date(2026, 10, 19), date(2026, 10, 19), tidpunkt(mandag, 0))
    stangd = replace(oppen, aktiviteter=tuple(replace(a, stangt=(lov,)) for a in oppen.aktiviteter))
    ramar, tom = Ramar(mandag), date(2026, 10, 26)
    assert dagar(ramar, [stangd], mandag, tom) == [date(2026, 10, 12), date(2026, 10, 26)]
    fanns = [
        Befintligt(UUID(int=n), o.nyckel, o.nyckel.dag, o.nyckel.fran, o.till, "planerat")
        for n, o in enumerate(onskade(ramar, [oppen], mandag, tom))
    ]
    ((struket, orsak),) = andringar(ramar, onskade(ramar, [stangd], mandag, tom), fanns, [stangd]).stryks
    assert (struket.dag, orsak) == (lov.fran, Strykorsak.STANGT)


# --- asked every day, or once ---------------------------------------------------------------------

START = date(2026, 9, 28)
DAG = st.integers(0, 160).map(lambda n: START + timedelta(days=n))
TIDER = st.lists(
    st.tuples(st.sampled_from(VECKAN), st.sampled_from([480, 570, 780, 840])), min_size=1, max_size=4, unique=True
).map(lambda rader: tuple(Pass(d, fran, fran + 90) for d, fran in rader))


@st.composite
def forlopp(draw: st.DrawFn) -> tuple[list[Planperiod], Ramar]:
    """Plans that replace each other, an end or none, pauses and closed days, as they will have been."""
    byten = sorted(draw(st.sets(DAG, min_size=1, max_size=4)))
    slut = draw(st.none() | DAG)
    tom = [*(b - timedelta(days=1) for b in byten[1:]), None]
    planer = [plan(i, fran, t, *draw(TIDER)) for i, (fran, t) in enumerate(zip(byten, tom, strict=True), 1)]
    grans = sorted(draw(st.lists(DAG, max_size=4, unique=True)))
    par = [p for i, p in enumerate(pairwise(grans)) if i % 2 == 0]
    pauser = tuple(Paus(tidpunkt(a, 600), tidpunkt(b, 800)) for a, b in par)
    stangt = tuple(Stangt(a, max(a, b), tidpunkt(START, 0)) for a, b in draw(st.lists(st.tuples(DAG, DAG), max_size=2)))
    return planer, Ramar(START, slut, pauser, stangt)


def kor(ramar: Ramar, planer: list[Planperiod], dagarna: list[date]) -> dict[Nyckel, str]:
    """What exists after runs on some days; each knows what has happened to its day."""
    finns: dict[Nyckel, str] = {}
    for idag in dagarna:
        nu = tidpunkt(idag, 60)
        kanda = [p for p in planer if p.fran <= idag]
        kanda = [Planperiod(p.id, p.fran, p.tom if p is not kanda[-1] else None, p.aktiviteter) for p in kanda]
        slut = ramar.tom if ramar.tom is not None and ramar.tom <= idag else None
        pauser = tuple(Paus(p.fran, p.till if p.till and p.till <= nu else None) for p in ramar.pauser if p.fran <= nu)
        da = Ramar(ramar.fran, slut, pauser, ramar.stangt)
        befintliga = [Befintligt(nr(0), n, n.dag, n.fran, n.fran + 90, s) for n, s in finns.items()]
        skillnad = andringar(da, onskade(da, kanda, START, idag + HORISONT), befintliga)
        finns |= {o.nyckel: "planerat" for o in skillnad.nya}
        finns |= {b.nyckel: "struket" for b, _ in skillnad.stryks if b.nyckel}
        finns |= {b.nyckel: "planerat" for b in skillnad.atertas if b.nyckel}
    return finns


def planerade(finns: dict[Nyckel, str]) -> set[Nyckel]:
    return {nyckel for nyckel, status in finns.items() if status == "planerat"}


@settings(max_examples=60, deadline=None)
@given(forlopp())
def test_en_sen_korning_ger_detsamma_som_en_varje_dag(vad: tuple[list[Planperiod], Ramar]) -> None:
    planer, ramar = vad
    sista = START + timedelta(days=170)
    varje_dag = [START + timedelta(days=n) for n in range(171)]
    dagligen, sent = kor(ramar, planer, varje_dag), kor(ramar, planer, [sista])
    assert planerade(dagligen) == planerade(sent)
    assert kor(ramar, planer, [sista, sista]) == sent
    # A person is in one place, also in a week in which the plan was replaced; and never on a holiday.
    tider = sorted((n.dag, n.fran) for n in planerade(dagligen))
    assert all(a[0] != b[0] or a[1] + 90 <= b[1] for a, b in pairwise(tider)) or _krockar_i_planen(planer)
    assert not any(ar_helgdag(dag) for dag, _ in tider)
    for n in planerade(dagligen):
        egen = next(p for p in planer if p.id == n.plan_id)
        assert egen.fran <= n.dag <= (egen.tom or date.max)


def _krockar_i_planen(planer: list[Planperiod]) -> bool:
    """Times of one activity that overlap, which a plan refuses before it comes here."""
    return any(a.krockar(b) for p in planer for t in (p.aktiviteter[0].tider,) for a in t for b in t if a != b)


def test_en_plan_som_ersatts_sin_forsta_dag_har_ingen_egen_dag() -> None:
    mandag = date(2026, 10, 12)
    planer = [plan(1, mandag, mandag, MANDAG), plan(2, mandag, None, MANDAG), plan(3, date(2026, 10, 20), None, MANDAG)]
    vill = list(onskade(Ramar(mandag), i_foljd(planer), mandag, date(2026, 10, 26)))
    assert [(o.nyckel.plan_id, o.nyckel.dag.day) for o in vill] == [(nr(2), 12), (nr(2), 19), (nr(3), 26)]
    assert i_foljd([]) == []


def test_det_som_ar_markerat_star_och_far_inget_bredvid_sig() -> None:
    mandag = date(2026, 10, 12)
    gammal, ny = plan(1, mandag, mandag, MANDAG), plan(2, mandag, None, Pass(Veckodag.MANDAG, 600, 660))
    ramar = Ramar(mandag)
    for status, antal_nya in (("genomfort", 0), ("installt", 0), ("planerat", 1), ("struket", 1)):
        fore = Befintligt(nr(9), Nyckel(gammal.id, nr(101), mandag, 540), mandag, 540, 720, status)
        skillnad = andringar(ramar, onskade(ramar, [ny], mandag, mandag), [fore])
        assert (len(skillnad.nya), len(skillnad.stryks)) == (antal_nya, 1 if status == "planerat" else 0), status
    for_hand = Befintligt(nr(9), None, mandag, 640, 700, "planerat")
    assert andringar(ramar, onskade(ramar, [ny], mandag, mandag), [for_hand]).nya == []
