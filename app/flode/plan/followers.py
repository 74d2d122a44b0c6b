"""What happens to plans by the calendar and by the order's acts; ``wiring`` and the worker connect them."""

from datetime import date

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.plan.actions import bli_gallande, folj
from app.flode.plan.models import Plan, att_trada_i_kraft, levande, slutade_med
from app.flode.plan.states import LEVANDE, PlanStatus


async def trad_i_kraft(arbete: Arbete, idag: date) -> int:
    """Let approved plans take effect whose day has come; how many did.

    May run twice, late or after days of stand-still: the days that the plans carry are the same
    as after daily runs.
    """
    antal = 0
    while planer := await arbete.alla(att_trada_i_kraft(idag)):
        for plan in planer:
            await bli_gallande(arbete, plan)
        antal += len(planer)
    return antal


async def avsluta_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that ends takes its plans with it."""
    slut = bestallning.slut_datum or arbete.idag
    planer = await arbete.alla(levande(bestallning.id))
    for plan in sorted(planer, key=lambda p: (p.galler_fran, p.nummer)):
        if plan.status == PlanStatus.GODKAND.value and plan.galler_fran <= slut:
            await bli_gallande(arbete, plan)
    for plan in planer:
        if plan.status in LEVANDE:
            _avsluta(arbete, plan, slut)


def _avsluta(arbete: Arbete, plan: Plan, slut: date) -> None:
    gallde = plan.status == PlanStatus.GALLANDE.value
    folj(arbete, plan, "avsluta")
    plan.slutade_med_bestallningen = gallde
    plan.galler_tom = max(plan.galler_fran, slut) if gallde else None


async def galler_igen_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that is reopened gets back the plan that was in force when it ended."""
    for plan in await arbete.alla(slutade_med(bestallning.id)):
        folj(arbete, plan, "ateroppna")
        plan.slutade_med_bestallningen, plan.galler_tom = False, None
