"""The source that follows from the conversation with the utförare: what nobody at the nämnd has read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from app.begrepp.tid import plus_arbetsdagar, svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import OLAST_ARBETSDAGAR, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.meddelande.models import Lasmarkering, Meddelande
from app.flode.meddelande.states import Meddelandepart


async def olasta(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: the message from the utförare that has waited longest, one task for each order."""
    last = exists().where(
        Lasmarkering.kommunkod == Meddelande.kommunkod,
        Lasmarkering.bestallning_id == Meddelande.bestallning_id,
        Lasmarkering.part == Meddelandepart.KOMMUN.value,
        Lasmarkering.till_och_med >= Meddelande.nummer,
    )
    sats = (
        select(Meddelande.arende_id, Meddelande.bestallning_id, func.min(Meddelande.skickat))
        .where(Meddelande.arende_id.in_(arenden), Meddelande.part == Meddelandepart.UTFORARE.value, ~last)
        .group_by(Meddelande.arende_id, Meddelande.bestallning_id)
    )
    return [
        Forslag(arende_id, Bevakningssort.MEDDELANDE_OLAST, _dag(skickat), bestallning_id, bestallning_id)
        for arende_id, bestallning_id, skickat in await arbete.session.execute(sats)
    ]


def _dag(skickat: datetime) -> date:
    return plus_arbetsdagar(svensk_dag(skickat), OLAST_ARBETSDAGAR)
