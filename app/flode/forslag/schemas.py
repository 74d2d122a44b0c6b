"""JSON of the förslag."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Heltal, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.bestallning.states import Avslutsorsak
from app.flode.forslag.models import INNEHALL, Forslag
from app.flode.forslag.states import FOLJDTEXTER, Forslagsfoljd, Forslagsslag, ForslagStatus, far_bradska

SKAL = "Personen orkar färre timmar till att börja med."
DAG, SENARE = "2026-11-02", "2027-02-28"


class NyttForslag(Indata):
    """Why; the kommun reads it, so it holds no more than the proposal needs (DP-26)."""

    skal: LangText = Field(json_schema_extra={"example": SKAL})

    def falt(self) -> dict[str, Any]:
        """Fields as the action takes them."""
        falt = {n: getattr(self, n) for n in type(self).model_fields}
        return falt | {"slag": Forslagsslag(falt["slag"])}


class ForeslaTimmar(NyttForslag):
    """Other hours a week."""

    slag: Literal["timmar"]
    timmar_per_vecka: Annotated[PositivtHeltal, Field(le=40)] = Field(json_schema_extra={"example": 20})
    galler_fran: Datum = Field(json_schema_extra={"example": DAG})


class ForeslaPeriod(NyttForslag):
    """Another end."""

    slag: Literal["period"]
    onskat_slut: Datum = Field(json_schema_extra={"example": SENARE})


class ForeslaAktivitet(NyttForslag):
    """Another activity."""

    slag: Literal["aktivitet"]
    aktivitet: KortText = Field(json_schema_extra={"example": "Yrkessvenska för vården"})
    galler_fran: Datum = Field(json_schema_extra={"example": DAG})


class ForeslaPaus(NyttForslag):
    """A pause, with the person's own view (AK-39)."""

    slag: Literal["paus"]
    fran: Datum = Field(json_schema_extra={"example": DAG})
    tom: Datum | None = Field(None, json_schema_extra={"example": SENARE})
    egen_syn: LangText | None = Field(None, json_schema_extra={"example": "Vill fortsätta efter behandlingen."})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise ValueError("pausen slutar innan den börjar")
        return self


class ForeslaAvslut(NyttForslag):
    """An end, with the person's own view (AK-39); urgent when there is a job to take (AK-38)."""

    slag: Literal["avslut"]
    orsak: Avslutsorsak
    slut_datum: Datum = Field(json_schema_extra={"example": DAG})
    bradskande: Bool = False
    egen_syn: LangText | None = Field(None, json_schema_extra={"example": "Börjar arbeta på måndag."})

    @model_validator(mode="after")
    def _bradska(self) -> Self:
        if self.bradskande and not far_bradska(Forslagsslag(self.slag), self.orsak):
            raise ValueError("bara ett avslut på grund av arbete är brådskande")
        return self


class ForeslaNiva(NyttForslag):
    """Another level of the programme; protected levels can't be proposed (DP-27)."""

    slag: Literal["niva"]
    instrument: KortText = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    niva: KortText = Field(json_schema_extra={"example": "gul"})
    galler_fran: Datum = Field(json_schema_extra={"example": DAG})


Forslagsindata = Annotated[
    ForeslaTimmar | ForeslaPeriod | ForeslaAktivitet | ForeslaPaus | ForeslaAvslut | ForeslaNiva,
    Field(discriminator="slag"),
]


class Godkann(Indata):
    """Approve; what follows is done at once, or on its day."""

    typ: Literal["godkann"]
    text: LangText | None = Field(None, json_schema_extra={"example": "Bra förslag."})
    slut_datum: Datum | None = Field(
        None, description="Vid avslut: ett annat slut än det föreslagna", json_schema_extra={"example": DAG}
    )


class Avsla(Indata):
    """Refuse, and say why."""

    typ: Literal["avsla"]
    text: LangText = Field(json_schema_extra={"example": "Timmarna behövs för att nå målet."})


