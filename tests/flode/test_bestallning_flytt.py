"""A running order moves: asked, accepted, cut off; what goes along, and what neither utförare learns of the other."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.flode.bestallning.models import Bestallning
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import BRYGGAN, KLIVET, STEGET_VIDARE, VUXENUTBILDNINGEN
from tests.flode import steg
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor
from tests.flode.matt import OTILLGANGLIG, ge_rod, matning, rapport, sprak
from tests.flode.startat import startad
from tests.flode.test_plan import innehall as planinnehall

pytestmark = pytest.mark.anyio

BRYT = "2026-10-26"


def flytt(**mer):
    return {
        "typ": "flytta",
        "utforareId": str(VUXENUTBILDNINGEN),
        "brytdatum": BRYT,
        "skal": "Personen har fått ett annat mål.",
        "utlamnandeGrund": "samtycke",
        "utlamnandeLagrum": "10 kap. 1 § OSL",
    } | mer


async def flytta(varld, vag, **mer):
    """Ask another utförare; the path of its order."""
    svar = await varld.som("anna").handelse(vag, flytt(**mer))
    assert svar.status_code == 200, svar.text
    return f"bestallningar/{svar.json()['efterfoljandeId']}"


async def godta(varld, ny, dag=BRYT):
    eva = varld.som("eva")
    await eva.gor(ny, "ta_emot")
    return await eva.gor(ny, "bekrafta", startDatum=dag, vagledare="egil.vagledare")


async def pa_dagen(varld, dag, jobb="bestallning_flyttar"):
    varld.klocka.stall(datetime.fromisoformat(dag).replace(hour=8, tzinfo=UTC))
    return await kor_jobb(varld.tjanster, jobb)


async def status(varld, vag):
    return (await varld.som("anna").hamta(vag)).json()["status"]


async def till_af(varld, arende):
    rader = (await varld.som("anna").hamta(f"arenden/{arende['id']}/overlamningar")).json()["overlamningar"]
    return sorted(r["skede"] for r in rader if r.get("skede"))


async def mote_hallet(varld, vag):
    async def satt(arbete):
        sats = select(Bestallning).where(Bestallning.id == UUID(vag.split("/")[1]))
        (await arbete.session.scalars(sats)).one().mote_hallet = date(2026, 10, 20)

    await varld.i_databasen(satt, "0484")


async def arbeta(varld, vag):
    """A plan in force, a measurement with a reason and a report that was handed in."""
    anna, vera = varld.som("anna"), varld.som("vera")
    planer = f"{vag}/planer"
    plan = f"{planer}/{(await vera.skapa(planer, planinnehall(gallerFran='2026-10-12')))['id']}"
    await vera.gor(plan, "foresla")
    await anna.gor(plan, "godkann")
    await vera.skapa(f"{vag}/matningar", matning(omraden=[sprak("orange", skal="Hemligt skäl.")]))
    [rod] = await ge_rod(varld, "anna")
    await anna.skapa(f"{vag}/matningar", matning(niva="rod", skal="Hemligt återfall."), **rod)
    await anna.skapa(f"{vag}/matningar", matning(niva="gul", skal="Hemligt för nämnden.", respondent="gemensam"))
    rapporter = f"{vag}/progressionsrapporter"
    egen = f"{rapporter}/{(await vera.skapa(rapporter, rapport(periodTom='2026-10-12')))['id']}"
    await vera.gor(egen, "lamna_in")
    await vera.skapa(rapporter, rapport(text="Ett utkast."))
    return plan


async def underlaget_ar_det_slappta(varld, ny, vag):
    """Read by those at the new utförare's and by nobody else; the named fields and no others."""
    sven, eva, egil = (varld.som(n) for n in ("sven", "eva", "egil"))
    rader = (await egil.hamta(f"{ny}/overlamnadeunderlag")).json()["underlag"]
    assert {r["slag"] for r in rader} == {"plan", "matningar", "rapporter"}
    assert all(r.keys() == {"id", "slag", "skapad", "_links"} for r in rader)
    delar = {r["slag"]: (await egil.hamta(f"{ny}/overlamnadeunderlag/{r['id']}")).json() for r in rader}
    (planen,) = delar["plan"]["planer"]
    assert planen["aktiviteter"][0].keys() == {"aktivitet", "kategori", "minuterPerVecka", "form", "mal", "omrade"}
    # DP-27: of what the nämnd measured, what the earlier utförare was given of it.
    dold, matt = delar["matningar"]["matningar"]
    assert (dold["niva"], dold["omraden"]) == (OTILLGANGLIG, [])
    assert (matt["niva"], matt["omraden"]) == ("orange", [{"omrade": "sprak", "niva": "orange"}])
    assert [r["text"] for r in delar["rapporter"]["rapporter"]] == [rapport()["text"]]
    assert "Hemligt" not in str(delar)
    for r in rader:
        for annan, v in ((sven, ny), (sven, vag), (eva, vag), (varld.som("stina"), ny)):
            assert (await annan.hamta(f"{v}/overlamnadeunderlag/{r['id']}")).status_code == 404


