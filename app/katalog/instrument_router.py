"""Paths of the instruments that measurements are made with."""

from typing import Annotated

from fastapi import Path, Response

from app.core.errors import Saknas
from app.core.http import Kommunanrop, op, rutter
from app.core.representations import LankUt
from app.core.unit_of_work import Arbete
from app.katalog import instrument as katalog
from app.katalog import instrument_schemas as schemas
from app.katalog.instrument_modell import Instrument

router = rutter("/{kommunkod}/instrument", "instrument")
LAS = "progression:las"
InstrumentId = Annotated[str, Path(alias="instrumentId", max_length=60)]


@router.get(
    "",
    **op(
        LAS,
        "lista_instrument",
        "Lista instrument",
        "De instrument som progression mäts med. / The instruments that progression is measured with.",
        schemas.Instrumentlista,
    ),
)
async def lista_instrument(anrop: Kommunanrop) -> Response:
    """All of them; few and open to every caller who may read progression."""

    async def hamta(_arbete: Arbete) -> list[Instrument]:
        return list(katalog.alla().values())

    return await anrop.las(
        hamta,
        lambda _a, rader: schemas.Instrumentlista(
            instrument=[schemas.InstrumentRad.av(i, anrop.lank("instrument", i.kod)) for i in rader],
            lankar={"self": LankUt(href=anrop.adress, method="GET")},
        ),
    )


@router.get(
    "/{instrumentId}",
    **op(
        LAS,
        "hamta_instrument",
        "Hämta instrument",
        "Alla versioner med nivåer, områden, mål, indikatorer och skalor. / One instrument.",
        schemas.InstrumentUt,
    ),
)
async def hamta_instrument(anrop: Kommunanrop, instrument_id: InstrumentId) -> Response:
    """By code."""

    async def hamta(_arbete: Arbete) -> Instrument:
        funnet = katalog.hamta(instrument_id)
        if funnet is None:
            raise Saknas
        return funnet

    return await anrop.las(hamta, lambda _a, i: schemas.InstrumentUt.av(i, anrop.lank("instrument", i.kod)))
