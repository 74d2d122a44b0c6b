"""JSON of the uppstartsmöte."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.concealment import ROJER
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Heltal, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.frister import Forsening, Motesfrist
from app.flode.uppstartsmote.models import Motestid, Uppstartsmote
from app.flode.uppstartsmote.sak import Sak
from app.flode.uppstartsmote.states import (
    Franvarobedomning,
    Motesform,
    Motespart,
    Motessvar,
    MoteStatus,
    TidStatus,
    Tolkstatus,
    Utfall,
)

LANGST = timedelta(hours=8)
MOTESLANGD = falttext("moteslangd", "Mötet slutar efter att det börjar, inom åtta timmar.")
EN_TID = falttext("en_tid", "Ange antingen numret på en föreslagen tid eller en ny tid.")
BORJAR, SLUTAR = "2026-10-15T08:00:00Z", "2026-10-15T09:00:00Z"
OMBOKNING = "Personen har läkarbesök den tiden."
REDOGORELSE = "Bussen kom inte, och telefonen var urladdad."
MOTIVERING = "Trafikbolaget bekräftar att turen ställdes in."


class NyTid(Indata):
    """A time, a place and whether an interpreter is there."""

    borjar: Tidpunkt = Field(json_schema_extra={"example": BORJAR})
    slutar: Tidpunkt = Field(json_schema_extra={"example": SLUTAR})
    form: Motesform = Motesform.FYSISKT
    plats: KortText | None = Field(None, json_schema_extra={"example": "Klivet, Provgatan 5"})
    skyddad_plats: Bool = Field(
        default=False, description="Platsen visas bara för den handläggare och vägledare som mötet gäller"
    )
    tolk: KortText | None = Field(None, description="Språk, om tolk behövs", json_schema_extra={"example": "arabiska"})

    @model_validator(mode="after")
    def _langd(self) -> Self:
        if not timedelta(0) < self.slutar - self.borjar <= LANGST:
            raise faltundantag(MOTESLANGD)
        return self


class Narvaro(Indata):
    """Who of the three was there; said of each, since not marked is not absent (AK-20)."""

    individ: Bool
    vagledare: Bool
    socialsekreterare: Bool

    def per_part(self) -> dict[Motespart, bool]:
        """By party."""
        return {part: getattr(self, part.value) for part in Motespart}


class Franvaroskal(Indata):
    """Why each of those who stayed away did, as far as it is known."""

    individ: LangText | None = Field(None, json_schema_extra={"example": "Kom inte och gick inte att nå."})
    vagledare: LangText | None = Field(None, json_schema_extra={"example": "Sjuk samma morgon."})
    socialsekreterare: LangText | None = Field(None, json_schema_extra={"example": "Akut ärende."})

    def per_part(self) -> dict[Motespart, str]:
        """By party, those that are given."""
        return {part: skal for part in Motespart if (skal := getattr(self, part.value)) is not None}


class Utfallsrapport(Indata):
    """How a meeting in the past went."""

    typ: Utfall
    narvaro: Narvaro
    franvaroskal: Franvaroskal = Franvaroskal()

    def falt(self) -> dict[str, Any]:
        """By internal names."""
        return {
            "typ": self.typ,
            "narvaro": self.narvaro.per_part(),
            "franvaroskal": self.franvaroskal.per_part(),
        }


class Foresla(Indata):
    """Propose one or more times; earlier proposals lapse."""

    typ: Literal["foresla"]
    tider: Annotated[list[NyTid], Field(min_length=1, max_length=5)]
    begard_av: Motespart | None = None
    skal: LangText | None = Field(None, json_schema_extra={"example": "Passar båda kalendrarna."})


class Boka(Indata):
    """Book a proposed time by its number, or a new one; a time in the past carries its outcome."""

    model_config = ConfigDict(json_schema_extra={"example": {"typ": "boka", "tid": 1, "skal": "Bokat per telefon."}})

    typ: Literal["boka"]
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})
    ny_tid: NyTid | None = None
    begard_av: Motespart | None = None
    skal: LangText | None = Field(None, json_schema_extra={"example": "Bokat per telefon."})
    utfall: Utfallsrapport | None = None

    @model_validator(mode="after")
    def _en_tid(self) -> Self:
        if (self.tid is None) == (self.ny_tid is None):
            raise faltundantag(EN_TID)
        return self


class BokaOm(Indata):
    """Another time instead; the old one keeps who asked and why."""

    typ: Literal["boka_om"]
    ny_tid: NyTid
    skal: LangText = Field(json_schema_extra={"example": OMBOKNING})
    begard_av: Motespart | None = None
    utfall: Utfallsrapport | None = None


class Svara(Indata):
    """One party's answer to the booked time, or to a proposal by its number."""

    typ: Literal["svara"]
    part: Motespart
    svar: Literal["accepterat", "avbojt"]
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})
    skal: LangText | None = Field(None, json_schema_extra={"example": OMBOKNING})


