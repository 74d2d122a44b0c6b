"""AK-02, T-01, T-02: the months that count, the month of the requirement, and what is unknown."""

from datetime import date

import pytest

from app.regelverk.motor.fraga import Orsak, Utfall
from app.regelverk.motor.lage import Lage
from app.regelverk.motor.provning import klocka_for
from app.regelverk.motor.tolkning import Tolkning
from tests.regelverk.uppgifter import KRAV, PLIKT, SEED, VUXEN, fakta, fraga, manad, manader, provat

EN_LUCKA = Tolkning(lucka_manader=1)
EFTER_LAGEN = Tolkning(manader_fore_ikrafttradandet=False)
FORE_ARTON = Tolkning(manader_fore_arton=True)


def klocka(tecken, *, fran="2026-06", avser, kand=None, fodd=VUXEN, **mer):
    return klocka_for(fraga(fakta(fodd=fodd, manader=manader(fran, tecken)), avser, kand=kand, **mer))


def text(varde):
    return varde and str(varde)


@pytest.mark.parametrize(
    ("fran", "tecken", "avser", "kand", "raknade", "krav", "om_obruten"),
    [
        # AK-02: the third month makes it full, the second doesn't.
        ("2026-11", "xx", "2027-01", "2027-01-10", 2, None, "2027-02"),
        ("2026-11", "xxx", "2027-02", "2027-02-10", 3, "2027-02", "2027-02"),
        ("2026-11", "xxxx", "2027-03", "2027-03-10", 4, "2027-02", "2027-02"),
        # Over a new year.
        ("2026-12", "xxx", "2027-03", "2027-03-10", 3, "2027-03", "2027-03"),
        # T-01: never before October 2026, however long the run.
        ("2026-01", "xxxxxxxx", "2026-10", "2026-09-10", 8, "2026-10", "2026-10"),
        ("2026-07", "xxx", "2026-10", "2026-10-10", 3, "2026-10", "2026-10"),
        ("2026-08", "xxx", "2026-11", "2026-11-10", 3, "2026-11", "2026-11"),
        # October asked in September: July and August are two, June to August are three.
        ("2026-07", "xx", "2026-10", "2026-09-10", 2, None, "2026-10"),
        ("2026-06", "xxx", "2026-10", "2026-09-10", 3, "2026-10", "2026-10"),
        # Only what is on record counts; months to come are projected in the last column and nowhere else.
        ("2026-09", "x", "2027-06", "2026-10-10", 1, None, "2026-12"),
        # A break starts a new run; without support in the last month there is none.
        ("2026-06", "xxx-x", "2026-11", "2026-11-10", 1, None, "2027-01"),
        ("2026-06", "xxx-xxx", "2027-01", "2027-01-10", 3, "2027-01", "2027-01"),
        ("2026-06", "xxx-", "2026-10", "2026-10-10", 0, None, None),
        ("2026-06", "xxxx-", "2026-10", "2026-10-10", 0, None, None),
        # Nothing on record at all, or nothing up to the month asked about.
        ("2026-06", "", "2026-10", "2026-10-10", 0, None, None),
        ("2026-11", "xxx", "2026-10", "2026-10-10", 0, None, None),
        # A record of the month itself counts on, for the months after it.
        ("2026-08", "xxx", "2026-10", "2026-10-10", 3, "2026-11", "2026-11"),
    ],
)
def test_kravmanaden_foljer_av_manaderna(fran, tecken, avser, kand, raknade, krav, om_obruten):
    k = klocka(tecken, fran=fran, avser=avser, kand=kand)
    assert (len(k.raknade), text(k.krav_manad), text(k.krav_manad_om_obruten)) == (raknade, krav, om_obruten)
    assert k.okanda == ()
    assert k.beslut_senast == (manad(krav).sista if krav else None)


