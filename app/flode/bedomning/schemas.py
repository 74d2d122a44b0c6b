"""JSON of the bedömning step."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

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
    ManadStr,
    PositivtHeltal,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.provning_schemas import ProvningUt
from app.flode.bedomning.states import BedomningStatus, Slag
from app.flode.undantag.states import Underlagstyp
from app.regelverk.modell import Lagrum, Undantagsgrund
from app.regelverk.motor.fakta import Formanstyp, Sysselsattningstyp
from app.regelverk.motor.fraga import Orsak, Utfall

BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
FOR_MYCKET_EGET = falttext("eget_jobbsokande", "Eget jobbsökande ryms i timmarna per vecka (AK-12).")
UNDERKOD_SAKNAS = falttext("underkod_saknas", "Ange vilken förmån det är i underkod.")
TIMMAR_I_VECKAN = 168
Procent = Annotated[PositivtHeltal, Field(le=100)]
Veckotimmar = Annotated[Antal, Field(le=TIMMAR_I_VECKAN)]


class Dagar(Indata):
    """First and last day, both included; without a last day it goes on."""

    fran: Datum = Field(alias="from")
    tom: Datum | None = None

    @model_validator(mode="after")
    def _ratt_vand(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise faltundantag(BAKVAND)
        return self


class Sysselsattning(Dagar):
    """What already takes hours of the week (AK-08)."""

    typ: Sysselsattningstyp
    timmar_per_vecka: Veckotimmar = Field(json_schema_extra={"example": 12})
    underlag: Underlagstyp | None = None


class Forman(Dagar):
    """A benefit with its degree; no diagnosis (DP-02)."""

    typ: Formanstyp
    grad_procent: Procent = Field(json_schema_extra={"example": 50})
    underlag: Underlagstyp | None = None


class Formaga(Indata):
    """The person's capacity to take part beside present occupation, with reasons (AK-09)."""

    timmar_per_vecka: Veckotimmar = Field(json_schema_extra={"example": 30})
    motivering: LangText = Field(
        json_schema_extra={"example": "Kan delta dagtid; behöver tid för hämtning på förskola."}
    )


class Fakta(Indata):
    """The facts that the assessment rests on."""

    sysselsattningar: Annotated[list[Sysselsattning], Field(max_length=20)] = []
    formaner: Annotated[list[Forman], Field(max_length=20)] = []
    formaga: Formaga | None = None


class Undantag(Dagar):
    """One ground of exemption with degree, days and evidence (AK-05); never one boolean."""

    grund: Undantagsgrund
    underkod: KortText | None = Field(None, json_schema_extra={"example": "omvardnadsbidrag"})
    grad_procent: Procent = Field(100, json_schema_extra={"example": 50})
    underlag: Underlagstyp
    bedomd_datum: Datum | None = None

    @model_validator(mode="after")
    def _med_underkod(self) -> Self:
        if self.grund is Undantagsgrund.ANNAN_FORMAN and self.underkod is None:
            raise faltundantag(UNDERKOD_SAKNAS)
        return self


class UndantagUt(Undantag):
    """A ground as stored, with who assessed it."""

    bedomd_av: KortText = Field(json_schema_extra={"example": "anna.handlaggare"})


class Timmar(Indata):
    """Hours per week that the person is to take part, own job search included (AK-07, AK-12)."""

    per_vecka: Veckotimmar = Field(json_schema_extra={"example": 30})
    eget_jobbsokande: Veckotimmar = Field(0, json_schema_extra={"example": 5})
    motivering: LangText = Field(json_schema_extra={"example": "Barn under åtta år; förmågan räcker till 30 timmar."})

    @model_validator(mode="after")
    def _rymms(self) -> Self:
        if self.eget_jobbsokande > self.per_vecka:
            raise faltundantag(FOR_MYCKET_EGET)
        return self


class NyBedomning(Indata):
    """An assessment as the socialsekreterare states it; what a draft lacks is shown as ``hinder``."""

    slag: Slag
    utfall: Utfall | None = None
    avser_manad: ManadStr
    regelverk: KortText | None = Field(None, json_schema_extra={"example": "aktivitetskrav-2026-730"})
    foljer_id: Identitet | None = None
    undantag_provat: Bool = False
    undantag: Annotated[list[Undantag], Field(max_length=20)] = []
    fakta: Fakta = Fakta()
    timmar: Timmar | None = None
    egna_synpunkter: LangText | None = Field(
        None, json_schema_extra={"example": "Vill helst läsa svenska på förmiddagar."}
    )
    barnets_basta: LangText | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    skal: LangText = Field(json_schema_extra={"example": "Försörjningsstöd i tre månader; inget undantag gäller."})
    orsak: Orsak | None = None
    avvakta_till: Datum | None = None
    avvikelse_motivering: LangText | None = Field(
        None, json_schema_extra={"example": "Personen har lämnat nytt underlag som inte är registrerat än."}
    )

    def falt(self) -> dict[str, Any]:
        """Content by internal names; lists and facts as they are stored."""
        timmar = self.timmar
        return self.model_dump(mode="python", exclude={"timmar", "fakta", "undantag"}) | {
            "fakta": self.fakta.model_dump(mode="json"),
            "undantag": [u.model_dump(mode="json") for u in self.undantag],
            "timmar_per_vecka": timmar.per_vecka if timmar else None,
            "eget_jobbsokande": timmar.eget_jobbsokande if timmar else None,
            "timmar_motivering": timmar.motivering if timmar else None,
        }


