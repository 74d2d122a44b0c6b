"""Acts on a question of fact: ask, ask again, withdraw; and what AF's system answers."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.paket import packa
from app.begrepp.sekretess import Utlamnandegrund
from app.core.delegation import som_system
from app.core.errors import hindrad
from app.core.journal import Handelse, historik
from app.core.outbox import (
    ARBETSFORMEDLINGEN,
    Avvisning,
    Kvittens,
    Meddelande,
    byt_innehall,
    koa_igen,
    lagg_at_sidan,
    lagg_i_utkorg,
)
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.afuppgift.models import Afuppgift, afuppgift_med, afuppgifter_for, obesvarade_for
from app.flode.afuppgift.states import (
    AFUPPGIFT,
    AfuppgiftLage,
    Afuppgiftsslag,
    AfuppgiftStatus,
    arende_oppet,
)
from app.flode.arende import actions as arenden
from app.flode.arende.actions import AnnanPerson
from app.flode.arende.models import Arende, arende_med
from app.flode.samrad.actions import krav_svar_om_samma_person

NAMN = AFUPPGIFT.namn
FEL_PERSON = "fel_person"


@dataclass(frozen=True, slots=True)
class Bild:
    """A question with AF's opened answer and what may be done next."""

    afuppgift: Afuppgift
    svar: dict[str, Any] | None
    mojligheter: Mojligheter


def _lage(arende: Arende) -> AfuppgiftLage:
    return AfuppgiftLage(arende.status == "oppet")


def _bild(arbete: Arbete, arende: Arende, afuppgift: Afuppgift) -> Bild:
    return Bild(afuppgift, _svar(arbete, afuppgift), arbete.mojligheter(AFUPPGIFT, afuppgift, _lage(arende)))


def _svar(arbete: Arbete, afuppgift: Afuppgift) -> dict[str, Any] | None:
    if afuppgift.svar_forseglat is None:
        return None
    svar: dict[str, Any] = json.loads(arbete.krypto.oppna(afuppgift.svar_forseglat, afuppgift.svarsplats()))
    return svar


async def begar(arbete: Arbete, arende_id: UUID, *, slag: Afuppgiftsslag, grund: Utlamnandegrund, lagrum: str) -> Bild:
    """Ask AF; that the nämnd asks tells AF who is current there, so the ground for it is stored (DP-09)."""
    arende = await arenden.hamta(arbete, arende_id, las=False)
    if (nej := arende_oppet(_lage(arende))) is not None:
        raise hindrad([nej])
    afuppgift = Afuppgift(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=AfuppgiftStatus.BEGARD.value,
        version=1,
        skapad=arbete.nu,
        person=arbete.aktor.person,
        slag=slag.value,
        grund=grund.value,
        lagrum=lagrum,
        skydd_hos_af=False,
    )
    arbete.fodd(afuppgift, NAMN, "begar", slag=slag.value)
    await _sand(arbete, arende, afuppgift)
    return _bild(arbete, arende, afuppgift)


def _paket(arbete: Arbete, arende: Arende, afuppgift: Afuppgift) -> dict[str, Any]:
    fakta = {"personnummer": arende.personnummer(arbete.krypto).siffror}
    return packa(ARBETSFORMEDLINGEN, afuppgift.slag, fakta, skyddad=arende.skyddad)


async def _sand(arbete: Arbete, arende: Arende, afuppgift: Afuppgift) -> None:
    await lagg_i_utkorg(
        arbete,
        Meddelande(
            mottagare=ARBETSFORMEDLINGEN,
            typ=afuppgift.slag,
            objekt=afuppgift,
            objekttyp=NAMN,
            innehall=_paket(arbete, arende, afuppgift),
        ),
    )


async def _ladda(arbete: Arbete, arende_id: UUID, afuppgift_id: UUID) -> tuple[Arende, Afuppgift]:
    arende = await arenden.hamta(arbete, arende_id, las=False)
    return arende, await arbete.en(afuppgift_med(afuppgift_id, arende.id))


async def visa(arbete: Arbete, arende_id: UUID, afuppgift_id: UUID) -> Bild:
    """One question with AF's answer."""
    arende, afuppgift = await _ladda(arbete, arende_id, afuppgift_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=afuppgift.id)
    return _bild(arbete, arende, afuppgift)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Afuppgift]:
    """One page of an ärende's questions."""
    return await arenden.sida_under(arbete, arende_id, afuppgifter_for(arende_id), Afuppgift.id, fraga, NAMN)


