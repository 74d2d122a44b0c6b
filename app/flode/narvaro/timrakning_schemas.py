"""JSON of the hours, and which time is asked for."""

import re
from datetime import date, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.paging import Sidfraga
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import FORSTA_AR, SISTA_AR, Datum, KortText, ManadStr, ParameterBool, Utdata
from app.flode.narvaro.narvarolista import veckans_dagar
from app.flode.narvaro.timlasning import Ordersumma, Persontimmar, Timrakning
from app.flode.narvaro.timrakning import Delar, Summa, Summor, Tid, Timrad, Timslag, Utfallspass, manad_med, vecka_med

LANGST = timedelta(days=366)
_VECKA = re.compile(r"[0-9]{4}-W[0-9]{2}")


def _manad(manad: str | None, idag: date) -> Tid:
    return manad_med(idag if manad is None else date.fromisoformat(f"{manad}-01"))


class Manadsfraga(BaseModel):
    """Which month; the present one when none is named."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    manad: ManadStr | None = Field(None, description="Kalendermånad; utelämnad: den som pågår")

    def tid(self, idag: date) -> Tid:
        """Its days."""
        return _manad(self.manad, idag)


class Timfraga(Manadsfraga):
    """A week, a month or some days; the present month when none is named."""

    vecka: KortText | None = Field(
        None, description="ISO-vecka", json_schema_extra={"example": "2026-W42", "pattern": "^[0-9]{4}-W[0-9]{2}$"}
    )
    fran: Datum | None = Field(None, description="Första dagen, tillsammans med tom")
    tom: Datum | None = Field(None, description="Sista dagen, högst ett år efter den första")

    def tid(self, idag: date) -> Tid:
        """Its days; raises ``OgiltigtInnehall`` when they cannot be."""
        dagar = self.fran is not None or self.tom is not None
        if sum((dagar, self.vecka is not None, self.manad is not None)) > 1:
            raise _fel("manad", "en_period", "Ange vecka, månad eller fran och tom, inte flera av dem.")
        if self.vecka is not None:
            return _veckan(self.vecka)
        return self._dagar() if dagar else _manad(self.manad, idag)

    def _dagar(self) -> Tid:
        if self.fran is None or self.tom is None:
            raise _fel("tom", "saknas", "Ange både fran och tom.")
        if not self.fran <= self.tom <= self.fran + LANGST:
            raise _fel("tom", "period", "Den sista dagen ska ligga högst ett år efter den första, och inte före den.")
        return Tid(f"{self.fran}–{self.tom}", self.fran, self.tom)


def _veckan(vecka: str) -> Tid:
    if not _VECKA.fullmatch(vecka) or not FORSTA_AR < int(vecka[:4]) < SISTA_AR:
        raise _fel("vecka", "vecka", "En vecka skrivs ÅÅÅÅ-Wvv, till exempel 2026-W42.")
    return vecka_med(veckans_dagar(vecka, date.min)[0])


def _fel(falt: str, kod: str, text: str) -> OgiltigtInnehall:
    return OgiltigtInnehall(text, fel=[Faltfel(falt, kod, text)])


class Timfilter(Sidfraga):
    """Which month, and whose."""

    manad: ManadStr | None = Field(None, description="Kalendermånad; utelämnad: den som pågår")
    egna: ParameterBool = False

    def tid(self, idag: date) -> Tid:
        """The month's days."""
        return _manad(self.manad, idag)


class DelarUt(Utdata):
    """Minutes of the occasions of a category, part by part; ``kommande`` is of the unmarked."""

    antal: int = Field(json_schema_extra={"example": 4})
    planerat: int = Field(json_schema_extra={"example": 720})
    narvaro: int = Field(json_schema_extra={"example": 500})
    missat: int = Field(json_schema_extra={"example": 40})
    giltig_franvaro: int = Field(json_schema_extra={"example": 180})
    ogiltig_franvaro: int = Field(json_schema_extra={"example": 0})
    omarkerat: int = Field(json_schema_extra={"example": 0})
    kommande: int = Field(json_schema_extra={"example": 0})
    installt: int = Field(json_schema_extra={"example": 0})
    installt_av_deltagare: int = Field(json_schema_extra={"example": 0})

    @classmethod
    def av(cls, delar: Delar) -> Self:
        """From the counted parts."""
        return cls.model_validate(delar)


class KategoriUt(DelarUt):
    """The same with the category (AK-11); own job search stands apart (AK-12)."""

    kategori: Aktivitetskategori


_DELAR = tuple(DelarUt.model_fields)


def kategorier(summor: Summor) -> list[KategoriUt]:
    """Each category that has occasions."""
    return [
        KategoriUt(kategori=Aktivitetskategori(k), **{namn: getattr(d, namn) for namn in _DELAR})
        for k, d in summor.per_kategori.items()
    ]


class SummaUt(Utdata):
    """One sum in minutes, how it came about, and the rule."""

    slag: Timslag
    minuter: int = Field(json_schema_extra={"example": 720})
    forklaring: str = Field(json_schema_extra={"example": "4 tillfällen i de fyra anvisade kategorierna (sprak 4)."})
    antal: int | None = Field(None, description="Antal tillfällen", json_schema_extra={"example": 4})
    regel: str | None = Field(None, json_schema_extra={"example": "AK-11"})

    @classmethod
    def av(cls, summa: Summa) -> Self:
        """From the counted sum."""
        return cls.model_validate(summa)


