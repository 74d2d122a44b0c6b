"""JSON of one time of the week, for every step that has such times. Must not know steps."""

from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from app.begrepp.veckotid import Veckodag
from app.core.edge.field_faults import falttext, faltundantag
from app.core.schema_types import Indata, Strikt, Utdata

Klockslag = Annotated[
    str, Strict(), Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", min_length=5, max_length=5), Strikt("Klockslag")
]
PASS_BAKVANT = falttext("pass_bakvant", "Passet slutar efter att det börjar, samma dag.")


class Pass(Indata):
    """One time of the week."""

    veckodag: Veckodag
    fran: Klockslag = Field(json_schema_extra={"example": "09:00"})
    till: Klockslag = Field(json_schema_extra={"example": "12:00"})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.till <= self.fran:
            raise faltundantag(PASS_BAKVANT)
        return self


class PassUt(Utdata):
    """One time of the week."""

    veckodag: Veckodag
    fran: str = Field(json_schema_extra={"example": "09:00"})
    till: str = Field(json_schema_extra={"example": "12:00"})


Tider = Annotated[list[Pass], Field(max_length=50)]
