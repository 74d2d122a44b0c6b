"""Sources of the platsbokning step: a place that is offered and waits for its answer."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.platsbokning.models import erbjudna_for


async def erbjudanden(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-10: the answer date of an offered place."""
    rader = await arbete.session.execute(erbjudna_for(arenden))
    return [
        Forslag(arende_id, Bevakningssort.PLATS_ERBJUDEN, dag, bokning_id, bestallning_id)
        for arende_id, bokning_id, dag, bestallning_id in rader
        if dag is not None
    ]