class Genomfor(Indata):
    """The meeting was held."""

    typ: Literal["genomfor"]
    narvaro: Narvaro
    franvaroskal: Franvaroskal = Franvaroskal()


class Utebli(Indata):
    """Somebody stayed away."""

    typ: Literal["utebli"]
    narvaro: Narvaro
    franvaroskal: Franvaroskal = Franvaroskal()
    skal: LangText | None = Field(None, json_schema_extra={"example": "Personen kom inte och gick inte att nå."})


class Redogor(Indata):
    """The person's own account of staying away; null when the person was asked and gave none (AK-20)."""

    typ: Literal["redogor"]
    redogorelse: LangText | None = Field(json_schema_extra={"example": REDOGORELSE})
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})


class BedomFranvaro(Indata):
    """The nämnd's judgement of the person's absence, after the person's own account (AK-20)."""

    typ: Literal["bedom_franvaro"]
    bedomning: Franvarobedomning
    motivering: LangText = Field(json_schema_extra={"example": MOTIVERING})
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})


class BestallTolk(Indata):
    """An interpreter is ordered for a proposed or booked time."""

    typ: Literal["bestall_tolk"]
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})


class AvbokaTolk(Indata):
    """The interpreter is called off."""

    typ: Literal["avboka_tolk"]
    tid: PositivtHeltal | None = Field(None, json_schema_extra={"example": 1})


class StallIn(Indata):
    """Call off."""

    typ: Literal["stall_in"]
    skal: LangText = Field(json_schema_extra={"example": "Vägledaren är sjuk."})
    begard_av: Motespart | None = None


MoteHandelse = Annotated[
    Foresla | Boka | BokaOm | Svara | Genomfor | Utebli | Redogor | BedomFranvaro | BestallTolk | AvbokaTolk | StallIn,
    Field(discriminator="typ"),
]


@dataclass(frozen=True, slots=True)
class Betraktare:
    """Who looks: some of a meeting is for the named alone."""

    person: str
    i_namnden: bool

    def ser_platsen(self, bestallning: Bestallning, tid: Motestid) -> bool:
        """A protected place is for the order's own handläggare, vägledare and receiver (DP-14, DP-15).

        Of the nämnd, everybody who reaches the order of a protected person is named for it.
        """
        namngivna = {bestallning.handlaggare, bestallning.vagledare, bestallning.mottagare}
        if self.person in namngivna or (self.i_namnden and bestallning.skyddad):
            return True
        return not (bestallning.skyddad or tid.skyddad_plats)


class PartUt(Utdata):
    """One invited party: reply and attendance of its own."""

    part: Motespart
    svar: Motessvar
    svarad: Tidpunkt | None = None
    svarad_av: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    skal: str | None = Field(None, json_schema_extra={"example": OMBOKNING})
    narvaro: bool | None = None
    franvaro_skal: str | None = Field(None, json_schema_extra={"example": "Kom inte och gick inte att nå."})
    redogorelse: str | None = Field(None, json_schema_extra={"example": REDOGORELSE})
    redogorelse_noterad: Tidpunkt | None = None


class ProvningUt(Utdata):
    """The nämnd's newest judgement of the person's absence; not for the utförare."""

    bedomning: Franvarobedomning
    motivering: str = Field(json_schema_extra={"example": MOTIVERING})
    bedomd: Tidpunkt
    bedomd_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})


class UteblivandenUt(Utdata):
    """How often somebody stayed away; what was not the person's alone never counts as the person's (AK-20).

    What was judged is for the nämnd.
    """

    personen: Heltal = Field(json_schema_extra={"example": 1})
    andra: Heltal = Field(json_schema_extra={"example": 0})
    godtagna: Heltal | None = Field(None, json_schema_extra={"example": 1})
    inte_godtagna: Heltal | None = Field(None, json_schema_extra={"example": 0})


