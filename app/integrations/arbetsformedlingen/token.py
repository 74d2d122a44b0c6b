"""The access token that AF asks for (RFC 6749 section 4.4): fetched once, kept until shortly before its end."""

import asyncio
from datetime import datetime, timedelta

from app.begrepp.tid import Klocka
from app.integrations.http_client import Klient
from app.settings import Settings

MARGINAL = timedelta(seconds=30)
KORTASTE = 1.0


class TokenSaknas(Exception):
    """AF's token address gave no token; ``kod`` says why, without its text."""

    def __init__(self, kod: str) -> None:
        super().__init__(kod)
        self.kod = kod


class Tokenkalla:
    """One token for all calls of a worker; several callers wait for one fetch."""

    def __init__(self, klient: Klient, settings: Settings, klocka: Klocka) -> None:
        self._klient = klient
        self._settings = settings
        self._klocka = klocka
        self._las = asyncio.Lock()
        self._token = ""
        self._galler_till: datetime | None = None

    async def hamta(self) -> str:
        """A token that holds; raises ``TokenSaknas`` or the client's transport errors."""
        async with self._las:
            if self._galler_till is None or self._klocka.nu() >= self._galler_till:
                await self._ny()
            return self._token

    def glom(self, token: str) -> None:
        """AF has refused this token; fetch another next time."""
        if token == self._token:
            self._galler_till = None

    async def _ny(self) -> None:
        settings = self._settings
        formular = {
            "grant_type": "client_credentials",
            "client_id": settings.af_klient_id,
            "client_secret": settings.af_klient_hemlighet.get_secret_value(),
        }
        svar = await self._klient.post(settings.af_token_url or f"{settings.af_url}/oauth2/token", data=formular)
        if svar.status_code != 200:
            raise TokenSaknas(f"af_token_{svar.status_code}")
        try:
            kropp = svar.json()
            self._token = str(kropp["access_token"])
            livslangd = timedelta(seconds=max(float(kropp.get("expires_in", 0)), KORTASTE))
        except (ValueError, TypeError, KeyError, AttributeError) as fel:
            raise TokenSaknas("af_token_otolkbar") from fel
        # A life shorter than the margin is used to its half.
        self._galler_till = self._klocka.nu() + max(livslangd - MARGINAL, livslangd / 2)
