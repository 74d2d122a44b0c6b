"""How the content of a report goes out: in the form that is asked for, a batch of rows at a time."""

import base64
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import StreamingResponse

from app.core.edge.negotiation import vikter
from app.core.http import Anrop
from app.core.unit_of_work import Arbete
from app.vyer.rapporter import actions, former, innehall
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.sorter import fraga_for, sort_for

PER_GANG = 500
# The forms there are, the one that is given without a wish first, and how a file of each is called.
ANDELSER = {innehall.JSON: "json", former.CSV: "csv", former.XLSX: "xlsx"}
_EXEMPEL: dict[str, Any] = {"rapport": {"sort": "ivo_kvartal", "period": "2027-K1"}, "tabeller": []}
FORMER: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "Innehållet / the content",
            "content": {
                innehall.JSON: {"schema": {"type": "object"}, "example": _EXEMPEL},
                former.CSV: {"schema": {"type": "string"}, "example": "matt;antal\r\nomfattade;312\r\n"},
                former.XLSX: {"example": "PK"},
            },
        }
    },
}


def vald_form(accept: str) -> str:
    """The form that the header weighs highest; JSON when it names none of them."""
    onskade = vikter(accept)
    allt = onskade.get("*/*", 0.0)
    vikt = {form: onskade.get(form, onskade.get(f"{form.partition('/')[0]}/*", allt)) for form in ANDELSER}
    return max(ANDELSER, key=lambda form: vikt[form])


async def lamna_ut(anrop: Anrop, rapport_id: UUID, accept: str) -> Response:
    """The report is looked up, and the caller held against it, before the first byte."""
    form = vald_form(accept)
    rapport, hela = await anrop.transaktion(partial(_hamta, rapport_id=rapport_id))
    huvuden = _huvuden(rapport, form)
    if form == innehall.JSON and hela:
        huvuden["repr-digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(rapport.kontrollsumma or '')).decode()}:"
    return StreamingResponse(await _delar(anrop, rapport, form, dolj=not hela), headers=huvuden)


async def _hamta(arbete: Arbete, rapport_id: UUID) -> tuple[Rapport, bool]:
    """A report that is complete, and whether the caller may have all of it."""
    return await actions.fardig(arbete, rapport_id), actions.ser_personrader(arbete)


async def _delar(anrop: Anrop, rapport: Rapport, form: str, *, dolj: bool) -> AsyncIterator[bytes]:
    rader = _rader(anrop, rapport)
    if form == former.XLSX:
        return await former.som_xlsx(rapport, rader, anrop.tjanster.settings.datakatalog, dolj=dolj)
    som = former.som_csv if form == former.CSV else innehall.som_json
    return som(rapport, rader, dolj=dolj)


def _huvuden(rapport: Rapport, form: str) -> dict[str, str]:
    """What keeps a browser from doing anything but saving the file."""
    typ = form
    if form == former.CSV:
        sort = sort_for(rapport)
        kodning = sort.csv(fraga_for(rapport)).teckenkodning if sort.individuell else "utf-8"
        typ = f"{form}; charset={kodning}"
    return {
        "content-type": typ,
        "content-disposition": f'attachment; filename="{rapport.sort}-{rapport.period}.{ANDELSER[form]}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
        "vary": "Accept",
    }


async def _rader(anrop: Anrop, rapport: Rapport) -> AsyncIterator[list[innehall.Oppnad]]:
    """The rows of a report of single persons, each batch read and logged in a transaction of its own."""
    efter = b""
    while sort_for(rapport).individuell:
        steg = partial(actions.rader, rapport=rapport, efter=efter, antal=PER_GANG)
        rader, efter = await anrop.transaktion(steg, ser_skyddade=True)
        if not rader:
            return
        yield rader
