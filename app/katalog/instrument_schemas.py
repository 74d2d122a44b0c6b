"""JSON of the instruments."""

from typing import Self

from pydantic import Field

from app.core.representations import Lankar, LankUt
from app.core.schema_types import Heltal, Utdata
from app.katalog.instrument_modell import (
    Avser,
    Instrument,
    Instrumentversion,
    Mal,
    Malslag,
    Respondent,
    Skala,
    Skaltyp,
    VersionStatus,
)


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

    @classmethod
    def av(cls, v: Instrumentversion) -> Self:
        """From the instrument."""
        return cls(
            version=v.version,
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
    """An instrument in a list."""

    kod: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    namn: str = Field(json_schema_extra={"example": "Programmodellen"})
    agare: str = Field(json_schema_extra={"example": "Eskilstuna kommun"})
    publicerad_version: Heltal | None = Field(None, json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, instrument: Instrument, adress: str) -> Self:
        """Row of an instrument."""
        return cls(
            kod=instrument.kod,
            namn=instrument.namn,
            agare=instrument.agare,
            publicerad_version=instrument.publicerad.version if instrument.publicerad else None,
            lankar={"self": LankUt(href=adress, method="GET")},
        )


class Instrumentlista(Utdata):
    """All instruments, by code."""

    instrument: list[InstrumentRad]
    lankar: Lankar = Field(alias="_links")


class InstrumentUt(Utdata):
    """An instrument with all its versions; ``version`` is the newest one's number, also in the ETag."""

    kod: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    namn: str = Field(json_schema_extra={"example": "Programmodellen"})
    agare: str = Field(json_schema_extra={"example": "Eskilstuna kommun"})
    kalla: str = Field(json_schema_extra={"example": "Från lokal plikt till nationellt krav, Eskilstuna kommun"})
    version: Heltal = Field(json_schema_extra={"example": 1})
    versioner: list[InstrumentversionUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, instrument: Instrument, adress: str) -> Self:
        """The whole instrument."""
        return cls(
            kod=instrument.kod,
            namn=instrument.namn,
            agare=instrument.agare,
            kalla=instrument.kalla,
            version=instrument.versioner[-1].version,
            versioner=[InstrumentversionUt.av(v) for v in instrument.versioner],
            lankar={"self": LankUt(href=adress, method="GET")},
        )
