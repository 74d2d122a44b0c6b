"""Places: the last one goes to one, the others wait in order, and what is given back goes to the first in line."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from app.core.journal import Atkomst
from app.integrations.jobb import kor_jobb
from app.katalog.plantering_utbud import BOTKYRKAS, DATASTUGAN
from app.katalog.rollista import VUXENUTBILDNINGEN
from tests.conftest import Person, Varld
from tests.flode import bestallt, steg
from tests.flode.platser import arenden, boka, ny_aktivitet
from tests.flode.test_bestallning_flytt import flytta, godta
from tests.flode.test_bestallning_kedja import efter, skickad
from tests.flode.test_budget import FORST, satser

OKANT = "01980000-0000-7000-8000-00000000ffff"


async def platser(varld: Varld, aktivitet: str) -> tuple[int, int, int]:
    svar = (await varld.som("anna").hamta(f"aktiviteter/{aktivitet}")).json()
    return svar["upptagna"], svar["iKo"], svar["ledigaPlatser"]


async def till_svar(person: Person, vag: str, **innehall: Any) -> httpx.Response:
    """As a good client: the same request again while the service says that it has too much to do."""
    nyckel = uuid4().hex
    while (svar := await person.posta(vag, innehall, idempotency_key=nyckel)).status_code == 503:
        assert int(svar.headers["retry-after"]) > 0
    return svar


@pytest.mark.regel("AK-10")
@pytest.mark.krav("ASVS 2.3.4")
async def test_av_femtio_som_vill_ha_sista_platsen_far_en_den(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna)
    idn = await arenden(anna, 50)
    svar = await asyncio.gather(*(till_svar(anna, f"arenden/{i}/platsbokningar", aktivitetId=aktivitet) for i in idn))
    assert Counter(s.status_code for s in svar) == {201: 1, 409: 49}
    nej = [s.json() for s in svar if s.status_code == 409]
    assert {(n["kod"], n["regel"]) for n in nej} == {("plats_upptagen", "AK-10")}
    assert {n["_links"]["stallIKo"]["method"] for n in nej} == {"POST"}
    assert await platser(varld, aktivitet) == (1, 0, 0)
    alla = [(await anna.hamta(f"arenden/{i}/platsbokningar")).json()["platsbokningar"] for i in idn]
    assert Counter(len(a) for a in alla) == {0: 49, 1: 1}
    ko = await asyncio.gather(
        *(
            till_svar(anna, f"arenden/{i}/platsbokningar", aktivitetId=aktivitet, stallIKo=True)
            for i, s in zip(idn, svar, strict=True)
            if s.status_code == 409
        )
    )
    assert {s.status_code for s in ko} == {201}
    assert await platser(varld, aktivitet) == (1, 49, 0)
    adresser = [f"arenden/{i}/platsbokningar" for i in idn]
    egna = [(await anna.hamta(a)).json()["platsbokningar"][0]["_links"]["self"]["href"] for a in adresser]
    koplatser = [(await anna.hamta(a)).json().get("koplats") for a in egna]
    assert sorted(k for k in koplatser if k) == list(range(1, 50))


async def test_flera_platser_fylls_till_sista_och_aldrig_over(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna, antalPlatser=7)
    idn = await arenden(anna, 12)
    svar = await asyncio.gather(
        *(anna.posta(f"arenden/{i}/platsbokningar", {"aktivitetId": aktivitet, "stallIKo": True}) for i in idn)
    )
    assert Counter(s.json()["status"] for s in svar) == {"bokad": 7, "i_ko": 5}
    bokade = [
        f"arenden/{i}/platsbokningar/{s.json()['id']}"
        for i, s in zip(idn, svar, strict=True)
        if s.json()["status"] == "bokad"
    ]
    await asyncio.gather(*(anna.gor(vag, "avboka", skal="Flyttar.") for vag in bokade))
    assert await platser(varld, aktivitet) == (5, 0, 2)
    status = [(await anna.hamta(f"arenden/{i}/platsbokningar")).json()["platsbokningar"][0]["status"] for i in idn]
    assert Counter(status) == {"avbokad": 7, "erbjuden": 5}


@pytest.mark.regel("AK-10")
async def test_kon_i_ordning_med_fortur_erbjudanden_och_svarsdag(varld: Varld) -> None:
    anna, bo = varld.som("anna"), varld.som("bo")
    aktivitet = await ny_aktivitet(anna)
    ett, tva, tre, fyra = await arenden(anna, 4)
    forst, _ = await boka(anna, ett, aktivitet)
    svar = await anna.posta(f"arenden/{tva}/platsbokningar", {"aktivitetId": aktivitet})
    assert (svar.status_code, svar.json()["kod"], svar.json()["iKo"]) == (409, "plats_upptagen", 0)
    andra, koad = await boka(anna, tva, aktivitet, stallIKo=True)
    assert (koad["status"], koad["koplats"]) == ("i_ko", 1)
    tredje, _ = await boka(anna, tre, aktivitet, stallIKo=True)
    fjarde, fore = await boka(anna, fyra, aktivitet, stallIKo=True, forturSkal="Barnomsorgen upphör vid jul.")
    assert (fore["koplats"], fore["fortur"]) == (1, True)
    assert [(await anna.hamta(v)).json()["koplats"] for v in (andra, tredje)] == [2, 3]
    assert (await anna.gor(fjarde, "prioritera", fortur=False, skal="Barnomsorgen förlängs."))["koplats"] == 3
    await anna.gor(tredje, "prioritera", fortur=True, skal="Blev avbruten av sjukdom.")
    await anna.gor(forst, "avboka", skal="Har fått arbete.")
    erbjuden = (await anna.hamta(tredje)).json()
    assert (erbjuden["status"], erbjuden["svarSenast"]) == ("erbjuden", "2026-10-15")
    assert {"tacka_ja", "tacka_nej"} <= erbjuden["_links"].keys()
    assert await platser(varld, aktivitet) == (1, 2, 0)
    ny = (await arenden(anna, 1, 300))[0]
    sen = await anna.posta(f"arenden/{ny}/platsbokningar", {"aktivitetId": aktivitet})
    assert sen.json()["kod"] == "plats_upptagen", "an offered place is held, and nobody passes the line"
    await kor_jobb(varld.tjanster, "bevakningar")
    (rad,) = (await anna.hamta(f"bevakningar?arendeId={tre}&sort=plats_erbjuden")).json()["bevakningar"]
    assert rad["forfaller"] == "2026-10-15"
    assert (await bo.hamta(tredje)).status_code == 403
    # Nobody answers: after the day the place is the next one's, however often and late the job runs.
    varld.klocka.stall(datetime(2026, 10, 16, 8, 0, tzinfo=UTC))
    svar = await anna.handelse(tredje, {"typ": "tacka_ja"})
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "erbjudandet_har_gatt_ut")
    for _ in range(2):
        await kor_jobb(varld.tjanster, "platser")
    assert (await anna.hamta(tredje)).json()["status"] == "forfallen"
    assert (await anna.hamta(andra)).json()["status"] == "erbjuden"
    assert await platser(varld, aktivitet) == (1, 1, 0)
    await anna.gor(andra, "tacka_nej", skal="Har annat.")
    assert (await anna.gor(fjarde, "tacka_ja"))["status"] == "bokad"
    slut = await anna.gor(fjarde, "avsluta", slutDatum="2026-10-16", skal="Klar.")
    assert (slut["status"], slut["slutDatum"]) == ("avslutad", "2026-10-16")
    assert await platser(varld, aktivitet) == (0, 0, 1)
    typer = [h["typ"] for h in (await anna.hamta(f"{fjarde}/handelser")).json()["handelser"]]
    assert typer == ["stall_i_ko", "prioritera", "erbjud", "tacka_ja", "avsluta"]
    assert "Barnomsorgen" not in (await anna.hamta(f"{fjarde}/handelser")).text
    assert "skal" not in (await anna.hamta(f"arenden/{fyra}/platsbokningar")).text


async def test_ett_obesvarat_erbjudande_viker_for_nasta_bokning(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna)
    ett, tva, tre = await arenden(anna, 3)
    forst, _ = await boka(anna, ett, aktivitet)
    koad, _ = await boka(anna, tva, aktivitet, stallIKo=True)
    await anna.gor(forst, "avboka", skal="Flyttar.")
    varld.klocka.stall(datetime(2026, 10, 19, 8, 0, tzinfo=UTC))
    _, bokad = await boka(anna, tre, aktivitet)
    assert (bokad["status"], (await anna.hamta(koad)).json()["status"]) == ("bokad", "forfallen")
    assert await platser(varld, aktivitet) == (1, 0, 0)


async def test_fler_platser_och_oppnad_anmalan_nar_kon(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna)
    vag = f"aktiviteter/{aktivitet}"
    ett, tva, tre = await arenden(anna, 3)
    forst, _ = await boka(anna, ett, aktivitet)
    koade = [(await boka(anna, i, aktivitet, stallIKo=True))[0] for i in (tva, tre)]
    await anna.gor(vag, "stang", skal="Handledaren är sjuk.")
    await anna.gor(forst, "avboka", skal="Väntar inte.")
    assert [(await anna.hamta(k)).json()["status"] for k in koade] == ["i_ko", "i_ko"]
    svar = await anna.handelse(vag, {"typ": "avveckla", "skal": "Läggs ned."})
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "platser_tagna")
    await anna.gor(vag, "oppna")
    assert [(await anna.hamta(k)).json()["status"] for k in koade] == ["erbjuden", "i_ko"]
    rad = (await anna.hamta(vag)).json()
    kvar = {n: rad[n] for n in ("namn", "beskrivning", "kategori", "malgrupp", "minuterPerVecka", "form", "plats")}
    await anna.gor(vag, "andra", **kvar, arrangor={"typ": "kommun"}, gallerFran="2026-09-01", antalPlatser=2)
    assert [(await anna.hamta(k)).json()["status"] for k in koade] == ["erbjuden", "erbjuden"]
    assert await platser(varld, aktivitet) == (2, 0, 0)


async def test_vad_som_inte_kan_bokas_sags_med_regel(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna, antalPlatser=5)
    stangd = await ny_aktivitet(anna, oppenForAnmalan=False)
    utgangen = await ny_aktivitet(anna, gallerTom="2026-12-31")
    ett, tva = await arenden(anna, 2)
    vag = f"arenden/{ett}/platsbokningar"
    await boka(anna, ett, aktivitet)

    async def nej(**kropp: Any) -> tuple[int, str]:
        svar = await anna.posta(vag, kropp)
        return svar.status_code, svar.json()["fel"][0]["kod"]

    assert await nej(aktivitetId=aktivitet) == (409, "redan_bokad")
    assert await nej(aktivitetId=aktivitet, stallIKo=True) == (409, "redan_bokad")
    assert await nej(aktivitetId=stangd, stallIKo=True) == (409, "aktiviteten_tar_inte_emot")
    assert await nej(aktivitetId=utgangen, onskadStart="2027-01-01") == (409, "aktiviteten_har_upphort")
    assert await nej(aktivitetId=str(BOTKYRKAS)) == await nej(aktivitetId=OKANT) == (422, "saknas")
    assert await nej(aktivitetId=aktivitet, bestallningId=OKANT) == (422, "saknas")
    assert await nej(aktivitetId=aktivitet, forturSkal="x") == (422, "fortur_utan_ko")
    _, fritt = await boka(anna, ett, str(DATASTUGAN))
    assert fritt["status"] == "bokad"
    await anna.gor(f"arenden/{tva}", "avsluta", skal="Flyttat.")
    svar = await anna.posta(f"arenden/{tva}/platsbokningar", {"aktivitetId": aktivitet})
    assert svar.json()["fel"][0]["kod"] == "arende_avslutat"


@pytest.mark.regel("DP-07")
@pytest.mark.regel("DP-26")
async def test_utforaren_ser_sina_bestallningars_platser_som_id_och_andras_som_antal(varld: Varld) -> None:
    anna, vera, eva = varld.som("anna"), varld.som("vera"), varld.som("eva")
    bestallning = await bestallt.bestall(varld)
    arende = (await anna.hamta(bestallning)).json()["arendeId"]
    aktivitet = await ny_aktivitet(anna)
    egen = bestallning.split("/")[1]
    bokning, _ = await boka(anna, arende, aktivitet, bestallningId=egen)
    annan = (await arenden(anna, 1))[0]
    await boka(anna, annan, aktivitet, stallIKo=True, forturSkal="Kanarieskäl för förtur")
    (rad,) = (await vera.hamta(f"{bestallning}/platsbokningar")).json()["platsbokningar"]
    assert (rad["aktivitetId"], rad["status"], set(rad["_links"])) == (aktivitet, "bokad", {"aktivitet"})
    assert arende not in (await vera.hamta(f"{bestallning}/platsbokningar")).text
    assert (await vera.hamta(bokning)).status_code == 404
    assert (await eva.hamta(f"{bestallning}/platsbokningar")).status_code == 404
    sedd = (await vera.hamta(f"aktiviteter/{aktivitet}")).json()
    assert (sedd["upptagna"], sedd["iKo"]) == (1, 1)
    await anna.gor(bestallning, "aterkalla", skal="Personen har flyttat.")
    assert (await anna.hamta(bokning)).json()["status"] == "avslutad"
    assert await platser(varld, aktivitet) == (1, 0, 0)


@pytest.mark.regel("AK-10", "AK-40")
async def test_platsen_foljer_med_till_den_som_tar_over(varld: Varld) -> None:
    anna, sven, eva = varld.som("anna"), varld.som("sven"), varld.som("eva")
    aktivitet = await ny_aktivitet(anna)
    # Declined, and offered on.
    forsta = await skickad(varld, lista=[str(VUXENUTBILDNINGEN)])
    arende = (await anna.hamta(forsta)).json()["arendeId"]
    bokning, _ = await boka(anna, arende, aktivitet, bestallningId=forsta.split("/")[1])
    await sven.gor(forsta, "ta_emot")
    await sven.gor(forsta, "avboj", orsak="ingen_plats")
    assert await _under(sven, forsta) == []
    assert await _under(eva, await efter(varld, forsta)) == [(aktivitet, "bokad")]
    await anna.gor(bokning, "avboka", skal="Provet är klart.")
    # Moved: the old utförare has it to the cut-off day, the next one from then on, and nobody in line is asked.
    andra = await bestallt.bestall(varld, 1)
    arende = (await anna.hamta(andra)).json()["arendeId"]
    bokning, _ = await boka(anna, arende, aktivitet, bestallningId=andra.split("/")[1])
    ny = await flytta(varld, andra, brytdatum="2026-10-12")
    assert (await _under(sven, andra), await _under(eva, ny)) == ([(aktivitet, "bokad")], [])
    await godta(varld, ny, "2026-10-12")
    assert (await _under(sven, andra), await _under(eva, ny)) == ([], [(aktivitet, "bokad")])
    assert (await anna.hamta(bokning)).json()["status"] == "bokad"


async def _under(utforare: Person, bestallning: str) -> list[tuple[str, str]]:
    rader = (await utforare.hamta(f"{bestallning}/platsbokningar")).json()["platsbokningar"]
    return [(r["aktivitetId"], r["status"]) for r in rader]


@pytest.mark.regel("DP-15")
async def test_den_skyddade_star_i_kon_men_syns_bara_for_sin_handlaggare(varld: Varld) -> None:
    anna, bo, cecilia = varld.som("anna"), varld.som("bo"), varld.som("cecilia")
    aktivitet = await ny_aktivitet(anna)
    skyddad = (await steg.nytt_arende(anna, 3, skyddsniva="sekretessmarkering"))["id"]
    bos = (await steg.nytt_arende(bo, 4))["id"]
    plats, _ = await boka(bo, bos, aktivitet)
    koad, _ = await boka(anna, skyddad, aktivitet, stallIKo=True)
    assert (await cecilia.hamta(koad)).status_code == 404
    listan = await anna.hamta(f"arenden/{skyddad}/platsbokningar")
    assert [set(rad["_links"]) for rad in listan.json()["platsbokningar"]] == [{"self"}]
    assert str(aktivitet) not in listan.text, "the catalogue says where and when it is held"
    svar = await bo.gor(plats, "avboka", skal="Klar.")
    assert skyddad not in str(svar)
    assert (await anna.hamta(koad)).json()["status"] == "erbjuden", "the line is the same for who is protected"
    await kor_jobb(varld.tjanster, "bevakningar")
    for person in (bo, cecilia):
        assert skyddad not in (await person.hamta("bevakningar?sort=plats_erbjuden")).text


async def test_jobbet_slapper_det_som_blivit_kvar_och_kan_koras_om(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna)
    ett, tva = await arenden(anna, 2)
    forst, _ = await boka(anna, ett, aktivitet)
    koad, _ = await boka(anna, tva, aktivitet, stallIKo=True)
    await anna.gor(f"arenden/{ett}", "avsluta", skal="Självförsörjande.")
    assert await kor_jobb(varld.tjanster, "platser") == 1
    assert [(await anna.hamta(v)).json()["status"] for v in (forst, koad)] == ["avslutad", "erbjuden"]
    assert await kor_jobb(varld.tjanster, "platser") == 0
    assert await platser(varld, aktivitet) == (1, 0, 0)


@pytest.mark.regel("DP-04")
async def test_bokningen_kostar_atta_satser_och_lasningar_loggas(varld: Varld) -> None:
    anna = varld.som("anna")
    aktivitet = await ny_aktivitet(anna, antalPlatser=9)
    bestallning = await bestallt.bestall(varld)
    arende = (await anna.hamta(bestallning)).json()["arendeId"]
    with satser(varld) as sedda:
        await boka(anna, arende, aktivitet, bestallningId=bestallning.split("/")[1])
    fragor = [*FORST[varld.sort], "SELECT idempotenssvar", "SELECT arenden", "UPDATE aktiviteter"]
    assert sedda[: len(fragor)] == fragor
    assert sorted(sedda[len(fragor) :]) == [
        "INSERT atkomstlogg", "INSERT handelser", "INSERT idempotenssvar", "INSERT platsbokningar",
    ]  # fmt: skip
    (rad,) = (await anna.hamta(f"arenden/{arende}/platsbokningar")).json()["platsbokningar"]
    vag = rad["_links"]["self"]["href"]
    with satser(varld) as sedda:
        await anna.hamta(vag)
    assert sedda == [*FORST[varld.sort], "SELECT arenden", "SELECT platsbokningar", "INSERT atkomstlogg"]
    with satser(varld) as sedda:
        await anna.hamta(f"arenden/{arende}/platsbokningar")
    assert sedda == [*FORST[varld.sort], "SELECT platsbokningar", "INSERT atkomstlogg"]
    with satser(varld) as sedda:
        await anna.hamta("aktiviteter?fritext=snickare&niva=orange&kategori=arbetsplatsforlagd")
    assert sedda == [*FORST[varld.sort], "SELECT aktiviteter"]
    with satser(varld) as sedda:
        await anna.gor(vag, "avboka", skal="Nej.")
    assert len(sedda) - 3 <= 9 + len(FORST[varld.sort]), "the händelse, without the read before it"
    logg = await varld.i_databasen(lambda a: a.alla(select(Atkomst).where(Atkomst.objekttyp == "platsbokning")), "0484")
    assert Counter(r.slag for r in logg)["skriv"] >= 2
