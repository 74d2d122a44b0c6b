"""Webhooks from subscription to receiver: nothing lost, nothing false, nobody else's."""

import asyncio
import base64
import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import respx
from sqlalchemy import text
from standardwebhooks import WebhookVerificationError

from app.integrations.arbetare import Arbetare
from app.integrations.webhooks.anrop import Anropare
from app.integrations.webhooks.kanal import Webhookkanal
from app.integrations.webhooks.utlaggning import Utlaggare
from tests.flode.bestallt import bestall
from tests.integrations.krokvarld import ANNAN, OPPEN, URL, VAG, Krokvarld, namnserver

pytestmark = pytest.mark.anyio
ARENDE, ANNAT = uuid4(), uuid4()


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"webhook_vardar": "*"})


@pytest.fixture
async def krok(varld):
    with respx.mock(assert_all_called=False) as router:
        krok = Krokvarld(varld, router)
        krok.router = router
        yield krok
        await krok.arbetare.stang()


async def test_adressen_bekraftar_och_far_sedan_allt_i_flodet_en_gang_och_i_ordning(krok, varld):
    order = await bestall(varld)
    ny = await krok.prenumerera(beskrivning="Verksamhetssystemet", fran=1)
    assert (ny["status"], krok.mottagare.anrop) == ("vantar_pa_bekraftelse", [])
    await krok.varv()
    aktiv = await krok.las()
    assert (aktiv["status"], "hemlighet" in aktiv, aktiv["bekraftad"]) == ("aktiv", False, "2026-10-12T08:00:00Z")
    handelser = [h for _, h in krok.mottagare.mottaget]
    egna = [h["type"] for h in handelser if h["subject"].endswith(order)]
    assert egna == [f"se.stegvis.bestallning.{t}" for t in ("skicka", "ta_emot", "bekrafta")]
    assert krok.mottagare.idn == [h["id"] for h in handelser]
    assert len(set(krok.mottagare.idn)) == len(handelser) == aktiv["markor"]
    flodet = (await krok.admin.hamta("/stegvis/v1/handelser?limit=200")).content
    assert all(r.content in flodet for r in krok.mottagare.anrop[1:]), "samma byte i flödet och i webhooken"
    assert {r.headers["content-type"] for r in krok.mottagare.anrop} == {"application/cloudevents+json"}
    await varld.som("sven").gor(order, "byt_vagledare", vagledare="viktor.vagledare", skal="Semester.")
    await krok.varv(2)
    assert len(set(krok.mottagare.idn)) == len(krok.mottagare.idn) == (await krok.las())["markor"] > len(handelser)


async def test_en_avvisad_mottagare_far_samma_handelse_igen_under_samma_id_tills_den_tar_emot(krok):
    await krok.aktiv()
    (handelse,) = await krok.hander(ARENDE)
    krok.mottagare.svar = [httpx.Response(500), httpx.Response(302, headers={"location": "http://10.0.0.1/"})]
    krok.mottagare.svar += [httpx.Response(503, headers={"retry-after": "7200"})]
    await krok.varv()
    for _ in range(4):
        await krok.om(minutes=5)
    sanda = krok.mottagare.anrop[1:]
    assert [r.headers["webhook-id"] for r in sanda] == [handelse] * 3
    assert len({r.content for r in sanda}) == 1
    assert len({r.headers["webhook-timestamp"] for r in sanda}) == 3
    assert {str(r.url) for r in sanda} == {f"https://{OPPEN}/stegvis"}
    assert krok.mottagare.idn == []
    await krok.om(minutes=90)
    assert krok.mottagare.idn == []
    await krok.om(minutes=35)
    assert krok.mottagare.idn == [handelse]
    (rad,) = await krok.leveranser("kvitterad")
    assert (rad["webhookId"], rad["forsok"], rad["nummer"]) == (handelse, 4, 1)
    assert "felkod" not in rad


