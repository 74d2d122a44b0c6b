"""Paths of the uppföljning step."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser, LankUt
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.uppfoljning import actions, schemas
from app.flode.uppfoljning.models import Uppfoljning
from app.flode.uppfoljning.states import UppfoljningStatus, Uppfoljningsuppgift

router = rutter("/{kommunkod}/uppfoljningar", "uppfoljningar")
LAS, SKRIV = "uppfoljning:las", "uppfoljning:skriv"
UppfoljningId = Annotated[UUID, Path(alias="uppfoljningId")]


class Uppfoljningsfilter(Sidfraga):
    """What is waited for."""

    status: UppfoljningStatus | None = None
    forsenade: ParameterBool = False


def _bild(anrop: Anrop) -> Bildning[actions.Bild]:
    def bild(arbete: Arbete, b: actions.Bild) -> schemas.UppfoljningUt:
        adress = anrop.lank("uppfoljningar", b.uppfoljning.id)
        return schemas.UppfoljningUt.av(b.uppfoljning, b.helhet, b.mojligheter, adress, arbete.idag)

    return bild


def _rad(anrop: Anrop) -> Bildning[Uppfoljning]:
    return lambda arbete, u: schemas.UppfoljningRad.av(u, anrop.lank("uppfoljningar"), arbete.idag)


def _rader(anrop: Anrop) -> Bildning[list[actions.Orderrad]]:
    """Order by order."""

    def bild(_arbete: Arbete, rader: list[actions.Orderrad]) -> schemas.Orderrader:
        egna = [
            schemas.OrderradUt.av(r.bestallning_id, r.varden, anrop.lank("bestallningar", r.bestallning_id))
            for r in rader
        ]
        return schemas.Orderrader(bestallningar=egna, lankar={"self": LankUt(href=anrop.adress, method="GET")})

    return bild


@router.get(
    "",
    **op(
        LAS,
        "lista_uppfoljningar",
        "Lista uppföljningar",
        "Nämndens, eller dem som utföraren ska svara på; `forsenade=true` är de vars svarsdag har gått. / Follow-ups.",
        schemas.Uppfoljningar,
    ),
)
async def lista_uppfoljningar(anrop: Kommunanrop, fraga: Annotated[Uppfoljningsfilter, Query()]) -> Response:
    """About nobody."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga, status=fraga.status, forsenade=fraga.forsenade),
        _rad(anrop),
        schemas.Uppfoljningar,
        namn="uppfoljningar",
        filter_={"status": fraga.status, "forsenade": "true" if fraga.forsenade else None},
    )


@router.post(
    "",
    **op(
        SKRIV,
        "begar_uppfoljning",
        "Begär uppgifter för uppföljning",
        "Nämnden begär siffror ur en sluten lista om en period av en utförare som den har avtal med (AK-28). / Asks an "
        "utförare for figures.",
        schemas.UppfoljningUt,
        201,
    ),
)
async def begar_uppfoljning(anrop: Kommunanrop, indata: schemas.NyUppfoljning) -> Response:
    """An arbetsledare's."""
    return await anrop.skriv(
        lambda a: actions.begar(a, **{n: getattr(indata, n) for n in schemas.NyUppfoljning.model_fields}),
        _bild(anrop),
        status=201,
        plats=lambda b: anrop.lank("uppfoljningar", b.uppfoljning.id),
    )


@router.get(
    "/{uppfoljningId}",
    **op(LAS, "hamta_uppfoljning", "Hämta uppföljning", "Med grund och svar. / One follow-up.", schemas.UppfoljningUt),
)
async def hamta_uppfoljning(anrop: Kommunanrop, uppfoljning_id: UppfoljningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, uppfoljning_id), _bild(anrop))


@router.get(
    "/{uppfoljningId}/underlag",
    **op(
        LAS,
        "hamta_uppfoljningsunderlag",
        "Underlag för svaret",
        "Beställningarna som begäran gäller, med det som tjänsten räknar just nu; utan skyddade personer. / The orders "
        "and what the service counts.",
        schemas.Orderrader,
    ),
)
async def hamta_uppfoljningsunderlag(anrop: Kommunanrop, uppfoljning_id: UppfoljningId) -> Response:
    """A handläggare's own orders; else all."""
    return await anrop.las(lambda a: actions.underlaget(a, uppfoljning_id), _rader(anrop))


@router.get(
    "/{uppfoljningId}/svar",
    **op(
        LAS,
        "hamta_uppfoljningssvar",
        "Svaret per beställning",
        "Det senaste svaret, fryst; utan dem som nu är skyddade. / The last answer, order by order.",
        schemas.Orderrader,
    ),
)
async def hamta_uppfoljningssvar(anrop: Kommunanrop, uppfoljning_id: UppfoljningId) -> Response:
    """A handläggare's own orders; else all."""
    return await anrop.las(lambda a: actions.svaret(a, uppfoljning_id), _rader(anrop))


@router.get(
    "/{uppfoljningId}/handelser",
    **op(LAS, "lista_uppfoljningens_handelser", "Uppföljningens historik", "Äldst först. / History.", Handelser),
)
async def lista_uppfoljningens_handelser(anrop: Kommunanrop, uppfoljning_id: UppfoljningId) -> Response:
    """Every change of state."""
    return await anrop.las(lambda a: actions.historia(a, uppfoljning_id), historik(anrop))


@router.post(
    "/{uppfoljningId}/handelser",
    **op(
        SKRIV,
        "handelse_uppfoljning",
        "Händelse på uppföljning",
        "Utföraren besvarar; nämnden begär komplettering, avslutar eller återkallar. / Post an event.",
        schemas.UppfoljningUt,
    ),
)
async def handelse_uppfoljning(
    anrop: Kommunanrop, uppfoljning_id: UppfoljningId, indata: schemas.UppfoljningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, uppfoljning_id, indata), _bild(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, uppfoljning_id: UUID, indata: schemas.UppfoljningHandelse) -> actions.Bild:
    if isinstance(indata, schemas.Besvara):
        egna = {rad.bestallning_id: _siffror(rad.siffror) for rad in indata.bestallningar}
        return await actions.besvara(arbete, uppfoljning_id, helhet=_siffror(indata.helhet), bestallningar=egna)
    if isinstance(indata, schemas.BegarKomplettering):
        return await actions.komplettera(arbete, uppfoljning_id, skal=indata.skal, svar_senast=indata.svar_senast)
    return await actions.stega(arbete, uppfoljning_id, indata.typ, skal=indata.skal)


def _siffror(siffror: Iterable[schemas.Siffra]) -> dict[Uppfoljningsuppgift, int]:
    return {s.uppgift: s.varde for s in siffror}
