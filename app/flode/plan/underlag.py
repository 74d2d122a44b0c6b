"""What of an order's plan may go to the utförare that takes over: the fields named here and no other (DP-14, DP-26)."""

from typing import Any

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.plan.models import Planaktivitet, aktiviteter_i, godkanda

SLAPPS = ("aktivitet", "kategori", "minuter_per_vecka", "form", "mal", "omrade")


async def att_overlamna(arbete: Arbete, bestallning: Bestallning) -> list[dict[str, Any]]:
    """The plan that the nämnd approved last, without arrangör, workplace and times."""
    plan = (await arbete.session.scalars(godkanda(bestallning.id))).first()
    if plan is None:
        return []
    aktiviteter = [_slappt(a) for a in await arbete.alla(aktiviteter_i(plan))]
    return [{"galler_fran": plan.galler_fran.isoformat(), "egen_syn": plan.egen_syn, "aktiviteter": aktiviteter}]


def _slappt(aktivitet: Planaktivitet) -> dict[str, Any]:
    return {falt: getattr(aktivitet, falt) for falt in SLAPPS}
