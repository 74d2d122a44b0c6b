"""The sources that follow from what AF has been told, and from what it has answered."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, select, union_all

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.afuppgift.models import Afuppgift
from app.flode.arende.models import Arende
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.overlamning.models import Overlamning
from app.flode.samrad.models import Samrad


async def inaktuella(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-17, DP-15: what may have reached AF is no longer true, or should not have been told."""
    sort = Bevakningssort.OVERLAMNING_INAKTUELL
    sats = select(Overlamning.arende_id, Overlamning.id, Overlamning.bestallning_id, Overlamning.inaktuell).where(
        Overlamning.arende_id.in_(arenden), Overlamning.inaktuell.is_not(None)
    )
    return [
        Forslag(a, sort, svensk_dag(sedan) + FRIST[sort], egen, bestallning)
        for a, egen, bestallning, sedan in await arbete.session.execute(sats)
        if sedan is not None
    ]


async def skyddade(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """DP-15: AF has marked the person as protected, and the nämnd has not; a person decides what that means."""
    sort = Bevakningssort.SKYDD_HOS_AF
    svaren = union_all(
        *(
            select(t.arende_id, t.id, t.besvarad)
            .join(Arende, and_(Arende.kommunkod == t.kommunkod, Arende.id == t.arende_id))
            .where(t.arende_id.in_(arenden), t.skydd_hos_af, Arende.skyddad.is_(False))
            for t in (Afuppgift, Samrad)
        )
    )
    return [
        Forslag(a, sort, svensk_dag(nar) + FRIST[sort], egen)
        for a, egen, nar in await arbete.session.execute(svaren)
        if nar is not None
    ]
