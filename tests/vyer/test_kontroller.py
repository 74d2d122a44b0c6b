"""The checks of the egenkontroll, each with the last day in time and the day after (AK-33, AK-35, T-10)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.begrepp.tid import Manad, Period
from app.regelverk.regler import REGLER
from app.vyer.rapporter.kontroller import (
    KONTROLLER,
    Arendelage,
    Bedomt,
    Begaran,
    Brist,
    Order,
    Planlagt,
    brister,
    luckor,
)

DAG = timedelta(days=1)
JANUARI, FEBRUARI = (Period(Manad(2027, m).forsta, Manad(2027, m).sista) for m in (1, 2))


def d(text):
    return date.fromisoformat(text)


def period(fran, tom=None):
    return Period(d(fran), d(tom) if tom else None)


def funna(lage, i=JANUARI):
    return {k.kod: (b.sedan, b.tom) for k, b in brister(lage, i)}


def manad_av(dag):
    m = Manad.for_dag(dag)
    return Period(m.forsta, m.sista)


@pytest.mark.regel("T-02", "AK-33")
@pytest.mark.parametrize(
    ("avgjort", "avslutat", "vantat"),
    [
        (None, None, (d("2027-01-16"), None)),
        ("2027-01-15", None, None),
        ("2027-01-16", None, (d("2027-01-16"), d("2027-01-16"))),
        ("2027-01-31", None, (d("2027-01-16"), d("2027-01-31"))),
        ("2027-02-01", None, (d("2027-01-16"), None)),
        (None, "2027-01-15", None),
        (None, "2027-01-20", (d("2027-01-16"), d("2027-01-20"))),
    ],
)
def test_beslut_i_tid(avgjort, avslutat, vantat):
    lage = Arendelage(beslut_senast=d("2027-01-15"), avgjort=avgjort and d(avgjort), avslutat=avslutat and d(avslutat))
    assert funna(lage).get("beslut_saknas") == vantat
    assert funna(lage, Period(d("2026-12-01"), d("2026-12-31"))) == {}


@pytest.mark.regel("T-10", "AK-35")
@pytest.mark.parametrize(
    ("beslut", "sista"),
    [("2026-10-12", "2027-01-12"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")],
)
def test_tre_manader_har_passerat_dagen_efter(beslut, sista):
    sista = d(sista)
    begaran = (Begaran(d(beslut), Period(d(beslut), None)),)
    ostartad = Order(skickad=d(beslut))
    per_start = {}
    for start in (None, sista, sista + DAG):
        order = Order(skickad=d(beslut), start=start)
        lage = Arendelage(begaran=begaran, ordrar=(order,), planer=(Planlagt(Period(d(beslut), None), 0),))
        per_start[start] = funna(lage, manad_av(sista + DAG)).get("ej_paborjat")
    assert per_start == {None: (sista + DAG, None), sista: None, sista + DAG: (sista + DAG, sista + DAG)}
    # The last day itself is in time, whatever is known later.
    lage = Arendelage(begaran=begaran, ordrar=(ostartad,))
    assert "ej_paborjat" not in funna(lage, Period(sista.replace(day=1), sista))
    # Nobody waits for what was taken back in time.
    for slut, finns in ((sista, False), (sista + DAG, True)):
        lage = Arendelage(begaran=(Begaran(d(beslut), Period(d(beslut), slut)),), ordrar=(ostartad,))
        assert ("ej_paborjat" in funna(lage, manad_av(sista + DAG))) is finns
    # What ended before the beslut began to hold is no start of it.
    tidigare = Order(skickad=d("2026-01-07"), start=d("2026-01-07"), tom=d(beslut) - DAG)
    assert "ej_paborjat" in funna(Arendelage(begaran=begaran, ordrar=(tidigare,)), manad_av(sista + DAG))
    samma_dag = Order(skickad=d("2026-01-07"), start=d("2026-01-07"), tom=d(beslut))
    assert "ej_paborjat" not in funna(Arendelage(begaran=begaran, ordrar=(samma_dag,)), manad_av(sista + DAG))


@pytest.mark.regel("T-12", "AK-40")
@pytest.mark.parametrize(
    ("motet", "tom", "vantat"),
    [
        ("2027-01-20", None, None),
        ("2027-01-21", None, (d("2027-01-21"), d("2027-01-21"))),
        (None, None, (d("2027-01-21"), None)),
        (None, "2027-01-20", None),
        (None, "2027-01-21", (d("2027-01-21"), d("2027-01-21"))),
    ],
)
def test_motet_i_tid(motet, tom, vantat):
    order = Order(mote_senast=d("2027-01-20"), motet=motet and d(motet), tom=tom and d(tom))
    assert funna(Arendelage(ordrar=(order,))).get("mote_saknas") == vantat
    assert "mote_saknas" not in funna(Arendelage(ordrar=(Order(),)))


@pytest.mark.regel("AK-13")
@pytest.mark.parametrize(
    ("planer", "vantat"),
    [
        ([], (d("2027-01-11"), None)),
        ([period("2027-01-11")], None),
        ([period("2027-01-12")], (d("2027-01-11"), d("2027-01-11"))),
        ([period("2027-01-01", "2027-01-30")], (d("2027-01-31"), None)),
        ([period("2027-01-01", "2027-01-31")], None),
        ([period("2027-01-20"), period("2027-01-01", "2027-01-19")], None),
        ([period("2027-01-20"), period("2027-01-01", "2027-01-18")], (d("2027-01-19"), d("2027-01-19"))),
    ],
)
def test_det_som_pagar_har_en_plan(planer, vantat):
    order = Order(skickad=d("2026-12-01"), start=d("2027-01-11"))
    lage = Arendelage(ordrar=(order,), planer=tuple(Planlagt(p, 600) for p in planer))
    assert funna(lage).get("plan_saknas") == vantat


def test_luckor_slutar_med_det_som_ska_tackas():
    hela = period("2027-01-10", "2027-01-20")
    assert list(luckor(hela, [])) == [Brist(d("2027-01-10"), d("2027-01-20"))]
    assert list(luckor(hela, [period("2027-01-21")])) == [Brist(d("2027-01-10"), d("2027-01-20"))]
    assert list(luckor(hela, [period("2027-01-12", "2027-01-13"), period("2027-01-01", "2027-01-10")])) == [
        Brist(d("2027-01-11"), d("2027-01-11")),
        Brist(d("2027-01-14"), d("2027-01-20")),
    ]
    sista = Brist(d("2027-01-20"), d("2027-01-20"))
    assert list(luckor(hela, [period("2027-01-01", "2027-01-19")])) == [sista]
    assert list(luckor(hela, [period("2027-01-01", "2027-01-19"), period("2027-01-20", "2027-01-20")])) == []
    en_dag = Order(skickad=d("2027-01-04"), start=d("2027-01-11"), tom=d("2027-01-11"))
    assert funna(Arendelage(ordrar=(en_dag,))) == {"plan_saknas": (d("2027-01-11"), d("2027-01-11"))}


@pytest.mark.regel("AK-09")
@pytest.mark.parametrize(
    ("minuter", "bedomt", "begard_till", "brist"),
    [
        ((1500,), 1500, None, False),
        ((1499,), 1500, None, True),
        ((1000, 500), 1500, None, False),
        ((1000, 499), 1500, None, True),
        ((), 1500, None, False),
        ((1000,), None, None, False),
        ((1000,), 1500, "2027-01-31", True),
        ((1000,), 1500, "2027-01-30", False),
    ],
)
def test_planens_timmar_mot_bedomningens_pa_periodens_sista_dag(minuter, bedomt, begard_till, brist):
    lage = Arendelage(
        begaran=(Begaran(d("2026-12-01"), period("2026-12-01", begard_till)),),
        planer=tuple(Planlagt(period(f"2027-01-{11 + i}"), m) for i, m in enumerate(minuter)),
        bedomt=(Bedomt(d("2026-11-20"), bedomt), Bedomt(d("2027-02-01"), 60)) if bedomt else (),
    )
    vantat = (d(f"2027-01-{10 + len(minuter)}"), None) if brist else None
    assert funna(lage).get("timmar_under_norm") == vantat
    if brist:
        samma_dag = replace(lage, bedomt=(*lage.bedomt, Bedomt(d("2027-01-31"), 60)))
        assert "timmar_under_norm" not in funna(samma_dag), "the newest assessment holds from its own day"


@pytest.mark.regel("AK-10")
def test_en_manad_utan_nagot_att_erbjuda():
    krav = (Begaran(d("2026-12-01"), period("2026-12-01")),)
    hela = (JANUARI.fran, JANUARI.tom)
    assert funna(Arendelage(begaran=krav)).get("aktivitet_saknas") == hela
    delvis = (Begaran(d("2026-12-01"), period("2027-01-02")),)
    assert "aktivitet_saknas" not in funna(Arendelage(begaran=delvis)), "the month was not asked for as a whole"
    assert "aktivitet_saknas" not in funna(Arendelage(begaran=krav), Period(JANUARI.fran, d("2027-01-30")))
    noterad = Arendelage(utan_erbjudande=frozenset({Manad(2027, 1)}))
    assert (funna(noterad), funna(noterad, FEBRUARI)) == ({"aktivitet_saknas": hela}, {})
    for order, erbjudet in (
        (Order(skickad=d("2027-01-31")), True),
        (Order(skickad=d("2027-02-01")), False),
        (Order(skickad=d("2026-12-05"), tom=d("2026-12-31")), False),
        (Order(skickad=d("2026-12-05"), tom=d("2027-01-01")), True),
        (Order(), False),
    ):
        assert ("aktivitet_saknas" not in funna(Arendelage(begaran=krav, ordrar=(order,)))) is erbjudet, order
    assert "aktivitet_saknas" not in funna(Arendelage(begaran=krav, planer=(Planlagt(period("2027-01-31"), 60),)))
    assert "aktivitet_saknas" not in funna(Arendelage(begaran=krav, avslutat=JANUARI.tom))


def test_varje_kontroll_har_en_regel_i_registret_och_en_text():
    assert len({k.kod for k in KONTROLLER}) == len(KONTROLLER) == 6
    for kontroll in KONTROLLER:
        assert kontroll.regel in REGLER
        assert kontroll.rubrik[0].isupper()
        assert kontroll.forklaring.endswith(".")
