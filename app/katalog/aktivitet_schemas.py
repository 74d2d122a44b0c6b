"""JSON of the catalogue of aktiviteter. Hours are minutes per week; times of the day are HH:MM."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Identitet,
    Indata,
    KortText,
    LangText,
    PositivtHeltal,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.core.week_times import PassUt, Tider
from app.katalog.aktivitet_states import AktivitetStatus, Arrangorstyp, Malgrupp
from app.katalog.aktiviteter import Aktivitet

PERIOD = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
DISTANS = falttext("distans_efter_form", "Deltagandeformen distans anges när formen medger det, och bara då.")
MALGRUPPSTEXT = falttext("malgrupp_text", "En specifik målgrupp beskrivs i text, en allmän inte.")
PLATS = falttext("plats_saknas", "Ange plats för en aktivitet som inte helt är på distans.")
UTFORARE = falttext("utforare_efter_typ", "Utförare anges när arrangören är en utförare, och bara då.")
KLIVET = "01980000-0000-7000-8000-000000000022"
NAMN, BESKRIVNING = "Öppen förskola med svenska", "Svenska i vardagen för dig som är hemma med barn."
VeckoMinuter = Annotated[PositivtHeltal, Field(le=2400)]
Niva = Annotated[KortText, Field(max_length=30)]
Sprak = Annotated[KortText, Field(max_length=40)]


def _unika(namn: str) -> dict[str, Any]:
    return {"uniqueItems": True, "example": [namn]}


class MalgruppIn(Indata):
    """Whom it is for."""

    typ: Malgrupp = Field(json_schema_extra={"example": "specifik"})
    text: LangText | None = Field(None, json_schema_extra={"example": "Föräldralediga som lär sig svenska."})

    @model_validator(mode="after")
    def _text_efter_typ(self) -> Self:
        if (self.typ is Malgrupp.SPECIFIK) != (self.text is not None):
            raise faltundantag(MALGRUPPSTEXT)
        return self


class StangdPeriodIn(Indata):
    """Days when it is not held."""

    fran: Datum = Field(json_schema_extra={"example": "2026-12-21"})
    tom: Datum = Field(json_schema_extra={"example": "2027-01-08"})
    skal: KortText = Field(json_schema_extra={"example": "Jullov"})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.tom < self.fran:
            raise faltundantag(PERIOD)
        return self


class ArrangorIn(Indata):
    """Who arranges it; an utförare that registers its own need not say who it is."""

    typ: Arrangorstyp = Field(json_schema_extra={"example": "utforare"})
    namn: KortText | None = Field(None, json_schema_extra={"example": "Klivet AB"})
    utforare_id: Identitet | None = Field(None, json_schema_extra={"example": KLIVET})

    @model_validator(mode="after")
    def _utforare_efter_typ(self) -> Self:
        if self.utforare_id is not None and self.typ is not Arrangorstyp.UTFORARE:
            raise faltundantag(UTFORARE)
        return self


class NyAktivitet(Indata):
    """The whole content."""

    namn: KortText = Field(json_schema_extra={"example": NAMN})
    beskrivning: LangText = Field(json_schema_extra={"example": BESKRIVNING})
    kategori: Aktivitetskategori = Field(json_schema_extra={"example": "sprak"})
    nivaer: Annotated[list[Niva], Field(max_length=20)] = Field(
        [], description="Nivåer som den passar; tom: alla", json_schema_extra=_unika("orange")
    )
    malgrupp: MalgruppIn
    deltagandeformer: Annotated[list[Deltagandeform], Field(max_length=4)] = Field(
        [], json_schema_extra=_unika("ta_med_barn")
    )
    minuter_per_vecka: VeckoMinuter = Field(json_schema_extra={"example": 540})
    tider: Tider = []
    form: Aktivitetsform = Field(json_schema_extra={"example": "pa_plats"})
    plats: KortText | None = Field(None, json_schema_extra={"example": "Påhittsgatan 3, Fröslunda"})
    sprak: Annotated[list[Sprak], Field(max_length=20)] = Field([], json_schema_extra=_unika("svenska"))
    antal_platser: Annotated[Antal, Field(le=10_000)] | None = Field(
        None, description="Utelämnad: så många som kommer", json_schema_extra={"example": 12}
    )
    vantetid_veckor: Annotated[Antal, Field(le=520)] = Field(0, json_schema_extra={"example": 2})
    stangda_perioder: Annotated[list[StangdPeriodIn], Field(max_length=50)] = []
    barnomsorg_pa_plats: Bool = False
    oppen_for_anmalan: Bool = True
    paverkar_foraldrapenning: Bool = False
    arbetslivsanknytning: Bool = False
    arrangor: ArrangorIn
    galler_fran: Datum = Field(json_schema_extra={"example": "2026-09-01"})
    galler_tom: Datum | None = Field(None, json_schema_extra={"example": "2027-06-11"})

    @model_validator(mode="after")
    def _hanger_ihop(self) -> Self:
        if self.galler_tom is not None and self.galler_tom < self.galler_fran:
            raise faltundantag(PERIOD)
        pa_plats = self.form is Aktivitetsform.PA_PLATS
        if pa_plats == (Deltagandeform.DISTANS in self.deltagandeformer):
            raise faltundantag(DISTANS)
        if self.plats is None and self.form is not Aktivitetsform.DISTANS:
            raise faltundantag(PLATS)
        return self

    def falt(self) -> dict[str, Any]:
        """Columns of the content."""
        enkla = {n: _varde(getattr(self, n)) for n in ENKLA}
        return enkla | {
            "nivaer": list(dict.fromkeys(self.nivaer)),
            "sprak": list(dict.fromkeys(s.lower() for s in self.sprak)),
            "tider": [p.model_dump(mode="json") for p in self.tider],
            "stangda_perioder": [p.model_dump(mode="json") for p in self.stangda_perioder],
            "malgrupp": self.malgrupp.typ.value,
            "malgrupp_text": self.malgrupp.text,
            "arrangor_typ": self.arrangor.typ.value,
            "arrangor_namn": self.arrangor.namn,
            "utforare_id": self.arrangor.utforare_id,
            **{f.value: f in self.deltagandeformer for f in Deltagandeform},
        }


def _varde(varde: Any) -> Any:
    return varde.value if isinstance(varde, StrEnum) else varde


ENKLA = (
    "namn", "beskrivning", "kategori", "minuter_per_vecka", "form", "plats", "antal_platser", "vantetid_veckor",
    "barnomsorg_pa_plats", "oppen_for_anmalan", "paverkar_foraldrapenning", "arbetslivsanknytning", "galler_fran",
    "galler_tom",
)  # fmt: skip


class AndraAktivitet(NyAktivitet):
    """Replace the whole content; what is left out is no longer said."""

    typ: Literal["andra"]


class PubliceraAktivitet(Indata):
    """Offer it."""

    typ: Literal["publicera"]


class StangAktivitet(Indata):
    """Take nobody in for now."""

    typ: Literal["stang"]
    skal: KortText = Field(json_schema_extra={"example": "Lokalen renoveras."})


class OppnaAktivitet(Indata):
    """Offer it again."""

    typ: Literal["oppna"]


class AvvecklaAktivitet(Indata):
    """Take it out of use for good."""

    typ: Literal["avveckla"]
    skal: KortText = Field(json_schema_extra={"example": "Ersätts av en ny kurs."})


AktivitetHandelse = Annotated[
    AndraAktivitet | PubliceraAktivitet | StangAktivitet | OppnaAktivitet | AvvecklaAktivitet,
    Field(discriminator="typ"),
]


class MalgruppUt(Utdata):
    """Whom it is for."""

    typ: Malgrupp
    text: str | None = Field(None, json_schema_extra={"example": "Föräldralediga som lär sig svenska."})


class StangdPeriodUt(Utdata):
    """Days when it is not held."""

    fran: date = Field(json_schema_extra={"example": "2026-12-21"})
    tom: date = Field(json_schema_extra={"example": "2027-01-08"})
    skal: str = Field(json_schema_extra={"example": "Jullov"})


class ArrangorUt(Utdata):
    """Who arranges it."""

    typ: Arrangorstyp
    namn: str | None = Field(None, json_schema_extra={"example": "Klivet AB"})
    utforare_id: UUID | None = None


def _delar(rad: Aktivitet) -> dict[str, Any]:
    return {
        "malgrupp": {"typ": rad.malgrupp, "text": rad.malgrupp_text},
        "arrangor": {"typ": rad.arrangor_typ, "namn": rad.arrangor_namn, "utforare_id": rad.utforare_id},
    }


class AktivitetUt(Detalj):
    """An aktivitet; ``ledigaPlatser`` is left out where any number can come."""

    status: AktivitetStatus
    skapad: Tidpunkt
    namn: str = Field(json_schema_extra={"example": NAMN})
    beskrivning: str = Field(json_schema_extra={"example": BESKRIVNING})
    kategori: Aktivitetskategori
    nivaer: list[str] = Field(json_schema_extra={"example": ["orange"]})
    malgrupp: MalgruppUt
    deltagandeformer: list[Deltagandeform]
    minuter_per_vecka: int = Field(json_schema_extra={"example": 540})
    tider: list[PassUt]
    form: Aktivitetsform
    plats: str | None = Field(None, json_schema_extra={"example": "Påhittsgatan 3, Fröslunda"})
    sprak: list[str] = Field(json_schema_extra={"example": ["svenska"]})
    antal_platser: int | None = Field(None, json_schema_extra={"example": 12})
    lediga_platser: int | None = Field(None, json_schema_extra={"example": 3})
    upptagna: int = Field(json_schema_extra={"example": 9})
    i_ko: int = Field(json_schema_extra={"example": 0})
    vantetid_veckor: int = Field(json_schema_extra={"example": 2})
    stangda_perioder: list[StangdPeriodUt]
    barnomsorg_pa_plats: bool
    oppen_for_anmalan: bool
    paverkar_foraldrapenning: bool
    arbetslivsanknytning: bool
    arrangor: ArrangorUt
    galler_fran: date = Field(json_schema_extra={"example": "2026-09-01"})
    galler_tom: date | None = Field(None, json_schema_extra={"example": "2027-06-11"})

    @classmethod
    def av(cls, rad: Aktivitet, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture of a stored aktivitet."""
        egna = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", "hinder", *_DELAR}}
        ram = {"lankar": lankar(adress, mojligheter), "hinder": hinder(mojligheter)}
        return cls.model_validate(egna | _delar(rad) | ram, by_name=True)


