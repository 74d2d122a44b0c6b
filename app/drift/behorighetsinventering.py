"""What the service serves that somebody must have decided about: its operations, and the fields of their content.

Read from the routes of the app, and held against the table of ``core.permissions``. ``komplettera`` writes a row for
what has none, with a careful guess: a proposal to review, since the table is the source and the routes are not.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.core.classification import Klass
from app.core.edge.routing import api_routes
from app.core.http import ROT
from app.core.permissions import (
    FALTMAPP,
    KRYSS,
    OPERATIONSFIL,
    Faltrad,
    Faltriktning,
    Innehav,
    Operationsrad,
    alla_under,
    faltrader,
    modeller_i,
    namn_pa,
    operationsrader,
)

Falt = tuple[str, str]
_INGA: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Operation:
    """One operation of the service, with the models of what is sent and answered."""

    namn: str
    metod: str
    vag: str
    scope: str
    sands: tuple[type[BaseModel], ...]
    svaras: tuple[type[BaseModel], ...]


def operationer(app: FastAPI) -> tuple[Operation, ...]:
    """Every operation that the API description shows, in its order."""
    return tuple(_operation(rutt) for rutt in api_routes(app) if rutt.include_in_schema)


def _operation(rutt: Any) -> Operation:
    innehall = () if rutt.body_field is None else modeller_i(rutt.body_field.field_info.annotation)
    return Operation(
        namn=rutt.operation_id,
        metod=next(iter(rutt.methods)),
        vag=rutt.path_format.removeprefix(ROT),
        scope=(rutt.openapi_extra or {}).get("x-scope", ""),
        sands=alla_under(tuple(innehall)),
        svaras=alla_under(tuple(modeller_i(rutt.response_model))),
    )


def falt(ops: Iterable[Operation]) -> dict[Falt, Faltriktning]:
    """Every field that is sent or answered, by schema and JSON name, and which way it goes."""
    sanda = {m for op in ops for m in op.sands}
    svarade = {m for op in ops for m in op.svaras}
    return {
        (namn_pa(m), info.alias or namn): _riktning(sands=m in sanda, svaras=m in svarade)
        for m in sorted(sanda | svarade, key=namn_pa)
        for namn, info in m.model_fields.items()
    }


def _riktning(*, sands: bool, svaras: bool) -> Faltriktning:
    if sands and svaras:
        return Faltriktning.BADA
    return Faltriktning.BEGARAN if sands else Faltriktning.SVAR


def komplettera(ops: tuple[Operation, ...]) -> None:
    """Rewrite the table's files: decided rows stay, what is new gets a proposal, what is gone is left out."""
    rader = {op.namn: _operationsrad(op) for op in ops}
    _skriv(OPERATIONSFIL, ("operation", "metod", "vag", "scope"), rader.values())
    filer: defaultdict[Path, list[Faltrad]] = defaultdict(list)
    far = _som_nar(ops, rader)
    for (schema, namn), riktning in falt(ops).items():
        filer[_fil(schema)].append(_faltrad(schema, namn, riktning, far[schema]))
    for fil in FALTMAPP.glob("*.csv"):
        if fil not in filer:
            fil.unlink()
    for fil, egna in filer.items():
        _skriv(fil, ("schema", "falt", "riktning", "klass"), egna)


def _operationsrad(op: Operation) -> Operationsrad:
    """As decided; a new one is for the roles that another operation with its scope is for."""
    beslutad = operationsrader().get(op.namn)
    far = _INGA.union(*(rad.far for rad in operationsrader().values() if rad.scope == op.scope))
    return Operationsrad(op.namn, op.metod, op.vag, op.scope, far if beslutad is None else beslutad.far)


def _som_nar(ops: Iterable[Operation], rader: Mapping[str, Operationsrad]) -> dict[str, frozenset[str]]:
    """The roles that may call an operation with the schema in it."""
    far: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for op in ops:
        for modell in {*op.sands, *op.svaras}:
            far[namn_pa(modell)] |= rader[op.namn].far
    return far


def _faltrad(schema: str, namn: str, riktning: Faltriktning, far: frozenset[str]) -> Faltrad:
    """As decided; a new one is as delicate as the most delicate of its name, or delicate where the name is new."""
    beslutad = faltrader().get((schema, namn))
    if beslutad is not None:
        return Faltrad(schema, namn, riktning, beslutad.klass, beslutad.far)
    klasser = {rad.klass for rad in faltrader().values() if rad.falt == namn}
    return Faltrad(schema, namn, riktning, max(klasser, key=list(Klass).index, default=Klass.KANSLIG), far)


def _fil(schema: str) -> Path:
    """One file for each step and each part of the catalogue."""
    delar = schema.split(".")
    return FALTMAPP / f"{'.'.join(delar[:2] if delar[0] in {'flode', 'vyer'} else delar[:1])}.csv"


def _skriv(fil: Path, egna: tuple[str, ...], rader: Iterable[Operationsrad | Faltrad]) -> None:
    with fil.open("w", encoding="utf-8", newline="") as oppen:
        ut = csv.writer(oppen, delimiter=";", lineterminator="\n")
        ut.writerow((*egna, *Innehav))
        for rad in rader:
            ut.writerow([*(getattr(rad, namn) for namn in egna), *(KRYSS if i in rad.far else "" for i in Innehav)])
