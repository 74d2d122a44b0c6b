"""Progression as a whole: how it stands, reports that are frozen with their hours, and what is due by the avtal."""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.katalog.organisationer import Avtal
from app.katalog.rollista import ESKILSTUNA, KLIVET
from tests.conftest import Varld
from tests.flode.bevakat import kor, lista, pa_dagen
from tests.flode.matt import ENKLA, OTILLGANGLIG, ge_rod, matning, rapport, sprak
from tests.flode.narvarat import planerad, tillfallen
from tests.flode.startat import startad
from tests.flode.test_bestallning_flytt import BRYT, flytta, godta, mote_hallet
from tests.flode.test_bestallning_flytt import pa_dagen as flyttat
from tests.flode.test_budget import FORST, OVERST, satser
from tests.journeys.berattat import klockan, nej, sett

pytestmark = pytest.mark.anyio


async def andra_avtal(varld: Varld, **falt: int) -> None:
    """The avtal with Klivet says otherwise from now on."""

    async def satt(arbete: Any) -> None:
        for avtal in await arbete.alla(select(Avtal).where(Avtal.kommunkod == ESKILSTUNA, Avtal.utforare_id == KLIVET)):
            for namn, varde in falt.items():
                setattr(avtal, namn, varde)

    await varld.i_databasen(satt, ESKILSTUNA)


async def bevakade(varld: Varld, sort: str) -> list[tuple[str, bool]]:
    return [(r["forfaller"], r["forsenad"]) for r in await lista(varld.som("anna"), sort=sort)]


async def inlamnad(varld: Varld, vag: str, **mer: Any) -> str:
    """The path of a report that Vera has handed in."""
    vera, samling = varld.som("vera"), f"{vag}/progressionsrapporter"
    egen = f"{samling}/{(await vera.skapa(samling, rapport(**mer)))['id']}"
    await vera.gor(egen, "lamna_in")
    return egen


# --- how it stands --------------------------------------------------------------------------------


