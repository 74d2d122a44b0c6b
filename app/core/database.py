"""Declarative base, column types and engines for SQLite and PostgreSQL.

Owns how rows are typed and connections are made; must not know any step, party or request.
"""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, DateTime, Dialect, Float, MetaData, Text, TypeDecorator, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.core.errors import Otillganglig
from app.settings import Settings

NAMNMONSTER = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# In the ``info`` of a unique constraint: a running number; who finds it taken may take the next.
LOPNUMMER = "lopnummer"


class Tid(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, ``timestamptz`` on PostgreSQL, ISO text with Z on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text on SQLite, so that STRICT tables accept it and order by it is order in time."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times; write UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("tidpunkt utan tidszon")
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - set by SQLAlchemy
        """Read back aware UTC."""
        if value is None:
            return None
        tid = datetime.fromisoformat(value) if isinstance(value, str) else value
        return tid if tid.tzinfo is UTC else tid.astimezone(UTC)


JSON_TYP = JSON().with_variant(JSONB(), "postgresql")
# Nothing is NULL, not JSON's word for it: there is nothing to read.
JSON_ELLER_INGET = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


# STRICT tables on SQLite know INTEGER, REAL, TEXT, BLOB only; these names are what differs.
@compiles(Uuid, "sqlite")
@compiles(Date, "sqlite")
@compiles(JSON, "sqlite")
def _som_text(typ: Any, compiler: Any, **kw: Any) -> str:  # noqa: ARG001 - signature set by SQLAlchemy
    return "TEXT"


@compiles(Boolean, "sqlite")
def _som_heltal(typ: Any, compiler: Any, **kw: Any) -> str:  # noqa: ARG001 - signature set by SQLAlchemy
    return "INTEGER"


@compiles(Float, "sqlite")
def _som_real(typ: Any, compiler: Any, **kw: Any) -> str:  # noqa: ARG001 - signature set by SQLAlchemy
    return "REAL"


class databasklocka(FunctionElement[float]):  # noqa: N801 - reads as an SQL function
    """Seconds since 1970 by the database's own clock: leases never trust a worker's clock (R14)."""

    type = Float()
    inherit_cache = True


@compiles(databasklocka, "postgresql")
def _pg_klocka(element: Any, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ARG001 - signature set by SQLAlchemy
    return "(extract(epoch from clock_timestamp()))::double precision"


@compiles(databasklocka, "sqlite")
def _sqlite_klocka(element: Any, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ARG001 - signature set by SQLAlchemy
    return "((julianday('now') - 2440587.5) * 86400.0)"


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed from day one so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMNMONSTER)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: Tid(),
        UUID: Uuid(),
        dict[str, Any]: JSON_TYP,
        list[Any]: JSON_TYP,
    }


def textlista(kolumn: str, varden: type[StrEnum]) -> str:
    """The CHECK text that keeps a column to the values of an enum."""
    lista = ", ".join(f"'{v.value}'" for v in varden)
    return f"{kolumn} IN ({lista})"


class Grind:
    """First come, first served in front of the pool, with load shedding.

    SQLAlchemy's async pool starves waiters under load; a semaphore of the pool's size in front
    serves them in order, and a full queue answers 503 at once instead of late (R11, G9).
    """

    def __init__(self, platser: int, ko: int, vantetid: float) -> None:
        self._platser = asyncio.Semaphore(platser)
        self._ko = ko
        self._vantetid = vantetid
        self.vantande = 0

    @asynccontextmanager
    async def plats(self) -> AsyncIterator[None]:
        """Hold one place; raises ``Otillganglig`` when the queue is full or the wait too long."""
        if self.vantande >= self._ko and self._platser.locked():
            raise _fullt()
        self.vantande += 1
        try:
            async with asyncio.timeout(self._vantetid):  # wait_for loses a cancellation that comes with the place
                await self._platser.acquire()
        except TimeoutError as fel:
            raise _fullt() from fel
        finally:
            self.vantande -= 1
        try:
            yield
        finally:
            self._platser.release()


def _fullt() -> Otillganglig:
    return Otillganglig("Tjänsten är hårt belastad. Försök igen om en stund.", huvuden={"Retry-After": "1"})


class StangdSession(Session):
    """Sync half of the async session; the isolation hook listens to this class only."""


class RaderarInte(RuntimeError):
    """Something other than gallring tried to delete (DP-19)."""


# Deleted outside gallring: copies of answers and used proofs of clients, past their time.
FAR_RADERAS = frozenset({"idempotenssvar", "dpopbevis"})
_RADERING = re.compile(r"\bDELETE\s+FROM\s+\"?(\w+)", re.IGNORECASE)


class Databas:
    """Engine, session factory and gate of one process. Only one that ``gallrar`` can delete (DP-19)."""

    def __init__(self, settings: Settings, *, gallrar: bool = False) -> None:
        self.ar_sqlite = settings.ar_sqlite
        self.engine = skapa_engine(settings, settings.databas_gallrare if gallrar else settings.databas)
        if not gallrar:
            event.listen(self.engine.sync_engine, "before_cursor_execute", _vakta_radering)
        platser = 1 if self.ar_sqlite or gallrar else settings.pool_storlek
        self.grind = Grind(platser, settings.pool_ko, settings.pool_vantetid)
        self._sessioner = async_sessionmaker(
            self.engine, sync_session_class=StangdSession, expire_on_commit=False, autoflush=False
        )

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One place in the gate and one session; the caller commits."""
        async with self.grind.plats(), self._sessioner() as session:
            yield session

    async def stang(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def _vakta_radering(_anslutning: Any, _markor: Any, sats: str, *_ovrigt: Any) -> None:
    traff = _RADERING.search(sats)
    if traff is not None and traff[1] not in FAR_RADERAS:
        raise RaderarInte(f"bara gallring raderar ur {traff[1]} (DP-19)")


def skapa_engine(settings: Settings, url: str | None = None) -> AsyncEngine:
    """The engine for the configured database, or for another role of it, with the project's connection settings."""
    if settings.ar_sqlite:
        return _sqlite_engine(settings)
    return create_async_engine(
        url or settings.databas,
        pool_size=settings.pool_storlek,
        max_overflow=0,
        pool_timeout=settings.pool_vantetid,
        pool_pre_ping=False,
        pool_recycle=1800,
        json_serializer=_json_text,
        connect_args={
            **_forberedda(settings.forberedda_satser),
            "timeout": settings.pool_vantetid,
            "server_settings": {
                "application_name": "stegvis",
                "timezone": "UTC",
                "lock_timeout": str(int(settings.databas_las_vantetid * 1000)),
                "statement_timeout": str(int(settings.databas_sats_tid * 1000)),
                "jit": "off",
            },
        },
    )


def _forberedda(antal: int) -> dict[str, Any]:
    """Prepared statements per connection; with none they have no name either.

    Behind PgBouncer another process's statement of the same name may still be in the server connection.
    """
    egna: dict[str, Any] = {"prepared_statement_cache_size": antal}
    return egna if antal else egna | {"prepared_statement_name_func": str}


def _json_text(varde: Any) -> str:
    return json.dumps(varde, ensure_ascii=False, separators=(",", ":"))


def _sqlite_engine(settings: Settings) -> AsyncEngine:
    """SQLite with one connection: one writer at a time, in the order of the gate."""
    engine = create_async_engine(
        settings.databas,
        pool_size=1,
        max_overflow=0,
        json_serializer=_json_text,
        connect_args={"timeout": settings.pool_vantetid, "isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _sqlite_installningar)
    event.listen(engine.sync_engine, "begin", _sqlite_begin)
    return engine


def journallage(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """WAL only where its corruption bug is mended (3.51.3, back-ported to 3.50.7 and 3.44.6), else TRUNCATE."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return "WAL" if mended else "TRUNCATE"


def _sqlite_installningar(anslutning: DBAPIConnection, _post: ConnectionPoolEntry) -> None:
    markor = anslutning.cursor()
    for pragma in (f"journal_mode={journallage()}", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        markor.execute(f"PRAGMA {pragma}")
    markor.close()


def _sqlite_begin(anslutning: Any) -> None:
    anslutning.exec_driver_sql("BEGIN IMMEDIATE")
