"""Everything that the hours of some orders are counted from, in one statement.

    orders ─┬─ occasions with the last word on each (one row each, or summed by the database)
            ├─ changes of the ordered hours ─ changes of state ─ own job search of the plans
            └─ for an ärende: the beslut with the hours of the assessment that they rest on

The parts have the same columns, named by what they hold in ``Faktarad``; the database sums the occasions and nothing
else, so that what is asked for is counted by the same rule wherever it is shown.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.database import Tid
from app.core.journal import Handelse
from app.flode.bedomning.models import Bedomning
from app.flode.beslut.models import BEGARAN, GALLANDE, Beslut
from app.flode.bestallning.andring_models import Bestallningsandring
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BORJADE
from app.flode.bestallning.tidslinje import Andringsfalt
from app.flode.narvaro.models import HAR_GALLT, Narvarouppgift, Tillfalle, gallande_uppgift
from app.flode.narvaro.states import PA_PLATS, InstalltAv, Narvaroutfall, TillfalleStatus
from app.flode.narvaro.timrakning import GILTIG, Timslag
from app.flode.plan.models import I_UTGAVAN, Plan, Planaktivitet
from app.flode.plan.states import PlanStatus

LAGESTYPER = ("starta", "pausa", "ateruppta", "avsluta", "aterkalla", "verkstall_flytt", "ateroppna")
SUMMOR = (
    Timslag.NARVARO, Timslag.MISSAT, Timslag.GILTIG_FRANVARO, Timslag.OGILTIG_FRANVARO, Timslag.OMARKERAT,
    Timslag.INSTALLT, Timslag.INSTALLT_AV_DELTAGARE, Timslag.KOMMANDE,
)  # fmt: skip
_SLUT = aliased(Beslut)


class Faktarad(NamedTuple):
    """One row of the statement: of which kind, and the columns that the kind fills."""

    slag: str
    bestallning_id: UUID | None
    id: UUID | None
    annat_id: UUID | None
    text1: str | None
    text2: str | None
    text3: str | None
    text4: str | None
    text5: str | None
    dag1: date | None
    dag2: date | None
    dag3: date | None
    tid: datetime | None
    n1: int | None
    n2: int | None
    n3: int | None
    n4: int | None
    n5: int | None
    n6: int | None
    n7: int | None
    n8: int | None
    n9: int | None


_TYPER: Mapping[str, Any] = {
    "bestallning_id": Uuid(), "id": Uuid(), "annat_id": Uuid(), **{f"text{i}": Text() for i in range(1, 6)},
    **{f"dag{i}": Date() for i in range(1, 4)}, "tid": Tid(), **{f"n{i}": Integer() for i in range(1, 10)},
}  # fmt: skip
Fraga = CompoundSelect[Any]


def kolumner_i(slag: str, **varden: Any) -> list[Any]:
    """All columns of one kind, those that it does not fill empty; a later step has kinds of its own."""
    tomma = {namn: cast(null(), typ) for namn, typ in _TYPER.items() if namn not in varden}
    alla = varden | tomma
    return [literal_column(f"'{slag}'", Text()).label("slag"), *(alla[namn].label(namn) for namn in _TYPER)]


class Nar(NamedTuple):
    """The days that are counted, and now by the clock on the wall."""

    fran: date
    tom: date
    idag: date
    minut: int


# --- which orders ---------------------------------------------------------------------------------


def en_order(bestallning_id: UUID) -> CTE:
    """One order."""
    return select(Bestallning.kommunkod, Bestallning.id).where(Bestallning.id == bestallning_id).cte("urval")


def arendets_order(arende_id: UUID) -> CTE:
    """Every order of an ärende."""
    return select(Bestallning.kommunkod, Bestallning.id).where(Bestallning.arende_id == arende_id).cte("urval")


def ordrar_i(fran: date, tom: date, handlaggare: str | None) -> Select[str, UUID]:
    """The orders that have begun by a time and not ended before it; own assignment only (DP-05)."""
    sats = select(Bestallning.kommunkod, Bestallning.id).where(
        or_(Bestallning.status.in_(sorted(BORJADE)), Bestallning.slut_datum.is_not(None)),
        Bestallning.start_datum <= tom,
        or_(Bestallning.slut_datum.is_(None), Bestallning.slut_datum >= fran),
    )
    return sats if handlaggare is None else sats.where(Bestallning.handlaggare == handlaggare)


# --- the parts ------------------------------------------------------------------------------------


def _ordrar(urval: CTE) -> Select[Any]:
    b = Bestallning
    kolumner = kolumner_i(
        "order", bestallning_id=b.id, id=b.arende_id, text1=b.nummer, text2=b.status, dag1=b.start_datum,
        dag2=b.slut_datum, dag3=b.onskat_slut, n1=b.timmar_per_vecka,
    )  # fmt: skip
    return select(*kolumner).join(urval, and_(urval.c.kommunkod == b.kommunkod, urval.c.id == b.id))


def _i_urvalet(sats: Any, urval: CTE, nyckel: Any) -> Any:
    kommun = nyckel.class_.kommunkod
    return sats.join(urval, and_(urval.c.kommunkod == kommun, urval.c.id == nyckel))


def _med_ord(sats: Any, urval: CTE, nar: Nar) -> Any:
    """Occasions of the days that stand, with the last word on each."""
    return (
        _i_urvalet(sats.select_from(Tillfalle), urval, Tillfalle.bestallning_id)
        .outerjoin(Narvarouppgift, gallande_uppgift())
        .where(Tillfalle.dag >= nar.fran, Tillfalle.dag <= nar.tom)
        .where(Tillfalle.status != TillfalleStatus.STRUKET.value)
    )


def _passen(urval: CTE, nar: Nar) -> Any:
    t, u = Tillfalle, Narvarouppgift
    kolumner = kolumner_i(
        "pass", bestallning_id=t.bestallning_id, id=t.id, text1=t.kategori, text2=t.status, text3=u.utfall,
        text4=u.installt_av, dag1=t.dag, n1=t.till - t.fran, n2=u.missade_minuter, n3=t.till,
    )  # fmt: skip
    return _med_ord(select(*kolumner), urval, nar)


def _del() -> ColumnElement[str]:
    """Which part an occasion lies in: as ``Utfallspass.del_`` has it."""
    installt, utfall = Tillfalle.status == TillfalleStatus.INSTALLT.value, Narvarouppgift.utfall
    av_personen = Narvarouppgift.installt_av == InstalltAv.DELTAGARE.value
    return case(
        (and_(installt, av_personen), Timslag.INSTALLT_AV_DELTAGARE.value),
        (installt, Timslag.INSTALLT.value),
        (utfall.in_(sorted(PA_PLATS)), Timslag.NARVARO.value),
        (utfall.in_(sorted(GILTIG)), Timslag.GILTIG_FRANVARO.value),
        (utfall == Narvaroutfall.FRANVARO_OGILTIG.value, Timslag.OGILTIG_FRANVARO.value),
        else_=Timslag.OMARKERAT.value,
    )


def _summerade(urval: CTE, nar: Nar) -> Select[Any]:
    """One row for each order and category: the parts' minutes, and how many occasions."""
    p = _med_ord(
        select(
            Tillfalle.bestallning_id,
            Tillfalle.kategori,
            _del().label("del_"),
            (Tillfalle.till - Tillfalle.fran).label("minuter"),
            func.coalesce(Narvarouppgift.missade_minuter, 0).label("missade"),
            or_(Tillfalle.dag > nar.idag, and_(Tillfalle.dag == nar.idag, Tillfalle.till > nar.minut)).label("kommer"),
        ),
        urval,
        nar,
    ).subquery("p")
    pa_plats, omarkerat = p.c.del_ == Timslag.NARVARO.value, p.c.del_ == Timslag.OMARKERAT.value
    egna: dict[Timslag, ColumnElement[int]] = {slag: _summa(p.c.minuter, p.c.del_ == slag.value) for slag in SUMMOR} | {
        Timslag.NARVARO: _summa(p.c.minuter - p.c.missade, pa_plats),
        Timslag.MISSAT: _summa(p.c.missade, pa_plats),
        Timslag.KOMMANDE: _summa(p.c.minuter, and_(omarkerat, p.c.kommer)),
    }
    summor = {f"n{i}": egna[slag] for i, slag in enumerate(SUMMOR, 1)} | {"n9": func.count()}
    kolumner = kolumner_i("summa", bestallning_id=p.c.bestallning_id, text1=p.c.kategori, **summor)
    return select(*kolumner).group_by(p.c.bestallning_id, p.c.kategori)


