"""Source that follows from meetings that came to nothing: somebody must find another time (T-12, AK-20)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, select

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.uppstartsmote.models import Motestid, Uppstartsmote
from app.flode.uppstartsmote.states import MoteStatus, TidStatus

UTAN_TID = (MoteStatus.FORESLAGET.value, MoteStatus.UTEBLIVET.value, MoteStatus.INSTALLT.value)
MISSLYCKADE = (TidStatus.UTEBLIVEN.value, TidStatus.INSTALLD.value)


async def nya_tider(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """A time that somebody stayed away from, or that was called off, and none booked since.

    Known by meeting and time, so that each new failure is a task of its own; who stayed away stands nowhere in it.
    """
    sats = (
        select(
            Bestallning.arende_id, Bestallning.id, Uppstartsmote.id, Motestid.nummer, Motestid.status,
            Motestid.borjar, Motestid.andrad,
        )
        .join(
            Uppstartsmote,
            and_(Uppstartsmote.kommunkod == Bestallning.kommunkod, Uppstartsmote.bestallning_id == Bestallning.id),
        )
        .join(Motestid, and_(Motestid.kommunkod == Uppstartsmote.kommunkod, Motestid.mote_id == Uppstartsmote.id))
        .where(
            Bestallning.arende_id.in_(arenden),
            Bestallning.status.in_(sorted(OPPNA)),
            Uppstartsmote.status.in_(UTAN_TID),
            Motestid.status.in_(MISSLYCKADE),
        )
        .order_by(Motestid.nummer)
    )  # fmt: skip
    senaste: dict[UUID, Forslag] = {}
    for arende_id, egen, mote, nummer, status, borjar, andrad in await arbete.session.execute(sats):
        uteblev = status == TidStatus.UTEBLIVEN.value
        dag = svensk_dag(borjar if uteblev else andrad) + FRIST[Bevakningssort.MOTE_UPPFOLJNING]
        senaste[mote] = Forslag(arende_id, Bevakningssort.MOTE_UPPFOLJNING, dag, f"{mote}:{nummer}", egen)
    return senaste.values()
