"""What a fault of the database means: try again, a clash, full storage, or not now."""

from functools import lru_cache

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.core.database import LOPNUMMER, Base
from app.core.errors import KROCK, LAGRING_FULL, Inaktuell, Konflikt, Otillganglig, Problem

OMTAG = frozenset({"40001", "40P01"})


def _sqlstate(fel: BaseException) -> str:
    return str(getattr(getattr(fel, "orig", None), "sqlstate", "") or "")


def kan_tas_om(fel: BaseException, *, fri: bool) -> bool:
    """When the database asks for it, or somebody was first and the caller, ``fri``, named no version to hold to."""
    return _sqlstate(fel) in OMTAG or (fri and _nagon_var_forst(fel))


@lru_cache(maxsize=1)
def _tagna_nummer() -> tuple[str, ...]:
    """How PostgreSQL and SQLite name the running numbers, and the only places, that two callers may take at once."""
    tabeller = Base.metadata.tables.values()
    unika = [v for t in tabeller for v in (*t.constraints, *t.indexes) if isinstance(v, UniqueConstraint | Index)]
    villkor = [v for v in unika if LOPNUMMER in v.info]
    pa_sqlite = ["failed: " + ", ".join(str(k) for k in v.columns) for v in villkor]
    return (*(str(v.name) for v in villkor), *pa_sqlite)


def _nagon_var_forst(fel: BaseException) -> bool:
    """Two callers stepped the same version at once; the second finds its number in the history taken."""
    if isinstance(fel, StaleDataError):
        return True
    return isinstance(fel, IntegrityError) and any(spar in str(fel.orig) for spar in _tagna_nummer())


def _ar_borta(fel: BaseException) -> bool:
    """The database is away, going or overloaded, or the connection broke: a driver has many names for the last."""
    brots = getattr(fel, "connection_invalidated", False)
    return (
        brots
        or isinstance(fel, (OperationalError, InterfaceError, PoolTimeout, OSError))
        or _sqlstate(fel)[:2] in {"08", "53", "55", "57"}
    )


def som_problem(fel: BaseException) -> Problem:
    """What the client is told of a database fault: a clash, full storage, or try again later."""
    if _nagon_var_forst(fel):
        return Inaktuell("Resursen ändrades av någon annan i samma stund. Hämta den igen.")
    if isinstance(fel, IntegrityError):
        return Konflikt("Uppgifterna krockar med något som redan finns.", kod=KROCK)
    if "disk is full" in str(getattr(fel, "orig", "")) or _sqlstate(fel) == "53100":
        return Otillganglig("Lagringen är full. Läsning fungerar fortfarande.", kod=LAGRING_FULL)
    if _ar_borta(fel):
        return Otillganglig("Databasen svarar inte just nu. Försök igen om en stund.", huvuden={"Retry-After": "2"})
    raise fel
