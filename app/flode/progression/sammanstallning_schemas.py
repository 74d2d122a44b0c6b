"""JSON of how an order's progression stands: the respondents side by side, time at each level, indicators met."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.representations import Lankar, LankUt
from app.core.schema_types import Datum, Utdata
from app.flode.progression.forandring import Slag
from app.flode.progression.frister import Matfrist
from app.flode.progression.sammanstallning import Progression
from app.flode.progression.schemas import PROGRAMMODELL, ForandringUt
from app.flode.progression.stallning import Enighet, Instrumentbild, Maluppfyllelse, Nivatid, Stallning
from app.katalog.instrument_modell import Respondent

MATNING = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"


class Progressionsfraga(BaseModel):
    """As it stood on which day."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    datum: Datum | None = Field(None, description="Mätningar till och med den dagen; utelämnad: alla")


class RostUt(Utdata):
    """How a respondent last read one thing; ``ej_bedomd`` is a reading, and not the lowest one."""

    respondent: Respondent
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    matning_id: UUID = Field(json_schema_extra={"example": MATNING})
    varde: int | str = Field(json_schema_extra={"example": "gul"})
    visat: str = Field(json_schema_extra={"example": "Gul"})
    version: int = Field(description="Instrumentets version", json_schema_extra={"example": 1})


