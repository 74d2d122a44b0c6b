"""Paths of the afbedömning step, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.afbedomning import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/afbedomningar", "afbedomningar")
LAS, SKRIV = "samrad:las", "samrad:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
AfbedomningId = Annotated[UUID, Path(alias="afbedomningId")]


def _bild(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture: AF's text is opened for the nämnd only."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: schemas.AfbedomningUt.av(b.rad, b.text, b.mojligheter, arende, skiljer_sig=b.skiljer_sig)


@router.get(
    "",
    **op(
        LAS,
        "lista_afbedomningar",
        "Lista Arbetsförmedlingens bedömningar",
        "Vad Arbetsförmedlingen själv har bedömt om personen (AK-16), nyast först. / AF's own assessments.",
        schemas.Afbedomningar,
    ),
)
async def lista_afbedomningar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows tell nothing of what AF found."""
    rot = anrop.lank("arenden", arende_id, "afbedomningar")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.AfbedomningRad.av(rad, rot),
        schemas.Afbedomningar,
        namn="afbedomningar",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "notera_afbedomning",
        "Notera Arbetsförmedlingens bedömning",
        "Arbetsförmedlingen har lämnat sin bedömning på annat sätt än genom API. Nämndens egen bedömning ändras "
        "inte (AK-16). / Records by hand what AF has assessed.",
        schemas.AfbedomningUt,
        201,
    ),
)
async def notera_afbedomning(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyAfbedomning) -> Response:
    """Who at AF said it, when, and AF's reference."""
    uppgift = actions.Afuppgift(indata.datum, indata.bedomningskod, indata.text, indata.af_referens, indata.uppgiven_av)
    return await anrop.skriv(
        lambda a: actions.notera(a, arende_id, uppgift),
        _bild(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "afbedomningar", b.rad.id),
    )


@router.get(
    "/{afbedomningId}",
    **op(
        LAS,
        "hamta_afbedomning",
        "Hämta Arbetsförmedlingens bedömning",
        "En bedömning med text, och om den skiljer sig från nämndens. / One assessment by AF.",
        schemas.AfbedomningUt,
    ),
)
async def hamta_afbedomning(anrop: Kommunanrop, arende_id: ArendeId, afbedomning_id: AfbedomningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, afbedomning_id), _bild(anrop, arende_id))


@router.get(
    "/{afbedomningId}/handelser",
    **op(
        LAS,
        "lista_afbedomningens_handelser",
        "Historik för Arbetsförmedlingens bedömning",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_afbedomningens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, afbedomning_id: AfbedomningId
) -> Response:
    """Every change of the record."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, afbedomning_id), historik(anrop))


@router.post(
    "/{afbedomningId}/handelser",
    **op(
        SKRIV,
        "handelse_afbedomning",
        "Händelse på Arbetsförmedlingens bedömning",
        "Läst, hanterad med ställningstagande, eller återtagen om noteringen var fel. / Post an event.",
        schemas.AfbedomningUt,
    ),
)
async def handelse_afbedomning(
    anrop: Kommunanrop, arende_id: ArendeId, afbedomning_id: AfbedomningId, indata: schemas.AfbedomningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, afbedomning_id, indata), _bild(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, afbedomning_id: UUID, indata: schemas.AfbedomningHandelse
) -> actions.Bild:
    if isinstance(indata, schemas.Hantera):
        falt = {"stallningstagande": indata.stallningstagande}
    elif isinstance(indata, schemas.Aterta):
        falt = {"atertagen_skal": indata.skal}
    else:
        falt = {}
    return await actions.stega(arbete, arende_id, afbedomning_id, indata.typ, **falt)
