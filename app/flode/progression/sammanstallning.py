"""Reads how an order's progression stands by every instrument in use, and when to measure next. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.bestallning.states import BestallningStatus
from app.flode.progression.actions import avlast, gallande
from app.flode.progression.frister import Matfrist, Matt, matfrister
from app.flode.progression.models import Matning
from app.flode.progression.rapportfakta import Orderfakta, ar_utforarens, order_med_villkor
from app.flode.progression.stallning import Instrumentbild, sammanstall, sedan


@dataclass(frozen=True, slots=True)
class Progression:
    """How an order's progression stands on a day; ``utan_matning`` says for how long nothing has been measured."""

    bestallning_id: UUID
    datum: date
    idag: date
    instrument: list[Instrumentbild]
    frister: list[Matfrist]
    utan_matning: str

    @property
    def nasta_senast(self) -> date | None:
        """When the next measurement is due, or was."""
        return min((f.senast for f in self.frister), default=None)


async def for_bestallning(arbete: Arbete, bestallning_id: UUID, dag: date | None) -> Progression:
    """What stands, of what was measured up to a day, as this caller may see it (DP-27)."""
    order = await order_med_villkor(arbete, bestallning_id)
    alla = await gallande(arbete, order.bestallning.id)
    arbete.har_last("matning", arende=order.bestallning.arende_id)
    idag = min(dag or arbete.idag, arbete.idag)
    synliga = sorted((m for m in alla if m.datum <= idag), key=lambda m: m.instrument)
    bilder = [
        sammanstall([avlast(arbete, m) for m in egna], idag, order.bestallning.slut_datum)
        for _, egna in groupby(synliga, key=lambda m: m.instrument)
    ]
    frister = _frister(order, alla)
    return Progression(order.bestallning.id, idag, arbete.idag, bilder, frister, _utan(order, synliga, idag))


def _frister(order: Orderfakta, alla: Sequence[Matning]) -> list[Matfrist]:
    """The utförare's to keep: of a running order only, and by its own measurements, whoever asks."""
    if order.bestallning.status != BestallningStatus.PAGAENDE.value:
        return []
    egna = [Matt(m.instrument, m.datum, m.intervall_dagar) for m in alla if ar_utforarens(m)]
    return matfrister(order.bestallning.start_datum, order.sedan, egna, order.villkor)


def _utan(order: Orderfakta, synliga: Sequence[Matning], idag: date) -> str:
    senast = max((m.datum for m in synliga), default=None)
    if senast is not None:
        return f"Senaste mätningen gjordes {senast}, {sedan((idag - senast).days)}."
    start = order.bestallning.start_datum
    if start is None or start > idag:
        return "Ingen mätning är gjord."
    return f"Ingen mätning är gjord. Aktiviteterna började {start}, {sedan((idag - start).days)}."
