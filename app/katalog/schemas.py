"""JSON of reference data."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.begrepp.parter import Roll
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import (
    Bool,
    Datum,
    Identitet,
    Indata,
    KortText,
    OrganisationsnummerIn,
    PositivtHeltal,
    Utdata,
)
from app.katalog.organisationer import (
    FORSTA_MATNING,
    PLAN_SVAR,
    RAPPORT_DAGAR,
    RAPPORT_MANADER,
    Avtal,
    DataRoll,
    Medarbetare,
    Organisation,
    Organisationstyp,
)

KLIVET = "01980000-0000-7000-8000-000000000022"
Falt = Literal["namn", "telefon", "epost", "adress", "sprak", "tolkbehov", "anpassningar", "personnummer"]


class NyOrganisation(Indata):
    """Register an utförare."""

    typ: Organisationstyp = Field(json_schema_extra={"example": "privat"})
    organisationsnummer: OrganisationsnummerIn = Field(json_schema_extra={"example": "559999-0040"})
    namn: KortText = Field(json_schema_extra={"example": "Stegen AB"})
    epost: KortText | None = Field(None, json_schema_extra={"example": "info@stegen.example"})
    telefon: KortText | None = Field(None, json_schema_extra={"example": "016-000000"})
    sdk_adress: KortText | None = Field(None, json_schema_extra={"example": "0203:stegen"})


class OrganisationUt(Utdata):
    """A party: public facts."""

    id: UUID
    typ: Organisationstyp = Field(json_schema_extra={"example": "privat"})
    organisationsnummer: str = Field(json_schema_extra={"example": "5599990016"})
    namn: str = Field(json_schema_extra={"example": "Klivet AB"})
    kommunkod: str | None = Field(None, json_schema_extra={"example": "0484"})
    epost: str | None = Field(None, json_schema_extra={"example": "info@klivet.example"})
    telefon: str | None = Field(None, json_schema_extra={"example": "016-000000"})
    sdk_adress: str | None = Field(None, json_schema_extra={"example": "0203:klivet"})
    version: int = Field(json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Organisation, adress: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        return cls.model_validate(falt | {"lankar": {"self": LankUt(href=adress, method="GET")}}, by_name=True)


class Organisationer(Lista):
    """One page of parties."""

    organisationer: list[OrganisationUt]


ANTAL = "Så många ogiltiga frånvaron ger en avvikelse"
DAGAR = "inom så här många kalenderdagar, den första och den sista inräknade"
RAPPORTMANADER = "Så många månader omfattar en progressionsrapport"
RAPPORTDAGAR = "Så många kalenderdagar efter periodens slut ska rapporten vara inlämnad"
FORSTA = "Så många kalenderdagar efter starten ska den första mätningen vara gjord"
INTERVALL = "Så många kalenderdagar efter en mätning ska nästa vara gjord; utelämnat: som instrumentet säger"
MINUTER = "Om mer än 15 missade minuter räknas som frånvaron"


class NyttAvtal(Indata):
    """Register an avtal: period, data role (DP-06), SLA (AK-40), what is released of a person (DP-26)."""

    utforare_id: Identitet = Field(json_schema_extra={"example": KLIVET})
    fran: Datum = Field(json_schema_extra={"example": "2026-07-01"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2030-06-30"})
    data_roll: DataRoll = Field(json_schema_extra={"example": "personuppgiftsbitrade"})
    svar_arbetsdagar: Annotated[PositivtHeltal, Field(le=30)] = 1
    plan_svar_arbetsdagar: Annotated[PositivtHeltal, Field(le=30)] = PLAN_SVAR
    mote_bokas_dagar: Annotated[PositivtHeltal, Field(le=90)] = 7
    mote_halls_dagar: Annotated[PositivtHeltal, Field(le=90)] = 14
    avvikelse_antal: Annotated[PositivtHeltal, Field(le=30, description=ANTAL)] = 2
    avvikelse_dagar: Annotated[PositivtHeltal, Field(le=92, description=DAGAR)] = 14
    avvikelse_minuter: Bool = Field(default=False, description=MINUTER)
    rapport_intervall_manader: Annotated[PositivtHeltal, Field(le=12, description=RAPPORTMANADER)] = RAPPORT_MANADER
    rapport_dagar: Annotated[PositivtHeltal, Field(le=92, description=RAPPORTDAGAR)] = RAPPORT_DAGAR
    matning_forsta_dagar: Annotated[PositivtHeltal, Field(le=366, description=FORSTA)] = FORSTA_MATNING
    matning_intervall_dagar: Annotated[PositivtHeltal, Field(le=366)] | None = Field(None, description=INTERVALL)
    aterlamning: Literal["aterlamnas", "raderas"] = "aterlamnas"
    slappta_falt: Annotated[list[Falt], Field(max_length=8)] = Field(json_schema_extra={"example": ["namn", "telefon"]})


class AvslutaAvtal(Indata):
    """Set the last day of an avtal."""

    typ: Literal["avsluta"]
    tom: Datum = Field(json_schema_extra={"example": "2026-12-31"})


class AvtalUt(Utdata):
    """An avtal."""

    id: UUID
    utforare_id: UUID
    fran: date = Field(json_schema_extra={"example": "2026-07-01"})
    tom: date | None = Field(None, json_schema_extra={"example": "2030-06-30"})
    data_roll: DataRoll = Field(json_schema_extra={"example": "personuppgiftsbitrade"})
    svar_arbetsdagar: int = Field(json_schema_extra={"example": 1})
    plan_svar_arbetsdagar: int = Field(json_schema_extra={"example": 5})
    mote_bokas_dagar: int = Field(json_schema_extra={"example": 7})
    mote_halls_dagar: int = Field(json_schema_extra={"example": 14})
    avvikelse_antal: int = Field(description=ANTAL, json_schema_extra={"example": 2})
    avvikelse_dagar: int = Field(description=DAGAR, json_schema_extra={"example": 14})
    avvikelse_minuter: bool = Field(description=MINUTER)
    rapport_intervall_manader: int = Field(description=RAPPORTMANADER, json_schema_extra={"example": 1})
    rapport_dagar: int = Field(description=RAPPORTDAGAR, json_schema_extra={"example": 7})
    matning_forsta_dagar: int = Field(description=FORSTA, json_schema_extra={"example": 30})
    matning_intervall_dagar: int | None = Field(None, description=INTERVALL, json_schema_extra={"example": 30})
    aterlamning: str = Field(json_schema_extra={"example": "aterlamnas"})
    slappta_falt: list[str] = Field(json_schema_extra={"example": ["namn", "telefon"]})
    version: int = Field(json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Avtal, adress: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=adress, method="GET"), "avsluta": LankUt(href=f"{adress}/handelser", method="POST")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class AvtalLista(Lista):
    """One page of avtal."""

    avtal: list[AvtalUt]


class NyMedarbetare(Indata):
    """Somebody at work, by the identity that their tokens state."""

    person: KortText = Field(json_schema_extra={"example": "nils.vagledare"})
    namn: KortText = Field(json_schema_extra={"example": "Nils Vägledare"})
    roll: Roll = Field(json_schema_extra={"example": "vagledare"})
    enhet: KortText | None = Field(None, json_schema_extra={"example": "klivet-centrum"})


class MedarbetareUt(Utdata):
    """Somebody at work."""

    id: UUID
    person: str = Field(json_schema_extra={"example": "nils.vagledare"})
    namn: str = Field(json_schema_extra={"example": "Nils Vägledare"})
    roll: Roll = Field(json_schema_extra={"example": "vagledare"})
    enhet: str | None = Field(None, json_schema_extra={"example": "klivet-centrum"})

    @classmethod
    def av(cls, rad: Medarbetare) -> Self:
        """From the stored row."""
        return cls.model_validate({n: getattr(rad, n) for n in cls.model_fields}, by_name=True)


class MedarbetareLista(Utdata):
    """The own organisation's people."""

    medarbetare: list[MedarbetareUt]
    lankar: Lankar = Field(alias="_links")
