"""The register over HTTP: who sees and changes organisationer, avtal and medarbetare, and what an avtal opens."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.katalog import rollista
from tests.conftest import ROT, Varld
from tests.flode import steg
from tests.lagrat import andrat, innehall
from tests.svar import utan_spar

STEGEN = {"typ": "privat", "organisationsnummer": "559999-0040", "namn": "Stegen AB"}
AVTAL = {
    "utforareId": str(rollista.BRYGGAN),
    "fran": "2026-10-01",
    "dataRoll": "personuppgiftsbitrade",
    "slapptaFalt": ["namn"],
}
ORGANISATIONER, MEDARBETARE = f"{ROT}/organisationer", f"{ROT}/medarbetare"
OKANT = "01980000-0000-7000-8000-00000000ffff"


async def las_registret(varld: Varld) -> None:
    """What each process does at an interval."""
    await varld.tjanster.register.las_om(varld.tjanster.transaktioner)


def vagran(svar: Any) -> tuple[int, str, list[str]]:
    return svar.status_code, svar.json()["kod"], [f["falt"] for f in svar.json().get("fel", [])]


# --- organisationer --------------------------------------------------------------------------------


async def test_parterna_ar_kanda_for_alla(varld: Varld) -> None:
    for person in map(varld.som, ("anna", "vera", "sara", "britta")):
        alla = (await person.hamta(ORGANISATIONER)).json()["organisationer"]
        assert {o["namn"] for o in alla} >= {"Eskilstuna kommun", "Klivet AB", "Arbetsförmedlingen"}
        privata = (await person.hamta(f"{ORGANISATIONER}?typ=privat")).json()["organisationer"]
        assert {o["typ"] for o in privata} == {"privat"}
        en = await person.hamta(f"{ORGANISATIONER}/{rollista.KLIVET}")
        assert (en.status_code, en.json()["organisationsnummer"]) == (200, "5599990016")
        assert en.headers["etag"].startswith('"1-')
        assert (await person.hamta(f"{ORGANISATIONER}/{OKANT}")).status_code == 404


async def test_parterna_bladdras_med_markor(varld: Varld) -> None:
    anna, sedda, lank = varld.som("anna"), [], f"{ORGANISATIONER}?limit=2&typ=privat"
    while lank:
        sida = (await anna.hamta(lank)).json()
        assert sida["_meta"]["limit"] == 2
        sedda += [o["id"] for o in sida["organisationer"]]
        lank = sida["_links"].get("next", {}).get("href")
        assert not lank or "typ=privat" in lank
    assert sorted(sedda) == sorted([str(rollista.KLIVET), str(rollista.BRYGGAN)])


async def test_en_utforare_registreras_en_gang(varld: Varld) -> None:
    sara, nyckel = varld.som("sara"), uuid4().hex
    svar = [await sara.posta(ORGANISATIONER, STEGEN, idempotency_key=nyckel) for _ in range(2)]
    assert {s.status_code for s in svar} == {201}
    assert svar[0].content == svar[1].content
    ny = svar[0].json()
    assert (ny["organisationsnummer"], ny["version"]) == ("5599990040", 1)
    assert (await varld.som("vera").hamta(svar[0].headers["location"])).json() == ny
    assert vagran(await sara.posta(ORGANISATIONER, STEGEN)) == (409, "krock", [])


FELAKTIGA_UTFORARE = (
    ({"typ": "kommun"}, "/typ"),
    ({"typ": "arbetsformedlingen"}, "/typ"),
    ({"typ": "forening"}, "/typ"),
    ({"organisationsnummer": "19850213-9804"}, "/organisationsnummer"),
    ({"organisationsnummer": "850213-9804"}, "/organisationsnummer"),
    ({"organisationsnummer": "559999-0041"}, "/organisationsnummer"),
    ({"namn": ""}, "/namn"),
    ({"kommunkod": "0484"}, "/kommunkod"),
)


async def test_en_felaktig_utforare_nekas(varld: Varld) -> None:
    sara, fore = varld.som("sara"), await innehall(varld)
    for andrat_falt, falt in FELAKTIGA_UTFORARE:
        svar = await sara.posta(ORGANISATIONER, STEGEN | andrat_falt)
        assert vagran(svar) == (422, "ogiltigt_innehall", [falt]), andrat_falt
        assert "9804" not in utan_spar(svar)
    assert andrat(fore, await innehall(varld)) == {}


async def test_bara_systemadministratoren_andrar_registret(varld: Varld) -> None:
    fore = await innehall(varld)
    for namn, kod in (("anna", "roll_far_inte"), ("cecilia", "roll_far_inte"), ("sven", "behorighet_saknas")):
        person = varld.som(namn)
        assert vagran(await person.posta(ORGANISATIONER, STEGEN)) == (403, kod, [])
        assert vagran(await person.posta("avtal", AVTAL)) == (403, kod, [])
    assert andrat(fore, await innehall(varld)) == {}


# --- avtal -----------------------------------------------------------------------------------------


async def parter(varld: Varld, namn: str, vag: str = "avtal") -> set[str]:
    return {a["utforareId"] for a in (await varld.som(namn).hamta(vag)).json()["avtal"]}


async def test_var_och_en_ser_sina_egna_avtal(varld: Varld) -> None:
    klivet, bryggan = str(rollista.KLIVET), str(rollista.BRYGGAN)
    assert await parter(varld, "sara") == {klivet, str(rollista.VUXENUTBILDNINGEN), str(rollista.STEGET_VIDARE)}
    assert await parter(varld, "david") == {klivet, bryggan}
    assert await parter(varld, "vera") == {klivet}
    assert await parter(varld, "vera", f"{ROT}/0127/avtal") == {klivet}
    (egna,) = (await varld.som("eva").hamta("avtal")).json()["avtal"]
    assert egna["dataRoll"] == "personuppgiftsansvarig"
    assert (await varld.som("sven").hamta(f"avtal/{egna['id']}")).status_code == 404
    assert (await varld.som("david").hamta(f"avtal/{egna['id']}")).status_code == 404
    assert (await varld.som("eva").hamta(f"avtal/{egna['id']}")).json() == egna


async def test_ett_avtal_oppnar_kommunen_for_utforaren(varld: Varld) -> None:
    sara, britta = varld.som("sara"), varld.som("britta")
    assert (await britta.hamta("bestallningar")).status_code == 404
    svar = await sara.posta("avtal", AVTAL)
    assert svar.status_code == 201
    assert svar.json() == (await sara.hamta(svar.headers["location"])).json()
    assert (svar.json()["svarArbetsdagar"], svar.json()["moteBokasDagar"]) == (1, 7)
    await las_registret(varld)
    assert (await britta.hamta("bestallningar")).json()["bestallningar"] == []
    anna = varld.som("anna")
    bestallning = await steg.ny_bestallning(anna, utforareId=str(rollista.BRYGGAN))
    assert (await britta.hamta(f"bestallningar/{bestallning['id']}")).json()["deltagare"].keys() == {
        "fornamn",
        "efternamn",
    }


async def test_ett_avtal_som_inte_borjat_oppnar_inget(varld: Varld) -> None:
    await varld.som("sara").skapa("avtal", AVTAL | {"fran": "2026-10-13"})
    await las_registret(varld)
    assert (await varld.som("britta").hamta("bestallningar")).status_code == 404
    varld.klocka.flytta(timedelta(days=1))
    await las_registret(varld)
    assert (await varld.som("britta").hamta("bestallningar")).status_code == 200


FELAKTIGA_AVTAL = (
    ({"utforareId": OKANT}, "/utforareId"),
    ({"utforareId": str(rollista.KOMMUN_BOTKYRKA)}, "/utforareId"),
    ({"utforareId": str(rollista.ARBETSFORMEDLINGEN)}, "/utforareId"),
    ({"tom": "2026-09-30"}, "/tom"),
    ({"slapptaFalt": ["namn", "diagnos"]}, "/slapptaFalt/1"),
    ({"dataRoll": "ingen"}, "/dataRoll"),
    ({"svarArbetsdagar": 0}, "/svarArbetsdagar"),
    ({"namndId": str(rollista.NAMND_BOTKYRKA)}, "/namndId"),
)


async def test_ett_felaktigt_avtal_nekas(varld: Varld) -> None:
    sara, fore = varld.som("sara"), await innehall(varld)
    for andrat_falt, falt in FELAKTIGA_AVTAL:
        svar = await sara.posta("avtal", AVTAL | andrat_falt)
        assert vagran(svar) == (422, "ogiltigt_innehall", [falt]), andrat_falt
    assert andrat(fore, await innehall(varld)) == {}


async def test_ett_avtal_avslutas_med_sin_version(varld: Varld) -> None:
    sara = varld.som("sara")
    vag = f"avtal/{(await sara.skapa('avtal', AVTAL))['id']}"
    slut = {"typ": "avsluta", "tom": "2026-12-31"}
    assert (await sara.posta(f"{vag}/handelser", slut)).status_code == 428
    assert (await sara.posta(f"{vag}/handelser", slut, if_match='"7"')).status_code == 412
    assert vagran(await sara.handelse(vag, slut | {"tom": "2026-09-30"})) == (422, "ogiltigt_innehall", ["/tom"])
    assert (await sara.hamta(vag)).json()["version"] == 1
    avslutat = await sara.gor(vag, "avsluta", tom="2026-12-31")
    assert (avslutat["tom"], avslutat["version"]) == ("2026-12-31", 2)
    assert (await varld.som("anna").handelse(vag, slut)).status_code == 403


async def test_ett_avslutat_avtal_stoppar_nya_bestallningar_men_inte_dem_som_pagar(varld: Varld) -> None:
    anna, sven, sara = varld.som("anna"), varld.som("sven"), varld.som("sara")
    pagar = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna, 1))
    utkast = f"bestallningar/{(await steg.nytt_utkast(anna, beslut))['id']}"
    avtal = next(a for a in (await sara.hamta("avtal")).json()["avtal"] if a["utforareId"] == str(rollista.KLIVET))
    await sara.gor(f"avtal/{avtal['id']}", "avsluta", tom="2026-10-12")
    varld.klocka.flytta(timedelta(days=1))
    await las_registret(varld)
    nej = await anna.handelse(utkast, {"typ": "skicka"})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "avtal_saknas")
    assert (await sven.gor(pagar, "ta_emot"))["status"] == "mottagen"


# --- medarbetare -----------------------------------------------------------------------------------

NILS = {"person": "nils.vagledare", "namn": "Nils Vägledare", "roll": "vagledare"}


@pytest.fixture
def med_skrivratt(varld: Varld) -> None:
    """Klivet's client may change its own staff."""
    klienter = varld.tjanster.register._klienter
    klient_id = rollista.rollinnehavare("sven").klient_id
    klienter[klient_id] = [replace(k, scopes=k.scopes | {"organisation:skriv"}) for k in klienter[klient_id]]


