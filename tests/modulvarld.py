"""The real app and one database for a whole module, where no test changes what another one reads.

A module names the fixtures as its own; they take the place of those of the same names that are new for each
test. The tests of the module then belong on one worker: ``pytestmark = pytest.mark.xdist_group(…)``.
"""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest

from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla
from app.main import create_app
from app.settings import Lage, Settings
from tests.conftest import INGEN_BEVAKNING, NU, NYCKEL, Provdatabas, Varld, _postgres


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def databas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provdatabas]:
    """A database of each kind; one for the module."""
    if request.param == "sqlite":
        fil = tmp_path_factory.mktemp("modul") / "stegvis.db"
        shutil.copy(request.getfixturevalue("sqlite_mall"), fil)
        yield Provdatabas("sqlite", f"sqlite+aiosqlite:///{fil}", f"sqlite+aiosqlite:///{fil}")
        return
    yield from _postgres(request)


@pytest.fixture(scope="module")
async def varld(databas: Provdatabas, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Varld]:
    """The app, started once."""
    klocka = StallbarKlocka(NU)
    klocka.frys()
    settings = Settings(
        lage=Lage.TEST,
        datakatalog=tmp_path_factory.mktemp("var"),
        database_url=databas.url,
        database_url_gallrare=databas.gallrare_url,
        arbetare_i_servern=False,
        bevakning_intervall=INGEN_BEVAKNING,
        register_intervall=INGEN_BEVAKNING,
        pool_storlek=4,
    )
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with app.router.lifespan_context(app):
        yield Varld(app, settings, klocka, databas.sort)
