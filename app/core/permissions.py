"""Who may what: the reviewed table of roles, operations and fields, and the one place where it is kept.

    behorigheter/operationer.csv     each operation, and the roles that may call it
    behorigheter/falt/*.csv          each field of what is sent and answered, its class, and who reads or writes it

The files are the source: what has no row is nobody's. A role's operation is refused here (403), after the lookup of
what it asks for, so that another's object and one that never was are the same 404. An answer is cut here, before its
bytes are made. Whether the *state* of an object allows an act is the transition tables' business. Knows no step.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from app.begrepp.parter import Aktor
from app.core.classification import Klass

M = TypeVar("M", bound=BaseModel)
MAPP = Path(__file__).parent / "behorigheter"
OPERATIONSFIL, FALTMAPP = MAPP / "operationer.csv", MAPP / "falt"
KRYSS = "x"


class Innehav(StrEnum):
    """A role at a kind of party; a column of the table."""

    HANDLAGGARE = "kommun_handlaggare"
    ARBETSLEDARE = "kommun_arbetsledare"
    KOMMUNENS_ADMINISTRATOR = "kommun_systemadministrator"
    GRANSKARE = "kommun_granskare"
    RAPPORTOR = "kommun_rapportor"
    VAGLEDARE = "utforare_vagledare"
    SAMORDNARE = "utforare_samordnare"
    UTFORARENS_ADMINISTRATOR = "utforare_systemadministrator"
    AF_SYSTEM = "arbetsformedlingen_af_system"


class Faltriktning(StrEnum):
    """Whether a field is sent to the service or answered by it."""

    BEGARAN = "begaran"
    SVAR = "svar"
    BADA = "bada"


@dataclass(frozen=True, slots=True)
class Operationsrad:
    """One operation: where it is, its scope (empty where anybody may call it) and the roles that may."""

    operation: str
    metod: str
    vag: str
    scope: str
    far: frozenset[str]


@dataclass(frozen=True, slots=True)
class Faltrad:
    """One field of a schema: its class, and the roles that write it (in what is sent) or read it (in answers)."""

    schema: str
    falt: str
    riktning: Faltriktning
    klass: Klass
    far: frozenset[str]


def namn_pa(modell: type[BaseModel]) -> str:
    """A schema's name in the table: ``flode.plan.schemas.PlanUt``."""
    return f"{modell.__module__}.{modell.__qualname__}".removeprefix("app.")


def innehav(aktor: Aktor) -> str:
    """The column of a caller; one that the table does not have may do nothing."""
    return f"{aktor.part}_{aktor.roll}"


def _rader(fil: Path) -> Iterator[dict[str, str]]:
    with fil.open(encoding="utf-8", newline="") as oppen:
        yield from csv.DictReader(oppen, delimiter=";")


def _kryssade(rad: Mapping[str, str]) -> frozenset[str]:
    return frozenset(roll for roll in Innehav if rad[roll] == KRYSS)


@lru_cache(maxsize=1)
def operationsrader() -> Mapping[str, Operationsrad]:
    """The operations by name."""
    rader = _rader(OPERATIONSFIL)
    return {
        rad["operation"]: Operationsrad(rad["operation"], rad["metod"], rad["vag"], rad["scope"], _kryssade(rad))
        for rad in rader
    }


@lru_cache(maxsize=1)
def faltrader() -> Mapping[tuple[str, str], Faltrad]:
    """The fields by schema and JSON name."""
    rader = (rad for fil in sorted(FALTMAPP.glob("*.csv")) for rad in _rader(fil))
    return {
        (rad["schema"], rad["falt"]): Faltrad(
            rad["schema"], rad["falt"], Faltriktning(rad["riktning"]), Klass(rad["klass"]), _kryssade(rad)
        )
        for rad in rader
    }


def far_anropa(roll: str, operation: str) -> bool:
    """Whether the role may call the operation."""
    rad = operationsrader().get(operation)
    return rad is not None and roll in rad.far


def beskuren(modell: M, roll: str) -> M:
    """The answer without the fields that the role does not read; the same object where it reads them all."""
    plan = _plan(type(modell), roll)
    if plan is None:
        return modell
    andrat: dict[str, Any] = {namn: None for namn in plan.dolda if getattr(modell, namn) is not None}
    for namn in plan.inre:
        varde = getattr(modell, namn)
        if (nytt := _beskuret_varde(varde, roll)) is not varde:
            andrat[namn] = nytt
    return modell.model_copy(update=andrat) if andrat else modell


def _beskuret_varde(varde: Any, roll: str) -> Any:
    """The same with its models cut; the same object where nothing was."""
    if isinstance(varde, BaseModel):
        return beskuren(varde, roll)
    if isinstance(varde, list):
        nya = [_beskuret_varde(v, roll) for v in varde]
        return nya if any(ny is not v for ny, v in zip(nya, varde, strict=True)) else varde
    if isinstance(varde, dict):
        nytt = {k: _beskuret_varde(v, roll) for k, v in varde.items()}
        return nytt if any(nytt[k] is not v for k, v in varde.items()) else varde
    return varde


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one role does not read of a model: whole fields, and fields with something in them that it does not read."""

    dolda: tuple[str, ...]
    inre: tuple[str, ...]


@lru_cache(maxsize=8192)
def _plan(modell: type[BaseModel], roll: str) -> _Plan | None:
    """Found once for each schema and role; None where the role reads all of it."""
    dolda = tuple(namn for namn in modell.model_fields if not _laser(modell, namn, roll))
    inre = tuple(
        namn
        for namn, modeller in modeller_per_falt(modell).items()
        if namn not in dolda and any(_doljer(m, roll) for m in alla_under(modeller))
    )
    return _Plan(dolda, inre) if dolda or inre else None


def _doljer(modell: type[BaseModel], roll: str) -> bool:
    return not all(_laser(modell, namn, roll) for namn in modell.model_fields)


def _laser(modell: type[BaseModel], namn: str, roll: str) -> bool:
    rad = faltrader().get((namn_pa(modell), modell.model_fields[namn].alias or namn))
    return rad is not None and roll in rad.far


def modeller_i(typ: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names itself."""
    if isinstance(typ, type) and issubclass(typ, BaseModel):
        yield typ
    else:
        for del_ in get_args(typ):
            yield from modeller_i(del_)


def modeller_per_falt(modell: type[BaseModel]) -> dict[str, tuple[type[BaseModel], ...]]:
    """Each field with the models in it."""
    modell.model_rebuild()
    return {namn: tuple(modeller_i(falt.annotation)) for namn, falt in modell.model_fields.items()}


def alla_under(rotter: tuple[type[BaseModel], ...]) -> tuple[type[BaseModel], ...]:
    """The models and every model in them, each once."""
    sedda: dict[type[BaseModel], None] = {}
    kvar = list(rotter)
    while kvar:
        modell = kvar.pop()
        if modell not in sedda:
            sedda[modell] = None
            kvar += [inre for modeller in modeller_per_falt(modell).values() for inre in modeller]
    return tuple(sedda)
