"""Paths of who is named for a protected person beside the handläggare."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.begrepp.parter import Roll
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import Identitet
from app.flode.skydd import namngivna, schemas
from app.flode.skydd.models import Namngiven

router = rutter("/{kommunkod}/namngivna", "skyddsmarkeringar")
LAS, SKRIV = "arende:las", "arende:skriv"
NamngivenId = Annotated[UUID, Path(alias="namngivenId")]


class Namngivenfilter(Sidfraga):
    """Of which ärende."""

    arende_id: Identitet | None = Field(None, alias="arendeId")


def _arende(anrop: Anrop, namngiven: Namngiven) -> str | None:
    """Address of the ärende, which is not there for who leads."""
    return None if anrop.aktor.roll is Roll.ARBETSLEDARE else anrop.lank("arenden", namngiven.arende_id)


def _namngiven(anrop: Anrop) -> Bildning[namngivna.Bild]:
    """Detail picture for this caller."""
    rot = anrop.lank("namngivna")
    return lambda _arbete, b: schemas.NamngivenUt.av(b.namngiven, b.mojligheter, rot, _arende(anrop, b.namngiven))


@router.get(
    "",
    **op(
        LAS,
        "lista_namngivna",
        "Lista namngivna",
        "För arbetsledare nämndens alla; för handläggare de ärenden man är namngiven för, eller med `arendeId` vilka "
        "som är namngivna för ärendet. / Who is named for protected persons.",
        schemas.Namngivna,
    ),
)
async def lista_namngivna(anrop: Kommunanrop, fraga: Annotated[Namngivenfilter, Query()]) -> Response:
    """Rows carry no reason."""
    rot = anrop.lank("namngivna")
    return await anrop.lista(
        lambda a: namngivna.lista(a, fraga, fraga.arende_id),
        lambda _arbete, rad: schemas.NamngivenRad.av(rad, rot, _arende(anrop, rad)),
        schemas.Namngivna,
        namn="namngivna",
        filter_={"arendeId": str(fraga.arende_id) if fraga.arende_id else None},
    )


@router.post(
    "",
    **op(
        SKRIV,
        "namnge_handlaggare",
        "Namnge en handläggare till",
        "Arbetsledaren låter en till nå en skyddad persons ärende, med skäl och från en dag (DP-15). Ärendet anges med "
        "sitt nummer; arbetsledaren når det inte. / Names one more case worker for a protected person.",
        schemas.NamngivenUt,
        201,
    ),
)
async def namnge_handlaggare(anrop: Kommunanrop, indata: schemas.NyNamngiven) -> Response:
    """For arbetsledare only; for others a protected person's number is one that does not exist."""
    leder = anrop.aktor.roll is Roll.ARBETSLEDARE
    arende = await anrop.transaktion(lambda a: namngivna.arendet(a, indata.arendenummer), ser_skyddade=leder)
    falt = {n: getattr(indata, n) for n in ("handlaggare", "skal", "fran", "tom")}
    return await anrop.skriv(
        lambda a: namngivna.namnge(a, arende, **falt),
        _namngiven(anrop),
        status=201,
        plats=lambda b: anrop.lank("namngivna", b.namngiven.id),
    )


@router.get(
    "/{namngivenId}",
    **op(
        LAS,
        "hamta_namngiven",
        "Hämta namngiven",
        "En namngivning med skäl och tid. / One naming.",
        schemas.NamngivenUt,
    ),
)
async def hamta_namngiven(anrop: Kommunanrop, namngiven_id: NamngivenId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: namngivna.hamta(a, namngiven_id), _namngiven(anrop))


@router.get(
    "/{namngivenId}/handelser",
    **op(
        LAS,
        "lista_namngivnas_handelser",
        "Namngivningens historik",
        "Alla händelser, äldst först, med skälen. / History.",
        Handelser,
    ),
)
async def lista_namngivnas_handelser(anrop: Kommunanrop, namngiven_id: NamngivenId) -> Response:
    """Every change of one naming."""
    return await anrop.las(lambda a: namngivna.historia(a, namngiven_id), historik(anrop))


@router.post(
    "/{namngivenId}/handelser",
    **op(
        SKRIV,
        "handelse_namngiven",
        "Händelse på namngiven",
        "Avnamnge: personen når inte ärendet längre. / Post an event.",
        schemas.NamngivenUt,
    ),
)
async def handelse_namngiven(anrop: Kommunanrop, namngiven_id: NamngivenId, indata: schemas.Avnamnge) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: namngivna.avnamnge(a, namngiven_id, skal=indata.skal), _namngiven(anrop), kraver_version=True
    )
