"""Bevakningar of measurements and reports that a running order is owed by its avtal (AK-40)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.progression import skyldigheter
from app.flode.progression.skyldigheter import Skyldighet


async def matningar_och_rapporter(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """The next measurement of each instrument, and each stretch of days that is over without a report."""
    ordrar = await skyldigheter.las(arbete, skyldigheter.arendens(arenden))
    return [f for order in ordrar for f in _om(order, arbete.idag)]


def _om(s: Skyldighet, idag: date) -> Iterator[Forslag]:
    for m in s.matningar:
        yield Forslag(s.arende_id, Bevakningssort.MATNING_SENAST, m.senast, f"{s.id}:{m.instrument or ''}", s.id)
    for fran, tom, senast in s.rapporter:
        if tom < idag:
            yield Forslag(s.arende_id, Bevakningssort.RAPPORT_SENAST, senast, f"{s.id}:{fran}", s.id)
