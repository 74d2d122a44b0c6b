"""Who reaches the progression of an order, and who sees the protected levels (DP-04, DP-27)."""

from uuid import UUID

from app.begrepp.parter import Aktor, Part
from app.core.errors import BEHORIGHET_SAKNAS, Forbjuden, Saknas
from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.progression.models import order_med_handelser

ROD = "progression:rod"


async def bestallning_for(arbete: Arbete, bestallning_id: UUID) -> Bestallning:
    """The order, for those whom the beställning itself lets in; 403 for a role that has no need of its progression."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    arbete.krav_roll()
    return bestallning


async def med_handelser(arbete: Arbete, bestallning_id: UUID) -> tuple[Bestallning, list[Handelse]]:
    """The order as above with its start, pauses and end, in one statement."""
    rader = await arbete.rader(order_med_handelser(bestallning_id))
    if not rader:
        raise Saknas
    bestallning: Bestallning = rader[0][0]
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    arbete.krav_roll()
    return bestallning, [handelse for _, handelse in rader if handelse is not None]


async def krav_roll(arbete: Arbete, bestallning_id: UUID) -> None:
    """Refuse a role that has no need of progression (DP-04): 404 where it does not see the order either, else 403."""
    if not arbete.begaran.rollen_far:
        await bestallning_for(arbete, bestallning_id)


def ser_skyddade(aktor: Aktor) -> bool:
    """DP-27: protected levels are for callers of the kommun with a permission of their own."""
    return aktor.part is Part.KOMMUN and ROD in aktor.scopes


def krav_skyddade(aktor: Aktor) -> None:
    """Refuse (403) to set a protected level without the permission."""
    if not ser_skyddade(aktor):
        raise Forbjuden(
            "Nivån handlar om hälsa. Den får bara anges av kommunen, med egen behörighet.",
            kod=BEHORIGHET_SAKNAS,
            regel="DP-27",
        )
