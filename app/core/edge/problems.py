"""Every refusal as application/problem+json (RFC 9457), Swedish or English by Accept-Language.

A document shows code, texts, rule and places of faults; never input, a path, a stack or SQL.
``instance`` is the trace, so that a personnummer mistyped into an address does not come back.
"""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.edge.field_faults import faltfel
from app.core.edge.logging import logga_undantag
from app.core.edge.negotiation import vikter
from app.core.edge.routing import egen_path, vagkarta
from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import (
    FELKODER,
    INTERNT_FEL,
    METOD_SAKNAS,
    OGILTIG_BEGARAN,
    OGILTIG_JSON,
    Felkod,
    OgiltigBegaran,
    OgiltigtInnehall,
    Problem,
    Saknas,
)

MEDIATYP = "application/problem+json"
TYPBAS = "https://stegvis.example/felkoder/"
FLEST_FEL = 50
_FASTA = {"type", "title", "status", "detail", "instance", "kod", "regel", "lagrum", "fel", "felUtover", "traceId"}
_INTERNT = Problem("Något gick fel i tjänsten. Ange traceId om du felanmäler.", kod=INTERNT_FEL)


def vill_ha_engelska(accept_language: str | None) -> bool:
    """Whether the header prefers English to Swedish."""
    sprak = {"sv": 0.0, "en": 0.0}
    for namn, vikt in vikter(accept_language).items():
        if namn[:2] in sprak:
            sprak[namn[:2]] = max(sprak[namn[:2]], vikt)
    return sprak["en"] > sprak["sv"]


def problem_document(problem: Problem, *, engelska: bool = False) -> dict[str, Any]:
    """The members of the document, in a fixed order; members without content are left out."""
    felkod = problem.felkod
    trace_id = aktuellt_trace_id()
    dokument: dict[str, Any] = {
        "type": TYPBAS + felkod.kod,
        "title": felkod.titel_en if engelska else felkod.titel,
        "status": felkod.status,
        "detail": problem.detalj,
        "instance": f"urn:trace:{trace_id}",
        "kod": felkod.kod,
        "regel": problem.regel,
        "lagrum": problem.lagrum,
        "fel": [{"falt": f.falt, "kod": f.kod, "meddelande": f.meddelande} for f in problem.fel[:FLEST_FEL]] or None,
        "felUtover": max(0, len(problem.fel) - FLEST_FEL) or None,
        "traceId": trace_id,
    }
    dokument |= {namn: varde for namn, varde in problem.extra.items() if namn not in _FASTA}
    return {namn: varde for namn, varde in dokument.items() if varde is not None}


def problem_bytes(problem: Problem, *, sprak: str | None = None) -> tuple[bytes, dict[str, str]]:
    """Content and headers of the answer; ``sprak`` is the Accept-Language header."""
    engelska = vill_ha_engelska(sprak)
    kropp = json.dumps(problem_document(problem, engelska=engelska), ensure_ascii=False, separators=(",", ":"))
    huvuden = {
        "content-type": MEDIATYP,
        "content-language": "en, sv" if engelska else "sv",
        "vary": "Accept-Language",
        "cache-control": "private, no-store",
    }
    huvuden |= _huvuden_for(problem.felkod)
    huvuden |= {namn.lower(): varde for namn, varde in problem.huvuden.items()}
    return kropp.encode("utf-8", "replace"), huvuden


def _huvuden_for(felkod: Felkod) -> dict[str, str]:
    """Headers that RFC 9110 and RFC 6585 want with a status even if nobody set them."""
    match felkod.status:
        case 401:
            return {"www-authenticate": 'Bearer realm="stegvis"'}
        case 429 | 503:
            return {"retry-after": "5"}
        case _:
            return {}


def problem_response(problem: Problem, *, sprak: str | None = None) -> Response:
    """The answer as a Starlette response."""
    kropp, huvuden = problem_bytes(problem, sprak=sprak)
    return Response(kropp, problem.status, huvuden)


def accept_language(scope: Scope) -> str | None:
    """The Accept-Language header of a request."""
    for namn, varde in scope["headers"]:
        if namn == b"accept-language":
            return str(varde.decode("latin-1"))
    return None


def _svar(problem: Problem, request: Request) -> Response:
    request.scope.setdefault("state", {})["felkod"] = problem.felkod.kod
    return problem_response(problem, sprak=accept_language(request.scope))


async def _vid_problem(request: Request, fel: Exception) -> Response:
    assert isinstance(fel, Problem)
    return _svar(fel, request)


async def _vid_valideringsfel(request: Request, fel: Exception) -> Response:
    assert isinstance(fel, RequestValidationError)
    alla = fel.errors()
    if any(ett["type"] == "json_invalid" for ett in alla):
        return _svar(OgiltigBegaran("Innehållet går inte att läsa som JSON.", kod=OGILTIG_JSON), request)
    return _svar(OgiltigtInnehall("En eller flera uppgifter är inte giltiga.", fel=faltfel(alla)), request)


async def _vid_httpfel(request: Request, fel: Exception) -> Response:
    assert isinstance(fel, HTTPException)
    return _svar(_av_status(fel.status_code, request, fel.headers or {}), request)


def _av_status(status: int, request: Request, huvuden: Mapping[str, str]) -> Problem:
    """The problem for a status that the framework chose; its texts are not ours and are dropped."""
    if status == 404:
        return Saknas()
    if status == 405:
        metoder = vagkarta(request.app).metoder(egen_path(request.scope))
        return Problem(
            "Metoden finns inte för den här resursen. Se huvudet Allow.",
            kod=METOD_SAKNAS,
            huvuden={"Allow": ", ".join(metoder)},
        )
    kod = next((k.kod for k in FELKODER.values() if k.status == status), None)
    if kod is None:
        kod = OGILTIG_BEGARAN if 400 <= status < 500 else INTERNT_FEL
    return Problem(FELKODER[kod].titel + ".", kod=kod, huvuden=huvuden)


async def _vid_undantag(request: Request, fel: Exception) -> Response:
    logga_undantag(fel)
    return _svar(_INTERNT, request)


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem document."""
    app.add_exception_handler(Problem, _vid_problem)
    app.add_exception_handler(RequestValidationError, _vid_valideringsfel)
    app.add_exception_handler(HTTPException, _vid_httpfel)
    app.add_exception_handler(Exception, _vid_undantag)


class Felfangare:
    """ASGI middleware: what no handler took becomes a 500, here, so that the answer still gets its headers.

    An error after the answer has begun is raised on: the connection must break, not end nicely.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        borjat = False

        async def skicka(message: Message) -> None:
            nonlocal borjat
            borjat = borjat or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, skicka)
        except ClientDisconnect:
            return
        except Exception as fel:
            svar = await (_vid_problem if isinstance(fel, Problem) else _vid_undantag)(Request(scope), fel)
            if borjat:
                raise
            await svar(scope, receive, send)
