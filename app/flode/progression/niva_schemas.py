"""JSON of the level of an order at a time."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Lankar
from app.core.schema_types import Utdata
from app.core.time_query import TidUt
from app.flode.progression.forandring import nivanamn
from app.flode.progression.niva import Nivalasning, Nivaserie
from app.katalog.instrument_modell import Instrumentversion, Respondent

PROGRAMMODELL, MATNING = "eskilstuna-programmodell", "01997f2e-9f00-7000-8000-000000000000"


class NivalasningUt(Utdata):
    """A level and the measurement that it was read in; without ``omrade`` the level as a whole."""

    omrade: str | None = Field(None, json_schema_extra={"example": "sprak"})
    omrade_namn: str | None = Field(None, json_schema_extra={"example": "Språk"})
    niva: str = Field(json_schema_extra={"example": "orange"})
    niva_namn: str = Field(json_schema_extra={"example": "Orange"})
    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    matning_id: UUID = Field(json_schema_extra={"example": MATNING})

    @classmethod
    def av(cls, lasning: Nivalasning, version: Instrumentversion) -> Self:
        """With names for people."""
        omrade = version.omrade(lasning.omrade) if lasning.omrade else None
        return cls(
            omrade=lasning.omrade,
            omrade_namn=omrade.namn if omrade else None,
            niva=lasning.niva,
            niva_namn=nivanamn(version, lasning.niva),
            datum=lasning.datum,
            matning_id=lasning.matning_id,
        )


class NivaserieUt(Utdata):
    """The latest levels by one respondent with one instrument."""

    instrument: str = Field(json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int = Field(json_schema_extra={"example": 1})
    respondent: Respondent
    lasningar: list[NivalasningUt]


class NivaUt(Utdata):
    """The level of the person in an order; a level that the caller may not see reads as unavailable (DP-27)."""

    bestallning_id: UUID
    serier: list[NivaserieUt]
    tid: TidUt | None = Field(None, alias="_tid")
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bestallning_id: UUID, serier: list[Nivaserie], tid: TidUt | None, lankar: Lankar) -> Self:
        """From what was read."""
        return cls(
            bestallning_id=bestallning_id,
            serier=[
                NivaserieUt(
                    instrument=s.version.instrument,
                    instrument_version=s.version.version,
                    respondent=Respondent(s.respondent),
                    lasningar=[NivalasningUt.av(x, s.version) for x in s.lasningar],
                )
                for s in serier
            ],
            tid=tid,
            lankar=lankar,
        )
