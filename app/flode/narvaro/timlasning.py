"""Reads the hours of one order, of a person, and of a page of a nämnd's orders. Nothing is stored."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.parter import Part
from app.begrepp.tid import STOCKHOLM, svensk_dag
from app.core.errors import Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.tidslinje import Andringsfalt, Faktum, timperioder
from app.flode.narvaro import timfakta
from app.flode.narvaro.states import TillfalleStatus
from app.flode.narvaro.timfakta import SUMMOR, Faktarad, Nar
from app.flode.narvaro.timkrav import (
    Kravdag,
    Lagesbyte,
    Ordertid,
    Veckotimmar,
    bedomda_dagar,
    bestalld_summa,
    bestallda_dagar,
    borjade,
    uppehall,
)
from app.flode.narvaro.timrakning import (
    Delar,
    Summor,
    Tid,
    Timrad,
    Utfallspass,
    manader,
    rakna,
    summor,
    veckor,
)

EN_DAG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timrakning:
    """The hours of a time: all of it, and the whole weeks and months that it touches."""

    tid: Tid
    summa: Timrad
    veckor: tuple[Timrad, ...]
    manader: tuple[Timrad, ...]
    passen: tuple[Utfallspass, ...]


@dataclass(frozen=True, slots=True)
class Periodtimmar:
    """The hours of some days: all of them, and the ISO weeks that they lie in, cut off where the days end."""

    summa: Timrad
    veckor: tuple[Timrad, ...]


@dataclass(frozen=True, slots=True)
class Ordersumma:
    """The sums of one order in a list."""

    id: UUID
    arende_id: UUID
    nummer: str
    summor: Summor


@dataclass(frozen=True, slots=True)
class Persontimmar:
    """A person's hours of a month against the beslut, and each order's part."""

    arende_id: UUID
    summa: Timrad
    ordrar: tuple[Ordersumma, ...]
    passen: tuple[Utfallspass, ...]


@dataclass
class _Fakta:
    """The rows of the statement, by kind and order."""

    ordrar: dict[UUID, Faktarad] = field(default_factory=dict)
    per_slag: dict[str, dict[Any, list[Faktarad]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def av(self, slag: str, order: UUID | None) -> list[Faktarad]:
        """Those of one kind and order."""
        return self.per_slag[slag].get(order, [])


def nar_i(arbete: Arbete, fran: date, tom: date) -> Nar:
    """Some days, seen from now."""
    lokal = arbete.nu.astimezone(STOCKHOLM)
    return Nar(fran, tom, arbete.idag, lokal.hour * 60 + lokal.minute)


async def _las(arbete: Arbete, sats: timfakta.Fraga) -> _Fakta:
    return _sortera(Faktarad._make(rad) for rad in (await arbete.session.execute(sats)).all())


def _sortera(rader: Iterable[Faktarad]) -> _Fakta:
    fakta = _Fakta()
    for f in rader:
        if f.slag == "order" and f.bestallning_id is not None:
            fakta.ordrar[f.bestallning_id] = f
        else:
            fakta.per_slag[f.slag][f.bestallning_id].append(f)
    return fakta


# --- from rows to facts ---------------------------------------------------------------------------


def _ordertid(fakta: _Fakta, order: Faktarad) -> Ordertid:
    egen = order.bestallning_id
    andringar = [
        Faktum(f.n1 or 0, Andringsfalt.TIMMAR_PER_VECKA, f.dag1, int(f.text1 or 0), int(f.text2 or 0))
        for f in fakta.av("andring", egen)
        if f.dag1 is not None
    ]
    byten = sorted(fakta.av("lage", egen), key=lambda f: f.n1 or 0)
    return Ordertid(
        fran=borjade(order.text2 or "", order.dag1, order.dag2),
        tom=min((dag for dag in (order.dag2, order.dag3) if dag is not None), default=None),
        timperioder=timperioder(andringar, order.n1 or 0),
        uppehall=uppehall(Lagesbyte(svensk_dag(f.tid), f.text1 or "") for f in byten if f.tid is not None),
        eget=tuple(
            Veckotimmar(f.dag1, f.dag2, 0, f.n2 or 0, f.n1 or 0) for f in fakta.av("eget", egen) if f.dag1 is not None
        ),
    )


def _pass(f: Faktarad, nar: Nar) -> Utfallspass:
    assert f.id is not None
    assert f.bestallning_id is not None
    assert f.dag1 is not None
    return Utfallspass(
        id=f.id,
        bestallning_id=f.bestallning_id,
        dag=f.dag1,
        minuter=f.n1 or 0,
        kategori=f.text1 or "",
        status=f.text2 or TillfalleStatus.PLANERAT.value,
        utfall=f.text3,
        installt_av=f.text4,
        missade_minuter=f.n2 or 0,
        kommande=(f.dag1, f.n3 or 0) > (nar.idag, nar.minut),
    )


def _passen(rader: Iterable[Faktarad], nar: Nar) -> tuple[Utfallspass, ...]:
    return tuple(sorted((_pass(f, nar) for f in rader), key=lambda p: (p.dag, p.id)))


def _delar(f: Faktarad) -> Delar:
    """What the database summed."""
    tal = (f.n1, f.n2, f.n3, f.n4, f.n5, f.n6, f.n7, f.n8)
    return Delar(**{slag.value: int(n or 0) for slag, n in zip(SUMMOR, tal, strict=True)}, antal=int(f.n9 or 0))


# --- one order ------------------------------------------------------------------------------------


async def for_bestallning(arbete: Arbete, bestallning_id: UUID, tid: Tid) -> Timrakning:
    """The hours of an order for either party: attendance against the hours that are ordered (DP-26)."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    hela_veckor, hela_manader = veckor(tid.fran, tid.tom), manader(tid.fran, tid.tom)
    fran, tom = min(hela_veckor[0].fran, hela_manader[0].fran), max(hela_veckor[-1].tom, hela_manader[-1].tom)
    nar = nar_i(arbete, fran, tom)
    fakta = await _las(arbete, timfakta.for_ordrar(timfakta.en_order(bestallning.id), nar))
    passen = _passen(fakta.av("pass", bestallning.id), nar)
    dagar = bestallda_dagar(_ordertid(fakta, fakta.ordrar[bestallning.id]), fran, tom)
    arbete.har_last("timrakning", arende=bestallning.arende_id, objekt=bestallning.id)
    return Timrakning(
        tid=tid,
        summa=rakna(tid, passen, dagar),
        veckor=tuple(rakna(v, passen, dagar) for v in hela_veckor),
        manader=tuple(rakna(m, passen, dagar) for m in hela_manader),
        passen=tuple(p for p in passen if tid.rymmer(p.dag)),
    )


