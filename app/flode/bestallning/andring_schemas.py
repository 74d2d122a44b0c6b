"""JSON of the typed changes of a sent order."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Datum, Heltal, Identitet, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.flode.bestallning.andring_models import Bestallningsandring
from app.flode.bestallning.tidslinje import I_LISTOR, Andringsfalt, Begard

FORSLAG = "0199d5b0-0000-7000-8000-000000000002"
SKAL = "Personen orkar färre timmar till att börja med."


class Faltandring(Indata):
    """One field; the utförare reads the reason, so it holds no more than the assignment needs (DP-26)."""

    skal: LangText = Field(
        description="Läses av utföraren: inget om hälsa, ekonomi eller familj (DP-26)",
        json_schema_extra={"example": SKAL},
    )


class AndradeTimmar(Faltandring):
    """Hours a week, within the cap (AK-07)."""

    falt: Literal["timmar_per_vecka"]
    nytt: Annotated[PositivtHeltal, Field(le=40)] = Field(json_schema_extra={"example": 20})


class AndradStart(Faltandring):
    """The wished start, before the order has started."""

    falt: Literal["onskad_start"]
    nytt: Datum = Field(json_schema_extra={"example": "2026-10-26"})


class AndratSlut(Faltandring):
    """The wished end, within the beslut (AK-41); null for none."""

    falt: Literal["onskat_slut"]
    nytt: Datum | None = Field(json_schema_extra={"example": "2027-02-28"})


class AndratMal(Faltandring):
    """What the order is for."""

    falt: Literal["mal"]
    nytt: LangText = Field(json_schema_extra={"example": "Praktik inom vård."})


class AndratBehov(Faltandring):
    """What the person needs to take part; null for nothing."""

    falt: Literal["behov"]
    nytt: LangText | None = Field(json_schema_extra={"example": "Språkstöd i början."})


class AndradEnhet(Faltandring):
    """Which enhet of the utförare; null for any."""

    falt: Literal["enhet"]
    nytt: KortText | None = Field(json_schema_extra={"example": "klivet-centrum"})


class AndraBestallning(Indata):
    """Change a sent order: one typed fact for each field, from a day."""

    typ: Literal["andra_bestallning"]
    andringar: Annotated[
        list[
            Annotated[
                AndradeTimmar | AndradStart | AndratSlut | AndratMal | AndratBehov | AndradEnhet,
                Field(discriminator="falt"),
            ]
        ],
        Field(min_length=1, max_length=len(Andringsfalt)),
    ]
    galler_fran: Datum | None = Field(
        None,
        description="Dagen som ändringen gäller från; i dag om inget anges",
        json_schema_extra={"example": "2026-11-02"},
    )
    forslag_id: Identitet | None = Field(
        None, description="Förslaget som ändringen besvarar", json_schema_extra={"example": FORSLAG}
    )

    @model_validator(mode="after")
    def _en_gang(self) -> Self:
        if len({a.falt for a in self.andringar}) < len(self.andringar):
            raise ValueError("samma fält ändras två gånger")
        return self

    def falt(self) -> dict[str, Any]:
        """Fields as the action takes them."""
        begarda = [Begard(Andringsfalt(a.falt), a.nytt, a.skal) for a in self.andringar]
        return {"andringar": begarda, "galler_fran": self.galler_fran, "forslag_id": self.forslag_id}


class _Andring(Utdata):
    """What a row and the detail of a change share."""

    id: UUID
    bestallning_id: UUID
    nummer: Heltal = Field(json_schema_extra={"example": 1})
    falt: Andringsfalt
    galler_fran: date = Field(json_schema_extra={"example": "2026-11-02"})
    registrerad: Tidpunkt
    forslag_id: UUID | None = Field(None, json_schema_extra={"example": FORSLAG})


class AndringRad(_Andring):
    """A change in a list: hours and days with their values, of the rest only that it changed (DP-03, DP-15)."""

    gammalt: Heltal | date | None = Field(None, json_schema_extra={"example": 25})
    nytt: Heltal | date | None = Field(None, json_schema_extra={"example": 20})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, andring: Bestallningsandring, rot: str) -> Self:
        """Row of a stored change."""
        faktum = andring.faktum
        varden = {"gammalt": faktum.gammalt, "nytt": faktum.nytt} if faktum.falt in I_LISTOR else {}
        return cls.model_validate(_egna(andring) | varden | {"lankar": _self(andring, rot)}, by_name=True)


class AndringUt(_Andring):
    """A change with old and new value, and why."""

    gammalt: Heltal | date | str | None = Field(None, json_schema_extra={"example": 25})
    nytt: Heltal | date | str | None = Field(None, json_schema_extra={"example": 20})
    skal: str = Field(json_schema_extra={"example": SKAL})
    registrerad_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, andring: Bestallningsandring, rot: str) -> Self:
        """Detail of a stored change."""
        faktum = andring.faktum
        mer = {
            "gammalt": faktum.gammalt,
            "nytt": faktum.nytt,
            "skal": andring.skal,
            "registrerad_av": andring.registrerad_av,
            "lankar": _self(andring, rot),
        }
        return cls.model_validate(_egna(andring) | mer, by_name=True)


def _egna(andring: Bestallningsandring) -> dict[str, Any]:
    return {n: getattr(andring, n) for n in _Andring.model_fields}


def _self(andring: Bestallningsandring, rot: str) -> dict[str, LankUt]:
    return {"self": LankUt(href=f"{rot}/{andring.id}", method="GET")}


class Andringar(Lista):
    """One page of an order's changes."""

    andringar: list[AndringRad]
