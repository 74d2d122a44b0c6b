"""Schema and cast for the tests' databases."""

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import Krypto
from app.core.database import Base, Databas
from app.core.row_security import satser
from app.core.tenancy import isolering_av
from app.core.unit_of_work import Transaktioner
from app.katalog import rollista
from app.settings import Settings


async def bygg(url: str) -> None:
    """Create all tables, close them, plant the cast."""
    databas = Databas(Settings(database_url=url))
    async with databas.engine.begin() as anslutning:
        await anslutning.run_sync(Base.metadata.create_all)
        if not databas.ar_sqlite:
            for mapper in Base.registry.mappers:
                for sats in satser(mapper.local_table, isolering_av(mapper.class_)):
                    await anslutning.exec_driver_sql(sats)
    krypto = Krypto({"test": bytes(32)}, bytes(32))
    await Transaktioner(databas, SystemKlocka(), krypto).kor(systemaktor("rollista"), "", rollista.satt_in)
    await databas.stang()
