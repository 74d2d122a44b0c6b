"""What happens to occasions by the calendar and by the acts of order, plan and ärende; ``wiring`` connects them."""

from uuid import UUID

from sqlalchemy import Integer, cast

from app.core.bulk import folj
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bestallning.models import Bestallning, bestallningar_for
from app.flode.narvaro.models import Tillfalle, att_planera, har_narvarat
from app.flode.narvaro.planering import PORTION, foljsamt, planera
from app.flode.plan.models import Plan

# Beside the row of an order: whether it has delivered something.
NARVARAT = cast(har_narvarat(Bestallning.id), Integer)


async def folj_planen(arbete: Arbete, plan: Plan) -> None:
    """A plan took effect or ended: its occasions come at once, and others go."""
    await planera(arbete, [plan.bestallning_id])


async def folj_bestallningen(arbete: Arbete, bestallning: Bestallning) -> None:
    """The order began, paused, went on, ended or changed its days: the occasions follow."""
    await folj_agaren(arbete, bestallning)
    await planera(arbete, [bestallning.id])


async def folj_agaren(arbete: Arbete, bestallning: Bestallning) -> None:
    """The order got another vägledare or handläggare, or rights that end: so do all its occasions (DP-04, DP-15)."""
    await folj(arbete, Tillfalle, bestallning, "bestallning_id", foljsamt(bestallning))


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The ärende got another handläggare or another protection; after its orders have followed."""
    for bestallning in await arbete.alla(bestallningar_for(arende.id)):
        await folj_agaren(arbete, bestallning)


async def planera_portion(arbete: Arbete, efter: UUID) -> tuple[UUID | None, int]:
    """Plan the next orders after ``efter``: the last of them, or None at the end; how many occasions changed."""
    idn = await arbete.alla(att_planera(efter, arbete.idag, PORTION))
    if not idn:
        return None, 0
    return idn[-1], await planera(arbete, idn, fran_borjan=False)
