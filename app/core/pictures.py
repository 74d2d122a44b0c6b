"""The forms that an answer can take beside JSON (drawing, pixels, page), chosen by Accept (RFC 9110, 12.5.1).

What is read and logged is the same in every form. The facts are read inside the transaction; drawing and setting
come after it, in a thread. Must not know any step.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import Response

from app.core import drawing, typesetting
from app.core.edge.negotiation import vald
from app.core.edge.problems import MEDIATYP
from app.core.errors import Problem, felkod
from app.core.http import Anrop, Bildning, samma_etag
from app.core.printed_page import Blad
from app.core.unit_of_work import Arbete

T = TypeVar("T")
JSON = "application/json"
SVG, PNG, PDF = drawing.MEDIATYP, typesetting.PNG, typesetting.PDF
INGEN_FORM = felkod("ingen_sadan_form", 406, "Det finns inte i den formen", "There is no such form of it")
# Reads facts; its answer is the work that is left to do in a thread.
Form = Callable[[Arbete], Awaitable[Callable[[], bytes]]]
Svarstexter = dict[int | str, dict[str, Any]]

_BYTES = {"schema": {"type": "string", "contentEncoding": "base64"}}
_INGEN = {"description": "Ingen av formerna godtas / none of the forms is accepted", "content": {MEDIATYP: {}}}
SOM_BILD: Svarstexter = {
    200: {"content": {SVG: {"schema": {"type": "string"}, "example": "<svg/>"}, PNG: _BYTES}},
    406: _INGEN,
}
SOM_BLAD: Svarstexter = {200: {"content": {PDF: _BYTES}}, 406: _INGEN}


async def bild(
    anrop: Anrop, hamta: Callable[[Arbete], Awaitable[T]], tabell: Bildning[T], rita: Callable[[T], str]
) -> Response:
    """A drawing as SVG (also where anything will do) or PNG, or the same content as a table and in words."""

    async def svg(arbete: Arbete) -> Callable[[], bytes]:
        underlag = await hamta(arbete)
        return lambda: rita(underlag).encode()

    async def png(arbete: Arbete) -> Callable[[], bytes]:
        underlag = await hamta(arbete)
        return lambda: typesetting.png(rita(underlag))

    return await _i_form(anrop, hamta, tabell, {SVG: svg, PNG: png}, ordning=(SVG, PNG, JSON))


async def eller_blad(
    anrop: Anrop,
    hamta: Callable[[Arbete], Awaitable[T]],
    detalj: Bildning[T],
    blad: Callable[[Arbete], Awaitable[Blad]],
) -> Response:
    """The detail answer as JSON, also where anything will do, or as a page to print, which is read for itself."""

    async def pdf(arbete: Arbete) -> Callable[[], bytes]:
        return (await blad(arbete)).som_pdf

    return await _i_form(anrop, hamta, detalj, {PDF: pdf}, ordning=(JSON, PDF))


async def _i_form(
    anrop: Anrop,
    hamta: Callable[[Arbete], Awaitable[T]],
    json: Bildning[T],
    former: Mapping[str, Form],
    *,
    ordning: Sequence[str],
) -> Response:
    typ = vald(anrop.request.headers.get("accept"), ordning)
    if typ is None:
        raise Problem(f"Välj mellan {', '.join(ordning)} i huvudet Accept.", kod=INGEN_FORM)
    if typ == JSON:
        svar = await anrop.las(hamta, json)
    else:
        svar = _svar(anrop, typ, await asyncio.to_thread(await anrop.transaktion(former[typ])))
    svar.headers["vary"] = "Accept"
    return svar


def _svar(anrop: Anrop, typ: str, innehall: bytes) -> Response:
    huvuden = {"etag": f'"{zlib.crc32(innehall):08x}-{len(innehall)}"', "cache-control": "private, no-store"}
    if samma_etag(anrop.request.headers.get("if-none-match"), huvuden["etag"]):
        return Response(status_code=304, headers=huvuden)
    return Response(innehall, headers=huvuden, media_type=typ)
