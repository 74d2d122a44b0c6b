"""Whether a database is at the newest schema, asked without loading Alembic: a start should be quick."""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

VERSIONER = Path(__file__).resolve().parent.parent.parent / "migrations" / "versions"
_REVISION = re.compile(r'^(down_)?revision: str(?: \| None)? = (?:"([^"]+)"|None)$', re.MULTILINE)


def nyaste() -> str:
    """The revision that no other builds on."""
    alla: set[str] = set()
    foregangare: set[str] = set()
    for fil in VERSIONER.glob("*.py"):
        for ned, revision in _REVISION.findall(fil.read_text(encoding="utf-8")):
            (foregangare if ned else alla).add(revision)
    return str(next(iter(alla - foregangare)))


async def ar_nyaste(engine: AsyncEngine) -> bool:
    """Whether the database stands at ``nyaste``."""
    try:
        async with engine.connect() as anslutning:
            rad = await anslutning.execute(text("SELECT version_num FROM alembic_version"))
            return rad.scalar_one_or_none() == nyaste()
    except DBAPIError:
        return False
