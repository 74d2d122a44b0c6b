"""Paths of the undantag step, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.undantag import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/undantag", "undantag")
LAS, SKRIV = "bedomning:las", "bedomning:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
UndantagId = Annotated[UUID, Path(alias="undantagId")]


def _undantag(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: schemas.UndantagspostUt.av(b.post, b.mojligheter, arende)


@router.get(
    "",
    **op(
        LAS,
        "lista_undantag",
        "Lista undantag",
        "Ärendets undantag, nyast först, även återtagna. / The case's exemptions.",
        schemas.Undantagslista,
    ),
)
async def lista_undantag(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no ground."""
    rot = anrop.lank("arenden", arende_id, "undantag")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.UndantagspostRad.av(rad, rot),
        schemas.Undantagslista,
        namn="undantag",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_undantag",
        "Registrera undantag",
        "En grund med period, grad och underlag (AK-05). Hel grund undantar, delvis minskar timmarna; prövningen "
        "räknar med den direkt. Aldrig diagnos (DP-02). / Records a ground of exemption.",
        schemas.UndantagspostUt,
        201,
    ),
)
async def registrera_undantag(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyttUndantag) -> Response:
    """Refused with every rule that stops it."""
    return await anrop.skriv(
        lambda a: actions.registrera(a, arende_id, **indata.model_dump()),
        _undantag(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "undantag", b.post.id),
    )


@router.get(
    "/{undantagId}",
    **op(
        LAS,
        "hamta_undantag",
        "Hämta undantag",
        "Ett undantag med grund, period och underlag. / One exemption.",
        schemas.UndantagspostUt,
    ),
)
async def hamta_undantag(anrop: Kommunanrop, arende_id: ArendeId, undantag_id: UndantagId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.hamta(a, arende_id, undantag_id), _undantag(anrop, arende_id))


@router.get(
    "/{undantagId}/handelser",
    **op(
        LAS,
        "lista_undantagets_handelser",
        "Undantagets historik",
        "Alla händelser, äldst först, med tidigare sista dagar. / History.",
        Handelser,
    ),
)
async def lista_undantagets_handelser(anrop: Kommunanrop, arende_id: ArendeId, undantag_id: UndantagId) -> Response:
    """Every change of one undantag."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, undantag_id), historik(anrop))


@router.post(
    "/{undantagId}/handelser",
    **op(
        SKRIV,
        "handelse_undantag",
        "Händelse på undantag",
        "Ny sista dag, eller ta tillbaka det som inte borde ha registrerats. / Post an event.",
        schemas.UndantagspostUt,
    ),
)
async def handelse_undantag(
    anrop: Kommunanrop, arende_id: ArendeId, undantag_id: UndantagId, indata: schemas.UndantagHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, undantag_id, indata), _undantag(anrop, arende_id), kraver_version=True
    )


async def _utfor(arbete: Arbete, arende_id: UUID, undantag_id: UUID, indata: schemas.UndantagHandelse) -> actions.Bild:
    if isinstance(indata, schemas.AndraSlut):
        return await actions.andra_slut(arbete, arende_id, undantag_id, tom=indata.tom, skal=indata.skal)
    return await actions.ta_tillbaka(arbete, arende_id, undantag_id, skal=indata.skal)
