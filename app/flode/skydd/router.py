"""Paths of the skyddsmarkeringar, under the ärende; the number of protected persons beside it."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.arende.states import Skyddsniva
from app.flode.skydd import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/skyddsmarkeringar", "skyddsmarkeringar")
antal_router = rutter("/{kommunkod}/skyddade", "skyddsmarkeringar")
LAS, SKRIV = "arende:las", "arende:skriv"
HANDLINGAR: dict[str, Callable[..., Awaitable[actions.Bild]]] = {
    handling.__name__: handling for handling in (actions.omprova, actions.byt_identitet, actions.hav)
}
ArendeId = Annotated[UUID, Path(alias="arendeId")]
MarkeringId = Annotated[UUID, Path(alias="markeringId")]


def _markering(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: schemas.MarkeringUt.av(b.markering, b.mojligheter, arende)


@router.get(
    "",
    **op(
        LAS,
        "lista_skyddsmarkeringar",
        "Lista skyddsmarkeringar",
        "Ärendets skyddsmarkeringar, nyast först, även hävda. / The case's markings of protected identity.",
        schemas.Markeringar,
    ),
)
async def lista_skyddsmarkeringar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no reason."""
    rot = anrop.lank("arenden", arende_id, "skyddsmarkeringar")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.MarkeringRad.av(rad, rot),
        schemas.Markeringar,
        namn="skyddsmarkeringar",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skyddsmarkera",
        "Skyddsmarkera",
        "Personen, och familjen som bor tillsammans med den, får skyddad identitet (DP-14, DP-15). Gäller genast i "
        "allt: bara den namngivna handläggaren ser ärendet, och pågående beställningar göms för utföraren tills de "
        "har frisläppts. / Marks a person as protected.",
        schemas.MarkeringUt,
        201,
    ),
)
async def skyddsmarkera(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyMarkering) -> Response:
    """One marking at a time."""
    falt = {n: getattr(indata, n) for n in type(indata).model_fields} | {"niva": Skyddsniva(indata.niva)}
    return await anrop.skriv(
        lambda a: actions.markera(a, arende_id, **falt),
        _markering(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "skyddsmarkeringar", b.markering.id),
    )


@router.get(
    "/{markeringId}",
    **op(
        LAS,
        "hamta_skyddsmarkering",
        "Hämta skyddsmarkering",
        "En markering med nivå, källa och skäl. / One marking.",
        schemas.MarkeringUt,
    ),
)
async def hamta_skyddsmarkering(anrop: Kommunanrop, arende_id: ArendeId, markering_id: MarkeringId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.hamta(a, arende_id, markering_id), _markering(anrop, arende_id))


@router.get(
    "/{markeringId}/handelser",
    **op(
        LAS,
        "lista_skyddsmarkeringens_handelser",
        "Skyddsmarkeringens historik",
        "Alla händelser, äldst först, med skälen. / History.",
        Handelser,
    ),
)
async def lista_skyddsmarkeringens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, markering_id: MarkeringId
) -> Response:
    """Every change of one marking."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, markering_id), historik(anrop))


@router.post(
    "/{markeringId}/handelser",
    **op(
        SKRIV,
        "handelse_skyddsmarkering",
        "Händelse på skyddsmarkering",
        "Höj, sänk, ompröva, byt identitet (fingerade personuppgifter) eller häv. / Post an event.",
        schemas.MarkeringUt,
    ),
)
async def handelse_skyddsmarkering(
    anrop: Kommunanrop, arende_id: ArendeId, markering_id: MarkeringId, indata: schemas.MarkeringHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, markering_id, indata), _markering(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, markering_id: UUID, indata: schemas.MarkeringHandelse
) -> actions.Bild:
    falt = {n: getattr(indata, n) for n in type(indata).model_fields if n != "typ"}
    if isinstance(indata, schemas.Hoj | schemas.Sank):
        falt["niva"] = Skyddsniva(indata.niva)
        return await actions.byt_niva(arbete, arende_id, markering_id, indata.typ, **falt)
    return await HANDLINGAR[indata.typ](arbete, arende_id, markering_id, **falt)


@antal_router.get(
    "",
    **op(
        LAS,
        "antal_skyddade",
        "Antal skyddade",
        "Hur många öppna ärenden i nämnden som rör skyddade personer; för arbetsledare, och inget mer om dem (DP-15). "
        "/ How many protected persons there are.",
        schemas.Skyddade,
    ),
)
async def antal_skyddade(anrop: Kommunanrop) -> Response:
    """A number only."""
    return anrop.svar(schemas.Skyddade(antal=await anrop.transaktion(actions.antal, ser_skyddade=True)))
