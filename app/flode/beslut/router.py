"""Paths of the beslut step, under the ärende: kommuniceringar and beslut."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.beslut import actions, forslag, kommunicering, kommunicering_schemas, schemas

kommuniceringar = rutter("/{kommunkod}/arenden/{arendeId}/kommuniceringar", "kommuniceringar")
router = rutter("/{kommunkod}/arenden/{arendeId}/beslut", "beslut")
forslag_router = rutter("/{kommunkod}/arenden/{arendeId}/bedomningar/{bedomningId}/beslutsforslag", "beslut")
LAS, SKRIV = "beslut:las", "beslut:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
BeslutId = Annotated[UUID, Path(alias="beslutId")]
KommuniceringId = Annotated[UUID, Path(alias="kommuniceringId")]


def _beslut(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: schemas.BeslutUt.av(b.rad, b.mojligheter, arende, b.slut, b.underrattelse)


def _kommunicering(anrop: Anrop, arende_id: UUID) -> Bildning[kommunicering.Bild]:
    """Detail picture for this caller."""
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, b: kommunicering_schemas.KommuniceringUt.av(b.rad, b.mojligheter, arende)


@kommuniceringar.get(
    "",
    **op(
        LAS,
        "lista_kommuniceringar",
        "Lista kommuniceringar",
        "Ärendets kommuniceringar, nyast först. / The case's communications.",
        kommunicering_schemas.Kommuniceringar,
    ),
)
async def lista_kommuniceringar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no material."""
    rot = anrop.lank("arenden", arende_id, "kommuniceringar")
    return await anrop.lista(
        lambda a: kommunicering.lista(a, arende_id, fraga),
        lambda _arbete, rad: kommunicering_schemas.KommuniceringRad.av(rad, rot),
        kommunicering_schemas.Kommuniceringar,
        namn="kommuniceringar",
    )


@kommuniceringar.post(
    "",
    **op(
        SKRIV,
        "kommunicera",
        "Kommunicera underlag",
        "Parten får underlaget och tid att svara före ett betungande beslut (AK-22, 25 § FL). / Hear the party.",
        kommunicering_schemas.KommuniceringUt,
        201,
    ),
)
async def kommunicera(
    anrop: Kommunanrop, arende_id: ArendeId, indata: kommunicering_schemas.NyKommunicering
) -> Response:
    """Sent today."""
    return await anrop.skriv(
        lambda a: kommunicering.kommunicera(a, arende_id, material=indata.material, svar_senast=indata.svar_senast),
        _kommunicering(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "kommuniceringar", b.rad.id),
    )


