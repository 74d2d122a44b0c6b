"""The question to Försäkringskassan: asked, answered or withdrawn, and which answer counts."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.flode.behov.models import obesvarade_avstamningar, senaste_svar
from app.flode.behov.states import ger_besked
from tests.flode.steg import nytt_arende

pytestmark = pytest.mark.anyio

FRAGA = {
    "fragaDatum": "2026-10-12",
    "kanal": "telefon",
    "fraga": "Påverkas föräldrapenningen av språkpraktik?",
    "utlamnandeGrund": "samtycke",
    "utlamnandeLagrum": "10 kap. 1 § OSL",
}
SVAR = {"svarDatum": "2026-10-12", "svar": "paverkar_inte", "svarText": "Påverkas inte.", "svarVem": "Karin, FK"}


@pytest.fixture
def anna(varld):
    return varld.som("anna")


@pytest.fixture
async def arende(anna):
    return await nytt_arende(anna)


@pytest.fixture
def rot(arende):
    return f"arenden/{arende['id']}/fkavstamningar"


async def fraga(anna, rot, **mer):
    return f"{rot}/{(await anna.skapa(rot, FRAGA | mer))['id']}"


async def test_fraga_och_svar(anna, rot):
    ny = await anna.skapa(rot, FRAGA)
    assert {k: ny[k] for k in FRAGA} == FRAGA
    assert (ny["status"], ny["person"]) == ("fraga_stalld", "anna.handlaggare")
    assert set(ny["_links"]) == {"self", "invandningar", "handelser", "besvara", "aterkalla"}
    vag = f"{rot}/{ny['id']}"
    besvarad = await anna.gor(vag, "besvara", **SVAR, gallerTom="2027-04-11")
    assert {k: besvarad[k] for k in SVAR} == SVAR
    assert (besvarad["status"], besvarad["besvaradAv"]) == ("besvarad", "anna.handlaggare")
    assert besvarad["gallerTom"] == "2027-04-11"
    assert set(besvarad["_links"]) == {"self", "invandningar", "handelser"}
    assert (await anna.hamta(vag)).json() == besvarad
    svar = await anna.hamta(f"{vag}/handelser")
    assert [(h["typ"], h["till"]) for h in svar.json()["handelser"]] == [
        ("fraga", "fraga_stalld"),
        ("besvara", "besvarad"),
    ]
    assert "Påverkas" not in svar.text


async def test_aterkallad_fraga_besvaras_inte(anna, rot):
    vag = await fraga(anna, rot)
    aterkallad = await anna.gor(vag, "aterkalla", skal="Ledigheten är slut.")
    assert (aterkallad["status"], aterkallad["skal"]) == ("aterkallad", "Ledigheten är slut.")
    for handelse in ({"typ": "besvara", **SVAR}, {"typ": "aterkalla", "skal": "Igen."}):
        svar = await anna.handelse(vag, handelse)
        assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")


async def test_ett_svar_rattas_inte_utan_en_ny_fraga_stalls(anna, rot):
    vag = await fraga(anna, rot)
    await anna.gor(vag, "besvara", **SVAR | {"svar": "oklart"})
    svar = await anna.handelse(vag, {"typ": "besvara", **SVAR})
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")
    await anna.gor(await fraga(anna, rot), "besvara", **SVAR)
    rader = (await anna.hamta(rot)).json()["fkavstamningar"]
    assert [r["status"] for r in rader] == ["besvarad", "besvarad"]


async def test_listan_visar_inget_av_det_som_sades(anna, rot):
    await anna.gor(await fraga(anna, rot), "besvara", **SVAR)
    svar = await anna.hamta(rot)
    (rad,) = svar.json()["fkavstamningar"]
    assert set(rad) == {"id", "status", "kanal", "fragaDatum", "svarDatum", "skapad", "_links"}
    assert "åverkas" not in svar.text


@pytest.mark.parametrize(
    ("andrat", "falt", "kod"),
    [
        ({"fragaDatum": "2026-10-13"}, "/fragaDatum", "framtid"),
        ({"kanal": "api"}, "/kanal", "otillatet_val"),
        ({"fraga": "x" * 2001}, "/fraga", "for_lang"),
        ({"fraga": ""}, "/fraga", "for_kort"),
        ({"utlamnandeGrund": None}, "/utlamnandeGrund", "otillatet_val"),
        ({"utlamnandeLagrum": None}, "/utlamnandeLagrum", "text"),
        ({"svar": "paverkar"}, "/svar", "okant_falt"),
    ],
)
async def test_fragan_tas_inte_emot(anna, rot, andrat, falt, kod):
    svar = await anna.posta(rot, FRAGA | andrat)
    assert svar.status_code == 422, svar.text
    assert [(f["falt"], f["kod"]) for f in svar.json()["fel"]] == [(falt, kod)]
    assert (await anna.hamta(rot)).json()["fkavstamningar"] == []


@pytest.mark.parametrize(
    ("andrat", "falt", "kod"),
    [
        ({"svarDatum": "2026-10-13"}, "/svarDatum", "framtid"),
        ({"svarDatum": "2026-10-04"}, "/svarDatum", "fore_fragan"),
        ({"gallerTom": "2026-10-11"}, "/gallerTom", "fore_svaret"),
        ({"svar": "vet ej"}, "/svar", "otillatet_val"),
        ({"svarText": "x" * 2001}, "/svarText", "for_lang"),
        ({"svarVem": "x" * 201}, "/svarVem", "for_lang"),
    ],
)
async def test_svaret_tas_inte_emot(anna, rot, andrat, falt, kod):
    vag = await fraga(anna, rot, fragaDatum="2026-10-05")
    svar = await anna.handelse(vag, {"typ": "besvara", **SVAR, **andrat})
    assert svar.status_code == 422, svar.text
    (fel,) = svar.json()["fel"]
    assert (fel["falt"].removeprefix("/besvara"), fel["kod"]) == (falt, kod)
    assert (await anna.hamta(vag)).json()["status"] == "fraga_stalld"


async def test_granserna_i_tid_ar_med(anna, rot):
    vag = await fraga(anna, rot)
    await anna.gor(vag, "besvara", **SVAR, gallerTom=SVAR["svarDatum"])


async def test_en_annans_fraga_finns_inte_under_det_har_arendet(anna, rot):
    vag = await fraga(anna, rot)
    annat = await nytt_arende(anna, 1)
    adress = f"arenden/{annat['id']}/fkavstamningar/{vag.rpartition('/')[2]}"
    assert (await anna.hamta(adress)).status_code == 404
    assert (await anna.posta(f"{adress}/handelser", {"typ": "besvara", **SVAR}, if_match='"1"')).status_code == 404


async def test_handelser_kraver_etag(anna, rot):
    vag = await fraga(anna, rot)
    assert (await anna.posta(f"{vag}/handelser", {"typ": "besvara", **SVAR})).status_code == 428
    svar = await anna.posta(f"{vag}/handelser", {"typ": "besvara", **SVAR}, if_match='"7"')
    assert svar.status_code == 412


async def test_kollegan_kan_inte_svara(varld, anna, rot):
    vag = await fraga(anna, rot)
    svar = await varld.som("bo").posta(f"{vag}/handelser", {"typ": "besvara", **SVAR}, if_match='"1"')
    assert (svar.status_code, svar.json()["kod"]) == (403, "inte_tilldelad")


# --- which answer counts ---------------------------------------------------------------------------


async def test_det_svar_raknas_som_gavs_sist_och_samma_dag_det_som_antecknades_sist(varld, anna, arende, rot):
    forsta, andra, tredje = [await fraga(anna, rot, fragaDatum="2026-10-05") for _ in range(3)]

    async def raknas():
        async def las(arbete):
            return str((await arbete.kanske(senaste_svar(UUID(arende["id"])))).id)

        return f"{rot}/{await varld.i_databasen(las, '0484')}"

    await anna.gor(andra, "besvara", **SVAR | {"svarDatum": "2026-10-08"})
    varld.klocka.flytta(timedelta(minutes=1))
    await anna.gor(forsta, "besvara", **SVAR | {"svarDatum": "2026-10-07"})
    assert await raknas() == andra
    varld.klocka.flytta(timedelta(minutes=1))
    await anna.gor(tredje, "besvara", **SVAR | {"svarDatum": "2026-10-08"})
    assert await raknas() == tredje


async def test_obesvarade_fragor_namns_aldst_forst(varld, anna, arende, rot):
    annat = await nytt_arende(anna, 1)
    ny = await fraga(anna, rot, fragaDatum="2026-10-09")
    gammal = await fraga(anna, f"arenden/{annat['id']}/fkavstamningar", fragaDatum="2026-10-01")
    for handelse in ({"typ": "besvara", **SVAR}, {"typ": "aterkalla", "skal": "Behövs inte."}):
        assert (await anna.handelse(await fraga(anna, rot), handelse)).status_code == 200

    async def las(arbete, *idn):
        return [str(a.id) for a in await arbete.alla(obesvarade_avstamningar(UUID(i) for i in idn))]

    async def bada(arbete):
        return await las(arbete, arende["id"], annat["id"])

    async def ett(arbete):
        return await las(arbete, arende["id"])

    assert await varld.i_databasen(bada, "0484") == [vag.rpartition("/")[2] for vag in (gammal, ny)]
    assert await varld.i_databasen(ett, "0484") == [ny.rpartition("/")[2]]


@pytest.mark.parametrize(
    ("svar", "tom", "dag", "besked"),
    [
        ("paverkar_inte", None, date(2027, 1, 1), True),
        ("paverkar", None, date(2027, 1, 1), True),
        ("oklart", None, date(2027, 1, 1), False),
        ("paverkar_inte", date(2026, 10, 19), date(2026, 10, 19), True),
        ("paverkar_inte", date(2026, 10, 19), date(2026, 10, 20), False),
    ],
)
def test_ett_svar_ger_besked_till_sin_sista_dag_om_det_inte_ar_oklart(svar, tom, dag, besked):
    assert ger_besked(svar, tom, dag) is besked
