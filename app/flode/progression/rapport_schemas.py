"""JSON of the progressionsrapporter."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder
from app.core.schema_types import Datum, Heltal, Identitet, Indata, KravdFritext, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.models import Inlamning, Rapport
from app.flode.progression.schemas import PROGRAMMODELL, OmradeUt, omraden_ut, samlingslankar
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
    komplettering_skal: str | None = Field(None, json_schema_extra={"example": "Beskriv språket."})

    @classmethod
    def av(cls, rad: Inlamning, fryst: Fryst) -> Self:
        """From the stored row; ``fryst`` says what the caller may see of a measurement."""
        egna = {n: getattr(rad, n) for n in cls.model_fields if n != "underlag"}
        underlag = [FrystMatning.av(m, fryst(m)) for m in rad.underlag]
        return cls.model_validate(egna | {"underlag": underlag}, by_name=True)


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
    inlamningar: list[InlamningUt]
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
        samling: str,
    ) -> Self:
        """Picture of a report; ``text`` is the row whose words the caller reads."""
        return cls.model_validate(
            {n: getattr(rapport, n) for n in _EGNA}
            | {n: getattr(text, n) for n in ("period_fran", "period_tom", "text", "nasta_steg")}
            | {
                "inlamningar": inlamningar,
                "ersatt_av_id": ersatt_av,
                "lankar": samlingslankar(samling, rapport.id, mojligheter),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


_EGNA = {"id", "version", "status", "bestallning_id", "utgava", "skapad", "godkand", "godkand_av", "ersatter_id"}


class RapportRad(Utdata):
    """A report in a list: where it stands, not what it says (DP-03)."""

    id: UUID
    status: RapportStatus
    utgava: int = Field(json_schema_extra={"example": 1})
    skapad: Tidpunkt
    antal_inlamningar: int = Field(json_schema_extra={"example": 1})
    godkand: Tidpunkt | None = None
    ersatter_id: UUID | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rapport: Rapport, samling: str) -> Self:
        """Row of a stored report."""
        falt = {n: getattr(rapport, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{samling}/{rapport.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Rapporter(Lista):
    """One page of reports."""

    progressionsrapporter: list[RapportRad]
