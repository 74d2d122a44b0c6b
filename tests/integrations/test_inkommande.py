"""Events from AF: at least once, in any order, kept before they are understood."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core.inbox import AfHandelse
from app.flode.samrad import actions as samrad
from app.flode.samrad.states import SAMRAD
from app.integrations.arbetsformedlingen import tolkning
from tests.flode.bevakat import dagar, kor
from tests.mockad_af import Automatik, Handelsetyp, Storning, Storningsslag
from tests.mockad_af.kontrakt import Kontrakt

pytestmark = pytest.mark.anyio
VAG = "/stegvis/v1/af/handelser"
KONTRAKT = Kontrakt()


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
    """An event as AF sends it; what is answered is held against the contract."""
    svar = await avs.begar("POST", VAG, kropp, af_trackingid=str(uuid4()))
    mediatyp = svar.headers["content-type"]
    assert KONTRAKT.granska_handelsesvar(svar.status_code, mediatyp, svar.content) == []
    return svar


async def levererad(fall, arbetare, af, skapa, **mer):
    """A delivered message: its path and AF's id for it."""
    vag = await getattr(fall, skapa)(**mer)
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


async def test_ord_som_laget_inte_tar_emot_behalls_utan_verkan(af, arbetare, fall, avs, inkorg, monkeypatch):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    fore = await fall.las(vag)
    utan = tuple(o for o in SAMRAD.overgangar if o.handelse != "ej_levererad")
    monkeypatch.setattr(samrad, "SAMRAD", replace(SAMRAD, overgangar=utan))
    await skicka(avs, af.besvara(unikt_id, avvisa=True))
    assert await inkorg() == [("0484", "utan_verkan")]
    assert await fall.las(vag) == fore


@pytest.mark.parametrize("vem", ["anna", "sven", "sara"])
async def test_bara_arbetsformedlingen_far_lamna_handelser(varld, vem):
    assert (await skicka(varld.som(vem), {})).status_code == 403


@pytest.mark.parametrize("ratt", [b"", b"{", b"\xff\xfe", b'{"handelse_id": "1", "handelse_id": "2"}', b"[" * 5000])
async def test_det_som_inte_ar_json_behalls_ocksa(varld, avs, inkorg, ratt):
    async with varld.klient({"authorization": f"Bearer {varld.token('af')}"}) as klient:
        for _ in range(2):
            svar = await klient.post(VAG, content=ratt, headers={"content-type": "application/json"})
            assert svar.status_code == 202
        assert (await klient.post(VAG, content=b"x", headers={"content-type": "text/plain"})).status_code == 415
        stort = await klient.post(VAG, content=b" " * 1_048_577, headers={"content-type": "application/json"})
        assert stort.status_code == 413
    assert await inkorg() == [("0000", "otolkbar")]


async def test_samma_id_med_annat_innehall_behalls_flaggas_och_andrar_inget(af, arbetare, fall, avs, varld, inkorg):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    forsta = af.besvara(unikt_id, svar={"medlem_i_arbetsloshetskassa": False})
    await skicka(avs, forsta)
    fore = await fall.las(vag)
    annat = forsta | {"svar": forsta["svar"] | {"medlem_i_arbetsloshetskassa": True}}
    for kropp in (annat, annat, dict(reversed(forsta.items()))):
        svar = await skicka(avs, kropp)
        assert (svar.status_code, svar.json()["handelseId"]) == (202, forsta["handelse_id"])
    assert sorted(t for _, t in await inkorg()) == ["annat_innehall", "verkan"]
    assert await fall.las(vag) == fore
    await kor(varld)
    assert "afhandelse" in await dagar(fall.anna)


@pytest.mark.parametrize(
    ("dygn", "tolkning"), [(-367, "orimlig_tid"), (-365, "verkan"), (0.9, "verkan"), (1.1, "orimlig_tid")]
)
async def test_orimlig_tid_far_inte_avgora_nagot(af, arbetare, fall, avs, varld, inkorg, dygn, tolkning):
    vag, unikt_id = await levererad(fall, arbetare, af, "underratta")
    tid = (varld.klocka.nu() + timedelta(days=dygn)).isoformat()
    await skicka(avs, af.handelse(unikt_id, Handelsetyp.EJ_GODKAND) | {"tid": tid})
    assert [t for _, t in await inkorg()] == [tolkning]
    assert (await fall.las(vag))["status"] == ("avvisad" if tolkning == "verkan" else "kvitterad")


async def test_handelse_om_lagd_at_sidan_tillbakatagen_eller_handlagd_for_hand(
    af, arbetare, fall, annat_fall, avs, inkorg
):
    parkerad = await fall.underratta()
    af.storningar.ko.append(Storning(Storningsslag.DATAFEL))
    await arbetare.omgang()
    assert (await fall.las(parkerad))["status"] == "avvisad"
    kropp = {
        "handelse_id": str(uuid4()), "typ": "inkommen", "tid": "2026-10-12T08:00:00Z", "kommentar": None,
        "af_referens": "AF-0123456789AB", "unikt_id": f"{parkerad.rpartition('/')[2]}_0",
    }  # fmt: skip
    await skicka(avs, kropp)
    assert (await fall.las(parkerad))["status"] == "avvisad"
    await skicka(avs, kropp | {"handelse_id": str(uuid4()), "typ": "godkand"})
    assert (await fall.las(parkerad))["status"] == "kvitterad"
    for_hand = await annat_fall.underratta()
    await annat_fall.anna.gor(for_hand, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-1")
    om_den = {"handelse_id": str(uuid4()), "typ": "ej_godkand", "unikt_id": f"{for_hand.rpartition('/')[2]}_0"}
    await skicka(avs, kropp | om_den)
    assert (await annat_fall.las(for_hand))["status"] == "manuellt_overlamnad"
    assert [t for _, t in await inkorg()] == ["verkan", "verkan", "utan_verkan"]


async def test_ord_om_en_tidigare_version_andrar_inte_den_som_galler(af, arbetare, fall, avs):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    avvisning = af.besvara(unikt_id, avvisa=True)
    await skicka(avs, avvisning)
    await fall.anna.gor(vag, "sand_om", fraga="Är personen inskriven hos er nu?")
    await arbetare.omgang()
    await skicka(avs, avvisning | {"handelse_id": str(uuid4())})
    assert (await fall.las(vag))["leverans"]["status"] == "mottagen"


async def test_ej_godkand_fore_kvittensen_star_kvar_nar_den_kommer(af, arbetare, fall, avs, varld):
    vag = await fall.fraga()
    af.storningar.ko.append(Storning(Storningsslag.BRUTEN_EFTER_LAGRING))
    await arbetare.omgang()
    await skicka(avs, af.besvara(af.journal.mottaget()[-1].unikt_id, avvisa=True))
    assert (await fall.las(vag))["leverans"]["status"] == "avvisad"
    varld.klocka.flytta(timedelta(minutes=16))
    await arbetare.omgang()
    leverans = (await fall.las(vag))["leverans"]
    assert (leverans["status"], leverans["kvitterad"] is None) == ("avvisad", False)
