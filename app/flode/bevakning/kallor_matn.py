"""Bevakningar of measurements and reports that an order is owed by its avtal (AK-40)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, union_all

from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BestallningStatus
from app.flode.bevakning.states import Bevakningssort, Forslag
from app.flode.narvaro.timfakta import Faktarad, kolumner_i, lagesbyten
from app.flode.narvaro.timkrav import Lagesbyte, uppehall
from app.flode.progression.frister import Matt, Tackt, Uppdrag, Villkor, matfrister, saknade
from app.flode.progression.models import Matning
from app.flode.progression.rapportfakta import SEDAN, VILLKOR, avtal_i_kraft, lamnade, utforarens, villkor_i
from app.katalog.organisationer import Avtal

PAGAENDE, PAUSAD = BestallningStatus.PAGAENDE.value, BestallningStatus.PAUSAD.value


@dataclass
class _Matorder:
    """A running order with what was measured."""

    arende_id: UUID
    start: date
    sedan: date | None
    villkor: Villkor
    matta: list[Matt] = field(default_factory=list)


async def matningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """The first measurement of a running order, then the next of each instrument; a pause starts the days anew."""
    senast = (
        select(
            Matning.kommunkod, Matning.bestallning_id, Matning.instrument, Matning.intervall_dagar,
            func.max(Matning.datum).label("datum"),
        )
        .where(Matning.arende_id.in_(arenden), utforarens())
        .group_by(Matning.kommunkod, Matning.bestallning_id, Matning.instrument, Matning.intervall_dagar)
        .subquery("senast")
    )  # fmt: skip
    matt = and_(senast.c.kommunkod == Bestallning.kommunkod, senast.c.bestallning_id == Bestallning.id)
    sats = (
        select(
            Bestallning.arende_id, Bestallning.id, Bestallning.start_datum, SEDAN, senast.c.instrument,
            senast.c.datum, senast.c.intervall_dagar, Avtal.id, *VILLKOR,
        )
        .outerjoin(senast, matt)
        .outerjoin(Avtal, avtal_i_kraft(arbete.idag))
        .where(
            Bestallning.arende_id.in_(arenden),
            Bestallning.status == PAGAENDE,
            Bestallning.start_datum.is_not(None),
        )
        .order_by(Avtal.fran.desc(), Avtal.id.desc())
    )  # fmt: skip
    ordrar: dict[UUID, _Matorder] = {}
    for arende_id, egen, start, sedan, instrument, datum, intervall, _, *villkor in await arbete.session.execute(sats):
        dag = None if sedan is None else svensk_dag(sedan)
        order = ordrar.setdefault(egen, _Matorder(arende_id, start, dag, villkor_i(villkor)))
        if instrument is not None:
            order.matta.append(Matt(instrument, datum, intervall))
    return [
        Forslag(o.arende_id, Bevakningssort.MATNING_SENAST, frist.senast, f"{egen}:{frist.instrument or ''}", egen)
        for egen, o in ordrar.items()
        for frist in matfrister(o.start, o.sedan, o.matta, o.villkor)
    ]


async def rapporter(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """Each stretch of days that is over, without a report; what an order owes after its end is its slutrapport."""
    urval = (
        select(Bestallning.kommunkod, Bestallning.id)
        .where(Bestallning.arende_id.in_(arenden), Bestallning.status.in_((PAGAENDE, PAUSAD)))
        .cte("urval")
    )
    sats = union_all(_ordrar(urval, arbete.idag), lagesbyten(urval), lamnade(urval))
    rader: dict[UUID, list[Faktarad]] = defaultdict(list)
    for rad in await arbete.session.execute(sats):
        f = Faktarad._make(rad)
        if f.bestallning_id is not None:
            rader[f.bestallning_id].append(f)
    return [f for egen, egna in rader.items() for f in _saknade(egen, egna, arbete.idag)]


def _ordrar(urval: Any, idag: date) -> Any:
    """The orders with their avtal; one row for each avtal of the day."""
    b = Bestallning
    manader, dagar, forsta, intervall = VILLKOR
    kolumner = kolumner_i(
        "order", bestallning_id=b.id, id=b.arende_id, dag1=b.start_datum, dag2=Avtal.fran, n1=manader, n2=dagar,
        n3=forsta, n4=intervall,
    )  # fmt: skip
    return (
        select(*kolumner)
        .join(urval, and_(urval.c.kommunkod == b.kommunkod, urval.c.id == b.id))
        .outerjoin(Avtal, avtal_i_kraft(idag))
    )


def _saknade(egen: UUID, rader: Sequence[Faktarad], idag: date) -> Iterable[Forslag]:
    order = max((f for f in rader if f.slag == "order"), key=lambda f: f.dag2 or date.min)
    byten = sorted((f for f in rader if f.slag == "lage"), key=lambda f: f.n1 or 0)
    stopp = uppehall(Lagesbyte(svensk_dag(f.tid), f.text1 or "") for f in byten if f.tid is not None)
    tackta = [Tackt(f.dag1, f.dag2) for f in rader if f.slag == "rapport" and f.dag1 and f.dag2]
    villkor = villkor_i((order.n1, order.n2, order.n3, order.n4))
    assert order.id is not None
    return [
        Forslag(order.id, Bevakningssort.RAPPORT_SENAST, villkor.rapport_senast(tom), f"{egen}:{fran}", egen)
        for fran, tom in saknade(Uppdrag(order.dag1, None, stopp), tackta, villkor, idag)
        if tom < idag
    ]
