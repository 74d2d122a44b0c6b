"""AK-04 - AK-06, T-04, T-05: who is exempt, from which day to which, and what only lowers the hours."""

from datetime import date, timedelta

import pytest

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import helt_undantagen, undantagen_till
from app.regelverk.motor.fraga import Orsak, Utfall
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.riktalder import nar_riktalder, riktalder
from tests.regelverk.uppgifter import PLIKT, SEED, arbete, dag, fakta, forman, provat, undantag

EN_DAG = timedelta(days=1)


@pytest.mark.parametrize(
    ("fodd", "nas"),
    [
        # 65 before 2023, 66 for 2023-2025, 67 from 2026; who reached an older limit keeps it.
        ("1956-03-01", "2021-03-01"),
        ("1957-01-01", "2022-01-01"),
        ("1957-12-31", "2022-12-31"),
        ("1958-01-01", "2024-01-01"),
        ("1958-12-31", "2024-12-31"),
        ("1959-01-01", "2025-01-01"),
        ("1959-12-31", "2025-12-31"),
        ("1960-01-01", "2027-01-01"),
        ("1960-02-29", "2027-02-28"),
        ("1964-02-29", "2031-02-28"),
        ("1961-02-28", "2028-02-28"),
        ("1956-02-29", "2021-02-28"),
    ],
)
def test_riktaldern_nas_pa_fodelsedagen(fodd, nas):
    """T-05, AK-06."""
    assert nar_riktalder(dag(fodd)) == dag(nas)


@pytest.mark.parametrize(
    ("d", "alder"), [("2022-12-31", 65), ("2023-01-01", 66), ("2025-12-31", 66), ("2026-01-01", 67)]
)
def test_riktaldern_byter_vid_arsskiftet(d, alder):
    assert riktalder(dag(d)).varde == alder


@pytest.mark.parametrize(
    ("fran", "utfall", "upphor"),
    [
        # Mid-month: not every day of the month is exempt, so the month is tried from its first day.
        ("2027-03-01", Utfall.OMFATTAS, None),
        ("2027-03-14", Utfall.OMFATTAS, None),
        ("2027-03-15", Utfall.UNDANTAG, None),
        ("2027-03-31", Utfall.UNDANTAG, None),
    ],
)
def test_riktaldern_mitt_i_manaden(fran, utfall, upphor):
    """AK-06, T-05: from that day on, for ever."""
    svar = provat(fakta(fodd=dag("1960-03-15")), "2027-03", fran)
    assert (svar.utfall, svar.undantagen_till) == (utfall, upphor)
    assert provat(fakta(fodd=dag("1960-03-15")), "2027-04").utfall is Utfall.UNDANTAG


def test_riktaldern_kan_inte_upphora_hur_den_an_angavs():
    svar = provat(fakta(undantag=(undantag("riktalder", "2026-01-01", "2026-06-30"),)), "2026-11")
    assert (svar.utfall, svar.undantagen_till) == (Utfall.UNDANTAG, None)


def test_riktaldern_forklaras_med_sin_alder_och_sitt_lagrum():
    """AK-06: the age has a source and a grade of its own."""
    svar = provat(fakta(fodd=dag("1959-06-10")), "2026-11")
    delar = next(r for r in svar.regler if r.regel == "AK-05").delar
    (alder,) = next(d for d in delar if d.regel == "AK-06").delar
    assert alder.svar == "Riktåldern är 66 år för 2023–2025. Den nås 2025-06-10."
    assert alder.lagrum == "2 kap. 10 a–d §§ SFB"
    assert alder.grad.value == "D"
    assert alder.fakta == {"riktalder": 66, "nas": "2025-06-10"}


@pytest.mark.parametrize(
    ("fodd", "avser", "fran", "utfall", "provad"),
    [
        # 18 on the first of the month: not exempt any day of it.
        ("2008-11-01", "2026-11", "2026-11-01", Utfall.AVVAKTA, "2026-11-01"),
        ("2008-11-01", "2026-10", "2026-10-01", Utfall.UNDANTAG, "2026-10-01"),
        # On the second: exempt one day of it, tried from the birthday.
        ("2008-11-02", "2026-11", "2026-11-01", Utfall.AVVAKTA, "2026-11-02"),
        ("2008-11-30", "2026-11", "2026-11-01", Utfall.AVVAKTA, "2026-11-30"),
        ("2008-12-01", "2026-11", "2026-11-01", Utfall.UNDANTAG, "2026-11-01"),
        # 29 February: 18 on 28 February in a common year.
        ("2009-02-28", "2027-02", "2027-02-01", Utfall.AVVAKTA, "2027-02-28"),
        ("2012-02-29", "2030-02", "2030-02-01", Utfall.AVVAKTA, "2030-02-28"),
    ],
)
def test_arton_ar_nas_pa_dagen(fodd, avser, fran, utfall, provad):
    """AK-04, T-04."""
    svar = provat(fakta(fodd=dag(fodd), manader=dict(fakta().manader)), avser, fran)
    assert svar.utfall is utfall
    assert next(r for r in svar.regler if r.regel == "AK-05").fakta["provad_dag"] == provad


