"""The real app on SQLite and on PostgreSQL, with real commits; only clock, keys and AF's transport are given."""

import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from pydantic import SecretStr

from app import main
from app.begrepp.parter import systemaktor
from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla
from app.core.edge.dispatch import Snabbvag, Vagval
from app.core.edge.routing import api_routes
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from app.main import create_app
from app.settings import Lage, Settings
from tests import databasmotor, postgres, schema
from tests.postgres import pg_server, pytest_sessionfinish  # noqa: F401 - a fixture and a hook of pytest
from tests.turordning import tur

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
NYCKEL = ECKey.generate_key("P-256", parameters={"kid": "test-1", "use": "sig", "alg": "ES256"})
ROT = "/stegvis/v1"
# Nothing is computed and no room for calls is borrowed beside a test, unless it says so.
os.environ |= {"STEGVIS_KVOT_KLIENT": "0", "STEGVIS_KVOT_KOMMUN": "0"}
INGEN_BEVAKNING = 3600.0
VANDRINGAR = Path(__file__).parent / "conformance"

databasmotor.dela()
# The transport asks at every request whether it runs on another loop than asyncio, by an import that finds nothing.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
# An app leaves many cycles, but most of what is looked through after every 700 objects is the loaded program.
gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow first, so that no process is left with one of them when the others are done.

    Those that want to be alone come next and are one process's: the others have only short tests to finish then.
    """
    for item in items:
        if item.get_closest_marker("ensam") is not None:
            item.add_marker(pytest.mark.xdist_group("ensam"))
    items.sort(
        key=lambda item: (item.get_closest_marker("langsam") is None, item.get_closest_marker("ensam") is not None)
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Wait for the turn before the test's time begins to run.

    Coverage is counted on SQLite, and not where every operation is walked through: to trace the same lines once more
    doubles the run and tells no more.
    """
    with tur(item):
        tackning = item.config.pluginmanager.getplugin("_cov")
        raknare = getattr(tackning, "cov_controller", None)
        if raknare is None or not _utan_tackning(item):
            return (yield)
        raknare.pause()
        try:
            return (yield)
        finally:
            raknare.resume()


def _utan_tackning(item: pytest.Item) -> bool:
    parametrar = getattr(getattr(item, "callspec", None), "params", {})
    vandring = item.path.is_relative_to(VANDRINGAR) or item.get_closest_marker("langsam") is not None
    return vandring or "postgresql" in map(str, parametrar.values())


@pytest.hookimpl(optionalhook=True)  # where pytest-xdist is
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many a test waits for processes that it has started, or killed."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays; the garbage collector need not look at it again."""
    grupperade = [item for item in session.items if item.get_closest_marker("xdist_group") is not None]
    if getattr(session.config.option, "loadgroup", False) and not all("@" in item.nodeid for item in grupperade):
        raise pytest.UsageError("pytest-xdist håller inte ihop grupperna: det de delar görs om i varje process")
    gc.freeze()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"


@dataclass(frozen=True)
class Provdatabas:
    """One fresh database with schema and cast."""

    sort: str
    url: str
    agare_url: str
    server: postgres.PgServer | None = None
    superuser_url: str = ""
    gallrare_url: str | None = None
    mall: schema.Mall | None = None


