"""Arbetsförmedlingen as a channel of the outbox: one receiver, that is never given up."""

from collections.abc import Mapping
from typing import Any

from app.begrepp.tid import Klocka
from app.core.outbox import ARBETSFORMEDLINGEN, Utkorgsrad
from app.integrations.arbetsformedlingen.klient import AfKlient
from app.integrations.kanal import Sandregler
from app.integrations.utfall import Utfall
from app.settings import Settings


class AfKanal:
    """The channel to AF, by the settings ``STEGVIS_AF_…``."""

    mottagare = ARBETSFORMEDLINGEN

    def __init__(self, settings: Settings, klocka: Klocka) -> None:
        self.samtidighet = settings.af_samtidighet
        self.regler = Sandregler(
            forsta_vantan=settings.af_forsta_vantan,
            langsta_vantan=settings.af_langsta_vantan,
            lan=settings.af_lan,
            flest_forsok=settings.af_flest_forsok,
            brytare_fel=settings.af_brytare_fel,
            brytare_vila=settings.af_brytare_vila,
            delad_samtidighet=True,
        )
        self._klient = AfKlient(settings, klocka)

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        """Try once."""
        return await self._klient.sand(rad, innehall)

    async def stang(self) -> None:
        """Close the connections to AF."""
        await self._klient.stang()
