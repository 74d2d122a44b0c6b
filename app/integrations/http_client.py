"""The only module that imports httpx: a swap to its successor is one line here."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any, Self

import httpx

from app.core.edge.tracing import aktuell_traceparent

Fel = httpx.TransportError
# The request cannot have reached the receiver.
EjFramme = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
Svar = httpx.Response
Klient = httpx.AsyncClient


async def _med_spar(request: httpx.Request) -> None:
    request.headers.setdefault("traceparent", aktuell_traceparent())


@cache
def _tls() -> SSLContext:
    """Whom to trust. Reading the list of authorities takes a while, so that all clients of a process share it."""
    return httpx.create_ssl_context(trust_env=False)


def ny_klient(*, tid: float, samtidighet: int = 4, bas_url: str = "") -> httpx.AsyncClient:
    """One long-lived client: bounded time and connections, no redirects, no proxies from the environment."""
    return httpx.AsyncClient(
        base_url=bas_url,
        timeout=httpx.Timeout(tid),
        limits=httpx.Limits(max_connections=samtidighet, max_keepalive_connections=samtidighet),
        follow_redirects=False,
        trust_env=False,
        verify=_tls(),
        event_hooks={"request": [_med_spar]},
    )


def ny_fast_klient(*, tid: float, samtidighet: int, agent: str) -> httpx.AsyncClient:
    """A client for ``posta_till``: no connection is kept, since an address may be that of several hosts."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(tid),
        limits=httpx.Limits(max_connections=samtidighet, max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
        verify=_tls(),
        headers={"user-agent": agent, "accept-encoding": "identity"},
        event_hooks={"request": [_med_spar]},
    )


@dataclass(frozen=True, slots=True)
class KortSvar:
    """Status, headers and the beginning of an answer."""

    status: int
    huvuden: httpx.Headers
    borjan: bytes


@dataclass(frozen=True, slots=True)
class Mal:
    """Where a request goes: ``url`` names the very address, ``host`` and ``namn`` who is expected there."""

    url: str
    host: str
    namn: str


async def posta_till(
    klient: httpx.AsyncClient, mal: Mal, huvuden: Mapping[str, str], innehall: bytes, *, storst: int = 0
) -> KortSvar:
    """POST to the host at its very address; the certificate must be that of its name.

    No more than ``storst`` bytes of the answer are read, as they come.
    """
    rubriker = {**huvuden, "host": mal.host}
    async with klient.stream(
        "POST", mal.url, headers=rubriker, content=innehall, extensions={"sni_hostname": mal.namn}
    ) as svar:
        return KortSvar(svar.status_code, svar.headers, await _borjan(svar, storst) if storst else b"")


async def _borjan(svar: httpx.Response, storst: int) -> bytes:
    bytes_ = b""
    async with aclosing(svar.aiter_raw()) as bitar:  # type: ignore[type-var]  # an asynchronous generator
        async for bit in bitar:
            bytes_ += bit
            if len(bytes_) >= storst:
                break
    return bytes_[:storst]


class SynkronKlient:
    """A small blocking client for the demo and the command line."""

    def __init__(self, bas_url: str, tid: float) -> None:
        self._klient = httpx.Client(base_url=bas_url, timeout=tid, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._klient.close()

    def status(self, vag: str) -> int:
        """Status of a GET; 0 when nobody answers."""
        try:
            return self._klient.get(vag).status_code
        except httpx.TransportError:
            return 0

    def begar(self, metod: str, vag: str, **mer: Any) -> httpx.Response:
        """One request."""
        return self._klient.request(metod, vag, **mer)


def synkron_klient(bas_url: str, *, tid: float) -> SynkronKlient:
    """A blocking client; use it as a context manager."""
    return SynkronKlient(bas_url, tid)
