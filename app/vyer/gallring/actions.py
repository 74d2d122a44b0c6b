"""Acts on gallringar: order the dry run, except somebody, review, decide, call off; and read the protocol."""

from dataclasses import dataclass, field
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.vyer.gallring.models import (
    Gallring,
    Gallringspost,
    antal_att_gallra,
    gallring_med,
    gallringslista,
    post_nummer,
    poster_i,
)
from app.vyer.gallring.states import (
    ATGARDAS,
    GALLRING,
    Bevarandeskal,
    Gallringslage,
    Gallringsslag,
    Gallringsstatus,
    Gallringsutfall,
)


@dataclass
class Bild:
    """A gallring with what the caller may do about it."""

    gallring: Gallring
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


def _namnd(arbete: Arbete) -> UUID:
    """Whose gallringar they are; other parties have none (404)."""
    if arbete.aktor.part is not Part.KOMMUN or arbete.sikt.namnd_id is None:
        raise Saknas
    arbete.krav_roll()
    return arbete.sikt.namnd_id


async def bestall(arbete: Arbete, slag: Gallringsslag) -> Bild:
    """Order a dry run: a job writes the protocol, and nothing is erased."""
    namnd_id = _namnd(arbete)
    gallring = Gallring(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd_id,
        slag=slag.value,
        status=Gallringsstatus.BESTALLD.value,
        version=1,
        skapad=arbete.nu,
        foreslagen_av=arbete.aktor.person,
        poster=0,
        summor={},
        antal={},
    )
    arbete.fodd(gallring, GALLRING.namn, "bestall", slag=slag.value)
    await arbete.session.flush()
    return await _bild(arbete, gallring)


async def _bild(arbete: Arbete, gallring: Gallring) -> Bild:
    return Bild(gallring, arbete.mojligheter(GALLRING, gallring, await _lage(arbete, gallring)))


async def _lage(arbete: Arbete, gallring: Gallring) -> Gallringslage:
    return Gallringslage(gallring.foreslagen_av, arbete.aktor.person, await arbete.en(antal_att_gallra(gallring.id)))


async def visa(arbete: Arbete, gallring_id: UUID) -> Bild:
    """One gallring, however far it has come."""
    return await _bild(arbete, await arbete.en(gallring_med(gallring_id)))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Gallring]:
    """The nämnd's gallringar, the newest first."""
    _namnd(arbete)
    return skar(await arbete.alla(sida(gallringslista(), Gallring.id, fraga)), fraga)


async def protokoll(arbete: Arbete, gallring_id: UUID, fraga: Sidfraga) -> Utsnitt[Gallringspost]:
    """One page of the protocol; the granskare reads it without the numbers of the ärenden."""
    await arbete.en(gallring_med(gallring_id))
    return skar(await arbete.alla(sida(poster_i(gallring_id), Gallringspost.id, fraga)), fraga)


async def historia(arbete: Arbete, gallring_id: UUID) -> list[Handelse]:
    """All händelser of a gallring: who did what, when."""
    await arbete.en(gallring_med(gallring_id))
    return list(await arbete.alla(historik(gallring_id)))


async def undanta(arbete: Arbete, gallring_id: UUID, nummer: int, skal: Bevarandeskal) -> Bild:
    """Keep one line's records after the sakprövning."""
    gallring = await arbete.en(gallring_med(gallring_id))
    post = await arbete.kanske(post_nummer(gallring_id, nummer))
    if post is None or post.utfall not in {u.value for u in ATGARDAS}:
        fel = Faltfel("/postNummer", "okant", "Ingen akt med det numret ska gallras.")
        raise OgiltigtInnehall("Akten kan inte undantas.", fel=[fel])
    uppgifter = {"nummer": nummer, "skal": skal.value}
    await arbete.utfor(GALLRING, gallring, "undanta", await _lage(arbete, gallring), uppgifter=uppgifter)
    post.utfall, post.skal, post.antal = Gallringsutfall.UNDANTAGEN.value, skal.value, {}
    await arbete.session.flush()
    return await _bild(arbete, gallring)


async def granska(arbete: Arbete, gallring_id: UUID) -> Bild:
    """The sakprövning is done: the protocol stands as it is decided on."""
    gallring = await _stegad(arbete, gallring_id, "granska")
    gallring.granskad, gallring.granskad_av = arbete.nu, arbete.aktor.person
    return await _bild(arbete, gallring)


async def besluta(arbete: Arbete, gallring_id: UUID) -> Bild:
    """Another person than the one who proposed it decides; the job erases."""
    gallring = await _stegad(arbete, gallring_id, "besluta")
    gallring.beslutad, gallring.beslutad_av = arbete.nu, arbete.aktor.person
    return await _bild(arbete, gallring)


async def avbryt(arbete: Arbete, gallring_id: UUID) -> Bild:
    """Nothing is erased, and the protocol tells of nobody."""
    gallring = await _stegad(arbete, gallring_id, "avbryt")
    gallring.markor = None
    for post in await arbete.alla(poster_i(gallring_id)):
        post.avidentifiera()
    return await _bild(arbete, gallring)


async def _stegad(arbete: Arbete, gallring_id: UUID, handelse: str) -> Gallring:
    gallring = await arbete.en(gallring_med(gallring_id))
    await arbete.utfor(GALLRING, gallring, handelse, await _lage(arbete, gallring))
    return gallring
