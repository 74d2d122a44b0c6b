"""Paths of an utförare's closed periods; open to everyone who may read the register."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import ROT, Bildning, Riksanrop, op, rutter
from app.core.paging import Sida
from app.katalog import stangd_schemas as schemas
from app.katalog import stangda as actions
from app.katalog.router import OrganisationId
from app.katalog.stangda import StangdPeriod

router = rutter("/organisationer/{organisationId}/stangda-perioder", "stangda_perioder")
LAS, SKRIV = "organisation:las", "narvaro:skriv"
PeriodId = Annotated[UUID, Path(alias="periodId")]


def _adress(period: StangdPeriod) -> str:
    return f"{ROT}/organisationer/{period.organisation_id}/stangda-perioder/{period.id}"


def _bild() -> Bildning[StangdPeriod]:
    return lambda _a, rad: schemas.StangdPeriodUt.av(rad, _adress(rad))


@router.get(
    "",
    **op(
        LAS,
        "lista_stangda_perioder",
        "Lista stängda perioder",
        "Dagar när utföraren eller en enhet har stängt. / Days when the provider is closed.",
        schemas.StangdaPerioder,
    ),
)
async def lista(anrop: Riksanrop, organisation_id: OrganisationId, fraga: Sida) -> Response:
    """The newest registered first."""
    return await anrop.lista(
        lambda a: actions.lista(a, organisation_id, fraga), _bild(), schemas.StangdaPerioder, namn="stangda_perioder"
    )


@router.post(
    "",
    **op(
        SKRIV,
        "stang_period",
        "Registrera stängd period",
        "Utförarens samordnare eller systemadministratör, för dagar som kommer; planerade tillfällen de dagarna "
        "stryks. / Closes the provider for days to come; planned occasions on those days are struck.",
        schemas.StangdPeriodUt,
        201,
    ),
)
async def stang(anrop: Riksanrop, organisation_id: OrganisationId, indata: schemas.NyStangdPeriod) -> Response:
    """Only the own organisation."""
    return await anrop.skriv(
        lambda a: actions.stang(a, organisation_id, **indata.model_dump()), _bild(), status=201, plats=_adress
    )


@router.get(
    "/{periodId}",
    **op(LAS, "hamta_stangd_period", "Hämta stängd period", "En stängd period. / One period.", schemas.StangdPeriodUt),
)
async def hamta(anrop: Riksanrop, organisation_id: OrganisationId, period_id: PeriodId) -> Response:
    """One period."""
    return await anrop.las(lambda a: actions.hamta(a, organisation_id, period_id), _bild())


@router.post(
    "/{periodId}/handelser",
    **op(
        SKRIV,
        "oppna_stangd_period",
        "Öppna tidigare",
        "Kortar en stängd period; tom är den nya sista stängda dagen, och dagen före fran tar tillbaka hela perioden. "
        "/ Shortens a closed period, or takes it back.",
        schemas.StangdPeriodUt,
    ),
)
async def oppna(
    anrop: Riksanrop, organisation_id: OrganisationId, period_id: PeriodId, indata: schemas.OppnaTidigare
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.oppna(a, organisation_id, period_id, tom=indata.tom), _bild(), kraver_version=True
    )
