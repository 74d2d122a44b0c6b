"""Sources that follow from what Arbetsförmedlingen has told: its own assessment, what nobody understood."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from app.begrepp.tid import svensk_dag
from app.core.inbox import FLAGGADE, AfHandelse
from app.core.unit_of_work import Arbete
from app.flode.afbedomning.models import Afbedomning, vi_omfattar
from app.flode.afbedomning.states import OPPNA, Afbedomningskod, skiljer_sig
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag


async def bedomningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-16: what AF has found, that nobody has handled and that differs from the nämnd's own assessment."""
    sats = select(Afbedomning.arende_id, Afbedomning.id, Afbedomning.kod, Afbedomning.skapad, vi_omfattar()).where(
        Afbedomning.arende_id.in_(arenden), Afbedomning.status.in_(OPPNA)
    )
    sort = Bevakningssort.AFBEDOMNING
    return [
        Forslag(arende_id, sort, svensk_dag(skapad) + FRIST[sort], egen)
        for arende_id, egen, kod, skapad, omfattar in await arbete.session.execute(sats)
        if skiljer_sig(Afbedomningskod(kod), vi_omfattar=omfattar)
    ]


async def otolkade(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-14 to AK-17: events about the ärende that nobody could interpret."""
    sats = select(AfHandelse.arende_id, AfHandelse.id, AfHandelse.mottagen).where(
        AfHandelse.arende_id.in_(arenden), AfHandelse.tolkning.in_([t.value for t in FLAGGADE])
    )
    sort = Bevakningssort.AFHANDELSE
    return [
        Forslag(arende_id, sort, svensk_dag(mottagen) + FRIST[sort], egen)
        for arende_id, egen, mottagen in await arbete.session.execute(sats)
        if arende_id is not None
    ]