@pytest.fixture(scope="session")
def sqlite_mall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the cast, copied for each test."""
    fil = tmp_path_factory.mktemp("mall") / "mall.db"
    schema.bygg(f"sqlite+aiosqlite:///{fil}")
    return fil


@pytest.fixture(scope="session")
def pg_mall(pg_server: postgres.PgServer) -> str:  # noqa: F811 - the fixture
    """A migrated PostgreSQL database with the cast, cloned for each test."""
    return postgres.mall(pg_server, "stegvis_mall", lambda db: schema.bygg(db.agare_url))


@pytest.fixture(params=["sqlite", "postgresql"])
def databas(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Provdatabas]:
    """A database of each kind; each test gets its own."""
    if request.param == "sqlite":
        fil = tmp_path / "stegvis.db"
        shutil.copy(request.getfixturevalue("sqlite_mall"), fil)
        yield Provdatabas("sqlite", f"sqlite+aiosqlite:///{fil}", f"sqlite+aiosqlite:///{fil}")
        return
    yield from _postgres(request)


@pytest.fixture
def bara_postgres(request: pytest.FixtureRequest) -> Iterator[Provdatabas]:
    """A PostgreSQL database, for what SQLite does not have."""
    yield from _postgres(request)


@pytest.fixture(scope="session")
def pg_databas(pg_server: postgres.PgServer, pg_mall: str) -> Iterator[Provdatabas]:  # noqa: F811 - the fixture
    """One database per test process, with a copy of every row it began with."""
    namn = f"t_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid4().hex[:8]}"
    db = postgres.ny_databas(pg_server, namn, pg_mall)
    mall = schema.Mall(db.superuser_url)
    postgres.kor(mall.spara_undan())
    yield Provdatabas("postgresql", db.app_url, db.agare_url, db.server, db.superuser_url, db.gallrare_url, mall)
    postgres.kor(mall.stang())
    postgres.slang_databas(db)


def _postgres(request: pytest.FixtureRequest) -> Iterator[Provdatabas]:
    """The process's database as it was at first; making a new one would take half a second a test."""
    db: Provdatabas = request.getfixturevalue("pg_databas")
    assert db.mall is not None
    postgres.kor(db.mall.aterstall())
    yield db


@pytest.fixture
def klocka() -> StallbarKlocka:
    """A frozen Monday morning in October 2026."""
    klocka = StallbarKlocka(NU)
    klocka.frys()
    return klocka


@pytest.fixture(scope="session")
def nyckelmaterial() -> bytes:
    """The keys of the process's databases, so that rows can be kept from one test to another."""
    return os.urandom(64)


@pytest.fixture(scope="session")
def grundval() -> Settings:
    """What all tests' settings have in common; the environment is read once."""
    return Settings(
        lage=Lage.TEST,
        arbetare_i_servern=False,
        bevakning_intervall=INGEN_BEVAKNING,
        register_intervall=INGEN_BEVAKNING,
        pool_storlek=4,
    )


@pytest.fixture
def settings(databas: Provdatabas, tmp_path: Path, nyckelmaterial: bytes, grundval: Settings) -> Settings:
    """Settings of one test; change them with ``model_copy``."""
    datakatalog = tmp_path / "var"
    datakatalog.mkdir()
    (datakatalog / "nycklar").write_bytes(nyckelmaterial)
    gallrare = None if databas.gallrare_url is None else SecretStr(databas.gallrare_url)
    egna = {"datakatalog": datakatalog, "database_url": SecretStr(databas.url), "database_url_gallrare": gallrare}
    return grundval.model_copy(update=egna)


@dataclass
class Varld:
    """The running app and its callers."""

    app: FastAPI
    settings: Settings
    klocka: StallbarKlocka
    sort: str
    databas: Provdatabas | None = None
    antal_anrop: int = 0
    _tokens: dict[tuple[str, datetime], str] = field(default_factory=dict, repr=False)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def tjanster(self) -> Any:
        """The services of the app, for looking at what was stored."""
        return self.app.state.tjanster

    def token(self, namn: str, **mer: Any) -> str:
        """An access token for a member of the cast."""
        r = rollista.rollinnehavare(namn)
        scope = mer.pop("scope", None) or " ".join(
            sorted(
                rollista.LAS
                | rollista.SKRIV
                | rollista.ADMINSCOPES
                | rollista.IMPORTSCOPES
                | rollista.RAPPORTSCOPES
                | rollista.LOGGSCOPES
                | rollista.AFSCOPES
            )
        )
        return utfarda(
            NYCKEL, self.settings, r.klient_id, r.person, r.roll.value, scope, r.enhet, self.klocka.nu(), **mer
        )

    def sparad_token(self, namn: str) -> str:
        """The caller's token of this moment: a good client keeps it for as long as it holds."""
        nar = (namn, self.klocka.nu())
        if nar not in self._tokens:
            self._tokens[nar] = self.token(namn)
        return self._tokens[nar]

    def klient(self, huvuden: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A client of the app; without headers it is nobody."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://stegvis.test", headers=huvuden)

    def som(self, namn: str) -> "Person":
        """A caller of the cast."""
        return Person(self, namn)

    async def i_databasen(self, steg: Callable[..., Any], kommunkod: str = "") -> Any:
        """Run ``steg(arbete)`` as system, to look at what was stored."""
        self.antal_anrop += 1
        return await self.tjanster.transaktioner.kor(systemaktor("test"), kommunkod, steg)


