"""Path of what an order is measured with now."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.begrepp.parter import Part
from app.core.http import Kommunanrop, op, rutter
from app.core.unit_of_work import Arbete
from app.flode.progression import instrumentval, instrumentval_schemas

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/instrument", "instrument")
BestallningId = Annotated[UUID, Path(alias="bestallningId")]


@router.get(
    "",
    **op(
        "progression:las",
        "lista_bestallningens_instrument",
        "Det som beställningen mäts med",
        "De instrument som nämnden mäter med, i den version som gäller nu: de som följer med och nämndens egna. "
        "/ The instruments that the order is measured with now.",
        instrumentval_schemas.ValbaraInstrumentUt,
    ),
)
async def lista_bestallningens_instrument(anrop: Kommunanrop, bestallning_id: BestallningId) -> Response:
    """Says nothing about the person."""

    def bild(_arbete: Arbete, val: instrumentval.Val) -> instrumentval_schemas.ValbaraInstrumentUt:
        fraga = f"?namndId={val.namnd_id}" if anrop.aktor.part is Part.UTFORARE else ""
        return instrumentval_schemas.ValbaraInstrumentUt.av(
            val.instrument, anrop.lank("instrument"), anrop.adress, fraga
        )

    return await anrop.las(lambda a: instrumentval.valbara(a, bestallning_id), bild)
