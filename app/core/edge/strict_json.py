"""JSON as RFC 8259 and I-JSON mean it, and routes that take nothing they have not declared.

    ValueError  in, whatever the fault  →  400 ``ogiltig_json``, never a 500 and never an echo

Python's parser accepts NaN, duplicate keys, lone surrogates and numbers that overflow; FastAPI
ignores unknown query parameters and takes the last of repeated ones. Here each is a refusal.
"""

import json
import re
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from inspect import isclass
from itertools import accumulate
from typing import Any, NoReturn, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.core.edge.content import egna_mediatyper, strommas
from app.core.edge.routing import effective_route, fardigstall
from app.core.errors import OGILTIG_JSON, OKAND_PARAMETER, Faltfel, FelMediatyp, OgiltigBegaran

MAX_DJUP = 32
MAX_SIFFROR = 1000
JSON = "application/json"

# Possessive: an unterminated string is swallowed in one pass instead of being retried from every quote.
_STRANG = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_EJ_PARENTES = bytes(set(range(256)) - set(b"[]{}"))
_STEG = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_MISSTANKT_TECKEN = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_PARAMETERNAMN = re.compile(r"[A-Za-z]{1,40}")
_SEKVENSER = (list, tuple, set, frozenset)
_SKRIVANDE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _heltal(siffror: str) -> int:
    if len(siffror) > MAX_SIFFROR:
        raise ValueError("too many digits")
    return int(siffror)


def _decimaltal(siffror: str) -> float:
    tal = float(siffror) if len(siffror) <= MAX_SIFFROR else float("inf")
    if tal - tal != 0:
        raise ValueError("overflow")
    return tal


def _objekt(par: list[tuple[str, object]]) -> dict[str, object]:
    objekt = dict(par)
    if len(objekt) != len(par):
        raise ValueError("duplicate key")
    return objekt


def _konstant(_namn: str) -> NoReturn:
    raise ValueError("not a JSON number")


_AVKODARE = json.JSONDecoder(
    object_pairs_hook=_objekt, parse_float=_decimaltal, parse_int=_heltal, parse_constant=_konstant
)


def _djup(raw: bytes) -> int:
    """The deepest nesting, without parsing."""
    parenteser = _STRANG.sub(b"", raw).translate(None, _EJ_PARENTES)
    return max(accumulate(map(_STEG.__getitem__, parenteser)), default=0)


def _strangar_ar_hela(varde: object) -> bool:
    """Whether no string, also no key, holds NUL or half a surrogate pair."""
    kvar = [varde]
    while kvar:
        nasta = kvar.pop()
        if isinstance(nasta, str):
            if "\0" in nasta or not _kodbar(nasta):
                return False
        elif isinstance(nasta, dict):
            kvar.extend(nasta)
            kvar.extend(nasta.values())
        elif isinstance(nasta, list):
            kvar.extend(nasta)
    return True