def _summa(minuter: Any, villkor: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((villkor, minuter), else_=0)), 0)


def _andringar(urval: CTE) -> Any:
    a = Bestallningsandring
    kolumner = kolumner_i(
        "andring", bestallning_id=a.bestallning_id, dag1=a.galler_fran, n1=a.nummer,
        text1=cast(a.gammalt, Text()), text2=cast(a.nytt, Text()),
    )  # fmt: skip
    return _i_urvalet(select(*kolumner), urval, a.bestallning_id).where(a.falt == Andringsfalt.TIMMAR_PER_VECKA.value)


def lagesbyten(urval: CTE) -> Any:
    """When orders went over to another state."""
    h = Handelse
    kolumner = kolumner_i("lage", bestallning_id=h.objekt_id, text1=h.till, tid=h.tid, n1=h.nummer)
    return _i_urvalet(select(*kolumner), urval, h.objekt_id).where(h.typ.in_(LAGESTYPER))


def _eget(urval: CTE) -> Any:
    """Own job search of the plans that are or were in force (AK-12)."""
    eget = Planaktivitet.kategori == Aktivitetskategori.EGET_JOBBSOKANDE.value
    gallde = and_(Plan.status.in_(HAR_GALLT), Plan.galler_tom.is_not(None))
    kolumner = kolumner_i(
        "eget", bestallning_id=Plan.bestallning_id, dag1=Plan.galler_fran, dag2=Plan.galler_tom, n1=Plan.nummer,
        n2=func.coalesce(func.sum(case((eget, Planaktivitet.minuter_per_vecka), else_=0)), 0),
    )  # fmt: skip
    sats = _i_urvalet(select(*kolumner), urval, Plan.bestallning_id).outerjoin(Planaktivitet, I_UTGAVAN)
    return sats.where(or_(Plan.status == PlanStatus.GALLANDE.value, gallde)).group_by(
        Plan.bestallning_id, Plan.galler_fran, Plan.galler_tom, Plan.nummer
    )


