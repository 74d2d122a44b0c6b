"""Processes of the service: the server, and the outbox worker on its own."""

import asyncio
import signal
import sys

import uvicorn
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.begrepp.tid import Klocka, StallbarKlocka, SystemKlocka
from app.core.edge.logging import konfigurera
from app.core.edge.protocol import serve
from app.core.schema_types import Utdata, modeller
from app.core.services import Tjanster
from app.drift.driftmiljo import krav_databasroll, krav_dokumentkatalog, krav_layout
from app.drift.kontroll import Kontroll
from app.drift.minne import inlasning, stada_minnet
from app.drift.produktion import OsakerInstallning
from app.integrations.jobb import kor_alla, kor_jobb
from app.integrations.kanaler import kor_arbetare
from app.integrations.runtime import Drift
from app.main import create_app
from app.settings import Lage, Settings

ROLLPROV = 1.0
EFTER_STARTEN = 0.5


def klocka_for(settings: Settings) -> Klocka:
    """The system's clock; in test mode one that the control application can move."""
    if settings.lage is Lage.TEST:
        return StallbarKlocka(SystemKlocka().nu(), grund=SystemKlocka())
    return SystemKlocka()


def servera(settings: Settings, vid_start: str = "") -> int:
    """Serve until SIGTERM; the exit code."""
    konfigurera(settings)
    try:
        asyncio.run(_servera(settings, vid_start))
    except OsakerInstallning as fel:
        sys.stderr.write(f"{fel}\n")
        return 2
    return 0


async def _servera(settings: Settings, vid_start: str) -> None:
    with inlasning():
        app = create_app(settings, klocka=klocka_for(settings), tokenklocka=SystemKlocka())
        server = serve(app, settings)
    tjanster: Tjanster = app.state.tjanster
    server.vid_stopp = tjanster.flodesbud.stang
    krav_dokumentkatalog(settings, tjanster.filarkiv)
    krav_layout(settings)
    roll = await _provad_roll(server, settings, tjanster.databas.engine)
    stada_minnet()
    sidor = [asyncio.create_task(_kontroll(tjanster))] if settings.lage is Lage.TEST else []
    sidor += [asyncio.create_task(_sag(server, vid_start))] if vid_start else []
    sidor += [asyncio.create_task(_bygg_modeller(server))]
    await server.serve()
    for sida in (*sidor, roll):
        sida.cancel()
    utfall = await asyncio.gather(roll, *sidor, return_exceptions=True)
    if isinstance(utfall[0], OsakerInstallning):
        raise utfall[0]


async def _provad_roll(server: uvicorn.Server, settings: Settings, engine: AsyncEngine) -> asyncio.Task[None]:
    """Look at the database role before serving; with the database away, as soon as it comes (R18)."""
    try:
        await krav_databasroll(settings, engine)
    except (OSError, DBAPIError):
        return asyncio.create_task(_prova_rollen(server, settings, engine))
    return asyncio.create_task(asyncio.sleep(0))


async def _prova_rollen(server: uvicorn.Server, settings: Settings, engine: AsyncEngine) -> None:
    while True:
        await asyncio.sleep(ROLLPROV)
        try:
            await krav_databasroll(settings, engine)
        except (OSError, DBAPIError):
            continue
        except OsakerInstallning:
            server.should_exit = True
            raise
        return


async def _igang(server: object) -> None:
    """Wait until the server answers."""
    while not getattr(server, "started", False):  # noqa: ASYNC110 - uvicorn has a flag, no event
        await asyncio.sleep(0.02)


async def _bygg_modeller(server: object) -> None:
    """Build what no request has needed yet, between requests: none after the first seconds waits for a model."""
    await _igang(server)
    await asyncio.sleep(EFTER_STARTEN)
    for modell in modeller(Utdata):
        modell.model_rebuild()
        await asyncio.sleep(0)


async def _sag(server: object, text: str) -> None:
    """Print where to look, once the server answers."""
    await _igang(server)
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _kontroll(tjanster: Tjanster) -> None:
    """The control application on its loopback port; it lives and dies with the server."""
    settings = tjanster.settings
    config = uvicorn.Config(
        Kontroll(tjanster).app(), host="127.0.0.1", port=settings.kontrollport, log_config=None, http="httptools"
    )
    kontroll = uvicorn.Server(config)
    kontroll.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the main server owns the signals
    await kontroll._serve()  # noqa: SLF001 - ``serve`` would take over the signals


async def arbeta(settings: Settings) -> None:
    """The worker alone, until SIGTERM: what is in flight is finished and its leases given back."""
    konfigurera(settings)
    tjanster: Tjanster = create_app(settings, klocka=klocka_for(settings)).state.tjanster
    krav_dokumentkatalog(settings, tjanster.filarkiv)
    krav_layout(settings)
    await krav_databasroll(settings, tjanster.databas.engine)
    stopp = asyncio.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sig, stopp.set)
    drift = Drift(tjanster)
    sysslor = (drift.nycklar, drift.jobb, drift.bevaka, drift.rapporter, drift.logg, drift.floda, drift.prenumerationer)
    bredvid = [asyncio.create_task(kor(stopp)) for kor in sysslor]
    await kor_arbetare(tjanster, stopp)
    await drift.avsluta(bredvid)
    await tjanster.databas.stang()


async def kor_jobb_en_gang(settings: Settings, namn: str) -> None:
    """Run one job, or all, and end."""
    konfigurera(settings)
    tjanster: Tjanster = create_app(settings, klocka=klocka_for(settings)).state.tjanster
    await krav_databasroll(settings, tjanster.databas.engine)
    if namn == "alla":
        await kor_alla(tjanster)
    else:
        await kor_jobb(tjanster, namn)
    await tjanster.databas.stang()
