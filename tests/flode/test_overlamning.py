"""Överlämning to AF: by itself at start and end, by hand, by SDK; only released fields, never with a place."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.begrepp.paket import RUBRIKER, SLAPPTA, VISAR_PLATS
from app.core.journal import Atkomst
from app.core.outbox import Utkorgsrad
from app.flode.overlamning import followers
from app.flode.overlamning.models import Overlamning
from tests.flode import steg
from tests.flode.startat import bekraftad, startad

pytestmark = pytest.mark.anyio

NOTIS = {
    "slag": "underrattelse",
    "kanal": "api",
    "datum": "2026-10-12",
    "bedomningskod": "kan_omfattas",
    "text": "Försörjningsstöd i tre månader i följd.",
}
GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 a § SoL"}


async def _overlamningar(anna, arende):
    vag = f"arenden/{arende['id']}/overlamningar"
    rader = (await anna.hamta(vag)).json()["overlamningar"]
    return [(await anna.hamta(f"{vag}/{r['id']}")).json() for r in reversed(rader)]


async def _utkorg(varld):
    async def las(arbete):
        rader = (await arbete.session.scalars(select(Utkorgsrad).order_by(Utkorgsrad.id))).all()
        return [(r, r.oppna(arbete.krypto)) for r in rader]

    return await varld.i_databasen(las)


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


async def _notis(anna, **mer):
    arende = await steg.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/overlamningar"
    notis = await anna.skapa(vag, NOTIS | mer)
    return notis, f"{vag}/{notis['id']}"


@pytest.mark.regel("AK-17")
async def test_start_enligt_aktivitetskravet_laggs_i_ko_av_sig_sjalv(varld, anna):
    arende, bestallning = await startad(varld)
    (overlamning,) = await _overlamningar(anna, arende)
    assert (overlamning["status"], overlamning["skede"], overlamning["automatisk"]) == ("i_ko", "start", True)
    assert (overlamning["utlamnandeGrund"], overlamning["utlamnandeLagrum"]) == (
        "uppgiftsskyldighet",
        "12 kap. 4 a § SoL",
    )
    assert overlamning["bestallningId"] == bestallning.split("/")[1]
    assert overlamning["paket"] == {
        "personnummer": "198502139804",
        "kommunkod": "0484",
        "beslut": {"typ": "begaran_att_delta", "fran": "2026-10-12", "tom": "2027-04-11"},
        "timmarPerVecka": 25,
        "utforandeVerksamhet": {"namn": "Klivet AB", "organisationsnummer": "5599990016"},
        "start": "2026-10-12",
    }
    ((rad, innehall),) = await _utkorg(varld)
    assert (rad.typ, rad.unikt_id, rad.person) == ("informationsoverlamning", f"{overlamning['id']}_0", "")
    assert tuple(innehall) == SLAPPTA["arbetsformedlingen", "informationsoverlamning"]


@pytest.mark.regel("AK-17", "AK-38")
async def test_slut_meddelas_och_tar_med_det_som_handlaggaren_har_lagt_till(varld, anna):
    arende, bestallning = await startad(varld)
    varld.klocka.flytta(timedelta(days=10))
    andring = {"slag": "informationsoverlamning", "kanal": "api", "aktivitetskategori": "sprak"}
    bestallning_id = bestallning.split("/")[1]
    await anna.skapa(f"arenden/{arende['id']}/overlamningar", andring | {"bestallningId": bestallning_id})
    await anna.gor(bestallning, "avsluta", orsak="arbete", slutDatum="2026-10-20")
    *_, slut = await _overlamningar(anna, arende)
    assert (slut["skede"], slut["status"]) == ("slut", "i_ko")
    assert (slut["paket"]["slut"], slut["paket"]["aktivitetskategori"]) == ("2026-10-20", "sprak")


async def test_enligt_aktivitetsplikten_blir_det_ett_utkast_som_vantar_pa_grund(varld, anna):
    arende, _ = await startad(varld, krav=False)
    (overlamning,) = await _overlamningar(anna, arende)
    assert overlamning["status"] == "utkast"
    assert {(h["handelse"], h.get("regel")) for h in overlamning["hinder"]} >= {("lagg_i_ko", "DP-09")}
    assert await _utkorg(varld) == []
    vag = f"arenden/{arende['id']}/overlamningar/{overlamning['id']}"
    klar = await anna.gor(vag, "lagg_i_ko", utlamnandeGrund="samtycke", utlamnandeLagrum="10 kap. 1 § OSL")
    assert klar["status"] == "i_ko"


async def test_skyddad_person_far_varken_utforare_eller_plan_i_meddelandet(varld, anna):
    arende, bestallning = await startad(varld, skyddsniva="skyddad_folkbokforing")
    (overlamning,) = await _overlamningar(anna, arende)
    assert not VISAR_PLATS & overlamning["paket"].keys()
    vag = f"arenden/{arende['id']}/overlamningar"
    mer = {"slag": "informationsoverlamning", "kanal": "api", "planSammanfattning": "Hos Klivet på Provgatan."}
    egen = await anna.skapa(vag, mer | {"bestallningId": bestallning.split("/")[1]} | GRUND)
    assert not VISAR_PLATS & egen["paket"].keys()
    await anna.gor(f"{vag}/{egen['id']}", "andra", uppgifter={"planSammanfattning": "Hos Klivet."})
    await anna.gor(f"{vag}/{egen['id']}", "lagg_i_ko")
    assert "Klivet" not in str([innehall for _, innehall in await _utkorg(varld)])


async def test_utforaren_som_startar_ser_inget_av_overlamningen(varld, anna):
    arende, bestallning = await startad(varld)
    (overlamning,) = await _overlamningar(anna, arende)
    adress = anna.adress(f"arenden/{arende['id']}/overlamningar/{overlamning['id']}")
    assert (await varld.som("vera").hamta(adress)).status_code == 403
    assert (await varld.som("david").hamta(adress)).status_code == 404
    historik = (await varld.som("vera").hamta(f"{bestallning}/handelser")).text
    assert "overlamning" not in historik

    async def lasare(arbete):
        sats = select(Atkomst.person).where(Atkomst.objekttyp == "overlamning", Atkomst.slag == "skriv")
        return set((await arbete.session.scalars(sats)).all())

    assert await varld.i_databasen(lasare) == {"system:overlamning"}


async def test_ett_fel_i_foljden_tar_med_sig_starten(varld, anna, monkeypatch):
    async def trasig(*_):
        raise RuntimeError("avsiktligt")

    _, bestallning = await bekraftad(varld)
    monkeypatch.setattr(followers, "koa", trasig)
    svar = await varld.som("vera").handelse(bestallning, {"typ": "starta"})
    assert svar.status_code == 500
    assert (await anna.hamta(bestallning)).json()["status"] == "bekraftad"
    assert await _utkorg(varld) == []


@pytest.mark.regel("AK-15")
async def test_underrattelse_skapas_som_utkast_och_kraver_grund(anna, varld):
    notis, vag = await _notis(anna)
    assert notis["status"] == "utkast"
    nej = await anna.handelse(vag, {"typ": "lagg_i_ko"})
    assert (nej.status_code, nej.json()["regel"]) == (409, "DP-09")
    klar = await anna.gor(vag, "lagg_i_ko", **GRUND)
    assert (klar["status"], klar["utlamnandeGrund"]) == ("i_ko", "uppgiftsskyldighet")
    ((rad, innehall),) = await _utkorg(varld)
    assert (rad.typ, rad.person, innehall["text"]) == ("underrattelse", "anna.handlaggare", NOTIS["text"])


@pytest.mark.regel("AK-17")
async def test_manuell_kanal_visar_vad_som_ska_skrivas_in_och_bekraftas_av_en_person(anna, varld):
    notis, vag = await _notis(anna, kanal="manuell", **GRUND)
    assert {"rubrik": "Personnummer", "falt": "personnummer", "varde": "198502139804"} in notis["attSkrivaIn"]
    assert "lagg_i_ko" not in notis["_links"]
    framtid = {"typ": "lamna_manuellt", "datum": "2026-10-13", "kvittensnummer": "AF-1"}
    assert (await anna.handelse(vag, framtid)).json()["fel"][0]["kod"] == "framtid"
    klar = await anna.gor(vag, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-2026-77120")
    assert klar["status"] == "manuellt_overlamnad"
    assert klar["overlamnad"] == {
        "datum": "2026-10-12",
        "person": "anna.handlaggare",
        "kvittensnummer": "AF-2026-77120",
    }
    assert await _utkorg(varld) == []


async def test_koat_meddelande_som_lamnas_for_hand_tas_ur_kon(anna, varld):
    _, vag = await _notis(anna, **GRUND)
    await anna.gor(vag, "lagg_i_ko")
    await anna.gor(vag, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-2026-77120")
    ((rad, _),) = await _utkorg(varld)
    assert rad.status == "aterkallad"


async def test_sdk_halls_for_hand(anna):
    _, vag = await _notis(anna, kanal="sdk", **GRUND)
    sand = await anna.gor(vag, "markera_sand", datum="2026-10-12")
    assert sand["status"] == "sand"
    kvitterad = await anna.gor(vag, "registrera_kvittens", kvittensnummer="SDK-1")
    assert (kvitterad["status"], kvitterad["overlamnad"]["kvittensnummer"]) == ("kvitterad", "SDK-1")
    assert [h["typ"] for h in (await anna.hamta(f"{vag}/handelser")).json()["handelser"]] == [
        "skapa",
        "markera_sand",
        "registrera_kvittens",
    ]


async def test_utkast_andras_men_bara_med_uppgifter_av_sitt_slag(anna):
    _, vag = await _notis(anna)
    andrad = await anna.gor(vag, "andra", uppgifter={"text": "Ny text."}, **GRUND)
    assert (andrad["paket"]["text"], andrad["utlamnandeGrund"]) == ("Ny text.", "uppgiftsskyldighet")
    fel = await anna.handelse(vag, {"typ": "andra", "uppgifter": {"timmarPerVecka": 20}})
    assert (fel.status_code, fel.json()["fel"][0]["falt"]) == (422, "/uppgifter/timmarPerVecka")


@pytest.mark.parametrize(
    ("andrat", "kod"),
    [
        ({"utlamnandeGrund": "samtycke"}, "grund_och_lagrum"),
        ({"bedomningskod": "avvakta"}, "otillatet_val"),
        ({"slag": "annat"}, "otillatet_val"),
        ({"personnummer": "19850213-9804"}, "okant_falt"),
    ],
)
async def test_felaktigt_utkast_avvisas(anna, andrat, kod):
    arende = await steg.nytt_arende(anna)
    svar = await anna.posta(f"arenden/{arende['id']}/overlamningar", NOTIS | andrat)
    assert svar.status_code == 422
    assert kod in {f["kod"] for f in svar.json()["fel"]}


async def test_bestallning_i_ett_annat_arende_avvisas(anna, varld):
    _, bestallning = await startad(varld)
    annat = await steg.nytt_arende(anna, 1)
    mer = {"slag": "informationsoverlamning", "kanal": "api", "bestallningId": bestallning.split("/")[1]}
    svar = await anna.posta(f"arenden/{annat['id']}/overlamningar", mer)
    assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, "/bestallningId")


async def test_den_som_inte_har_startat_informeras_det_inte_om(anna):
    arende = await steg.nytt_arende(anna)
    bestallning = await steg.nytt_utkast(anna, await steg.nytt_beslut(anna, arende))
    mer = {"slag": "informationsoverlamning", "kanal": "api", "bestallningId": bestallning["id"]}
    svar = await anna.posta(f"arenden/{arende['id']}/overlamningar", mer)
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (
        409,
        "AK-17",
        "12 kap. 4 § eller 4 a § SoL",
    )


async def test_paketet_lagras_forseglat(anna, varld):
    await _notis(anna)

    async def las(arbete):
        return (await arbete.session.scalars(select(Overlamning.paket_forseglat))).one()

    assert b"198502139804" not in await varld.i_databasen(las)


async def test_systemadministratoren_ser_antal_men_inget_innehall(anna, varld):
    _, vag = await _notis(anna, **GRUND)
    await anna.gor(vag, "lagg_i_ko")
    varld.klocka.flytta(timedelta(days=2))
    svar = await varld.som("sara").hamta("utkorg")
    assert svar.status_code == 200
    utkorg = svar.json()
    assert (utkorg["vantande"], utkorg["parkerade"], utkorg["afLage"]) == (1, 0, "okand")
    assert utkorg["perMottagare"] == [
        {
            "mottagare": "arbetsformedlingen",
            "status": "koad",
            "antal": 1,
            "aldsta": "2026-10-12T08:00:00Z",
            "aldreAnEttDygn": 1,
        }
    ]
    assert (await anna.hamta("utkorg")).status_code == 403
    assert (await varld.som("sven").hamta(anna.adress("utkorg"))).status_code == 404
    assert (await varld.som("david").hamta(anna.adress("utkorg"))).status_code == 404


def test_varje_slappt_falt_har_en_rubrik():
    assert {falt for rad in SLAPPTA.values() for falt in rad} == set(RUBRIKER)
    assert set(RUBRIKER) >= VISAR_PLATS
