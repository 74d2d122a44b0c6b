"""JSON of the event feed: CloudEvents 1.0 in the frame of our lists. Ids only."""

from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.http import ROT
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Antal, Heltal, ParameterHeltal, Tidpunkt, Utdata
from app.vyer.handelseflode.actions import SENASTE, Utdrag
from app.vyer.handelseflode.models import Flodespost

TYPPREFIX = "se.stegvis"
LANGST_VANTAN = 30
EXEMPEL_ID = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"


class Flodesfraga(BaseModel):
    """Query parameters of the feed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    efter: str = Field(
        "0",
        pattern=f"^([0-9]{{1,18}}|{SENASTE})$",
        description=f"Numret på den senast lästa händelsen; 0 är från början, `{SENASTE}` är från och med nu",
        json_schema_extra={"example": "16"},
    )
    limit: ParameterHeltal = Field(20, ge=1, le=200, description="Högsta antal händelser i svaret")
    vanta: ParameterHeltal = Field(
        0, ge=0, le=LANGST_VANTAN, description="Hur länge svaret får dröja när inget nytt finns, sekunder"
    )


class Handelsedata(Utdata):
    """What the händelse is about: ids, and the version of the object after it."""

    kommunkod: str = Field(json_schema_extra={"example": "0484"})
    objekttyp: str = Field(json_schema_extra={"example": "bestallning"})
    objekt_id: UUID = Field(json_schema_extra={"example": EXEMPEL_ID})
    version: Heltal = Field(json_schema_extra={"example": 3})
    handelse: str = Field(json_schema_extra={"example": "bekrafta"})


class Molnhandelse(Utdata):
    """One händelse as a CloudEvent: read ``subject`` to learn more."""

    specversion: Literal["1.0"] = Field("1.0", json_schema_extra={"example": "1.0"})
    id: UUID = Field(description="Samma id i alla försök och alla kanaler", json_schema_extra={"example": EXEMPEL_ID})
    source: str = Field(json_schema_extra={"example": "https://stegvis.example/stegvis/v1/0484"})
    type: str = Field(json_schema_extra={"example": f"{TYPPREFIX}.bestallning.bekrafta"})
    subject: str = Field(
        description="Adressen där mottagaren läser resursen",
        json_schema_extra={"example": f"{ROT}/0484/bestallningar/{EXEMPEL_ID}"},
    )
    time: Tidpunkt
    datacontenttype: Literal["application/json"] = Field(
        "application/json", json_schema_extra={"example": "application/json"}
    )
    sequence: str = Field(
        description="Numret i mottagarens flöde, utan luckor; lika långt i alla händelser så att det går att sortera",
        json_schema_extra={"example": "000000000017"},
    )
    data: Handelsedata

    @classmethod
    def av(cls, post: Flodespost, publik_adress: str) -> Self:
        """From the stored post; ``publik_adress`` is where the service is reached."""
        return cls(
            id=post.handelse_id,
            source=f"{publik_adress}{ROT}/{post.galler_kommun}",
            type=f"{TYPPREFIX}.{post.objekttyp}.{post.typ}",
            subject=f"{ROT}/{post.amne}",
            time=post.tid,
            sequence=f"{post.nummer:012d}",
            data=Handelsedata(
                kommunkod=post.galler_kommun,
                objekttyp=post.objekttyp,
                objekt_id=post.objekt_id,
                version=post.version,
                handelse=post.typ,
            ),
        )


class Flodesmeta(Utdata):
    """How many were asked for, and how many there are."""

    limit: Antal = Field(json_schema_extra={"example": 20})
    count: Antal = Field(json_schema_extra={"example": 1})


class Handelseflode(Utdata):
    """A part of the receiver's log, oldest first; ``next`` is always there, also at the end of the log."""

    handelser: list[Molnhandelse]
    meta: Flodesmeta = Field(alias="_meta")
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, utdrag: Utdrag, fraga: Flodesfraga, adress: str, publik_adress: str) -> Self:
        """``adress`` is the path of the feed."""
        return cls(
            handelser=[Molnhandelse.av(post, publik_adress) for post in utdrag.poster],
            meta=Flodesmeta(limit=fraga.limit, count=len(utdrag.poster)),
            lankar={
                "self": _lank(adress, fraga, fraga.efter),
                "first": _lank(adress, fraga, "0"),
                "next": _lank(adress, fraga, str(utdrag.till)),
                SENASTE: _lank(adress, fraga, SENASTE),
            },
        )


def _lank(adress: str, fraga: Flodesfraga, efter: str) -> LankUt:
    vanta = f"&vanta={fraga.vanta}" if fraga.vanta else ""
    return LankUt(href=f"{adress}?efter={efter}&limit={fraga.limit}{vanta}", method="GET")
