"""Acts on prenumerationer: each changes the row alone, and the outbox is brought in line with it soon after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Mottagare
from app.core.errors import Faltfel, Hinder, OgiltigtInnehall, hindrad
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.settings import Settings
from app.vyer.handelseflode.models import senaste_nummer
from app.vyer.prenumerationer.adress import OtillatenAdress, granska, regler_for
from app.vyer.prenumerationer.hemligheter import forsegla, ny_hemlighet
from app.vyer.prenumerationer.models import Prenumeration, antal_oppna, prenumeration_med, prenumerationslista
from app.vyer.prenumerationer.states import PRENUMERATION, PrenumerationLage, PrenumerationStatus

FLEST = 20
FOR_MANGA = Hinder("for_manga_prenumerationer", f"Det finns redan {FLEST} prenumerationer. Avsluta någon först.")


@dataclass
class Bild:
    """A subscription with what the caller may do about it, and a secret that is shown this once."""

    prenumeration: Prenumeration
    mojligheter: Mojligheter = field(default_factory=Mojligheter)
    hemlighet: str | None = None


@dataclass(frozen=True, slots=True)
class Bestallning:
    """What is asked for; ``fran`` is the first number of the log that is wanted, unless only what comes from now."""

    url: str
    typer: Sequence[str]
    beskrivning: str | None
    fran: int | None


def krav_administrator(arbete: Arbete) -> None:
    """Addresses and secrets of the organisation's own servers are for who looks after them."""
    arbete.krav_roll("Prenumerationer sköts av systemadministratören.")


def _granskad(url: str, kommunkod: str, settings: Settings) -> str:
    """The address in its one form; raises ``OgiltigtInnehall`` (S10)."""
    regler = regler_for(settings.webhook_vardar, kommunkod, egen_maskin=settings.webhook_egen_maskin)
    try:
        return str(granska(url, regler))
    except OtillatenAdress as fel:
        raise OgiltigtInnehall("Adressen kan inte användas.", fel=[Faltfel("/url", fel.kod, fel.meddelande)]) from None


async def skapa(arbete: Arbete, mottagare: Mottagare, settings: Settings, ny: Bestallning) -> Bild:
    """Ask for events at an address; its server is asked to confirm before anything else is sent there."""
    krav_administrator(arbete)
    PRENUMERATION.krav_skapa(arbete.aktor.roll, PrenumerationLage())
    if (await arbete.session.scalar(antal_oppna()) or 0) >= FLEST:
        raise hindrad([FOR_MANGA])
    hemlighet = ny_hemlighet()
    senaste = await senaste_nummer(arbete, mottagare)
    prenumeration = Prenumeration(
        id=nytt_id(),
        kommunkod=mottagare.kommunkod,
        mottagare_id=mottagare.id,
        url=_granskad(ny.url, mottagare.kommunkod, settings),
        typer=list(ny.typer),
        beskrivning=ny.beskrivning,
        status=PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value,
        version=1,
        markor=senaste if ny.fran is None else _fore(ny.fran, senaste),
        lopnummer=0,
        omgang=0,
        utmaning=1,
        utmanad=0,
        att_stamma_av=True,
        sand_om=[],
        skapad=arbete.nu,
    )
    prenumeration.hemligheter = forsegla([hemlighet], arbete.krypto, prenumeration.plats)
    arbete.fodd(prenumeration, PRENUMERATION.namn, "skapa", typer=prenumeration.typer)
    return _bild(arbete, prenumeration, hemlighet)


def _fore(fran: int, senaste: int) -> int:
    """The cursor that makes ``fran`` the next number; raises ``OgiltigtInnehall`` for one that is far ahead."""
    if not 1 <= fran <= senaste + 1:
        text = f"Numret ska vara mellan 1 och {senaste + 1}, som är nästa i flödet."
        raise OgiltigtInnehall("Numret finns inte i flödet.", fel=[Faltfel("/fran", "nummer", text)])
    return fran - 1


def _bild(arbete: Arbete, prenumeration: Prenumeration, hemlighet: str | None = None) -> Bild:
    mojligheter = arbete.mojligheter(PRENUMERATION, prenumeration, prenumeration.lage(arbete.nu))
    return Bild(prenumeration, mojligheter, hemlighet)