async def test_ordningen_halls_inom_ett_arende_och_andra_arenden_vantar_inte(krok):
    await krok.aktiv()
    forst, sedan, annat = await krok.hander(ARENDE, ARENDE, ANNAT)
    krok.mottagare.svar = [httpx.Response(500)]
    await krok.varv()
    assert krok.mottagare.idn == [annat]
    await krok.om(minutes=5)
    assert krok.mottagare.idn == [annat, forst, sedan]


async def test_tva_hemligheter_signerar_under_rotationen_och_bara_den_nya_efter(krok, varld):
    ny = await krok.prenumerera()
    await krok.varv()
    roterad = await krok.admin.gor(krok.vag, "rotera_hemlighet")
    assert roterad["hemlighet"] not in (ny["hemlighet"], None)
    assert roterad["gammalHemlighetTill"] == "2026-10-19T08:00:00Z"
    hinder = {h["handelse"]: h["kod"] for h in roterad["hinder"]}
    assert hinder["rotera_hemlighet"] == "rotation_pagar"
    krok.mottagare.hemligheter.append(roterad["hemlighet"])
    await krok.hander(ARENDE)
    await krok.varv()
    assert len(krok.mottagare.idn) == 1
    sista = krok.mottagare.anrop[-1]
    assert len(sista.headers["webhook-signature"].split()) == 2
    for fusk in (
        {"content": sista.content + b" "},
        {"headers": dict(sista.headers) | {"webhook-id": "annan"}},
        {"headers": dict(sista.headers) | {"webhook-timestamp": "1"}},
    ):
        forfalskad = httpx.Request("POST", sista.url, **({"headers": sista.headers, "content": sista.content} | fusk))
        with pytest.raises(WebhookVerificationError):
            krok.mottagare.verifierad(forfalskad)
    varld.klocka.flytta(timedelta(minutes=6))
    with pytest.raises(WebhookVerificationError, match="too old"):
        krok.mottagare.verifierad(sista)
    await krok.admin.gor(krok.vag, "avsluta_gammal_hemlighet")
    krok.mottagare.hemligheter = [roterad["hemlighet"]]
    await krok.hander(ARENDE)
    await krok.varv()
    assert len(krok.mottagare.anrop[-1].headers["webhook-signature"].split()) == 1
    krok.mottagare.hemligheter = [ny["hemlighet"]]
    with pytest.raises(WebhookVerificationError):
        krok.mottagare.verifierad(krok.mottagare.anrop[-1])


async def test_den_gamla_hemligheten_slutar_signera_av_sig_sjalv(krok):
    await krok.aktiv()
    ny = await krok.admin.gor(krok.vag, "rotera_hemlighet")
    krok.mottagare.hemligheter = [ny["hemlighet"]]
    await krok.hander(ARENDE)
    await krok.om(days=8)
    assert len(krok.mottagare.anrop[-1].headers["webhook-signature"].split()) == 1
    assert (await krok.admin.gor(krok.vag, "rotera_hemlighet"))["hemlighet"]


async def test_hemligheten_visas_en_gang_och_star_ingenstans_i_klartext(krok, varld):
    svar = [await krok.admin.posta(VAG, {"url": URL}, idempotency_key="en-gang") for _ in range(2)]
    assert svar[0].content == svar[1].content, "samma klient får samma svar igen, ur ett förseglat minne"
    hemlighet = svar[0].json()["hemlighet"]
    vag = svar[0].headers["location"]
    for adress in (vag, f"{vag}/handelser", VAG):
        assert "whsec_" not in (await krok.admin.hamta(adress)).text
    lagrat = await varld.i_databasen(allt_lagrat)
    assert "whsec_" not in lagrat
    assert hemlighet.removeprefix("whsec_") not in lagrat
    assert base64.b64decode(hemlighet.removeprefix("whsec_")).hex() not in lagrat


