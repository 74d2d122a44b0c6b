"""One example for every body in an API description, built from the examples of its fields.

The national profile reads a singular ``example``; pydantic writes ``examples`` as a list.
"""

from collections.abc import Iterator
from typing import Any

Objekt = dict[str, Any]
FORMAT = {
    "date": "2026-10-05",
    "date-time": "2026-10-05T08:00:00Z",
    "uuid": "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e",
    "uri": "https://stegvis.example/",
    "email": "api@stegvis.example",
}
_DJUPAST = 30
_GRANSER = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def infor_exempel(dokument: Objekt) -> None:
    """Give every schema one ``example`` where it had several, every date one, and every JSON body one.

    Also mends limits that pydantic wrote under its own names: it is the same walk.
    """
    for schema in _alla_scheman([dokument["components"]["schemas"], dokument["paths"]]):
        _ett_exempel(schema)
        _granser(schema)
        for falt in schema.get("properties", {}).values():
            _datumexempel(falt)
    for innehall in _innehall(dokument):
        if "example" not in innehall and "examples" not in innehall:
            innehall["example"] = exempel_for(innehall["schema"], dokument)


def _alla_scheman(nod: Any) -> Iterator[Objekt]:
    """Every JSON object below ``nod`` that can be a schema."""
    if isinstance(nod, dict):
        yield nod
        for namn, del_ in nod.items():
            if namn not in {"example", "examples", "default", "enum", "const"}:
                yield from _alla_scheman(del_)
    elif isinstance(nod, list):
        for del_ in nod:
            yield from _alla_scheman(del_)


def _ett_exempel(schema: Objekt) -> None:
    lista = schema.get("examples")
    if isinstance(lista, list) and lista:
        schema.setdefault("example", lista[0])
        del schema["examples"]


def _granser(schema: Objekt) -> None:
    """Pydantic leaves a limit under its own name where it cannot see the type it limits."""
    for eget, ratt in _GRANSER.items():
        if isinstance(schema.get(eget), int | float):
            schema[ratt] = schema.pop(eget)


def _datumexempel(falt: Objekt) -> None:
    former = [falt, *falt.get("anyOf", [])]
    funna = [form for form in former if form.get("format") in {"date", "date-time"}]
    if funna and "example" not in falt:
        falt["example"] = funna[0].get("example", FORMAT[funna[0]["format"]])


def _innehall(dokument: Objekt) -> Iterator[Objekt]:
    """Every media type object with a schema, of requests and answers."""
    for rad in dokument["paths"].values():
        for op in rad.values():
            if not isinstance(op, dict):
                continue
            for bararen in (op.get("requestBody", {}), *op.get("responses", {}).values()):
                yield from (m for m in bararen.get("content", {}).values() if "schema" in m)


def exempel_for(schema: Objekt, dokument: Objekt, djup: int = 0) -> Any:
    """A value that fits ``schema``: its own example, else one built from its parts."""
    if djup > _DJUPAST:
        return None
    if "$ref" in schema:
        bas = exempel_for(_sla_upp(schema["$ref"], dokument), dokument, djup + 1)
        return schema.get("example", bas)
    for namn in ("example", "const", "default"):
        if schema.get(namn) is not None:
            return schema[namn]
    if schema.get("enum"):
        return schema["enum"][0]
    for namn in ("anyOf", "oneOf", "allOf"):
        if namn in schema:
            return _av_val(schema[namn], dokument, djup)
    return _av_typ(schema, dokument, djup)


def _sla_upp(ref: str, dokument: Objekt) -> Objekt:
    nod: Any = dokument
    for del_ in ref.removeprefix("#/").split("/"):
        nod = nod[del_]
    found: Objekt = nod
    return found


def _av_val(grenar: list[Objekt], dokument: Objekt, djup: int) -> Any:
    forsta = next((gren for gren in grenar if gren.get("type") != "null"), grenar[0])
    return exempel_for(forsta, dokument, djup + 1)


def _av_typ(schema: Objekt, dokument: Objekt, djup: int) -> Any:
    match schema.get("type"):
        case "object":
            return _objekt(schema, dokument, djup)
        case "array":
            post = exempel_for(schema.get("items", {}), dokument, djup + 1)
            return [post] * max(1, schema.get("minItems", 1))
        case "integer" | "number":
            return _tal(schema)
        case "boolean":
            return True
        case "string":
            return _text(schema)
        case _:
            return None


def _objekt(schema: Objekt, dokument: Objekt, djup: int) -> Objekt:
    falt, ovriga = schema.get("properties", {}), schema.get("additionalProperties")
    if not falt and isinstance(ovriga, dict) and ovriga:
        falt = {"self": ovriga}  # a map of links; any other map may hold the name too
    return {namn: exempel_for(del_, dokument, djup + 1) for namn, del_ in falt.items()}


def _tal(schema: Objekt) -> Any:
    minst = schema.get("minimum", 1)
    return minst if minst > 1 or schema.get("maximum", 1) < 1 else 1


def _text(schema: Objekt) -> str:
    text = FORMAT.get(schema.get("format", ""), "text")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", len(text) + 10_000)]
