"""Bevakningar of orders that came to nothing, wait for something, or ended with something left to account for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import NARVARO, SLUTRAPPORT, Bestallning
from app.flode.bestallning.states import BORJADE, FLYTTBARA, Avslutsslag, BestallningStatus, Tillkomst, avslutsslag
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag

AVBOJD, PAUSAD = BestallningStatus.AVBOJD.value, BestallningStatus.PAUSAD.value
VISAS = (AVBOJD, BestallningStatus.ATERKALLAD.value, BestallningStatus.AVSLUTAD.value, *FLYTTBARA)
FOLL = frozenset({AVBOJD, BestallningStatus.UTGANGEN.value})
# What is owed of an order that has ended: a report where the person took part in something, else a note.
REDOVISAS: dict[Avslutsslag | None, Bevakningssort] = {
    Avslutsslag.VANTAR_PA_SLUTANTECKNING: Bevakningssort.SLUTREDOVISNING,
    Avslutsslag.VANTAR_PA_SLUTRAPPORT: Bevakningssort.SLUTRAPPORT_INLAMNING,
}
# Built once: a new alias for each statement would be a new statement to compile.
_NASTA, _SENAST, _SENARE = aliased(Bestallning), aliased(Bestallning), aliased(Bestallning)
SENARE = exists().where(  # another order of the ärende has been sent since
    _SENARE.kommunkod == Bestallning.kommunkod,
    _SENARE.arende_id == Bestallning.arende_id,
    _SENARE.id != Bestallning.id,
    _SENARE.skickad >= Bestallning.stangd,
)
SENAST_EFTER = (  # the newest order that has come out of it
    select(_SENAST.id)
    .where(_SENAST.kommunkod == Bestallning.kommunkod, _SENAST.foregaende_id == Bestallning.id)
    .order_by(_SENAST.id.desc())
    .limit(1)
    .correlate(Bestallning)
    .scalar_subquery()
)


async def bestallningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: declined with nobody asked after, a move that fell, paused to a day, ended with an account due."""
    nasta = and_(
        _NASTA.kommunkod == Bestallning.kommunkod,
        _NASTA.id == SENAST_EFTER,
        Bestallning.status.in_(FLYTTBARA),
    )
    sats = (
        select(Bestallning, _NASTA, SENARE)
        .outerjoin(_NASTA, nasta)
        .where(Bestallning.arende_id.in_(arenden), Bestallning.status.in_(VISAS))
    )
    return [f for rad in await arbete.session.execute(SLUTRAPPORT.till(NARVARO.till(sats))) for f in _om(*rad)]


def _om(
    b: Bestallning, nasta: Bestallning | None, har_senare: object, narvaro: Any, slutrapport: Any
) -> Iterator[Forslag]:
    if b.status == PAUSAD and b.paus_till is not None:
        yield Forslag(b.arende_id, Bevakningssort.BESTALLNING_PAUS, b.paus_till, b.id, b.id)
    if nasta is not None and nasta.tillkomst == Tillkomst.FLYTT.value and nasta.status in FOLL:
        yield from _efter_slutet(nasta, Bevakningssort.BESTALLNING_FLYTT, b.id)
    if b.status == AVBOJD and b.tillkomst != Tillkomst.FLYTT.value and not har_senare:
        yield from _efter_slutet(b, Bevakningssort.BESTALLNING_UTFORARE, b.id)
    leverans = b.leverans(NARVARO.las(narvaro), SLUTRAPPORT.las(slutrapport))
    if (slag := avslutsslag(leverans)) in REDOVISAS:
        yield from _efter_slutet(b, REDOVISAS[slag], b.id)
    if b.status in BORJADE and b.onskat_slut is not None and leverans.saknar_slutrapport:
        yield Forslag(b.arende_id, Bevakningssort.SLUTRAPPORT_INLAMNING, b.onskat_slut, b.id, b.id)


def _efter_slutet(slutad: Bestallning, sort: Bevakningssort, bestallning_id: UUID) -> Iterator[Forslag]:
    """Due some days after an order ended; of what ended before that was noted nothing is due."""
    if slutad.stangd is not None:
        dag = svensk_dag(slutad.stangd) + FRIST[sort]
        yield Forslag(slutad.arende_id, sort, dag, slutad.id, bestallning_id)
