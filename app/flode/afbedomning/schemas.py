"""JSON of the afbedömning step."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Indata, KortText, KravdFritext, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.afbedomning.models import Afbedomning
from app.flode.afbedomning.states import Afbedomningskod, AfbedomningStatus, Afkanal

TEXT = "Personen har inget beslutat program efter den 30 november."


class NyAfbedomning(Indata):
    """AF's assessment, told by telephone, letter or AF's own pages (AK-16)."""

    datum: Datum = Field(json_schema_extra={"example": "2026-10-09"})
    bedomningskod: Afbedomningskod = Field(json_schema_extra={"example": "kan_omfattas"})
    text: KravdFritext = Field(json_schema_extra={"example": TEXT})
    af_referens: KortText = Field(json_schema_extra={"example": "AF-2026-10457"})
    uppgiven_av: KortText = Field(json_schema_extra={"example": "Maria, arbetsförmedlare i Eskilstuna"})


class MarkeraLast(Indata):
    """Somebody has read it."""

    typ: Literal["markera_last"]


class Hantera(Indata):
    """What the handläggare made of it."""

    typ: Literal["hantera"]
    stallningstagande: LangText = Field(json_schema_extra={"example": "En ny bedömning görs för november."})


class Aterta(Indata):
    """The note was a mistake."""

    typ: Literal["aterta"]
    skal: LangText = Field(json_schema_extra={"example": "Noterad i fel ärende."})


AfbedomningHandelse = Annotated[MarkeraLast | Hantera | Aterta, Field(discriminator="typ")]


class AfbedomningUt(Detalj):
    """AF's assessment. ``skiljerSig``: the nämnd's own assessments that hold say otherwise, or there is none."""

    status: AfbedomningStatus
    kanal: Afkanal
    datum: Datum
    bedomningskod: Afbedomningskod
    text: str = Field(json_schema_extra={"example": TEXT})
    af_referens: str = Field(json_schema_extra={"example": "AF-2026-10457"})
    uppgiven_av: str | None = Field(None, json_schema_extra={"example": "Maria, arbetsförmedlare i Eskilstuna"})
    skiljer_sig: bool
    stallningstagande: str | None = Field(None, json_schema_extra={"example": "En ny bedömning görs för november."})
    atertagen_skal: str | None = Field(None, json_schema_extra={"example": "Noterad i fel ärende."})
    skapad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})

    @classmethod
    def av(cls, rad: Afbedomning, text: str, mojligheter: Mojligheter, arende: str, *, skiljer_sig: bool) -> Self:
        """Picture of a stored record; ``arende`` is the address of its ärende."""
        falt = {namn: getattr(rad, namn) for namn in cls.model_fields if hasattr(rad, namn)}
        falt |= {"bedomningskod": rad.kod, "text": text, "skiljer_sig": skiljer_sig}
        ram = {
            "lankar": lankar(f"{arende}/afbedomningar/{rad.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | ram, by_name=True)


class AfbedomningRad(Utdata):
    """One in a list: when it came and where it stands, nothing of what AF found (DP-03)."""

    id: UUID
    status: AfbedomningStatus
    kanal: Afkanal
    datum: Datum
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Afbedomning, rot: str) -> Self:
        """Row of a stored record."""
        falt = {namn: getattr(rad, namn) for namn in cls.model_fields if namn != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Afbedomningar(Lista):
    """One page of an ärende's assessments by AF."""

    afbedomningar: list[AfbedomningRad]
