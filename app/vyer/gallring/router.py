"""Paths of the gallringar: order a dry run, read the protocol, review, decide."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.vyer.gallring import actions, schemas
from app.vyer.gallring.actions import Bild
from app.vyer.gallring.models import Gallring, Gallringspost

LAS, SKRIV = "gallring:las", "gallring:skriv"
GallringId = Annotated[UUID, Path(alias="gallringId")]
router = rutter("/{kommunkod}/gallringar", "gallringar")


def _rot(anrop: Anrop) -> str:
    return anrop.lank("gallringar")


def _detalj(anrop: Anrop) -> Bildning[Bild]:
    rot = _rot(anrop)
    return lambda _a, b: schemas.GallringUt.av(b, f"{rot}/{b.gallring.id}")


def _rad(anrop: Anrop) -> Bildning[Gallring]:
    rot = _rot(anrop)
    return lambda _a, g: schemas.GallringRad.av(g, rot)


def _post(_arbete: Arbete, post: Gallringspost) -> schemas.GallringspostUt:
    return schemas.GallringspostUt.av(post)


@router.post(
    "",
    **op(
        SKRIV,
        "bestall_gallring",
        "Föreslå gallring",
        "Ett jobb går igenom nämndens akter och skriver protokollet. Inget raderas. För arbetsledare (T-11, DP-16). "
        "/ Orders a dry run; a job writes the protocol.",
        schemas.GallringUt,
        202,
    ),
)
async def bestall_gallring(anrop: Kommunanrop, indata: schemas.NyGallring) -> Response:
    """202: the protocol is written later."""
    rot = _rot(anrop)
    return await anrop.skriv(
        lambda a: actions.bestall(a, indata.slag),
        _detalj(anrop),
        status=202,
        plats=lambda bild: f"{rot}/{bild.gallring.id}",
    )


@router.get(
    "",
    **op(
        LAS,
        "lista_gallringar",
        "Lista gallringar",
        "Nämndens, nyast först. För arbetsledare och granskare. / Gallringar.",
        schemas.Gallringar,
    ),
)
async def lista_gallringar(anrop: Kommunanrop, fraga: Sida) -> Response:
    """However far they have come."""
    return await anrop.lista(lambda a: actions.lista(a, fraga), _rad(anrop), schemas.Gallringar, namn="gallringar")


@router.get(
    "/{gallringId}",
    **op(LAS, "hamta_gallring", "Hämta gallring", "Hur långt den har kommit. / One gallring.", schemas.GallringUt),
)
async def hamta_gallring(anrop: Kommunanrop, gallring_id: GallringId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, gallring_id), _detalj(anrop))


@router.get(
    "/{gallringId}/poster",
    **op(
        LAS,
        "lista_gallringens_poster",
        "Gallringens protokoll",
        "En post per person med fristerna och skälen; efter gallringen säger den inget om vem. / The protocol.",
        schemas.Gallringsprotokoll,
    ),
)
async def lista_gallringens_poster(anrop: Kommunanrop, gallring_id: GallringId, fraga: Sida) -> Response:
    """The granskare reads it too."""
    return await anrop.lista(
        lambda a: actions.protokoll(a, gallring_id, fraga), _post, schemas.Gallringsprotokoll, namn="poster"
    )


@router.get(
    "/{gallringId}/handelser",
    **op(LAS, "lista_gallringens_handelser", "Gallringens historik", "Äldst först. / History.", Handelser),
)
async def lista_gallringens_handelser(anrop: Kommunanrop, gallring_id: GallringId) -> Response:
    """Who proposed, reviewed and decided."""
    return await anrop.las(lambda a: actions.historia(a, gallring_id), historik(anrop))


@router.post(
    "/{gallringId}/handelser",
    **op(
        SKRIV,
        "handelse_gallring",
        "Händelse på gallring",
        "`undanta` en post efter sakprövning, `granska`, `besluta` (en annan person än den som föreslog) eller "
        "`avbryt`. / Post an event.",
        schemas.GallringUt,
    ),
)
async def handelse_gallring(anrop: Kommunanrop, gallring_id: GallringId, indata: schemas.GallringHandelse) -> Response:
    """Needs If-Match."""

    async def steg(arbete: Arbete) -> Bild:
        if isinstance(indata, schemas.Undanta):
            return await actions.undanta(arbete, gallring_id, indata.post_nummer, indata.skal)
        handling = {"granska": actions.granska, "besluta": actions.besluta, "avbryt": actions.avbryt}[indata.typ]
        return await handling(arbete, gallring_id)

    return await anrop.skriv(steg, _detalj(anrop), kraver_version=True)
