"""The reviewer of the access log: who looked at whom, a review on record, hints; and nothing else (DP-04)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.vyer.atkomstlogg.signaler import Loggsignal, Uppslag, tyd
from tests.flode.test_budget import satser

pytestmark = pytest.mark.anyio
AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
BIRK = {"personnummer": "19900101-9802", "fornamn": "Birk", "efternamn": "Handläggare"}
OKTOBER = {"fran": "2026-10-01", "tom": "2026-10-31"}


def fel(svar):
    return svar.status_code, svar.json()["kod"], [(f["falt"], f["kod"]) for f in svar.json().get("fel", [])]


def hindrad(svar):
    return svar.status_code, svar.json()["fel"][0]["kod"]


async def sok(gunilla, **vad):
    svar = await gunilla.begar("POST", "atkomstlogg/sokningar", OKTOBER | vad)
    assert svar.status_code == 200, svar.text
    return svar.json()


async def sedda(varld):
    """Two ärenden of Anna's; Anna has looked at one of them twice, Cecilia at a list of both."""
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    amina, birk = await anna.skapa("arenden", AMINA), await anna.skapa("arenden", BIRK)
    for _ in range(2):
        varld.klocka.flytta(timedelta(minutes=1))
        await anna.hamta(f"arenden/{amina['id']}")
    varld.klocka.flytta(timedelta(minutes=1))
    await cecilia.hamta("arenden")
    return amina["id"], birk["id"]


@pytest.mark.regel("DP-04")
async def test_granskaren_ser_vem_som_har_tittat_pa_en_person_och_pa_vem_en_person_har_tittat(varld):
    gunilla, (amina, birk) = varld.som("gunilla"), await sedda(varld)
    pa_amina = (await sok(gunilla, arendeId=amina))["uppslag"]
    assert [(u["person"], u["slag"], u["objekttyp"]) for u in pa_amina] == [
        ("cecilia.arbetsledare", "las", "arende"),
        ("anna.handlaggare", "las", "arende"),
        ("anna.handlaggare", "las", "arende"),
        ("anna.handlaggare", "skriv", "arende"),
    ]
    assert set(pa_amina[0]["arenden"]) == {amina, birk}  # a list shows every person in it
    assert pa_amina[1]["arendeId"] == amina
    # By number instead of ärende: the same looks, and now also the reviewer's own search.
    pa_numret = (await sok(gunilla, personnummer="19850213-9804"))["uppslag"]
    assert [u["id"] for u in pa_numret[1:]] == [u["id"] for u in pa_amina]
    assert (pa_numret[0]["person"], pa_numret[0]["objekttyp"]) == ("gunilla.granskare", "atkomstlogg")
    assert (await sok(gunilla, personnummer="19770101-9817"))["uppslag"] == []
    annas = (await sok(gunilla, person="anna.handlaggare", slag="skriv"))["uppslag"]
    assert {u["arendeId"] for u in annas} == {amina, birk}
    # Some at a time, without gaps or repeats.
    forsta = await sok(gunilla, person="anna.handlaggare", limit=3)
    resten = await sok(gunilla, person="anna.handlaggare", limit=3, cursor=forsta["nasta"])
    ids = [u["id"] for u in forsta["uppslag"] + resten["uppslag"]]
    assert (len(ids), len(set(ids)), "nasta" in resten) == (4, 4, False)
    # Days are Swedish: the look of the 12th is not of the 11th.
    for fran, antal in (("2026-10-12", 4), ("2026-10-11", 0)):
        period = {"fran": fran, "tom": fran, "person": "anna.handlaggare"}
        svar = await gunilla.begar("POST", "atkomstlogg/sokningar", period)
        assert len(svar.json()["uppslag"]) == antal


@pytest.mark.regel("DP-04")
async def test_bara_granskaren_laser_loggen_och_granskaren_laser_inget_annat(varld):
    gunilla, (amina, _) = varld.som("gunilla"), await sedda(varld)
    vagar = ("arenden", "bestallningar", f"arenden/{amina}", f"arenden/{amina}/handelser")
    assert [(await gunilla.hamta(vag)).status_code for vag in vagar] == [403, 403, 404, 404]
    for namn in ("anna", "cecilia", "sara"):
        for vag in ("atkomstlogg/sokningar", "atkomstlogg/signaler"):
            svar = await varld.som(namn).begar("POST", vag, OKTOBER)
            assert (svar.status_code, svar.json()["regel"]) == (403, "DP-04")
    vera, david = varld.som("vera"), varld.som("david")
    assert (await vera.begar("POST", "atkomstlogg/sokningar", OKTOBER)).status_code in {403, 404}
    assert (await david.begar("POST", "/stegvis/v1/0484/atkomstlogg/sokningar", OKTOBER)).status_code == 404


async def test_en_sokning_over_langre_tid_an_ett_ar_sags_ifran(varld):
    gunilla = varld.som("gunilla")
    for tom in ("2026-09-30", "2027-10-03"):
        svar = await gunilla.begar("POST", "atkomstlogg/sokningar", {"fran": "2026-10-01", "tom": tom})
        assert fel(svar) == (422, "ogiltigt_innehall", [("/tom", "period")])
    svar = await gunilla.begar("POST", "atkomstlogg/sokningar", OKTOBER | {"cursor": "nej"})
    assert svar.status_code == 422