@kommuniceringar.get(
    "/{kommuniceringId}",
    **op(
        LAS,
        "hamta_kommunicering",
        "Hämta kommunicering",
        "En kommunicering och från vilken dag beslut får fattas. / One communication.",
        kommunicering_schemas.KommuniceringUt,
    ),
)
async def hamta_kommunicering(anrop: Kommunanrop, arende_id: ArendeId, kommunicering_id: KommuniceringId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(
        lambda a: kommunicering.hamta(a, arende_id, kommunicering_id), _kommunicering(anrop, arende_id)
    )


@kommuniceringar.get(
    "/{kommuniceringId}/handelser",
    **op(
        LAS,
        "lista_kommuniceringens_handelser",
        "Kommuniceringens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_kommuniceringens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, kommunicering_id: KommuniceringId
) -> Response:
    """Every change of one kommunicering."""
    return await anrop.las(lambda a: kommunicering.historia(a, arende_id, kommunicering_id), historik(anrop))


@kommuniceringar.post(
    "/{kommuniceringId}/handelser",
    **op(
        SKRIV,
        "handelse_kommunicering",
        "Händelse på kommunicering",
        "Personens svar, uteblivet svar dagen efter svarsdagen, förlängd tid eller avbrott. / Post an event.",
        kommunicering_schemas.KommuniceringUt,
    ),
)
async def handelse_kommunicering(
    anrop: Kommunanrop,
    arende_id: ArendeId,
    kommunicering_id: KommuniceringId,
    indata: kommunicering_schemas.KommuniceringHandelse,
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _stega(a, arende_id, kommunicering_id, indata), _kommunicering(anrop, arende_id), kraver_version=True
    )


async def _stega(
    arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, indata: kommunicering_schemas.KommuniceringHandelse
) -> kommunicering.Bild:
    if isinstance(indata, kommunicering_schemas.Besvara):
        return await kommunicering.besvara(
            arbete, arende_id, kommunicering_id, svar=indata.svar, svar_datum=indata.svar_datum
        )
    if isinstance(indata, kommunicering_schemas.Forlang):
        return await kommunicering.forlang(arbete, arende_id, kommunicering_id, svar_senast=indata.svar_senast)
    skal = indata.skal if isinstance(indata, kommunicering_schemas.Avbryt) else None
    return await kommunicering.avsluta(arbete, arende_id, kommunicering_id, indata.typ, skal=skal)


@router.get(
    "",
    **op(
        LAS,
        "lista_beslut",
        "Lista beslut",
        "Ärendets beslut, nyast först: typ och datum (DP-03). / The case's decisions.",
        schemas.Beslutslista,
    ),
)
async def lista_beslut(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no reasons."""
    rot = anrop.lank("arenden", arende_id, "beslut")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        lambda _arbete, rad: schemas.BeslutRad.av(rad, rot),
        schemas.Beslutslista,
        namn="beslut",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "fatta_beslut",
        "Registrera fattat beslut",
        "Ett beslut som en människa har fattat (DP-31). Det ändras aldrig; ett nytt rättar det. / Records a decision.",
        schemas.BeslutUt,
        201,
        regel="DP-31",
    ),
)
async def fatta_beslut(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyttBeslut) -> Response:
    """Refused with every rule that stops it."""
    return await anrop.skriv(
        lambda a: actions.fatta(a, arende_id, **indata.falt()),
        _beslut(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "beslut", b.rad.id),
    )


@router.get(
    "/{beslutId}",
    **op(LAS, "hamta_beslut", "Hämta beslut", "Ett beslut med motivering. / One decision.", schemas.BeslutUt),
)
async def hamta_beslut(anrop: Kommunanrop, arende_id: ArendeId, beslut_id: BeslutId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.hamta(a, arende_id, beslut_id), _beslut(anrop, arende_id))


@router.get(
    "/{beslutId}/underrattelse",
    **op(
        LAS,
        "hamta_beslutets_underrattelse",
        "Underrättelse till parten",
        "Beslutet som parten ska få det, med hur man överklagar; namn utelämnas vid hot (AK-25). / For the party.",
        schemas.UnderrattelseUt,
    ),
)
async def hamta_beslutets_underrattelse(anrop: Kommunanrop, arende_id: ArendeId, beslut_id: BeslutId) -> Response:
    """A draft: a person sends it."""
    arende = anrop.lank("arenden", arende_id)
    return await anrop.las(
        lambda a: actions.hamta(a, arende_id, beslut_id), lambda _arbete, b: schemas.UnderrattelseUt.av(b.rad, arende)
    )


@router.get(
    "/{beslutId}/handelser",
    **op(
        LAS,
        "lista_beslutets_handelser",
        "Beslutets historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_beslutets_handelser(anrop: Kommunanrop, arende_id: ArendeId, beslut_id: BeslutId) -> Response:
    """Every change of one beslut."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, beslut_id), historik(anrop))


@router.post(
    "/{beslutId}/handelser",
    **op(
        SKRIV,
        "handelse_beslut",
        "Händelse på beslut",
        "Delgivning, överklagande, dess utgång eller upphävande; inget av det ändrar innehållet. / Post an event.",
        schemas.BeslutUt,
    ),
)
async def handelse_beslut(
    anrop: Kommunanrop, arende_id: ArendeId, beslut_id: BeslutId, indata: schemas.BeslutHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, beslut_id, indata), _beslut(anrop, arende_id), kraver_version=True
    )


async def _utfor(arbete: Arbete, arende_id: UUID, beslut_id: UUID, indata: schemas.BeslutHandelse) -> actions.Bild:
    if isinstance(indata, schemas.Delge):
        return await actions.delge(arbete, arende_id, beslut_id, delfaende_datum=indata.delfaende_datum)
    if isinstance(indata, schemas.Overklaga):
        return await actions.overklaga(arbete, arende_id, beslut_id, inkom=indata.inkom)
    if isinstance(indata, schemas.Avgor):
        return await actions.avgor(arbete, arende_id, beslut_id, utfall=indata.utfall, datum=indata.datum)
    return await actions.upphav(arbete, arende_id, beslut_id, datum=indata.datum, skal=indata.skal)


@forslag_router.get(
    "",
    **op(
        LAS,
        "foresla_beslut",
        "Utkast till beslut",
        "Text och dagar som följer av en fastställd bedömning, och vad en människa ska fylla i. Inget sparas och inget "
        "beslutas (DP-31). / Drafts a beslut from an assessment; stores nothing.",
        schemas.BeslutsforslagUt,
    ),
)
async def foresla_beslut(
    anrop: Kommunanrop, arende_id: ArendeId, bedomning_id: Annotated[UUID, Path(alias="bedomningId")]
) -> Response:
    """Words to weigh, not a beslut."""
    return await anrop.las(
        lambda a: forslag.foresla(a, arende_id, bedomning_id),
        lambda _arbete, f: schemas.BeslutsforslagUt.av(f.bedomning, f.falt, anrop.lank("arenden", arende_id)),
    )
