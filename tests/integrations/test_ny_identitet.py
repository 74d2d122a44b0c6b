"""A new identity never meets the old one at AF: not in a message, nor by what the messages are known by."""

import json
from typing import Any

import pytest

from tests.flode.skyddat import skydda
from tests.flode.startat import startad
from tests.flode.test_skydd import nej
from tests.integrations.conftest import NOTIS, Fall
from tests.integrations.test_arbetare import stor, tom
from tests.integrations.test_inkommande import skicka

pytestmark = [pytest.mark.anyio, pytest.mark.regel("DP-15"), pytest.mark.krav("S7")]
FORRA, NYA = "198502139804", "199001079814"
NYTT = {"personnummer": "19900107-9814", "fornamn": "Nya", "efternamn": "Namnsson"}
UPPGIFT = {
    "slag": "inskrivningsuppgifter", "utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL",
}  # fmt: skip


async def byt(fall: Any) -> None:
    """The person has new, made-up personal data."""
    markering = await skydda(fall.anna, fall.vag, "fingerade")
    await fall.anna.gor(f"{fall.vag}/skyddsmarkeringar/{markering['id']}", "byt_identitet", **NYTT)


def sant(af: Any) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Every message that has left for AF with its headers, also of calls that failed."""
    anrop = [c.request for c in af.router.calls if c.request.headers["content-type"] == "application/json"]
    return [(json.loads(a.content), dict(a.headers)) for a in anrop]


async def test_det_som_ingen_har_forsokt_sanda_gar_med_den_nya_identiteten(af, arbetare, fall, varld, utkorg):
    """Nothing has left: the queued question, notice and request go as if they were made today, and in their order."""
    samrad, notis = await fall.fraga(), await fall.underratta()
    uppgift = await fall.anna.skapa(f"{fall.vag}/afuppgifter", UPPGIFT)
    utkast = await fall.anna.skapa(f"{fall.vag}/overlamningar", NOTIS)
    await byt(fall)
    await fall.anna.gor(f"{fall.vag}/overlamningar/{utkast['id']}", "lagg_i_ko")
    await tom(arbetare, varld)
    assert FORRA not in str(sant(af))
    assert {k["personnummer"] for k, _ in sant(af)} == {NYA}
    assert {(await fall.las(v))["status"] for v in (samrad, notis)} == {"begart", "kvitterad"}
    assert (await fall.las(samrad))["leverans"]["status"] == "mottagen"
    handelser = (await fall.las(f"{samrad}/handelser"))["handelser"]
    assert "skriv_om" in [h["typ"] for h in handelser]
    assert (await fall.las(f"{fall.vag}/afuppgifter/{uppgift['id']}"))["status"] in {"besvarad", "avvisad"}
    assert {r.status for r in await utkorg()} <= {"kvitterad", "parkerad"}


async def test_det_som_af_kan_ha_under_den_forra_stannar_och_inget_binder_samman_de_tva(
    af, arbetare, fall, varld, utkorg
):
    """What was tried is stopped, what has arrived is never told anew, and AF knows the ärende by another name."""
    framme, notis = await fall.fraga(), await fall.underratta()
    await tom(arbetare, varld)
    stor(af, "503", antal=None)
    provad = await fall.fraga()
    await arbetare.omgang()
    osand = await fall.underratta()
    uppgift = f"{fall.vag}/afuppgifter/{(await fall.anna.skapa(f'{fall.vag}/afuppgifter', UPPGIFT))['id']}"
    fore = sant(af)
    assert {k["personnummer"] for k, _ in fore} == {FORRA}
    af.storningar.ko.clear()
    await byt(fall)
    for vag in (framme, provad):
        samrad = await fall.las(vag)
        assert (samrad["status"], "sand_om" in samrad["_links"]) == ("aterkallat", False)
        assert samrad["skal"].startswith("Personen har fått nya personuppgifter")
    await fall.fraga()
    await tom(arbetare, varld)
    efter = sant(af)[len(fore) :]
    assert [r.status for r in await utkorg()].count("aterkallad") == 1
    assert {k["personnummer"] for k, _ in efter} == {NYA}
    for falt in ("arendeidentitet", "unikt_id"):
        gamla, nya = ({k[falt] for k, _ in bada if falt in k} for bada in (fore, efter))
        assert {g.partition("_")[0] for g in gamla}.isdisjoint({n.partition("_")[0] for n in nya})
    for huvud in ("traceparent", "af-trackingid"):
        assert {h[huvud] for _, h in fore}.isdisjoint({h[huvud] for _, h in efter})
    assert (await fall.las(osand))["status"] == "kvitterad"
    assert (await fall.las(uppgift))["status"] in {"besvarad", "avvisad"}
    om = {"kommunkod": "0484", "arendeidentitet": efter[0][0]["arendeidentitet"], "personnummer": NYA}
    await skicka(varld.som("af"), af.bedom(om))
    assert len((await fall.las(f"{fall.vag}/afbedomningar"))["afbedomningar"]) == 1
    assert (await fall.las(notis))["status"] == "kvitterad"


async def test_det_som_af_har_om_en_bestallning_far_ingen_ny_version(af, arbetare, varld):
    """A later version has the id of the one that AF knows by the old number; a new överlämning has its own."""
    arende, order = await startad(varld)
    fall = Fall(varld, arende)
    uppgifter = {"slag": "informationsoverlamning", "kanal": "api", "bestallningId": order.rpartition("/")[2]}
    grund = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 a § SoL"}
    ny = uppgifter | grund | {"skede": "andring"}

    async def lamna() -> str:
        vag = f"{fall.vag}/overlamningar/{(await fall.anna.skapa(f'{fall.vag}/overlamningar', ny))['id']}"
        await fall.anna.gor(vag, "lagg_i_ko")
        await tom(arbetare, varld)
        assert (await fall.las(vag))["status"] == "kvitterad"
        return vag

    vag = await lamna()
    rattad = await lamna()
    await fall.anna.gor(rattad, "ny_version")
    await byt(fall)
    assert "ny_version" not in (await fall.las(vag))["_links"]
    assert nej(await fall.anna.handelse(vag, {"typ": "ny_version"})) == (409, "identitet_bytt", "DP-15")
    assert (await fall.las(rattad))["status"] == "aterkallad"
    await lamna()
    assert {k["arendeidentitet"]: k["personnummer"] for k, _ in sant(af) if "arendeidentitet" in k} == {
        arende["id"]: FORRA, sant(af)[-1][0]["arendeidentitet"]: NYA,
    }  # fmt: skip
