"""A plan as a caller meets it: the version, what it is held against, and what follows from that.

The nämnd's picture knows the household and the person's other plans; the utförare's is made without them
(DP-07, DP-10, DP-26).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from app.begrepp.parter import Part
from app.core.errors import Saknas
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.plan.foraldraledig import Omstandigheter, Varning, fk_besked, omstandigheter, varningar
from app.flode.plan.framover import Daterad, framover
from app.flode.plan.krockar import (
    Annanplan,
    Krock,
    Planerad,
    Stangt,
    Veckotid,
    mot_moten,
    mot_planer,
    mot_stangt,
    mot_upptaget,
    samtidigt,
)
from app.flode.plan.models import (
    Plan,
    Planaktivitet,
    UpptagenTid,
    bokade_moten,
    personens_planer,
    plan_med,
    poster,
    upptaget_for,
)
from app.flode.plan.states import LEVANDE, PLAN, PlanLage
from app.flode.plan.timmar import Summarad, mot_bedomning, summor, totalt
from app.flode.plan.utbud import Utbud, paverkar, slutar, stangt
from app.katalog.stangda import stangda
from app.regelverk.motor.timmar import barn_under_atta
from app.regelverk.urval import regelverk_med

EN_DAG = timedelta(days=1)
PLANERBAR = frozenset({"bekraftad", "pagaende", "pausad"})
# How far ahead closed days are told of where nothing says when the plan ends.
UTAN_SLUT = timedelta(days=365)


@dataclass
class Sak:
    """A plan with its order, the activities of its present edition, and what was found out about it."""

    bestallning: Bestallning
    plan: Plan
    aktiviteter: list[Planaktivitet] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)
    kant: Omstandigheter | None = None
    andra: list[Annanplan] = field(default_factory=list)
    utbud: Utbud = field(default_factory=dict)
    upptagna: list[Veckotid] = field(default_factory=list)
    moten: list[tuple[datetime, datetime]] = field(default_factory=list)
    stangda: list[Stangt] = field(default_factory=list)
    varningar: list[Varning] = field(default_factory=list)

    @property
    def tom(self) -> date | None:
        """The last day that the plan can hold: its own, else that of the beslut behind the order."""
        return self.plan.galler_tom or self.bestallning.beslut_tom

    @property
    def bedomt(self) -> int | None:
        """Minutes a week of the assessment that the beslut rests on, where the caller knows it."""
        bedomning = self.kant and self.kant.bedomning
        return bedomning.timmar_per_vecka * 60 if bedomning and bedomning.timmar_per_vecka is not None else None

    def tak(self, dag: date) -> int:
        """AK-07: the cap in minutes, the order's or what the household gives on ``dag``, whichever is lower."""
        egna, hushallets = self.bestallning.timtak, self.hushallets_tak(dag)
        return 60 * (egna if hushallets is None else min(egna, hushallets))

    def hushallets_tak(self, dag: date) -> int | None:
        """The cap in hours that the law gives on ``dag``, where the caller knows the household (T-03)."""
        if self.kant is None or self.kant.bedomning is None:
            return None
        regelverk = regelverk_med(self.kant.bedomning.regelverk)
        under_atta = barn_under_atta(self.kant.arende.yngsta_barn_fyller_atta, dag)
        return None if regelverk is None else regelverk.timtak(barn_under_atta=under_atta)

    def summor(self, idag: date) -> list[Summarad]:
        """The sums, row by row; for the nämnd also against the assessment."""
        dag, egna = max(idag, self.plan.galler_fran), poster(self.aktiviteter)
        rader = summor(egna, self.bestallning.timmar_per_vecka * 60, self.tak(dag))
        if self.bedomt is None or self.kant is None or self.kant.bedomning is None:
            return rader
        eget = (self.kant.bedomning.eget_jobbsokande or 0) * 60
        return rader + mot_bedomning(totalt(egna), samtidigt(self.andra, dag), self.bedomt, eget)

    def krockar(self, dag: date) -> list[Krock]:
        """What the times run into from ``dag`` on: what stops the plan first, then in the order of the activities."""
        dag = max(dag, self.plan.galler_fran)
        egna = planerade(self.aktiviteter, dag, self.tom)
        ut = [
            *mot_stangt(egna, [*self.stangda, *stangt(self.utbud, dag, self.tom or dag + UTAN_SLUT)], dag, self.tom),
            *mot_planer(egna, self.andra),
            *mot_upptaget(egna, self.upptagna),
            *mot_moten(egna, self.moten),
        ]
        return sorted(ut, key=lambda k: (not k.hindrar, k.aktivitet or 0))

    def framover(self, idag: date) -> list[Daterad]:
        """What changes by itself while the plan holds."""
        if self.plan.status not in LEVANDE:
            return []
        dag = max(idag, self.plan.galler_fran)
        fyller = self.kant.arende.yngsta_barn_fyller_atta if self.kant else None
        tak = None
        if fyller is not None and fyller > dag and (nytt := self.hushallets_tak(fyller)) is not None:
            tak = (fyller, self.hushallets_tak(dag) or nytt, nytt)
        return framover([(a, slutar(a, self.utbud)) for a in self.aktiviteter], dag, self.tom, tak)


async def ladda(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, las: bool = False) -> Sak:
    """One version with all that this caller may hold it against; 404 where there is none.

    ``las``: the ärende is held until the end, so that two approvals for one person see each other.
    """
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    rader = await arbete.rader(plan_med(bestallning.id, [plan_id]))
    if not rader:
        raise Saknas
    sak = Sak(bestallning, rader[0][0], [aktivitet for _, aktivitet, _ in rader if aktivitet is not None])
    sak.utbud = {aktivitet.nummer: utbud for _, aktivitet, utbud in rader if utbud is not None}
    if sak.plan.status in LEVANDE:
        await omge(arbete, sak, las=las)
    return sak


