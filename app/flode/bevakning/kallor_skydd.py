"""The source that follows from the protection of a person: it is looked at again, and never falls away by itself."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.skydd.models import att_omprova


async def omprovningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """DP-15: the day set for a review, or the last day of what the protection rests on."""
    rader = await arbete.session.execute(att_omprova(arenden))
    sort = Bevakningssort.SKYDD_OMPROVAS
    dagar = [(a, egen, omprovas or tom) for a, egen, omprovas, tom in rader]
    return [Forslag(a, sort, dag, egen) for a, egen, dag in dagar if dag is not None]
