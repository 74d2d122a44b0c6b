"""Beslut, rule by rule, on both sides of each limit: what stops one, by which rule and which section of law (pure)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad, Period
from app.flode.beslut.krav import FATTA_KRAV, OBLIGATORISKA, Bedomningsfakta, BeslutLage, Beslutstyp, Underlag
from app.flode.beslut.models import Beslut, verklig_tid
from app.flode.beslut.states import BESLUT, FATTA, KOMMUN
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Undantag, helt_undantagen
from app.regelverk.urval import REGELVERK

KRAV, SEED, PLIKT = "aktivitetskrav-2026-730", "aktivitetskrav-seed", "aktivitetsplikt"
IDAG = date(2026, 10, 12)
P = {"lagrum": "sol_12_4", "regelverk": PLIKT}
SOL_4, SOL_4A, SOL_5 = "12 kap. 4 § SoL", "12 kap. 4 a § SoL", "12 kap. 5 § SoL"
FL_25, FL_27, FL_31 = "25 § FL", "27 § FL", "31 § FL"
OKTOBER, SEPTEMBER = Manad(2026, 10), Manad(2026, 9)


def beslut(typ="begaran_att_delta", lagrum="sol_12_4a", regelverk=KRAV, bedomning=None, underlag=None, **mer):
    """A beslut with nothing in its way, then with the given facts changed."""
    fakta = Bedomningsfakta(lagrum=lagrum, regelverk=regelverk, manad=OKTOBER, timmar=30)
    hel = Underlag(
        bedomning=replace(fakta, **(bedomning or {})),
        samrad_klart=True,
        begaran_finns=True,
        kommunicering_angiven=True,
        kommunicering_klar=IDAG,
        avser_angivet=typ == "upphor",
        avser_gallande=True,
    )
    lage = BeslutLage(
        Beslutstyp(typ),
        lagrum,
        regelverk,
        OKTOBER,
        IDAG,
        IDAG,
        ingen_lamplig_atgard=True,
        godtagbart_skal=True,
        nedsattningar=1 if typ == "nedsattning" else 0,
        underlag=replace(hel, **(underlag or {})),
    )
    return replace(lage, **mer)


def i_september(**mer):
    return beslut(avser_fran_manad=SEPTEMBER, galler_fran=date(2026, 9, 14), bedomning={"manad": SEPTEMBER}, **mer)


FRITT = {
    "begäran": beslut(),
    "begäran enligt underlaget": beslut(regelverk=SEED),
    "begäran enligt plikten": beslut(**P),
    "undantag": beslut("undantag", bedomning={"utfall": "undantag"}),
    "vägran": beslut("vagran"),
    "vägran enligt plikten": beslut("vagran", **P),
    "nedsättning": beslut("nedsattning"),
    "upphör": beslut("upphor", bedomning={"utfall": "inaktuell"}),
    "fattat i september för oktober": beslut(galler_fran=date(2026, 10, 1), beslutsdatum=date(2026, 9, 1)),
    "september enligt plikten": i_september(**P),
    "oktober enligt plikten, för den som inte omfattas": beslut(**P),
    "juli 2025 enligt plikten": beslut(
        **P, avser_fran_manad=Manad(2025, 7), galler_fran=date(2025, 7, 1), bedomning={"manad": Manad(2025, 7)}
    ),
    "gäller från månadens första": beslut(galler_fran=date(2026, 10, 1)),
    "gäller från en senare månad": beslut(galler_fran=date(2026, 12, 31)),
    "bedömning av tidigare månad": beslut(bedomning={"manad": Manad(2026, 8)}),
    "bedömning utan månad": beslut(bedomning={"manad": None}),
    "krav för den som omfattas av kravet": beslut(underlag={"omfattas_av_kravet": True}),
    "plikten upphör för den som omfattas av kravet": beslut("upphor", **P, underlag={"omfattas_av_kravet": True}),
    "krav utan samråd": beslut(underlag={"samrad_klart": False}),
    "krav utan prövad åtgärd": beslut(ingen_lamplig_atgard=False),
    "vägran enligt plikten utan prövad åtgärd": beslut("vagran", **P, ingen_lamplig_atgard=False),
    "undantag för den som är helt undantagen": beslut(
        "undantag", bedomning={"utfall": "undantag", "helt_undantagen": True}
    ),
    "upphör för den som är helt undantagen": beslut("upphor", bedomning={"helt_undantagen": True}),
    "en timme": beslut(bedomning={"timmar": 1}),
    "undantag med noll timmar": beslut("undantag", bedomning={"utfall": "undantag", "timmar": 0}),
    "begäran utan kommunicering": beslut(underlag={"kommunicering_klar": None, "kommunicering_angiven": False}),
    "undantag utan kommunicering": beslut(
        "undantag", bedomning={"utfall": "undantag"}, underlag={"kommunicering_klar": None}
    ),
    "vägran dagen då kommuniceringen är klar": beslut("vagran", underlag={"kommunicering_klar": IDAG}),
    "begäran när ingen aktivitet kunde erbjudas": beslut(underlag={"aktivitet_saknades": True}),
    "vägran när en begäran krockar": beslut("vagran", underlag={"begaran_krockar": True}),
    "barn med barnets bästa": beslut(underlag={"har_barn": True}, barnets_basta=True),
}


@pytest.mark.parametrize("lage", FRITT.values(), ids=FRITT)
def test_inget_hindrar(lage):
    assert FATTA.hinder(lage) == []


OKOMMUNICERAT = {"kommunicering_angiven": False, "kommunicering_klar": None}
HINDRAT = {
    "avslutat ärende": (beslut(underlag={"arende_oppet": False}), "AK-27", FL_27),
    "kravets grund med pliktens regelverk": (beslut(regelverk=PLIKT), "AK-01", SOL_4),
    "pliktens grund med kravets regelverk": (beslut(lagrum="sol_12_4"), "AK-01", SOL_4A),
    "pliktens grund med underlagets regelverk": (beslut(lagrum="sol_12_4", regelverk=SEED), "AK-01", SOL_4A),
    "okänt regelverk": (beslut(regelverk="okant"), "AK-01", "12 kap. SoL"),
    "september enligt kravet": (i_september(), "AK-03", SOL_4A),
    "september enligt underlaget": (i_september(regelverk=SEED), "AK-03", SOL_4A),
    "plikten före lagen": (
        beslut(**P, avser_fran_manad=Manad(2025, 6), galler_fran=IDAG, bedomning={"manad": None}),
        "AK-01",
        SOL_4,
    ),
    "gäller dagen före månaden": (beslut(galler_fran=date(2026, 9, 30)), "AK-03", SOL_4A),
    "ersätter fel": (beslut(underlag={"ersatter_gallande": False}), "AK-23", FL_31),
    "bedömning inte fastställd": (beslut(bedomning={"faststalld": False}), "AK-02", SOL_4A),
    "begäran utan utfall": (beslut(bedomning={"utfall": None}), "AK-02", SOL_4A),
    "undantag för den som omfattas": (beslut("undantag"), "AK-02", SOL_4A),
    "vägran för den som är undantagen": (beslut("vagran", bedomning={"utfall": "undantag"}), "AK-02", SOL_4A),
    "bedömning enligt annat regelverk": (beslut(bedomning={"regelverk": SEED}), "AK-01", SOL_4A),
    "bedömning enligt annat lagrum": (beslut(bedomning={"lagrum": "sol_12_4"}), "AK-01", SOL_4A),
    "bedömning av senare månad": (beslut(bedomning={"manad": Manad(2026, 11)}), "AK-02", SOL_4A),
    "plikt för den som omfattas av kravet": (beslut(**P, underlag={"omfattas_av_kravet": True}), "AK-01", SOL_4A),
    "vägran enligt plikt för den som omfattas av kravet": (
        beslut("vagran", **P, underlag={"omfattas_av_kravet": True}),
        "AK-01",
        SOL_4A,
    ),
    "plikt utan samråd": (beslut(**P, underlag={"samrad_klart": False}), "AK-14", SOL_4),
    "plikt utan prövad åtgärd": (beslut(**P, ingen_lamplig_atgard=False), "AK-37", SOL_4),
    "begäran för den som är helt undantagen": (beslut(bedomning={"helt_undantagen": True}), "AK-05", SOL_4A),
    "vägran för den som är helt undantagen": (beslut("vagran", bedomning={"helt_undantagen": True}), "AK-05", SOL_4A),
    "noll timmar": (beslut(bedomning={"timmar": 0}), "AK-08", SOL_4A),
    "en begäran till": (beslut(underlag={"begaran_krockar": True}), "AK-23", FL_31),
    "ingen aktivitet kunde erbjudas": (beslut("nedsattning", underlag={"aktivitet_saknades": True}), "AK-10", SOL_4A),
    "upphör utan beslut": (beslut("upphor", underlag={"avser_gallande": False}), "AK-23", FL_31),
    "begäran som avser ett annat beslut": (beslut(underlag={"avser_angivet": True}), "AK-23", FL_31),
    "nedsättning utan storlek": (beslut("nedsattning", nedsattningar=0), "AK-23", FL_31),
    "nedsättning på två sätt": (beslut("nedsattning", nedsattningar=2), "AK-23", FL_31),
    "vägran med storlek": (beslut("vagran", nedsattningar=1), "AK-23", FL_31),
    "barn": (beslut(underlag={"har_barn": True}), "AK-29", "4 kap. SOSFS 2014:5"),
} | {
    f"{typ} {vad}": (beslut(typ, **mer), regel, lagrum)
    for typ in ("vagran", "nedsattning")
    for vad, mer, regel, lagrum in (
        ("utan begäran", {"underlag": {"begaran_finns": False}}, "AK-19", SOL_4A),
        ("utan prövat skäl", {"godtagbart_skal": False}, "AK-20", SOL_5),
        ("utan kommunicering", {"underlag": OKOMMUNICERAT}, "AK-22", FL_25),
        ("med avbruten kommunicering", {"underlag": {"kommunicering_klar": None}}, "AK-22", FL_25),
        ("dagen före", {"underlag": {"kommunicering_klar": IDAG + timedelta(days=1)}}, "AK-22", FL_25),
        ("på använd kommunicering", {"underlag": {"kommunicering_anvand": True}}, "AK-22", FL_25),
    )
}  # fmt: skip


@pytest.mark.parametrize(("lage", "regel", "lagrum"), HINDRAT.values(), ids=HINDRAT)
def test_en_regel_hindrar_med_sitt_lagrum(lage, regel, lagrum):
    assert [(h.regel, h.lagrum) for h in FATTA.hinder(lage)] == [(regel, lagrum)]
    assert all(h.kod and h.meddelande.endswith(".") for h in FATTA.hinder(lage))


def test_varje_krav_har_ett_fall_som_det_hindrar():
    hindrade = {krav for lage, *_ in HINDRAT.values() for krav in FATTA_KRAV if krav(lage)}
    assert hindrade == set(FATTA_KRAV)


@pytest.mark.parametrize("typ", Beslutstyp)
@pytest.mark.parametrize("utfall", ["omfattas", "undantag", "avvakta", "omfattas_inte", "inaktuell"])
def test_varje_utfall_bar_bara_de_beslut_som_foljer_av_det(typ, utfall):
    bar = {"omfattas": {"begaran_att_delta", "vagran", "nedsattning"}, "undantag": {"undantag"}}.get(utfall, set())
    hinder = FATTA.hinder(beslut(typ.value, bedomning={"utfall": utfall}))
    assert ("utfallet_bar_inte" in [h.kod for h in hinder]) is (typ.value not in bar | {"upphor"})


def test_alla_hinder_namns_pa_en_gang():
    lage = beslut("vagran", godtagbart_skal=False, underlag={"begaran_finns": False, "har_barn": True})
    assert [h.regel for h in FATTA.hinder(lage)] == ["AK-19", "AK-20", "AK-29"]


def test_det_som_skrivs_i_ett_beslut_har_var_sin_paragraf():
    assert set(OBLIGATORISKA.values()) == {("AK-23", FL_31), ("AK-24", "32 § FL")}


@pytest.mark.parametrize("typ", Beslutstyp)
def test_bara_manniskor_i_namnden_fattar_beslut(typ):
    assert FATTA.roller == KOMMUN == {Roll.HANDLAGGARE, Roll.ARBETSLEDARE}
    for roll in set(Roll) - KOMMUN:
        assert not {"delge", "overklaga", "avgor", "upphav"} & set(
            BESLUT.mojligheter("gallande", roll, beslut(typ.value)).handelser
        )


@pytest.mark.parametrize("regelverk", REGELVERK, ids=lambda r: r.kod)
@pytest.mark.parametrize("typ", Beslutstyp)
def test_bara_vagran_och_nedsattning_overklagas(regelverk, typ):
    lage = beslut(typ.value, regelverk=regelverk.kod)
    fria = BESLUT.mojligheter("gallande", Roll.HANDLAGGARE, lage).handelser
    assert ("overklaga" in fria) is (typ in {Beslutstyp.VAGRAN, Beslutstyp.NEDSATTNING})
    assert not {"avgor", "upphav"} & set(fria)
    fria = BESLUT.mojligheter("gallande", Roll.HANDLAGGARE, replace(lage, overklagat=True)).handelser
    assert {"avgor", "upphav"} <= set(fria)


# Full exemptions around a month, and the first days of a beslut that they stop and don't stop (AK-05).
def _undantag(grund, fran, tom=None, grad=100):
    return Undantag(grund, grad, fran, tom)


MANADEN = (
    ("hela månaden", [("sjukpenning", date(2026, 10, 1), date(2026, 10, 31))], [1, 12, 31], []),
    ("till den sista", [("sjukpenning", date(2026, 10, 13), date(2026, 10, 31))], [13, 31], [1, 12]),
    ("till dagen före den sista", [("sjukpenning", date(2026, 10, 1), date(2026, 10, 30))], [], [1, 30, 31]),
    (
        "två som möts",
        [("sjukpenning", date(2026, 10, 1), date(2026, 10, 15)), ("heltid_arbete", date(2026, 10, 16), None)],
        [1, 15, 16, 31],
        [],
    ),
    (
        "två med en dag emellan",
        [("sjukpenning", date(2026, 10, 1), date(2026, 10, 14)), ("heltid_arbete", date(2026, 10, 16), None)],
        [16, 31],
        [1, 14, 15],
    ),
    ("riktålder mitt i månaden", [("riktalder", date(2026, 10, 20), None)], [20, 21, 31], [1, 19]),
    ("riktålder med slutdag", [("riktalder", date(2026, 10, 20), date(2026, 10, 25))], [20, 26, 31], [19]),
    ("fyller 18 den första i nästa månad", [("under_18", date(2026, 1, 1), date(2026, 10, 31))], [1, 31], []),
    ("fyller 18 den sista", [("under_18", date(2026, 1, 1), date(2026, 10, 30))], [], [1, 30, 31]),
)


@pytest.mark.parametrize(("perioder", "stoppade", "fria"), [m[1:] for m in MANADEN], ids=[m[0] for m in MANADEN])
def test_ett_beslut_stoppas_bara_nar_varje_dag_till_manadens_slut_ar_undantagen(perioder, stoppade, fria):
    undantag = [_undantag(Undantagsgrund(grund), fran, tom) for grund, fran, tom in perioder]
    for dag in [*stoppade, *fria]:
        fran = date(2026, 10, dag)
        assert helt_undantagen(undantag, fran, OKTOBER.sista) is (dag in stoppade), fran


@pytest.mark.parametrize(("fran", "stoppad"), [(date(2026, 10, 31), True), (date(2026, 11, 1), False)])
def test_den_som_fyller_18_den_forsta_begars_fran_den_dagen(fran, stoppad):
    undantag = [_undantag(Undantagsgrund.UNDER_18, date(2008, 11, 1), date(2026, 10, 31))]
    assert helt_undantagen(undantag, fran, Manad.for_dag(fran).sista) is stoppad


@pytest.mark.parametrize("manad", [Manad(2026, 11), Manad(2028, 2), Manad(2031, 12)])
def test_fran_riktaldern_begars_ingen_nagonsin(manad):
    undantag = [_undantag(Undantagsgrund.RIKTALDER, date(2026, 10, 20), date(2026, 12, 31))]
    assert helt_undantagen(undantag, manad.forsta, manad.sista)


@pytest.mark.parametrize("grad", [25, 50, 75, 99])
def test_ett_delvis_undantag_stoppar_inget_beslut(grad):
    undantag = [_undantag(Undantagsgrund.SJUKERSATTNING, date(2026, 1, 1), grad=grad)]
    assert not helt_undantagen(undantag, OKTOBER.forsta, OKTOBER.sista)


@pytest.mark.parametrize(("ar", "sista"), [(2027, 28), (2028, 29)])
def test_februari_ar_undantagen_till_sin_egen_sista_dag(ar, sista):
    till = [_undantag(Undantagsgrund.SJUKPENNING, date(ar, 2, 1), date(ar, 2, dag)) for dag in (sista - 1, sista)]
    utfall = [helt_undantagen([u], date(ar, 2, 10), Manad(ar, 2).sista) for u in till]
    assert utfall == [False, True]


def test_ett_upphorande_kortar_det_beslut_det_avser():
    begaran = Beslut(id="b", galler_fran=date(2026, 10, 1), galler_tom=date(2026, 12, 31), status="gallande")
    upphor = Beslut(id="u", avser_beslut_id="b", galler_fran=date(2026, 11, 15), status="gallande")
    assert verklig_tid(begaran, [begaran]) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert verklig_tid(begaran, [begaran, upphor]) == Period(date(2026, 10, 1), date(2026, 11, 14))
    upphor.status = "ersatt"
    assert verklig_tid(begaran, [begaran, upphor]) == Period(date(2026, 10, 1), date(2026, 12, 31))
    upphor.status, upphor.galler_fran = "gallande", date(2026, 10, 1)
    assert verklig_tid(begaran, [begaran, upphor]) is None
