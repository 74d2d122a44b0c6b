"""Strict JSON types and the two base models: what a schema may be made of.

Input models forbid what they don't name and take only their camelCase names. Each type refuses
everything but its one JSON form: ``false`` is no integer, ``0`` no date, an empty string no text.
``kontrollera_indata`` finds a model made of anything else. Must not know steps.

What is answered is built when it is first used, not when its class is made: to build it all takes a good part of a
start. A server builds the rest when it has begun to answer.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from annotated_types import MaxLen
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, Strict, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.begrepp.identiteter import Kommunkod, OgiltigIdentitet, Organisationsnummer, Personnummer
from app.core.edge.field_faults import falttext, faltundantag

T = TypeVar("T")

FALTNAMN = re.compile(r"[a-z]+([A-Z][a-z]*)*")
RAMNAMN = frozenset({"_meta", "_links", "_tid"})
FORSTA_AR, SISTA_AR = 1900, 2199

_DATUM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIDPUNKT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_MANAD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HELTAL = re.compile(r"-?[0-9]{1,9}")
# Control characters but tab and newline, surrogates, non-characters, and the marks that turn text around.
_FORBJUDNA = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

DATUM = falttext("datum", "Datum skrivs ÅÅÅÅ-MM-DD, mellan år 1900 och 2199.")
TIDPUNKT = falttext("tidpunkt", "Tidpunkt skrivs enligt RFC 3339 med tidszon, till exempel 2026-10-05T08:00:00Z.")
MANAD = falttext("manad", "Månad skrivs ÅÅÅÅ-MM.")
IDENTITET = falttext("identitet", "Värdet ska vara ett UUID.")
TECKEN = falttext("tecken", "Texten innehåller tecken som inte är tillåtna.")
RADBRYT = falttext("radbrytning", "Texten ska stå på en rad.")
HELTAL = falttext("heltal", "Värdet ska vara ett heltal.")
BOOL = falttext("sant_eller_falskt", "Värdet ska vara true eller false.")


@dataclass(frozen=True, slots=True)
class Strikt:
    """Marks a type of this module, so that a model's fields can be checked."""

    namn: str


def _datum(varde: object) -> object:
    if type(varde) is date:
        return varde
    if not isinstance(varde, str) or not _DATUM.fullmatch(varde):
        raise faltundantag(DATUM)
    try:
        dag = date.fromisoformat(varde)
    except ValueError:
        raise faltundantag(DATUM) from None
    # A year further away overflows when months are added to it.
    if not FORSTA_AR <= dag.year <= SISTA_AR:
        raise faltundantag(DATUM)
    return dag


def _tidpunkt(varde: object) -> object:
    if isinstance(varde, str):
        varde = _las_tidpunkt(varde)
    if not isinstance(varde, datetime) or varde.tzinfo is None or not FORSTA_AR <= varde.year <= SISTA_AR:
        raise faltundantag(TIDPUNKT)
    return varde if varde.tzinfo is UTC else varde.astimezone(UTC)


def _las_tidpunkt(text: str) -> datetime | None:
    traff = _TIDPUNKT.fullmatch(text)
    if traff is None:
        return None
    dag, klocka, brak, zon = traff.groups()
    try:
        return datetime.fromisoformat(f"{dag}T{klocka}{(brak or '')[:7]}{zon.upper()}")
    except ValueError:
        return None


def _manad(varde: object) -> object:
    if not isinstance(varde, str) or not _MANAD.fullmatch(varde) or not FORSTA_AR <= int(varde[:4]) <= SISTA_AR:
        raise faltundantag(MANAD)
    return varde


def _identitet(varde: object) -> object:
    if isinstance(varde, UUID):
        return varde
    if not isinstance(varde, str) or not _UUID.fullmatch(varde):
        raise faltundantag(IDENTITET)
    return UUID(varde)


