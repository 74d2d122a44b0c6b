"""Many rows of one nämnd in one statement, closed as the hook and the flush would close them.

The hook of ``tenancy`` sees neither a bulk insert nor a bulk update, so the kommun and the nämnd are put in here,
from the sight of the session, and are never the caller's; rows that follow from others have the owner that those
were read with, and are held against the sight once more. Row security draws the same line beneath.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Dialect,
    Insert,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
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

from app.begrepp.identiteter import nytt_id
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


def bland(kolumn: Any, idn: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether the column is one of the ids; for many, where ``in_`` would make a statement per number of them."""
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
    """One value a column, an array where the rows differ: a third of the work of one value a row and column."""
    kolumner = {namn: [rad[namn] for rad in rader] for namn in rader[0]}
    skilda = [namn for namn, varden in kolumner.items() if namn == "id" or any(v is not varden[0] for v in varden)]
    arrayer = (bindparam(None, kolumner[namn], type_=ARRAY(tabell.c[namn].type)) for namn in skilda)
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
    arbete: Arbete, typ: type[Kommunagd], rader: Sequence[Any], handelse: Handelsefakta, satt: Falt | None = None
) -> None:
    """Step many objects that the session has read and holds locked, from whatever state each is in.

    ``rader`` have the columns that a history needs: whose they are, ``arende_id``, ``status`` and ``version``; those
    in memory are left as they were. ``satt`` are other columns, by value or by an expression of the row.
    """
    if not rader:
        return
    _krav_version(typ)
    for agare in {(rad.kommunkod, rad.namnd_id, rad.delad_med) for rad in rader}:
        krav_inom(typ, arbete.sikt, *agare)
    tabell = _tabell(typ)
    sats = update(tabell).where(tabell.c.kommunkod == rader[0].kommunkod, bland(tabell.c.id, [r.id for r in rader]))
    anslutning = await arbete.session.connection()
    await anslutning.execute(sats.values({"status": handelse.till, "version": tabell.c.version + 1, **(satt or {})}))
    falt = arbete.handelsefalt(handelse.objekttyp, handelse.typ, handelse.uppgifter)
    await infoga_egna(
        arbete,
        Handelse,
        [
            {
                **falt,
                "id": nytt_id(),
                "kommunkod": rad.kommunkod,
                "namnd_id": rad.namnd_id,
                "delad_med": rad.delad_med,
                "arende_id": rad.arende_id,
                "objekt_id": rad.id,
                "nummer": rad.version + 1,
                "fran": rad.status,
                "till": handelse.till,
            }
            for rad in rader
        ],
    )


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