class Person:
    """A member of the cast with a token; sends Idempotency-Key and If-Match as a good client does."""

    def __init__(self, varld: Varld, namn: str) -> None:
        self.varld = varld
        self.namn = namn
        self.kommunkod = rollista.BOTKYRKA if namn == "david" else rollista.ESKILSTUNA

    def adress(self, vag: str) -> str:
        """Paths that begin with a slash are absolute; others are inside the own kommun."""
        return vag if vag.startswith("/") else f"{ROT}/{self.kommunkod}/{vag}"

    async def begar(self, metod: str, vag: str, json: Any = None, **huvuden: str) -> httpx.Response:
        """One request; header names are given with underscores."""
        self.varld.antal_anrop += 1
        egna = {"authorization": f"Bearer {self.varld.sparad_token(self.namn)}"}
        egna |= {k.replace("_", "-"): v for k, v in huvuden.items()}
        async with self.varld.klient(egna) as klient:
            return await klient.request(metod, self.adress(vag), json=json)

    async def hamta(self, vag: str, **huvuden: str) -> httpx.Response:
        """GET."""
        return await self.begar("GET", vag, **huvuden)

    async def posta(self, vag: str, json: Any, **huvuden: str) -> httpx.Response:
        """POST with a fresh Idempotency-Key unless one is given."""
        huvuden.setdefault("idempotency_key", uuid4().hex)
        return await self.begar("POST", vag, json, **huvuden)

    async def skapa(self, vag: str, json: Any, **huvuden: str) -> Any:
        """POST that must create; the created object."""
        svar = await self.posta(vag, json, **huvuden)
        assert svar.status_code == 201, svar.text
        return svar.json()

    async def handelse(self, vag: str, json: Any) -> httpx.Response:
        """Read the object, then post a händelse with its ETag."""
        etag = (await self.hamta(vag)).headers.get("etag", '"0"')
        return await self.posta(f"{vag}/handelser", json, if_match=etag)

    async def gor(self, vag: str, typ: str, **falt: Any) -> Any:
        """A händelse that must be accepted; the object after it."""
        svar = await self.handelse(vag, {"typ": typ, **falt})
        assert svar.status_code == 200, svar.text
        return svar.json()


_VAGVAL: dict[int, Vagval] = {}


def lana_vagval(app: FastAPI, settings: Settings) -> None:
    """Let the app find its operations in the index that an app with the same routes has made."""
    snabbvag = app.router.middleware_stack
    assert isinstance(snabbvag, Snabbvag)
    vagar = id(main._vagar(settings.publik_adress, dokumentation=settings.dokumentation))
    if vagar not in _VAGVAL:
        _VAGVAL[vagar] = Vagval(api_routes(app))
    snabbvag._vagval = _VAGVAL[vagar]


@pytest.fixture
async def varld(settings: Settings, klocka: StallbarKlocka, databas: Provdatabas) -> AsyncIterator[Varld]:
    """The app, started."""
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    lana_vagval(app, settings)
    async with app.router.lifespan_context(app):
        yield Varld(app, settings, klocka, databas.sort, databas)
