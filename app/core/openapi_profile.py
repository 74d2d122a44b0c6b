"""What the national REST API profile demands of a description and can be read from it alone."""

import re
from collections.abc import Iterator
from typing import Any

Objekt = dict[str, Any]
_CAMEL = re.compile(r"[a-z]+([A-Z][a-z]*)*")
_SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SERVER = re.compile(r"https://[a-z0-9.-]+/[a-z0-9-]+/v[0-9]+")
_NUMMER = {"personnummer", "personidentitet", "samordningsnummer", "pnr", "ssn"}
_METODER = ("get", "put", "post", "patch", "delete")
_PROBLEMFALT = {"type", "title", "status", "detail", "instance"}
_INFO = ("title", "version", "description", "termsOfService", "contact", "license")
_RAM = {"_meta", "_links", "_tid"}


def kontrollera_dokument(dokument: Objekt) -> list[str]:
    """Every fault, as "place: fault"; empty when the description follows the profile."""
    fel = [*_info(dokument), *_scheman(dokument)]
    for path, rad in dokument["paths"].items():
        fel += _sokvag(path, rad)
        for metod in _METODER:
            if metod in rad:
                fel += (f"{metod.upper()} {path}: {brist}" for brist in _operation(rad[metod], dokument))
    return fel


def _info(dokument: Objekt) -> Iterator[str]:
    info = dokument["info"]
    saknade = [
        n for n in ("title", "version", "description", "termsOfService", "contact", "license") if not info.get(n)
    ]
    saknade += [f"contact.{n}" for n in ("name", "url", "email") if not info.get("contact", {}).get(n)]
    yield from (f"info: saknar {namn}" for namn in saknade)
    if "begränsning" not in info.get("description", "").lower():
        yield "info: beskrivningen nämner inga begränsningar"
    if not dokument.get("externalDocs", {}).get("url"):
        yield "externalDocs: saknas"
    yield from (f"servers: {s['url']}" for s in dokument["servers"] if not _SERVER.fullmatch(s["url"]))
    if "/api-info" not in dokument["paths"]:
        yield "paths: /api-info saknas"
    for namn, schema in dokument["components"]["securitySchemes"].items():
        if schema.get("scheme", "bearer") != "bearer":
            yield f"securitySchemes: {namn} är inte bearer"


def _scheman(dokument: Objekt) -> Iterator[str]:
    for namn, schema in dokument["components"]["schemas"].items():
        for falt, form in schema.get("properties", {}).items():
            if not _CAMEL.fullmatch(falt) and falt not in _RAM:
                yield f"{namn}.{falt}: inte camelCase"
            if form.get("format") in {"date", "date-time"} and "example" not in form:
                yield f"{namn}.{falt}: saknar exempel"


def _sokvag(path: str, rad: Objekt) -> Iterator[str]:
    if "parameters" in rad:
        yield f"{path}: parametrar på sökvägen"
    for del_ in path.strip("/").split("/"):
        monster = _CAMEL if del_.startswith("{") else _SEGMENT
        if not monster.fullmatch(del_.strip("{}")):
            yield f"{path}: {del_}"


def _sla_upp(nod: Objekt, dokument: Objekt) -> Objekt:
    while "$ref" in nod:
        mal: Any = dokument
        for del_ in nod["$ref"].removeprefix("#/").split("/"):
            mal = mal[del_]
        nod = mal
    return nod


def _operation(op: Objekt, dokument: Objekt) -> Iterator[str]:
    if not op.get("description"):
        yield "saknar beskrivning"
    yield from _parametrar([_sla_upp(p, dokument) for p in op.get("parameters", [])])
    if "requestBody" in op:
        yield from _exempel("innehållet", op["requestBody"].get("content", {}))
    for status, svar in op["responses"].items():
        yield from _svar(status, _sla_upp(svar, dokument), dokument)


def _parametrar(parametrar: list[Objekt]) -> Iterator[str]:
    fraga = {p["name"]: p for p in parametrar if p["in"] == "query"}
    yield from (f"{p['name']}: ser ut som personnummer" for p in parametrar if p["name"].lower() in _NUMMER)
    yield from (f"{namn}: inte camelCase" for namn in fraga if not _CAMEL.fullmatch(namn))
    yield from (f"{namn}: sökparameter som krävs" for namn, p in fraga.items() if p.get("required"))
    if "page" in fraga and fraga.get("limit", {}).get("schema", {}).get("default") != 20:
        yield "page utan limit med standardvärdet 20"
    if "page" in fraga and fraga["page"]["schema"].get("default") != 1:
        yield "page börjar inte på 1"
    if not any(p["in"] == "header" and p["name"] == "traceparent" for p in parametrar):
        yield "tar inte emot traceparent"


def _svar(status: str, svar: Objekt, dokument: Objekt) -> Iterator[str]:
    if not svar.get("description"):
        yield f"{status} saknar beskrivning"
    if "traceparent" not in svar.get("headers", {}):
        yield f"{status} saknar traceparent"
    innehall = svar.get("content", {})
    yield from _exempel(status, innehall)
    if status[0] in "45":
        schema = _sla_upp(innehall.get("application/problem+json", {}).get("schema", {}), dokument)
        if schema.get("type") != "object" or not schema.get("properties", {}).keys() >= _PROBLEMFALT:
            yield f"{status} är inte ett platt problemdokument"


def _exempel(plats: str, innehall: Objekt) -> Iterator[str]:
    for mediatyp, media in innehall.items():
        if mediatyp.endswith("json") and "example" not in media and "examples" not in media:
            yield f"{plats} saknar exempel"
