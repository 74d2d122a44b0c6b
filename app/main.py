"""``create_app``: builds the app from settings, nothing else."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI

from app import __version__, wiring
from app.begrepp.tid import Klocka, SystemKlocka
from app.core.auth import Nyckelkalla, Tokenverifierare
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.edge.stack import TELEMETRI_AV, install
from app.core.edge.strict_json import StriktRoute
from app.core.http import ROT
from app.core.services import Tjanster
from app.core.transitions import kontrollera
from app.core.unit_of_work import Transaktioner
from app.integrations.runtime import Drift, nyckelkalla_for
from app.katalog.register import Register
from app.settings import Settings


def create_app(
    settings: Settings, *, klocka: Klocka | None = None, nyckelkalla: Nyckelkalla | None = None
) -> FastAPI:
    """The ASGI app; clock and keys may be given by tests, everything else comes from ``settings``."""
    wiring.koppla()
    kontrollera(wiring.MASKINER)
    tjanster = _tjanster(settings, klocka or SystemKlocka(), nyckelkalla)
    app = FastAPI(
        title="Stegvis",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=TELEMETRI_AV,
        lifespan=_liv(tjanster),
    )
    app.state.tjanster = tjanster
    app.include_router(_rutter())
    install(app, settings, tjanster.verifierare, ROT)
    return app


def _tjanster(settings: Settings, klocka: Klocka, nyckelkalla: Nyckelkalla | None) -> Tjanster:
    databas, krypto, register = Databas(settings), krypto_for(settings), Register()
    nycklar = nyckelkalla or nyckelkalla_for(settings, klocka)
    return Tjanster(
        settings=settings,
        klocka=klocka,
        databas=databas,
        krypto=krypto,
        register=register,
        verifierare=Tokenverifierare(settings, nycklar, register, klocka),
        transaktioner=Transaktioner(databas, klocka, krypto),
    )


def _rutter() -> APIRouter:
    samlad = APIRouter(prefix=ROT, route_class=StriktRoute)
    for router in wiring.ROUTRAR:
        samlad.include_router(router)
    return samlad


def _liv(tjanster: Tjanster) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def liv(_app: FastAPI) -> AsyncIterator[None]:
        async with Drift(tjanster).igang():
            yield
        await tjanster.databas.stang()

    return liv
