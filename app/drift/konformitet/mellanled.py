"""The observing gateway: an ASGI application on loopback between the client under test and Stegvis.

It gives the client its tokens and its task, passes every other call on, lets the faults of the scenario have their
way with it and writes down what was seen. Must not know what a scenario expects.
"""

import asyncio
import contextlib
import json
import re
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl, unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.drift.konformitet.anrop import IDENTITET, Anrop, Mallar, avtryck
from app.drift.konformitet.storningar import VERKAN, Begaran, Storning, Svar
from app.integrations.http_client import Fel, Klient, ny_klient

STYRVAG = "/konformitet"
TILLAGG = "konformitet.transport"
TID = 60.0
SAMTIDIGHET = 20
STARTTID = 10.0
BORJA_OM = struct.pack("ii", 1, 0)
EGNA_HUVUDEN = frozenset(
    {"host", "connection", "keep-alive", "content-length", "transfer-encoding", "accept-encoding", "content-encoding"}
)
HANDELSER = "/handelser"
PERSONNUMMER = re.compile(r"(?<!\d)(?:19|20)?\d{2}[01]\d[0-9]\d[-+]?\d{4}(?![\d-])")
METODER = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

Tokengivare = Callable[[str], Coroutine[Any, Any, str]]


class Protokoll(HttpToolsProtocol):
    """uvicorn's httptools protocol, with the transport within reach: ASGI has no word for cutting a connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TILLAGG: {"transport": self.transport}}


class _Tappat(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        transport = scope["extensions"][TILLAGG]["transport"]
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BORJA_OM)
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class Mellanled:
    """One gateway in front of one Stegvis, for one run."""

    def __init__(self, mot: str, mallar: Mallar, klient_id: str, token_for: Tokengivare, *, livslangd: int) -> None:
        self.klient_id = klient_id
        self.hemlighet = secrets.token_urlsafe(24)
        self.puls = threading.Event()
        self.uppgift: dict[str, Any] | None = None
        self.adress = ""
        self._mot = mot
        self._mallar = mallar
        self._token_for = token_for
        self._livslangd = livslangd
        self.skapat: dict[str, str] = {}
        self._storningar: list[Storning] = []
        self._anrop: list[Anrop] = []
        self._klient: Klient | None = None

    # --- for the run ------------------------------------------------------------------------------

    def nytt_scenario(self) -> None:
        """Forget the faults and the calls of the scenario before."""
        self._storningar, self._anrop, self.skapat, self.uppgift = [], [], {}, None

    def stor(self, *storningar: Storning) -> None:
        """Faults to come; of those that fit a call the first is chosen."""
        self._storningar.extend(storningar)

    def ny_token(self) -> str:
        """A token for the first of the client's people, for a client that fetches none itself until it must."""
        return asyncio.run(self._token_for(""))

    @property
    def anrop(self) -> list[Anrop]:
        """The calls since the scenario began, in the order in which they began."""
        return sorted(self._anrop, key=lambda a: a.borjade)

    # --- for the client ---------------------------------------------------------------------------

    async def _token(self, request: Request) -> JSONResponse:
        """RFC 6749, 4.4: the simplest grant, so that any client can take part."""
        falt = dict(parse_qsl((await request.body()).decode("latin-1")))
        if not secrets.compare_digest(falt.get("client_secret", ""), self.hemlighet):
            return JSONResponse({"error": "invalid_client"}, 401)
        try:
            token = await self._token_for(falt.get("person", ""))
        except KeyError:
            return JSONResponse({"error": "invalid_request", "error_description": "okänd person"}, 400)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": self._livslangd})

    async def _uppgiften(self, _: Request) -> Response:
        """The task at hand; 204 while there is none."""
        return Response(status_code=204) if self.uppgift is None else JSONResponse(self.uppgift)

    async def _vidare(self, request: Request) -> Response:
        """Any other call: through the faults to Stegvis and back, seen."""
        begaran = await _begaran(request)
        borjade = time.monotonic()
        mall = self._mallar.mall(begaran.sokvag)
        storning = next((s for s in list(self._storningar) if s.galler(begaran.metod, mall)), None)
        try:
            svar = await (VERKAN[storning.slag](begaran, self._skicka, storning) if storning else self._skicka(begaran))
        except Fel:
            svar = Svar(502, {"content-type": "text/plain"}, b"Stegvis svarar inte.")
        self._anrop.append(antecknat(begaran, svar, mall, borjade, storning))
        self.puls.set()
        if svar is None:
            return _Tappat()
        return Response(svar.innehall, svar.status, svar.huvuden)

    async def _skicka(self, begaran: Begaran) -> Svar:
        assert self._klient is not None
        adress = begaran.sokvag + (f"?{begaran.fraga}" if begaran.fraga else "")
        svar = await self._klient.request(
            begaran.metod, adress, headers=begaran.huvuden, content=begaran.innehall or None
        )
        if svar.status_code == 201 and "location" in svar.headers:
            self.skapat[self._mallar.mall(begaran.sokvag).rpartition("}")[2]] = svar.headers["location"]
        huvuden = {n.lower(): v for n, v in svar.headers.items() if n.lower() not in EGNA_HUVUDEN}
        return Svar(svar.status_code, huvuden, svar.content)

    # --- its process ------------------------------------------------------------------------------

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route(f"{STYRVAG}/token", self._token, methods=["POST"]),
                Route(f"{STYRVAG}/uppgift", self._uppgiften),
                Route("/{vag:path}", self._vidare, methods=METODER),
            ]
        )

    async def _servera(self, server: uvicorn.Server, uttag: socket.socket) -> None:
        async with ny_klient(tid=TID, samtidighet=SAMTIDIGHET, bas_url=self._mot) as self._klient:
            await server.serve([uttag])

    @contextlib.contextmanager
    def igang(self, port: int = 0) -> Any:
        """Serve from a thread of its own until the context ends."""
        uttag = socket.socket()
        uttag.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        uttag.bind(("127.0.0.1", port))
        self.adress = f"http://127.0.0.1:{uttag.getsockname()[1]}"
        config = uvicorn.Config(self.app(), http=Protokoll, log_config=None, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        trad = threading.Thread(target=lambda: asyncio.run(self._servera(server, uttag)), daemon=True)
        uttag.listen()
        trad.start()
        try:
            yield self
        finally:
            server.should_exit = True
            trad.join(STARTTID)
            uttag.close()


async def _begaran(request: Request) -> Begaran:
    huvuden = {n: v for n, v in request.headers.items() if n not in EGNA_HUVUDEN} | {"accept-encoding": "identity"}
    sokvag = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return Begaran(request.method, sokvag, request.url.query, huvuden, await request.body())


def antecknat(begaran: Begaran, svar: Svar | None, mall: str, borjade: float, storning: Storning | None) -> Anrop:
    innehall = _innehall(svar)
    problem = innehall if svar is not None and svar.status >= 400 else {}
    vantan = svar.huvuden.get("retry-after") if svar else None
    return Anrop(
        metod=begaran.metod,
        mall=mall,
        objekt=str(avtryck(begaran.sokvag.removesuffix(HANDELSER))),
        borjade=borjade,
        slutade=time.monotonic(),
        status=svar.status if svar else None,
        lage=lage if isinstance(lage := innehall.get("status"), str) else None,
        kod=problem.get("kod"),
        regel=problem.get("regel"),
        retry_after=float(vantan) if vantan and vantan.isdecimal() else None,
        nyckel=avtryck(begaran.huvuden.get("idempotency-key")),
        kropp=avtryck(begaran.innehall) if begaran.innehall else None,
        om_match=avtryck(begaran.huvuden.get("if-match")),
        storning=storning.slag if storning else None,
        personnummer_i_adressen=_har_personnummer(unquote(f"{begaran.sokvag}?{begaran.fraga}")),
    )


def _har_personnummer(adress: str) -> bool:
    return bool(PERSONNUMMER.search(IDENTITET.sub("", adress)))


def _innehall(svar: Svar | None) -> dict[str, Any]:
    """The object of an answer in JSON; empty for any other."""
    if svar is None or "json" not in svar.huvuden.get("content-type", ""):
        return {}
    innehall = json.loads(svar.innehall)
    return innehall if isinstance(innehall, dict) else {}
