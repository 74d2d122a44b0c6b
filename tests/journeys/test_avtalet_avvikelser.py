"""A clause of the avtal about what attendance may lead to: one flag for a pattern, and nothing by itself."""

from typing import Any

import pytest

from tests.conftest import Varld
from tests.flode.narvarat import tillfallen
from tests.journeys.berattat import klockan, med_plan, nej, sett

pytestmark = pytest.mark.anyio


@pytest.mark.regel("AK-19", "AK-20", "DP-31")
async def test_tva_ogiltiga_franvaron_pa_fjorton_dagar_ger_en_flagga(varld: Varld) -> None:
    """One flag, not one for each; lawful absence never counts, nor what lies more than fourteen days apart."""
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await med_plan(varld)
    pass_ = [f"{vag}/tillfallen/{t['id']}" for t in await tillfallen(vera, vag)]  # Mondays and Wednesdays
    klockan(varld, "2026-11-10")

    async def flaggor() -> list[Any]:
        return list((await sett(anna, f"{vag}/avvikelser"))["avvikelser"])

    await vera.gor(pass_[0], "rapportera", utfall="franvaro_ogiltig")  # 12 October
    await vera.gor(pass_[2], "rapportera", utfall="franvaro_giltig", orsak="sjukdom")
    await vera.gor(pass_[4], "rapportera", utfall="franvaro_ogiltig")  # 26 October, the fifteenth day
    assert await flaggor() == []
    await vera.gor(pass_[5], "rapportera", utfall="franvaro_ogiltig")
    await vera.gor(pass_[6], "rapportera", utfall="franvaro_ogiltig")
    (flagga,) = await flaggor()
    assert flagga["status"] == "oppen"
    # It is material and nothing more: the order runs, and nobody is told that the person has failed.
    assert (await sett(anna, vag))["status"] == "pagaende"
    assert await nej(vera, f"{vag}/avvikelser/{flagga['id']}", "lamna_underlag") == (409, "redogorelse_saknas")
