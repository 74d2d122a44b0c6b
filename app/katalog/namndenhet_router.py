"""Paths of a nämnd's units; the nämnd alone reads them."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.paging import Sida
from app.core.permissions import far_anropa
from app.katalog import namndenhet_schemas as schemas
from app.katalog import namndenheter as actions
from app.katalog.namndenheter import Namndenhet

router = rutter("/{kommunkod}/namndenheter", "namndenheter")
LAS, SKRIV = "arende:las", "namndenhet:skriv"
NamndenhetId = Annotated[UUID, Path(alias="namndenhetId")]


def _bild(anrop: Anrop) -> Bildning[Namndenhet]:
    far_andra = far_anropa(anrop.roll, "handelse_namndenhet")
    return lambda _a, rad: schemas.NamndenhetUt.av(rad, anrop.lank("namndenheter", rad.id), far_andra=far_andra)


@router.get(
    "",
    **op(
        LAS,
        "lista_namndenheter",
        "Lista nämndens enheter",
        "Nämndens kontor, distrikt eller grupper, som ärenden kan höra till. / The units of the nämnd.",
        schemas.Namndenheter,
    ),
)
async def lista(anrop: Kommunanrop, fraga: Sida) -> Response:
    """The newest first."""
    return await anrop.lista(lambda a: actions.lista(a, fraga), _bild(anrop), schemas.Namndenheter, namn="namndenheter")


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_namndenhet",
        "Registrera enhet i nämnden",
        "Bara arbetsledare. Koden ändras aldrig och ges en gång. / Adds a unit; its code never changes.",
        schemas.NamndenhetUt,
        201,
    ),
)
async def registrera(anrop: Kommunanrop, indata: schemas.NyNamndenhet) -> Response:
    """A code is given once."""
    return await anrop.skriv(
        lambda a: actions.registrera(a, **indata.model_dump()),
        _bild(anrop),
        status=201,
        plats=lambda rad: anrop.lank("namndenheter", rad.id),
    )


@router.get(
    "/{namndenhetId}",
    **op(LAS, "hamta_namndenhet", "Hämta enhet i nämnden", "En av nämndens enheter. / One unit.", schemas.NamndenhetUt),
)
async def hamta(anrop: Kommunanrop, enhet_id: NamndenhetId) -> Response:
    """One unit."""
    return await anrop.las(lambda a: actions.hamta(a, enhet_id), _bild(anrop))


@router.post(
    "/{namndenhetId}/handelser",
    **op(
        SKRIV,
        "handelse_namndenhet",
        "Ändra enhet i nämnden",
        "Nytt namn eller sista dag. Ärenden som hör till enheten gör det fortfarande. / Renames or ends a unit.",
        schemas.NamndenhetUt,
    ),
)
async def handelse(anrop: Kommunanrop, enhet_id: NamndenhetId, indata: schemas.AndraNamndenhet) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.andra(a, enhet_id, namn=indata.namn, tom=indata.tom), _bild(anrop), kraver_version=True
    )
