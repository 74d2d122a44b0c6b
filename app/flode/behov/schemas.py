"""JSON of the behov step. Hours are minutes per week; times of the day are HH:MM."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.sekretess import Utlamnandegrund
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.core.week_times import PassUt, Tider
from app.flode.behov.models import Behov, Behovsversion, FkAvstamning
from app.flode.behov.states import Barnomsorgsstatus, FkKanal, FkStatus, FkSvar

BEVILJAT = falttext("beviljat_efter_status", "Beviljad barnomsorg anges när den är beviljad, och bara då.")
INGET = falttext("inget_behov_av_barnomsorg", "Behov av barnomsorg anges inte när det inte finns något.")
PERIOD = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
VeckoMinuter = Annotated[PositivtHeltal, Field(le=10080)]
EGNA_ORD = "Vill läsa svenska på förmiddagarna medan minsta barnet är på förskolan."
FRAGA = "Påverkas föräldrapenningen av språkpraktik tre förmiddagar i veckan?"
SVAR = "Påverkas inte så länge dagarna inte är samma som uttagen."


class OnskemalIn(Indata):
    """How the person wishes to take part."""

    ta_med_barn: Bool = False
    deltid: Bool = False
    distans: Bool = False
    enbart_kvinnor: Bool = False
    sprak: KortText | None = Field(None, json_schema_extra={"example": "arabiska"})
    plats: KortText | None = Field(None, json_schema_extra={"example": "Nära Fröslunda"})
    tider: Tider = []


class BarnomsorgsbehovIn(Indata):
    """How much is needed, from when."""

    minuter_per_vecka: VeckoMinuter = Field(json_schema_extra={"example": 1500})
    fran: Datum = Field(json_schema_extra={"example": "2026-10-19"})


class BeviljatIn(Indata):
    """What is granted: the fewest hours, where children have different ones."""

    minuter_per_vecka: VeckoMinuter = Field(json_schema_extra={"example": 900})
    tider: Tider = []
    fran: Datum = Field(json_schema_extra={"example": "2026-10-19"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-06-11"})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise faltundantag(PERIOD)
        return self


class BarnomsorgIn(Indata):
    """Need for barnomsorg and where it stands (AK-30); about the household, not about any one child (DP-25)."""

    status: Barnomsorgsstatus = Field(json_schema_extra={"example": "beviljad"})
    behov: BarnomsorgsbehovIn | None = None
    beviljat: BeviljatIn | None = None
    kommentar: LangText | None = Field(None, json_schema_extra={"example": "Önskar samma förskola för båda."})

    @model_validator(mode="after")
    def _efter_status(self) -> Self:
        if (self.status is Barnomsorgsstatus.BEVILJAD) != (self.beviljat is not None):
            raise faltundantag(BEVILJAT)
        if self.status is Barnomsorgsstatus.INGET_BEHOV and self.behov is not None:
            raise faltundantag(INGET)
        return self


class NyttBehov(Indata):
    """The whole content."""

    onskemal: OnskemalIn = OnskemalIn()
    egna_ord: LangText | None = Field(None, json_schema_extra={"example": EGNA_ORD})
    barnomsorg: BarnomsorgIn | None = None

    def falt(self) -> dict[str, Any]:
        """Columns of a version."""
        onskemal = self.onskemal.model_dump(mode="json")
        return onskemal | {"egna_ord": self.egna_ord} | _barnomsorg(self.barnomsorg)


def _barnomsorg(indata: BarnomsorgIn | None) -> dict[str, Any]:
    behov, beviljat = indata and indata.behov, indata and indata.beviljat
    return {
        "barnomsorg_status": indata and indata.status.value,
        "barnomsorg_behov": behov and behov.minuter_per_vecka,
        "barnomsorg_behov_fran": behov and behov.fran,
        "barnomsorg_beviljat": beviljat and beviljat.minuter_per_vecka,
        "barnomsorg_tider": [p.model_dump(mode="json") for p in beviljat.tider] if beviljat else [],
        "barnomsorg_fran": beviljat and beviljat.fran,
        "barnomsorg_tom": beviljat and beviljat.tom,
        "barnomsorg_kommentar": indata and indata.kommentar,
    }


class AndraBehov(NyttBehov):
    """Replace the whole content; what is left out is no longer said."""

    typ: Literal["andra"]


class OnskemalUt(Utdata):
    """How the person wishes to take part."""

    ta_med_barn: bool
    deltid: bool
    distans: bool
    enbart_kvinnor: bool
    sprak: str | None = Field(None, json_schema_extra={"example": "arabiska"})
    plats: str | None = Field(None, json_schema_extra={"example": "Nära Fröslunda"})
    tider: list[PassUt]


class BarnomsorgsbehovUt(Utdata):
    """How much is needed, from when."""

    minuter_per_vecka: int = Field(json_schema_extra={"example": 1500})
    fran: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})


class BeviljatUt(Utdata):
    """What is granted."""

    minuter_per_vecka: int = Field(json_schema_extra={"example": 900})
    tider: list[PassUt]
    fran: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    tom: date | None = Field(None, json_schema_extra={"example": "2027-06-11"})


class BarnomsorgUt(Utdata):
    """Need for barnomsorg and where it stands (AK-30)."""

    status: Barnomsorgsstatus
    behov: BarnomsorgsbehovUt | None = None
    beviljat: BeviljatUt | None = None
    kommentar: str | None = Field(None, json_schema_extra={"example": "Önskar samma förskola för båda."})

    @classmethod
    def av(cls, rad: Behovsversion) -> Self | None:
        """From the stored version, if anything is said of it."""
        if rad.barnomsorg_status is None:
            return None
        behov, beviljat = rad.barnomsorg_behov, rad.barnomsorg_beviljat
        return cls(
            status=Barnomsorgsstatus(rad.barnomsorg_status),
            behov=None
            if behov is None
            else BarnomsorgsbehovUt(minuter_per_vecka=behov, fran=rad.barnomsorg_behov_fran),
            beviljat=None if beviljat is None else _beviljat(rad, beviljat),
            kommentar=rad.barnomsorg_kommentar,
        )


def _beviljat(rad: Behovsversion, minuter: int) -> BeviljatUt:
    tider = [PassUt.model_validate(p) for p in rad.barnomsorg_tider]
    return BeviljatUt(minuter_per_vecka=minuter, tider=tider, fran=rad.barnomsorg_fran, tom=rad.barnomsorg_tom)


def _innehall(rad: Behovsversion) -> dict[str, Any]:
    return {
        "registrerad": rad.registrerad,
        "person": rad.person,
        "onskemal": OnskemalUt.model_validate(rad, from_attributes=True),
        "egna_ord": rad.egna_ord,
        "barnomsorg": BarnomsorgUt.av(rad),
    }


class BehovUt(Detalj):
    """The needs of a person as they now read."""

    skapad: Tidpunkt
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    onskemal: OnskemalUt
    egna_ord: str | None = Field(None, json_schema_extra={"example": EGNA_ORD})
    barnomsorg: BarnomsorgUt | None = None

    @classmethod
    def av(cls, behov: Behov, version: Behovsversion, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture of the record with its present version."""
        falt = {"id": behov.id, "version": behov.version, "skapad": behov.skapad} | _innehall(version)
        egna = lankar(adress, mojligheter, versioner=f"{adress}/versioner")
        return cls.model_validate(falt | {"lankar": egna, "hinder": hinder(mojligheter)}, by_name=True)


