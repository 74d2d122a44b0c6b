"""The path of the inbox; whose it is comes from the token."""

from typing import Annotated

from fastapi import Query, Response

from app.core.http import Mottagaranrop, op, rutter
from app.core.paging import Dagsidfraga
from app.vyer.inkorg import actions, schemas

router = rutter("/inkorg", "inkorg")


@router.get(
    "",
    **op(
        "bestallning:las",
        "lista_inkorg",
        "Lista inkorgen",
        "Utförarens öppna beställningar i alla kommuner, den med tidigast frist först: id och dagar, inget om någon "
        "person. Läs beställningen på `self`. För samordnaren. / The provider's open orders in all its "
        "municipalities, soonest due first: ids and days only.",
        schemas.Inkorg,
    ),
)
async def lista_inkorg(anrop: Mottagaranrop, fraga: Annotated[Dagsidfraga, Query()]) -> Response:
    """One list over all kommuner."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga),
        lambda _a, post: schemas.Inkorgsrad.av(post),
        schemas.Inkorg,
        namn="inkorg",
    )
