"""AK-05, AK-07 - AK-09, AK-12, T-03: hours a week as rows that a person can check."""

from datetime import date

import pytest

from app.begrepp.tid import plus_ar
from app.regelverk.motor.fraga import Utfall
from app.regelverk.motor.tolkning import Tolkning
from tests.regelverk.uppgifter import PLIKT, SEED, arbete, dag, fakta, forman, fraga, provat, undantag

ATTA = {"yngsta_barn_fyller_atta": date(2030, 1, 1)}
HALV = {"formaner": (forman("sjukersattning", 50),)}


def timmar(avser="2026-11", fran=None, *, regelverk=None, tolkning=None, **egna):
    svar = provat(fakta(**egna), avser, fran, regelverk=regelverk, tolkning=tolkning or Tolkning())
    assert svar.utfall is Utfall.OMFATTAS
    return svar.timmar


def rader(t):
    return [(r.kod, r.timmar) for r in t.rader]


@pytest.mark.parametrize(
    ("egna", "summa"),
    [
        ({}, 40),
        (ATTA, 30),
        # The two examples: a child and half sjukersättning; half and 12 hours' work, which presumes the cap of 40.
        (ATTA | HALV, 15),
        (HALV | {"sysselsattningar": (arbete(12),)}, 8),
        (ATTA | HALV | {"sysselsattningar": (arbete(12),)}, 3),
        # Work, studies and insatser alike, each on its own and together (AK-08).
        ({"sysselsattningar": (arbete(1),)}, 39),
        ({"sysselsattningar": (arbete(12), arbete(10, typ="studier"), arbete(8, typ="insats"))}, 10),
        ({"sysselsattningar": (arbete(39),)}, 1),
        # Two jobs of equal hours are two jobs; a benefit told twice is one.
        ({"sysselsattningar": (arbete(10), arbete(10))}, 20),
        ({"formaner": (forman("sjukersattning", 25), forman("sjukersattning", 25))}, 30),
        (ATTA | {"sysselsattningar": (arbete(29),)}, 1),
        # Not below 0, which is still covered.
        (ATTA | {"sysselsattningar": (arbete(30),)}, 0),
        (ATTA | {"sysselsattningar": (arbete(39),)}, 0),
        ({"sysselsattningar": (arbete(39), arbete(39, typ="studier"))}, 0),
        # Degrees add up, not above 100, and are rounded in the person's favour (AK-05).
        ({"formaner": (forman("sjukersattning", 25), forman("sjukpenning", 50))}, 10),
        ({"formaner": (forman("sjukersattning", 50), forman("sjukpenning", 50))}, 0),
        ({"formaner": (forman("sjukersattning", 75), forman("sjukpenning", 75))}, 0),
        ({"formaner": (forman("sjukersattning", 33),)}, 26),
        ({"formaner": (forman("sjukersattning", 99),)}, 0),
        ({"formaner": (forman("sjukersattning", 1),)}, 39),
        # Any benefit with a degree; part föräldrapenning since it was recorded.
        ({"formaner": (forman("foraldrapenning", 25),)}, 30),
        ({"formaner": (forman("aktivitetsersattning", 50),)}, 20),
        ({"formaner": (forman("rehabiliteringspenning", 75),)}, 10),
        ({"formaner": (forman("annan", 10),)}, 36),
        # The same benefit told twice counts once, with its higher degree.
        ({"formaner": (forman("sjukersattning", 50), forman("sjukersattning", 50, "2026-01-01"))}, 20),
        ({"formaner": (forman("sjukersattning", 25), forman("sjukersattning", 50, "2026-01-01"))}, 20),
        ({"formaner": (forman("sjukersattning", 50), forman("sjukersattning", 25, "2026-01-01"))}, 20),
        (HALV | {"undantag": (undantag("sjukersattning", grad=50),)}, 20),
        (HALV | {"undantag": (undantag("sjukersattning", grad=75),)}, 10),
        (HALV | {"undantag": (undantag("sjukpenning", grad=25),)}, 10),
        ({"undantag": (undantag("sjukpenning", grad=25),)}, 30),
        ({"formaner": (forman("sjukpenning", 50),), "undantag": (undantag("sjukpenning", grad=50),)}, 20),
        ({"formaner": (forman("aktivitetsersattning", 50),), "undantag": (undantag("annan_forman", grad=50),)}, 20),
        ({"formaner": (forman("rehabiliteringspenning", 25),), "undantag": (undantag("annan_forman", grad=75),)}, 10),
        ({"formaner": (forman("annan", 50),), "undantag": (undantag("annan_forman", grad=25),)}, 20),
        ({"formaner": (forman("foraldrapenning", 50),),
          "undantag": (undantag("foraldraledig_barn_under_1", grad=50),)}, 20),
        # Part-time work told as a ground is hours, and once only.
        ({"undantag": (undantag("heltid_arbete", grad=50),)}, 20),
        (ATTA | {"undantag": (undantag("heltid_arbete", grad=50),)}, 10),
        ({"undantag": (undantag("heltid_arbete", grad=33),)}, 26),
        ({"sysselsattningar": (arbete(20),), "undantag": (undantag("heltid_arbete", grad=50),)}, 20),
        ({"sysselsattningar": (arbete(12),), "undantag": (undantag("heltid_arbete", grad=50),)}, 20),
        ({"sysselsattningar": (arbete(25),), "undantag": (undantag("heltid_arbete", grad=50),)}, 15),
        ({"sysselsattningar": (arbete(12, typ="studier"),), "undantag": (undantag("heltid_insats", grad=25),)}, 18),
        ({"fodd": date(2007, 1, 1), "sysselsattningar": (arbete(12, typ="studier"),),
          "undantag": (undantag("ungdom_i_skola", grad=50),)}, 20),
        ({"fodd": date(2007, 1, 1),
          "undantag": (undantag("heltid_studier", grad=50), undantag("ungdom_i_skola", grad=50))}, 20),
        # An age has no part.
        ({"undantag": (undantag("under_18", "2000-01-01", grad=50), undantag("riktalder", grad=50))}, 40),
        # Förmåga: the lesser of the two (AK-09).
        ({"formaga_timmar": 41}, 40),
        ({"formaga_timmar": 40}, 40),
        ({"formaga_timmar": 39}, 39),
        ({"formaga_timmar": 0}, 0),
        (ATTA | HALV | {"formaga_timmar": 16}, 15),
        (ATTA | HALV | {"formaga_timmar": 14}, 14),
        # It is beside what the person already does: not lowered once more.
        ({"sysselsattningar": (arbete(20),), "formaga_timmar": 15}, 15),
    ],
)  # fmt: skip
def test_timmarna(egna, summa):
    t = timmar(**egna)
    assert t.summa == summa == sum(r.timmar for r in t.rader)
    assert all(r.timmar <= 0 for r in t.rader[1:])
    assert t.tak == (30 if "yngsta_barn_fyller_atta" in egna else 40)


