"""Paths of a nämnd's readings of what the law leaves open."""

from fastapi import Response

from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.paging import Sida
from app.katalog import tolkning_actions as actions
from app.katalog import tolkning_schemas as schemas

galler = rutter("/{kommunkod}/tolkning", "tolkningar")
router = rutter("/{kommunkod}/tolkningar", "tolkningar")
LAS, SKRIV = "bedomning:las", "tolkning:skriv"


def _galler(anrop: Anrop) -> Bildning[actions.Galler]:
    adresser = (anrop.lank("tolkning"), anrop.lank("tolkningar"))
    return lambda _arbete, g: schemas.NamndensTolkningUt.av(g.tolkning, g.post, adresser, far_andra=g.far_andra)


@galler.get(
    "",
    **op(
        LAS,
        "hamta_tolkning",
        "Nämndens tolkning",
        "Hur nämnden läser det som lagen lämnar öppet, med standard och om nämnden har valt annat. Prövningen räknar "
        "så från och med nu. / How the nämnd reads the open questions now.",
        schemas.NamndensTolkningUt,
    ),
)
async def hamta_tolkning(anrop: Kommunanrop) -> Response:
    """The defaults until somebody has chosen."""
    return await anrop.las(actions.galler, _galler(anrop))


@router.get(
    "",
    **op(
        LAS,
        "lista_tolkningar",
        "Tolkningarnas historik",
        "Nämndens tolkningar, nyast först, med skäl och vem. / All readings of the nämnd.",
        schemas.Tolkningshistorik,
    ),
)
async def lista_tolkningar(anrop: Kommunanrop, fraga: Sida) -> Response:
    """Each with all its values."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga),
        lambda _arbete, rad: schemas.TolkningspostUt.av(rad),
        schemas.Tolkningshistorik,
        namn="tolkningar",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "andra_tolkning",
        "Ändra nämndens tolkning",
        "En ny tolkning av en eller flera öppna frågor; övriga behålls. Bedömningar som är gjorda ändras inte. Bara "
        "arbetsledare. / Records another reading.",
        schemas.NamndensTolkningUt,
        201,
    ),
)
async def andra_tolkning(anrop: Kommunanrop, indata: schemas.NyTolkning) -> Response:
    """Never changed, only followed."""
    return await anrop.skriv(
        lambda a: actions.andra(a, varden=indata.valda(), skal=indata.skal),
        _galler(anrop),
        status=201,
        plats=lambda _g: anrop.lank("tolkning"),
    )
