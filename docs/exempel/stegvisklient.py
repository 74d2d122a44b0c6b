"""A small client of Stegvis with the manners that docs/konformitet.md asks for. Copy it; it needs httpx only.

same request again    the same Idempotency-Key and body, until an answer comes
429, 503, 504         wait as long as Retry-After says, then the same request again
401                   a new token, then the same request again
412                   read again, see whether it is still to be done, then a new händelse
lists                 page by page by _links.next
answers               take the fields you know, leave the others
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Self
from uuid import uuid4

import httpx

ROT = "/stegvis/v1"
OVERGAENDE = {429, 502, 503, 504}
FORSOK = 8
PAUS = 0.1
TID = 10.0
STARTTID = 120.0


Villkor = Callable[[dict[str, Any]], bool]


class Nekad(Exception):
    """Stegvis says no, with a problem document; ``kod`` and ``regel`` tell why."""

    def __init__(self, svar: httpx.Response) -> None:
        problem = svar.json() if "json" in svar.headers.get("content-type", "") else {}
        self.status = svar.status_code
        self.kod = problem.get("kod", "")
        self.regel = problem.get("regel", "")
        super().__init__(f"{self.status} {self.kod} {self.regel}")


class Stegvis:
    """One party's system at work, for one of its people at a time."""

    def __init__(self, uppgift: dict[str, Any]) -> None:
        self.uppgift = uppgift
        self.person = next(iter(uppgift["personer"].values()))
        self._http = httpx.Client(base_url=uppgift["bas"], timeout=TID)
        self._token: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    # --- one request, until there is an answer ----------------------------------------------------

    def begar(self, metod: str, vag: str, innehall: Any = None, **huvuden: str) -> httpx.Response:
        """A request that is sent again, the same, as long as the answer is lost or says that it may help."""
        nyckel = str(uuid4())
        ny_token = False
        for forsok in range(FORSOK):
            svar = self._en_gang(metod, vag, innehall, self._huvuden(metod, nyckel, huvuden))
            if svar is not None and svar.status_code == 401 and not ny_token:
                ny_token = bool(self._token.pop(self.person, None))
            elif self.sand_igen(svar):
                self.vila(svar, forsok)
                nyckel = self.nyckel_igen(nyckel, svar)
            else:
                return self._besked(svar)
        raise TimeoutError(f"inget svar på {metod} efter {FORSOK} försök")

    def _en_gang(self, metod: str, vag: str, innehall: Any, huvuden: dict[str, str]) -> httpx.Response | None:
        """The answer, or None when it was lost."""
        try:
            return self._http.request(metod, vag, json=innehall, headers=huvuden)
        except httpx.TransportError:
            return None

    def _huvuden(self, metod: str, nyckel: str, huvuden: dict[str, str]) -> dict[str, str]:
        egna = {"Authorization": f"Bearer {self.token()}"} | huvuden
        return egna | ({"Idempotency-Key": nyckel} if metod == "POST" else {})

    def token(self) -> str:
        """The token of the person at work, fetched when there is none."""
        if self.person not in self._token:
            formular = {
                "grant_type": "client_credentials",
                "client_id": self.uppgift["klientId"],
                "client_secret": self.uppgift["hemlighet"],
                "person": self.person,
            }
            svar = httpx.post(self.uppgift["tokenUrl"], data=formular, timeout=TID).raise_for_status()
            self._token[self.person] = svar.json()["access_token"]
        return self._token[self.person]

    def sand_igen(self, svar: httpx.Response | None) -> bool:
        """Whether the same request again may help: no answer, a busy service, or still being worked on."""
        if svar is None or svar.status_code in OVERGAENDE:
            return True
        return svar.status_code == 409 and Nekad(svar).kod == "pagar_redan"

    def vila(self, svar: httpx.Response | None, forsok: int) -> None:
        """As long as the service asks; else longer each time."""
        bett = svar.headers.get("retry-after") if svar is not None else None
        time.sleep(float(bett) if bett else PAUS * 2**forsok)

    def nyckel_igen(self, nyckel: str, _: httpx.Response | None) -> str:
        """The key of the next try: the same, or an act whose answer was lost would be done twice."""
        return nyckel

    def _besked(self, svar: httpx.Response) -> httpx.Response:
        if svar.status_code >= 400:
            raise Nekad(svar)
        return svar

    # --- what a system does -----------------------------------------------------------------------

    def som(self, roll: str) -> "Stegvis":
        """Go on as another of the party's people."""
        self.person = self.uppgift["personer"][roll]
        return self

    def las(self, vag: str) -> dict[str, Any]:
        """What stands there now."""
        return self.tolka(self.begar("GET", vag))

    def tolka(self, svar: httpx.Response) -> dict[str, Any]:
        """The answer; fields that nobody asks for are left alone."""
        return svar.json()

    def skapa(self, vag: str, innehall: dict[str, Any]) -> str:
        """The path of something new."""
        svar = self.begar("POST", vag, innehall)
        self.tolka(svar)
        return svar.headers["location"]

    def handelse(self, vag: str, typ: str, *, annu: Villkor = bool, **falt: Any) -> dict[str, Any]:
        """Change something as it was last read; ``annu``: whether it is still to be done if somebody was first."""
        for forsok in range(FORSOK):
            sett, etag = self.las_for_andring(vag, forsok)
            if not annu(sett):
                return sett
            try:
                svar = self.begar("POST", f"{vag}/handelser", {"typ": typ, **falt}, **{"If-Match": etag})
                return self.tolka(svar)
            except Nekad as nej:
                if nej.status != 412:
                    raise
        raise TimeoutError(f"{vag} ändrades hela tiden av någon annan")

    def las_for_andring(self, vag: str, forsok: int) -> tuple[dict[str, Any], str]:  # noqa: ARG002 - always anew
        """The object and its version, read anew for each try."""
        svar = self.begar("GET", vag)
        return self.tolka(svar), svar.headers["etag"]

    def alla(self, vag: str, samling: str) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        nasta: str | None = vag
        while nasta:
            sida = self.las(nasta)
            yield from sida[samling]
            nasta = sida["_links"].get("next", {}).get("href")

    def handelser(self, efter: str) -> Iterator[dict[str, Any]]:
        """What has happened since a number in the party's own log; an empty page is the end of it."""
        vag = f"{ROT}/handelser?efter={efter}&limit=100"
        while (sida := self.las(vag))["handelser"]:
            yield from sida["handelser"]
            vag = sida["_links"]["next"]["href"]

    def vanta_pa(self, vag: str, klart: Villkor, *, varv: int = 300) -> dict[str, Any]:
        """Read until the other party has done its part."""
        for _ in range(varv):
            sett = self.las(vag)
            if klart(sett):
                return sett
            time.sleep(PAUS)
        raise TimeoutError(f"ingenting hände med {vag}")

    def rot(self, vag: str = "") -> str:
        """A path in the kommun of the task."""
        return f"{ROT}/{self.uppgift['kommun']}/{vag}"


