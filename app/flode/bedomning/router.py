"""Paths of the bedömning step, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.bedomning import actions, provning_schemas, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/bedomningar", "bedomningar")
LAS, SKRIV = "bedomning:las", "bedomning:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
BedomningId = Annotated[UUID, Path(alias="bedomningId")]


def _bedomning(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    rot = anrop.lank("arenden", arende_id, "bedomningar")
    return lambda _arbete, b: schemas.BedomningUt.av(b.bedomning, b.mojligheter, f"{rot}/{b.bedomning.id}")


@router.get(
    "",
    **op(
        LAS,
        "lista_bedomningar",
        "Lista bedömningar",
        "Ärendets bedömningar, nyast först, utan innehåll (DP-03). / The case's assessments.",
        schemas.Bedomningar,
    ),
)
async def lista_bedomningar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no reasons and no outcome."""
    rot = anrop.lank("arenden", arende_id, "bedomningar")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.BedomningRad.av(rad, rot),
        schemas.Bedomningar,
        namn="bedomningar",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_bedomning",
        "Skapa bedömning",
        "Ett utkast med fakta, utfall och skäl (AK-02 – AK-09); fastställs med en händelse. / Drafts an assessment.",
        schemas.BedomningUt,
        201,
    ),
)
async def skapa_bedomning(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyBedomning) -> Response:
    """Follows the assessment that holds now."""
    return await anrop.skriv(
        lambda a: actions.skapa(a, arende_id, **indata.falt()),
        _bedomning(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "bedomningar", b.bedomning.id),
    )


@router.get(
    "/{bedomningId}",
    **op(
        LAS,
        "hamta_bedomning",
        "Hämta bedömning",
        "En bedömning med fakta, utfall, skäl och det som hindrar att den fastställs. / One assessment.",
        schemas.BedomningUt,
    ),
)
async def hamta_bedomning(anrop: Kommunanrop, arende_id: ArendeId, bedomning_id: BedomningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.hamta(a, arende_id, bedomning_id), _bedomning(anrop, arende_id))


@router.get(
    "/{bedomningId}/handelser",
    **op(
        LAS,
        "lista_bedomningens_handelser",
        "Bedömningens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_bedomningens_handelser(anrop: Kommunanrop, arende_id: ArendeId, bedomning_id: BedomningId) -> Response:
    """Every change of one assessment."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, bedomning_id), historik(anrop))


@router.post(
    "/{bedomningId}/handelser",
    **op(
        SKRIV,
        "handelse_bedomning",
        "Händelse på bedömning",
        "Ändra ett utkast, fastställ det eller förklara en bedömning inaktuell. / Post an event.",
        schemas.BedomningUt,
    ),
)
async def handelse_bedomning(
    anrop: Kommunanrop, arende_id: ArendeId, bedomning_id: BedomningId, indata: schemas.BedomningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, bedomning_id, indata), _bedomning(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, bedomning_id: UUID, indata: schemas.BedomningHandelse
) -> actions.Bild:
    if isinstance(indata, schemas.Andra):
        return await actions.andra(arbete, arende_id, bedomning_id, **indata.uppgifter.falt())
    if isinstance(indata, schemas.Faststall):
        return await actions.faststall(arbete, arende_id, bedomning_id)
    return await actions.inaktualisera(arbete, arende_id, bedomning_id, skal=indata.skal)


@router.get(
    "/{bedomningId}/omprovning",
    **op(
        LAS,
        "omprova_bedomning",
        "Pröva bedömningens fråga igen",
        "Samma fakta och dag ska ge samma svar, byte för byte; här syns om det gör det. / Replays the stored question.",
        provning_schemas.OmprovningUt,
    ),
)
async def omprova_bedomning(anrop: Kommunanrop, arende_id: ArendeId, bedomning_id: BedomningId) -> Response:
    """Changes nothing."""
    adress = anrop.lank("arenden", arende_id, "bedomningar", bedomning_id)
    return await anrop.las(
        lambda a: actions.omprovning(a, arende_id, bedomning_id),
        lambda _arbete, o: provning_schemas.OmprovningUt.av(o, adress),
    )
