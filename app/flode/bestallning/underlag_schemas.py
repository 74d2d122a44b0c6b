"""JSON of what an utförare who takes over may read of the work before it."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Tidpunkt, Utdata
from app.flode.bestallning.models import OverlamnatUnderlag
from app.flode.bestallning.states import Underlagsslag


class PlanaktivitetUnderlag(Utdata):
    """An activity of the earlier plan, without where and when (DP-14)."""

    aktivitet: str = Field(json_schema_extra={"example": "Yrkessvenska"})
    kategori: str = Field(json_schema_extra={"example": "sprak"})
    minuter_per_vecka: int = Field(json_schema_extra={"example": 600})
    form: str = Field(json_schema_extra={"example": "plats"})
    mal: str = Field(json_schema_extra={"example": "Ta emot muntliga instruktioner."})
    omrade: str = Field(json_schema_extra={"example": "sprak"})


class PlanUnderlag(Utdata):
    """The earlier plan that the nämnd approved last."""

    galler_fran: date = Field(json_schema_extra={"example": "2026-10-19"})
    egen_syn: str | None = Field(None, json_schema_extra={"example": "Vill tillbaka till vården."})
    aktiviteter: list[PlanaktivitetUnderlag]


class OmradeUnderlag(Utdata):
    """A level in one area."""

    omrade: str = Field(json_schema_extra={"example": "sprak"})
    niva: str = Field(json_schema_extra={"example": "orange"})


class MatningUnderlag(Utdata):
    """A measurement of the earlier utförare's: levels only."""

    datum: date = Field(json_schema_extra={"example": "2026-10-13"})
    instrument: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    instrument_version: int = Field(json_schema_extra={"example": 1})
    respondent: str = Field(json_schema_extra={"example": "vagledare"})
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    omraden: list[OmradeUnderlag]


class RapportUnderlag(Utdata):
    """A report that was handed in."""

    period_fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    period_tom: date = Field(json_schema_extra={"example": "2026-11-11"})
    text: str = Field(json_schema_extra={"example": "Kommer i tid."})
    nasta_steg: str = Field(json_schema_extra={"example": "Språkpraktik."})


class OverlamnatUnderlagUt(Utdata):
    """One kind with its content; only the list of that kind is there."""

    id: UUID
    slag: Underlagsslag
    skapad: Tidpunkt
    planer: list[PlanUnderlag] | None = None
    matningar: list[MatningUnderlag] | None = None
    rapporter: list[RapportUnderlag] | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: OverlamnatUnderlag, adress: str) -> Self:
        """Picture of a stored copy."""
        falt: dict[str, Any] = {"id": rad.id, "slag": rad.slag, "skapad": rad.skapad}
        plats = "planer" if rad.slag == Underlagsslag.PLAN.value else rad.slag
        lank = {"self": LankUt(href=adress, method="GET")}
        return cls.model_validate(falt | {plats: rad.innehall, "lankar": lank}, by_name=True)


class OverlamnatUnderlagRad(Utdata):
    """That there is something of a kind; nothing of what it says (DP-03)."""

    id: UUID
    slag: Underlagsslag
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: OverlamnatUnderlag, rot: str) -> Self:
        """Row of a stored copy."""
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls(id=rad.id, slag=Underlagsslag(rad.slag), skapad=rad.skapad, lankar=lank)


class OverlamnadeUnderlag(Lista):
    """One page of what was released, newest first."""

    underlag: list[OverlamnatUnderlagRad]
