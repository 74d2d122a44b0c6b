"""How an answer leaves under ASGI, or how the connection is cut or kept silent.

ASGI has no word for cutting a connection, so ``Mockprotokoll`` hands the transport to the application as a
scope extension. Without it (in-process test clients) a cut is an exception.
"""

import asyncio
import contextlib
import socket
import struct

from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.mockad_af.begaran import Leverans, Satt, Svar

TILLAGG = "mockad_af.transport"
NOLL_KVARDROJANDE = struct.pack("ii", 1, 0)


class AnslutningBruten(ConnectionResetError):
    """The mock cut the connection; raised where there is no socket to cut."""


class Mockprotokoll(HttpToolsProtocol):
    """uvicorn's httptools protocol, with the transport within reach of the application."""

    def on_message_begin(self) -> None:
        """Add the extension to the scope of each request."""
        super().on_message_begin()
        self.scope["extensions"] = {TILLAGG: {"transport": self.transport}}


class Leveranssvar:
    """An ASGI response that carries out a ``Leverans``."""

    def __init__(self, leverans: Leverans) -> None:
        self.leverans = leverans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer or cut; a client that gives up first ends it."""
        leverans = self.leverans
        if leverans.vantan and await _franskild_inom(leverans.vantan, receive):
            return
        if leverans.satt is Satt.SVARA and leverans.svar is not None:
            await _skicka(leverans.svar, send)
        else:
            await _bryt(scope, receive)


async def _skicka(svar: Svar, send: Send) -> None:
    huvuden = {**svar.huvuden, "content-length": str(len(svar.innehall))}
    radade = [(namn.lower().encode("latin-1"), varde.encode("latin-1")) for namn, varde in huvuden.items()]
    start: Message = {"type": "http.response.start", "status": svar.status, "headers": radade}
    await send(start)
    await send({"type": "http.response.body", "body": svar.innehall})


async def _franskild(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _franskild_inom(sekunder: float, receive: Receive) -> bool:
    try:
        await asyncio.wait_for(_franskild(receive), sekunder)
    except TimeoutError:
        return False
    return True


async def _bryt(scope: Scope, receive: Receive) -> None:
    """Reset the TCP connection (RST, not FIN) and let uvicorn notice before the call returns."""
    transport = scope.get("extensions", {}).get(TILLAGG, {}).get("transport")
    if transport is None:
        raise AnslutningBruten("anslutningen bröts av den mockade Arbetsförmedlingen")
    uttag = transport.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        uttag.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOLL_KVARDROJANDE)
    transport.abort()
    await _franskild(receive)
