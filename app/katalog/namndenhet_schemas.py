"""JSON of a nämnd's units."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Datum, Indata, KortText, Utdata
from app.katalog.namndenheter import Namndenhet

# May stand in a column of a report and in a file's name.
Enhetskod = Annotated[KortText, Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class NyNamndenhet(Indata):
    """A unit of the nämnd."""

    kod: Enhetskod = Field(json_schema_extra={"example": "forsorjning-norr"})
    namn: KortText = Field(json_schema_extra={"example": "Försörjningsstöd norr"})
    fran: Datum = Field(json_schema_extra={"example": "2026-10-01"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-12-31"})


class AndraNamndenhet(Indata):
    """Another name, or a last day; null for none."""

    typ: Literal["andra"]
    namn: KortText = Field(json_schema_extra={"example": "Försörjningsstöd norr och öster"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-12-31"})


class NamndenhetUt(Utdata):
    """A unit and when ärenden may be given to it."""

    id: UUID
    kod: str = Field(json_schema_extra={"example": "forsorjning-norr"})
    namn: str = Field(json_schema_extra={"example": "Försörjningsstöd norr"})
    fran: date = Field(json_schema_extra={"example": "2026-10-01"})
    tom: date | None = Field(None, json_schema_extra={"example": "2027-12-31"})
    version: int = Field(json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Namndenhet, adress: str, *, far_andra: bool) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=adress, method="GET")}
        if far_andra:
            lank["andra"] = LankUt(href=f"{adress}/handelser", method="POST")
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Namndenheter(Lista):
    """One page of units."""

    namndenheter: list[NamndenhetUt]