def test_raderna_visar_varje_steg_med_kalla_och_grad():
    t = timmar(**ATTA, **HALV, sysselsattningar=(arbete(5),), formaga_timmar=8, eget_jobbsokande=3)
    assert rader(t) == [
        ("timtak_barn_under_atta", 30),
        ("grad_sjukersattning", -15),
        ("sysselsattning_arbete", -5),
        ("formaga", -2),
    ]
    assert [r.regel for r in t.rader] == ["AK-07", "AK-05", "AK-08", "AK-09"]
    assert [r.text for r in t.rader] == [
        "Högst 30 timmar i veckan med barn under åtta år i hushållet.",
        "Sjukersättning 50 procent.",
        "Arbete 5 timmar i veckan.",
        "Personens förmåga: högst 8 timmar i veckan utöver det hen redan gör.",
    ]
    assert {r.grad.value for r in t.rader} == {"B", "C"}
    assert (t.summa, t.eget_jobbsokande, t.anvisad) == (8, 3, 5)


def test_en_formaga_som_racker_ger_ingen_rad():
    """AK-09: nothing is taken away, so nothing is shown."""
    assert rader(timmar(formaga_timmar=40)) == [("timtak", 40)]
    assert rader(timmar(formaga_timmar=39)) == [("timtak", 40), ("formaga", -1)]


def test_grader_over_hundra_delas_pa_raderna_sa_att_summan_gar_ihop():
    t = timmar(formaner=(forman("sjukersattning", 75), forman("sjukpenning", 75)))
    assert rader(t) == [("timtak", 40), ("grad_sjukersattning", -30), ("grad_sjukpenning", -10)]


def test_heltid_och_del_i_undantag_skrivs_ut():
    t = timmar(sysselsattningar=(arbete(12),), undantag=(undantag("heltid_arbete", grad=50),))
    assert [(r.text, r.timmar) for r in t.rader[1:]] == [
        ("Arbete 12 timmar i veckan.", -12),
        ("Arbete 50 procent av heltid.", -8),
    ]


@pytest.mark.parametrize(
    ("avser", "fran", "tak"),
    [
        ("2026-10", "2026-10-31", 30),
        ("2026-11", "2026-11-01", 30),
        ("2026-11", "2026-11-14", 30),
        ("2026-11", "2026-11-15", 40),
        ("2026-12", "2026-12-01", 40),
    ],
)
@pytest.mark.parametrize("kod", [None, SEED])
def test_taket_hojs_den_dag_barnet_fyller_atta(avser, fran, tak, kod):
    """T-03, AK-07: an age is reached on the day; the kommun's material has the same 30."""
    assert timmar(avser, fran, regelverk=kod, yngsta_barn_fyller_atta=date(2026, 11, 15)).summa == tak


