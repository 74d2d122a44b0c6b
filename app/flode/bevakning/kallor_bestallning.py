"""Bevakningar of orders that came to nothing, wait for something, or ended with something left to account for."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import NARVARO, SLUTRAPPORT, Bestallning
from app.flode.bestallning.states import OPPNA, VANTANDE, BestallningStatus, Tillkomst, avslutsslag
from app.flode.bevakning.states import FRIST, Bevakningssort, Forslag

AVBOJD, PAUSAD = BestallningStatus.AVBOJD.value, BestallningStatus.PAUSAD.value
VISAS = (AVBOJD, PAUSAD, BestallningStatus.ATERKALLAD.value, BestallningStatus.AVSLUTAD.value)
FOLL = (AVBOJD, BestallningStatus.UTGANGEN.value)
# Built once: a new alias for each statement would be a new statement to compile.
_NY, _SENARE = aliased(Bestallning), aliased(Bestallning)


def _senare() -> ColumnElement[bool]:
    """Another order of the ärende has been sent since."""
    return exists().where(
        _SENARE.kommunkod == Bestallning.kommunkod,
        _SENARE.arende_id == Bestallning.arende_id,
        _SENARE.id != Bestallning.id,
        _SENARE.skickad >= Bestallning.stangd,
    )


async def upphorda_och_pausade(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: declined with nobody asked after, paused to a day, ended with an account due."""
    sats = select(Bestallning, _senare()).where(Bestallning.arende_id.in_(arenden), Bestallning.status.in_(VISAS))
    rader = await arbete.session.execute(SLUTRAPPORT.till(NARVARO.till(sats)))
    return [
        forslag
        for bestallning, senare, narvaro, slutrapport in rader
        for forslag in _om(bestallning, NARVARO.las(narvaro), SLUTRAPPORT.las(slutrapport), har_senare=senare)
    ]


def _om(b: Bestallning, narvaro: int | None, slutrapport: bool | None, *, har_senare: bool) -> Iterator[Forslag]:  # noqa: FBT001 - as the row has it
    if b.status == PAUSAD and b.paus_till is not None:
        yield Forslag(b.arende_id, Bevakningssort.BESTALLNING_PAUS, b.paus_till, b.id, b.id)
    if b.stangd is None:
        return
    dag = svensk_dag(b.stangd)
    if b.status == AVBOJD and b.tillkomst != Tillkomst.FLYTT.value and not har_senare:
        sort = Bevakningssort.BESTALLNING_UTFORARE
        yield Forslag(b.arende_id, sort, dag + FRIST[sort], b.id, b.id)
    if avslutsslag(b.leverans(narvaro, slutrapport)) in VANTANDE:
        sort = Bevakningssort.SLUTREDOVISNING
        yield Forslag(b.arende_id, sort, dag + FRIST[sort], b.id, b.id)


async def fallna_flyttar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: a move that the next utförare declined or left unanswered, while the order still runs where it was."""
    annan = exists().where(
        _SENARE.kommunkod == Bestallning.kommunkod, _SENARE.foregaende_id == Bestallning.id, _SENARE.id > _NY.id
    )
    sats = (
        select(Bestallning.arende_id, Bestallning.id, _NY.id, _NY.stangd)
        .join(_NY, and_(_NY.kommunkod == Bestallning.kommunkod, _NY.foregaende_id == Bestallning.id))
        .where(
            Bestallning.arende_id.in_(arenden),
            Bestallning.status.in_(sorted(OPPNA)),
            _NY.tillkomst == Tillkomst.FLYTT.value,
            _NY.status.in_(FOLL),
            ~annan,
        )
    )
    frist = FRIST[Bevakningssort.BESTALLNING_FLYTT]
    return [
        Forslag(a, Bevakningssort.BESTALLNING_FLYTT, svensk_dag(stangd) + frist, ny, bestallning)
        for a, bestallning, ny, stangd in await arbete.session.execute(sats)
        if stangd is not None
    ]
