"""Plans as they were, and as what is approved will be: which version holds on a day, and what it said.

Looked at through the order and the plan of today, which decide who may. A version that is approved holds from its
day although the daily run has not come to it; one that a later version replaces, to the day before that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from app.core.errors import Saknas
from app.core.time_pictures import I_ORDNING, Da, Tidsbild, Vid, vid_tiden
from app.core.time_query import krav_inte_framtid, krav_kant
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.plan.models import Plan, aktiviteter_i
from app.flode.plan.sak import Sak
from app.flode.plan.states import PlanStatus

EN_DAG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of today with its copy of then, and what is known of that time."""

    nu: Plan
    da: Plan
    laget: Da


def _med_bilder(bestallning_id: UUID) -> Any:
    """Every version of an order's plan with the order and the version's pictures."""
    order = and_(Bestallning.kommunkod == Plan.kommunkod, Bestallning.id == Plan.bestallning_id)
    bild = and_(Tidsbild.kommunkod == Plan.kommunkod, Tidsbild.objekt_id == Plan.id)
    return (
        select(Plan, Bestallning, Tidsbild)
        .join(Bestallning, order)
        .outerjoin(Tidsbild, bild)
        .where(Plan.bestallning_id == bestallning_id)
        .order_by(Plan.nummer, *I_ORDNING)
    )


async def _versioner(arbete: Arbete, bestallning_id: UUID, vid: Vid) -> tuple[Bestallning, list[Version]]:
    krav_inte_framtid(arbete, vid)
    rader = await arbete.rader(_med_bilder(bestallning_id))
    if not rader:
        return await bestallningar.hamta(arbete, bestallning_id, las=False), []
    order: Bestallning = rader[0][1]
    await arenden.krav_tilldelad(arbete, order.arende_id, order.handlaggare)
    arbete.inom(order)
    versioner = [
        Version(plan, *vid_tiden(plan, [bild for *_, bild in grupp if bild is not None], vid))
        for plan, grupp in groupby(rader, key=lambda rad: rad[0])
    ]
    if vid.giltig is not None:
        _lat_galla([v.da for v in versioner if v.laget.fanns], vid.giltig)
    return order, versioner


def _lat_galla(planer: Sequence[Plan], dag: date) -> None:
    """Let what is approved take effect on its day, in the order that the daily run would."""
    fore: Plan | None = next((p for p in planer if p.status == PlanStatus.GALLANDE.value), None)
    for plan in sorted(planer, key=lambda p: (p.galler_fran, p.nummer)):
        if plan.status != PlanStatus.GODKAND.value or plan.galler_fran > dag:
            continue
        if fore is not None:
            fore.status, fore.ersatt_av = PlanStatus.ERSATT.value, plan.id
            fore.galler_tom = max(fore.galler_fran, plan.galler_fran - EN_DAG)
        plan.status, fore = PlanStatus.GALLANDE.value, plan


async def visa_vid(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, vid: Vid) -> Sak:
    """One version as it was, or will be, with the activities that it had; 404 before it was drafted."""
    order, versioner = await _versioner(arbete, bestallning_id, vid)
    version = next((v for v in versioner if v.nu.id == plan_id), None)
    if version is None:
        raise Saknas
    await krav_kant(arbete, version.nu, version.laget, vid)
    return await _sak(arbete, order, version)


async def gallande(arbete: Arbete, bestallning_id: UUID, vid: Vid) -> Sak:
    """The version in force on the day of ``vid``; 404 where there was none."""
    order, versioner = await _versioner(arbete, bestallning_id, vid)
    gallde = [v for v in versioner if v.laget.fanns and v.da.status == PlanStatus.GALLANDE.value]
    if not gallde:
        raise Saknas("Ingen plan gällde då.")
    version = gallde[-1]
    await krav_kant(arbete, version.nu, version.laget, vid)
    return await _sak(arbete, order, version)


async def _sak(arbete: Arbete, order: Bestallning, version: Version) -> Sak:
    arbete.har_last("plan", arende=order.arende_id, objekt=version.nu.id)
    return Sak(order, version.da, list(await arbete.alla(aktiviteter_i(version.da))))
