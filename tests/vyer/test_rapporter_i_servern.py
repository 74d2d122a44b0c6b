"""The server by itself: a report that is ordered is counted soon after."""

import asyncio

import pytest

from app.settings import Settings
from tests.vyer.befolkning import bestall


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"arbetare_i_servern": True, "rapport_intervall": 0.02})


async def test_servern_raknar_rapporten_av_sig_sjalv(varld):
    vag = await bestall(varld)
    async with asyncio.timeout(20):
        while (await varld.som("cecilia").hamta(vag)).json()["status"] != "klar":
            pass
