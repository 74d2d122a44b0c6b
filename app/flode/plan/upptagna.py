"""Tells each of a person's orders which times the others have taken: days and times, nothing else.

The nämnd alone sees all of them; it writes the times down where its decisions change them, since no utförare may
look for itself (DP-07, DP-10).
"""

from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.plan.models import UpptagenTid
from app.flode.plan.sak import Orderplaner, personens


async def sprid(arbete: Arbete, arende_id: UUID) -> None:
    """Write anew what each open order is told; for a person with one order there is nothing to tell."""
    if arbete.aktor.part is Part.UTFORARE:
        return
    await arbete.session.flush()
    alla = await personens(arbete, arende_id)
    for order in alla:
        _skriv(arbete, order, [t for annan in alla if annan is not order for t in _tider(annan)])


def _tider(order: Orderplaner) -> list[dict[str, Any]]:
    """Each time of the week once, the same ones always in the same order."""
    tider = {t for plan in order.planer for a in plan.aktiviteter for t in a.tider}
    return [t.som_data() for t in sorted(tider, key=lambda t: (t.fran, t.tid))]


def _skriv(arbete: Arbete, order: Orderplaner, tider: list[dict[str, Any]]) -> None:
    bestallning, rad = order.bestallning, order.upptaget
    if rad is not None:
        if rad.tider != tider:
            rad.tider = tider
    elif tider and bestallning.delad_med is not None:
        agare = {"kommunkod": bestallning.kommunkod, "namnd_id": bestallning.namnd_id}
        delad = {"delad_med": bestallning.delad_med, "bestallning_id": bestallning.id}
        arbete.ny(UpptagenTid(id=nytt_id(), **agare, **delad, tider=tider))


async def folj_bestallningen(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order was sent, ended or reopened: the person's orders are told anew."""
    await sprid(arbete, bestallning.arende_id)
