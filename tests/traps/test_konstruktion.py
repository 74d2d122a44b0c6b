"""Traps that the construction itself keeps shut: read from the running app, not from habit."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect as granska
from starlette.middleware.base import BaseHTTPMiddleware

from app.core.database import Base, Databas
from app.core.edge.routing import api_routes
from app.main import create_app
from app.settings import Lage, Settings

TESTER = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return create_app(Settings(lage=Lage.TEST, datakatalog=tmp_path_factory.mktemp("app")))


def beroenden(dependant: Any) -> Iterator[Any]:
    """Every function that FastAPI calls before an endpoint."""
    for del_ in dependant.dependencies:
        yield del_.call
        yield from beroenden(del_)


def test_inget_kors_efter_att_svaret_har_gatt(app: Any) -> None:
    """Code after ``yield`` in a dependency runs after the 201 is out; a commit there would be a lie."""
    funktioner = {b for rutt in api_routes(app) for b in beroenden(rutt.dependant)}
    assert len(funktioner) >= 2
    assert [f for f in funktioner if inspect.isgeneratorfunction(f) or inspect.isasyncgenfunction(f)] == []


def test_inget_anrop_tar_en_trad(app: Any) -> None:
    """A plain function would run in the thread pool, whose size is another than the database pool's."""
    anropade = [rutt.endpoint for rutt in api_routes(app)]
    anropade += [b for rutt in api_routes(app) for b in beroenden(rutt.dependant)]
    assert [f.__qualname__ for f in anropade if not inspect.iscoroutinefunction(f)] == []


def test_kanten_ar_ren_asgi(app: Any) -> None:
    """Three layers of ``BaseHTTPMiddleware`` cost a fourth of the processor's time."""
    lager = [m.cls for m in app.user_middleware]
    assert len(lager) >= 8
    assert [lager_ for lager_ in lager if issubclass(lager_, BaseHTTPMiddleware)] == []


def test_inga_relationer_kan_lasas_i_tysthet() -> None:
    """No relationship and no deferred column: each statement is one that somebody wrote."""
    mappers = list(Base.registry.mappers)
    assert len(mappers) > 15
    assert [str(r) for m in mappers for r in granska(m.class_).relationships] == []
    assert [str(c) for m in mappers for c in granska(m.class_).column_attrs if c.deferred] == []


async def test_en_rad_kan_lasas_efter_commit_utan_ny_fraga(tmp_path: Path) -> None:
    databas = Databas(Settings(datakatalog=tmp_path))
    async with databas.session() as session:
        assert session.sync_session.expire_on_commit is False
        assert session.sync_session.autoflush is False
    await databas.stang()


def test_inget_test_byter_ut_det_som_ska_provas() -> None:
    """A test with another session never tests the commit; only clock, keys and AF's transport are given."""
    forbjudet = "dependency" + "_overrides"
    assert [str(f) for f in TESTER.rglob("*.py") if forbjudet in f.read_text("utf-8")] == []
    fasta = inspect.signature(create_app).parameters
    assert set(fasta) == {"settings", "klocka", "nyckelkalla", "tokenklocka"}
