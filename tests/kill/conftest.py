"""What a killed installation stands on."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests import postgres
from tests.kill.system import Moder


@pytest.fixture(scope="session")
def moder() -> Iterator[Moder]:
    """The run's mother of processes."""
    moder = Moder()
    yield moder
    moder.stang()


@pytest.fixture
def katalog(tmp_path: Path, sqlite_mall: Path) -> Path:
    """The installation's folder, with a fresh SQLite database."""
    shutil.copy(sqlite_mall, tmp_path / "stegvis.db")
    return tmp_path


@pytest.fixture
def pg_url(pg_server: postgres.PgServer, pg_mall: str) -> Iterator[str]:
    """A fresh PostgreSQL database, as the service reaches it."""
    databas = postgres.ny_databas(pg_server, f"kill_{uuid4().hex[:8]}", pg_mall)
    yield databas.app_url
    postgres.slang_databas(databas)