@pytest.mark.regel("DP-27")
async def test_progressionen_visas_sida_vid_sida_for_bada_parter_och_utan_det_som_ar_skyddat(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = (await startad(varld))[1]
    tom = await sett(vera, f"{vag}/progression")
    assert (tom["instrument"], tom["nastaSenast"], tom["forsenad"]) == ([], "2026-11-11", False)
    assert tom["utanMatning"] == "Ingen mätning är gjord. Aktiviteterna började 2026-10-12, i dag."

    klockan(varld, "2026-10-26")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-19", "gul", respondent="egen", omraden=[sprak("gul")]))
    svar = [(ENKLA[0], "ja"), (ENKLA[1], "ej_bedomd")]
    fel = await vera.skapa(f"{vag}/matningar", matning("2026-10-20", "gron"))
    rattad = matning("2026-10-20", "orange", omraden=[sprak("orange", *svar)], rattarId=fel["id"])
    await vera.skapa(f"{vag}/matningar", rattad)
    await anna.skapa(f"{vag}/matningar", matning("2026-10-21", "gul", respondent="gemensam"))
    hos_vera, hos_anna = await sett(vera, f"{vag}/progression"), await sett(anna, f"{vag}/progression")
    (bild,) = hos_vera["instrument"]
    assert bild["stallningar"][0]["forklaring"] == (
        "Samlad nivå: personen själv Gul (2026-10-19); vägledaren Orange (2026-10-20). "
        "Vägledaren är ett steg lägre än personen själv."
    )
    assert (bild["stallningar"][0]["enighet"], bild["stallningar"][0]["steg"]) == ("oeniga", -1)
    (mal,) = (m for m in bild["mal"] if m["respondent"] == "vagledare")
    assert mal["forklaring"] == "Språk på nivån Orange: 1 av 3 indikatorer uppfyllda, 1 ej bedömda, 1 utan svar."
    personal = [t for t in bild["nivatider"] if not t["egen"] and "omrade" not in t]
    assert [(t["niva"], t["dagar"], "tom" in t) for t in personal] == [("orange", 7, False)]
    # The kommun has its own word beside; what was corrected away is nowhere.
    (hos,) = hos_anna["instrument"]
    assert [r["respondent"] for r in hos["stallningar"][0]["roster"]] == ["egen", "vagledare", "gemensam"]
    assert "gron" not in json.dumps(hos_anna)
    assert "nastaSenast" not in hos_vera, "the instrument has no interval"

    [rod] = await ge_rod(varld, "anna")
    hemlig = matning("2026-10-26", "rod", respondent="gemensam", skal="Återfall.")
    await anna.skapa(f"{vag}/matningar", hemlig, **rod)
    for person in (anna, vera):
        sedd = (await person.hamta(f"{vag}/progression")).text
        assert OTILLGANGLIG in sedd
        assert not any(ord_ in sedd for ord_ in ('"rod"', "Röd", "Återfall"))
    assert '"rod"' in (await anna.hamta(f"{vag}/progression", **rod)).text
    # As it stood on a day.
    (da,) = (await sett(anna, f"{vag}/progression?datum=2026-10-19"))["instrument"]
    assert [r["respondent"] for r in da["stallningar"][0]["roster"]] == ["egen"]

    for person in (anna, vera):
        with satser(varld) as sedda:
            await person.hamta(f"{vag}/progression")
        fragor = ["SELECT bestallningar", "SELECT matningar", "INSERT atkomstlogg"]
        assert sedda == [*FORST[varld.sort], *fragor]
        assert len(sedda) <= OVERST["lasa"]
    for namn, status in (("sven", 403), ("bo", 403), ("viktor", 404), ("david", 404), ("eva", 404)):
        for under in ("progression", "rapportering"):
            sedd_status = (await varld.som(namn).hamta(f"/stegvis/v1/0484/{vag}/{under}")).status_code
            assert sedd_status == status, (namn, under)


@pytest.mark.regel("DP-15")
async def test_en_skyddad_persons_progression_star_bara_for_den_namngivna(varld: Varld) -> None:
    vag = (await startad(varld, skyddsniva="sekretessmarkering"))[1]
    for under in ("progression", "rapportering"):
        assert (await varld.som("vera").hamta(f"{vag}/{under}")).status_code == 200
        assert (await varld.som("anna").hamta(f"{vag}/{under}")).status_code == 200
        for namn in ("cecilia", "bo", "viktor"):
            assert (await varld.som(namn).hamta(f"{vag}/{under}")).status_code == 404, (namn, under)


# --- what is due ----------------------------------------------------------------------------------


@pytest.mark.regel("AK-40")
async def test_en_matning_ska_goras_inom_avtalets_dagar_och_en_paus_har_ingen_frist(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = (await startad(varld))[1]
    await pa_dagen(varld, "2026-11-03")
    assert await bevakade(varld, "matning_senast") == []
    await pa_dagen(varld, "2026-11-12")
    assert await bevakade(varld, "matning_senast") == [("2026-11-11", True)]
    assert (await sett(vera, f"{vag}/progression"))["forsenad"] is True

    # The kommun's own measurement is not what the utförare owes; the utförare's closes it, and the avtal sets the next.
    await anna.skapa(f"{vag}/matningar", matning("2026-11-12", respondent="gemensam"))
    await kor(varld)
    assert await bevakade(varld, "matning_senast") == [("2026-11-11", True)]
    await andra_avtal(varld, matning_intervall_dagar=14)
    await vera.skapa(f"{vag}/matningar", matning("2026-11-12"))
    await kor(varld)
    assert await bevakade(varld, "matning_senast") == []
    for person in (vera, anna):
        sedd = await sett(person, f"{vag}/progression")
        assert (sedd["nastaSenast"], sedd["forsenad"]) == ("2026-11-26", False)
        assert sedd["frister"][0]["forklaring"].endswith("Antalet dagar kommer av avtalet.")
    await pa_dagen(varld, "2026-11-27")
    assert await bevakade(varld, "matning_senast") == [("2026-11-26", True)]

    await anna.gor(vag, "pausa", skal="Föräldraledig.")
    await kor(varld)
    assert await bevakade(varld, "matning_senast") == []
    assert (await sett(vera, f"{vag}/progression"))["frister"] == []
    klockan(varld, "2026-12-14")
    await anna.gor(vag, "ateruppta")
    assert (await sett(vera, f"{vag}/progression"))["nastaSenast"] == "2026-12-28", "the pause starts the days anew"
    await pa_dagen(varld, "2026-12-22")
    assert await bevakade(varld, "matning_senast") == [("2026-12-28", False)]
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-12-22")
    await kor(varld)
    assert await bevakade(varld, "matning_senast") == []


@pytest.mark.regel("AK-40")
async def test_en_period_utan_rapport_bevakas_och_syns_och_en_sen_rapport_ar_sen(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = (await startad(varld))[1]
    await andra_avtal(varld, rapport_dagar=10)
    await pa_dagen(varld, "2026-11-11")
    assert await bevakade(varld, "rapport_senast") == []
    await pa_dagen(varld, "2026-11-12")
    assert await bevakade(varld, "rapport_senast") == [("2026-11-21", False)]
    await pa_dagen(varld, "2026-11-22")
    assert await bevakade(varld, "rapport_senast") == [("2026-11-21", True)]
    for person in (vera, anna):
        skyldigt = await sett(person, f"{vag}/rapportering")
        assert (skyldigt["sen"], skyldigt["nastaSenast"], skyldigt["dagarEfterPerioden"]) == (True, "2026-11-21", 10)
        with satser(varld) as sedda:
            await person.hamta(f"{vag}/rapportering")
        assert len(sedda) <= OVERST["lasa"]

    samling = f"{vag}/progressionsrapporter"
    period = {"periodFran": "2026-10-12", "periodTom": "2026-11-11"}
    utkast = await vera.skapa(samling, rapport(**period))
    assert (utkast["lamnasSenast"], utkast["sen"]) == ("2026-11-21", True), "a draft is not handed in"
    await vera.gor(f"{samling}/{utkast['id']}", "lamna_in")
    i_tid = await inlamnad(varld, vag, periodFran="2026-11-12", periodTom="2026-11-20")
    await kor(varld)
    assert await bevakade(varld, "rapport_senast") == []
    rader = (await sett(anna, samling))["progressionsrapporter"]
    assert [(r["lamnasSenast"], r["sen"]) for r in rader] == [("2026-11-30", False), ("2026-11-21", True)]
    assert (await sett(anna, i_tid))["sen"] is False
    # A new version of what was in time is not late, whenever it is written.
    klockan(varld, "2026-12-08")
    await anna.gor(i_tid, "godkann")
    ny = await inlamnad(varld, vag, ersatterId=i_tid.split("/")[-1], periodFran="2026-11-12", periodTom="2026-11-20")
    assert (await sett(anna, ny))["sen"] is False
    perioder = (await sett(vera, f"{vag}/rapportering"))["perioder"]
    assert [(p["fran"], p["tom"], p["status"]) for p in perioder] == [
        ("2026-10-12", "2026-11-11", "inlamnad"),
        ("2026-11-12", "2026-11-20", "inlamnad"),
        ("2026-11-21", "2026-12-20", "pagar"),
    ]
    assert perioder[1]["_links"]["rapport"]["href"].endswith(ny)
    # Nothing is owed for a pause, nor after the end.
    await anna.gor(vag, "pausa", skal="Sjukskriven.")
    await pa_dagen(varld, "2027-02-01")
    assert await bevakade(varld, "rapport_senast") == [("2026-12-17", True)], "the days before the pause"
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2027-02-01")
    await kor(varld)
    assert await bevakade(varld, "rapport_senast") == []


@pytest.mark.regel("AK-40")
async def test_tva_rapporter_omfattar_inte_samma_dagar(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = (await startad(varld))[1]
    samling = f"{vag}/progressionsrapporter"
    forsta = await inlamnad(varld, vag, periodFran="2026-10-01", periodTom="2026-10-31")
    andra = await vera.skapa(samling, rapport(periodFran="2026-10-12", periodTom="2026-11-30"))
    egen = f"{samling}/{andra['id']}"
    assert [(h["handelse"], h["kod"], h["regel"]) for h in andra["hinder"]] == [
        ("lamna_in", "perioden_overlappar", "AK-40")
    ]
    assert await nej(vera, egen, "lamna_in") == (409, "perioden_overlappar")
    # What the same report is handed in for once more is its own; so is what it is a new version of.
    await anna.gor(forsta, "begar_komplettering", skal="Mer om språket.")
    await vera.gor(forsta, "lamna_in")
    await anna.gor(forsta, "godkann")
    kort = {"periodFran": "2026-10-01", "periodTom": "2026-10-11", "ersatterId": forsta.split("/")[-1]}
    await inlamnad(varld, vag, **kort)
    # The first is replaced by one that ends earlier: its other days are free.
    await vera.gor(egen, "lamna_in")
    for falt, fel in (({"periodTom": "2028-01-01"}, "for_lang"), ({"periodTom": "2026-10-11"}, "ordning")):
        tredje = (
            f"{samling}/{(await vera.skapa(samling, rapport(periodFran='2026-12-01', periodTom='2026-12-31')))['id']}"
        )
        assert await nej(vera, tredje, "andra", **falt) == (422, fel)
    flyttad = await vera.gor(tredje, "andra", periodTom="2027-01-31")
    assert flyttad["lamnasSenast"] == "2027-02-07"


MATT = "Periodens mätning (eskilstuna-programmodell, vagledare)"


# --- what is frozen -------------------------------------------------------------------------------


def summan(rad: Any, slag: str) -> int:
    return next(s["minuter"] for s in rad["summor"] if s["slag"] == slag)


@pytest.mark.regel("AK-20", "AK-40")
async def test_rapporten_fryser_timmarna_och_sager_nar_de_har_andrats_sedan(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    forsta, andra, tredje = (f"{vag}/tillfallen/{t['id']}" for t in (await tillfallen(vera, vag))[:3])
    klockan(varld, "2026-10-22")
    await vera.gor(forsta, "rapportera", utfall="narvarande")
    await vera.gor(andra, "rapportera", utfall="franvaro_ogiltig")
    await vera.gor(tredje, "rapportera", utfall="franvaro_giltig", orsak="sjukdom")
    matt = await vera.skapa(f"{vag}/matningar", matning("2026-10-20", "gul"))
    egen = await inlamnad(varld, vag, periodFran="2026-10-12", periodTom="2026-10-20")
    sedd = await sett(anna, egen)
    (inlamning,) = sedd["inlamningar"]
    timmar = inlamning["narvaro"]
    assert [(v["period"], v["fran"], v["tom"]) for v in timmar["veckor"]] == [
        ("2026-W42", "2026-10-12", "2026-10-18"), ("2026-W43", "2026-10-19", "2026-10-20"),
    ]  # fmt: skip
    assert [summan(timmar["summa"], s) for s in ("planerat", "narvaro", "giltig_franvaro", "ogiltig_franvaro")] == [
        540, 180, 180, 180,
    ]  # fmt: skip
    for slag in ("planerat", "narvaro", "giltig_franvaro", "krav", "narvaromal"):
        assert sum(summan(v, slag) for v in timmar["veckor"]) == summan(timmar["summa"], slag), slag
    assert {k["kategori"]: k["planerat"] for k in timmar["summa"]["kategorier"]} == {"sprak": 540}
    assert "arbetsdag" in next(s["forklaring"] for s in timmar["summa"]["summor"] if s["slag"] == "krav")
    assert sedd["andratSedanDess"] == []
    # The hours are those that the hours themselves say, and an hour that passes is no change.
    raknat = await sett(anna, f"{vag}/timrakning?fran=2026-10-12&tom=2026-10-20")
    assert raknat["summa"]["summor"] == timmar["summa"]["summor"]
    klockan(varld, "2026-10-23")
    i_forvag = await inlamnad(varld, vag, periodFran="2026-10-21", periodTom="2026-10-28")
    summa = (await sett(anna, i_forvag))["inlamningar"][0]["narvaro"]["summa"]
    assert (summan(summa, "kommande"), summan(summa, "omarkerat")) == (360, 540)
    klockan(varld, "2026-10-29")
    for ett in (egen, i_forvag):
        assert (await sett(vera, ett))["andratSedanDess"] == []

    await vera.gor(andra, "ratta", utfall="franvaro_giltig", orsak="sjukdom", rattelseSkal="Hade ringt.")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-20", "orange", rattarId=matt["id"]))
    for person in (anna, vera):
        sedan = await sett(person, egen)
        assert sedan["inlamningar"] == [inlamning]
        assert [(a["slag"], a["forklaring"]) for a in sedan["andratSedanDess"]] == [
            ("matning", f"{MATT} har ersatts av en annan sedan rapporten lämnades in."),
            ("narvaro", "Giltig frånvaro i perioden var 3 h när rapporten lämnades in och är nu 6 h."),
            ("narvaro", "Ogiltig frånvaro i perioden var 3 h när rapporten lämnades in och är nu 0 h."),
        ]
    # A new version takes what is right now; the first stays as it was, and still tells.
    await anna.gor(egen, "godkann")
    ny = await inlamnad(varld, vag, periodFran="2026-10-12", periodTom="2026-10-20", ersatterId=egen.split("/")[-1])
    nytt = await sett(anna, ny)
    assert summan(nytt["inlamningar"][0]["narvaro"]["summa"], "giltig_franvaro") == 360
    assert (nytt["inlamningar"][0]["underlag"][0]["niva"], nytt["andratSedanDess"]) == ("orange", [])
    assert (await sett(anna, egen))["inlamningar"] == [inlamning]


async def test_rapporter_kostar_vad_en_lasning_och_en_skrivning_far_kosta(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    klockan(varld, "2026-10-22")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-20", "gul"))
    samling = f"{vag}/progressionsrapporter"
    with satser(varld) as sedda:
        ny = await vera.skapa(samling, rapport(periodFran="2026-10-12", periodTom="2026-10-20"))
    assert len(sedda) <= OVERST["skapa"], sedda
    egen = f"{samling}/{ny['id']}"
    # To hand in reads the hours and the measurements that are frozen; what is sent back has its reason beside it.
    for person, handelse, mer in (
        (vera, {"typ": "lamna_in"}, 2),
        (anna, {"typ": "begar_komplettering", "skal": "Mer."}, 1),
        (vera, {"typ": "andra", "text": "Mer om språket."}, 0),
        (vera, {"typ": "lamna_in"}, 2),
        (anna, {"typ": "godkann"}, 0),
    ):
        etag = (await person.hamta(egen)).headers["etag"]
        with satser(varld) as sedda:
            svar = await person.posta(f"{egen}/handelser", handelse, if_match=etag)
        assert svar.status_code == 200, svar.text
        assert len(sedda) <= OVERST["skapa"] + mer, (handelse, sedda)
    for person in (vera, anna):
        with satser(varld) as sedda:
            await person.hamta(egen)
        assert len(sedda) <= OVERST["lasa"], sedda
        with satser(varld) as sedda:
            await person.hamta(samling)
        assert len(sedda) <= OVERST["lista"], sedda


FRO = range(3)


@pytest.mark.regel("AK-20", "AK-40")
@pytest.mark.parametrize("fro", FRO)
async def test_vad_som_an_rattas_ar_det_inlamnade_detsamma(varld: Varld, fro: int) -> None:
    """Any order of attendance, corrections, measurements, new versions and a changed order: nothing frozen changes."""
    vera, anna, slump = varld.som("vera"), varld.som("anna"), random.Random(fro)
    vag = await planerad(varld)
    egna = [f"{vag}/tillfallen/{t['id']}" for t in (await tillfallen(vera, vag))[:4]]
    klockan(varld, "2026-10-22")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-13", "gul"))
    rapporter = [await inlamnad(varld, vag, periodFran="2026-10-12", periodTom="2026-10-22")]
    fryst = {rapporter[0]: (await sett(anna, rapporter[0]))["inlamningar"]}
    for _ in range(12):
        varld.klocka.flytta(timedelta(minutes=7))
        await _nagot(varld, slump, vag, egna, rapporter)
        for plats in rapporter:
            sedda = [
                {n: v for n, v in i.items() if n != "kompletteringSkal"}
                for i in (await sett(anna, plats))["inlamningar"]
            ]
            fore = fryst.setdefault(plats, sedda)
            assert sedda[: len(fore)] == [{n: v for n, v in i.items() if n != "kompletteringSkal"} for i in fore]
            fryst[plats] = sedda
    senaste = await sett(anna, rapporter[-1])
    assert (senaste["andratSedanDess"] == []) is (await _samma_nu(varld, vag, senaste))


async def _nagot(varld: Varld, slump: random.Random, vag: str, egna: list[str], rapporter: list[str]) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    match slump.choice(("narvaro", "narvaro", "matning", "ratta_matning", "utgava")):
        case "narvaro":
            await _ange(varld, slump, slump.choice(egna))
        case "matning":
            niva = slump.choice(("orange", "gul", "gron"))
            dag = slump.choice(("2026-10-14", "2026-10-20"))
            await vera.skapa(f"{vag}/matningar", matning(dag, niva, skal="Såg det."))
        case "ratta_matning":
            rader = (await sett(vera, f"{vag}/matningar"))["matningar"]
            fel = slump.choice([r for r in rader if r["status"] == "registrerad"])
            niva = slump.choice(("orange", "gul", "bla"))
            await vera.skapa(f"{vag}/matningar", matning(fel["datum"], niva, skal="Fel.", rattarId=fel["id"]))
        case _:
            if (await sett(anna, rapporter[-1]))["status"] == "inlamnad":
                typ = slump.choice(("godkann", "begar_komplettering"))
                await anna.gor(rapporter[-1], typ, **({"skal": "Mer."} if typ != "godkann" else {}))
            elif (await sett(anna, rapporter[-1]))["status"] == "godkand":
                period = {"periodFran": "2026-10-12", "periodTom": "2026-10-22"}
                rapporter.append(await inlamnad(varld, vag, ersatterId=rapporter[-1].split("/")[-1], **period))
            else:
                await vera.gor(rapporter[-1], "lamna_in")


async def _ange(varld: Varld, slump: random.Random, plats: str) -> None:
    vera = varld.som("vera")
    utfall = slump.choice(("narvarande", "franvaro_ogiltig", "franvaro_giltig"))
    mer = {"orsak": "sjukdom"} if utfall == "franvaro_giltig" else {}
    if "narvaro" in await sett(vera, plats):
        mer["rattelseSkal"] = "Fel."
        await vera.gor(plats, "ratta", utfall=utfall, **mer)
    else:
        await vera.gor(plats, "rapportera", utfall=utfall, **mer)


async def _samma_nu(varld: Varld, vag: str, sedd: Any) -> bool:
    """Whether the hours and the period's measurement are what was handed in last."""
    inlamning = sedd["inlamningar"][-1]
    nu = await sett(varld.som("anna"), f"{vag}/timrakning?fran={inlamning['periodFran']}&tom={inlamning['periodTom']}")
    utan = [[(s["slag"], s["minuter"]) for s in rad["summor"]] for rad in (nu["summa"], inlamning["narvaro"]["summa"])]
    rader = (await sett(varld.som("vera"), f"{vag}/matningar"))["matningar"]
    staende = [r for r in rader if r["status"] == "registrerad"]
    senast = max(staende, key=lambda r: (r["datum"], r["id"]))["id"]
    veckor = [[(s["slag"], s["minuter"]) for s in v["summor"]] for v in inlamning["narvaro"]["veckor"]]
    veckor_nu = [
        [
            (s["slag"], s["minuter"])
            for s in (await sett(varld.som("anna"), f"{vag}/timrakning?fran={v['fran']}&tom={v['tom']}"))["summa"][
                "summor"
            ]
        ]
        for v in inlamning["narvaro"]["veckor"]
    ]
    return utan[0] == utan[1] and veckor == veckor_nu and inlamning["underlag"][0]["matningId"] == senast


async def test_av_tva_som_lamnar_in_samma_dagar_samtidigt_far_en_nej(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = (await startad(varld))[1]
    samling = f"{vag}/progressionsrapporter"
    egna = [f"{samling}/{(await vera.skapa(samling, rapport()))['id']}" for _ in range(3)]
    etags = [(await vera.hamta(egen)).headers["etag"] for egen in egna]
    svar = await asyncio.gather(
        *(
            vera.posta(f"{egen}/handelser", {"typ": "lamna_in"}, if_match=etag)
            for egen, etag in zip(egna, etags, strict=True)
        )
    )
    assert sorted(s.status_code for s in svar) == [200, 409, 409]
    assert {s.json()["fel"][0]["kod"] for s in svar if s.status_code == 409} == {"perioden_overlappar"}


@pytest.mark.regel("DP-10")
async def test_efter_flytten_laser_den_forra_utforaren_sitt_och_den_nya_ingenting_av_det(varld: Varld) -> None:
    vera, anna, eva, egil = (varld.som(n) for n in ("vera", "anna", "eva", "egil"))
    vag = (await startad(varld))[1]
    await vera.skapa(f"{vag}/matningar", matning())
    egen = await inlamnad(varld, vag, periodFran="2026-10-12", periodTom="2026-10-12")
    fryst = await sett(vera, egen)
    ny = await flytta(varld, vag, foljerMed=["rapporter"])
    await godta(varld, ny)
    await mote_hallet(varld, ny)
    assert await flyttat(varld, "2026-10-29") == 1
    await egil.gor(ny, "starta")
    assert (await sett(vera, egen))["inlamningar"] == fryst["inlamningar"]
    (period, *rest) = (await sett(vera, f"{vag}/rapportering"))["perioder"]
    assert (period["status"], [p["sen"] for p in rest]) == ("inlamnad", [False])
    assert [r["niva"] for r in (await sett(vera, f"{vag}/progression"))["instrument"][0]["nivatider"]] == ["orange"]
    # The new utförare has an order of its own, with nothing measured and a period of its own.
    assert (await sett(egil, f"{ny}/progression"))["instrument"] == []
    assert [p["fran"] for p in (await sett(egil, f"{ny}/rapportering"))["perioder"]] == [BRYT]
    for person, andras in ((egil, vag), (vera, ny), (eva, vag)):
        for under in ("progression", "rapportering", "progressionsrapporter"):
            assert (await person.hamta(f"{andras}/{under}")).status_code == 404, (person.namn, under)
    assert (await anna.hamta(f"{ny}/rapportering")).status_code == 200


@pytest.mark.regel("AK-40", "DP-03", "DP-04", "DP-15")
async def test_det_som_ar_skyldigt_listas_for_bada_parter_utan_att_saga_nagot_om_personen(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = (await startad(varld))[1]
    skyddad = (await startad(varld, 1, skyddsniva="sekretessmarkering"))[1]
    await vera.skapa(f"{vag}/matningar", matning())
    await inlamnad(varld, vag, periodFran="2026-10-12", periodTom="2026-11-11")
    klockan(varld, "2026-11-20")
    for person in (vera, anna):
        for antal in (1, 2):
            with satser(varld) as sedda:
                svar = (await person.hamta(f"rapporteringar?limit={antal}")).json()
            assert len(svar["rapporteringar"]) == antal
            assert len(sedda) <= OVERST["lista"], sedda
        forst, sist = svar["rapporteringar"]
        assert forst == {
            "bestallningId": skyddad.split("/")[1],
            "nummer": (await sett(vera, skyddad))["nummer"],
            "status": "pagaende",
            "rapportSenast": "2026-11-18",
            "rapportSen": True,
            "matningSenast": "2026-11-11",
            "matningSen": True,
            "_links": {"rapportering": {"href": f"/stegvis/v1/0484/{skyddad}/rapportering", "method": "GET"}},
        }
        assert (sist["rapportSenast"], sist["rapportSen"], "matningSenast" in sist) == ("2026-12-18", False, False)
        sidan = (await person.hamta("rapporteringar?limit=1")).json()["_links"]["next"]["href"]
        assert [r["bestallningId"] for r in (await sett(person, sidan))["rapporteringar"]] == [sist["bestallningId"]]
    # Who leads sees the nämnd's, but for those whose names are others'; a samordnare hands out orders, no more.
    assert [r["nummer"] for r in (await sett(varld.som("cecilia"), "rapporteringar"))["rapporteringar"]] == [
        sist["nummer"]
    ]
    assert (await sett(varld.som("cecilia"), "rapporteringar?egna=true"))["rapporteringar"] == []
    assert (await varld.som("sven").hamta("rapporteringar")).status_code == 403
    for namn in ("viktor", "bo", "egil"):
        assert (await varld.som(namn).hamta("rapporteringar")).json().get("rapporteringar", []) == [], namn
    await anna.gor(skyddad, "pausa", skal="Sjukskriven.")
    (paus, _) = (await sett(vera, "rapporteringar"))["rapporteringar"]
    assert (paus["status"], paus["rapportSen"], paus["matningSen"]) == ("pausad", True, False)
    await anna.gor(skyddad, "avsluta", orsak="arbete", slutDatum="2026-11-20")
    assert len((await sett(vera, "rapporteringar"))["rapporteringar"]) == 1
