"""JSON of reports about many occasions at once, and of the lists they are filled in from."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, TypeAdapter

from app.begrepp.veckotid import minuter_av
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Bool, Identitet, Indata, KortText, LangText, Utdata
from app.core.week_times import Klockslag
from app.flode.narvaro.narvarolista import Listrad
from app.flode.narvaro.rapporter import Radresultat, Rapportresultat
from app.flode.narvaro.schemas import INGEN_DIAGNOS, TEXT
from app.flode.narvaro.states import Franvaroorsak, InstalltAv, Narvaroutfall, Rapportradsutfall
from app.flode.narvaro.uppgifter import Utsaga

FLEST_RADER = 1_000


class Rapportrad(Indata):
    """What is said of one occasion; with ``rattelseSkal`` it may correct what was said before."""

    rad_id: KortText | None = Field(
        None, description="Avsändarens eget id för raden", json_schema_extra={"example": "1"}
    )
    tillfalle_id: Identitet
    blev_av: Bool = True
    utfall: Narvaroutfall | None = Field(None, json_schema_extra={"example": "narvarande"})
    narvarande_fran: Klockslag | None = Field(None, json_schema_extra={"example": "09:20"})
    narvarande_till: Klockslag | None = Field(None, json_schema_extra={"example": "12:00"})
    utanfor_tiden: Bool = False
    installt_av: InstalltAv | None = None
    orsak: Franvaroorsak | None = None
    text: LangText | None = Field(None, description=INGEN_DIAGNOS, json_schema_extra=TEXT)
    rattelse_skal: LangText | None = Field(None, json_schema_extra={"example": "Fel person markerades."})

    def utsaga(self) -> Utsaga:
        """What is said."""
        return Utsaga(
            self.blev_av,
            self.utfall,
            self.installt_av,
            None if self.narvarande_fran is None else minuter_av(self.narvarande_fran),
            None if self.narvarande_till is None else minuter_av(self.narvarande_till),
            self.utanfor_tiden,
            self.orsak,
            self.text,
        )


class Rapportkropp(Indata):
    """A report about many occasions as JSON."""

    rader: Annotated[list[Rapportrad], Field(min_length=1, max_length=FLEST_RADER)]


class RapportradUt(Utdata):
    """What was done with one row; never what it said. ``http`` is what the row alone would have been answered."""

    rad: int = Field(json_schema_extra={"example": 1})
    rad_id: str | None = Field(None, json_schema_extra={"example": "1"})
    tillfalle_id: UUID | None = None
    status: Rapportradsutfall
    http: int = Field(json_schema_extra={"example": 201})
    kod: str | None = Field(None, json_schema_extra={"example": "inte_slut"})
    falt: str | None = Field(None, json_schema_extra={"example": "utfall"})
    text: str | None = Field(None, json_schema_extra={"example": "Tillfället är inte slut än."})


class RapportresultatUt(Utdata):
    """How a report went: the counts, and the fate of each row in its order."""

    id: UUID
    antal: int = Field(json_schema_extra={"example": 1})
    skapade: int = Field(json_schema_extra={"example": 1})
    rattade: int = Field(json_schema_extra={"example": 0})
    oforandrade: int = Field(json_schema_extra={"example": 0})
    omarkerade: int = Field(json_schema_extra={"example": 0})
    felaktiga: int = Field(json_schema_extra={"example": 0})
    rader: list[RapportradUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, resultat: Rapportresultat, adress: str) -> Self:
        """From the fate of the rows."""
        antal = Counter(rad.status for rad in resultat.rader)
        return cls(
            id=resultat.id,
            antal=len(resultat.rader),
            skapade=antal[Rapportradsutfall.SKAPAD],
            rattade=antal[Rapportradsutfall.RATTAD],
            oforandrade=antal[Rapportradsutfall.OFORANDRAD],
            omarkerade=antal[Rapportradsutfall.OMARKERAD],
            felaktiga=antal[Rapportradsutfall.FEL],
            rader=_rader(resultat.rader),
            lankar={"self": LankUt(href=adress, method="GET")},
        )


def _rader(rader: Sequence[Radresultat]) -> list[RapportradUt]:
    """All at once; most say nothing but how it went."""
    return _RADER.validate_python([_rad(nummer, rad) for nummer, rad in enumerate(rader, start=1)], by_name=True)


def _rad(nummer: int, r: Radresultat) -> dict[str, Any]:
    rad = {"rad": nummer, "rad_id": r.rad_id, "tillfalle_id": r.tillfalle_id, "status": r.status, "http": r.http}
    return rad if r.fel is None else rad | {"kod": r.fel.kod, "falt": r.fel.falt, "text": r.fel.text}


_RADER: TypeAdapter[list[RapportradUt]] = TypeAdapter(list[RapportradUt])


class ListradUt(Utdata):
    """An occasion to mark."""

    tillfalle_id: UUID
    bestallning: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    namn: str | None = Field(None, json_schema_extra={"example": "Amina Exempelsson"})
    aktivitet: str = Field(json_schema_extra={"example": "Yrkessvenska"})
    dag: date = Field(json_schema_extra={"example": "2026-10-12"})
    fran: str = Field(json_schema_extra={"example": "09:00"})
    till: str = Field(json_schema_extra={"example": "12:00"})

    @classmethod
    def av(cls, rad: Listrad) -> Self:
        """From the row of the list."""
        return cls.model_validate(dict(zip(cls.model_fields, rad.celler, strict=True)), by_name=True)


class Narvarolista(Utdata):
    """A week's occasions to mark, in the order of time."""

    rader: list[ListradUt]
    lankar: Lankar = Field(alias="_links")
