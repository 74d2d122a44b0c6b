"""What is read beside an order for its progression: the avtal's terms, hours, measurements, reports and pauses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.begrepp.tid import svensk_dag
from app.core.errors import Saknas
from app.core.journal import Handelse
from app.core.tenancy import fast
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro import timfakta
from app.flode.narvaro.timfakta import Faktarad, Nar, kolumner_i
from app.flode.narvaro.timkrav import Lagesbyte, borjade, uppehall
from app.flode.progression.frister import Tackt, Uppdrag, Villkor
from app.flode.progression.frysning import Matnyckel
from app.flode.progression.models import Inlamning, Matning, Rapport
from app.flode.progression.states import MatningStatus
from app.flode.progression.tilltrade import bestallning_for
from app.katalog.organisationer import Avtal

_DAG = bindparam("dag", type_=Date())
# Built once: a new alias for each statement would be a new statement to compile.
_NY_UTGAVA = aliased(Rapport)
VILLKOR = (
    Avtal.rapport_intervall_manader,
    Avtal.rapport_dagar,
    Avtal.matning_forsta_dagar,
    Avtal.matning_intervall_dagar,
)


def avtal_i_kraft(dag: ColumnElement[date] | date) -> ColumnElement[bool]:
    """The avtal between an order's parties on a day; of several the newest counts."""
    return and_(
        Avtal.kommunkod == Bestallning.kommunkod,
        Avtal.namnd_id == Bestallning.namnd_id,
        Avtal.utforare_id == Bestallning.utforare_id,
        Avtal.fran <= dag,
        or_(Avtal.tom.is_(None), Avtal.tom >= dag),
    )


SEDAN = (  # when the order last went on after a pause
    select(func.max(Handelse.tid))
    .where(
        Handelse.kommunkod == Bestallning.kommunkod,
        Handelse.objekt_id == Bestallning.id,
        Handelse.typ == "ateruppta",
    )
    .correlate(Bestallning)
    .scalar_subquery()
)
_ORDER = fast(
    select(Bestallning, *VILLKOR, SEDAN)
    .outerjoin(Avtal, avtal_i_kraft(_DAG))
    .where(Bestallning.id == bindparam("bestallning", type_=Uuid()))
    .order_by(Avtal.fran.desc(), Avtal.id.desc())
    .limit(1)
)


def villkor_i(varden: Sequence[int | None]) -> Villkor:
    """What the avtal says, from its columns in the order of ``VILLKOR``; without one in force, as most of them do."""
    manader, dagar, forsta, intervall = varden
    if manader is None or dagar is None or forsta is None:
        return Villkor()
    return Villkor(manader, dagar, forsta, intervall)


@dataclass(frozen=True, slots=True)
class Orderfakta:
    """An order with what its avtal says; ``sedan``: the day on which it went on after its last pause."""

    bestallning: Bestallning
    villkor: Villkor
    sedan: date | None


async def order_med_villkor(arbete: Arbete, bestallning_id: UUID) -> Orderfakta:
    """An order whose progression the caller reaches, with what its avtal says; 404 or 403 otherwise."""
    rad = await arbete.rad(_ORDER, bestallning=bestallning_id, dag=arbete.idag)
    if rad is None:
        raise Saknas
    bestallning, sedan = rad[0], rad[-1]
    await krav_natt(arbete, bestallning)
    return Orderfakta(bestallning, villkor_i(rad[1:-1]), _dag(sedan))


def _dag(tid: datetime | None) -> date | None:
    return None if tid is None else svensk_dag(tid)


async def krav_natt(arbete: Arbete, bestallning: Bestallning) -> None:
    """403 for who is not assigned, or has no need of progression (DP-04)."""
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    arbete.krav_roll()


# --- a report with all that was handed in of it ---------------------------------------------------

_RATTNING = aliased(Rapport)


@dataclass(frozen=True, slots=True)
class Rapportfakta:
    """A report, its order, its next version, and what was handed in of it, oldest first."""

    rapport: Rapport
    bestallning: Bestallning
    rattning: Rapport | None
    inlamningar: list[Inlamning]


async def rapport_med_allt(
    arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, *, utkast: bool, lases: bool = False
) -> Rapportfakta | None:
    """In one statement; ``lases``: the order is held until the end, so that those who hand in take turns."""
    sats = (
        select(Rapport, Bestallning, _RATTNING, Inlamning)
        .join(Bestallning, and_(Bestallning.kommunkod == Rapport.kommunkod, Bestallning.id == Rapport.bestallning_id))
        .outerjoin(_RATTNING, and_(_RATTNING.kommunkod == Rapport.kommunkod, _RATTNING.ersatter_id == Rapport.id))
        .outerjoin(Inlamning, and_(Inlamning.kommunkod == Rapport.kommunkod, Inlamning.rapport_id == Rapport.id))
        .where(Rapport.bestallning_id == bestallning_id, Rapport.id == rapport_id)
        .order_by(Inlamning.nummer)
    )
    if not utkast:
        sats = sats.where(Rapport.antal_inlamningar > 0)
    if lases:
        sats = sats.with_for_update(of=Bestallning, key_share=True)
    rader = (await arbete.session.execute(sats)).all()
    if not rader:
        await bestallning_for(arbete, bestallning_id)
        return None
    rapport, bestallning, rattning, _ = rader[0]
    await krav_natt(arbete, bestallning)
    inlamningar: list[Inlamning | None] = [rad[3] for rad in rader]
    return Rapportfakta(rapport, bestallning, rattning, [i for i in inlamningar if i is not None])


