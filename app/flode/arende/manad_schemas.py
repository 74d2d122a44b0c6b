"""JSON of the months: one at a time, and a whole file of them."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import (
    Bool,
    Indata,
    KortText,
    LangText,
    ManadStr,
    ParameterBool,
    PersonnummerIn,
    Tidpunkt,
    Utdata,
)
from app.flode.arende.models import Bistandsmanad, Manadsimport
from app.flode.arende.states import Forsorjningshinder, Radstatus

FLEST_RADER = 100_000
EN_IDENTITET = falttext("en_identitet", "Ange antingen personnummer eller ärendenummer.")


class Manadsfraga(BaseModel):
    """Which of the rows: the last word on each month, or all."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    historik: ParameterBool = Field(default=False, description="Visa också det som har rättats")


class NyManad(Indata):
    """One calendar month of försörjningsstöd of one adult (AK-36)."""

    manad: ManadStr
    forsorjningsstod: Bool
    forsorjningshinder: Forsorjningshinder | None = None
    kalla: KortText = Field(json_schema_extra={"example": "Lifecare"})
    skal: LangText | None = Field(
        None, description="Varför månaden rättas", json_schema_extra={"example": "Utbetalningen återkallades."}
    )


class ManadUt(Utdata):
    """One word on one month: what, by whom, when; ``nummer`` counts the corrections from 1."""

    id: UUID
    manad: str = Field(json_schema_extra={"example": "2026-10"})
    nummer: int = Field(json_schema_extra={"example": 1})
    forsorjningsstod: bool
    forsorjningshinder: Forsorjningshinder | None = None
    kalla: str = Field(json_schema_extra={"example": "Lifecare"})
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    skal: str | None = Field(None, json_schema_extra={"example": "Utbetalningen återkallades."})

    @classmethod
    def av(cls, rad: Bistandsmanad) -> Self:
        """From the stored row."""
        return cls.model_validate({n: getattr(rad, n) for n in cls.model_fields}, by_name=True)


class Manader(Utdata):
    """All months of an ärende, oldest first."""

    bistandsmanader: list[ManadUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rader: list[Bistandsmanad], adress: str) -> Self:
        """From the stored rows, with the way to all of them."""
        lankar = {
            "self": LankUt(href=adress, method="GET"),
            "historik": LankUt(href=f"{adress}?historik=true", method="GET"),
        }
        return cls(bistandsmanader=[ManadUt.av(r) for r in rader], lankar=lankar)


class Importrad(Indata):
    """One row of a file: whose month, and what is known of it; without försörjningshinder, nothing is said of it."""

    personnummer: PersonnummerIn | None = None
    arendenummer: KortText | None = Field(None, json_schema_extra={"example": "EKB-2026-000001"})
    manad: ManadStr
    forsorjningsstod: Bool
    forsorjningshinder: Forsorjningshinder | None = None

    @model_validator(mode="after")
    def _en_identitet(self) -> Self:
        if (self.personnummer is None) == (self.arendenummer is None):
            raise faltundantag(EN_IDENTITET)
        return self


class Importkropp(Indata):
    """A file of months as JSON."""

    kalla: KortText = Field(json_schema_extra={"example": "Lifecare"})
    rader: Annotated[list[Importrad], Field(max_length=FLEST_RADER)]


class Importfraga(BaseModel):
    """What a CSV file does not say of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kalla: KortText = Field("import", description="Varifrån en CSV-fil kommer; JSON har det i innehållet")


class RadUt(Utdata):
    """What was done with one row; never what it said."""

    rad: int = Field(json_schema_extra={"example": 1})
    status: Radstatus
    kod: str | None = Field(None, json_schema_extra={"example": "arende_saknas"})
    falt: str | None = Field(None, json_schema_extra={"example": "personnummer"})
    text: str | None = Field(None, json_schema_extra={"example": "Personen har inget öppet ärende i nämnden."})


class ManadsimportUt(Utdata):
    """One import: whose file, which file (SHA-256 of its bytes), and how it went; without ``avslutad`` it broke off."""

    id: UUID
    kalla: str = Field(json_schema_extra={"example": "Lifecare"})
    kontrollsumma: str = Field(
        json_schema_extra={"example": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
    )
    person: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    borjad: Tidpunkt
    avslutad: Tidpunkt | None = None
    antal: int = Field(json_schema_extra={"example": 1})
    skapade: int = Field(json_schema_extra={"example": 1})
    rattade: int = Field(json_schema_extra={"example": 0})
    oforandrade: int = Field(json_schema_extra={"example": 0})
    felaktiga: int = Field(json_schema_extra={"example": 0})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Manadsimport, rot: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in ManadsimportUt.model_fields if n != "lankar"}
        return cls.model_validate(falt | {"lankar": _lank(rad, rot)}, by_name=True)


def _lank(rad: Manadsimport, rot: str) -> Lankar:
    return {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}


class Importresultat(ManadsimportUt):
    """An import and the fate of each row, in the order of the file."""

    rader: list[RadUt] = []


class Manadsimporter(Lista):
    """One page of imports."""

    manadsimporter: list[ManadsimportUt]
