"""Acts on the protection of a person: mark, raise, lower, review, give a new identity, take away (DP-14, DP-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import Personnummer, nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import byt_identitet as byt_arendets_identitet
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import satt_skydd, sida_under
from app.flode.arende.models import Arende
from app.flode.arende.states import Skyddsniva
from app.flode.skydd import namngivna
from app.flode.skydd.models import (
    EGET_ARENDE,
    Skyddsmarkering,
    antal_skyddade,
    gallande_for,
    markering_med,
    markeringar_for,
)
from app.flode.skydd.states import SKYDDSMARKERING, SkyddLage, Skyddskalla, Skyddsstatus


@dataclass(frozen=True, slots=True)
class Bild:
    """A marking with what the caller may do next."""

    markering: Skyddsmarkering
    mojligheter: Mojligheter


def _lage(arbete: Arbete, markering: Skyddsmarkering, **mer: Any) -> SkyddLage:
    """Facts for the guards."""
    return SkyddLage(arbete.idag, Skyddsniva(markering.niva), **mer)


def _bild(arbete: Arbete, markering: Skyddsmarkering) -> Bild:
    return Bild(markering, arbete.mojligheter(SKYDDSMARKERING, markering, _lage(arbete, markering)))


async def markera(arbete: Arbete, arende_id: UUID, *, familj: Sequence[UUID] = (), **uppgifter: Any) -> Bild:
    """Mark a person, and those of the family who live there too, each in an ärende the caller is assigned to."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    andra = [await _familjens(arbete, i, annan) for i, annan in enumerate(familj)]
    markerade = set(await arbete.alla(gallande_for([a.id for a in (arende, *andra)])))
    for annan in andra:
        if annan.id not in markerade:
            await _markera(arbete, annan, markerad=False, **uppgifter)
    return _bild(arbete, await _markera(arbete, arende, markerad=arende.id in markerade, **uppgifter))


async def _familjens(arbete: Arbete, nummer: int, arende_id: UUID) -> Arende:
    """Somebody of the family; an ärende out of reach is refused as one that is not there."""
    sikt = arbete.sikt
    varden = {"person": sikt.aktor.person, "kommun": sikt.kommunkod, "namnd": sikt.namnd_id, "idag": sikt.idag}
    funnet = await arbete.kanske(EGET_ARENDE, arende=arende_id, **varden)
    if funnet is None:
        fel = Faltfel(f"/familj/{nummer}", "saknas", "Okänt ärende")
        raise OgiltigtInnehall("Ärendet finns inte bland dina ärenden.", fel=[fel], regel="DP-15")
    return funnet


async def _markera(arbete: Arbete, arende: Arende, *, markerad: bool, **uppgifter: Any) -> Skyddsmarkering:
    niva: Skyddsniva = uppgifter["niva"]
    lage = SkyddLage(arbete.idag, niva, omprovas=uppgifter["omprovas"], redan_markerad=markerad)
    SKYDDSMARKERING.krav_skapa(arbete.aktor.roll, lage)
    markering = _ny(arbete, arende, **uppgifter)
    arbete.fodd(markering, SKYDDSMARKERING.namn, "markera", skal=markering.skal)
    await satt_skydd(arbete, arende, niva)
    return markering


def _ny(arbete: Arbete, arende: Arende, *, niva: Skyddsniva, kalla: Skyddskalla, **uppgifter: Any) -> Skyddsmarkering:
    return Skyddsmarkering(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=Skyddsstatus.GALLER.value,
        version=1,
        skapad=arbete.nu,
        niva=niva.value,
        kalla=kalla.value,
        person=arbete.aktor.person,
        **uppgifter,
    )


async def vid_oppnandet(arbete: Arbete, arende: Arende) -> None:
    """Follower of ``oppna``: who is protected from the start has a marking too."""
    if not arende.skyddad:
        return
    markering = _ny(
        arbete,
        arende,
        niva=Skyddsniva(arende.skyddsniva),
        kalla=Skyddskalla.VID_OPPNANDET,
        skal="Uppgiven när ärendet öppnades.",
        fran=arbete.idag,
    )
    arbete.fodd(markering, SKYDDSMARKERING.namn, "markera", skal=markering.skal)