async def allt_lagrat(arbete):
    """Every value of the tables that a secret goes through, as text."""
    anslutning = await arbete.session.connection()
    delar = []
    for tabell in ("prenumerationer", "idempotenssvar", "handelser", "utkorg"):
        for rad in await anslutning.execute(text(f"SELECT * FROM {tabell}")):
            delar += [v.hex() + v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in rad]
    return "\n".join(delar)


async def test_fel_svar_pa_utmaningen_ger_ingenting_och_kan_begaras_igen(krok):
    krok.mottagare.fel_utmaning = True
    await krok.prenumerera(fran=1)
    await krok.hander(ARENDE)
    await krok.varv()
    nekad = await krok.las()
    assert (nekad["status"], nekad["felkod"]) == ("vantar_pa_bekraftelse", "fel_utmaning")
    assert "bekrafta_igen" in nekad["_links"]
    assert (krok.mottagare.idn, len(krok.mottagare.anrop)) == ([], 1)
    await krok.om(hours=2)
    assert len(krok.mottagare.anrop) == 1
    krok.mottagare.fel_utmaning = False
    await krok.admin.gor(krok.vag, "bekrafta_igen")
    await krok.varv()
    assert (await krok.las())["status"] == "aktiv"
    assert len(krok.mottagare.idn) == 1
    utmaningar = {json.loads(r.content)["data"]["utmaning"] for r in krok.mottagare.anrop[:2]}
    assert len(utmaningar) == 2


async def test_en_adress_som_leder_inat_bekraftas_aldrig(krok, monkeypatch):
    krok.arbetare._kanal._anropare._fraga = inat
    await krok.prenumerera()
    await krok.varv()
    assert (await krok.las())["felkod"] == "adress_inre"
    assert krok.mottagare.anrop == []


async def inat(_vard, _port):
    return ["10.0.0.7"]


async def test_en_ny_adress_ska_bekrafta_innan_den_far_det_som_vantar(krok):
    await krok.aktiv()
    krok.mottagare.alltid = httpx.Response(500)
    handelser = await krok.hander(ARENDE, ANNAT)
    await krok.varv()
    bytt = await krok.admin.gor(krok.vag, "byt_adress", url="https://ny.utforare.example/")
    assert bytt["status"] == "vantar_pa_bekraftelse"
    fore = len(krok.mottagare.anrop)
    await krok.om(hours=1)
    assert {r.headers["host"] for r in krok.mottagare.anrop[fore:]} == {"ny.utforare.example"}
    assert all(b"bekraftelse" in r.content for r in krok.mottagare.anrop[fore:])
    krok.mottagare.alltid = None
    await krok.om(hours=1)
    await krok.om(hours=1)
    assert sorted(krok.mottagare.idn) == sorted(handelser)


async def test_en_pausad_samlar_inget_och_hamtar_in_ur_flodet_nar_den_aterupptas(krok):
    await krok.aktiv()
    krok.mottagare.alltid = httpx.Response(500)
    forsta = await krok.hander(ARENDE)
    await krok.varv()
    await krok.admin.gor(krok.vag, "pausa")
    anrop = len(krok.mottagare.anrop)
    under = await krok.hander(*[ARENDE] * 5)
    await krok.om(hours=3)
    await krok.om(hours=3)
    assert (len(krok.mottagare.anrop), len(await krok.rader())) == (anrop, 2)
    krok.mottagare.alltid = None
    await krok.admin.gor(krok.vag, "ateruppta")
    await krok.varv()
    assert krok.mottagare.idn == [*forsta, *under]
    await krok.admin.gor(krok.vag, "pausa")
    await krok.hander(ARENDE)
    sista = await krok.hander(ARENDE)
    await krok.varv()
    await krok.admin.gor(krok.vag, "ateruppta", fran=8)
    await krok.varv()
    assert krok.mottagare.idn == [*forsta, *under, *sista]


