"""The server by itself: what changes is among the bevakningar soon after, without any job."""

import asyncio

import pytest

from app.settings import Settings
from tests.flode import steg
from tests.flode.bevakat import dagar

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"bevakning_intervall": 0.02})


async def test_servern_raknar_om_av_sig_sjalv(varld):
    anna = varld.som("anna")
    vag = f"arenden/{(await steg.nytt_arende(anna))['id']}/kommuniceringar"
    ny = await anna.skapa(vag, {"material": "Underlag.", "svarSenast": "2026-10-26"})
    async with asyncio.timeout(20):
        while await dagar(anna) != {"kommunicering_svar": "2026-10-26"}:
            pass
    await anna.gor(f"{vag}/{ny['id']}", "avbryt", skal="Inget beslut övervägs.")
    async with asyncio.timeout(20):
        while await dagar(anna):
            pass