@pytest.mark.regel("DP-04")
async def test_en_granskning_dras_bedoms_avslutas_och_foljs_upp(varld):
    gunilla, _ = varld.som("gunilla"), await sedda(varld)
    await sok(gunilla)  # the reviewer's own look is in the log too
    ny = OKTOBER | {"syfte": "Månadens stickprov", "urval": "slump", "antal": 200}
    granskning = await gunilla.skapa("logggranskningar", ny)
    g = f"logggranskningar/{granskning['id']}"
    assert granskning["population"] == len(granskning["prov"]) > 5
    assert "bedom" in granskning["_links"]
    assert [(h["handelse"], h["kod"]) for h in granskning["hinder"]] == [
        ("avsluta", "uppslag_obedomda"),
    ]
    eget = next(p for p in granskning["prov"] if p["uppslag"]["person"] == "gunilla.granskare")
    svar = await gunilla.handelse(g, {"typ": "bedom", "provId": eget["id"], "utfall": "befogad"})
    assert hindrad(svar) == (409, "eget_uppslag")
    svar = await gunilla.handelse(g, {"typ": "bedom", "provId": str(uuid4()), "utfall": "befogad"})
    assert fel(svar) == (422, "ogiltigt_innehall", [("/provId", "okant")])
    # A smaller sample, without the reviewer's own.
    liten = OKTOBER | {"syfte": "Bo", "urval": "person", "person": "anna.handlaggare", "antal": 2}
    granskning = await gunilla.skapa("logggranskningar", liten)
    g = f"logggranskningar/{granskning['id']}"
    assert (granskning["population"], len(granskning["prov"])) == (4, 2)
    ett, tva = granskning["prov"]
    await gunilla.gor(g, "bedom", provId=ett["id"], utfall="befogad")
    await gunilla.gor(g, "bedom", provId=tva["id"], utfall="obefogad", anteckning="Inget samband med arbetet.")
    svar = await gunilla.handelse(g, {"typ": "avsluta", "slutsats": "Ett uppslag var obefogat."})
    assert hindrad(svar) == (409, "atgard_saknas")
    klar = await gunilla.gor(g, "avsluta", slutsats="Ett uppslag var obefogat.", atgard="Samtal med chef.")
    assert (klar["status"], [p["utfall"] for p in klar["prov"]]) == ("avslutad", ["befogad", "obefogad"])
    assert "bedom" not in klar["_links"]
    varld.klocka.stall(datetime(2026, 11, 2, 8, tzinfo=UTC))
    slut = await gunilla.gor(g, "folj_upp", uppfoljning="Behörigheten är ändrad.")
    assert (slut["status"], slut["uppfoljdAv"]) == ("uppfoljd", "gunilla.granskare")
    historia = (await gunilla.hamta(f"{g}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historia] == ["paborja", "bedom", "bedom", "avsluta", "folj_upp"]
    lista = (await gunilla.hamta("logggranskningar")).json()["granskningar"]
    assert [x["status"] for x in lista] == ["uppfoljd", "pagar"]
    assert (await varld.som("anna").hamta("logggranskningar")).status_code == 403
    assert (await varld.som("anna").hamta(g)).status_code == 403


async def test_ett_urval_utan_uppslag_sags_ifran(varld):
    tomt = {"fran": "2020-01-01", "tom": "2020-01-31", "syfte": "Inget", "urval": "slump", "antal": 5}
    svar = await varld.som("gunilla").posta("logggranskningar", tomt)
    assert fel(svar) == (422, "ogiltigt_innehall", [("/fran", "inga_uppslag")])


@pytest.mark.regel("DP-31")
async def test_signaler_pekar_pa_uppslag_som_avviker(varld):
    amina, birk = await sedda(varld)
    await varld.som("cecilia").hamta(f"arenden/{amina}")
    svar = await varld.som("gunilla").begar("POST", "atkomstlogg/signaler", OKTOBER)
    signaler = {(s["typ"], s["person"]): s["arenden"] for s in svar.json()["signaler"]}
    # Anna Handläggare has looked at somebody of the name Handläggare; Cecilia at what Anna handles.
    assert signaler == {
        ("eget_namn", "anna.handlaggare"): [birk],
        ("utan_tilldelning", "cecilia.arbetsledare"): [amina],
    }
    # The hints are themselves a look at those persons.
    assert (await sok(varld.som("gunilla"), arendeId=birk))["uppslag"][0]["person"] == "gunilla.granskare"


def uppslagen(person, **per_dag):
    dagar = [(date(2026, 10, int(dag[1:])), antal) for dag, antal in per_dag.items()]
    return [Uppslag(person, dag, UUID(int=i + 1), "X", person) for dag, antal in dagar for i in range(antal)]


@pytest.mark.parametrize(
    ("per_dag", "dagar"),
    [
        ({"d1": 5, "d2": 6, "d3": 25}, [3]),  # five times the usual
        ({"d1": 20, "d2": 22, "d3": 25}, []),  # a busy job
        ({"d1": 2, "d2": 3, "d3": 19}, []),  # few, though more than usual
        ({"d1": 40}, [1]),  # one day only, and many
        ({"d1": 19}, []),
    ],
)
def test_manga_uppslag_ar_manga_mot_personens_egna_dagar(per_dag, dagar):
    signaler = [s for s in tyd(uppslagen("bo", **per_dag), {}) if s.typ is Loggsignal.MANGA_UPPSLAG]
    assert [s.dag.day for s in signaler] == dagar
    assert all(len(s.arenden) <= 20 <= s.antal for s in signaler)


async def test_en_sokning_och_en_granskning_haller_sig_inom_sina_satser(varld):
    await sedda(varld)
    gunilla = varld.som("gunilla")
    with satser(varld) as satta:
        await sok(gunilla)
    assert len([s for s in satta if not s.startswith("BEGIN")]) <= 3
    with satser(varld) as satta:
        await gunilla.skapa("logggranskningar", OKTOBER | {"syfte": "s", "urval": "slump", "antal": 3})
    assert len(satta) <= 12