async def historia(arbete: Arbete, arende_id: UUID, afuppgift_id: UUID) -> list[Handelse]:
    """All händelser of a question."""
    _, afuppgift = await _ladda(arbete, arende_id, afuppgift_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=afuppgift.id)
    return list(await arbete.alla(historik(afuppgift.id)))


async def sand_om(arbete: Arbete, arende_id: UUID, afuppgift_id: UUID) -> Bild:
    """Ask again what AF could not take."""
    arende, afuppgift = await _ladda(arbete, arende_id, afuppgift_id)
    await arbete.utfor(AFUPPGIFT, afuppgift, "sand_om", _lage(arende))
    afuppgift.glom_avvisning()
    await koa_igen(arbete, afuppgift)
    return _bild(arbete, arende, afuppgift)


async def aterkalla(arbete: Arbete, arende_id: UUID, afuppgift_id: UUID) -> Bild:
    """Withdraw; a question that has not left is not sent."""
    arende, afuppgift = await _ladda(arbete, arende_id, afuppgift_id)
    await arbete.utfor(AFUPPGIFT, afuppgift, "aterkalla", _lage(arende))
    await lagg_at_sidan(arbete, afuppgift)
    return _bild(arbete, arende, afuppgift)


async def folj_identiteten(arbete: Arbete, arende: Arende) -> None:
    """Follower of a new identity: what nobody has tried to ask goes with it, the rest is withdrawn (DP-15)."""
    async with som_system(arbete, NAMN) as system:
        for afuppgift in await system.alla(obesvarade_for(arende.id)):
            if await byt_innehall(system, afuppgift, _paket(system, arende, afuppgift)):
                await system.utfor(AFUPPGIFT, afuppgift, "skriv_om", _lage(arende))
            else:
                await system.utfor(AFUPPGIFT, afuppgift, "aterkalla", _lage(arende))
                await lagg_at_sidan(system, afuppgift)


# --- what AF's system tells -----------------------------------------------------------------------


async def kvitterad(arbete: Arbete, afuppgift_id: UUID, kvittens: Kvittens) -> None:
    """AF's answer, already limited to the allowed items; one about somebody else is not kept."""
    afuppgift = await arbete.en(afuppgift_med(afuppgift_id))
    if afuppgift.status != AfuppgiftStatus.BEGARD.value or kvittens.uppgifter is None:
        return
    arende = await arbete.en(arende_med(afuppgift.arende_id))
    try:
        krav_svar_om_samma_person(arbete, arende, kvittens.uppgifter)
    except AnnanPerson:
        await _avvisa(arbete, afuppgift, Avvisning(FEL_PERSON, None, kvittens.referens))
        return
    await arbete.utfor(AFUPPGIFT, afuppgift, "besvara", AfuppgiftLage())
    klartext = json.dumps(kvittens.uppgifter, ensure_ascii=False, separators=(",", ":")).encode()
    afuppgift.svar_forseglat = arbete.krypto.forsegla(klartext, afuppgift.svarsplats())
    afuppgift.skydd_hos_af = kvittens.uppgifter["sekretessmarkering"]
    afuppgift.besvarad, afuppgift.af_sparnings_id = arbete.nu, kvittens.referens


async def osakert_levererad(arbete: Arbete, afuppgift_id: UUID) -> None:
    """A question leaves nothing behind at AF: asked once more, it is answered."""


async def ej_levererad(arbete: Arbete, afuppgift_id: UUID, avvisning: Avvisning) -> None:
    """AF does not answer the question as it is put."""
    await _avvisa(arbete, await arbete.en(afuppgift_med(afuppgift_id)), avvisning)


async def koad_igen(arbete: Arbete, afuppgift_id: UUID) -> None:
    """An operator lets the question that was set aside be sent once more as it is."""
    afuppgift = await arbete.en(afuppgift_med(afuppgift_id))
    if afuppgift.status == AfuppgiftStatus.AVVISAD.value:
        await arbete.utfor(AFUPPGIFT, afuppgift, "koad_igen", AfuppgiftLage())
        afuppgift.glom_avvisning()


async def _avvisa(arbete: Arbete, afuppgift: Afuppgift, avvisning: Avvisning) -> None:
    await arbete.utfor(AFUPPGIFT, afuppgift, "ej_levererad", AfuppgiftLage(), uppgifter={"kod": avvisning.kod})
    afuppgift.notera_avvisning(avvisning)
