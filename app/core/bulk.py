"""Many rows of one nämnd in one statement, closed as the hook and the flush would close them.

The hook of ``tenancy`` sees neither a bulk insert nor a bulk update, so the kommun and the nämnd are put in here,
from the sight of the session, and are never the caller's; rows that follow from others have the owner that those
were read with, and are held against the sight once more. Row security draws the same line beneath.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    Insert,
    Table,
    Text,
    TypeDecorator,
    Update,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.begrepp.identiteter import nya_id
from app.core.journal import Handelse
from app.core.stateful import Tillstandsagd
from app.core.tenancy import IsoleringSaknas, Kommunagd, krav_inom
from app.core.unit_of_work import Arbete

Falt = Mapping[str, Any]


class Handelsefakta(NamedTuple):
    """What one händelse says of every object that it steps."""

    objekttyp: str
    typ: str
    till: str
    uppgifter: dict[str, Any]


class Idlista(TypeDecorator[Sequence[UUID]]):
    """Ids as one value: an array on PostgreSQL, a JSON list on SQLite; however many, the statement is the same."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The type of the database."""
        return dialect.type_descriptor(ARRAY(Uuid()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[UUID] | None, dialect: Dialect) -> Any:
        """As SQLite stores ids: hexadecimal without dashes."""
        if value is None or dialect.name == "postgresql":
            return value
        return json.dumps([varde.hex for varde in value])


class _Bland(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


@compiles(_Bland, "postgresql")
def _pg_bland(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    kolumn, idn = (compiler.process(del_, **kw) for del_ in element.clauses)
    return f"{kolumn} = ANY ({idn})"


@compiles(_Bland, "sqlite")
def _sqlite_bland(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    kolumn, idn = (compiler.process(del_, **kw) for del_ in element.clauses)
    return f"{kolumn} IN (SELECT value FROM json_each({idn}))"  # noqa: S608 - both are compiled SQL


def bland(kolumn: Any, idn: Sequence[UUID] | str) -> ColumnElement[bool]:
    """Whether the column is one of the ids; for many, where ``in_`` would make a statement per number of them.

    A name instead of the ids is that of the parameter, in a statement that is a constant.
    """
    if isinstance(idn, str):
        return _Bland(kolumn, bindparam(idn, type_=Idlista()))
    return _Bland(kolumn, bindparam(None, list(idn), type_=Idlista()))


def _agare(arbete: Arbete) -> dict[str, Any]:
    """The kommun and nämnd that every row gets; raises ``IsoleringSaknas`` for a session of neither."""
    sikt = arbete.sikt
    if not sikt.kommunkod or sikt.namnd_id is None:
        raise IsoleringSaknas("sessionen hör inte till någon nämnd")
    return {"kommunkod": sikt.kommunkod, "namnd_id": sikt.namnd_id}


def _tabell(typ: type[Kommunagd]) -> Table:
    tabell: Table = typ.__table__  # type: ignore[attr-defined]  # every mapped class has one
    return tabell


async def infoga(arbete: Arbete, typ: type[Kommunagd], rader: Sequence[Falt]) -> None:
    """Add rows to the transaction, in one round to the database."""
    agare = _agare(arbete)
    await _infoga(arbete, _tabell(typ), [{**rad, **agare} for rad in rader])


async def infoga_egna(arbete: Arbete, typ: type[Kommunagd], rader: Sequence[Falt]) -> None:
    """The same of rows that say whose they are; raises ``IsoleringSaknas`` for one that the session could not read."""
    for agare in {(rad["kommunkod"], rad["namnd_id"], rad.get("delad_med")) for rad in rader}:
        krav_inom(typ, arbete.sikt, *agare)
    await _infoga(arbete, _tabell(typ), rader)


async def _infoga(arbete: Arbete, tabell: Table, rader: Sequence[Falt]) -> None:
    if not rader:
        return
    anslutning = await arbete.session.connection()
    if anslutning.dialect.name == "postgresql":
        await anslutning.execute(_kolumnvis(tabell, rader))
    else:
        await anslutning.execute(insert(tabell), rader)


def _kolumnvis(tabell: Table, rader: Sequence[Falt]) -> Insert:
    """One value a column, an array where the rows differ, instead of one value a row and column."""
    kolumner = {namn: [rad[namn] for rad in rader] for namn in rader[0]}
    skilda = [namn for namn, varden in kolumner.items() if namn == "id" or any(v is not varden[0] for v in varden)]
    arrayer = (bindparam(None, kolumner[namn], type_=ARRAY(tabell.c[namn].type, dimensions=1)) for namn in skilda)
    radvis = func.unnest(*arrayer).table_valued(*skilda).render_derived(name="rader")
    varden = (
        radvis.c[namn] if namn in skilda else bindparam(None, rader[0][namn], type_=tabell.c[namn].type)
        for namn in kolumner
    )
    return insert(tabell).from_select(list(kolumner), select(*varden))


async def andrade(
    arbete: Arbete, typ: type[Kommunagd], objekttyp: str, handelse: str, uppgifter: Mapping[UUID, dict[str, Any]]
) -> None:
    """Raise the version of many objects of their own history and write a händelse on each; the status stays.

    The caller holds the rows locked. The range of ids says nothing new, but keeps the planner at the index also
    before a table has statistics.
    """
    _krav_version(typ)
    if not uppgifter:
        return
    agare, kolumner = _agare(arbete), _tabell(typ).c
    sats = (
        update(_tabell(typ))
        .where(*(kolumner[namn] == varde for namn, varde in agare.items()))
        .where(kolumner.id.between(min(uppgifter), max(uppgifter)), kolumner.id.in_(list(uppgifter)))
        .values(version=kolumner.version + 1)
        .returning(kolumner.id, kolumner.version, kolumner.status)
    )
    anslutning = await arbete.session.connection()
    rader = await anslutning.execute(sats)
    await infoga(
        arbete,
        Handelse,
        [
            {
                **arbete.handelsefalt(objekttyp, handelse, uppgifter[rad.id]),
                "delad_med": None,
                "arende_id": rad.id,
                "objekt_id": rad.id,
                "nummer": rad.version,
                "fran": rad.status,
                "till": rad.status,
            }
            for rad in rader
        ],
    )


def _krav_version(typ: type[Kommunagd]) -> None:
    if not issubclass(typ, Tillstandsagd):
        raise TypeError(f"{typ.__name__} har ingen version")


async def stegade(
    arbete: Arbete, typ: type[Kommunagd], rader: Sequence[Any], handelse: Handelsefakta, okas: Sequence[str] = ()
) -> None:
    """Step many objects that the session has read and holds locked, all from the same state.

    ``rader`` have the columns that a history needs: whose they are, ``id`` and ``status``; those in memory are left as
    they were. ``okas`` are other columns that are one more.
    """
    if not rader:
        return
    _krav_version(typ)
    varden = {"idn": [rad.id for rad in rader], "kommun": rader[0].kommunkod, "ny_status": handelse.till}
    anslutning = await arbete.session.connection()
    await anslutning.execute(_steg(_tabell(typ), ("version", *okas)), varden)
    falt = arbete.handelsefalt(handelse.objekttyp, handelse.typ, handelse.uppgifter)
    falt |= {"fran": rader[0].status, "till": handelse.till}
    del falt["id"]
    await infoga_foljande(arbete, Foljande(Handelse, typ, HISTORIK, tuple(falt), ("id",)), rader, falt, _nya(rader))


@lru_cache(maxsize=32)
def _steg(tabell: Table, okas: Sequence[str]) -> Update:
    rad = update(tabell).where(tabell.c.kommunkod == bindparam("kommun"), bland(tabell.c.id, "idn"))
    return rad.values({"status": bindparam("ny_status"), **{namn: tabell.c[namn] + 1 for namn in okas}})


def _nya(rader: Sequence[Any]) -> list[Falt]:
    return [{"id": egen} for egen in nya_id(len(rader))]


class Foljande(NamedTuple):
    """Rows of one table that follow from rows of another.

    ``kopior`` (new column, old column) are taken from the old row where it lies, and so is whose it is; ``fasta`` are
    the columns that are the same for all, ``egna`` those that each row has of its own.
    """

    typ: type[Kommunagd]
    ur: type[Kommunagd]
    kopior: tuple[tuple[str, str], ...]
    fasta: tuple[str, ...]
    egna: tuple[str, ...]


HISTORIK = (("objekt_id", "id"), ("nummer", "version"), ("arende_id", "arende_id"), ("delad_med", "delad_med"))


async def infoga_foljande(
    arbete: Arbete, foljande: Foljande, rader: Sequence[Any], fasta: Falt, egna: Sequence[Falt]
) -> None:
    """Add one row for each of ``rader``, which the session has read; ``egna`` as JSON says it.

    They are sent as one value, which costs little beside one a row and column.
    """
    for agare in {(rad.kommunkod, rad.namnd_id, rad.delad_med) for rad in rader}:
        krav_inom(foljande.ur, arbete.sikt, *agare)
    anslutning = await arbete.session.connection()
    text = json.dumps([{"ur": str(rad.id), **eget} for rad, eget in zip(rader, egna, strict=True)], ensure_ascii=False)
    varden = {f"fast_{namn}": fasta[namn] for namn in foljande.fasta}
    varden |= {"rader": text, "kommun": rader[0].kommunkod}
    await anslutning.execute(_foljande(foljande, anslutning.dialect.name), varden)


@lru_cache(maxsize=64)
def _foljande(f: Foljande, dialekt: str) -> Insert:
    tabell, kalla = _tabell(f.typ), _tabell(f.ur)
    typer: dict[str, Any] = {"ur": Uuid(), **{namn: tabell.c[namn].type for namn in f.egna}}
    lasta = (_pg_rader if dialekt == "postgresql" else _sqlite_rader)(typer)
    varden: dict[str, Any] = {"kommunkod": kalla.c.kommunkod, "namnd_id": kalla.c.namnd_id}
    varden |= {ny: kalla.c[gammal] for ny, gammal in f.kopior}
    varden |= {namn: bindparam(f"fast_{namn}", type_=tabell.c[namn].type) for namn in f.fasta}
    varden |= {namn: lasta.kolumn(namn) for namn in f.egna}
    val = select(*varden.values()).select_from(kalla).join(lasta.rader, kalla.c.id == lasta.kolumn("ur"))
    return insert(tabell).from_select(list(varden), val.where(kalla.c.kommunkod == bindparam("kommun")))


class _Lasta(NamedTuple):
    """Rows that were sent as one JSON value, and how a column of theirs is said."""

    rader: Any
    kolumn: Callable[[str], Any]


def _pg_rader(typer: Mapping[str, Any]) -> _Lasta:
    funktion = func.json_to_recordset(cast(bindparam("rader", type_=Text()), JSON()))
    kolumner = [column(namn, typ) for namn, typ in typer.items()]
    tabell = funktion.table_valued(*kolumner).render_derived(name="rader", with_types=True)
    return _Lasta(tabell, lambda namn: tabell.c[namn])


def _sqlite_rader(typer: Mapping[str, Any]) -> _Lasta:
    """SQLite stores ids without dashes."""
    tabell = func.json_each(bindparam("rader", type_=Text())).table_valued("value", name="rader")

    def kolumn(namn: str) -> Any:
        varde = func.json_extract(tabell.c.value, f"$.{namn}")
        return func.replace(varde, "-", "") if isinstance(typer[namn], Uuid) else varde

    return _Lasta(tabell, kolumn)


async def folj(arbete: Arbete, typ: type[Kommunagd], agare: Any, kolumn: str, varden: Falt) -> None:
    """Let the rows whose ``kolumn`` names ``agare`` have what that row has now, where they differ.

    For what says who may see them, which their own history does not tell again. ``agare`` is a row that the session
    has read; the rows are its own, so they are reached also when the session would no longer see them.
    """
    krav_inom(typ, arbete.sikt, agare.kommunkod, agare.namnd_id, getattr(agare, "delad_med", None))
    c = _tabell(typ).c
    olika = or_(*(c[namn].is_distinct_from(varde) for namn, varde in varden.items()))
    sats = update(_tabell(typ)).where(c.kommunkod == agare.kommunkod, c[kolumn] == agare.id, olika).values(**varden)
    await (await arbete.session.connection()).execute(sats)
