"""W3C Trace Context: a trace id for every request, told to the client, to logs and to outgoing calls.

``traceparent`` is accepted, continued with a span of our own and returned. A missing or invalid one
is replaced by a new trace. ``X-Request-ID`` is only given back to whoever sent it; it is neither
logged nor passed on, since its content is the client's.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9\-_.]{1,64}")
_MAX_LANGD = 512


@dataclass(frozen=True, slots=True)
class Spar:
    """A trace and our own span in it."""

    trace_id: str
    span_id: str
    flaggor: str

    @property
    def traceparent(self) -> str:
        """The header value that names our span as the parent of what follows."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flaggor}"


_nu: ContextVar[Spar | None] = ContextVar("stegvis_spar", default=None)


def nytt_spar() -> Spar:
    """A new trace, marked as recorded."""
    return Spar(secrets.token_hex(16), secrets.token_hex(8), "01")


def folj(traceparent: str | None) -> Spar:
    """Our span in the trace that ``traceparent`` names, or a new trace if it names none."""
    traff = _TRACEPARENT.fullmatch(traceparent) if traceparent and len(traceparent) <= _MAX_LANGD else None
    if traff is None:
        return nytt_spar()
    version, trace_id, forald, flaggor, rest = traff.groups()
    if version == "ff" or (version == "00" and rest) or not trace_id.strip("0") or not forald.strip("0"):
        return nytt_spar()
    return Spar(trace_id, secrets.token_hex(8), "01" if int(flaggor, 16) & 1 else "00")


def aktuellt_spar() -> Spar:
    """The trace of the request or job that runs; outside of one, a new trace that is then kept."""
    spar = _nu.get()
    if spar is None:
        spar = nytt_spar()
        _nu.set(spar)
    return spar


def aktuell_traceparent() -> str:
    """The ``traceparent`` to send with an outgoing call."""
    return aktuellt_spar().traceparent


def aktuellt_trace_id() -> str:
    """32 hexadecimal digits."""
    return aktuellt_spar().trace_id


@contextmanager
def sparad(traceparent: str | None) -> Iterator[Spar]:
    """Run a background job in the trace that ordered it."""
    spar = folj(traceparent)
    bricka = _nu.set(spar)
    try:
        yield spar
    finally:
        _nu.reset(bricka)


def _huvuden(scope: Scope) -> tuple[str | None, bytes | None]:
    """``traceparent`` and ``x-request-id``; a repeated one counts as absent."""
    traceparent: list[bytes] = []
    request_id: list[bytes] = []
    for namn, varde in scope["headers"]:
        if namn == b"traceparent":
            traceparent.append(varde)
        elif namn == b"x-request-id":
            request_id.append(varde)
    return (
        traceparent[0].decode("latin-1") if len(traceparent) == 1 else None,
        request_id[0] if len(request_id) == 1 and _REQUEST_ID.fullmatch(request_id[0]) else None,
    )


class Sparning:
    """ASGI middleware: sets the trace of the request and returns it on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        traceparent, request_id = _huvuden(scope)
        spar = folj(traceparent)
        egna = [(b"traceparent", spar.traceparent.encode())]
        if request_id is not None:
            egna.append((b"x-request-id", request_id))

        async def skicka(message: Message) -> None:
            if message["type"] == "http.response.start":
                kvar = (h for h in message.get("headers", ()) if h[0] not in {b"traceparent", b"x-request-id"})
                message["headers"] = [*kvar, *egna]
            await send(message)

        bricka = _nu.set(spar)
        try:
            await self.app(scope, receive, skicka)
        finally:
            _nu.reset(bricka)
