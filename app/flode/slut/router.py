"""Paths of the slutrapport, under its beställning."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.progression.rapporter import fryst_varden
from app.flode.slut import actions, schemas, utskrift
from app.flode.slut.models import Slutrapport

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/slutrapporter", "slutrapporter")
LAS, SKRIV = "slutrapport:las", "slutrapport:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
SlutrapportId = Annotated[UUID, Path(alias="slutrapportId")]


def _samling(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id, "slutrapporter")


def _slutrapport(anrop: Anrop, bestallning_id: UUID) -> Bildning[actions.Slutbild]:
    """Detail picture for this caller's party."""

    def bild(arbete: Arbete, b: actions.Slutbild) -> schemas.SlutrapportUt:
        inlamningar = [schemas.SlutinlamningUt.av(i, partial(fryst_varden, arbete)) for i in b.inlamningar]
        return schemas.SlutrapportUt.av(
            b.slutrapport, b.last, b.mal, inlamningar, b.rattning, b.mojligheter, _samling(anrop, bestallning_id)
        )

    return bild


def _rad(anrop: Anrop, bestallning_id: UUID) -> Bildning[Slutrapport]:
    return lambda _arbete, r: schemas.SlutrapportRad.av(r, _samling(anrop, bestallning_id))


@router.get(
    "",
    **op(
        LAS,
        "lista_slutrapporter",
        "Lista slutrapporter",
        "Slutrapportens versioner, nyast först. Kommunen ser de inlämnade. / Versions of the final report.",
        schemas.Slutrapporter,
    ),
)
async def lista_slutrapporter(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Without what they say (DP-03)."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga),
        _rad(anrop, bestallning_id),
        schemas.Slutrapporter,
        namn="slutrapporter",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_slutrapport",
        "Skriv slutrapport",
        "Vägledarens utkast: vad som blev av varje mål, vad resultatet vilar på, sammanfattning och rekommendation. "
        "Planens mål läggs till av sig själva. `ersatterId` gör en ny version. / Drafts the final report.",
        schemas.SlutrapportUt,
        201,
    ),
)
async def skapa_slutrapport(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NySlutrapport
) -> Response:
    """The kommun sees nothing before ``lamna_in``."""
    return await anrop.skriv(
        lambda a: actions.skapa(a, bestallning_id, ersatter_id=indata.ersatter_id, **indata.ord()),
        _slutrapport(anrop, bestallning_id),
        status=201,
        plats=lambda b: f"{_samling(anrop, bestallning_id)}/{b.slutrapport.id}",
    )


@router.get(
    "/{slutrapportId}",
    **op(
        LAS,
        "hamta_slutrapport",
        "Hämta slutrapport",
        "Med allt som har lämnats in, fryst: text, mål, nivåer, närvaro och rapporter. Med `Accept: application/pdf` "
        "det senast inlämnade som ett blad att ta med hem, på vanlig svenska. / One version with everything that was "
        "handed in, or a page to take home by Accept.",
        schemas.SlutrapportUt,
    ),
    responses=pictures.SOM_BLAD,
)
async def hamta_slutrapport(
    anrop: Kommunanrop, bestallning_id: BestallningId, slutrapport_id: SlutrapportId
) -> Response:
    """Detail answer with ``_links`` and ``hinder``; both forms are logged as a read."""
    return await pictures.eller_blad(
        anrop,
        lambda a: actions.visa(a, bestallning_id, slutrapport_id),
        _slutrapport(anrop, bestallning_id),
        lambda a: utskrift.blad(a, bestallning_id, slutrapport_id),
    )


@router.get(
    "/{slutrapportId}/handelser",
    **op(LAS, "lista_slutrapportens_handelser", "Slutrapportens historik", "Äldst först. / History.", Handelser),
)
async def lista_slutrapportens_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, slutrapport_id: SlutrapportId
) -> Response:
    """Every change of state."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, slutrapport_id), historik(anrop))


@router.post(
    "/{slutrapportId}/handelser",
    **op(
        SKRIV,
        "handelse_slutrapport",
        "Händelse på slutrapport",
        "Vägledaren ändrar och lämnar in; handläggaren godkänner eller begär komplettering. En inlämnad slutrapport "
        "låter beställningen avslutas (AK-40). / Post an event.",
        schemas.SlutrapportUt,
    ),
)
async def handelse_slutrapport(
    anrop: Kommunanrop,
    bestallning_id: BestallningId,
    slutrapport_id: SlutrapportId,
    indata: schemas.SlutrapportHandelse,
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, bestallning_id, slutrapport_id, indata),
        _slutrapport(anrop, bestallning_id),
        kraver_version=True,
    )


async def _utfor(
    arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID, indata: schemas.SlutrapportHandelse
) -> actions.Slutbild:
    match indata:
        case schemas.Andra():
            return await actions.andra(arbete, bestallning_id, slutrapport_id, indata.ord())
        case schemas.LamnaIn():
            return await actions.lamna_in(arbete, bestallning_id, slutrapport_id)
        case schemas.BegarKomplettering():
            return await actions.begar_komplettering(arbete, bestallning_id, slutrapport_id, skal=indata.skal)
        case schemas.Godkann():
            return await actions.godkann(arbete, bestallning_id, slutrapport_id)
