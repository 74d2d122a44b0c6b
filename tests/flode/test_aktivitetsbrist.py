"""Aktivitetsbrist: a month with nothing to offer is on record, is the kommun's failing and burdens nobody (AK-10)."""

import asyncio
from datetime import UTC, datetime

import pytest

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad
from app.flode.aktivitetsbrist.states import AKTIVITETSBRIST, HANDLAGGARE, NOTERA, BristLage
from tests.flode import beslutat
from tests.flode.test_bedomning import ge_utforare_scope

pytestmark = pytest.mark.anyio

BRIST = {"manad": "2026-10", "orsak": "ingen_ledig_plats", "anteckning": "Språkgruppen är full."}
OKTOBER = Manad(2026, 10)
FALL = {
    "månaden": (BristLage(OKTOBER, OKTOBER), None),
    "en tidigare månad": (BristLage(Manad(2025, 12), OKTOBER), None),
    "nästa månad": (BristLage(Manad(2026, 11), OKTOBER), ("AK-10", "12 kap. 4 a § SoL")),
    "januari nästa år": (BristLage(Manad(2027, 1), Manad(2026, 12)), ("AK-10", "12 kap. 4 a § SoL")),
    "redan noterad": (BristLage(OKTOBER, OKTOBER, redan_noterad=True), ("AK-10", "12 kap. 4 a § SoL")),
    "avslutat": (BristLage(OKTOBER, OKTOBER, arende_oppet=False), ("AK-27", "27 § FL")),
}


@pytest.mark.parametrize(("lage", "regel"), FALL.values(), ids=FALL)
def test_vad_som_hindrar_en_notering(lage, regel):
    assert [(h.regel, h.lagrum) for h in NOTERA.hinder(lage)] == ([regel] if regel else [])


def test_bara_namndens_egna_noterar_och_tar_tillbaka():
    assert NOTERA.roller == HANDLAGGARE
    for roll in set(Roll) - HANDLAGGARE:
        assert AKTIVITETSBRIST.mojligheter("noterad", roll, BristLage(OKTOBER, OKTOBER)).handelser == ()


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


async def test_en_brist_noteras_visas_och_tas_tillbaka(anna):
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/aktivitetsbrister"
    brist = await anna.skapa(vag, BRIST)
    assert {k: brist[k] for k in BRIST} == BRIST
    assert (brist["status"], brist["version"], set(brist["_links"])) == (
        "noterad",
        1,
        {"self", "invandningar", "handelser", "arende", "aterta"},
    )
    adress = f"{vag}/{brist['id']}"
    assert (await anna.hamta(adress)).json() == brist
    igen = await anna.posta(vag, BRIST)
    assert (igen.status_code, igen.json()["regel"], igen.json()["fel"][0]["kod"]) == (409, "AK-10", "redan_noterad")
    atertagen = await anna.gor(adress, "aterta", skal="En plats erbjöds den 20 oktober.")
    assert (atertagen["status"], atertagen["atertagenSkal"]) == ("atertagen", "En plats erbjöds den 20 oktober.")
    assert (await anna.handelse(adress, {"typ": "aterta", "skal": "Igen."})).status_code == 409
    ny = await anna.skapa(vag, BRIST | {"orsak": "annat"})
    rader = (await anna.hamta(vag)).json()["aktivitetsbrister"]
    assert [(r["id"], r["status"]) for r in rader] == [(ny["id"], "noterad"), (brist["id"], "atertagen")]
    assert set(rader[0]) == {"id", "status", "manad", "orsak", "_links"}
    historik = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"], h["uppgifter"]) for h in historik] == [
        ("notera", "noterad", {}),
        ("aterta", "atertagen", {}),
    ]


async def test_av_tva_samtidiga_blir_en(anna):
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/aktivitetsbrister"
    svar = await asyncio.gather(*(anna.posta(vag, BRIST) for _ in range(3)))
    assert sorted(s.status_code for s in svar) == [201, 409, 409]


@pytest.mark.parametrize(
    ("mer", "status"),
    [({"manad": "2026-11"}, 409), ({"manad": "2026-13"}, 422), ({"orsak": "lathet"}, 422), ({"anteckning": ""}, 422)],
)
async def test_en_felaktig_notering_nekas(anna, mer, status):
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/aktivitetsbrister"
    assert (await anna.posta(vag, BRIST | mer)).status_code == status
    assert (await anna.hamta(vag)).json()["aktivitetsbrister"] == []


async def test_det_namnden_inte_kunde_erbjuda_drabbar_inte_personen(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, _ = await beslutat.kommunicera(anna, arende)
    vag = f"arenden/{arende['id']}/aktivitetsbrister"
    await anna.skapa(vag, BRIST | {"manad": "2026-09"})
    brist = await anna.skapa(vag, BRIST)
    varld.klocka.stall(datetime(2026, 11, 2, 8, tzinfo=UTC))
    beslut = f"arenden/{arende['id']}/beslut"
    kropp = beslutat.vagran(underlag, kommunicering, "2026-11-02")
    svar = await anna.posta(beslut, kropp)
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-10", "12 kap. 4 a § SoL")
    await anna.gor(f"{vag}/{brist['id']}", "aterta", skal="En plats erbjöds.")
    await anna.skapa(beslut, kropp)


async def test_bara_den_egna_namnden_ser_bristen(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/aktivitetsbrister"
    adress = f"{vag}/{(await anna.skapa(vag, BRIST))['id']}"
    await ge_utforare_scope(varld, "beslut:las", "beslut:skriv")
    for namn, status in {"david": 404, "bo": 403, "vera": 404, "sven": 404, "af": 403}.items():
        for en in (vag, adress):
            assert (await varld.som(namn).hamta(anna.adress(en))).status_code == status, namn
        assert (await varld.som(namn).posta(anna.adress(vag), BRIST | {"manad": "2026-08"})).status_code == status, namn
