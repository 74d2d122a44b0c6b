"""Which route a request met: its template, its scope, and every method its path answers.

FastAPI keeps a route's full path outside ``scope["route"]`` when the route comes from an included
router. This module is the only one that knows where.
"""

import re
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.routing import Mount

Scope = MutableMapping[str, Any]
OKAND = "okand"
METODER = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def effective_route(scope: Scope) -> Any | None:
    """The matched route with the prefixes, dependencies and methods of its inclusion; None before a match."""
    sammanhang = scope.get("fastapi", {}).get("effective_route_context")
    if sammanhang is not None:
        return sammanhang.starlette_route or sammanhang
    rutt = scope.get("route")
    return rutt if hasattr(rutt, "path_format") else _vanlig_rutt(scope)


def _vanlig_rutt(scope: Scope) -> Any | None:
    """A route that is not an API operation leaves only its endpoint in the scope."""
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return None
    return next((rutt for rutt in scope["app"].routes if getattr(rutt, "endpoint", None) == endpoint), None)


def route_template(scope: Scope) -> str | None:
    """``/stegvis/v1/{kommunkod}/arenden``, never the path that was asked for; None before a match."""
    rutt = effective_route(scope)
    return None if rutt is None else str(rutt.path_format)


def route_scope(scope: Scope) -> str | None:
    """The OAuth scope that the matched operation declares as ``x-scope``; None if it declares none."""
    extra = getattr(effective_route(scope), "openapi_extra", None) or {}
    return extra.get("x-scope") or None


def route_operation(scope: Scope) -> str:
    """The name of the matched operation (``operationId``); "" if it has none."""
    return getattr(effective_route(scope), "operation_id", None) or ""


def route_regel(scope: Scope) -> str | None:
    """The rule behind who may call the matched operation, when it declares one as ``x-regel``."""
    extra = getattr(effective_route(scope), "openapi_extra", None) or {}
    return extra.get("x-regel") or None


def foretrade(platser: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Order among paths that match: fewest parameters first, and among equals the one whose parameters come last."""
    return len(platser), tuple(-i for i in platser)


class _Rad(NamedTuple):
    monster: re.Pattern[str]
    metoder: frozenset[str]
    foretrade: tuple[int, tuple[int, ...]]


def _rader(app: FastAPI) -> Iterator[_Rad]:
    for rutt in iter_route_contexts(app.routes):
        if isinstance(rutt.original_route, Mount) or rutt.methods is None:
            continue
        platser = tuple(i for i, del_ in enumerate((rutt.path_format or "").split("/")) if "{" in del_)
        yield _Rad(rutt.path_regex, frozenset(rutt.methods), foretrade(platser))


class Vagkarta:
    """The methods that each path of an app answers; HEAD follows from GET, OPTIONS is always there."""

    def __init__(self, app: FastAPI) -> None:
        self._rader = tuple(_rader(app))

    def metoder(self, path: str) -> tuple[str, ...]:
        """In the order of ``METODER``; empty where no route has the path."""
        traffar = [rad for rad in self._rader if rad.monster.match(path)]
        if not traffar:
            return ()
        narmast = min(rad.foretrade for rad in traffar)
        funna = {metod for rad in traffar if rad.foretrade == narmast for metod in rad.metoder}
        if "GET" in funna:
            funna.add("HEAD")
        funna.add("OPTIONS")
        return tuple(metod for metod in METODER if metod in funna)


def vagkarta(app: FastAPI) -> Vagkarta:
    """The map of ``app``, made at the first question and kept in ``app.state``."""
    karta = getattr(app.state, "vagkarta", None)
    if not isinstance(karta, Vagkarta):
        karta = app.state.vagkarta = Vagkarta(app)
    return karta


def egen_path(scope: Scope) -> str:
    """The path inside the app, without the prefix it is mounted under."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def api_routes(app: FastAPI) -> Iterator[Any]:
    """Every API operation of the app with its full path, also those of included routers."""
    return (rutt for rutt in iter_route_contexts(app.routes) if isinstance(rutt.original_route, APIRoute))


@contextmanager
def byggs() -> Iterator[None]:
    """While validators are made, which wait for their first use so that a start is short.

    FastAPI silences pydantic about the alias of a whole body when it asks for one; pydantic tells when it is made.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        yield


def fardigstall(dependant: Dependant) -> None:
    """Make the validators of a route."""
    with byggs():
        for falt in (*dependant.body_params, *dependant.query_params, *dependant.path_params, *dependant.header_params):
            falt.validate(None)
    for egen in dependant.dependencies:
        fardigstall(egen)