def test_barn_fott_den_29_februari_fyller_atta_den_29_och_ett_den_28():
    """T-03: 2020 and 2028 are both leap years."""
    atta = plus_ar(date(2020, 2, 29), 8)
    assert atta == date(2028, 2, 29)
    assert timmar("2028-02", "2028-02-28", yngsta_barn_fyller_atta=atta, manader=_langt()).summa == 30
    assert timmar("2028-02", "2028-02-29", yngsta_barn_fyller_atta=atta, manader=_langt()).summa == 40


def _langt():
    forsta = next(iter(fakta().manader))
    return {forsta.plus(n): True for n in range(40)}


@pytest.mark.parametrize(
    ("fran", "tom", "summa"),
    [
        ("2026-11-01", "2026-11-30", 30),
        ("2026-11-02", None, 40),
        ("2026-01-01", "2026-10-31", 40),
        ("2026-01-01", "2026-11-01", 30),
    ],
)
def test_bara_det_som_galler_den_provade_dagen_raknas(fran, tom, summa):
    """AK-05, AK-08: both days of a period are in it."""
    assert timmar(sysselsattningar=(arbete(10, fran, tom),)).summa == summa
    assert timmar(formaner=(forman("sjukpenning", 25, fran, tom),)).summa == summa
    assert timmar(undantag=(undantag("sjukpenning", fran, tom, 25),)).summa == summa


@pytest.mark.parametrize(
    ("egna", "eget", "anvisad"),
    [({}, 0, 40), ({"eget_jobbsokande": 10}, 10, 30), ({"eget_jobbsokande": 41}, 40, 0),
     ({"eget_jobbsokande": 10, "formaga_timmar": 8}, 8, 0)],
)  # fmt: skip
def test_eget_jobbsokande_raknas_for_sig_inom_taket(egna, eget, anvisad):
    """AK-12: within the target, and not what attendance is measured against."""
    t = timmar(**egna)
    assert (t.eget_jobbsokande, t.anvisad, t.summa) == (eget, anvisad, eget + anvisad)


@pytest.mark.parametrize(
    ("egna", "svar"),
    [
        ({}, "40 timmar i veckan."),
        ({"eget_jobbsokande": 10}, "40 timmar i veckan: 30 anvisade och 10 eget jobbsökande."),
        ({"formaga_timmar": 0, "eget_jobbsokande": 10}, "0 timmar: det finns inget att begära (AK-08)."),
    ],
)
def test_noll_timmar_omfattas_och_det_sags(egna, svar):
    """AK-08: covered with 0, and nothing to request."""
    provning = provat(fakta(**egna), "2026-11")
    prov = provning.regler[-1]
    assert (provning.utfall, prov.regel, prov.svar) == (Utfall.OMFATTAS, "AK-07", svar)
    assert prov.fakta["timmar_per_vecka"] == sum(int(d.svar.split()[0]) for d in prov.delar) == provning.timmar.summa


@pytest.mark.parametrize(
    ("tolkning", "egna", "forsta", "summa"),
    [
        # The guideline says 20-30: its upper bound, unless the nämnd says another.
        (None, {}, 30, 30),
        (None, ATTA, 30, 30),
        (20, {}, 20, 20),
        (25, HALV, 25, 12),
        (0, {}, 0, 0),
        (41, {}, 40, 40),
        (None, {"sysselsattningar": (arbete(12),)}, 30, 18),
        (None, {"formaga_timmar": 20}, 30, 20),
        # No exemptions under this ground: a whole benefit, or full time, leaves nothing to request.
        (None, {"formaner": (forman("sjukpenning", 100),)}, 30, 0),
        (None, {"sysselsattningar": (arbete(40),)}, 30, 0),
        (None, {"undantag": (undantag("heltid_studier"),)}, 30, 0),
    ],
)
def test_under_aktivitetsplikten_galler_kommunens_mal(tolkning, egna, forsta, summa):
    """AK-07: 20-30 hours is the kommun's guideline under the older ground; the cap is still 40."""
    t = timmar("2026-09", tolkning=Tolkning(lokalt_timmal=tolkning), **egna)
    assert (t.rader[0].kod, t.rader[0].timmar, t.summa, t.tak) == ("lokalt_mal", forsta, summa, 40)
    assert t.rader[0].text == f"Kommunens mål: {forsta} timmar i veckan."


def test_kommunens_mal_galler_inte_aktivitetskravet():
    """AK-07."""
    assert timmar(tolkning=Tolkning(lokalt_timmal=20)).summa == 40


def test_timmar_anges_bara_for_den_som_omfattas():
    for egna in ({"undantag": (undantag("sjukpenning"),)}, {"manader": {}}):
        assert provat(fakta(**egna), "2026-11").timmar is None
    assert provat(fakta(), "2026-11").timmar is not None
    assert fraga(fakta(), "2026-11").fran == dag("2026-11-01")
    assert provat(fakta(), "2026-09", regelverk=PLIKT).timmar.summa == 30
