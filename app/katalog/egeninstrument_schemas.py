"""JSON of a nämnd's own versions of instruments: what is uploaded, what is written next, what stands."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.errors import Faltfel
from app.core.representations import HinderUt, Lankar, LankUt, hinder, lankar
from app.core.schema_types import Heltal, Indata, KortText, LangText, PositivtHeltal, Strikt, Tidpunkt, Utdata
from app.katalog.instrument_bilder import Bild
from app.katalog.instrument_schemas import ursprung
from app.katalog.instrument_states import EgenStatus, Ursprung

OBJEKT = falttext("objekt", "Värdet ska vara ett objekt.")
INNEHALL_ELLER_KOPIA = falttext("innehall_eller_kopia", "Ange antingen innehall eller kopieraFran.")
KOD, NAMN, AGARE = "egen-skala", "Vår skala", "Arbetsmarknadsnämnden"
KALLA = "Nämndens beslut om mätning av progression"
INNEHALL: dict[str, Any] = {
    "respondenter": ["egen", "vagledare"],
    "intervallDagar": 30,
    "skalor": [{"kod": "noll_tio", "typ": "heltal", "avser": "lage", "minst": 0, "storst": 10}],
    "nivaer": [],
    "omraden": [{"kod": "vardag", "namn": "Vardag"}],
    "mal": [
        {
            "omrade": "vardag",
            "indikatorer": [{"kod": "rutiner", "text": "Jag har rutiner som håller.", "skala": "noll_tio"}],
        }
    ],
}


def _objekt(varde: object) -> object:
    if not isinstance(varde, dict):
        raise faltundantag(OBJEKT)
    return varde


# As it was written: what is wrong with it is said by the granskning, all of it at once.
Ra = Annotated[Any, PlainValidator(lambda varde: varde), WithJsonSchema({"type": "string"}), Strikt("Ra")]
InnehallIn = Annotated[
    dict[str, Any],
    PlainValidator(_objekt),
    WithJsonSchema(
        {
            "type": "object",
            "description": "Respondenter, intervall, skalor, nivåer, områden, mål, indikatorer: docs/instrument.md",
            "example": INNEHALL,
        }
    ),
    Strikt("InnehallIn"),
]
RaInnehall = Annotated[Any, PlainValidator(lambda varde: varde), InnehallIn.__metadata__[1], Strikt("RaInnehall")]
UPPLADDNING: dict[str, Any] = {"kod": KOD, "namn": NAMN, "agare": AGARE, "kalla": KALLA, "innehall": INNEHALL}


class NyttInstrument(Indata):
    """An instrument as it is uploaded, in the same form as a file; its content may still have faults."""

    model_config = ConfigDict(json_schema_extra={"example": UPPLADDNING, "required": list(UPPLADDNING)})

    kod: Ra = Field(None, json_schema_extra={"example": KOD})
    namn: Ra = Field(None, json_schema_extra={"example": NAMN})
    agare: Ra = Field(None, json_schema_extra={"example": AGARE})
    kalla: Ra = Field(None, json_schema_extra={"example": KALLA})
    innehall: RaInnehall = None

    def data(self) -> dict[str, Any]:
        """What was given."""
        return {n: getattr(self, n) for n in self.model_fields_set}


class NyInstrumentversion(Indata):
    """The next version: written out, or a copy of an earlier one to go on from. What is left out stays as it was."""

    model_config = ConfigDict(json_schema_extra={"example": {"kopieraFran": 1}})

    namn: KortText | None = Field(None, json_schema_extra={"example": NAMN})
    agare: KortText | None = Field(None, json_schema_extra={"example": AGARE})
    kalla: KortText | None = Field(None, json_schema_extra={"example": KALLA})
    innehall: InnehallIn | None = None
    kopiera_fran: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})

    @model_validator(mode="after")
    def _ett_av_dem(self) -> Self:
        if (self.innehall is None) == (self.kopiera_fran is None):
            raise faltundantag(INNEHALL_ELLER_KOPIA)
        return self

    def huvud(self) -> dict[str, str]:
        """What names it, as far as it was given."""
        return {n: v for n in ("namn", "agare", "kalla") if (v := getattr(self, n)) is not None}


class AndraInstrumentversion(Indata):
    """Replace everything in the draft."""

    model_config = ConfigDict(
        json_schema_extra={"example": {n: v for n, v in UPPLADDNING.items() if n != "kod"} | {"typ": "andra"}}
    )

    typ: Literal["andra"]
    namn: KortText = Field(json_schema_extra={"example": NAMN})
    agare: KortText = Field(json_schema_extra={"example": AGARE})
    kalla: KortText = Field(json_schema_extra={"example": KALLA})
    innehall: InnehallIn


class PubliceraInstrumentversion(Indata):
    """Measure with it from now on."""

    typ: Literal["publicera"]


class KastaInstrumentversion(Indata):
    """Throw the draft away."""

    typ: Literal["kasta"]


class TaInstrumentversionUrBruk(Indata):
    """No new measurements with it."""

    typ: Literal["ta_ur_bruk"]
    skal: LangText = Field(json_schema_extra={"example": "Vi går tillbaka till programmodellen som den levereras."})


InstrumentversionHandelse = Annotated[
    AndraInstrumentversion | PubliceraInstrumentversion | KastaInstrumentversion | TaInstrumentversionUrBruk,
    Field(discriminator="typ"),
]


class InstrumentfelUt(Utdata):
    """One fault: where in the JSON, and what to do about it."""

    falt: str = Field(json_schema_extra={"example": "/innehall/skalor/0/storst"})
    kod: str = Field(json_schema_extra={"example": "granser"})
    meddelande: str = Field(json_schema_extra={"example": "En heltalsskala har minst och storst."})

    @classmethod
    def av(cls, fel: Faltfel) -> Self:
        """From the granskning."""
        return cls(falt=fel.falt, kod=fel.kod, meddelande=fel.meddelande)


class InstrumentgranskningUt(Utdata):
    """Everything that is wrong with an instrument; nothing was written."""

    giltigt: bool
    fel: list[InstrumentfelUt]


class EgenversionUt(Utdata):
    """One version with its content as it was written; what ships with the service has no id and no händelser."""

    id: UUID | None = None
    version: Heltal = Field(description="Räknar ändringarna, för If-Match", json_schema_extra={"example": 1})
    ursprung: Ursprung
    kod: str = Field(json_schema_extra={"example": KOD})
    nummer: Heltal = Field(json_schema_extra={"example": 2})
    namnd_id: UUID | None = None
    status: EgenStatus
    namn: str = Field(json_schema_extra={"example": NAMN})
    agare: str = Field(json_schema_extra={"example": AGARE})
    kalla: str = Field(json_schema_extra={"example": KALLA})
    kontrollsumma: str | None = Field(None, json_schema_extra={"example": "e66ea023a896196602bcc262d3c3cba5"})
    innehall: dict[str, Any] = Field(json_schema_extra={"example": INNEHALL})
    fel: list[InstrumentfelUt]
    skapad: Tidpunkt | None = None
    skapad_av: str | None = Field(None, json_schema_extra={"example": "cecilia.arbetsledare"})
    publicerad: Tidpunkt | None = None
    publicerad_av: str | None = Field(None, json_schema_extra={"example": "cecilia.arbetsledare"})
    lankar: Lankar = Field(alias="_links")
    hinder: list[HinderUt] = Field(default_factory=list)

    @classmethod
    def av(cls, b: Bild, adress: str) -> Self:
        """From a row of the nämnd's own, or what ships; who made it is read in the nämnd only, by ``permissions``."""
        ram = {
            "ursprung": ursprung(b.helhet, b.nummer),
            "innehall": b.innehall,
            "fel": [InstrumentfelUt.av(f) for f in b.fel],
        }
        if b.egen is None:
            return cls.model_validate(ram | _levererad(b) | {"lankar": {"self": LankUt(href=adress, method="GET")}})
        egna = {n: getattr(b.egen, n) for n in _EGNA}
        delar = {"lankar": lankar(adress, b.mojligheter), "hinder": hinder(b.mojligheter)}
        return cls.model_validate(ram | egna | delar, by_name=True)


_EGNA = (
    "id", "version", "kod", "nummer", "namnd_id", "status", "namn", "agare", "kalla", "kontrollsumma", "skapad",
    "skapad_av", "publicerad", "publicerad_av",
)  # fmt: skip


def _levererad(b: Bild) -> dict[str, Any]:
    """What ships: never changed, so always version 1 of itself."""
    instrument = b.helhet.instrument
    version = instrument.version(b.nummer) if instrument else None
    assert instrument is not None
    assert version is not None
    return {
        "version": 1,
        "kod": b.helhet.kod,
        "nummer": b.nummer,
        "status": version.status.value,
        "kontrollsumma": version.kontrollsumma,
        **{n: getattr(instrument, n) for n in ("namn", "agare", "kalla")},
    }
