"""Acts on platsbokningar: book or stand in line, answer an offer, leave; what else there is to read."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, Konflikt, OgiltigtInnehall, Saknas, felkod, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende
from app.flode.bestallning.delar import rader_med_order
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA
from app.flode.platsbokning import platser
from app.flode.platsbokning.models import (
    Platsbokning,
    bokning_med,
    bokningar_for,
    bokningar_under,
    levande_aktiviteter,
    obesvarade,
    underlag,
)
from app.flode.platsbokning.states import BOKA, PLATSBOKNING, STALL_I_KO, PlatsLage, PlatsStatus
from app.katalog import aktivitet_actions as katalog
from app.katalog.aktiviteter import Aktivitet

NAMN = PLATSBOKNING.namn
PLATS_UPPTAGEN = felkod("plats_upptagen", 409, "Det finns ingen ledig plats", "There is no free place")
BOKNINGSBARA = OPPNA | {"utkast"}


@dataclass(frozen=True, slots=True)
class Bild:
    """A booking with the name of what it is a place in, its place in the line, and what the caller may do next."""

    bokning: Platsbokning
    aktivitet: str
    koplats: int | None
    mojligheter: Mojligheter


class Listrad(NamedTuple):
    """A booking in a list, and whether its person has protected identity."""

    bokning: Platsbokning
    skyddad: bool


@dataclass(frozen=True, slots=True)
class Onskan:
    """A place that is asked for."""

    arende: Arende
    bestallning: Bestallning | None
    aktivitet_id: UUID
    start: date


def _bild(arbete: Arbete, bokning: Platsbokning, aktivitet: str, koplats: int | None, *, oppet: bool) -> Bild:
    lage = PlatsLage(arbete.idag, arende_oppet=oppet, svar_senast=bokning.svar_senast)
    return Bild(bokning, aktivitet, koplats, arbete.mojligheter(PLATSBOKNING, bokning, lage))


async def boka(
    arbete: Arbete,
    arende_id: UUID,
    *,
    aktivitet_id: UUID,
    bestallning_id: UUID | None,
    onskad_start: date | None,
    stall_i_ko: bool,
    fortur_skal: str | None,
) -> Bild:
    """Book a place; where there is none, stand in line if that is asked for, else 409 ``plats_upptagen``."""
    arende, bestallning = await _underlag(arbete, arende_id, bestallning_id)
    onskan = Onskan(arende, bestallning, aktivitet_id, onskad_start or arbete.idag)
    namn = await _ta(arbete, onskan)
    if namn is not None:
        bokning = _ny(arbete, onskan, PlatsStatus.BOKAD)
        arbete.fodd(bokning, NAMN, BOKA.handelse)
        return _bild(arbete, bokning, namn, None, oppet=True)
    namn = await platser.vanta(arbete, aktivitet_id, arende_id, onskan.start) if stall_i_ko else None
    if namn is None:
        raise await _upptagen(arbete, onskan)
    bokning = _ny(arbete, onskan, PlatsStatus.I_KO, fortur_skal)
    arbete.fodd(bokning, NAMN, STALL_I_KO.handelse, fortur=bokning.fortur)
    await arbete.session.flush()
    return await _hamta(arbete, arende, bokning.id)


async def _underlag(arbete: Arbete, arende_id: UUID, bestallning_id: UUID | None) -> tuple[Arende, Bestallning | None]:
    rad = await arbete.rad(underlag(arende_id, bestallning_id))
    if rad is None:
        raise Saknas
    arende: Arende = rad[0]
    bestallning: Bestallning | None = rad[1]
    await arenden.krav_tilldelning(arbete, arende)
    if bestallning_id is not None and (bestallning is None or bestallning.status not in BOKNINGSBARA):
        raise OgiltigtInnehall(
            "Beställningen hör inte till ärendet, eller har upphört.",
            fel=[Faltfel("/bestallningId", "saknas", "Ange en av ärendets beställningar")],
        )
    return arende, bestallning


async def _ta(arbete: Arbete, onskan: Onskan) -> str | None:
    """A free place, also one that an unanswered offer held; raises what stops the booking by a rule."""
    del_ = onskan.aktivitet_id, onskan.arende.id, onskan.start
    if onskan.arende.status == "oppet" and (namn := await platser.ta(arbete, *del_)) is not None:
        return namn
    await _krav(arbete, onskan)
    if not await arbete.alla(obesvarade(onskan.aktivitet_id, arbete.idag)):
        return None
    await platser.fyll_pa(arbete, onskan.aktivitet_id)
    return await platser.ta(arbete, *del_)


async def _aktivitet(arbete: Arbete, aktivitet_id: UUID) -> Aktivitet:
    try:
        return await katalog.hamta(arbete, aktivitet_id)
    except Saknas:
        raise OgiltigtInnehall(
            "Aktiviteten finns inte i nämndens utbud.", fel=[Faltfel("/aktivitetId", "saknas", "Okänd aktivitet")]
        ) from None


async def _krav(arbete: Arbete, onskan: Onskan) -> None:
    aktivitet = await _aktivitet(arbete, onskan.aktivitet_id)
    har = await arbete.alla(levande_aktiviteter(onskan.arende.id))
    lage = PlatsLage(
        arbete.idag,
        arende_oppet=onskan.arende.status == "oppet",
        aktivitet_oppen=aktivitet.status == "publicerad" and aktivitet.oppen_for_anmalan,
        aktivitet_giltig=aktivitet.galler_tom is None or aktivitet.galler_tom >= onskan.start,
        redan=aktivitet.id in har,
    )
    if hinder := BOKA.hinder(lage):
        raise hindrad(hinder)


async def _upptagen(arbete: Arbete, onskan: Onskan) -> Konflikt:
    """The refusal of who came too late: how long the line is, and how to stand in it."""
    aktivitet = await _aktivitet(arbete, onskan.aktivitet_id)
    rot = f"/stegvis/v1/{arbete.kommunkod}"
    lankar = {
        "stallIKo": {"href": f"{rot}/arenden/{onskan.arende.id}/platsbokningar", "method": "POST"},
        "aktivitet": {"href": f"{rot}/aktiviteter/{aktivitet.id}", "method": "GET"},
        "aktivitetsforslag": {"href": f"{rot}/arenden/{onskan.arende.id}/aktivitetsforslag", "method": "POST"},
    }
    return Konflikt(
        "Aktiviteten har ingen ledig plats. Ställ personen i kö med stallIKo, eller välj en annan aktivitet.",
        kod=PLATS_UPPTAGEN,
        regel="AK-10",
        extra={"iKo": aktivitet.i_ko, "vantetidVeckor": aktivitet.vantetid_veckor, "_links": lankar},
    )


def _ny(arbete: Arbete, onskan: Onskan, status: PlatsStatus, fortur_skal: str | None = None) -> Platsbokning:
    i_ko = status is PlatsStatus.I_KO
    return Platsbokning(
        id=nytt_id(),
        kommunkod=onskan.arende.kommunkod,
        namnd_id=onskan.arende.namnd_id,
        delad_med=onskan.bestallning.delad_med if onskan.bestallning else None,
        arende_id=onskan.arende.id,
        aktivitet_id=onskan.aktivitet_id,
        bestallning_id=onskan.bestallning.id if onskan.bestallning else None,
        status=status.value,
        version=1,
        skapad=arbete.nu,
        onskad_start=onskan.start,
        fortur=i_ko and fortur_skal is not None,
        fortur_skal=fortur_skal if i_ko else None,
        ko_sedan=arbete.nu if i_ko else None,
        bokad=None if i_ko else arbete.nu,
    )


async def _hamta(arbete: Arbete, arende: Arende, bokning_id: UUID) -> Bild:
    rad = await arbete.rad(bokning_med(arende.id, bokning_id))
    if rad is None:
        raise Saknas
    bokning, aktivitet, koplats = rad
    return _bild(arbete, bokning, aktivitet, koplats, oppet=arende.status == "oppet")


async def visa(arbete: Arbete, arende_id: UUID, bokning_id: UUID) -> Bild:
    """Detail of one booking."""
    _, bild = await _ladda(arbete, arende_id, bokning_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=bild.bokning.id)
    return bild


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Listrad]:
    """One page of an ärende's bookings, newest first."""
    sats = bokningar_for(arende_id)
    utsnitt = await arenden.rader_under(arbete, arende_id, sats, Platsbokning.id, fraga, NAMN)
    return Utsnitt([Listrad(rad.Platsbokning, rad.Arende.skyddad) for rad in utsnitt.rader], fraga, utsnitt.nasta)


