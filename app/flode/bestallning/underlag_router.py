"""Paths of the chain of an order, and of what was released to the utförare that took over."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Kommunanrop, op, rutter
from app.core.paging import Sida
from app.flode.bestallning import kedja, schemas, underlag, underlag_schemas

router = rutter("/{kommunkod}/bestallningar/{bestallningId}", "bestallningar")
LAS = "bestallning:las"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
UnderlagId = Annotated[UUID, Path(alias="underlagId")]


def _rot(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id, "overlamnadeunderlag")


@router.get(
    "/kedja",
    **op(
        LAS,
        "lista_kedjan",
        "Beställningens kedja",
        "Beställningarna som följt på varandra när en utförare avböjde eller uppdraget flyttades, nyast först. "
        "Bara nämnden ser den. / The chain of orders.",
        schemas.Kedja,
    ),
)
async def lista_kedjan(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """404 for an utförare."""
    return await anrop.lista(
        lambda a: kedja.lista(a, bestallning_id, fraga),
        lambda _arbete, b: schemas.Kedjerad.av(b, anrop.lank("bestallningar")),
        schemas.Kedja,
        namn="bestallningar",
    )


@router.get(
    "/overlamnadeunderlag",
    **op(
        LAS,
        "lista_overlamnade_underlag",
        "Underlag från den förra utföraren",
        "Det som kommunen släppte när uppdraget flyttades. / What was released in a move.",
        underlag_schemas.OverlamnadeUnderlag,
    ),
)
async def lista_overlamnade_underlag(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Kinds only."""
    return await anrop.lista(
        lambda a: underlag.lista(a, bestallning_id, fraga),
        lambda _arbete, rad: underlag_schemas.OverlamnatUnderlagRad.av(rad, _rot(anrop, bestallning_id)),
        underlag_schemas.OverlamnadeUnderlag,
        namn="underlag",
    )


@router.get(
    "/overlamnadeunderlag/{underlagId}",
    **op(
        LAS,
        "hamta_overlamnat_underlag",
        "Ett underlag från den förra utföraren",
        "En kopia, gjord den dag då flytten godtogs. / One kind, with its content.",
        underlag_schemas.OverlamnatUnderlagUt,
    ),
)
async def hamta_overlamnat_underlag(
    anrop: Kommunanrop, bestallning_id: BestallningId, underlag_id: UnderlagId
) -> Response:
    """As it was then."""
    return await anrop.las(
        lambda a: underlag.visa(a, bestallning_id, underlag_id),
        lambda _arbete, rad: underlag_schemas.OverlamnatUnderlagUt.av(rad, f"{_rot(anrop, bestallning_id)}/{rad.id}"),
    )
