"""Makes a development database ready: the newest schema, the cast, and made-up people to work with."""

import asyncio

from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.unit_of_work import Transaktioner
from app.drift import demodata
from app.drift.schemaversion import ar_nyaste
from app.katalog import plantering
from app.settings import Settings


def forbered(settings: Settings) -> None:
    """Database at the newest schema, with the cast in it."""
    settings.datakatalog.mkdir(parents=True, exist_ok=True)
    if asyncio.run(plantera(settings, forsok=True)):
        return
    from app.drift.migrering import uppgradera  # noqa: PLC0415 - Alembic takes half a second to load, once

    agare = settings.database_url_agare
    uppgradera(agare.get_secret_value() if agare else settings.databas)
    asyncio.run(plantera(settings))


async def plantera(settings: Settings, *, forsok: bool = False) -> bool:
    """Plant the cast; with ``forsok`` answer no instead of failing where the schema is not the newest."""
    databas = Databas(settings)
    try:
        if forsok and not await ar_nyaste(databas.engine):
            return False
        transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
        if await transaktioner.kor(systemaktor("rollista"), "", plantering.satt_in):
            await demodata.satt_in(transaktioner)
        return True
    finally:
        await databas.stang()