@pytest.mark.regel("AK-17", "AK-40", "DP-09", "DP-10", "DP-26", "DP-27")
async def test_uppdraget_flyttas_pa_brytdagen_med_det_som_slappts_och_inget_annat(varld):
    anna, sven, vera, eva, egil = (varld.som(n) for n in ("anna", "sven", "vera", "eva", "egil"))
    arende, vag = await startad(varld, krav=False)
    plan = await arbeta(varld, vag)
    fore = (await sven.hamta(vag)).json()

    ny = await flytta(varld, vag, foljerMed=["plan", "matningar", "rapporter"])
    assert [h["handelse"] for h in (await anna.hamta(vag)).json()["hinder"]] == ["flytta"]
    # Nothing has happened at the old utförare's; the new one knows of a start, and nothing of another.
    efter = (await sven.hamta(vag)).json()
    assert {n: v for n, v in efter.items() if n != "version"} == {n: v for n, v in fore.items() if n != "version"}
    assert (await sven.hamta(ny)).status_code == 404
    sedd = (await eva.hamta(ny)).json()
    assert (sedd["status"], sedd["tarOver"], sedd["onskadStart"]) == ("skickad", BRYT, BRYT)
    assert not {"foregaendeId", "tillkomst", "foljerMed", "flyttas"} & sedd.keys()
    assert [h["typ"] for h in sedd["handelser"]] == ["skicka"]
    assert (await eva.hamta(vag)).status_code == 404
    assert (await eva.hamta(f"{ny}/overlamnadeunderlag")).json()["underlag"] == []

    await eva.gor(ny, "ta_emot")
    tidigt = {"typ": "bekrafta", "startDatum": "2026-10-19", "vagledare": "egil.vagledare"}
    assert (await eva.handelse(ny, tidigt)).json()["fel"][0]["kod"] == "fore_brytdagen"
    await eva.gor(ny, "bekrafta", startDatum=BRYT, vagledare="egil.vagledare")
    gammal = (await sven.hamta(vag)).json()
    assert (gammal["status"], gammal["flyttas"]) == ("pagaende", BRYT)
    assert gammal["handelser"][0]["typ"] == "flytt_godtagen"
    assert str(VUXENUTBILDNINGEN) not in str(gammal)

    await underlaget_ar_det_slappta(varld, ny, vag)
    await mote_hallet(varld, ny)
    nej = await egil.handelse(ny, {"typ": "starta"})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "brytdagen_har_inte_kommit")
    assert await pa_dagen(varld, "2026-10-25") == 0
    # Days late, and twice: the days are those of the cut-off.
    assert [await pa_dagen(varld, "2026-10-29"), await pa_dagen(varld, "2026-10-29")] == [1, 0]
    gammal = (await sven.hamta(vag)).json()
    assert (gammal["status"], gammal["slutDatum"], gammal["avslutsslag"]) == ("flyttad", "2026-10-25", "flyttad")
    assert (await sven.hamta(plan)).json()["gallerTom"] == "2026-10-25"
    assert (await vera.posta(f"{vag}/matningar", matning("2026-10-29"))).status_code == 409
    assert len((await vera.hamta(f"{vag}/matningar")).json()["matningar"]) == 2
    await egil.gor(ny, "starta")
    assert await till_af(varld, arende) == ["slut", "start", "start"]
    await kor(varld)
    assert not {"slutredovisning", "ej_paborjat", "bestallning_flytt"} & (await dagar(anna)).keys()

    cecilia = varld.som("cecilia")
    assert (await anna.handelse(vag, {"typ": "ateroppna", "skal": "Nej."})).status_code == 403
    nej = await cecilia.handelse(vag, {"typ": "ateroppna", "skal": "Fel utförare."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "overtagen")
    assert (await pa_dagen(varld, "2026-11-25"), (await sven.hamta(vag)).status_code) == (0, 200)
    await anna.gor(ny, "aterkalla", skal="Fel utförare.")
    ater = await cecilia.gor(vag, "ateroppna", skal="Fel utförare.")
    assert (ater["status"], ater["stangd"][:10], ater["ateroppnad"][:10]) == ("pagaende", "2026-10-29", "2026-11-25")
    assert "flyttas" not in ater
    assert (await vera.hamta(plan)).json()["status"] == "gallande"
    assert await till_af(varld, arende) == ["andring", "slut", "slut", "start", "start"]
    # The other one had begun: it does not go on beside the one that it took over from.
    nej = await anna.handelse(ny, {"typ": "ateroppna", "skal": "Rätt utförare."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "overtagen")


async def test_ratten_tar_slut_trettio_dagar_efter_brytdagen(varld):
    _, vag = await startad(varld, krav=False)
    await godta(varld, await flytta(varld, vag))
    await pa_dagen(varld, "2026-11-10")
    for dag, svar in (("2026-11-25", 200), ("2026-11-26", 404)):
        await pa_dagen(varld, dag)
        assert (await varld.som("sven").hamta(vag)).status_code == svar


@pytest.mark.regel("DP-09", "DP-15", "AK-40")
async def test_flytten_provas_som_varje_annat_utlamnande(varld):
    anna = varld.som("anna")
    _, vag = await startad(varld, krav=False, skyddsniva="sekretessmarkering")
    fall = [
        (flytt(), 409, "frislappande_saknas"),
        (flytt(utforareId=str(BRYGGAN)), 409, "avtal_saknas"),
        (flytt(utforareId=str(KLIVET)), 422, "samma"),
        (flytt(brytdatum="2026-10-11"), 422, "passerat"),
    ]
    for kropp, kod, fel in fall:
        nej = await anna.handelse(vag, kropp)
        assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (kod, fel)
    utan = {n: v for n, v in flytt().items() if n != "utlamnandeGrund"}
    assert (await anna.handelse(vag, utan)).status_code == 422
    assert (await anna.handelse(vag, flytt(foljerMed=["plan", "plan"]))).status_code == 422
    ny = await flytta(varld, vag, frislappande={"skal": "Prövat.", "mottagare": "eva.samordnare"})
    sedd = (await varld.som("eva").hamta(ny)).json()
    assert sedd["deltagare"].keys() == {"fornamn", "efternamn", "sprak", "tolkbehov"}
    assert [r.get("utforareId") for r in (await anna.hamta(f"{ny}/kedja")).json()["bestallningar"]] == [None, None]
    # Not two at the same: an order of the person's own that runs at the one asked.
    _, annan = await startad(varld, 1, krav=False)
    beslut = {"id": (await anna.hamta(annan)).json()["beslutId"]}
    egen = await steg.nytt_utkast(anna, beslut, utforareId=str(VUXENUTBILDNINGEN))
    await anna.gor(f"bestallningar/{egen['id']}", "skicka")
    nej = await anna.handelse(annan, flytt())
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "redan_aktiv")


async def test_en_flytt_som_faller_lamnar_uppdraget_orort_och_bevakas(varld):
    anna, eva, stina = varld.som("anna"), varld.som("eva"), varld.som("stina")
    arende, vag = await startad(varld, krav=False)
    ny = await flytta(varld, vag)
    await eva.gor(ny, "ta_emot")
    await kor(varld)
    assert "bestallning_flytt" not in await dagar(anna)
    await eva.gor(ny, "avboj", orsak="ingen_plats")
    await kor(varld)
    assert (await dagar(anna))["bestallning_flytt"] == "2026-10-13"
    assert "bestallning_utforare" not in await dagar(anna)
    assert (await status(varld, vag), "flytta" in (await anna.hamta(vag)).json()["_links"]) == ("pagaende", True)

    andra = await flytta(varld, vag, utforareId=str(STEGET_VIDARE))
    await kor(varld)
    assert "bestallning_flytt" not in await dagar(anna)
    await stina.gor(andra, "ta_emot")
    assert await pa_dagen(varld, "2026-10-13", "bestallning_svarstider") == 0
    assert [await pa_dagen(varld, "2026-10-14", "bestallning_svarstider") for _ in range(2)] == [1, 0]
    assert (await status(varld, andra), await status(varld, vag)) == ("utgangen", "pagaende")
    await kor(varld)
    assert (await dagar(anna))["bestallning_flytt"] == "2026-10-15"

    tredje = await flytta(varld, vag)
    assert (await eva.handelse(vag, {"typ": "aterta_flytt", "skal": "Nej."})).status_code == 404
    ater = await anna.gor(vag, "aterta_flytt", skal="Personen stannar.")
    assert "efterfoljandeId" not in ater
    assert {h["handelse"]: h["kod"] for h in ater["hinder"]} == {"aterta_flytt": "ingen_flytt_vantar"}
    assert (await eva.hamta(tredje)).json()["avslutsslag"] == "aterkallad_fore_start"
    await kor(varld)
    assert "bestallning_flytt" not in await dagar(anna)
    assert await till_af(varld, arende) == ["start"]
    assert [h["typ"] for h in (await varld.som("sven").hamta(vag)).json()["handelser"]][:1] == ["starta"]

    # The order ends while another is asked: nobody takes over what is over.
    fjarde = await flytta(varld, vag)
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-14")
    assert await status(varld, fjarde) == "aterkallad"
    assert (await eva.hamta(f"{fjarde}/uppstartsmoten")).json()["uppstartsmoten"][0]["status"] == "installt"


async def test_en_flytt_som_godtas_pa_dagen_gors_genast_och_en_som_installs_kan_tas_upp_igen(varld):
    anna, sven = varld.som("anna"), varld.som("sven")
    arende, vag = await startad(varld, krav=False)
    ny = await flytta(varld, vag)
    await godta(varld, ny)
    await anna.gor(ny, "aterkalla", skal="Personen stannar ändå.")
    assert "flyttas" not in (await sven.hamta(vag)).json()
    assert (await pa_dagen(varld, "2026-10-27"), await status(varld, vag)) == (0, "pagaende")
    # Taken up again after its day: it counts from now.
    ater = await anna.gor(ny, "ateroppna", skal="Misstag.")
    assert ater["status"] == "bekraftad"
    gammal = (await sven.hamta(vag)).json()
    assert (gammal["status"], gammal["slutDatum"]) == ("flyttad", "2026-10-26")
    assert await till_af(varld, arende) == ["slut", "start"]
    assert (await sven.handelse(vag, {"typ": "lamna_slutanteckning", "orsak": "annat", "text": "-"})).status_code == 409


async def test_det_som_inte_hade_borjat_flyttas_utan_besked_till_af(varld):
    vag = await bestall(varld)
    anna = varld.som("anna")
    arende = {"id": (await anna.hamta(vag)).json()["arendeId"]}
    await godta(varld, await flytta(varld, vag, brytdatum="2026-10-12"), "2026-10-12")
    gammal = (await anna.hamta(vag)).json()
    assert (gammal["status"], gammal.get("slutDatum")) == ("flyttad", None)
    assert (await till_af(varld, arende)) == []
    (mote,) = (await anna.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
    assert mote["status"] == "installt"
    varld.klocka.flytta(timedelta(days=100))
    await kor(varld)
    assert "ej_paborjat" in await dagar(anna)
