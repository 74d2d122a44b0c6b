"""JSON of occasions and of what is reported of them, one at a time."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.veckotid import klockslag, minuter_av
from app.core.concealment import ROJER
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Identitet, Indata, KortText, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.core.week_times import PASS_BAKVANT, Klockslag
from app.flode.narvaro.models import Narvarouppgift, Tillfalle
from app.flode.narvaro.states import Franvaroorsak, InstalltAv, Narvaroutfall, TillfalleStatus
from app.flode.narvaro.uppgifter import Enstaka, Utsaga

EN_AKTIVITET = falttext("en_aktivitet", "Ange en aktivitet ur planen, eller namn och kategori.")
INGEN_DIAGNOS = "Vad som hände, med få ord. Skriv inga diagnoser."
TEXT: dict[str, Any] = {"example": "Meddelade i förväg."}


class NyttTillfalle(Indata):
    """A single occasion: of an activity in the plan in force, or with a name and category of its own."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "dag": "2026-10-21",
                "fran": "09:00",
                "till": "12:00",
                "skal": "Studiebesök på äldreboendet.",
                "aktivitet": "Studiebesök",
                "kategori": "arbetsplatsforlagd",
            }
        }
    )

    dag: Datum = Field(json_schema_extra={"example": "2026-10-21"})
    fran: Klockslag = Field(json_schema_extra={"example": "09:00"})
    till: Klockslag = Field(json_schema_extra={"example": "12:00"})
    skal: LangText = Field(json_schema_extra={"example": "Studiebesök på äldreboendet."})
    planaktivitet_id: Identitet | None = None
    aktivitet: KortText | None = Field(None, json_schema_extra={"example": "Studiebesök"})
    kategori: Aktivitetskategori | None = None

    @model_validator(mode="after")
    def _hel(self) -> Self:
        if self.till <= self.fran:
            raise faltundantag(PASS_BAKVANT)
        egen = self.aktivitet is not None and self.kategori is not None
        if egen == (self.planaktivitet_id is not None) or (self.aktivitet is None) != (self.kategori is None):
            raise faltundantag(EN_AKTIVITET)
        return self

    def enstaka(self) -> Enstaka:
        """As the act takes it: times in minutes."""
        return Enstaka(
            dag=self.dag,
            fran=minuter_av(self.fran),
            till=minuter_av(self.till),
            skal=self.skal,
            planaktivitet_id=self.planaktivitet_id,
            aktivitet=self.aktivitet or "",
            kategori=self.kategori.value if self.kategori else "",
        )


class _Orsak(Indata):
    orsak: Franvaroorsak | None = None
    text: LangText | None = Field(None, description=INGEN_DIAGNOS, json_schema_extra=TEXT)


class _Narvaro(_Orsak):
    """Times are by the clock on the wall; present without times is present all the time."""

    utfall: Narvaroutfall = Field(json_schema_extra={"example": "sen"})
    narvarande_fran: Klockslag | None = Field(None, json_schema_extra={"example": "09:20"})
    narvarande_till: Klockslag | None = Field(None, json_schema_extra={"example": "12:00"})
    utanfor_tiden: Bool = Field(default=False, description="Närvaron ligger utanför tillfällets tid, och det stämmer")

    def utsaga(self) -> Utsaga:
        """What is said."""
        return Utsaga(
            utfall=self.utfall,
            fran=_minuter(self.narvarande_fran),
            till=_minuter(self.narvarande_till),
            utanfor_tiden=self.utanfor_tiden,
            orsak=self.orsak,
            text=self.text,
        )


class _Installt(_Orsak):
    installt_av: InstalltAv = Field(json_schema_extra={"example": "utforare"})

    def utsaga(self) -> Utsaga:
        """What is said."""
        return Utsaga(blev_av=False, installt_av=self.installt_av, orsak=self.orsak, text=self.text)


def _minuter(tid: str | None) -> int | None:
    return None if tid is None else minuter_av(tid)


class Rapportera(_Narvaro):
    """It was held, and this is how the person attended."""

    typ: Literal["rapportera"]


class StallIn(_Installt):
    """It was not held, or will not be, and on whose account."""

    typ: Literal["stall_in"]


class Ratta(_Narvaro):
    """A correction: it was held."""

    typ: Literal["ratta"]
    rattelse_skal: LangText = Field(json_schema_extra={"example": "Fel person markerades."})


class RattaInstallt(_Installt):
    """A correction: it was not held."""

    typ: Literal["ratta_installt"]
    rattelse_skal: LangText = Field(json_schema_extra={"example": "Lektionen hölls aldrig."})


class Begar(Indata):
    """The kommun asks for the report or its correction, also when it is late."""

    typ: Literal["begar"]
    skal: LangText = Field(json_schema_extra={"example": "Behövs inför beslut."})


