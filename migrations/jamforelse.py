"""How column types are compared between models and database."""

from typing import Any

from sqlalchemy.types import TypeEngine


def jamfor_typ(
    ctx: Any, _kolumn: Any, _modellkolumn: Any, i_databasen: TypeEngine[Any], i_modellen: TypeEngine[Any]
) -> bool | None:
    """SQLite knows four storage classes only; compare by those. Elsewhere Alembic compares."""
    if ctx.dialect.name != "sqlite":
        return None
    return bool(i_databasen.compile(ctx.dialect) != i_modellen.compile(ctx.dialect))
