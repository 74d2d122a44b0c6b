"""What an ärende's acts mean for the registerutdrag of its person; ``wiring`` connects it."""

from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.vyer.registerutdrag.models import utdrag_om


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """Of who is protected now, the named handläggare answers, and nobody else knows of it (DP-15)."""
    for utdrag in await arbete.alla(utdrag_om(arende.id)):
        utdrag.skyddad, utdrag.handlaggare = arende.skyddad, arende.handlaggare
