"""Progression: measurements that are never changed, Röd by its own permission, reports that are frozen."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.journal import Atkomst, Handelse
from app.flode.progression.models import Matning
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import instrument, rollista
from app.katalog.instrument_granskning import tolka
from app.katalog.instrument_modell import VersionStatus
from tests.conftest import NYCKEL
from tests.flode.bestallt import bestall
from tests.flode.matt import ENKLA, OTILLGANGLIG, ge_rod, matning, rapport, sprak
from tests.flode.startat import startad

pytestmark = pytest.mark.anyio


def hindrat(objekt):
    return [(h["handelse"], h["kod"], h["regel"]) for h in objekt["hinder"]]


def vagran(svar):
    return svar.status_code, svar.json()["kod"], svar.json().get("regel")


def faltfel(svar):
    return {(f["falt"], f["kod"]) for f in svar.json()["fel"]}


@pytest.fixture
async def vag(varld):
    """The path of a started order."""
    return (await startad(varld))[1]


async def test_en_matning_registreras_och_lases(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    svar = [(ENKLA[0], "ja"), (ENKLA[1], "nej"), (ENKLA[2], "ej_bedomd")]
    omraden = [sprak("orange", *svar), {"omrade": "digital_kompetens"}]
    ny = await vera.skapa(f"{vag}/matningar", matning(omraden=omraden))
    assert (ny["niva"], ny["nivaNamn"], ny["instrumentVersion"]) == ("orange", "Orange", 1)
    assert ny["omraden"][0]["svar"] == [{"indikator": i, "varde": v} for i, v in svar]
    assert ny["omraden"][1] == {"omrade": "digital_kompetens", "svar": []}
    assert ny["registreradAv"] == "vera.vagledare"
    assert "nastaSenast" not in ny
    last = await vera.hamta(f"{vag}/matningar/{ny['id']}")
    assert last.json() == ny
    assert last.headers["etag"].startswith('"1-')
    assert ny["_links"]["ratta"] == {"href": f"/stegvis/v1/0484/{vag}/matningar", "method": "POST"}
    hos_kommunen = (await anna.hamta(f"{vag}/matningar/{ny['id']}")).json()
    assert hos_kommunen["omraden"] == ny["omraden"]
    assert "ratta" not in hos_kommunen["_links"]
    assert hindrat(hos_kommunen) == [("ratta", "annans_matning", "DP-10")]


async def test_listan_sager_att_det_ar_matt_men_inte_vad(varld, vag):
    vera = varld.som("vera")
    omraden = [sprak("orange", (ENKLA[0], "ja"))]
    await vera.skapa(f"{vag}/matningar", matning("2026-10-10", skal="hemligt", omraden=omraden))
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "gul"))
    for person in (vera, varld.som("anna")):
        svar = await person.hamta(f"{vag}/matningar")
        assert [m["datum"] for m in svar.json()["matningar"]] == ["2026-10-12", "2026-10-10"]
        assert set(svar.json()["matningar"][0]) == {
            "id", "status", "instrument", "instrumentVersion", "datum", "respondent", "registrerad", "_links",
        }  # fmt: skip
        assert not any(ord_ in svar.text for ord_ in ("orange", '"gul"', "hemligt", "ja"))


async def test_forandringen_raknas_vid_lasning_och_forklaras(varld, vag):
    vera = varld.som("vera")
    forsta = matning("2026-10-01", "orange", omraden=[sprak("orange", (ENKLA[0], "nej"))])
    await vera.skapa(f"{vag}/matningar", forsta)
    await vera.skapa(f"{vag}/matningar", matning("2026-10-06", "gron", omraden=[sprak(None, (ENKLA[0], "ja"))]))
    ny = await vera.skapa(
        f"{vag}/matningar",
        matning("2026-10-12", "gul", skal="Uppehåll.", omraden=[sprak("gul", (ENKLA[0], "ja"), (ENKLA[1], "ja"))]),
    )
    niva, omrade, svar, nytt_svar = ny["forandringar"]
    assert niva["sedanForsta"] == {
        "datum": "2026-10-01",
        "varde": "orange",
        "riktning": "upp",
        "steg": 1,
        "forklaring": "Samlad nivå: från Orange (2026-10-01) till Gul (2026-10-12), ett steg upp.",
    }
    assert niva["sedanForra"]["forklaring"] == (
        "Samlad nivå: från Grön (2026-10-06) till Gul (2026-10-12), ett steg ned."
    )
    assert omrade["sedanForra"] == omrade["sedanForsta"]
    assert (omrade["slag"], omrade["namn"], omrade["sedanForra"]["datum"]) == ("omrade", "Språk", "2026-10-01")
    assert svar["sedanForsta"]["forklaring"] == (
        "Förmåga att ta emot enkla muntliga instruktioner: från nej (2026-10-01) till ja (2026-10-12), ett steg upp."
    )
    assert svar["sedanForra"]["riktning"] == "oforandrad"
    assert "sedanForra" not in nytt_svar


async def test_en_niva_far_falla_men_med_skal(varld, vag):
    vera = varld.som("vera")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-01", "gul", omraden=[sprak("gron")]))
    utan = await vera.posta(f"{vag}/matningar", matning("2026-10-12", "orange", omraden=[sprak("gul")]))
    assert utan.status_code == 422
    assert faltfel(utan) == {("/skal", "skal_saknas"), ("/omraden/0/skal", "skal_saknas")}
    med = [sprak("gul", skal="Lite svenska under uppehållet.")]
    ny = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange", skal="Uppehåll.", omraden=med))
    assert (ny["skal"], ny["omraden"][0]["skal"]) == ("Uppehåll.", "Lite svenska under uppehållet.")


async def test_en_niva_far_utelamnas_och_hoppas_over(varld, vag):
    vera = varld.som("vera")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-01", None, omraden=[sprak(None, (ENKLA[0], "ej_bedomd"))]))
    hoppad = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "bla"))
    assert "sedanForra" not in hoppad["forandringar"][0]


async def test_egen_skattning_och_vagledarens_bedomning_ar_tva_serier(varld, vag):
    vera = varld.som("vera")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-01", "gron", respondent="egen"))
    ny = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "gul"))
    assert "sedanForra" not in ny["forandringar"][0]
    lagre = await vera.posta(f"{vag}/matningar", matning("2026-10-12", "orange", respondent="gemensam"))
    assert faltfel(lagre) == {("/skal", "skal_saknas")}


FEL_I_MATNING = [
    ({"datum": "2026-10-13"}, {("/datum", "framtid")}),
    ({"instrument": "okant"}, {("/instrument", "okand")}),
    ({"instrumentVersion": 2}, {("/instrumentVersion", "inte_publicerad")}),
    ({"niva": None}, {("/omraden", "tom")}),
    ({"niva": "lila"}, {("/niva", "okand")}),
    ({"niva": OTILLGANGLIG}, {("/niva", "okand")}),
    ({"respondent": "chef"}, {("/respondent", "otillatet_val")}),
    ({"rattarId": str(uuid4())}, {("/rattarId", "saknas")}),
    ({"omraden": [sprak("lila"), sprak("gul")]}, {("/omraden/0/niva", "okand"), ("/omraden/1/omrade", "dubblett")}),
    ({"omraden": [{"omrade": "halsa"}]}, {("/omraden/0/omrade", "okand")}),
    (
        {"omraden": [{"omrade": "digital_kompetens", "svar": [{"indikator": ENKLA[0], "varde": "ja"}]}]},
        {("/omraden/0/svar/0/indikator", "okand")},
    ),
    (
        {"omraden": [sprak(None, (ENKLA[0], "kanske"), (ENKLA[0], "ja"), (ENKLA[1], 1))]},
        {
            ("/omraden/0/svar/0/varde", "utanfor_skalan"),
            ("/omraden/0/svar/1/indikator", "dubblett"),
            ("/omraden/0/svar/2/varde", "utanfor_skalan"),
        },
    ),
    ({"omraden": [sprak(None, (ENKLA[0], True))]}, {("/omraden/0/svar/0/varde", "svarsvarde")}),
    ({"omraden": [sprak(None, (ENKLA[0], None))]}, {("/omraden/0/svar/0/varde", "svarsvarde")}),
    ({"status": "rattad"}, {("/status", "okant_falt")}),
]


async def test_fel_i_en_matning_namns_allihop_och_inget_sparas(varld, vag):
    vera = varld.som("vera")
    for andring, fel in FEL_I_MATNING:
        svar = await vera.posta(f"{vag}/matningar", matning() | andring)
        assert svar.status_code == 422, svar.text
        assert faltfel(svar) == fel
    assert (await vera.hamta(f"{vag}/matningar")).json()["matningar"] == []


async def test_andra_skalor_respondenter_och_intervall_kommer_ur_instrumentet(varld, vag, monkeypatch):
    skalor = [
        {"kod": "skattning", "typ": "heltal", "avser": "lage", "minst": 0, "storst": 10},
        {"kod": "steg", "typ": "heltal", "avser": "forandring", "minst": 0, "storst": 3, "underlagKravs": [1, 2, 3]},
    ]
    indikatorer = [
        {"kod": "arbetsformaga", "text": "Arbetsförmåga", "skala": "skattning"},
        {"kod": "andring", "text": "Förändring", "skala": "steg"},
    ]
    version = {
        "version": 1,
        "status": "utkast",
        "respondenter": ["egen"],
        "intervallDagar": 30,
        "skalor": skalor,
        "nivaer": [],
        "omraden": [{"kod": "halsa", "namn": "Hälsa"}],
        "mal": [{"omrade": "halsa", "indikatorer": indikatorer}],
    }
    prov = tolka({"kod": "prov", "namn": "Prov", "agare": "Prov", "kalla": "Prov", "versioner": [version]})
    vera = varld.som("vera")

    def med(arbetsformaga, andring, datum="2026-10-12", **mer):
        forsta = {"indikator": "arbetsformaga", "varde": arbetsformaga}
        svar = [forsta, {"indikator": "andring", "varde": andring} | mer]
        omraden = [{"omrade": "halsa", "svar": svar}]
        return {"instrument": "prov", "datum": datum, "respondent": "egen", "omraden": omraden}

    monkeypatch.setattr(instrument, "alla", lambda: {"prov": prov})
    assert faltfel(await vera.posta(f"{vag}/matningar", med(4, 0))) == {("/instrumentVersion", "inte_publicerad")}
    publicerad = replace(prov, versioner=(replace(prov.versioner[0], status=VersionStatus.PUBLICERAD),))
    monkeypatch.setattr(instrument, "alla", lambda: {"prov": publicerad})
    fel = await vera.posta(f"{vag}/matningar", med(11, 2) | {"respondent": "vagledare"})
    assert faltfel(fel) == {
        ("/respondent", "okand"),
        ("/omraden/0/svar/0/varde", "utanfor_skalan"),
        ("/omraden/0/svar/1/underlag", "saknas"),
    }
    await vera.skapa(f"{vag}/matningar", med(4, 1, "2026-09-12", underlag="Går ut oftare."))
    ny = await vera.skapa(f"{vag}/matningar", med(7, 0))
    assert ny["nastaSenast"] == "2026-11-11"
    arbetsformaga, andring = (f["sedanForra"] for f in ny["forandringar"])
    assert arbetsformaga["forklaring"] == "Arbetsförmåga: från 4 (2026-09-12) till 7 (2026-10-12), tre steg upp."
    assert (andring["riktning"], "steg" in andring) == ("ej_jamforbar", False)


async def test_en_rattelse_ar_en_ny_matning_och_den_gamla_star_kvar(varld, vag):
    vera = varld.som("vera")
    forsta = await vera.skapa(f"{vag}/matningar", matning("2026-10-01", "orange"))
    fel = await vera.skapa(f"{vag}/matningar", matning("2026-10-05", "bla"))
    ratt = await vera.skapa(f"{vag}/matningar", matning("2026-10-05", "gul", rattarId=fel["id"]))
    assert ratt["rattarId"] == fel["id"]
    assert ratt["forandringar"][0]["sedanForra"]["varde"] == "orange"
    gammal = (await vera.hamta(f"{vag}/matningar/{fel['id']}")).json()
    assert (gammal["status"], gammal["niva"], gammal["rattadAvId"]) == ("rattad", "bla", ratt["id"])
    historik = (await vera.hamta(f"{vag}/matningar/{fel['id']}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"]) for h in historik] == [("registrera", "registrerad"), ("ratta", "rattad")]
    assert not any("bla" in str(h["uppgifter"]) for h in historik)
    igen = await vera.posta(f"{vag}/matningar", matning("2026-10-05", "gron", rattarId=fel["id"]))
    assert vagran(igen) == (409, "otillaten_overgang", None)
    senare = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "gul"))
    assert senare["forandringar"][0]["sedanForsta"]["varde"] == "orange"
    assert senare["forandringar"][0]["sedanForra"]["riktning"] == "oforandrad"
    assert forsta["status"] == "registrerad"


async def test_bara_den_part_som_har_matt_rattar(varld, vag):
    ny = await varld.som("vera").skapa(f"{vag}/matningar", matning())
    svar = await varld.som("anna").posta(f"{vag}/matningar", matning(rattarId=ny["id"]))
    assert vagran(svar) == (409, "hinder", "DP-10")


async def test_rod_anges_bara_av_kommunen_med_egen_behorighet(varld, vag):
    for namn in ("vera", "anna"):
        svar = await varld.som(namn).posta(f"{vag}/matningar", matning(niva="rod", respondent="gemensam"))
        assert vagran(svar) == (403, "behorighet_saknas", "DP-27")
    omrade = await varld.som("vera").posta(f"{vag}/matningar", matning(omraden=[sprak("rod")]))
    assert (omrade.status_code, omrade.json()["regel"]) == (403, "DP-27")
    for huvud, namn in zip(await ge_rod(varld, "vera", "anna"), ("vera", "anna"), strict=True):
        svar = await varld.som(namn).posta(f"{vag}/matningar", matning(niva="rod", respondent="gemensam"), **huvud)
        assert svar.status_code == (201 if namn == "anna" else 403)


async def test_rod_visas_bara_med_egen_behorighet(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    [rod] = await ge_rod(varld, "anna")
    forra = await vera.skapa(f"{vag}/matningar", matning("2026-10-01", "gul"))
    kropp = matning(
        niva="rod", skal="Återfall.", respondent="gemensam", omraden=[sprak("orange", (ENKLA[0], "ja"), skal="Sämre.")]
    )
    ny = await anna.skapa(f"{vag}/matningar", kropp, **rod)
    assert (ny["niva"], ny["nivaNamn"], ny["skal"]) == ("rod", "Röd", "Återfall.")
    assert ny["forandringar"][0]["sedanForra"]["steg"] == -2

    utan = await anna.hamta(f"{vag}/matningar/{ny['id']}")
    assert (utan.json()["niva"], utan.json()["nivaNamn"]) == (OTILLGANGLIG, "Ej tillgänglig för aktivitet")
    assert utan.json()["forandringar"][0]["sedanForra"]["riktning"] == "ej_jamforbar"
    assert utan.json()["omraden"][0]["niva"] == "orange"
    assert "rod" not in utan.text.replace("registrerad", "").replace("produkt", "")
    assert "Återfall" not in utan.text

    rader = (await vera.hamta(f"{vag}/matningar")).json()["matningar"]
    assert len(rader) == 2
    hos_vera = await vera.hamta(f"{vag}/matningar/{rader[0]['id']}")
    assert hos_vera.json()["niva"] == OTILLGANGLIG
    assert hos_vera.json()["omraden"] == []
    assert not any(ord_ in hos_vera.text for ord_ in ('"rod"', "Röd", "Återfall", "Sämre", "orange"))
    assert (await vera.hamta(f"{vag}/matningar/{ny['id']}")).status_code == 404
    assert rader[1]["id"] == forra["id"]
    assert len((await anna.hamta(f"{vag}/matningar")).json()["matningar"]) == 2


async def test_utforarens_rad_i_databasen_sager_inte_rod(varld, vag):
    [rod] = await ge_rod(varld, "anna")
    await varld.som("anna").skapa(f"{vag}/matningar", matning(niva="rod", skal="Återfall."), **rod)

    async def rader(arbete):
        return {(m.delad_med, m.niva, m.skal) for m in await arbete.alla(select(Matning))}

    assert await varld.i_databasen(rader, "0484") == {(None, "rod", "Återfall."), (rollista.KLIVET, OTILLGANGLIG, None)}

    async def handelser(arbete):
        return [h.uppgifter for h in await arbete.alla(select(Handelse).where(Handelse.objekttyp == "matning"))]

    assert not any("rod" in str(u).replace("programmodell", "") for u in await varld.i_databasen(handelser, "0484"))


async def test_en_rattelse_av_rod_nar_utforaren(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    [rod] = await ge_rod(varld, "anna")
    ny = await anna.skapa(f"{vag}/matningar", matning(niva="rod"), **rod)
    [kopia] = (await vera.hamta(f"{vag}/matningar")).json()["matningar"]
    egen = await vera.posta(f"{vag}/matningar", matning(rattarId=kopia["id"]))
    assert (egen.status_code, egen.json()["regel"]) == (409, "DP-10")
    await anna.skapa(f"{vag}/matningar", matning(niva="orange", rattarId=ny["id"]), **rod)
    [kvar] = (await vera.hamta(f"{vag}/matningar")).json()["matningar"]
    assert (kvar["id"], kvar["status"]) == (kopia["id"], "rattad")


async def test_kommunens_egen_matning_stannar_hos_kommunen(varld, vag):
    ny = await varld.som("anna").skapa(f"{vag}/matningar", matning(niva="gul", respondent="gemensam"))
    vera = varld.som("vera")
    assert (await vera.hamta(f"{vag}/matningar")).json()["matningar"] == []
    assert (await vera.hamta(f"{vag}/matningar/{ny['id']}")).status_code == 404


async def test_andras_matningar_och_rapporter_finns_inte(varld, vag):
    vera, rot = varld.som("vera"), f"/stegvis/v1/0484/{vag}"
    ny = await vera.skapa(f"{vag}/matningar", matning())
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    rapportvag = f"progressionsrapporter/{skriven['id']}"
    for annan in map(varld.som, ("david", "britta", "bertil", "viktor", "eva")):
        for under in ("matningar", f"matningar/{ny['id']}", "progressionsrapporter", rapportvag, "stegdiagram"):
            assert (await annan.hamta(f"{rot}/{under}")).status_code == 404, (annan.namn, under)
        assert (await annan.posta(f"{rot}/matningar", matning())).status_code == 404
        assert (await annan.posta(f"{rot}/progressionsrapporter", rapport())).status_code == 404
        inlamning = await annan.posta(f"{rot}/{rapportvag}/handelser", {"typ": "lamna_in"}, if_match='"1-0"')
        assert inlamning.status_code == 404


async def test_en_matning_pa_en_annan_bestallning_finns_inte(varld, vag):
    ny = await varld.som("vera").skapa(f"{vag}/matningar", matning())
    _, annan = await startad(varld, 1)
    assert (await varld.som("vera").hamta(f"{annan}/matningar/{ny['id']}")).status_code == 404


async def test_samordnaren_och_en_annan_handlaggare_nar_inte_progression(varld, vag):
    samordnare = await varld.som("sven").hamta(f"{vag}/matningar")
    assert vagran(samordnare) == (403, "roll_far_inte", "DP-04")
    annan = await varld.som("bo").hamta(f"{vag}/matningar")
    assert vagran(annan) == (403, "inte_tilldelad", "DP-04")
    assert "tillfalligAtkomst" in annan.json()["_links"]


async def test_det_mats_inte_fore_bekraftelsen_eller_efter_slutet(varld):
    vag = await bestall(varld, vagledare=None)
    tidig = await varld.som("anna").posta(f"{vag}/matningar", matning())
    assert (tidig.status_code, tidig.json()["regel"]) == (409, "AK-40")
    assert tidig.json()["fel"][0]["kod"] == "bestallning_inte_oppen"
    await varld.som("sven").gor(vag, "bekrafta", startDatum="2026-10-19", vagledare="vera.vagledare")
    vera = varld.som("vera")
    ny = await vera.skapa(f"{vag}/matningar", matning())
    for_tidig = await vera.posta(f"{vag}/progressionsrapporter", rapport())
    assert (for_tidig.status_code, for_tidig.json()["fel"][0]["kod"]) == (409, "bestallning_inte_startad")
    await varld.som("anna").gor(vag, "aterkalla", skal="Har fått arbete.")
    assert (await vera.posta(f"{vag}/matningar", matning())).status_code == 409
    await vera.skapa(f"{vag}/matningar", matning(niva="gul", rattarId=ny["id"]))


async def test_samma_nyckel_registrerar_en_matning(varld, vag):
    vera, nyckel = varld.som("vera"), uuid4().hex
    svar = [await vera.posta(f"{vag}/matningar", matning(), idempotency_key=nyckel) for _ in range(2)]
    assert svar[0].json() == svar[1].json()
    assert len((await vera.hamta(f"{vag}/matningar")).json()["matningar"]) == 1


async def test_varje_lasning_av_progression_loggas(varld, vag):
    vera = varld.som("vera")
    ny = await vera.skapa(f"{vag}/matningar", matning())
    await vera.hamta(f"{vag}/matningar/{ny['id']}")
    await varld.som("anna").hamta(f"{vag}/stegdiagram")

    async def lasta(arbete):
        sats = select(Atkomst).where(Atkomst.objekttyp == "matning", Atkomst.slag == "las").order_by(Atkomst.id)
        return [(a.person, a.objekt_id) for a in await arbete.alla(sats)]

    assert await varld.i_databasen(lasta, "0484") == [("vera.vagledare", UUID(ny["id"])), ("anna.handlaggare", None)]


@pytest.mark.regel("AK-28", "AK-40")
async def test_en_rapport_skrivs_lamnas_in_och_godkanns(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-05", "orange"))
    omraden = [sprak("gul", (ENKLA[0], "ja"))]
    senast = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "gul", omraden=omraden))
    await vera.skapa(f"{vag}/matningar", matning("2026-09-30", "orange", respondent="egen"))
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    plats = f"{vag}/progressionsrapporter/{skriven['id']}"
    assert (skriven["status"], skriven["utgava"], skriven["inlamningar"]) == ("utkast", 1, [])
    assert (await anna.hamta(plats)).status_code == 404
    assert (await anna.hamta(f"{vag}/progressionsrapporter")).json()["progressionsrapporter"] == []
    inlamnad = await vera.gor(plats, "lamna_in")
    [inlamning] = inlamnad["inlamningar"]
    [fryst] = inlamning["underlag"]
    assert (fryst["matningId"], fryst["niva"], fryst["omraden"]) == (senast["id"], "gul", senast["omraden"])
    godkand = await anna.gor(plats, "godkann")
    assert (godkand["status"], godkand["godkandAv"]) == ("godkand", "anna.handlaggare")
    assert [h["typ"] for h in (await anna.hamta(f"{plats}/handelser")).json()["handelser"]] == [
        "skapa", "lamna_in", "godkann",
    ]  # fmt: skip
    [rad] = (await anna.hamta(f"{vag}/progressionsrapporter")).json()["progressionsrapporter"]
    assert (rad["status"], "text" in rad, "periodFran" in rad) == ("godkand", False, False)


async def test_det_inlamnade_fryses_nar_en_matning_rattas(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    ny = await vera.skapa(f"{vag}/matningar", matning(niva="gul"))
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    plats = f"{vag}/progressionsrapporter/{skriven['id']}"
    await vera.gor(plats, "lamna_in")
    fore = (await anna.hamta(plats)).json()["inlamningar"]
    await vera.skapa(f"{vag}/matningar", matning(niva="orange", rattarId=ny["id"]))
    assert (await anna.hamta(plats)).json()["inlamningar"] == fore
    assert fore[0]["underlag"][0]["niva"] == "gul"
    await anna.gor(plats, "begar_komplettering", skal="Beskriv språket.")
    nytt = await vera.gor(plats, "lamna_in")
    forsta, andra = nytt["inlamningar"]
    assert forsta["kompletteringSkal"] == "Beskriv språket."
    assert (forsta["underlag"][0]["niva"], andra["underlag"][0]["niva"]) == ("gul", "orange")


async def test_kommunen_ser_inte_utkastet_till_kompletteringen(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    plats = f"{vag}/progressionsrapporter/{skriven['id']}"
    await vera.gor(plats, "lamna_in")
    await anna.gor(plats, "begar_komplettering", skal="Beskriv språket.")
    andrad = await vera.gor(plats, "andra", text="Talar svenska på rasterna.", periodTom="2026-10-30")
    assert (andrad["text"], andrad["periodTom"]) == ("Talar svenska på rasterna.", "2026-10-30")
    hos_anna = (await anna.hamta(plats)).json()
    assert (hos_anna["status"], hos_anna["text"], hos_anna["periodTom"]) == (
        "komplettering_begard",
        "Har kommit varje dag.",
        "2026-10-31",
    )
    await vera.gor(plats, "lamna_in")
    assert (await anna.hamta(plats)).json()["text"] == "Talar svenska på rasterna."


async def test_efter_godkannandet_gors_en_ny_version(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    samling = f"{vag}/progressionsrapporter"
    forsta = await vera.skapa(samling, rapport())
    plats = f"{samling}/{forsta['id']}"
    for_tidig = await vera.posta(samling, rapport(ersatterId=forsta["id"]))
    assert (for_tidig.status_code, for_tidig.json()["kod"]) == (409, "otillaten_overgang")
    await vera.gor(plats, "lamna_in")
    await anna.gor(plats, "godkann")
    andring = await vera.handelse(plats, {"typ": "andra", "text": "Nytt"})
    assert (andring.status_code, andring.json()["kod"]) == (409, "otillaten_overgang")
    ny = await vera.skapa(samling, rapport(text="Rättad text.", ersatterId=forsta["id"]))
    assert (ny["utgava"], ny["ersatterId"], ny["status"]) == (2, forsta["id"], "utkast")
    igen = await vera.posta(samling, rapport(ersatterId=forsta["id"]))
    assert (igen.status_code, igen.json()["fel"][0]["kod"]) == (409, "redan_ersatt")
    assert "ersattAvId" not in (await anna.hamta(plats)).json()
    await vera.gor(f"{samling}/{ny['id']}", "lamna_in")
    gammal = (await anna.hamta(plats)).json()
    assert (gammal["status"], gammal["text"], gammal["ersattAvId"]) == ("godkand", "Har kommit varje dag.", ny["id"])


async def test_den_som_har_skrivit_rapporten_far_inte_godkanna_den(varld, vag):
    skriven = await varld.som("vera").skapa(f"{vag}/progressionsrapporter", rapport())
    plats = f"{vag}/progressionsrapporter/{skriven['id']}"
    await varld.som("vera").gor(plats, "lamna_in")
    samma = utfarda(
        NYCKEL,
        varld.settings,
        rollista.KLIENT_ESKILSTUNA,
        "vera.vagledare",
        "arbetsledare",
        " ".join(rollista.LAS | rollista.SKRIV),
        None,
        varld.klocka.nu(),
    )
    huvud = {"authorization": f"Bearer {samma}"}
    sedd = await varld.som("cecilia").hamta(plats, **huvud)
    assert hindrat(sedd.json()) == [("godkann", "egen_rapport", "AK-40")]
    svar = await varld.som("cecilia").posta(
        f"{plats}/handelser", {"typ": "godkann"}, if_match=sedd.headers["etag"], **huvud
    )
    assert vagran(svar) == (409, "hinder", "AK-40")
    await varld.som("cecilia").gor(plats, "godkann")


async def test_roller_version_och_villkor_halls_for_rapporter(varld, vag):
    vera, anna = varld.som("vera"), varld.som("anna")
    kommun = await anna.posta(f"{vag}/progressionsrapporter", rapport())
    assert (kommun.status_code, kommun.json()["kod"]) == (403, "roll_far_inte")
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport(periodFran="2026-10-13"))
    plats = f"{vag}/progressionsrapporter/{skriven['id']}"
    ej_an = await vera.handelse(plats, {"typ": "lamna_in"})
    assert (ej_an.status_code, ej_an.json()["fel"][0]["kod"]) == (409, "perioden_har_inte_borjat")
    assert (await vera.posta(f"{plats}/handelser", {"typ": "lamna_in"})).status_code == 428
    await vera.gor(plats, "andra", periodFran="2026-10-01")
    assert (await vera.posta(f"{plats}/handelser", {"typ": "lamna_in"}, if_match='"1-0"')).status_code == 412
    bakvand = await vera.handelse(plats, {"typ": "andra", "periodTom": "2026-09-30"})
    assert (bakvand.status_code, faltfel(bakvand)) == (422, {("/periodTom", "ordning")})
    egen = await vera.handelse(plats, {"typ": "godkann"})
    assert (egen.status_code, egen.json()["kod"]) == (403, "roll_far_inte")
    await vera.gor(plats, "lamna_in")
    andras = await anna.handelse(plats, {"typ": "andra", "text": "Anna skriver"})
    assert (andras.status_code, andras.json()["kod"]) == (403, "roll_far_inte")


async def test_fel_i_en_rapport(varld, vag):
    vera = varld.som("vera")
    fall = [
        (rapport(periodTom="2026-09-30"), ("", "periodens_ordning")),
        (rapport(nastaSteg=None), ("/nastaSteg", "text")),
        (rapport(ersatterId=str(uuid4())), ("/ersatterId", "saknas")),
        (rapport(status="godkand"), ("/status", "okant_falt")),
    ]
    for kropp, fel in fall:
        svar = await vera.posta(f"{vag}/progressionsrapporter", kropp)
        assert (svar.status_code, faltfel(svar)) == (422, {fel})
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    for tomt in ({}, {"text": None}):
        svar = await vera.handelse(f"{vag}/progressionsrapporter/{skriven['id']}", {"typ": "andra"} | tomt)
        assert (svar.status_code, {f["kod"] for f in svar.json()["fel"]}) == (422, {"inget_att_andra"})


async def test_progression_kraver_sin_behorighet(varld, vag):
    utan = {"authorization": f"Bearer {varld.token('vera', scope='bestallning:las progression:las')}"}
    vera = varld.som("vera")
    assert (await vera.hamta(f"{vag}/matningar", **utan)).status_code == 200
    svar = await vera.posta(f"{vag}/matningar", matning(), **utan)
    assert (svar.status_code, svar.json()["kod"]) == (403, "behorighet_saknas")


async def test_efter_rattens_slut_nar_utforaren_inget(varld, vag):
    vera = varld.som("vera")
    await vera.skapa(f"{vag}/matningar", matning())
    await varld.som("anna").gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-12")
    skriven = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    await vera.gor(f"{vag}/progressionsrapporter/{skriven['id']}", "lamna_in")
    varld.klocka.stall(datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert (await vera.hamta(f"{vag}/matningar")).status_code == 404
    assert len((await varld.som("anna").hamta(f"{vag}/matningar")).json()["matningar"]) == 1


async def test_en_skyddad_persons_progression_nas_bara_av_namngiven(varld):
    _, vag = await startad(varld, skyddsniva="sekretessmarkering")
    ny = await varld.som("vera").skapa(f"{vag}/matningar", matning())
    assert (await varld.som("anna").hamta(f"{vag}/matningar/{ny['id']}")).status_code == 200
    for namn in ("cecilia", "bo", "viktor"):
        for under in ("matningar", f"matningar/{ny['id']}", "stegdiagram", "progressionsrapporter"):
            assert (await varld.som(namn).hamta(f"{vag}/{under}")).status_code == 404, (namn, under)
