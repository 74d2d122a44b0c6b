"""JSON of the questions of fact to AF."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.begrepp.sekretess import Utlamnandegrund
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Indata, KortText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.afuppgift.models import Afuppgift
from app.flode.afuppgift.states import Afuppgiftsslag, AfuppgiftStatus, signaler
from app.flode.samrad.schemas import StatusUt, SvarsuppgifterUt


class NyAfuppgift(Indata):
    """Ask AF for facts about the person; with the ground for telling AF that the nämnd asks (DP-09)."""

    slag: Afuppgiftsslag = Field(json_schema_extra={"example": "inskrivningsuppgifter"})
    utlamnande_grund: Utlamnandegrund = Field(json_schema_extra={"example": "uppgiftsskyldighet"})
    utlamnande_lagrum: KortText = Field(json_schema_extra={"example": "12 kap. 4 § SoL"})


class SandOm(Indata):
    """Ask again."""

    typ: Literal["sand_om"]


class Aterkalla(Indata):
    """Withdraw."""

    typ: Literal["aterkalla"]


AfuppgiftHandelse = Annotated[SandOm | Aterkalla, Field(discriminator="typ")]


class GenomforandeUt(Utdata):
    """One of AF's own insatser for the person."""

    insats: str = Field(json_schema_extra={"example": "Arbetsmarknadsutbildning"})
    fran: Datum
    tom: Datum | None = None
    omfattning_procent: Annotated[int, Field(ge=1, le=100)] = Field(json_schema_extra={"example": 100})
    fas: Literal["BESLUTAD", "PAGAENDE", "AVSLUTAD"] = Field(json_schema_extra={"example": "PAGAENDE"})


class GenomforandesvarUt(Utdata):
    """AF's insatser, contact, protection mark and status."""

    genomforanden: list[GenomforandeUt]
    kontakt: str | None = Field(None, json_schema_extra={"example": "kommunsamverkan@arbetsformedlingen.example"})
    sekretessmarkering: bool = False
    status: StatusUt | None = None


class SignalUt(Utdata):
    """Something in the answer for the handläggare to look at; nothing follows of itself (AK-18)."""

    kod: str = Field(json_schema_extra={"example": "inte_inskriven"})
    text: str = Field(json_schema_extra={"example": "Arbetsförmedlingen har ingen inskrivning."})
    regel: str = Field(json_schema_extra={"example": "AK-18"})


class AfFelUt(Utdata):
    """Why AF did not answer; its texts are never shown."""

    felkod: str = Field(json_schema_extra={"example": "af_400"})
    af_error_id: str | None = Field(None, json_schema_extra={"example": "77506961-60e4-42be-aff6-123ca6d4eea3"})


SVAR: dict[Afuppgiftsslag, type[Utdata]] = {
    Afuppgiftsslag.INSKRIVNINGSUPPGIFTER: SvarsuppgifterUt,
    Afuppgiftsslag.GENOMFORANDEN: GenomforandesvarUt,
}
DIREKT = ("id", "version", "status", "slag", "skapad", "person", "besvarad")


class AfuppgiftUt(Detalj):
    """A question with AF's answer, for the nämnd alone (DP-13)."""

    status: AfuppgiftStatus
    slag: Afuppgiftsslag
    utlamnande_grund: Utlamnandegrund
    utlamnande_lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 § SoL"})
    skapad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    kalla: Literal["arbetsformedlingen"] = "arbetsformedlingen"
    besvarad: Tidpunkt | None = None
    inskrivningsuppgifter: SvarsuppgifterUt | None = None
    genomforanden: GenomforandesvarUt | None = None
    signaler: list[SignalUt] = []
    af_tracking_id: str | None = Field(None, json_schema_extra={"example": "0f1e2d3c-4b5a-4678-8796-a5b4c3d2e1f0"})
    fel: AfFelUt | None = None

    @classmethod
    def av(cls, afuppgift: Afuppgift, svar: dict[str, Any] | None, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture of a stored question."""
        slag = Afuppgiftsslag(afuppgift.slag)
        falt = {n: getattr(afuppgift, n) for n in DIREKT}
        falt |= {
            "utlamnande_grund": afuppgift.grund,
            "utlamnande_lagrum": afuppgift.lagrum,
            "af_tracking_id": afuppgift.af_sparnings_id,
            "fel": afuppgift.af_felkod and AfFelUt(felkod=afuppgift.af_felkod, af_error_id=afuppgift.af_fel_id),
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        if svar is not None:
            falt[slag.value] = SVAR[slag].model_validate(svar, by_name=True)
            falt["signaler"] = [SignalUt(kod=s.kod, text=s.text, regel=s.regel) for s in signaler(slag, svar)]
        return cls.model_validate(falt, by_name=True)


class AfuppgiftRad(Utdata):
    """A question in a list: what and where it stands, nothing of the answer (DP-03)."""

    id: UUID
    slag: Afuppgiftsslag
    status: AfuppgiftStatus
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, afuppgift: Afuppgift, rot: str) -> Self:
        """Row of a stored question."""
        falt = {n: getattr(afuppgift, n) for n in ("id", "slag", "status", "skapad")}
        lank = {"self": LankUt(href=f"{rot}/{afuppgift.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Afuppgifter(Lista):
    """One page of questions."""

    afuppgifter: list[AfuppgiftRad]
