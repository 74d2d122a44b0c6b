"""Paths of the typed changes of an order, for both its parties."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.paging import Sida
from app.flode.bestallning import andring_schemas, andringar
from app.flode.bestallning.andring_models import Bestallningsandring
from app.flode.bestallning.router import LAS, BestallningId

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/andringar", "bestallningar")
AndringId = Annotated[UUID, Path(alias="andringId")]


def _rot(anrop: Anrop, andring: Bestallningsandring) -> str:
    return anrop.lank("bestallningar", andring.bestallning_id, "andringar")


def _rad(anrop: Anrop) -> Bildning[Bestallningsandring]:
    return lambda _arbete, a: andring_schemas.AndringRad.av(a, _rot(anrop, a))


def _andring(anrop: Anrop) -> Bildning[Bestallningsandring]:
    return lambda _arbete, a: andring_schemas.AndringUt.av(a, _rot(anrop, a))


@router.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_andringar",
        "Lista ändringar av beställningen",
        "Varje ändring efter att beställningen skickades, nyast först; även de som ännu inte gäller. / Typed changes.",
        andring_schemas.Andringar,
    ),
)
async def lista_bestallningens_andringar(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Without reasons and free text (DP-03)."""
    return await anrop.lista(
        lambda a: andringar.lista(a, bestallning_id, fraga),
        _rad(anrop),
        andring_schemas.Andringar,
        namn="andringar",
    )


@router.get(
    "/{andringId}",
    **op(
        LAS,
        "hamta_bestallningens_andring",
        "Hämta ändring av beställningen",
        "Fält, gammalt och nytt värde, skäl, dag och vilket förslag som den besvarar. / One typed change.",
        andring_schemas.AndringUt,
    ),
)
async def hamta_bestallningens_andring(
    anrop: Kommunanrop, bestallning_id: BestallningId, andring_id: AndringId
) -> Response:
    """A fact that never changes."""
    return await anrop.las(lambda a: andringar.visa(a, bestallning_id, andring_id), _andring(anrop))
