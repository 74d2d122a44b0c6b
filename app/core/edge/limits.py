"""How much and how slowly a client may send: address, headers, content and time.

The limits hold for any ASGI server. ``protocol`` enforces the first two earlier, before a request
has been read, and the deadline of the head, which no middleware can see.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.edge.content import Grans, grans
from app.core.edge.problems import accept_language, problem_response
from app.core.edge.routing import egen_path
from app.core.errors import (
    FOR_LANG_ADRESS,
    FOR_STOR,
    FOR_STORA_HUVUDEN,
    OGILTIG_BEGARAN,
    TIDEN_UTE,
    ForStor,
    OgiltigBegaran,
    Problem,
)
from app.settings import Settings

RAD = 4  # ": " and CRLF of a header line


def for_lang_adress() -> Problem:
    return ForStor("Adressen är längre än tjänsten tar emot.", kod=FOR_LANG_ADRESS)


def for_stora_huvuden() -> Problem:
    return ForStor("Huvudena är tillsammans större än tjänsten tar emot.", kod=FOR_STORA_HUVUDEN)


def for_stort_innehall() -> Problem:
    return ForStor("Innehållet är större än tjänsten tar emot.", kod=FOR_STOR)


def tiden_ute() -> Problem:
    return Problem("Begäran kom inte fram inom den tid som tjänsten väntar.", kod=TIDEN_UTE)


class _Innehall:
    """``receive`` with a cap on bytes and one deadline for the whole content.

    The problem is kept as well as raised: a framework that turns any read error into its own 400
    shall not decide what the client is told.
    """

    __slots__ = ("_fardig", "_frist", "_kvar", "_receive", "_tid", "fel")

    def __init__(self, receive: Receive, storst: int, tid: float) -> None:
        self._receive = receive
        self._kvar = storst
        self._tid = tid
        self._frist: float | None = None
        self._fardig = False
        self.fel: Problem | None = None

    async def __call__(self) -> Message:
        if self.fel is not None:
            raise self.fel
        if self._fardig:
            return await self._receive()
        message = await self._i_tid()
        if message["type"] == "http.request":
            self._kvar -= len(message.get("body", b""))
            self._fardig = not message.get("more_body", False)
            if self._kvar < 0:
                self.fel = for_stort_innehall()
                raise self.fel
        return message

    async def _i_tid(self) -> Message:
        if self._frist is None:
            self._frist = asyncio.get_running_loop().time() + self._tid
        try:
            async with asyncio.timeout_at(self._frist):
                return await self._receive()
        except TimeoutError:
            self.fel = tiden_ute()
            raise self.fel from None


class Granser:
    """ASGI middleware: 414, 431, 413 and 408 as problem documents."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        gransen = grans(scope.get("app"), scope["method"], egen_path(scope), self.settings)
        self._kontrollera_huvud(scope, gransen)
        innehall = _Innehall(receive, gransen.storst, gransen.tid)
        ersatt = False

        async def skicka(message: Message) -> None:
            nonlocal ersatt
            fel = innehall.fel
            if message["type"] == "http.response.start" and fel is not None and message["status"] != fel.status:
                ersatt = True
                await problem_response(fel, sprak=accept_language(scope))(scope, receive, send)
            elif not ersatt:
                await send(message)

        await self.app(scope, innehall, skicka)

    def _kontrollera_huvud(self, scope: Scope, gransen: Grans) -> None:
        """Raise for an address, headers or a declared length beyond the limits."""
        adress = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) + 1
        if adress > self.settings.max_adress:
            raise for_lang_adress()
        huvuden: list[tuple[bytes, bytes]] = scope["headers"]
        if sum(len(namn) + len(varde) + RAD for namn, varde in huvuden) > self.settings.max_huvuden:
            raise for_stora_huvuden()
        langd = next((varde for namn, varde in huvuden if namn == b"content-length"), None)
        if langd is None:
            return
        if not langd.isdigit():
            raise OgiltigBegaran("Content-Length är inte ett tal.", kod=OGILTIG_BEGARAN)
        if len(langd) > 18 or int(langd) > gransen.storst:
            raise for_stort_innehall()
