"""What production refuses in what its settings point at (S17): the role in the database, the files' folder, the layout.

Loaded with the service itself; what the settings alone tell is refused before that, by ``produktion``.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.filestore import Filarkiv
from app.drift.produktion import OsakerInstallning
from app.settings import Lage, Settings
from app.vyer.rapporter import socialstyrelsen
from app.vyer.rapporter.layouter import OgiltigLayout


def krav_dokumentkatalog(settings: Settings, arkiv: Filarkiv) -> None:
    """Raise when the files of documents have no place to lie, in production only."""
    if settings.lage is not Lage.PRODUKTION:
        return
    try:
        arkiv.prova()
    except OSError:
        raise OsakerInstallning("STEGVIS_DOKUMENTKATALOG: tjänsten kan inte skriva i mappen.") from None


def krav_layout(settings: Settings) -> None:
    """Raise when the layout of the monthly rows has faults; all of them are named."""
    try:
        socialstyrelsen.layout(settings)
    except OgiltigLayout as fel:
        raise OsakerInstallning("\n- ".join(("STEGVIS_SOCIALSTYRELSEN_LAYOUT:", *fel.fel))) from None


ROLLFRAGA = text(
    "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class k WHERE k.relname = 'arenden' "
    "AND pg_has_role(current_user, k.relowner, 'MEMBER')) FROM pg_roles WHERE rolname = current_user"
)


async def krav_databasroll(settings: Settings, engine: AsyncEngine) -> None:
    """Raise when the service's database role could pass by row security."""
    if settings.lage is not Lage.PRODUKTION or settings.ar_sqlite:
        return
    async with engine.connect() as anslutning:
        if (await anslutning.execute(ROLLFRAGA)).scalar_one():
            raise OsakerInstallning(
                "STEGVIS_DATABASE_URL: databasrollen kan gå förbi radskyddet eller äger tabellerna."
            )