TillfalleHandelse = Annotated[Rapportera | StallIn | Ratta | RattaInstallt | Begar, Field(discriminator="typ")]


class UppgiftUt(Utdata):
    """One word on an occasion; the last one counts."""

    id: UUID
    tillfalle_id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    rattar_id: UUID | None = None
    rattelse_skal: str | None = Field(None, json_schema_extra={"example": "Fel person markerades."})
    blev_av: bool
    utfall: Narvaroutfall | None = Field(None, json_schema_extra={"example": "sen"})
    installt_av: InstalltAv | None = Field(None, json_schema_extra={"example": "utforare"})
    narvarande_fran: str | None = Field(None, json_schema_extra={"example": "09:20"})
    narvarande_till: str | None = Field(None, json_schema_extra={"example": "12:00"})
    missade_minuter: int = Field(json_schema_extra={"example": 20})
    avviker: bool = Field(description="Mer än 15 minuter missades, utan att det har bedömts som giltigt")
    orsak: Franvaroorsak | None = Field(None, json_schema_extra={"example": "vard_av_barn"})
    text: str | None = Field(None, json_schema_extra=TEXT)
    sen_inlamning: bool
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})

    @classmethod
    def av(cls, rad: Narvarouppgift) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields}
        for namn in ("narvarande_fran", "narvarande_till"):
            falt[namn] = None if falt[namn] is None else klockslag(falt[namn])
        return cls.model_validate(falt, by_name=True)


class TillfalleUt(Detalj):
    """An occasion; without ``narvaro`` nobody has marked it, which is not absence (AK-20)."""

    bestallning_id: UUID
    plan_id: UUID | None = None
    planaktivitet_id: UUID | None = None
    aktivitet: str = Field(json_schema_extra={"example": "Yrkessvenska"})
    kategori: Aktivitetskategori
    status: TillfalleStatus
    dag: date = Field(json_schema_extra={"example": "2026-10-21"})
    fran: str = Field(json_schema_extra={"example": "09:00"})
    till: str = Field(json_schema_extra={"example": "12:00"})
    skal: str | None = Field(None, json_schema_extra={"example": "Studiebesök på äldreboendet."})
    begard: Tidpunkt | None = None
    narvaro: UppgiftUt | None = None
    tidigare: list[UppgiftUt] = Field(default_factory=list, description="Det som har rättats, äldst först")

    @classmethod
    def av(cls, t: Tillfalle, uppgifter: list[Narvarouppgift], mojligheter: Mojligheter, adress: str) -> Self:
        """From the stored rows."""
        sagt = [UppgiftUt.av(u) for u in uppgifter]
        return cls(
            id=t.id,
            version=t.version,
            lankar=lankar(adress, mojligheter),
            hinder=hinder(mojligheter),
            bestallning_id=t.bestallning_id,
            plan_id=t.plan_id,
            planaktivitet_id=t.aktivitet_id,
            aktivitet=t.aktivitet,
            kategori=Aktivitetskategori(t.kategori),
            status=TillfalleStatus(t.status),
            dag=t.dag,
            fran=klockslag(t.fran),
            till=klockslag(t.till),
            skal=t.skal,
            begard=t.begard,
            narvaro=sagt[-1] if sagt else None,
            tidigare=sagt[:-1],
        )


class TillfalleRad(Utdata):
    """An occasion in a list: never how the person attended (DP-03); of a protected person not when (DP-15)."""

    id: UUID
    bestallning_id: UUID
    status: TillfalleStatus
    kategori: Aktivitetskategori | None = None
    dag: Annotated[date | None, ROJER] = Field(None, json_schema_extra={"example": "2026-10-21"})
    fran: Annotated[str | None, ROJER] = Field(None, json_schema_extra={"example": "09:00"})
    till: Annotated[str | None, ROJER] = Field(None, json_schema_extra={"example": "12:00"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, t: Tillfalle, adress: str) -> Self:
        """From the stored row."""
        return cls(
            id=t.id,
            bestallning_id=t.bestallning_id,
            status=TillfalleStatus(t.status),
            kategori=Aktivitetskategori(t.kategori),
            dag=t.dag,
            fran=klockslag(t.fran),
            till=klockslag(t.till),
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class Tillfallen(Lista):
    """One page of occasions."""

    tillfallen: list[TillfalleRad]


class UppgiftRad(Utdata):
    """That something was said of an occasion, by whom and when; what was said stands at the occasion (DP-03)."""

    id: UUID
    tillfalle_id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    rattar_id: UUID | None = None
    sen_inlamning: bool
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Narvarouppgift, adress: str) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"tillfalle": LankUt(href=f"{adress}/{rad.tillfalle_id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Narvarouppgifter(Lista):
    """One page of what has been said of an order's occasions."""

    narvarouppgifter: list[UppgiftRad]
