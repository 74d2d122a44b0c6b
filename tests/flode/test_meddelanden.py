"""Meddelanden: both parties write on an order, what is sent stands, and reading is an act of its own."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.begrepp.parter import Part, Roll
from app.core.journal import Atkomst
from app.flode.bestallning.models import Bestallning
from app.flode.meddelande.states import MEDDELANDE, MeddelandeLage, Meddelandepart, hinder_att_skriva
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA, fast_id
from tests.flode.bestallt import bestall
from tests.flode.steg import nytt_arende, nytt_beslut, nytt_utkast
from tests.flode.test_budget import satser

pytestmark = pytest.mark.anyio

IDAG = date(2026, 10, 12)
ANNAN_NAMND = fast_id(13)


async def skriv(person, vag, ord_="Hej.", **mer):
    return await person.skapa(f"{vag}/meddelanden", {"text": ord_, **mer})


async def meddelanden(person, vag, fraga=""):
    svar = await person.hamta(f"{vag}/meddelanden{fraga}")
    assert svar.status_code == 200, svar.text
    return svar.json()["meddelanden"]


async def las(person, vag, till_och_med):
    svar = await person.posta(f"{vag}/meddelanden/lasningar", {"tillOchMed": till_och_med})
    assert svar.status_code == 200, svar.text
    return svar.json()


async def olasta(person):
    return (await person.hamta("meddelanden/olasta")).json().get("bestallningar", [])


async def bevakade(varld, vag):
    await kor_jobb(varld.tjanster, "bevakningar")
    arende = (await varld.som("anna").hamta(vag)).json()["arendeId"]
    rader = (await varld.som("anna").hamta(f"bevakningar?arendeId={arende}")).json()["bevakningar"]
    return [(rad["sort"], rad["forfaller"]) for rad in rader if rad["sort"] == "meddelande_olast"]


@pytest.fixture
async def vag(varld):
    return await bestall(varld)


# --- the table of rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lage", "kod"),
    [
        ({}, None),
        ({"bestallning_skickad": False}, "bestallning_inte_skickad"),
        ({"ratt_tom": IDAG}, None),
        ({"ratt_tom": IDAG - timedelta(days=1)}, "utforarens_ratt_slut"),
    ],
)
@pytest.mark.parametrize("part", [Part.KOMMUN, Part.UTFORARE])
def test_bada_skriver_fran_att_bestallningen_ar_skickad_tills_utforarens_ratt_tar_slut(part, lage, kod):
    hinder = hinder_att_skriva(MeddelandeLage(IDAG, part, **lage))
    assert [h.kod for h in hinder] == ([kod] if kod else [])


def test_var_part_rattar_sitt_och_laser_den_andras():
    eget = MeddelandeLage(IDAG, Part.UTFORARE, avsandare=Meddelandepart.UTFORARE)
    motpartens = MeddelandeLage(IDAG, Part.UTFORARE, avsandare=Meddelandepart.KOMMUN)
    assert MEDDELANDE.mojligheter("skickat", Roll.VAGLEDARE, eget).handelser == ("svara", "ratta")
    assert MEDDELANDE.mojligheter("skickat", Roll.VAGLEDARE, motpartens).handelser == ("las", "svara")
    assert MEDDELANDE.mojligheter("rattat", Roll.VAGLEDARE, eget).handelser == ("svara",)


# --- a conversation ----------------------------------------------------------------------------------


@pytest.mark.regel("AK-40", "DP-04")
async def test_ett_samtal_med_svar_rattelse_och_lasning(varld, vag):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    fraga = await skriv(vera, vag, "Kan mötet flyttas?\r\nTill torsdag.")
    assert (fraga["nummer"], fraga["part"], fraga["person"]) == (1, "utforare", "vera.vagledare")
    assert fraga["text"] == "Kan mötet flyttas?\nTill torsdag."
    assert fraga["last"] is True
    assert fraga["_links"].keys() == {"self", "svara", "ratta"}
    assert [(h["handelse"], h["kod"]) for h in fraga["hinder"]] == [("las", "eget_meddelande")]

    # Looking is not reading.
    (rad,) = await meddelanden(anna, vag)
    hos_anna = (await anna.hamta(f"{vag}/meddelanden/{fraga['id']}")).json()
    assert rad["last"] is hos_anna["last"] is rad["lastAvMotparten"] is False
    assert hos_anna["lasningar"] == []
    assert hos_anna["_links"].keys() == {"self", "invandningar", "svara", "las"}
    assert (await olasta(anna))[0]["antal"] == 1
    assert await olasta(vera) == await olasta(sven) == []

    varld.klocka.flytta(timedelta(hours=1))
    assert (await las(anna, vag, 1))["olasta"] == 0
    assert (await olasta(anna)) == await meddelanden(anna, vag, "?olasta=true") == []
    varld.klocka.flytta(timedelta(hours=1))
    assert (await las(anna, vag, 1))["tillOchMed"] == 1
    sedd = (await vera.hamta(f"{vag}/meddelanden/{fraga['id']}")).json()
    assert sedd["lasningar"] == [{"person": "anna.handlaggare", "tid": "2026-10-12T09:00:00Z"}], "the first time counts"
    assert (await meddelanden(vera, vag))[0]["lastAvMotparten"] is True

    svar = await skriv(anna, vag, "Torsdag går bra.", svarPa=fraga["id"])
    rattelse = await skriv(anna, vag, "Fredag går bra.", svarPa=fraga["id"], rattar=svar["id"])
    assert [m["nummer"] for m in await meddelanden(vera, vag)] == [3, 2, 1]
    gammalt = (await vera.hamta(f"{vag}/meddelanden/{svar['id']}")).json()
    assert (gammalt["status"], gammalt["rattadAv"], gammalt["text"]) == ("rattat", rattelse["id"], "Torsdag går bra.")
    # Each receiver has marks of their own.
    assert [(await olasta(p))[0]["antal"] for p in (vera, sven)] == [2, 2]
    assert (await las(vera, vag, 2))["olasta"] == 1
    assert [m["nummer"] for m in await meddelanden(vera, vag, "?olasta=true")] == [3]
    assert [m["nummer"] for m in await meddelanden(sven, vag, "?olasta=true")] == [3, 2]
    assert (await las(vera, vag, 1)) == (await las(vera, vag, 2)), "what is read stays read"
    await las(sven, vag, 3)
    lasta = (await anna.hamta(f"{vag}/meddelanden/{svar['id']}")).json()["lasningar"]
    assert [rad["person"] for rad in lasta] == ["sven.samordnare", "vera.vagledare"]


@pytest.mark.regel("DP-29")
async def test_olasta_over_alla_bestallningar_visar_bara_id_antal_och_tider(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    annan = await bestall(varld, 1)
    await skriv(vera, annan, "Kanarieord om hälsan.")
    varld.klocka.flytta(timedelta(minutes=5))
    for _ in range(2):
        await skriv(vera, vag, "Kanarieord om hälsan.")
    svar = await anna.hamta("meddelanden/olasta")
    rader = svar.json()["bestallningar"]
    assert [f"bestallningar/{r['bestallningId']}" for r in rader] == [annan, vag], "longest waiting first"
    assert [r["antal"] for r in rader] == [1, 2]
    assert rader[0].keys() == {"bestallningId", "antal", "aldsta", "senaste", "_links"}
    assert "Kanarieord" not in svar.text
    assert svar.json()["fler"] is False
    assert (await anna.hamta(rader[0]["_links"]["meddelanden"]["href"])).status_code == 200
    assert [await olasta(varld.som(n)) for n in ("bo", "cecilia", "viktor", "britta", "david")] == [[]] * 5


async def test_det_ett_meddelande_pekar_pa_ska_finnas_i_bestallningen(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    annan = await bestall(varld, 1)
    frammande = await skriv(vera, annan)
    (mote,) = (await vera.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
    (annat_mote,) = (await vera.hamta(f"{annan}/uppstartsmoten")).json()["uppstartsmoten"]
    om_motet = {"typ": "uppstartsmote", "objektId": mote["id"]}
    nytt = await skriv(vera, vag, referens=om_motet)
    assert nytt["referens"] == (await meddelanden(anna, vag))[0]["referens"] == om_motet
    fel = {
        "/svarPa": {"svarPa": frammande["id"]},
        "/rattar": {"rattar": frammande["id"]},
        "/referens/objektId": {"referens": om_motet | {"objektId": annat_mote["id"]}},
    }
    for falt, kropp in fel.items():
        svar = await vera.posta(f"{vag}/meddelanden", {"text": "Hej."} | kropp)
        assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, falt)
    okopplad = {"typ": "avvikelse", "objektId": mote["id"]}
    assert (await vera.posta(f"{vag}/meddelanden", {"text": "Hej.", "referens": okopplad})).status_code == 422
    for kropp in ({"text": ""}, {"text": "x" * 2001}, {"text": "a\u202eb"}, {"text": "Hej.", "part": "kommun"}):
        assert (await vera.posta(f"{vag}/meddelanden", kropp)).status_code == 422
    assert (await vera.posta(f"{vag}/meddelanden/lasningar", {"tillOchMed": 2})).status_code == 422
    assert len(await meddelanden(anna, vag)) == 1


async def test_ett_meddelande_rattas_av_sin_egen_part_och_bara_en_gang(varld, vag):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    forsta = await skriv(vera, vag)
    nej = await anna.posta(f"{vag}/meddelanden", {"text": "Så här.", "rattar": forsta["id"]})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "motpartens_meddelande")
    andra = await skriv(sven, vag, "En kollega rättar.", rattar=forsta["id"])
    assert (await vera.posta(f"{vag}/meddelanden", {"text": "Igen.", "rattar": forsta["id"]})).status_code == 409
    assert (await skriv(vera, vag, "Rättelsen rättas.", rattar=andra["id"]))["nummer"] == 3
    # There is no way to change or take away what was sent.
    for metod in ("PUT", "PATCH", "DELETE"):
        assert (await vera.begar(metod, f"{vag}/meddelanden/{forsta['id']}", {})).status_code == 405


@pytest.mark.parametrize("databas", ["postgresql"], indirect=True)
async def test_skickade_meddelanden_kan_inte_andras_ens_av_tjansten_sjalv(varld, vag):
    await skriv(varld.som("vera"), vag)
    engine = create_async_engine(varld.settings.databas)  # the service's role, without the service's own guard
    for sats in ("UPDATE meddelanden SET text = 'x'", "DELETE FROM meddelanden", "DELETE FROM lasmarkeringar"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with engine.begin() as anslutning:
                await anslutning.execute(text(sats))
    await engine.dispose()


async def test_de_som_skriver_samtidigt_far_var_sitt_nummer_utan_lucka(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    samtidigt = [p.posta(f"{vag}/meddelanden", {"text": "Nu."}) for _ in range(4) for p in (anna, vera)]
    svar = await asyncio.gather(*samtidigt)
    assert {s.status_code for s in svar} == {201}
    assert sorted(s.json()["nummer"] for s in svar) == list(range(1, 9))
    en = await anna.posta(f"{vag}/meddelanden", {"text": "En gång."}, idempotency_key="samma")
    assert (await anna.posta(f"{vag}/meddelanden", {"text": "En gång."}, idempotency_key="samma")).content == en.content
    lasningar = await asyncio.gather(*(las(vera, vag, 9) for _ in range(3)))
    assert {(s["tillOchMed"], s["olasta"]) for s in lasningar} == {(9, 0)}
    assert len(await meddelanden(anna, vag)) == 9


# --- who reaches it, and when ------------------------------------------------------------------------


@pytest.mark.regel("AK-40")
async def test_inget_pa_ett_utkast_och_inget_efter_att_utforarens_ratt_har_slutat(varld):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    utkast = await nytt_utkast(anna, await nytt_beslut(anna, await nytt_arende(anna, 1)))
    nej = await anna.posta(f"bestallningar/{utkast['id']}/meddelanden", {"text": "Hej."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "bestallning_inte_skickad")
    assert await meddelanden(anna, f"bestallningar/{utkast['id']}") == []

    vag = await bestall(varld)
    forsta = await skriv(vera, vag)
    await anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    varld.klocka.flytta(timedelta(days=30))
    for person in (anna, vera, sven):
        await skriv(person, vag, "Efter slutet.")
    assert len(await olasta(anna)) == 1
    varld.klocka.flytta(timedelta(days=1))
    for person in (vera, sven):
        for svar in (
            await person.posta(f"{vag}/meddelanden", {"text": "För sent."}),
            await person.hamta(f"{vag}/meddelanden"),
            await person.hamta(f"{vag}/meddelanden/{forsta['id']}"),
        ):
            assert svar.status_code == 404
    nej = await anna.posta(f"{vag}/meddelanden", {"text": "För sent."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "utforarens_ratt_slut")
    assert len(await meddelanden(anna, vag)) == 4
    assert await olasta(anna) == []
    detalj = (await anna.hamta(f"{vag}/meddelanden/{forsta['id']}")).json()
    assert {h["handelse"] for h in detalj["hinder"]} == {"svara", "ratta"}


@pytest.mark.regel("DP-04", "DP-10", "DP-15")
async def test_skyddade_personers_meddelanden_nar_bara_de_namngivna(varld):
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = await bestall(varld, vagledare="vera.vagledare", skyddsniva="sekretessmarkering")
    await skriv(sven, vag, "Svar om mötet.")
    assert len(await meddelanden(anna, vag)) == len(await meddelanden(varld.som("vera"), vag)) == 1
    assert len(await olasta(anna)) == 1
    for namn in ("bo", "cecilia", "viktor", "britta", "eva"):
        for svar in (
            await varld.som(namn).hamta(f"{vag}/meddelanden"),
            await varld.som(namn).posta(f"{vag}/meddelanden", {"text": "Hej."}),
            await varld.som(namn).posta(f"{vag}/meddelanden/lasningar", {"tillOchMed": 1}),
        ):
            assert svar.status_code == 404, namn
        assert await olasta(varld.som(namn)) == []


async def test_en_kollega_och_fel_roll_far_veta_varfor_och_behoriga_loggas(varld, vag):
    await skriv(varld.som("vera"), vag)
    nej = await varld.som("bo").hamta(f"{vag}/meddelanden")
    assert (nej.status_code, nej.json()["kod"]) == (403, "inte_tilldelad")
    assert len(await meddelanden(varld.som("cecilia"), vag)) == 1
    await las(varld.som("cecilia"), vag, 1)
    assert len(await olasta(varld.som("anna"))) == 1, "each has marks of their own"

    async def logg(arbete):
        fraga = "SELECT slag, objekttyp, person FROM atkomstlogg WHERE objekttyp IN ('meddelande', 'lasmarkering')"
        return (await (await arbete.session.connection()).execute(text(fraga))).all()

    assert {tuple(rad) for rad in await varld.i_databasen(logg)} == {
        ("skriv", "meddelande", "vera.vagledare"),
        ("las", "meddelande", "cecilia.arbetsledare"),
        ("skriv", "lasmarkering", "cecilia.arbetsledare"),
        ("las", "meddelande", "anna.handlaggare"),
    }


@pytest.mark.regel("DP-04")
async def test_en_utforares_lista_over_flera_namnders_personer_loggas_hos_var_och_en(varld, vag):
    """An avtal with two nämnder of one kommun: each finds in its own log that its persons were looked at."""
    vera, andra = varld.som("vera"), await bestall(varld, 1)
    for en in (vag, andra):
        await skriv(varld.som("anna"), en)

    async def hos_en_annan_namnd(arbete):
        anslutning = await arbete.session.connection()
        tabell, flyttad = Bestallning.__table__, UUID(andra.removeprefix("bestallningar/"))
        await anslutning.execute(update(tabell).where(tabell.c.id == flyttad).values(namnd_id=ANNAN_NAMND))

    async def logg(arbete):
        sats = select(Atkomst).where(Atkomst.slag == "las", Atkomst.person == "vera.vagledare")
        return {(a.objekttyp, a.namnd_id, len(a.arenden or [])) for a in await arbete.alla(sats)}

    await varld.i_databasen(hos_en_annan_namnd, ESKILSTUNA)
    fore = await varld.i_databasen(logg, ESKILSTUNA)
    assert len(await olasta(vera)) == 2
    assert len((await vera.hamta("bestallningar")).json()["bestallningar"]) == 2
    assert await varld.i_databasen(logg, ESKILSTUNA) - fore == {
        (objekttyp, namnd, 1)
        for objekttyp in ("meddelande", "bestallning")
        for namnd in (NAMND_ESKILSTUNA, ANNAN_NAMND)
    }


# --- what is left unread -----------------------------------------------------------------------------


@pytest.mark.regel("AK-40")
async def test_ett_meddelande_som_ingen_pa_namnden_laser_blir_en_bevakning(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    await skriv(anna, vag)
    await skriv(vera, vag)
    varld.klocka.flytta(timedelta(days=1))
    await skriv(vera, vag)
    await las(varld.som("sven"), vag, 3)
    assert await bevakade(varld, vag) == []
    varld.klocka.flytta(timedelta(days=1))
    # Two working days from the Monday that it was sent.
    assert await bevakade(varld, vag) == [("meddelande_olast", "2026-10-14")]
    await las(anna, vag, 2)
    assert await bevakade(varld, vag) == []
    varld.klocka.flytta(timedelta(days=1))
    assert await bevakade(varld, vag) == [("meddelande_olast", "2026-10-15")]
    await las(varld.som("cecilia"), vag, 3)
    assert await bevakade(varld, vag) == []
    assert (await vera.hamta("bevakningar")).status_code in {403, 404}
    assert ESKILSTUNA in (await anna.hamta(vag)).json()["_links"]["meddelanden"]["href"]


# --- what it costs -----------------------------------------------------------------------------------


async def test_vad_meddelanden_kostar_i_satser(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    forsta = await skriv(vera, vag)
    (mote,) = (await vera.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
    kropp = {"svarPa": forsta["id"], "referens": {"typ": "uppstartsmote", "objektId": mote["id"]}}

    async def kostar(antal, anrop):
        with satser(varld) as sedda:
            await anrop
        assert len(sedda) <= antal - (varld.sort == "sqlite"), sedda

    await kostar(8, skriv(vera, vag, **kropp))
    await kostar(8, las(anna, vag, 2))
    await kostar(3, anna.hamta(f"{vag}/meddelanden"))
    await kostar(4, anna.hamta(f"{vag}/meddelanden/{forsta['id']}"))
    await kostar(3, vera.hamta("meddelanden/olasta"))
