"""What the gateway does to a call on its way: each fault is a function that gets the call and the way on.

A fault never makes up what Stegvis would have said where Stegvis can say it itself: a token that no longer holds is
refused by the service, and so is a stale version.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.core.edge.problems import problem_bytes
from app.core.errors import ForManga, Otillganglig, Problem

VANTA = 1
OKANT_FALT = "infortEfterAttKlientenSkrevs"
OKANT_VARDE = {"kod": "nytt", "lista": [1, 2]}
FORBRUKAD = "Bearer forbrukad"


class Storningsslag(StrEnum):
    """What may happen to a call on its way."""

    TAPPAT = "svar_tappat"
    FOR_SENT = "sent_svar"
    OTILLGANGLIG = "otillganglig"
    FOR_MANGA = "for_manga"
    DUBBLERAD = "dubblerad"
    EMELLAN = "andrad_emellan"
    UTGANGEN = "utgangen_token"
    OKANT_FALT = "okant_falt"
    SMA_SIDOR = "sma_sidor"


@dataclass(frozen=True, slots=True)
class Begaran:
    """A call on its way to Stegvis."""

    metod: str
    sokvag: str
    fraga: str
    huvuden: dict[str, str]
    innehall: bytes


@dataclass(frozen=True, slots=True)
class Svar:
    """An answer on its way back."""

    status: int
    huvuden: dict[str, str]
    innehall: bytes


Framat = Callable[[Begaran], Awaitable[Svar]]


@dataclass
class Storning:
    """A fault that waits for its calls, to a route or to any: ``kvar`` of them, or all when it is None."""

    slag: Storningsslag
    metod: str | None = None
    mall: str = ""
    kvar: int | None = 1
    emellan: Callable[[], None] | None = None
    minns: dict[str, str] = field(default_factory=dict)

    def galler(self, metod: str, mall: str) -> bool:
        """Whether the call is one of those it waits for; uses one up."""
        if self.kvar == 0 or self.metod not in (None, metod) or self.mall not in ("", mall):
            return False
        if self.kvar is not None:
            self.kvar -= 1
        return True


async def _tappat(begaran: Begaran, framat: Framat, _: Storning) -> Svar | None:
    await framat(begaran)
    return None


def _nekat(problem: Problem) -> Svar:
    innehall, huvuden = problem_bytes(problem)
    return Svar(problem.status, huvuden, innehall)


async def _for_sent(begaran: Begaran, framat: Framat, _: Storning) -> Svar | None:
    """What a gateway answers when the service was too slow for it; the act is done all the same."""
    await framat(begaran)
    return Svar(504, {"content-type": "text/html"}, b"<html><h1>504 Gateway Time-out</h1></html>")


async def _otillganglig(_: Begaran, __: Framat, ___: Storning) -> Svar | None:
    detalj = "Tjänsten är hårt belastad. Försök igen om en stund."
    return _nekat(Otillganglig(detalj, huvuden={"Retry-After": str(VANTA)}))


async def _for_manga(_: Begaran, __: Framat, ___: Storning) -> Svar | None:
    return _nekat(ForManga("För många anrop. Försök igen om en stund.", huvuden={"Retry-After": str(VANTA)}))


async def _dubblerad(begaran: Begaran, framat: Framat, __: Storning) -> Svar | None:
    """Twice at the same moment, as by a proxy that tries again on its own; the client sees the second answer."""
    _, svar = await asyncio.gather(framat(begaran), framat(begaran))
    return svar


async def _emellan(begaran: Begaran, framat: Framat, storning: Storning) -> Svar | None:
    assert storning.emellan is not None
    await asyncio.to_thread(storning.emellan)
    return await framat(begaran)


async def _utgangen(begaran: Begaran, framat: Framat, storning: Storning) -> Svar | None:
    """The token that was in use when the fault began is refused for good; a new one is let through."""
    token = begaran.huvuden.get("authorization", "")
    if token != storning.minns.setdefault("token", token):
        return await framat(begaran)
    return await framat(replace(begaran, huvuden=begaran.huvuden | {"authorization": FORBRUKAD}))


def _utokat(varde: Any) -> Any:
    if isinstance(varde, list):
        return [_utokat(v) for v in varde]
    if isinstance(varde, dict):
        return {n: _utokat(v) for n, v in varde.items()} | {OKANT_FALT: OKANT_VARDE}
    return varde


async def _okant_falt(begaran: Begaran, framat: Framat, _: Storning) -> Svar | None:
    """A field that the client has never heard of, in every object of the answer."""
    svar = await framat(begaran)
    if "json" not in svar.huvuden.get("content-type", ""):
        return svar
    return replace(svar, innehall=json.dumps(_utokat(json.loads(svar.innehall)), ensure_ascii=False).encode())


async def _sma_sidor(begaran: Begaran, framat: Framat, _: Storning) -> Svar | None:
    """One row a page, so that the rest is found by ``_links.next`` only."""
    delar = [d for d in begaran.fraga.split("&") if d and not re.match("limit=", d)]
    return await framat(replace(begaran, fraga="&".join([*delar, "limit=1"])))


VERKAN: dict[Storningsslag, Callable[[Begaran, Framat, Storning], Awaitable[Svar | None]]] = {
    Storningsslag.TAPPAT: _tappat,
    Storningsslag.FOR_SENT: _for_sent,
    Storningsslag.OTILLGANGLIG: _otillganglig,
    Storningsslag.FOR_MANGA: _for_manga,
    Storningsslag.DUBBLERAD: _dubblerad,
    Storningsslag.EMELLAN: _emellan,
    Storningsslag.UTGANGEN: _utgangen,
    Storningsslag.OKANT_FALT: _okant_falt,
    Storningsslag.SMA_SIDOR: _sma_sidor,
}
