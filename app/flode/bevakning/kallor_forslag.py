"""Proposals of the utförare that wait for the kommun's answer."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag as Bevakningsforslag
from app.flode.forslag.models import Forslag
from app.flode.forslag.states import ForslagStatus


async def forslag(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Bevakningsforslag]:
    """AK-40, AK-38: due some Swedish working days after, an urgent one the same day; gone when it is answered."""
    sats = select(Forslag.arende_id, Forslag.id, Forslag.bestallning_id, Forslag.svara_senast).where(
        Forslag.arende_id.in_(arenden), Forslag.status == ForslagStatus.VANTAR.value
    )
    return [
        Bevakningsforslag(arende, Bevakningssort.FORSLAG_SVAR, dag, egen, bestallning)
        for arende, egen, bestallning, dag in await arbete.session.execute(sats)
    ]
