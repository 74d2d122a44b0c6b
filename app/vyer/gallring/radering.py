"""Erases one person: every row in one transaction, so that the records are there as a whole or not at all.

What can't be part of that transaction, or is shared with other people, is left for the sweep (``efterspaning``): the
line of the protocol keeps, sealed, what is still to be sought.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import erasure
from app.core.journal import Handelse
from app.core.numbering import Nummerserie
from app.core.unit_of_work import Arbete
from app.flode.dokument.models import Dokument
from app.vyer.gallring.kandidater import Akt, hela_akten
from app.vyer.gallring.models import Gallringsfil, Gallringspost
from app.vyer.gallring.rackvidd import hos, nadda
from app.vyer.gallring.states import Gallringsskede, Gallringsutfall


@dataclass(frozen=True, slots=True)
class Spar:
    """What a person is sought by where no key leads: ids of ärenden, of their objects, and the number."""

    arenden: list[str]
    objekt: list[str]
    personnummer: str


async def radera(arbete: Arbete, post: Gallringspost) -> None:
    """Erase what one line of the protocol is about, unless it is no longer due."""
    akt = await hela_akten(arbete, post.namnd_id, post.nyckel or b"")
    if akt is None or akt.utfall(post.kommunkod, arbete.idag) is not Gallringsutfall.GALLRAS:
        post.utfall, post.antal = Gallringsutfall.INTE_LANGRE.value, {}
        return
    spar = Spar([str(a) for a in akt.arenden], await _objekt(arbete, akt), akt.personnummer)
    await _minns_filer(arbete, post, akt.arenden)
    post.antal = await _ta_bort(arbete, akt.arenden)
    post.avidentifiera()
    post.spar_forseglat = arbete.krypto.forsegla(json.dumps(asdict(spar)).encode(), post.plats())
    post.skede = Gallringsskede.RADERNA_BORTA.value


async def _objekt(arbete: Arbete, akt: Akt) -> list[str]:
    """Every object of the person that has a history."""
    handelser = erasure.tabellen(Handelse)
    sats = select(handelser.c.objekt_id).where(hos(handelser, arbete.kommunkod, akt.arenden)).distinct()
    return [str(rad[0]) for rad in await erasure.las_rader(arbete, sats)]


async def _minns_filer(arbete: Arbete, post: Gallringspost, arenden: Sequence[UUID]) -> None:
    """The files whose rows go, to be taken away when they have gone."""
    for dokument_id in await arbete.alla(select(Dokument.id).where(Dokument.arende_id.in_(arenden))):
        fil = Gallringsfil(
            kommunkod=post.kommunkod, id=dokument_id, namnd_id=post.namnd_id, gallring_id=post.gallring_id
        )
        arbete.ny(fil)
    await arbete.session.flush()


async def _ta_bort(arbete: Arbete, arenden: Sequence[UUID]) -> dict[str, int]:
    antal = {}
    for tabell in nadda():
        antal[tabell.name] = await erasure.radera(arbete, tabell, hos(tabell, arbete.kommunkod, arenden))
    serier = erasure.tabellen(Nummerserie)
    await erasure.radera(arbete, serier, serier.c.kommunkod == arbete.kommunkod, serier.c.agare_id.in_(arenden))
    return {namn: borta for namn, borta in antal.items() if borta}


def spar_av(post: Gallringspost, arbete: Arbete) -> Spar:
    """What an erased person is still to be sought by."""
    varden: dict[str, Any] = json.loads(arbete.krypto.oppna(post.spar_forseglat or b"", post.plats()))
    return Spar(**varden)
