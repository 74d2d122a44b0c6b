"""Three parties and real processes: who is asked next, who takes over in mid-plan, and a whole group at once."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from app.begrepp.tid import SystemKlocka
from app.drift.demo.korning import GRUND
from app.flode.narvaro.models import Narvarouppgift
from app.integrations.http_client import ny_klient
from app.integrations.utvecklingsklient import hamta_token, klientfil
from app.katalog.rollista import KLIVET, STEGET_VIDARE, VUXENUTBILDNINGEN, rollinnehavare
from tests.conftest import Varld
from tests.flode.narvarat import SVENSKA, grupp, planerad
from tests.journeys.resande import Resande
from tests.kill.system import Moder, System

pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("resor")]
ALLA_DAR = {"individ": True, "vagledare": True, "socialsekreterare": True}


def overtagen(resande: Resande, vag: str) -> str:
    """The path of the order that came out of another."""
    return f"bestallningar/{resande.las(vag)['efterfoljandeId']}"


def mots_och_starta(resande: Resande, vag: str) -> None:
    """Egil meets the person in two days, and the insats begins."""
    (rad,) = resande.las(f"{vag}/uppstartsmoten", "egil")["uppstartsmoten"]
    mote = f"{vag}/uppstartsmoten/{rad['id']}"
    tid = {"borjar": resande.resa.tid(2, 10), "slutar": resande.resa.tid(2, 11), "plats": "Vuxenutbildningen"}
    resande.gor(mote, "boka", "egil", nyTid=tid)
    resande.resa.ga_framat(3)
    resande.gor(mote, "genomfor", "egil", narvaro=ALLA_DAR)
    assert resande.gor(vag, "starta", "egil")["status"] == "pagaende"


def overlamna_allt(resande: Resande) -> list[str]:
    """Queue every draft to Arbetsförmedlingen and wait for the receipts: what each was about, in order."""
    bas = f"{resande.resa.vagar['arende']}/overlamningar"
    utkast = sorted(resande.las(bas)["overlamningar"], key=lambda rad: rad["id"])
    for rad in utkast:
        resande.gor(f"{bas}/{rad['id']}", "lagg_i_ko", **GRUND)
        resande.vanta_pa(f"{bas}/{rad['id']}", "kvitterad")
    return [rad["skede"] for rad in utkast]


@pytest.mark.regel("T-12", "AK-40", "AK-17", "DP-10")
def test_utforaren_avbojer_och_nasta_i_listan_tar_uppdraget(resande: Resande) -> None:
    resande.fore_beslut()
    resande.vanta_pa(resande.resa.vagar["samrad"], "besvarat")
    resande.till("Beslut: begäran att delta")
    ny = {
        "beslutId": resande.resa.sparat["beslut"]["id"],
        "utforareId": str(KLIVET),
        "reservutforare": [str(VUXENUTBILDNINGEN), str(STEGET_VIDARE)],
        "erbjudNasta": True,
        "onskadStart": resande.resa.dag(7),
        "timmarPerVecka": 25,
        "mal": "Praktik inom vård och yrkessvenska.",
        "utlamnandeGrund": "samtycke",
        "utlamnandeLagrum": "10 kap. 1 § OSL",
    }
    evas_fore = resande.las("bestallningar", "eva")["bestallningar"]  # of earlier travellers
    forsta = f"bestallningar/{resande.skapa('anna', 'bestallningar', ny)['id']}"
    resande.gor(forsta, "skicka")
    resande.gor(forsta, "ta_emot", "sven")
    assert resande.las("bestallningar", "eva")["bestallningar"] == evas_fore
    resande.gor(forsta, "avboj", "sven", orsak="ingen_plats")

    # The second in the list is asked at once, under a number of its own, and learns nothing of the first.
    andra = overtagen(resande, forsta)
    hos_eva = resande.las(andra, "eva")
    assert (hos_eva["status"], hos_eva["utforareId"]) == ("skickad", str(VUXENUTBILDNINGEN))
    assert resande.las(forsta)["nummer"] not in str(hos_eva)
    assert resande.resa.som("eva").hamta(forsta).status_code == 404
    assert resande.resa.som("sven").hamta(andra).status_code == 404
    resande.gor(andra, "ta_emot", "eva")
    resande.gor(andra, "bekrafta", "eva", startDatum=resande.resa.dag(7), vagledare="egil.vagledare")
    mots_och_starta(resande, andra)
    kedja = [(b["utforareId"], b["status"]) for b in resande.las(f"{forsta}/kedja")["bestallningar"]]
    assert kedja == [(str(VUXENUTBILDNINGEN), "pagaende"), (str(KLIVET), "avbojd")]

    # Arbetsförmedlingen hears of one insats, once.
    assert overlamna_allt(resande) == ["start"]
    resande.allt_sant()
    assert [(rad["resurs"], rad["effekter"]) for rad in resande.mottaget()] == [
        ("samrad", 1), ("informationsoverlamningar", 1),
    ]  # fmt: skip


def narvara(resande: Resande, vag: str, *, antal: int) -> list[Any]:
    """Vera reports the first unmarked occasions in one go: the rows of the answer."""
    rader = [t for t in resande.las("tillfallen?status=omarkerat&limit=200", "vera")["tillfallen"]
             if vag.endswith(t["bestallningId"])][:antal]  # fmt: skip
    assert len(rader) == antal
    rapport = {"rader": [{"tillfalleId": t["id"], "utfall": "narvarande"} for t in rader]}
    svar = resande.resa.som("vera").begar("POST", "narvarorapporter", rapport)
    assert (svar.status_code, svar.json()["skapade"]) == (200, antal), svar.text
    return rader


@pytest.mark.regel("AK-17", "AK-40", "DP-09", "DP-10", "DP-26")
def test_personen_flyttar_till_en_annan_utforare_mitt_i_planen(resande: Resande) -> None:
    resande.fore_beslut()
    resande.vanta_pa(resande.resa.vagar["samrad"], "besvarat")
    resande.till("Nämnden godkänner planen (AK-13)")
    vag, plan = resande.resa.vagar["bestallning"], resande.resa.vagar["plan"]
    resande.resa.ga_framat(8)
    narvara(resande, vag, antal=3)

    brytdag, dagen_fore = resande.resa.dag(7), resande.resa.dag(6)
    resande.gor(
        vag, "flytta", utforareId=str(VUXENUTBILDNINGEN), brytdatum=brytdag, skal="Personen har fått ett nytt mål.",
        foljerMed=["plan"], utlamnandeGrund="samtycke", utlamnandeLagrum="10 kap. 1 § OSL",
    )  # fmt: skip
    ny = overtagen(resande, vag)
    assert resande.las(f"{ny}/overlamnadeunderlag", "eva")["underlag"] == []
    resande.gor(ny, "ta_emot", "eva")
    resande.gor(ny, "bekrafta", "eva", startDatum=brytdag, vagledare="egil.vagledare")
    assert resande.las(vag, "sven")["flyttas"] == brytdag
    # Until the day itself nothing has changed for Vera; on the day it is over.
    resande.resa.ga_framat(6)
    resande.styr("POST", "/jobb/alla")
    assert resande.las(vag, "vera")["status"] == "pagaende"
    resande.resa.ga_framat(1)
    resande.styr("POST", "/jobb/alla")
    gammal = resande.las(vag, "vera")
    assert (gammal["status"], gammal["slutDatum"]) == ("flyttad", dagen_fore)
    assert resande.las(plan, "vera")["gallerTom"] == dagen_fore
    tillfallen = resande.las(f"{vag}/tillfallen?status=planerat&limit=200", "vera")["tillfallen"]
    assert tillfallen
    assert max(t["dag"] for t in tillfallen) <= dagen_fore
    # What was before the cut-off is still told, marked late; nothing new is.
    (sent, *_) = narvara(resande, vag, antal=1)
    assert resande.las(f"{vag}/tillfallen/{sent['id']}")["narvaro"]["senInlamning"] is True
    nytt = {"dag": brytdag, "fran": "09:00", "till": "10:00", "skal": "Extra.", "aktivitet": "X", "kategori": "sprak"}
    assert resande.resa.som("vera").skapa(f"{vag}/tillfallen", nytt).status_code in {409, 422}

    # What was released is read by the new one, and nothing else of the old.
    (underlag,) = resande.las(f"{ny}/overlamnadeunderlag", "egil")["underlag"]
    last = resande.las(f"{ny}/overlamnadeunderlag/{underlag['id']}", "egil")
    assert [a["aktivitet"] for a in last["planer"][0]["aktiviteter"]] == [
        "Språkgrupp med vårdsvenska", "Praktik på äldreboende",
    ]  # fmt: skip
    for namn in ("egil", "eva"):
        assert resande.resa.som(namn).hamta(vag).status_code == 404, namn
    assert resande.resa.som("vera").hamta(ny).status_code == 404
    mots_och_starta(resande, ny)

    # Arbetsförmedlingen is told of each start and of the end, each once.
    assert sorted(overlamna_allt(resande)) == ["slut", "start", "start"]
    resande.allt_sant()
    mottaget = resande.mottaget()
    assert [(rad["lopnummer"], rad["effekter"]) for rad in mottaget] == [(n, 1) for n in range(1, 5)]
    assert resande.las(vag, "sven")["status"] == "flyttad"
    resande.resa.ga_framat(28)
    for namn in ("sven", "vera"):
        assert resande.resa.som(namn).hamta(vag).status_code == 404, namn
    assert resande.las(vag)["status"] == "flyttad"


# --- a group of two hundred ---------------------------------------------------------------------------------

VAGLEDARE = ("vera.vagledare", "viktor.vagledare", "nils.vagledare")


async def vagledartoken(system: System, person: str) -> str:
    """A token for a vägledare at Klivet, also for one whom the cast doesn't know."""
    klient_id = rollinnehavare("vera").klient_id
    jwk = json.loads(klientfil(system.settings.datakatalog, klient_id).read_text(encoding="utf-8"))
    async with ny_klient(tid=5.0) as klient:
        return await hamta_token(
            klient, system.settings.utfardare, jwk, klient_id, roll="vagledare", person=person, klocka=SystemKlocka()
        )  # fmt: skip


