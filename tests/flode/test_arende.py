"""Ärende: open, find, change, close; months; temporary access; what others may not see."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.journal import Atkomst
from app.flode.arende.models import Arende, Bistandsmanad
from tests.conftest import Varld

AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson", "telefon": "070-1740605"}


async def test_ett_arende_oppnas_och_kan_lasas_igen(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    assert arende["arendenummer"] == "EKB-2026-000001"
    svar = await anna.hamta(f"arenden/{arende['id']}")
    assert svar.json() == arende
    assert svar.headers["etag"].startswith('"1-')
    assert {"self", "handelser", "andra", "avsluta", "bistandsmanader"} <= arende["_links"].keys()


async def test_personnumret_ligger_forseglat_och_star_varken_i_namnet_eller_adressen(varld: Varld) -> None:
    svar = await varld.som("anna").posta("arenden", AMINA)
    assert "850213" not in svar.headers["location"].replace("-", "")

    async def steg(arbete: Any) -> Arende:
        return await arbete.en(select(Arende))

    rad = await varld.i_databasen(steg)
    assert b"198502139804" not in rad.personnummer_forseglat
    assert rad.personnummer(varld.tjanster.krypto).siffror == "198502139804"


async def test_en_person_har_hogst_ett_oppet_arende_i_namnden(varld: Varld) -> None:
    anna = varld.som("anna")
    forsta = await anna.skapa("arenden", AMINA)
    svar = await anna.posta("arenden", AMINA)
    assert (svar.status_code, svar.json()["kod"], svar.json()["arendeId"]) == (409, "krock", forsta["id"])
    assert (await varld.som("david").posta("arenden", AMINA)).status_code == 201


async def test_arendenummer_lopar_utan_luckor_aven_efter_ett_avslag(varld: Varld) -> None:
    anna = varld.som("anna")
    await anna.skapa("arenden", AMINA)
    assert (await anna.posta("arenden", AMINA)).status_code == 409
    andra = await anna.skapa("arenden", AMINA | {"personnummer": "19900107-9814"})
    assert andra["arendenummer"] == "EKB-2026-000002"


async def test_annan_kommuns_arende_finns_inte(varld: Varld) -> None:
    arende = await varld.som("anna").skapa("arenden", AMINA)
    david = varld.som("david")
    egen = await david.hamta(f"arenden/{arende['id']}")
    okand = await david.hamta("arenden/01980000-0000-7000-8000-00000000ffff")
    framfor = await david.hamta(f"/stegvis/v1/0484/arenden/{arende['id']}")
    utan_spar = [
        {k: v for k, v in s.json().items() if k not in {"traceId", "instance"}} for s in (egen, okand, framfor)
    ]
    assert [s.status_code for s in (egen, okand, framfor)] == [404, 404, 404]
    assert utan_spar[0] == utan_spar[1] == utan_spar[2]


async def test_utforaren_har_ingen_behorighet_till_arenden(varld: Varld) -> None:
    arende = await varld.som("anna").skapa("arenden", AMINA)
    svar = await varld.som("vera").begar("GET", f"/stegvis/v1/0484/arenden/{arende['id']}")
    assert (svar.status_code, svar.json()["kod"]) == (403, "behorighet_saknas")
    assert 'error="insufficient_scope"' in svar.headers["www-authenticate"]


async def test_kollegan_far_veta_hur_tillfallig_atkomst_begars(varld: Varld) -> None:
    arende = await varld.som("anna").skapa("arenden", AMINA)
    bo = varld.som("bo")
    nej = await bo.hamta(f"arenden/{arende['id']}")
    assert (nej.status_code, nej.json()["kod"], nej.json()["regel"]) == (403, "inte_tilldelad", "DP-04")
    lank = nej.json()["_links"]["tillfalligAtkomst"]["href"]
    await bo.skapa(lank, {"skal": "Anna är sjuk."})
    assert (await bo.hamta(f"arenden/{arende['id']}")).status_code == 200
    varld.klocka.flytta(timedelta(hours=25))
    assert (await bo.hamta(f"arenden/{arende['id']}")).status_code == 403


async def test_skyddad_person_finns_bara_for_namngiven_handlaggare(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA | {"skyddsniva": "skyddad_folkbokforing"})
    assert (await anna.hamta(f"arenden/{arende['id']}")).status_code == 200
    for namn in ("bo", "cecilia"):
        person = varld.som(namn)
        assert (await person.hamta(f"arenden/{arende['id']}")).status_code == 404
        assert (await person.hamta("arenden")).json()["arenden"] == []
        traffar = await person.posta("arenden/sokningar", {"personnummer": AMINA["personnummer"]})
        assert traffar.json()["arenden"] == []
        svar = await person.posta(f"arenden/{arende['id']}/tillfalligaatkomster", {"skal": "Nyfiken."})
        assert svar.status_code == 404


async def test_administratoren_ser_inga_personuppgifter(varld: Varld) -> None:
    arende = await varld.som("anna").skapa("arenden", AMINA)
    sara = varld.som("sara")
    assert (await sara.hamta("arenden")).status_code == 403
    assert (await sara.hamta(f"arenden/{arende['id']}")).status_code == 404


async def test_listan_visar_maskerat_nummer_och_bladdrar_med_markor(varld: Varld) -> None:
    anna = varld.som("anna")
    nummer = ["19850213-9804", "19900107-9814", "20001130-9820", "19881102-9837", "19970605-9848"]
    idn = [(await anna.skapa("arenden", AMINA | {"personnummer": n}))["id"] for n in nummer]
    sedda, lank = [], "/stegvis/v1/0484/arenden?limit=2"
    while lank:
        sida = (await anna.hamta(lank)).json()
        assert all(rad["personnummer"].endswith("-****") for rad in sida["arenden"])
        sedda += [rad["id"] for rad in sida["arenden"]]
        lank = sida["_links"].get("next", {}).get("href")
    assert sedda == idn[::-1]
    assert (await anna.hamta("arenden?page=99")).json()["arenden"] == []
    assert (await anna.hamta("arenden?page=0")).json()["arenden"] == []


@pytest.mark.krav("ASVS 14.2.1", "ASVS 1.2.9")
async def test_sokning_sker_i_innehallet_och_bara_pa_tillatna_ord(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    for ord_ in ({"personnummer": "198502139804"}, {"arendenummer": "EKB-2026-000001"}, {"efternamn": "Exempelsson"}):
        traffar = (await anna.posta("arenden/sokningar", ord_)).json()["arenden"]
        assert [t["id"] for t in traffar] == [arende["id"]]
    tomt = await anna.posta("arenden/sokningar", {"fornamn": "Amina"})
    assert (tomt.status_code, tomt.json()["regel"]) == (422, "DP-05")
    assert (await anna.hamta("arenden?personnummer=198502139804")).status_code == 400


async def test_andring_kraver_etag_och_den_gamla_nekas(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    vag = f"arenden/{arende['id']}"
    etag = (await anna.hamta(vag)).headers["etag"]
    andring = {"typ": "andra", "uppgifter": {"telefon": "070-1740606"}}
    assert (await anna.posta(f"{vag}/handelser", andring)).status_code == 428
    forsta = await anna.posta(f"{vag}/handelser", andring, if_match=etag)
    assert (forsta.status_code, forsta.json()["version"], forsta.json()["telefon"]) == (200, 2, "070-1740606")
    gammal = await anna.posta(f"{vag}/handelser", andring, if_match=etag)
    assert (gammal.status_code, gammal.json()["kod"]) == (412, "inaktuell_version")
    assert gammal.json()["aktuellVersion"] == 2
    assert gammal.json()["andringar"] == [{"nummer": 2, "typ": "andra", "till": "oppet"}]


async def test_historiken_namner_falten_men_inte_vardena(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter={"telefon": "070-1740606"})
    svar = await anna.hamta(f"arenden/{arende['id']}/handelser")
    assert [h["typ"] for h in svar.json()["handelser"]] == ["oppna", "andra"]
    assert svar.json()["handelser"][1]["uppgifter"] == {"falt": ["telefon"]}
    assert "1740606" not in svar.text


async def test_avslutat_arende_kan_aterroppnas_men_inte_andras(varld: Varld) -> None:
    anna = varld.som("anna")
    vag = f"arenden/{(await anna.skapa('arenden', AMINA))['id']}"
    await anna.gor(vag, "avsluta", skal="Arbete.")
    nej = await anna.handelse(vag, {"typ": "andra", "uppgifter": {"telefon": "1"}})
    assert (nej.status_code, nej.json()["kod"]) == (409, "otillaten_overgang")
    assert (await anna.gor(vag, "ateroppna", skal="Misstag."))["status"] == "oppet"


@pytest.mark.regel("AK-27", "AK-36")
async def test_en_rattad_manad_ersatter_men_den_forsta_finns_kvar(varld: Varld) -> None:
    anna = varld.som("anna")
    vag = f"arenden/{(await anna.skapa('arenden', AMINA))['id']}/bistandsmanader"
    ja = {"manad": "2026-10", "forsorjningsstod": True, "forsorjningshinder": "arbetslos", "kalla": "Lifecare"}
    await anna.skapa(vag, ja)
    await anna.skapa(vag, ja | {"forsorjningsstod": False})
    manader = (await anna.hamta(vag)).json()["bistandsmanader"]
    assert [(m["manad"], m["nummer"], m["forsorjningsstod"]) for m in manader] == [("2026-10", 2, False)]

    async def steg(arbete: Any) -> int:
        return len(await arbete.alla(select(Bistandsmanad)))

    assert await varld.i_databasen(steg) == 2


@pytest.mark.krav("S6", "ASVS 16.3.2", "ASVS 16.2.1")
async def test_varje_lasning_ger_en_rad_i_atkomstloggen(varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    await anna.hamta(f"arenden/{arende['id']}")
    await anna.hamta("arenden")

    async def steg(arbete: Any) -> list[Atkomst]:
        return list(await arbete.alla(select(Atkomst).order_by(Atkomst.id)))

    rader = await varld.i_databasen(steg)
    assert [(r.slag, r.objekttyp, r.person) for r in rader] == [
        ("skriv", "arende", "anna.handlaggare"),
        ("las", "arende", "anna.handlaggare"),
        ("las", "arende", "anna.handlaggare"),
    ]
    assert rader[2].arenden == [arende["id"]]


@pytest.mark.parametrize(
    ("falt", "kod"),
    [
        ({"okant": 1}, "okant_falt"),
        ({"personnummer": "19850213-9805"}, "personnummer_kontrollsiffra"),
        ({"tolkbehov": 0}, "sant_eller_falskt"),
        ({"antalBarn": "1"}, "heltal"),
        ({"yngstaBarnFyllerEtt": 0}, "datum"),
        ({"fornamn": ""}, "for_kort"),
        ({"status": "avslutat"}, "okant_falt"),
    ],
)
async def test_fel_indata_far_ett_problem_som_inte_upprepar_den(varld: Varld, falt: dict[str, Any], kod: str) -> None:
    svar = await varld.som("anna").posta("arenden", AMINA | falt)
    assert svar.status_code == 422
    assert svar.headers["content-type"] == "application/problem+json"
    problem = svar.json()
    assert problem["kod"] == "ogiltigt_innehall"
    assert [f["kod"] for f in problem["fel"]] == [kod]
    assert "19850213" not in svar.text
    assert (await varld.som("anna").hamta("arenden")).json()["arenden"] == []


async def test_ett_arende_kan_inte_tilldelas_nagon_som_inte_finns(varld: Varld) -> None:
    anna = varld.som("anna")
    vag = f"arenden/{(await anna.skapa('arenden', AMINA))['id']}"
    for namn in ("ingen.alls", "vera.vagledare"):
        nej = await anna.handelse(vag, {"typ": "byt_handlaggare", "handlaggare": namn})
        assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (422, "saknas")
    assert (await anna.hamta(vag)).json()["handlaggare"] == "anna.handlaggare"
