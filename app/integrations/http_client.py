"""The only module that imports httpx: a swap to its successor is one line here."""

import httpx

from app.core.edge.tracing import aktuell_traceparent

Fel = httpx.TransportError
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
