"""JSON of the invändning step."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Identitet, Indata, KortText, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.invandning.models import Invandning
from app.flode.invandning.states import Framforare, Invandningsslag, InvandningStatus

TEXT = "Jag hade lämnat läkarintyg den 2 oktober."


class NyInvandning(Indata):
    """What the person holds of a record, in the person's own words."""

    slag: Invandningsslag = Field(json_schema_extra={"example": "oriktig_uppgift"})
    objekttyp: KortText = Field(
        description="Uppgiftens slag, som i registerutdraget: tabellens namn",
        json_schema_extra={"example": "bedomningar"},
    )
    objekt_id: Identitet
    falt: KortText | None = Field(None, json_schema_extra={"example": "skal"})
    text: LangText = Field(json_schema_extra={"example": TEXT})
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    framford_av: Framforare = Field(json_schema_extra={"example": "den_enskilde"})


class Besvara(Indata):
    """Corrected, or it stands: what was done, or why not."""

    typ: Literal["ratta", "vidhall"]
    svar: LangText = Field(json_schema_extra={"example": "Intyget har lagts till och bedömningen är gjord på nytt."})


class Invandningsfalt(Utdata):
    """What is told of it in a list too."""

    status: InvandningStatus
    slag: Invandningsslag
    objekttyp: str = Field(json_schema_extra={"example": "bedomningar"})
    objekt_id: UUID
    falt: str | None = Field(None, json_schema_extra={"example": "skal"})
    datum: Datum
    skapad: Tidpunkt


class InvandningUt(Detalj, Invandningsfalt):
    """One with the person's words and the answer."""

    text: str = Field(json_schema_extra={"example": TEXT})
    framford_av: Framforare
    noterad_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    svar: str | None = Field(None, json_schema_extra={"example": "Intyget har lagts till."})
    lagrum: str | None = Field(None, json_schema_extra={"example": "artikel 16 i dataskyddsförordningen"})
    besvarad: Tidpunkt | None = None
    besvarad_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})

    @classmethod
    def av(cls, rad: Invandning, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored one; ``arende`` is the address of its ärende."""
        falt = {namn: getattr(rad, namn) for namn in cls.model_fields if hasattr(rad, namn)}
        ram = {
            "lankar": lankar(f"{arende}/invandningar/{rad.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | ram, by_name=True)


class InvandningRad(Invandningsfalt):
    """One in a list: what it is about, not what it says (DP-03)."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Invandning, rot: str) -> Self:
        """Row of a stored one."""
        falt = {namn: getattr(rad, namn) for namn in cls.model_fields if namn != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Invandningar(Lista):
    """One page."""

    invandningar: list[InvandningRad]