async def _ladda(arbete: Arbete, arende_id: UUID, markering_id: UUID) -> tuple[Arende, Skyddsmarkering]:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return arende, await arbete.en(markering_med(arende.id, markering_id))


async def hamta(arbete: Arbete, arende_id: UUID, markering_id: UUID) -> Bild:
    """One marking."""
    arende, markering = await _ladda(arbete, arende_id, markering_id)
    arbete.har_last(SKYDDSMARKERING.namn, arende=arende.id, objekt=markering.id)
    return _bild(arbete, markering)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Skyddsmarkering]:
    """One page of an ärende's markings, newest first, those taken away too."""
    sats = markeringar_for(arende_id)
    return await sida_under(arbete, arende_id, sats, Skyddsmarkering.id, fraga, SKYDDSMARKERING.namn)


async def historia(arbete: Arbete, arende_id: UUID, markering_id: UUID) -> list[Handelse]:
    """All händelser of one marking."""
    arende, markering = await _ladda(arbete, arende_id, markering_id)
    arbete.har_last(SKYDDSMARKERING.namn, arende=arende.id, objekt=markering.id)
    return list(await arbete.alla(historik(markering.id)))


async def byt_niva(
    arbete: Arbete, arende_id: UUID, markering_id: UUID, handelse: str, *, niva: Skyddsniva, skal: str, **mer: Any
) -> Bild:
    """``hoj`` or ``sank``: another level, on somebody's word and for a reason."""
    arende, markering = await _ladda(arbete, arende_id, markering_id)
    uppgifter = {"fran": markering.niva, "till": niva.value, "skal": skal}
    await arbete.utfor(SKYDDSMARKERING, markering, handelse, _lage(arbete, markering, ny=niva), uppgifter=uppgifter)
    markering.niva, markering.skal, markering.kalla = niva.value, skal, mer["kalla"].value
    await satt_skydd(arbete, arende, niva)
    return _bild(arbete, markering)


async def omprova(
    arbete: Arbete, arende_id: UUID, markering_id: UUID, *, skal: str, omprovas: date | None, tom: date | None
) -> Bild:
    """It is still needed: until another day, or until further notice."""
    _, markering = await _ladda(arbete, arende_id, markering_id)
    lage = _lage(arbete, markering, omprovas=omprovas)
    await arbete.utfor(SKYDDSMARKERING, markering, "omprova", lage, uppgifter={"skal": skal})
    markering.skal, markering.omprovas, markering.tom = skal, omprovas, tom
    return _bild(arbete, markering)


async def hav(arbete: Arbete, arende_id: UUID, markering_id: UUID, *, skal: str) -> Bild:
    """The protection ends, because a person has found that it may."""
    arende, markering = await _ladda(arbete, arende_id, markering_id)
    await arbete.utfor(SKYDDSMARKERING, markering, "hav", _lage(arbete, markering), uppgifter={"skal": skal})
    markering.skal, markering.havd = skal, arbete.nu
    await satt_skydd(arbete, arende, Skyddsniva.INGEN)
    await namngivna.upphor_for(arbete, arende.id)
    return _bild(arbete, markering)


async def byt_identitet(
    arbete: Arbete, arende_id: UUID, markering_id: UUID, *, personnummer: Personnummer, fornamn: str, efternamn: str
) -> Bild:
    """The person has new, made-up personal data: the old ones go under a seal that no answer opens (DP-15)."""
    arende, markering = await _ladda(arbete, arende_id, markering_id)
    await arbete.utfor(SKYDDSMARKERING, markering, "byt_identitet", _lage(arbete, markering))
    fore = {
        "personnummer": arende.personnummer(arbete.krypto).siffror,
        "fornamn": arende.fornamn,
        "efternamn": arende.efternamn,
    }
    markering.forsegla_tidigare(fore, arbete.krypto)
    await byt_arendets_identitet(arbete, arende, personnummer, fornamn, efternamn)
    return _bild(arbete, markering)


async def antal(arbete: Arbete) -> int:
    """How many protected persons the nämnd has open ärenden about; who leads is told no more of them."""
    return int(await arbete.session.scalar(antal_skyddade()) or 0)