def rader(idn: list[str]) -> list[dict[str, str]]:
    """One word about each: every tenth was late, every twentieth away with a reason."""
    ut = [{"radId": f"{n}", "tillfalleId": i, "utfall": "narvarande"} for n, i in enumerate(idn)]
    for rad in ut[::10]:
        rad |= {"utfall": "sen", "narvarandeFran": "09:20", "narvarandeTill": "12:00"}
    for rad in ut[5::20]:
        rad |= {"utfall": "franvaro_giltig", "orsak": "sjukdom"}
    return ut


@pytest.mark.anyio
@pytest.mark.regel("AK-20", "AK-40")
async def test_en_grupp_pa_tvahundra_rapporteras_av_tre_vagledare_pa_samma_gang(varld: Varld, moder: Moder) -> None:
    vag = await planerad(varld, 0, SVENSKA)
    idn = await grupp(varld, vag, 200, *VAGLEDARE)
    assert varld.databas is not None
    with System(moder, varld.settings.datakatalog, varld.databas.url) as system:
        system.starta()
        system.kontroll("PUT", "/klocka", {"stall": datetime(2026, 10, 12, 10, tzinfo=UTC).isoformat(), "frys": True})
        bas = f"{system.settings.publik_adress}/stegvis/v1/0484"
        alla = [p for p in VAGLEDARE for _ in range(2)]
        nycklar = {p: uuid4().hex for p in VAGLEDARE}
        token = {p: await vagledartoken(system, p) for p in VAGLEDARE}

        async def rapportera(http: httpx.AsyncClient, person: str) -> httpx.Response:
            """Their own, and one of a colleague's."""
            annans = idn[VAGLEDARE[VAGLEDARE.index(person) - 1]][0]
            egna = [*rader(idn[person]), {"radId": "annans", "tillfalleId": annans, "utfall": "franvaro_ogiltig"}]
            huvuden = {"authorization": f"Bearer {token[person]}", "idempotency-key": nycklar[person]}
            svar = await http.post(f"{bas}/narvarorapporter", json={"rader": egna}, headers=huvuden)
            while svar.status_code == 409:  # the first of the same key is still at it
                await asyncio.sleep(0.02)
                svar = await http.post(f"{bas}/narvarorapporter", json={"rader": egna}, headers=huvuden)
            return svar

        # Each presses twice, all at the same moment.
        async with httpx.AsyncClient(timeout=20.0, trust_env=False) as http:
            svar = await asyncio.gather(*(rapportera(http, p) for p in alla))
            listor = [
                await http.get(f"{bas}/narvarolistor", headers={"authorization": f"Bearer {token[p]}"})
                for p in VAGLEDARE
            ]
    assert {s.status_code for s in svar} == {200}, [s.text for s in svar]
    for forsta, andra in zip(svar[::2], svar[1::2], strict=True):
        assert forsta.content == andra.content
        assert [r["kod"] for r in forsta.json()["rader"] if r["status"] == "fel"] == ["saknas"]
    assert sum(s.json()["skapade"] for s in svar[::2]) == 200
    # All are marked. What is left to fill in is Vera's: the order that the group was copied from.
    assert [[r["dag"] for r in lista.json()["rader"]] for lista in listor] == [["2026-10-12", "2026-10-14"], [], []]
    per_utfall = select(Narvarouppgift.utfall, func.count()).group_by(Narvarouppgift.utfall)
    lagrat = dict(await varld.i_databasen(lambda arbete: _rader(arbete, per_utfall)))
    assert lagrat == {"sen": 21, "franvaro_giltig": 12, "narvarande": 167}


async def _rader(arbete: Any, sats: Any) -> list[Any]:
    return [tuple(rad) for rad in await arbete.session.execute(sats)]