def _kodbar(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def strikt_json(raw: bytes, *, max_djup: int = MAX_DJUP) -> object:
    """The value of a JSON text in UTF-8; OgiltigBegaran (400) for anything that is not exactly that."""
    # Fewer brackets than the limit cannot nest deeper than it: most bodies are not scanned.
    if raw.count(b"[") + raw.count(b"{") > max_djup and _djup(raw) > max_djup:
        raise _ogiltig(f"Innehållet är nästlat djupare än {max_djup} nivåer.")
    try:
        varde: object = _AVKODARE.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _ogiltig("Innehållet går inte att läsa som JSON.") from None
    if _MISSTANKT_TECKEN.search(raw) and not _strangar_ar_hela(varde):
        raise _ogiltig("En text innehåller tecken som inte är tillåtna.")
    return varde


def _ogiltig(detalj: str) -> OgiltigBegaran:
    return OgiltigBegaran(detalj, kod=OGILTIG_JSON)


@dataclass(frozen=True, slots=True)
class _Krav:
    """What one operation takes: query parameters (those that may repeat), media types, and who reads the content."""

    parametrar: frozenset[str]
    upprepbara: frozenset[str]
    mediatyper: frozenset[str]
    laser_sjalv: bool
    strommas: bool


def _fragefalt(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """Name and annotation of every query parameter, also those of dependencies and of parameter models."""
    for falt in dependant.query_params:
        annotation = falt.field_info.annotation
        if isclass(annotation) and issubclass(annotation, BaseModel):
            yield from ((info.alias or namn, info.annotation) for namn, info in annotation.model_fields.items())
        else:
            yield falt.alias, annotation
    for beroende in dependant.dependencies:
        yield from _fragefalt(beroende)


def _ar_lista(annotation: Any) -> bool:
    return get_origin(annotation) in _SEKVENSER or any(map(_ar_lista, get_args(annotation)))


def _krav(rutt: Any) -> _Krav:
    falt = dict(_fragefalt(rutt.dependant))
    innehall, egna = None if rutt.body_field is None else rutt.body_field.field_info, egna_mediatyper(rutt)
    return _Krav(
        parametrar=frozenset(falt),
        upprepbara=frozenset(namn for namn, annotation in falt.items() if _ar_lista(annotation)),
        mediatyper=egna if innehall is None else frozenset({JSON, innehall.media_type}),
        laser_sjalv=bool(egna),
        strommas=strommas(rutt),
    )


def _kontrollera_adress(request: Request, krav: _Krav) -> None:
    """Raise for NUL or bytes that are not UTF-8, and for a query parameter that is unknown or repeated."""
    if "\0" in request.scope["path"]:
        raise OgiltigBegaran("Adressen innehåller tecken som inte är tillåtna.")
    fraga: bytes = request.scope["query_string"]
    if not fraga:
        return
    try:
        par = parse_qsl(fraga.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise OgiltigBegaran("Adressens parametrar går inte att läsa.") from None
    sedda: set[str] = set()
    for namn, varde in par:
        if namn not in krav.parametrar:
            raise _parameterfel(namn, "okand", "Parametern finns inte här.")
        if namn in sedda and namn not in krav.upprepbara:
            raise _parameterfel(namn, "upprepad", "Parametern får bara anges en gång.")
        if "\0" in varde:
            raise _parameterfel(namn, "form", "Parametern innehåller tecken som inte är tillåtna.")
        sedda.add(namn)


def _parameterfel(namn: str, kod: str, meddelande: str) -> OgiltigBegaran:
    visat = namn if _PARAMETERNAMN.fullmatch(namn) else ""
    return OgiltigBegaran(meddelande, kod=OKAND_PARAMETER, fel=[Faltfel(visat, kod, meddelande)])


def _kontrollera_mediatyp(request: Request, tillatna: frozenset[str]) -> None:
    """Raise 415 unless the content is uncompressed UTF-8 of a declared type."""
    typ, _, tillagg = request.headers.get("content-type", "").partition(";")
    tillagg = tillagg.strip().lower().replace('"', "")
    kodning = request.headers.get("content-encoding", "identity").strip().lower()
    if typ.strip().lower() in tillatna and tillagg in {"", "charset=utf-8"} and kodning == "identity":
        return
    godtas = ", ".join(sorted(tillatna))
    raise FelMediatyp(f"Innehållet ska vara {godtas} i UTF-8, utan komprimering.", huvuden={"Accept": godtas})


async def _las_innehall(request: Request, krav: _Krav) -> None:
    """Parse the content strictly where FastAPI would have parsed it loosely."""
    if krav.strommas:
        _kontrollera_mediatyp(request, krav.mediatyper)
        return
    raw = await request.body()
    if krav.laser_sjalv:
        _kontrollera_mediatyp(request, krav.mediatyper)
    elif krav.mediatyper:
        if raw:
            _kontrollera_mediatyp(request, krav.mediatyper)
            # FastAPI asks request.json(), which answers with this when it is set.
            request._json = strikt_json(raw, max_djup=getattr(request.app.state, "max_djup", MAX_DJUP))  # noqa: SLF001
    elif raw.strip() not in {b"", b"{}"}:
        raise OgiltigBegaran("Den här metoden tar inte emot något innehåll.")


class StriktRoute(APIRoute):
    """Route class for every router: ``APIRouter(route_class=StriktRoute)``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        vanlig = super().get_route_handler()
        krav: _Krav | None = None

        async def strikt(request: Request) -> Response:
            nonlocal krav
            if krav is None:  # once per inclusion of the route: FastAPI asks for a handler for each
                rutt: Any = effective_route(request.scope)
                krav = _krav(rutt)
                fardigstall(rutt.dependant)
            _kontrollera_adress(request, krav)
            if request.scope["method"] in _SKRIVANDE:
                await _las_innehall(request, krav)
            return await vanlig(request)

        return strikt
