"""The chain of an order: the next utförare is asked, nobody but the nämnd knows of the others, one order at a time."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.errors import Konflikt
from app.flode.bestallning import utkast as bestallningsutkast
from app.flode.bestallning.models import Bestallning
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import BRYGGAN, KLIVET, STEGET_VIDARE, VUXENUTBILDNINGEN
from tests.flode import steg
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor

pytestmark = pytest.mark.anyio

LISTA = [str(VUXENUTBILDNINGEN), str(STEGET_VIDARE)]
NAMNDENS = {"reservutforare", "erbjudNasta", "tillkomst", "foregaendeId", "efterfoljandeId", "foljerMed", "arendeId"}


async def skickad(varld, *, lista=LISTA, erbjud=True, i=0, **person):
    """The path of an order to Klivet with a list of others."""
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna, i, **person))
    utkast = await steg.nytt_utkast(anna, beslut, reservutforare=lista, erbjudNasta=erbjud)
    vag = f"bestallningar/{utkast['id']}"
    if person:
        await anna.gor(vag, "frislapp", skal="Prövat.", mottagare="sven.samordnare")
    await anna.gor(vag, "skicka")
    return vag


async def svarstider(varld, dag=None):
    if dag:
        varld.klocka.stall(datetime.fromisoformat(dag).replace(hour=8, tzinfo=UTC))
    return await kor_jobb(varld.tjanster, "bestallning_svarstider")


async def efter(varld, vag):
    """The path of the order that came out of another."""
    return f"bestallningar/{(await varld.som('anna').hamta(vag)).json()['efterfoljandeId']}"


async def hos(person):
    return [b["status"] for b in (await person.hamta("bestallningar")).json()["bestallningar"]]


@pytest.mark.regel("T-12", "AK-40", "DP-10")
async def test_fragan_gar_vidare_i_listan_och_ingen_utforare_vet_om_nagon_annan(varld):
    anna, sven, eva, stina = (varld.som(n) for n in ("anna", "sven", "eva", "stina"))
    forsta = await skickad(varld)
    await sven.gor(forsta, "ta_emot")
    assert await hos(eva) == []
    avbojd = await sven.gor(forsta, "avboj", orsak="ingen_plats")
    assert (avbojd["status"], avbojd["avslutsslag"]) == ("avbojd", "avbojd")
    assert not NAMNDENS & avbojd.keys()

    andra = await efter(varld, forsta)
    sedd = (await eva.hamta(andra)).json()
    assert sedd["nummer"] != avbojd["nummer"]
    assert (sedd["status"], sedd["utforareId"]) == ("skickad", str(VUXENUTBILDNINGEN))
    assert not NAMNDENS & sedd.keys()
    assert "kedja" not in sedd["_links"]
    assert [(h["typ"], h["part"]) for h in sedd["handelser"]] == [("skicka", "system")]
    assert avbojd["nummer"] not in str(sedd)
    for okand in (f"{andra}/kedja", forsta):
        assert (await eva.hamta(okand)).status_code == 404
    assert (await sven.hamta(f"{forsta}/kedja")).status_code == 404
    assert [m["status"] for m in (await eva.hamta(f"{andra}/uppstartsmoten")).json()["uppstartsmoten"]] == ["ej_bokat"]

    assert (await eva.gor(andra, "ta_emot"))["svarSenast"] == "2026-10-13"
    assert await svarstider(varld, "2026-10-13") == 0
    # Late, twice and at the same time: as once in time.
    varld.klocka.stall(datetime(2026, 10, 19, 8, tzinfo=UTC))
    antal = await asyncio.gather(*(svarstider(varld) for _ in range(3)))
    assert (sum(antal), await svarstider(varld)) == (1, 0)
    assert (await eva.hamta(andra)).json()["avslutsslag"] == "obesvarad"
    assert (await eva.handelse(andra, {"typ": "avboj", "orsak": "ingen_plats"})).status_code == 409

    # The utförare's rights count from the day after the last one for an answer, whenever that was noticed.
    for dag, svar in (("2026-11-13", 200), ("2026-11-14", 404)):
        varld.klocka.stall(datetime.fromisoformat(dag).replace(hour=8, tzinfo=UTC))
        assert (await eva.hamta(andra)).status_code == svar
    varld.klocka.stall(datetime(2026, 10, 19, 8, tzinfo=UTC))

    tredje = await efter(varld, andra)
    kedja = (await anna.hamta(f"{forsta}/kedja")).json()["bestallningar"]
    assert [(b["status"], b.get("tillkomst"), b["utforareId"]) for b in kedja] == [
        ("skickad", "erbjuden", str(STEGET_VIDARE)),
        ("utgangen", "erbjuden", str(VUXENUTBILDNINGEN)),
        ("avbojd", None, str(KLIVET)),
    ]
    assert kedja == (await anna.hamta(f"{tredje}/kedja")).json()["bestallningar"]
    (nej,) = [h for h in (await varld.som("cecilia").hamta(forsta)).json()["hinder"] if h["handelse"] == "ateroppna"]
    assert nej["kod"] == "overtagen"

    await stina.gor(tredje, "ta_emot")
    await kor(varld)
    assert "bestallning_utforare" not in await dagar(anna)
    await stina.gor(tredje, "avboj", orsak="fel_malgrupp")
    assert (await anna.hamta(tredje)).json().get("efterfoljandeId") is None
    await kor(varld)
    assert (await dagar(anna))["bestallning_utforare"] == "2026-10-20"
    beslut = {"id": (await anna.hamta(forsta)).json()["beslutId"]}
    varld.klocka.flytta(timedelta(minutes=1))
    await anna.gor(f"bestallningar/{(await steg.nytt_utkast(anna, beslut))['id']}", "skicka")
    await kor(varld)
    assert "bestallning_utforare" not in await dagar(anna)


@pytest.mark.regel("AK-40")
async def test_av_en_kedja_aterupptas_en_at_gangen_ocksa_bakifran(varld):
    """The next utförare's order was withdrawn and the first one reopened: the next one stays as it is."""
    anna, sven, cecilia = varld.som("anna"), varld.som("sven"), varld.som("cecilia")
    forsta = await skickad(varld)
    await sven.gor(forsta, "ta_emot")
    await sven.gor(forsta, "avboj", orsak="ingen_plats")
    andra = await efter(varld, forsta)
    await anna.gor(andra, "aterkalla", skal="Fel utförare.")
    await cecilia.gor(forsta, "ateroppna", skal="De har plats.")
    nej = await anna.handelse(andra, {"typ": "ateroppna", "skal": "Ändå."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "overtagen")


async def test_den_som_inte_kan_fa_fragan_hoppas_over_och_den_som_inte_tar_emot_har_svarat(varld):
    anna, sven = varld.som("anna"), varld.som("sven")
    forsta = await skickad(varld, lista=[str(BRYGGAN), str(STEGET_VIDARE)])
    # Received within a working day, answered within another: Wednesday. Nobody did.
    assert (await svarstider(varld, "2026-10-14"), await svarstider(varld, "2026-10-15")) == (0, 1)
    assert (await sven.hamta(forsta)).json()["status"] == "utgangen"
    andra = (await anna.hamta(await efter(varld, forsta))).json()
    assert (andra["utforareId"], andra["reservutforare"]) == (str(STEGET_VIDARE), [])


@pytest.mark.parametrize("fall", ["inte_valt", "skyddad", "utan_avtal", "beslutet"])
@pytest.mark.regel("DP-15", "AK-41")
async def test_ingen_far_fragan_av_sig_sjalv_nar_nagot_hindrar(varld, fall):
    anna, sven = varld.som("anna"), varld.som("sven")
    person = {"skyddsniva": "sekretessmarkering"} if fall == "skyddad" else {}
    lista = [str(BRYGGAN)] if fall == "utan_avtal" else LISTA
    vag = await skickad(varld, lista=lista, erbjud=fall != "inte_valt", **person)
    await sven.gor(vag, "ta_emot")
    # Out of time, but nobody can take over: the utförare may still answer.
    assert await svarstider(varld, "2027-04-20" if fall == "beslutet" else "2026-10-16") == 0
    await sven.gor(vag, "avboj", orsak="ingen_plats")
    bild = (await anna.hamta(vag)).json()
    assert (bild["status"], bild.get("efterfoljandeId")) == ("avbojd", None)
    for annan in ("eva", "stina"):
        assert await hos(varld.som(annan)) == []
    await kor(varld)
    assert "bestallning_utforare" in await dagar(anna)


async def test_listan_gors_om_i_utkastet_och_fragar_ingen_tva_ganger(varld):
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    vag = f"bestallningar/{(await steg.nytt_utkast(anna, beslut))['id']}"
    for reserver, erbjud in ((LISTA[:1] * 2, True), ([str(KLIVET)], True), ([], True)):
        nej = await anna.handelse(
            vag, {"typ": "andra", "uppgifter": {"reservutforare": reserver, "erbjudNasta": erbjud}}
        )
        assert (nej.status_code, nej.json()["fel"][0]["falt"]) == (422, "/reservutforare")
    bild = await anna.gor(vag, "andra", uppgifter={"reservutforare": LISTA, "erbjudNasta": True})
    assert (bild["reservutforare"], bild["erbjudNasta"]) == (LISTA, True)


async def test_svaret_och_klockan_samtidigt_ger_en_vinnare(varld):
    """Whoever is first; the other finds the order as the first one left it."""
    sven = varld.som("sven")
    for i in range(3):
        varld.klocka.stall(datetime(2026, 10, 12, 8, tzinfo=UTC) + timedelta(hours=i))
        vag = await skickad(varld, i=i)
        etag = f'"{(await sven.gor(vag, "ta_emot"))["version"]}"'
        varld.klocka.stall(datetime(2026, 10, 16, 8, tzinfo=UTC))
        ja = {"typ": "bekrafta", "startDatum": "2026-10-19", "vagledare": "vera.vagledare"}
        svar, antal = await asyncio.gather(
            sven.posta(f"{vag}/handelser", ja, if_match=(await sven.hamta(vag)).headers.get("etag", etag)),
            svarstider(varld),
        )
        bild = (await varld.som("anna").hamta(vag)).json()
        vann = svar.status_code == 200
        assert (vann, antal) in {(True, 0), (False, 1)}, svar.text
        assert bild["status"] == ("bekraftad" if vann else "utgangen")
        assert ("efterfoljandeId" in bild) is not vann
        assert vann or svar.status_code in {409, 412}


@pytest.mark.regel("AK-40")
async def test_hogst_en_aktiv_bestallning_per_person_och_utforare_aven_samtidigt(varld):
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    vagar = [f"bestallningar/{(await steg.nytt_utkast(anna, beslut))['id']}" for _ in range(4)]
    svar = await asyncio.gather(*(anna.handelse(v, {"typ": "skicka"}) for v in vagar))
    assert sorted(s.status_code for s in svar) == [200, 409, 409, 409]
    assert [(await anna.hamta(v)).json()["status"] for v in vagar].count("skickad") == 1

    # What a guard could miss, the table refuses.
    kvar = next(v for v, s in zip(vagar, svar, strict=True) if s.status_code == 409)

    async def forbi(arbete):
        sats = select(Bestallning).where(Bestallning.id == UUID(kvar.split("/")[1]))
        (await arbete.session.scalars(sats)).one().status = "pausad"

    with pytest.raises(Konflikt):
        await varld.i_databasen(forbi, "0484")


async def test_ett_upptaget_ordernummer_byts_mot_ett_ledigt(varld, monkeypatch):
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    forsta = await steg.nytt_utkast(anna, beslut)
    nummer = iter([forsta["nummer"], forsta["nummer"], "B-0000-0001"])
    monkeypatch.setattr(bestallningsutkast, "ordernummer", lambda: next(nummer))
    assert (await steg.nytt_utkast(anna, beslut))["nummer"] == "B-0000-0001"


async def test_gamla_utkast_rensas_en_gang_och_numret_ar_kvar(varld):
    anna = varld.som("anna")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    gammalt = await steg.nytt_utkast(anna, beslut)
    varld.klocka.flytta(timedelta(days=60))
    nytt = await steg.nytt_utkast(anna, beslut)
    varld.klocka.flytta(timedelta(days=31))
    assert [await kor_jobb(varld.tjanster, "rensa_utkast") for _ in range(2)] == [1, 0]
    bild = (await anna.hamta(f"bestallningar/{gammalt['id']}")).json()
    assert (bild["status"], bild["avslutsslag"], bild["nummer"]) == ("forfallen", "aldrig_skickad", gammalt["nummer"])
    assert (await anna.hamta(f"bestallningar/{nytt['id']}")).json()["status"] == "utkast"


async def test_den_som_bekraftar_har_bestallningen_och_listan_vilar(varld):
    await bestall(varld)
    assert await svarstider(varld, "2026-11-30") == 0
