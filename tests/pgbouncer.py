"""PgBouncer in transaction pooling in front of the tests' PostgreSQL.

Debian's package ``pgbouncer``. ``.ci/run`` installs it; on another machine the tests that need it are skipped and say
how to get it. As root it runs as another user, since it refuses root.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.postgres import APP, PgServer, som_annan_anvandare

PLATSER = 2
SOKVAG = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
PORT = 6432
TALAMOD = 60  # seconds


@dataclass(frozen=True)
class Mellanled:
    """A running PgBouncer; ``PLATSER`` connections to the server are shared by all its clients."""

    katalog: Path

    def url(self, adress: str) -> str:
        """The same database and role by way of it."""
        via = {"host": str(self.katalog), "port": str(PORT)}
        return make_url(adress).set(host=None, port=None, query=via).render_as_string(hide_password=False)


def program() -> str:
    """The program; skips the test where there is none, but fails it in CI."""
    funnet = shutil.which("pgbouncer", path=SOKVAG)
    if funnet is not None:
        return funnet
    hur = "PgBouncer saknas på maskinen: installera paketet pgbouncer"
    if os.environ.get("CI") == "true":
        pytest.fail(hur)
    pytest.skip(hur)


@contextlib.contextmanager
def pgbouncer(server: PgServer, databas: str, katalog: Path) -> Iterator[Mellanled]:
    """One in front of ``server``, gone afterwards."""
    som = som_annan_anvandare()
    if som:
        for mapp in (katalog, *katalog.parents[:3]):
            mapp.chmod(mapp.stat().st_mode | 0o711)
        os.chown(katalog, som["user"], som["group"])
    (katalog / "pgbouncer.ini").write_text(_installningar(server, databas, katalog), encoding="utf-8")
    (katalog / "anvandare.txt").write_text(f'"{APP}" ""\n', encoding="utf-8")
    with (katalog / "utskrift").open("wb") as ut:
        process = subprocess.Popen([program(), katalog / "pgbouncer.ini"], stdout=ut, stderr=ut, cwd=katalog, **som)
    try:
        _vanta(process, katalog)
        yield Mellanled(katalog)
    finally:
        process.terminate()
        process.wait(TALAMOD)


def _installningar(server: PgServer, databas: str, katalog: Path) -> str:
    url = make_url(server.superuser_url)
    vart = url.query.get("host") or url.host
    return f"""[databases]
{databas} = host={vart} port={url.query.get("port") or url.port or 5432} dbname={databas}
[pgbouncer]
listen_addr =
unix_socket_dir = {katalog}
listen_port = {PORT}
auth_type = trust
auth_file = {katalog / "anvandare.txt"}
pool_mode = transaction
default_pool_size = {PLATSER}
max_client_conn = 100
ignore_startup_parameters = lock_timeout,statement_timeout,jit
"""


def _vanta(process: subprocess.Popen[bytes], katalog: Path) -> None:
    sist = time.monotonic() + TALAMOD
    while not (katalog / f".s.PGSQL.{PORT}").exists():
        if process.poll() is not None or time.monotonic() > sist:
            raise RuntimeError((katalog / "utskrift").read_text("utf-8"))
        time.sleep(0.02)
