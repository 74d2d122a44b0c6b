"""Delegationer: who may let a system act for an organisation, how much, and how soon it is stopped."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.begrepp.parter import Part, Roll
from app.core.auth import Klient
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog.organisationer import Klientpost
from app.katalog.register import Register
from app.katalog.rollista import BOTKYRKA, BRYGGAN, ESKILSTUNA, KLIVET, NAMND_BOTKYRKA, NAMND_ESKILSTUNA
from tests.conftest import NYCKEL, ROT, Varld

pytestmark = pytest.mark.anyio

SYSTEM = "https://system.leverantor.example/stegvis"
DELEGATIONER = f"{ROT}/delegationer"


def ny(**andrat: Any) -> dict[str, Any]:
    return {
        "klientId": SYSTEM,
        "system": "Leverantörens system",
        "roller": ["handlaggare"],
        "scopes": ["arende:las", "bestallning:las"],
        "fran": "2026-10-12",
        "sakerhetsniva": "grund",
    } | andrat


async def anropa(varld: Varld, vag: str, roll: str = "handlaggare", i_token: str = "", **huvuden: str) -> Any:
    """The supplier's system, with a token that asks for more than it has been given."""
    scope = "arende:las arende:skriv bestallning:las delegation:las delegation:skriv"
    klaim = {"organisation": i_token} if i_token else {}
    token = utfarda(NYCKEL, varld.settings, SYSTEM, "anna.handlaggare", roll, scope, None, varld.klocka.nu(), **klaim)
    async with varld.klient({"authorization": f"Bearer {token}"} | huvuden) as klient:
        return await klient.get(f"{ROT}/{vag}")


async def aktiv(varld: Varld, namn: str, **andrat: Any) -> Any:
    skapad = await varld.som(namn).skapa(DELEGATIONER, ny(**andrat))
    return await varld.som(namn).gor(f"{DELEGATIONER}/{skapad['id']}", "aktivera")


@pytest.mark.krav("ASVS 8.2.1", "ASVS 8.3.1")
async def test_ett_leverantorssystem_handlar_for_tva_kommuner_och_bara_som_var_och_en_har_sagt(varld: Varld) -> None:
    eskilstuna, botkyrka = str(NAMND_ESKILSTUNA), str(NAMND_BOTKYRKA)
    sara = varld.som("sara")
    skapad = await sara.skapa(DELEGATIONER, ny())
    assert skapad["status"] == "registrerad"
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **{"stegvis-organisation": eskilstuna})).status_code == 401
    await sara.gor(f"{DELEGATIONER}/{skapad['id']}", "aktivera")
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **{"stegvis-organisation": eskilstuna})).status_code == 200
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **{"stegvis-organisation": "2120000357"})).status_code == 200

    # Nobody is presumed, the other kommun is another matter, and the token's word widens nothing.
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden")).status_code == 401
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **{"stegvis-organisation": botkyrka})).status_code == 401
    assert (await anropa(varld, f"{BOTKYRKA}/arenden", **{"stegvis-organisation": eskilstuna})).status_code == 404
    for roll in ("arbetsledare", "systemadministrator", "vagledare"):
        svar = await anropa(varld, f"{ESKILSTUNA}/arenden", roll, **{"stegvis-organisation": eskilstuna})
        assert svar.status_code == 401, roll
    svar = await anropa(varld, "delegationer", **{"stegvis-organisation": eskilstuna})
    assert (svar.status_code, "insufficient_scope" in svar.headers["www-authenticate"]) == (403, True)

    await aktiv(varld, "disa")
    assert (await anropa(varld, f"{BOTKYRKA}/arenden", **{"stegvis-organisation": botkyrka})).status_code == 200
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **{"stegvis-organisation": botkyrka})).status_code == 404

    # What the token says stands; the header may say the same.
    for huvud, status in (
        ({}, 200),
        ({"stegvis-organisation": botkyrka}, 200),
        ({"stegvis-organisation": eskilstuna}, 401),
    ):
        svar = await anropa(varld, f"{BOTKYRKA}/arenden", i_token=botkyrka, **huvud)
        assert svar.status_code == status, huvud
    assert [d["id"] for d in (await sara.hamta(DELEGATIONER)).json()["delegationer"]] == [skapad["id"]]


