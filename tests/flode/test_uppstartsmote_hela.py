"""Uppstartsmöte as its people live it: proposals, absence told before it is judged, clocks, clashes over kommuner."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta

import pytest
from alembic import command

from app.drift.migrering import konfiguration
from app.flode.uppstartsmote import krockar
from app.flode.uppstartsmote.frister import Forsening, Motesfrist, Uteblivanden
from app.flode.uppstartsmote.states import Franvarobedomning, Motespart
from app.katalog.rollista import BOTKYRKA
from tests.conftest import NU
from tests.flode.bestallt import bestall, bestall_pa
from tests.flode.bevakat import dagar, kor, lista, pa_dagen
from tests.flode.steg import nytt_arende, nytt_beslut
from tests.flode.test_budget import FORST, satser
from tests.flode.test_uppstartsmote import ALLA_DAR, INGEN_INDIVID, PLATS, motet, parter, tid

pytestmark = pytest.mark.anyio
PARTERNA = {"individ": "vera", "vagledare": "vera", "socialsekreterare": "anna"}


async def nekas(person, vag, kod, regel="AK-40", **handelse):
    """Refused by a rule, which is named; nothing changes."""
    fore = (await person.hamta(vag)).json()
    svar = await person.handelse(vag, handelse)
    assert (svar.status_code, svar.json()["fel"][0]["kod"], svar.json()["regel"]) == (409, kod, regel), svar.text
    assert (await person.hamta(vag)).json() == fore
    return svar.json()


async def alla_accepterar(varld, mote, nummer):
    for part, namn in PARTERNA.items():
        sak = await varld.som(namn).gor(mote, "svara", part=part, svar="accepterat", tid=nummer)
    return sak


async def i_botkyrka(varld, i, vagledare="vera.vagledare"):
    """Botkyrka's order at the same utförare: its handläggare, and the path of its meeting."""
    david, sven = varld.som("david"), varld.som("sven")
    sven.kommunkod = BOTKYRKA
    vag = await bestall_pa(david, sven, await nytt_beslut(david, await nytt_arende(david, i)), vagledare=vagledare)
    return david, await motet(varld, vag, "david")


# --- the story ---------------------------------------------------------------------------------------


BEDOMNING = {"bedomning": "godtagbart_skal", "motivering": "Bussen ställdes in."}


async def _foreslas_avbojs_accepteras_och_bokas(varld, mote):
    """Two times are proposed. One is declined and asks for another; of the other all three say yes."""
    anna, vera = varld.som("anna"), varld.som("vera")
    await vera.gor(mote, "foresla", tider=[tid(24), tid(48, tolk="arabiska")])
    avbojt = await vera.gor(mote, "svara", part="individ", svar="avbojt", tid=1, skal="Har barn hemma.")
    assert [(t["avbojd"], t["allaHarAccepterat"]) for t in avbojt["tider"]] == [(True, False), (False, False)]
    assert avbojt["behoverNyTid"] is False
    await nekas(anna, mote, "tiden_avbojd", typ="boka", tid=1)
    svarat = await alla_accepterar(varld, mote, 2)
    assert [t["allaHarAccepterat"] for t in svarat["tider"]] == [False, True]
    # One act books it, with the answers it has.
    bokat = await vera.gor(mote, "boka", tid=2)
    assert (bokat["status"], bokat["bokat"]) == ("bokat", "2026-10-12")
    assert [t["status"] for t in bokat["tider"]] == ["forfallen", "bokad"]
    assert set(parter(bokat["tider"][1]).values()) == {"accepterat"}


