"""JSON of the beställning; its händelser stand in ``handelse_schemas``."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.parter import Part
from app.begrepp.sekretess import Frislapptfalt, Utlamnandegrund
from app.core.concealment import ROJER
from app.core.crypto import Krypto
from app.core.journal import Handelse
from app.core.representations import Detalj, HandelseUt, Lankar, LankUt, Lista, hinder, historia, lankar
from app.core.schema_types import Bool, Datum, Identitet, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import (
    FORKLARING,
    AvbojningsOrsak,
    Avslutsorsak,
    Avslutsslag,
    BestallningLage,
    BestallningStatus,
    Slutanteckningsorsak,
    Tillkomst,
    Underlagsslag,
)

UTFORARE = "01980000-0000-7000-8000-000000000022"
RESERV = "01980000-0000-7000-8000-000000000023"
KRAVDA = frozenset({"utforare_id", "onskad_start", "timmar_per_vecka", "mal", "erbjud_nasta"})
Reserver = Annotated[list[Identitet], Field(max_length=10)]
BESLUT = "0199d5b0-0000-7000-8000-000000000001"


class Referens(Indata):
    """The same order in another system."""

    system: KortText = Field(json_schema_extra={"example": "Lifecare"})
    typ: KortText = Field(json_schema_extra={"example": "bestallning"})
    id: KortText = Field(json_schema_extra={"example": "O-4711"})


def _lagrade(falt: dict[str, Any]) -> dict[str, Any]:
    """Ids in a list as they are stored."""
    reserver = falt.get("reservutforare")
    return falt if reserver is None else falt | {"reservutforare": [str(u) for u in reserver]}


class Bestallningsfalt(Indata):
    """What the kommun orders; no more than the assignment needs (DP-26)."""

    utforare_id: Identitet = Field(json_schema_extra={"example": UTFORARE})
    enhet: KortText | None = Field(None, json_schema_extra={"example": "klivet-centrum"})
    onskad_start: Datum = Field(json_schema_extra={"example": "2026-10-19"})
    onskat_slut: Datum | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    timmar_per_vecka: Annotated[PositivtHeltal, Field(le=40)] = Field(json_schema_extra={"example": 25})
    mal: LangText = Field(json_schema_extra={"example": "Praktik inom vård och yrkessvenska."})
    behov: LangText | None = Field(None, json_schema_extra={"example": "Språkstöd i början."})
    utlamnande_grund: Utlamnandegrund | None = Field(None, json_schema_extra={"example": "samtycke"})
    utlamnande_lagrum: KortText | None = Field(None, json_schema_extra={"example": "10 kap. 1 § OSL"})
    mottagare: KortText | None = Field(None, json_schema_extra={"example": "sven.samordnare"})
    externa_referenser: Annotated[list[Referens], Field(max_length=20)] = []
    reservutforare: Reserver = Field([], json_schema_extra={"example": [RESERV]})
    erbjud_nasta: Bool = False

    def falt(self, *, satta: bool = False) -> dict[str, Any]:
        """Fields by internal names; only those given when ``satta``."""
        ut = {n: getattr(self, n) for n in type(self).model_fields if not satta or n in self.model_fields_set}
        if "externa_referenser" in ut:
            ut["externa_referenser"] = [r.model_dump() for r in self.externa_referenser]
        return _lagrade(ut)

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.onskat_slut is not None and self.onskat_slut < self.onskad_start:
            raise ValueError("onskatSlut ligger före onskadStart")
        return self


class NyBestallning(Bestallningsfalt):
    """Draft an order that rests on a beslut."""

    beslut_id: Identitet = Field(json_schema_extra={"example": BESLUT})


class AndradeFalt(Indata):
    """Fields of a draft that change; only the given ones do."""

    utforare_id: Identitet | None = Field(None, json_schema_extra={"example": UTFORARE})
    enhet: KortText | None = Field(None, json_schema_extra={"example": "klivet-centrum"})
    onskad_start: Datum | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    onskat_slut: Datum | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    timmar_per_vecka: Annotated[PositivtHeltal, Field(le=40)] | None = Field(None, json_schema_extra={"example": 20})
    mal: LangText | None = Field(None, json_schema_extra={"example": "Praktik inom vård."})
    behov: LangText | None = Field(None, json_schema_extra={"example": "Språkstöd i början."})
    utlamnande_grund: Utlamnandegrund | None = Field(None, json_schema_extra={"example": "samtycke"})
    utlamnande_lagrum: KortText | None = Field(None, json_schema_extra={"example": "10 kap. 1 § OSL"})
    mottagare: KortText | None = Field(None, json_schema_extra={"example": "sven.samordnare"})
    reservutforare: Reserver | None = Field(None, json_schema_extra={"example": [RESERV]})
    erbjud_nasta: Bool | None = None

    def falt(self) -> dict[str, Any]:
        """The given fields by internal names."""
        return _lagrade({n: getattr(self, n) for n in self.model_fields_set})

    @model_validator(mode="after")
    def _kravda(self) -> Self:
        tomda = {n for n in self.model_fields_set if getattr(self, n) is None}
        if tomda & KRAVDA or not self.model_fields_set:
            raise ValueError("ett obligatoriskt fält kan inte tömmas")
        return self


class DeltagareUt(Utdata):
    """What is released of the person (DP-26)."""

    fornamn: str | None = Field(None, json_schema_extra={"example": "Amina"})
    efternamn: str | None = Field(None, json_schema_extra={"example": "Exempelsson"})
    personnummer: str | None = Field(None, json_schema_extra={"example": "198502139804"})
    telefon: str | None = Field(None, json_schema_extra={"example": "070-1740605"})
    epost: str | None = Field(None, json_schema_extra={"example": "amina@example.se"})
    adress: str | None = Field(None, json_schema_extra={"example": "Provgatan 1, 632 20 Eskilstuna"})
    sprak: str | None = Field(None, json_schema_extra={"example": "arabiska"})
    tolkbehov: bool | None = None
    anpassningar: str | None = Field(None, json_schema_extra={"example": "Behöver hiss."})


class FrislappandeUt(Utdata):
    """What was released of a protected person, by whom, to whom and on which ground; for the nämnd (DP-15)."""

    av: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    tid: Tidpunkt
    skal: str = Field(json_schema_extra={"example": "Prövat; mottagaren behöver uppgiften och kan skydda den."})
    lagrum: str | None = Field(None, json_schema_extra={"example": "10 kap. 1 § OSL"})
    falt: list[Frislapptfalt]

    @classmethod
    def om(cls, b: Bestallning) -> Self | None:
        """Of a released order."""
        if b.frislappt_av is None or b.frislappt is None:
            return None
        falt = [Frislapptfalt(f) for f in b.frislappta_falt or ()]
        return cls(
            av=b.frislappt_av, tid=b.frislappt, skal=b.frislappt_skal or "", lagrum=b.frislappt_lagrum, falt=falt
        )


class BestallningUt(Detalj):
    """An order as its two parties see it."""

    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    status: BestallningStatus
    arende_id: UUID | None = None
    beslut_id: UUID | None = None
    beslut_fran: date | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    beslut_tom: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    utforare_id: UUID
    enhet: str | None = Field(None, json_schema_extra={"example": "klivet-centrum"})
    handlaggare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    vagledare: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    mottagare: str | None = Field(None, json_schema_extra={"example": "sven.samordnare"})
    onskad_start: date = Field(json_schema_extra={"example": "2026-10-19"})
    onskat_slut: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    timmar_per_vecka: int = Field(json_schema_extra={"example": 25})
    mal: str = Field(json_schema_extra={"example": "Praktik inom vård och yrkessvenska."})
    behov: str | None = Field(None, json_schema_extra={"example": "Språkstöd i början."})
    utlamnande_grund: Utlamnandegrund | None = None
    utlamnande_lagrum: str | None = Field(None, json_schema_extra={"example": "10 kap. 1 § OSL"})
    deltagare: DeltagareUt | None = None
    frislappande: FrislappandeUt | None = None
    skapad: Tidpunkt
    skickad: Tidpunkt | None = None
    mottagen: Tidpunkt | None = None
    svar_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-13"})
    mote_bokas_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    mote_halls_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    mote_hallet: date | None = Field(None, json_schema_extra={"example": "2026-10-16"})
    start_datum: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    slut_datum: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    avbojd_orsak: AvbojningsOrsak | None = None
    avslutsorsak: Avslutsorsak | None = None
    avslutsslag: Avslutsslag | None = None
    avslutsslag_forklaring: str | None = Field(None, json_schema_extra={"example": FORKLARING[Avslutsslag.FULLFOLJD]})
    stangd: Tidpunkt | None = None
    ateroppnad: Tidpunkt | None = None
    paus_till: date | None = Field(None, json_schema_extra={"example": "2026-11-09"})
    slutanteckning: Tidpunkt | None = None
    slutanteckning_orsak: Slutanteckningsorsak | None = None
    slutanteckning_text: str | None = Field(None, json_schema_extra={"example": "Mötet hölls, inget mer."})
    tar_over: date | None = Field(None, json_schema_extra={"example": "2026-11-02"})
    flyttas: date | None = Field(None, json_schema_extra={"example": "2026-11-02"})
    reservutforare: list[UUID] | None = None
    erbjud_nasta: bool | None = None
    tillkomst: Tillkomst | None = None
    foregaende_id: UUID | None = None
    efterfoljande_id: UUID | None = None
    foljer_med: list[Underlagsslag] | None = None
    handelser: list[HandelseUt]

    @classmethod
    def av(
        cls,
        bestallning: Bestallning,
        lage: BestallningLage,
        mojligheter: Mojligheter,
        handelser: list[Handelse],
        krypto: Krypto,
        adress: str,
        part: Part,
    ) -> Self:
        """From the stored row; ärende, beslut and the rest of the chain are the nämnd's alone, by ``permissions``."""
        falt = {n: getattr(bestallning, n) for n in _EGNA}
        under = {n: f"{adress}/{n}" for n in (*UNDER, *(() if part is Part.UTFORARE else ("kedja",)))}
        return cls.model_validate(
            falt
            | {
                "efterfoljande_id": lage.efterfoljare,
                "frislappande": FrislappandeUt.om(bestallning),
                "avslutsslag": lage.slag,
                "avslutsslag_forklaring": None if lage.slag is None else FORKLARING[lage.slag],
                "deltagare": _deltagare(bestallning, krypto),
                "handelser": historia(handelser),
                "lankar": lankar(adress, mojligheter, **under),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


UNDER = (
    "andringar",
    "forslag",
    "uppstartsmoten",
    "planer",
    "matningar",
    "progressionsrapporter",
    "slutrapporter",
    "overlamnadeunderlag",
    "meddelanden",
    "dokument",
)
_EGNA = BestallningUt.model_fields.keys() - {
    "deltagare", "handelser", "lankar", "hinder", "avslutsslag", "avslutsslag_forklaring", "efterfoljande_id",
    "frislappande",
}  # fmt: skip


def _deltagare(bestallning: Bestallning, krypto: Krypto) -> DeltagareUt | None:
    if bestallning.deltagare is None:
        return None
    nummer = bestallning.personnummer(krypto)
    return DeltagareUt(**bestallning.deltagare, personnummer=nummer.siffror if nummer else None)


class BestallningRad(Utdata):
    """An order in a list: number, name, where it stands; nothing delicate (DP-03)."""

    id: UUID
    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    status: BestallningStatus
    namn: Annotated[str | None, ROJER] = Field(None, json_schema_extra={"example": "Amina Exempelsson"})
    utforare_id: Annotated[UUID | None, ROJER] = None
    handlaggare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    vagledare: Annotated[str | None, ROJER] = Field(None, json_schema_extra={"example": "vera.vagledare"})
    onskad_start: date = Field(json_schema_extra={"example": "2026-10-19"})
    svar_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-13"})
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bestallning: Bestallning, rot: str) -> Self:
        """Row of a stored order."""
        d = bestallning.deltagare or {}
        namn = " ".join(v for v in (d.get("fornamn"), d.get("efternamn")) if v) or None
        return cls(
            id=bestallning.id,
            nummer=bestallning.nummer,
            status=BestallningStatus(bestallning.status),
            namn=namn,
            utforare_id=bestallning.utforare_id,
            handlaggare=bestallning.handlaggare,
            vagledare=bestallning.vagledare,
            onskad_start=bestallning.onskad_start,
            svar_senast=bestallning.svar_senast,
            skapad=bestallning.skapad,
            lankar={"self": LankUt(href=f"{rot}/{bestallning.id}", method="GET")},
        )


class Bestallningar(Lista):
    """One page of orders."""

    bestallningar: list[BestallningRad]


class Kedjerad(Utdata):
    """An order of a chain, as the nämnd sees it; nothing delicate, no utförare of a protected person (DP-03, DP-15)."""

    id: UUID
    nummer: str = Field(json_schema_extra={"example": "B-7K3M-9Q2X"})
    status: BestallningStatus
    tillkomst: Tillkomst | None = None
    utforare_id: Annotated[UUID | None, ROJER] = None
    foregaende_id: UUID | None = None
    skickad: Tidpunkt | None = None
    stangd: Tidpunkt | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bestallning: Bestallning, rot: str) -> Self:
        """Row of a stored order."""
        return cls(
            id=bestallning.id,
            nummer=bestallning.nummer,
            status=BestallningStatus(bestallning.status),
            tillkomst=Tillkomst(bestallning.tillkomst) if bestallning.tillkomst else None,
            utforare_id=bestallning.utforare_id,
            foregaende_id=bestallning.foregaende_id,
            skickad=bestallning.skickad,
            stangd=bestallning.stangd,
            lankar={"self": LankUt(href=f"{rot}/{bestallning.id}", method="GET")},
        )


class Kedja(Lista):
    """One page of a chain, newest first."""

    bestallningar: list[Kedjerad]
