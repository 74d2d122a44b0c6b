"""Prometheus figures by route template: no path, no client and no person in any label.

Each app has its own registry; with several workers each process is scraped or summed by itself.
"""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.edge.logging import BORTFALL
from app.core.edge.routing import METODER, OKAND, route_template

GRANSER = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METODER = frozenset(METODER)


class Matvarden:
    """The registry of one app and its figures for HTTP."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._antal = Counter(
            "http_requests_total", "Besvarade anrop", ("metod", "rutt", "status"), registry=self.registry
        )
        self._tid = Histogram(
            "http_request_duration_seconds",
            "Tid från anrop till färdigt svar",
            ("metod", "rutt"),
            buckets=GRANSER,
            registry=self.registry,
        )
        self.pagar = Gauge("http_requests_in_flight", "Anrop som behandlas nu", registry=self.registry)
        bortfall = Gauge("stegvis_logg_bortfall", "Nycklar som loggen har vägrat sedan start", registry=self.registry)
        bortfall.set_function(lambda: BORTFALL.antal)
        self._las_forst: list[Callable[[], Awaitable[object]]] = []
        # Finding a labelled child costs a lock and two dictionary look-ups per request; templates are few.
        self._antal_for = lru_cache(4096)(self._antal.labels)
        self._tid_for = lru_cache(1024)(self._tid.labels)

    def observera(self, metod: str, rutt: str, status: int, sekunder: float) -> None:
        """Count one answered request."""
        self._antal_for(metod, rutt, str(status)).inc()
        self._tid_for(metod, rutt).observe(sekunder)

    def anslut(self, matare: Collector, las: Callable[[], Awaitable[object]]) -> None:
        """Show the figures of ``matare`` too; ``las`` is awaited before each answer, and never raises."""
        self.registry.register(matare)
        self._las_forst.append(las)

    async def visa(self, _request: Request) -> Response:
        """GET /matvarden."""
        for las in self._las_forst:
            await las()
        return Response(generate_latest(self.registry), headers={"content-type": CONTENT_TYPE_LATEST})


class Matning:
    """ASGI middleware: feeds ``Matvarden``."""

    def __init__(self, app: ASGIApp, matvarden: Matvarden) -> None:
        self.app = app
        self.matvarden = matvarden

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 499
        start = time.perf_counter()

        async def skicka(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.matvarden.pagar.inc()
        try:
            await self.app(scope, receive, skicka)
        finally:
            self.matvarden.pagar.dec()
            metod = scope["method"] if scope["method"] in _METODER else OKAND
            rutt = route_template(scope) or OKAND
            self.matvarden.observera(metod, rutt, status, time.perf_counter() - start)
