"""Beställning: what each party may do in each state, what is released, and what stops it."""

from datetime import timedelta
from typing import Any

import pytest

from app.katalog import rollista
from tests.conftest import Varld
from tests.flode import skyddat, steg


async def test_utkastet_visar_vad_som_far_goras_och_vad_som_hindrar(varld: Varld) -> None:
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    utkast = await steg.nytt_utkast(anna, beslut, utlamnandeGrund=None)
    assert utkast["status"] == "utkast"
    assert {"self", "handelser", "andra", "frislapp"} <= utkast["_links"].keys()
    assert [(h["handelse"], h["kod"], h["regel"]) for h in utkast["hinder"]] == [
        ("skicka", "utlamnandegrund_saknas", "DP-09")
    ]


async def test_utforaren_ser_bestallningen_forst_nar_den_ar_skickad(varld: Varld) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    utkast = await steg.nytt_utkast(anna, beslut)
    vag = f"bestallningar/{utkast['id']}"
    assert (await sven.hamta(vag)).status_code == 404
    assert (await sven.hamta("bestallningar")).json()["bestallningar"] == []
    await anna.gor(vag, "skicka")
    sedd = (await sven.hamta(vag)).json()
    assert sedd["status"] == "skickad"
    assert [h["typ"] for h in sedd["handelser"]] == ["skicka"]
    assert "beslutId" not in sedd
    assert "arendeId" not in sedd


async def test_bara_det_avtalet_slapper_kommer_med(varld: Varld) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    bestallning = await steg.ny_bestallning(anna)
    sedd = (await sven.hamta(f"bestallningar/{bestallning['id']}")).json()
    assert sedd["deltagare"] == {
        "fornamn": "Amina",
        "efternamn": "Exempelsson",
        "personnummer": "198502139804",
        "telefon": "070-1740605",
        "sprak": "arabiska",
        "tolkbehov": True,
    }


async def test_utan_gallande_beslut_ingen_bestallning(varld: Varld) -> None:
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    utkast = await steg.nytt_utkast(anna, beslut)
    varld.klocka.flytta(timedelta(days=365))
    svar = await anna.handelse(f"bestallningar/{utkast['id']}", {"typ": "skicka"})
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (409, "hinder", "AK-41")
    assert (await anna.hamta(f"bestallningar/{utkast['id']}")).json()["status"] == "utkast"


async def test_utan_avtal_ingen_bestallning(varld: Varld) -> None:
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    utkast = await steg.nytt_utkast(anna, beslut, utforareId=str(rollista.BRYGGAN))
    svar = await anna.handelse(f"bestallningar/{utkast['id']}", {"typ": "skicka"})
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "avtal_saknas")


async def test_skyddad_person_kraver_frislappande_och_slapper_ingen_kontakt(varld: Varld) -> None:
    anna, sven, eva = varld.som("anna"), varld.som("sven"), varld.som("eva")
    arende = await steg.nytt_arende(anna, skyddsniva="skyddad_folkbokforing")
    utkast = await steg.nytt_utkast(anna, await steg.nytt_beslut(anna, arende))
    vag = f"bestallningar/{utkast['id']}"
    nej = await anna.handelse(vag, {"typ": "skicka"})
    assert (nej.status_code, nej.json()["regel"]) == (409, "DP-15")
    await anna.gor(vag, "frislapp", skal="Prövat.", mottagare="sven.samordnare")
    await anna.gor(vag, "skicka")
    sedd = (await sven.hamta(vag)).json()
    assert sedd["deltagare"].keys() == {"fornamn", "efternamn", "sprak", "tolkbehov"}
    await sven.gor(vag, "ta_emot")
    await sven.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare="vera.vagledare")
    for namngiven in (sven, anna, varld.som("vera")):
        (rad,) = (await namngiven.hamta("bestallningar")).json()["bestallningar"]
        assert not rad.keys() & {"namn", "utforareId", "vagledare"}, "no list says who, or with whom"
    for annan in (eva, varld.som("cecilia"), varld.som("bo")):
        assert (await annan.hamta(vag)).status_code == 404
        assert (await annan.hamta("bestallningar")).json()["bestallningar"] == []


