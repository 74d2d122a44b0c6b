"""Paths of the occasions, under their beställning and as an utförare's list of work."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Dagsidfraga, Sida
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.narvaro import actions, schemas
from app.flode.narvaro.models import Tillfalle
from app.flode.narvaro.states import TillfalleStatus, Tillfallesurval

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/tillfallen", "tillfallen")
uppgifter = rutter("/{kommunkod}/bestallningar/{bestallningId}/narvarouppgifter", "narvaro")
arbetslista = rutter("/{kommunkod}/tillfallen", "tillfallen")
LAS, SKRIV = "narvaro:las", "narvaro:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
TillfalleId = Annotated[UUID, Path(alias="tillfalleId")]


class Tillfallesfilter(Dagsidfraga):
    """Which of an order's occasions."""

    status: TillfalleStatus | None = None


class Arbetsfilter(Dagsidfraga):
    """Which of an utförare's planned occasions."""

    status: Tillfallesurval = Tillfallesurval.KOMMANDE
    egna: ParameterBool = False


def sena_dagar(anrop: Anrop) -> int:
    """How long after an order's end attendance is taken."""
    return anrop.tjanster.settings.narvaro_sen_dagar


def _adress(anrop: Anrop, t: Tillfalle) -> str:
    return anrop.lank("bestallningar", t.bestallning_id, "tillfallen", t.id)


def _tillfalle(anrop: Anrop) -> Bildning[actions.Sak]:
    return lambda _a, sak: schemas.TillfalleUt.av(
        sak.tillfalle, sak.uppgifter, sak.mojligheter, _adress(anrop, sak.tillfalle)
    )


def _rad(anrop: Anrop) -> Bildning[Tillfalle]:
    return lambda _a, t: schemas.TillfalleRad.av(t, _adress(anrop, t))


@arbetslista.get(
    "",
    **op(
        LAS,
        "lista_tillfallen",
        "Utförarens tillfällen",
        "Planerade tillfällen som kommer, eller som är slut och inte har markerats; en vägledares egna, en samordnares "
        "hela organisationens. / A provider's occasions to come, or not yet marked.",
        schemas.Tillfallen,
    ),
)
async def lista_tillfallen(anrop: Kommunanrop, fraga: Annotated[Arbetsfilter, Query()]) -> Response:
    """The first day first."""
    return await anrop.lista(
        lambda a: actions.arbetslista(a, fraga, urval=fraga.status, egna=fraga.egna),
        _rad(anrop),
        schemas.Tillfallen,
        namn="tillfallen",
        filter_={"status": fraga.status.value, "egna": "true" if fraga.egna else None},
    )


@router.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_tillfallen",
        "Beställningens tillfällen",
        "Alla tillfällen, äldsta dagen först. / The order's occasions.",
        schemas.Tillfallen,
    ),
)
async def lista_bestallningens_tillfallen(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Tillfallesfilter, Query()]
) -> Response:
    """Those of the plan five weeks ahead, and those added by hand."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga, status=fraga.status),
        _rad(anrop),
        schemas.Tillfallen,
        namn="tillfallen",
        filter_={"status": fraga.status},
    )


@router.post(
    "",
    **op(
        SKRIV,
        "lagg_till_tillfalle",
        "Lägg till tillfälle",
        "Ett enstaka tillfälle med skäl: av en aktivitet i planen som gäller (AK-13), eller ett eget. / Adds one.",
        schemas.TillfalleUt,
        201,
    ),
)
async def lagg_till_tillfalle(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyttTillfalle
) -> Response:
    """Never at the same time as another."""
    return await anrop.skriv(
        lambda a: actions.lagg_till(a, bestallning_id, sena_dagar(anrop), indata.enstaka()),
        _tillfalle(anrop),
        status=201,
        plats=lambda sak: _adress(anrop, sak.tillfalle),
    )


@router.get(
    "/{tillfalleId}",
    **op(
        LAS,
        "hamta_tillfalle",
        "Hämta tillfälle",
        "Ett tillfälle med närvaron och det som har rättats. / One occasion.",
        schemas.TillfalleUt,
    ),
)
async def hamta_tillfalle(anrop: Kommunanrop, bestallning_id: BestallningId, tillfalle_id: TillfalleId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(
        lambda a: actions.visa(a, bestallning_id, tillfalle_id, sena_dagar(anrop)), _tillfalle(anrop)
    )


@router.get(
    "/{tillfalleId}/handelser",
    **op(
        LAS,
        "lista_tillfallets_handelser",
        "Tillfällets historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_tillfallets_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, tillfalle_id: TillfalleId
) -> Response:
    """Every change of the occasion."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, tillfalle_id), historik(anrop))


@router.post(
    "/{tillfalleId}/handelser",
    **op(
        SKRIV,
        "handelse_tillfalle",
        "Händelse på tillfälle",
        "Rapportera närvaro, ställ in, rätta, eller begär rapporten. / Post an event.",
        schemas.TillfalleUt,
    ),
)
async def handelse_tillfalle(
    anrop: Kommunanrop, bestallning_id: BestallningId, tillfalle_id: TillfalleId, indata: schemas.TillfalleHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, bestallning_id, tillfalle_id, sena_dagar(anrop), indata),
        _tillfalle(anrop),
        kraver_version=True,
    )


async def _utfor(
    arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID, sena: int, indata: schemas.TillfalleHandelse
) -> actions.Sak:
    if isinstance(indata, schemas.Begar):
        return await actions.begar(arbete, bestallning_id, tillfalle_id, sena, skal=indata.skal)
    vad = (arbete, bestallning_id, tillfalle_id, sena, indata.utsaga())
    if isinstance(indata, schemas.Ratta | schemas.RattaInstallt):
        return await actions.ratta(*vad, rattelse_skal=indata.rattelse_skal)
    return await actions.rapportera(*vad)


@uppgifter.get(
    "",
    **op(
        LAS,
        "lista_narvarouppgifter",
        "Närvarohistorik",
        "Allt som har sagts om beställningens tillfällen, också det som har rättats, nyast först. / Attendance.",
        schemas.Narvarouppgifter,
    ),
)
async def lista_narvarouppgifter(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """A correction points at what it corrects."""
    adress = anrop.lank("bestallningar", bestallning_id, "tillfallen")
    return await anrop.lista(
        lambda a: actions.narvarohistorik(a, bestallning_id, fraga),
        lambda _a, rad: schemas.UppgiftRad.av(rad, adress),
        schemas.Narvarouppgifter,
        namn="narvarouppgifter",
    )
