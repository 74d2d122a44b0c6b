"""The middle of the chain as those who were there would tell it: things go wrong, and the way on is open."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.katalog.plantering_utbud import FORSKOLAN
from tests.conftest import Varld
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor, lista, pa_dagen
from tests.flode.narvarat import aktivitet, ny_plan, pass_, tillfallen
from tests.flode.narvarat import dagar as tillfallesdagar
from tests.flode.test_fkavstamning import FRAGA, SVAR
from tests.flode.test_plan import innehall
from tests.flode.test_uppstartsmote import ALLA_DAR, INGEN_INDIVID, motet
from tests.journeys.berattat import klockan, lamnad_rapport, med_plan, motestid, motts, nej, sett, till_af

pytestmark = pytest.mark.anyio


# --- nobody came ---------------------------------------------------------------------------------------


async def kallelse(varld: Varld, mote: str) -> tuple[str, int]:
    """UID and SEQUENCE, as calendar software sees them."""
    svar = await varld.som("vera").hamta(mote, accept="text/calendar")
    (post,) = Calendar.from_ical(svar.content).walk("VEVENT")
    return str(post["uid"]), int(post["sequence"])


@pytest.mark.regel("AK-20", "AK-40", "T-12")
async def test_personen_kommer_inte_till_uppstartsmotet_och_far_en_ny_tid(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await vera.gor(mote, "boka", nyTid=motestid("2026-10-14"))
    uid, sekvens = await kallelse(varld, mote)

    klockan(varld, "2026-10-14", 10)
    uteblivet = await vera.gor(mote, "utebli", narvaro=INGEN_INDIVID, franvaroskal={"individ": "Ingen svarade."})
    assert (uteblivet["status"], uteblivet["behoverNyTid"], uteblivet["uteblivanden"]["personen"]) == (
        "uteblivet", True, 1,
    )  # fmt: skip
    # The insats waits for the meeting; the person has lost nothing by it, and Arbetsförmedlingen is told nothing.
    assert await nej(vera, vag, "starta") == (409, "uppstartsmote_saknas")
    assert await till_af(anna, vag) == []
    await pa_dagen(varld, "2026-10-17")
    assert (await dagar(anna))["mote_uppfoljning"] == "2026-10-17"

    # Amina rings: she had the wrong week. The same meeting gets another time, in the same entry of the calendar.
    om = await vera.gor(mote, "boka_om", nyTid=motestid("2026-10-20"), begardAv="individ", skal="Fel vecka.")
    assert [(t["status"], t["begardAv"]) for t in om["tider"]] == [("utebliven", "vagledare"), ("bokad", "individ")]
    ny_uid, ny_sekvens = await kallelse(varld, mote)
    assert (ny_uid, ny_sekvens > sekvens) == (uid, True)
    await kor(varld)
    assert "mote_uppfoljning" not in await dagar(anna)

    klockan(varld, "2026-10-20", 10)
    hallet = await vera.gor(mote, "genomfor", narvaro=ALLA_DAR)
    assert (hallet["hallet"], hallet["forsenat"], hallet["behoverNyTid"]) == ("2026-10-20", False, False)
    assert (await vera.gor(vag, "starta"))["status"] == "pagaende"
    assert await till_af(anna, vag) == ["start"]


# --- the kommun takes it back -----------------------------------------------------------------------------


@pytest.mark.regel("AK-35", "AK-40")
async def test_bestallningen_dras_tillbaka_innan_nagot_har_borjat(varld: Varld) -> None:
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await vera.gor(mote, "boka", nyTid=motestid("2026-10-14"))
    slut = await anna.gor(vag, "aterkalla", skal="Personen har flyttat.")
    assert (slut["status"], slut["avslutsslag"], "slutDatum" in slut) == ("aterkallad", "aterkallad_fore_start", False)
    # The meeting is called off by it, nothing is owed, and there is nothing to tell Arbetsförmedlingen.
    assert (await sett(vera, mote))["status"] == "installt"
    assert await till_af(anna, vag) == []
    assert await nej(sven, vag, "bekrafta", startDatum="2026-10-19", vagledare="vera.vagledare") == (
        409, "otillaten_overgang",
    )  # fmt: skip
    await kor(varld)
    assert not {"slutredovisning", "mote_bokning", "mote_uppfoljning", "bestallning_svar"} & (await dagar(anna)).keys()
    for dag, status in (("2026-11-11", 200), ("2026-11-12", 404)):
        klockan(varld, dag)
        assert (await sven.hamta(vag)).status_code == status, dag


@pytest.mark.regel("AK-35", "AK-40", "AK-17")
async def test_bestallningen_dras_tillbaka_nar_personen_redan_har_deltagit(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await med_plan(varld)
    mandag, onsdag = (f"{vag}/tillfallen/{t['id']}" for t in (await tillfallen(vera, vag))[:2])
    klockan(varld, "2026-10-13")
    await vera.gor(mandag, "rapportera", utfall="narvarande")
    klockan(varld, "2026-10-15")
    slut = await anna.gor(vag, "aterkalla", skal="Fick arbete.", orsak="arbete")
    # It stops at once. What was delivered is owed an account, which waits where everybody sees it.
    assert (slut["status"], slut["avslutsslag"]) == ("aterkallad", "vantar_pa_slutrapport")
    assert await till_af(anna, vag) == ["slut", "start"]
    assert tillfallesdagar(await tillfallen(vera, vag), "planerat", "genomfort") == ["2026-10-12", "2026-10-14"]
    assert await nej(vera, vag, "lamna_slutanteckning", orsak="fick_arbete", text="Klart.") == (
        409, "slutrapport_kravs",
    )  # fmt: skip
    await kor(varld)
    assert (await dagar(anna))["slutrapport_inlamning"] == "2026-10-29"
    # The Wednesday was before the end: it is still told, marked late.
    klockan(varld, "2026-10-26")
    sen = await vera.gor(onsdag, "rapportera", utfall="franvaro_giltig", orsak="annat", text="Anställningsintervju.")
    assert sen["narvaro"]["senInlamning"] is True


# --- it began later than was said -------------------------------------------------------------------------


@pytest.mark.regel("T-12", "AK-35", "AK-40")
async def test_insatsen_borjar_senare_an_lovat_och_dagarna_ar_de_verkliga(varld: Varld) -> None:
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await vera.gor(mote, "boka", nyTid=motestid("2026-10-16"))
    await vera.gor(mote, "boka_om", nyTid=motestid("2026-10-29"), skal="Vägledaren är sjuk.")
    # Booked in time, held late: the handläggare sees it, and a rebooking doesn't move the clock.
    await pa_dagen(varld, "2026-10-27")
    assert (await sett(anna, mote))["forsening"] == "genomforande"
    assert [(r["forfaller"], r["forsenad"]) for r in await lista(anna, sort="mote_genomforande")] == [
        ("2026-10-26", True)
    ]
    assert await nej(vera, vag, "starta") == (409, "uppstartsmote_saknas")
    klockan(varld, "2026-10-29", 10)
    await vera.gor(mote, "genomfor", narvaro=ALLA_DAR)
    klockan(varld, "2026-11-02")
    # It began today, whatever was confirmed once; not before the meeting, and not tomorrow.
    for dag in ("2026-10-28", "2026-11-03"):
        assert await nej(sven, vag, "starta", startDatum=dag) == (422, "datum")
    assert (await sett(sven, vag))["startDatum"] == "2026-10-19"
    igang = await sven.gor(vag, "starta", startDatum="2026-11-02")
    assert (igang["status"], igang["startDatum"], igang["moteHallet"]) == ("pagaende", "2026-11-02", "2026-10-29")
    await kor(varld)
    assert not {"mote_bokning", "mote_genomforande", "mote_uppfoljning"} & (await dagar(anna)).keys()
    # The plan counts from when there is something to plan, and nothing was to be attended before it.
    await ny_plan(varld, vag, aktivitet(360, tider=[pass_("mandag", "13:00", "19:00")]), dag="2026-11-02")
    assert tillfallesdagar(await tillfallen(vera, vag))[:2] == ["2026-11-02", "2026-11-09"]
    (utkast,) = (await sett(anna, f"arenden/{(await sett(anna, vag))['arendeId']}/overlamningar"))["overlamningar"]
    arende = (await sett(anna, vag))["arendeId"]
    till_dem = await sett(anna, f"arenden/{arende}/overlamningar/{utkast['id']}")
    assert till_dem["skede"] == "start"
    assert "2026-11-02" in str(till_dem)
    assert "2026-10-19" not in str(till_dem)
    await pa_dagen(varld, "2027-01-13")
    assert "ej_paborjat" not in await dagar(anna)


# --- it was wrong in the report ---------------------------------------------------------------------------


@pytest.mark.regel("AK-20", "AK-40")
async def test_narvaron_rattas_nar_rapporten_redan_ar_lamnad(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await med_plan(varld)
    _, onsdag = (f"{vag}/tillfallen/{t['id']}" for t in (await tillfallen(vera, vag))[:2])
    klockan(varld, "2026-10-15")
    fel = await vera.gor(onsdag, "rapportera", utfall="franvaro_ogiltig")
    period = {"periodFran": "2026-10-12", "periodTom": "2026-10-15", "text": "Uteblev utan besked på onsdagen."}
    forsta = await lamnad_rapport(vera, vag, **period)
    await anna.gor(forsta, "godkann")
    fryst = await sett(anna, forsta)
    await kor(varld)
    assert "narvaro_rattad" not in await dagar(anna)

    # It was somebody else who failed to come. The new word points at the old one, which stands.
    klockan(varld, "2026-10-16")
    ratt = await vera.gor(onsdag, "ratta", utfall="narvarande", rattelseSkal="Fel person markerades.")
    assert (ratt["narvaro"]["rattarId"], ratt["tidigare"][0]["utfall"]) == (fel["narvaro"]["id"], "franvaro_ogiltig")
    # Anna, who has approved what said otherwise, is told; the list tells neither of whom nor how.
    await kor(varld)
    (rad,) = await lista(anna, sort="narvaro_rattad")
    assert (rad["forfaller"], rad["regel"]) == ("2026-10-23", "AK-20")
    assert not {"franvaro", "ogiltig", "uteblev"} & set(str(rad).lower().split())
    # The report that she approved says what it said, and that it is otherwise now. What is right stands in a new one.
    sedan = await sett(anna, forsta)
    assert sedan | {"andratSedanDess": []} == fryst
    assert [a["forklaring"] for a in sedan["andratSedanDess"]] == [
        "Närvaro i perioden var 0 h när rapporten lämnades in och är nu 3 h.",
        "Ogiltig frånvaro i perioden var 3 h när rapporten lämnades in och är nu 0 h.",
    ]
    assert await nej(vera, forsta, "andra", text="Var där.") == (409, "otillaten_overgang")
    andra = await lamnad_rapport(vera, vag, **period | {"text": "Kom varje gång."}, ersatterId=forsta.split("/")[-1])
    gammal, ny = await sett(anna, forsta), await sett(anna, andra)
    assert (gammal["text"], gammal["ersattAvId"]) == (period["text"], ny["id"])
    assert (ny["utgava"], ny["text"], ny["status"]) == (2, "Kom varje gång.", "inlamnad")
    await kor(varld)
    assert "narvaro_rattad" not in await dagar(anna)


# --- a parent at home with a small child -------------------------------------------------------------------

BARN = {"antalBarn": 1, "yngstaBarnFyllerEtt": "2025-05-01", "yngstaBarnFyllerAtta": "2032-05-01"}
FORMIDDAGAR = [pass_(d, "09:00", "12:00") for d in ("mandag", "onsdag", "fredag")]


def skal(rader: list[Any], aktivitet_id: object) -> set[str]:
    """Codes of the reasons for or against an aktivitet."""
    return {s["kod"] for r in rader if r["aktivitetId"] == str(aktivitet_id) for s in r["skal"]}


@pytest.mark.regel("AK-10", "AK-13", "AK-29", "AK-30", "DP-26", "DP-31")
async def test_en_foralder_utan_barnomsorg_far_nagot_som_gar_med_barnet_och_pa_distans(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await motts(varld, barn=BARN)
    arende = f"arenden/{(await sett(anna, vag))['arendeId']}"
    # What she needs and wishes, in her own words; no childcare until the turn of the year.
    await anna.skapa(f"{arende}/behov", {
        "onskemal": {"taMedBarn": True, "distans": True, "sprak": "Arabiska", "tider": FORMIDDAGAR},
        "egnaOrd": "Kan inte lämna den lilla ifrån mig.",
        "barnomsorg": {"status": "i_ko"},
    })  # fmt: skip
    # What there is that suits her, and why the rest doesn't. It is for Anna to choose.
    svar = await anna.posta(f"{arende}/aktivitetsforslag", {"niva": "orange"})
    assert svar.status_code == 200, svar.text
    forslag = svar.json()
    assert forslag["forslag"][0]["aktivitetId"] == str(FORSKOLAN)
    assert {"onskad_form", "sprak_passar", "barnomsorg_pa_plats"} <= skal(forslag["forslag"], FORSKOLAN)
    assert any("barnomsorg_saknas" in {s["kod"] for s in b["skal"]} for b in forslag["bortfall"])
    bokad = await anna.skapa(f"{arende}/platsbokningar", {
        "aktivitetId": str(FORSKOLAN), "bestallningId": vag.split("/")[1],
    })  # fmt: skip
    assert bokad["status"] == "bokad"
    assert (await sett(anna, f"aktiviteter/{FORSKOLAN}"))["upptagna"] == 1

    # The plan: with the child in the mornings, and from home in the afternoons.
    forskolan = aktivitet(540, aktivitet="Öppen förskola med svenska", aktivitetId=str(FORSKOLAN), tider=FORMIDDAGAR,
                          arrangor="Familjecentralen Tallkotten")  # fmt: skip
    hemma = aktivitet(
        600, "jobbsokande", aktivitet="Jobbsökarkurs hemifrån", form="distans", omrade="arbetsmarknad_samhalle",
        paverkarForaldrapenning=True, tider=[pass_(d, "13:00", "18:00") for d in ("tisdag", "torsdag")],
    )  # fmt: skip
    ny = innehall(forskolan, hemma, gallerFran="2026-10-12", egenSyn="Bra att få ta med barnet.",
                  avvikelseSkal="Deltid nu, mer efter årsskiftet.")  # fmt: skip
    plan = f"{vag}/planer/{(await vera.skapa(f'{vag}/planer', ny))['id']}"
    await vera.gor(plan, "foresla")
    sedd = await sett(anna, plan)
    assert [h["kod"] for h in sedd["hinder"]] == ["fk_avstamning_saknas"]
    varningar = {v["kod"] for v in sedd["varningar"]}
    assert varningar == {"barnomsorg_racker_inte", "tider_utanfor_onskemal"}
    hos_vera = (await vera.hamta(plan)).text
    for hemligt in ("barnomsorg", "den lilla", "varningar", "onskemal"):
        assert hemligt not in hos_vera, hemligt

    # Försäkringskassan is asked and answers; then the nämnd can say yes, with the child's best in words.
    fraga = await anna.skapa(f"{arende}/fkavstamningar", FRAGA)
    assert await nej(anna, plan, "godkann", barnetsBasta="Barnet är med.") == (409, "fk_avstamning_saknas")
    await anna.gor(f"{arende}/fkavstamningar/{fraga['id']}", "besvara", **SVAR)
    assert await nej(anna, plan, "godkann") == (409, "barnets_basta_saknas")
    ratt = await anna.gor(plan, "godkann", barnetsBasta="Barnet är med, eller hemma med henne.")
    # The warnings stay for who looks: they stop nothing.
    assert (ratt["status"], {v["kod"] for v in ratt["varningar"]}) == ("gallande", varningar)
    varld.klocka.flytta(timedelta(hours=3))
    (forst, *_) = await tillfallen(vera, vag)
    assert (forst["dag"], forst["fran"]) == ("2026-10-12", "09:00")
