"""The persons of a nämnd in batches, each whole: in the order of their prints, which says nothing about them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app.core.unit_of_work import Arbete
from app.flode.arende.models import sarskiljande_kolumn
from app.vyer.rapporter.models import antal_personer, arenden_efter
from app.vyer.rapporter.sort import Arenderad, Fraga, Person, Portion

PER_GANG = 500


def _avtryck(arbete: Arbete, efter: bytes = b"") -> Any:
    return sarskiljande_kolumn(arbete.krypto, arbete.kommunkod, efter)


async def antal(arbete: Arbete, fraga: Fraga) -> int:
    """How many there are."""
    return int((await arbete.session.scalars(antal_personer(fraga.namnd_id, fraga.kand_vid, _avtryck(arbete)))).one())


async def portion(arbete: Arbete, fraga: Fraga, efter: bytes, per_gang: int = PER_GANG) -> Portion:
    """The next persons after a print; the last one waits for the next batch if more of its ärenden may follow."""
    sats = arenden_efter(fraga.namnd_id, fraga.kand_vid, _avtryck(arbete, efter), efter, per_gang)
    rader = (await arbete.session.execute(sats)).all()
    personer = _per_person(rader)
    fler = len(rader) == per_gang
    if fler and len(personer) > 1:
        personer = personer[:-1]
    return Portion(personer, personer[-1].avtryck if fler else None)


def _per_person(rader: Sequence[Any]) -> list[Person]:
    grupper = groupby(rader, lambda rad: bytes(rad.person_avtryck))
    return [Person(avtryck, tuple(map(Arenderad._make, egna))) for avtryck, egna in grupper]