_DELAR = {"malgrupp", "arrangor"}


class AktivitetRad(Utdata):
    """An aktivitet in a list: what there is to choose by."""

    id: UUID
    status: AktivitetStatus
    namn: str = Field(json_schema_extra={"example": NAMN})
    kategori: Aktivitetskategori
    nivaer: list[str] = Field(json_schema_extra={"example": ["orange"]})
    deltagandeformer: list[Deltagandeform]
    minuter_per_vecka: int = Field(json_schema_extra={"example": 540})
    form: Aktivitetsform
    plats: str | None = Field(None, json_schema_extra={"example": "Påhittsgatan 3, Fröslunda"})
    sprak: list[str] = Field(json_schema_extra={"example": ["svenska"]})
    antal_platser: int | None = Field(None, json_schema_extra={"example": 12})
    lediga_platser: int | None = Field(None, json_schema_extra={"example": 3})
    vantetid_veckor: int = Field(json_schema_extra={"example": 2})
    barnomsorg_pa_plats: bool
    oppen_for_anmalan: bool
    paverkar_foraldrapenning: bool
    arrangor: ArrangorUt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Aktivitet, adress: str) -> Self:
        """Row of a stored aktivitet."""
        egna = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", "arrangor"}}
        lank = {"self": LankUt(href=adress, method="GET")}
        return cls.model_validate(egna | {"arrangor": _delar(rad)["arrangor"], "lankar": lank}, by_name=True)


class Aktiviteter(Lista):
    """One page of the catalogue."""

    aktiviteter: list[AktivitetRad]