def test_beslutet_ska_finnas_den_sista_dagen_i_kravmanaden():
    """T-02, also in a leap year's February."""
    k = klocka("xxx", fran="2027-11", avser="2028-02", kand="2028-02-10")
    assert k.beslut_senast == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("fran", "tecken", "avser", "kand", "raknade", "okanda", "krav"),
    [
        # After the run: nothing is concluded, but the months that counted are shown.
        ("2026-06", "xxxx", "2026-11", "2026-11-10", 4, ["2026-10"], "2026-10"),
        ("2026-06", "xxxx", "2026-12", "2026-12-10", 4, ["2026-10", "2026-11"], "2026-10"),
        # Full before the requirement's month, but not known to have lasted until it.
        ("2026-06", "xxx", "2026-10", "2026-10-10", 3, ["2026-09"], None),
        ("2026-06", "xxx?x", "2026-11", "2026-11-10", 1, ["2026-09"], None),
        # The month that runs is not past, and so not unknown.
        ("2026-06", "xxxx", "2026-10", "2026-10-31", 4, [], "2026-10"),
        ("2026-06", "xxxx", "2026-11", "2026-10-31", 4, [], "2026-10"),
        ("2026-06", "xxxx", "2026-11", "2026-11-01", 4, ["2026-10"], "2026-10"),
        # Inside: the run begins after it.
        ("2026-06", "xx?xx", "2026-11", "2026-11-10", 2, ["2026-08"], None),
        ("2026-06", "x?xxx", "2026-11", "2026-11-10", 3, ["2026-07"], "2026-11"),
        ("2026-06", "x?xx?", "2026-11", "2026-11-10", 2, ["2026-07", "2026-10"], None),
        # Beyond a break nothing is unknown any more, nor before the first record.
        ("2026-05", "x?-xx", "2026-10", "2026-10-10", 2, [], None),
        ("2026-05", "??xxx", "2026-10", "2026-10-10", 3, [], "2026-10"),
        # The last month without support, then nothing known.
        ("2026-06", "xxx-", "2026-11", "2026-11-10", 0, ["2026-10"], None),
    ],
)
def test_en_okand_manad_ar_aldrig_ett_tyst_avbrott(fran, tecken, avser, kand, raknade, okanda, krav):
    k = klocka(tecken, fran=fran, avser=avser, kand=kand)
    assert (len(k.raknade), [str(m) for m in k.okanda], text(k.krav_manad)) == (raknade, okanda, krav)


@pytest.mark.parametrize(
    ("tecken", "avser", "utfall", "orsak"),
    [
        ("xxxx", "2026-10", Utfall.OMFATTAS, None),
        ("??xx", "2026-10", Utfall.AVVAKTA, Orsak.MANADER_SAKNAS),
        ("?xxx", "2026-10", Utfall.OMFATTAS, None),
        ("xxxx", "2026-11", Utfall.AVVAKTA, Orsak.OKAND_MANAD),
        ("xx?x", "2026-10", Utfall.AVVAKTA, Orsak.OKAND_MANAD),
        ("x?xx", "2026-10", Utfall.AVVAKTA, Orsak.OKAND_MANAD),
        ("x?xxx", "2026-11", Utfall.OMFATTAS, None),
        ("xxx-", "2026-10", Utfall.AVVAKTA, Orsak.MANADER_SAKNAS),
        ("", "2026-10", Utfall.AVVAKTA, Orsak.MANADER_SAKNAS),
        # The month asked about is past and nobody has told.
        ("xxxxx", "2026-10", Utfall.OMFATTAS, None),
        ("xxxx?x", "2026-10", Utfall.AVVAKTA, Orsak.OKAND_MANAD),
        ("xxxx-x", "2026-10", Utfall.OMFATTAS_INTE, Orsak.UTAN_FORSORJNINGSSTOD),
    ],
)
def test_utfallet_av_manaderna(tecken, avser, utfall, orsak):
    """AK-02, AK-36: asked in November 2026 about it or the month before, or in October about October."""
    kand = "2026-11-10" if len(tecken) > 4 or avser == "2026-11" else "2026-10-10"
    svar = provat(fakta(manader=manader("2026-06", tecken)), avser, kand=kand)
    assert (svar.utfall, svar.orsak) == (utfall, orsak)


