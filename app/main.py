"""``create_app``: builds the app from settings, nothing else."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from app import __version__, wiring
from app.begrepp.tid import Klocka, SystemKlocka
from app.core.auth import Nyckelkalla, Tokenverifierare
from app.core.crashpoints import Krascher
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.docs import dokumentationsrouter, informationsrouter
from app.core.dpop_replay import Databasminne
from app.core.edge.stack import TELEMETRI_AV, install
from app.core.edge.strict_json import StriktRoute
from app.core.http import ROT
from app.core.quota import Kvotvakt
from app.core.services import Tjanster
from app.core.transitions import kontrollera
from app.core.unit_of_work import Transaktioner
from app.integrations import halsa
from app.integrations.runtime import Drift, nyckelkalla_for
from app.integrations.utkorgsmatare import Utkorgsmatare
from app.katalog.register import Register
from app.settings import Settings
from app.vyer.handelseflode.beskrivning_router import beskrivningsrouter


def create_app(
    settings: Settings,
    *,
    klocka: Klocka | None = None,
    nyckelkalla: Nyckelkalla | None = None,
    tokenklocka: Klocka | None = None,
) -> FastAPI:
    """The ASGI app; clock and keys may be given by tests, everything else comes from ``settings``.

    ``tokenklocka`` judges tokens where the app's own clock is moved but the issuer's is not.
    """
    wiring.koppla()
    kontrollera(wiring.MASKINER)
    klocka = klocka or SystemKlocka()
    tjanster = _tjanster(settings, klocka, tokenklocka or klocka, nyckelkalla)
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
    app.router.routes.extend(_vagar(settings.publik_adress, dokumentation=settings.dokumentation))
    matvarden = install(app, settings, tjanster.verifierare, tjanster.kvotvakt, ROT)
    app.state.utkorgsmatare = matare = Utkorgsmatare(tjanster)
    matvarden.anslut(matare, matare.las)
    return app


def _tjanster(settings: Settings, klocka: Klocka, tokenklocka: Klocka, nyckelkalla: Nyckelkalla | None) -> Tjanster:
    databas, krypto, register = Databas(settings), krypto_for(settings), Register()
    nycklar = nyckelkalla or nyckelkalla_for(settings, tokenklocka)
    transaktioner = Transaktioner(databas, klocka, krypto)
    return Tjanster(
        settings=settings,
        klocka=klocka,
        databas=databas,
        krypto=krypto,
        register=register,
        verifierare=Tokenverifierare(settings, nycklar, register, tokenklocka, Databasminne(transaktioner)),
        transaktioner=transaktioner,
        krascher=Krascher(settings.lage),
        kvotvakt=Kvotvakt(settings),
    )


@lru_cache(maxsize=8)
def _vagar(publik_adress: str, *, dokumentation: bool) -> tuple[BaseRoute, ...]:
    """The routes, which know nothing of the app they are in: worked out once, however many apps a process makes."""
    samlad = APIRouter(route_class=StriktRoute)
    for router in wiring.ROUTRAR:
        samlad.include_router(router, prefix=ROT)
    samlad.include_router(halsa.router)
    samlad.include_router(informationsrouter(ROT, dokumentation=f"{publik_adress}/docs"))
    samlad.include_router(beskrivningsrouter(wiring.MASKINER), prefix=ROT)
    if dokumentation:
        samlad.include_router(dokumentationsrouter(ROT))
    return tuple(samlad.routes)


def _liv(tjanster: Tjanster) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def liv(_app: FastAPI) -> AsyncIterator[None]:
        async with Drift(tjanster).igang():
            yield
        await tjanster.databas.stang()

    return liv
