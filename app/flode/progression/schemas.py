"""JSON of the measurements and the step chart."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, PlainValidator, TypeAdapter, ValidationError, WithJsonSchema

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Datum,
    Heltal,
    Identitet,
    Indata,
    KortText,
    LangText,
    PositivtHeltal,
    Strikt,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.progression.diagram import Diagramhandelse, Diagramniva, Punkt, beskriv
from app.flode.progression.forandring import Forandring, Riktning, Slag, nivanamn
from app.flode.progression.matvarden import Matvarden, Omradesvarden, Svar
from app.flode.progression.models import Matning
from app.flode.progression.states import MatningStatus
from app.katalog.instrument_modell import Instrumentversion, Respondent

PROGRAMMODELL = "eskilstuna-programmodell"
INDIKATOR = "enkla_muntliga_instruktioner"
MATNING = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
SVARSVARDE = falttext("svarsvarde", "Svaret är ett heltal, ett av skalans ord, en text eller ej_bedomd.")
_HELTAL: TypeAdapter[int] = TypeAdapter(Heltal)
_TEXT: TypeAdapter[str] = TypeAdapter(LangText)


def _svarsvarde(varde: object) -> int | str:
    try:
        return _HELTAL.validate_python(varde) if type(varde) is int else _TEXT.validate_python(varde)
    except ValidationError:
        raise faltundantag(SVARSVARDE) from None


SvarsvardeIn = Annotated[
    int | str,
    PlainValidator(_svarsvarde),
    WithJsonSchema({"anyOf": [{"type": "integer"}, _TEXT.json_schema()], "example": "ja"}),
    Strikt("SvarsvardeIn"),
]


class SvarIn(Indata):
    """The answer to one indicator, on its scale or ``ej_bedomd``."""

    indikator: KortText = Field(json_schema_extra={"example": INDIKATOR})
    varde: SvarsvardeIn
    underlag: LangText | None = Field(None, json_schema_extra={"example": "Tog emot instruktioner på praktiken."})


class OmradeIn(Indata):
    """Level and answers of one area."""

    omrade: KortText = Field(json_schema_extra={"example": "sprak"})
    niva: KortText | None = Field(None, json_schema_extra={"example": "orange"})
    skal: LangText | None = Field(None, json_schema_extra={"example": "Två månaders uppehåll."})
    svar: Annotated[list[SvarIn], Field(max_length=100)] = []

    def varden(self) -> Omradesvarden:
        """As the step computes with it."""
        svar = tuple(Svar(s.indikator, s.varde, s.underlag) for s in self.svar)
        return Omradesvarden(self.omrade, self.niva, self.skal, svar)


class NyMatning(Indata):
    """A measurement; every level may be left out, and may fall if ``skal`` says why.

    ``rattarId``: the earlier measurement that this one is told in place of.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "instrument": PROGRAMMODELL,
                "datum": "2026-10-12",
                "respondent": "vagledare",
                "niva": "orange",
                "omraden": [{"omrade": "sprak", "svar": [{"indikator": INDIKATOR, "varde": "ja"}]}],
            }
        }
    )

    instrument: KortText = Field(json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    respondent: Respondent = Field(json_schema_extra={"example": "vagledare"})
    niva: KortText | None = Field(None, json_schema_extra={"example": "orange"})
    skal: LangText | None = Field(None, json_schema_extra={"example": "Två månaders uppehåll."})
    omraden: Annotated[list[OmradeIn], Field(max_length=50)] = []
    rattar_id: Identitet | None = Field(None, json_schema_extra={"example": MATNING})

    def varden(self) -> Matvarden:
        """As the step computes with it."""
        return Matvarden(self.niva, self.skal, tuple(o.varden() for o in self.omraden))


class SvarUt(Utdata):
    """The answer to one indicator."""

    indikator: str = Field(json_schema_extra={"example": INDIKATOR})
    varde: int | str = Field(json_schema_extra={"example": "ja"})
    underlag: str | None = Field(None, json_schema_extra={"example": "Tog emot instruktioner på praktiken."})


class OmradeUt(Utdata):
    """Level and answers of one area."""

    omrade: str = Field(json_schema_extra={"example": "sprak"})
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    skal: str | None = Field(None, json_schema_extra={"example": "Två månaders uppehåll."})
    svar: list[SvarUt]


def omraden_ut(varden: Matvarden) -> list[OmradeUt]:
    """The areas of a measurement as the caller may see them."""
    return [OmradeUt.model_validate(o) for o in varden.omraden]


class JamforelseUt(Utdata):
    """One earlier reading against this one, in words and signed steps."""

    datum: date = Field(json_schema_extra={"example": "2026-09-14"})
    varde: int | str = Field(json_schema_extra={"example": "orange"})
    riktning: Riktning
    steg: int | None = Field(None, json_schema_extra={"example": 1})
    forklaring: str = Field(json_schema_extra={"example": "Språk: från Orange till Gul, ett steg upp."})


class ForandringUt(Utdata):
    """How a level, an area or an indicator has moved; computed when read, never stored."""

    slag: Slag
    kod: str | None = Field(None, json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    varde: int | str = Field(json_schema_extra={"example": "gul"})
    sedan_forsta: JamforelseUt | None = None
    sedan_forra: JamforelseUt | None = None


class MatningUt(Detalj):
    """A measurement. A level that the caller may not see reads ``ej_tillganglig_for_aktivitet`` (DP-27)."""

    status: MatningStatus
    bestallning_id: UUID
    instrument: str = Field(json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int = Field(json_schema_extra={"example": 1})
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    respondent: Respondent
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    niva_namn: str | None = Field(None, json_schema_extra={"example": "Orange"})
    skal: str | None = Field(None, json_schema_extra={"example": "Två månaders uppehåll."})
    omraden: list[OmradeUt]
    forandringar: list[ForandringUt]
    nasta_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-11"})
    registrerad: Tidpunkt
    registrerad_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    rattar_id: UUID | None = None
    rattad_av_id: UUID | None = None

    @classmethod
    def av(
        cls,
        matning: Matning,
        version: Instrumentversion,
        varden: Matvarden,
        forandringar: list[Forandring],
        mojligheter: Mojligheter,
        rattad_av: UUID | None,
        samling: str,
    ) -> Self:
        """Detail of one measurement; ``samling`` is where measurements are posted."""
        return cls.model_validate(
            {n: getattr(matning, n) for n in _EGNA}
            | {
                "niva": varden.niva,
                "niva_namn": None if varden.niva is None else nivanamn(version, varden.niva),
                "skal": varden.skal,
                "omraden": omraden_ut(varden),
                "forandringar": [ForandringUt.model_validate(f) for f in forandringar],
                "nasta_senast": version.nasta_senast(matning.datum),
                "rattad_av_id": rattad_av,
                "lankar": samlingslankar(samling, matning.id, mojligheter),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


_EGNA = {
    "id", "version", "status", "bestallning_id", "instrument", "instrument_version", "datum", "respondent",
    "registrerad", "registrerad_av", "rattar_id",
}  # fmt: skip


def samlingslankar(samling: str, objekt_id: UUID, mojligheter: Mojligheter) -> Lankar:
    """Links of an object whose correction is a new object, posted to the collection."""
    ut = lankar(f"{samling}/{objekt_id}", mojligheter)
    return ut | ({"ratta": LankUt(href=samling, method="POST")} if "ratta" in ut else {})


class MatningRad(Utdata):
    """A measurement in a list: that it was made, not what it says (DP-03)."""

    id: UUID
    status: MatningStatus
    instrument: str = Field(json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int = Field(json_schema_extra={"example": 1})
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    respondent: Respondent
    registrerad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, matning: Matning, samling: str) -> Self:
        """Row of a stored measurement."""
        falt = {n: getattr(matning, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{samling}/{matning.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Matningar(Lista):
    """One page of measurements."""

    matningar: list[MatningRad]


class DiagramnivaUt(Utdata):
    """One row of the chart."""

    kod: str = Field(json_schema_extra={"example": "orange"})
    namn: str = Field(json_schema_extra={"example": "Orange"})


class DiagramradUt(Utdata):
    """One reading of the level."""

    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    niva: str = Field(json_schema_extra={"example": "orange"})
    niva_namn: str = Field(json_schema_extra={"example": "Orange"})
    egen: bool = Field(json_schema_extra={"example": False})


class DiagramhandelseUt(Utdata):
    """A day or a time on the chart; without ``tom`` a pause still goes on."""

    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date | None = Field(None, json_schema_extra={"example": "2026-11-02"})
    text: str = Field(json_schema_extra={"example": "Paus"})


class StegdiagramUt(Utdata):
    """What the step chart shows, as a table and in words; ``nivaer`` lowest first."""

    instrument: str | None = Field(None, json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int | None = Field(None, json_schema_extra={"example": 1})
    beskrivning: str = Field(json_schema_extra={"example": "Stegdiagram. 2026-10-12: Orange."})
    nivaer: list[DiagramnivaUt]
    rader: list[DiagramradUt]
    handelser: list[DiagramhandelseUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(
        cls,
        version: Instrumentversion | None,
        nivaer: list[Diagramniva],
        punkter: list[Punkt],
        handelser: list[Diagramhandelse],
        adress: str,
    ) -> Self:
        """The same content as the picture."""
        namn = {n.kod: n.namn for n in nivaer}
        rader = [p for p in punkter if p.niva in namn]
        return cls(
            instrument=version.instrument if version else None,
            instrument_version=version.version if version else None,
            beskrivning=beskriv(rader, handelser, nivaer),
            nivaer=[DiagramnivaUt(kod=n.kod, namn=n.namn) for n in nivaer],
            rader=[DiagramradUt(datum=p.datum, niva=p.niva, niva_namn=namn[p.niva], egen=p.egen) for p in rader],
            handelser=[DiagramhandelseUt(datum=h.datum, tom=h.tom, text=h.text) for h in handelser],
            lankar={"self": LankUt(href=adress, method="GET")},
        )