class Andra(Indata):
    """Replace the whole content of a draft."""

    typ: Literal["andra"]
    uppgifter: NyBedomning


class Faststall(Indata):
    """Make the draft final."""

    typ: Literal["faststall"]


class Inaktualisera(Indata):
    """Put a draft aside, or say that a final assessment no longer holds."""

    typ: Literal["inaktualisera"]
    skal: LangText = Field(json_schema_extra={"example": "Personen har fått arbete på heltid."})


BedomningHandelse = Annotated[Andra | Faststall | Inaktualisera, Field(discriminator="typ")]


class Underlagsmanad(Utdata):
    """One month as known when the assessment was made."""

    manad: str = Field(json_schema_extra={"example": "2026-10"})
    forsorjningsstod: bool


class BedomningUt(Detalj):
    """An assessment with facts, outcome and reasons."""

    status: BedomningStatus
    slag: Slag
    utfall: Utfall | None = None
    lagrum: Lagrum
    regelverk: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    avser_manad: str = Field(json_schema_extra={"example": "2026-10"})
    manadsunderlag: list[Underlagsmanad]
    foljer_id: UUID | None = None
    undantag_provat: bool
    undantag: list[UndantagUt]
    fakta: Fakta
    timmar: Timmar | None = None
    timtak: int = Field(json_schema_extra={"example": 40})
    narvaromal: int | None = Field(None, json_schema_extra={"example": 25})
    egna_synpunkter: str | None = Field(None, json_schema_extra={"example": "Vill helst läsa svenska på förmiddagar."})
    barnets_basta: str | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    skal: str = Field(json_schema_extra={"example": "Försörjningsstöd i tre månader; inget undantag gäller."})
    orsak: Orsak | None = None
    avvakta_till: Datum | None = None
    skapad: Tidpunkt
    faststalld: Tidpunkt | None = None
    faststalld_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    inaktuell_skal: str | None = Field(None, json_schema_extra={"example": "Personen har fått arbete på heltid."})
    avvikelse_motivering: str | None = Field(None, json_schema_extra={"example": "Nytt underlag finns."})
    provning: ProvningUt | None = None
    kontrollsumma: str | None = Field(None, json_schema_extra={"example": "9f86d081884c7d65"})

    @classmethod
    def av(cls, bedomning: Bedomning, mojligheter: Mojligheter, adress: str) -> Self:
        """Picture of a stored assessment."""
        falt = {
            n: getattr(bedomning, n) for n in cls.model_fields if n not in {"lankar", "hinder", "timmar", "narvaromal"}
        }
        mer = {"arende": adress.partition("/bedomningar")[0], "omprovning": f"{adress}/omprovning"}
        if bedomning.foljer_id is not None:
            mer["foljer"] = f"{mer['arende']}/bedomningar/{bedomning.foljer_id}"
        ram = {"lankar": lankar(adress, mojligheter, **mer), "hinder": hinder(mojligheter)}
        return cls.model_validate(falt | _timmar(bedomning) | ram, by_name=True)


def _timmar(bedomning: Bedomning) -> dict[str, Any]:
    """Hours as one object; the attendance target leaves own job search out (AK-12)."""
    if bedomning.timmar_per_vecka is None:
        return {}
    eget = bedomning.eget_jobbsokande or 0
    timmar = {
        "per_vecka": bedomning.timmar_per_vecka,
        "eget_jobbsokande": eget,
        "motivering": bedomning.timmar_motivering,
    }
    return {"timmar": timmar, "narvaromal": bedomning.timmar_per_vecka - eget}


class BedomningRad(Utdata):
    """An assessment in a list: where it stands, nothing of what it says (DP-03)."""

    id: UUID
    status: BedomningStatus
    lagrum: Lagrum
    regelverk: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    skapad: Tidpunkt
    faststalld: Tidpunkt | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bedomning: Bedomning, rot: str) -> Self:
        """Row of a stored assessment."""
        return cls(
            id=bedomning.id,
            status=BedomningStatus(bedomning.status),
            lagrum=Lagrum(bedomning.lagrum),
            regelverk=bedomning.regelverk,
            skapad=bedomning.skapad,
            faststalld=bedomning.faststalld,
            lankar={"self": LankUt(href=f"{rot}/{bedomning.id}", method="GET")},
        )


class Bedomningar(Lista):
    """One page of an ärende's assessments."""

    bedomningar: list[BedomningRad]