async def omge(arbete: Arbete, sak: Sak, *, las: bool = False) -> None:
    """Read what the plan is held against, as far as the caller may know it."""
    order, namnden = sak.bestallning, arbete.aktor.part is Part.KOMMUN
    if namnden:
        sak.kant = await omstandigheter(arbete, order, las=las)
        alla = await personens(arbete, order.arende_id)
        sak.andra = [a for o in alla if o.bestallning.id != order.id for a in o.planer]
    elif (rad := await arbete.kanske(upptaget_for(order.id))) is not None:
        sak.upptagna = [Veckotid.ur(t) for t in rad.tider]
    sak.moten = [(m.borjar, m.slutar) for m in await arbete.alla(bokade_moten(order.arende_id, arbete.nu))]
    tom = max(arbete.idag, sak.tom or arbete.idag + UTAN_SLUT)
    perioder = await stangda(arbete, order.utforare_id, order.enhet, arbete.idag, tom)
    sak.stangda = [Stangt(p.fran, p.tom, "utföraren") for p in perioder]


def planerade(aktiviteter: Iterable[Planaktivitet], fran: date, tom: date | None) -> list[Planerad]:
    """Activities in the days that they and their plan both hold."""
    return [
        Planerad(a.nummer, a.aktivitet, max(fran, a.borjar or fran), _tidigast(tom, a.slutar), a.post.tider)
        for a in aktiviteter
    ]


def _tidigast(*dagar: date | None) -> date | None:
    return min((d for d in dagar if d is not None), default=None)


@dataclass
class Orderplaner:
    """An open order of a person: its plans, and what it is told of the others' times."""

    bestallning: Bestallning
    planer: list[Annanplan]
    upptaget: UpptagenTid | None


async def personens(arbete: Arbete, arende_id: UUID) -> list[Orderplaner]:
    """Every open order of a person with the plans that are approved or in force."""
    rader = await arbete.rader(personens_planer(arende_id))
    return [_order(list(grupp)) for _, grupp in groupby(rader, key=lambda r: r[0].id)]


def _order(rader: Sequence[Any]) -> Orderplaner:
    bestallning, upptaget = rader[0][0], rader[0][3]
    versioner: dict[UUID, tuple[Plan, list[Planaktivitet]]] = {}
    for _, plan, aktivitet, _ in rader:
        if plan is not None:
            versioner.setdefault(plan.id, (plan, []))[1].extend([aktivitet] if aktivitet else [])
    foljda = [*versioner.values()]
    brytdag = bestallning.flyttas and bestallning.flyttas - EN_DAG  # from then on the next utförare plans
    sista = _tidigast(bestallning.beslut_tom, brytdag)
    slut = [_tidigast(p.galler_fran - EN_DAG, brytdag) for p, _ in foljda[1:]] + [sista]
    planer = [_annan(bestallning, p, a, tom) for (p, a), tom in zip(foljda, slut, strict=True)] if foljda else []
    return Orderplaner(bestallning, planer, upptaget)


def _annan(bestallning: Bestallning, plan: Plan, aktiviteter: list[Planaktivitet], tom: date | None) -> Annanplan:
    egna = tuple(planerade(aktiviteter, plan.galler_fran, tom))
    return Annanplan(bestallning.nummer, plan.galler_fran, tom, totalt(poster(aktiviteter)), egna)


def lage(arbete: Arbete, sak: Sak, **mer: Any) -> PlanLage:
    """Facts for the guards; ``mer`` are those that the act at hand gives."""
    plan, bestallning = sak.plan, sak.bestallning
    saknar = dict.fromkeys(s for a in sak.aktiviteter for s in a.arbetsplats_saknar)
    fakta: dict[str, Any] = {
        "galler_fran": plan.galler_fran,
        "barnets_basta": bool(plan.barnets_basta or plan.namndens_barnets_basta),
    }
    fakta |= mer
    dag = max(arbete.idag, fakta["galler_fran"])
    return PlanLage(
        idag=arbete.idag,
        bestallning_oppen=bestallning.status in PLANERBAR,
        antal_aktiviteter=len(sak.aktiviteter),
        totalt=totalt(poster(sak.aktiviteter)),
        bestallt=bestallning.timmar_per_vecka * 60,
        tak=sak.tak(dag),
        andras=samtidigt(sak.andra, dag),
        bedomt=sak.bedomt,
        skal_angivet=plan.avvikelse_skal is not None,
        krockar=tuple(k.meddelande for k in sak.krockar(dag) if k.hindrar),
        egen_syn=plan.egen_syn is not None,
        arbetsplats_saknar=tuple(saknar),
        har_barn=bestallning.har_barn,
        person=arbete.aktor.person,
        utarbetare=frozenset(plan.utarbetare),
        fk_besked_saknas=paverkar(sak.aktiviteter, sak.utbud) and fk_besked(sak.kant, fakta["galler_fran"]) is None,
        **fakta,
    )


def bild(arbete: Arbete, sak: Sak) -> Sak:
    """What the caller may do next, and what the nämnd is warned of on the plan's first day or today."""
    if sak.kant is not None and sak.plan.status in LEVANDE:
        sak.varningar = varningar(sak.kant, sak.aktiviteter, sak.utbud, max(arbete.idag, sak.plan.galler_fran))
    sak.mojligheter = arbete.mojligheter(PLAN, sak.plan, lage(arbete, sak))
    return sak
