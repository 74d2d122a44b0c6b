"""Beslut: what the law demands before one is taken, that none is changed, and kommunicering before a burdening one."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad, Period
from app.flode.beslut.models import Beslut, beslut_i_kraft, beslut_med, verklig_tid
from app.flode.beslut.states import (
    BESLUT,
    FATTA,
    KOMMUN,
    KOMMUNICERING,
    Bedomningsfakta,
    BeslutLage,
    Beslutstyp,
    KommuniceringLage,
    Underlag,
    kommunicering_klar,
    sista_overklagandedag,
)
from tests.flode import beslutat, steg
from tests.flode.test_bedomning import ge_utforare_scope

pytestmark = pytest.mark.anyio

KRAV, SEED, PLIKT = "aktivitetskrav-2026-730", "aktivitetskrav-seed", "aktivitetsplikt"
IDAG = date(2026, 10, 12)
SAKNAS = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
BARN = {"antalBarn": 1, "yngstaBarnFyllerAtta": "2030-01-01"}


def _lage(typ="begaran_att_delta", lagrum="sol_12_4a", regelverk=KRAV, bedomning=None, underlag=None, **mer):
    """A beslut with nothing in its way, then with the given facts changed."""
    fakta = Bedomningsfakta(lagrum=lagrum, regelverk=regelverk, manad=Manad(2026, 10), timmar=30)
    hel = Underlag(
        bedomning=replace(fakta, **(bedomning or {})),
        samrad_klart=True,
        begaran_finns=True,
        kommunicering_angiven=True,
        kommunicering_klar=IDAG,
        avser_gallande=True,
    )
    lage = BeslutLage(
        Beslutstyp(typ),
        lagrum,
        regelverk,
        Manad(2026, 10),
        IDAG,
        IDAG,
        ingen_lamplig_atgard=True,
        godtagbart_skal=True,
        underlag=replace(hel, **(underlag or {})),
    )
    return replace(lage, **mer)


P = {"lagrum": "sol_12_4", "regelverk": PLIKT}
FALL = {
    "begäran": (_lage(), None),
    "begäran enligt underlaget": (_lage(regelverk=SEED), None),
    "begäran enligt plikten": (_lage(**P), None),
    "undantag": (_lage("undantag", bedomning={"utfall": "undantag"}), None),
    "vägran": (_lage("vagran"), None),
    "nedsättning": (_lage("nedsattning"), None),
    "upphör": (_lage("upphor", bedomning={"utfall": "inaktuell"}), None),
    "avslutat ärende": (_lage(underlag={"arende_oppet": False}), "AK-27"),
    "kravets grund med pliktens regelverk": (_lage(regelverk=PLIKT), "AK-01"),
    "pliktens grund med kravets regelverk": (_lage(lagrum="sol_12_4"), "AK-01"),
    "okänt regelverk": (_lage(regelverk="okant"), "AK-01"),
    "september": (_lage(avser_fran_manad=Manad(2026, 9), bedomning={"manad": Manad(2026, 9)}), "AK-03"),
    "september enligt plikten": (_lage(**P, avser_fran_manad=Manad(2026, 9), bedomning={"manad": None}), None),
    "gäller före månaden": (_lage(galler_fran=date(2026, 9, 30)), "AK-03"),
    "gäller från månadens första": (_lage(galler_fran=date(2026, 10, 1)), None),
    "ersätter fel": (_lage(underlag={"ersatter_gallande": False}), "AK-23"),
    "bedömning inte fastställd": (_lage(bedomning={"faststalld": False}), "AK-02"),
    "utfallet undantag": (_lage(bedomning={"utfall": "undantag"}), "AK-02"),
    "utfallet avvakta": (_lage(bedomning={"utfall": "avvakta"}), "AK-02"),
    "undantag för den som omfattas": (_lage("undantag"), "AK-02"),
    "vägran för den som är undantagen": (_lage("vagran", bedomning={"utfall": "undantag"}), "AK-02"),
    "bedömning enligt annat regelverk": (_lage(bedomning={"regelverk": SEED}), "AK-01"),
    "bedömning av senare månad": (_lage(bedomning={"manad": Manad(2026, 11)}), "AK-02"),
    "bedömning av tidigare månad": (_lage(bedomning={"manad": Manad(2026, 8)}), None),
    "plikt för den som omfattas av kravet": (_lage(**P, underlag={"omfattas_av_kravet": True}), "AK-01"),
    "krav för den som omfattas av kravet": (_lage(underlag={"omfattas_av_kravet": True}), None),
    "plikt utan samråd": (_lage(**P, underlag={"samrad_klart": False}), "AK-14"),
    "krav utan samråd": (_lage(underlag={"samrad_klart": False}), None),
    "plikt utan prövad åtgärd": (_lage(**P, ingen_lamplig_atgard=False), "AK-37"),
    "krav utan prövad åtgärd": (_lage(ingen_lamplig_atgard=False), None),
    "helt undantagen": (_lage(bedomning={"helt_undantagen": True}), "AK-05"),
    "noll timmar": (_lage(bedomning={"timmar": 0}), "AK-08"),
    "en begäran till": (_lage(underlag={"begaran_krockar": True}), "AK-23"),
    "vägran utan begäran": (_lage("vagran", underlag={"begaran_finns": False}), "AK-19"),
    "vägran utan prövat skäl": (_lage("vagran", godtagbart_skal=False), "AK-20"),
    "vägran utan kommunicering": (
        _lage("vagran", underlag={"kommunicering_angiven": False, "kommunicering_klar": None}),
        "AK-22",
    ),
    "vägran dagen före": (_lage("vagran", underlag={"kommunicering_klar": IDAG + timedelta(days=1)}), "AK-22"),
    "vägran på använd kommunicering": (_lage("vagran", underlag={"kommunicering_anvand": True}), "AK-22"),
    "nedsättning dagen före": (
        _lage("nedsattning", underlag={"kommunicering_klar": IDAG + timedelta(days=1)}),
        "AK-22",
    ),
    "begäran utan kommunicering": (_lage(underlag={"kommunicering_klar": None}), None),
    "upphör utan beslut": (_lage("upphor", underlag={"avser_gallande": False}), "AK-23"),
    "barn": (_lage(underlag={"har_barn": True}), "AK-29"),
    "barn med barnets bästa": (_lage(underlag={"har_barn": True}, barnets_basta=True), None),
}


@pytest.mark.parametrize(("lage", "regel"), FALL.values(), ids=FALL)
def test_vad_som_hindrar_ett_beslut(lage, regel):
    hinder = FATTA.hinder(lage)
    assert [h.regel for h in hinder][:1] == ([] if regel is None else [regel])
    assert all(h.kod and h.meddelande for h in hinder)


@pytest.mark.regel("AK-19")
@pytest.mark.parametrize("typ", Beslutstyp)
def test_ingen_maskin_fattar_beslut(typ):
    assert FATTA.roller == KOMMUN == {Roll.HANDLAGGARE, Roll.ARBETSLEDARE}
    for roll in set(Roll) - KOMMUN:
        assert not {"delge", "overklaga", "upphav"} & set(BESLUT.mojligheter("gallande", roll, _lage(typ)).handelser)


@pytest.mark.regel("AK-26", "T-07")
@pytest.mark.parametrize(
    ("delfaende", "sista"),
    [
        (date(2026, 10, 12), date(2026, 11, 2)),
        (date(2026, 10, 10), date(2026, 11, 2)),  # Saturday
        (date(2026, 12, 4), date(2026, 12, 28)),  # juldagen, annandagen, Sunday
        (date(2026, 12, 3), date(2026, 12, 28)),  # julafton
        (date(2026, 12, 11), date(2027, 1, 4)),  # nyårsdagen, weekend
        (date(2027, 3, 5), date(2027, 3, 30)),  # långfredagen
        (date(2026, 10, 9), date(2026, 10, 30)),  # a Friday that is a working day
    ],
)
def test_sista_dag_att_overklaga_flyttas_till_nasta_vardag(delfaende, sista):
    assert sista_overklagandedag(delfaende) == sista


@pytest.mark.regel("AK-22", "T-06")
@pytest.mark.parametrize(
    ("status", "svar_datum", "klar"),
    [
        ("pagar", None, date(2026, 10, 20)),
        ("utan_svar", None, date(2026, 10, 20)),
        ("besvarad", date(2026, 10, 14), date(2026, 10, 14)),
        ("avbruten", None, None),
    ],
)
def test_kommunicering_ar_klar_vid_svaret_eller_dagen_efter(status, svar_datum, klar):
    assert kommunicering_klar(status, date(2026, 10, 19), svar_datum) == klar


@pytest.mark.regel("AK-22", "T-06")
@pytest.mark.parametrize(("dag", "fri"), [(date(2026, 10, 19), False), (date(2026, 10, 20), True)])
def test_tystnad_ar_tystnad_forst_dagen_efter_svarsdagen(dag, fri):
    lage = KommuniceringLage(dag, date(2026, 10, 19))
    assert ("utan_svar" in KOMMUNICERING.mojligheter("pagar", Roll.HANDLAGGARE, lage).handelser) is fri


def test_ett_upphorande_kortar_det_beslut_det_avser():
    begaran = Beslut(id="b", galler_fran=date(2026, 10, 1), galler_tom=date(2026, 12, 31), status="gallande")
    upphor = Beslut(id="u", avser_beslut_id="b", galler_fran=date(2026, 11, 15), status="gallande")
    assert verklig_tid(begaran, [begaran]) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert verklig_tid(begaran, [begaran, upphor]) == Period(date(2026, 10, 1), date(2026, 11, 14))
    upphor.status = "ersatt"
    assert verklig_tid(begaran, [begaran, upphor]) == Period(date(2026, 10, 1), date(2026, 12, 31))
    upphor.status, upphor.galler_fran = "gallande", date(2026, 10, 1)
    assert verklig_tid(begaran, [begaran, upphor]) is None


async def test_ett_beslut_visar_allt_och_kan_inte_andras(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    beslut = await beslutat.nytt_beslut(anna, arende, underlag, ovrigaDeltagande=["Cecilia Arbetsledare"])
    assert (beslut["status"], beslut["version"]) == ("gallande", 1)
    assert beslut["anmarkningar"][0]["regel"] == "AK-15"
    assert set(beslut["_links"]) == {"self", "handelser", "arende", "bedomning", "delge"}
    assert [(h["handelse"], h["regel"]) for h in beslut["hinder"]] == [("overklaga", "AK-26"), ("upphav", "AK-26")]

    adress = f"arenden/{arende['id']}/beslut/{beslut['id']}"
    svar = await anna.hamta(adress)
    assert svar.json() == beslut
    assert svar.headers["etag"].startswith('"1-')
    for metod in ("PUT", "PATCH", "DELETE"):
        assert (await anna.begar(metod, adress, {"innehall": "Nytt"})).status_code == 405
    assert (await anna.handelse(adress, {"typ": "andra", "innehall": "Nytt"})).status_code == 422
    rader = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"]
    assert set(rader[0]) == {"id", "typ", "status", "beslutsdatum", "gallerFran", "_links"}


@pytest.mark.regel("AK-23", "AK-24")
async def test_det_som_ett_beslut_ska_visa_ar_obligatoriskt(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    for falt in ("beslutsdatum", "innehall", "beslutsfattare", "foredragande", "ovrigaDeltagande", "motivering"):
        kropp = beslutat.beslut(SAKNAS)
        del kropp[falt]
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
        assert (svar.status_code, [(f["falt"], f["kod"]) for f in svar.json()["fel"]]) == (
            422,
            [(f"/{falt}", "saknas")],
        )


NEKAS = (
    ({"regelverk": PLIKT}, 409, "AK-01", "lagrum_passar_inte"),
    ({"avserFranManad": "2026-09", "gallerFran": "2026-09-20"}, 409, "AK-03", "manad_fore_regelverket"),
    ({"gallerFran": "2026-09-30"}, 409, "AK-03", "galler_fore_manaden"),
    ({"typ": "undantag"}, 409, "AK-02", "utfallet_bar_inte"),
    ({"typ": "vagran"}, 409, "AK-19", "begaran_saknas"),
    ({"typ": "upphor"}, 409, "AK-23", "inget_upphor"),
    ({"ersatterId": SAKNAS}, 409, "AK-23", "ersatter_fel"),
    ({"beslutsdatum": "2026-10-13"}, 422, "AK-23", "framtid"),
    ({"gallerTom": "2026-10-11"}, 422, None, "period_bakvand"),
    ({"bedomningId": SAKNAS}, 422, "AK-02", "saknas"),
    ({"kommuniceringId": SAKNAS}, 422, "AK-22", "saknas"),
    ({"status": "upphavt"}, 422, None, "okant_falt"),
)


async def test_ett_beslut_som_lagen_inte_bar_nekas_och_inget_skrivs(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    for mer, status, regel, kod in NEKAS:
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], **mer))
        assert (svar.status_code, svar.json().get("regel"), svar.json()["fel"][0]["kod"]) == (status, regel, kod)
    assert (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"] == []


async def test_under_plikten_fattas_inget_beslut_fore_samradet(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    kropp = beslutat.beslut(underlag["id"], **P, ingenLampligAtgard="Ingen lämplig insats finns.")
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-14", "12 kap. 4 § SoL")
    samrad = await steg.nytt_samrad(anna, arende)
    beslut = await anna.skapa(f"arenden/{arende['id']}/beslut", kropp)
    assert (beslut["samradId"], beslut["anmarkningar"]) == (samrad["id"], [])
    assert beslut["_links"]["samrad"]["href"].endswith(f"/samrad/{samrad['id']}")


async def test_plikten_ar_inte_for_den_som_omfattas_av_kravet(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    await steg.nytt_samrad(anna, arende)
    await beslutat.ny_bedomning(anna, arende)
    kropp = beslutat.beslut(underlag["id"], **P, ingenLampligAtgard="Ingen lämplig insats finns.")
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-01")
    assert svar.json()["fel"][0]["kod"] == "omfattas_av_kravet"


async def test_barnets_basta_bedoms_nar_det_finns_barn(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, **BARN)
    underlag = await beslutat.ny_bedomning(anna, arende, barnetsBasta="Tiderna ryms inom förskolans.")
    kropp = beslutat.beslut(underlag["id"])
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-29")
    await anna.skapa(f"arenden/{arende['id']}/beslut", kropp | {"barnetsBasta": "Som i bedömningen."})


UNDANTAGNA = (
    ({"from": "2026-10-01", "tom": "2026-10-31"}, 30, "AK-05"),
    ({"from": "2026-10-01", "gradProcent": 50}, 0, "AK-08"),
    ({"from": "2026-10-13", "tom": "2026-10-31"}, 30, None),
    ({"from": "2026-10-01", "tom": "2026-10-30"}, 30, None),
    ({"from": "2026-10-01", "gradProcent": 50}, 15, None),
)


async def test_den_som_ar_helt_undantagen_till_manadens_slut_begars_inte(varld):
    anna = varld.som("anna")
    for i, (undantag, timmar, regel) in enumerate(UNDANTAGNA):
        arende = await beslutat.nytt_arende(anna, i)
        grund = {"grund": "sjukpenning", "underlag": "beslut_fran_myndighet"} | undantag
        timmarna = {"perVecka": timmar, "motivering": "Efter undantaget."}
        underlag = await beslutat.ny_bedomning(anna, arende, undantag=[grund], timmar=timmarna)
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"]))
        assert (svar.status_code, svar.json().get("regel")) == ((201, None) if regel is None else (409, regel))


async def test_en_rattelse_ar_ett_nytt_beslut_som_ersatter(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    forsta = await beslutat.nytt_beslut(anna, arende, underlag)
    vag = f"arenden/{arende['id']}/beslut"
    svar = await anna.posta(vag, beslutat.beslut(underlag["id"], gallerFran="2026-11-02"))
    assert (svar.status_code, svar.json()["regel"], svar.json()["fel"][0]["kod"]) == (409, "AK-23", "begaran_finns")
    rattat = await beslutat.nytt_beslut(anna, arende, underlag, ersatterId=forsta["id"], innehall="30 timmar, inte 35.")
    forsta = (await anna.hamta(f"{vag}/{forsta['id']}")).json()
    assert (forsta["status"], forsta["ersattAvId"], forsta["version"]) == ("ersatt", rattat["id"], 2)
    assert forsta["innehall"] != rattat["innehall"]
    svar = await anna.posta(vag, beslutat.beslut(underlag["id"], ersatterId=forsta["id"]))
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-23")


async def test_av_tva_samtidiga_begaran_blir_en(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}/beslut"
    svar = await asyncio.gather(*(anna.posta(vag, beslutat.beslut(underlag["id"])) for _ in range(4)))
    assert sorted(s.status_code for s in svar) == [201, 409, 409, 409]
    assert len((await anna.hamta(vag)).json()["beslut"]) == 1


async def test_ett_upphorande_tar_beslutet_ur_kraft_fran_sin_dag(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    begaran = await beslutat.nytt_beslut(anna, arende, underlag, gallerTom="2026-12-31")
    mer = {"typ": "upphor", "gallerFran": "2026-11-16", "avserBeslutId": begaran["id"]}
    upphor = await beslutat.nytt_beslut(anna, arende, underlag, **mer)
    assert upphor["_links"]["avserBeslut"]["href"].endswith(begaran["id"])

    async def i_kraft(arbete):
        dagar = [date(2026, 10, 11), date(2026, 10, 12), date(2026, 11, 15), date(2026, 11, 16)]
        beslut = await arbete.en(beslut_med(UUID(begaran["id"])))
        return [await arbete.kanske(beslut_i_kraft(beslut.arende_id, dag)) for dag in dagar]

    funna = await varld.i_databasen(i_kraft, anna.kommunkod)
    assert [f is not None for f in funna] == [False, True, True, False]
    igen = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], **mer))
    assert (igen.status_code, igen.json()["regel"]) == (409, "AK-23")
    # From the day it ended a new request may be made.
    await beslutat.nytt_beslut(anna, arende, underlag, gallerFran="2026-11-16")


async def _kommunicera(anna, arende, svar_senast="2026-10-19"):
    vag = f"arenden/{arende['id']}/kommuniceringar"
    rad = await anna.skapa(vag, {"material": "Du har uteblivit tre gånger.", "svarSenast": svar_senast})
    return rad, f"{vag}/{rad['id']}"


async def _begard(varld):
    """An ärende with a request in force and its assessment."""
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    await beslutat.nytt_beslut(anna, arende, underlag)
    return anna, arende, underlag


def _vagran(underlag, kommunicering, dag, **mer):
    return beslutat.beslut(
        underlag["id"],
        typ="vagran",
        beslutsdatum=dag,
        gallerFran=dag,
        kommuniceringId=kommunicering["id"],
        godtagbartSkal="Inget godtagbart skäl har kommit fram.",
        innehall="Försörjningsstödet vägras.",
        **mer,
    )


@pytest.mark.parametrize("typ", ["vagran", "nedsattning"])
async def test_inget_betungande_beslut_forran_parten_fatt_svara(varld, typ):
    anna, arende, underlag = await _begard(varld)
    kommunicering, adress = await _kommunicera(anna, arende)
    assert kommunicering["beslutTidigast"] == "2026-10-20"
    assert [(h["handelse"], h["regel"]) for h in kommunicering["hinder"]] == [("utan_svar", "AK-22")]
    vag = f"arenden/{arende['id']}/beslut"
    varld.klocka.stall(datetime(2026, 10, 19, 21, 0, tzinfo=UTC))
    svar = await anna.posta(vag, _vagran(underlag, kommunicering, "2026-10-19") | {"typ": typ})
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-22", "25 § FL")
    assert (await anna.handelse(adress, {"typ": "utan_svar"})).json()["regel"] == "AK-22"

    varld.klocka.stall(datetime(2026, 10, 19, 22, 0, tzinfo=UTC))  # midnight in Stockholm
    bakdaterat = await anna.posta(vag, _vagran(underlag, kommunicering, "2026-10-19") | {"typ": typ})
    assert bakdaterat.json()["regel"] == "AK-22"
    beslut = await anna.skapa(vag, _vagran(underlag, kommunicering, "2026-10-20") | {"typ": typ})
    kommunicering = (await anna.hamta(adress)).json()
    assert (kommunicering["status"], kommunicering["version"]) == ("utan_svar", 2)
    svar = await anna.posta(vag, _vagran(underlag, kommunicering, "2026-10-20"))
    assert svar.json()["fel"][0]["kod"] == "kommunicering_anvand"
    await anna.skapa(vag, _vagran(underlag, kommunicering, "2026-10-20") | {"typ": typ, "ersatterId": beslut["id"]})


async def test_svaret_avslutar_kommuniceringen(varld):
    anna, arende, underlag = await _begard(varld)
    kommunicering, adress = await _kommunicera(anna, arende)
    sent = {"typ": "besvara", "svar": "Jag var sjuk.", "svarDatum": "2026-10-13"}
    assert (await anna.handelse(adress, sent)).status_code == 422
    besvarad = await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    assert (besvarad["status"], besvarad["beslutTidigast"]) == ("besvarad", "2026-10-12")
    await anna.skapa(f"arenden/{arende['id']}/beslut", _vagran(underlag, kommunicering, "2026-10-12"))


@pytest.mark.regel("T-06")
async def test_en_kommunicering_kan_forlangas_och_avbrytas(varld):
    anna, arende, underlag = await _begard(varld)
    _, adress = await _kommunicera(anna, arende)
    svar = await anna.handelse(adress, {"typ": "forlang", "svarSenast": "2026-10-19"})
    assert (svar.status_code, svar.json()["regel"]) == (422, "AK-22")
    assert (await anna.gor(adress, "forlang", svarSenast="2026-10-26"))["beslutTidigast"] == "2026-10-27"
    avbruten = await anna.gor(adress, "avbryt", skal="Frånvaron var giltig.")
    assert (avbruten["status"], "beslutTidigast" in avbruten) == ("avbruten", False)
    varld.klocka.flytta(timedelta(days=30))
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", _vagran(underlag, avbruten, "2026-11-11"))
    assert svar.json()["regel"] == "AK-22"
    historik = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["kommunicera", "forlang", "avbryt"]
    assert len((await anna.hamta(f"arenden/{arende['id']}/kommuniceringar")).json()["kommuniceringar"]) == 1


async def test_svarstiden_ligger_framat(varld):
    anna, arende, _ = await _begard(varld)
    kropp = {"material": "Underlag.", "svarSenast": "2026-10-12"}
    svar = await anna.posta(f"arenden/{arende['id']}/kommuniceringar", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (422, "AK-22")


@pytest.mark.regel("AK-25", "T-07")
async def test_delgivning_ger_sista_dag_och_overklagande_stoppar_inget(varld):
    anna, arende, underlag = await _begard(varld)
    kommunicering, adress = await _kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    vagran = await anna.skapa(f"arenden/{arende['id']}/beslut", _vagran(underlag, kommunicering, "2026-10-12"))
    beslut = f"arenden/{arende['id']}/beslut/{vagran['id']}"
    for dag in ("2026-10-11", "2026-10-13"):
        assert (await anna.handelse(beslut, {"typ": "delge", "delfaendeDatum": dag})).status_code == 422
    varld.klocka.stall(datetime(2026, 12, 4, 12, 0, tzinfo=UTC))
    delgett = await anna.gor(beslut, "delge", delfaendeDatum="2026-12-04")
    assert delgett["sistaOverklagandedag"] == "2026-12-28"
    svar = await anna.handelse(beslut, {"typ": "upphav", "datum": "2026-12-04", "skal": "Dom."})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-26")
    varld.klocka.stall(datetime(2026, 12, 29, 12, 0, tzinfo=UTC))
    overklagat = await anna.gor(beslut, "overklaga", inkom="2026-12-29")
    assert (overklagat["status"], overklagat["overklagat"], overklagat["iRattTid"]) == (
        "gallande",
        "2026-12-29",
        False,
    )
    upphavt = await anna.gor(beslut, "upphav", datum="2026-12-29", skal="Förvaltningsrätten upphävde beslutet.")
    assert (upphavt["status"], upphavt["hinder"]) == ("upphavt", [])


async def test_en_begaran_kan_delges_men_inte_overklagas(varld):
    anna, arende, _ = await _begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    adress = f"arenden/{arende['id']}/beslut/{rad['id']}"
    delgett = await anna.gor(adress, "delge", delfaendeDatum="2026-10-12")
    assert "sistaOverklagandedag" not in delgett
    svar = await anna.handelse(adress, {"typ": "overklaga", "inkom": "2026-10-12"})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-26")
    utan = await anna.posta(f"{adress}/handelser", {"typ": "delge", "delfaendeDatum": "2026-10-12"})
    assert utan.status_code == 428
    gammal = await anna.posta(f"{adress}/handelser", {"typ": "delge", "delfaendeDatum": "2026-10-12"}, if_match='"1-x"')
    assert (gammal.status_code, gammal.json()["aktuellVersion"]) == (412, 2)


async def test_ett_avslutat_arende_tar_inget_nytt(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    await anna.gor(f"arenden/{arende['id']}", "avsluta", skal="Flyttat.")
    for vag, kropp in (
        ("bedomningar", beslutat.bedomning()),
        ("beslut", beslutat.beslut(underlag["id"])),
        ("kommuniceringar", {"material": "Underlag.", "svarSenast": "2026-10-19"}),
    ):
        svar = await anna.posta(f"arenden/{arende['id']}/{vag}", kropp)
        assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "arende_avslutat")


async def test_samma_nyckel_ger_samma_beslut(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag, kropp = f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"])
    forsta = await anna.posta(vag, kropp, idempotency_key="k")
    andra = await anna.posta(vag, kropp, idempotency_key="k")
    assert (forsta.status_code, andra.content) == (201, forsta.content)
    assert (await anna.posta(vag, kropp | {"innehall": "Annat."}, idempotency_key="k")).status_code == 422
    assert len((await anna.hamta(vag)).json()["beslut"]) == 1


async def test_bara_den_egna_namnden_ser_ett_beslut(varld):
    anna, arende, _ = await _begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    _, kommunicering = await _kommunicera(anna, arende)
    vagar = [f"arenden/{arende['id']}/beslut", f"arenden/{arende['id']}/beslut/{rad['id']}", kommunicering]
    annat = await beslutat.nytt_arende(anna, 1)
    assert (await anna.hamta(f"arenden/{annat['id']}/beslut/{rad['id']}")).status_code == 404
    await ge_utforare_scope(varld, "beslut:las", "beslut:skriv")
    for vag in vagar:
        for namn, status in {"david": 404, "bo": 403, "vera": 404, "sven": 404, "af": 403, "sara": 404}.items():
            assert (await varld.som(namn).hamta(anna.adress(vag))).status_code == status, namn


async def test_inget_av_beslutet_hamnar_i_historiken(varld):
    anna, arende, _ = await _begard(varld)

    async def las(arbete):
        return (await arbete.session.scalars(select(Beslut))).one()

    beslut = await varld.i_databasen(las, anna.kommunkod)
    historik = (await anna.hamta(f"arenden/{arende['id']}/beslut/{beslut.id}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"], h["uppgifter"]) for h in historik] == [("fatta", "gallande", {})]