class BehovsversionUt(Utdata):
    """The needs as they were said at one time."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    onskemal: OnskemalUt
    egna_ord: str | None = Field(None, json_schema_extra={"example": EGNA_ORD})
    barnomsorg: BarnomsorgUt | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Behovsversion, behov: str) -> Self:
        """Picture of a stored version; ``behov`` is the address of the record."""
        lank = {
            "self": LankUt(href=f"{behov}/versioner/{rad.id}", method="GET"),
            "behov": LankUt(href=behov, method="GET"),
        }
        return cls.model_validate(
            {"id": rad.id, "nummer": rad.nummer, "lankar": lank} | _innehall(rad),
            by_name=True,
        )


class BehovsversionRad(Utdata):
    """A version in a list: when and by whom, nothing of what was said (DP-03)."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Behovsversion, rot: str) -> Self:
        """Row of a stored version."""
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls(id=rad.id, nummer=rad.nummer, registrerad=rad.registrerad, person=rad.person, lankar=lank)


class Behovsversioner(Lista):
    """One page of versions."""

    versioner: list[BehovsversionRad]


# --- Försäkringskassan -----------------------------------------------------------------------------


class NyFkAvstamning(Indata):
    """That Försäkringskassan was asked, and on which ground (DP-09)."""

    fraga_datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    kanal: FkKanal = Field(json_schema_extra={"example": "telefon"})
    fraga: LangText = Field(json_schema_extra={"example": FRAGA})
    utlamnande_grund: Utlamnandegrund = Field(json_schema_extra={"example": "samtycke"})
    utlamnande_lagrum: KortText = Field(json_schema_extra={"example": "10 kap. 1 § OSL"})


