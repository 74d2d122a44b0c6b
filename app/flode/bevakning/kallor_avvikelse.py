"""Bevakningar that avvikelser give: answers that the utförare waits for, follow-ups, material that was corrected."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.avvikelse.models import Avvikelse, Avvikelseunderlag
from app.flode.avvikelse.states import AvvikelseStatus
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.narvaro.models import Narvarouppgift

OAVSLUTADE = (AvvikelseStatus.OPPEN.value, AvvikelseStatus.HOS_KOMMUN.value, AvvikelseStatus.ATGARDAD.value)


def _senast_lamnat() -> ColumnElement[bool]:
    return and_(
        Avvikelseunderlag.kommunkod == Avvikelse.kommunkod,
        Avvikelseunderlag.avvikelse_id == Avvikelse.id,
        Avvikelseunderlag.nummer == Avvikelse.antal_underlag,
    )


async def avvikelser(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-19, AK-40: what waits for the kommun's answer, and what is to be followed up."""
    sats = (
        select(
            Avvikelse.arende_id, Avvikelse.bestallning_id, Avvikelse.id, Avvikelse.status, Avvikelse.uppfoljning,
            Avvikelseunderlag.lamnat,
        )
        .outerjoin(Avvikelseunderlag, _senast_lamnat())
        .where(Avvikelse.arende_id.in_(arenden), Avvikelse.status.in_(OAVSLUTADE))
    )  # fmt: skip
    return [f for rad in await arbete.session.execute(sats) for f in _av(rad)]


def _av(rad: Row[*tuple[Any, ...]]) -> Iterator[Forslag]:
    if rad.status == AvvikelseStatus.HOS_KOMMUN.value and rad.lamnat is not None:
        dag = svensk_dag(rad.lamnat) + FRIST[Bevakningssort.AVVIKELSE_BESLUT]
        yield Forslag(rad.arende_id, Bevakningssort.AVVIKELSE_BESLUT, dag, rad.id, rad.bestallning_id)
    if rad.uppfoljning is not None:
        yield Forslag(rad.arende_id, Bevakningssort.AVVIKELSE_UPPFOLJNING, rad.uppfoljning, rad.id, rad.bestallning_id)


async def rattat_underlag(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-20: something was said of an occasion after it was handed over; known as a correction by the occasion."""
    u, n = Avvikelseunderlag, Narvarouppgift
    sats = (
        select(n.arende_id, n.bestallning_id, n.tillfalle_id, n.nummer, n.registrerad, u.innehall)
        .join(Avvikelse, and_(Avvikelse.kommunkod == n.kommunkod, Avvikelse.bestallning_id == n.bestallning_id))
        .join(u, _senast_lamnat())
        .where(Avvikelse.arende_id.in_(arenden), n.arende_id.in_(arenden), n.registrerad >= u.lamnat)
    )
    frist = FRIST[Bevakningssort.NARVARO_RATTAD]
    return [
        Forslag(a, Bevakningssort.NARVARO_RATTAD, svensk_dag(nar) + frist, tillfalle, b)
        for a, b, tillfalle, nummer, nar, innehall in await arbete.session.execute(sats)
        if nummer > _kanda(innehall).get(str(tillfalle), nummer)
    ]


def _kanda(innehall: dict[str, Any]) -> dict[str, int]:
    """How many words on each occasion the material has."""
    return {t["tillfalleId"]: len(t["uppgifter"]) for t in innehall["tillfallen"]}