@pytest.mark.regel("AK-40", "T-12")
async def test_vagen_fran_skickad_till_bekraftad(varld: Varld) -> None:
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    assert (await vera.hamta(vag)).status_code == 404
    mottagen = await sven.gor(vag, "ta_emot")
    assert (mottagen["svarSenast"], mottagen["moteBokasSenast"], mottagen["moteHallsSenast"]) == (
        "2026-10-13",
        "2026-10-19",
        "2026-10-26",
    )
    bekraftad = await sven.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare="vera.vagledare")
    assert (bekraftad["status"], bekraftad["vagledare"]) == ("bekraftad", "vera.vagledare")
    assert (await vera.hamta(vag)).status_code == 200
    assert (await varld.som("viktor").hamta(vag)).status_code == 404
    assert [h["kod"] for h in (await vera.hamta(vag)).json()["hinder"]] == ["uppstartsmote_saknas"]


async def test_starta_vantar_pa_uppstartsmotet(varld: Varld) -> None:
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = f"bestallningar/{(await steg.bekraftad(anna, sven))['id']}"
    svar = await vera.handelse(vag, {"typ": "starta"})
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (409, "hinder", "AK-40")


async def test_utforaren_avbojer_med_kodad_orsak(varld: Varld) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    await sven.gor(vag, "ta_emot")
    assert (await sven.handelse(vag, {"typ": "avboj", "orsak": "annat"})).status_code == 422
    assert (await sven.gor(vag, "avboj", orsak="ingen_plats"))["status"] == "avbojd"
    assert (await anna.hamta(vag)).json()["avbojdOrsak"] == "ingen_plats"
    assert (await anna.hamta(vag)).json()["_links"].keys() >= {"self", "handelser"}


async def test_aterkallad_bestallning_syns_for_utforaren_tills_ratten_tar_slut(varld: Varld) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    await anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    assert (await sven.hamta(vag)).json()["status"] == "aterkallad"
    varld.klocka.flytta(timedelta(days=30))
    assert (await sven.hamta(vag)).status_code == 200
    varld.klocka.flytta(timedelta(days=1))
    assert (await sven.hamta(vag)).status_code == 404
    assert (await anna.hamta(vag)).status_code == 200


@pytest.mark.parametrize(
    ("namn", "handelse", "status"),
    [
        ("sven", {"typ": "skicka"}, 403),
        ("sven", {"typ": "aterkalla", "skal": "Nej."}, 403),
        ("anna", {"typ": "ta_emot"}, 403),
        ("anna", {"typ": "avsluta", "orsak": "arbete", "slutDatum": "2026-10-12"}, 409),
        ("anna", {"typ": "skicka"}, 409),
        ("sven", {"typ": "bekrafta", "startDatum": "2026-10-19", "vagledare": "vera.vagledare"}, 409),
        ("eva", {"typ": "ta_emot"}, 404),
        ("david", {"typ": "aterkalla", "skal": "Nej."}, 404),
        ("anna", {"typ": "flyg"}, 422),
    ],
)
async def test_fel_roll_eller_fel_lage_nekas_och_inget_skrivs(
    varld: Varld, namn: str, handelse: dict[str, Any], status: int
) -> None:
    anna = varld.som("anna")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    fore = (await anna.hamta(vag)).json()
    etag = (await anna.hamta(vag)).headers["etag"]
    svar = await varld.som(namn).posta(f"{vag}/handelser", handelse, if_match=etag)
    assert svar.status_code == status, svar.text
    assert svar.headers["content-type"] == "application/problem+json"
    assert (await anna.hamta(vag)).json() == fore


