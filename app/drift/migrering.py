"""Bring a database to the newest schema; the two PostgreSQL roles are made by the first migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

ROT = Path(__file__).resolve().parent.parent.parent


def konfiguration(url: str | None = None) -> Config:
    """Alembic's configuration; ``url`` replaces the settings' address."""
    config = Config(ROT / "alembic.ini")
    if url is not None:
        config.attributes["url"] = url
    return config


def huvud() -> str:
    """The newest revision."""
    return str(ScriptDirectory.from_config(konfiguration()).get_current_head())


def uppgradera(url: str | None = None, till: str = "head") -> None:
    """Migrate upwards; does nothing when the database is there already."""
    command.upgrade(konfiguration(url), till)


def nedgradera(url: str | None = None, till: str = "base") -> None:
    """Migrate downwards."""
    command.downgrade(konfiguration(url), till)
