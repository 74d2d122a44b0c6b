"""Paths of the förslag: under their beställning, and the queue over all of the caller's."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida, Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.forslag import actions, schemas
from app.flode.forslag.models import Forslag
from app.flode.forslag.states import ForslagStatus

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/forslag", "forslag")
ko = rutter("/{kommunkod}/forslag", "forslag")
ROUTRAR = (router, ko)
LAS, SKRIV = "forslag:las", "forslag:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
ForslagId = Annotated[UUID, Path(alias="forslagId")]


def _adress(anrop: Anrop, forslag: Forslag) -> str:
    return anrop.lank("bestallningar", forslag.bestallning_id, "forslag", forslag.id)


def _forslag(anrop: Anrop) -> Bildning[actions.Sak]:
    return lambda _arbete, sak: schemas.ForslagUt.av(sak.forslag, sak.mojligheter, _adress(anrop, sak.forslag))


def _rad(anrop: Anrop) -> Bildning[Forslag]:
    return lambda _arbete, f: schemas.ForslagRad.av(f, _adress(anrop, f))


class Forslagsfilter(Sidfraga):
    """How a caller narrows the own queue (DP-05)."""

    status: ForslagStatus = ForslagStatus.VANTAR
    egna: ParameterBool = False


@ko.get(
    "",
    **op(
        LAS,
        "lista_forslag",
        "Lista förslag att besvara",
        "De som väntar på svar i alla beställningar som du har uppdraget för, nyast först; `status` visar andra. / "
        "Proposals that wait for an answer.",
        schemas.Forslagslista,
    ),
)
async def lista_forslag(anrop: Kommunanrop, fraga: Annotated[Forslagsfilter, Query()]) -> Response:
    """Without reasons (DP-03)."""
    return await anrop.lista(
        lambda a: actions.ko(a, fraga, status=fraga.status, egna=fraga.egna),
        _rad(anrop),
        schemas.Forslagslista,
        namn="forslag",
        filter_={"status": fraga.status.value, "egna": "true" if fraga.egna else None},
    )


@router.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_forslag",
        "Lista förslag",
        "Beställningens förslag, nyast först. / Proposals of an order.",
        schemas.Forslagslista,
    ),
)
async def lista_bestallningens_forslag(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Whatever became of them."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga), _rad(anrop), schemas.Forslagslista, namn="forslag"
    )


@router.post(
    "",
    **op(
        SKRIV,
        "lamna_forslag",
        "Lämna förslag",
        "Utföraren föreslår; bara kommunen ändrar beställningen. Ett nytt förslag ersätter ett väntande av samma slag. "
        "/ Proposes a change.",
        schemas.ForslagUt,
        201,
    ),
)
async def lamna_forslag(anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.Forslagsindata) -> Response:
    """At most one of a kind waits."""
    return await anrop.skriv(
        lambda a: actions.foresla(a, bestallning_id, **indata.falt()),
        _forslag(anrop),
        status=201,
        plats=lambda sak: _adress(anrop, sak.forslag),
    )


@router.get(
    "/{forslagId}",
    **op(
        LAS, "hamta_forslag", "Hämta förslag", "Med svaret och vad det ledde till. / One proposal.", schemas.ForslagUt
    ),
)
async def hamta_forslag(anrop: Kommunanrop, bestallning_id: BestallningId, forslag_id: ForslagId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, bestallning_id, forslag_id), _forslag(anrop))


@router.get(
    "/{forslagId}/handelser",
    **op(LAS, "lista_forslagets_handelser", "Förslagets historik", "Äldst först. / History.", Handelser),
)
async def lista_forslagets_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, forslag_id: ForslagId
) -> Response:
    """Every change of state."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, forslag_id), historik(anrop))


@router.post(
    "/{forslagId}/handelser",
    **op(
        SKRIV,
        "handelse_forslag",
        "Händelse på förslag",
        "Kommunen godkänner eller avslår; utföraren återkallar. Ett godkännande ändrar beställningen genast, och "
        "`foljd` säger hur. En annan ändring görs på beställningen, med `forslagId`. / Post an event.",
        schemas.ForslagUt,
    ),
)
async def handelse_forslag(
    anrop: Kommunanrop, bestallning_id: BestallningId, forslag_id: ForslagId, indata: schemas.ForslagHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, bestallning_id, forslag_id, indata), _forslag(anrop), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, bestallning_id: UUID, forslag_id: UUID, indata: schemas.ForslagHandelse
) -> actions.Sak:
    match indata:
        case schemas.Godkann():
            return await actions.godkann(
                arbete, bestallning_id, forslag_id, text=indata.text, slut_datum=indata.slut_datum
            )
        case schemas.Avsla():
            return await actions.avsla(arbete, bestallning_id, forslag_id, text=indata.text)
        case schemas.Aterkalla():
            return await actions.aterkalla(arbete, bestallning_id, forslag_id)
