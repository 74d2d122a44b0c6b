"""Acts on an invändning: note it on any record of the ärende, read it, answer it. The record itself stays."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.person_rows import Person, postslag
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende
from app.flode.invandning.models import Invandning, invandning_med, invandningar_for
from app.flode.invandning.states import (
    INVANDNING,
    LAGRUM,
    Framforare,
    InvandningLage,
    Invandningsslag,
    InvandningStatus,
)

NAMN = INVANDNING.namn


@dataclass(frozen=True, slots=True)
class Uppfattning:
    """What the person says, about which record."""

    slag: Invandningsslag
    objekttyp: str
    objekt_id: UUID
    falt: str | None
    text: str
    datum: date
    framford_av: Framforare


@dataclass(frozen=True, slots=True)
class Bild:
    """One with what the caller may do."""

    rad: Invandning
    mojligheter: Mojligheter


def _fel(falt: str, kod: str, meddelande: str) -> OgiltigtInnehall:
    return OgiltigtInnehall("Uppfattningen kan inte noteras så.", fel=[Faltfel(falt, kod, meddelande)])


def _bild(arbete: Arbete, rad: Invandning) -> Bild:
    return Bild(rad, arbete.mojligheter(INVANDNING, rad, InvandningLage(rad.slag)))


async def _krav_post(arbete: Arbete, arende: Arende, ny: Uppfattning) -> None:
    """The record is about the person, and has the field."""
    slag = postslag().get(ny.objekttyp)
    if slag is None:
        raise _fel("/objekttyp", "okant", "Det finns inget sådant slag av uppgifter.")
    if ny.falt is not None and ny.falt not in {kolumn.name for kolumn in slag.kolumner}:
        raise _fel("/falt", "okant", "Det finns inget sådant fält.")
    person = Person(arende.kommunkod, arende.namnd_id, (arende.id,))
    if await arbete.kanske(slag.posten(person, ny.objekt_id)) is None:
        raise _fel("/objektId", "saknas", "Uppgiften finns inte i ärendet.")


async def notera(arbete: Arbete, arende_id: UUID, ny: Uppfattning) -> Bild:
    """Write down what the person holds; also in a closed ärende (DP-20)."""
    arende = await arenden.hamta(arbete, arende_id, las=False)
    INVANDNING.krav_skapa(arbete.aktor.roll, InvandningLage(ny.slag.value))
    if ny.datum > arbete.idag:
        raise _fel("/datum", "framtid", "Ange i dag eller tidigare.")
    await _krav_post(arbete, arende, ny)
    rad = Invandning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=InvandningStatus.NOTERAD.value,
        version=1,
        slag=ny.slag.value,
        objekttyp=ny.objekttyp,
        objekt_id=ny.objekt_id,
        falt=ny.falt,
        text=ny.text,
        datum=ny.datum,
        framford_av=ny.framford_av.value,
        skapad=arbete.nu,
        noterad_av=arbete.aktor.person,
    )
    arbete.fodd(rad, NAMN, "notera", slag=rad.slag, galler=rad.objekttyp)
    return _bild(arbete, rad)


async def _ladda(arbete: Arbete, arende_id: UUID, invandning_id: UUID) -> Invandning:
    arende = await arenden.hamta(arbete, arende_id, las=False)
    return await arbete.en(invandning_med(arende.id, invandning_id))


async def visa(arbete: Arbete, arende_id: UUID, invandning_id: UUID) -> Bild:
    """One with its text and answer."""
    rad = await _ladda(arbete, arende_id, invandning_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return _bild(arbete, rad)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga, objekt_id: UUID | None) -> Utsnitt[Invandning]:
    """One page of an ärende's, or of one record's, newest first."""
    sats = invandningar_for(arende_id, objekt_id)
    return await arenden.sida_under(arbete, arende_id, sats, Invandning.id, fraga, NAMN)


async def historia(arbete: Arbete, arende_id: UUID, invandning_id: UUID) -> list[Handelse]:
    """All händelser of one."""
    rad = await _ladda(arbete, arende_id, invandning_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return list(await arbete.alla(historik(rad.id)))


async def besvara(arbete: Arbete, arende_id: UUID, invandning_id: UUID, handelse: str, svar: str) -> Bild:
    """Corrected elsewhere, or it stands: with the reason, and the section that says so."""
    rad = await _ladda(arbete, arende_id, invandning_id)
    await arbete.utfor(INVANDNING, rad, handelse, InvandningLage(rad.slag))
    rad.svar, rad.besvarad, rad.besvarad_av = svar, arbete.nu, arbete.aktor.person
    rad.lagrum = LAGRUM[rad.slag]
    return _bild(arbete, rad)
