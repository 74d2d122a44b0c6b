"""DP-20, DP-21: the person gets all that is held and who has read it, and has the own view noted; nobody else does."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.core.database import databasklocka
from app.core.journal import Atkomst
from app.integrations.jobb import kor_jobb
from app.vyer.registerutdrag.korning import SYSTEM, Framstallare, framstall_registerutdrag
from app.vyer.registerutdrag.models import Registerutdrag, Registerutdragsdel
from app.vyer.registerutdrag.omfattning import slagen
from tests import modulvarld
from tests.conformance.beskrivning import operationer
from tests.conformance.helt_arende import HEMLIGA, NAMN, helt_arende
from tests.flode.test_budget import OVERST, satser

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("registerutdrag")]
AMINA, BIRK = "19850213-9804", "19900101-9802"
BEGARAN = {"begart": "2026-10-12", "sokande": "den_enskilde", "identitet": "legitimation", "leveranssatt": "overlamnas"}
PDF = "application/pdf"
# What the case holds but the extract does not: staff's own review, what a file says inside, and codes put into words.
UTANFOR = {"granskningens syfte", "ärendets fil", "forsorjningshinder"}


@pytest.fixture(scope="module")
async def helt(varld):
    return await helt_arende(varld)


async def begart(varld, namn="anna", **vad):
    svar = await varld.som(namn).posta("registerutdrag", BEGARAN | (vad or {"personnummer": AMINA}))
    assert svar.status_code == 202, svar.text
    return f"registerutdrag/{svar.json()['id']}"


async def framstallt(varld, namn="anna", **vad):
    vag = await begart(varld, namn, **vad)
    assert await framstall_registerutdrag(varld.tjanster) == 1
    return vag


async def innehall(varld, vag, namn="anna"):
    svar = await varld.som(namn).hamta(f"{vag}/innehall")
    assert svar.status_code == 200, svar.text
    return svar.json()


def som_text(svar):
    return json.dumps(svar, ensure_ascii=False)


def poster(svar, slag):
    return [
        {u["namn"]: u["varde"] for u in post["uppgifter"]} | {"id": post["id"]}
        for avsnitt in svar["avsnitt"]
        if avsnitt["slag"] == slag
        for post in avsnitt["poster"]
    ]


def utdragen(svar):
    return {u["id"] for u in svar.json()["registerutdragen"]}


def hindrad(svar):
    return svar.status_code, svar.json()["fel"][0]["kod"]


def fel(svar):
    return svar.status_code, [f["falt"] for f in svar.json()["fel"]]


def pdftext(svar):
    pdf = PdfReader(io.BytesIO(svar.content))
    assert (pdf.root_object["/Lang"], pdf.metadata.title) == ("sv-SE", "Registerutdrag")
    hela = re.sub(r"\u200b\s*", "", " ".join(sida.extract_text() for sida in pdf.pages))  # words broken at a line's end
    return " ".join(hela.split())


@pytest.mark.regel("DP-21")
async def test_allt_som_finns_om_en_person_star_i_utdraget(varld, helt):
    david = await varld.som("david").skapa(
        "arenden",
        {"personnummer": AMINA, "fornamn": "Amina", "efternamn": "Annansson"} | {"adress": "Botkyrkavägen 99"},
    )
    vag = await framstallt(varld)
    anna = varld.som("anna")
    detalj = (await anna.hamta(vag)).json()
    assert (detalj["status"], detalj["svarSenast"], detalj["forsenat"]) == ("framstallt", "2026-11-12", False)
    utdrag = await innehall(varld, vag)
    text = som_text(utdrag)
    assert {namn for namn, ordet in HEMLIGA.items() if ordet not in text} == UTANFOR
    assert all(namn in text for namn in NAMN[:3])
    assert "Botkyrkavägen" not in text
    assert david["id"] not in text
    # All but what the case has none of.
    finns = {a["slag"] for a in utdrag["avsnitt"]}
    assert {slag.namn for slag in slagen()} - finns == {
        "franvaroprovningar", "kravklockor", "lasmarkeringar", "tillfalliga_atkomster", "uppfoljningssvar",
        "upptagna_tider",
    }  # fmt: skip
    assert detalj["antalPoster"] == sum(len(a["poster"]) for a in utdrag["avsnitt"])
    # Seals are open, codes are words, organisations have their names.
    (arendet,) = poster(utdrag, "arenden")
    assert arendet["personnummer_forseglat"] == "198502139804"
    assert {p["forsorjningshinder"] for p in poster(utdrag, "bistandsmanader") if "forsorjningshinder" in p} == {
        "arbetshinder, sociala skäl",
        "arbetslös",
    }
    assert {p["utforare_id"] for p in poster(utdrag, "bestallningar")} == {"Klivet AB"}
    paket = [p["paket_forseglat"] for p in poster(utdrag, "overlamningar") if "paket_forseglat" in p]
    assert HEMLIGA["överlämningens text"] in som_text(paket)
    assert "gAAAA" not in text
    assert "\\ufffd" not in text
    # Who has read it, by role and organisation; what was released, to whom and on which ground.
    uppslag = poster(utdrag, "atkomstlogg")
    assert {"handläggare", "vägledare"} <= {u["roll"] for u in uppslag}
    assert {"Klivet AB", "Eskilstuna kommun"} <= {u.get("organisation_id") for u in uppslag}
    assert not [u for u in uppslag if "person" in u]
    assert ("Klivet AB", "10 kap. 1 § OSL") in {(u["till"], u["lagrum"]) for u in utdrag["utlamnanden"]}
    assert all("fem år" in a["lagringstid"] for a in utdrag["avsnitt"] if a["slag"] == "bedomningar")


@pytest.mark.regel("DP-21")
async def test_det_som_doljs_star_varken_i_json_eller_pdf(varld, helt):
    anna, vag = varld.som("anna"), await framstallt(varld)
    utdrag = await innehall(varld, vag)
    (meddelande, *_) = poster(utdrag, "meddelanden")
    samradet = next(p for p in poster(utdrag, "samrad") if "fraga" in p)
    lag = {"lagrum": "26 kap. 5 § OSL", "skal": "Röjer vem som har anmält."}
    for vad, falt in (
        ({"slag": "klienter", "postId": meddelande["id"]}, "/slag"),
        ({"slag": "meddelanden", "postId": meddelande["id"], "falt": "finns_inte"}, "/falt"),
        ({"slag": "meddelanden", "postId": samradet["id"]}, "/postId"),
    ):
        assert fel(await anna.handelse(vag, {"typ": "dolj"} | vad | lag)) == (422, [falt])
    await anna.gor(vag, "dolj", slag="meddelanden", postId=meddelande["id"], **lag)
    svar = await anna.gor(vag, "dolj", slag="samrad", postId=samradet["id"], falt="fraga", **lag)
    assert [(d["slag"], d.get("falt"), d["doldAv"]) for d in svar["dolda"]] == [
        ("meddelanden", None, "anna.handlaggare"), ("samrad", "fraga", "anna.handlaggare"),
    ]  # fmt: skip
    igen = await anna.gor(vag, "dolj", slag="arenden", postId=poster(utdrag, "arenden")[0]["id"], falt="adress", **lag)
    await anna.gor(vag, "ta_fram", doldId=igen["dolda"][-1]["id"])
    assert (await anna.handelse(vag, {"typ": "lamna_ut", "till": "Amina"})).status_code == 409
    granskat = await anna.gor(vag, "granska")
    assert granskat["kontrollsumma"] != utdrag["kontrollsumma"]
    with satser(varld) as sedda:
        blad = await anna.hamta(f"{vag}/innehall", accept=PDF)
    assert blad.status_code == 200
    assert len(sedda) <= OVERST["lasa"], sedda
    samma = await anna.hamta(f"{vag}/innehall", accept=PDF, if_none_match=blad.headers["etag"])
    assert samma.status_code == 304
    nu = await innehall(varld, vag)
    assert nu["kontrollsumma"] == granskat["kontrollsumma"]
    assert {a["slag"]: a["antalDolda"] for a in nu["avsnitt"] if a["antalDolda"]} == {"meddelanden": 1, "samrad": 1}
    text = pdftext(blad)
    for ordet in (meddelande["text"], samradet["fraga"]):
        assert ordet not in som_text(nu)
        assert ordet not in text
    assert HEMLIGA["adress"] in som_text(nu)
    assert HEMLIGA["adress"] in text
    assert "19850213-9804" in text
    assert "Så länge som personakten finns" in text
    assert "handläggare" in text
    klart = await anna.gor(vag, "lamna_ut", till="Amina, mot legitimation")
    assert (klart["status"], klart["utlamnatTill"]) == ("utlamnat", "Amina, mot legitimation")
    historia = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historia][:3] == ["begar", "borja", "fardigstall"]
    assert (await innehall(varld, await framstallt(varld)))["version"] == 3
    # The next one tells of this request too, and of every look at it.
    sedan = await innehall(varld, await framstallt(varld))
    assert "Amina, mot legitimation" in [p.get("utlamnat_till") for p in poster(sedan, "registerutdrag")]
    assert "registerutdrag" in {u["objekttyp"] for u in poster(sedan, "atkomstlogg")}


@pytest.mark.regel("DP-04", "DP-10", "DP-15")
async def test_bara_den_som_far_ser_utdraget_och_en_skyddad_persons_bara_den_namngivna(varld, helt):
    anna, bo, cecilia = varld.som("anna"), varld.som("bo"), varld.som("cecilia")
    vag = await framstallt(varld)
    for namn in ("bo", "david", "sven", "eva", "gunilla"):
        assert (await varld.som(namn).hamta(vag)).status_code == 404, namn
        assert (await varld.som(namn).hamta(f"{vag}/innehall")).status_code == 404, namn
    assert (await cecilia.hamta(f"{vag}/innehall")).status_code == 200
    nej = await bo.posta("registerutdrag", BEGARAN | {"personnummer": AMINA})
    assert (nej.status_code, nej.json()["kod"]) == (403, "inte_tilldelad")
    # The protected person's own handläggare is the only one who sees it, whoever took the request down.
    await anna.skapa(
        "arenden",
        {"personnummer": BIRK, "fornamn": "Birk", "efternamn": "Gömd", "adress": "Gömda vägen 1"}
        | {"skyddsniva": "skyddad_folkbokforing"},
    )
    skyddat = await framstallt(varld, "bo", personnummer=BIRK)
    assert (await bo.hamta(skyddat)).status_code == (await cecilia.hamta(skyddat)).status_code == 404
    assert skyddat.rpartition("/")[2] not in (await cecilia.hamta("registerutdrag?limit=200")).text
    assert "Gömda vägen 1" in som_text(await innehall(varld, skyddat))
    # Somebody nobody knows: that is an answer too.
    okand = await innehall(varld, await framstallt(varld, "bo", personnummer="19770101-9817"), "bo")
    assert okand["avsnitt"] == []


@pytest.mark.regel("DP-06", "DP-07")
async def test_utforaren_lamnar_ut_det_som_den_sjalv_har(varld, helt):
    sven, order = varld.som("sven"), helt.idn["bestallningId"]
    nej = await sven.posta("registerutdrag", BEGARAN | {"personnummer": AMINA})
    assert fel(nej) == (422, ["/bestallningId"])
    assert (await varld.som("egil").posta("registerutdrag", BEGARAN | {"bestallningId": order})).status_code == 404
    assert (await varld.som("vera").posta("registerutdrag", BEGARAN | {"bestallningId": order})).status_code == 403
    vag = await framstallt(varld, "sven", bestallningId=order)
    utdrag = await innehall(varld, vag, "sven")
    text = som_text(utdrag)
    assert utdrag["personuppgiftsansvarig"] == "Klivet AB"
    assert [namn for namn, ordet in HEMLIGA.items() if ordet in text] == []
    assert {p["id"] for p in poster(utdrag, "bestallningar")} == {order}
    assert poster(utdrag, "planer")
    assert poster(utdrag, "narvarouppgifter")
    assert poster(utdrag, "slutinlamningar")
    assert {u["organisation_id"] for u in poster(utdrag, "atkomstlogg")} == {"Klivet AB"}
    assert all("två år" in a["lagringstid"] for a in utdrag["avsnitt"] if a["slag"] == "planer")
    assert (await varld.som("anna").hamta(vag)).status_code == 404  # two controllers
    nekad = await sven.gor(vag, "avsla", lagrum="artikel 12.5", skal="Samma utdrag lämnades i går.")
    assert "Integritetsskyddsmyndigheten" in nekad["overklagande"]


async def test_ett_avslag_sager_hur_det_overklagas_och_sena_svar_syns(varld, helt):
    anna, vag = varld.som("anna"), await framstallt(varld)
    assert (
        await anna.posta("registerutdrag", BEGARAN | {"personnummer": AMINA, "begart": "2030-01-01"})
    ).status_code == 422
    lista = "registerutdrag?obesvarade=true&limit=200"
    egen, nu = vag.rpartition("/")[2], varld.klocka.nu()
    assert egen in utdragen(await anna.hamta(lista))
    forlangt = await anna.gor(vag, "forlang", skal="Många handlingar.")
    assert forlangt["svarSenast"] == "2027-01-12"
    assert hindrad(await anna.handelse(vag, {"typ": "forlang", "skal": "Igen"})) == (409, "redan_forlangt")
    varld.klocka.stall(datetime(2027, 1, 13, 8, tzinfo=UTC))
    sent = await anna.hamta(vag)
    assert sent.json()["forsenat"] is True
    assert egen in utdragen(await anna.hamta(lista))
    nej = await anna.gor(vag, "avsla", lagrum="artikel 12.5 i dataskyddsförordningen", skal="Uppenbart ogrundad.")
    assert (nej["status"], nej["forsenat"]) == ("avslaget", False)
    assert "förvaltningsrätten" in nej["overklagande"]
    assert egen not in utdragen(await anna.hamta(lista))
    assert hindrad_av_lage(await anna.hamta(f"{vag}/innehall")) == "utdraget_inte_klart"
    assert await lagrat(varld, vag) == 0
    varld.klocka.stall(nu)


def hindrad_av_lage(svar):
    assert svar.status_code == 409
    return svar.json()["fel"][0]["kod"]


async def lagrat(varld, vag):
    """How many parts of it still hold something."""
    sats = select(Registerutdragsdel).where(
        Registerutdragsdel.registerutdrag_id == _id(vag), Registerutdragsdel.innehall_forseglat.is_not(None)
    )
    return len(await varld.i_databasen(lambda a: a.alla(sats)))


def _id(vag):
    return UUID(vag.rpartition("/")[2])


@pytest.mark.regel("DP-21")
async def test_innehallet_lever_kort_och_kan_framstallas_igen(varld, helt):
    anna, vag, nu = varld.som("anna"), await framstallt(varld), varld.klocka.nu()
    assert await lagrat(varld, vag) > 20
    varld.klocka.flytta(timedelta(days=30))
    await kor_jobb(varld.tjanster, "registerutdrag_utgar")
    assert (await anna.hamta(f"{vag}/innehall")).status_code == 200
    varld.klocka.flytta(timedelta(days=1))
    await kor_jobb(varld.tjanster, "registerutdrag_utgar")
    assert hindrad_av_lage(await anna.hamta(f"{vag}/innehall")) == "utdraget_utgatt"
    assert await lagrat(varld, vag) == 0
    assert hindrad(await anna.handelse(vag, {"typ": "granska"})) == (409, "utdraget_utgatt")
    await anna.gor(vag, "framstall_om")
    assert await framstall_registerutdrag(varld.tjanster) == 1
    assert len(poster(await innehall(varld, vag), "arenden")) == 1
    await anna.gor(vag, "granska")
    await anna.gor(vag, "lamna_ut", till="Amina")
    varld.klocka.flytta(timedelta(days=31))
    await kor_jobb(varld.tjanster, "registerutdrag_utgar")
    rad = await varld.i_databasen(lambda a: a.en(select(Registerutdrag).where(Registerutdrag.id == _id(vag))))
    assert (await lagrat(varld, vag), rad.personnummer_forseglat) == (0, None)
    varld.klocka.stall(nu)


async def test_jobbet_gar_vidare_dar_ett_annat_dog(varld, helt):
    vag = await begart(varld)
    forst = Framstallare(varld.tjanster, per_gang=7)
    utdrag = await forst._lana()
    assert utdrag is not None
    for _ in range(9):
        assert await varld.tjanster.transaktioner.kor(SYSTEM, "0484", lambda a: forst._steg(a, utdrag.id))
    assert await framstall_registerutdrag(varld.tjanster) == 0  # somebody has it

    async def lat_lanet_ga_ut(arbete):
        rad = await arbete.en(select(Registerutdrag).where(Registerutdrag.id == utdrag.id))
        rad.lanad_till = databasklocka() - 1

    await varld.i_databasen(lat_lanet_ga_ut)
    assert await Framstallare(varld.tjanster, per_gang=11).omgang() == 1
    delat = await innehall(varld, vag)
    helt_utdrag = await innehall(varld, await framstallt(varld))
    for slag in slagen():
        if slag.namn not in {"registerutdrag", "atkomstlogg"}:
            assert poster(delat, slag.namn) == poster(helt_utdrag, slag.namn), slag.namn


async def test_satserna_ar_fa_och_varje_lasning_loggas(varld, helt):
    anna = varld.som("anna")
    with satser(varld) as sedda:
        vag = await begart(varld)
    assert len(sedda) <= OVERST["skapa"], sedda
    await framstall_registerutdrag(varld.tjanster)
    for under, tak in (("", "lasa"), ("/innehall", "lasa"), ("/handelser", "lasa")):
        with satser(varld) as sedda:
            await anna.hamta(vag + under)
        assert len(sedda) <= OVERST[tak], (under, sedda)
        assert sum(s == "INSERT atkomstlogg" for s in sedda) == 1
    with satser(varld) as sedda:
        await anna.hamta("registerutdrag")
    assert len(sedda) <= OVERST["lista"], sedda
    loggade = await varld.i_databasen(lambda a: a.alla(select(Atkomst).where(Atkomst.objekt_id == _id(vag))))
    assert {(rad.slag, tuple(rad.arenden)) for rad in loggade} == {
        ("skriv", (helt.idn["arendeId"],)), ("las", (helt.idn["arendeId"],)),
    }  # fmt: skip


@pytest.mark.regel("DP-19", "DP-20")
async def test_den_enskildes_uppfattning_noteras_pa_vilken_uppgift_som_helst_och_besvaras(varld, helt):
    anna, rot = varld.som("anna"), helt.vag("arenden/{arendeId}/invandningar")
    utdrag = await innehall(varld, await framstallt(varld))
    ny = {"slag": "oriktig_uppgift", "text": "Så var det inte.", "datum": "2026-10-12", "framfordAv": "den_enskilde"}
    noterade = 0
    for slag in slagen():
        for post in poster(utdrag, slag.namn)[:1]:
            await anna.skapa(rot, ny | {"objekttyp": slag.namn, "objektId": post["id"]})
            noterade += 1
    assert noterade > 40
    for vad, falt in (
        ({"objekttyp": "planer", "objektId": helt.idn["arendeId"]}, "/objektId"),
        ({"objekttyp": "klienter", "objektId": helt.idn["planId"]}, "/objekttyp"),
        ({"objekttyp": "planer", "objektId": helt.idn["planId"], "falt": "nej"}, "/falt"),
        ({"objekttyp": "planer", "objektId": helt.idn["planId"], "datum": "2030-01-01"}, "/datum"),
    ):
        assert fel(await anna.posta(rot, ny | vad)) == (422, [falt])
    om_planen = {"objekttyp": "planer", "objektId": helt.idn["planId"]}
    radering = await anna.skapa(rot, ny | om_planen | {"slag": "radering"})
    vag = f"{rot}/{radering['id']}"
    assert "vidhall" in radering["_links"]
    assert [h["kod"] for h in radering["hinder"]] == ["raderas_inte"]
    nej = await anna.handelse(vag, {"typ": "ratta", "svar": "Borttaget"})
    assert (nej.status_code, nej.json()["regel"]) == (409, "DP-19")
    svar = await anna.gor(vag, "vidhall", svar="Uppgiften gallras med personakten.")
    assert (svar["status"], "17.3 b" in svar["lagrum"], svar["text"]) == ("kvarstar", True, "Så var det inte.")
    rattad = await anna.skapa(rot, ny | om_planen | {"falt": "egen_syn"})
    assert (await anna.gor(f"{rot}/{rattad['id']}", "ratta", svar="Planen har en ny version."))["status"] == "rattad"
    lista = (await anna.hamta(f"{rot}?objektId={helt.idn['planId']}&limit=200")).json()["invandningar"]
    assert {radering["id"], rattad["id"]} < {i["id"] for i in lista}
    assert "Så var det inte." not in som_text(lista)
    assert (await anna.hamta(helt.vag("arenden/{arendeId}"))).json()["_links"]["invandningar"]["href"].endswith(rot)
    assert (await varld.som("vera").hamta(rot)).status_code in {403, 404}
    assert HEMLIGA["invändningen"] in som_text(poster(utdrag, "invandningar"))


@pytest.mark.regel("DP-20", "DP-21")
async def test_pa_papper_star_uppfattningen_bredvid_uppgiften_och_doljs_som_den(varld, helt):
    anna, rot = varld.som("anna"), helt.vag("arenden/{arendeId}/invandningar")
    fore = await innehall(varld, await framstallt(varld))
    ny = {"slag": "oriktig_uppgift", "datum": "2026-10-12", "framfordAv": "den_enskilde"}
    om_beslutet = {"objekttyp": "beslut", "objektId": helt.idn["beslutId"], "falt": "motivering"}
    svarad = await anna.skapa(rot, ny | om_beslutet | {"text": "Jag sökte sju arbeten."})
    await anna.gor(f"{rot}/{svarad['id']}", "vidhall", svar="Beslutet har vunnit laga kraft.")
    uppslag = poster(fore, "atkomstlogg")[0]
    for post_id, slag, ordet in (
        (uppslag["id"], "atkomstlogg", "Varför läste hon?"),
        (helt.idn["samradId"], "samrad", "Det var min granne."),
    ):
        await anna.skapa(rot, ny | {"objekttyp": slag, "objektId": post_id, "text": ordet})
    vag = await framstallt(varld)
    granne = next(p for p in poster(await innehall(varld, vag), "invandningar") if p["text"] == "Det var min granne.")
    dolt = {"slag": "invandningar", "postId": granne["id"], "falt": "text"}
    await anna.gor(vag, "dolj", **dolt, lagrum="26 kap. 5 § OSL", skal="Röjer vem som har anmält.")
    text = pdftext(await anna.hamta(f"{vag}/innehall", accept=PDF))
    bredvid = (
        "Du har själv sagt om motivering: ”Jag sökte sju arbeten.”. Svaret till dig: ”Beslutet har vunnit laga kraft.”"
    )
    assert text.count(bredvid) == 1
    assert text.index("Kanariemotivering i beslutet") < text.index(bredvid)
    assert text.count(f"{uppslag['tid']}: Du har själv sagt: ”Varför läste hon?”") == 1
    assert "granne" not in text


# Answers of what is about nobody, or many, and of what holds on a day; and of who is named, which hides the ärende.
OM_INGEN = {
    "hamta_avtal", "hamta_instrumentversion", "hamta_aktivitet", "hamta_namndenhet", "hamta_manadsimport",
    "hamta_gallande_plan", "hamta_uppfoljning", "hamta_namndrapport", "hamta_namngiven",
}  # fmt: skip


async def detaljer(varld, helt, namn):
    """Every answer of one record that a role reads in the case: by the name of its operation."""
    ut = {}
    for op in [o for o in await operationer(varld) if o.metod == "GET" and o.mall.startswith("/{kommunkod}/")]:
        svar = await varld.som(namn).hamta(op.adress(helt.idn))
        if svar.status_code == 200 and svar.headers["content-type"] == "application/json":
            ut[op.op["operationId"]] = svar.json()
    return {op: svar for op, svar in ut.items() if {"id", "_links"} <= svar.keys()}


@pytest.mark.regel("DP-20")
async def test_varje_uppgift_visar_vagen_till_den_enskildes_uppfattning(varld, helt):
    anna, arende = varld.som("anna"), helt.vag("arenden/{arendeId}")
    ny = {"slag": "oriktig_uppgift", "text": "Nej.", "datum": "2026-10-12", "framfordAv": "ombud"}
    om_beslutet = await anna.skapa(
        f"{arende}/invandningar", ny | {"objekttyp": "beslut", "objektId": helt.idn["beslutId"]}
    )
    for namn in ("anna", "cecilia"):
        svar = await detaljer(varld, helt, namn)
        vagar = {op: s["_links"]["invandningar"]["href"] for op, s in svar.items() if "invandningar" in s["_links"]}
        assert {op for op in svar if op not in vagar} - {"hamta_gallring"} == OM_INGEN, namn
        assert len(vagar) > 25
        for op, vag in vagar.items():
            egen = (
                f"{arende}/invandningar" if op == "hamta_arende" else f"{arende}/invandningar?objektId={svar[op]['id']}"
            )
            assert vag.endswith(egen), op
            assert (await varld.som(namn).hamta(vag)).status_code == 200, op
        (traff,) = [
            i for i in (await anna.hamta(vagar["hamta_beslut"])).json()["invandningar"] if i["id"] == om_beslutet["id"]
        ]
        assert traff["objektId"] == helt.idn["beslutId"]
    # A changed record answers as a read one does; who may not read the view is not shown the way to it.
    andrad = await anna.gor(arende, "andra", uppgifter={"sprak": "somaliska"})
    assert andrad["_links"]["invandningar"]["href"].endswith(f"{arende}/invandningar")
    assert f"objektId={om_beslutet['id']}" in om_beslutet["_links"]["invandningar"]["href"]
    for namn in ("vera", "sven", "sara", "gunilla"):
        svar = await detaljer(varld, helt, namn)
        assert svar, namn
        assert not [op for op, s in svar.items() if "invandningar" in s["_links"]], namn