def _beslut(arende_id: UUID) -> Select[Any]:
    """Requests to take part that stand, the day from which another ends each, and the hours they rest on (AK-09)."""
    upphor = (
        select(func.min(_SLUT.galler_fran))
        .where(_SLUT.kommunkod == Beslut.kommunkod, _SLUT.avser_beslut_id == Beslut.id, _SLUT.status == GALLANDE)
        .correlate(Beslut)
        .scalar_subquery()
    )
    kolumner = kolumner_i(
        "beslut", id=Beslut.id, dag1=Beslut.galler_fran, dag2=Beslut.galler_tom, dag3=upphor,
        n1=Bedomning.timmar_per_vecka, n2=Bedomning.eget_jobbsokande,
    )  # fmt: skip
    grund = and_(Bedomning.kommunkod == Beslut.kommunkod, Bedomning.id == Beslut.bedomning_id)
    return (
        select(*kolumner)
        .join(Bedomning, grund)
        .where(Beslut.arende_id == arende_id, Beslut.typ == BEGARAN, Beslut.status == GALLANDE)
    )


# --- the statements -------------------------------------------------------------------------------


def _ordertid(urval: CTE) -> tuple[Any, ...]:
    return _ordrar(urval), _andringar(urval), lagesbyten(urval), _eget(urval)


def orderdelar(urval: CTE, nar: Nar) -> tuple[Any, ...]:
    """The parts that the hours of some orders are counted from, for a statement that reads something more."""
    return *_ordertid(urval), _passen(urval, nar)


def for_ordrar(urval: CTE, nar: Nar) -> Fraga:
    """Each occasion of some orders, and what is asked for in them."""
    return union_all(*orderdelar(urval, nar))


def for_arende(arende_id: UUID, nar: Nar) -> Fraga:
    """Each occasion of a person's orders, and what the beslut ask for."""
    urval = arendets_order(arende_id)
    return union_all(_ordrar(urval), _passen(urval, nar), _beslut(arende_id))


def summerat(urval: CTE, nar: Nar) -> Fraga:
    """The sums of many orders, and what is asked for in them."""
    return union_all(*_ordertid(urval), _summerade(urval, nar))
