"""Faults in single fields: a pointer, a stable code and a Swedish sentence, never anything that was sent.

pydantic's own messages quote the input or the schema, so none of them is passed on: its error types
are translated here. A type of our own registers its code and sentence with ``falttext``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from app.core.errors import Faltfel

_ANNAT = ("ogiltigt_varde", "Värdet är inte giltigt.")
_NAMN = re.compile(r"_?[A-Za-z]{1,40}")
_PLATSER = {"body", "query", "path", "header", "cookie"}

FALTTEXTER: dict[str, str] = {}


def falttext(kod: str, meddelande: str) -> str:
    """Register the sentence of a fault that one of our own types raises; once per code."""
    if FALTTEXTER.get(kod, meddelande) != meddelande:
        raise ValueError(f"fältkoden {kod} finns redan")
    FALTTEXTER[kod] = meddelande
    return kod


def faltundantag(kod: str) -> PydanticCustomError:
    """The error a validator raises for a registered code."""
    return PydanticCustomError(kod, "{meddelande}", {"meddelande": FALTTEXTER[kod]})


SAKNAS = ("saknas", "Fältet saknas.")
OKANT = ("okant_falt", "Fältet finns inte här.")
FEL_TYP_TEXT = ("text", "Värdet ska vara en text.")
FEL_TYP_HELTAL = ("heltal", "Värdet ska vara ett heltal.")
FEL_TYP_TAL = ("tal", "Värdet ska vara ett tal.")
FEL_TYP_BOOL = ("sant_eller_falskt", "Värdet ska vara true eller false.")
FEL_TYP_LISTA = ("lista", "Värdet ska vara en lista.")
FEL_TYP_OBJEKT = ("objekt", "Värdet ska vara ett objekt.")
FEL_VAL = ("otillatet_val", "Värdet är inte ett av de tillåtna.")
FEL_DATUM = ("datum", "Datum skrivs ÅÅÅÅ-MM-DD.")
FEL_TID = ("tidpunkt", "Tidpunkt skrivs enligt RFC 3339 med tidszon, till exempel 2026-10-05T08:00:00Z.")
FEL_ID = ("identitet", "Värdet ska vara ett UUID.")
FOR_KORT = ("for_kort", "Texten är för kort.")
FOR_LANG = ("for_lang", "Texten är för lång.")
FEL_FORM = ("form", "Texten har inte rätt form.")
FOR_LITET = ("for_litet", "Talet är för litet.")
FOR_STORT = ("for_stort", "Talet är för stort.")
FOR_FA = ("for_fa", "Listan har för få poster.")
FOR_MANGA = ("for_manga", "Listan har för många poster.")

PYDANTIC_FEL: dict[str, tuple[str, str]] = {
    "missing": SAKNAS,
    "missing_argument": SAKNAS,
    "extra_forbidden": OKANT,
    "string_type": FEL_TYP_TEXT,
    "string_sub_type": FEL_TYP_TEXT,
    "string_unicode": FEL_FORM,
    "string_too_short": FOR_KORT,
    "string_too_long": FOR_LANG,
    "string_pattern_mismatch": FEL_FORM,
    "int_type": FEL_TYP_HELTAL,
    "int_parsing": FEL_TYP_HELTAL,
    "int_parsing_size": FEL_TYP_HELTAL,
    "int_from_float": FEL_TYP_HELTAL,
    "float_type": FEL_TYP_TAL,
    "float_parsing": FEL_TYP_TAL,
    "finite_number": FEL_TYP_TAL,
    "decimal_type": FEL_TYP_TAL,
    "decimal_parsing": FEL_TYP_TAL,
    "bool_type": FEL_TYP_BOOL,
    "bool_parsing": FEL_TYP_BOOL,
    "greater_than": FOR_LITET,
    "greater_than_equal": FOR_LITET,
    "less_than": FOR_STORT,
    "less_than_equal": FOR_STORT,
    "list_type": FEL_TYP_LISTA,
    "tuple_type": FEL_TYP_LISTA,
    "set_type": FEL_TYP_LISTA,
    "too_short": FOR_FA,
    "too_long": FOR_MANGA,
    "dict_type": FEL_TYP_OBJEKT,
    "model_type": FEL_TYP_OBJEKT,
    "model_attributes_type": FEL_TYP_OBJEKT,
    "enum": FEL_VAL,
    "literal_error": FEL_VAL,
    "union_tag_invalid": FEL_VAL,
    "union_tag_not_found": SAKNAS,
    "date_type": FEL_DATUM,
    "date_parsing": FEL_DATUM,
    "date_from_datetime_parsing": FEL_DATUM,
    "date_from_datetime_inexact": FEL_DATUM,
    "datetime_type": FEL_TID,
    "datetime_parsing": FEL_TID,
    "datetime_from_date_parsing": FEL_TID,
    "timezone_naive": FEL_TID,
    "timezone_aware": FEL_TID,
    "uuid_type": FEL_ID,
    "uuid_parsing": FEL_ID,
    "uuid_version": FEL_ID,
}


def _del(delen: object) -> str | None:
    """A part of a pointer that may be shown: an index, or a name that cannot hold a number."""
    if isinstance(delen, int):
        return str(delen)
    text = str(delen)
    return text if _NAMN.fullmatch(text) or (text.isascii() and text.replace("-", "").isalpha()) else None


def pekare(loc: Sequence[object]) -> str:
    """JSON pointer for the body, plain name for a parameter; parts that may be input are left out."""
    plats, *resten = loc if loc and loc[0] in _PLATSER else ("body", *loc)
    delar = [text for text in map(_del, resten) if text is not None]
    if plats == "body":
        return "".join(f"/{text}" for text in delar)
    return delar[0] if delar else ""


def faltfel(fel: Iterable[Mapping[str, Any]]) -> list[Faltfel]:
    """Pydantic's errors in our words; reads only type and place, never input, message or context."""
    ut = []
    for ett in fel:
        typ = str(ett["type"])
        kod, text = (typ, FALTTEXTER[typ]) if typ in FALTTEXTER else PYDANTIC_FEL.get(typ, _ANNAT)
        ut.append(Faltfel(pekare(ett["loc"]), kod, text))
    return ut
