"""uvicorn on httptools with a deadline for the request head, limits before parsing is done, and problem documents.

    connection ── tid_huvud ──▶ head ── application, tid_innehall for the content ──▶ answer
        too slow: 408; too large: 414, 431; not HTTP: 400        content left over: discarded, then closed

uvicorn itself has no time-out for the head and closes a refused connection so hard that the client
may never read why. h11 is not an option: it answers a request with both Content-Length and
Transfer-Encoding twice.
"""

import asyncio
from asyncio.events import TimerHandle
from collections.abc import Callable
from http import HTTPStatus
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.core.edge.content import grans
from app.core.edge.limits import RAD, for_lang_adress, for_stora_huvuden, for_stort_innehall, tiden_ute
from app.core.edge.problems import problem_bytes
from app.core.edge.response_headers import standardhuvuden
from app.core.edge.tracing import sparad
from app.core.errors import OgiltigBegaran, Problem
from app.settings import Settings

OMSLAG = 8  # wire bytes per byte of content: chunks of one byte are honest
EFTERSLAP = 2.0
STORST_EFTERSLAP = 16 * 1024 * 1024


class Serverkonfiguration(Config):
    """uvicorn's configuration and ours; the protocol finds the limits here."""

    def __init__(self, app: ASGIApp | Callable[..., Any] | str, settings: Settings, **mer: Any) -> None:
        super().__init__(app, **mer)
        self.settings = settings


class _Utgang:
    """The transport as uvicorn sees it: closing waits for what the client is still sending.

    A socket closed with unread input resets the connection, and the reset can overtake the answer.
    """

    def __init__(self, transport: asyncio.Transport, protokoll: "Protokoll") -> None:
        self.transport = transport
        self.write = transport.write
        self.is_closing = transport.is_closing
        self._protokoll = protokoll

    def __getattr__(self, namn: str) -> Any:
        return getattr(self.transport, namn)

    def close(self) -> None:
        self._protokoll.stang()