class TimradUt(Utdata):
    """The sums of a week, a month or some days, each explained."""

    period: str = Field(json_schema_extra={"example": "2026-W42"})
    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date = Field(json_schema_extra={"example": "2026-10-18"})
    summor: list[SummaUt]
    kategorier: list[KategoriUt]

    @classmethod
    def av(cls, rad: Timrad) -> Self:
        """From the counted row."""
        return cls(
            period=rad.tid.namn,
            fran=rad.tid.fran,
            tom=rad.tid.tom,
            summor=[SummaUt.av(s) for s in rad.forklarade],
            kategorier=kategorier(rad.summor),
        )


class PassUt(Utdata):
    """One occasion and in which sum it lies."""

    tillfalle_id: UUID
    bestallning_id: UUID
    dag: date = Field(json_schema_extra={"example": "2026-10-12"})
    kategori: Aktivitetskategori
    minuter: int = Field(json_schema_extra={"example": 180})
    slag: Timslag = Field(json_schema_extra={"example": "narvaro"})
    missade_minuter: int = Field(json_schema_extra={"example": 10})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, p: Utfallspass, rot: str) -> Self:
        """From the counted occasion; ``rot`` is the path of the orders."""
        return cls(
            tillfalle_id=p.id,
            bestallning_id=p.bestallning_id,
            dag=p.dag,
            kategori=Aktivitetskategori(p.kategori),
            minuter=p.minuter,
            slag=p.del_,
            missade_minuter=p.missade_minuter if p.del_ is Timslag.NARVARO else 0,
            lankar={"tillfalle": LankUt(href=f"{rot}/{p.bestallning_id}/tillfallen/{p.id}", method="GET")},
        )


class TimrakningUt(Utdata):
    """The hours of an order: of the time asked for, and of the whole ISO weeks and months that it touches."""

    bestallning_id: UUID
    summa: TimradUt
    veckor: list[TimradUt] = Field(description="Hela ISO-veckor som perioden rör")
    manader: list[TimradUt] = Field(description="Hela kalendermånader som perioden rör")
    tillfallen: list[PassUt] = Field(description="Varje tillfälle i perioden och i vilken summa det ingår")
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bestallning_id: UUID, t: Timrakning, adress: str, rot: str) -> Self:
        """From what was counted."""
        return cls(
            bestallning_id=bestallning_id,
            summa=TimradUt.av(t.summa),
            veckor=[TimradUt.av(rad) for rad in t.veckor],
            manader=[TimradUt.av(rad) for rad in t.manader],
            tillfallen=[PassUt.av(p, rot) for p in t.passen],
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class OrderdelUt(Utdata):
    """What one order adds to a person's hours."""

    bestallning_id: UUID
    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    kategorier: list[KategoriUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, o: Ordersumma, rot: str, fraga: str) -> Self:
        """From the counted order."""
        lank = {"timrakning": LankUt(href=f"{rot}/{o.id}/timrakning?{fraga}", method="GET")}
        return cls(bestallning_id=o.id, nummer=o.nummer, kategorier=kategorier(o.summor), lankar=lank)


class PersontimmarUt(Utdata):
    """A person's hours of a month over all orders, against the assessment behind the beslut in force."""

    arende_id: UUID
    summa: TimradUt
    bestallningar: list[OrderdelUt]
    tillfallen: list[PassUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, p: Persontimmar, adress: str, rot: str) -> Self:
        """From what was counted."""
        return cls(
            arende_id=p.arende_id,
            summa=TimradUt.av(p.summa),
            bestallningar=[OrderdelUt.av(o, rot, f"manad={p.summa.tid.namn}") for o in p.ordrar],
            tillfallen=[PassUt.av(ett, rot) for ett in p.passen],
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class TimrakningRad(Utdata):
    """The hours of an order in a list: minutes and nothing else of the person (DP-03, DP-15)."""

    bestallning_id: UUID
    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    anvisat: DelarUt = Field(description="De fyra anvisade kategorierna tillsammans (AK-11)")
    kategorier: list[KategoriUt]
    krav: int = Field(json_schema_extra={"example": 4500})
    eget_jobbsokande: int = Field(json_schema_extra={"example": 300})
    narvaromal: int = Field(json_schema_extra={"example": 4200})
    planeringsskillnad: int = Field(json_schema_extra={"example": 0})
    narvaroskillnad: int = Field(json_schema_extra={"example": -180})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, o: Ordersumma, rot: str, manad: str) -> Self:
        """From the counted order."""
        s = o.summor
        return cls(
            bestallning_id=o.id,
            nummer=o.nummer,
            anvisat=DelarUt.av(s.anvisat),
            kategorier=kategorier(s),
            krav=s.kravet.krav,
            eget_jobbsokande=s.kravet.eget,
            narvaromal=s.kravet.mal,
            planeringsskillnad=s.planeringsskillnad,
            narvaroskillnad=s.narvaroskillnad,
            lankar={"timrakning": LankUt(href=f"{rot}/{o.id}/timrakning?manad={manad}", method="GET")},
        )


class Timrakningar(Lista):
    """One page of the hours of a nämnd's orders."""

    timrakningar: list[TimrakningRad]
