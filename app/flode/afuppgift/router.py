"""Paths of the questions of fact to AF, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.afuppgift import actions, schemas
from app.flode.afuppgift.models import Afuppgift

router = rutter("/{kommunkod}/arenden/{arendeId}/afuppgifter", "afuppgifter")
LAS, SKRIV = "samrad:las", "samrad:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
AfuppgiftId = Annotated[UUID, Path(alias="afuppgiftId")]


def _rot(anrop: Anrop, arende_id: UUID) -> str:
    return anrop.lank("arenden", arende_id, "afuppgifter")


def _bild(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    rot = _rot(anrop, arende_id)
    return lambda _arbete, b: schemas.AfuppgiftUt.av(b.afuppgift, b.svar, b.mojligheter, f"{rot}/{b.afuppgift.id}")


def _rad(anrop: Anrop, arende_id: UUID) -> Bildning[Afuppgift]:
    return lambda _arbete, rad: schemas.AfuppgiftRad.av(rad, _rot(anrop, arende_id))


@router.get(
    "",
    **op(
        LAS,
        "lista_afuppgifter",
        "Lista frågor om uppgifter",
        "Ärendets frågor om uppgifter hos Arbetsförmedlingen, nyast först. / Questions of fact to AF.",
        schemas.Afuppgifter,
    ),
)
async def lista_afuppgifter(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Newest first, without answers."""
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        _rad(anrop, arende_id),
        schemas.Afuppgifter,
        namn="afuppgifter",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "begar_afuppgift",
        "Fråga efter uppgifter",
        "Frågar Arbetsförmedlingen om inskrivning (AK-18) eller om pågående insatser. Frågan läggs i utkorgen; svaret "
        "finns på frågan när Arbetsförmedlingen har svarat. / Asks AF for facts.",
        schemas.AfuppgiftUt,
        201,
    ),
)
async def begar_afuppgift(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyAfuppgift) -> Response:
    """Nothing is sent inside the request."""
    return await anrop.skriv(
        lambda a: actions.begar(
            a, arende_id, slag=indata.slag, grund=indata.utlamnande_grund, lagrum=indata.utlamnande_lagrum
        ),
        _bild(anrop, arende_id),
        status=201,
        plats=lambda b: f"{_rot(anrop, arende_id)}/{b.afuppgift.id}",
    )


@router.get(
    "/{afuppgiftId}",
    **op(
        LAS,
        "hamta_afuppgift",
        "Hämta fråga om uppgifter",
        "Frågan med Arbetsförmedlingens svar, källa och tid. / One question with its answer.",
        schemas.AfuppgiftUt,
    ),
)
async def hamta_afuppgift(anrop: Kommunanrop, arende_id: ArendeId, afuppgift_id: AfuppgiftId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, afuppgift_id), _bild(anrop, arende_id))


@router.get(
    "/{afuppgiftId}/handelser",
    **op(LAS, "lista_afuppgiftens_handelser", "Frågans historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_afuppgiftens_handelser(anrop: Kommunanrop, arende_id: ArendeId, afuppgift_id: AfuppgiftId) -> Response:
    """Every change, by people and by AF's system."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, afuppgift_id), historik(anrop))


@router.post(
    "/{afuppgiftId}/handelser",
    **op(
        SKRIV,
        "handelse_afuppgift",
        "Händelse på fråga om uppgifter",
        "Ställ frågan igen, eller ta tillbaka den. / Post an event.",
        schemas.AfuppgiftUt,
    ),
)
async def handelse_afuppgift(
    anrop: Kommunanrop, arende_id: ArendeId, afuppgift_id: AfuppgiftId, indata: schemas.AfuppgiftHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, afuppgift_id, indata), _bild(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, afuppgift_id: UUID, indata: schemas.AfuppgiftHandelse
) -> actions.Bild:
    if isinstance(indata, schemas.SandOm):
        return await actions.sand_om(arbete, arende_id, afuppgift_id)
    return await actions.aterkalla(arbete, arende_id, afuppgift_id)