async def lista_under(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Listrad]:
    """One page of an order's bookings, for both parties of the order."""
    sats = bokningar_under(bestallning_id)
    utsnitt = await rader_med_order(arbete, bestallning_id, sats, Platsbokning.id, fraga, NAMN)
    return Utsnitt([Listrad(rad.Platsbokning, rad.Bestallning.skyddad) for rad in utsnitt.rader], fraga, utsnitt.nasta)


async def historia(arbete: Arbete, arende_id: UUID, bokning_id: UUID) -> list[Handelse]:
    """All händelser of one booking."""
    bild = await visa(arbete, arende_id, bokning_id)
    return list(await arbete.alla(historik(bild.bokning.id)))


async def _ladda(arbete: Arbete, arende_id: UUID, bokning_id: UUID) -> tuple[Arende, Bild]:
    arende = await arenden.hamta(arbete, arende_id, las=False)
    return arende, await _hamta(arbete, arende, bokning_id)


async def _stega(arbete: Arbete, arende: Arende, bild: Bild, handelse: str, **uppgifter: Any) -> Platsbokning:
    lage = PlatsLage(arbete.idag, arende_oppet=arende.status == "oppet", svar_senast=bild.bokning.svar_senast)
    await arbete.utfor(PLATSBOKNING, bild.bokning, handelse, lage, uppgifter=uppgifter)
    return bild.bokning


