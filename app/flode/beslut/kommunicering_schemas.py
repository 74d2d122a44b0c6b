"""JSON of kommunicering (AK-22)."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Indata, KravdFritext, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.beslut.models import Kommunicering
from app.flode.beslut.states import KommuniceringStatus, kommunicering_klar


class NyKommunicering(Indata):
    """The material that the party is told, and the last day to answer (AK-22)."""

    material: KravdFritext = Field(
        json_schema_extra={"example": "Du har uteblivit tre gånger. Nämnden överväger nedsättning."}
    )
    svar_senast: Datum


class Besvara(Indata):
    """The person's answer."""

    typ: Literal["besvara"]
    svar: KravdFritext = Field(json_schema_extra={"example": "Jag var sjuk två av dagarna."})
    svar_datum: Datum


class UtanSvar(Indata):
    """The reply date has passed in silence."""

    typ: Literal["utan_svar"]


class Forlang(Indata):
    """More time to answer."""

    typ: Literal["forlang"]
    svar_senast: Datum


class Avbryt(Indata):
    """No burdening beslut is considered any more."""

    typ: Literal["avbryt"]
    skal: LangText = Field(json_schema_extra={"example": "Frånvaron var giltig."})


KommuniceringHandelse = Annotated[Besvara | UtanSvar | Forlang | Avbryt, Field(discriminator="typ")]


class KommuniceringUt(Detalj):
    """A kommunicering, and from which day a beslut may rest on it."""

    status: KommuniceringStatus
    material: str = Field(json_schema_extra={"example": "Du har uteblivit tre gånger."})
    skickad: Datum
    svar_senast: Datum
    svar: str | None = Field(None, json_schema_extra={"example": "Jag var sjuk två av dagarna."})
    svar_datum: Datum | None = None
    avbruten_skal: str | None = Field(None, json_schema_extra={"example": "Frånvaron var giltig."})
    beslut_tidigast: Datum | None = None
    skapad: Tidpunkt

    @classmethod
    def av(cls, rad: Kommunicering, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored kommunicering."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", "hinder", "beslut_tidigast"}}
        tidigast: date | None = kommunicering_klar(rad.status, rad.svar_senast, rad.svar_datum)
        ram = {
            "lankar": lankar(f"{arende}/kommuniceringar/{rad.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
            "beslut_tidigast": tidigast,
        }
        return cls.model_validate(falt | ram, by_name=True)


class KommuniceringRad(Utdata):
    """A kommunicering in a list: where it stands."""

    id: UUID
    status: KommuniceringStatus
    skickad: Datum
    svar_senast: Datum
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Kommunicering, rot: str) -> Self:
        """Row of a stored kommunicering."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Kommuniceringar(Lista):
    """One page of an ärende's kommunicering."""

    kommuniceringar: list[KommuniceringRad]
