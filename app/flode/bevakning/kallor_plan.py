"""Source that follows from a plan that waits for the nämnd: its day to answer, and the escalation after it (AK-13)."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_, select

from app.begrepp.tid import plus_arbetsdagar
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.plan.models import Plan
from app.flode.plan.states import PlanStatus


async def planer(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """Plans that the nämnd has neither approved nor sent back."""
    sats = (
        select(Bestallning.arende_id, Plan)
        .join(Plan, and_(Plan.kommunkod == Bestallning.kommunkod, Plan.bestallning_id == Bestallning.id))
        .where(Bestallning.arende_id.in_(arenden), Plan.status == PlanStatus.FORESLAGEN.value)
    )
    return [f for arende_id, plan in await arbete.session.execute(sats) for f in _vantande(arende_id, plan)]


def _vantande(arende_id: UUID, plan: Plan) -> Iterator[Forslag]:
    """The task of the handläggare, and that of the arbetsledare from the working day after."""
    if (dag := plan.besvaras_senast) is None:
        return
    yield Forslag(arende_id, Bevakningssort.PLAN_GODKANNANDE, dag, plan.id, plan.bestallning_id)
    efter = plus_arbetsdagar(dag, 1)
    yield Forslag(arende_id, Bevakningssort.PLAN_ESKALERING, efter, plan.id, plan.bestallning_id)
