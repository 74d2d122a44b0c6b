"""``giltigVid`` and ``kandVid``: how a caller asks for the past, and how an answer says which time it is of.

A picture of the past has no acts and no ETag, and what the caller may see in it is decided by today's protection.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.begrepp.tid import svensk_dag
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas, felkod
from app.core.journal import historik
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Datum, Tidpunkt, Utdata
from app.core.time_pictures import Da, Vid
from app.core.unit_of_work import Arbete

M = TypeVar("M", bound=BaseModel)
TID_I_FRAMTIDEN = felkod("tid_i_framtiden", 422, "Tidpunkten har inte varit", "The instant has not been yet")
TID_FORE_BILDERNA = felkod(
    "tid_fore_bilderna", 422, "Så långt tillbaka sparades inga ändringar", "Changes were not kept that far back"
)


class Tidsfraga(BaseModel):
    """Which time the caller asks about; none of them is now."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    giltig_vid: Datum | None = Field(
        None,
        alias="giltigVid",
        description="Vad som gällde den dagen; får ligga framåt / What held on that day",
        json_schema_extra={"example": "2026-10-12"},
    )
    kand_vid: Tidpunkt | None = Field(
        None,
        alias="kandVid",
        description="Vad som var känt vid tidpunkten; inte framåt / What was known at that instant",
        json_schema_extra={"example": "2026-10-12T08:00:00Z"},
    )

    @property
    def vid(self) -> Vid | None:
        """The time, or nothing for now."""
        return Vid(self.giltig_vid, self.kand_vid) if self.giltig_vid or self.kand_vid else None

    def pa_dag(self, idag: date) -> Vid:
        """The time with a day: the one that is named, else that of the instant, else today."""
        return Vid(Vid(self.giltig_vid, self.kand_vid).dag(idag), self.kand_vid)


class TidUt(Utdata):
    """The time that an answer is of."""

    giltig_vid: date | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    kand_vid: Tidpunkt | None = None

    @classmethod
    def av(cls, vid: Vid) -> "TidUt":
        """As it was asked for."""
        return cls(giltig_vid=vid.giltig, kand_vid=vid.kand)


def krav_inte_framtid(arbete: Arbete, vid: Vid) -> None:
    """Raise 422 for an instant that has not been: nobody can say what will be known."""
    if vid.kand is not None and vid.kand > arbete.nu:
        raise _ogiltig(TID_I_FRAMTIDEN, "Vad som är känt vid en senare tidpunkt går inte att säga än.", "kandVid")


def _ogiltig(kod: str, text: str, falt: str, **extra: Any) -> OgiltigtInnehall:
    return OgiltigtInnehall(text, kod=kod, fel=[Faltfel(falt, kod, text)], extra=extra)


async def krav_kant(arbete: Arbete, rad: Any, laget: Da, vid: Vid) -> None:
    """Raise 404 where the row was not there yet, and 422 where it was but nothing says what it was like."""
    if not laget.fanns:
        raise Saknas
    if laget.forsta_version == 1:
        return
    forsta = next(iter(await arbete.alla(historik(rad.id, efter=laget.forsta_version - 1, antal=1))), None)
    kant: datetime = rad.skapad if forsta is None else forsta.tid
    text, mer = "Uppgifterna fanns då, men hur de var sparades först senare.", {"kandFran": kant.isoformat()}
    if vid.kand is not None and vid.kand < kant:
        raise _ogiltig(TID_FORE_BILDERNA, text, "kandVid", **mer)
    if vid.giltig is not None and vid.giltig < svensk_dag(kant):
        raise _ogiltig(TID_FORE_BILDERNA, text, "giltigVid", **mer)


def da_lankar(adress: str, vid: Vid) -> Lankar:
    """Self, and the same thing now; nothing can be done to the past."""
    fraga = {"giltigVid": vid.giltig and vid.giltig.isoformat(), "kandVid": vid.kand and _z(vid.kand)}
    sjalv = "&".join(f"{namn}={varde}" for namn, varde in fraga.items() if varde)
    return {"self": LankUt(href=f"{adress}?{sjalv}", method="GET"), "nu": LankUt(href=adress, method="GET")}


def _z(tid: datetime) -> str:
    return tid.isoformat().replace("+00:00", "Z")


def forfluten(modell: M, vid: Vid, adress: str, **utan: Any) -> M:
    """The answer as one of the past: its time, and no acts."""
    andrat = {"tid": TidUt.av(vid), "lankar": da_lankar(adress, vid), "hinder": []} | utan
    return modell.model_copy(update=andrat)