@pytest.mark.parametrize(("kod", "avser"), [(SEED, "2026-11"), (PLIKT, "2026-09")])
@pytest.mark.parametrize(
    ("fodd", "orsak"),
    [("2008-{m}-28", None), ("2009-01-01", Orsak.INTE_VUXEN), ("1950-01-01", "alder")],
)
def test_regelverk_utan_aldersgrunder_galler_anda_bara_vuxna_under_riktaldern(kod, avser, fodd, orsak):
    """AK-04, AK-06: not adult is then not covered, rather than exempt."""
    f = fakta(fodd=dag(fodd.format(m=avser[5:])), manader=dict(fakta().manader))
    svar = provat(f, avser, regelverk=kod, tolkning=Tolkning(manader_fore_arton=True))
    if orsak == "alder":
        # The kommun's material names riktålder; the older ground doesn't.
        assert (svar.utfall, svar.orsak) == (
            (Utfall.UNDANTAG, None) if kod == SEED else (Utfall.OMFATTAS_INTE, Orsak.ANNAT)
        )
        return
    assert (svar.utfall, svar.orsak) == (Utfall.OMFATTAS_INTE if orsak else Utfall.OMFATTAS, orsak)
    assert [r.resultat.value for r in svar.regler if r.regel == "AK-04"] == ["inte_uppfylld" if orsak else "uppfylld"]


def test_utan_fodelsedatum_ar_aldern_okand():
    """AK-04, AK-06: nothing is concluded about somebody's age, and it is said."""
    svar = provat(fakta(fodd=None), "2026-11")
    delar = {d.fraga: d.svar for r in svar.regler for d in r.delar}
    assert delar["Är under 18 år."] == delar["Har nått riktåldern för pension."] == "Okänt: födelsedatum saknas."
    assert svar.utfall is Utfall.OMFATTAS
    plikt = provat(fakta(fodd=None), "2026-09")
    assert [r.svar for r in plikt.regler if r.regel in {"AK-04", "AK-06"}] == ["Okänt: födelsedatum saknas."] * 2


@pytest.mark.parametrize(
    ("perioder", "fran", "utfall", "upphor", "provad"),
    [
        # The whole month and no more, on both sides of each end.
        ([("2026-11-01", "2026-11-30")], "2026-11-01", Utfall.UNDANTAG, "2026-12-01", "2026-11-01"),
        ([("2026-11-02", "2026-11-30")], "2026-11-01", Utfall.OMFATTAS, None, "2026-11-01"),
        ([("2026-11-01", "2026-11-29")], "2026-11-01", Utfall.OMFATTAS, None, "2026-11-30"),
        # From a day in the month on: only the days from it matter.
        ([("2026-11-10", "2026-11-30")], "2026-11-10", Utfall.UNDANTAG, "2026-12-01", "2026-11-10"),
        ([("2026-11-11", "2026-11-30")], "2026-11-10", Utfall.OMFATTAS, None, "2026-11-10"),
        # Two that adjoin cover it together; with a day between them they don't.
        ([("2026-10-15", "2026-11-14"), ("2026-11-15", "2027-01-31")], "2026-11-01", Utfall.UNDANTAG, "2027-02-01",
         "2026-11-01"),
        ([("2026-10-15", "2026-11-14"), ("2026-11-16", "2027-01-31")], "2026-11-01", Utfall.OMFATTAS, None,
         "2026-11-15"),
        # Overlapping, one inside another, told in any order.
        ([("2026-11-15", None), ("2026-10-01", "2026-11-20")], "2026-11-01", Utfall.UNDANTAG, None, "2026-11-01"),
        ([("2026-10-01", "2026-12-31"), ("2026-11-05", "2026-11-06")], "2026-11-01", Utfall.UNDANTAG, "2027-01-01",
         "2026-11-01"),
    ],
)  # fmt: skip
def test_manaden_ar_undantagen_bara_om_varje_dag_ar_det(perioder, fran, utfall, upphor, provad):
    """AK-05: ``tom`` is the last day, ``upphor`` the first on which it no longer holds."""
    grunder = ("sjukpenning", "heltid_arbete")
    poster = tuple(undantag(grund, *p) for grund, p in zip(grunder, perioder, strict=False))
    svar = provat(fakta(undantag=poster), "2026-11", fran)
    assert (svar.utfall, svar.undantagen_till) == (utfall, dag(upphor))
    assert svar.som_data()["undantag_upphor"] == upphor
    assert next(r for r in svar.regler if r.regel == "AK-05").fakta["provad_dag"] == provad
    assert helt_undantagen(poster, dag(fran), date(2026, 11, 30)) == (utfall is Utfall.UNDANTAG)