async def test_var_och_en_ser_bara_de_egna_medarbetarna(varld: Varld) -> None:
    for namn, egna in (
        ("anna", {"anna", "bo", "cecilia", "carl", "sara", "gunilla"}),
        ("vera", {"vera", "sven", "viktor", "kajsa"}),
    ):
        rader = (await varld.som(namn).hamta(MEDARBETARE)).json()["medarbetare"]
        assert {m["person"].partition(".")[0] for m in rader} == egna


async def test_samordnaren_lagger_till_en_vagledare_som_kan_fa_en_bestallning(
    varld: Varld, med_skrivratt: None
) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    await sven.gor(vag, "ta_emot")
    bekrafta = {"typ": "bekrafta", "startDatum": "2026-10-19", "vagledare": NILS["person"]}
    assert (await sven.handelse(vag, bekrafta)).status_code in {409, 422}
    assert (await sven.skapa(MEDARBETARE, NILS))["namn"] == "Nils Vägledare"
    assert vagran(await sven.posta(MEDARBETARE, NILS))[:2] == (409, "krock")
    assert (await sven.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare=NILS["person"]))["status"] == "bekraftad"
    assert "nils" not in (await varld.som("eva").hamta(MEDARBETARE)).text


async def test_vagledaren_lagger_inte_till_nagon(varld: Varld, med_skrivratt: None) -> None:
    fore = await innehall(varld)
    for namn in ("vera", "anna"):
        assert vagran(await varld.som(namn).posta(MEDARBETARE, NILS)) == (403, "roll_far_inte", [])
    assert andrat(fore, await innehall(varld)) == {}


async def test_ett_personnummer_ar_ingen_medarbetares_identitet(varld: Varld) -> None:
    """It would stand in clear in logs and histories."""
    fore = await innehall(varld)
    for person in ("198502139804", "19850213-9804", "850213-9804"):
        svar = await varld.som("sara").posta(MEDARBETARE, NILS | {"person": person})
        assert vagran(svar) == (422, "ogiltigt_innehall", ["/person"])
        assert "9804" not in utan_spar(svar)
    assert andrat(fore, await innehall(varld)) == {}
