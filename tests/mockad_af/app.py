"""The mock as an ASGI application: the contract's resources, and the control endpoint beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.mockad_af.ateranrop import Ateranrop, Mottagare
from tests.mockad_af.begaran import Begaran, Svar
from tests.mockad_af.felsvar import Avvisning
from tests.mockad_af.karna import MockadAf
from tests.mockad_af.styrning import PREFIX, Styrning
from tests.mockad_af.transport import Leveranssvar

STORSTA_INNEHALL = 1_048_576


async def las_begaran(request: Request) -> Begaran:
    """The call as the core knows it. Raises Avvisning 413 for a body over 1 MiB."""
    innehall = bytearray()
    async for bit in request.stream():
        innehall += bit
        if len(innehall) > STORSTA_INNEHALL:
            raise Avvisning(413, "För stort", "Innehållet är större än 1 MiB")
    huvuden = {namn.lower(): varde for namn, varde in request.headers.items()}
    return Begaran(request.method, request.url.path, huvuden, bytes(innehall), request.url.query)


def _som_response(svar: Svar) -> Response:
    return Response(svar.innehall, status_code=svar.status, headers=dict(svar.huvuden))


class _Kontrakt:
    """ASGI: every path but the control endpoint's goes to the core."""

    def __init__(self, af: MockadAf, ateranrop: Ateranrop) -> None:
        self._af = af
        self._ateranrop = ateranrop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            begaran = await las_begaran(Request(scope, receive))
        except Avvisning as avvisning:
            await _som_response(avvisning.som_svar(self._af.nytt_id()))(scope, receive, send)
            return
        with self._af.journal.medan(begaran.metod, begaran.vag):
            leverans = self._af.hantera(begaran)
            await Leveranssvar(leverans)(scope, receive, send)
        self._ateranrop.vack()


class _Styrapp:
    """ASGI: the control endpoint. ``handelser/leverera`` also sends, and answers with the outcome."""

    def __init__(self, styrning: Styrning, ateranrop: Ateranrop) -> None:
        self._styrning = styrning
        self._ateranrop = ateranrop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begaran = await las_begaran(Request(scope, receive))
        svar = self._styrning.hantera(begaran)
        if begaran.vag == f"{PREFIX}/handelser/leverera" and svar.status == 200:
            await self._ateranrop.leverera()
            svar = self._styrning.hantera(Begaran("GET", f"{PREFIX}/handelser"))
        self._ateranrop.vack()
        await _som_response(svar)(scope, receive, send)


def skapa_mock(
    af: MockadAf | None = None, mottagare: Mottagare | None = None, *, klient: httpx.AsyncClient | None = None
) -> Starlette:
    """The application. ``app.state.af`` is the core; ``klient`` sends the events.

    Events go out by themselves while the lifespan runs, else only at ``/_styr/handelser/leverera``.
    """
    af, mottagare = af or MockadAf(), mottagare or Mottagare()
    # trust_env: a proxy in the environment must not see calls between processes of one machine.
    klient = klient or httpx.AsyncClient(timeout=10.0, trust_env=False)
    ateranrop = Ateranrop(af, mottagare, klient)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        uppgift = asyncio.create_task(ateranrop.kor())
        try:
            yield
        finally:
            uppgift.cancel()
            await asyncio.gather(uppgift, return_exceptions=True)
            await klient.aclose()

    styrapp = _Styrapp(Styrning(af, mottagare), ateranrop)
    rutter = [Route(vag, styrapp) for vag in (PREFIX, f"{PREFIX}/{{vag:path}}")]
    app = Starlette(routes=[*rutter, Route("/{vag:path}", _Kontrakt(af, ateranrop))], lifespan=lifespan)
    app.state.af = af
    return app
