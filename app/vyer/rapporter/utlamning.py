"""How the content of a report goes out: in the form that is asked for, a batch of rows at a time."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import StreamingResponse

from app.core.http import Anrop
from app.vyer.rapporter import actions, innehall
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.sorter import sort_for
from app.vyer.rapporter.states import Radslag

PER_GANG = 500
_EXEMPEL: dict[str, Any] = {"rapport": {"sort": "ivo_kvartal", "period": "2027-K1"}, "tabeller": []}
FORMER: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "Innehållet / the content",
            "content": {innehall.JSON: {"schema": {"type": "object"}, "example": _EXEMPEL}},
        }
    },
}


async def lamna_ut(anrop: Anrop, rapport_id: UUID, accept: str) -> Response:  # noqa: ARG001 - one form so far
    """The report is looked up, and the caller held against it, before the first byte."""
    rapport = await anrop.transaktion(partial(actions.fardig, rapport_id=rapport_id))
    dolj = not await anrop.transaktion(_ser)
    delar = innehall.som_json(rapport, _rader(anrop, rapport), dolj=dolj)
    return StreamingResponse(delar, headers={"content-type": innehall.JSON, "cache-control": "private, no-store"})


async def _ser(arbete: Any) -> bool:
    return actions.ser_personrader(arbete)


async def _rader(anrop: Anrop, rapport: Rapport) -> AsyncIterator[list[innehall.Oppnad]]:
    """The rows of a report of single persons, each batch read and logged in a transaction of its own."""
    efter = b""
    while sort_for(rapport).individuell:
        steg = partial(actions.rader, rapport=rapport, slag=Radslag.RAKNAD, efter=efter, antal=PER_GANG)
        rader, efter = await anrop.transaktion(steg, ser_skyddade=True)
        if not rader:
            return
        yield rader