def period_ur(rader: Iterable[Faktarad], bestallning_id: UUID, nar: Nar) -> Periodtimmar:
    """The hours of some days of an order, out of rows that another statement has read (``timfakta.orderdelar``)."""
    fakta = _sortera(rader)
    passen = _passen(fakta.av("pass", bestallning_id), nar)
    dagar = bestallda_dagar(_ordertid(fakta, fakta.ordrar[bestallning_id]), nar.fran, nar.tom)
    klippta = (Tid(v.namn, max(v.fran, nar.fran), min(v.tom, nar.tom)) for v in veckor(nar.fran, nar.tom))
    hela = Tid(f"{nar.fran}–{nar.tom}", nar.fran, nar.tom)
    return Periodtimmar(rakna(hela, passen, dagar), tuple(rakna(v, passen, dagar) for v in klippta))


async def hela_ordern(arbete: Arbete, bestallning: Bestallning) -> Timrad:
    """The sums of an order that began, from its first day to its last or today; in one statement."""
    fran = bestallning.start_datum or arbete.idag
    tom = max(fran, min(bestallning.slut_datum or arbete.idag, arbete.idag))
    nar = nar_i(arbete, fran, tom)
    fakta = await _las(arbete, timfakta.for_ordrar(timfakta.en_order(bestallning.id), nar))
    dagar = bestallda_dagar(_ordertid(fakta, fakta.ordrar[bestallning.id]), fran, tom)
    return rakna(Tid(f"{fran}/{tom}", fran, tom), _passen(fakta.av("pass", bestallning.id), nar), dagar)


