"""What leaves for AF: only the listed fields, each with its ground; never where a protected person is."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.begrepp.paket import DELAR, SLAPPTA
from app.flode.afuppgift.models import Afuppgift
from app.flode.overlamning.models import Overlamning
from app.flode.samrad.models import Samrad
from tests.flode import bevakat, skyddat
from tests.flode.startat import startad
from tests.integrations.conftest import FRAGA, NOTIS
from tests.integrations.test_afuppgifter import GRUND as FRAGEGRUND
from tests.integrations.test_arbetare import stor
from tests.integrations.test_avvikelser_till_af import BORTA, GRUND, lamnat_underlag, overlamningar

pytestmark = pytest.mark.anyio
# The head that AF's contract puts on every message: ids and numbers, nothing of the person.
HUVUD = {"unikt_id", "arendeidentitet", "lopnummer"}


def varden(del_):
    """The single values of a body."""
    if isinstance(del_, dict | list):
        return [v for ett in (del_.values() if isinstance(del_, dict) else del_) for v in varden(ett)]
    return [del_]


def krav_slappta(typ, innehall):
    """Exactly the listed fields, and of what is not a single value exactly the listed parts."""
    assert tuple(innehall) == SLAPPTA["arbetsformedlingen", typ]
    for namn, varde in innehall.items():
        for ett in varde if isinstance(varde, list) else [varde]:
            assert not isinstance(ett, dict) or tuple(ett) == DELAR[namn], f"{typ} {namn}"


@pytest.mark.regel("DP-09", "DP-26", "AK-14", "AK-15", "AK-17", "AK-18")
async def test_varje_sorts_meddelande_bar_bara_det_listade_och_har_sin_grund(varld, af, arbetare, utkorg):
    anna = varld.som("anna")
    bestallning, _ = await lamnat_underlag(varld, BORTA, BORTA)
    (avvikelse, _), _ = await overlamningar(varld, bestallning)
    arende = f"arenden/{avvikelse.split('/')[1]}"
    await anna.skapa(f"{arende}/samrad", FRAGA | {"svarSenast": "2026-11-19"})
    notis = await anna.skapa(f"{arende}/overlamningar", NOTIS)
    await anna.gor(f"{arende}/overlamningar/{notis['id']}", "lagg_i_ko")
    await anna.gor(avvikelse, "lagg_i_ko", **GRUND)
    for slag in ("inskrivningsuppgifter", "genomforanden"):
        await anna.skapa(f"{arende}/afuppgifter", {"slag": slag} | FRAGEGRUND)
    while await arbetare.omgang():
        pass
    rader = await utkorg()
    assert {(r.mottagare, r.typ) for r in rader} == set(SLAPPTA)
    mottaget = {m.unikt_id: m.innehall for m in af.journal.mottaget()}
    for rad in rader:
        innehall = rad.oppna(varld.tjanster.krypto)
        krav_slappta(rad.typ, innehall)
        if rad.unikt_id in mottaget:  # what AF has is what was sealed, and the head
            kropp = mottaget[rad.unikt_id]
            lamnat = [v for namn, varde in kropp.items() if namn not in HUVUD for v in varden(varde)]
            assert sorted(map(str, lamnat)) == sorted(map(str, varden(innehall)))
    for resurs in ("inskrivningsuppgifter", "genomforanden"):
        assert [json.loads(c.request.content) for c in af.router[resurs].calls] == [{"personnummer": "198502139804"}]
    ute = str(mottaget)
    for hemligt in ("Amina", "Provgatan", "070-", "arabiska", "dåligt", "Bussen", "Vera", "25 timmar med språkstöd"):
        assert hemligt not in ute

    async def grunder(arbete):
        return [
            (await arbete.session.execute(select(klass.grund, klass.lagrum).where(klass.id == rad.objekt_id))).one()
            for rad in rader
            for klass in (Samrad, Overlamning, Afuppgift)
            if klass.__tablename__.startswith(rad.objekttyp[:6])
        ]

    stod = await varld.i_databasen(grunder)
    assert len(stod) == len(rader)
    assert all(grund and lagrum for grund, lagrum in stod)


@pytest.mark.regel("DP-15", "AK-17")
async def test_skydd_som_satts_senare_doljer_det_som_inte_har_lamnat_kon(varld, af, arbetare, utkorg):
    anna = varld.som("anna")
    arende, bestallning = await startad(varld)
    vag = f"arenden/{arende['id']}"
    ((start,), (fore,)) = await overlamningar(varld, bestallning, "start")
    assert fore["paket"]["utforandeVerksamhet"]["namn"] == "Klivet AB"
    utkast = {"slag": "informationsoverlamning", "kanal": "sdk", "bestallningId": bestallning.split("/")[1]}
    mer = {"planSammanfattning": "Hos Klivet på Provgatan."}
    ett = await anna.skapa(f"{vag}/overlamningar", utkast | mer | GRUND)
    await skyddat.skydda(anna, vag, "skyddad_folkbokforing")
    # The queued one keeps its place, id and version, and has lost the place; so has the draft's package.
    efter = (await anna.hamta(start)).json()
    assert (efter["status"], efter["uniktId"], efter.get("inaktuell")) == ("i_ko", fore["uniktId"], None)
    for paket in (efter["paket"], (await anna.hamta(f"{vag}/overlamningar/{ett['id']}/paket")).json()["innehall"]):
        assert not {"utforandeVerksamhet", "planSammanfattning", "avvikelser"} & paket.keys()
    await arbetare.omgang()
    (kropp,) = [m.innehall for m in af.journal.mottaget()]
    assert (kropp["utforande_verksamhet"], kropp["timmar_per_vecka"]) == (None, 25)
    assert "Klivet" not in str([r.oppna(varld.tjanster.krypto) for r in await utkorg()])
    historik = (await anna.hamta(f"{start}/handelser")).json()["handelser"]
    assert [(h["typ"], h["uppgifter"].get("orsak")) for h in historik][-2:] == [
        ("uppgift_andrad", "skydd"), ("kvittera", None),
    ]  # fmt: skip
    await bevakat.kor(varld)
    assert "overlamning_inaktuell" not in await bevakat.dagar(anna)


@pytest.mark.regel("DP-15", "AK-17")
@pytest.mark.parametrize(("fel", "status"), [("503", "i_ko"), ("timeout_efter_lagring", "sand")])
async def test_det_som_kan_ha_gatt_ivag_behaller_sitt_innehall_och_handlaggaren_far_veta(
    varld, af, arbetare, fel, status
):
    """The same id with another body is refused by AF; a person must act instead."""
    anna = varld.som("anna")
    arende, bestallning = await startad(varld)
    ((start,), _) = await overlamningar(varld, bestallning, "start")
    stor(af, fel)
    await arbetare.omgang()
    for niva in ("sekretessmarkering", "skyddad_folkbokforing"):  # told once
        await skyddat.skydda(anna, f"arenden/{arende['id']}", niva)
    bild = (await anna.hamta(start)).json()
    assert (bild["status"], bild["inaktuell"]) == (status, "2026-10-12T08:00:00Z")
    assert [h["typ"] for h in (await anna.hamta(f"{start}/handelser")).json()["handelser"]].count("uppgift_andrad") == 1
    await bevakat.kor(varld)
    assert (await bevakat.dagar(anna))["overlamning_inaktuell"] == "2026-10-13"
    varld.klocka.flytta(timedelta(minutes=20))
    await arbetare.omgang()
    assert af.raknare()["resurser"]["informationsoverlamningar"].get("konflikter") is None
    # AF has it: the next version says nothing of the place.
    ny = await anna.gor(start, "ny_version")
    assert (ny["status"], ny["uniktId"][-2:], "utforandeVerksamhet" in ny["paket"]) == ("utkast", "_1", False)
    await anna.gor(start, "lagg_i_ko")
    await arbetare.omgang()
    *_, sist = [m.innehall for m in af.journal.mottaget()]
    assert (sist["unikt_id"][-2:], sist["utforande_verksamhet"]) == ("_1", None)
    await bevakat.kor(varld)
    assert "overlamning_inaktuell" not in await bevakat.dagar(anna)


@pytest.mark.regel("DP-15")
async def test_ett_avvisat_meddelande_sands_inte_om_med_en_skyddad_persons_plats(varld, af, arbetare):
    anna = varld.som("anna")
    arende, bestallning = await startad(varld)
    ((start,), _) = await overlamningar(varld, bestallning, "start")
    stor(af, "400")
    await arbetare.omgang()
    await skyddat.skydda(anna, f"arenden/{arende['id']}", "fingerade")
    assert (await anna.gor(start, "sand_om"))["sandversion"] == 1
    await arbetare.omgang()
    (kropp,) = [m.innehall for m in af.journal.mottaget() if m.effekter]
    assert kropp["utforande_verksamhet"] is None
