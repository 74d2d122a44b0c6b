"""The mock behind httpx without a socket: one respx route per resource, all driven by the same core."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from tests.mockad_af.begaran import Begaran, Leverans, Satt
from tests.mockad_af.karna import MockadAf
from tests.mockad_af.rutter import RUTTER

if TYPE_CHECKING:
    import respx


def respx_rutter(router: respx.MockRouter, bas_url: str, af: MockadAf | None = None) -> MockadAf:
    """Let every call to ``bas_url`` reach a mocked AF, and give it back for control and counting.

    Routes are named by resource (``router["samrad"].calls``); anything else under ``bas_url`` is 404 or 405.
    Use a router with ``assert_all_called=False``. Nothing waits: a silence, or a slow answer longer than the
    client's read timeout, is ``httpx.ReadTimeout`` at once; a cut connection is ``httpx.ReadError``.
    """
    af = af or MockadAf()
    bas = bas_url.rstrip("/")

    def besvara(request: httpx.Request) -> httpx.Response:
        return _utfor(af.hantera(_begaran(request, bas)), request)

    for rutt in RUTTER:
        # respx hands named groups to the side effect as arguments; the core finds them itself.
        monster = re.sub(r"\?P<[a-z_]+>", "?:", rutt.monster)
        url = rf"^{re.escape(bas)}{monster}(?:\?.*)?$"
        router.route(method=rutt.metod, url__regex=url, name=rutt.resurs).mock(side_effect=besvara)
    router.route(url__startswith=bas, name="ovrigt").mock(side_effect=besvara)
    return af


def _begaran(request: httpx.Request, bas: str) -> Begaran:
    prefix = httpx.URL(bas).path.rstrip("/")
    return Begaran(
        metod=request.method,
        vag=request.url.path.removeprefix(prefix),
        huvuden={namn.lower(): varde for namn, varde in request.headers.items()},
        innehall=request.content,
        fragestrang=request.url.query.decode(),
    )


def _utfor(leverans: Leverans, request: httpx.Request) -> httpx.Response:
    if leverans.satt is Satt.HANG or _for_langsam(leverans, request):
        raise httpx.ReadTimeout("inget svar i tid", request=request)
    if leverans.svar is None:
        raise httpx.ReadError("anslutningen bröts", request=request)
    return httpx.Response(leverans.svar.status, headers=dict(leverans.svar.huvuden), content=leverans.svar.innehall)


def _for_langsam(leverans: Leverans, request: httpx.Request) -> bool:
    lastid = request.extensions.get("timeout", {}).get("read")
    return lastid is not None and leverans.vantan > lastid
