"""Events from AF: at least once, in any order, kept before they are understood."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.integrations.arbetsformedlingen import tolkning
from app.integrations.arbetsformedlingen.inkorg import AfHandelse
from tests.mockad_af import Automatik, Handelsetyp, Storning, Storningsslag

pytestmark = pytest.mark.anyio
VAG = "/stegvis/v1/af/handelser"


@pytest.fixture
def avs(varld):
    """AF's own client."""
    return varld.som("af")


@pytest.fixture
def inkorg(varld):
    async def las():
        async def steg(arbete):
            rader = (await arbete.session.scalars(select(AfHandelse).order_by(AfHandelse.mottagen))).all()
            return [(r.kommunkod, r.tolkning) for r in rader]

        return await varld.i_databasen(steg)

    return las


async def skicka(avs, kropp):
    return await avs.begar("POST", VAG, kropp, af_trackingid=str(uuid4()))


async def levererad(fall, arbetare, af, skapa):
    """A delivered message: its path and AF's id for it."""
    vag = await getattr(fall, skapa)()
    while await arbetare.omgang():
        pass
    return vag, af.journal.mottaget()[-1].unikt_id


@pytest.mark.regel("AK-14", "AK-18")
async def test_svaret_pa_ett_samrad_kommer_med_just_de_tillatna_uppgifterna(af, arbetare, fall, avs, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    kropp = af.besvara(unikt_id)
    kropp["svar"]["person"]["adress"] = "Provgatan 1"
    kropp["svar"]["anteckning"] = "något annat"
    svar = await skicka(avs, kropp)
    assert (svar.status_code, svar.json()["handelseId"]) == (202, kropp["handelse_id"])
    samrad = await fall.las(vag)
    assert samrad["status"] == "besvarat"
    assert samrad["svar"]["person"]["personnummer"] == "198502139804"
    assert samrad["svar"]["kontakt"] == kropp["svar"]["kontakt"]["funktionsbrevlada"]
    assert "Provgatan" not in str(samrad)
    assert "något annat" not in str(samrad)
    assert await inkorg() == [("0484", "verkan")]
    historik = (await fall.anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert (historik[-1]["typ"], historik[-1]["person"]) == ("besvara", "system:af_handelser")


async def test_samma_handelse_igen_och_samtidigt_har_en_verkan(af, arbetare, fall, avs, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    kropp = af.besvara(unikt_id)
    svar = await asyncio.gather(*(skicka(avs, kropp) for _ in range(4)))
    svar.append(await skicka(avs, kropp))
    assert {s.status_code for s in svar} == {202}
    assert len({s.content for s in svar}) == 1
    assert len(await inkorg()) == 1
    historik = (await fall.anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["begar", "kvittera", "besvara"]


async def test_svaret_far_komma_fore_kvittensen(af, arbetare, fall, avs, varld):
    vag = await fall.fraga()
    af.svar = Automatik.AUTO
    af.storningar.ko.append(Storning(Storningsslag.BRUTEN_EFTER_LAGRING))
    await arbetare.omgang()
    (handelse,) = af.handelser.alla
    assert (await skicka(avs, handelse.kropp)).status_code == 202
    assert (await fall.las(vag))["status"] == "besvarat"
    varld.klocka.flytta(timedelta(minutes=16))
    await arbetare.omgang()
    samrad = await fall.las(vag)
    assert (samrad["status"], samrad["leverans"]["status"]) == ("besvarat", "mottagen")


async def test_senare_svar_ersatter_och_aldre_gor_inget(af, arbetare, fall, avs, varld, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    forsta = af.besvara(unikt_id, svar={"medlem_i_arbetsloshetskassa": False})
    varld.klocka.flytta(timedelta(hours=1))
    andra = af.besvara(unikt_id, svar={"medlem_i_arbetsloshetskassa": True})
    await skicka(avs, andra)
    await skicka(avs, forsta)
    samrad = await fall.las(vag)
    assert samrad["svar"]["medlemIArbetsloshetskassa"] is True
    assert [t for _, t in await inkorg()] == ["verkan", "utan_verkan"]


async def test_kvittenser_pa_en_overlamning_foljer_afs_tid_inte_ankomsten(af, arbetare, fall, avs, varld):
    vag, unikt_id = await levererad(fall, arbetare, af, "underratta")
    typer = (Handelsetyp.INKOMMEN, Handelsetyp.EJ_GODKAND, Handelsetyp.GODKAND)
    handelser = []
    for typ in typer:
        varld.klocka.flytta(timedelta(minutes=1))
        handelser.append(af.handelse(unikt_id, typ, kommentar="Amina ringde"))
    for kropp in reversed(handelser):
        await skicka(avs, kropp)
    notis = await fall.las(vag)
    assert (notis["status"], notis["af"]["handelse"]) == ("kvitterad", "godkand")
    assert "ringde" not in str(notis)


async def test_ej_godkand_overlamning_rattas_och_sands_i_ny_version(af, arbetare, fall, avs):
    vag, unikt_id = await levererad(fall, arbetare, af, "underratta")
    await skicka(avs, af.handelse(unikt_id, Handelsetyp.EJ_GODKAND))
    assert (await fall.las(vag))["status"] == "avvisad"
    igen = await fall.anna.gor(vag, "sand_om", uppgifter={"text": "Rättad text."})
    assert (igen["status"], igen["sandversion"]) == ("i_ko", 1)
    await arbetare.omgang()
    assert (await fall.las(vag))["status"] == "kvitterad"
    assert af.journal.mottaget()[-1].unikt_id == unikt_id[:-1] + "1"


async def test_ej_godkand_fraga_visas_som_avvisad_leverans(af, arbetare, fall, avs):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    await skicka(avs, af.besvara(unikt_id, avvisa=True, kommentar="Hör till annan"))
    samrad = await fall.las(vag)
    assert (samrad["status"], samrad["leverans"]["status"]) == ("begart", "avvisad")
    assert "sand_om" in samrad["_links"]


async def test_okand_referens_sparas_och_flaggas(avs, inkorg, capfd):
    kropp = {
        "handelse_id": str(uuid4()),
        "typ": "godkand",
        "tid": "2026-10-12T08:00:00Z",
        "kommentar": None,
        "af_referens": "AF-000000000000",
        "unikt_id": f"{uuid4()}_0",
    }
    assert (await skicka(avs, kropp)).status_code == 202
    assert await inkorg() == [("0000", "okand_referens")]
    assert "af_handelse_flaggad" in capfd.readouterr().err


@pytest.mark.parametrize(
    "andrat",
    [
        {"typ": "nagot_nytt"},
        {"tid": "i går"},
        {"tid": "2026-10-12T08:00:00"},
        {"af_referens": None},
        {"svar": None},
        {"svar": {"arbetssokande": {"inskriven_fran": "igår"}}},
        {"svar": {"medlem_i_arbetsloshetskassa": "kanske"}},
        {"svar": {"person": "Amina"}},
    ],
)
async def test_otolkbar_handelse_behalls_och_andrar_inget(af, arbetare, fall, avs, inkorg, andrat):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    assert (await skicka(avs, af.besvara(unikt_id) | andrat)).status_code == 202
    assert await inkorg() == [("0484", "otolkbar")]
    assert (await fall.las(vag))["status"] == "begart"


@pytest.mark.parametrize("kropp", [[], {}, "text", {"handelse_id": "1"}, {"unikt_id": 7}, {"unikt_id": "å_0"}])
async def test_vad_som_helst_behalls_och_ger_aldrig_fel_i_tjansten(avs, inkorg, kropp):
    assert (await skicka(avs, kropp)).status_code == 202
    assert (await skicka(avs, kropp)).status_code == 202
    assert await inkorg() == [("0000", "otolkbar")]


async def test_svar_om_en_annan_person_flaggas_och_andrar_inget(af, arbetare, fall, avs, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    kropp = af.besvara(unikt_id)
    kropp["svar"]["person"]["personnummer"] = "199001079814"
    await skicka(avs, kropp)
    assert await inkorg() == [("0484", "fel_person")]
    assert (await fall.las(vag))["status"] == "begart"


async def test_svar_pa_aterkallat_samrad_har_ingen_verkan(af, arbetare, fall, avs, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    await fall.anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    await skicka(avs, af.besvara(unikt_id))
    assert await inkorg() == [("0484", "utan_verkan")]
    assert "svar" not in await fall.las(vag)


async def test_handelsen_lagras_forseglad(af, arbetare, fall, avs, varld):
    _, unikt_id = await levererad(fall, arbetare, af, "fraga")
    await skicka(avs, af.besvara(unikt_id))

    async def las(arbete):
        return (await arbete.session.scalars(select(AfHandelse.innehall))).one()

    assert b"198502139804" not in await varld.i_databasen(las)


async def test_fel_hos_oss_lamnar_handelsen_vantande_tills_den_kommer_igen(
    af, arbetare, fall, avs, inkorg, monkeypatch
):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    kropp = af.besvara(unikt_id)
    with monkeypatch.context() as tillfalligt:
        tillfalligt.setattr(tolkning, "_verkan", None)
        assert (await skicka(avs, kropp)).status_code == 202
    assert await inkorg() == [("0484", "vantar")]
    await skicka(avs, kropp)
    assert await inkorg() == [("0484", "verkan")]
    assert (await fall.las(vag))["status"] == "besvarat"


@pytest.mark.parametrize("vem", ["anna", "sven", "sara"])
async def test_bara_arbetsformedlingen_far_lamna_handelser(varld, vem):
    assert (await skicka(varld.som(vem), {})).status_code == 403
