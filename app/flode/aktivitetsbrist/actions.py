"""Acts on an aktivitetsbrist: note it, take it back."""

from dataclasses import dataclass
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Manad
from app.core.errors import hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.aktivitetsbrist.models import Aktivitetsbrist, brist_med, brister_for, noterad_for
from app.flode.aktivitetsbrist.states import AKTIVITETSBRIST, NOTERA, BristLage, Bristorsak, BristStatus
from app.flode.arende import actions as arenden

NAMN = AKTIVITETSBRIST.namn


@dataclass(frozen=True, slots=True)
class Bild:
    """A note with what the caller may do next."""

    rad: Aktivitetsbrist
    mojligheter: Mojligheter


def _lage(arbete: Arbete, manad: str, *, arende_oppet: bool = True, redan_noterad: bool = False) -> BristLage:
    return BristLage(Manad.tolka(manad), Manad.for_dag(arbete.idag), arende_oppet, redan_noterad)


def _bild(arbete: Arbete, rad: Aktivitetsbrist) -> Bild:
    return Bild(rad, arbete.mojligheter(AKTIVITETSBRIST, rad, _lage(arbete, rad.manad)))


async def notera(arbete: Arbete, arende_id: UUID, *, manad: str, orsak: Bristorsak, anteckning: str) -> Bild:
    """Record that no activity could be offered for a month (AK-10)."""
    arende = await arenden.hamta(arbete, arende_id, las=False)
    finns = await arbete.kanske(noterad_for(arende.id, manad))
    lage = _lage(arbete, manad, arende_oppet=arende.status == "oppet", redan_noterad=finns is not None)
    if hinder := NOTERA.hinder(lage):
        raise hindrad(hinder)
    rad = Aktivitetsbrist(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=BristStatus.NOTERAD.value,
        version=1,
        skapad=arbete.nu,
        manad=manad,
        orsak=orsak.value,
        anteckning=anteckning,
    )
    arbete.fodd(rad, NAMN, NOTERA.handelse)
    return _bild(arbete, rad)


async def _ladda(arbete: Arbete, arende_id: UUID, brist_id: UUID) -> Aktivitetsbrist:
    arende = await arenden.hamta(arbete, arende_id, las=False)
    return await arbete.en(brist_med(arende.id, brist_id))


async def hamta(arbete: Arbete, arende_id: UUID, brist_id: UUID) -> Bild:
    """One note."""
    rad = await _ladda(arbete, arende_id, brist_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return _bild(arbete, rad)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Aktivitetsbrist]:
    """One page of an ärende's notes, newest first."""
    return await arenden.sida_under(arbete, arende_id, brister_for(arende_id), Aktivitetsbrist.id, fraga, NAMN)


async def historia(arbete: Arbete, arende_id: UUID, brist_id: UUID) -> list[Handelse]:
    """All händelser of one note."""
    rad = await _ladda(arbete, arende_id, brist_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return list(await arbete.alla(historik(rad.id)))


async def aterta(arbete: Arbete, arende_id: UUID, brist_id: UUID, *, skal: str) -> Bild:
    """It was a mistake: an activity could be offered."""
    rad = await _ladda(arbete, arende_id, brist_id)
    await arbete.utfor(AKTIVITETSBRIST, rad, "aterta", _lage(arbete, rad.manad))
    rad.atertagen_skal = skal
    return _bild(arbete, rad)
