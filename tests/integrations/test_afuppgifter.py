"""Questions of fact to AF: through the outbox, answered once, sealed, for the handläggare alone, and only signals."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.flode.afuppgift.models import Afuppgift
from tests.flode import bevakat, skyddat
from tests.integrations.test_arbetare import stor, tom

pytestmark = pytest.mark.anyio
PERSON = "198502139804"
GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL"}


async def fraga(fall, slag="inskrivningsuppgifter"):
    ny = await fall.anna.skapa(f"{fall.vag}/afuppgifter", {"slag": slag} | GRUND)
    return f"{fall.vag}/afuppgifter/{ny['id']}"


def signaler(bild):
    return [(s["kod"], s["regel"]) for s in bild["signaler"]]


@pytest.mark.regel("AK-18", "DP-09", "DP-13")
async def test_svaret_pa_anropet_ar_svaret_och_bara_det_tillatna_sparas(varld, af, arbetare, fall, utkorg):
    af.personer.satt(PERSON, {"uppgifter": {"hemligt": "skulder", "arbetssokande": {
        "inskriven_fran": "2026-03-02", "inskriven_till": "2026-09-30", "orsak": "hemligt skäl",
    }}})  # fmt: skip
    vag = await fraga(fall)
    bild = await fall.las(vag)
    assert (bild["status"], bild["utlamnandeGrund"], bild.get("inskrivningsuppgifter")) == (
        "begard", "uppgiftsskyldighet", None,
    )  # fmt: skip
    assert len(af.router["inskrivningsuppgifter"].calls) == 0  # nothing inside the request
    assert await arbetare.omgang() == 1
    (anrop,) = [c.request for c in af.router["inskrivningsuppgifter"].calls]
    assert anrop.content == f'{{"personnummer":"{PERSON}"}}'.encode()
    bild = await fall.las(vag)
    svar = bild["inskrivningsuppgifter"]
    assert (bild["status"], bild["kalla"], bild["besvarad"]) == (
        "besvarad", "arbetsformedlingen", "2026-10-12T08:00:00Z",
    )  # fmt: skip
    assert bild["afTrackingId"] == anrop.headers["AF-TrackingId"]
    assert set(svar) <= {
        "person", "arbetssokande", "medlemIArbetsloshetskassa", "sokandekategori", "program",
        "senasteAktivitetsrapport", "kontakt", "sekretessmarkering", "status",
    }  # fmt: skip
    assert svar["arbetssokande"] == {"inskrivenFran": "2026-03-02", "inskrivenTill": "2026-09-30"}
    assert "hemligt" not in str(bild)
    # No longer registered: a signal for a person, and nothing else has happened (AK-18).
    assert signaler(bild) == [("inte_inskriven", "AK-18")]
    assert [h["typ"] for h in (await fall.las(f"{vag}/handelser"))["handelser"]] == ["begar", "besvara"]
    (rad,) = await utkorg()
    assert (rad.status, rad.kvittens) == ("kvitterad", {})  # the answer is not in the outbox

    async def forseglat(arbete):
        return (await arbete.session.scalars(select(Afuppgift.svar_forseglat))).one()

    assert b"2026-03-02" not in await varld.i_databasen(forseglat)
    (listad,) = (await fall.las(f"{fall.vag}/afuppgifter"))["afuppgifter"]
    assert set(listad) == {"id", "slag", "status", "skapad", "_links"}
    for vem, status in (("sven", 403), ("vera", 403), ("af", 404), ("david", 404), ("bo", 403)):
        assert (await varld.som(vem).hamta(fall.anna.adress(vag))).status_code in {status, 403}, vem


@pytest.mark.regel("AK-05")
async def test_en_pagaende_insats_pa_heltid_ar_en_signal(af, arbetare, fall):
    insats = {"genomforande_referens": "1", "insats": "Arbetsmarknadsutbildning", "fran": "2026-09-01", "tom": None}
    deltid, heltid = ({"omfattning_procent": p, "fas": "PAGAENDE"} for p in (50, 100))
    over = {"omfattning_procent": 100, "fas": "AVSLUTAD"}
    for lagen, vantat in (((deltid, over), []), ((deltid, heltid), [("heltidsinsats", "AK-05")])):
        af.personer.satt(PERSON, {"genomforanden": [insats | lage for lage in lagen]})
        vag = await fraga(fall, "genomforanden")
        await arbetare.omgang()
        bild = await fall.las(vag)
        assert signaler(bild) == vantat
        (forsta, _) = bild["genomforanden"]["genomforanden"]
        assert forsta == {
            "insats": "Arbetsmarknadsutbildning", "fran": "2026-09-01", "omfattningProcent": 50, "fas": "PAGAENDE",
        }  # fmt: skip


@pytest.mark.regel("DP-14", "DP-15")
async def test_afs_sekretessmarkering_flaggas_men_satter_inget_skydd(varld, af, arbetare, fall):
    af.personer.satt(PERSON, {"sekretessmarkering": True})
    vag = await fraga(fall)
    await arbetare.omgang()
    bild = await fall.las(vag)
    assert signaler(bild) == [("skydd_hos_af", "DP-15")]
    assert (await fall.las(fall.vag))["skyddsniva"] == "ingen"
    await bevakat.kor(varld)
    assert (await bevakat.dagar(fall.anna))["skydd_hos_af"] == "2026-10-13"
    await skyddat.skydda(fall.anna, fall.vag, "sekretessmarkering")
    await bevakat.kor(varld)
    assert "skydd_hos_af" not in await bevakat.dagar(fall.anna)
    # AF's answer to a samråd may tell the same.


@pytest.mark.parametrize("fel", ["503", "timeout", "bruten", "trasig_json", "timeout_efter_lagring"])
async def test_fragan_stalls_igen_tills_den_far_svar(varld, af, arbetare, fall, fel):
    vag = await fraga(fall)
    stor(af, fel)
    await tom(arbetare, varld)
    assert (await fall.las(vag))["status"] == "besvarad"


async def test_avvisad_fraga_stalls_om_eller_tas_tillbaka_och_svar_om_en_annan_sparas_inte(varld, af, arbetare, fall):
    forsta = await fraga(fall)
    stor(af, "400")
    await arbetare.omgang()
    bild = await fall.las(forsta)
    assert (bild["status"], bild["fel"]["felkod"]) == ("avvisad", "af_400")
    assert "aterkalla" in bild["_links"]
    varld.klocka.flytta(timedelta(days=1))
    await bevakat.kor(varld)
    assert "meddelande_af" in await bevakat.dagar(fall.anna)
    om = await fall.anna.gor(forsta, "sand_om")
    assert (om["status"], om.get("fel")) == ("begard", None)
    await arbetare.omgang()
    assert (await fall.las(forsta))["status"] == "besvarad"
    annan = {"fornamn": "A", "efternamn": "B", "personnummer": "199001079814"}
    af.personer.satt(PERSON, {"uppgifter": {"person": annan}})
    andra = await fraga(fall)
    await arbetare.omgang()
    bild = await fall.las(andra)
    assert (bild["status"], bild["fel"]["felkod"], "199001079814" in str(bild)) == ("avvisad", "fel_person", False)
    tredje = await fraga(fall)
    await fall.anna.gor(tredje, "aterkalla")
    assert await arbetare.omgang() == 0
    await fall.anna.gor(fall.vag, "avsluta", skal="Försörjer sig själv.")
    nej = await fall.anna.posta(f"{fall.vag}/afuppgifter", {"slag": "genomforanden"} | GRUND)
    assert (nej.status_code, nej.json()["regel"]) == (409, "DP-01")
