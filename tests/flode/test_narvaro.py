"""Occasions and attendance over HTTP: what the plan gives, what is reported, corrected, and when it is too late."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.integrations.jobb import kor_jobb
from tests.conftest import ROT, Varld
from tests.flode import platser
from tests.flode.narvarat import SVENSKA, dagar, grupp, ny_plan, planerad, tillfallen
from tests.flode.platser import ny_aktivitet
from tests.flode.startat import startad
from tests.flode.test_bestallning_flytt import flytta, godta
from tests.flode.test_budget import FORST, satser
from tests.flode.test_plan import aktivitet, pass_

pytestmark = pytest.mark.anyio

MANDAGAR = ["2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"]
ONSDAGAR = ["2026-10-14", "2026-10-21", "2026-10-28", "2026-11-04", "2026-11-11"]


def kod(svar: Any) -> tuple[int, str]:
    """Status, and the code of the first fault or of the refusal."""
    kropp = svar.json()
    return svar.status_code, kropp["fel"][0]["kod"] if kropp.get("fel") else kropp["kod"]


async def test_planen_ger_tillfallen_och_de_foljer_den(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    rader = await tillfallen(vera, vag)
    assert dagar(rader) == sorted(MANDAGAR + ONSDAGAR)
    assert {r["kategori"] for r in rader} == {"sprak"}
    assert (rader[0]["fran"], rader[0]["till"], rader[0]["status"]) == ("09:00", "12:00", "planerat")
    assert await tillfallen(anna, vag) == rader
    # Five weeks ahead, each day once, whatever the job runs.
    for _ in range(2):
        await kor_jobb(varld.tjanster, "tillfallen")
        assert await tillfallen(vera, vag) == rader
    varld.klocka.flytta(timedelta(days=2))
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag))[-1] == "2026-11-18"
    # A plan from a Wednesday on takes over that very day; what was before it stands.
    fredag = aktivitet(120, aktivitet="Studiecirkel", tider=[pass_("fredag", "10:00", "12:00")])
    await ny_plan(varld, vag, fredag, dag="2026-10-21")
    varld.klocka.flytta(timedelta(days=7))
    await kor_jobb(varld.tjanster, "plan_trad_i_kraft")
    await kor_jobb(varld.tjanster, "tillfallen")
    rader = await tillfallen(vera, vag)
    assert dagar(rader, "planerat") == [
        "2026-10-12", "2026-10-14", "2026-10-19", "2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20",
    ]  # fmt: skip
    # After two months of stand-still nothing is missing: every Friday, but not the two that are holidays.
    varld.klocka.flytta(timedelta(days=60))
    await kor_jobb(varld.tjanster, "tillfallen")
    sent = [date.fromisoformat(d) for d in dagar(await tillfallen(vera, vag), "planerat")[3:]]
    alla = [date(2026, 10, 23) + timedelta(weeks=n) for n in range(14)]
    assert sent == [d for d in alla if d not in {date(2026, 12, 25), date(2027, 1, 1)}]
    struket = next(r for r in rader if r["dag"] == "2026-10-21")
    assert struket["status"] == "struket"
    vad = (await anna.hamta(f"{vag}/tillfallen/{struket['id']}/handelser")).json()["handelser"]
    assert [(h["typ"], h["fran"], h["till"], h["uppgifter"]) for h in vad] == [
        ("stryk", "planerat", "struket", {"orsak": "plan"})
    ]


async def test_paus_stangt_och_slut_stryker_det_som_kommer(varld: Varld) -> None:
    vera, anna, sven = varld.som("vera"), varld.som("anna"), varld.som("sven")
    vag = await planerad(varld)
    klivet = f"{ROT}/organisationer/{(await anna.hamta(vag)).json()['utforareId']}/stangda-perioder"
    stangt = await sven.skapa(klivet, {"fran": "2026-10-26", "tom": "2026-10-30", "skal": "Höstlov"})
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "struket") == ["2026-10-26", "2026-10-28"]
    await sven.gor(f"{klivet}/{stangt['id']}", "oppna", tom="2026-10-26")
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "struket") == ["2026-10-26"]
    # Paused on Tuesday, on again on the Monday after: what lay between is struck, and nothing else.
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "pausa", skal="Utredning.")
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12"]
    varld.klocka.flytta(timedelta(days=6))
    await anna.gor(vag, "ateruppta")
    assert dagar(await tillfallen(vera, vag), "struket") == ["2026-10-14", "2026-10-19", "2026-10-26"]
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-19")
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12"]
    await anna.gor(vag, "ateroppna", skal="Fel person.")
    assert dagar(await tillfallen(vera, vag), "planerat")[:3] == ["2026-10-12", "2026-10-21", "2026-10-28"]


async def test_nar_utbudets_aktivitet_inte_halls_finns_inget_tillfalle(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    _, vag = await startad(varld, krav=False)
    lov = {"fran": "2026-10-26", "tom": "2026-10-30", "skal": "Höstlov"}
    utbud = {"kategori": "sprak", "minuterPerVecka": 360, "antalPlatser": 5}
    aktiviteten = await ny_aktivitet(anna, **utbud, stangdaPerioder=[lov])
    await ny_plan(varld, vag, SVENSKA | {"aktivitetId": aktiviteten}, dag="2026-10-12")
    alla = [t["dag"] for t in await tillfallen(vera, vag)]
    assert {"2026-10-21", "2026-11-02"} <= set(alla)
    assert not {"2026-10-26", "2026-10-28"} & set(alla)
    # What the catalogue says later strikes what is to come, once the job has run.
    mer = {"fran": "2026-11-02", "tom": "2026-11-02", "skal": "Studiedag"}
    await anna.gor(f"aktiviteter/{aktiviteten}", "andra", **platser.innehall(**utbud, stangdaPerioder=[lov, mer]))
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "struket") == ["2026-11-02"]


@pytest.mark.regel("AK-40")
async def test_ocksa_nar_den_aterkallas_star_det_som_var_fore_slutet(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    mandag = f"{vag}/tillfallen/{(await tillfallen(vera, vag))[0]['id']}"
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "pausa", skal="Utredning.")
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "aterkalla", skal="Fel person.")
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12"]
    # Reopened it is paused as before, so that nothing lies ahead until it goes on.
    assert (await anna.gor(vag, "ateroppna", skal="Rätt person."))["status"] == "pausad"
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12"]
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "ateruppta")
    assert dagar(await tillfallen(vera, vag), "planerat")[:3] == ["2026-10-12", "2026-10-19", "2026-10-21"]
    await anna.gor(vag, "aterkalla", skal="Fel person.")
    assert (await vera.gor(mandag, "rapportera", utfall="narvarande"))["narvaro"]["senInlamning"] is True


@pytest.mark.regel("AK-13")
async def test_en_plan_som_ersatts_samma_dag_ger_inga_tillfallen_vid_sidan_av_den_nya(varld: Varld) -> None:
    vag = await planerad(varld, 0, SVENSKA)
    await ny_plan(varld, vag, SVENSKA, dag="2026-10-12")
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(varld.som("vera"), vag), "planerat") == sorted(MANDAGAR + ONSDAGAR)


@pytest.mark.regel("AK-20")
async def test_narvaro_rapporteras_rattas_och_visas(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    forsta, andra = [f"{vag}/tillfallen/{r['id']}" for r in (await tillfallen(vera, vag))[:2]]
    # Nothing said is nothing known, and nobody knows before it is over.
    omarkerat = (await anna.hamta(forsta)).json()
    assert ("narvaro" in omarkerat, omarkerat["status"], omarkerat["version"]) == (False, "planerat", 0)
    rapport = {"typ": "rapportera", "utfall": "narvarande"}
    assert kod(await vera.handelse(forsta, rapport)) == (409, "inte_slut")
    assert [h["kod"] for h in (await vera.hamta(forsta)).json()["hinder"]] == ["inte_slut"]
    varld.klocka.flytta(timedelta(hours=2))  # 12 by the clock on the wall: it is over
    assert (await vera.posta(f"{forsta}/handelser", rapport)).status_code == 428
    assert (await anna.handelse(forsta, rapport)).status_code == 403
    assert (await varld.som("viktor").handelse(forsta, rapport)).status_code == 404
    svar = await vera.gor(forsta, "rapportera", utfall="sen", narvarandeFran="09:10", narvarandeTill="11:54")
    assert (svar["status"], svar["version"]) == ("genomfort", 1)
    assert (svar["narvaro"]["missadeMinuter"], svar["narvaro"]["avviker"]) == (16, True)
    assert set(svar["_links"]) == {"self", "handelser", "ratta", "ratta_installt"}
    assert kod(await vera.handelse(forsta, rapport)) == (409, "otillaten_overgang")
    # A correction is a new word that points at the old; the old one stands.
    assert kod(await vera.handelse(forsta, {"typ": "ratta", "utfall": "narvarande"})) == (422, "saknas")
    rattad = await vera.gor(
        forsta, "ratta", utfall="franvaro_giltig", orsak="vard_av_barn", text="Ringde.", rattelseSkal="Fel person."
    )
    assert (rattad["narvaro"]["utfall"], rattad["narvaro"]["avviker"]) == ("franvaro_giltig", False)
    assert rattad["narvaro"]["rattarId"] == rattad["tidigare"][0]["id"] == svar["narvaro"]["id"]
    assert (rattad["tidigare"][0]["utfall"], rattad["narvaro"]["rattelseSkal"]) == ("sen", "Fel person.")
    # Called off ahead, on somebody's account; then it was held after all, which is known when it is over.
    installt = await vera.gor(andra, "stall_in", installtAv="utforare", text="Läraren är sjuk.")
    assert (installt["status"], installt["narvaro"]["blevAv"]) == ("installt", False)
    holls = {"typ": "ratta", "utfall": "narvarande", "rattelseSkal": "Vikarie kom."}
    assert kod(await vera.handelse(andra, holls)) == (409, "inte_slut")
    varld.klocka.flytta(timedelta(days=3))
    assert (await vera.handelse(andra, holls)).json()["status"] == "genomfort"
    # Lists tell that it was marked, never how (DP-03); the person's file has every word.
    rad = (await tillfallen(anna, vag))[0]
    assert set(rad) == {"id", "bestallningId", "status", "kategori", "dag", "fran", "till", "_links"}
    sagt = (await anna.hamta(f"{vag}/narvarouppgifter")).json()["narvarouppgifter"]
    assert [(s["nummer"], "rattarId" in s) for s in sagt] == [(2, True), (1, False), (2, True), (1, False)]
    assert "franvaro" not in str(sagt)
    historik = (await anna.hamta(f"{forsta}/handelser")).json()["handelser"]
    assert [(h["nummer"], h["typ"]) for h in historik] == [(1, "rapportera"), (2, "ratta")]


FEL: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({}, "/utfall", "saknas"),
    ({"utfall": "sen"}, "/narvarandeFran", "saknas"),
    ({"utfall": "sen", "narvarandeFran": "09:00", "narvarandeTill": "12:00"}, "/utfall", "inte_sen"),
    ({"utfall": "sen", "narvarandeFran": "11:00", "narvarandeTill": "10:00"}, "/narvarandeTill", "ordning"),
    ({"utfall": "narvarande", "narvarandeTill": "12:30"}, "/narvarandeTill", "utanfor_tiden"),
    ({"utfall": "franvaro_ogiltig", "narvarandeFran": "09:00"}, "/narvarandeFran", "franvarande"),
    ({"utfall": "franvaro_giltig", "text": "Ringde."}, "/orsak", "saknas"),
    ({"utfall": "narvarande", "installtAv": "kommun"}, "/installtAv", "okant_falt"),
    ({"utfall": "narvarande", "status": "genomfort"}, "/status", "okant_falt"),
    ({"utfall": "narvarande", "narvarandeFran": "9:00"}, "/narvarandeFran", "for_kort"),
)


async def test_det_som_inte_gar_ihop_nekas_med_sitt_falt(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = await planerad(varld)
    forsta = f"{vag}/tillfallen/{(await tillfallen(vera, vag))[0]['id']}"
    varld.klocka.flytta(timedelta(hours=2))
    for falt, var, vad in FEL:
        svar = await vera.handelse(forsta, {"typ": "rapportera", **falt})
        fel = svar.json()["fel"][0]
        assert (svar.status_code, fel["falt"].removeprefix("/rapportera"), fel["kod"]) == (422, var, vad), falt
    assert (await vera.hamta(forsta)).json()["version"] == 0
    over = await vera.gor(forsta, "rapportera", utfall="narvarande", narvarandeTill="12:30", utanforTiden=True)
    assert (over["narvaro"]["narvarandeFran"], over["narvaro"]["narvarandeTill"]) == ("09:00", "12:30")
    assert over["narvaro"]["missadeMinuter"] == 0


@pytest.mark.regel("AK-13")
async def test_enstaka_tillfallen_laggs_till_med_skal(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    (plan,) = (await vera.hamta(f"{vag}/planer?status=gallande")).json()["planer"]
    kurs = (await vera.hamta(f"{vag}/planer/{plan['id']}")).json()["aktiviteter"][2]["id"]
    eget = {"dag": "2026-10-15", "fran": "09:00", "till": "12:00", "skal": "Studiebesök."}
    namngivet = eget | {"aktivitet": "Studiebesök", "kategori": "arbetsplatsforlagd"}
    for fel, vad in ((eget, "en_aktivitet"), (namngivet | {"planaktivitetId": kurs}, "en_aktivitet"),
                     (namngivet | {"till": "09:00"}, "pass_bakvant"), (namngivet | {"dag": "2026-10-11"}, "datum"),
                     (namngivet | {"dag": "2027-10-14"}, "datum")):  # fmt: skip
        assert kod(await vera.posta(f"{vag}/tillfallen", fel)) == (422, vad), fel
    assert (await anna.posta(f"{vag}/tillfallen", namngivet)).status_code == 403
    assert (
        await vera.posta(f"{vag}/tillfallen", {k: v for k, v in namngivet.items() if k != "skal"})
    ).status_code == 422
    ett = await vera.skapa(f"{vag}/tillfallen", namngivet)
    assert (ett["kategori"], ett["skal"], ett["version"]) == ("arbetsplatsforlagd", "Studiebesök.", 1)
    assert kod(await vera.posta(f"{vag}/tillfallen", namngivet | {"fran": "11:00", "till": "13:00"})) == (409, "krock")
    # Of an activity with hours but no times, on a day when its plan is in force.
    ur_planen = eget | {"planaktivitetId": kurs, "fran": "13:00", "till": "15:00"}
    assert (await vera.skapa(f"{vag}/tillfallen", ur_planen))["aktivitet"] == "Jobbsökarkurs"
    okand = ur_planen | {"planaktivitetId": "01980000-0000-7000-8000-00000000ffff", "dag": "2026-10-16"}
    svar = await vera.posta(f"{vag}/tillfallen", okand)
    assert (kod(svar), svar.json()["regel"]) == ((409, "plan_saknas"), "AK-13")
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "planerat").count("2026-10-15") == 2
    # A new plan does not strike what was added by hand, and plans nothing on top of it.
    await ny_plan(varld, vag, aktivitet(120, tider=[pass_("torsdag", "10:00", "12:00")]), dag="2026-10-12")
    torsdagen = [r for r in await tillfallen(vera, vag, "&status=planerat") if r["dag"] == "2026-10-15"]
    assert [(r["fran"], r["status"]) for r in torsdagen] == [("09:00", "planerat"), ("13:00", "planerat")]


@pytest.mark.regel("AK-40")
async def test_efter_slutet_rapporteras_i_fjorton_dagar_och_sedan_bara_pa_begaran(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    rader = await tillfallen(vera, vag)
    varld.klocka.flytta(timedelta(days=8))
    mandag, onsdag, andra = (f"{vag}/tillfallen/{r['id']}" for r in rader[:3])
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-19")
    varld.klocka.flytta(timedelta(days=14))
    sen = await vera.gor(mandag, "rapportera", utfall="narvarande")
    assert (sen["narvaro"]["senInlamning"], set(sen["_links"]) >= {"ratta"}) == (True, True)
    varld.klocka.flytta(timedelta(days=1))
    assert kod(await vera.handelse(onsdag, {"typ": "rapportera", "utfall": "narvarande"})) == (409, "for_sent")
    assert kod(await vera.handelse(mandag, {"typ": "ratta", "utfall": "narvarande", "rattelseSkal": "x"})) == (
        409, "for_sent",
    )  # fmt: skip
    assert (await vera.handelse(onsdag, {"typ": "begar", "skal": "x"})).status_code == 403
    await anna.gor(onsdag, "begar", skal="Behövs inför beslut.")
    assert (await vera.gor(onsdag, "rapportera", utfall="narvarande"))["narvaro"]["senInlamning"] is True
    assert (await vera.hamta(andra)).status_code == 200
    varld.klocka.flytta(timedelta(days=16))  # the utförare's rights are over
    assert (await vera.hamta(andra)).status_code == 404
    assert (await anna.hamta(onsdag)).status_code == 200


@pytest.mark.regel("AK-20", "AK-40")
async def test_det_som_var_fore_en_aterkallelse_eller_flytt_kan_rapporteras(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag, flyttad = await planerad(varld), await planerad(varld, 1)
    await godta(varld, await flytta(varld, flyttad, brytdatum="2026-10-19"), "2026-10-19")
    varld.klocka.flytta(timedelta(days=8))
    await kor_jobb(varld.tjanster, "bestallning_flyttar")
    await anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    # Unmarked is not absent, and not undone either: what lay before the end stands, in both.
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12", "2026-10-14", "2026-10-19"]
    rader = await tillfallen(vera, flyttad, "&status=planerat")
    assert dagar(rader) == ["2026-10-12", "2026-10-14"]
    sen = await vera.gor(f"{flyttad}/tillfallen/{rader[1]['id']}", "rapportera", utfall="narvarande")
    assert sen["narvaro"]["senInlamning"] is True


async def test_en_pausad_bestallning_som_ateroppnas_ar_fortfarande_pausad(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "pausa", skal="Utredning.")
    await anna.gor(vag, "aterkalla", skal="Fel person.")
    varld.klocka.flytta(timedelta(days=6))
    assert (await anna.gor(vag, "ateroppna", skal="Fel person."))["status"] == "pausad"
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "planerat") == ["2026-10-12"]
    await anna.gor(vag, "ateruppta")
    assert dagar(await tillfallen(vera, vag), "planerat")[:2] == ["2026-10-12", "2026-10-21"]


async def test_arbetslistan_visar_det_som_kommer_och_det_omarkerade(varld: Varld) -> None:
    vera, sven, viktor = varld.som("vera"), varld.som("sven"), varld.som("viktor")
    vag = await planerad(varld)
    assert len((await vera.hamta("tillfallen?status=kommande")).json()["tillfallen"]) == 11
    assert (await vera.hamta("tillfallen?status=omarkerat")).json()["tillfallen"] == []
    varld.klocka.flytta(timedelta(hours=2))
    (omarkerat,) = (await vera.hamta("tillfallen?status=omarkerat")).json()["tillfallen"]
    assert omarkerat["dag"] == "2026-10-12"
    assert (await viktor.hamta("tillfallen")).json()["tillfallen"] == []
    assert len((await sven.hamta("tillfallen?limit=5")).json()["tillfallen"]) == 5
    assert (await sven.hamta("tillfallen?egna=true")).json()["tillfallen"] == []
    for namn in ("anna", "cecilia", "sara", "af"):
        assert (await varld.som(namn).hamta("tillfallen")).status_code in {403, 404}
    # Another vägledare takes over the order and its occasions.
    await sven.gor(vag, "byt_vagledare", vagledare="viktor.vagledare", skal="Vera slutar.")
    assert (await vera.hamta("tillfallen")).json()["tillfallen"] == []
    assert len((await viktor.hamta("tillfallen")).json()["tillfallen"]) == 11
    await vera_ser_inget(varld, vag, omarkerat)


async def vera_ser_inget(varld: Varld, vag: str, rad: Any) -> None:
    for adress in (f"{vag}/tillfallen", f"{vag}/tillfallen/{rad['id']}", f"{vag}/narvarouppgifter"):
        assert (await varld.som("vera").hamta(adress)).status_code == 404


@pytest.mark.regel("DP-15")
async def test_av_en_skyddad_person_visar_listor_inte_nar(varld: Varld) -> None:
    sven, vera = varld.som("sven"), varld.som("vera")
    vag = await planerad(varld, 0, SVENSKA, skyddsniva="sekretessmarkering")
    for svar in (await sven.hamta("tillfallen"), await vera.hamta("tillfallen"), await vera.hamta(f"{vag}/tillfallen")):
        rad = svar.json()["tillfallen"][0]
        assert set(rad) == {"id", "bestallningId", "status", "kategori", "_links"}
    assert (await vera.hamta(f"{vag}/tillfallen/{rad['id']}")).json()["fran"] == "09:00"
    assert (await varld.som("britta").hamta("tillfallen")).status_code == 404
    assert (await varld.som("cecilia").hamta(f"{vag}/tillfallen")).status_code == 404


async def test_lasning_lista_och_skrivning_haller_sig_inom_sina_satser(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    ett = f"{vag}/tillfallen/{(await tillfallen(vera, vag))[0]['id']}"
    varld.klocka.flytta(timedelta(hours=2))
    forst, sist = FORST[varld.sort], "INSERT atkomstlogg"
    for person, adress, fragor in (
        (vera, ett, ["SELECT tillfallen"]),
        (anna, ett, ["SELECT tillfallen"]),
        (anna, f"{vag}/tillfallen?limit=3", ["SELECT tillfallen"]),
        (vera, "tillfallen?limit=3", ["SELECT tillfallen"]),
        (vera, "tillfallen?status=omarkerat", ["SELECT tillfallen"]),
        (anna, f"{vag}/narvarouppgifter", ["SELECT narvarouppgifter", "SELECT bestallningar"]),
        (vera, "narvarolistor", ["SELECT tillfallen"]),
    ):
        with satser(varld) as sedda:
            assert (await person.hamta(adress)).status_code == 200
        assert sedda == [*forst, *fragor, sist], adress
    rapport = {"typ": "rapportera", "utfall": "narvarande"}
    with satser(varld) as sedda:
        svar = await vera.posta(f"{ett}/handelser", rapport, if_match='"0"')
    assert svar.status_code == 200, svar.text
    assert sedda[: len(forst) + 2] == [*forst, "SELECT idempotenssvar", "SELECT tillfallen"]
    skrivna = ["atkomstlogg", "handelser", "idempotenssvar", "narvarouppgifter"]
    assert sorted(sedda[len(forst) + 2 :]) == [*(f"INSERT {t}" for t in skrivna), "UPDATE tillfallen"]
    assert len(sedda) <= 8


async def test_manga_bestallningar_planeras_med_lika_manga_satser_som_en(varld: Varld) -> None:
    vag = await planerad(varld)
    antal = []
    for fler in (0, 12):
        await grupp(varld, vag, fler, "vera.vagledare")
        varld.klocka.flytta(timedelta(weeks=1))
        with satser(varld) as sedda:
            await kor_jobb(varld.tjanster, "tillfallen")
        antal.append(len([s for s in sedda if s != "SELECT set_config"]))
    assert antal[0] == antal[1]


async def test_det_som_ar_markerat_far_inget_dubbelt_hur_sent_jobbet_an_gar(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await planerad(varld)
    varld.klocka.flytta(timedelta(hours=4))
    (forsta, *_) = await tillfallen(vera, vag)
    await vera.gor(f"{vag}/tillfallen/{forsta['id']}", "rapportera", utfall="narvarande")
    await anna.gor(vag, "pausa", skal="Sjuk.")
    (plan,) = (await vera.hamta(f"{vag}/planer?status=gallande")).json()["planer"]
    await anna.gor(f"{vag}/planer/{plan['id']}", "avsluta", skal="Ny plan samma dag.")
    await ny_plan(varld, vag, SVENSKA, dag="2026-10-12")
    varld.klocka.flytta(timedelta(days=190))
    await kor_jobb(varld.tjanster, "tillfallen")
    assert dagar(await tillfallen(vera, vag), "planerat", "genomfort") == ["2026-10-12"]