# --- one person -----------------------------------------------------------------------------------


async def for_arende(arbete: Arbete, arende_id: UUID, tid: Tid) -> Persontimmar:
    """A person's hours over all orders, against the assessment that the beslut in force rests on (AK-09)."""
    _krav_kommun(arbete)
    arende = await arenden.hamta(arbete, arende_id, las=False)
    nar = nar_i(arbete, tid.fran, tid.tom)
    fakta = await _las(arbete, timfakta.for_arende(arende.id, nar))
    passen = _passen((f for rader in fakta.per_slag["pass"].values() for f in rader), nar)
    dagar = bedomda_dagar(_beslut(fakta.av("beslut", None)), tid.fran, tid.tom)
    arbete.har_last("timrakning", arende=arende.id, objekt=arende.id)
    ordrar = (_del_av(order, passen, tid) for _, order in sorted(fakta.ordrar.items()))
    return Persontimmar(arende.id, rakna(tid, passen, dagar), tuple(o for o in ordrar if o.summor.per_kategori), passen)


def _beslut(rader: Iterable[Faktarad]) -> list[Veckotimmar]:
    """When each holds; of several the latest counts."""
    ut = []
    for nummer, f in enumerate(sorted(rader, key=lambda f: f.id or UUID(int=0))):
        sista = [dag for dag in (f.dag2, f.dag3 and f.dag3 - EN_DAG) if dag is not None]
        assert f.dag1 is not None
        ut.append(Veckotimmar(f.dag1, min(sista, default=None), 60 * (f.n1 or 0), 60 * (f.n2 or 0), nummer))
    return ut


def _del_av(order: Faktarad, passen: Sequence[Utfallspass], tid: Tid) -> Ordersumma:
    """One order's part of the person's sums, without a requirement of its own."""
    assert order.bestallning_id is not None
    assert order.id is not None
    ingen: tuple[Kravdag, ...] = ()
    egna = rakna(tid, (p for p in passen if p.bestallning_id == order.bestallning_id), ingen)
    return Ordersumma(order.bestallning_id, order.id, order.text1 or "", egna.summor)


# --- a whole nämnd --------------------------------------------------------------------------------


async def lista(arbete: Arbete, fraga: Sidfraga, tid: Tid, *, egna: bool) -> Utsnitt[Ordersumma]:
    """One page of the orders that ran in a month; the database sums, in one statement however many they are."""
    _krav_kommun(arbete)
    ordrar = timfakta.ordrar_i(tid.fran, tid.tom, arenden.egna_for(arbete, egna=egna))
    urval = sida(ordrar, Bestallning.id, fraga).cte("urval")
    fakta = await _las(arbete, timfakta.summerat(urval, nar_i(arbete, tid.fran, tid.tom)))
    rader = sorted((_ordersumma(fakta, o, tid) for o in fakta.ordrar.values()), key=lambda o: o.id, reverse=True)
    utsnitt = skar(rader, fraga)
    arbete.har_last("timrakning", arenden=list(dict.fromkeys(o.arende_id for o in utsnitt.rader)))
    return utsnitt


def _ordersumma(fakta: _Fakta, order: Faktarad, tid: Tid) -> Ordersumma:
    assert order.bestallning_id is not None
    assert order.id is not None
    per_kategori = {f.text1 or "": _delar(f) for f in fakta.av("summa", order.bestallning_id)}
    kravet = bestalld_summa(_ordertid(fakta, order), tid.fran, tid.tom)
    return Ordersumma(order.bestallning_id, order.id, order.text1 or "", summor(per_kategori, kravet))


def _krav_kommun(arbete: Arbete) -> None:
    """The utförare has the hours of its orders, and no requirement of a person."""
    if arbete.aktor.part is not Part.KOMMUN:
        raise Saknas
