"""Brings the occasions of some orders in line with their plans; as many statements however many the orders are.

    orders ─ plans in force ─ activities ─ pauses ─ closed periods ─▶ what is called for
        against what exists: add what is new, strike what is no longer called for, take back what is so again

Doing it again changes nothing. What is marked, or was added by hand, stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.veckotid import pass_av
from app.core.bulk import Handelsefakta, infoga_egna, stegade
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BORJADE, BestallningStatus
from app.flode.narvaro import models
from app.flode.narvaro.generering import (
    Aktivitet,
    Befintligt,
    Nyckel,
    Onskat,
    Paus,
    Planperiod,
    Ramar,
    Stangt,
    andringar,
    i_foljd,
    onskade,
)
from app.flode.narvaro.models import Tillfalle
from app.flode.narvaro.states import MARKERADE, TILLFALLE, Strykorsak, TillfalleStatus
from app.katalog.aktiviteter import Aktivitet as Katalogaktivitet
from app.katalog.stangda import StangdPeriod

HORISONT = timedelta(weeks=5)
TILLBAKA = timedelta(days=92)  # how far back a run by the clock looks for what a late one would have missed
PORTION = 200


@dataclass
class _Laget:
    """What is known of some orders."""

    bestallningar: Sequence[Bestallning]
    planer: dict[UUID, list[Planperiod]] = field(default_factory=lambda: defaultdict(list))
    pauser: dict[UUID, tuple[Paus, ...]] = field(default_factory=dict)
    stangt: dict[UUID, list[StangdPeriod]] = field(default_factory=lambda: defaultdict(list))
    finns: dict[UUID, list[Tillfalle]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class _Foljd:
    """What is to be done to the occasions."""

    nya: list[dict[str, Any]] = field(default_factory=list)
    stryks: dict[Strykorsak, list[Tillfalle]] = field(default_factory=lambda: defaultdict(list))
    atertas: list[Tillfalle] = field(default_factory=list)

    @property
    def antal(self) -> int:
        return len(self.nya) + len(self.atertas) + sum(map(len, self.stryks.values()))


async def planera(arbete: Arbete, idn: Sequence[UUID], *, fran_borjan: bool = True) -> int:
    """Plan some orders up to the horizon; how many occasions were changed.

    ``fran_borjan``: look at all days of the plans, since an act may have changed them; else at those that time has
    brought.
    """
    await arbete.session.flush()
    bestallningar = await arbete.alla(models.las_bestallningar(idn))
    if not bestallningar:
        return 0
    laget = await _las(arbete, bestallningar, fran_borjan=fran_borjan)
    foljd = _Foljd()
    for bestallning in bestallningar:
        _jamfor(arbete, laget, bestallning, foljd)
    await _skriv(arbete, foljd)
    return foljd.antal


async def _las(arbete: Arbete, bestallningar: Sequence[Bestallning], *, fran_borjan: bool) -> _Laget:
    laget, idn = _Laget(bestallningar), [b.id for b in bestallningar]
    rader = (await arbete.session.execute(models.planer_i_kraft(idn))).all()
    for plan, par in groupby(rader, key=lambda rad: rad[0]):
        aktiviteter = tuple(_aktivitet(rad, i_utbudet) for _, rad, i_utbudet in par if rad is not None)
        laget.planer[plan.bestallning_id].append(Planperiod(plan.id, plan.galler_fran, plan.galler_tom, aktiviteter))
    laget.planer.update({nyckel: i_foljd(planer) for nyckel, planer in laget.planer.items()})
    if not fran_borjan:
        await _bara_nya_dagar(arbete, laget)
    fran = min((p.fran for planer in laget.planer.values() for p in planer), default=arbete.idag)
    for tillfalle in await arbete.alla(models.fran_dagen(idn, fran)):
        laget.finns[tillfalle.bestallning_id].append(tillfalle)
    for objekt_id, handelser in groupby(await arbete.alla(models.pauser_i(idn)), key=lambda h: h.objekt_id):
        laget.pauser[objekt_id] = tuple(_pauser(handelser))
    utforare = sorted({b.utforare_id for b in bestallningar})
    for period in await arbete.alla(models.stangda_hos(utforare, fran, arbete.idag + HORISONT)):
        laget.stangt[period.organisation_id].append(period)
    return laget


def _aktivitet(rad: Any, i_utbudet: Katalogaktivitet | None) -> Aktivitet:
    perioder = i_utbudet.stangda_perioder if i_utbudet else ()
    stangt = tuple(_stangt(p) for p in perioder)
    return Aktivitet(rad.id, rad.aktivitet, rad.kategori, pass_av(rad.tider), stangt)


def _stangt(period: Mapping[str, str]) -> Stangt:
    fran, tom = date.fromisoformat(period["fran"]), date.fromisoformat(period["tom"])
    return Stangt(fran, tom, datetime.fromisoformat(period["registrerad"]))


async def _bara_nya_dagar(arbete: Arbete, laget: _Laget) -> None:
    """Leave out of each plan the days that earlier runs laid out, but for the last three months."""
    idn = [plan.id for planer in laget.planer.values() for plan in planer]
    rader = (await arbete.session.execute(models.senast_planerade(idn))).all()
    senast: dict[UUID | None, date] = {rad[0]: rad[1] for rad in rader}
    tidigast = arbete.idag - TILLBAKA
    for bestallning_id, planer in laget.planer.items():
        kvar = (_ny_fran(p, tidigast, senast.get(p.id)) for p in planer)
        laget.planer[bestallning_id] = [p for p in kvar if p is not None]


def _ny_fran(plan: Planperiod, tidigast: date, senast: date | None) -> Planperiod | None:
    """The plan from the first day to look at, or None when there is none."""
    if senast is None and any(a.tider for a in plan.aktiviteter):
        return plan
    if senast is None or (plan.tom is not None and plan.tom < tidigast):
        return None
    return Planperiod(plan.id, max(plan.fran, min(tidigast, senast)), plan.tom, plan.aktiviteter)


def _pauser(handelser: Iterable[Any]) -> Iterator[Paus]:
    """Pauses of one order out of its history; its end ends a pause too, unless it is reopened as paused."""
    borjad = None
    for h in handelser:
        if h.till == BestallningStatus.PAUSAD.value:
            borjad = borjad or h.tid
        elif borjad is not None:
            yield Paus(borjad, h.tid)
            borjad = None
    if borjad is not None:
        yield Paus(borjad, None)


def _ramar(laget: _Laget, b: Bestallning) -> Ramar:
    stangt = tuple(
        Stangt(p.fran, p.tom, p.skapad) for p in laget.stangt[b.utforare_id] if p.enhet is None or p.enhet == b.enhet
    )
    borjat = b.status in BORJADE or b.slut_datum is not None  # only what began has a last day
    fran = b.start_datum if borjat else None
    tom = min((dag for dag in (b.onskat_slut, b.slut_datum) if dag is not None), default=None)
    return Ramar(fran, tom, laget.pauser.get(b.id, ()), stangt)


def _jamfor(arbete: Arbete, laget: _Laget, b: Bestallning, foljd: _Foljd) -> None:
    """Note in ``foljd`` what one order needs."""
    ramar, planer, finns = _ramar(laget, b), laget.planer[b.id], laget.finns[b.id]
    fran = min((p.fran for p in planer), default=arbete.idag)
    per_id = {t.id: t for t in finns}
    vill = onskade(ramar, planer, fran, arbete.idag + HORISONT)
    skillnad = andringar(ramar, vill, [_befintligt(t) for t in _i_fonstret(finns, planer)], planer)
    foljd.nya += [_nytt(arbete, b, o) for o in skillnad.nya]
    foljd.atertas += [per_id[f.id] for f in skillnad.atertas]
    for f, orsak in skillnad.stryks:
        foljd.stryks[orsak].append(per_id[f.id])


def _i_fonstret(finns: Iterable[Tillfalle], planer: Iterable[Planperiod]) -> Iterator[Tillfalle]:
    """Those that are looked at: what stands, and of a plan what is on a day that is asked for."""
    fran = {p.id: p.fran for p in planer}
    return (t for t in finns if _star(t) or (t.plan_id in fran and t.dag >= fran[t.plan_id]))


def _star(t: Tillfalle) -> bool:
    return t.plan_id is None or t.status in MARKERADE


def _befintligt(t: Tillfalle) -> Befintligt:
    nyckel = Nyckel(t.plan_id, t.aktivitet_id, t.dag, t.fran) if t.plan_id and t.aktivitet_id else None
    return Befintligt(t.id, nyckel, t.dag, t.fran, t.till, t.status)


def agare(b: Bestallning) -> dict[str, Any]:
    """Whose the occasions of an order are."""
    return {
        "kommunkod": b.kommunkod,
        "namnd_id": b.namnd_id,
        "delad_med": b.delad_med,
        "arende_id": b.arende_id,
        "bestallning_id": b.id,
        **foljsamt(b),
    }


def foljsamt(b: Any) -> dict[str, Any]:
    """What an occasion has from its order, and follows when it changes there."""
    return {
        "skyddad": b.skyddad,
        "handlaggare": b.handlaggare,
        "vagledare": b.vagledare,
        "mottagare": b.mottagare,
        "ratt_tom": b.ratt_tom,
    }


def _nytt(arbete: Arbete, b: Bestallning, o: Onskat) -> dict[str, Any]:
    return {
        **agare(b),
        "id": nytt_id(),
        "version": 0,
        "plan_id": o.nyckel.plan_id,
        "aktivitet_id": o.nyckel.aktivitet_id,
        "aktivitet": o.aktivitet.namn,
        "kategori": o.aktivitet.kategori,
        "dag": o.nyckel.dag,
        "fran": o.nyckel.fran,
        "till": o.till,
        "status": TillfalleStatus.PLANERAT.value,
        "antal_uppgifter": 0,
        "skapad": arbete.nu,
    }


async def _skriv(arbete: Arbete, foljd: _Foljd) -> None:
    await infoga_egna(arbete, Tillfalle, foljd.nya)
    for orsak, rader in foljd.stryks.items():
        await stega(arbete, rader, "stryk", {"orsak": orsak.value})
    await stega(arbete, foljd.atertas, "aterta", {})
    berorda = {(n["kommunkod"], n["arende_id"]) for n in foljd.nya}
    arbete.berorda.update(berorda)


async def stega(arbete: Arbete, rader: Sequence[Tillfalle], handelse: str, uppgifter: Mapping[str, Any]) -> None:
    """A step that follows from the plan, by the table's row but without its role; nothing is said of the person."""
    if not rader:
        return
    (rad,) = (o for o in TILLFALLE.overgangar if o.handelse == handelse)
    await stegade(arbete, Tillfalle, rader, Handelsefakta(TILLFALLE.namn, handelse, rad.till, dict(uppgifter)))
    arbete.berorda.update((t.kommunkod, t.arende_id) for t in rader)
    for tillfalle in rader:
        arbete.session.expunge(tillfalle)