async def ladda(arbete: Arbete, prenumeration_id: UUID) -> Prenumeration:
    """One of the caller's own; raises ``Saknas``."""
    krav_administrator(arbete)
    return await arbete.en(prenumeration_med(prenumeration_id))


async def visa(arbete: Arbete, prenumeration_id: UUID) -> Bild:
    """One subscription; never its secrets."""
    return _bild(arbete, await ladda(arbete, prenumeration_id))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Prenumeration]:
    """The caller's subscriptions, the newest first."""
    krav_administrator(arbete)
    return skar(await arbete.alla(sida(prenumerationslista(), Prenumeration.id, fraga)), fraga)


async def _utfor(arbete: Arbete, prenumeration_id: UUID, handelse: str, **uppgifter: Any) -> Prenumeration:
    prenumeration = await ladda(arbete, prenumeration_id)
    lage = prenumeration.lage(arbete.nu)
    await arbete.utfor(PRENUMERATION, prenumeration, handelse, lage, uppgifter=uppgifter)
    prenumeration.att_stamma_av = True
    return prenumeration


async def stega(arbete: Arbete, prenumeration_id: UUID, handelse: str) -> Bild:
    """A händelse that says all by itself: pause, end, ask the address once more, end the old secret."""
    prenumeration = await _utfor(arbete, prenumeration_id, handelse)
    if handelse == "bekrafta_igen":
        _utmana(prenumeration)
    elif handelse == "avsluta_gammal_hemlighet":
        _glom_gammal_hemlighet(arbete, prenumeration)
    return _bild(arbete, prenumeration)


def _utmana(prenumeration: Prenumeration) -> None:
    prenumeration.utmaning += 1
    prenumeration.felkod = None


async def byt_adress(arbete: Arbete, prenumeration_id: UUID, settings: Settings, url: str) -> Bild:
    """Another address, which has to confirm before it gets anything."""
    prenumeration = await _utfor(arbete, prenumeration_id, "byt_adress")
    prenumeration.url = _granskad(url, prenumeration.kommunkod, settings)
    _utmana(prenumeration)
    return _bild(arbete, prenumeration)


async def andra(arbete: Arbete, prenumeration_id: UUID, andringar: dict[str, Any]) -> Bild:
    """Another choice of events from now on, or another description."""
    prenumeration = await _utfor(arbete, prenumeration_id, "andra", falt=sorted(andringar))
    for falt, varde in andringar.items():
        setattr(prenumeration, falt, varde)
    return _bild(arbete, prenumeration)


async def rotera_hemlighet(arbete: Arbete, prenumeration_id: UUID, settings: Settings) -> Bild:
    """A new secret, shown this once; the old one signs beside it for a time."""
    prenumeration = await _utfor(arbete, prenumeration_id, "rotera_hemlighet")
    hemlighet, gammal = ny_hemlighet(), prenumeration.gallande(arbete.krypto, arbete.nu)[0]
    prenumeration.hemligheter = forsegla([hemlighet, gammal], arbete.krypto, prenumeration.plats)
    prenumeration.gammal_till = arbete.nu + timedelta(days=settings.webhook_rotation_dagar)
    return _bild(arbete, prenumeration, hemlighet)


def _glom_gammal_hemlighet(arbete: Arbete, prenumeration: Prenumeration) -> None:
    nyaste = prenumeration.gallande(arbete.krypto, arbete.nu)[:1]
    prenumeration.hemligheter = forsegla(nyaste, arbete.krypto, prenumeration.plats)
    prenumeration.gammal_till = None


async def las_fran(arbete: Arbete, prenumeration_id: UUID, handelse: str, fran: int | None) -> Bild:
    """Go on, or begin again, at a number of the log; without one it goes on where it was."""
    prenumeration = await _utfor(arbete, prenumeration_id, handelse, fran=fran)
    if fran is not None:
        prenumeration.markor = _fore(fran, await senaste_nummer(arbete, prenumeration.mottagare))
        prenumeration.omgang += 1
    return _bild(arbete, prenumeration)


async def sand_om(arbete: Arbete, prenumeration_id: UUID, leverans_id: UUID) -> Bild:
    """Try a delivery again that was given up."""
    prenumeration = await _utfor(arbete, prenumeration_id, "sand_om", leverans=str(leverans_id))
    prenumeration.sand_om = [*prenumeration.sand_om, str(leverans_id)]
    return _bild(arbete, prenumeration)