async def _personen_uteblir(varld, vag, mote):
    """The person does not come. That is a fact with a reason, and nothing follows of itself."""
    anna, vera = varld.som("anna"), varld.som("vera")
    varld.klocka.stall(NU + timedelta(hours=50))
    fel = {"narvaro": INGEN_INDIVID, "franvaroskal": {"vagledare": "Sjuk."}}
    await nekas(vera, mote, "parten_var_dar", "AK-20", typ="utebli", **fel)
    uteblivet = await vera.gor(mote, "utebli", narvaro=INGEN_INDIVID, franvaroskal={"individ": "Gick inte att nå."})
    assert uteblivet["behoverNyTid"] is True
    assert uteblivet["uteblivanden"] == {"personen": 1, "andra": 0}
    individ = uteblivet["tider"][1]["parter"][0]
    assert (individ["narvaro"], individ["franvaroSkal"]) == (False, "Gick inte att nå.")
    bestallning = (await anna.hamta(vag)).json()
    assert (bestallning["status"], "moteHallet" in bestallning) == ("bekraftad", False)


async def _handlaggaren_far_veta_att_en_tid_behovs(varld):
    """No new time in three days: the handläggare is told that one is needed, not who failed to come."""
    anna = varld.som("anna")
    await pa_dagen(varld, "2026-10-16")
    assert "mote_uppfoljning" not in await dagar(anna)
    await pa_dagen(varld, "2026-10-17")
    (rad,) = await lista(anna, sort="mote_uppfoljning")
    assert (rad["forfaller"], rad["rubrik"]) == ("2026-10-17", "Uppstartsmöte behöver en ny tid")
    for ord_ in ("individ", "utebl", "nå.", "frånvaro"):
        assert ord_ not in str(rad)


async def _personen_hors_innan_namnden_bedomer(varld, mote):
    """The person's own account comes before the judgement, which is the nämnd's and stays there."""
    anna, vera = varld.som("anna"), varld.som("vera")
    await nekas(anna, mote, "redogorelse_saknas", "AK-20", typ="bedom_franvaro", **BEDOMNING)
    redogjort = await vera.gor(mote, "redogor", redogorelse="Bussen kom inte.")
    assert redogjort["tider"][1]["parter"][0]["redogorelse"] == "Bussen kom inte."
    svar = await vera.handelse(mote, {"typ": "bedom_franvaro", **BEDOMNING})
    assert (svar.status_code, svar.json()["kod"]) == (403, "roll_far_inte")
    await anna.gor(mote, "bedom_franvaro", bedomning="inget_godtagbart_skal", motivering="Förhastat.")
    bedomt = await anna.gor(mote, "bedom_franvaro", tid=2, **BEDOMNING)
    assert bedomt["uteblivanden"] == {"personen": 1, "andra": 0, "godtagna": 1, "inteGodtagna": 0}
    assert bedomt["tider"][1]["provning"]["motivering"] == "Bussen ställdes in."
    sedd = (await vera.hamta(mote)).text
    for ord_ in ("Bussen ställdes in.", "Förhastat", "provning", "godtag"):
        assert ord_ not in sedd


async def _bokas_om_och_vagledaren_uteblir(varld, mote):
    """Rebooked, everybody is asked anew. Then the vägledare fails too, and nothing is the person's to answer for."""
    anna, vera = varld.som("anna"), varld.som("vera")
    om = await vera.gor(mote, "boka_om", nyTid=tid(24 * 7), begardAv="individ", skal="Ny buss.")
    assert set(parter(om["tider"][2]).values()) == {"inbjuden"}
    assert (om["tider"][1]["status"], om["behoverNyTid"], om["bokat"]) == ("utebliven", False, "2026-10-12")
    await kor(varld)
    assert "mote_uppfoljning" not in await dagar(anna)
    varld.klocka.stall(NU + timedelta(days=7, hours=2))
    ingen = {"individ": False, "vagledare": False, "socialsekreterare": True}
    andra = await anna.gor(
        mote, "utebli", narvaro=ingen, franvaroskal={"vagledare": "Sjuk.", "individ": "Ingen mötte."}
    )
    assert andra["uteblivanden"] == {"personen": 1, "andra": 1, "godtagna": 1, "inteGodtagna": 0}
    assert (await anna.handelse(mote, {"typ": "redogor", "redogorelse": None})).status_code == 422  # which of two
    await anna.gor(mote, "redogor", tid=3, redogorelse=None)
    await nekas(anna, mote, "annan_part_uteblev", "AK-20", typ="bedom_franvaro", tid=3, **BEDOMNING)
    await pa_dagen(varld, "2026-10-22")
    assert (await dagar(anna))["mote_uppfoljning"] == "2026-10-22"


