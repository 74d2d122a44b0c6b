"""Acts on who is named for a protected person beside the handläggare: an arbetsledare's alone (DP-15).

The arbetsledare reaches neither the ärende nor the person, only its number and who is named for it.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Roll
from app.core.delegation import som_system
from app.core.errors import Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import krav_medarbetare
from app.flode.skydd.models import (
    Namngiven,
    Skyddat,
    arende_med_nummer,
    egna,
    namngiven_med,
    namngivna_nu,
    namngivningar,
)
from app.flode.skydd.states import NAMNGIVEN, Namngivenlage, Namngivenstatus


@dataclass(frozen=True, slots=True)
class Bild:
    """A naming with what the caller may do next."""

    namngiven: Namngiven
    mojligheter: Mojligheter


def _bild(arbete: Arbete, namngiven: Namngiven) -> Bild:
    return Bild(namngiven, arbete.mojligheter(NAMNGIVEN, namngiven, Namngivenlage(arbete.idag)))


def _leder(arbete: Arbete) -> bool:
    return arbete.aktor.roll is Roll.ARBETSLEDARE


async def arendet(arbete: Arbete, arendenummer: str) -> Skyddat:
    """What naming needs to know of the nämnd's ärende with a number; 404 when there is none."""
    rad = await arbete.rad(arende_med_nummer(arendenummer))
    if rad is None:
        raise Saknas
    arbete.krav_roll()
    return Skyddat(*rad)


async def namnge(arbete: Arbete, arende: Skyddat, *, handlaggare: str, skal: str, fran: date, tom: date | None) -> Bild:
    """One more who reaches the protected person, for a reason and from a day."""
    arbete.ror(skyddad=arende.skyddad)
    await krav_medarbetare(arbete, handlaggare)
    nu = await arbete.alla(namngivna_nu(arende.id))
    lage = Namngivenlage(
        idag=arbete.idag,
        skyddad=arende.skyddad,
        person=handlaggare,
        av=arbete.aktor.person,
        handlaggare=arende.handlaggare,
        tom=tom,
        redan_namngiven=handlaggare in {rad.handlaggare for rad in nu},
    )
    NAMNGIVEN.krav_skapa(arbete.aktor.roll, lage)
    namngiven = _ny(arbete, arende, handlaggare, skal, fran, tom)
    arbete.fodd(namngiven, NAMNGIVEN.namn, "namnge", skal=skal)
    return _bild(arbete, namngiven)


def _ny(arbete: Arbete, arende: Skyddat, handlaggare: str, skal: str, fran: date, tom: date | None) -> Namngiven:
    assert arbete.sikt.namnd_id is not None, "only who belongs to a nämnd finds its ärenden"
    return Namngiven(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=arbete.sikt.namnd_id,
        arende_id=arende.id,
        arendenummer=arende.arendenummer,
        status=Namngivenstatus.GALLER.value,
        version=1,
        skapad=arbete.nu,
        handlaggare=handlaggare,
        skal=skal,
        fran=fran,
        tom=tom,
        person=arbete.aktor.person,
    )


async def _ladda(arbete: Arbete, namngiven_id: UUID) -> Namngiven:
    """A naming of the nämnd's; for a handläggare only of an ärende that is open to them (404)."""
    namngiven = await arbete.en(namngiven_med(namngiven_id))
    if not _leder(arbete):
        await hamta_arende(arbete, namngiven.arende_id, las=False)
    arbete.ror(skyddad=True)
    return namngiven


async def hamta(arbete: Arbete, namngiven_id: UUID) -> Bild:
    """One naming."""
    namngiven = await _ladda(arbete, namngiven_id)
    arbete.har_last(NAMNGIVEN.namn, arende=namngiven.arende_id, objekt=namngiven.id)
    return _bild(arbete, namngiven)


async def lista(arbete: Arbete, fraga: Sidfraga, arende_id: UUID | None) -> Utsnitt[Namngiven]:
    """One page: for who leads the nämnd's, for a handläggare the own ones or those of an ärende within reach."""
    if arende_id is not None and not _leder(arbete):
        await hamta_arende(arbete, arende_id, las=False)
    bara_egna = arende_id is None and not _leder(arbete)
    sats = egna(arbete.aktor.person, arbete.idag) if bara_egna else namngivningar(arende_id)
    rader = await arbete.alla(sida(sats, Namngiven.id, fraga))
    arbete.ror(skyddad=bool(rader))
    utsnitt = skar(rader, fraga)
    arbete.har_last(NAMNGIVEN.namn, arenden=[rad.arende_id for rad in utsnitt.rader])
    return utsnitt


async def historia(arbete: Arbete, namngiven_id: UUID) -> list[Handelse]:
    """All händelser of one naming."""
    namngiven = await _ladda(arbete, namngiven_id)
    arbete.har_last(NAMNGIVEN.namn, arende=namngiven.arende_id, objekt=namngiven.id)
    return list(await arbete.alla(historik(namngiven.id)))


async def avnamnge(arbete: Arbete, namngiven_id: UUID, *, skal: str) -> Bild:
    """From now on there is no such ärende for who was named."""
    namngiven = await _ladda(arbete, namngiven_id)
    await arbete.utfor(NAMNGIVEN, namngiven, "avnamnge", Namngivenlage(arbete.idag), uppgifter={"skal": skal})
    namngiven.upphord = arbete.nu
    return _bild(arbete, namngiven)


async def upphor_for(arbete: Arbete, arende_id: UUID) -> None:
    """Nobody is named for who is not protected: a later marking begins with the handläggare alone."""
    rader = await arbete.alla(namngivna_nu(arende_id))
    if not rader:
        return
    async with som_system(arbete, NAMNGIVEN.namn) as system:
        for namngiven in rader:
            await system.utfor(NAMNGIVEN, namngiven, "upphor", Namngivenlage(system.idag))
            namngiven.upphord = system.nu
