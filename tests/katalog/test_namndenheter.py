"""The units of a nämnd: kept by its arbetsledare, given to ärenden with history, unknown to everybody else."""

import pytest

from tests.conftest import ROT
from tests.flode import steg
from tests.flode.test_budget import OVERST, satser
from tests.lagrat import andrat, innehall

pytestmark = pytest.mark.anyio

NORR = {"kod": "norr", "namn": "Försörjningsstöd norr", "fran": "2026-10-01"}


async def test_arbetsledaren_haller_enheterna_och_ingen_annan(varld):
    cecilia, anna = varld.som("cecilia"), varld.som("anna")
    norr = await cecilia.skapa("namndenheter", NORR)
    vag = f"namndenheter/{norr['id']}"
    assert norr["_links"].keys() == {"self", "andra"}
    assert (await cecilia.posta("namndenheter", NORR)).status_code == 409, "a code is given once"
    assert (await varld.som("anna").posta("namndenheter", NORR | {"kod": "soder"})).status_code == 403
    bakvand = NORR | {"kod": "ost", "tom": "2026-09-30"}
    assert (await cecilia.posta("namndenheter", bakvand)).json()["fel"][0]["falt"] == "/tom"
    assert (await cecilia.posta("namndenheter", NORR | {"kod": "=1+1"})).status_code == 422

    namn = {"typ": "andra", "namn": "Norra kontoret", "tom": "2026-12-31"}
    andrad = (await cecilia.posta(f"{vag}/handelser", namn, if_match='"1"')).json()
    assert (andrad["kod"], andrad["namn"], andrad["tom"], andrad["version"]) == ("norr", *list(namn.values())[1:], 2)
    fore = await innehall(varld)
    assert (await cecilia.posta(f"{vag}/handelser", namn, if_match='"1"')).status_code == 412
    assert (await anna.posta(f"{vag}/handelser", namn, if_match='"2"')).status_code == 403
    assert (await varld.som("david").posta(f"{ROT}/0127/{vag}/handelser", namn, if_match='"2"')).status_code == 404
    assert andrat(fore, await innehall(varld)) == {}

    with satser(varld) as sedda:
        (rad,) = (await anna.hamta("namndenheter")).json()["namndenheter"]
    assert len(sedda) <= OVERST["lista"]
    assert (rad["namn"], set(rad["_links"])) == ("Norra kontoret", {"self"})
    for namn_, status in (("david", 404), ("vera", 403)):
        assert (await varld.som(namn_).hamta(f"{ROT}/0484/namndenheter")).status_code == status
    assert (await varld.som("david").hamta("namndenheter")).json()["namndenheter"] == []


async def test_arendet_hor_till_en_enhet_som_galler_och_historiken_sager_nar(varld):
    cecilia, anna = varld.som("cecilia"), varld.som("anna")
    for enhet in (NORR, NORR | {"kod": "gammal", "tom": "2026-10-11"}, NORR | {"kod": "soder", "tom": "2026-10-12"}):
        await cecilia.skapa("namndenheter", enhet)
    with satser(varld) as sedda:
        arende = await steg.nytt_arende(anna, enhet="norr")
    assert len(sedda) <= OVERST["skapa"]
    vag = f"arenden/{arende['id']}"
    assert arende["enhet"] == "norr"
    for okand in ("gammal", "ingen"):
        svar = await anna.handelse(vag, {"typ": "byt_enhet", "enhet": okand})
        assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, "/enhet"), okand
    bytt = await anna.gor(vag, "byt_enhet", enhet="soder")
    assert bytt["enhet"] == "soder", "the last day of its period is one of it"
    assert "enhet" not in await anna.gor(vag, "byt_enhet", enhet=None)
    handelser = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    byten = [(h["typ"], h["uppgifter"]) for h in handelser if h["typ"] == "byt_enhet"]
    assert byten == [
        ("byt_enhet", {"fran": "norr", "till": "soder"}),
        ("byt_enhet", {"fran": "soder", "till": None}),
    ]
    lista = (await anna.hamta("arenden")).json()["arenden"]
    assert all("enhet" not in rad for rad in lista), "DP-03, DP-05: neither shown nor asked for in lists"
    assert (await anna.hamta("arenden?enhet=norr")).status_code in {400, 422}
    assert "enhet" not in await steg.nytt_arende(anna, 1)
    person = {"personnummer": steg.PERSONNUMMER[1], "fornamn": "Amina", "efternamn": "Exempelsson"}
    fler = [await anna.posta("arenden", person | {"enhet": kod}) for kod in ("norr", "ingen")]
    assert [svar.status_code for svar in fler] == [409, 422], "one open ärende per person, with a unit too"
    david = varld.som("david")
    assert (await david.posta("arenden", person | {"enhet": "norr"})).status_code == 422, "another nämnd's unit"