def test_av_flera_grunder_anges_den_som_racker_langst():
    """AK-05."""
    langst = undantag("sjukpenning", "2026-01-01", "2027-06-30")
    svar = provat(fakta(undantag=(langst, undantag("heltid_arbete", "2026-05-01", "2026-12-31"))), "2026-11")
    assert (svar.undantag, svar.undantagen_till) == (langst, date(2027, 7, 1))


def test_delvis_undantagen_manad_forklaras():
    """AK-05: until when, and which days the answer is about."""
    svar = provat(fakta(undantag=(undantag("sjukpenning", "2026-10-01", "2026-11-14"),)), "2026-11")
    prov = next(r for r in svar.regler if r.regel == "AK-05")
    assert prov.svar == "Bara till och med 2026-11-14; prövningen avser tiden därefter."
    assert svar.timmar.summa == 40


def test_sista_och_forsta_dagen_utan():
    u = (undantag("sjukpenning", "2026-11-01", "2026-11-30"),)
    assert undantagen_till(u, date(2026, 10, 31)) == date(2026, 10, 31)
    assert undantagen_till(u, date(2026, 11, 30)) == date(2026, 12, 1)
    assert undantagen_till(u, date(2026, 12, 1)) == date(2026, 12, 1)
    assert undantagen_till((undantag("sjukpenning", "2026-11-01", "9999-12-31"),), date(2026, 11, 1)) is None
    assert not helt_undantagen((), date(2026, 11, 1), date(2026, 11, 30))
    dagar = (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
    assert [u[0].galler(d) for d in dagar] == [False, True, True, False]


@pytest.mark.parametrize("grad", [1, 50, 99])
def test_ett_delvis_undantag_undantar_inte(grad):
    """AK-05."""
    svar = provat(fakta(undantag=(undantag("sjukersattning", grad=grad),)), "2026-11")
    assert svar.utfall is Utfall.OMFATTAS
    prov = next(d for r in svar.regler for d in r.delar if d.fraga.startswith("Har sjukersättning"))
    assert prov.svar == f"Till {grad} procent; det minskar timmarna men undantar inte."


@pytest.mark.parametrize(
    ("egna", "grund"),
    [
        ({"formaner": (forman("sjukpenning", 100),)}, "sjukpenning"),
        ({"formaner": (forman("sjukpenning", 99),)}, None),
        ({"formaner": (forman("sjukersattning", 100),)}, "sjukersattning"),
        ({"sysselsattningar": (arbete(40),)}, "heltid_arbete"),
        ({"sysselsattningar": (arbete(39),)}, None),
        ({"sysselsattningar": (arbete(40, typ="studier"),)}, "heltid_studier"),
        ({"sysselsattningar": (arbete(45, typ="insats"),)}, "heltid_insats"),
        ({"sysselsattningar": (arbete(20), arbete(20, typ="studier"))}, None),
        # Which other benefits exempt is not known: it is asked, not concluded.
        ({"formaner": (forman("aktivitetsersattning", 100),)}, None),
    ],
)
def test_undantag_som_foljer_av_uppgifterna(egna, grund):
    """AK-05: on both sides of full time and of the whole benefit."""
    svar = provat(fakta(**egna), "2026-11")
    assert svar.utfall is (Utfall.UNDANTAG if grund else Utfall.OMFATTAS)
    assert (svar.undantag and svar.undantag.grund) == grund


def test_en_hel_forman_utan_egen_grund_ger_en_fraga():
    """AK-05: 0 hours, and the handläggare is asked whether the benefit exempts."""
    svar = provat(fakta(formaner=(forman("aktivitetsersattning", 100),)), "2026-11")
    assert svar.timmar.summa == 0
    (fraga,) = [s for s in svar.signaler if s.regel == "AK-05"]
    assert fraga.fakta == {"formaner": ["aktivitetsersattning"]}
    assert not [
        s
        for s in provat(fakta(formaner=(forman("aktivitetsersattning", 75),)), "2026-11").signaler
        if s.regel == "AK-05"
    ]


@pytest.mark.parametrize(
    ("avser", "fran", "utfall", "upphor"),
    [
        ("2026-11", "2026-11-01", Utfall.UNDANTAG, "2026-12-15"),
        ("2026-12", "2026-12-01", Utfall.OMFATTAS, None),
        ("2026-12", "2026-12-15", Utfall.OMFATTAS, None),
        ("2027-01", "2027-01-01", Utfall.OMFATTAS, None),
    ],
)
def test_foraldraledighet_upphor_nar_barnet_fyller_ett(avser, fran, utfall, upphor):
    """T-04, AK-05: also when it was told without an end, or follows from whole föräldrapenning."""
    ett = date(2026, 12, 15)
    told = fakta(undantag=(undantag("foraldraledig_barn_under_1", "2026-01-01"),), yngsta_barn_fyller_ett=ett)
    av_penning = fakta(formaner=(forman("foraldrapenning", 100, "2026-01-01"),), yngsta_barn_fyller_ett=ett)
    for f, timmar in ((told, 40), (av_penning, 0)):
        svar = provat(f, avser, fran)
        assert (svar.utfall, svar.undantagen_till) == (utfall, dag(upphor))
        assert svar.timmar is None or svar.timmar.summa == timmar


@pytest.mark.parametrize("tom", [None, "2026-12-15", "2026-12-16"])
def test_foraldraledighet_angiven_till_och_med_fodelsedagen_eller_langre(tom):
    """T-04: the child is one on the day itself."""
    u = undantag("foraldraledig_barn_under_1", "2026-01-01", tom)
    svar = provat(fakta(undantag=(u,), yngsta_barn_fyller_ett=date(2026, 12, 15)), "2026-11")
    assert svar.undantagen_till == date(2026, 12, 15)


def test_barn_fott_den_29_februari_fyller_ett_den_28():
    """T-04: the day before is the last."""
    ett = plus_ar(date(2028, 2, 29), 1)
    f = fakta(undantag=(undantag("foraldraledig_barn_under_1", "2028-02-29"),), yngsta_barn_fyller_ett=ett)
    assert ett == date(2029, 2, 28)
    assert provat(f, "2029-01").undantagen_till == ett
    assert provat(f, "2029-02", "2029-02-27").utfall is not Utfall.UNDANTAG
    assert f.undantag[0].galler(ett)


@pytest.mark.parametrize(
    ("fran", "tom", "ett", "grad", "galler"),
    [
        ("2026-01-01", None, "2026-12-15", 100, True),
        ("2026-01-01", "2026-11-30", "2026-12-15", 100, True),
        ("2026-01-01", "2026-11-29", "2026-12-15", 100, False),
        ("2026-01-01", None, "2026-12-15", 99, False),
        ("2026-01-01", None, None, 100, False),
        ("2026-01-01", None, "2026-11-30", 100, False),
    ],
)
def test_hel_foraldrapenning_med_barn_under_ett(fran, tom, ett, grad, galler):
    """AK-05: in whole, all days of November, and only while the child is under one."""
    f = fakta(formaner=(forman("foraldrapenning", grad, fran, tom),), yngsta_barn_fyller_ett=dag(ett))
    assert (provat(f, "2026-11").utfall is Utfall.UNDANTAG) == galler


@pytest.mark.parametrize("kod", [None, SEED])
def test_foraldraledighet_ar_namndens_val(kod):
    """AK-05: an exemption by default in both; a nämnd may read the law otherwise, and then it lowers nothing either."""
    f = fakta(undantag=(undantag("foraldraledig_barn_under_1", "2026-01-01"),))
    assert provat(f, "2026-11", regelverk=kod).utfall is Utfall.UNDANTAG
    svar = provat(f, "2026-11", regelverk=kod, tolkning=Tolkning(foraldraledig_undantagen=False))
    assert (svar.utfall, svar.timmar.summa) == (Utfall.OMFATTAS, 40)
    prov = next(d for r in svar.regler for d in r.delar if d.fraga.startswith("Är föräldraledig"))
    assert (prov.resultat.value, prov.svar) == ("inte_aktuell", "Räknas inte som undantag enligt nämndens tolkning.")


@pytest.mark.parametrize(
    ("avser", "utfall"), [("2027-02", Utfall.UNDANTAG), ("2027-03", Utfall.OMFATTAS), ("2027-04", Utfall.OMFATTAS)]
)
def test_skolgang_undantar_bara_till_tjugoett(avser, utfall):
    """AK-04, T-04: told without an end, it ends at 21 (28 February for who was born on the 29th, or mid-month)."""
    f = fakta(fodd=dag("2006-03-20"), undantag=(undantag("ungdom_i_skola", "2025-01-01"),))
    assert provat(f, avser).utfall is utfall


@pytest.mark.parametrize(
    ("fodd", "dag_", "fragas"),
    [
        ("2008-11-15", "2026-11-14", False),
        ("2008-11-15", "2026-11-15", True),
        ("2005-11-16", "2026-11-15", True),
        ("2005-11-15", "2026-11-15", False),
    ],
)
def test_skolgang_efterfragas_for_den_som_ar_18_till_20(fodd, dag_, fragas):
    """AK-04: a signal, never a conclusion."""
    f = fakta(fodd=dag(fodd))
    svar = provat(f, "2026-11", dag_)
    om_skola = [s for s in svar.signaler if s.regel == "AK-04"]
    # Somebody who turns 18 in the month is tried from that day.
    assert bool(om_skola) == (fragas or fodd == "2008-11-15")
    i_skola = fakta(fodd=dag(fodd), undantag=(undantag("ungdom_i_skola"),))
    assert not [s for s in provat(i_skola, "2026-11", dag_).signaler if s.regel == "AK-04"]


@pytest.mark.parametrize(
    ("grund", "i_kravet", "i_underlaget"),
    [
        ("heltid_arbete", True, True),
        ("heltid_studier", True, True),
        ("heltid_insats", True, True),
        ("riktalder", True, True),
        ("sjukersattning", True, True),
        ("foraldraledig_barn_under_1", True, True),
        ("sjukpenning", True, False),
        ("annan_forman", True, False),
        ("ungdom_i_skola", True, False),
        ("under_18", True, False),
    ],
)
def test_grunderna_ar_regelverkets(grund, i_kravet, i_underlaget):
    """AK-05: each list of exemptions on its own; the older ground has none."""
    f = fakta(undantag=(undantag(grund, "2026-01-01"),), fodd=None)
    assert (provat(f, "2026-11").utfall is Utfall.UNDANTAG) == i_kravet
    assert (provat(f, "2026-11", regelverk=SEED).utfall is Utfall.UNDANTAG) == i_underlaget
    assert provat(f, "2026-09").utfall is Utfall.OMFATTAS
    assert {d.regel for r in provat(f, "2026-11").regler for d in r.delar} >= {"AK-04", "AK-05", "AK-06"}


def test_alla_grunder_provas_i_regelverkets_ordning():
    """AK-05: the tree shows each ground, also those that don't hold."""
    svar = provat(fakta(), "2026-11")
    prov = next(r for r in svar.regler if r.regel == "AK-05")
    assert len(prov.delar) == len(Undantagsgrund)
    assert prov.svar == "Nej, inget helt undantag gäller."
    assert {d.svar for d in prov.delar} == {"Nej, inget i underlaget visar det."}


@pytest.mark.parametrize(
    ("manader", "orsak"),
    [({}, "avvakta"), ({"stod": False}, Orsak.UTAN_FORSORJNINGSSTOD)],
)
def test_undantag_gar_fore_saknade_manader_men_inte_fore_saknat_stod(manader, orsak):
    """AK-02, AK-05: exempt also while months are missing, with the count beside it."""
    stod = {next(iter(fakta().manader)).plus(10): False} if manader else {}
    svar = provat(fakta(undantag=(undantag("sjukpenning"),), manader=stod), "2026-11")
    if manader:
        assert (svar.utfall, svar.orsak) == (Utfall.OMFATTAS_INTE, orsak)
    else:
        assert (svar.utfall, svar.klocka.raknade) == (Utfall.UNDANTAG, ())
        assert svar.undantag == undantag("sjukpenning")
