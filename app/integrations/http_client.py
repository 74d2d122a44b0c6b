"""The only module that imports httpx: a swap to its successor is one line here."""

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


def ny_klient(*, tid: float, samtidighet: int = 4, bas_url: str = "") -> httpx.AsyncClient:
    """One long-lived client: bounded time and connections, no redirects, no proxies from the environment."""
    return httpx.AsyncClient(
        base_url=bas_url,
        timeout=httpx.Timeout(tid),
        limits=httpx.Limits(max_connections=samtidighet, max_keepalive_connections=samtidighet),
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_med_spar]},
    )


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
