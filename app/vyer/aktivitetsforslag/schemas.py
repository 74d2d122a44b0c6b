"""JSON of an aktivitetsförslag."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Datum, Indata, KortText, Utdata
from app.vyer.aktivitetsforslag.rangordning import Bortfallen, Ordning, Person, Rangordnad, Skal

NAMN = "Öppen förskola med svenska"
ATT_VETA = "Förslaget sparas inte. Rangordningen är ett stöd; handläggaren avgör tillsammans med personen (DP-31)."
INGET = (
    "Inget i utbudet passar nu. Notera en aktivitetsbrist för månaden: det är kommunens brist, inte personens (AK-10)."
)


class Forslagsbegaran(Indata):
    """From which day, for which categories, and at which level where none is measured."""

    fran: Datum | None = Field(None, description="Utelämnad: i dag", json_schema_extra={"example": "2026-10-19"})
    kategorier: Annotated[list[Aktivitetskategori], Field(max_length=5)] = Field(
        [], description="Utelämnad: alla", json_schema_extra={"example": ["sprak"]}
    )
    niva: KortText | None = Field(
        None, description="Används när ingen nivå är mätt", json_schema_extra={"example": "orange"}
    )


class SkalUt(Utdata):
    """One reason, its rule, and what it weighs in the order."""

    kod: str = Field(json_schema_extra={"example": "sprak_passar"})
    text: str = Field(json_schema_extra={"example": "Finns på arabiska."})
    regel: str | None = Field(None, json_schema_extra={"example": "AK-39"})
    lagrum: str | None = Field(None, json_schema_extra={"example": "12 kap. 2 § SFB"})
    vikt: int = Field(json_schema_extra={"example": 3})

    @classmethod
    def av(cls, skal: Skal) -> Self:
        """From the computed reason."""
        return cls(kod=skal.kod, text=skal.text, regel=skal.regel, lagrum=skal.lagrum, vikt=skal.vikt)


class ForslagenUt(Utdata):
    """An aktivitet that is proposed; ``rang`` counts from 1."""

    rang: int = Field(json_schema_extra={"example": 1})
    summa: int = Field(json_schema_extra={"example": 9})
    aktivitet_id: UUID
    namn: str = Field(json_schema_extra={"example": NAMN})
    kategori: Aktivitetskategori
    lediga_platser: int | None = Field(None, json_schema_extra={"example": 3})
    skal: list[SkalUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rang: int, rad: Rangordnad, aktiviteter: str, bokningar: str) -> Self:
        """From the computed row; the addresses are those of the catalogue and of the person's bookings."""
        k = rad.kandidat
        return cls(
            rang=rang,
            summa=rad.summa,
            aktivitet_id=k.id,
            namn=k.namn,
            kategori=k.kategori,
            lediga_platser=k.lediga,
            skal=[SkalUt.av(s) for s in rad.skal],
            lankar={
                "aktivitet": LankUt(href=f"{aktiviteter}/{k.id}", method="GET"),
                "boka": LankUt(href=bokningar, method="POST"),
            },
        )


class BortfallenUt(Utdata):
    """An aktivitet that is not proposed, and why."""

    aktivitet_id: UUID
    namn: str = Field(json_schema_extra={"example": NAMN})
    skal: list[SkalUt]

    @classmethod
    def av(cls, rad: Bortfallen) -> Self:
        """From the computed row."""
        return cls(aktivitet_id=rad.kandidat.id, namn=rad.kandidat.namn, skal=[SkalUt.av(s) for s in rad.skal])


class UnderlagUt(Utdata):
    """What the order rests on."""

    fran: date = Field(json_schema_extra={"example": "2026-10-19"})
    utfall: str | None = Field(
        None, description="Den senast fastställda bedömningens", json_schema_extra={"example": "omfattas"}
    )
    minuter_per_vecka: int | None = Field(
        None, description="Bedömd tid utan eget jobbsökande", json_schema_extra={"example": 1500}
    )
    niva: str | None = Field(None, json_schema_extra={"example": "orange"})
    barn_under_atta: bool
    fk_besked: bool = Field(description="Försäkringskassan har svarat så att det går att planera")

    @classmethod
    def av(cls, person: Person, utfall: str | None) -> Self:
        """From the facts."""
        return cls(
            fran=person.start,
            utfall=utfall,
            minuter_per_vecka=person.minuter,
            niva=person.niva,
            barn_under_atta=person.barn_under_atta,
            fk_besked=person.fk_svar is not None,
        )


class AktivitetsforslagUt(Utdata):
    """What is proposed, best first, what fell out, and what it rests on; ``flerFinns``: not all was looked at."""

    att_veta: str = Field(json_schema_extra={"example": ATT_VETA})
    forslag: list[ForslagenUt]
    bortfall: list[BortfallenUt]
    underlag: UnderlagUt
    fler_finns: bool
    hanvisning: str | None = Field(None, json_schema_extra={"example": INGET})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, ordning: Ordning, underlag: UnderlagUt, adresser: tuple[str, str], *, fler_finns: bool) -> Self:
        """From the computed order; ``adresser`` are those of the ärende and of the catalogue."""
        arende, aktiviteter = adresser
        lankar = {"arende": LankUt(href=arende, method="GET"), "utbud": LankUt(href=aktiviteter, method="GET")}
        if not ordning.forslag:
            lankar["aktivitetsbrister"] = LankUt(href=f"{arende}/aktivitetsbrister", method="POST")
        return cls(
            att_veta=ATT_VETA,
            forslag=[
                ForslagenUt.av(i, rad, aktiviteter, f"{arende}/platsbokningar")
                for i, rad in enumerate(ordning.forslag, 1)
            ],
            bortfall=[BortfallenUt.av(b) for b in ordning.bortfall],
            underlag=underlag,
            fler_finns=fler_finns,
            hanvisning=None if ordning.forslag else INGET,
            lankar=lankar,
        )
