"""Finds the operation of a request by dictionary instead of trying every route in turn.

FastAPI tries the routes in order, twice per level of included routers: with 170 operations the last
one costs half a millisecond before its endpoint runs. Here the path's segments are looked up.
What is not found (404, 405, plain routes, converters) goes on to FastAPI's own router.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import FastAPI
from starlette.convertors import StringConvertor
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.edge.routing import api_routes, egen_path, foretrade

Segment = tuple[str | None, ...]


class Operation(NamedTuple):
    """One operation, as FastAPI leaves it in the scope."""

    app: ASGIApp
    rutt: Any
    sammanhang: Any
    endpoint: Any
    parametrar: tuple[tuple[int, str], ...]


def _segment(path_format: str) -> Segment:
    return tuple(None if del_.startswith("{") else del_ for del_ in path_format.split("/"))


def _indexbar(rutt: Any) -> bool:
    """Whether each parameter of the path is one whole segment of text."""
    delar = [del_ for del_ in rutt.path_format.split("/") if "{" in del_ or "}" in del_]
    hela = all(del_.startswith("{") and del_.endswith("}") and del_.count("{") == 1 for del_ in delar)
    return hela and all(type(k) is StringConvertor for k in rutt.param_convertors.values())


class Vagval:
    """The operations of an app by method and segments; a literal segment goes before a parameter."""

    def __init__(self, rutter: Iterable[Any]) -> None:
        self._operationer: dict[tuple[str, Segment], Operation] = {}
        self._kanda: set[Segment] = set()
        masker: dict[int, set[tuple[int, ...]]] = {}
        for rutt in rutter:
            if _indexbar(rutt):
                segment = _segment(rutt.path_format)
                platser = tuple(i for i, del_ in enumerate(segment) if del_ is None)
                masker.setdefault(len(segment), set()).add(platser)
                self._lagg_till(rutt, segment, platser)
        self._masker = {langd: tuple(sorted(grupp, key=foretrade)) for langd, grupp in masker.items()}

    def _lagg_till(self, rutt: Any, segment: Segment, platser: tuple[int, ...]) -> None:
        namn = rutt.path_format.split("/")
        operation = Operation(
            rutt.app,
            rutt.original_route,
            rutt._route_context,  # noqa: SLF001 - the object that FastAPI's own router puts in the scope
            rutt.endpoint,
            tuple((i, namn[i][1:-1]) for i in platser),
        )
        self._kanda.add(segment)
        for metod in rutt.methods:
            self._operationer.setdefault((metod, segment), operation)

    def hitta(self, metod: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and its path parameters; None where no indexed one fits."""
        delar, segment, platser = self._narmast(path)
        operation = self._operationer.get((metod, segment))
        if operation is None or not all(delar[i] for i in platser):
            return None
        return operation, {namn: delar[i] for i, namn in operation.parametrar}

    def kanner(self, path: str) -> bool:
        """Whether an indexed operation has the path, by whatever method."""
        delar, segment, platser = self._narmast(path)
        return segment in self._kanda and all(delar[i] for i in platser)

    def _narmast(self, path: str) -> tuple[list[str], Segment, tuple[int, ...]]:
        """The path's parts, the nearest known segments and where its parameters are."""
        delar = path.split("/")
        for platser in self._masker.get(len(delar), ()):
            monster: list[str | None] = list(delar)
            for i in platser:
                monster[i] = None
            if (segment := tuple(monster)) in self._kanda:
                return delar, segment, platser
        return delar, (), ()


class Snabbvag:
    """Goes around ``app.router``: straight to the operation where the index knows it."""

    def __init__(self, inre: ASGIApp, app: FastAPI) -> None:
        self._inre = inre
        self._app = app
        self._vagval: Vagval | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inre(scope, receive, send)
            return
        if self._vagval is None:
            self._vagval = Vagval(api_routes(self._app))
        traff = self._vagval.hitta(scope["method"], egen_path(scope))
        if traff is None:
            if self._vagval.kanner(egen_path(scope)):
                raise HTTPException(405)  # FastAPI would go on to a path with a parameter in place of a word
            await self._inre(scope, receive, send)
            return
        operation, parametrar = traff
        scope["router"] = self._app.router
        scope["route"] = operation.rutt
        scope["endpoint"] = operation.endpoint
        scope["path_params"] = parametrar
        if operation.sammanhang is not None:
            scope["fastapi"] = {"effective_route_context": operation.sammanhang}
        await operation.app(scope, receive, send)


def install(app: FastAPI) -> None:
    """Put the index around the router; made at the first request, when every router is included."""
    app.router.middleware_stack = Snabbvag(app.router.middleware_stack, app)
