"""JSON of the material that was handed over, with what is known since."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Tidpunkt, Utdata
from app.flode.avvikelse.models import Avvikelseunderlag
from app.flode.avvikelse.states import Avvikelsekalla, Avvikelsesort
from app.flode.avvikelse.underlag import Rattad, Underlagsbild, kommuniceringstext
from app.flode.narvaro.states import Franvaroorsak, InstalltAv, Narvaroutfall, TillfalleStatus

SUMMA = "SHA-256 av innehall som JSON med namnen i ordning, utan blanksteg, i UTF-8"
UTKAST = "Utkast till material för en kommunicering (AK-22); handläggaren väger, nämnden beslutar"


class FrystAvvikelse(Utdata):
    """What it was."""

    id: UUID
    bestallning_id: UUID
    sort: Avvikelsesort
    kalla: Avvikelsekalla
    text: str | None = Field(None, json_schema_extra={"example": "Har uteblivit två måndagar."})
    atgard: str | None = Field(None, json_schema_extra={"example": "Samtal på torsdag."})


class FrystUppgift(Utdata):
    """One word on an occasion."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    rattar_id: UUID | None = None
    rattelse_skal: str | None = Field(None, json_schema_extra={"example": "Fel person markerades."})
    blev_av: bool
    utfall: Narvaroutfall | None = Field(None, json_schema_extra={"example": "franvaro_ogiltig"})
    installt_av: InstalltAv | None = Field(None, json_schema_extra={"example": "utforare"})
    narvarande_fran: str | None = Field(None, json_schema_extra={"example": "09:20"})
    narvarande_till: str | None = Field(None, json_schema_extra={"example": "12:00"})
    missade_minuter: int = Field(json_schema_extra={"example": 180})
    avviker: bool
    orsak: Franvaroorsak | None = Field(None, json_schema_extra={"example": "annat"})
    text: str | None = Field(None, json_schema_extra={"example": "Hördes inte av."})
    registrerad: str = Field(json_schema_extra={"example": "2026-10-19T12:00:00Z"})
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})


class FrystTillfalle(Utdata):
    """One occasion and every word on it that was known; without any nobody had marked it (AK-20)."""

    tillfalle_id: UUID
    aktivitet: str = Field(json_schema_extra={"example": "Yrkessvenska"})
    kategori: Aktivitetskategori
    dag: date = Field(json_schema_extra={"example": "2026-10-19"})
    fran: str = Field(json_schema_extra={"example": "09:00"})
    till: str = Field(json_schema_extra={"example": "12:00"})
    status: TillfalleStatus
    uppgifter: list[FrystUppgift]


class FrystRedogorelse(Utdata):
    """What the person had said, or why that could not be had."""

    hord: bool
    text: str = Field(json_schema_extra={"example": "Bussen gick inte."})
    datum: date = Field(json_schema_extra={"example": "2026-10-21"})
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})


class Innehall(Utdata):
    """What was handed over, as it was then."""

    avvikelse: FrystAvvikelse
    tillfallen: list[FrystTillfalle]
    redogorelser: list[FrystRedogorelse]


class RattadUt(Utdata):
    """An occasion that something was said of after the hand-over."""

    tillfalle_id: UUID
    nummer: int = Field(description="Den senaste uppgiftens nummer", json_schema_extra={"example": 2})
    registrerad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Rattad, rot: str) -> Self:
        """With the way to what is said now."""
        lank = {"self": LankUt(href=f"{rot}/tillfallen/{rad.tillfalle_id}", method="GET")}
        return cls(tillfalle_id=rad.tillfalle_id, nummer=rad.nummer, registrerad=rad.registrerad, lankar=lank)


class UnderlagRad(Utdata):
    """One hand-over."""

    nummer: int = Field(json_schema_extra={"example": 1})
    lamnat: Tidpunkt
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})
    kontrollsumma: str = Field(description=SUMMA, json_schema_extra={"example": "9f86d081884c7d65"})

    @classmethod
    def rad(cls, u: Avvikelseunderlag) -> "UnderlagRad":
        """From the stored row."""
        return UnderlagRad(nummer=u.nummer, lamnat=u.lamnat, person=u.person, kontrollsumma=u.kontrollsumma)


class UnderlagUt(UnderlagRad):
    """The material of one hand-over, what was corrected after it, and the other hand-overs."""

    innehall: Innehall
    rattad_efter: list[RattadUt]
    ovriga: list[UnderlagRad]
    kommuniceringsutkast: str = Field(description=UTKAST, json_schema_extra={"example": "Det här har rapporterats: …"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bild: Underlagsbild, rot: str) -> Self:
        """From the stored rows; ``rot`` is the address of the order."""
        u = bild.underlag
        avvikelse = f"{rot}/avvikelser/{u.avvikelse_id}"
        lank = {
            "self": LankUt(href=f"{avvikelse}/underlag?nummer={u.nummer}", method="GET"),
            "avvikelse": LankUt(href=avvikelse, method="GET"),
        }
        return cls(
            **UnderlagRad.rad(u).model_dump(by_alias=False),
            innehall=Innehall.model_validate(u.innehall),
            rattad_efter=[RattadUt.av(r, rot) for r in bild.rattade],
            ovriga=[UnderlagRad.rad(annat) for annat in bild.alla if annat.nummer != u.nummer],
            kommuniceringsutkast=kommuniceringstext(u.innehall),
            lankar=lank,
        )