@pytest.mark.parametrize(
    ("tolkning", "fran", "tecken", "avser", "raknade", "over", "krav"),
    [
        # A single month without support, between two with it.
        (EN_LUCKA, "2026-10", "xx-xx", "2027-03", 4, ["2026-12"], "2027-02"),
        (Tolkning(), "2026-10", "xx-xx", "2027-03", 2, [], None),
        # Two in a row break it.
        (EN_LUCKA, "2026-10", "xx--xx", "2027-04", 2, [], None),
        # Single ones, again and again.
        (EN_LUCKA, "2026-10", "x-x-x", "2027-03", 3, ["2026-11", "2027-01"], "2027-03"),
        # The month after the third that counted is the gap: no requirement in it, but in the next.
        (EN_LUCKA, "2026-10", "xxx-x", "2027-03", 4, ["2027-01"], "2027-02"),
        # The first month on record can't be a gap.
        (EN_LUCKA, "2026-10", "-xxx", "2027-02", 3, [], "2027-02"),
        # The gap that the month asked about would end, if it has support.
        (EN_LUCKA, "2026-09", "xxx-", "2027-01", 3, ["2026-12"], "2027-01"),
        (EN_LUCKA, "2026-09", "xxx-", "2027-03", 3, ["2026-12"], "2027-01"),
        (EN_LUCKA, "2026-09", "xxx-", "2026-12", 0, [], None),
        (EN_LUCKA, "2026-09", "xx--", "2027-01", 0, [], None),
        (Tolkning(), "2026-09", "xxx-", "2027-01", 0, [], None),
    ],
)
def test_en_enda_manads_lucka_bryter_inte_om_namnden_valt_det(tolkning, fran, tecken, avser, raknade, over, krav):
    k = klocka(tecken, fran=fran, avser=avser, kand="2027-01-10", tolkning=tolkning)
    assert (len(k.raknade), [str(m) for m in k.overbryggade], text(k.krav_manad)) == (raknade, over, krav)
    assert k.okanda == ()


def test_en_lucka_fore_den_forsta_manad_som_raknas_overbryggas_inte():
    """AK-02: 18 years on 15 October, and November without support."""
    k = klocka("x-xx", fran="2026-10", avser="2027-02", fodd=date(2008, 10, 15), tolkning=EN_LUCKA)
    assert ([str(m) for m in k.raknade], k.overbryggade, k.okanda) == (["2026-12", "2027-01"], (), ())


def test_en_okand_manad_fore_luckan_gor_hela_luckan_okand():
    """AK-02: whether the gap is a single month depends on the one that nobody has told of."""
    f = fakta(manader=manader("2026-09", "xx?-xx"))
    svar = provat(f, "2027-03", tolkning=EN_LUCKA)
    assert [str(m) for m in svar.klocka.okanda] == ["2026-11"]
    assert (svar.utfall, svar.orsak) == (Utfall.AVVAKTA, Orsak.OKAND_MANAD)
    assert provat(f, "2027-03").orsak is Orsak.MANADER_SAKNAS


def test_luckan_som_ar_over_nar_manaden_har_stod():
    """AK-02: the same answer whether the month asked about is on record or presumed."""
    presumerad = provat(fakta(manader=manader("2026-09", "xxx-")), "2027-01", tolkning=EN_LUCKA)
    registrerad = provat(fakta(manader=manader("2026-09", "xxx-x")), "2027-01", tolkning=EN_LUCKA)
    assert presumerad.utfall is registrerad.utfall is Utfall.OMFATTAS
    forbi = provat(fakta(manader=manader("2026-09", "xxx-")), "2027-01", kand="2027-02-01", tolkning=EN_LUCKA)
    assert (forbi.orsak, forbi.klocka.raknade, forbi.klocka.krav_manad) == (Orsak.OKAND_MANAD, (), None)


