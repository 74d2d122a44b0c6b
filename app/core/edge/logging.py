"""Structured logs in JSON, one line each, with a closed list of keys.

What is not on the list is dropped and counted, so that a new key is a decision and not a slip.
Other libraries' records keep only logger, level, place and type of exception: their messages can
hold addresses, SQL parameters and input. Must not know tables or steps.
"""

import contextlib
import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.begrepp.parter import Aktor
from app.core.edge.routing import METODER, OKAND, route_template
from app.core.edge.tracing import aktuellt_trace_id
from app.settings import Settings

NYCKLAR = frozenset(
    {
        "handelse",
        "niva",
        "tid",
        "loggare",
        "plats",
        "trace_id",
        "metod",
        "rutt",
        "status",
        "ms",
        "klient_id",
        "part",
        "kommunkod",
        "namnd_id",
        "nummer",
        "hash",
        "kod",
        "undantag",
        "ramar",
        "jobb",
        "antal",
        "forsok",
        "lage",
        "version",
        "port",
        "bortfall",
    }
)
FORST = ("tid", "niva", "handelse")
TYSTA_RUTTER = frozenset({"/halsa/live", "/halsa/redo", "/matvarden"})
_HANDELSE = re.compile(r"[a-z][a-z_.]{0,63}")
_KOMMUNKOD = re.compile(r"[0-9]{4}")
_MAX_TEXT = 300
_FLEST_RAMAR = 30


class Bortfall:
    """How many keys and event names have been refused since start."""

    def __init__(self) -> None:
        self.antal = 0


BORTFALL = Bortfall()


def _tillatet(varde: object) -> object:
    """Numbers and short texts; a list of such; anything else only by its type."""
    if varde is None or isinstance(varde, bool | int | float):
        return varde
    if isinstance(varde, str):
        return varde[:_MAX_TEXT]
    if isinstance(varde, list | tuple):
        return [_tillatet(v) for v in varde[:_FLEST_RAMAR]]
    return type(varde).__name__


def sila(_logger: object, _metod: str, post: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Structlog processor: keep the listed keys, count the rest."""
    ut = dict.fromkeys(FORST, "") | {namn: _tillatet(varde) for namn, varde in post.items() if namn in NYCKLAR}
    BORTFALL.antal += len(post) - len(ut)
    if not _HANDELSE.fullmatch(str(ut["handelse"])):
        ut["handelse"] = "otillaten_handelse"
        BORTFALL.antal += 1
    return ut


class Frammande(logging.Handler):
    """Other libraries' records as our lines, without their messages."""

    def emit(self, record: logging.LogRecord) -> None:
        undantag = record.exc_info[1] if record.exc_info else None
        _Utgang.logg.log(
            min(50, max(10, record.levelno // 10 * 10)),  # structlog knows only the five usual levels
            "bibliotek",
            loggare=record.name,
            plats=f"{record.module}:{record.lineno}",
            undantag=undantagstyp(undantag) if undantag else None,
        )


class _Utflode:
    """Where lines go; standard error is looked up at each line. A full disk costs lines, not requests."""

    def __init__(self, strom: TextIO | None = None) -> None:
        self._strom = strom

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            (self._strom or sys.stderr).write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            (self._strom or sys.stderr).flush()


_KODARE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _rad(_logger: object, _metod: str, post: MutableMapping[str, Any]) -> str:
    return _KODARE.encode(post)


def _byt_niva(_logger: object, _metod: str, post: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    post["niva"] = post.pop("level")
    return post


PROCESSORER: tuple[Any, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.EventRenamer("handelse"),
    _byt_niva,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="tid"),
    sila,
    _rad,
)


class _Utgang:
    """The one logger; bound once, since binding at each line costs more than the line."""

    logg: Any = structlog.wrap_logger(
        structlog.WriteLogger(cast("TextIO", _Utflode())),
        processors=PROCESSORER,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    ).bind()


def konfigurera(settings: Settings, *, ut: TextIO | None = None) -> None:
    """Send our lines and every library's to ``ut`` (standard error if not given), from the set level up."""
    niva = logging.getLevelNamesMapping()[settings.logg_niva.upper()]
    structlog.configure(
        processors=PROCESSORER,
        wrapper_class=structlog.make_filtering_bound_logger(niva),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Utflode(ut))),
        cache_logger_on_first_use=False,
    )
    _Utgang.logg = structlog.get_logger().bind()
    logging.root.handlers = [Frammande()]
    logging.root.setLevel(max(niva, logging.INFO))
    for namn in ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "sqlalchemy.engine", "alembic"):
        bibliotek = logging.getLogger(namn)
        bibliotek.handlers = []
        bibliotek.propagate = True
    for namn in ("httpx", "uvicorn.error"):
        logging.getLogger(namn).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def logga(handelse: str, **uppgifter: object) -> None:
    """One line at level info, in the current trace."""
    _Utgang.logg.info(handelse, trace_id=aktuellt_trace_id(), **uppgifter)


def varna(handelse: str, **uppgifter: object) -> None:
    """One line at level warning, in the current trace."""
    _Utgang.logg.warning(handelse, trace_id=aktuellt_trace_id(), **uppgifter)


def undantagstyp(fel: BaseException) -> str:
    """The chain of exception types, outermost first: ``IntegrityError < UniqueViolation``; no messages."""
    typer: list[str] = []
    nasta: BaseException | None = fel
    while nasta is not None and len(typer) < 5:
        typer.append(type(nasta).__name__)
        nasta = nasta.__cause__ or nasta.__context__
    if isinstance(fel, BaseExceptionGroup):
        typer.extend(type(del_).__name__ for del_ in fel.exceptions[:3])
    return " < ".join(typer)


def logga_undantag(fel: BaseException, **uppgifter: object) -> None:
    """One line at level error: types and places, no message, no source line, no local variable."""
    kedja = traceback.walk_tb(fel.__traceback__)
    ramar = [f"{ram.f_code.co_filename}:{rad}:{ram.f_code.co_name}" for ram, rad in kedja]
    _Utgang.logg.error(
        "undantag",
        trace_id=aktuellt_trace_id(),
        undantag=undantagstyp(fel),
        ramar=[ram[-160:] for ram in ramar[-_FLEST_RAMAR:]],
        **uppgifter,
    )


class Begaranslogg:
    """ASGI middleware: one line per request when the answer is done; health checks are left out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status = 0
        start = time.perf_counter()

        async def skicka(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, skicka)
        finally:
            _begaransrad(scope, status, round((time.perf_counter() - start) * 1000, 1))


def _begaransrad(scope: Scope, status: int, ms: float) -> None:
    """Status 0 means that no answer was begun: the client went away or the request was cancelled."""
    rutt = route_template(scope)
    if rutt in TYSTA_RUTTER and status < 500:
        return
    state = scope["state"]
    aktor: Aktor | None = state.get("aktor")
    kommunkod = str(scope.get("path_params", {}).get("kommunkod", ""))
    _Utgang.logg.info(
        "begaran",
        metod=scope["method"] if scope["method"] in METODER else OKAND,
        rutt=rutt,
        status=status,
        ms=ms,
        trace_id=aktuellt_trace_id(),
        klient_id=aktor.klient_id if aktor else None,
        part=str(aktor.part) if aktor else None,
        kommunkod=kommunkod if _KOMMUNKOD.fullmatch(kommunkod) else None,
        kod=state.get("felkod"),
    )
