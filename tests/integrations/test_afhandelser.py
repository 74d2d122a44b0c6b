"""The systemadministratör sees when events came and what became of them, and does something about the flagged."""

import asyncio
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from app import cli
from app.begrepp.parter import Roll
from app.core.inbox import AFHANDELSE, TolkningLage
from app.integrations.arbetsformedlingen import kontrakt
from app.integrations.jobb import kor_jobb
from tests.flode.bevakat import dagar, kor
from tests.integrations.test_inkommande import levererad, skicka

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("status", ["okand_referens", "otolkbar", "fel_person", "orimlig_tid", "annat_innehall"])
async def test_bara_administratoren_avgor_vad_som_hander_med_en_flaggad(status):
    for roll in Roll:
        vantat = {"tolka_om", "avskriv"} if roll is Roll.SYSTEMADMINISTRATOR else set()
        vantat -= {"tolka_om"} if status == "annat_innehall" else set()
        mojliga = AFHANDELSE.mojligheter(status, roll, TolkningLage()).handelser
        assert set(mojliga) == vantat


async def test_ett_rattat_fel_tolkas_om_av_en_namngiven_person_och_bevakningen_faller_bort(
    varld, af, arbetare, fall, monkeypatch
):
    sara, avs = varld.som("sara"), varld.som("af")
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    with monkeypatch.context() as tillfalligt:
        tillfalligt.setitem(kontrakt.DELAR, "person", ("alias",))
        await skicka(avs, af.besvara(unikt_id))
    (rad,) = (await sara.hamta("afhandelser?tolkning=otolkbar")).json()["afhandelser"]
    await kor(varld)
    assert "afhandelse" in await dagar(fall.anna)
    adress = f"afhandelser/{rad['id']}"
    visad = (await sara.hamta(adress)).json()
    assert (visad["tolkning"], visad["objekttyp"]) == ("otolkbar", "samrad")
    assert {"tolka_om", "avskriv"} <= visad["_links"].keys()
    assert "198502139804" not in str(visad)
    assert (await sara.gor(adress, "tolka_om"))["tolkning"] == "vantar"
    await kor_jobb(varld.tjanster, "af_tolkning")
    assert (await fall.las(vag))["status"] == "besvarat"
    historik = (await sara.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"], h["person"]) for h in historik] == [
        ("ta_emot", "vantar", "system:af_handelser"),
        ("tolka", "otolkbar", "system:af_handelser"),
        ("tolka_om", "vantar", "sara.administrator"),
        ("tolka", "verkan", "system:af_handelser"),
    ]
    await kor(varld)
    assert "afhandelse" not in await dagar(fall.anna)
    nekad = await sara.handelse(adress, {"typ": "avskriv", "skal": "utredd_med_af"})
    assert nekad.status_code == 409


async def test_andra_roller_kommuner_och_parter_ser_inget(varld, af, arbetare, fall):
    _, unikt_id = await levererad(fall, arbetare, af, "fraga")
    await skicka(varld.som("af"), af.besvara(unikt_id))
    (rad,) = (await varld.som("sara").hamta("afhandelser")).json()["afhandelser"]
    vantat = {"anna": (403, 403), "sven": (404, 404), "david": (403, 404), "af": (403, 403)}
    for namn, statusar in vantat.items():
        vagar = ("afhandelser", f"afhandelser/{rad['id']}")
        assert tuple([(await varld.som(namn).hamta(v)).status_code for v in vagar]) == statusar, namn


@pytest.fixture
def kommando(settings, monkeypatch):
    """The operator's command."""
    monkeypatch.setattr(cli, "_krav", lambda: settings)

    async def kor_det(*givet):
        return await asyncio.to_thread(CliRunner().invoke, cli.app, ["afhandelser", *givet])

    return kor_det


async def test_operatoren_ser_och_skriver_av_det_som_inte_hor_till_nagon_namnd(varld, kommando):
    kropp = {
        "handelse_id": str(uuid4()), "typ": "godkand", "tid": "2026-10-12T08:00:00Z", "kommentar": None,
        "af_referens": "AF-000000000000", "unikt_id": f"{uuid4()}_0",
    }  # fmt: skip
    await skicka(varld.som("af"), kropp)
    assert kropp["handelse_id"] in (await kommando()).output
    assert (await kommando("--tolka-om", kropp["handelse_id"])).exit_code == 0
    assert kropp["handelse_id"] not in (await kommando()).output
    await kor_jobb(varld.tjanster, "af_tolkning")
    assert "okand_referens" in (await kommando()).output
    assert (await kommando("--avskriv", kropp["handelse_id"], "--skal", "fel")).exit_code == 2
    assert (await kommando("--avskriv", kropp["handelse_id"])).exit_code == 0
    assert (await kommando("--avskriv", str(UUID(int=7)))).exit_code == 1
    assert (await kommando()).output == ""


async def test_en_handelse_utan_namnd_verkar_dar_den_hor_hemma_nar_felet_ar_rattat(
    varld, af, arbetare, fall, kommando, monkeypatch
):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    kropp = af.besvara(unikt_id)
    with monkeypatch.context() as tillfalligt:
        tillfalligt.setattr(kontrakt, "meddelande_i", lambda _kropp: None)
        await skicka(varld.som("af"), kropp)
    assert (await fall.las(vag))["status"] == "begart"
    assert (await kommando("--tolka-om", kropp["handelse_id"])).exit_code == 0
    await kor_jobb(varld.tjanster, "af_tolkning")
    assert (await fall.las(vag))["status"] == "besvarat"
    assert (await kommando()).output == ""
    (rad,) = (await varld.som("sara").hamta("afhandelser")).json()["afhandelser"]
    assert (rad["id"], rad["tolkning"]) == (kropp["handelse_id"], "verkan")
