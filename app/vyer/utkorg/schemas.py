"""JSON of the outbox: counts, messages without contents, acts."""

from typing import Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.outbox import ARBETSFORMEDLINGEN, TILLS_VIDARE, Utkorgsrad
from app.core.outbox_figures import Mottagarstatus
from app.core.outbox_recipients import Mottagarlage
from app.core.outbox_states import UtkorgStatus
from app.core.paging import Sidfraga
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Bool, Heltal, Indata, KortText, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter

EXEMPEL = {"mottagare": ARBETSFORMEDLINGEN, "felkod": "af_400", "skal": "Fel i Arbetsförmedlingens system, nu rättat."}


class AntalUt(Utdata):
    """Messages to one recipient in one status."""

    mottagare: str = Field(json_schema_extra={"example": ARBETSFORMEDLINGEN})
    status: UtkorgStatus
    antal: int = Field(json_schema_extra={"example": 3})
    aldsta: Tidpunkt | None = None
    aldre_an_ett_dygn: int = Field(json_schema_extra={"example": 0})


class MottagareUt(Utdata):
    """How one recipient is, as all processes see it."""

    mottagare: str = Field(json_schema_extra={"example": ARBETSFORMEDLINGEN})
    lage: Mottagarstatus
    nere_sedan: Tidpunkt | None = Field(None, description="Sedan när brytaren är öppen")
    stangt_till: Tidpunkt | None = Field(None, description="Tidigast nästa prov eller försök")
    fel_i_rad: Antal = Field(json_schema_extra={"example": 0})
    senaste_fel: str | None = Field(None, json_schema_extra={"example": "af_503"})
    senast_hord: Tidpunkt | None = None

    @classmethod
    def av(cls, rad: Mottagarlage, lage: Mottagarstatus) -> Self:
        """From the stored row."""
        egna = ("mottagare", "nere_sedan", "stangt_till", "fel_i_rad", "senaste_fel", "senast_hord")
        return cls.model_validate({n: getattr(rad, n) for n in egna} | {"lage": lage}, by_name=True)


class UtkorgUt(Utdata):
    """The nämnd's outbox in figures; how the recipients are is the same whichever process is asked."""

    vantande: int = Field(json_schema_extra={"example": 3})
    aldsta_vantande: Tidpunkt | None = None
    parkerade: int = Field(json_schema_extra={"example": 0})
    forsenade: int = Field(description="Utan kvittens efter ett dygn", json_schema_extra={"example": 0})
    af_lage: Mottagarstatus = Field(json_schema_extra={"example": "uppe"})
    mottagare: list[MottagareUt]
    per_mottagare: list[AntalUt]
    lankar: Lankar = Field(alias="_links")


class Meddelandefalt(Utdata):
    """What the list and the detail share: nothing of what is said or of whom."""

    mottagare: str = Field(json_schema_extra={"example": ARBETSFORMEDLINGEN})
    meddelandetyp: str = Field(json_schema_extra={"example": "samrad"})
    unikt_id: str = Field(
        description="Meddelandets id hos mottagaren",
        json_schema_extra={"example": "0199d2c4-8a51-7c3e-9b57-3f0f5f0a1c13_0"},
    )
    status: UtkorgStatus
    felkod: str | None = Field(None, json_schema_extra={"example": "af_400"})
    forsok: Antal = Field(json_schema_extra={"example": 1})
    skapad: Tidpunkt
    senast_sand: Tidpunkt | None = None
    nasta_forsok: Tidpunkt | None = Field(None, description="Utelämnad när det väntar på ett tidigare i ärendet")


def _falt(rad: Utkorgsrad) -> dict[str, object]:
    egna = ("mottagare", "unikt_id", "status", "felkod", "forsok", "skapad", "senast_sand")
    vantar = rad.nasta_forsok >= TILLS_VIDARE or rad.status == UtkorgStatus.PARKERAD.value
    falt = {n: getattr(rad, n) for n in egna}
    return falt | {"meddelandetyp": rad.typ, "nasta_forsok": None if vantar else rad.nasta_forsok}


class UtkorgsmeddelandeUt(Meddelandefalt, Detalj):
    """One message with what may be done."""

    @classmethod
    def av(cls, rad: Utkorgsrad, mojligheter: Mojligheter, adress: str) -> Self:
        """Detail for the operator."""
        mer = {
            "id": rad.id,
            "version": rad.version,
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(_falt(rad) | mer, by_name=True)


class UtkorgsmeddelandeRad(Meddelandefalt):
    """A message among others."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Utkorgsrad, rot: str) -> Self:
        """Row of a stored message."""
        mer = {"id": rad.id, "lankar": {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}}
        return cls.model_validate(_falt(rad) | mer, by_name=True)


class Utkorgsmeddelanden(Lista):
    """One page of messages."""

    meddelanden: list[UtkorgsmeddelandeRad]


class Meddelandefraga(Sidfraga):
    """Which messages to list; those that are finished are found on their objects."""

    status: Literal["koad", "skickad", "parkerad"] = Field("parkerad", description="Var meddelandet är")


class SandOm(Indata):
    """Send one message again as it is."""

    typ: Literal["sand_om"]
    skal: LangText = Field(json_schema_extra={"example": EXEMPEL["skal"]})


class SandOmAlla(SandOm):
    """Send all again that one recipient refused with one code."""

    model_config = ConfigDict(json_schema_extra={"example": {"typ": "sand_om", **EXEMPEL}})

    mottagare: KortText = Field(json_schema_extra={"example": EXEMPEL["mottagare"]})
    felkod: KortText = Field(json_schema_extra={"example": EXEMPEL["felkod"]})


class OmsandningUt(Utdata):
    """How many were queued again; ``fler``: post once more for the rest."""

    antal: Heltal = Field(json_schema_extra={"example": 12})
    fler: Bool = Field(json_schema_extra={"example": False})
