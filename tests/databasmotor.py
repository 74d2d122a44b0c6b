"""Engines for the tests: statements are compiled once per process, and SQLite does not wait for the disk.

SQLAlchemy keeps compiled SQL by engine, and the mappers' by dialect: an app of its own for each test compiled
everything anew, and what the mappers kept of dialects long gone was most of a process's memory.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from app.core import database
from app.settings import Lage, Settings

_KOMPILERAT: LRUCache[Any, Any] = LRUCache(5000)
_tjanstens_engine = database.skapa_engine


def dela() -> None:
    """Let every engine that the process makes from now on use what another one has compiled."""
    for dialekt in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
        dialekt.__eq__ = _samma_sort  # type: ignore[method-assign]
        dialekt.__hash__ = _sortens_tal  # type: ignore[method-assign]
    database.skapa_engine = _engine


def _samma_sort(ena: object, andra: object) -> bool:
    return type(ena) is type(andra)


def _sortens_tal(dialekt: object) -> int:
    return hash(type(dialekt))


def _engine(settings: Settings, url: str | None = None) -> AsyncEngine:
    engine = _tjanstens_engine(settings, url)
    engine.sync_engine._compiled_cache = _KOMPILERAT
    if settings.ar_sqlite and settings.lage is Lage.TEST:
        event.listen(engine.sync_engine, "connect", _utan_att_vanta_pa_disken)
    return engine


def _utan_att_vanta_pa_disken(anslutning: Any, _post: Any) -> None:
    """No test of ``Lage.TEST`` is about a machine that stops; test_sqlite reads what the service sets."""
    anslutning.execute("PRAGMA synchronous=OFF")
