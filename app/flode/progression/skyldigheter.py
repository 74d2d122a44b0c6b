"""What running orders are owed: reports of periods that are over, measurements; of many orders in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, func, select, union_all

from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BestallningStatus
from app.flode.narvaro.timfakta import Faktarad, kolumner_i, lagesbyten
from app.flode.narvaro.timkrav import Lagesbyte, uppehall
from app.flode.progression.frister import Matfrist, Matt, Tackt, Uppdrag, matfrister, saknade
from app.flode.progression.models import Matning
from app.flode.progression.rapportfakta import SEDAN, VILLKOR, avtal_i_kraft, lamnade, utforarens, villkor_i
from app.katalog.organisationer import Avtal

PAGAENDE = BestallningStatus.PAGAENDE.value
# What was before a pause is still owed.
GAR = (PAGAENDE, BestallningStatus.PAUSAD.value)


@dataclass(frozen=True, slots=True)
class Skyldighet:
    """What an order is owed: the periods that are over, or go on, without a report, each with its last day."""

    id: UUID
    arende_id: UUID
    namnd_id: UUID
    nummer: str
    status: str
    rapporter: tuple[tuple[date, date, date], ...]
    matningar: tuple[Matfrist, ...]

    @property
    def rapport_senast(self) -> date | None:
        """The first day on which a report is due, or was."""
        return min((senast for _, _, senast in self.rapporter), default=None)

    @property
    def matning_senast(self) -> date | None:
        """The first day on which a measurement is due, or was."""
        return min((m.senast for m in self.matningar), default=None)


async def las(arbete: Arbete, urval: CTE) -> list[Skyldighet]:
    """Of the orders that ``urval`` (kommunkod, id) names, those that run; in no order."""
    sats = union_all(_ordrar(urval, arbete.idag), lagesbyten(urval), lamnade(urval), _matta(urval))
    rader: dict[UUID, list[Faktarad]] = defaultdict(list)
    for rad in await arbete.session.execute(sats):
        f = Faktarad._make(rad)
        if f.bestallning_id is not None:
            rader[f.bestallning_id].append(f)
    return [_skyldighet(egen, egna, arbete.idag) for egen, egna in rader.items()]


def _ordrar(urval: CTE, idag: date) -> Any:
    """The orders with their avtal; one row for each avtal of the day."""
    b = Bestallning
    manader, dagar, forsta, intervall = VILLKOR
    kolumner = kolumner_i(
        "order", bestallning_id=b.id, id=b.arende_id, annat_id=b.namnd_id, text1=b.nummer, text2=b.status,
        dag1=b.start_datum, dag2=Avtal.fran, tid=SEDAN, n1=manader, n2=dagar, n3=forsta, n4=intervall,
    )  # fmt: skip
    return (
        select(*kolumner)
        .join(urval, and_(urval.c.kommunkod == b.kommunkod, urval.c.id == b.id))
        .outerjoin(Avtal, avtal_i_kraft(idag))
    )


def _matta(urval: CTE) -> Any:
    """The latest measurement by the utförare with each instrument."""
    m = Matning
    kolumner = kolumner_i(
        "matning", bestallning_id=m.bestallning_id, text1=m.instrument, n1=m.intervall_dagar, dag1=func.max(m.datum),
    )  # fmt: skip
    return (
        select(*kolumner)
        .join(urval, and_(urval.c.kommunkod == m.kommunkod, urval.c.id == m.bestallning_id))
        .where(utforarens())
        .group_by(m.bestallning_id, m.instrument, m.intervall_dagar)
    )


def _skyldighet(egen: UUID, rader: Sequence[Faktarad], idag: date) -> Skyldighet:
    order = max((f for f in rader if f.slag == "order"), key=lambda f: f.dag2 or date.min)
    villkor = villkor_i((order.n1, order.n2, order.n3, order.n4))
    byten = sorted((f for f in rader if f.slag == "lage"), key=lambda f: f.n1 or 0)
    stopp = uppehall(Lagesbyte(svensk_dag(f.tid), f.text1 or "") for f in byten if f.tid is not None)
    tackta = [Tackt(f.dag1, f.dag2) for f in rader if f.slag == "rapport" and f.dag1 and f.dag2]
    matta = [Matt(f.text1 or "", f.dag1, f.n1) for f in rader if f.slag == "matning" and f.dag1]
    sedan = None if order.tid is None else svensk_dag(order.tid)
    frister = matfrister(order.dag1, sedan, matta, villkor) if order.text2 == PAGAENDE else []
    assert order.id is not None
    assert order.annat_id is not None
    return Skyldighet(
        id=egen,
        arende_id=order.id,
        namnd_id=order.annat_id,
        nummer=order.text1 or "",
        status=order.text2 or "",
        rapporter=tuple(
            (fran, tom, villkor.rapport_senast(tom))
            for fran, tom in saknade(Uppdrag(order.dag1, None, stopp), tackta, villkor, idag)
        ),
        matningar=tuple(frister),
    )


def arendens(arende_ids: Iterable[UUID]) -> CTE:
    """The running orders of some ärenden."""
    return _gar().where(Bestallning.arende_id.in_(arende_ids)).cte("urval")


def _gar() -> Select[str, UUID]:
    return select(Bestallning.kommunkod, Bestallning.id).where(Bestallning.status.in_(GAR))


async def lista(arbete: Arbete, fraga: Sidfraga, *, egna: bool) -> Utsnitt[Skyldighet]:
    """One page of the running orders that the caller reaches, newest first; a handläggare's own (DP-04)."""
    arbete.krav_roll()
    sats, person = _gar(), arenden.egna_for(arbete, egna=egna)
    if person is not None:
        agare = Bestallning.vagledare if arbete.aktor.part is Part.UTFORARE else Bestallning.handlaggare
        sats = sats.where(agare == person)
    rader = await las(arbete, sida(sats, Bestallning.id, fraga).cte("urval"))
    utsnitt = skar(sorted(rader, key=lambda s: s.id, reverse=True), fraga)
    arbete.har_last_hos("progressionsrapport", ((s.namnd_id, s.arende_id) for s in utsnitt.rader))
    return utsnitt
