"""JSON of the uppstartsmöte."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.models import Kallelse, Motestid, Uppstartsmote, forsenad
from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar, MoteStatus, TidStatus, Utfall

LANGST = timedelta(hours=8)
MOTESLANGD = falttext("moteslangd", "Mötet slutar efter att det börjar, inom åtta timmar.")
EN_TID = falttext("en_tid", "Ange antingen numret på en föreslagen tid eller en ny tid.")
BORJAR, SLUTAR = "2026-10-15T08:00:00Z", "2026-10-15T09:00:00Z"
OMBOKNING = "Personen har läkarbesök den tiden."


class NyTid(Indata):
    """A time, a place and whether an interpreter is there."""

    borjar: Tidpunkt = Field(json_schema_extra={"example": BORJAR})
    slutar: Tidpunkt = Field(json_schema_extra={"example": SLUTAR})
    form: Motesform = Motesform.FYSISKT
    plats: KortText | None = Field(None, json_schema_extra={"example": "Klivet, Provgatan 5"})
    tolk: KortText | None = Field(None, json_schema_extra={"example": "arabiska"})

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


class Utfallsrapport(Indata):
    """How a meeting in the past went."""

    typ: Utfall
    narvaro: Narvaro

    def falt(self) -> dict[str, Any]:
        """By internal names."""
        return {"typ": self.typ, "narvaro": self.narvaro.per_part()}


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


class Utebli(Indata):
    """Somebody stayed away."""

    typ: Literal["utebli"]
    narvaro: Narvaro
    skal: LangText | None = Field(None, json_schema_extra={"example": "Personen kom inte och gick inte att nå."})


class StallIn(Indata):
    """Call off."""

    typ: Literal["stall_in"]
    skal: LangText = Field(json_schema_extra={"example": "Vägledaren är sjuk."})
    begard_av: Motespart | None = None


MoteHandelse = Annotated[Foresla | Boka | BokaOm | Svara | Genomfor | Utebli | StallIn, Field(discriminator="typ")]


class PartUt(Utdata):
    """One invited party: reply and attendance of its own."""

    part: Motespart
    svar: Motessvar
    svarad: Tidpunkt | None = None
    svarad_av: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    skal: str | None = Field(None, json_schema_extra={"example": OMBOKNING})
    narvaro: bool | None = None


class TidUt(Utdata):
    """One time of the chain, with the three parties."""

    nummer: int = Field(json_schema_extra={"example": 1})
    status: TidStatus
    borjar: Tidpunkt = Field(json_schema_extra={"example": BORJAR})
    slutar: Tidpunkt = Field(json_schema_extra={"example": SLUTAR})
    form: Motesform
    plats: str | None = Field(None, json_schema_extra={"example": "Klivet, Provgatan 5"})
    tolk: str | None = Field(None, json_schema_extra={"example": "arabiska"})
    begard_av: Motespart
    skal: str | None = Field(None, json_schema_extra={"example": "Bokat per telefon."})
    slut_begart_av: Motespart | None = None
    slut_skal: str | None = Field(None, json_schema_extra={"example": OMBOKNING})
    registrerad: Tidpunkt
    registrerad_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    parter: list[PartUt]

    @classmethod
    def av(cls, tid: Motestid, kallelser: Iterable[Kallelse]) -> Self:
        """From the stored rows; the parties in the order they are named."""
        egna = {k.part: k for k in kallelser if k.tid_nummer == tid.nummer}
        falt = {n: getattr(tid, n) for n in cls.model_fields if n != "parter"}
        parter = [PartUt.model_validate(egna[p.value], from_attributes=True) for p in Motespart]
        return cls.model_validate(falt | {"parter": parter}, by_name=True)


class MoteUt(Detalj):
    """A meeting with the whole chain of its times, the newest last."""

    bestallning_id: UUID
    status: MoteStatus
    vagledare: str | None = Field(None, json_schema_extra={"example": "vera.vagledare"})
    socialsekreterare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    skapad: Tidpunkt
    bokas_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    halls_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    forsenat: bool
    tider: list[TidUt]

    @classmethod
    def av(
        cls,
        mote: Uppstartsmote,
        bestallning: Bestallning,
        tider: Iterable[Motestid],
        kallelser: Iterable[Kallelse],
        mojligheter: Mojligheter,
        idag: date,
        adress: str,
    ) -> Self:
        """Picture for the two parties of the order, who are the only ones to read it (DP-15)."""
        senast = bestallning.mote_bokas_senast, bestallning.mote_halls_senast
        return cls(
            id=mote.id,
            version=mote.version,
            bestallning_id=mote.bestallning_id,
            status=MoteStatus(mote.status),
            vagledare=mote.vagledare,
            socialsekreterare=bestallning.handlaggare,
            skapad=mote.skapad,
            bokas_senast=senast[0],
            halls_senast=senast[1],
            forsenat=forsenad(mote, *senast, idag),
            tider=[TidUt.av(t, kallelser) for t in tider],
            lankar=lankar(adress, mojligheter),
            hinder=hinder(mojligheter),
        )


class MoteRad(Utdata):
    """A meeting in a list: where it stands; when only of a person without protected identity (DP-15)."""

    id: UUID
    status: MoteStatus
    borjar: Tidpunkt | None = Field(None, json_schema_extra={"example": BORJAR})
    bokas_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    halls_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-26"})
    forsenat: bool
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, mote: Uppstartsmote, bestallning: Bestallning, bokad: Motestid | None, idag: date, rot: str) -> Self:
        """Row of a stored meeting."""
        senast = bestallning.mote_bokas_senast, bestallning.mote_halls_senast
        return cls(
            id=mote.id,
            status=MoteStatus(mote.status),
            borjar=None if bokad is None or bestallning.skyddad else bokad.borjar,
            bokas_senast=senast[0],
            halls_senast=senast[1],
            forsenat=forsenad(mote, *senast, idag),
            skapad=mote.skapad,
            lankar={"self": LankUt(href=f"{rot}/{mote.id}", method="GET")},
        )


class Moten(Lista):
    """One page of an order's meetings."""

    uppstartsmoten: list[MoteRad]
