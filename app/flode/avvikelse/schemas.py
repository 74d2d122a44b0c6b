"""JSON of the avvikelse step."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.parter import Part
from app.core.concealment import ROJER
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Identitet, Indata, LangText, ParameterHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.avvikelse.models import Avvikelse, Avvikelsebesked, Redogorelse
from app.flode.avvikelse.states import Atgardsansvarig, Avvikelsekalla, Avvikelsesort, AvvikelseStatus, Beskedskod

INGET_ATT_ANDRA = falttext("avvikelse_oandrad", "Ange minst ett fält att ändra.")
DELAS = "Läses av både nämnden och utföraren. Skriv inga diagnoser."
TEXT: dict[str, Any] = {"example": "Har uteblivit från yrkessvenskan två måndagar."}
ATGARD: dict[str, Any] = {"example": "Samtal med deltagaren på torsdag."}
REDOGORELSE: dict[str, Any] = {"example": "Bussen gick inte och telefonen var urladdad."}
SVAR: dict[str, Any] = {"example": "Planera om till eftermiddagar."}
MOTIVERING: dict[str, Any] = {"example": "Barnomsorgen öppnar först klockan nio."}
TILLFALLE = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
Tillfallen = Annotated[list[Identitet], Field(max_length=50)]


class _Atgard(Indata):
    atgard: LangText | None = Field(None, description=DELAS, json_schema_extra=ATGARD)
    ansvarig: Atgardsansvarig | None = Field(None, json_schema_extra={"example": "vagledare"})
    uppfoljning: Datum | None = Field(None, json_schema_extra={"example": "2026-10-26"})


class NyAvvikelse(_Atgard):
    """Something that needs somebody to act, noted by hand."""

    sort: Avvikelsesort = Field(json_schema_extra={"example": "plan_foljs_inte"})
    text: LangText = Field(description=DELAS, json_schema_extra=TEXT)
    tillfallen: Tillfallen = Field(default_factory=list, json_schema_extra={"example": []})


class Andra(_Atgard):
    """Set some fields; occasions are added to those that there are."""

    typ: Literal["andra"]
    text: LangText | None = Field(None, description=DELAS, json_schema_extra=TEXT)
    tillfallen: Tillfallen = Field(default_factory=list, json_schema_extra={"example": []})

    @model_validator(mode="after")
    def _nagot(self) -> Self:
        if self.model_fields_set <= {"typ"}:
            raise faltundantag(INGET_ATT_ANDRA)
        return self


class Hor(Indata):
    """The person's own account, and the day on which the caller heard it (AK-20)."""

    typ: Literal["hor"]
    redogorelse: LangText = Field(description=DELAS, json_schema_extra=REDOGORELSE)
    datum: Datum


class KanInteHoras(Indata):
    """Why the person's own account could not be had."""

    typ: Literal["kan_inte_horas"]
    skal: LangText = Field(description=DELAS, json_schema_extra={"example": "Svarar inte på telefon, brev eller sms."})


class LamnaUnderlag(Indata):
    """Hand the material over to the handläggare as it is now (AK-19)."""

    typ: Literal["lamna_underlag"]


class LamnaBesked(Indata):
    """The kommun's answer; ``kod`` and ``svar`` are released to the utförare, ``motivering`` is not (DP-26)."""

    typ: Literal["lamna_besked"]
    kod: Beskedskod = Field(json_schema_extra={"example": "ny_planering"})
    svar: LangText | None = Field(None, description="Lämnas till utföraren", json_schema_extra=SVAR)
    motivering: LangText = Field(description="Stannar hos nämnden", json_schema_extra=MOTIVERING)


class Atgarda(Indata):
    """It was dealt with, and how."""

    typ: Literal["atgarda"]
    atgard: LangText = Field(description=DELAS, json_schema_extra=ATGARD)


class Atersand(Indata):
    """The kommun wants to know more."""

    typ: Literal["atersand"]
    skal: LangText = Field(description=DELAS, json_schema_extra={"example": "Vad säger deltagaren om måndagen?"})


class Stang(Indata):
    """It was nothing, or it has been followed up."""

    typ: Literal["stang"]
    skal: LangText = Field(description=DELAS, json_schema_extra={"example": "Kommer nu varje dag."})


class Ateroppna(Indata):
    """It was not over."""

    typ: Literal["ateroppna"]
    skal: LangText = Field(description=DELAS, json_schema_extra={"example": "Uteblev igen."})