class Protokoll(HttpToolsProtocol):
    """One connection. Limits and times come from ``Serverkonfiguration.settings``."""

    config: Serverkonfiguration

    def __init__(self, *argument: Any, **namngivna: Any) -> None:
        super().__init__(*argument, **namngivna)
        self._settings = self.config.settings
        self._huvudfrist: TimerHandle | None = None
        self._skrivfrist: TimerHandle | None = None
        self._slutfrist: TimerHandle | None = None
        self._mottaget = 0
        self._huvud_pagar = False
        self._innehall_pagar = False
        self._slutar = False
        self._kasserat = 0
        self._vagran: Problem | None = None

    # A server's connection is always a Transport; the base class promises less.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # What the base class writes to goes through the exit.
        self.transport = _Utgang(transport, self)  # type: ignore[assignment]
        self._starta_huvudfrist()

    def connection_lost(self, exc: Exception | None) -> None:
        self._slutar = True
        for frist in (self._huvudfrist, self._skrivfrist, self._slutfrist):
            if frist is not None:
                frist.cancel()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._slutar:
            self._kassera(len(data))
            return
        self._mottaget += len(data)
        super().data_received(data)
        self._efter_data()

    def _efter_data(self) -> None:
        """What the parser's callbacks cannot do: they see whole fields, not what has come of one."""
        if self._slutar:
            return
        self._vagran = self._for_mycket()
        if self._vagran is not None:
            self.send_400_response("")
        elif not self._pagaende():
            self._starta_huvudfrist()

    def _pagaende(self) -> bool:
        """Whether a request has reached the application and is not yet answered."""
        cykel: RequestResponseCycle | None = self.cycle
        return cykel is not None and not cykel.response_complete

    def _for_mycket(self) -> Problem | None:
        """Whether more has come than a head or a content may need, whatever the parser makes of it.

        Chunk extensions and trailers reach no one but use memory; a head's single endless field too.
        """
        innehall, huvuden = self._settings.max_innehall, self._settings.max_huvuden + self._settings.max_adress
        if self._huvud_pagar and self._mottaget > huvuden:
            return for_lang_adress() if self._adress_for_lang() else for_stora_huvuden()
        if self._innehall_pagar and self._mottaget > OMSLAG * innehall + huvuden and self._mer_an_rutten_tar(huvuden):
            return for_stort_innehall()
        return None

    def _mer_an_rutten_tar(self, huvuden: int) -> bool:
        """Asked only past the common limit: few operations have one of their own."""
        scope = self.scope
        storst = grans(self.app, scope["method"], scope["path"], self._settings).storst
        return self._mottaget > OMSLAG * storst + huvuden

    # The parser's callbacks

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._huvud_pagar = True
        self._starta_huvudfrist()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if self._adress_for_lang():
            self._vagra(for_lang_adress())

    def on_headers_complete(self) -> None:
        if sum(len(namn) + len(varde) + RAD for namn, varde in self.headers) > self._settings.max_huvuden:
            self._vagra(for_stora_huvuden())
        self._huvud_pagar = False
        self._mottaget = 0
        self._innehall_pagar = True
        self._stoppa_huvudfrist()
        super().on_headers_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._innehall_pagar:  # a trailer is dropped
            super().on_header(name, value)

    def on_message_complete(self) -> None:
        self._innehall_pagar = False
        self._mottaget = 0
        super().on_message_complete()

    def _adress_for_lang(self) -> bool:
        return len(self.url) > self._settings.max_adress

    def _vagra(self, problem: Problem) -> None:
        """Stop the parser; uvicorn then asks for the answer to a request it cannot read."""
        self._vagran = problem
        raise ValueError(problem.felkod.kod)

    # Answers before the application

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's text is dropped
        """Refuse what cannot be read, as a problem document."""
        if self._innehall_pagar and self.cycle.response_complete:
            self._ratt_transport().close()
            return
        pagaende = self._pagaende()
        if pagaende and not self.cycle.more_body:
            # An earlier request of the connection is being answered: only what follows it is refused.
            self.cycle.keep_alive = False
            self._slutar = True
            return
        if not (pagaende and self.cycle.response_started):
            self._skriv(self._vagran or OgiltigBegaran("Begäran går inte att läsa som HTTP."))
        self.stang(kasta=True)

    def _skriv(self, problem: Problem) -> None:
        with sparad(None) as spar:
            kropp, huvuden = problem_bytes(problem)
        rader = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"]
        huvuden = standardhuvuden(self._settings) | huvuden
        huvuden |= {"traceparent": spar.traceparent, "content-length": str(len(kropp)), "connection": "close"}
        rader += [f"{namn}: {varde}" for namn, varde in huvuden.items()]
        rader += [f"{n.decode('latin-1')}: {v.decode('latin-1')}" for n, v in self.server_state.default_headers]
        self.transport.write("\r\n".join([*rader, "", ""]).encode("latin-1") + kropp)

    # Closing

    def stang(self, *, kasta: bool = False) -> None:
        """Close at once, or when the client has sent the rest of what it was sending (``kasta``: always the latter)."""
        transport = self._ratt_transport()
        if transport.is_closing() or self._slutfrist is not None:
            return
        if not (kasta or self._innehall_pagar) or not transport.can_write_eof():
            transport.close()
            return
        self._slutar = True
        self._stoppa_huvudfrist()
        self.flow.resume_reading()
        transport.write_eof()
        self._slutfrist = self.loop.call_later(EFTERSLAP, transport.close)

    def _kassera(self, antal: int) -> None:
        self._kasserat += antal
        if self._kasserat > STORST_EFTERSLAP:
            self._ratt_transport().close()

    def _ratt_transport(self) -> asyncio.Transport:
        transport = self.transport
        return transport.transport if isinstance(transport, _Utgang) else transport

    # Deadlines

    def _starta_huvudfrist(self) -> None:
        if self._huvudfrist is None and self.timeout_keep_alive_task is None and not self._slutar:
            self._huvudfrist = self.loop.call_later(self._settings.tid_huvud, self._huvudet_for_sent)

    def _stoppa_huvudfrist(self) -> None:
        if self._huvudfrist is not None:
            self._huvudfrist.cancel()
            self._huvudfrist = None

    def _huvudet_for_sent(self) -> None:
        """Part of a head gets an answer; silence, or content nobody waits for, just ends."""
        self._huvudfrist = None
        if self._huvud_pagar:
            self._vagran = tiden_ute()
            self.send_400_response("")
        else:
            self._ratt_transport().close()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._skrivfrist is None:
            self._skrivfrist = self.loop.call_later(self._settings.tid_innehall, self._ratt_transport().abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._skrivfrist is not None:
            self._skrivfrist.cancel()
            self._skrivfrist = None


def uvicorn_config(app: ASGIApp | Callable[..., Any] | str, settings: Settings, **mer: Any) -> Serverkonfiguration:
    """How the service is served. ``mer`` goes to uvicorn: ``factory``, ``workers``, ``fd``.

    ``proxy_headers`` is off: no decision and no log line uses the client's address.
    """
    val: dict[str, Any] = {
        "host": settings.vard,
        "port": settings.port,
        "http": Protokoll,
        "ws": "none",
        "loop": "uvloop",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": max(1, round(settings.tid_avslut)),
    }
    return Serverkonfiguration(app, settings, **val | mer)


class Server(uvicorn.Server):
    """A server that says that it stops before it waits for the requests under way."""

    def __init__(self, config: Config, vid_stopp: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self.vid_stopp = vid_stopp

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Accept no more, let what is under way be finished."""
        self.vid_stopp()
        await super().shutdown(sockets)


def serve(app: ASGIApp | Callable[..., Any] | str, settings: Settings, **mer: Any) -> Server:
    """A server of one process, not started."""
    return Server(uvicorn_config(app, settings, **mer))
