"""Paths of the pictures beside the step chart: areas now against first, self against staff."""

from typing import Annotated

from fastapi import Query, Response

from app.core import pictures
from app.core.http import Kommunanrop, op, rutter
from app.flode.progression import bild_schemas as schemas
from app.flode.progression import bilder
from app.flode.progression.bilder import Underlag
from app.flode.progression.router import LAS, ROT, BestallningId, Diagramfraga

omraden = rutter(f"{ROT}/omradesdiagram", "omradesdiagram")
skattningar = rutter(f"{ROT}/skattningsdiagram", "skattningsdiagram")
ROUTRAR = (omraden, skattningar)
Fraga = Annotated[Diagramfraga, Query()]


@omraden.get(
    "",
    **op(
        LAS,
        "hamta_omradesdiagram",
        "Hämta områdesdiagram",
        "Instrumentets områden nu mot första mätningen, som SVG eller PNG. Med `Accept: application/json` samma "
        "innehåll som tabell och text. / The areas now against first, as a picture or a table by Accept.",
        schemas.OmradesdiagramUt,
    ),
    responses=pictures.SOM_BILD,
)
async def hamta_omradesdiagram(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Fraga) -> Response:
    """As many areas as the instrument has; every form is logged as a read."""
    return await pictures.bild(
        anrop,
        lambda a: bilder.underlag(a, bestallning_id, fraga.instrument),
        lambda _a, u: schemas.OmradesdiagramUt.av(u, anrop.adress),
        Underlag.omradesbild,
    )


@skattningar.get(
    "",
    **op(
        LAS,
        "hamta_skattningsdiagram",
        "Hämta skattningsdiagram",
        "Personens egen skattning bredvid vägledarens och den gemensamma, med vad som skiljer, som SVG eller PNG. Med "
        "`Accept: application/json` samma innehåll som tabell och text. / Self against staff, as a picture or a table.",
        schemas.SkattningsdiagramUt,
    ),
    responses=pictures.SOM_BILD,
)
async def hamta_skattningsdiagram(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Fraga) -> Response:
    """The level, each area and each indicator that anybody has read."""
    return await pictures.bild(
        anrop,
        lambda a: bilder.underlag(a, bestallning_id, fraga.instrument),
        lambda _a, u: schemas.SkattningsdiagramUt.av(u, anrop.adress),
        Underlag.skattningsbild,
    )
