"""Undantag: recorded with degree and evidence, ended or taken back, and counted by the prövning at once."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.errors import Konflikt
from app.core.journal import Atkomst, Handelse
from app.flode.undantag import actions
from app.flode.undantag.models import Undantagspost
from app.flode.undantag.states import REGISTRERA, UNDANTAG, Slutprov, UndantagLage
from app.integrations.jobb import kor_jobb
from app.regelverk.modell import Undantagsgrund
from app.regelverk.undantagstider import sista_mojliga_dag
from app.regelverk.urval import REGELVERK
from tests.conftest import ROT
from tests.flode import beslutat
from tests.lagrat import andrat, innehall

pytestmark = pytest.mark.anyio

OKTOBER = {"from": "2026-10-01", "tom": "2026-10-31"}
SJUKPENNING = {"grund": "sjukpenning", "underlag": "beslut_fran_myndighet", **OKTOBER}
HALV = {"grund": "sjukersattning", "gradProcent": 50, "underlag": "lakarintyg", "from": "2026-01-01"}
UNG = "20070310-9884"


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


@pytest.fixture
async def arende(anna):
    return await beslutat.nytt_arende(anna)


@pytest.fixture
async def vag(arende):
    return f"arenden/{arende['id']}/undantag"


async def nytt(anna, vag, **mer):
    """The undantag and its path."""
    post = await anna.skapa(vag, SJUKPENNING | mer)
    return post, f"{vag}/{post['id']}"


async def klocka(anna, arende):
    """What the prövning says of the ärende today."""
    return (await anna.hamta(f"arenden/{arende['id']}/kravklocka")).json()["provning"]


async def provat(anna, arende, manad="2026-10", **mer):
    """What it says of another month or day."""
    fraga = {"avserManad": manad, "fall": [{"arendeId": arende["id"]}]} | mer
    return (await anna.begar("POST", "bedomningar/prova", fraga)).json()["resultat"][0]["provning"]


def vagran(svar):
    return svar.status_code, svar.json().get("regel"), [f["kod"] for f in svar.json().get("fel", [])]


# --- what the prövning makes of it -----------------------------------------------------------------


async def test_full_sjukpenning_i_oktober_undantar_den_manaden(anna, arende, vag):
    assert (await klocka(anna, arende))["utfall"] == "omfattas"
    post, adress = await nytt(anna, vag)
    p = await klocka(anna, arende)
    assert (p["utfall"], p["undantag"]["grund"], p["undantagUpphor"]) == ("undantag", "sjukpenning", "2026-11-01")
    assert p["nastaAndring"]["dag"] == "2026-11-01"
    assert p["klocka"]["kravManad"] == "2026-10", "the months counted are shown beside it"
    assert (post["helt"], post["tom"], post["upphor"]) == (True, "2026-10-31", "2026-11-01")
    assert (await provat(anna, arende, "2026-11"))["utfall"] == "omfattas"

    tillbaka = await anna.gor(adress, "ta_tillbaka", skal="Gällde en annan person.")
    assert (tillbaka["status"], tillbaka["slutskal"]) == ("atertaget", "Gällde en annan person.")
    assert (await klocka(anna, arende))["utfall"] == "omfattas"


async def test_en_bedomning_upprattas_med_det_som_ar_registrerat(anna, arende, vag):
    await nytt(anna, vag)
    bedomning = await anna.skapa(f"arenden/{arende['id']}/bedomningar", beslutat.bedomning())
    p = bedomning["provning"]
    assert (p["utfall"], p["undantag"]["grund"], p["undantagUpphor"]) == ("undantag", "sjukpenning", "2026-11-01")
    assert bedomning["undantag"] == [], "it stands in the ärende, not in the assessment"


async def test_halv_sjukersattning_halverar_timmarna(anna, arende, vag):
    await nytt(anna, vag, **HALV, tom=None)
    p = await klocka(anna, arende)
    assert (p["utfall"], p["timmar"]["tak"], p["timmar"]["summa"]) == ("omfattas", 40, 20)
    assert [(r["kod"], r["timmar"], r["regel"]) for r in p["timmar"]["rader"]] == [
        ("timtak", 40, "AK-07"),
        ("grad_sjukersattning", -20, "AK-05"),
    ]


async def test_den_som_ar_undantagen_en_del_av_manaden_provas_fran_dagen_efter(anna, arende, vag):
    _, adress = await nytt(anna, vag)
    await anna.gor(adress, "andra_slut", tom="2026-10-30", skal="Försäkringskassan har avslutat den.")
    p = await klocka(anna, arende)
    assert (p["utfall"], p["timmar"]["summa"]) == ("omfattas", 40), "the 31st is not covered by any ground"
    assert (await anna.hamta(adress)).json()["upphor"] == "2026-10-31"
    forlangt = await anna.gor(adress, "andra_slut", tom="2026-12-31", skal="Förlängd.")
    assert (forlangt["tom"], forlangt["upphor"]) == ("2026-12-31", "2027-01-01")
    assert (await klocka(anna, arende))["undantagUpphor"] == "2027-01-01"


async def test_sista_dagen_ingar_och_nasta_dag_galler_kravet(varld, anna, arende, vag):
    await nytt(anna, vag)
    varld.klocka.stall(datetime(2026, 10, 31, 22, 30, tzinfo=UTC))  # half past eleven in the evening of the last day
    assert (await klocka(anna, arende))["utfall"] == "undantag"
    varld.klocka.stall(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert (await klocka(anna, arende))["utfall"] == "omfattas"


async def test_ett_regelverk_utan_grunden_raknar_inte_med_den(anna, arende, vag):
    post, _ = await nytt(anna, vag)
    assert post["regelverk"] == [r.kod for r in REGELVERK if Undantagsgrund.SJUKPENNING in r.undantagsgrunder]
    assert "aktivitetskrav-seed" not in post["regelverk"]
    assert (await provat(anna, arende, regelverk="aktivitetskrav-seed"))["utfall"] == "omfattas"


async def test_den_sparade_klockan_raknas_om_nar_undantaget_kommer_och_gar(varld, anna, arende, vag):
    assert await kor_jobb(varld.tjanster, "kravklockor") == 1
    _, adress = await nytt(anna, vag)
    assert await kor_jobb(varld.tjanster, "kravklockor") == 1
    (rad,) = (await anna.hamta("kravklockor")).json()["kravklockor"]
    assert (rad["arendeId"], rad["nastaAndring"]) == (arende["id"], "2026-11-01")
    assert await kor_jobb(varld.tjanster, "kravklockor") == 0
    await anna.gor(adress, "ta_tillbaka", skal="Fel.")
    assert await kor_jobb(varld.tjanster, "kravklockor") == 1


# --- the record ------------------------------------------------------------------------------------


async def test_undantaget_visas_med_underlag_och_vad_som_kan_ske(anna, arende, vag):
    post, adress = await nytt(anna, vag, bedomdDatum="2026-10-09", kommentar="Beslutet visades vid mötet.")
    assert (post["status"], post["version"], post["gradProcent"]) == ("gallande", 1, 100)
    assert (post["bedomdAv"], post["bedomdDatum"]) == ("anna.handlaggare", "2026-10-09")
    assert set(post["_links"]) == {
        "self",
        "invandningar",
        "handelser",
        "arende",
        "kravklocka",
        "andra_slut",
        "ta_tillbaka",
    }
    assert post["hinder"] == []
    assert (await anna.hamta(adress)).json() == post
    andra, _ = await nytt(anna, vag, **HALV, tom=None)
    assert (andra["bedomdDatum"], andra["helt"], andra["underlag"]) == ("2026-10-12", False, "lakarintyg")
    assert not {"tom", "upphor"} & set(andra)
    sida = (await anna.hamta(f"{vag}?limit=1")).json()
    assert [r["id"] for r in sida["undantag"]] == [andra["id"]]
    assert set(sida["undantag"][0]) == {"id", "status", "from", "_links"}, "no ground in a list"
    (sist,) = (await anna.hamta(sida["_links"]["next"]["href"])).json()["undantag"]
    assert sist["id"] == post["id"]
    for lank in ("undantag", "kravklocka"):
        assert (await anna.hamta(arende["_links"][lank]["href"])).status_code == 200


async def test_historiken_bar_varje_tidigare_slut_med_skal(anna, vag):
    _, adress = await nytt(anna, vag)
    await anna.gor(adress, "andra_slut", tom="2026-11-30", skal="Förlängd.")
    await anna.gor(adress, "andra_slut", tom="2026-10-15", skal="Frisk.")
    await anna.gor(adress, "ta_tillbaka", skal="Fel person.")
    rader = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [r["typ"] for r in rader] == ["registrera", "andra_slut", "andra_slut", "ta_tillbaka"]
    assert [r["uppgifter"] for r in rader] == [
        {},
        {"tom": "2026-11-30", "tidigareTom": "2026-10-31", "skal": "Förlängd."},
        {"tom": "2026-10-15", "tidigareTom": "2026-11-30", "skal": "Frisk."},
        {"skal": "Fel person."},
    ]
    for handelse in ({"typ": "ta_tillbaka", "skal": "x"}, {"typ": "andra_slut", "skal": "x", "tom": "2026-11-01"}):
        svar = await anna.handelse(adress, handelse)
        assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")


async def test_den_som_sag_en_aldre_version_andrar_inget(anna, vag):
    post, adress = await nytt(anna, vag)
    kropp = {"typ": "andra_slut", "tom": "2026-11-30", "skal": "Förlängd."}
    assert (await anna.posta(f"{adress}/handelser", kropp)).status_code == 428
    await anna.gor(adress, "andra_slut", tom="2026-12-31", skal="Förlängd.")
    assert (await anna.posta(f"{adress}/handelser", kropp, if_match='"1"')).status_code == 412
    assert (await anna.hamta(adress)).json()["tom"] == "2026-12-31"
    igen = [await anna.posta(vag, HALV, idempotency_key="u-1") for _ in range(2)]
    assert igen[0].content == igen[1].content
    assert len((await anna.hamta(vag)).json()["undantag"]) == 2
    assert post["version"] == 1


# --- what is refused -------------------------------------------------------------------------------

NEKAS = {
    "annan förmån utan underkod": ({"grund": "annan_forman"}, 422, None, "underkod_saknas"),
    "bakvänd period": ({"tom": "2026-09-30"}, 422, None, "period_bakvand"),
    "bedömt i framtiden": ({"bedomdDatum": "2026-10-13"}, 422, None, "framtid"),
    "noll procent": ({"gradProcent": 0}, 422, None, "for_litet"),
    "över hundra procent": ({"gradProcent": 101}, 422, None, "for_stort"),
    "okänd grund": ({"grund": "utbrandhet"}, 422, None, "otillatet_val"),
    "diagnos som underlag": ({"underlag": "F32.1"}, 422, None, "otillatet_val"),
    "inget underlag": ({"underlag": None}, 422, None, "otillatet_val"),
    "diagnosfält": ({"diagnos": "F32.1"}, 422, None, "okant_falt"),
    "status som indata": ({"status": "atertaget"}, 422, None, "okant_falt"),
    "ålder": ({"grund": "under_18"}, 409, "AK-04", "foljer_av_aldern"),
    "riktålder": ({"grund": "riktalder"}, 409, "AK-04", "foljer_av_aldern"),
    "heltid på halvtid": ({"grund": "heltid_arbete", "gradProcent": 50}, 409, "AK-08", "grund_bara_hel"),
    "föräldraledig utan slut": (
        {"grund": "foraldraledig_barn_under_1", "tom": None},
        409,
        "AK-05",
        "sista_dag_saknas",
    ),
    "ungdom som har fyllt 21": ({"grund": "ungdom_i_skola"}, 409, "AK-05", "slutar_for_sent"),
    "samma dag": ({"from": "2026-10-31", "tom": "2026-11-30"}, 409, "AK-05", "undantag_finns"),
    "annan grad samma tid": ({"gradProcent": 50}, 409, "AK-05", "undantag_finns"),
    "tills vidare": ({"from": "2026-09-01", "tom": None}, 409, "AK-05", "undantag_finns"),
}


async def test_det_som_inte_ar_ett_undantag_nekas_och_inget_skrivs(varld, anna, vag):
    await nytt(anna, vag)
    fore = await innehall(varld)
    for namn, (mer, status, regel, kod) in NEKAS.items():
        svar = await anna.posta(vag, SJUKPENNING | mer)
        assert vagran(svar) == (status, regel, [kod]), namn
        assert status == 422 or svar.json()["lagrum"] == "12 kap. 4 a § SoL", namn
        assert "F32.1" not in svar.text
    assert andrat(fore, await innehall(varld)) == {}


async def test_samma_grund_far_finnas_igen_dagen_efter_och_nar_den_forsta_ar_tillbakatagen(anna, vag):
    forst, adress = await nytt(anna, vag)
    await nytt(anna, vag, **{"from": "2026-11-01", "tom": "2026-11-30"}, gradProcent=50)
    svar = await anna.handelse(adress, {"typ": "andra_slut", "tom": "2026-11-01", "skal": "Förlängd."})
    assert vagran(svar) == (409, "AK-05", ["undantag_finns"])
    svar = await anna.handelse(adress, {"typ": "andra_slut", "tom": "2026-09-30", "skal": "Fel."})
    assert vagran(svar) == (409, "AK-05", ["slutar_fore_borjan"])
    await anna.gor(adress, "ta_tillbaka", skal="Fel.")
    igen, _ = await nytt(anna, vag)
    assert igen["id"] != forst["id"]


async def test_flera_andra_formaner_far_finnas_samtidigt_men_var_och_en_en_gang(anna, vag):
    forman = SJUKPENNING | {"grund": "annan_forman", "gradProcent": 25, "underkod": "omvardnadsbidrag"}
    await anna.skapa(vag, forman)
    await anna.skapa(vag, forman | {"underkod": "aktivitetsersattning"})
    svar = await anna.posta(vag, forman | {"underkod": "Omvardnadsbidrag"})
    assert vagran(svar) == (409, "AK-05", ["undantag_finns"])


async def test_den_andra_vantar_pa_den_forsta_och_ser_vad_den_skrev(varld, arende):
    """Held open until the second either waits or is done: without its turn it would be done."""
    uppgifter = {
        "grund": "sjukpenning",
        "underkod": None,
        "grad_procent": 100,
        "fran": date(2026, 10, 1),
        "tom": None,
        "underlag": "annat",
        "kommentar": None,
        "bedomd_datum": None,
    }
    skriven, far_sluta = asyncio.Event(), asyncio.Event()

    async def forsta(arbete):
        await actions.registrera(arbete, UUID(arende["id"]), **uppgifter)
        skriven.set()
        await far_sluta.wait()

    async def andra(arbete):
        await actions.registrera(arbete, UUID(arende["id"]), **uppgifter)

    ett = asyncio.create_task(varld.i_databasen(forsta, "0484"))
    await skriven.wait()
    tva = asyncio.create_task(varld.i_databasen(andra, "0484"))
    await asyncio.wait({tva}, timeout=0.5)
    far_sluta.set()
    await ett
    with pytest.raises(Konflikt) as nej:
        await tva
    assert [f.kod for f in nej.value.fel] == ["undantag_finns"]


async def test_av_samtidiga_registreringar_av_samma_grund_blir_en(varld, anna, vag):
    personer = [varld.som(namn) for namn in ("anna", "cecilia", "anna", "cecilia")]
    svar = await asyncio.gather(*(p.posta(vag, SJUKPENNING) for p in personer))
    assert sorted(s.status_code for s in svar) == [201, 409, 409, 409]
    assert len((await anna.hamta(vag)).json()["undantag"]) == 1


async def test_ett_forlangt_slut_och_en_ny_period_samtidigt_ger_inte_samma_dag_tva_ganger(anna, vag):
    """Each would be right by itself."""
    _, adress = await nytt(anna, vag, **{"from": "2026-09-01", "tom": "2026-09-30"})
    slut = {"typ": "andra_slut", "tom": "2026-10-15", "skal": "Förlängd."}
    ny, forlangd = await asyncio.gather(
        anna.posta(vag, SJUKPENNING), anna.posta(f"{adress}/handelser", slut, if_match='"1"')
    )
    assert (ny.status_code, forlangd.status_code) in {(201, 409), (409, 200)}


async def test_grunder_som_foljer_av_en_alder_slutar_med_den(anna):
    barn = await beslutat.nytt_arende(anna, 1, antalBarn=1, yngstaBarnFyllerEtt="2026-12-24")
    vag = f"arenden/{barn['id']}/undantag"
    ledig = {"grund": "foraldraledig_barn_under_1", "underlag": "beslut_fran_myndighet", "from": "2026-10-01"}
    svar = await anna.posta(vag, ledig | {"tom": "2026-12-24"})
    assert vagran(svar) == (409, "AK-05", ["slutar_for_sent"])
    assert "2026-12-23" in svar.json()["detail"]
    post = await anna.skapa(vag, ledig | {"tom": "2026-12-23"})
    svar = await anna.handelse(f"{vag}/{post['id']}", {"typ": "andra_slut", "tom": "2027-01-31", "skal": "x"})
    assert vagran(svar) == (409, "AK-05", ["slutar_for_sent"])

    ung = await beslutat.nytt_arende(anna, personnummer=UNG)
    vag, skola = f"arenden/{ung['id']}/undantag", {"grund": "ungdom_i_skola", "underlag": "studieintyg"}
    assert vagran(await anna.posta(vag, skola | {"from": "2026-08-17", "tom": "2028-03-10"}))[0] == 409
    await anna.skapa(vag, skola | {"from": "2026-08-17", "tom": "2028-03-09"})
    assert (await klocka(anna, ung))["undantag"]["grund"] == "ungdom_i_skola"


async def test_i_ett_avslutat_arende_tas_undantag_bara_tillbaka(anna, arende, vag):
    _, adress = await nytt(anna, vag)
    await anna.gor(f"arenden/{arende['id']}", "avsluta", skal="Egen försörjning.")
    assert vagran(await anna.posta(vag, HALV)) == (409, "AK-27", ["arende_avslutat"])
    visat = (await anna.hamta(adress)).json()
    assert [(h["handelse"], h["kod"]) for h in visat["hinder"]] == [("andra_slut", "arende_avslutat")]
    assert "andra_slut" not in visat["_links"]
    assert (await anna.gor(adress, "ta_tillbaka", skal="Fel."))["status"] == "atertaget"


async def test_en_grund_som_inget_regelverk_har_kan_inte_registreras(anna, vag, monkeypatch):
    bara_aldre = tuple(r for r in REGELVERK if Undantagsgrund.SJUKPENNING not in r.undantagsgrunder)
    monkeypatch.setattr(actions, "REGELVERK", bara_aldre)
    assert vagran(await anna.posta(vag, SJUKPENNING)) == (409, "AK-05", ["undantag_okant"])


def test_varje_grund_finns_i_nagot_regelverk():
    assert {g for r in REGELVERK for g in r.undantagsgrunder} == set(Undantagsgrund)


LAGE = UndantagLage(Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1, 100, date(2026, 10, 1))


@pytest.mark.parametrize(
    ("slut", "koder"),
    [
        (Slutprov(date(2026, 12, 23), date(2026, 12, 23)), []),
        (Slutprov(date(2026, 12, 24), date(2026, 12, 23)), ["slutar_for_sent"]),
        (Slutprov(date(2026, 12, 24), None), []),
        (Slutprov(None, None), ["sista_dag_saknas"]),
    ],
)
def test_slutet_provas_pa_bada_sidor_om_dagen(slut, koder):
    lage = UndantagLage(LAGE.grund, LAGE.grad_procent, LAGE.fran, slut)
    assert [h.kod for h in REGISTRERA.hinder(lage)] == koder


@pytest.mark.parametrize(
    ("fodd", "dag"), [(date(2007, 3, 10), date(2028, 3, 9)), (date(2008, 2, 29), date(2029, 2, 27))]
)
def test_skolgang_kan_undanta_till_dagen_fore_21_arsdagen(fodd, dag):
    assert sista_mojliga_dag(Undantagsgrund.UNGDOM_I_SKOLA, fodd, None) == dag
    assert sista_mojliga_dag(Undantagsgrund.SJUKPENNING, fodd, date(2026, 1, 1)) is None


# --- who may ---------------------------------------------------------------------------------------


async def test_bara_den_egna_namnden_och_den_som_har_arendet(varld, anna, arende, vag):
    _, adress = await nytt(anna, vag)
    for path in (vag, adress, f"{adress}/handelser"):
        for namn, status in (("bo", 403), ("cecilia", 200), ("david", 404), ("vera", 403), ("sven", 403)):
            assert (await varld.som(namn).hamta(anna.adress(path))).status_code == status, (namn, path)
    for namn, status in (("bo", 403), ("david", 404), ("vera", 403)):
        person = varld.som(namn)
        assert (await person.posta(anna.adress(vag), HALV)).status_code == status
        svar = await person.posta(
            anna.adress(f"{adress}/handelser"), {"typ": "ta_tillbaka", "skal": "x"}, if_match='"1"'
        )
        assert svar.status_code == status
    assert (await varld.som("cecilia").posta(vag, HALV)).status_code == 201
    annat = await beslutat.nytt_arende(anna, 1)
    assert (await anna.hamta(f"arenden/{annat['id']}/{adress.partition('/undantag')[2]}")).status_code == 404
    assert (await anna.hamta(adress.replace(arende["id"], annat["id"]))).status_code == 404
    async with varld.klient() as ingen:
        assert (await ingen.get(f"{ROT}/0484/{vag}")).status_code == 401


def test_ingen_annan_an_namnden_stegar_ett_undantag():
    roller = {roll for o in (*UNDANTAG.overgangar, REGISTRERA) for roll in o.roller}
    assert {r.value for r in roller} == {"handlaggare", "arbetsledare"}


async def test_lasningar_loggas_och_inget_delas_med_utforaren(varld, anna, vag):
    post, adress = await nytt(anna, vag)
    for path in (vag, adress, f"{adress}/handelser"):
        await anna.hamta(path)

    async def las(arbete):
        rad = (await arbete.session.scalars(select(Undantagspost))).one()
        handelser = (await arbete.session.scalars(select(Handelse).where(Handelse.objekt_id == rad.id))).all()
        atkomst = (await arbete.session.scalars(select(Atkomst).where(Atkomst.objekttyp == "undantag"))).all()
        return rad, handelser, atkomst

    rad, handelser, atkomst = await varld.i_databasen(las, anna.kommunkod)
    assert str(rad.id) == post["id"]
    assert [(h.typ, h.delad_med) for h in handelser] == [("registrera", None)]
    assert sorted(a.slag for a in atkomst) == ["las", "las", "las", "skriv"]


@pytest.mark.regel("AK-05")
async def test_ett_undantag_efter_bedomningen_hindrar_anda_beslutet(varld):
    """AK-05: what was recorded after the assessment counts, and stops counting when it is taken back."""
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}"
    for fran, tom in (("2026-10-01", "2026-10-20"), ("2026-10-21", None)):
        dagar = {"from": fran} | ({"tom": tom} if tom else {})
        uppgifter = {"grund": "sjukpenning", "underlag": "beslut_fran_myndighet", **dagar}
        sista = await anna.skapa(f"{vag}/undantag", uppgifter)
    nej = await anna.posta(f"{vag}/beslut", beslutat.beslut(underlag["id"]))
    assert (nej.status_code, nej.json()["regel"], nej.json()["fel"][0]["kod"]) == (409, "AK-05", "helt_undantagen")
    await anna.gor(f"{vag}/undantag/{sista['id']}", "ta_tillbaka", skal="Läkarintyget gällde någon annan.")
    await anna.skapa(f"{vag}/beslut", beslutat.beslut(underlag["id"]))