class StallningUt(Utdata):
    """One thing as each respondent last read it."""

    slag: Slag
    kod: str | None = Field(None, json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    roster: list[RostUt]
    enighet: Enighet
    steg: int | None = Field(
        None,
        description="Så många steg högre än personens egen skattning är vägledarens, eller om den saknas den "
        "gemensamma. Utelämnat när de inte kan jämföras",
        json_schema_extra={"example": -1},
    )
    forklaring: str = Field(json_schema_extra={"example": "Språk: personen själv Gul (2026-10-12)."})

    @classmethod
    def av(cls, s: Stallning) -> Self:
        """From what was computed."""
        egna = {n: getattr(s, n) for n in cls.model_fields if n != "roster"}
        return cls.model_validate(egna | {"roster": [RostUt.model_validate(r) for r in s.roster]}, by_name=True)


class SenastUt(Utdata):
    """The latest measurement of a respondent, and how many whole weeks ago it was made."""

    respondent: Respondent
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    matning_id: UUID = Field(json_schema_extra={"example": MATNING})
    version: int = Field(json_schema_extra={"example": 1})
    veckor: int = Field(json_schema_extra={"example": 3})
    forklaring: str = Field(
        json_schema_extra={"example": "Vägledarens mätning gjordes senast 2026-10-12, för 3 veckor sedan."}
    )


class SerieUt(Utdata):
    """How everything in one series has moved: the person's own ratings, or the staff's and the joint ones."""

    egen: bool = Field(json_schema_extra={"example": False})
    forandringar: list[ForandringUt]


class NivatidUt(Utdata):
    """A time at one level, as a whole or of an area; without ``tom`` it goes on. Both its days count."""

    egen: bool = Field(json_schema_extra={"example": False})
    omrade: str | None = Field(None, json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    niva: str = Field(json_schema_extra={"example": "orange"})
    niva_namn: str = Field(json_schema_extra={"example": "Orange"})
    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date | None = Field(None, json_schema_extra={"example": "2026-11-08"})
    dagar: int = Field(json_schema_extra={"example": 28})
    matning_id: UUID = Field(description="Mätningen som den började med", json_schema_extra={"example": MATNING})
    forklaring: str = Field(json_schema_extra={"example": "Språk: Orange från 2026-10-12 till 2026-11-08, 28 dagar."})

    @classmethod
    def av(cls, t: Nivatid) -> Self:
        """From what was computed."""
        return cls.model_validate(t)


class MaluppfyllelseUt(Utdata):
    """How many of the indicators of an area's goal, on the level that the respondent names, are met."""

    respondent: Respondent
    omrade: str = Field(json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    mal: str | None = Field(None, json_schema_extra={"example": "Kunna förstå och använda svenska språket."})
    antal: int = Field(json_schema_extra={"example": 3})
    uppfyllda: int = Field(json_schema_extra={"example": 1})
    ej_uppfyllda: int = Field(json_schema_extra={"example": 1})
    ej_bedomda: int = Field(json_schema_extra={"example": 1})
    obesvarade: int = Field(json_schema_extra={"example": 0})
    utan_grans: int = Field(
        description="Besvarade på en skala som inte säger när målet är nått", json_schema_extra={"example": 0}
    )
    andel: int | None = Field(
        None,
        description="Hela procent uppfyllda av alla indikatorer som kan uppfyllas, också de ej bedömda",
        json_schema_extra={"example": 33},
    )
    forklaring: str = Field(
        json_schema_extra={"example": "Språk på nivån Orange: 1 av 3 indikatorer uppfyllda, 1 inte uppfyllda."}
    )

    @classmethod
    def av(cls, m: Maluppfyllelse) -> Self:
        """From what was computed."""
        return cls.model_validate(m)


class InstrumentbildUt(Utdata):
    """Where the person stands by one instrument; a level that the caller may not see is not named (DP-27)."""

    instrument: str = Field(json_schema_extra={"example": PROGRAMMODELL})
    version: int = Field(description="Den senaste som har använts", json_schema_extra={"example": 1})
    senaste: list[SenastUt]
    stallningar: list[StallningUt] = Field(description="Respondenternas senaste uppgifter bredvid varandra")
    serier: list[SerieUt] = Field(description="Vad som har ändrats sedan den första och den förra uppgiften")
    nivatider: list[NivatidUt]
    mal: list[MaluppfyllelseUt]
    anmarkningar: list[str] = Field(
        description="Vad som inte kan jämföras mellan versioner",
        json_schema_extra={
            "example": ["Version 1 och version 2 har olika frågor eller skalor och jämförs inte: Språk."]
        },
    )

    @classmethod
    def av(cls, b: Instrumentbild) -> Self:
        """From what was computed."""
        return cls(
            instrument=b.version.instrument,
            version=b.version.version,
            senaste=[SenastUt.model_validate(s) for s in b.senaste],
            stallningar=[StallningUt.av(s) for s in b.stallningar],
            serier=[
                SerieUt(egen=s.egen, forandringar=[ForandringUt.model_validate(f) for f in s.forandringar])
                for s in b.serier
            ],
            nivatider=[NivatidUt.av(t) for t in b.nivatider],
            mal=[MaluppfyllelseUt.av(m) for m in b.mal],
            anmarkningar=list(b.anmarkningar),
        )


class MatfristUt(Utdata):
    """When something is to be measured at the latest; without ``instrument``: the first measurement of the order."""

    instrument: str | None = Field(None, json_schema_extra={"example": PROGRAMMODELL})
    senast: date = Field(json_schema_extra={"example": "2026-11-11"})
    forsenad: bool = Field(json_schema_extra={"example": False})
    forklaring: str = Field(json_schema_extra={"example": "Den första mätningen görs senast 30 dagar efter starten."})

    @classmethod
    def av(cls, f: Matfrist, idag: date) -> Self:
        """From what was computed."""
        return cls(instrument=f.instrument, senast=f.senast, forsenad=idag > f.senast, forklaring=f.forklaring)


class ProgressionUt(Utdata):
    """How an order's progression stands: computed when read and explained, never stored as a judgement."""

    bestallning_id: UUID
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    instrument: list[InstrumentbildUt]
    nasta_senast: date | None = Field(None, json_schema_extra={"example": "2026-11-11"})
    forsenad: bool = Field(json_schema_extra={"example": False})
    frister: list[MatfristUt]
    utan_matning: str = Field(
        json_schema_extra={"example": "Senaste mätningen gjordes 2026-10-12, för 3 veckor sedan."}
    )
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, p: Progression, adress: str) -> Self:
        """From what was computed."""
        return cls(
            bestallning_id=p.bestallning_id,
            datum=p.datum,
            instrument=[InstrumentbildUt.av(b) for b in p.instrument],
            nasta_senast=p.nasta_senast,
            forsenad=any(p.idag > f.senast for f in p.frister),
            frister=[MatfristUt.av(f, p.idag) for f in p.frister],
            utan_matning=p.utan_matning,
            lankar={"self": LankUt(href=adress, method="GET")},
        )
