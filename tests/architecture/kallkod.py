"""Reads the source as trees, for rules that no linter has: each finding is a line and what stands there."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROT = Path(__file__).parents[2]
APP = ROT / "app"
# Statements that the isolation hook does not see, or that a caller's transaction has no use for.
KARNANROP = frozenset({"text", "insert", "update", "delete", "Table"})
KARNATTRIBUT = frozenset(
    {
        "__table__", "bulk_insert_mappings", "bulk_save_objects", "bulk_update_mappings", "connection", "engine",
        "exec_driver_sql", "local_table", "raw_connection", "run_sync",
    }
)  # fmt: skip
INDEXVILLKOR = frozenset({"sqlite_where", "postgresql_where"})
COMMIT = frozenset({"begin", "begin_nested", "commit", "rollback"})
DAGAR = frozenset({"date", "datetime", "Manad"})
EXEMPEL = frozenset({"example", "examples"})


class Fynd(NamedTuple):
    """One finding."""

    rad: int
    vad: str


@cache
def trad(fil: Path) -> ast.Module:
    """The tree of a file."""
    return ast.parse(fil.read_text("utf-8"))


def filer(*utom: str) -> dict[str, ast.Module]:
    """The app's files by path below ``app/``, without the named folders."""
    alla = {fil.relative_to(APP).as_posix(): fil for fil in sorted(APP.rglob("*.py"))}
    return {namn: trad(fil) for namn, fil in alla.items() if not namn.startswith(utom)}


def _ur_sqlalchemy(modul: ast.Module) -> dict[str, str]:
    """Names in the file that stand for something of SQLAlchemy, and what."""
    importer = (n for n in ast.walk(modul) if isinstance(n, ast.ImportFrom))
    return {
        alias.asname or alias.name: alias.name
        for n in importer
        if (n.module or "").partition(".")[0] == "sqlalchemy"
        for alias in n.names
    }


def _indexvillkor(modul: ast.Module) -> set[int]:
    """Ids of the nodes that only say which rows an index holds, also through a name of the module."""
    varden = {id(n.value): n.value for n in ast.walk(modul) if isinstance(n, ast.keyword) and n.arg in INDEXVILLKOR}
    namn = {n.id for n in varden.values() if isinstance(n, ast.Name)}
    annanstans = {
        n.id for n in ast.walk(modul)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in varden
    }  # fmt: skip
    bara_villkor = namn - annanstans
    return set(varden) | {id(varde) for mal, varde in _tilldelningar(modul) if mal in bara_villkor}