def _text(varde: object) -> object:
    """Stripped, newlines as LF, composed (NFC); what isn't text is left for the type to refuse."""
    if not isinstance(varde, str):
        return varde
    if _FORBJUDNA.search(text := varde.replace("\r\n", "\n")):
        raise faltundantag(TECKEN)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def _rad(varde: object) -> object:
    text = _text(varde)
    if isinstance(text, str) and ("\n" in text or "\t" in text):
        raise faltundantag(RADBRYT)
    return text


def _parameterheltal(varde: object) -> object:
    if type(varde) is int:
        return varde
    if not isinstance(varde, str) or not _HELTAL.fullmatch(varde):
        raise faltundantag(HELTAL)
    return int(varde)


def _parameterbool(varde: object) -> object:
    if isinstance(varde, bool):
        return varde
    if varde not in {"true", "false"}:
        raise faltundantag(BOOL)
    return varde == "true"


def _tolkad(typ: type[T], tolka: Callable[[str], T]) -> Callable[[object], object]:
    """A validator for a word of the domain; its refusals already carry code and Swedish text."""

    def validera(varde: object) -> object:
        if isinstance(varde, typ):
            return varde
        try:
            return tolka(varde) if isinstance(varde, str) else _ej_text()
        except OgiltigIdentitet as fel:
            raise faltundantag(falttext(fel.kod, fel.meddelande)) from None

    return validera


def _ej_text() -> object:
    raise PydanticCustomError("string_type", "text")


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


Heltal = Annotated[int, Strict(), Field(ge=-2_147_483_648, le=2_147_483_647), Strikt("Heltal")]
Antal = Annotated[int, Strict(), Field(ge=0, le=2_147_483_647), Strikt("Antal")]
PositivtHeltal = Annotated[int, Strict(), Field(ge=1, le=2_147_483_647), Strikt("PositivtHeltal")]
Bool = Annotated[bool, Strict(), Strikt("Bool")]
Datum = Annotated[
    date, BeforeValidator(_datum), _schema(type="string", format="date", example="2026-10-05"), Strikt("Datum")
]
Tidpunkt = Annotated[
    datetime,
    BeforeValidator(_tidpunkt),
    _schema(type="string", format="date-time", example="2026-10-05T08:00:00Z"),
    Strikt("Tidpunkt"),
]
ManadStr = Annotated[
    str,
    BeforeValidator(_manad),
    _schema(type="string", pattern="^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", example="2026-10"),
    Strikt("ManadStr"),
]
Identitet = Annotated[
    UUID,
    BeforeValidator(_identitet),
    _schema(type="string", format="uuid", example="0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"),
    Strikt("Identitet"),
]
KortText = Annotated[str, Strict(), Field(min_length=1, max_length=200), BeforeValidator(_rad), Strikt("KortText")]
LangText = Annotated[str, Strict(), Field(min_length=1, max_length=2000), BeforeValidator(_text), Strikt("LangText")]
Fritext = Annotated[str, Strict(), Field(max_length=10_000), BeforeValidator(_text), Strikt("Fritext")]
KravdFritext = Annotated[
    str, Strict(), Field(min_length=1, max_length=10_000), BeforeValidator(_text), Strikt("KravdFritext")
]
PersonnummerIn = Annotated[
    Personnummer,
    PlainValidator(_tolkad(Personnummer, Personnummer.tolka)),
    _schema(type="string", pattern="^[0-9]{8}[-+]?[0-9]{4}$", example="19850213-9804"),
    Strikt("PersonnummerIn"),
]
OrganisationsnummerIn = Annotated[
    Organisationsnummer,
    PlainValidator(_tolkad(Organisationsnummer, Organisationsnummer.tolka)),
    _schema(type="string", pattern="^[0-9]{6}-?[0-9]{4}$", example="212000-0357"),
    Strikt("OrganisationsnummerIn"),
]
KommunkodIn = Annotated[
    Kommunkod,
    PlainValidator(_tolkad(Kommunkod, Kommunkod.tolka)),
    _schema(type="string", pattern="^[0-9]{4}$", example="0484"),
    Strikt("KommunkodIn"),
]
Lista = Annotated[list[T], Field(max_length=1000)]

