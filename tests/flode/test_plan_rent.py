"""What a plan is held against, without a database: clashes, closed days, what changes by itself, plain words."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.begrepp.parter import Roll
from app.begrepp.veckotid import VECKAN, Pass, Veckodag
from app.core.errors import Problem
from app.flode.bevakning.states import BEVAKNING, Atgardslage
from app.flode.plan.framover import framover
from app.flode.plan.jamforelse import skillnader
from app.flode.plan.klartext import klartext, tid, uppraknat
from app.flode.plan.krockar import (
    Annanplan,
    Planerad,
    Stangt,
    Veckotid,
    mot_moten,
    mot_planer,
    mot_stangt,
    mot_upptaget,
    samtidigt,
)
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.states import PLAN, Omrade, PlanLage, PlanStatus
from app.flode.plan.timmar import Summaslag, mot_bedomning

MANDAG = date(2026, 10, 12)
EN_DAG = timedelta(days=1)
passen = st.builds(
    lambda dag, fran, langd: Pass(dag, fran, fran + langd),
    st.sampled_from(VECKAN), st.integers(8 * 60, 15 * 60), st.integers(1, 240),
)  # fmt: skip
dagar = st.integers(0, 30).map(lambda n: MANDAG + timedelta(days=n))
slut = st.one_of(st.none(), st.integers(0, 40).map(lambda n: MANDAG + timedelta(days=n)))
veckotider = st.builds(Veckotid, dagar, slut, passen)


def dagens(t: Veckotid, dag: date) -> set[int]:
    """The minutes of a day that a time of the week takes: the slow, plain reading."""
    inne = t.fran <= dag and (t.tom is None or dag <= t.tom) and VECKAN[dag.weekday()] is t.tid.veckodag
    return set(range(t.tid.fran, t.tid.till)) if inne else set()


@given(veckotider, veckotider)
def test_tva_tider_krockar_om_nagon_dag_har_samma_minut_i_bada(en, annan):
    facit = any(dagens(en, d) & dagens(annan, d) for d in (MANDAG + timedelta(days=n) for n in range(50)))
    assert en.krockar(annan) is annan.krockar(en) is facit
    assert Veckotid.ur(en.som_data()) == en


planer = st.builds(
    lambda fran, langd, minuter: Annanplan("B-1", fran, None if langd is None else fran + langd * EN_DAG, minuter, ()),
    dagar, st.one_of(st.none(), st.integers(0, 20)), st.integers(0, 2400),
)  # fmt: skip


@pytest.mark.regel("AK-07")
@given(st.lists(planer, max_size=5), dagar)
def test_det_mesta_som_andra_planer_tar_samtidigt(andra, dag):
    per_dag = [sum(a.minuter for a in andra if a.galler(dag + n * EN_DAG)) for n in range(70)]
    assert samtidigt(andra, dag) == max(per_dag)


def planerad(*pass_: Pass, fran=MANDAG, tom=None, nummer=1, namn="Språkgrupp") -> Planerad:
    return Planerad(nummer, namn, fran, tom, pass_)


FORMIDDAG = Pass(Veckodag.MANDAG, 540, 720)


@pytest.mark.regel("DP-07", "DP-10")
def test_namnden_far_veta_vad_och_utforaren_bara_att():
    annan = Annanplan("B-7K3M-9Q2X", MANDAG, None, 180, (planerad(Pass(Veckodag.MANDAG, 660, 780), namn="Praktik"),))
    (sedd,) = mot_planer([planerad(FORMIDDAG)], [annan])
    assert sedd.meddelande == (
        "Måndag 09:00–12:00 (Språkgrupp) krockar med måndag 11:00–13:00 (Praktik) i beställning B-7K3M-9Q2X."
    )
    assert (sedd.hindrar, sedd.aktivitet, sedd.fran) == (True, 1, MANDAG)
    (dold,) = mot_upptaget([planerad(FORMIDDAG)], [t for a in annan.aktiviteter for t in a.tider])
    assert dold.meddelande == ("Måndag 09:00–12:00 krockar med något annat som personen har. Tala med handläggaren.")
    assert not dold.hindrar
    efter = Annanplan("B-2", MANDAG + EN_DAG, MANDAG + 6 * EN_DAG, 180, annan.aktiviteter[:0])
    assert [*mot_planer([planerad(FORMIDDAG)], [efter])] == []


def test_ett_mote_krockar_bara_den_dag_det_ar_i_svensk_tid():
    def mote(dag, timme):
        borjar = datetime(2026, 10, dag, timme, tzinfo=UTC)
        return borjar, borjar + timedelta(hours=1)

    # Summer time until the 25th: 07 UTC is 09 in Stockholm, and 08 after it.
    funna = [[k.fran for k in mot_moten([planerad(FORMIDDAG)], [m])] for m in (mote(19, 7), mote(26, 7), mote(26, 8))]
    assert funna == [[date(2026, 10, 19)], [], [date(2026, 10, 26)]]
    (krock,) = mot_moten([planerad(FORMIDDAG)], [mote(19, 7)])
    assert not krock.hindrar


@pytest.mark.parametrize(
    ("tom", "stangda", "vantat"),
    [
        (date(2026, 10, 31), [(12, 31)], [("stangt_hela_tiden", True)]),
        (date(2026, 10, 31), [(12, 12), (19, 19), (26, 26)], [("stangt_hela_tiden", True)]),
        (date(2026, 10, 31), [(12, 12), (19, 20)], [("stangt", False), ("stangt", False)]),
        (date(2026, 10, 31), [(13, 18)], []),
        (None, [(12, 31)], [("stangt", False)]),
    ],
)
def test_stangt_hela_tiden_hindrar_och_stangt_ibland_sags(tom, stangda, vantat):
    perioder = [Stangt(date(2026, 10, a), date(2026, 10, b), "utföraren") for a, b in stangda]
    funna = [*mot_stangt([planerad(FORMIDDAG)], perioder, MANDAG, tom)]
    assert [(k.slag.value, k.hindrar) for k in funna] == vantat
    annans = [Stangt(s.fran, s.tom, s.vad, aktivitet=2) for s in perioder]
    assert [*mot_stangt([planerad(FORMIDDAG)], annans, MANDAG, tom)] == []


def rad(namn="Yrkessvenska", minuter=600, **mer):
    grund = {
        "nummer": 1, "kategori": Aktivitetskategori.SPRAK.value, "tider": [], "form": Aktivitetsform.PA_PLATS.value,
        "mal": "Förstå instruktioner", "omrade": Omrade.SPRAK.value, "paverkar_foraldrapenning": False,
    }  # fmt: skip
    return Planaktivitet(aktivitet=namn, minuter_per_vecka=minuter, **grund | mer)


@pytest.mark.regel("T-03")
@pytest.mark.parametrize(("dag", "tom", "syns"), [(20, 20, True), (20, 19, False), (20, None, True)])
def test_ett_timtak_som_andras_under_planens_tid_sags_med_sin_dag(dag, tom, syns):
    tak = (MANDAG + dag * EN_DAG, 30, 40)
    rader = framover([], MANDAG, None if tom is None else MANDAG + tom * EN_DAG, tak)
    assert [(r.dag, r.regel) for r in rader if r.kod == "timtaket_andras"] == [(tak[0], "T-03")] * syns
    assert not [r for r in framover([], MANDAG, None, (tak[0], 40, 40)) if r.kod == "timtaket_andras"]


def test_aktiviteter_som_slutar_fore_planen_sager_vad_som_blir_kvar():
    aktiviteter = [rad(), rad("Praktik", 900, arbetsplats_tom=date(2026, 11, 13))]
    med_slut = [(a, a.slutar) for a in aktiviteter]
    rader = framover(med_slut, MANDAG, date(2026, 12, 31), None)
    assert [(r.dag, r.kod) for r in rader] == [
        (date(2026, 11, 14), "aktivitet_slutar"), (date(2027, 1, 1), "beslutet_slutar"),
    ]  # fmt: skip
    assert rader[0].meddelande == "Praktik slutar 2026-11-13. Därefter har planen 10 h i veckan."
    assert framover(med_slut, MANDAG, date(2026, 11, 13), None)[0].kod == "beslutet_slutar"


@pytest.mark.regel("AK-09", "AK-12")
def test_planen_mot_bedomningen_rad_for_rad():
    rader = {r.slag: (r.minuter, r.forklaring) for r in mot_bedomning(900, 300, 1500, 300)}
    assert {s: m for s, (m, _) in rader.items()} == {
        Summaslag.ANDRA_PLANER: 300, Summaslag.BEDOMT: 1500,
        Summaslag.BEDOMT_NARVAROMAL: 1200, Summaslag.BEDOMNING_AVVIKELSE: -300,
    }  # fmt: skip
    assert rader[Summaslag.BEDOMNING_AVVIKELSE][1] == (
        "Planen 15 h och andra planer 5 h: 5 h mindre än bedömt; kräver skäl (AK-09)."
    )
    assert mot_bedomning(1500, 0, 1500, 0)[-1].forklaring == "Planen 25 h: motsvarar bedömningen."


def godkann(**fakta):
    lage = {"totalt": 1500, "bestallt": 1500, "tak": 2400, "egen_syn": True} | fakta
    return PLAN.valj("foreslagen", "godkann", Roll.HANDLAGGARE, PlanLage(MANDAG, MANDAG, **lage)).till


@pytest.mark.parametrize(
    ("fakta", "kod", "regel"),
    [
        ({"bedomt": 1499}, "bedomning_avviker", "AK-09"),
        ({"bedomt": 1501}, "bedomning_avviker", "AK-09"),
        ({"bedomt": 1500, "andras": 60}, "bedomning_avviker", "AK-09"),
        ({"andras": 901}, "over_taket", "AK-07"),
        ({"krockar": ("Det krockar.",)}, "plan_krockar", "AK-13"),
    ],
)
def test_bara_namnden_hindras_av_det_som_bara_namnden_vet(fakta, kod, regel):
    with pytest.raises(Problem) as fel:
        godkann(**fakta)
    assert (fel.value.fel[0].kod, fel.value.regel) == (kod, regel)


@pytest.mark.parametrize("fakta", [{"bedomt": 1500}, {"bedomt": 1200, "timmar_skal": True},
                                   {"bedomt": 1200, "skal_angivet": True}, {"bedomt": 1800, "andras": 300},
                                   {"andras": 900}])  # fmt: skip
def test_skal_eller_ratt_timmar_oppnar(fakta):
    if fakta.get("bedomt") == 1800:
        fakta |= {"totalt": 1500}
    assert godkann(**fakta) == "godkand"


@pytest.mark.regel("AK-13")
def test_en_eskalerad_bevakning_ar_arbetsledarens():
    def far(sort, roll):
        return set(BEVAKNING.mojligheter("oppen", roll, Atgardslage(sort, roll)).handelser)

    assert far("plan_eskalering", Roll.ARBETSLEDARE) == far("plan_godkannande", Roll.HANDLAGGARE)
    assert far("plan_eskalering", Roll.HANDLAGGARE) == set()


# --- plain words ------------------------------------------------------------------------------------


def version(**mer):
    grund = {"status": PlanStatus.GALLANDE.value, "galler_fran": date(2026, 10, 19), "egen_syn": "Vill till vården"}
    return Plan(**grund | mer)


def pass_(veckodag, fran="09:00", till="12:00"):
    return {"veckodag": veckodag, "fran": fran, "till": till}


def test_planen_med_vanliga_ord():
    svenska = rad(arrangor="Klivet AB", minuter=450, tider=[
        pass_("onsdag"), pass_("mandag"), pass_("fredag", "13:00", "14:30"),
    ])  # fmt: skip
    praktik = rad(
        "Praktik", 960, kategori=Aktivitetskategori.ARBETSPLATSFORLAGD.value, arbetsplats="Äldreboendet Provet",
        handledare="Hanna", arbetsplats_fran=date(2026, 10, 19), arbetsplats_tom=date(2027, 1, 15), mal="Pröva yrket!",
    )  # fmt: skip
    eget = rad("Jobbsökning", 60, kategori=Aktivitetskategori.EGET_JOBBSOKANDE.value)
    assert klartext(version(), [svenska, praktik, eget]) == [
        "Planen gäller sedan den 19 oktober 2026.",
        (
            "Yrkessvenska på plats hos Klivet AB, måndag och onsdag kl. 09:00–12:00 och fredag kl. 13:00–14:30: "
            "7 timmar och 30 minuter i veckan. Målet är: Förstå instruktioner."
        ),
        (
            "Praktik på plats: 16 timmar i veckan. Du är på Äldreboendet Provet från den 19 oktober 2026 till den "
            "15 januari 2027. Din handledare är Hanna. Målet är: Pröva yrket!"
        ),
        "Jobbsökning som du gör själv: 1 timme i veckan. Målet är: Förstå instruktioner.",
        "Sammanlagt är det 24 timmar och 30 minuter i veckan. Av dem söker du jobb på egen hand 1 timme.",
        "Så här ser du själv på planen: Vill till vården.",
    ]


def test_inga_kodord_i_klartexten():
    ordentliga = {"distans", "utkast", "ersatt"}
    kodord = {*PlanStatus, *Aktivitetskategori, *Aktivitetsform, *Omrade, "mandag", "lordag", "sondag"} - ordentliga
    tider = [pass_(d.value) for d in Veckodag]
    for status, kategori, form in product(PlanStatus, Aktivitetskategori, Aktivitetsform):
        plan = version(status=status.value, galler_tom=date(2026, 12, 1))
        rader = klartext(plan, [rad(kategori=kategori.value, form=form.value, tider=tider)])
        assert set(re.findall(r"[\wåäö]+", " ".join(rader).lower())) & kodord == set()
        assert all(r.endswith(".") and r[0].isupper() for r in rader)
        assert "None" not in " ".join(rader)


def test_tid_och_upprakning():
    assert [tid(m) for m in (0, 1, 60, 61, 150)] == [
        "0 timmar", "1 minut", "1 timme", "1 timme och 1 minut", "2 timmar och 30 minuter",
    ]  # fmt: skip
    assert [uppraknat(d) for d in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a och b", "a, b och c"]


# --- versions side by side --------------------------------------------------------------------------


def test_det_som_skiljer_tva_versioner():
    fore, efter = version(galler_fran=date(2026, 10, 19)), version(galler_fran=date(2026, 11, 2))
    gamla = [rad(tider=[pass_("mandag")], minuter=180), rad("Praktik", 900), rad("Praktik", 60)]
    nya = [rad("PRAKTIK", 900, nummer=1), rad(tider=[pass_("tisdag")], minuter=180, nummer=2), rad("Kurs", 120)]
    assert [(s.slag.value, s.aktivitet, s.falt, s.fore, s.efter) for s in skillnader(fore, gamla, efter, nya)] == [
        ("andrad", None, "galler_fran", "2026-10-19", "2026-11-02"),
        ("andrad", "Yrkessvenska", "tider", "måndag 09:00–12:00", "tisdag 09:00–12:00"),
        ("tillagd", "Kurs", "minuter_per_vecka", None, "120"),
        ("borttagen", "Praktik", "minuter_per_vecka", "60", None),
    ]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), max_size=6).flatmap(
    lambda x: st.tuples(st.just(x), st.permutations(x))))  # fmt: skip
def test_samma_innehall_ger_inga_skillnader_och_bara_ordningen_gor_det_inte_heller(rader):
    en, annan = ([rad(namn, minuter) for namn, minuter in r] for r in rader)
    assert skillnader(version(), en, version(), en) == []
    namn = [[n for n, _ in r] for r in rader]
    if all(namn[0].count(n) == 1 for n in namn[0]):
        assert skillnader(version(), en, version(), annan) == []
