"""Production refuses unsafe settings (S17): each refusal is one sentence that names the setting.

Light to load, so that the refusal comes before the service does.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.core.auth_certifikat import las_nat
from app.core.crypto import las_nyckelring, ring_ur_installningar
from app.core.keyset import NYCKELLANGD, Nyckelfel, Nyckelfil, svagheter
from app.settings import Lage, Settings

DRIVRUTIN = "postgresql+asyncpg"
# At most two probes a minute to a receiver that is away (R8).
KORTASTE_VILA = 30.0
# R14: a token never outlives its time by more than this.
STORSTA_MARGINAL = 60
STANDARDPUBLIK = Settings.model_fields["publik"].default


class OsakerInstallning(RuntimeError):
    """A setting that production does not start with."""


def brister(settings: Settings) -> Iterator[str]:
    """Every unsafe setting, as a sentence."""
    if _drivrutin(settings.databas) != DRIVRUTIN:
        yield f"STEGVIS_DATABASE_URL: produktion kräver PostgreSQL ({DRIVRUTIN}://…)."
    yield from _nycklar(settings)
    yield from _adresser(settings)
    yield from _proxyer(settings)
    if settings.af_klient_hemlighet.get_secret_value() in {"", "utveckling"}:
        yield "STEGVIS_AF_KLIENT_HEMLIGHET: produktion kräver en egen hemlighet hos Arbetsförmedlingen."
    if settings.publik == STANDARDPUBLIK:
        yield "STEGVIS_PUBLIK: produktion kräver installationens egen identitet som mottagare av token."
    if settings.token_marginal > STORSTA_MARGINAL:
        yield f"STEGVIS_TOKEN_MARGINAL: högst {STORSTA_MARGINAL} sekunders klockskillnad godtas i produktion."
    if settings.logg_niva.upper() == "DEBUG":
        yield "STEGVIS_LOGG_NIVA: DEBUG får inte användas i produktion."
    # A refused token is fetched anew and the message tried once more, each within the time-out.
    if settings.af_lan <= 2 * settings.af_tid:
        yield "STEGVIS_AF_LAN: lånet måste vara längre än två gånger STEGVIS_AF_TID."
    if settings.af_brytare_vila < KORTASTE_VILA:
        yield "STEGVIS_AF_BRYTARE_VILA: högst två prov i minuten, alltså minst 30 sekunder."
    if settings.webhook_egen_maskin:
        yield "STEGVIS_WEBHOOK_EGEN_MASKIN: webhooks får inte skickas till den egna maskinen i produktion."
    if settings.webhook_lan <= settings.webhook_tid:
        yield "STEGVIS_WEBHOOK_LAN: lånet måste vara längre än STEGVIS_WEBHOOK_TID."


def _drivrutin(url: str) -> str:
    try:
        return make_url(url).drivername
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        return ""


def _nycklar(settings: Settings) -> Iterator[str]:
    """The keys are there, can be read, were made by chance and each for one thing."""
    if settings.nyckelfil is not None:
        yield from _nyckelfil(settings.nyckelfil)
        return
    if fel := list(_nycklar_var_for_sig(settings)):
        yield from fel
        return
    yield from (f"STEGVIS_KRYPTERINGSNYCKLAR: {svaghet}" for svaghet in svagheter(ring_ur_installningar(settings)))


def _nyckelfil(fil: Path) -> Iterator[str]:
    try:
        ring = Nyckelfil(fil).las()
    except Nyckelfel as fel:
        yield f"STEGVIS_NYCKELFIL: {fel}"
    else:
        yield from (f"STEGVIS_NYCKELFIL: {svaghet}" for svaghet in svagheter(ring))


def _nycklar_var_for_sig(settings: Settings) -> Iterator[str]:
    if settings.krypteringsnycklar is None:
        yield "STEGVIS_KRYPTERINGSNYCKLAR: produktion kräver egna krypteringsnycklar."
    elif not _gar_att_lasa(settings.krypteringsnycklar.get_secret_value()):
        yield "STEGVIS_KRYPTERINGSNYCKLAR: skriv id:base64 för varje nyckel om 32 byte, åtskilda med komma."
    if settings.uppslagsnyckel is None:
        yield "STEGVIS_UPPSLAGSNYCKEL: produktion kräver en egen uppslagsnyckel."
    elif not _gar_att_lasa(f"uppslag:{settings.uppslagsnyckel.get_secret_value()}"):
        yield "STEGVIS_UPPSLAGSNYCKEL: skriv 32 byte som base64."


def _gar_att_lasa(nyckelring: str) -> bool:
    try:
        return all(len(nyckel) == NYCKELLANGD for nyckel in las_nyckelring(nyckelring).values())
    except ValueError:
        return False


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
        if delar.scheme != "https" or _egen_maskin(delar.hostname or ""):
            yield f"{namn}: produktion kräver en https-adress utanför den egna maskinen."


def _proxyer(settings: Settings) -> Iterator[str]:
    """Whose word is taken for a client's certificate."""
    try:
        nat = las_nat(settings.betrodda_proxyer)
    except ValueError:
        yield "STEGVIS_BETRODDA_PROXYER: skriv adresser eller nät, åtskilda med komma."
        return
    if any(n.prefixlen == 0 for n in nat):
        yield "STEGVIS_BETRODDA_PROXYER: hela internet kan inte vara en betrodd proxy."
    if settings.certifikathuvud and not nat:
        yield "STEGVIS_CERTIFIKATHUVUD: produktion kräver att STEGVIS_BETRODDA_PROXYER säger vem som får skicka det."


def _egen_maskin(namn: str) -> bool:
    """Whether a host name is missing or means this machine."""
    try:
        ip = ip_address(namn)
    except ValueError:
        return not namn or namn.rstrip(".").rpartition(".")[2] == "localhost"
    return ip.is_loopback or ip.is_unspecified


def krav(settings: Settings) -> None:
    """Raise ``OsakerInstallning`` with every fault, in production only."""
    if settings.lage is Lage.PRODUKTION and (fel := list(brister(settings))):
        raise OsakerInstallning("\n".join(fel))
