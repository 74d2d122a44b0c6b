"""JSON of closed periods."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Datum, Indata, KortText, Utdata
from app.katalog.stangda import StangdPeriod


class NyStangdPeriod(Indata):
    """Close the whole utförare, or one enhet."""

    enhet: KortText | None = Field(None, json_schema_extra={"example": "klivet-centrum"})
    fran: Datum = Field(json_schema_extra={"example": "2026-12-21"})
    tom: Datum = Field(json_schema_extra={"example": "2027-01-08"})
    skal: KortText = Field(json_schema_extra={"example": "Julstängt"})


class OppnaTidigare(Indata):
    """Open again earlier."""

    typ: Literal["oppna"]
    tom: Datum = Field(json_schema_extra={"example": "2027-01-01"})


class StangdPeriodUt(Utdata):
    """A closed period; with ``tom`` before ``fran`` it was taken back."""

    id: UUID
    organisation_id: UUID
    enhet: str | None = Field(None, json_schema_extra={"example": "klivet-centrum"})
    fran: date = Field(json_schema_extra={"example": "2026-12-21"})
    tom: date = Field(json_schema_extra={"example": "2027-01-08"})
    skal: str = Field(json_schema_extra={"example": "Julstängt"})
    version: int = Field(json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: StangdPeriod, adress: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=adress, method="GET"), "oppna": LankUt(href=f"{adress}/handelser", method="POST")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class StangdaPerioder(Lista):
    """One page of closed periods."""

    stangda_perioder: list[StangdPeriodUt]
