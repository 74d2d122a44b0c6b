"""An ärende as it was: looked at through the ärende of today, which decides who may."""

from uuid import UUID

from app.core.time_pictures import Vid, bilder_av, vid_tiden
from app.core.time_query import krav_inte_framtid, krav_kant
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta
from app.flode.arende.models import Arende


async def visa_vid(arbete: Arbete, arende_id: UUID, vid: Vid) -> Arende:
    """What was known, or held, of one ärende then; 404 before there was one."""
    krav_inte_framtid(arbete, vid)
    arende = await hamta(arbete, arende_id)
    kopia, laget = vid_tiden(arende, await arbete.alla(bilder_av([arende.id])), vid)
    await krav_kant(arbete, arende, laget, vid)
    return kopia
