"""Calls to Arbetsförmedlingen: headers, token, time limit. Logs nothing of what is sent or answered."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from app.begrepp.tid import Klocka
from app.core.outbox import Utkorgsrad
from app.integrations.arbetsformedlingen import kontrakt
from app.integrations.arbetsformedlingen.token import Tokenkalla, TokenSaknas
from app.integrations.http_client import EjFramme, Fel, Klient, Svar, ny_klient
from app.integrations.utfall import Uteblivet, Utfall
from app.settings import Settings

STORSTA_SVAR = 262_144


class AfKlient:
    """One long-lived client with its token; close it with ``stang``."""

    def __init__(self, settings: Settings, klocka: Klocka) -> None:
        self._settings = settings
        self._klocka = klocka
        # One connection beyond the messages', for the token.
        self._klient: Klient = ny_klient(tid=settings.af_tid, samtidighet=settings.af_samtidighet + 1)
        self._token = Tokenkalla(self._klient, settings, klocka)

    async def stang(self) -> None:
        """Close all connections."""
        await self._klient.aclose()

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        """Try to deliver once; a refused token is fetched anew and tried once more. Never raises for AF's faults."""
        utfall = await self._forsok(rad, innehall)
        if isinstance(utfall, Uteblivet) and utfall.kod == "af_401":
            return await self._forsok(rad, innehall)
        return utfall

    async def _forsok(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        sparnings_id = str(uuid4())
        pa_vag = False
        try:
            async with asyncio.timeout(self._settings.af_tid):
                token = await self._token.hamta()
                pa_vag = True
                svar = await self._anropa(rad, innehall, token, sparnings_id)
        except TokenSaknas as fel:
            return Uteblivet(fel.kod, sparnings_id)
        except EjFramme:
            return Uteblivet("af_nas_inte", sparnings_id)
        except (Fel, TimeoutError):
            return Uteblivet("af_svarar_inte", sparnings_id, kan_vara_framme=pa_vag)
        if svar.status_code == 401:
            self._token.glom(token)
        vanta = kontrakt.vantetid(svar.headers.get("retry-after"), self._klocka.nu())
        return kontrakt.utfall(rad, svar.status_code, _json(svar), sparnings_id, vanta)

    async def _anropa(self, rad: Utkorgsrad, innehall: Mapping[str, Any], token: str, sparnings_id: str) -> Svar:
        vag, kropp = kontrakt.begaran(rad, innehall)
        huvuden = self._huvuden(kontrakt.signatur(rad.person), token, sparnings_id)
        return await self._klient.post(self._settings.af_url.rstrip("/") + vag, json=kropp, headers=huvuden)

    def _huvuden(self, signatur: str, token: str, sparnings_id: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {token}",
            "AF-TrackingId": sparnings_id,
            "AF-SystemId": self._settings.af_system_id,
            "AF-EndUserId": signatur,
            "AF-Environment": self._settings.af_miljo,
        }

    async def las_samrad(self, af_referens: str) -> object:
        """A samråd as AF has it, as JSON; ``Uteblivet`` when AF gives no answer, nothing when it has no such samråd."""
        sparnings_id = str(uuid4())
        adress = self._settings.af_url.rstrip("/") + kontrakt.samradets_vag(af_referens)
        try:
            async with asyncio.timeout(self._settings.af_tid):
                token = await self._token.hamta()
                huvuden = self._huvuden(kontrakt.INGEN_PERSON, token, sparnings_id)
                svar = await self._klient.get(adress, headers=huvuden)
        except TokenSaknas as fel:
            return Uteblivet(fel.kod, sparnings_id)
        except (Fel, TimeoutError):
            return Uteblivet("af_svarar_inte", sparnings_id)
        if svar.status_code == 401:
            self._token.glom(token)
        if svar.status_code in {200, 404}:
            return _json(svar) if svar.status_code == 200 else None
        return Uteblivet(f"af_{svar.status_code}", sparnings_id)


def _json(svar: Svar) -> object:
    """The body, or nothing when it is not JSON or unreasonably large."""
    if len(svar.content) > STORSTA_SVAR:
        return None
    try:
        varde: object = svar.json()
    except (ValueError, RecursionError):
        return None
    return varde
