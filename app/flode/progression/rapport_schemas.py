"""JSON of the progressionsrapporter."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.paging import Sidfraga
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder
from app.core.schema_types import (
    Datum,
    Heltal,
    Identitet,
    Indata,
    KravdFritext,
    LangText,
    ParameterBool,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.bestallning.states import BestallningStatus
from app.flode.narvaro.timrakning_schemas import TimradUt
from app.flode.progression.frister import Periodstatus, Rapportering, Rapportperiod
from app.flode.progression.frysning import Andring, Faktaslag
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.models import Inlamning, Rapport
from app.flode.progression.schemas import PROGRAMMODELL, OmradeUt, omraden_ut, samlingslankar
from app.flode.progression.skyldigheter import Skyldighet
from app.flode.progression.states import RapportStatus
from app.katalog.instrument_modell import Respondent

RAPPORT = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
TEXT = "Har kommit till praktiken varje dag och tar emot enkla instruktioner."
NASTA = "Språkpraktik i köket, tre dagar i veckan."
PERIOD = falttext("periodens_ordning", "Perioden slutar före sin början.")
TOMT = falttext("inget_att_andra", "Ange minst ett fält att ändra. Inget av dem kan tömmas.")
Fryst = Callable[[dict[str, Any]], Matvarden]


class NyRapport(Indata):
    """A draft; ``ersatterId`` makes it a new version of an approved report."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"periodFran": "2026-10-01", "periodTom": "2026-10-31", "text": TEXT, "nastaSteg": NASTA}
        }
    )

    period_fran: Datum = Field(json_schema_extra={"example": "2026-10-01"})
    period_tom: Datum = Field(json_schema_extra={"example": "2026-10-31"})
    text: KravdFritext = Field(json_schema_extra={"example": TEXT})
    nasta_steg: LangText = Field(json_schema_extra={"example": NASTA})
    ersatter_id: Identitet | None = Field(None, json_schema_extra={"example": RAPPORT})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.period_tom < self.period_fran:
            raise faltundantag(PERIOD)
        return self


class Andra(Indata):
    """Change the draft; only the given fields do."""

    typ: Literal["andra"]
    period_fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-01"})
    period_tom: Datum | None = Field(None, json_schema_extra={"example": "2026-10-31"})
    text: KravdFritext | None = Field(None, json_schema_extra={"example": TEXT})
    nasta_steg: LangText | None = Field(None, json_schema_extra={"example": NASTA})

    @model_validator(mode="after")
    def _nagot(self) -> Self:
        satta = self.model_fields_set - {"typ"}
        if not satta or any(getattr(self, n) is None for n in satta):
            raise faltundantag(TOMT)
        return self

    def falt(self) -> dict[str, Any]:
        """The given fields."""
        return {n: getattr(self, n) for n in self.model_fields_set - {"typ"}}


class LamnaIn(Indata):
    """Hand in to the kommun."""

    typ: Literal["lamna_in"]


class BegarKomplettering(Indata):
    """Send back with a reason."""

    typ: Literal["begar_komplettering"]
    skal: LangText = Field(json_schema_extra={"example": "Beskriv hur språket används på praktiken."})


class Godkann(Indata):
    """Approve what was handed in."""

    typ: Literal["godkann"]


RapportHandelse = Annotated[Andra | LamnaIn | BegarKomplettering | Godkann, Field(discriminator="typ")]


