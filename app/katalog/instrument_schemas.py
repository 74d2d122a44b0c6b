"""JSON of the instruments."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Lankar, LankUt
from app.core.schema_types import Heltal, Utdata
from app.katalog.instrument_bilder import Helhet, Rad
from app.katalog.instrument_modell import (
    Avser,
    Instrumentversion,
    Mal,
    Malslag,
    Respondent,
    Skala,
    Skaltyp,
    VersionStatus,
)
from app.katalog.instrument_states import Ursprung


class SkalvardeUt(Utdata):
    """One step of an ordered scale."""

    kod: str = Field(json_schema_extra={"example": "nej"})
    namn: str = Field(json_schema_extra={"example": "Nej"})


class SkalaUt(Utdata):
    """How an indicator is answered. ``ej_bedomd`` is always possible and is no step of the scale."""

    kod: str = Field(json_schema_extra={"example": "ja_nej"})
    typ: Skaltyp
    avser: Avser
    minst: Heltal | None = Field(None, json_schema_extra={"example": 0})
    storst: Heltal | None = Field(None, json_schema_extra={"example": 10})
    varden: list[SkalvardeUt] = []
    underlag_kravs: list[Heltal | str] = Field([], json_schema_extra={"example": []})

    @classmethod
    def av(cls, skala: Skala) -> Self:
        """From the instrument."""
        egna = [SkalvardeUt(kod=v.kod, namn=v.namn) for v in skala.varden]
        if skala.typ is Skaltyp.JA_NEJ:
            egna = [SkalvardeUt(kod=v, namn=v.capitalize()) for v in skala.tillatna]
        return cls(
            kod=skala.kod,
            typ=skala.typ,
            avser=skala.avser,
            minst=skala.minst,
            storst=skala.storst,
            varden=egna,
            underlag_kravs=list(skala.underlag_kravs),
        )


class NivaUt(Utdata):
    """One level, lowest first; ``skyddad`` is shown by its own permission only (DP-27)."""

    kod: str = Field(json_schema_extra={"example": "orange"})
    namn: str = Field(json_schema_extra={"example": "Orange"})
    text: str = Field(json_schema_extra={"example": "Förberedande insatser; praktik, språk"})
    skyddad: bool
    farg: str | None = Field(None, json_schema_extra={"example": "#ef7d00"})


class OmradeUt(Utdata):
    """One area."""

    kod: str = Field(json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    stavningar: list[str] = Field([], json_schema_extra={"example": []})


class IndikatorUt(Utdata):
    """What is looked at, and on which scale."""

    kod: str = Field(json_schema_extra={"example": "muntliga_instruktioner"})
    text: str = Field(json_schema_extra={"example": "Förmåga att ta emot muntliga instruktioner."})
    skala: str = Field(json_schema_extra={"example": "ja_nej"})


class MalUt(Utdata):
    """Goal and indicators of one area; ``nivaHarledd``: the source does not say which level."""

    omrade: str = Field(json_schema_extra={"example": "sprak"})
    niva: str | None = Field(None, json_schema_extra={"example": "gul"})
    niva_harledd: bool
    slag: Malslag | None = None
    text: str | None = Field(None, json_schema_extra={"example": "Att uppnå en grundläggande nivå av svenska."})
    indikatorer: list[IndikatorUt]

    @classmethod
    def av(cls, mal: Mal) -> Self:
        """From the instrument."""
        return cls.model_validate(mal)


class HarledningUt(Utdata):
    """Something that the source does not say, and why the version says it."""

    galler: str = Field(json_schema_extra={"example": "skala"})
    text: str = Field(json_schema_extra={"example": "Källan säger inte hur en indikator bedöms."})


class InstrumentversionUt(Utdata):
    """One version; a published one never changes, which ``kontrollsumma`` shows."""

    version: Heltal = Field(json_schema_extra={"example": 1})
    ursprung: Ursprung
    status: VersionStatus
    kontrollsumma: str = Field(json_schema_extra={"example": "e66ea023a896196602bcc262d3c3cba5"})
    axel: str | None = Field(None, json_schema_extra={"example": "Självständighet, ansvar, motivation, kompetens"})
    respondenter: list[Respondent]
    intervall_dagar: Heltal | None = Field(None, json_schema_extra={"example": 30})
    skalor: list[SkalaUt]
    nivaer: list[NivaUt]
    omraden: list[OmradeUt]
    mal: list[MalUt]
    harledningar: list[HarledningUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, v: Instrumentversion, ursprung: Ursprung, adress: str) -> Self:
        """From the instrument."""
        return cls(
            version=v.version,
            ursprung=ursprung,
            lankar={"self": LankUt(href=adress, method="GET")},
            status=v.status,
            kontrollsumma=v.kontrollsumma,
            axel=v.axel,
            respondenter=list(v.respondenter),
            intervall_dagar=v.intervall_dagar,
            skalor=[SkalaUt.av(s) for s in v.skalor],
            nivaer=[NivaUt.model_validate(n) for n in v.nivaer],
            omraden=[OmradeUt.model_validate(o) for o in v.omraden],
            mal=[MalUt.av(m) for m in v.mal],
            harledningar=[HarledningUt.model_validate(h) for h in v.harledningar],
        )


class InstrumentRad(Utdata):
    """An instrument in a list; ``publiceradVersion`` is what is measured with now, ``namndId`` whose own it is."""

    kod: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    namn: str = Field(json_schema_extra={"example": "Programmodellen"})
    agare: str = Field(json_schema_extra={"example": "Eskilstuna kommun"})
    publicerad_version: Heltal | None = Field(None, json_schema_extra={"example": 1})
    utkast_version: Heltal | None = Field(None, json_schema_extra={"example": 2})
    namnd_id: UUID | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Rad, adress: str) -> Self:
        """Row of an instrument."""
        return cls(
            kod=rad.kod,
            namn=rad.namn,
            agare=rad.agare,
            publicerad_version=rad.galler,
            utkast_version=rad.utkast,
            namnd_id=rad.namnd_id,
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class Instrumentlista(Utdata):
    """All instruments, by code."""

    instrument: list[InstrumentRad]
    lankar: Lankar = Field(alias="_links")


class InstrumentUt(Utdata):
    """An instrument with the versions that are or were measured with; ``version`` is the newest number there is."""

    kod: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    namn: str = Field(json_schema_extra={"example": "Programmodellen"})
    agare: str = Field(json_schema_extra={"example": "Eskilstuna kommun"})
    kalla: str = Field(json_schema_extra={"example": "Från lokal plikt till nationellt krav, Eskilstuna kommun"})
    version: Heltal = Field(json_schema_extra={"example": 1})
    publicerad_version: Heltal | None = Field(None, json_schema_extra={"example": 1})
    utkast_version: Heltal | None = Field(None, json_schema_extra={"example": 2})
    namnd_id: UUID | None = None
    versioner: list[InstrumentversionUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, h: Helhet, adress: str, fraga: str) -> Self:
        """The whole instrument; ``fraga`` is what its addresses end with for this caller."""
        bararen: Any = h.instrument or h.egna[-1]
        matta = h.instrument.versioner if h.instrument else ()
        galler = h.instrument.publicerad if h.instrument else None
        lankar = {"self": LankUt(href=adress + fraga, method="GET")}
        if h.utkast is not None:
            lankar["utkast"] = LankUt(href=f"{adress}/versioner/{h.utkast.nummer}", method="GET")
        return cls(
            kod=h.kod,
            namn=bararen.namn,
            agare=bararen.agare,
            kalla=bararen.kalla,
            version=max(h.nummer),
            publicerad_version=galler.version if galler else None,
            utkast_version=h.utkast.nummer if h.utkast else None,
            namnd_id=h.namnd_id,
            versioner=[
                InstrumentversionUt.av(v, ursprung(h, v.version), f"{adress}/versioner/{v.version}{fraga}")
                for v in matta
            ],
            lankar=lankar,
        )


def ursprung(h: Helhet, nummer: int) -> Ursprung:
    """Whose a version is."""
    return Ursprung.NAMNDEN if h.egen(nummer) is not None else Ursprung.LEVERERAD