async def test_sparren_galler_genast_och_historiken_sager_vem_och_varfor(varld: Varld) -> None:
    sara = varld.som("sara")
    skapad = await aktiv(varld, "sara", fran="2026-10-13", tom="2026-10-31")
    vag, som = f"{DELEGATIONER}/{skapad['id']}", {"stegvis-organisation": str(NAMND_ESKILSTUNA)}
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 401
    varld.klocka.stall(datetime(2026, 10, 13, 8, 0, tzinfo=UTC))
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 200

    sparrad = await sara.gor(vag, "sparra", orsak="Leverantören har anmält en incident.")
    assert (sparrad["status"], sparrad["orsak"]) == ("sparrad", "Leverantören har anmält en incident.")
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 401
    await sara.gor(vag, "hav_sparr")
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 200

    # Less than before, from now on; then the period ends by itself, and can be made longer.
    await sara.gor(vag, "andra", scopes=["bestallning:las"], sakerhetsniva="grund")
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 403
    await sara.gor(vag, "andra", scopes=["arende:las"])
    varld.klocka.stall(datetime(2026, 10, 31, 22, 0, tzinfo=UTC))
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 200
    varld.klocka.stall(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 401
    await sara.gor(vag, "sparra", orsak="Avtalet har löpt ut.")
    assert (await sara.handelse(vag, {"typ": "hav_sparr"})).json()["kod"] == "hinder"
    await sara.gor(vag, "andra", tom=None)
    await sara.gor(vag, "hav_sparr")
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 200

    slut = await sara.gor(vag, "avsluta")
    assert (slut["status"], set(slut["_links"])) == ("upphord", {"self", "handelser"})
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 401
    rader = (await sara.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [r["typ"] for r in rader][:4] == ["registrera", "aktivera", "sparra", "hav_sparr"]
    assert {r["person"] for r in rader} == {"sara.administrator"}
    assert rader[2]["uppgifter"]["orsak"] == "Leverantören har anmält en incident."
    assert (await sara.posta(DELEGATIONER, ny())).status_code == 201


@pytest.mark.regel("DP-04")
async def test_ingen_ger_vad_organisationen_saknar_och_ingen_annan_an_administratoren_ger(varld: Varld) -> None:
    sara, kajsa = varld.som("sara"), varld.som("kajsa")
    for andrat, falt in (
        ({"roller": ["vagledare"]}, "/roller"),
        ({"roller": ["handlaggare", "rapportor"]}, "/roller"),
        ({"scopes": ["bistandsmanad:importera"]}, "/scopes"),
        ({"scopes": ["delegation:skriv"], "roller": ["systemadministrator"]}, "/scopes"),
        ({"scopes": ["af:handelser"]}, "/scopes"),
        ({"tom": "2026-10-11"}, "/tom"),
    ):
        svar = await sara.posta(DELEGATIONER, ny(**andrat))
        assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, falt), (andrat, svar.text)
    for andrat in (
        {"klientId": "http://osaker.example"},
        {"klientId": "199001019802"},
        {"roller": []},
        {"roller": ["system"]},
    ):
        assert (await sara.posta(DELEGATIONER, ny(**andrat))).status_code == 422, andrat
    assert (await sara.posta(DELEGATIONER, ny(klientId="https://eskilstuna.example/stegvis"))).json()["kod"] == "krock"

    skapad = await sara.skapa(DELEGATIONER, ny())
    vag = f"{DELEGATIONER}/{skapad['id']}"
    assert (await sara.posta(DELEGATIONER, ny())).json()["kod"] == "krock"
    over = await sara.handelse(vag, {"typ": "andra", "roller": ["granskare"]})
    assert (over.status_code, over.json()["fel"][0]["falt"]) == (422, "/scopes")
    for namn in ("anna", "cecilia", "gunilla"):
        assert (await varld.som(namn).hamta(vag)).status_code in {403, 404}, namn
        assert (await varld.som(namn).posta(DELEGATIONER, ny(klientId=f"{SYSTEM}/2"))).status_code == 403, namn
    for namn in ("disa", "kajsa", "af"):
        assert (await varld.som(namn).hamta(vag)).status_code in {403, 404}, namn
    assert (await sara.posta(f"{vag}/handelser", {"typ": "aktivera"})).status_code == 428
    assert (await sara.posta(f"{vag}/handelser", {"typ": "aktivera"}, if_match='"7"')).status_code == 412
    assert (await sara.hamta(f"{DELEGATIONER}/{uuid4()}")).status_code == 404

    # An utförare's own, for its part and nothing of the kommun's.
    assert (await kajsa.posta(DELEGATIONER, ny())).json()["fel"][0]["falt"] == "/roller"
    await aktiv(varld, "kajsa", roller=["vagledare"], scopes=["bestallning:las"])
    som = {"stegvis-organisation": str(KLIVET)}
    assert (await anropa(varld, f"{ESKILSTUNA}/bestallningar", "vagledare", **som)).status_code == 200


async def test_delegationen_krymper_med_organisationens_tak_och_den_hoga_nivan_kraver_bunden_token(
    varld: Varld,
) -> None:
    som = {"stegvis-organisation": str(NAMND_ESKILSTUNA)}
    skapad = await aktiv(varld, "sara", roller=["arbetsledare", "granskare", "handlaggare"])
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 200
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", "arbetsledare", **som)).status_code == 200
    # Each role has its own ceiling, whatever the others of the delegation may.
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", "granskare", **som)).status_code == 403

    async def krymp(arbete: Any) -> None:
        egen = Klientpost.namnd_id == NAMND_ESKILSTUNA
        scopes = ["bestallning:las", "delegation:las", "delegation:skriv"]
        roller = ["handlaggare", "systemadministrator"]
        await arbete.session.execute(update(Klientpost).where(egen).values(scopes=scopes, roller=roller))

    await varld.i_databasen(krymp)
    await varld.tjanster.register.las_om(varld.tjanster.transaktioner)
    assert (await anropa(varld, f"{ESKILSTUNA}/arenden", **som)).status_code == 403
    assert (await anropa(varld, f"{ESKILSTUNA}/bestallningar", **som)).status_code == 200
    assert (await anropa(varld, f"{ESKILSTUNA}/bestallningar", "arbetsledare", **som)).status_code == 401
    utover = await varld.som("sara").posta(DELEGATIONER, ny(klientId=f"{SYSTEM}/2"))
    assert [f["meddelande"] for f in utover.json()["fel"]] == ["Rollerna kan inte få arende:las."]

    vag = f"{DELEGATIONER}/{skapad['id']}"
    await varld.som("sara").gor(vag, "andra", roller=["handlaggare"], scopes=["bestallning:las"], sakerhetsniva="hog")
    svar = await anropa(varld, f"{ESKILSTUNA}/bestallningar", **som)
    assert svar.status_code == 401
    assert svar.headers["www-authenticate"].startswith('DPoP realm="stegvis", error="invalid_token"')
    assert 'algs="' in svar.headers["www-authenticate"]


async def test_en_nyckel_som_anvants_for_en_organisation_sager_ingenting_till_en_annan(varld: Varld) -> None:
    scopes = ["prenumeration:las", "prenumeration:skriv"]
    for namn in ("kajsa", "boel"):
        await aktiv(varld, namn, roller=["systemadministrator"], scopes=scopes)
    token = utfarda(
        NYCKEL, varld.settings, SYSTEM, "drift", "systemadministrator", " ".join(scopes), None, varld.klocka.nu()
    )

    async def posta(organisation: Any) -> Any:
        huvuden = {"authorization": f"Bearer {token}", "idempotency-key": "samma", "stegvis-organisation": organisation}
        async with varld.klient(huvuden) as klient:
            svar = await klient.post(f"{ROT}/prenumerationer", json={"url": "https://krok.leverantor.example/"})
        return svar.json()["kod"]

    forsta = await posta(str(KLIVET))
    assert await posta(str(KLIVET)) == forsta == "ogiltigt_innehall"
    assert await posta(str(BRYGGAN)) == "idempotensnyckel_ateranvand"
    # Delegationer are not seen to by a system that has one, whatever its role.
    async with varld.klient({"authorization": f"Bearer {token}", "stegvis-organisation": str(KLIVET)}) as klient:
        assert (await klient.get(DELEGATIONER)).status_code == 403


def test_ett_namn_som_passar_flera_ar_inget_namn_och_egen_organisation_behover_inget() -> None:
    egen = Klient(
        klient_id=SYSTEM,
        organisation_id=UUID(int=1),
        part=Part.KOMMUN,
        kommunkod="0484",
        namnd_id=UUID(int=11),
        roller=frozenset({Roll.HANDLAGGARE}),
        scopes=frozenset({"arende:las"}),
        betrodd=False,
        aktiv=True,
        organisationsnummer="2120000357",
    )
    regi = replace(
        egen, organisation_id=UUID(int=21), part=Part.UTFORARE, kommunkod=None, namnd_id=None, delegation=UUID(int=5)
    )
    register = Register()
    register.fyll([regi, egen], [])
    assert register.klient(SYSTEM) is egen
    assert register.klient(SYSTEM, "2120000357") is None
    assert register.klient(SYSTEM, str(UUID(int=21))) is regi
    assert register.klient(SYSTEM, str(UUID(int=11))) is egen
    # The id of a kommun is not that of its nämnd.
    assert register.klient(SYSTEM, str(UUID(int=1))) is None
    register.fyll([regi], [])
    assert register.klient(SYSTEM) is None
