"""Samråd: asked by every channel, answered by hand, gone without answer; never seen by an utförare."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.outbox import Utkorgsrad
from app.flode.samrad.models import Samrad
from tests.svar import utan_spar

pytestmark = pytest.mark.anyio

AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
FRAGA = {
    "kanal": "api",
    "syfte": "Samråd före beslut.",
    "fraga": "Är personen inskriven hos er?",
    "svarSenast": "2026-10-19",
    "utlamnandeGrund": "uppgiftsskyldighet",
    "utlamnandeLagrum": "12 kap. 4 § SoL",
}
SAMTAL = {"datum": "2026-10-12", "vem": "Maria, AF Eskilstuna", "anteckning": "Inget program är aktuellt."}
SVAR = {
    "person": {"fornamn": "Amina", "efternamn": "Exempelsson", "personnummer": "19850213-9804"},
    "arbetssokande": {"inskrivenFran": "2026-03-02"},
    "medlemIArbetsloshetskassa": False,
    "sokandekategori": {"kod": "11", "text": "Öppet arbetslös", "oppetArbetslos": True},
    "senasteAktivitetsrapport": "2026-09-14",
}


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


@pytest.fixture
async def adress(anna):
    arende = await anna.skapa("arenden", AMINA)
    return f"arenden/{arende['id']}/samrad"


async def _begar(anna, adress, **mer):
    samrad = await anna.skapa(adress, FRAGA | mer)
    return samrad, f"{adress}/{samrad['id']}"


async def test_fraga_genom_api_laggs_i_utkorgen_i_samma_transaktion(varld, anna, adress):
    samrad, _ = await _begar(anna, adress)
    assert samrad["status"] == "begart"
    unikt_id = f"{samrad['id']}_0"
    assert samrad["leverans"] == {"status": "i_ko", "version": 0, "uniktId": unikt_id, "paketversion": 2}
    assert set(samrad["_links"]) == {
        "self", "invandningar", "handelser", "utred", "besvara", "aterkalla", "lamna_manuellt", "notera",
    }  # fmt: skip

    async def las(arbete):
        rad = (await arbete.session.scalars(select(Utkorgsrad))).one()
        return rad, rad.oppna(arbete.krypto)

    rad, innehall = await varld.i_databasen(las, anna.kommunkod)
    assert (rad.unikt_id, rad.lopnummer, rad.typ) == (f"{samrad['id']}_0", 1, "samrad")
    assert rad.person == "anna.handlaggare"
    assert b"198502139804" not in rad.innehall
    assert innehall["personnummer"] == "198502139804"
    assert innehall["myndighet"]["namn"] == "Eskilstuna kommun, socialnämnden"
    assert innehall["lagrum"] == "12 kap. 4 § SoL"


@pytest.mark.regel("AK-14")
@pytest.mark.parametrize("kanal", ["telefon", "af_webb", "sdk", "brev", "mote"])
async def test_manuella_kanaler_dokumenteras_och_besvaras_utan_api(varld, anna, adress, kanal):
    samrad, vag = await _begar(anna, adress, kanal=kanal, kontakt=SAMTAL)
    assert samrad["kontakt"] == SAMTAL
    assert samrad["leverans"]["status"] == "ingen"
    besvarat = await anna.gor(vag, "besvara", kontakt=SAMTAL, svar=SVAR)
    assert besvarat["status"] == "besvarat"
    assert besvarat["svar"]["person"]["personnummer"] == "198502139804"
    assert besvarat["svar"]["arbetssokande"] == {"inskrivenFran": "2026-03-02"}
    assert besvarat["svarskontakt"] == SAMTAL
    assert (await anna.hamta(vag)).json() == besvarat


async def test_svaret_lagras_forseglat(varld, anna, adress):
    _, vag = await _begar(anna, adress, kanal="telefon", kontakt=SAMTAL)
    await anna.gor(vag, "besvara", kontakt=SAMTAL, svar=SVAR)

    async def las(arbete):
        return (await arbete.session.scalars(select(Samrad))).one().svar_forseglat

    forseglat = await varld.i_databasen(las, anna.kommunkod)
    assert b"Amina" not in forseglat
    assert b"198502139804" not in forseglat


async def test_svar_om_en_annan_person_tas_inte_emot(anna, adress):
    _, vag = await _begar(anna, adress, kanal="telefon", kontakt=SAMTAL)
    fel = SVAR | {"person": SVAR["person"] | {"personnummer": "19900107-9814"}}
    svar = await anna.handelse(vag, {"typ": "besvara", "kontakt": SAMTAL, "svar": fel})
    assert svar.status_code == 422
    assert svar.json()["fel"][0]["kod"] == "fel_person"
    assert "9814" not in utan_spar(svar)
    assert (await anna.hamta(vag)).json()["status"] == "begart"


@pytest.mark.parametrize(
    ("andrat", "kod"),
    [
        ({"kanal": "telefon"}, "kontakt_efter_kanal"),
        ({"kontakt": SAMTAL}, "kontakt_efter_kanal"),
        ({"utlamnandeGrund": None}, "otillatet_val"),
        ({"utlamnandeLagrum": None}, "text"),
        ({"svarSenast": "2026-10-11"}, "passerat"),
        ({"kanal": "mote", "kontakt": SAMTAL | {"datum": "2026-10-13"}}, "framtid"),
    ],
)
async def test_ofullstandig_begaran_avvisas_och_inget_skrivs(varld, anna, adress, andrat, kod):
    svar = await anna.posta(adress, FRAGA | andrat)
    assert svar.status_code == 422
    assert kod in {f["kod"] for f in svar.json()["fel"]}
    assert (await anna.hamta(adress)).json()["samrad"] == []


async def test_utan_svar_forst_nar_svarstiden_gatt_ut(varld, anna, adress):
    _, vag = await _begar(anna, adress)
    nej = await anna.handelse(vag, {"typ": "utan_svar", "skal": "Brådskande."})
    assert (nej.status_code, nej.json()["regel"]) == (409, "AK-14")
    detalj = (await anna.hamta(vag)).json()
    assert [(h["handelse"], h["kod"]) for h in detalj["hinder"]] == [
        ("utan_svar", "svarstid_pagar"),
        ("sand_om", "inget_att_sanda_om"),
        ("markera_sand", "fel_kanal"),
        ("registrera_kvittens", "fel_kanal"),
    ]
    varld.klocka.flytta(timedelta(days=8))
    samrad = await anna.gor(vag, "utan_svar", skal="Inget svar trots påminnelse.")
    assert (samrad["status"], samrad["skal"]) == ("utan_svar", "Inget svar trots påminnelse.")
    sent = await anna.gor(vag, "besvara", kontakt=SAMTAL | {"datum": "2026-10-20"})
    assert sent["status"] == "besvarat"


async def test_aterkallad_fraga_lamnar_utkorgen(varld, anna, adress):
    _, vag = await _begar(anna, adress)
    await anna.gor(vag, "utred")
    samrad = await anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    assert samrad["status"] == "aterkallat"
    assert set(samrad["_links"]) == {"self", "invandningar", "handelser"}

    async def las(arbete):
        return (await arbete.session.scalars(select(Utkorgsrad.status))).all()

    assert await varld.i_databasen(las, anna.kommunkod) == ["aterkallad"]
    historik = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["begar", "utred", "aterkalla"]


async def test_notering_fran_ssbtek_bar_sin_kalla(anna, adress):
    _, vag = await _begar(anna, adress)
    rad = {"kalla": "ssbtek", "hamtad": "2026-10-12T07:30:00Z", "text": "Ingen ersättning från Försäkringskassan."}
    samrad = await anna.gor(vag, "notera", **rad)
    notering = samrad["noteringar"][0]
    assert {n: notering[n] for n in rad} == rad
    assert notering["person"] == "anna.handlaggare"


async def test_listan_sager_inget_om_innehallet(anna, adress):
    _, vag = await _begar(anna, adress, kanal="telefon", kontakt=SAMTAL)
    (rad,) = (await anna.hamta(adress)).json()["samrad"]
    assert set(rad) == {"id", "status", "kanal", "leverans", "svarSenast", "skapad", "_links"}
    assert rad["_links"]["self"]["href"].endswith(vag)


async def test_ingen_utforare_och_ingen_annan_kommun_nar_ett_samrad(varld, anna, adress):
    _, vag = await _begar(anna, adress)
    absolut = anna.adress(vag)
    assert (await varld.som("david").hamta(absolut)).status_code == 404
    assert (await varld.som("sven").hamta(absolut)).status_code == 403
    assert (await varld.som("bo").hamta(vag)).json()["kod"] == "inte_tilldelad"


async def test_handelse_kraver_if_match_och_idempotensnyckel_ger_samma_svar(anna, adress):
    svar = await anna.posta(adress, FRAGA, idempotency_key="n1")
    igen = await anna.posta(adress, FRAGA, idempotency_key="n1")
    assert (svar.status_code, svar.content) == (201, igen.content)
    vag = f"{adress}/{svar.json()['id']}/handelser"
    assert (await anna.posta(vag, {"typ": "utred"})).status_code == 428
    gammal = await anna.posta(vag, {"typ": "utred"}, if_match='"7-x"')
    assert (gammal.status_code, gammal.json()["kod"]) == (412, "inaktuell_version")


async def test_avslutat_arende_tar_inget_nytt_samrad(anna, adress):
    await anna.gor(adress.removesuffix("/samrad"), "avsluta", skal="Egen försörjning.")
    svar = await anna.posta(adress, FRAGA)
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")
