"""The published API description: FastAPI's document brought to the national REST API profile.

An operation says the rest about itself in ``openapi_extra``:

    x-scope        the OAuth scope it demands; required, unless
    x-public       True: open to everyone
    x-vantar       True for a GET of what a job makes: 409 until it is made
    x-idempotens   False for a POST that changes nothing, such as a search; default True for POST
    x-granser      the kind of limits of content that the operation reads itself (edge.content)
    x-if-match     True or False; default True for PUT, PATCH and POST to …/handelser

Paths are relative to the server's URL. Must not know steps.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.core.edge.content import GRANSER
from app.core.edge.problems import MEDIATYP
from app.core.edge.routing import byggs
from app.core.openapi_examples import infor_exempel
from app.core.openapi_parts import (
    BESKRIVNING,
    FELSVAR,
    HUVUDPARAMETRAR,
    INFO,
    KONTAKT,
    LICENS,
    MER,
    SVARSHUVUDEN,
    SVARSTEXTER,
    VILLKOR,
    oforandrad,
    problemschema,
    sakerhetsscheman,
)

Objekt = dict[str, Any]
SERVER = "https://stegvis.example/stegvis/v1"
METODER = ("get", "put", "post", "patch", "delete")
_BORT = {"HTTPValidationError", "ValidationError"}


def bygg_dokument(app: FastAPI, *, rot: str = "/stegvis/v1", server: str = SERVER) -> Objekt:
    """The document of ``app``; ValueError names every operation that lacks what the profile demands."""
    with byggs():
        dokument = get_openapi(
            title=app.title,
            version=app.version,
            description=BESKRIVNING,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=[{"url": server, "description": "Kommunens installation / the kommun's installation"}],
            terms_of_service=VILLKOR,
            contact=KONTAKT,
            license_info=LICENS,
            external_docs=MER,
        )
    dokument["info"] |= INFO
    dokument["paths"] = _relativa(dokument["paths"], rot)
    scopes = {scope for _, _, op in _operationer(dokument) if (scope := op.get("x-scope"))}
    _satt_komponenter(dokument, sorted(scopes))
    fel = [f"{metod.upper()} {path}: {brist}" for path, metod, op in _operationer(dokument) for brist in _brister(op)]
    if fel:
        raise ValueError("; ".join(fel))
    for path, metod, op in _operationer(dokument):
        _fullborda(path, metod, op, dokument["components"]["schemas"])
    dokument["tags"] = _taggar(dokument)
    infor_exempel(dokument)
    return _ordnat(dokument)


def _relativa(paths: Mapping[str, Objekt], rot: str) -> dict[str, Objekt]:
    utanfor = [path for path in paths if not path.startswith(rot + "/")]
    if utanfor:
        raise ValueError(f"utanför {rot}: {', '.join(utanfor)}")
    return {path.removeprefix(rot): rad for path, rad in paths.items()}


def _operationer(dokument: Objekt) -> Iterator[tuple[str, str, Objekt]]:
    for path, rad in dokument["paths"].items():
        for metod in METODER:
            if metod in rad:
                yield path, metod, rad[metod]


def _brister(op: Objekt) -> Iterator[str]:
    if not op.get("description"):
        yield "saknar beskrivning"
    if not op.get("tags"):
        yield "saknar tagg"
    if bool(op.get("x-scope")) == bool(op.get("x-public")):
        yield "ska ha antingen x-scope eller x-public"


def _satt_komponenter(dokument: Objekt, scopes: list[str]) -> None:
    komponenter = dokument.setdefault("components", {})
    scheman = {namn: schema for namn, schema in komponenter.get("schemas", {}).items() if namn not in _BORT}
    komponenter["schemas"] = dict(sorted((scheman | {"Problem": problemschema()}).items()))
    komponenter["parameters"] = copy.deepcopy(HUVUDPARAMETRAR)
    komponenter["headers"] = copy.deepcopy(SVARSHUVUDEN)
    komponenter["responses"] = {svar.namn: svar.dokument() for svar in FELSVAR.values()} | {"Oforandrad": oforandrad()}
    komponenter["securitySchemes"] = sakerhetsscheman(scopes)
    dokument["security"] = [{"bearer": []}]


@dataclass(frozen=True, slots=True)
class _Drag:
    """What decides the headers and the error answers of an operation."""

    publik: bool
    skriver: bool
    vantar: bool
    idempotens: bool
    if_match: bool
    versionerad: bool
    parametrar: bool
    sokvag: bool
    innehall: bool

    def huvuden(self) -> Iterator[str]:
        """Names of the header parameters."""
        mojliga = {
            "traceparent": True,
            "Stegvis-Person": not self.publik,
            "Idempotency-Key": self.idempotens,
            "If-Match": self.if_match,
            "If-None-Match": self.versionerad and not self.skriver,
        }
        return (namn for namn, mojligt in mojliga.items() if mojligt)

    def felkoder(self) -> Iterator[str]:
        """The statuses of the error answers."""
        mojliga = {
            "400": True,
            "401": not self.publik,
            "403": not self.publik,
            "404": self.sokvag,
            "409": self.skriver or self.vantar,
            "412": self.if_match,
            "413": self.innehall,
            "415": self.innehall,
            "422": self.innehall or self.parametrar,
            "428": self.if_match,
            "429": True,
            "500": True,
            "503": True,
        }
        return (status for status, mojlig in mojliga.items() if mojlig)


def _drag(path: str, metod: str, op: Objekt, scheman: Objekt) -> _Drag:
    """Read an operation; takes its ``x-`` members out."""
    publik = bool(op.pop("x-public", False))
    op.pop(GRANSER, None)
    handelse = metod == "post" and path.endswith("/handelser")
    idempotens = bool(op.pop("x-idempotens", metod == "post")) and not publik
    return _Drag(
        publik=publik,
        skriver=metod != "get" and (idempotens or metod != "post"),
        vantar=bool(op.pop("x-vantar", False)),
        idempotens=idempotens,
        if_match=bool(op.pop("x-if-match", handelse or metod in {"put", "patch"})),
        versionerad=any(_har_version(svar, scheman) for svar in op["responses"].values()),
        parametrar=bool(op.get("parameters")),
        sokvag="{" in path,
        innehall="requestBody" in op,
    )


def _har_version(svar: Objekt, scheman: Objekt) -> bool:
    ref = svar.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return "version" in scheman.get(ref.rpartition("/")[2], {}).get("properties", {})


def _fullborda(path: str, metod: str, op: Objekt, scheman: Objekt) -> None:
    """Security, headers and error answers of one operation."""
    scope = op.pop("x-scope", None)
    drag = _drag(path, metod, op, scheman)
    op["security"] = [] if drag.publik else [{"oauth": [scope]}, {"bearer": [scope]}]
    egna = op.get("parameters", [])
    for parameter in egna:
        _rena_parameter(parameter)
    egna_namn = {parameter["name"].lower() for parameter in egna}
    nya = [{"$ref": f"#/components/parameters/{n}"} for n in drag.huvuden() if n.lower() not in egna_namn]
    op["parameters"] = [*egna, *nya]
    svar = {status: s for status, s in op["responses"].items() if not _ar_fastapis_egen(s)}
    for status, ett in svar.items():
        _fullborda_svar(status, ett, etag=_har_version(ett, scheman))
    if drag.versionerad and metod == "get":
        svar.setdefault("304", {"$ref": "#/components/responses/Oforandrad"})
    for status in drag.felkoder():
        svar.setdefault(status, {"$ref": f"#/components/responses/{FELSVAR[status].namn}"})
    op["responses"] = dict(sorted(svar.items()))


def _rena_parameter(parameter: Objekt) -> None:
    """A parameter is there or not: it has no null. ``page`` counts from 1 when nothing is asked."""
    schema = parameter["schema"]
    grenar = [gren for gren in schema.get("anyOf", []) if gren.get("type") != "null"]
    if len(grenar) == 1:
        del schema["anyOf"]
        schema |= grenar[0]
    if schema.get("default", ...) is None:
        del schema["default"]
    if parameter["name"] == "page" and parameter["in"] == "query":
        schema.setdefault("default", 1)


def _fullborda_svar(status: str, svar: Objekt, *, etag: bool) -> None:
    if svar.get("description", "") in {"", "Successful Response"}:
        svar["description"] = SVARSTEXTER.get(status, "Svar / answer")
    namn = ["traceparent", *(["Location"] if status in {"201", "202"} else []), *(["ETag"] if etag else [])]
    svar["headers"] = {n: {"$ref": f"#/components/headers/{n}"} for n in namn} | svar.get("headers", {})
    if status[0] in "45" and "content" in svar:
        svar["content"] = {MEDIATYP: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _ar_fastapis_egen(svar: Objekt) -> bool:
    schema = svar.get("content", {}).get("application/json", {}).get("schema", {})
    return bool(schema.get("$ref", "").endswith("/HTTPValidationError"))


def _taggar(dokument: Objekt) -> list[Objekt]:
    kanda = {tagg["name"]: tagg for tagg in dokument.get("tags", [])}
    for _, _, op in _operationer(dokument):
        for namn in op["tags"]:
            kanda.setdefault(namn, {"name": namn})
    return list(kanda.values())


def _ordnat(dokument: Objekt) -> Objekt:
    """The members in the order a reader expects."""
    ordning = ("openapi", "info", "externalDocs", "servers", "security", "tags", "paths", "components")
    return {namn: dokument[namn] for namn in ordning}