class FrystMatning(Utdata):
    """A measurement as it stood when the report was handed in; a later correction does not change it."""

    matning_id: UUID
    instrument: str = Field(json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int = Field(json_schema_extra={"example": 1})
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    respondent: Respondent
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    skal: str | None = Field(None, json_schema_extra={"example": "Två månaders uppehåll."})
    omraden: list[OmradeUt]

    @classmethod
    def av(cls, rad: dict[str, Any], varden: Matvarden) -> Self:
        """From the frozen row and what the caller may see of it."""
        egna = {n: rad[n] for n in ("matning_id", "instrument", "instrument_version", "datum", "respondent")}
        sedda = {"niva": varden.niva, "skal": varden.skal, "omraden": omraden_ut(varden)}
        return cls.model_validate(egna | sedda, by_name=True)


class FrystaTimmar(Utdata):
    """Hours of the period as they stood when the report was handed in; a later correction does not change them."""

    summa: TimradUt
    veckor: list[TimradUt] = Field(description="ISO-veckor, avskurna vid periodens första och sista dag")

    @classmethod
    def av(cls, narvaro: dict[str, Any]) -> Self:
        """From the frozen row."""
        return cls.model_validate(narvaro, by_name=True)


class InlamningUt(Utdata):
    """What was handed in, frozen; ``kompletteringSkal`` is why the kommun asked for more."""

    nummer: Heltal = Field(json_schema_extra={"example": 1})
    inlamnad: Tidpunkt
    inlamnad_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    period_fran: date = Field(json_schema_extra={"example": "2026-10-01"})
    period_tom: date = Field(json_schema_extra={"example": "2026-10-31"})
    text: str = Field(json_schema_extra={"example": TEXT})
    nasta_steg: str = Field(json_schema_extra={"example": NASTA})
    underlag: list[FrystMatning]
    narvaro: FrystaTimmar | None = Field(None, description="Utelämnad i det som lämnades in innan timmar frystes")
    komplettering_skal: str | None = Field(None, json_schema_extra={"example": "Beskriv språket."})

    @classmethod
    def av(cls, rad: Inlamning, fryst: Fryst) -> Self:
        """From the stored row; ``fryst`` says what the caller may see of a measurement."""
        egna = {n: getattr(rad, n) for n in cls.model_fields if n not in _FRYSTA}
        underlag = [FrystMatning.av(m, fryst(m)) for m in rad.underlag]
        narvaro = FrystaTimmar.av(rad.narvaro) if rad.narvaro else None
        return cls.model_validate(egna | {"underlag": underlag, "narvaro": narvaro}, by_name=True)


_FRYSTA = {"underlag", "narvaro"}


class SenareAndringUt(Utdata):
    """Something that counts now and did not when the report was handed in; what was handed in stays as it was."""

    slag: Faktaslag
    forklaring: str = Field(
        json_schema_extra={"example": "Närvaro i perioden var 12 timmar när rapporten lämnades in och är nu 9 timmar."}
    )


class RapportUt(Detalj):
    """A report. The utförare reads its draft in text and period, the kommun what was handed in last."""

    status: RapportStatus
    bestallning_id: UUID
    utgava: int = Field(json_schema_extra={"example": 1})
    period_fran: date = Field(json_schema_extra={"example": "2026-10-01"})
    period_tom: date = Field(json_schema_extra={"example": "2026-10-31"})
    text: str = Field(json_schema_extra={"example": TEXT})
    nasta_steg: str = Field(json_schema_extra={"example": NASTA})
    skapad: Tidpunkt
    lamnas_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-07"})
    sen: bool = Field(description="Lämnades efter sin sista dag, eller är inte lämnad fast den har passerat")
    inlamningar: list[InlamningUt]
    andrat_sedan_dess: list[SenareAndringUt] = Field(
        description="Mätningar och timmar i perioden som har ändrats efter den senaste inlämningen. En ny version av "
        "rapporten tar de nya."
    )
    godkand: Tidpunkt | None = None
    godkand_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    ersatter_id: UUID | None = None
    ersatt_av_id: UUID | None = None

    @classmethod
    def av(
        cls,
        rapport: Rapport,
        text: Rapport | Inlamning,
        inlamningar: list[InlamningUt],
        ersatt_av: UUID | None,
        mojligheter: Mojligheter,
        andringar: list[Andring],
        samling: str,
        *,
        sen: bool,
    ) -> Self:
        """Picture of a report; ``text`` is the row whose words the caller reads."""
        return cls.model_validate(
            {n: getattr(rapport, n) for n in _EGNA}
            | {n: getattr(text, n) for n in ("period_fran", "period_tom", "text", "nasta_steg")}
            | {
                "inlamningar": inlamningar,
                "sen": sen,
                "andrat_sedan_dess": [SenareAndringUt.model_validate(a) for a in andringar],
                "ersatt_av_id": ersatt_av,
                "lankar": samlingslankar(samling, rapport.id, mojligheter),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


_EGNA = {
    "id", "version", "status", "bestallning_id", "utgava", "skapad", "lamnas_senast", "godkand", "godkand_av",
    "ersatter_id",
}  # fmt: skip


class RapportRad(Utdata):
    """A report in a list: where it stands, not what it says (DP-03)."""

    id: UUID
    status: RapportStatus
    utgava: int = Field(json_schema_extra={"example": 1})
    skapad: Tidpunkt
    antal_inlamningar: int = Field(json_schema_extra={"example": 1})
    lamnas_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-07"})
    sen: bool
    godkand: Tidpunkt | None = None
    ersatter_id: UUID | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rapport: Rapport, samling: str, *, sen: bool) -> Self:
        """Row of a stored report."""
        falt = {n: getattr(rapport, n) for n in cls.model_fields if n not in {"lankar", "sen"}}
        lank = {"self": LankUt(href=f"{samling}/{rapport.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank, "sen": sen}, by_name=True)


class Rapporter(Lista):
    """One page of reports."""

    progressionsrapporter: list[RapportRad]


class RapportperiodUt(Utdata):
    """Some days of an order: handed in with their report, missing, or not over."""

    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date = Field(json_schema_extra={"example": "2026-11-11"})
    status: Periodstatus
    lamnas_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-18"})
    sen: bool = Field(json_schema_extra={"example": False})
    forklaring: str = Field(json_schema_extra={"example": "Ingen rapport är inlämnad för 2026-10-12–2026-11-11."})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, p: Rapportperiod, samling: str) -> Self:
        """From what was computed."""
        falt = {n: getattr(p, n) for n in cls.model_fields if n != "lankar"}
        lank = {"rapport": LankUt(href=f"{samling}/{p.rapport_id}", method="GET")} if p.rapport_id else {}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class RapporteringUt(Utdata):
    """What an order has been reported on and what it is owed, period by period; computed when read, never stored."""

    bestallning_id: UUID
    intervall_manader: int = Field(json_schema_extra={"example": 1})
    dagar_efter_perioden: int = Field(json_schema_extra={"example": 7})
    sen: bool = Field(description="Någon period saknar rapport fast dagen har passerat")
    nasta_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-18"})
    perioder: list[RapportperiodUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, r: Rapportering, adress: str, samling: str) -> Self:
        """From what was computed."""
        return cls(
            bestallning_id=r.bestallning_id,
            intervall_manader=r.villkor.rapport_manader,
            dagar_efter_perioden=r.villkor.rapport_dagar,
            sen=r.sen,
            nasta_senast=r.nasta_senast,
            perioder=[RapportperiodUt.av(p, samling) for p in r.perioder],
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class RapporteringRad(Utdata):
    """What a running order is owed, in a list: days and nothing of the person (DP-03, DP-15)."""

    bestallning_id: UUID
    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    status: BestallningStatus
    rapport_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-18"})
    rapport_sen: bool = Field(json_schema_extra={"example": False})
    matning_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-11"})
    matning_sen: bool = Field(json_schema_extra={"example": False})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, s: Skyldighet, rot: str, idag: date) -> Self:
        """From what was computed; ``rot`` is the path of the orders."""
        return cls(
            bestallning_id=s.id,
            nummer=s.nummer,
            status=BestallningStatus(s.status),
            rapport_senast=s.rapport_senast,
            rapport_sen=s.rapport_senast is not None and idag > s.rapport_senast,
            matning_senast=s.matning_senast,
            matning_sen=s.matning_senast is not None and idag > s.matning_senast,
            lankar={"rapportering": LankUt(href=f"{rot}/{s.id}/rapportering", method="GET")},
        )


class Rapporteringar(Lista):
    """One page of running orders with what they are owed."""

    rapporteringar: list[RapporteringRad]


class Rapporteringsfilter(Sidfraga):
    """Whose."""

    egna: ParameterBool = False
