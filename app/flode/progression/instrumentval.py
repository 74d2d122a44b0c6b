"""What an order is measured with now: for the utförare of several nämnder the way to the right one's instruments."""

from dataclasses import dataclass
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.progression.tilltrade import bestallning_for
from app.katalog import instrument_uppslag as uppslag


@dataclass(frozen=True, slots=True)
class Val:
    """The nämnd of an order and what it measures with."""

    namnd_id: UUID
    instrument: list[uppslag.Valbart]


async def valbara(arbete: Arbete, bestallning_id: UUID) -> Val:
    """Every instrument that the order's nämnd measures with, in the version that holds."""
    bestallning = await bestallning_for(arbete, bestallning_id)
    return Val(bestallning.namnd_id, await uppslag.valbara(arbete, bestallning.namnd_id))
