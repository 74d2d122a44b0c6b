"""Building blocks of the mock's validation: a check takes a path and a value and gives the faults found.

Written by hand and not read from the contract, so that contract and mock can be tested against each other.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from tests.mockad_af.felsvar import Faltfel, Faltkod
from tests.mockad_af.kontrollsiffra import (
    ar_datum,
    ar_organisationsnummer_form,
    ar_personnummer_form,
    luhn_stammer,
)

Kontroll: TypeAlias = Callable[[str, Any], list[Faltfel]]
Villkor: TypeAlias = Callable[[str, Mapping[str, Any]], list[Faltfel]]
Listvillkor: TypeAlias = Callable[[str, list[Any]], list[Faltfel]]

_TIDPUNKT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def _format(falt: str, meddelande: str) -> list[Faltfel]:
    return [Faltfel(falt, Faltkod.FORMAT, meddelande)]


def _kodbar(text: str) -> bool:
    return not any("\ud800" <= tecken <= "\udfff" for tecken in text)


def text(langst: int) -> Kontroll:
    """A non-empty string of at most ``langst`` characters."""

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        if isinstance(varde, str) and 0 < len(varde) <= langst and _kodbar(varde):
            return []
        return _format(falt, f"ska vara text, 1-{langst} tecken")

    return kontrollera


def monster(uttryck: str, beskrivning: str) -> Kontroll:
    """A string that matches the whole pattern."""
    kompilerat = re.compile(uttryck)

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        ok = isinstance(varde, str) and kompilerat.fullmatch(varde)
        return [] if ok else _format(falt, f"ska vara {beskrivning}")

    return kontrollera


def tal(minst: float, hogst: float) -> Kontroll:
    """A number within the bounds; ``true`` is no number."""

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        ok = isinstance(varde, int | float) and not isinstance(varde, bool) and minst <= varde <= hogst
        return [] if ok else _format(falt, f"ska vara ett tal {minst:g}-{hogst:g}")

    return kontrollera


def heltal(minst: int, hogst: int) -> Kontroll:
    """An integer within the bounds; ``3.0`` is one, as in JSON Schema."""
    inom = tal(minst, hogst)

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        if inom(falt, varde) or varde != int(varde):
            return _format(falt, f"ska vara ett heltal {minst}-{hogst}")
        return []

    return kontrollera


def en_av(*koder: object) -> Kontroll:
    """One of the listed codes; ``true`` is not 1."""

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        ok = isinstance(varde, str | int | float) and not isinstance(varde, bool) and varde in koder
        return [] if ok else _format(falt, "ska vara en kod ur kodlistan")

    return kontrollera


def eller_tomt(kontroll: Kontroll) -> Kontroll:
    """``null`` is allowed too."""

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        return [] if varde is None else kontroll(falt, varde)

    return kontrollera


def datum(falt: str, varde: Any) -> list[Faltfel]:
    """``YYYY-MM-DD``."""
    return [] if isinstance(varde, str) and ar_datum(varde) else _format(falt, "ska vara ett datum, ÅÅÅÅ-MM-DD")


def tidpunkt(falt: str, varde: Any) -> list[Faltfel]:
    """RFC 3339 with offset."""
    try:
        ok = isinstance(varde, str) and _TIDPUNKT.fullmatch(varde) and datetime.fromisoformat(varde)
    except ValueError:
        ok = False
    return [] if ok else _format(falt, "ska vara en tidpunkt med tidszon")


def personnummer(falt: str, varde: Any) -> list[Faltfel]:
    """Twelve digits with a valid check digit; samordningsnummer too."""
    if not isinstance(varde, str) or not ar_personnummer_form(varde):
        return _format(falt, "ska vara ett personnummer med 12 siffror")
    return [] if luhn_stammer(varde[2:]) else [Faltfel(falt, Faltkod.KONTROLLSIFFRA, "har fel kontrollsiffra")]


def organisationsnummer(falt: str, varde: Any) -> list[Faltfel]:
    """Ten digits with a valid check digit."""
    if not isinstance(varde, str) or not ar_organisationsnummer_form(varde):
        return _format(falt, "ska vara ett organisationsnummer med 10 siffror")
    return [] if luhn_stammer(varde) else [Faltfel(falt, Faltkod.KONTROLLSIFFRA, "har fel kontrollsiffra")]


def _saknade(falt: str, varde: Mapping[str, Any], obligatoriska: Mapping[str, Kontroll]) -> list[Faltfel]:
    return [Faltfel(f"{falt}{namn}", Faltkod.SAKNAS, "saknas") for namn in obligatoriska if namn not in varde]


def _okanda(falt: str, varde: Mapping[str, Any], kanda: Mapping[str, Kontroll]) -> list[Faltfel]:
    return [Faltfel(f"{falt}{namn}"[:200], Faltkod.OKANT_FALT, "är inte känt") for namn in varde if namn not in kanda]


def objekt(
    obligatoriska: Mapping[str, Kontroll],
    valfria: Mapping[str, Kontroll] | None = None,
    *villkor: Villkor,
) -> Kontroll:
    """An object with exactly these fields; ``villkor`` across fields are tried when each field is right."""
    kanda = {**obligatoriska, **(valfria or {})}

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        if not isinstance(varde, dict):
            return _format(falt or "innehåll", "ska vara ett objekt")
        stam = f"{falt}." if falt else ""
        fel = _saknade(stam, varde, obligatoriska) + _okanda(stam, varde, kanda)
        for namn in kanda.keys() & varde.keys():
            fel += kanda[namn](f"{stam}{namn}", varde[namn])
        if not fel:
            fel = [rad for provning in villkor for rad in provning(stam, varde)]
        return sorted(fel, key=lambda rad: rad.falt)

    return kontrollera


def lista(kontroll: Kontroll, hogst: int, *villkor: Listvillkor) -> Kontroll:
    """At most ``hogst`` elements, each right; ``villkor`` across them are tried when each is."""

    def kontrollera(falt: str, varde: Any) -> list[Faltfel]:
        if not isinstance(varde, list) or len(varde) > hogst:
            return _format(falt, f"ska vara en lista med högst {hogst} rader")
        fel = [rad for nr, ett in enumerate(varde) for rad in kontroll(f"{falt}.{nr}", ett)]
        return fel or [rad for provning in villkor for rad in provning(falt, varde)]

    return kontrollera


def i_ordning(fran: str, till: str) -> Villkor:
    """``till`` is not before ``fran``; an open end is fine. Both dates, or both moments."""

    def prova(stam: str, varde: Mapping[str, Any]) -> list[Faltfel]:
        forst, sist = varde.get(fran), varde.get(till)
        if not forst or not sist or datetime.fromisoformat(sist) >= datetime.fromisoformat(forst):
            return []
        return [Faltfel(f"{stam}{till}", Faltkod.VILLKOR, f"ligger före {fran}")]

    return prova