class Aterkalla(Indata):
    """Take it back."""

    typ: Literal["aterkalla"]


ForslagHandelse = Annotated[Godkann | Avsla | Aterkalla, Field(discriminator="typ")]


class FoljdUt(Utdata):
    """What followed on an approval, in a word and a sentence, and by which changes of the order."""

    slag: Forslagsfoljd
    text: str = Field(json_schema_extra={"example": "Beställningen är ändrad enligt förslaget."})
    galler_fran: date | None = Field(None, json_schema_extra={"example": DAG})
    andringar: list[UUID]

    @classmethod
    def av(cls, forslag: Forslag) -> Self | None:
        """Of an approved one."""
        if forslag.foljd is None:
            return None
        slag = Forslagsfoljd(forslag.foljd)
        egna = [UUID(i) for i in forslag.foljd_andringar]
        return cls(slag=slag, text=FOLJDTEXTER[slag], galler_fran=forslag.foljd_fran, andringar=egna)


class ForslagUt(Detalj):
    """A proposal with what it is about, and the answer; of the content only what its kind has."""

    bestallning_id: UUID
    slag: Forslagsslag
    status: ForslagStatus
    skapad: Tidpunkt
    svara_senast: date = Field(json_schema_extra={"example": "2026-10-19"})
    bradskande: bool
    foreslagen_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    skal: str = Field(json_schema_extra={"example": SKAL})
    egen_syn: str | None = Field(None, json_schema_extra={"example": "Vill fortsätta efter behandlingen."})
    timmar_per_vecka: Heltal | None = Field(None, json_schema_extra={"example": 20})
    galler_fran: date | None = Field(None, json_schema_extra={"example": DAG})
    onskat_slut: date | None = Field(None, json_schema_extra={"example": SENARE})
    aktivitet: str | None = Field(None, json_schema_extra={"example": "Yrkessvenska för vården"})
    fran: date | None = Field(None, json_schema_extra={"example": DAG})
    tom: date | None = Field(None, json_schema_extra={"example": SENARE})
    orsak: Avslutsorsak | None = None
    slut_datum: date | None = Field(None, json_schema_extra={"example": DAG})
    instrument: str | None = Field(None, json_schema_extra={"example": "eskilstuna-programmodell"})
    niva: str | None = Field(None, json_schema_extra={"example": "gul"})
    ersatt_av: UUID | None = None
    besvarad: Tidpunkt | None = None
    besvarad_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    svar_text: str | None = Field(None, json_schema_extra={"example": "Bra förslag."})
    foljd: FoljdUt | None = None
    avviker_fran_forslaget: bool | None = None

    @classmethod
    def av(cls, forslag: Forslag, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture for the order's two parties."""
        falt = {n: getattr(forslag, n) for n in (*_EGNA, *INNEHALL)}
        mer = {
            "foljd": FoljdUt.av(forslag),
            "avviker_fran_forslaget": forslag.avviker,
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | mer, by_name=True)


_EGNA = ForslagUt.model_fields.keys() - {"foljd", "avviker_fran_forslaget", "lankar", "hinder"}


class ForslagRad(Utdata):
    """A proposal in a list: of which order and kind, and when the answer is due; not why (DP-03)."""

    id: UUID
    bestallning_id: UUID
    slag: Forslagsslag
    status: ForslagStatus
    skapad: Tidpunkt
    svara_senast: date = Field(json_schema_extra={"example": "2026-10-19"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, forslag: Forslag, adress: str) -> Self:
        """Row of a stored proposal."""
        falt = {n: getattr(forslag, n) for n in cls.model_fields if n != "lankar"}
        return cls.model_validate(falt | {"lankar": {"self": LankUt(href=adress, method="GET")}}, by_name=True)


class Forslagslista(Lista):
    """One page of proposals."""

    forslag: list[ForslagRad]
