"""Who else than the handläggare reaches a protected person, and who has had temporary access (DP-04, DP-15)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Varld
from tests.flode import bevakat, steg
from tests.flode.skyddat import hav, skydda
from tests.flode.startat import startad
from tests.flode.test_skydd import nej

pytestmark = [pytest.mark.anyio, pytest.mark.regel("DP-15")]
SEMESTER = {"handlaggare": "bo.handlaggare", "skal": "Anna har semester.", "fran": "2026-10-12"}

FORSTA = ("Anna är sjuk.", "2026-10-12T08:00:00Z", "2026-10-13T08:00:00Z")
DAGEN = {"fran": "2026-10-12", "tom": "2026-10-12"}


async def namnge(varld: Varld, arende: Any, **mer: Any) -> Any:
    """As the arbetsledare does, who knows the number of the ärende and no more."""
    return await varld.som("cecilia").skapa("namngivna", SEMESTER | {"arendenummer": arende["arendenummer"]} | mer)


@pytest.mark.krav("S7", "ASVS 8.2.2")
async def test_den_som_namnges_nar_allt_som_handlaggaren_nar_tills_nagon_avnamnger(varld: Varld) -> None:
    """Every path that asks for the named one asks for any of them: reads, acts, what belongs to orders, the family."""
    anna, bo, cecilia = (varld.som(n) for n in ("anna", "bo", "cecilia"))
    arende, order = await startad(varld)
    vag = f"arenden/{arende['id']}"
    markering = await skydda(anna, vag)
    vagar = (
        vag, f"{vag}/handelser", f"{vag}/skyddsmarkeringar", f"{vag}/skyddsmarkeringar/{markering['id']}",
        f"{vag}/bistandsmanader", f"{vag}/beslut", f"bevakningar?arendeId={arende['id']}", order, f"{order}/handelser",
        f"{order}/tillfallen", f"{order}/planer", f"{order}/meddelanden",
    )  # fmt: skip

    async def svar(person: Any) -> set[int]:
        return {(await person.hamta(v)).status_code for v in vagar}

    assert (await svar(anna), await svar(bo), await svar(cecilia)) == ({200}, {404}, {404})
    ny = await namnge(varld, arende)
    assert (ny["handlaggare"], ny["person"], ny["status"]) == ("bo.handlaggare", "cecilia.arbetsledare", "galler")
    assert arende["id"] not in str(ny)
    assert (await svar(anna), await svar(bo), await svar(cecilia)) == ({200}, {200}, {404})
    egna = (await bo.hamta("namngivna")).json()["namngivna"]
    assert [(r["arendenummer"], "skal" in r) for r in egna] == [(arende["arendenummer"], False)]
    assert (await bo.begar("GET", egna[0]["_links"]["arende"]["href"])).status_code == 200
    await bo.gor(vag, "andra", uppgifter={"sprak": "somaliska"})
    await bo.gor(f"{vag}/skyddsmarkeringar/{markering['id']}", "omprova", skal="Hotet består.")
    assert (await steg.nytt_utkast(bo, (await bo.hamta(f"{vag}/beslut")).json()["beslut"][0]))["status"] == "utkast"
    traffar = await bo.posta("arenden/sokningar", {"personnummer": steg.PERSONNUMMER[0]})
    assert [a["id"] for a in traffar.json()["arenden"]] == [arende["id"]]
    barn = await steg.nytt_arende(anna, 3)
    syskon = await steg.nytt_arende(bo, 4)
    await skydda(anna, f"arenden/{barn['id']}")
    await namnge(varld, barn)
    familj = {"familj": [barn["id"]], "niva": "sekretessmarkering", "kalla": "skatteverket", "skal": "Familj."}
    await bo.skapa(f"arenden/{syskon['id']}/skyddsmarkeringar", familj | {"fran": "2026-10-12"})
    namngiven = f"namngivna/{ny['id']}"
    assert (await bo.handelse(namngiven, {"typ": "avnamnge", "skal": "Nej."})).status_code == 403
    efter = await cecilia.gor(namngiven, "avnamnge", skal="Anna är tillbaka.")
    assert (efter["status"], "avnamnge" in efter["_links"]) == ("upphord", False)
    assert (await svar(anna), await svar(bo)) == ({200}, {404})
    assert (await bo.hamta("namngivna?limit=50")).json()["namngivna"][0]["arendenummer"] == barn["arendenummer"]
    assert [(await p.hamta(namngiven)).status_code for p in (anna, bo, cecilia)] == [200, 404, 200]
    handelser = (await cecilia.hamta(f"{namngiven}/handelser")).json()["handelser"]
    assert [(h["typ"], h["uppgifter"]) for h in handelser] == [
        ("namnge", {"skal": "Anna har semester."}), ("avnamnge", {"skal": "Anna är tillbaka."}),
    ]  # fmt: skip


async def test_namngivningen_galler_sina_dagar_och_upphor_med_skyddet(varld: Varld) -> None:
    """From its first day to its last; a later marking begins with the handläggare alone."""
    anna, bo, cecilia = (varld.som(n) for n in ("anna", "bo", "cecilia"))
    arende = await steg.nytt_arende(anna, skyddsniva="fingerade")
    vag = f"arenden/{arende['id']}"
    ny = await namnge(varld, arende, fran="2026-10-13", tom="2026-10-14")
    ser = []
    for _ in range(4):
        ser.append((await bo.hamta(vag)).status_code)
        ser.append(len((await bo.hamta("namngivna")).json()["namngivna"]))
        varld.klocka.flytta(timedelta(days=1))
    assert ser == [404, 0, 200, 1, 200, 1, 404, 0]
    igen = await namnge(varld, arende, handlaggare="carl.arbetsledare", fran="2026-10-16")
    await bevakat.pa_dagen(varld, "2026-10-16")
    assert (await varld.som("carl").hamta(vag)).status_code == 200
    assert len((await anna.hamta(f"namngivna?arendeId={arende['id']}")).json()["namngivna"]) == 2
    await hav(anna, vag)
    for i in (ny, igen):
        assert (await cecilia.hamta(f"namngivna/{i['id']}")).json()["status"] == "upphord"
    assert (await bo.hamta(vag)).status_code == 403
    await skydda(anna, vag)
    assert [(await varld.som(n).hamta(vag)).status_code for n in ("bo", "carl")] == [404, 404]


async def test_bara_en_arbetsledare_namnger_och_aldrig_sig_sjalv(varld: Varld) -> None:
    """To others a protected person's number is one that does not exist; the look is flagged, and nobody is told."""
    anna, bo, cecilia, david = (varld.som(n) for n in ("anna", "bo", "cecilia", "david"))
    arende = await steg.nytt_arende(anna, skyddsniva="fingerade")
    oppet = await steg.nytt_arende(anna, 1)
    ny = SEMESTER | {"arendenummer": arende["arendenummer"]}
    okant = SEMESTER | {"arendenummer": "EKB-2026-999999"}
    for person in (bo, david):
        assert {(await person.posta("namngivna", n)).status_code for n in (ny, okant)} == {404}
    assert (await anna.posta("namngivna", ny)).status_code == 403
    assert (await cecilia.posta("namngivna", okant)).status_code == 404
    for mer, kod in (
        ({"handlaggare": "cecilia.arbetsledare"}, "namnger_sig_sjalv"),
        ({"handlaggare": "anna.handlaggare"}, "redan_namngiven"),
        ({"fran": "2026-10-01", "tom": "2026-10-11"}, "tiden_ute"),
        ({"arendenummer": oppet["arendenummer"]}, "inte_skyddad"),
    ):
        assert nej(await cecilia.posta("namngivna", ny | mer)) == (409, kod, "DP-15")
    assert (await cecilia.posta("namngivna", ny | {"handlaggare": "okand"})).status_code == 422
    assert (await cecilia.posta("namngivna", ny | {"tom": "2026-10-11"})).status_code == 422
    await cecilia.skapa("namngivna", ny)
    assert nej(await cecilia.posta("namngivna", ny)) == (409, "redan_namngiven", "DP-15")
    assert (await david.hamta("namngivna")).json()["namngivna"] == []
    spar = await varld.som("gunilla").posta(
        "atkomstlogg/sokningar", DAGEN | {"arendeId": arende["id"], "skyddade": True}
    )
    assert ("cecilia.arbetsledare", "namngiven") in {(u["person"], u["objekttyp"]) for u in spar.json()["uppslag"]}


