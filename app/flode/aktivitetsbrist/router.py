"""Paths of the aktivitetsbrist step, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.flode.aktivitetsbrist import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/aktivitetsbrister", "aktivitetsbrister")
LAS, SKRIV = "beslut:las", "beslut:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
BristId = Annotated[UUID, Path(alias="aktivitetsbristId")]


def _bild(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: schemas.AktivitetsbristUt.av(b.rad, b.mojligheter, arende)


@router.get(
    "",
    **op(
        LAS,
        "lista_aktivitetsbrister",
        "Lista aktivitetsbrister",
        "Månader då nämnden inte kunde erbjuda någon aktivitet (AK-10), nyast först. / Months without an offer.",
        schemas.Aktivitetsbrister,
    ),
)
async def lista_aktivitetsbrister(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no note."""
    rot = anrop.lank("arenden", arende_id, "aktivitetsbrister")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.AktivitetsbristRad.av(rad, rot),
        schemas.Aktivitetsbrister,
        namn="aktivitetsbrister",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "notera_aktivitetsbrist",
        "Notera aktivitetsbrist",
        "Ingen aktivitet kunde erbjudas för månaden; det är kommunens brist, inte personens (AK-10). / No offer made.",
        schemas.AktivitetsbristUt,
        201,
    ),
)
async def notera_aktivitetsbrist(
    anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyAktivitetsbrist
) -> Response:
    """Once per month."""
    return await anrop.skriv(
        lambda a: actions.notera(a, arende_id, manad=indata.manad, orsak=indata.orsak, anteckning=indata.anteckning),
        _bild(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "aktivitetsbrister", b.rad.id),
    )


@router.get(
    "/{aktivitetsbristId}",
    **op(
        LAS,
        "hamta_aktivitetsbrist",
        "Hämta aktivitetsbrist",
        "En notering om att ingen aktivitet kunde erbjudas. / One note.",
        schemas.AktivitetsbristUt,
    ),
)
async def hamta_aktivitetsbrist(anrop: Kommunanrop, arende_id: ArendeId, brist_id: BristId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.hamta(a, arende_id, brist_id), _bild(anrop, arende_id))


@router.get(
    "/{aktivitetsbristId}/handelser",
    **op(
        LAS,
        "lista_aktivitetsbristens_handelser",
        "Aktivitetsbristens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_aktivitetsbristens_handelser(anrop: Kommunanrop, arende_id: ArendeId, brist_id: BristId) -> Response:
    """Every change of one note."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, brist_id), historik(anrop))


@router.post(
    "/{aktivitetsbristId}/handelser",
    **op(
        SKRIV,
        "handelse_aktivitetsbrist",
        "Händelse på aktivitetsbrist",
        "Noteringen tas tillbaka med skäl. / Post an event.",
        schemas.AktivitetsbristUt,
    ),
)
async def handelse_aktivitetsbrist(
    anrop: Kommunanrop, arende_id: ArendeId, brist_id: BristId, indata: schemas.Aterta
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.aterta(a, arende_id, brist_id, skal=indata.skal), _bild(anrop, arende_id), kraver_version=True
    )
