"""G8: how many statements a request costs, exactly; BEGIN and COMMIT are not counted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.flode.bestallning.models import OverlamnatUnderlag, bestallning_med
from app.katalog.rollista import ESKILSTUNA, KLIVET, STEGET_VIDARE
from tests.conftest import Varld
from tests.flode.slutat import deltagit, skriven
from tests.flode.steg import nytt_arende, nytt_beslut

OVERST = {"skapa": 8, "lasa": 4, "lista": 3}
# What freezes a whole order reads what it freezes.
INLAMNING = 12
FORST = {"postgresql": ["SELECT set_config"], "sqlite": []}
INOM_PARENTES = re.compile(r"\([^()]*\)")


@contextmanager
def satser(varld: Varld) -> Iterator[list[str]]:
    """What is sent to the database inside, each statement as its first words."""
    sedda: list[str] = []

    def sedd(_anslutning: Any, _markor: Any, sats: str, *_resten: Any) -> None:
        if not sats.startswith("BEGIN"):
            sedda.append(_forsta_ord(sats))

    motor = varld.tjanster.databas.engine.sync_engine
    event.listen(motor, "before_cursor_execute", sedd)
    try:
        yield sedda
    finally:
        event.remove(motor, "before_cursor_execute", sedd)


def _forsta_ord(sats: str) -> str:
    """``SELECT``, ``INSERT`` or ``UPDATE`` with its table; what stands in parentheses is another's."""
    while (utan := INOM_PARENTES.sub("", sats)) != sats:
        sats = utan
    ord_ = sats.replace(",", " ").split()
    if "set_config" in ord_:
        return "SELECT set_config"
    if ord_[0] == "WITH":
        ord_ = ord_[ord_.index("SELECT") :]
    fore = {"SELECT": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE"}[ord_[0]]
    return f"{ord_[0]} {ord_[ord_.index(fore) + 1]}"


def _order(beslut: dict[str, Any]) -> dict[str, Any]:
    return {
        "beslutId": beslut["id"],
        "utforareId": str(KLIVET),
        "onskadStart": "2026-10-19",
        "timmarPerVecka": 25,
        "mal": "Praktik inom vård och yrkessvenska.",
        "utlamnandeGrund": "samtycke",
    }


@pytest.fixture
async def beslut(varld: Varld) -> dict[str, Any]:
    anna = varld.som("anna")
    return await nytt_beslut(anna, await nytt_arende(anna))


@pytest.mark.krav("G8")
async def test_skapa_bestallning_kostar_atta_satser(varld: Varld, beslut: dict[str, Any]) -> None:
    anna = varld.som("anna")
    with satser(varld) as sedda:
        await anna.skapa("bestallningar", _order(beslut))
    fragor = [*FORST[varld.sort], "SELECT idempotenssvar", "SELECT beslut", "SELECT avtal"]
    assert sedda[: len(fragor)] == fragor
    rader = ["INSERT atkomstlogg", "INSERT bestallningar", "INSERT handelser", "INSERT idempotenssvar"]
    assert sorted(sedda[len(fragor) :]) == rader
    assert len(sedda) <= OVERST["skapa"]


async def test_samma_nyckel_igen_kostar_tre_satser(varld: Varld, beslut: dict[str, Any]) -> None:
    anna = varld.som("anna")
    forsta = await anna.posta("bestallningar", _order(beslut), idempotency_key="samma")
    with satser(varld) as sedda:
        andra = await anna.posta("bestallningar", _order(beslut), idempotency_key="samma")
    assert (andra.status_code, andra.content) == (201, forsta.content)
    assert sedda == [*FORST[varld.sort], "SELECT idempotenssvar", "SELECT arenden"], "is the person protected now?"


async def test_lasa_en_bestallning_med_historik_kostar_fyra_satser(varld: Varld, beslut: dict[str, Any]) -> None:
    anna = varld.som("anna")
    vag = f"bestallningar/{(await anna.skapa('bestallningar', _order(beslut)))['id']}"
    for timmar in range(1, 23):
        await anna.gor(vag, "andra", uppgifter={"timmarPerVecka": timmar})
    with satser(varld) as sedda:
        svar = await anna.hamta(vag)
    assert [h["nummer"] for h in svar.json()["handelser"]] == list(range(23, 3, -1))
    assert sedda == [*FORST[varld.sort], "SELECT bestallningar", "SELECT handelser", "INSERT atkomstlogg"]
    assert len(sedda) <= OVERST["lasa"]


async def test_en_sida_kostar_tre_satser_oavsett_antal_rader(varld: Varld, beslut: dict[str, Any]) -> None:
    anna = varld.som("anna")
    for _ in range(6):
        await anna.skapa("bestallningar", _order(beslut))
    for antal in (1, 5):
        with satser(varld) as sedda:
            svar = await anna.hamta(f"bestallningar?limit={antal}")
        assert svar.json()["_meta"]["count"] == antal
        assert sedda == [*FORST[varld.sort], "SELECT bestallningar", "INSERT atkomstlogg"]
        assert len(sedda) <= OVERST["lista"]


async def test_kedjan_och_underlaget_kostar_vad_en_lista_och_en_lasning_far_kosta(
    varld: Varld, beslut: dict[str, Any]
) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    order = _order(beslut) | {"reservutforare": [str(STEGET_VIDARE)], "erbjudNasta": True}
    vag = f"bestallningar/{(await anna.skapa('bestallningar', order))['id']}"
    await anna.gor(vag, "skicka")
    await sven.gor(vag, "ta_emot")
    await sven.gor(vag, "avboj", orsak="ingen_plats")
    with satser(varld) as sedda:
        assert len((await anna.hamta(f"{vag}/kedja")).json()["bestallningar"]) == 2
    assert sedda == [*FORST[varld.sort], "SELECT bestallningar", "INSERT atkomstlogg"]
    egen = await varld.i_databasen(lambda arbete: _slappt(arbete, vag), ESKILSTUNA)
    with satser(varld) as sedda:
        assert len((await sven.hamta(f"{vag}/overlamnadeunderlag")).json()["underlag"]) == 1
    assert sedda == [*FORST[varld.sort], "SELECT overlamnade_underlag", "INSERT atkomstlogg"]
    with satser(varld) as sedda:
        assert (await sven.hamta(f"{vag}/overlamnadeunderlag/{egen}")).status_code == 200
    fragor = ["SELECT bestallningar", "SELECT overlamnade_underlag", "INSERT atkomstlogg"]
    assert sedda == [*FORST[varld.sort], *fragor]
    assert len(sedda) <= OVERST["lasa"]


async def _slappt(arbete: Any, vag: str) -> UUID:
    """Something released, as a move would leave it."""
    bestallning = await arbete.en(bestallning_med(UUID(vag.split("/")[1])))
    rad = OverlamnatUnderlag(
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        slag="rapporter",
        innehall=[],
        skapad=arbete.nu,
    )
    arbete.ny(rad)
    await arbete.session.flush()
    return rad.id


async def test_slutrapporten_lases_i_fyra_satser_och_lamnas_in_i_tolv(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await deltagit(varld)
    utkast = await skriven(vera, vag)
    await anna.hamta(vag)  # the clients are known again after the clock was moved
    las = ["SELECT slutrapporter", "INSERT atkomstlogg"]
    with satser(varld) as sedda:
        assert (await vera.hamta(utkast)).json()["mal"]
    assert sedda == [*FORST[varld.sort], las[0], "SELECT planaktiviteter", las[1]]
    assert len(sedda) <= OVERST["lasa"]
    etag = (await vera.hamta(utkast)).headers["etag"]
    with satser(varld) as sedda:
        await vera.posta(f"{utkast}/handelser", {"typ": "lamna_in"}, if_match=etag)
    # The goals, the levels, the hours and the reports are read once each, and frozen.
    assert sorted(s for s in sedda if not s.startswith("SELECT")) == [
        "INSERT atkomstlogg", "INSERT handelser", "INSERT idempotenssvar", "INSERT slutinlamningar",
        "UPDATE slutrapporter",
    ]  # fmt: skip
    assert len(sedda) <= INLAMNING
    with satser(varld) as sedda:
        assert (await anna.hamta(utkast)).status_code == 200
    assert sedda == [*FORST[varld.sort], *las]
    for namn in (f"{vag}/slutrapporter", "bestallningar?vantarPaSlutredovisning=true"):
        with satser(varld) as sedda:
            assert (await anna.hamta(namn)).status_code == 200
        assert len(sedda) <= OVERST["lista"]
