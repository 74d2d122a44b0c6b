"""How Alembic reaches the database: as the tables' owner, with a short lock time-out."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from app import wiring
from app.core.database import Base, skapa_engine
from app.settings import Settings

assert wiring.MASKINER  # loads every table


def _adress() -> str:
    """Given by the caller, else by the settings."""
    given = context.config.attributes.get("url")
    settings = Settings()
    agare = settings.database_url_agare
    return str(given or (agare.get_secret_value() if agare else settings.databas))


def _jamfor(
    ctx: Any, _kolumn: Any, _modellkolumn: Any, i_databasen: TypeEngine[Any], i_modellen: TypeEngine[Any]
) -> bool | None:
    """SQLite knows four storage classes only; compare by those. Elsewhere Alembic compares."""
    if ctx.dialect.name != "sqlite":
        return None
    return bool(i_databasen.compile(ctx.dialect) != i_modellen.compile(ctx.dialect))


def _kor(anslutning: Connection) -> None:
    context.configure(
        connection=anslutning,
        target_metadata=Base.metadata,
        compare_type=_jamfor,
        render_as_batch=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _uppkopplad() -> None:
    engine = skapa_engine(Settings(database_url=_adress()))  # type: ignore[arg-type]  # pydantic makes it a secret
    async with engine.connect() as anslutning:
        await anslutning.run_sync(_kor)
        await anslutning.commit()
    await engine.dispose()


def _som_text() -> None:
    """``--sql``: the statements for PostgreSQL, for review and lint."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _som_text()
elif (given := context.config.attributes.get("connection")) is not None:
    _kor(given)
else:
    asyncio.run(_uppkopplad())
