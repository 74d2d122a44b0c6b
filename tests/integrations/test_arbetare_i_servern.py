"""The worker beside the requests: a queued message leaves by itself, and a stop leaves no lease."""

import asyncio

import pytest

from app.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"arbetare_i_servern": True, "arbetare_intervall": 0.02})


async def test_servern_levererar_av_sig_sjalv(af, fall):
    vag = await fall.fraga()
    async with asyncio.timeout(20):
        while (await fall.las(vag))["leverans"]["status"] != "mottagen":
            pass
    assert af.raknare()["flest_forsok_per_unikt_id"] == 1
