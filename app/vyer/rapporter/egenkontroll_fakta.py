"""The facts that the checks of the egenkontroll look at, of many ärenden in a fixed number of statements.

As for the other reports, a row counts if it was registered at the instant, with the state that it had then, and the
kravklocka is read as it stood then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.begrepp.tid import Manad, Period, svensk_dag
from app.core.bulk import bland
from app.core.unit_of_work import Arbete
from app.flode.aktivitetsbrist.models import Aktivitetsbrist
from app.flode.aktivitetsbrist.states import BristStatus
from app.flode.bedomning.klockor import frister_vid
from app.flode.bedomning.models import Bedomning
from app.flode.beslut.krav import Beslutstyp
from app.flode.beslut.models import Beslut
from app.flode.beslut.states import BeslutStatus
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BestallningStatus
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.states import PlanStatus
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Utfall
from app.vyer.rapporter.fakta import Lage, avslutat, lagen, planer_vid, sagda_dagar
from app.vyer.rapporter.kontroller import Arendelage, Bedomt, Begaran, Order, Planlagt
from app.vyer.rapporter.sort import Fraga

EN_DAG = timedelta(days=1)
_AVGOR = frozenset({Beslutstyp.BEGARAN_ATT_DELTA.value, Beslutstyp.UNDANTAG.value})
_OPPNA = frozenset(
    s.value
    for s in (
        BestallningStatus.UTKAST,
        BestallningStatus.SKICKAD,
        BestallningStatus.MOTTAGEN,
        BestallningStatus.BEKRAFTAD,
        BestallningStatus.PAGAENDE,
        BestallningStatus.PAUSAD,
    )
)
_STARTADE = frozenset({BestallningStatus.PAGAENDE.value, BestallningStatus.PAUSAD.value})
Lagen = Mapping[UUID, Lage]


@dataclass(slots=True)
class _Samlat:
    """What is found of one ärende."""

    beslut_senast: date | None = None
    avgjort: list[date] = field(default_factory=list)
    begaran: list[Begaran] = field(default_factory=list)
    ordrar: list[Order] = field(default_factory=list)
    planer: list[Planlagt] = field(default_factory=list)
    bedomt: list[Bedomt] = field(default_factory=list)
    utan_erbjudande: set[Manad] = field(default_factory=set)

    def som_lage(self, slut: date | None) -> Arendelage:
        return Arendelage(
            slut,
            self.beslut_senast,
            min(self.avgjort, default=None),
            tuple(self.begaran),
            tuple(self.ordrar),
            tuple(self.planer),
            tuple(self.bedomt),
            frozenset(self.utan_erbjudande),
        )


Samlade = dict[UUID, _Samlat]


async def las(arbete: Arbete, fraga: Fraga, arenden: Sequence[UUID]) -> dict[UUID, Arendelage]:
    """The facts of each ärende."""
    rader = [(await arbete.session.execute(sats)).all() for sats in _satser(arenden, fraga.kand_vid)]
    planer = [p for p in await planer_vid(arbete, arenden, fraga.kand_vid) if p.godkand is not None]
    objekt = [*arenden, *(rad.id for slag in rader for rad in slag), *(p.id for p in planer)]
    lagena = await lagen(arbete, objekt, fraga.kand_vid)
    samlat: Samlade = defaultdict(_Samlat)
    for arende_id, dag in (await frister_vid(arbete, arenden, fraga.kand_vid)).items():
        samlat[arende_id].beslut_senast = dag
    bedomda, beslutade, bestallda, noterade = rader
    _bedomda(bedomda, samlat)
    _beslutade(beslutade, lagena, samlat)
    _bestallda(bestallda, lagena, await sagda_dagar(arbete, bestallda, fraga.kand_vid), samlat)
    _planerade(planer, lagena, await _minuter(arbete, planer), samlat)
    _noterade(noterade, lagena, samlat)
    return {egen: samlat[egen].som_lage(avslutat(lagena.get(egen))) for egen in arenden}


def _satser(idn: Sequence[UUID], kand_vid: datetime) -> Iterable[Select[*tuple[Any, ...]]]:
    b, f, o, n = Bedomning, Beslut, Bestallning, Aktivitetsbrist
    yield select(b.id, b.arende_id, b.lagrum, b.utfall, b.faststalld, b.timmar_per_vecka).where(
        bland(b.arende_id, idn), b.faststalld <= kand_vid
    )
    yield select(
        f.id, f.arende_id, f.typ, f.lagrum, f.beslutsdatum, f.galler_fran, f.galler_tom, f.avser_beslut_id
    ).where(bland(f.arende_id, idn), f.skapad <= kand_vid)  # fmt: skip
    yield select(
        o.id, o.arende_id, o.skickad, o.mote_halls_senast, o.mote_hallet, o.start_datum, o.slut_datum
    ).where(bland(o.arende_id, idn), o.skickad <= kand_vid)  # fmt: skip
    yield select(n.id, n.arende_id, n.manad).where(bland(n.arende_id, idn), n.skapad <= kand_vid)


def _bedomda(rader: Sequence[Any], samlat: Samlade) -> None:
    for r in rader:
        dag = svensk_dag(r.faststalld)
        if r.timmar_per_vecka is not None:
            samlat[r.arende_id].bedomt.append(Bedomt(dag, r.timmar_per_vecka * 60))
        if r.lagrum == Lagrum.SOL_12_4A.value and r.utfall not in {None, Utfall.OMFATTAS.value}:
            samlat[r.arende_id].avgjort.append(dag)


def _beslutade(rader: Sequence[Any], lagena: Lagen, samlat: Samlade) -> None:
    """One that was replaced was made all the same; one that was set aside was not."""
    star = {r.id for r in rader if r.id in lagena and lagena[r.id].status == BeslutStatus.GALLANDE.value}
    slut = {r.avser_beslut_id: r.galler_fran - EN_DAG for r in rader if r.avser_beslut_id and r.id in star}
    for r in rader:
        upphavt = r.id in lagena and lagena[r.id].status == BeslutStatus.UPPHAVT.value
        if r.typ in _AVGOR and r.lagrum == Lagrum.SOL_12_4A.value and not upphavt:
            samlat[r.arende_id].avgjort.append(r.beslutsdatum)
        if r.typ == Beslutstyp.BEGARAN_ATT_DELTA.value and r.id in star:
            sista = min((dag for dag in (r.galler_tom, slut.get(r.id)) if dag is not None), default=None)
            if sista is None or sista >= r.galler_fran:
                samlat[r.arende_id].begaran.append(Begaran(r.beslutsdatum, Period(r.galler_fran, sista)))


def _bestallda(rader: Sequence[Any], lagena: Lagen, dagar: Mapping[UUID, Mapping[str, date]], samlat: Samlade) -> None:
    """Only an order that began has a last day; another that nobody waits for any more ended when that was told.

    The last day is the one that was said then: an order opened again since has lost it, or got another. A meeting
    counts when it was told to have been held, and nothing starts before that.
    """
    for r in rader:
        lage = lagena.get(r.id)
        if lage is None:
            continue
        slutade = lage.status not in _OPPNA
        sista = dagar.get(r.id, {}).get("slutDatum", r.slut_datum) if slutade else None
        startade = lage.status in _STARTADE or sista is not None
        samlat[r.arende_id].ordrar.append(
            Order(
                skickad=svensk_dag(r.skickad),
                mote_senast=r.mote_halls_senast,
                motet=dagar.get(r.id, {}).get("dag", r.mote_hallet if startade else None),
                start=r.start_datum if startade else None,
                tom=(sista or svensk_dag(lage.tid)) if slutade else None,
            )
        )


async def _minuter(arbete: Arbete, planer: Sequence[Plan]) -> Mapping[tuple[UUID, int], int]:
    """The minutes a week of each edition of some plans."""
    a = Planaktivitet
    sats = (
        select(a.plan_id, a.utgava, func.sum(a.minuter_per_vecka).label("minuter"))
        .where(bland(a.plan_id, [p.id for p in planer]))
        .group_by(a.plan_id, a.utgava)
    )
    return {(rad.plan_id, rad.utgava): int(rad.minuter) for rad in await arbete.session.execute(sats)}


def _planerade(planer: Sequence[Plan], lagena: Lagen, minuter: Mapping[tuple[UUID, int], int], samlat: Samlade) -> None:
    for p in planer:
        status, tid = lagena[p.id].status if p.id in lagena else None, minuter.get((p.id, p.utgava))
        if tid is None:
            continue
        if status == PlanStatus.GALLANDE.value:
            samlat[p.arende_id].planer.append(Planlagt(Period(p.galler_fran, None), tid))
        elif status in {PlanStatus.ERSATT.value, PlanStatus.AVSLUTAD.value} and p.galler_tom is not None:
            dagar = Period(p.galler_fran, max(p.galler_fran, p.galler_tom))
            samlat[p.arende_id].planer.append(Planlagt(dagar, tid))


def _noterade(rader: Sequence[Any], lagena: Lagen, samlat: Samlade) -> None:
    for r in rader:
        if r.id in lagena and lagena[r.id].status == BristStatus.NOTERAD.value:
            samlat[r.arende_id].utan_erbjudande.add(Manad.tolka(r.manad))