@pytest.mark.regel("AK-40")
async def test_en_person_kan_inte_ha_tva_aktiva_hos_samma_utforare(varld: Varld) -> None:
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    forsta, andra = [await steg.nytt_utkast(anna, beslut) for _ in range(2)]
    await anna.gor(f"bestallningar/{forsta['id']}", "skicka")
    nej = await anna.handelse(f"bestallningar/{andra['id']}", {"typ": "skicka"})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "redan_aktiv")
    await anna.gor(f"bestallningar/{forsta['id']}", "aterkalla", skal="Fel.")
    assert (await anna.gor(f"bestallningar/{andra['id']}", "skicka"))["status"] == "skickad"


async def test_arendet_kan_inte_avslutas_med_en_bestallning_pa_vag(varld: Varld) -> None:
    anna = varld.som("anna")
    bestallning = await steg.ny_bestallning(anna)
    arende = f"arenden/{bestallning['arendeId']}"
    nej = await anna.handelse(arende, {"typ": "avsluta", "skal": "Klart."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "bestallning_pagar")
    await anna.gor(f"bestallningar/{bestallning['id']}", "aterkalla", skal="Fel.")
    assert (await anna.gor(arende, "avsluta", skal="Klart."))["status"] == "avslutat"


async def test_ordernumret_ar_fritt_fran_personuppgifter_och_unikt(varld: Varld) -> None:
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    nummer = {(await steg.nytt_utkast(anna, beslut))["nummer"] for _ in range(5)}
    assert len(nummer) == 5
    assert all(n.startswith("B-") and len(n) == 11 for n in nummer)


async def test_timmar_over_taket_nekas(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna, antalBarn=1, yngstaBarnFyllerAtta="2030-05-01")
    await steg.manader(anna, arende, "2026-07")
    krav = {"barnetsBasta": "Tiderna ryms i förskolan.", "regelverk": "aktivitetskrav-2026-730"}
    beslut = await steg.nytt_beslut(anna, arende, krav, lagrum="sol_12_4a", ingenLampligAtgard=None, **krav)
    svar = await anna.posta(
        "bestallningar",
        {
            "beslutId": beslut["id"],
            "utforareId": str(rollista.KLIVET),
            "onskadStart": "2026-10-19",
            "timmarPerVecka": 35,
            "mal": "Praktik.",
        },
    )
    assert (svar.status_code, svar.json().get("regel")) == (422, "AK-07"), svar.text


async def test_byte_av_handlaggare_foljer_med_till_bestallningen(varld: Varld) -> None:
    anna, bo = varld.som("anna"), varld.som("bo")
    bestallning = await steg.ny_bestallning(anna)
    vag = f"bestallningar/{bestallning['id']}"
    nej = await bo.hamta(vag)
    assert (nej.status_code, nej.json()["kod"], nej.json()["regel"]) == (403, "inte_tilldelad", "DP-04")
    await anna.gor(f"arenden/{bestallning['arendeId']}", "byt_handlaggare", handlaggare="bo.handlaggare")
    assert (await bo.hamta(vag)).json()["handlaggare"] == "bo.handlaggare"
    assert (await anna.hamta(vag)).status_code == 403


async def test_den_som_blir_skyddad_forlorar_kontaktuppgifterna_hos_utforaren_genast(varld: Varld) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    bestallning = await steg.ny_bestallning(anna)
    vag = f"bestallningar/{bestallning['id']}"
    assert "telefon" in (await sven.hamta(vag)).json()["deltagare"]
    await skyddat.skydda(anna, f"arenden/{bestallning['arendeId']}", "sekretessmarkering")
    assert (await sven.hamta(vag)).status_code == 404
    kvar = (await anna.hamta(vag)).json()
    assert kvar["deltagare"].keys() == {"fornamn", "efternamn", "sprak", "tolkbehov"}
    assert kvar["handelser"][0]["typ"] == "folj_arendet"
