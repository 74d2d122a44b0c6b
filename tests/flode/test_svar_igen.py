"""DP-15: what was answered about somebody before the marking is given again only to who reaches the person now."""

from typing import Any

import httpx
import pytest

from tests.conftest import Person, Varld
from tests.flode.bestallt import bestall
from tests.flode.skyddat import frislapp, hav, skydda
from tests.flode.steg import PERSONNUMMER

pytestmark = [pytest.mark.anyio, pytest.mark.regel("DP-15"), pytest.mark.krav("R1", "S1", "S7")]
PLATS = {"dag": "2026-11-05", "fran": "09:00", "till": "11:00", "skal": "Besök.", "aktivitet": "Besök"}
TILLFALLE = PLATS | {"kategori": "sprak"}


async def igen(person: Person, fraga: tuple[str, Any, str]) -> httpx.Response:
    """The same question with the same key."""
    vag, innehall, nyckel = fraga
    return await person.posta(vag, innehall, idempotency_key=nyckel)


def saknas(svar: httpx.Response) -> bool:
    """Whether nothing is told."""
    return svar.status_code == 404 and svar.json()["kod"] == "saknas" and "etag" not in svar.headers


async def test_ett_svar_om_den_som_skyddats_sedan_ges_bara_den_som_nar_personen_igen(varld: Varld) -> None:
    anna, bo, vera = (varld.som(namn) for namn in ("anna", "bo", "vera"))
    order = await bestall(varld)
    arende = f"arenden/{(await anna.hamta(order)).json()['arendeId']}"
    invandning = {
        "slag": "oriktig_uppgift",
        "objekttyp": "arenden",
        "objektId": arende.removeprefix("arenden/"),
        "text": "Personen säger emot.",
        "datum": "2026-10-12",
        "framfordAv": "den_enskilde",
    }
    fragor = {
        anna: (f"{arende}/invandningar", invandning, "invandning"),
        vera: (f"{order}/tillfallen", TILLFALLE, "tillfalle"),
    }
    forsta = {person: await igen(person, fraga) for person, fraga in fragor.items()}
    assert {svar.status_code for svar in forsta.values()} == {201}, [svar.text for svar in forsta.values()]
    await anna.gor(arende, "byt_handlaggare", handlaggare="bo.handlaggare")

    for person, fraga in fragor.items():
        assert (await igen(person, fraga)).content == forsta[person].content, "nobody is protected yet"
    await skydda(bo, arende)
    for person, fraga in fragor.items():
        assert saknas(await igen(person, fraga)), person.namn
    await frislapp(bo, order)
    assert (await igen(vera, fragor[vera])).content == forsta[vera].content, "released to who has the order"
    assert saknas(await igen(anna, fragor[anna]))
    await hav(bo, arende)
    for person, fraga in fragor.items():
        svar = await igen(person, fraga)
        assert (svar.status_code, svar.content) == (201, forsta[person].content), "done once, and told again"
    assert len((await vera.hamta(f"{order}/tillfallen")).json()["tillfallen"]) == 1


async def test_den_som_skrivit_om_nagon_skyddad_far_sitt_svar_igen(varld: Varld) -> None:
    """The marking's own answer, that of the handläggare it stays with, and of who leads and reaches no such person."""
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    oppna = ("arenden", {"personnummer": PERSONNUMMER[0], "fornamn": "Amina", "efternamn": "E"}, "oppna")
    forsta = await igen(anna, oppna)
    arende = f"arenden/{forsta.json()['id']}"
    markera = {"niva": "fingerade", "kalla": "skatteverket", "skal": "Avisering.", "fran": "2026-10-12"}
    namnge = {
        "arendenummer": forsta.json()["arendenummer"],
        "handlaggare": "bo.handlaggare",
        "skal": "Semester.",
        "fran": "2026-10-12",
    }
    fragor = (
        (anna, (f"{arende}/skyddsmarkeringar", markera, "markera")),
        (cecilia, ("namngivna", namnge, "namnge")),
        (anna, oppna),
    )
    for person, fraga in fragor:
        svar = await igen(person, fraga)
        assert svar.status_code == 201, svar.text
        assert (await igen(person, fraga)).content == svar.content