def _tilldelningar(modul: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names that the module sets at its top, with their values, one by one."""
    for sats in modul.body:
        if not isinstance(sats, ast.Assign):
            continue
        for mal in sats.targets:
            par = zip(mal.elts, sats.value.elts, strict=True) if _par(mal, sats.value) else [(mal, sats.value)]
            yield from ((m.id, v) for m, v in par if isinstance(m, ast.Name))


def _par(mal: ast.expr, varde: ast.expr) -> bool:
    return isinstance(mal, ast.Tuple) and isinstance(varde, ast.Tuple) and len(mal.elts) == len(varde.elts)


def bredvid_isoleringen(modul: ast.Module) -> Iterator[Fynd]:
    """Ways to the database that pass by the hook: raw SQL, Core tables, bulk writes, connections."""
    kanda, villkor = _ur_sqlalchemy(modul), _indexvillkor(modul)
    for n in ast.walk(modul):
        if isinstance(n, ast.Attribute) and n.attr in KARNATTRIBUT:
            yield Fynd(n.lineno, n.attr)
        if isinstance(n, ast.Call) and id(n) not in villkor and (namn := _sqlalchemynamn(n.func, kanda)):
            yield Fynd(n.lineno, namn)


def _sqlalchemynamn(func: ast.expr, kanda: Mapping[str, str]) -> str | None:
    """The banned function that is called, by its own name."""
    if isinstance(func, ast.Name) and kanda.get(func.id) in KARNANROP:
        return kanda[func.id]
    paket = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id
    return func.attr if paket in {"sqlalchemy", "sa"} and func.attr in KARNANROP else None


def egna_commit(modul: ast.Module) -> Iterator[Fynd]:
    """Calls that begin or end a transaction."""
    for n in ast.walk(modul):
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in COMMIT:
            yield Fynd(n.lineno, n.func.attr)


def _heltal(varden: list[ast.expr]) -> tuple[int, ...] | None:
    konstanter = [v.value for v in varden if isinstance(v, ast.Constant)]
    hela = len(konstanter) == len(varden) and all(type(v) is int for v in konstanter)
    return tuple(konstanter) if hela else None


def datum_i(modul: ast.Module) -> Iterator[tuple[int, str]]:
    """Days and months that the code makes from numbers: line, and ISO form (a month's is its first day)."""
    for n in ast.walk(modul):
        if not isinstance(n, ast.Call) or not n.args:
            continue
        namn = n.func.id if isinstance(n.func, ast.Name) else getattr(n.func, "attr", "")
        tal = _heltal(n.args[:3])
        if namn in DAGAR and tal and len(tal) >= 2:
            yield n.lineno, f"{tal[0]:04d}-{tal[1]:02d}-{(*tal, 1)[2]:02d}"


def _exempel(modul: ast.Module) -> set[int]:
    """Ids of texts that are documentation: examples of fields, docstrings."""
    noder: list[ast.expr] = []
    for n in ast.walk(modul):
        if isinstance(n, ast.Dict):
            noder += [v for k, v in zip(n.keys, n.values, strict=True) if getattr(k, "value", None) in EXEMPEL]
        elif isinstance(n, ast.Expr) or (isinstance(n, ast.keyword) and n.arg in EXEMPEL):
            noder.append(n.value)
    return {id(m) for nod in noder for m in ast.walk(nod)}


def lagdatum(modul: ast.Module, dagar: set[str]) -> Iterator[Fynd]:
    """Dates of the law: made from numbers or written out, or a year that something is compared with."""
    manader, exempel = {d[:7] for d in dagar}, _exempel(modul)
    yield from (Fynd(rad, iso) for rad, iso in datum_i(modul) if iso in dagar)
    for n in ast.walk(modul):
        if isinstance(n, ast.Constant) and n.value in dagar | manader and id(n) not in exempel:
            yield Fynd(n.lineno, str(n.value))
        if isinstance(n, ast.Compare) and (tal := [a for a in n.comparators if _ar_lagar(a)]):
            yield Fynd(n.lineno, f"jämför med {ast.unparse(tal[0])}")


def _ar_lagar(nod: ast.expr) -> bool:
    return isinstance(nod, ast.Constant) and type(nod.value) is int and 2025 <= nod.value <= 2035


def funktioner(modul: ast.Module) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function, signature and docstring counted."""
    for n in ast.walk(modul):
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef):
            yield n.name, (n.end_lineno or n.lineno) - n.lineno + 1


def registrerade_felkoder(modul: ast.Module) -> Iterator[str]:
    """Codes given to ``felkod(…)``."""
    for n in ast.walk(modul):
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "felkod":
            assert isinstance(n.args[0], ast.Constant), f"felkod utan konstant på rad {n.lineno}"
            yield str(n.args[0].value)


def rollprov(modul: ast.Module) -> Iterator[Fynd]:
    """Refusals of a caller's role by name, each with its function: the table of permissions is asked instead."""
    for funktion in (n for n in ast.walk(modul) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
        for om in (n for n in ast.walk(funktion) if isinstance(n, ast.If)):
            if any(map(_anroparens_roll, ast.walk(om.test))) and any(
                isinstance(sats, ast.Raise) for sats in (*om.body, *om.orelse)
            ):
                yield Fynd(om.lineno, funktion.name)


def _anroparens_roll(nod: ast.AST) -> bool:
    """``aktor.roll``, of whatever has an ``aktor``."""
    if not (isinstance(nod, ast.Attribute) and nod.attr == "roll"):
        return False
    return (isinstance(nod.value, ast.Name) and nod.value.id == "aktor") or (
        isinstance(nod.value, ast.Attribute) and nod.value.attr == "aktor"
    )
