"""What the systemadministrator sees and does: figures, messages without contents, sending again with a reason."""

import asyncio
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from app import cli
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import rollinnehavare
from tests.mockad_af import Nerslag, Storning, Storningsslag

pytestmark = pytest.mark.anyio
SARA = rollinnehavare("sara").person
SKAL = {"typ": "sand_om", "skal": "Fel hos Arbetsförmedlingen, nu rättat."}


def avvisar(af, **mer):
    af.storningar.ko.append(Storning(Storningsslag("400"), **mer))


async def parkerade(varld):
    return (await varld.som("sara").hamta("utkorg/meddelanden")).json()["meddelanden"]


async def leverera_allt(arbetare):
    while await arbetare.omgang():
        pass


@pytest.mark.krav("R7")
async def test_driften_sander_om_ett_parkerat_meddelande_och_det_star_vem_och_varfor(af, arbetare, fall, varld):
    fraga, senare = await fall.fraga(), await fall.underratta()
    avvisar(af)
    await leverera_allt(arbetare)
    sara = varld.som("sara")
    (rad,) = await parkerade(varld)
    assert (rad["meddelandetyp"], rad["felkod"], rad["forsok"]) == ("samrad", "af_400", 1)
    svar = await sara.hamta(rad["_links"]["self"]["href"])
    assert not [ord_ for ord_ in ("9804", fall.arende["id"], "inskriven") if ord_ in svar.text]
    vag = f"utkorg/meddelanden/{rad['id']}"
    utan = await sara.posta(f"{vag}/handelser", SKAL)
    gammal = await sara.posta(f"{vag}/handelser", SKAL, if_match='"7"')
    utan_skal = await sara.posta(f"{vag}/handelser", {"typ": "sand_om"}, if_match=svar.headers["etag"])
    assert [s.status_code for s in (utan, gammal, utan_skal)] == [428, 412, 422]

    omsant = await sara.gor(vag, **SKAL)
    assert (omsant["status"], "sand_om" in omsant["_links"]) == ("koad", False)
    (handelse,) = (await sara.hamta(f"{vag}/handelser")).json()["handelser"]
    assert (handelse["typ"], handelse["person"], handelse["roll"]) == ("sand_om", SARA, "systemadministrator")
    assert handelse["uppgifter"] == {"skal": SKAL["skal"], "felkod": "af_400"}
    samrad = await fall.las(fraga)
    assert (samrad["leverans"]["status"], samrad["leverans"]["version"]) == ("i_ko", 0)
    sista = (await fall.anna.hamta(f"{fraga}/handelser")).json()["handelser"][-1]
    assert (sista["typ"], sista["person"]) == ("koad_igen", SARA)
    igen = await sara.posta(f"{vag}/handelser", SKAL, if_match=(await sara.hamta(vag)).headers["etag"])
    assert igen.status_code == 409

    await leverera_allt(arbetare)
    assert (await fall.las(fraga))["leverans"]["status"] == "mottagen"
    assert (await fall.las(senare))["status"] == "kvitterad"
    assert af.raknare()["arenden"][fall.arende["id"]]["i_ordning"]


async def test_driften_sander_om_alla_som_avvisats_med_en_kod(af, arbetare, fall, annat_fall, varld, monkeypatch):
    monkeypatch.setattr("app.vyer.utkorg.actions.FLEST_PA_EN_GANG", 1)
    vagar = [await f.underratta() for f in (fall, annat_fall)]
    for _ in vagar:
        avvisar(af)
    await leverera_allt(arbetare)
    assert [(await fall.las(vag))["status"] for vag in vagar] == ["avvisad"] * 2
    sara, alla = varld.som("sara"), SKAL | {"mottagare": "arbetsformedlingen", "felkod": "af_400"}
    ingen = await sara.posta("utkorg/handelser", alla | {"felkod": "af_403"})
    assert ingen.json() == {"antal": 0, "fler": False}
    utfall = [(await sara.posta("utkorg/handelser", alla)).json() for _ in range(2)]
    assert utfall == [{"antal": 1, "fler": True}, {"antal": 1, "fler": False}]
    await leverera_allt(arbetare)
    assert [(await fall.las(vag))["status"] for vag in vagar] == ["kvitterad"] * 2