def test_manader_som_inte_varit_raknas_inte_mot_antalet():
    """AK-02: asked in October 2026 about June 2027, with one month on record: two are still missing."""
    svar = provat(fakta(manader=manader("2026-09", "x")), "2027-06", kand="2026-10-10")
    assert (svar.utfall, svar.orsak) == (Utfall.AVVAKTA, Orsak.MANADER_SAKNAS)
    full = provat(fakta(manader=manader("2026-07", "xxx")), "2027-06", kand="2026-10-10")
    assert full.utfall is Utfall.OMFATTAS


@pytest.mark.parametrize(
    ("tecken", "kand", "utfall"),
    [
        # Told ahead that November is without: December is then no part of an unbroken run.
        ("xxxxx-", "2026-10-10", [Utfall.OMFATTAS, Utfall.OMFATTAS_INTE, Utfall.AVVAKTA]),
        # November is past and nobody has told: nor is December.
        ("xxxxx", "2026-12-10", [Utfall.OMFATTAS, Utfall.AVVAKTA, Utfall.AVVAKTA]),
        ("xxxxx", "2026-10-10", [Utfall.OMFATTAS, Utfall.OMFATTAS, Utfall.OMFATTAS]),
    ],
)
def test_laget_senare_manader_raknar_med_det_som_ar_registrerat_efter_den_som_provas(tecken, kand, utfall):
    """AK-02: asked about October; how it stands in October, November and December."""
    lage = Lage(fraga(fakta(manader=manader("2026-06", tecken)), "2026-10", kand=kand))
    assert [lage.pa(date(2026, m, 1)).utfall for m in (10, 11, 12)] == utfall


@pytest.mark.parametrize(
    ("tolkning", "tecken", "raknade", "krav"),
    [
        (Tolkning(), "xxxx", 4, "2026-10"),
        (EFTER_LAGEN, "xxxx", 3, "2026-10"),
        (EFTER_LAGEN, "xx-x", 1, None),
        (Tolkning(), "xx?x", 1, None),
        (EFTER_LAGEN, "?xxx", 3, "2026-10"),
    ],
)
def test_manader_fore_juli_raknas_om_inte_namnden_valt_annat(tolkning, tecken, raknade, krav):
    """T-01: months from June 2026 on, the law in force from July."""
    k = klocka(tecken, fran="2026-06", avser="2026-10", tolkning=tolkning)
    assert (len(k.raknade), text(k.krav_manad)) == (raknade, krav)


def test_bara_manader_fore_lagen_skjuter_upp_kravet_men_bryter_det_inte():
    """T-01: with the setting, the count begins in July 2026."""
    k = klocka("xxx", fran="2026-04", avser="2026-07", kand="2026-07-10", tolkning=EFTER_LAGEN)
    assert (k.raknade, text(k.krav_manad), text(k.krav_manad_om_obruten)) == ((), None, "2026-10")


@pytest.mark.parametrize(
    ("fodd", "tolkning", "raknade", "krav"),
    [
        # 18 on the first of November: that month counts.
        ("2008-11-01", Tolkning(), ["2026-11", "2026-12", "2027-01"], "2027-02"),
        # On the second: December is the first.
        ("2008-11-02", Tolkning(), ["2026-12", "2027-01"], None),
        ("2008-11-30", Tolkning(), ["2026-12", "2027-01"], None),
        ("2008-11-02", FORE_ARTON, ["2026-10", "2026-11", "2026-12", "2027-01"], "2027-01"),
        # 29 February 2008: 18 on 28 February 2026, March is the first.
        ("2008-02-29", Tolkning(), ["2026-10", "2026-11", "2026-12", "2027-01"], "2027-01"),
    ],
)
def test_manader_fore_artonarsdagen_raknas_inte(fodd, tolkning, raknade, krav):
    """AK-02, AK-04 and the birthday on both sides of the first of a month."""
    k = klocka(
        "xxxx", fran="2026-10", avser="2027-02", kand="2027-02-10", fodd=date.fromisoformat(fodd), tolkning=tolkning
    )
    assert ([str(m) for m in k.raknade], text(k.krav_manad)) == (raknade, krav)


