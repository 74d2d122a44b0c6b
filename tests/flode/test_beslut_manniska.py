"""DP-31: a person of the nämnd's own takes a beslut; a machine, an utförare and AF are refused by that rule."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.begrepp.parter import Part, Roll, systemaktor
from app.begrepp.tid import Manad
from app.core.errors import Forbjuden
from app.flode.beslut import actions
from app.flode.beslut.schemas import NyttBeslut
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from tests.conftest import NYCKEL, ROT
from tests.flode import beslutat
from tests.flode.test_bedomning import ge_utforare_scope

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bedomt(varld):
    """The path of the beslut of an ärende with a final assessment, and a complete beslut."""
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    return anna.adress(f"arenden/{arende['id']}/beslut"), beslutat.beslut(underlag["id"])


async def _beslut(varld, vag):
    return (await varld.som("anna").hamta(vag)).json()["beslut"]


@pytest.mark.parametrize("namn", ["vera", "sven", "eva", "af"])
async def test_utforare_och_af_nekas_redan_av_sin_behorighet(varld, bedomt, namn):
    vag, kropp = bedomt
    svar = await varld.som(namn).posta(vag, kropp)
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (403, "behorighet_saknas", "DP-31")
    assert await _beslut(varld, vag) == []


@pytest.mark.parametrize("namn", ["vera", "sven"])
async def test_utforare_med_for_vid_behorighet_nekas_anda(varld, bedomt, namn):
    vag, kropp = bedomt
    await ge_utforare_scope(varld, "beslut:las", "beslut:skriv")
    for adress in (vag, vag.replace(vag.split("/")[-2], rollista.KLIVET.hex)):
        svar = await varld.som(namn).posta(adress, kropp)
        assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (403, "roll_far_inte", "DP-31")
    assert await _beslut(varld, vag) == []


async def test_en_systemadministrator_nekas(varld, bedomt):
    vag, kropp = bedomt
    svar = await varld.som("sara").posta(vag, kropp)
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (403, "roll_far_inte", "DP-31")


@pytest.mark.parametrize("roll", ["handlaggare", "arbetsledare"])
async def test_kommunens_maskin_utan_person_nekas(varld, bedomt, roll):
    vag, kropp = bedomt
    scope = " ".join(sorted(rollista.LAS | rollista.SKRIV))
    token = utfarda(NYCKEL, varld.settings, rollista.KLIENT_ESKILSTUNA, "", roll, scope, None, varld.klocka.nu())
    huvuden = {"authorization": f"Bearer {token}", "idempotency-key": "maskin"}
    async with varld.klient(huvuden) as klient:
        svar = await klient.post(vag, json=kropp)
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (400, "person_saknas", "DP-31")
    assert await _beslut(varld, vag) == []


@pytest.mark.parametrize("roll", sorted(set(Roll) - {Roll.HANDLAGGARE, Roll.ARBETSLEDARE}))
async def test_ingen_annan_roll_fattar_beslut_inifran_tjansten(varld, bedomt, roll):
    vag, kropp = bedomt
    falt, arende_id = NyttBeslut.model_validate(kropp).falt(), UUID(vag.split("/")[-2])
    aktor = replace(systemaktor("prov"), roll=roll)

    async def fatta(arbete):
        return await actions.fatta(arbete, arende_id, **falt)

    with pytest.raises(Forbjuden) as nekad:
        await varld.tjanster.transaktioner.kor(aktor, rollista.ESKILSTUNA, fatta)
    assert (nekad.value.status, nekad.value.regel) == (403, "DP-31")
    assert await _beslut(varld, vag) == []


async def test_en_handlaggare_utan_namn_nekas_inifran_tjansten(varld, bedomt):
    vag, kropp = bedomt
    falt, arende_id = NyttBeslut.model_validate(kropp).falt(), UUID(vag.split("/")[-2])
    aktor = replace(
        systemaktor("prov"),
        part=Part.KOMMUN,
        roll=Roll.ARBETSLEDARE,
        person="",
        kommunkod=rollista.ESKILSTUNA,
        namnd_id=rollista.NAMND_ESKILSTUNA,
    )

    async def fatta(arbete):
        return await actions.fatta(arbete, arende_id, **falt)

    with pytest.raises(Forbjuden) as nekad:
        await varld.tjanster.transaktioner.kor(aktor, rollista.ESKILSTUNA, fatta)
    assert nekad.value.regel == "DP-31"


async def test_arbetsledaren_far_fatta(varld, bedomt):
    vag, kropp = bedomt
    beslut = await varld.som("cecilia").skapa(vag, kropp)
    assert Manad.tolka(beslut["avserFranManad"]) == Manad(2026, 10)


async def test_regeln_star_i_beskrivningen(varld):
    async with varld.klient() as klient:
        dokument = (await klient.get(f"{ROT}/openapi.json")).json()
    med = [
        op["operationId"] for rad in dokument["paths"].values() for op in rad.values() if op.get("x-regel") == "DP-31"
    ]
    assert med == ["fatta_beslut"]
