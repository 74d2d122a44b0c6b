"""Production refuses unsafe settings (S17): each refusal is one sentence that names the setting."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Lage, Settings

LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - a name to refuse, not to listen on


class OsakerInstallning(RuntimeError):
    """A setting that production does not start with."""


def brister(settings: Settings) -> Iterator[str]:
    """Every unsafe setting, as a sentence."""
    if settings.ar_sqlite:
        yield "STEGVIS_DATABASE_URL: produktion kräver PostgreSQL."
    if settings.krypteringsnycklar is None:
        yield "STEGVIS_KRYPTERINGSNYCKLAR: produktion kräver egna krypteringsnycklar."
    elif "dev-" in settings.krypteringsnycklar.get_secret_value():
        yield "STEGVIS_KRYPTERINGSNYCKLAR: utvecklingsnycklar får inte användas i produktion."
    if settings.uppslagsnyckel is None:
        yield "STEGVIS_UPPSLAGSNYCKEL: produktion kräver en egen uppslagsnyckel."
    yield from _adresser(settings)
    if settings.af_klient_hemlighet.get_secret_value() in {"", "utveckling"}:
        yield "STEGVIS_AF_KLIENT_HEMLIGHET: produktion kräver en egen hemlighet hos Arbetsförmedlingen."
    if settings.logg_niva.upper() == "DEBUG":
        yield "STEGVIS_LOGG_NIVA: DEBUG får inte användas i produktion."
    if settings.af_lan <= settings.af_tid:
        yield "STEGVIS_AF_LAN: lånet måste vara längre än STEGVIS_AF_TID."


def _adresser(settings: Settings) -> Iterator[str]:
    adresser = {
        "STEGVIS_UTFARDARE": settings.utfardare,
        "STEGVIS_JWKS_URL": settings.jwks_url,
        "STEGVIS_AF_URL": settings.af_url,
        "STEGVIS_AF_TOKEN_URL": settings.af_token_url,
        "STEGVIS_PUBLIK_URL": settings.publik_adress,
    }
    for namn, adress in adresser.items():
        if adress is None:
            continue
        delar = urlsplit(adress)
        if delar.scheme != "https" or (delar.hostname or "") in LOOPBACK:
            yield f"{namn}: produktion kräver en https-adress utanför den egna maskinen."


def krav(settings: Settings) -> None:
    """Raise ``OsakerInstallning`` with every fault, in production only."""
    if settings.lage is Lage.PRODUKTION and (fel := list(brister(settings))):
        raise OsakerInstallning("\n".join(fel))


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