class TidUt(Utdata):
    """One time of the chain, with the three parties."""

    nummer: int = Field(json_schema_extra={"example": 1})
    status: TidStatus
    borjar: Tidpunkt = Field(json_schema_extra={"example": BORJAR})
    slutar: Tidpunkt = Field(json_schema_extra={"example": SLUTAR})
    form: Motesform
    plats: str | None = Field(None, json_schema_extra={"example": "Klivet, Provgatan 5"})
    skyddad_plats: bool
    tolk: str | None = Field(None, json_schema_extra={"example": "arabiska"})
    tolkstatus: Tolkstatus | None = None
    tolk_bestalld: Tidpunkt | None = None
    tolk_bestalld_av: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    tolk_avbokad: Tidpunkt | None = None
    tolk_avbokad_av: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    begard_av: Motespart
    skal: str | None = Field(None, json_schema_extra={"example": "Bokat per telefon."})
    slut_begart_av: Motespart | None = None
    slut_skal: str | None = Field(None, json_schema_extra={"example": OMBOKNING})
    registrerad: Tidpunkt
    registrerad_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    alla_har_accepterat: bool
    avbojd: bool
    parter: list[PartUt]
    provning: ProvningUt | None = None

    @classmethod
    def av(cls, sak: Sak, tid: Motestid, betraktare: Betraktare) -> Self:
        """From the stored rows; the parties in the order they are named."""
        parter = [PartUt.model_validate(sak.kallad(tid, part), from_attributes=True) for part in Motespart]
        beraknat = {
            "plats": tid.plats if betraktare.ser_platsen(sak.bestallning, tid) else None,
            "alla_har_accepterat": all(p.svar is Motessvar.ACCEPTERAT for p in parter),
            "avbojd": sak.avbojd(tid),
            "parter": parter,
            "provning": sak.provad(tid),
        }
        falt = {n: getattr(tid, n) for n in cls.model_fields if n not in beraknat}
        return cls.model_validate(falt | beraknat, by_name=True)


class MoteUt(Detalj):
    """A meeting with the whole chain of its times, the newest last."""

    bestallning_id: UUID
    status: MoteStatus
    vagledare: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    socialsekreterare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    skapad: Tidpunkt
    bokas_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    bokat: date | None = Field(None, json_schema_extra={"example": "2026-10-13"})
    halls_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    hallet: date | None = Field(None, json_schema_extra={"example": "2026-10-15"})
    forsenat: bool
    forsening: Forsening | None = None
    behover_ny_tid: bool
    uteblivanden: UteblivandenUt
    tider: list[TidUt]

    @classmethod
    def av(cls, sak: Sak, betraktare: Betraktare, idag: date, adress: str) -> Self:
        """Picture for the two parties of the order, who are the only ones to read it (DP-15)."""
        mote, bestallning, frist = sak.mote, sak.bestallning, sak.frist
        forsening = frist.forsening(idag)
        return cls(
            id=mote.id,
            version=mote.version,
            bestallning_id=mote.bestallning_id,
            status=MoteStatus(mote.status),
            vagledare=mote.vagledare,
            socialsekreterare=bestallning.handlaggare,
            skapad=mote.skapad,
            bokas_senast=frist.bokas_senast,
            bokat=frist.bokat,
            halls_senast=frist.halls_senast,
            hallet=bestallning.mote_hallet,
            forsenat=forsening is not None,
            forsening=forsening,
            behover_ny_tid=sak.behover_ny_tid,
            uteblivanden=UteblivandenUt.model_validate(sak.uteblivanden, from_attributes=True),
            tider=[TidUt.av(sak, t, betraktare) for t in sak.tider],
            lankar=lankar(adress, sak.mojligheter),
            hinder=hinder(sak.mojligheter),
        )


class MoteRad(Utdata):
    """A meeting in a list: where it stands; when only of a person without protected identity (DP-15)."""

    id: UUID
    status: MoteStatus
    borjar: Annotated[Tidpunkt | None, ROJER] = Field(None, json_schema_extra={"example": BORJAR})
    bokas_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    halls_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    forsenat: bool
    forsening: Forsening | None = None
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, mote: Uppstartsmote, frist: Motesfrist, borjar: datetime | None, idag: date, rot: str) -> Self:
        """Row of a stored meeting."""
        forsening = frist.forsening(idag)
        return cls(
            id=mote.id,
            status=MoteStatus(mote.status),
            borjar=borjar,
            bokas_senast=frist.bokas_senast,
            halls_senast=frist.halls_senast,
            forsenat=forsening is not None,
            forsening=forsening,
            skapad=mote.skapad,
            lankar={"self": LankUt(href=f"{rot}/{mote.id}", method="GET")},
        )


class Moten(Lista):
    """One page of an order's meetings."""

    uppstartsmoten: list[MoteRad]