async def test_bara_systemadministratoren_har_en_utkorg(af, arbetare, fall, varld):
    await fall.fraga()
    avvisar(af)
    await leverera_allt(arbetare)
    (rad,) = await parkerade(varld)
    vag, anna = f"utkorg/meddelanden/{rad['id']}", varld.som("anna")
    assert [(await anna.hamta(v)).status_code for v in ("utkorg/meddelanden", vag)] == [403, 404]
    assert (await anna.posta(f"{vag}/handelser", SKAL, if_match='"1"')).status_code == 404
    assert (await varld.som("sven").hamta(anna.adress(vag))).status_code == 404


@pytest.mark.regel("AK-14")
async def test_lage_matvarden_och_bevakning_sager_samma_sak_i_varje_process(af, arbetare, fall, varld):
    async with varld.klient() as klient:
        assert (await klient.get("/halsa/redo")).json()["af"] == "okand"
        await fall.fraga()
        af.nere = Nerslag.OTILLGANGLIG
        for _ in range(5):
            while not await arbetare.omgang():
                varld.klocka.flytta(timedelta(seconds=5))
        varld.klocka.flytta(timedelta(hours=24, minutes=5))
        redo = await klient.get("/halsa/redo")
        assert (redo.status_code, redo.json()["af"]) == (200, "nere")
        utkorg = (await varld.som("sara").hamta("utkorg")).json()
        assert (utkorg["afLage"], utkorg["forsenade"], utkorg["mottagare"][0]["lage"]) == ("nere", 1, "nere")
        assert utkorg["mottagare"][0]["senasteFel"] == "af_token_503"
        matt = (await klient.get("/matvarden")).text
        for rad in ('vantande{mottagare="arbetsformedlingen"} 1.0', 'nere{mottagare="arbetsformedlingen"} 1.0',
                    'forsenade{mottagare="arbetsformedlingen"} 1.0', 'utfall="uteblivna"} 5.0'):  # fmt: skip
            assert rad in matt
        await kor_jobb(varld.tjanster, "bevakningar")
        bevakningar = (await fall.anna.hamta("bevakningar?sort=meddelande_af")).json()["bevakningar"]
        assert [b["arendeId"] for b in bevakningar] == [fall.arende["id"]]
        af.nere = None
        varld.klocka.flytta(timedelta(minutes=16))
        await leverera_allt(arbetare)
        assert (await klient.get("/halsa/redo")).json()["af"] == "uppe"


async def test_kommandot_visar_utkorgen_och_sander_om_i_operatorens_namn(af, arbetare, fall, varld, monkeypatch):
    monkeypatch.setattr(cli, "_krav", lambda: varld.settings)
    monkeypatch.setattr("app.drift.utkorg.SystemKlocka", lambda: varld.klocka)

    async def kor(*givet):
        return await asyncio.to_thread(CliRunner().invoke, cli.app, ["utkorg", *givet])

    vag = await fall.fraga()
    avvisar(af)
    await leverera_allt(arbetare)
    bild = json.loads((await kor("--json")).stdout)
    (mottagare,), (rad,) = bild["mottagare"], bild["parkerade"]
    assert (mottagare["lage"], mottagare["vantande"], mottagare["parkerade"]) == ("uppe", 0, 1)
    assert "af_400" in (await kor()).stdout
    utan = await kor("--sand-om", rad["id"], "--skal", "Rättat.")
    assert (utan.exit_code, "--operator" in utan.stderr) == (2, True)
    givet = ("--sand-om", rad["id"], "--skal", "Rättat.", "--operator", "Siv Drift")
    assert (await kor(*givet)).exit_code == 0
    assert (await kor(*givet)).exit_code == 1
    await leverera_allt(arbetare)
    assert (await fall.las(vag))["leverans"]["status"] == "mottagen"
    (handelse,) = (await varld.som("sara").hamta(f"utkorg/meddelanden/{rad['id']}/handelser")).json()["handelser"]
    assert (handelse["person"], handelse["uppgifter"]["skal"]) == ("system:utkorg:Siv Drift", "Rättat.")


async def test_matvarden_svarar_aven_nar_databasen_ar_borta(varld, monkeypatch):
    async def trasig(*_args, **_mer):
        raise OSError

    monkeypatch.setattr(varld.tjanster.transaktioner, "kor", trasig)
    async with varld.klient() as klient:
        svar = await klient.get("/matvarden")
    assert (svar.status_code, "stegvis_utkorg_vantande" in svar.text) == (200, True)