async def test_spela_om_sander_samma_handelser_igen_under_samma_id(krok):
    await krok.aktiv()
    handelser = await krok.hander(ARENDE, ANNAT, ARENDE)
    await krok.varv()
    assert (await krok.admin.handelse(krok.vag, {"typ": "spela_om", "fran": 5})).status_code == 422
    await krok.admin.gor(krok.vag, "spela_om", fran=2)
    await krok.varv()
    assert sorted(krok.mottagare.idn) == sorted([*handelser, *handelser[1:]])
    assert len({i for i, _ in krok.mottagare.mottaget}) == 3, "dubbletterna känns igen på webhook-id"


async def test_410_avslutar_prenumerationen_och_tar_tillbaka_resten(krok):
    await krok.aktiv()
    await krok.hander(ARENDE, ARENDE, ARENDE)
    krok.mottagare.alltid = httpx.Response(410)
    await krok.varv()
    avslutad = await krok.las()
    assert avslutad["status"] == "avslutad"
    assert set(avslutad["_links"]) == {"self", "handelser", "leveranser"}
    await krok.hander(ARENDE)
    await krok.om(days=1)
    assert len(krok.mottagare.anrop) == 2
    assert [r.status for r in await krok.rader()] == ["kvitterad", "parkerad", "aterkallad", "aterkallad"]
    historik = (await krok.admin.hamta(f"{krok.vag}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"]) for h in historik] == [
        ("skapa", "vantar_pa_bekraftelse"), ("bekrafta", "aktiv"), ("upphor", "avslutad"),
    ]  # fmt: skip


async def test_bara_de_valda_handelserna_skickas_och_flest_sa_manga_at_gangen(krok, varld):
    await krok.aktiv(typer=["se.stegvis.bestallning.skicka", "se.stegvis.plan"])
    krok.mottagare.alltid = httpx.Response(500)
    valda = await krok.hander(*[ARENDE] * 250)
    await krok.hander(ARENDE, typ="skicka_om")
    await krok.varv()
    assert (await krok.las())["markor"] == 200
    assert len(await krok.rader()) == 201
    krok.mottagare.alltid = None
    for _ in range(3):
        await krok.om(hours=2)
    assert (krok.mottagare.idn, (await krok.las())["markor"]) == (valda, 251)
    await krok.admin.gor(krok.vag, "andra", typer=[], beskrivning="Allt")
    (sista,) = await krok.hander(ARENDE, typ="ta_emot")
    await krok.varv()
    assert krok.mottagare.idn[-1] == sista


async def test_ingen_annan_ser_eller_ror_en_prenumeration(krok, varld):
    ny = await krok.prenumerera()
    etag = (await krok.admin.hamta(krok.vag)).headers["etag"]
    leverans = f"{krok.vag}/leveranser/{ny['id']}/handelser"
    for namn in ("boel", "sara", "disa"):
        annan = varld.som(namn)
        assert (await annan.hamta(VAG)).json()["prenumerationer"] == []
        for vag in (krok.vag, f"{krok.vag}/handelser", f"{krok.vag}/leveranser"):
            assert (await annan.hamta(vag)).status_code == 404
        assert (await annan.posta(f"{krok.vag}/handelser", {"typ": "avsluta"}, if_match=etag)).status_code == 404
        assert (await annan.posta(leverans, {"typ": "sand_om"})).status_code == 404
        assert (await annan.skapa(VAG, {"url": URL}))["status"] == "vantar_pa_bekraftelse"
    assert (await krok.admin.posta(leverans, {"typ": "sand_om"})).status_code == 404
    for namn, status in (("sven", 403), ("vera", 403), ("anna", 403), ("cecilia", 403), ("af", 403)):
        for vag in (VAG, krok.vag, f"{krok.vag}/leveranser"):
            assert (await varld.som(namn).hamta(vag)).status_code == status
        assert (await varld.som(namn).posta(VAG, {"url": URL})).status_code == status
    assert len((await krok.admin.hamta(VAG)).json()["prenumerationer"]) == 1
    assert (await krok.admin.posta(f"{krok.vag}/handelser", {"typ": "avsluta"})).status_code == 428
    assert (await krok.admin.hamta(krok.vag, if_none_match=etag)).status_code == 304