class BesvaraFk(Indata):
    """What Försäkringskassan answered."""

    typ: Literal["besvara"]
    svar_datum: Datum = Field(json_schema_extra={"example": "2026-10-14"})
    svar: FkSvar = Field(json_schema_extra={"example": "paverkar_inte"})
    svar_text: LangText = Field(json_schema_extra={"example": SVAR})
    svar_vem: KortText = Field(json_schema_extra={"example": "Karin, handläggare på Försäkringskassan"})
    galler_tom: Datum | None = Field(None, json_schema_extra={"example": "2027-04-11"})


class AterkallaFk(Indata):
    """The question needs no answer any more."""

    typ: Literal["aterkalla"]
    skal: LangText = Field(json_schema_extra={"example": "Föräldraledigheten har upphört."})


FkHandelse = Annotated[BesvaraFk | AterkallaFk, Field(discriminator="typ")]
_DIREKT = (
    "id", "version", "status", "skapad", "person", "fraga_datum", "kanal", "fraga", "svar_datum", "svar", "svar_text",
    "svar_vem", "galler_tom", "besvarad", "besvarad_av", "skal",
)  # fmt: skip


class FkAvstamningUt(Detalj):
    """One question on föräldrapenning with its answer."""

    status: FkStatus
    skapad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    fraga_datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    kanal: FkKanal
    fraga: str = Field(json_schema_extra={"example": FRAGA})
    utlamnande_grund: Utlamnandegrund
    utlamnande_lagrum: str = Field(json_schema_extra={"example": "10 kap. 1 § OSL"})
    svar_datum: date | None = Field(None, json_schema_extra={"example": "2026-10-14"})
    svar: FkSvar | None = None
    svar_text: str | None = Field(None, json_schema_extra={"example": SVAR})
    svar_vem: str | None = Field(None, json_schema_extra={"example": "Karin, handläggare på Försäkringskassan"})
    galler_tom: date | None = Field(None, json_schema_extra={"example": "2027-04-11"})
    besvarad: Tidpunkt | None = None
    besvarad_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    skal: str | None = Field(None, json_schema_extra={"example": "Föräldraledigheten har upphört."})

    @classmethod
    def av(cls, rad: FkAvstamning, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture of a stored question."""
        falt = {n: getattr(rad, n) for n in _DIREKT}
        falt |= {
            "utlamnande_grund": rad.grund,
            "utlamnande_lagrum": rad.lagrum,
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt, by_name=True)


class FkAvstamningRad(Utdata):
    """A question in a list: where it stands, nothing of what was said (DP-03)."""

    id: UUID
    status: FkStatus
    kanal: FkKanal
    fraga_datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    svar_datum: date | None = Field(None, json_schema_extra={"example": "2026-10-14"})
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: FkAvstamning, rot: str) -> Self:
        """Row of a stored question."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class FkAvstamningar(Lista):
    """One page of questions."""

    fkavstamningar: list[FkAvstamningRad]
