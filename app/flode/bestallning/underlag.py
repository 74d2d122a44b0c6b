"""What an utförare who takes over may read of the work before: a copy, of what the kommun released and nothing else.

Later steps say what there is of each kind, with the fields that may leave; none of them is read through.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelad
from app.flode.bestallning.actions import hamta
from app.flode.bestallning.models import Bestallning, OverlamnatUnderlag, underlag_for, underlag_med
from app.flode.bestallning.states import Underlagsslag

Kalla = Callable[[Arbete, Bestallning], Awaitable[Sequence[dict[str, Any]]]]
KALLOR: dict[Underlagsslag, Kalla] = {}


def anslut(slag: Underlagsslag, kalla: Kalla) -> None:
    """Say where a kind comes from."""
    KALLOR[slag] = kalla


async def kopiera(arbete: Arbete, fran: Bestallning, till: Bestallning) -> None:
    """Give the order that takes over its copy of each kind that was released, once."""
    givna = {rad.slag for rad in await arbete.alla(underlag_for(till.id))}
    for slag in sorted({*(till.foljer_med or ())} - givna):
        innehall = await KALLOR[Underlagsslag(slag)](arbete, fran)
        if not innehall:
            continue
        rad = arbete.ny(
            OverlamnatUnderlag(
                id=nytt_id(),
                kommunkod=till.kommunkod,
                namnd_id=till.namnd_id,
                delad_med=till.delad_med,
                arende_id=till.arende_id,
                bestallning_id=till.id,
                slag=slag,
                innehall=list(innehall),
                skapad=arbete.nu,
            )
        )
        arbete.har_skrivit("overlamnat_underlag", till.arende_id, rad.id)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[OverlamnatUnderlag]:
    """One page of what was released to the utförare of an order."""
    sats = underlag_med(bestallning_id)
    rader = (await arbete.session.execute(sida(sats, OverlamnatUnderlag.id, fraga))).all()
    if not rader:
        await hamta(arbete, bestallning_id, las=False)
    else:
        underlag, handlaggare = rader[0]
        await krav_tilldelad(arbete, underlag.arende_id, handlaggare)
        arbete.inom(underlag)
    arbete.har_last("overlamnat_underlag", arenden=[rad.arende_id for rad, _ in rader[:1]])
    return skar([rad for rad, _ in rader], fraga)


async def visa(arbete: Arbete, bestallning_id: UUID, underlag_id: UUID) -> OverlamnatUnderlag:
    """One kind, with its content."""
    bestallning = await hamta(arbete, bestallning_id, las=False)
    rad = await arbete.en(underlag_for(bestallning.id).where(OverlamnatUnderlag.id == underlag_id))
    arbete.har_last("overlamnat_underlag", arende=bestallning.arende_id, objekt=rad.id)
    return rad
