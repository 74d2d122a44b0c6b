"""JSON of the aktivitetsbrist step."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Indata, LangText, ManadStr, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.aktivitetsbrist.models import Aktivitetsbrist
from app.flode.aktivitetsbrist.states import Bristorsak, BristStatus


class NyAktivitetsbrist(Indata):
    """That no activity could be offered for a month, and why (AK-10)."""

    manad: ManadStr
    orsak: Bristorsak = Field(json_schema_extra={"example": "ingen_ledig_plats"})
    anteckning: LangText = Field(json_schema_extra={"example": "Språkgruppen är full till den 16 november."})


class Aterta(Indata):
    """The note was a mistake."""

    typ: Literal["aterta"]
    skal: LangText = Field(json_schema_extra={"example": "En plats erbjöds den 20 oktober."})


class AktivitetsbristUt(Detalj):
    """A month for which nothing could be offered."""

    status: BristStatus
    manad: str = Field(json_schema_extra={"example": "2026-10"})
    orsak: Bristorsak
    anteckning: str = Field(json_schema_extra={"example": "Språkgruppen är full till den 16 november."})
    atertagen_skal: str | None = Field(None, json_schema_extra={"example": "En plats erbjöds den 20 oktober."})
    skapad: Tidpunkt

    @classmethod
    def av(cls, rad: Aktivitetsbrist, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored note; ``arende`` is the address of its ärende."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", "hinder"}}
        ram = {
            "lankar": lankar(f"{arende}/aktivitetsbrister/{rad.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | ram, by_name=True)


class AktivitetsbristRad(Utdata):
    """A note in a list: month and where it stands."""

    id: UUID
    status: BristStatus
    manad: str = Field(json_schema_extra={"example": "2026-10"})
    orsak: Bristorsak
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Aktivitetsbrist, rot: str) -> Self:
        """Row of a stored note."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Aktivitetsbrister(Lista):
    """One page of an ärende's notes."""

    aktivitetsbrister: list[AktivitetsbristRad]