# --- the facts of a period ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Periodfakta:
    """Rows that the hours are counted from, the measurements of the days, and what reports there are of the order."""

    timrader: list[Faktarad]
    matta: list[Matnyckel]
    tackta: list[Tackt]
    byten: list[Lagesbyte]


async def las_period(arbete: Arbete, bestallning_id: UUID, nar: Nar) -> Periodfakta:
    """Everything that some days of an order are reported from, in one statement."""
    urval = timfakta.en_order(bestallning_id)
    delar = timfakta.orderdelar(urval, nar)
    return _sortera(await _las(arbete, union_all(*delar, _matta(urval, nar), lamnade(urval))))


async def las_rapporter(arbete: Arbete, bestallning_id: UUID) -> Periodfakta:
    """Only the reports and the pauses of an order."""
    urval = timfakta.en_order(bestallning_id)
    return _sortera(await _las(arbete, union_all(timfakta.lagesbyten(urval), lamnade(urval))))


async def _las(arbete: Arbete, sats: Any) -> list[Faktarad]:
    return [Faktarad._make(rad) for rad in (await arbete.session.execute(sats)).all()]


def _matta(urval: CTE, nar: Nar) -> Any:
    """The utförare's own measurements of the days that stand; the same whoever asks."""
    m = Matning
    kolumner = kolumner_i(
        "matning", bestallning_id=m.bestallning_id, id=m.id, text1=m.instrument, text2=m.respondent, dag1=m.datum,
    )  # fmt: skip
    return (
        select(*kolumner)
        .join(urval, and_(urval.c.kommunkod == m.kommunkod, urval.c.id == m.bestallning_id))
        .where(utforarens(), m.datum >= nar.fran, m.datum <= nar.tom)
    )


def utforarens() -> ColumnElement[bool]:
    """What the utförare measured itself and no later measurement corrects."""
    return and_(
        Matning.delad_med.is_not(None), Matning.kalla_id.is_(None), Matning.status == MatningStatus.REGISTRERAD.value
    )


def ar_utforarens(matning: Matning) -> bool:
    """The same of a row, which stands."""
    return matning.delad_med is not None and matning.kalla_id is None


def lamnade(urval: CTE) -> Any:
    """The days of what was handed in last of each report that no later version has taken the place of."""
    kolumner = kolumner_i(
        "rapport", bestallning_id=Rapport.bestallning_id, id=Rapport.id, dag1=Inlamning.period_fran,
        dag2=Inlamning.period_tom,
    )  # fmt: skip
    return (
        select(*kolumner)
        .join(urval, and_(urval.c.kommunkod == Rapport.kommunkod, urval.c.id == Rapport.bestallning_id))
        .join(Inlamning, senast_lamnad())
        .where(~ersatt())
    )


def senast_lamnad() -> ColumnElement[bool]:
    """The last that was handed in of a report."""
    return and_(
        Inlamning.kommunkod == Rapport.kommunkod,
        Inlamning.rapport_id == Rapport.id,
        Inlamning.nummer == Rapport.antal_inlamningar,
    )


def ersatt() -> ColumnElement[bool]:
    """A later version of the report was handed in."""
    return exists().where(
        _NY_UTGAVA.kommunkod == Rapport.kommunkod,
        _NY_UTGAVA.ersatter_id == Rapport.id,
        _NY_UTGAVA.antal_inlamningar > 0,
    )


def _sortera(rader: Iterable[Faktarad]) -> Periodfakta:
    ut = Periodfakta([], [], [], [])
    for f in rader:
        if f.slag == "matning":
            assert f.id is not None
            assert f.dag1 is not None
            ut.matta.append(Matnyckel(f.text1 or "", f.text2 or "", f.dag1, f.id))
        elif f.slag == "rapport":
            assert f.dag1 is not None
            assert f.dag2 is not None
            ut.tackta.append(Tackt(f.dag1, f.dag2, f.id))
        else:
            ut.timrader.append(f)
    lagen = sorted((f for f in ut.timrader if f.slag == "lage"), key=lambda f: f.n1 or 0)
    ut.byten.extend(Lagesbyte(svensk_dag(f.tid), f.text1 or "") for f in lagen if f.tid is not None)
    return ut


def uppdrag_i(bestallning: Bestallning, byten: Iterable[Lagesbyte]) -> Uppdrag:
    """An order's time with its pauses."""
    start = borjade(bestallning.status, bestallning.start_datum, bestallning.slut_datum)
    return Uppdrag(start, bestallning.slut_datum, uppehall(byten))
