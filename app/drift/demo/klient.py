"""A caller in the demo: a member of the cast with a token of its own, who sends keys and ETags."""

import asyncio
from typing import Any
from uuid import uuid4

from app.drift.klienter import token_for
from app.integrations.http_client import SynkronKlient
from app.katalog import rollista
from app.settings import Settings

ROT = "/stegvis/v1"
UTGANGEN = 401


class Rollspelare:
    """One person at work, talking to the API as their own system would."""

    def __init__(self, settings: Settings, klient: SynkronKlient, namn: str) -> None:
        self._klient = klient
        self._settings = settings
        self.namn = namn
        innehavare = rollista.rollinnehavare(namn)
        self.kommunkod = rollista.BOTKYRKA if innehavare.klient_id == rollista.KLIENT_BOTKYRKA else rollista.ESKILSTUNA
        self._token = self._ny_token()

    def _ny_token(self) -> str:
        return asyncio.run(token_for(self._settings, self.namn))

    def begar(self, metod: str, vag: str, innehall: Any = None, **huvuden: str) -> Any:
        """One request; the answer. A token that has run out is replaced once."""
        adress = vag if vag.startswith("/") else f"{ROT}/{self.kommunkod}/{vag}"
        egna = {k.replace("_", "-"): v for k, v in huvuden.items()}
        if metod == "POST":
            egna.setdefault("idempotency-key", uuid4().hex)
        svar = self._sand(metod, adress, innehall, egna)
        if svar.status_code != UTGANGEN:
            return svar
        self._token = self._ny_token()
        return self._sand(metod, adress, innehall, egna)

    def _sand(self, metod: str, adress: str, innehall: Any, huvuden: dict[str, str]) -> Any:
        egna = {"authorization": f"Bearer {self._token}"} | huvuden
        return self._klient.begar(metod, adress, json=innehall, headers=egna)

    def hamta(self, vag: str, **huvuden: str) -> Any:
        """GET."""
        return self.begar("GET", vag, **huvuden)

    def skapa(self, vag: str, innehall: Any) -> Any:
        """POST that creates."""
        return self.begar("POST", vag, innehall)

    def handelse(self, vag: str, typ: str, **falt: Any) -> Any:
        """Read the object for its ETag, then post a händelse on it."""
        etag = self.hamta(vag).headers.get("etag", "")
        return self.begar("POST", f"{vag}/handelser", {"typ": typ, **falt}, if_match=etag)
