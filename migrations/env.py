"""How Alembic reaches the database: as the tables' owner, with a short lock time-out."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection

from app import wiring
from app.core.database import Base, Tid, skapa_engine
from app.settings import Settings
from migrations.jamforelse import jamfor_typ

assert wiring.MASKINER  # loads every table


def _adress() -> str:
    """Given by the caller, else by the settings."""
    given = context.config.attributes.get("url")
    settings = Settings()
    agare = settings.database_url_agare
    return str(given or (agare.get_secret_value() if agare else settings.databas))


def _skriv_typ(sort: str, objekt: Any, _autogen: Any) -> str | bool:
    """Types of our own are written out, so that a migration means the same for ever."""
    if sort == "type" and isinstance(objekt, Tid):
        return 'sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")'
    return False


def _kor(anslutning: Connection) -> None:
    context.configure(
        connection=anslutning,
        target_metadata=Base.metadata,
        compare_type=jamfor_typ,
        render_item=_skriv_typ,
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
