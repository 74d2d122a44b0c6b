"""Paths of the invändning step, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.core.beside import Granne
from app.core.http import ROT, Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import Identitet
from app.flode.invandning import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/invandningar", "invandningar")
LAS, SKRIV = "arende:las", "arende:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
InvandningId = Annotated[UUID, Path(alias="invandningId")]


def om_posten(kommunkod: str, arende_id: UUID, objekt_id: UUID) -> str:
    """Where the views of one record are listed."""
    return f"{ROT}/{kommunkod}/arenden/{arende_id}/invandningar?objektId={objekt_id}"


INTILL = Granne("invandningar", "lista_invandningar", om_posten)


class Invandningsfilter(Sidfraga):
    """Those of one record."""

    objekt_id: Identitet | None = Field(None, alias="objektId")


def _bild(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    arende = anrop.lank("arenden", arende_id)
    return lambda _arbete, bild: schemas.InvandningUt.av(bild.rad, bild.mojligheter, arende)


@router.get(
    "",
    **op(
        LAS,
        "lista_invandningar",
        "Lista den enskildes invändningar",
        "I ärendet, nyast först; med `objektId` de som gäller en uppgift. / The person's own views.",
        schemas.Invandningar,
    ),
)
async def lista_invandningar(
    anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[Invandningsfilter, Query()]
) -> Response:
    """Rows tell what they are about, not what they say."""
    rot = anrop.lank("arenden", arende_id, "invandningar")
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga, fraga.objekt_id),
        lambda _arbete, rad: schemas.InvandningRad.av(rad, rot),
        schemas.Invandningar,
        namn="invandningar",
        filter_={"objektId": str(fraga.objekt_id) if fraga.objekt_id else None},
    )


@router.post(
    "",
    **op(
        SKRIV,
        "notera_invandning",
        "Notera den enskildes invändning",
        "Den enskilde menar att en uppgift är fel, eller vill att den tas bort (DP-20). Noteras på vilken uppgift som "
        "helst i ärendet och ändras aldrig. / Notes the person's view of any record.",
        schemas.InvandningUt,
        201,
    ),
)
async def notera_invandning(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyInvandning) -> Response:
    """Also in a closed ärende."""
    ny = actions.Uppfattning(**{namn: getattr(indata, namn) for namn in schemas.NyInvandning.model_fields})
    return await anrop.skriv(
        lambda a: actions.notera(a, arende_id, ny),
        _bild(anrop, arende_id),
        status=201,
        plats=lambda bild: anrop.lank("arenden", arende_id, "invandningar", bild.rad.id),
    )


@router.get(
    "/{invandningId}",
    **op(LAS, "hamta_invandning", "Hämta invändning", "Med text och svar. / One view.", schemas.InvandningUt),
)
async def hamta_invandning(anrop: Kommunanrop, arende_id: ArendeId, invandning_id: InvandningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, invandning_id), _bild(anrop, arende_id))


@router.get(
    "/{invandningId}/handelser",
    **op(LAS, "lista_invandningens_handelser", "Invändningens historik", "Äldst först. / History.", Handelser),
)
async def lista_invandningens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, invandning_id: InvandningId
) -> Response:
    """Noted and answered."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, invandning_id), historik(anrop))


@router.post(
    "/{invandningId}/handelser",
    **op(
        SKRIV,
        "handelse_invandning",
        "Svara på invändning",
        "`ratta` när uppgiften har rättats, `vidhall` när den kvarstår, med skäl. / Answers it.",
        schemas.InvandningUt,
    ),
)
async def handelse_invandning(
    anrop: Kommunanrop, arende_id: ArendeId, invandning_id: InvandningId, indata: schemas.Besvara
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.besvara(a, arende_id, invandning_id, indata.typ, indata.svar),
        _bild(anrop, arende_id),
        kraver_version=True,
    )
