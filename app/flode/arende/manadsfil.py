"""A file of months as JSON or CSV, read row by row: a row is either understood or has a fault of its own.

Faults of the file itself are refusals. A personnummer leaves this module only as its look-up print. Must not know
the database.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.core import csv_table
from app.core.csv_table import JA_NEJ, vikt
from app.core.edge.field_faults import FOR_MANGA, SAKNAS, faltfel
from app.core.edge.strict_json import strikt_json
from app.core.errors import Faltfel, OgiltigtInnehall
from app.flode.arende.manad_schemas import FLEST_RADER, Importkropp, Importrad

CSV, JSON = csv_table.MEDIATYP, "application/json"
KOLUMNER = frozenset(Importrad.model_fields)
KRAVDA = ("manad", "forsorjningsstod")
IDENTITETER = frozenset({"personnummer", "arendenummer"})


class Radfel(NamedTuple):
    """Why a row was not taken: code, column and sentence, never what stood there."""

    kod: str
    falt: str | None
    text: str


class Rad(NamedTuple):
    """A row that can be read: where it stands, whose it is (a print or an ärendenummer), and what it says."""

    plats: int
    nyckel: bytes | str
    manad: str
    stod: bool
    hinder: str | None


class Manadsfil(NamedTuple):
    """All rows of a file in its order."""

    kalla: str
    kontrollsumma: str
    rader: list[Rad | Radfel]


Uppslag = Callable[[str], bytes]
JA_ELLER_NEJ = Radfel("ja_eller_nej", "forsorjningsstod", "Skriv ja eller nej, true eller false, 1 eller 0.")
FOR_BRED = Radfel("kolumner", None, "Raden har fler kolumner än rubriken.")


def las(innehall: bytes, mediatyp: str, kalla: str, uppslag: Uppslag) -> Manadsfil:
    """Read a file; raises ``OgiltigBegaran`` (400) or ``OgiltigtInnehall`` (422) when it cannot be one."""
    if mediatyp == JSON:
        kalla, ratt = _ur_json(innehall)
    else:
        ratt = _ur_csv(innehall)
    rader = [_tolka(plats, rad, uppslag) for plats, rad in enumerate(islice(ratt, FLEST_RADER + 1))]
    if len(rader) > FLEST_RADER:
        fel = Faltfel("/rader", *FOR_MANGA)
        raise OgiltigtInnehall(f"En fil kan ha högst {FLEST_RADER} rader. Dela upp den.", fel=[fel])
    return Manadsfil(kalla, hashlib.sha256(innehall).hexdigest(), rader)


def _ur_json(innehall: bytes) -> tuple[str, Iterable[Any]]:
    """Source and rows; each row is checked by itself, so that a bad one stops no other."""
    kropp = strikt_json(innehall)
    rader: list[Any] = []
    if isinstance(kropp, dict) and isinstance(kropp.get("rader"), list):
        rader, kropp = kropp["rader"], {**kropp, "rader": []}
    try:
        return Importkropp.model_validate(kropp).kalla, rader
    except ValidationError as fel:
        raise OgiltigtInnehall("En eller flera uppgifter är inte giltiga.", fel=_faltfel(fel)) from None


def _ur_csv(innehall: bytes) -> Iterator[dict[str, Any] | Radfel]:
    rader = csv_table.las(innehall)
    rubriker = _rubriker(next(rader))
    for celler in rader:
        yield _ur_celler(rubriker, celler)


def _rubriker(celler: list[str]) -> list[str]:
    """The columns by name; raises ``OgiltigtInnehall`` for one that is missing, unknown or repeated."""
    rubriker = [vikt(cell) for cell in celler]
    saknade = [k for k in KRAVDA if k not in rubriker]
    if not IDENTITETER & set(rubriker):
        saknade.append("personnummer")
    fel = [Faltfel(namn, *SAKNAS) for namn in saknade]
    for i, namn in enumerate(rubriker):
        if namn not in KOLUMNER or namn in rubriker[:i]:
            fel.append(Faltfel("", "okand_kolumn", f"Kolumn {i + 1} är okänd eller står två gånger."))
    if fel:
        raise OgiltigtInnehall("Rubrikraden är inte den som en fil med månader ska ha.", fel=fel)
    return rubriker


def _ur_celler(rubriker: list[str], celler: list[str]) -> dict[str, Any] | Radfel:
    """A row as JSON would have said it; an empty cell says nothing."""
    if any(celler[len(rubriker) :]):
        return FOR_BRED
    rad: dict[str, Any] = {n: cell for n, c in zip(rubriker, celler, strict=False) if (cell := c.strip())}
    if "forsorjningsstod" in rad:
        rad["forsorjningsstod"] = JA_NEJ.get(rad["forsorjningsstod"].lower())
        if rad["forsorjningsstod"] is None:
            return JA_ELLER_NEJ
    if "forsorjningshinder" in rad:
        rad["forsorjningshinder"] = vikt(rad["forsorjningshinder"])
    return rad


def _faltfel(fel: ValidationError) -> list[Faltfel]:
    return faltfel(fel.errors(include_url=False, include_context=False, include_input=False))


def _tolka(plats: int, ratt: Any, uppslag: Uppslag) -> Rad | Radfel:
    if isinstance(ratt, Radfel):
        return ratt
    try:
        rad = Importrad.model_validate(ratt)
    except ValidationError as fel:
        forsta = _faltfel(fel)[0]
        return Radfel(forsta.kod, forsta.falt.lstrip("/") or None, forsta.meddelande)
    nyckel = uppslag(rad.personnummer.siffror) if rad.personnummer else rad.arendenummer
    assert nyckel is not None, "the model demands one of the two"
    return Rad(plats, nyckel, rad.manad, rad.forsorjningsstod, rad.forsorjningshinder)