# Query parameters arrive as text; pydantic's own reading also takes "1.0", "on" and "yes".
ParameterHeltal = Annotated[int, BeforeValidator(_parameterheltal), Strikt("ParameterHeltal")]
ParameterBool = Annotated[bool, BeforeValidator(_parameterbool), Strikt("ParameterBool")]


def _kontrollera_namn(modell: type[BaseModel], tillatna: frozenset[str]) -> None:
    for namn, falt in modell.model_fields.items():
        alias = falt.alias or namn
        if alias not in tillatna and not FALTNAMN.fullmatch(alias):
            raise TypeError(f"{modell.__name__}.{namn}: JSON-namnet {alias} följer inte mönstret {FALTNAMN.pattern}")


class Indata(BaseModel):
    """What a client sends: nothing unknown, camelCase only, unchanged once read."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        allow_inf_nan=False,
        defer_build=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_alias=True,
        validate_by_name=False,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        _kontrollera_namn(cls, frozenset())


class Utdata(BaseModel):
    """What the service answers: built by Python names, written by camelCase names."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        allow_inf_nan=False,
        defer_build=True,
        from_attributes=True,
        hide_input_in_errors=True,
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        _kontrollera_namn(cls, RAMNAMN)


def modeller(rot: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that build on one, in the order they were made."""
    for modell in rot.__subclasses__():
        yield modell
        yield from modeller(modell)


def kontrollera_indata(modell: type[BaseModel]) -> list[str]:
    """Every fault in what an input model is made of, as "Modell.falt: fault"; empty if it is strict."""
    return list(dict.fromkeys(_modellfel(modell, set())))


def _modellfel(modell: type[BaseModel], sedda: set[type]) -> Iterator[str]:
    if modell in sedda:
        return
    sedda.add(modell)
    if not issubclass(modell, Indata):
        yield f"{modell.__name__}: bygger inte på Indata"
    if modell.model_config.get("extra") != "forbid":
        yield f"{modell.__name__}: tar emot okända fält"
    typer = get_type_hints(modell, include_extras=True)
    for namn in modell.model_fields:
        for fel in _typfel(typer[namn], sedda, ()):
            yield fel if ": " in fel else f"{modell.__name__}.{namn}: {fel}"


def _typfel(typ: Any, sedda: set[type], metadata: tuple[object, ...]) -> Iterator[str]:
    ursprung, delar = get_origin(typ), get_args(typ)
    if ursprung is Annotated:
        yield from _typfel(delar[0], sedda, (*metadata, *delar[1:]))
    elif any(isinstance(m, Strikt) for m in metadata) or typ is NoneType:
        return
    elif ursprung in (Union, UnionType):
        for gren in delar:
            yield from _typfel(gren, sedda, metadata)
    elif ursprung is list:
        if not _har_tak(metadata):
            yield "listan saknar största längd"
        yield from _typfel(delar[0], sedda, ())
    elif isinstance(typ, type) and issubclass(typ, BaseModel):
        yield from _modellfel(typ, sedda)
    elif not _ar_val(typ):
        yield f"typen {getattr(typ, '__name__', typ)} är inte strikt"


def _ar_val(typ: Any) -> bool:
    """A closed set of texts: a StrEnum or a Literal of strings."""
    if get_origin(typ) is Literal:
        return all(isinstance(varde, str) for varde in get_args(typ))
    return isinstance(typ, type) and issubclass(typ, StrEnum)


def _har_tak(metadata: tuple[object, ...]) -> bool:
    inre = (m for yttre in metadata for m in (yttre, *getattr(yttre, "metadata", ())))
    return any(isinstance(m, MaxLen) for m in inre)
