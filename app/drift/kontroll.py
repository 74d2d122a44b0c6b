"""Test mode's control application: clock, jobs, crash points and AF's faults, on a loopback port of its own.

Exists only when ``STEGVIS_LAGE=test``; integrators' test suites and the journeys drive it through HTTP.
"""

from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.begrepp.tid import StallbarKlocka
from app.core.crashpoints import Krasch
from app.core.services import Tjanster
from app.integrations.http_client import ny_klient
from app.integrations.jobb import JOBB, kor_alla, kor_jobb
from app.settings import Lage

AF_TID = 5.0


class Kontroll:
    """The handlers; hold the services of the app they control."""

    def __init__(self, tjanster: Tjanster) -> None:
        if tjanster.settings.lage is not Lage.TEST or not isinstance(tjanster.klocka, StallbarKlocka):
            raise RuntimeError("kontrollapplikationen finns bara i testläge")
        self._tjanster = tjanster
        self._klocka = tjanster.klocka

    async def klocka(self, request: Request) -> JSONResponse:
        """GET tells the time; PUT takes one of ``stall`` (RFC 3339), ``flytta`` (seconds), ``frys`` (true)."""
        if request.method == "PUT":
            fel = self._stall(await request.json())
            if fel:
                return JSONResponse({"fel": fel}, 400)
        return JSONResponse({"nu": self._klocka.nu().isoformat(), "idag": self._klocka.idag().isoformat()})

    def _stall(self, varden: dict[str, Any]) -> str:
        try:
            if "stall" in varden:
                self._klocka.stall(datetime.fromisoformat(varden["stall"]))
            if "flytta" in varden:
                self._klocka.flytta(timedelta(seconds=float(varden["flytta"])))
            if varden.get("frys"):
                self._klocka.frys()
        except (TypeError, ValueError) as fel:
            return str(fel)
        return ""

    async def jobb(self, request: Request) -> JSONResponse:
        """POST runs a named job, or ``alla``, now."""
        namn = request.path_params["namn"]
        if namn == "alla":
            await kor_alla(self._tjanster)
            return JSONResponse({"jobb": sorted(JOBB)})
        if namn not in JOBB:
            return JSONResponse({"fel": "okänt jobb", "finns": sorted(JOBB)}, 404)
        return JSONResponse({"jobb": namn, "antal": await kor_jobb(self._tjanster, namn)})

    async def krascha(self, request: Request) -> JSONResponse:
        """PUT arms a crash point: the process dies the ``gang``-th time it passes there."""
        punkt = request.path_params["punkt"]
        if punkt not in set(Krasch):
            return JSONResponse({"fel": "okänd punkt", "finns": sorted(Krasch)}, 404)
        gang = int(request.query_params.get("gang", "1"))
        self._tjanster.krascher.arma(Krasch(punkt), vid=gang)
        return JSONResponse({"punkt": punkt, "gang": gang})

    async def af(self, request: Request) -> JSONResponse:
        """Pass a control call on to the mocked AF: faults and counters."""
        vag = request.path_params["vag"]
        async with ny_klient(tid=AF_TID, bas_url=self._tjanster.settings.af_url) as klient:
            svar = await klient.request(
                request.method, f"/_styr/{vag}", params=request.query_params, content=await request.body()
            )
        return JSONResponse(svar.json(), svar.status_code)

    def app(self) -> Starlette:
        """The control application."""
        return Starlette(
            routes=[
                Route("/klocka", self.klocka, methods=["GET", "PUT"]),
                Route("/jobb/{namn}", self.jobb, methods=["POST"]),
                Route("/krascha/{punkt}", self.krascha, methods=["PUT"]),
                Route("/af/{vag:path}", self.af, methods=["GET", "PUT", "POST", "DELETE"]),
            ]
        )