@pytest.mark.regel("DP-04")
@pytest.mark.krav("ASVS 16.2.1")
async def test_den_tillfalliga_atkomsten_gar_att_lasa_med_skal(varld: Varld) -> None:
    """By the handläggare, who leads and the granskare; by no colleague; each look is in the log."""
    anna, bo, cecilia, gunilla = (varld.som(n) for n in ("anna", "bo", "cecilia", "gunilla"))
    arende = await steg.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/tillfalligaatkomster"
    assert [(await p.hamta(vag)).status_code for p in (bo, varld.som("david"), varld.som("sara"))] == [403, 404, 404]
    for skal in ("Anna är sjuk.", "Samtal från personen."):
        await bo.skapa(vag, {"skal": skal})
    for person in (anna, cecilia, bo):
        sidan = (await person.hamta(f"{vag}?limit=1")).json()
        assert [(r["person"], r["skal"]) for r in sidan["tillfalligaatkomster"]] == [
            ("bo.handlaggare", "Samtal från personen.")
        ]
        nasta = (await person.begar("GET", sidan["_links"]["next"]["href"])).json()["tillfalligaatkomster"]
        assert [(r["skal"], r["fran"], r["till"]) for r in nasta] == [FORSTA]
    assert (await gunilla.hamta(vag)).status_code == 404
    sok, om = "atkomstlogg/tillfalligaatkomster/sokningar", {"arendeId": arende["id"]}
    sidan = (await gunilla.posta(sok, om | {"limit": 1})).json()
    assert [(r["person"], r["skal"]) for r in sidan["tillfalligaatkomster"]] == [
        ("bo.handlaggare", "Samtal från personen.")
    ]
    slut = (await gunilla.posta(sok, om | {"cursor": sidan["nasta"]})).json()
    assert [(r["skal"], r["fran"], r["till"]) for r in slut["tillfalligaatkomster"]] == [FORSTA]
    assert "nasta" not in slut
    assert (await gunilla.posta(sok, {"arendeId": str(uuid4())})).json()["tillfalligaatkomster"] == []
    assert [(await p.posta(sok, om)).status_code for p in (anna, cecilia, varld.som("sara"))] == [403, 403, 403]
    assert (await varld.som("david").begar("POST", f"/stegvis/v1/0484/{sok}", om)).status_code == 404
    loggen = (await gunilla.posta("atkomstlogg/sokningar", DAGEN | {"arendeId": arende["id"]})).json()["uppslag"]
    lasta = {u["person"] for u in loggen if (u["objekttyp"], u["slag"]) == ("tillfallig_atkomst", "las")}
    assert lasta == {"anna.handlaggare", "cecilia.arbetsledare", "gunilla.granskare", "bo.handlaggare"}
    await skydda(anna, f"arenden/{arende['id']}")
    assert [(await p.hamta(vag)).status_code for p in (cecilia, bo)] == [404, 404]
