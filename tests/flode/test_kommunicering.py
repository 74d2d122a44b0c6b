"""Kommunicering over HTTP: no burdening beslut until the party has had its say (AK-22)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.flode import beslutat

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("typ", ["vagran", "nedsattning"])
async def test_inget_betungande_beslut_forran_parten_fatt_svara(varld, typ):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    assert kommunicering["beslutTidigast"] == "2026-10-20"
    assert [(h["handelse"], h["regel"]) for h in kommunicering["hinder"]] == [("utan_svar", "AK-22")]
    vag = f"arenden/{arende['id']}/beslut"
    varld.klocka.stall(datetime(2026, 10, 19, 21, 0, tzinfo=UTC))
    svar = await anna.posta(vag, beslutat.vagran(underlag, kommunicering, "2026-10-19", typ))
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-22", "25 § FL")
    assert (await anna.handelse(adress, {"typ": "utan_svar"})).json()["regel"] == "AK-22"

    varld.klocka.stall(datetime(2026, 10, 19, 22, 0, tzinfo=UTC))  # midnight in Stockholm
    bakdaterat = await anna.posta(vag, beslutat.vagran(underlag, kommunicering, "2026-10-19", typ))
    assert bakdaterat.json()["regel"] == "AK-22"
    beslut = await anna.skapa(vag, beslutat.vagran(underlag, kommunicering, "2026-10-20", typ))
    kommunicering = (await anna.hamta(adress)).json()
    assert (kommunicering["status"], kommunicering["version"]) == ("utan_svar", 2)
    svar = await anna.posta(vag, beslutat.vagran(underlag, kommunicering, "2026-10-20"))
    assert svar.json()["fel"][0]["kod"] == "kommunicering_anvand"
    await anna.skapa(vag, beslutat.vagran(underlag, kommunicering, "2026-10-20", typ, ersatterId=beslut["id"]))


async def test_svaret_avslutar_kommuniceringen(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    sent = {"typ": "besvara", "svar": "Jag var sjuk.", "svarDatum": "2026-10-13"}
    assert (await anna.handelse(adress, sent)).status_code == 422
    besvarad = await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    assert (besvarad["status"], besvarad["beslutTidigast"]) == ("besvarad", "2026-10-12")
    await anna.skapa(f"arenden/{arende['id']}/beslut", beslutat.vagran(underlag, kommunicering, "2026-10-12"))


async def test_en_kommunicering_kan_forlangas_och_avbrytas(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    _, adress = await beslutat.kommunicera(anna, arende)
    svar = await anna.handelse(adress, {"typ": "forlang", "svarSenast": "2026-10-19"})
    assert (svar.status_code, svar.json()["regel"]) == (422, "AK-22")
    assert (await anna.gor(adress, "forlang", svarSenast="2026-10-26"))["beslutTidigast"] == "2026-10-27"
    avbruten = await anna.gor(adress, "avbryt", skal="Frånvaron var giltig.")
    assert (avbruten["status"], "beslutTidigast" in avbruten) == ("avbruten", False)
    varld.klocka.flytta(timedelta(days=30))
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.vagran(underlag, avbruten, "2026-11-11"))
    assert svar.json()["regel"] == "AK-22"
    historik = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["kommunicera", "forlang", "avbryt"]
    assert len((await anna.hamta(f"arenden/{arende['id']}/kommuniceringar")).json()["kommuniceringar"]) == 1


async def test_svarstiden_ligger_framat(varld):
    anna, arende, _ = await beslutat.begard(varld)
    kropp = {"material": "Underlag.", "svarSenast": "2026-10-12"}
    svar = await anna.posta(f"arenden/{arende['id']}/kommuniceringar", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (422, "AK-22")
