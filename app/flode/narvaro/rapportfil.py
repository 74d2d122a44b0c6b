"""A report about many occasions as JSON or CSV, read row by row: a row is either understood or has a fault of its own.

Faults of the report itself are refusals. The columns of a CSV are those of the list that it is filled in from; the
ones that tell whose the row is are not read. Must not know the database.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.core import csv_table
from app.core.csv_table import JA_NEJ, vikt
from app.core.edge.field_faults import FOR_FA, FOR_MANGA, SAKNAS, faltfel
from app.core.edge.strict_json import strikt_json
from app.core.errors import Faltfel, OgiltigtInnehall
from app.flode.narvaro.rapport_schemas import FLEST_RADER, Rapportkropp, Rapportrad
from app.flode.narvaro.rapporter import Rad, Radfel, Tomrad

JSON = "application/json"
# What a list tells for the eye beside what is to be filled in.
UPPLYSANDE = frozenset({"bestallning", "namn", "aktivitet", "dag", "fran", "till"})
IFYLLDA = frozenset(Rapportrad.model_fields)
SVAR = ("blev_av", "utfall", "installt_av", "narvarande_fran", "narvarande_till", "orsak", "text")
VIKTA = frozenset({"utfall", "installt_av", "orsak"})
JA_ELLER_NEJ = Radfel("ja_eller_nej", None, "Skriv ja eller nej, true eller false, 1 eller 0.")
FOR_BRED = Radfel("kolumner", None, "Raden har fler kolumner än rubriken.")
INGET_OBJEKT = Radfel("objekt", None, "Raden ska vara ett objekt.")
_LISTA: TypeAdapter[list[Rapportrad]] = TypeAdapter(list[Rapportrad])


def las(innehall: bytes, mediatyp: str) -> list[Rad | Radfel | Tomrad]:
    """Read a report; raises ``OgiltigBegaran`` (400) or ``OgiltigtInnehall`` (422) when it cannot be one."""
    ratt = _ur_json(innehall) if mediatyp == JSON else _ur_csv(innehall)
    if not 1 <= len(ratt) <= FLEST_RADER:
        fel = FOR_MANGA if ratt else FOR_FA
        raise OgiltigtInnehall(f"En rapport har 1 till {FLEST_RADER} rader.", fel=[Faltfel("/rader", *fel)])
    return _tolkade(ratt)


def _ur_json(innehall: bytes) -> list[Any]:
    """The rows; each is checked by itself, so that a bad one stops no other."""
    kropp = strikt_json(innehall)
    if isinstance(kropp, dict) and isinstance(kropp.get("rader"), list) and len(kropp) == 1:
        rader: list[Any] = kropp["rader"]
        return rader
    try:
        Rapportkropp.model_validate(kropp)
    except ValidationError as fel:
        raise OgiltigtInnehall("En eller flera uppgifter är inte giltiga.", fel=_faltfel(fel)) from None
    raise AssertionError("what is not of the form is refused")


def _ur_csv(innehall: bytes) -> list[Any]:
    rader = csv_table.las(innehall)
    rubriker = _rubriker(next(rader))
    return [_ur_celler(rubriker, celler) for celler in islice(rader, FLEST_RADER + 1)]


def _rubriker(celler: Sequence[str]) -> list[str]:
    """The columns by name; raises ``OgiltigtInnehall`` for one that is missing, unknown or repeated."""
    rubriker = [vikt(cell) for cell in celler]
    fel = [Faltfel("tillfalle_id", *SAKNAS)] if "tillfalle_id" not in rubriker else []
    for i, namn in enumerate(rubriker):
        if namn not in IFYLLDA | UPPLYSANDE or namn in rubriker[:i]:
            fel.append(Faltfel("", "okand_kolumn", f"Kolumn {i + 1} är okänd eller står två gånger."))
    if fel:
        raise OgiltigtInnehall("Rubrikraden är inte den som en närvarolista ska ha.", fel=fel)
    return rubriker


def _ur_celler(rubriker: Sequence[str], celler: Sequence[str]) -> Any:
    """A row as JSON would have said it; an empty cell says nothing, and a row of only those leaves it unmarked."""
    if any(celler[len(rubriker) :]):
        return FOR_BRED
    ifyllt = {n: cell for n, c in zip(rubriker, celler, strict=False) if n in IFYLLDA and (cell := c.strip())}
    rad: dict[str, Any] = {n: vikt(v) if n in VIKTA else v for n, v in ifyllt.items()}
    if not any(namn in rad for namn in SVAR):
        return Tomrad(rad.get("rad_id"))
    for namn in ("blev_av", "utanfor_tiden"):
        if namn in rad:
            rad[namn] = JA_NEJ.get(rad[namn].lower())
            if rad[namn] is None:
                return JA_ELLER_NEJ._replace(falt=namn)
    return {_kamel(namn): varde for namn, varde in rad.items()}


def _kamel(namn: str) -> str:
    forsta, *resten = namn.split("_")
    return forsta + "".join(map(str.capitalize, resten))


def _faltfel(fel: ValidationError) -> list[Faltfel]:
    return faltfel(fel.errors(include_url=False, include_context=False, include_input=False))


def _tolkade(ratt: Sequence[Any]) -> list[Rad | Radfel | Tomrad]:
    """All at once; when some are faulty, those are set aside and the others read again."""
    ut: dict[int, Rad | Radfel | Tomrad] = {}
    for i, rad in enumerate(ratt):
        if isinstance(rad, Radfel | Tomrad):
            ut[i] = rad
        elif not isinstance(rad, dict):
            ut[i] = INGET_OBJEKT
    kvar = [i for i in range(len(ratt)) if i not in ut]
    try:
        lasta = _LISTA.validate_python([ratt[i] for i in kvar])
    except ValidationError as fel:
        ut |= _felrader(fel, kvar)
        kvar = [i for i in kvar if i not in ut]
        lasta = _LISTA.validate_python([ratt[i] for i in kvar])
    for i, rad in zip(kvar, lasta, strict=True):
        ut[i] = Rad(rad.rad_id, rad.tillfalle_id, rad.utsaga(), rad.rattelse_skal)
    return [ut[i] for i in range(len(ratt))]


def _felrader(fel: ValidationError, kvar: Sequence[int]) -> dict[int, Radfel]:
    """The first fault of each faulty row."""
    ut: dict[int, Radfel] = {}
    for ett in _forsta(fel.errors(include_url=False, include_context=False, include_input=False)):
        plats, *vag = ett["loc"]
        (faltet,) = faltfel([{**ett, "loc": vag}])
        ut[kvar[plats]] = Radfel(faltet.kod, faltet.falt.lstrip("/") or None, faltet.meddelande)
    return ut


def _forsta(fel: Iterable[Any]) -> Iterable[Any]:
    per_rad: dict[int, Any] = {}
    for ett in fel:
        per_rad.setdefault(ett["loc"][0], ett)
    return per_rad.values()
