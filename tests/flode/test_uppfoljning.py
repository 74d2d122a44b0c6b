"""What a nämnd asks of an utförare for quality and follow-up, and the answer (AK-28)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core.journal import Atkomst
from app.flode.bestallning.models import Bestallning
from app.katalog.rollista import KLIVET
from tests.flode import matt
from tests.flode.startat import startad
from tests.flode.test_budget import OVERST, satser

pytestmark = pytest.mark.anyio
ALLA = [
    "planerade_minuter", "narvarande_minuter", "missade_minuter", "matningar", "inlamnade_rapporter",
    "handledningsminuter", "arbetsgivarkontakter", "antal_vagledare", "synpunkter", "allvarliga_handelser",
]  # fmt: skip
HELHET = {"antal_vagledare": 3, "synpunkter": 1, "allvarliga_handelser": 0}


def fraga(**mer):
    return {
        "utforareId": str(KLIVET),
        "periodFran": "2026-10-01",
        "periodTom": "2026-10-31",
        "syfte": "uppfoljning",
        "beskrivning": "Uppföljning av avtalet för oktober.",
        "uppgifter": ALLA,
        "svarSenast": "2026-11-20",
    } | mer


def siffror(**varden):
    return [{"uppgift": namn, "varde": varde} for namn, varde in varden.items()]


def lasta(rad):
    return {s["uppgift"]: s["varde"] for s in rad["siffror"]}


def fel(svar):
    return svar.status_code, svar.json()["kod"], [(f["falt"], f["kod"]) for f in svar.json().get("fel", [])]


async def orderns_dag(vera, vag):
    """Two hours of which one was missed, a measurement and a report of October."""
    pass_ = {"dag": "2026-10-13", "fran": "09:00", "till": "11:00", "skal": "Studiebesök.", "aktivitet": "Besök"}
    tillfalle = await vera.skapa(f"{vag}/tillfallen", pass_ | {"kategori": "arbetsplatsforlagd"})
    vera.varld.klocka.stall(datetime(2026, 10, 14, 8, tzinfo=UTC))
    tid = {"utfall": "sen", "narvarandeFran": "10:00", "narvarandeTill": "11:00"}
    await vera.gor(f"{vag}/tillfallen/{tillfalle['id']}", "rapportera", **tid)
    await vera.skapa(f"{vag}/matningar", matt.matning("2026-10-14"))


@pytest.mark.regel("AK-28")
async def test_en_uppfoljning_begars_besvaras_kompletteras_och_avslutas(varld):
    cecilia, sven, vera = varld.som("cecilia"), varld.som("sven"), varld.som("vera")
    _, vag = await startad(varld)
    await orderns_dag(vera, vag)
    begard = await cecilia.skapa("uppfoljningar", fraga())
    u = f"uppfoljningar/{begard['id']}"
    # The utförare sees what is asked, on which ground, whose word each figure is, and what the service counts.
    sedd = (await sven.hamta(u)).json()
    assert (sedd["status"], sedd["grund"]["regel"], "lagrum" in sedd["grund"]) == ("begard", "AK-28", False)
    kallor = {x["uppgift"]: (x["niva"], x["kalla"]) for x in sedd["uppgifter"]}
    assert kallor["narvarande_minuter"] == ("bestallning", "tjansten")
    assert kallor["synpunkter"] == ("helhet", "utforaren")
    raknat = {"planerade_minuter": 120, "narvarande_minuter": 60, "missade_minuter": 60, "matningar": 1}
    raknat |= {"inlamnade_rapporter": 0}
    (rad,) = (await sven.hamta(f"{u}/underlag")).json()["bestallningar"]
    assert lasta(rad) == raknat
    # October is not over.
    assert [(h["handelse"], h["kod"], h["regel"]) for h in sedd["hinder"]] == [("besvara", "perioden_pagar", "AK-28")]
    varld.klocka.stall(datetime(2026, 11, 2, 8, tzinfo=UTC))
    order = vag.rsplit("/", 1)[1]
    egna = [{"bestallningId": order, "siffror": siffror(handledningsminuter=90, matningar=7)}]
    svar = {"typ": "besvara", "helhet": siffror(synpunkter=1), "bestallningar": egna}
    status, kod, falten = fel(await sven.handelse(u, svar))
    assert (status, kod) == (422, "ogiltigt_innehall")
    assert falten == [("/helhet", "saknas"), ("/helhet", "saknas"), ("/bestallningar/0", "inte_begard")]
    egna[0]["siffror"] = siffror(handledningsminuter=90)
    svar["helhet"] = siffror(**HELHET)
    etag = (await sven.hamta(u)).headers["etag"]
    with satser(varld) as sedda:
        assert (await sven.posta(f"{u}/handelser", svar, if_match=etag)).is_success
    assert len(sedda) <= OVERST["skapa"], sedda
    helhet = HELHET | raknat | {"handledningsminuter": 90, "arbetsgivarkontakter": 0}
    for part in (cecilia, sven):
        besvarad = (await part.hamta(u)).json()
        assert (besvarad["status"], besvarad["utgava"], besvarad["besvaradAv"]) == ("besvarad", 1, "sven.samordnare")
        assert {s["uppgift"]: s["varde"] for s in besvarad["helhet"]} == helhet
        (rad,) = (await part.hamta(f"{u}/svar")).json()["bestallningar"]
        assert (rad["bestallningId"], lasta(rad)) == (order, raknat | {"handledningsminuter": 90})
    # What is registered later changes nothing in it; more is asked for and answered as a new edition.
    await vera.skapa(f"{vag}/matningar", matt.matning("2026-10-15"))
    assert lasta((await cecilia.hamta(f"{u}/svar")).json()["bestallningar"][0])["matningar"] == 1
    igen = {"typ": "begar_komplettering", "skal": "Kontakterna saknas.", "svarSenast": "2026-11-02"}
    assert fel(await cecilia.handelse(u, igen))[2] == [("/svarSenast", "for_tidigt")]
    await cecilia.gor(u, "begar_komplettering", skal="Kontakterna saknas.", svarSenast="2026-11-27")
    egna[0]["siffror"] = siffror(handledningsminuter=90, arbetsgivarkontakter=4)
    await sven.gor(u, "besvara", helhet=siffror(**HELHET), bestallningar=egna)
    (rad,) = (await cecilia.hamta(f"{u}/svar")).json()["bestallningar"]
    assert lasta(rad) == raknat | {"matningar": 2, "handledningsminuter": 90, "arbetsgivarkontakter": 4}
    avslutad = await cecilia.gor(u, "avsluta", skal="Granskat.")
    assert set(avslutad["_links"]) == {"self", "handelser", "underlag", "svar"}
    typer = [h["typ"] for h in (await sven.hamta(f"{u}/handelser")).json()["handelser"]]
    assert typer == ["begar", "besvara", "begar_komplettering", "besvara", "avsluta"]


@pytest.mark.regel("AK-28", "DP-04", "DP-10", "DP-15")
async def test_bara_namnden_och_utforaren_ser_svaret_och_aldrig_skyddade(varld):
    anna, bo, cecilia, sven, vera = (varld.som(n) for n in ("anna", "bo", "cecilia", "sven", "vera"))
    arende, vag = await startad(varld)
    await orderns_dag(vera, vag)
    u = f"uppfoljningar/{(await cecilia.skapa('uppfoljningar', fraga()))['id']}"
    varld.klocka.stall(datetime(2026, 11, 2, 8, tzinfo=UTC))
    await sven.gor(u, "besvara", helhet=siffror(**HELHET))
    # A handläggare sees the rows of the own ärenden, and asks for nothing; a vägledare has no part in it.
    assert len((await anna.hamta(f"{u}/svar")).json()["bestallningar"]) == 1
    assert (await bo.hamta(f"{u}/svar")).json()["bestallningar"] == []
    assert (await anna.posta("uppfoljningar", fraga())).status_code == 403
    for annan in ("vera", "britta", "eva", "david"):
        person = varld.som(annan)
        assert (await person.hamta("uppfoljningar")).json().get("uppfoljningar", []) == []
        assert {(await person.hamta(f"{u}{x}")).status_code for x in ("", "/svar", "/underlag", "/handelser")} == {404}
    # Each look is logged with its own purpose and whom it was about.
    andamal = await varld.i_databasen(lambda a: _andamal(a, arende["id"]), "0484")
    assert {"uppfoljning:las", "uppfoljning:skriv"} <= andamal
    # Who becomes protected is out of every answer, also those given before.
    await varld.i_databasen(_skydda, "0484")
    for part in (cecilia, sven):
        assert (await part.hamta(f"{u}/svar")).json()["bestallningar"] == []
        assert (await part.hamta(f"{u}/underlag")).json()["bestallningar"] == []


async def _andamal(arbete, arende_id):
    rader = await arbete.alla(select(Atkomst).where(Atkomst.objekttyp == "uppfoljning"))
    return {r.andamal for r in rader if arende_id in (r.arenden or [])}


async def _skydda(arbete):
    for order in await arbete.alla(select(Bestallning)):
        order.skyddad = True


@pytest.mark.regel("AK-28")
async def test_vad_som_begars_ar_av_en_utforare_med_avtal_och_vantas_pa_till_sin_dag(varld):
    cecilia, sven = varld.som("cecilia"), varld.som("sven")
    _, vag = await startad(varld)
    order = vag.rsplit("/", 1)[1]
    nej = await cecilia.posta("uppfoljningar", fraga(utforareId="01980000-0000-7000-8000-00000000ffff"))
    assert (nej.status_code, nej.json()["fel"][0]["kod"], nej.json()["regel"]) == (409, "avtal_saknas", "AK-28")
    assert fel(await cecilia.posta("uppfoljningar", fraga(svarSenast="2026-10-31")))[2] == [
        ("/svarSenast", "for_tidigt")
    ]
    okand = fraga(bestallningar=[order, "01980000-0000-7000-8000-00000000ffff"])
    assert fel(await cecilia.posta("uppfoljningar", okand))[2] == [("/bestallningar/1", "saknas")]
    assert (await cecilia.posta("uppfoljningar", fraga(uppgifter=["diagnos"]))).status_code == 422
    with satser(varld) as sedda:
        en = await cecilia.skapa("uppfoljningar", fraga(bestallningar=[order]))
    assert len(sedda) <= OVERST["skapa"], sedda
    assert en["bestallningar"] == [order]
    fore = await cecilia.skapa("uppfoljningar", fraga(periodFran="2026-08-01", periodTom="2026-09-30"))
    assert len((await sven.hamta(f"uppfoljningar/{en['id']}/underlag")).json()["bestallningar"]) == 1
    assert (await sven.hamta(f"uppfoljningar/{fore['id']}/underlag")).json()["bestallningar"] == []
    await cecilia.gor(f"uppfoljningar/{fore['id']}", "aterkalla", skal="Fel period.")
    assert (await sven.hamta("uppfoljningar?forsenade=true")).json()["uppfoljningar"] == []
    varld.klocka.stall(datetime(2026, 11, 21, 8, tzinfo=UTC))
    for part in (cecilia, sven):
        (rad,) = (await part.hamta("uppfoljningar?forsenade=true")).json()["uppfoljningar"]
        assert (rad["id"], rad["forsenad"], rad["svarSenast"]) == (en["id"], True, "2026-11-20")
        (rad,) = (await part.hamta("uppfoljningar?status=aterkallad")).json()["uppfoljningar"]
        assert (rad["id"], rad["forsenad"]) == (fore["id"], False)
