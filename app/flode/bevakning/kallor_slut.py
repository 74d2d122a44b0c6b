"""Sources of the slut step: a slutrapport that waits for the kommun.

That one is missing is told with the order that it is missing of, in ``kallor_bestallning``.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.slut.models import Slutrapport
from app.flode.slut.states import SlutrapportStatus


async def inlamnade(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: a slutrapport that is handed in and neither approved nor sent back."""
    sats = (
        select(Slutrapport.arende_id, Slutrapport.bestallning_id, Slutrapport.id, Slutrapport.inlamnad)
        .join(
            Bestallning,
            (Bestallning.kommunkod == Slutrapport.kommunkod) & (Bestallning.id == Slutrapport.bestallning_id),
        )
        .where(Bestallning.arende_id.in_(arenden), Slutrapport.status == SlutrapportStatus.INLAMNAD.value)
    )
    frist = FRIST[Bevakningssort.SLUTRAPPORT_GODKANNANDE]
    return [
        Forslag(arende_id, Bevakningssort.SLUTRAPPORT_GODKANNANDE, svensk_dag(nar) + frist, rapport, bestallning)
        for arende_id, bestallning, rapport, nar in await arbete.session.execute(sats)
        if nar is not None
    ]