AvvikelseHandelse = Annotated[
    Andra | Hor | KanInteHoras | LamnaUnderlag | LamnaBesked | Atgarda | Atersand | Stang | Ateroppna,
    Field(discriminator="typ"),
]


class RedogorelseUt(Utdata):
    """What the person says of it, or why that could not be had; who heard, and on which day."""

    nummer: int = Field(json_schema_extra={"example": 1})
    hord: bool
    text: str = Field(json_schema_extra=REDOGORELSE)
    datum: date = Field(json_schema_extra={"example": "2026-10-21"})
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})
    registrerad: Tidpunkt


class BeskedUt(Utdata):
    """The kommun's answer; the reasons for the nämnd alone."""

    kod: Beskedskod = Field(json_schema_extra={"example": "ny_planering"})
    svar: str | None = Field(None, json_schema_extra=SVAR)
    motivering: str | None = Field(None, json_schema_extra=MOTIVERING)


class TillfalleHanvisning(Utdata):
    """An occasion that it rests on."""

    id: UUID
    lankar: Lankar = Field(alias="_links")


class AvvikelseUt(Detalj):
    """An avvikelse; ``upphort``: since when its pattern is no longer in the attendance."""

    bestallning_id: UUID
    kalla: Avvikelsekalla
    sort: Avvikelsesort
    status: AvvikelseStatus
    tillfallen: list[TillfalleHanvisning]
    text: str | None = Field(None, json_schema_extra=TEXT)
    atgard: str | None = Field(None, json_schema_extra=ATGARD)
    ansvarig: Atgardsansvarig | None = Field(None, json_schema_extra={"example": "vagledare"})
    uppfoljning: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    upphort: Tidpunkt | None = None
    redogorelser: list[RedogorelseUt]
    antal_underlag: int = Field(json_schema_extra={"example": 1})
    besked: BeskedUt | None = None
    skapad: Tidpunkt

    @classmethod
    def av(
        cls,
        a: Avvikelse,
        redogorelser: list[Redogorelse],
        besked: Avvikelsebesked | None,
        mojligheter: Mojligheter,
        rot: str,
        part: Part,
    ) -> Self:
        """From the stored rows; ``rot`` is the address of the order."""
        adress = f"{rot}/avvikelser/{a.id}"
        mer = {"underlag": f"{adress}/underlag"} if part is Part.KOMMUN and a.antal_underlag else {}
        egna = {"id", "version", "bestallning_id", "kalla", "sort", "status", "text", "atgard", "ansvarig"}
        falt = {n: getattr(a, n) for n in egna | {"uppfoljning", "upphort", "antal_underlag", "skapad"}}
        ram = {
            "lankar": lankar(adress, mojligheter, bestallning=rot, **mer),
            "hinder": hinder(mojligheter),
            "tillfallen": [_tillfalle(t, rot) for t in a.tillfallen],
            "redogorelser": [RedogorelseUt.model_validate(r) for r in redogorelser],
            "besked": _besked(a, besked),
        }
        return cls.model_validate(falt | ram, by_name=True)


def _tillfalle(tillfalle_id: str, rot: str) -> TillfalleHanvisning:
    lank = {"self": LankUt(href=f"{rot}/tillfallen/{tillfalle_id}", method="GET")}
    return TillfalleHanvisning(id=UUID(tillfalle_id), lankar=lank)


def _besked(a: Avvikelse, besked: Avvikelsebesked | None) -> BeskedUt | None:
    if a.besked is None:
        return None
    motivering = None if besked is None else besked.motivering
    return BeskedUt(kod=Beskedskod(a.besked), svar=a.svar, motivering=motivering)


class AvvikelseRad(Utdata):
    """An avvikelse in a list: where it stands, never what it is about (DP-03)."""

    id: UUID
    bestallning_id: UUID
    status: AvvikelseStatus
    uppfoljning: Annotated[date | None, ROJER] = Field(None, json_schema_extra={"example": "2026-10-26"})
    skapad: Annotated[Tidpunkt | None, ROJER] = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, a: Avvikelse, adress: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(a, n) for n in cls.model_fields if n != "lankar"}
        return cls.model_validate(falt | {"lankar": {"self": LankUt(href=adress, method="GET")}}, by_name=True)


class Avvikelser(Lista):
    """One page of avvikelser."""

    avvikelser: list[AvvikelseRad]


Underlagsnummer = Annotated[ParameterHeltal | None, Field(ge=1, le=1_000_000, description="Vilket; annars det senaste")]
