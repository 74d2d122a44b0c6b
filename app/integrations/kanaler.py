"""The only list of channels; each has a loop and a concurrency of its own, so that none holds another up."""

import asyncio

from app.core.services import Tjanster
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from app.integrations.kanal import Kanal
from app.integrations.webhooks.kanal import Webhookkanal


def kanaler(tjanster: Tjanster) -> tuple[Kanal, ...]:
    """Every channel, with connections of its own; close each with ``stang``."""
    return (AfKanal(tjanster.settings, tjanster.klocka), Webhookkanal(tjanster))


async def kor_arbetare(tjanster: Tjanster, stopp: asyncio.Event) -> None:
    """Work on all channels until ``stopp``: beside the requests, or as a process of its own."""
    await asyncio.gather(*(_kor(Arbetare(tjanster, kanal), stopp) for kanal in kanaler(tjanster)))


async def _kor(arbetare: Arbetare, stopp: asyncio.Event) -> None:
    try:
        await arbetare.kor(stopp)
    finally:
        await arbetare.stang()