async def _halls(varld, mote):
    """At last they meet; a time that is only proposed had not ended the task."""
    anna, vera = varld.som("anna"), varld.som("vera")
    await vera.gor(mote, "foresla", tider=[tid(24 * 11)])
    await alla_accepterar(varld, mote, 4)
    await kor(varld)
    assert "mote_uppfoljning" in await dagar(anna)
    await vera.gor(mote, "boka", tid=4)
    varld.klocka.stall(NU + timedelta(days=11, hours=2))
    await kor(varld)
    assert {"mote_uppfoljning", "mote_bokning"} & set(await dagar(anna)) == set()
    hallet = await vera.gor(mote, "genomfor", narvaro=ALLA_DAR)
    assert [t["status"] for t in hallet["tider"]] == ["forfallen", "utebliven", "utebliven", "hallen"]
    assert (hallet["hallet"], hallet["forsenat"], hallet["hinder"]) == ("2026-10-23", False, [])


@pytest.mark.regel("AK-20", "AK-40", "T-12")
async def test_fran_forslag_over_tva_uteblivanden_till_ett_hallet_mote(varld):
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await _foreslas_avbojs_accepteras_och_bokas(varld, mote)
    await _personen_uteblir(varld, vag, mote)
    await _handlaggaren_far_veta_att_en_tid_behovs(varld)
    await _personen_hors_innan_namnden_bedomer(varld, mote)
    await _bokas_om_och_vagledaren_uteblir(varld, mote)
    await _halls(varld, mote)
    vera = varld.som("vera")
    assert (await vera.gor(vag, "starta"))["status"] == "pagaende"
    historik = (await vera.hamta(f"{mote}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == [
        "skapa", "satt_vagledare", "foresla", "svara", "svara", "svara", "svara", "boka", "utebli", "redogor",
        "bedom_franvaro", "bedom_franvaro", "boka_om", "utebli", "redogor", "foresla", "svara", "svara", "svara",
        "boka", "genomfor",
    ]  # fmt: skip
    for hemligt in ("Bussen", "Sjuk", "Gick inte", PLATS):
        assert hemligt not in str(historik)


async def test_ingen_kan_bedomas_dar_ingen_uteblev_och_ingen_konsekvens_foljer(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await anna.gor(mote, "boka", nyTid=tid(24))
    for person, typ, mer in (
        (vera, "redogor", {"redogorelse": "Jag var där."}),
        (anna, "bedom_franvaro", {"bedomning": "inget_godtagbart_skal", "motivering": "x"}),
    ):
        await nekas(person, mote, "ingen_har_uteblivit", "AK-20", typ=typ, **mer)
    varld.klocka.flytta(timedelta(days=2))
    fore = {
        vag_: (await anna.hamta(vag_)).json() for vag_ in (vag, f"arenden/{(await anna.hamta(vag)).json()['arendeId']}")
    }
    await anna.gor(mote, "utebli", narvaro=INGEN_INDIVID)
    await anna.gor(mote, "redogor", redogorelse=None)
    await anna.gor(mote, "bedom_franvaro", bedomning="inget_godtagbart_skal", motivering="Ingen kontakt.")
    assert {vag_: (await anna.hamta(vag_)).json() for vag_ in fore} == fore


BARA_PERSONEN = frozenset({Motespart.INDIVID})


@pytest.mark.regel("AK-20")
@pytest.mark.parametrize(
    ("uteblivna", "antal"),
    [
        ([], (0, 0, 0, 0)),
        ([(BARA_PERSONEN, None), (BARA_PERSONEN, "inget_godtagbart_skal")], (2, 0, 0, 1)),
        ([(frozenset(Motespart), "inget_godtagbart_skal")], (0, 1, 0, 0)),
        ([(frozenset({Motespart.VAGLEDARE}), None), (frozenset({Motespart.SOCIALSEKRETERARE}), None)], (0, 2, 0, 0)),
        ([(BARA_PERSONEN | {Motespart.SOCIALSEKRETERARE}, None)], (0, 1, 0, 0)),
        ([(BARA_PERSONEN, Franvarobedomning.GODTAGBART_SKAL.value)], (1, 0, 1, 0)),
    ],
)
def test_bara_det_som_ar_personens_eget_raknas_som_personens(uteblivna, antal):
    assert Uteblivanden.av(uteblivna) == Uteblivanden(*antal)


# --- the clock ---------------------------------------------------------------------------------------

BOKAS, HALLS = date(2026, 10, 19), date(2026, 10, 26)
DAG = timedelta(days=1)


@pytest.mark.regel("T-12", "AK-40")
@pytest.mark.parametrize(
    ("status", "bokat", "dag", "vantat"),
    [
        ("ej_bokat", None, BOKAS, None),
        ("ej_bokat", None, BOKAS + DAG, Forsening.BOKNING),
        ("foreslaget", None, BOKAS + DAG, Forsening.BOKNING),
        ("ej_bokat", None, HALLS + DAG, Forsening.BOKNING),
        ("installt", None, BOKAS + DAG, Forsening.BOKNING),
        # A first booking meets the first date for good, whatever becomes of it.
        ("bokat", BOKAS, HALLS, None),
        ("bokat", BOKAS + DAG, HALLS, None),
        ("foreslaget", BOKAS, HALLS, None),
        ("bokat", BOKAS, HALLS + DAG, Forsening.GENOMFORANDE),
        ("uteblivet", BOKAS, HALLS, None),
        ("uteblivet", BOKAS, HALLS + DAG, Forsening.GENOMFORANDE),
        ("installt", BOKAS, HALLS + DAG, Forsening.GENOMFORANDE),
        ("genomfort", BOKAS + DAG, HALLS + 9 * DAG, None),
    ],
)
def test_de_tva_fristerna_vid_sina_granser(status, bokat, dag, vantat):
    assert Motesfrist(status, True, BOKAS, HALLS, bokat).forsening(dag) is vantat
    assert Motesfrist(status, False, BOKAS, HALLS, bokat).forsening(dag) is None
    assert Motesfrist(status, True, None, None, bokat).forsening(dag) is None


@pytest.mark.parametrize(
    ("status", "oppen", "avbojda", "vantat"),
    [
        ("ej_bokat", True, [], False),
        ("foreslaget", True, [True, False], False),
        ("foreslaget", True, [True, True], True),
        ("bokat", True, [True], True),
        ("bokat", True, [False], False),
        ("uteblivet", True, [], True),
        ("installt", True, [], True),
        ("installt", False, [], False),
    ],
)
def test_en_ny_tid_behovs_nar_ingen_ar_kvar(status, oppen, avbojda, vantat):
    assert Motesfrist(status, oppen, None, None, None).behover_ny_tid(avbojda) is vantat


@pytest.mark.regel("T-12")
async def test_forseningen_syns_i_detalj_lista_och_bevakning_och_ombokning_flyttar_den_inte(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)

    async def syns(dag):
        await pa_dagen(varld, dag)
        detalj = (await vera.hamta(mote)).json()
        (rad,) = (await anna.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
        assert detalj["forsenat"] is rad["forsenat"] is ("forsening" in detalj)
        assert rad.get("forsening") == detalj.get("forsening")
        bevakade = {r["sort"] for r in await lista(anna) if r["sort"].startswith("mote_") and r["forsenad"]}
        return detalj.get("forsening"), bevakade

    # Called off before it was booked, with the order open: the clock goes on.
    await anna.gor(mote, "stall_in", skal="Avvaktar.")
    assert await syns("2026-10-19") == (None, set())
    assert await syns("2026-10-20") == ("bokning", {"mote_bokning"})
    await vera.gor(mote, "boka_om", nyTid=tid(24 * 12), skal="Går nu.")
    assert await syns("2026-10-20") == (None, set())
    await vera.gor(mote, "boka_om", nyTid=tid(24 * 16), skal="Handläggaren är ledig.")
    assert await syns("2026-10-26") == (None, set())
    assert await syns("2026-10-27") == ("genomforande", {"mote_genomforande"})
    varld.klocka.stall(NU + timedelta(days=16, hours=2))
    hallet = await vera.gor(mote, "genomfor", narvaro=ALLA_DAR)
    assert (hallet["hallsSenast"], hallet["hallet"], hallet["bokat"]) == ("2026-10-26", "2026-10-28", "2026-10-20")
    # After the start an order can be paused; the clock had stopped before.
    await vera.gor(vag, "starta")
    await anna.gor(vag, "pausa", skal="Sjukdom.")
    assert await syns("2026-12-01") == (None, set())


async def test_en_bestallning_som_har_slutat_har_ingen_klocka(varld):
    anna = varld.som("anna")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    await anna.gor(vag, "aterkalla", skal="Flyttat.")
    await pa_dagen(varld, "2026-12-01")
    slut = (await anna.hamta(mote)).json()
    assert (slut["status"], slut["forsenat"], slut["behoverNyTid"]) == ("installt", False, False)
    assert {s for s in await dagar(anna) if s.startswith("mote_")} == set()


# --- clashes ---------------------------------------------------------------------------------------


@pytest.mark.regel("DP-10", "AK-40")
async def test_vagledaren_ar_upptagen_ocksa_av_en_annan_kommun_utan_att_det_sags_av_vad(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    david, annat = await i_botkyrka(varld, 1)
    await david.gor(annat, "boka", nyTid=tid(72, 2))
    (rad,) = (await david.hamta(annat)).json()["tider"]
    nej = await nekas(anna, mote, "vagledare_upptagen", typ="boka", nyTid=tid(73))
    for ord_ in (annat.rpartition("/")[2], BOTKYRKA, "Botkyrka", "david", rad["borjar"]):
        assert ord_ not in str(nej)
    await nekas(vera, mote, "vagledare_upptagen", typ="foresla", tider=[tid(48), tid(71, 4)])
    await anna.gor(mote, "boka", nyTid=tid(74))
    await nekas(david, annat, "vagledare_upptagen", typ="boka_om", nyTid=tid(74), skal="En timme senare.")
    # What is rebooked, called off or goes to another vägledare leaves the time free again.
    await david.gor(annat, "boka_om", nyTid=tid(96), skal="Ny dag.")
    await anna.gor(mote, "boka_om", nyTid=tid(72), skal="Nu är den ledig.")
    await nekas(david, annat, "vagledare_upptagen", typ="boka_om", nyTid=tid(72), skal="Tillbaka.")
    await anna.gor(mote, "stall_in", skal="Sjukdom.")
    await david.gor(annat, "boka_om", nyTid=tid(72), skal="Tillbaka.")
    await nekas(anna, mote, "vagledare_upptagen", typ="boka_om", nyTid=tid(72), skal="Frisk.")
    sven = varld.som("sven")
    sven.kommunkod = BOTKYRKA
    await sven.gor(annat.partition("/uppstartsmoten")[0], "byt_vagledare", vagledare="viktor.vagledare", skal="Ledig.")
    assert (await anna.gor(mote, "boka_om", nyTid=tid(72), skal="Frisk."))["status"] == "bokat"


@pytest.mark.parametrize("andra_kommun", [False, True])
async def test_av_tva_samtidiga_bokningar_av_en_vagledare_vinner_en(varld, monkeypatch, andra_kommun):
    mote = await motet(varld, await bestall(varld))
    if andra_kommun:
        annan, annat = await i_botkyrka(varld, 1)
    else:
        annan, annat = varld.som("vera"), await motet(varld, await bestall(varld, 1))
    riktig, bada = krockar.upptagen, asyncio.Barrier(2)

    async def lange(*fraga):
        """Both have looked before either books, unless one must wait for the other."""
        svar = await riktig(*fraga)
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(bada.wait(), 0.5)
        return svar

    monkeypatch.setattr(krockar, "upptagen", lange)
    svar = await asyncio.gather(
        varld.som("anna").handelse(mote, {"typ": "boka", "nyTid": tid()}),
        annan.handelse(annat, {"typ": "boka", "nyTid": tid(72.5)}),
    )
    assert sorted(s.status_code for s in svar) == [200, 409]
    nej = next(s.json() for s in svar if s.status_code == 409)
    assert nej["fel"][0]["kod"] == "vagledare_upptagen"


# --- interpreter and protected place ----------------------------------------------------------------


async def test_tolk_bestalls_avbokas_och_foljer_inte_med_till_en_ny_tid(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    await vera.gor(mote, "foresla", tider=[tid(48), tid(72, tolk="arabiska")])
    assert (await anna.handelse(mote, {"typ": "bestall_tolk"})).status_code == 422  # which of two
    await nekas(anna, mote, "tolk_behovs_inte", typ="bestall_tolk", tid=1)
    await nekas(anna, mote, "tiden_galler_inte", typ="bestall_tolk", tid=9)
    await nekas(anna, mote, "tolk_inte_bestalld", typ="avboka_tolk", tid=2)
    await vera.gor(mote, "boka", tid=2)
    assert "bestall_tolk" in (await anna.hamta(mote)).json()["_links"]
    bestalld = (await anna.gor(mote, "bestall_tolk"))["tider"][1]
    assert (bestalld["tolk"], bestalld["tolkstatus"]) == ("arabiska", "bestalld")
    assert (bestalld["tolkBestalldAv"], bestalld["tolkBestalld"]) == ("anna.handlaggare", "2026-10-12T08:00:00Z")
    await nekas(vera, mote, "tolk_redan_bestalld", typ="bestall_tolk")
    om = await vera.gor(mote, "boka_om", nyTid=tid(96, tolk="arabiska"), skal="Sjukdom.")
    assert [t.get("tolkstatus") for t in om["tider"]] == [None, "bestalld", "ej_bestalld"]
    avbokad = await vera.gor(mote, "avboka_tolk", tid=2)
    assert [t.get("tolkstatus") for t in avbokad["tider"]] == [None, "avbokad", "ej_bestalld"]
    assert avbokad["tider"][1]["tolkAvbokadAv"] == "vera.vagledare"
    igen = await anna.gor(mote, "bestall_tolk")
    assert igen["tider"][2]["tolkstatus"] == "bestalld"
    rader = (await anna.hamta(mote.rpartition("/")[0])).text
    assert "arabiska" not in rader
    assert "arabiska" not in (await anna.hamta(f"{mote}/handelser")).text


@pytest.mark.regel("DP-14", "DP-15")
async def test_en_skyddad_plats_visas_bara_for_de_namngivna_och_aldrig_nagon_annanstans(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    await vera.gor(mote, "boka", nyTid=tid(72, skyddadPlats=True))
    for namn in ("anna", "vera"):
        assert (await varld.som(namn).hamta(mote)).json()["tider"][0]["plats"] == PLATS
    for namn in ("cecilia", "sven"):
        sedd = (await varld.som(namn).hamta(mote)).json()["tider"][0]
        assert (sedd["skyddadPlats"], "plats" in sedd) == (True, False)
    await pa_dagen(varld, "2026-10-27")
    for vag in (mote.rpartition("/")[0], f"{mote}/handelser", "bevakningar", mote.partition("/uppstartsmoten")[0]):
        assert PLATS not in (await anna.hamta(vag)).text
    kalendern = (await vera.hamta(mote, accept="text/calendar")).text
    assert "SUMMARY:Bokad tid" in kalendern
    assert "LOCATION" not in kalendern
    # What is not protected is for everybody who reads the meeting.
    await vera.gor(mote, "boka_om", nyTid=tid(24 * 20), skal="Ny lokal.")
    assert (await varld.som("cecilia").hamta(mote)).json()["tider"][1]["plats"] == PLATS


async def test_svar_ger_kalendern_en_nyare_stampel_men_ingen_ny_revision(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    await anna.gor(mote, "boka", nyTid=tid())
    fore = (await anna.hamta(mote, accept="text/calendar")).text
    varld.klocka.flytta(timedelta(hours=1))
    await vera.gor(mote, "svara", part="vagledare", svar="accepterat")
    efter = (await anna.hamta(mote, accept="text/calendar")).text
    assert ("DTSTAMP:20261012T080000Z" in fore, "SEQUENCE:0" in fore) == (True, True)
    assert ("DTSTAMP:20261012T090000Z" in efter, "SEQUENCE:0" in efter) == (True, True)


# --- what it costs ----------------------------------------------------------------------------------


async def test_att_lasa_ett_mote_kostar_fyra_satser_hur_lang_kedjan_an_ar(varld):
    anna = varld.som("anna")
    mote = await motet(varld, await bestall(varld))
    await anna.gor(mote, "boka", nyTid=tid())
    for n in range(4, 8):
        await anna.gor(mote, "boka_om", nyTid=tid(24 * n), skal="Igen.")
    with satser(varld) as sedda:
        assert len((await anna.hamta(mote)).json()["tider"]) == 5
    assert sedda == [*FORST[varld.sort], "SELECT bestallningar", "SELECT uppstartsmoten", "INSERT atkomstlogg"]
    with satser(varld) as sedda:
        await anna.hamta(mote.rpartition("/")[0])
    assert sedda == [*FORST[varld.sort], "SELECT uppstartsmoten", "INSERT atkomstlogg"]


async def test_att_boka_kostar_lika_manga_satser_hur_lang_kedjan_an_ar(varld):
    """Seven to know and seven to write: one for each table, since a booking is three invitations and a taken time."""
    anna = varld.som("anna")
    mote = await motet(varld, await bestall(varld))
    fragor = ["idempotenssvar", "bestallningar", "uppstartsmoten", "medarbetare", "uppstartsmoten", "uppstartsmoten"]
    rader = ["atkomstlogg", "handelser", "kallelser", "motestider", "uppstartsmoten", "vagledartider", "idempotenssvar"]
    for n, typ in enumerate(["boka", "boka_om", "boka_om", "boka_om"], 3):
        etag = (await anna.hamta(mote)).headers["etag"]
        handelse = {"typ": typ, "nyTid": tid(24 * n), "skal": "Igen."}
        with satser(varld) as sedda:
            assert (await anna.posta(f"{mote}/handelser", handelse, if_match=etag)).status_code == 200
        ny = [s.split()[1] for s in sedda[len(FORST[varld.sort]) :]]
        assert ny[:6] == fragor
        # A rebooking also gives back the time that was taken.
        assert sorted(ny[6:]) == sorted([*rader, *(["motestider", "vagledartider"] if typ == "boka_om" else [])])


@pytest.mark.parametrize("databas", ["sqlite"], indirect=True)
async def test_tider_som_redan_ar_bokade_gor_vagledaren_upptagen_ocksa_efter_migreringen(varld, databas):
    anna = varld.som("anna")
    mote, annat = [await motet(varld, await bestall(varld, i)) for i in (0, 1)]
    await anna.gor(mote, "boka", nyTid=tid(72))
    await anna.gor(mote, "boka_om", nyTid=tid(96), skal="Sjukdom.")
    await varld.tjanster.databas.engine.dispose()
    config = konfiguration(databas.agare_url)
    await asyncio.to_thread(command.downgrade, config, "0011")
    await asyncio.to_thread(command.upgrade, config, "head")
    await nekas(anna, annat, "vagledare_upptagen", typ="boka", nyTid=tid(96))
    assert (await anna.gor(annat, "boka", nyTid=tid(72)))["status"] == "bokat"
