"""What was known of some persons at an instant: months, assessments, beslut, orders and plans as they stood then.

A row counts if it was registered by then, and its state is the one that its last händelse by then gave it. Days that
were set later, when it ended, are not looked at before it had ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select

from app.begrepp.tid import Period, svensk_dag
from app.core.bulk import bland
from app.core.cutoff import som_kanda
from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Bistandsmanad
from app.flode.arende.states import ArendeStatus
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.models import Beslut
from app.flode.beslut.states import BeslutStatus
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BestallningStatus
from app.flode.plan.models import Plan
from app.flode.plan.states import PlanStatus
from app.vyer.rapporter.sort import Fraga, Person

_BEKRAFTAD = BestallningStatus.BEKRAFTAD.value
# What a händelse of an order says about its days.
# The day of an uppstartsmöte that was held is told as ``dag``.
_DAGAR = frozenset({"startDatum", "slutDatum", "dag"})
_LOVAD = frozenset({_BEKRAFTAD, BestallningStatus.PAGAENDE.value, BestallningStatus.PAUSAD.value})
_SLUTADE = frozenset({BestallningStatus.AVSLUTAD.value, BestallningStatus.FLYTTAD.value})
_BORJADE_SLUTADE = _SLUTADE | {BestallningStatus.ATERKALLAD.value}
_PLAN_SLUTAD = frozenset({PlanStatus.ERSATT.value, PlanStatus.AVSLUTAD.value})


class Lage(NamedTuple):
    """The state that an object had, and since when it is known."""

    status: str
    tid: datetime


class Manadsuppgift(NamedTuple):
    """The last word on one month."""

    forsorjningsstod: bool
    forsorjningshinder: str | None


class Bedomd(NamedTuple):
    """A final assessment that held."""

    lagrum: str
    utfall: str | None
    avser_manad: str


class Beslutad(NamedTuple):
    """A beslut that stood."""

    id: UUID
    typ: str
    lagrum: str
    beslutsdatum: date
    galler_fran: date
    galler_tom: date | None


class Insats(NamedTuple):
    """An order that was accepted or a plan that was in force, and its days."""

    id: UUID
    period: Period
    pagar: bool
    avslutsorsak: str | None = None


@dataclass(slots=True)
class Arendefakta:
    """One ärende."""

    avslutat: date | None = None
    manader: dict[str, Manadsuppgift] = field(default_factory=dict)
    bedomningar: list[Bedomd] = field(default_factory=list)
    beslut: list[Beslutad] = field(default_factory=list)
    bestallningar: list[Insats] = field(default_factory=list)
    planer: list[Insats] = field(default_factory=list)


@dataclass(slots=True)
class Personfakta:
    """One person: all of the ärenden together."""

    person: Person
    arenden: list[Arendefakta]

    @property
    def manader(self) -> dict[str, Manadsuppgift]:
        """The months, a newer ärende's word before an older one's."""
        return {m: u for a in self.arenden for m, u in a.manader.items()}

    @property
    def bedomningar(self) -> list[Bedomd]:
        return [b for a in self.arenden for b in a.bedomningar]

    @property
    def beslut(self) -> list[Beslutad]:
        return [b for a in self.arenden for b in a.beslut]

    @property
    def bestallningar(self) -> list[Insats]:
        return [b for a in self.arenden for b in a.bestallningar]

    @property
    def planer(self) -> list[Insats]:
        return [p for a in self.arenden for p in a.planer]

    def oppen(self, period: Period) -> bool:
        """Whether some ärende was open on a day of the period."""
        fakta = zip(self.person.arenden, self.arenden, strict=True)
        return any(
            svensk_dag(rad.skapad) <= (period.tom or date.max) and (a.avslutat is None or a.avslutat >= period.fran)
            for rad, a in fakta
        )


async def las(arbete: Arbete, fraga: Fraga, personer: Sequence[Person]) -> list[Personfakta]:
    """All facts of a batch, in a fixed number of statements however many they are."""
    idn = [arende.id for person in personer for arende in person.arenden]
    fakta: dict[UUID, Arendefakta] = defaultdict(Arendefakta)
    rader = [await _rader(arbete, sats) for sats in _satser(idn, fraga.kand_vid)]
    planerade = await planer_vid(arbete, idn, fraga.kand_vid)
    objekt = [*idn, *(rad.id for slag in rader for rad in slag), *(p.id for p in planerade)]
    lagena = await lagen(arbete, objekt, fraga.kand_vid)
    await _manader(arbete, idn, fraga.kand_vid, fakta)
    bedomda, beslutade, bestallda = rader
    _bedomda(bedomda, lagena, fakta)
    _beslutade(beslutade, lagena, fakta)
    _bestallda(bestallda, lagena, await sagda_dagar(arbete, bestallda, fraga.kand_vid), fakta)
    _planerade(planerade, lagena, fakta)
    for arende_id in idn:
        fakta[arende_id].avslutat = avslutat(lagena.get(arende_id))
    return [Personfakta(p, [fakta[a.id] for a in p.arenden]) for p in personer]


async def _rader(arbete: Arbete, sats: Any) -> Sequence[Any]:
    rader: Sequence[Any] = (await arbete.session.execute(sats)).all()
    return rader


def _satser(idn: Sequence[UUID], kand_vid: datetime) -> Iterable[Any]:
    b, f, o = Bedomning, Beslut, Bestallning
    yield select(b.id, b.arende_id, b.lagrum, b.utfall, b.avser_manad).where(
        bland(b.arende_id, idn), b.faststalld <= kand_vid
    )
    yield select(
        f.id, f.arende_id, f.typ, f.lagrum, f.beslutsdatum, f.galler_fran, f.galler_tom
    ).where(bland(f.arende_id, idn), f.skapad <= kand_vid)  # fmt: skip
    yield select(o.id, o.arende_id, o.start_datum, o.slut_datum, o.avslutsorsak).where(
        bland(o.arende_id, idn), o.skapad <= kand_vid, o.start_datum.is_not(None)
    )


async def planer_vid(arbete: Arbete, idn: Sequence[UUID], kand_vid: datetime) -> list[Plan]:
    """The plans as they were known at the instant: their days may have moved since."""
    sats = select(Plan).where(bland(Plan.arende_id, idn), Plan.skapad <= kand_vid).order_by(Plan.id)
    return await som_kanda(arbete, await arbete.alla(sats), kand_vid)


async def lagen(arbete: Arbete, idn: Sequence[UUID], kand_vid: datetime) -> dict[UUID, Lage]:
    """The state of each object at the instant; an object without any händelse by then is not there."""
    h = Handelse
    sista = (
        select(h.objekt_id, func.max(h.nummer).label("nummer"))
        .where(bland(h.objekt_id, idn), h.tid <= kand_vid)
        .group_by(h.objekt_id)
        .subquery()
    )
    sats = select(h.objekt_id, h.till, h.tid).join(
        sista, and_(sista.c.objekt_id == h.objekt_id, sista.c.nummer == h.nummer)
    )
    return {rad.objekt_id: Lage(rad.till, rad.tid) for rad in await _rader(arbete, sats)}


async def _manader(arbete: Arbete, idn: Sequence[UUID], kand_vid: datetime, fakta: dict[UUID, Arendefakta]) -> None:
    m = Bistandsmanad
    sats = (
        select(m.arende_id, m.manad, m.forsorjningsstod, m.forsorjningshinder)
        .where(bland(m.arende_id, idn), m.registrerad <= kand_vid)
        .order_by(m.arende_id, m.manad, m.nummer)
    )
    for rad in await _rader(arbete, sats):
        fakta[rad.arende_id].manader[rad.manad] = Manadsuppgift(rad.forsorjningsstod, rad.forsorjningshinder)


def avslutat(lage: Lage | None) -> date | None:
    return svensk_dag(lage.tid) if lage is not None and lage.status == ArendeStatus.AVSLUTAT.value else None


def _bedomda(rader: Sequence[Any], lagen: dict[UUID, Lage], fakta: dict[UUID, Arendefakta]) -> None:
    for r in rader:
        if r.id in lagen and lagen[r.id].status == BedomningStatus.FASTSTALLD.value:
            fakta[r.arende_id].bedomningar.append(Bedomd(r.lagrum, r.utfall, r.avser_manad))


def _beslutade(rader: Sequence[Any], lagen: dict[UUID, Lage], fakta: dict[UUID, Arendefakta]) -> None:
    for r in rader:
        if r.id in lagen and lagen[r.id].status == BeslutStatus.GALLANDE.value:
            beslut = Beslutad(r.id, r.typ, r.lagrum, r.beslutsdatum, r.galler_fran, r.galler_tom)
            fakta[r.arende_id].beslut.append(beslut)


async def sagda_dagar(arbete: Arbete, rader: Sequence[Any], kand_vid: datetime) -> dict[UUID, dict[str, date]]:
    """The days that were said when each order was accepted, met about and ended: those in the row may be of later."""
    h, dagar = Handelse, defaultdict[UUID, dict[str, date]](dict)
    typer = ("bekrafta", "mote_hallet", "avsluta")
    sats = (
        select(h.objekt_id, h.uppgifter)
        .where(bland(h.objekt_id, [rad.id for rad in rader]), h.typ.in_(typer), h.tid <= kand_vid)
        .order_by(h.objekt_id, h.nummer)
    )
    for rad in await _rader(arbete, sats):
        sagt = {namn: date.fromisoformat(dag) for namn, dag in rad.uppgifter.items() if namn in _DAGAR}
        dagar[rad.objekt_id] |= sagt
    return dagar


def _bestallda(
    rader: Sequence[Any],
    lagen: dict[UUID, Lage],
    dagar: dict[UUID, dict[str, date]],
    fakta: dict[UUID, Arendefakta],
) -> None:
    for r in rader:
        lage, sagt = lagen.get(r.id), dagar.get(r.id, {})
        if lage is not None and lage.status in _LOVAD:
            start = sagt.get("startDatum", r.start_datum) if lage.status == _BEKRAFTAD else r.start_datum
            fakta[r.arende_id].bestallningar.append(Insats(r.id, Period(start, None), pagar=True))
        elif lage is not None and (slut := _slutade(r.slut_datum, sagt, lage)) is not None:
            period = Period(r.start_datum, max(r.start_datum, slut))
            fakta[r.arende_id].bestallningar.append(Insats(r.id, period, pagar=False, avslutsorsak=r.avslutsorsak))


def _slutade(slut: date | None, sagt: dict[str, date], lage: Lage) -> date | None:
    """The last day of an order that had begun; one opened again afterwards has lost it, but not when it ended."""
    if lage.status not in _BORJADE_SLUTADE:
        return None
    if lage.status == BestallningStatus.AVSLUTAD.value and "slutDatum" in sagt:
        return sagt["slutDatum"]
    return svensk_dag(lage.tid) if slut is None and lage.status in _SLUTADE else slut


def _planerade(rader: Sequence[Any], lagen: dict[UUID, Lage], fakta: dict[UUID, Arendefakta]) -> None:
    for r in rader:
        lage = lagen.get(r.id)
        if lage is not None and lage.status == PlanStatus.GALLANDE.value:
            fakta[r.arende_id].planer.append(Insats(r.id, Period(r.galler_fran, None), pagar=True))
        elif lage is not None and lage.status in _PLAN_SLUTAD and r.galler_tom is not None:
            dagar = Period(r.galler_fran, max(r.galler_fran, r.galler_tom))
            fakta[r.arende_id].planer.append(Insats(r.id, dagar, pagar=False))
