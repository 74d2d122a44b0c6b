"""What an utförare owes of its open orders and when, read in one kommun.

The same facts as the handläggare's bevakningar, but every day that is ahead and only what the utförare is to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from app.core.database import databasklocka
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA, BestallningStatus
from app.flode.bevakning import kallor, kallor_matn, kallor_narvaro
from app.flode.bevakning.sorter import Bevakningssort

# Asked for before the facts, so that of two readings the one with the later facts counts.
_KLOCKAN = select(databasklocka())


class Fristsort(StrEnum):
    """What is due."""

    MOTTAGANDE = "mottagande"
    SVAR = "svar"
    MOTE_BOKNING = "mote_bokning"
    MOTE = "mote"
    START = "start"
    NARVARO = "narvaro"
    MATNING = "matning"
    RAPPORT = "rapport"


UTFORARENS: Mapping[Bevakningssort, Fristsort] = MappingProxyType(
    {
        Bevakningssort.BESTALLNING_MOTTAGANDE: Fristsort.MOTTAGANDE,
        Bevakningssort.BESTALLNING_SVAR: Fristsort.SVAR,
        Bevakningssort.MOTE_BOKNING: Fristsort.MOTE_BOKNING,
        Bevakningssort.MOTE_GENOMFORANDE: Fristsort.MOTE,
        Bevakningssort.NARVARO_INLAMNING: Fristsort.NARVARO,
        Bevakningssort.MATNING_SENAST: Fristsort.MATNING,
        Bevakningssort.RAPPORT_SENAST: Fristsort.RAPPORT,
    }
)
KALLOR = (kallor.bestallningar, kallor_narvaro.omarkerade_veckor, kallor_matn.matningar_och_rapporter)


@dataclass(slots=True)
class OppenOrder:
    """One open order and what is due of it."""

    id: UUID
    arende_id: UUID
    utforare: UUID
    frister: set[tuple[date, Fristsort]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Lasning:
    """The open orders of some ärenden of a kommun, as they were at ``tid`` by the database's clock."""

    tid: float
    arenden: Sequence[UUID]
    ordrar: Sequence[OppenOrder]


async def las(arbete: Arbete, arenden: Sequence[UUID]) -> Lasning:
    """As many statements however many the ärenden are."""
    tid = await arbete.en(_KLOCKAN)
    sats = select(
        Bestallning.id, Bestallning.arende_id, Bestallning.delad_med, Bestallning.status, Bestallning.start_datum
    ).where(
        Bestallning.arende_id.in_(arenden), Bestallning.status.in_(sorted(OPPNA)), Bestallning.delad_med.is_not(None)
    )  # fmt: skip
    ordrar: dict[UUID | None, OppenOrder] = {}
    for egen, arende_id, utforare, status, start in await arbete.rader(sats):
        assert utforare is not None
        ordrar[egen] = OppenOrder(egen, arende_id, utforare)
        if status == BestallningStatus.BEKRAFTAD.value and start is not None:
            ordrar[egen].frister.add((start, Fristsort.START))
    for kalla in KALLOR:
        for forslag in await kalla(arbete, arenden):
            if forslag.sort in UTFORARENS and forslag.bestallning_id in ordrar:
                ordrar[forslag.bestallning_id].frister.add((forslag.forfaller, UTFORARENS[forslag.sort]))
    return Lasning(tid, arenden, list(ordrar.values()))