async def tacka_ja(arbete: Arbete, arende_id: UUID, bokning_id: UUID) -> Bild:
    """The offered place is taken."""
    arende, bild = await _ladda(arbete, arende_id, bokning_id)
    bokning = await _stega(arbete, arende, bild, "tacka_ja")
    bokning.bokad = arbete.nu
    return _bild(arbete, bokning, bild.aktivitet, None, oppet=arende.status == "oppet")


async def tacka_nej(arbete: Arbete, arende_id: UUID, bokning_id: UUID, *, skal: str) -> Bild:
    """The offered place is not wanted: it is the next one's."""
    return await _lamna(arbete, arende_id, bokning_id, "tacka_nej", skal, arbete.idag)


async def avboka(arbete: Arbete, arende_id: UUID, bokning_id: UUID, *, skal: str) -> Bild:
    """Give back a place, or leave the line."""
    return await _lamna(arbete, arende_id, bokning_id, "avboka", skal, arbete.idag)


async def avsluta(arbete: Arbete, arende_id: UUID, bokning_id: UUID, *, slut_datum: date, skal: str | None) -> Bild:
    """The person has taken part and is done."""
    if slut_datum > arbete.idag:
        raise OgiltigtInnehall(
            "Slutdatum kan inte ligga framåt.", fel=[Faltfel("/slutDatum", "framtid", "Ange i dag eller tidigare")]
        )
    return await _lamna(arbete, arende_id, bokning_id, "avsluta", skal, slut_datum)


async def _lamna(arbete: Arbete, arende_id: UUID, bokning_id: UUID, handelse: str, skal: str | None, dag: date) -> Bild:
    arende, bild = await _ladda(arbete, arende_id, bokning_id)
    fran = bild.bokning.status
    bokning = await _stega(arbete, arende, bild, handelse)
    bokning.skal, bokning.slut_datum = skal, dag
    await platser.ge_tillbaka(arbete, bokning, fran)
    return _bild(arbete, bokning, bild.aktivitet, None, oppet=arende.status == "oppet")


async def prioritera(arbete: Arbete, arende_id: UUID, bokning_id: UUID, *, fortur: bool, skal: str) -> Bild:
    """Put first in line for a reason, or no longer; among those who are first, time decides."""
    arende, bild = await _ladda(arbete, arende_id, bokning_id)
    bokning = await _stega(arbete, arende, bild, "prioritera", fortur=fortur)
    bokning.fortur, bokning.fortur_skal = fortur, skal
    await arbete.session.flush()
    return await _hamta(arbete, arende, bokning_id)
