"""Path of the level of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Kommunanrop, op, rutter
from app.core.representations import LankUt
from app.core.time_pictures import Vid
from app.core.time_query import Tidsfraga, TidUt, da_lankar
from app.flode.progression.niva import nivaer_vid
from app.flode.progression.niva_schemas import NivaUt

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/niva", "nivaer")


@router.get(
    "",
    **op(
        "progression:las",
        "hamta_niva",
        "Hämta nivå",
        "Senaste nivå, samlad och per område, av var och en som har mätt. `giltigVid`: vad som var mätt den dagen; "
        "`kandVid`: vad som var registrerat då, utan senare rättelser. / The latest levels, now or then.",
        NivaUt,
    ),
)
async def hamta_niva(
    anrop: Kommunanrop,
    bestallning_id: Annotated[UUID, Path(alias="bestallningId")],
    fraga: Annotated[Tidsfraga, Query()],
) -> Response:
    """Protected levels only with their own permission of today (DP-27)."""
    vid, adress = fraga.vid, anrop.adress
    lankar = da_lankar(adress, vid) if vid else {"self": LankUt(href=adress, method="GET")}
    tid = TidUt.av(vid) if vid else None
    return await anrop.las(
        lambda a: nivaer_vid(a, bestallning_id, vid or Vid()),
        lambda _a, serier: NivaUt.av(bestallning_id, serier, tid, lankar),
    )
