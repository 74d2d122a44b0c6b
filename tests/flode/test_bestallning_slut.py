"""How an order ends: the kind is derived from what was delivered, what is owed stays due, and an end can be undone."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import literal

from app.begrepp.parter import Roll
from app.flode.bestallning.models import NARVARO, SLUTRAPPORT, bestallning_med
from app.flode.bestallning.states import (
    BESTALLNING,
    OPPNA,
    Avslutsslag,
    BestallningLage,
    BestallningStatus,
    Leverans,
    avslutsslag,
)
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor, pa_dagen
from tests.flode.startat import startad
from tests.flode.test_bestallning_flytt import till_af

pytestmark = pytest.mark.anyio

NOT = {"orsak": "fick_arbete", "text": "Mötet hölls; personen fick arbete innan något började."}
IDAG = date(2026, 10, 12)


# --- pure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leverans", "slag"),
    [
        *((Leverans(s, borjade=True, narvaro=3, slutrapport=True), None) for s in ("utkast", *sorted(OPPNA))),
        (Leverans("avbojd"), "avbojd"),
        (Leverans("utgangen"), "obesvarad"),
        (Leverans("forfallen"), "aldrig_skickad"),
        (Leverans("flyttad", borjade=True, narvaro=3), "flyttad"),
        (Leverans("aterkallad"), "aterkallad_fore_start"),
        (Leverans("aterkallad", borjade=True), "vantar_pa_slutanteckning"),
        (Leverans("aterkallad", borjade=True, slutanteckning=True), "avbruten"),
        (Leverans("aterkallad", borjade=True, narvaro=1), "vantar_pa_slutrapport"),
        (Leverans("aterkallad", borjade=True, narvaro=1, slutanteckning=True), "vantar_pa_slutrapport"),
        (Leverans("aterkallad", borjade=True, narvaro=1, slutrapport=True), "avbruten"),
        (Leverans("avslutad", borjade=True), "vantar_pa_slutanteckning"),
        (Leverans("avslutad", borjade=True, slutanteckning=True), "avbruten"),
        (Leverans("avslutad", borjade=True, narvaro=9), "vantar_pa_slutrapport"),
        (Leverans("avslutad", borjade=True, narvaro=9, slutrapport=True), "fullfoljd"),
    ],
)
def test_slaget_av_slut_raknas_ur_det_som_levererades(leverans, slag):
    assert avslutsslag(leverans) == slag


def test_varje_slut_har_ett_slag():
    slut = BESTALLNING.slut
    assert all(avslutsslag(Leverans(s)) for s in slut)
    assert {s.value for s in BestallningStatus} == slut | OPPNA | {"utkast"}


@pytest.mark.parametrize(
    ("status", "roll", "lage", "svar"),
    [
        ("aterkallad", Roll.HANDLAGGARE, {"stangd_fran": "pausad"}, "ateroppna"),
        ("aterkallad", Roll.HANDLAGGARE, {"stangd_fran": "pausad", "annan_i_kedjan": True}, "overtagen"),
        ("aterkallad", Roll.HANDLAGGARE, {"senast_ateroppnas": date(2026, 10, 11)}, "for_sent"),
        ("aterkallad", Roll.HANDLAGGARE, {"stangd_fran": "skickad", "beslut_i_kraft": False}, "beslut_saknas"),
        ("aterkallad", Roll.HANDLAGGARE, {"stangd_fran": "skickad", "annan_aktiv_hos_utforaren": True}, "redan_aktiv"),
        ("avbojd", Roll.ARBETSLEDARE, {}, "ateroppna"),
        ("avbojd", Roll.HANDLAGGARE, {}, None),
        ("utgangen", Roll.ARBETSLEDARE, {"stangd_fran": "skickad"}, "ateroppna"),
        ("flyttad", Roll.ARBETSLEDARE, {"stangd_fran": "bekraftad"}, "ateroppna"),
        ("flyttad", Roll.HANDLAGGARE, {"stangd_fran": "bekraftad"}, None),
        ("avslutad", Roll.SAMORDNARE, {"slag": Avslutsslag.AVBRUTEN}, "inget_att_redovisa"),
        ("avslutad", Roll.VAGLEDARE, {"slag": Avslutsslag.VANTAR_PA_SLUTANTECKNING}, "lamna_slutanteckning"),
        ("avslutad", Roll.VAGLEDARE, {"slag": Avslutsslag.VANTAR_PA_SLUTRAPPORT}, "slutrapport_kravs"),
        ("pagaende", Roll.SYSTEM, {"flyttas": IDAG}, "verkstall_flytt"),
        ("pagaende", Roll.SYSTEM, {"flyttas": date(2026, 10, 13)}, "brytdagen_har_inte_kommit"),
        ("mottagen", Roll.SYSTEM, {"svar_senast": date(2026, 10, 11)}, "lat_utga"),
        ("mottagen", Roll.SYSTEM, {"svar_senast": IDAG}, "svarstid_kvar"),
    ],
)
def test_vem_far_gora_vad_efter_slutet_och_vid_brytdagen(status, roll, lage, svar):
    fakta = {"senast_ateroppnas": IDAG} | lage
    m = BESTALLNING.mojligheter(status, roll, BestallningLage(IDAG, **fakta))
    (utfall,) = {*m.handelser, *(b.hinder.kod for b in m.hinder)} - {"pausa"} or {None}
    assert utfall == svar


# --- stories --------------------------------------------------------------------------------------


def levererat(monkeypatch, narvaro=0, *, slutrapport=False):
    """As the later steps would tell of every order."""
    for tillagg, varde in ((NARVARO, narvaro), (SLUTRAPPORT, slutrapport)):
        monkeypatch.setattr(tillagg, "_satser", {})
        monkeypatch.setattr(tillagg, "_entitet", literal(varde))
        monkeypatch.setattr(tillagg, "_tolka", type(varde))


@pytest.mark.regel("AK-38", "AK-40", "AK-17", "AK-35")
@pytest.mark.parametrize("pausad", [False, True])
async def test_den_som_far_arbete_slutar_genast_och_utforaren_lamnar_en_anteckning(varld, pausad):
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    arende, vag = await startad(varld, krav=False)
    if pausad:
        await anna.gor(vag, "pausa", skal="Sjuk.")
    slut = await anna.gor(vag, "aterkalla", skal="Fick arbete.", orsak="arbete")
    assert (slut["status"], slut["avslutsorsak"], slut["slutDatum"]) == ("aterkallad", "arbete", "2026-10-12")
    assert slut["avslutsslag"] == "vantar_pa_slutanteckning"
    assert await till_af(varld, arende) == ["slut", "start"]
    assert (await anna.handelse(vag, {"typ": "lamna_slutanteckning", **NOT})).status_code == 403
    assert (await vera.handelse(vag, {"typ": "aterkalla", "skal": "Nej."})).status_code == 403
    await kor(varld)
    assert (await dagar(anna))["slutredovisning"] == "2026-10-26"
    klar = await vera.gor(vag, "lamna_slutanteckning", **NOT)
    assert (klar["avslutsslag"], klar["slutanteckningOrsak"]) == ("avbruten", "fick_arbete")
    assert (await anna.hamta(vag)).json()["slutanteckningText"] == NOT["text"]
    nej = await sven.handelse(vag, {"typ": "lamna_slutanteckning", **NOT})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "inget_att_redovisa")
    # Begun is begun, however it ended.
    await pa_dagen(varld, "2027-01-20")
    assert not {"slutredovisning", "ej_paborjat"} & (await dagar(anna)).keys()


@pytest.mark.regel("AK-35", "AK-17")
async def test_det_som_dras_tillbaka_fore_start_bara_slutar(varld):
    anna = varld.som("anna")
    vag = await bestall(varld)
    slut = await anna.gor(vag, "aterkalla", skal="Ny bedömning.")
    assert (slut["avslutsslag"], "slutDatum" in slut) == ("aterkallad_fore_start", False)
    assert await till_af(varld, {"id": slut["arendeId"]}) == []
    await pa_dagen(varld, "2027-01-11")
    assert "ej_paborjat" in await dagar(anna)
    assert "slutredovisning" not in await dagar(anna)


async def test_den_som_har_deltagit_ska_ha_en_slutrapport(varld, monkeypatch):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld, krav=False)
    levererat(monkeypatch, narvaro=1)
    assert "avslutsslag" not in (await anna.hamta(vag)).json()
    avsluta = await anna.handelse(vag, {"typ": "avsluta", "orsak": "studier", "slutDatum": "2026-10-12"})
    assert (avsluta.status_code, avsluta.json()["fel"][0]["kod"]) == (409, "slutrapport_saknas")
    slut = await anna.gor(vag, "aterkalla", skal="Fick en studieplats.", orsak="studier")
    assert slut["avslutsslag"] == "vantar_pa_slutrapport"
    nej = await vera.handelse(vag, {"typ": "lamna_slutanteckning", **NOT})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "slutrapport_kravs")
    await kor(varld)
    assert {"slutredovisning", "slutrapport_inlamning"} & (await dagar(anna)).keys() == {"slutrapport_inlamning"}
    levererat(monkeypatch, narvaro=1, slutrapport=True)
    assert (await anna.hamta(vag)).json()["avslutsslag"] == "avbruten"
    await kor(varld)
    assert "slutrapport_inlamning" not in await dagar(anna)


@pytest.mark.parametrize("fran", ["skickad", "mottagen", "bekraftad", "pagaende", "pausad"])
async def test_en_aterkallelse_av_misstag_ar_som_om_den_inte_varit_men_syns(varld, fran):
    anna, sven = varld.som("anna"), varld.som("sven")
    if fran in {"pagaende", "pausad"}:
        arende, vag = await startad(varld, krav=False)
        if fran == "pausad":
            await anna.gor(vag, "pausa", skal="Sjuk.")
    else:
        vag = await bestall(varld, vagledare="vera.vagledare" if fran == "bekraftad" else None)
        arende = {"id": (await anna.hamta(vag)).json()["arendeId"]}
    if fran == "skickad":  # as it was before it was received
        await varld.i_databasen(lambda a: _tillbaka(a, vag), "0484")
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "aterkalla", skal="Fel person.", orsak="ovriga_skal")
    varld.klocka.stall(datetime(2026, 10, 22, 8, tzinfo=UTC))
    bild = await anna.gor(vag, "ateroppna", skal="Rätt person.")
    assert bild["status"] == fran
    assert (bild["stangd"][:10], bild["ateroppnad"][:10]) == ("2026-10-13", "2026-10-22")
    assert not {"avslutsorsak", "slutDatum", "avslutsslag"} & bild.keys()
    assert [h["typ"] for h in bild["handelser"]][:2] == ["ateroppna", "aterkalla"]
    assert bild.get("svarSenast") == {"skickad": None, "mottagen": "2026-10-23"}.get(fran, "2026-10-13")
    assert await till_af(varld, arende) == (["andring", "slut", "start"] if fran in {"pagaende", "pausad"} else [])
    varld.klocka.stall(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert (await sven.hamta(vag)).json()["status"] == fran


async def _tillbaka(arbete, vag):
    bestallning = await arbete.en(bestallning_med(UUID(vag.split("/")[1])))
    bestallning.status, bestallning.mottagen, bestallning.svar_senast = "skickad", None, None


async def test_den_som_avbojde_kan_fa_svara_igen_inom_tiden(varld):
    anna, sven, cecilia = varld.som("anna"), varld.som("sven"), varld.som("cecilia")
    vag = await bestall(varld, vagledare=None)
    await sven.gor(vag, "avboj", orsak="ingen_plats")
    assert (await anna.handelse(vag, {"typ": "ateroppna", "skal": "Plats finns."})).status_code == 403
    varld.klocka.stall(datetime(2026, 11, 11, 8, tzinfo=UTC))
    bild = await cecilia.gor(vag, "ateroppna", skal="Plats finns.")
    assert (bild["status"], bild["svarSenast"], "avbojdOrsak" in bild) == ("mottagen", "2026-11-12", False)
    await sven.gor(vag, "avboj", orsak="fel_malgrupp")
    varld.klocka.stall(datetime(2026, 12, 12, 8, tzinfo=UTC))
    nej = await cecilia.handelse(vag, {"typ": "ateroppna", "skal": "Plats finns."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "for_sent")


async def test_en_paus_till_en_dag_bevakas_och_vagledaren_kan_bytas_under_den(varld):
    anna, sven = varld.som("anna"), varld.som("sven")
    _, vag = await startad(varld, krav=False)
    for till in ("2026-10-12", "2026-10-01"):
        nej = await anna.handelse(vag, {"typ": "pausa", "skal": "Sjuk.", "till": till})
        assert (nej.status_code, nej.json()["fel"][0]["falt"]) == (422, "/till")
    assert (await anna.gor(vag, "pausa", skal="Sjuk.", till="2026-11-09"))["pausTill"] == "2026-11-09"
    await sven.gor(vag, "byt_vagledare", vagledare="viktor.vagledare", skal="Föräldraledighet.")
    sedd = (await anna.hamta(vag)).json()
    assert (sedd["vagledare"], sedd["status"]) == ("viktor.vagledare", "pausad")
    assert sedd["handelser"][0]["uppgifter"] == {"till": "viktor.vagledare", "skal": "Föräldraledighet."}
    await pa_dagen(varld, "2026-11-08")
    assert "bestallning_paus" not in await dagar(anna)
    await pa_dagen(varld, "2026-11-09")
    assert (await dagar(anna))["bestallning_paus"] == "2026-11-09"
    assert "pausTill" not in await anna.gor(vag, "ateruppta")
    await kor(varld)
    assert "bestallning_paus" not in await dagar(anna)
