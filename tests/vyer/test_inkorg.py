"""The inbox of an utförare: its open orders over all kommuner, what is due first on top; ids and days only."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.integrations.bevakare import Bevakare
from app.integrations.jobb import kor_jobb
from app.katalog import rollista
from app.vyer.inkorg import projektion
from app.vyer.inkorg.frister import Fristsort
from tests.conftest import ROT, Person, Varld
from tests.flode import steg
from tests.flode.test_budget import FORST, satser

INKORGEN = f"{ROT}/inkorg"


async def inkorgen(person: Person, mer: str = "") -> list[dict[str, Any]]:
    svar = await person.hamta(INKORGEN + mer)
    assert svar.status_code == 200, svar.text
    rader: list[dict[str, Any]] = svar.json()["inkorg"]
    return rader


def frister(rad: dict[str, Any]) -> dict[str, str]:
    return {frist["sort"]: frist["senast"] for frist in rad["frister"]}


@pytest.mark.regel("DP-04", "DP-13")
async def test_en_bestallning_i_inkorgen_fran_att_den_kommer_tills_den_ar_slut(varld: Varld) -> None:
    bevakare, sven = Bevakare(varld.tjanster), varld.som("sven")
    bestallning = await steg.ny_bestallning(varld.som("anna"))
    vag = f"bestallningar/{bestallning['id']}"
    await kor_jobb(varld.tjanster, "inkorg")
    (rad,) = await inkorgen(sven)
    assert (rad["kommunkod"], rad["bestallningId"], rad["nastaFrist"]) == ("0484", bestallning["id"], "2026-10-13")
    assert frister(rad).keys() == {"mottagande"}
    assert rad["_links"]["self"]["href"] == sven.adress(vag)
    text = str(rad)
    assert [spar for spar in ("9804", "Amina", bestallning["arendeId"], bestallning["nummer"]) if spar in text] == []

    await sven.gor(vag, "ta_emot")
    await bevakare.omgang()
    (rad,) = await inkorgen(sven)
    assert {"svar", "mottagande"} & frister(rad).keys() == {"svar"}
    await sven.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare="vera.vagledare")
    await bevakare.omgang()
    (rad,) = await inkorgen(sven)
    assert frister(rad)["start"] == "2026-10-19"
    assert [f["senast"] for f in rad["frister"]] == sorted(f["senast"] for f in rad["frister"])
    assert {Fristsort(sort) for sort in frister(rad)} <= set(Fristsort)

    koder = {namn: (await varld.som(namn).hamta(INKORGEN)).status_code for namn in ("vera", "anna", "af", "kajsa")}
    assert koder == {"vera": 403, "anna": 403, "af": 403, "kajsa": 403}
    assert await inkorgen(varld.som("eva")) == []

    await varld.som("anna").gor(vag, "aterkalla", skal="Personen har fått arbete.")
    await bevakare.omgang()
    assert await inkorgen(sven) == []


async def test_det_som_brister_forst_star_forst_over_alla_kommuner_och_sidor(varld: Varld) -> None:
    for i, namn in enumerate(("anna", "anna", "david")):
        await steg.ny_bestallning(varld.som(namn), i)
        varld.klocka.flytta(timedelta(days=1))
    assert await kor_jobb(varld.tjanster, "inkorg") == 3
    assert await kor_jobb(varld.tjanster, "inkorg") == 0
    sven = varld.som("sven")
    with satser(varld) as sedda:
        alla = await inkorgen(sven)
    assert sedda == [*FORST[varld.sort], "SELECT inkorgsposter"]
    assert [rad["kommunkod"] for rad in alla] == ["0484", "0484", rollista.BOTKYRKA]
    assert [rad["nastaFrist"] for rad in alla] == sorted(rad["nastaFrist"] for rad in alla)
    forsta = (await sven.hamta(f"{INKORGEN}?limit=2")).json()
    resten = (await sven.hamta(forsta["_links"]["next"]["href"])).json()
    assert [*forsta["inkorg"], *resten["inkorg"]] == alla
    assert "next" not in resten["_links"]


async def test_det_som_ett_avbrott_hann_med_laker_jobbet_och_gammalt_skriver_inte_over_nytt(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    bestallning = await steg.ny_bestallning(varld.som("anna"))
    vag, sven = f"bestallningar/{bestallning['id']}", varld.som("sven")
    kor, idn = varld.tjanster.transaktioner.kor, [UUID(bestallning["arendeId"])]
    gammal = await kor(projektion.SYSTEM, "0484", lambda a: projektion.las(a, idn))
    await kor_jobb(varld.tjanster, "inkorg")
    await varld.som("anna").gor(vag, "aterkalla", skal="Personen har fått arbete.")
    assert len(await inkorgen(sven)) == 1, "nobody has computed it yet"
    await kor_jobb(varld.tjanster, "inkorg")
    assert await inkorgen(sven) == []
    await kor(projektion.SYSTEM, projektion.RIKET, lambda a: projektion._skriv(a, "0484", gammal))
    assert await inkorgen(sven) == []
