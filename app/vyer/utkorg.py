"""How the messages to others are doing: counts for the systemadministrator, never contents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.begrepp.parter import Part, Roll, systemaktor
from app.core.errors import Forbjuden, Saknas
from app.core.http import Anrop, Kommunanrop, op, rutter
from app.core.outbox import GAMMAL, UtkorgStatus, kolage
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Tidpunkt, Utdata
from app.core.unit_of_work import Arbete

router = rutter("/{kommunkod}/utkorg", "utkorg")
VANTAR = frozenset({UtkorgStatus.KOAD.value, UtkorgStatus.PARKERAD.value})


@dataclass(frozen=True, slots=True)
class Antal:
    """Messages to one recipient in one status."""

    mottagare: str
    status: str
    antal: int
    aldsta: datetime | None
    aldre_an_ett_dygn: int


class AntalUt(Utdata):
    """Messages to one recipient in one status."""

    mottagare: str = Field(json_schema_extra={"example": "arbetsformedlingen"})
    status: UtkorgStatus
    antal: int = Field(json_schema_extra={"example": 3})
    aldsta: Tidpunkt | None = None
    aldre_an_ett_dygn: int = Field(json_schema_extra={"example": 0})


class UtkorgUt(Utdata):
    """The nämnd's outbox in figures; ``afLage`` is what this process last saw of AF."""

    vantande: int = Field(json_schema_extra={"example": 3})
    aldsta_vantande: Tidpunkt | None = None
    parkerade: int = Field(json_schema_extra={"example": 0})
    af_lage: str = Field(json_schema_extra={"example": "uppe"})
    per_mottagare: list[AntalUt]
    lankar: Lankar = Field(alias="_links")


@router.get(
    "",
    **op(
        "organisation:las",
        "hamta_utkorg",
        "Utkorgens läge",
        "Kölängd, äldsta väntande och läge per mottagare; inga innehåll. / Queue figures, no contents.",
        UtkorgUt,
    ),
)
async def hamta_utkorg(anrop: Kommunanrop) -> Response:
    """For the systemadministrator, who sees no person."""
    namnd_id = _krav_administrator(anrop)

    async def steg(arbete: Arbete) -> list[Antal]:
        rader = (await arbete.session.execute(kolage(namnd_id, arbete.nu - GAMMAL))).all()
        return [Antal(*rad) for rad in rader]

    # The administrator's own sight holds no ärenden at all; the system counts for them.
    som_system = Anrop(anrop.request, anrop.tjanster, systemaktor("utkorg"), anrop.kommunkod, anrop.scope)
    return await som_system.las(steg, lambda _arbete, rader: _bild(anrop, rader))


def _krav_administrator(anrop: Anrop) -> UUID:
    aktor = anrop.aktor
    if aktor.part is not Part.KOMMUN or aktor.namnd_id is None:
        raise Saknas
    if aktor.roll is not Roll.SYSTEMADMINISTRATOR:
        raise Forbjuden("Utkorgens läge visas för systemadministratören.")
    return aktor.namnd_id


def _bild(anrop: Anrop, rader: list[Antal]) -> UtkorgUt:
    vantande = [r for r in rader if r.status in VANTAR]
    return UtkorgUt(
        vantande=sum(r.antal for r in vantande),
        aldsta_vantande=min((r.aldsta for r in vantande if r.aldsta), default=None),
        parkerade=sum(r.antal for r in rader if r.status == UtkorgStatus.PARKERAD.value),
        af_lage=anrop.tjanster.af_lage,
        per_mottagare=[AntalUt.model_validate(r) for r in rader],
        lankar={"self": LankUt(href=anrop.adress, method="GET")},
    )