def test_bara_manader_fore_arton_ger_en_kravmanad_om_stodet_fortsatter():
    k = klocka("xxx", fran="2026-08", avser="2026-11", fodd=date(2008, 12, 15))
    assert (k.raknade, k.krav_manad, text(k.krav_manad_om_obruten)) == ((), None, "2027-04")
    skott = klocka("x", fran="2026-01", avser="2026-02", fodd=date(2008, 2, 29))
    assert text(skott.krav_manad_om_obruten) == "2026-10"
    assert klocka("x-", fran="2026-08", avser="2026-10", fodd=date(2008, 12, 15)).krav_manad_om_obruten is None


@pytest.mark.parametrize(
    ("kod", "kravs", "krav"), [(None, 3, None), (KRAV, 3, None), (SEED, 2, "2026-12"), (PLIKT, 3, None)]
)
def test_antalet_ar_det_namnda_regelverkets(kod, kravs, krav):
    """AK-02: two in the kommun's older material, three in the law; the older ground shows the law's clock."""
    k = klocka("xx", fran="2026-10", avser="2026-12", regelverk=kod)
    assert (k.kravs, text(k.krav_manad)) == (kravs, krav)


@pytest.mark.parametrize(
    ("kod", "fran", "tecken", "utfall"),
    [
        (SEED, "2026-10", "xx", Utfall.OMFATTAS),
        (SEED, "2026-11", "x", Utfall.AVVAKTA),
        (KRAV, "2026-10", "xx", Utfall.AVVAKTA),
        (KRAV, "2026-09", "xxx", Utfall.OMFATTAS),
    ],
)
def test_tva_manader_racker_i_kommunens_aldre_underlag(kod, fran, tecken, utfall):
    assert provat(fakta(manader=manader(fran, tecken)), "2026-12", regelverk=kod).utfall is utfall


def test_forklaringen_raknar_bara_manader_fore_den_som_provas():
    """AK-02: the month tried is on record too, and is not among those behind it."""
    svar = provat(fakta(manader=manader("2026-08", "xxx")), "2026-10", kand="2026-11-10")
    manadsprov = next(r for r in svar.regler if r.regel == "AK-02")
    assert manadsprov.svar == "Nej, 2 av 3 månader. Fortsätter stödet gäller kravet från 2026-11."
    assert manadsprov.fakta["raknade_manader"] == ["2026-08", "2026-09"]
    assert manadsprov.fakta["antal_manader"] == 2


@pytest.mark.parametrize(
    ("tecken", "resultat", "svar"),
    [
        ("xxxx", "okand", "Okänt: uppgift saknas för 2026-11."),
        ("xxx", "uppfylld", "Ja, minst 3 månader i följd."),
        ("xx", "okand", "Okänt: uppgift saknas för 2026-09."),
        ("x-x", "inte_uppfylld", "Nej, 1 av 3 månader. Fortsätter stödet gäller kravet från 2026-12."),
        ("xx-", "inte_uppfylld", "Nej, 0 av 3 månader."),
    ],
)
def test_forklaringen_av_manaderna(tecken, resultat, svar):
    """AK-02 in words."""
    avser = "2026-12" if len(tecken) > 3 else "2026-10"
    svaret = provat(fakta(manader=manader("2026-07", tecken)), avser)
    prov = next(r for r in svaret.regler if r.regel == "AK-02")
    assert (prov.resultat.value, prov.svar) == (resultat, svar)
