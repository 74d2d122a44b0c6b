"""Content that an operation reads by itself, and how much of it: declared on the route, obeyed by the edge.

    **Innehall({"text/csv": …}, granser="import").pa(op(…))
        → StriktRoute checks the media type and leaves the reading to the endpoint
        → Granser and the protocol let the content be as large and as slow as ``SLAG`` says

Must not know which operations there are.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fastapi import FastAPI

from app.core.edge.routing import api_routes
from app.settings import Settings

GRANSER = "x-granser"


class Grans(NamedTuple):
    """Bytes of the content, and seconds for it to arrive."""

    storst: int
    tid: float


SLAG: Mapping[str, Callable[[Settings], Grans]] = {
    "handelse": lambda s: Grans(s.max_innehall, s.tid_innehall),
    "import": lambda s: Grans(s.max_import, s.tid_import),
    "dokument": lambda s: Grans(s.max_dokument, s.tid_dokument),
}
# Content that is never held as a whole: the endpoint takes it as it comes.
STROMMADE = frozenset({"dokument"})


@dataclass(frozen=True, slots=True)
class Innehall:
    """Media types with their OpenAPI descriptions, and the kind of limits (a key of ``SLAG``)."""

    mediatyper: Mapping[str, Mapping[str, Any]]
    granser: str

    def pa(self, rutt: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments of a route that takes this content."""
        eget = {"requestBody": {"required": True, "content": dict(self.mediatyper)}, GRANSER: self.granser}
        return {**rutt, "openapi_extra": {**rutt["openapi_extra"], **eget}}


class _Egen(NamedTuple):
    monster: re.Pattern[str]
    metoder: frozenset[str]
    slag: str


def _extra(rutt: Any) -> Mapping[str, Any]:
    return getattr(rutt, "openapi_extra", None) or {}


def egna_mediatyper(rutt: Any) -> frozenset[str]:
    """The media types of an operation that reads its content by itself; empty for all others."""
    extra = _extra(rutt)
    return frozenset(extra["requestBody"]["content"]) if GRANSER in extra else frozenset()


def strommas(rutt: Any) -> bool:
    """Whether an operation takes its content as it comes."""
    return _extra(rutt).get(GRANSER) in STROMMADE


def _egna(app: FastAPI) -> Iterator[_Egen]:
    for rutt in api_routes(app):
        if (slag := _extra(rutt).get(GRANSER)) is not None:
            yield _Egen(rutt.path_regex, frozenset(rutt.methods), slag)


def grans(app: object, metod: str, path: str, settings: Settings) -> Grans:
    """The limits of the operation that the method and path name; looked up before routing, so by pattern."""
    if isinstance(app, FastAPI):
        egna = getattr(app.state, "egna_granser", None)
        if egna is None:
            egna = app.state.egna_granser = tuple(_egna(app))
        for rutt in egna:
            if metod in rutt.metoder and rutt.monster.match(path):
                return SLAG[rutt.slag](settings)
    return Grans(settings.max_innehall, settings.tid_innehall)