Scenario = Callable[[Stegvis, dict[str, Any]], None]


def kor(scenarier: dict[str, Scenario], klass: type[Stegvis] = Stegvis) -> int:
    """One scenario, as ``--klient`` starts it; or ``--folj <adress>``: every task of the kit as it comes."""
    if len(sys.argv) == 3 and sys.argv[1] == "--folj":
        return folj(sys.argv[2], scenarier, klass)
    uppgift = json.loads(os.environ["KONFORMITET_UPPGIFT"])
    with klass(uppgift) as stegvis:
        scenarier[uppgift["scenario"]](stegvis, uppgift["ider"])
    return 0


def folj(adress: str, scenarier: dict[str, Scenario], klass: type[Stegvis]) -> int:
    """Wait for the gateway, then ask it for tasks until it is gone."""
    gjord, slut = -1, time.monotonic() + STARTTID
    while True:
        try:
            svar = httpx.get(f"{adress}/konformitet/uppgift", timeout=TID)
        except httpx.TransportError:
            if gjord >= 0 or time.monotonic() > slut:
                return 0 if gjord >= 0 else 1
            time.sleep(PAUS)
            continue
        gjord = max(gjord, 0)
        uppgift = svar.json() if svar.status_code == 200 else {"nummer": gjord}
        if uppgift["nummer"] != gjord:
            gjord = uppgift["nummer"]
            with klass(uppgift) as stegvis:
                _forsok(scenarier[uppgift["scenario"]], stegvis)
        time.sleep(PAUS)


def _forsok(scenario: Scenario, stegvis: Stegvis) -> None:
    """A scenario that goes wrong stops no other."""
    try:
        scenario(stegvis, stegvis.uppgift["ider"])
    except (Nekad, TimeoutError, httpx.HTTPError) as fel:
        print(f"Gick inte: {fel}", file=sys.stderr)
