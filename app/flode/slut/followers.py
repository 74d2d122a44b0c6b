"""What a slutrapport means for its order, and what the order's acts mean for it; ``wiring`` connects them."""

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.slut.models import inlamnad_for, lamnade_for
from app.flode.slut.states import SLUTRAPPORT, SlutrapportStatus

# Beside the row of an order: whether it is accounted for.
INLAMNAD = inlamnad_for(Bestallning.id)


async def galler_inte_langre(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that is reopened has no end to account for: a new version is needed when it ends again."""
    for rapport in await arbete.alla(lamnade_for(bestallning.id)):
        fran, rapport.status = rapport.status, SlutrapportStatus.INAKTUELL.value
        arbete.andrad(rapport, SLUTRAPPORT.namn, "bli_inaktuell", fran, {})