@pytest.mark.parametrize(
    ("indata", "kod"),
    [
        ({"url": "http://krok.utforare.example/"}, "adress_schema"),
        ({"url": "https://127.0.0.1/"}, "adress_vard"),
        ({"url": URL, "fran": 3}, "nummer"),
        ({"url": URL, "typer": ["a" * 201]}, "for_lang"),
        ({"url": URL, "status": "aktiv"}, "okant_falt"),
        ({}, "saknas"),
    ],
)
async def test_fel_i_det_som_begars_namns_falt_for_falt(krok, indata, kod):
    svar = await krok.admin.posta(VAG, indata)
    assert (svar.status_code, [f["kod"] for f in svar.json()["fel"]]) == (422, [kod])


async def test_efter_dagar_av_fel_pausas_den_ger_upp_det_aldsta_och_gar_vidare_av_sig_sjalv(krok, varld):
    """Another subscription of the same log gets everything meanwhile."""
    annan = Krokvarld(varld, krok.router, ip=ANNAN)
    await annan.aktiv(url="https://annan.utforare.example/")
    await krok.aktiv()
    gamla = await krok.hander(ARENDE, ARENDE)
    krok.mottagare.alltid = httpx.Response(503)
    for _ in range(3 * 4):
        await krok.om(hours=6)
    assert (await krok.las())["status"] == "pausad_automatiskt"
    assert await krok.leveranser() == []
    assert {r["webhookId"] for r in await krok.leveranser("koad")} == set(gamla)
    nya = await krok.hander(*[ANNAT] * 3)
    for _ in range(3 * 4):
        await krok.om(hours=6)
    assert annan.mottagare.idn == [*gamla, *nya]
    assert {r["webhookId"] for r in await krok.leveranser()} == set(gamla)
    assert [r["webhookId"] for r in await krok.leveranser("koad")] == nya[:1], "en i taget, som prov"
    krok.mottagare.alltid = None
    for _ in range(3):
        await krok.om(hours=2)
    assert ((await krok.las())["status"], krok.mottagare.idn) == ("aktiv", nya)
    for rad in await krok.leveranser():
        assert rad["felkod"] == "http_503"
        svar = await krok.admin.posta(rad["_links"]["sand_om"]["href"], {"typ": "sand_om"})
        assert svar.status_code == 202
    await krok.varv()
    assert sorted(krok.mottagare.idn) == sorted([*nya, *gamla])
    assert await krok.leveranser() == []
    (framme, *_) = await krok.leveranser("kvitterad")
    nekad = await krok.admin.posta(f"{krok.vag}/leveranser/{framme['id']}/handelser", {"typ": "sand_om"})
    assert (nekad.status_code, nekad.json()["fel"][0]["kod"]) == (409, "inte_parkerad")
    historik = [h["typ"] for h in (await krok.admin.hamta(f"{krok.vag}/handelser")).json()["handelser"]]
    assert historik == ["skapa", "bekrafta", "pausa_automatiskt", "ateruppta_automatiskt", "sand_om", "sand_om"]


async def test_flera_processer_lagger_ut_och_sander_varje_handelse_en_gang(krok, varld):
    await krok.aktiv()
    handelser = await krok.hander(*[uuid4() for _ in range(30)])
    await asyncio.gather(*(Utlaggare(varld.tjanster).omgang() for _ in range(3)))
    andra = Arbetare(varld.tjanster, Webhookkanal(varld.tjanster, Anropare(varld.settings, namnserver)))
    while sum(await asyncio.gather(krok.arbetare.omgang(), andra.omgang())):
        pass
    await andra.stang()
    assert sorted(krok.mottagare.idn) == sorted(handelser)
    assert [r.lopnummer for r in await krok.rader()] == list(range(1, 32))
