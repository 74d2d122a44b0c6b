"""Reading the inbox."""

from app.core.paging import Dagsidfraga, Utsnitt, dagkod, dagsida, skar
from app.core.unit_of_work import Arbete
from app.vyer.inkorg.models import Inkorgspost, inkorgslista


async def lista(arbete: Arbete, fraga: Dagsidfraga) -> Utsnitt[Inkorgspost]:
    """One page of the utförare's open orders, the whole organisation's, what is due first on top."""
    rader = await arbete.alla(dagsida(inkorgslista(), Inkorgspost.nasta, Inkorgspost.id, fraga))
    return skar(rader, fraga, lambda post: dagkod(post.nasta, post.id))
