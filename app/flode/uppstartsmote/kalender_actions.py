"""Acts on calendar subscriptions: make one, give it another address, revoke it."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Aktor, Part
from app.core.errors import Forbjuden
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote.kalender_models import Kalender, egen_kalender, egna_kalendrar
from app.flode.uppstartsmote.states import KALENDER, KalenderStatus
from app.katalog.organisationer import medarbetare_med

# 256 bits: nobody finds one by trying, and a plain hash of it tells nothing.
HEMLIGHET_BYTE = 32
INGEN_NAMND = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Bild:
    """A subscription with what its owner may do next; the secret only in the answer that makes it."""

    kalender: Kalender
    mojligheter: Mojligheter
    hemlighet: str | None = None


def avtryck(hemlighet: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(hemlighet.encode()).digest()


def _bild(arbete: Arbete, kalender: Kalender, hemlighet: str | None = None) -> Bild:
    return Bild(kalender, arbete.mojligheter(KALENDER, kalender, None), hemlighet)


async def _krav_i_arbete(arbete: Arbete) -> Aktor:
    """DP-04: somebody at work with meetings of their own, as the register knows them."""
    aktor = arbete.aktor
    arbete.krav_roll("Bara vägledare och handläggare har en egen möteskalender.")
    medarbetare = await arbete.kanske(medarbetare_med(aktor.organisation_id, aktor.person))
    if medarbetare is None or medarbetare.roll != aktor.roll.value:
        raise Forbjuden("Du finns inte i registret över organisationens medarbetare.", regel="DP-04")
    return aktor


async def skapa(arbete: Arbete, *, namn: str) -> Bild:
    """A subscription of the caller's own."""
    aktor = await _krav_i_arbete(arbete)
    assert aktor.organisation_id is not None  # a medarbetare has one
    hemlighet = secrets.token_urlsafe(HEMLIGHET_BYTE)
    hos_utforare = aktor.part is Part.UTFORARE
    kalender = Kalender(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=aktor.namnd_id or INGEN_NAMND,
        delad_med=aktor.organisation_id if hos_utforare else None,
        organisation_id=aktor.organisation_id,
        hemkommun=aktor.kommunkod,
        person=aktor.person,
        roll=aktor.roll.value,
        namn=namn,
        status=KalenderStatus.AKTIV.value,
        version=1,
        avtryck=avtryck(hemlighet),
        skapad=arbete.nu,
        adress_fran=arbete.nu,
    )
    arbete.fodd(kalender, KALENDER.namn, "skapa")
    return _bild(arbete, kalender, hemlighet)


async def _ladda(arbete: Arbete, kalender_id: UUID) -> Kalender:
    return await arbete.en(egen_kalender(kalender_id, arbete.aktor.organisation_id, arbete.aktor.person))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Kalender]:
    """One page of the caller's own."""
    sats = egna_kalendrar(arbete.aktor.organisation_id, arbete.aktor.person)
    return skar(await arbete.alla(sida(sats, Kalender.id, fraga)), fraga)


async def visa(arbete: Arbete, kalender_id: UUID) -> Bild:
    """One of the caller's own; the address is not told again."""
    return _bild(arbete, await _ladda(arbete, kalender_id))


async def historia(arbete: Arbete, kalender_id: UUID) -> list[Handelse]:
    """When it was made, given another address, revoked."""
    return list(await arbete.alla(historik((await _ladda(arbete, kalender_id)).id)))


async def byt_adress(arbete: Arbete, kalender_id: UUID) -> Bild:
    """Another secret; the old address is as if it never was."""
    kalender = await _stega(arbete, kalender_id, "byt_adress")
    hemlighet = secrets.token_urlsafe(HEMLIGHET_BYTE)
    kalender.avtryck, kalender.adress_fran = avtryck(hemlighet), arbete.nu
    return _bild(arbete, kalender, hemlighet)


async def aterkalla(arbete: Arbete, kalender_id: UUID) -> Bild:
    """The address stops answering."""
    return _bild(arbete, await _stega(arbete, kalender_id, "aterkalla"))


async def _stega(arbete: Arbete, kalender_id: UUID, handelse: str) -> Kalender:
    kalender = await _ladda(arbete, kalender_id)
    await arbete.utfor(KALENDER, kalender, handelse, None)
    return kalender
