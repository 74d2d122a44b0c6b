"""Path of the picture of an order's hours week by week, and its JSON: the same as a table and in words."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from app.core import pictures
from app.core.http import Kommunanrop, op, rutter
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Heltal, Utdata
from app.core.unit_of_work import Arbete
from app.flode.narvaro import timlasning
from app.flode.narvaro.router import LAS, BestallningId
from app.flode.narvaro.timdiagram import Stapel, beskriv, stapel, timdiagram
from app.flode.narvaro.timrakning_schemas import Timfraga

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/timdiagram", "timdiagram")
BESKRIVNING = "Timmar per vecka. Vecka 42 2026: 18 h närvaro och 3 h giltig frånvaro av 25 h; planerat 25 h."


class TimveckaUt(Utdata):
    """A week's minutes; ``mal`` is what attendance is measured against."""

    vecka: str = Field(json_schema_extra={"example": "2026-W42"})
    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date = Field(json_schema_extra={"example": "2026-10-18"})
    planerat: Heltal = Field(json_schema_extra={"example": 1500})
    narvaro: Heltal = Field(json_schema_extra={"example": 1080})
    giltig_franvaro: Heltal = Field(json_schema_extra={"example": 180})
    omarkerat: Heltal = Field(description="Slut, och ingen har angett närvaro", json_schema_extra={"example": 0})
    mal: Heltal = Field(json_schema_extra={"example": 1500})
    forklaring: str = Field(json_schema_extra={"example": "18 h närvaro och 3 h giltig frånvaro av 25 h"})

    @classmethod
    def av(cls, s: Stapel) -> Self:
        """From a bar."""
        egna = {n: getattr(s, n) for n in ("fran", "tom", "planerat", "narvaro", "giltig_franvaro", "omarkerat", "mal")}
        vecka = {"vecka": f"{s.ar:04d}-W{s.vecka:02d}", "forklaring": s.text}
        return cls.model_validate(egna | vecka, by_name=True)


class TimdiagramUt(Utdata):
    """The hours of an order week by week, as a table and in words."""

    bestallning_id: UUID
    beskrivning: str = Field(json_schema_extra={"example": BESKRIVNING})
    veckor: list[TimveckaUt]
    lankar: Lankar = Field(alias="_links")


@router.get(
    "",
    **op(
        LAS,
        "hamta_timdiagram",
        "Hämta timdiagram",
        "Närvaro, giltig frånvaro och planerad tid vecka för vecka mot det som närvaron mäts mot, som SVG eller PNG. "
        "Hela ISO-veckor. Med `Accept: application/json` samma innehåll som tabell och text. / Hours per week as a "
        "picture or a table by Accept.",
        TimdiagramUt,
    ),
    responses=pictures.SOM_BILD,
)
async def hamta_timdiagram(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Timfraga, Query()]
) -> Response:
    """The weeks that the time touches, as in the count of hours; every form is logged as a read."""

    async def staplar(arbete: Arbete) -> list[Stapel]:
        rakning = await timlasning.for_bestallning(arbete, bestallning_id, fraga.tid(arbete.idag))
        return [stapel(v) for v in rakning.veckor]

    def tabell(_arbete: Arbete, alla: list[Stapel]) -> TimdiagramUt:
        return TimdiagramUt(
            bestallning_id=bestallning_id,
            beskrivning=beskriv(alla),
            veckor=[TimveckaUt.av(s) for s in alla],
            lankar={"self": LankUt(href=anrop.adress, method="GET")},
        )

    return await pictures.bild(anrop, staplar, tabell, timdiagram)
