"""Egenkontroll: what a nämnd may find wanting in its own handling of an ärende (AK-33, AK-35); pure.

Each check tells from when and until when something was wanting. It counts in a period if that was so on some day of
it, so that what came late is seen although it came. The last day in time is in time; wanting begins the day after,
and the day on which it was put right is still one of them. The figures are the kommun's own, and accuse nobody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.begrepp.tid import Manad, Period
from app.regelverk.uppgiftstider import verkstalls_senast

EN_DAG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begaran:
    """A beslut that asks the person to take part, and the days that it held."""

    beslutsdatum: date
    galler: Period


@dataclass(frozen=True, slots=True)
class Order:
    """An order: when it was sent, its meeting, its start and its last day."""

    skickad: date | None = None
    mote_senast: date | None = None
    motet: date | None = None
    start: date | None = None
    tom: date | None = None


@dataclass(frozen=True, slots=True)
class Planlagt:
    """A plan that was in force, and its minutes a week."""

    galler: Period
    minuter: int


@dataclass(frozen=True, slots=True)
class Bedomt:
    """How much was assessed that the person takes part, from a day on."""

    fran: date
    minuter: int


@dataclass(frozen=True, slots=True)
class Arendelage:
    """What the checks look at. ``avgjort`` is the day on which the nämnd decided, or assessed why not."""

    avslutat: date | None = None
    beslut_senast: date | None = None
    avgjort: date | None = None
    begaran: tuple[Begaran, ...] = ()
    ordrar: tuple[Order, ...] = ()
    planer: tuple[Planlagt, ...] = ()
    bedomt: tuple[Bedomt, ...] = ()
    utan_erbjudande: frozenset[Manad] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Brist:
    """Days on which something was wanting; without ``tom`` it still was when the period ended."""

    sedan: date
    tom: date | None = None

    def i(self, period: Period) -> bool:
        """Whether that was so on a day of the period."""
        return self.sedan <= (period.tom or date.max) and (self.tom is None or self.tom >= period.fran)


Prova = Callable[[Arendelage, Period], Iterator[Brist]]


@dataclass(frozen=True, slots=True)
class Kontroll:
    """One check: its code, the rule behind it, and what it says in words."""

    kod: str
    rubrik: str
    regel: str
    forklaring: str
    prova: Prova


def _tidigast(*dagar: date | None) -> date | None:
    return min((dag for dag in dagar if dag is not None), default=None)


def _sent(senast: date | None, gjort: date | None, slut: date | None) -> Iterator[Brist]:
    """Wanting from the day after the last day in time until it was done, or until nobody waited for it any more."""
    if senast is None or (gjort is not None and gjort <= senast):
        return
    tom = _tidigast(gjort, slut)
    if tom is None or tom > senast:
        yield Brist(senast + EN_DAG, tom)


def _beslut_saknas(lage: Arendelage, _period: Period) -> Iterator[Brist]:
    return _sent(lage.beslut_senast, lage.avgjort, lage.avslutat)


def _plan_saknas(lage: Arendelage, _period: Period) -> Iterator[Brist]:
    for order in lage.ordrar:
        if order.start is not None:
            slut = _tidigast(order.tom, lage.avslutat)
            if slut is None or slut >= order.start:
                yield from luckor(Period(order.start, slut), [p.galler for p in lage.planer])


def luckor(hela: Period, tackta: Sequence[Period]) -> Iterator[Brist]:
    """The days of a period that none of the others covers."""
    dag: date = hela.fran
    for egen in sorted(tackta, key=lambda p: p.fran):
        if egen.tom is not None and egen.tom < dag:
            continue
        if hela.tom is not None and egen.fran > hela.tom:
            break
        if egen.fran > dag:
            yield Brist(dag, egen.fran - EN_DAG)
        if egen.tom is None:
            return
        dag = egen.tom + EN_DAG
    if hela.tom is None or dag <= hela.tom:
        yield Brist(dag, hela.tom)


def _timmar_under(lage: Arendelage, period: Period) -> Iterator[Brist]:
    """On the last day of the period, or of the ärende: what the plans in force ask for against the assessment."""
    dag = _tidigast(period.tom, lage.avslutat)
    if dag is None or not any(b.galler.innehaller(dag) for b in lage.begaran):
        return
    planer = [p for p in lage.planer if p.galler.innehaller(dag)]
    bedomt = max((b for b in lage.bedomt if b.fran <= dag), key=lambda b: b.fran, default=None)
    if planer and bedomt is not None and sum(p.minuter for p in planer) < bedomt.minuter:
        yield Brist(max(bedomt.fran, *(p.galler.fran for p in planer)))


def _mote_saknas(lage: Arendelage, _period: Period) -> Iterator[Brist]:
    for order in lage.ordrar:
        yield from _sent(order.mote_senast, order.motet, _tidigast(order.tom, lage.avslutat))


def _aktivitet_saknas(lage: Arendelage, period: Period) -> Iterator[Brist]:
    """A month noted as one without anything to offer, or one of a begäran on no day of which anything was ordered."""
    manad = Manad.for_dag(period.fran)
    while manad.forsta <= (period.tom or period.fran):
        slut = manad.sista <= (period.tom or manad.sista)
        if manad in lage.utan_erbjudande or (slut and _inget_erbjudet(lage, manad)):
            yield Brist(manad.forsta, manad.sista)
        manad = manad.plus(1)


def _inget_erbjudet(lage: Arendelage, manad: Manad) -> bool:
    krav = any(b.galler.innehaller(manad.forsta) and b.galler.innehaller(manad.sista) for b in lage.begaran)
    oppet = lage.avslutat is None or lage.avslutat > manad.sista
    dagar = Period(manad.forsta, manad.sista)
    erbjudet = any(_bestallt(order, dagar) for order in lage.ordrar) or any(
        plan.galler.overlappar(dagar) for plan in lage.planer
    )
    return krav and oppet and not erbjudet


def _bestallt(order: Order, dagar: Period) -> bool:
    if order.skickad is None:
        return False
    tom = None if order.tom is None else max(order.tom, order.skickad)
    return Period(order.skickad, tom).overlappar(dagar)


def _ej_paborjat(lage: Arendelage, _period: Period) -> Iterator[Brist]:
    for begaran in lage.begaran:
        starter = [o.start for o in lage.ordrar if o.start and (o.tom is None or o.tom >= begaran.galler.fran)]
        senast = verkstalls_senast(begaran.beslutsdatum)
        slut = _tidigast(begaran.galler.tom, lage.avslutat)
        yield from _sent(senast, min(starter, default=None), slut)


KONTROLLER: tuple[Kontroll, ...] = (
    Kontroll(
        "beslut_saknas",
        "Beslut inte i tid",
        "T-02",
        "Månaden då kravet kunde ställas gick ut utan beslut, undantag eller antecknat skäl.",
        _beslut_saknas,
    ),
    Kontroll(
        "plan_saknas",
        "Ingen plan",
        "AK-13",
        "Aktiviteterna pågick någon dag i perioden utan att någon plan gällde.",
        _plan_saknas,
    ),
    Kontroll(
        "timmar_under_norm",
        "Färre timmar än bedömt",
        "AK-09",
        "Planerna som gällde periodens sista dag har färre timmar i veckan än bedömningen.",
        _timmar_under,
    ),
    Kontroll(
        "mote_saknas",
        "Uppstartsmöte inte i tid",
        "T-12",
        "Uppstartsmötet hölls inte inom avtalets dagar från det att beställningen togs emot.",
        _mote_saknas,
    ),
    Kontroll(
        "aktivitet_saknas",
        "Ingen aktivitet erbjuden",
        "AK-10",
        "Begäran att delta gällde hela månaden, men inget var beställt eller planerat, eller bristen är noterad.",
        _aktivitet_saknas,
    ),
    Kontroll(
        "ej_paborjat",
        "Inte påbörjat efter tre månader",
        "T-10",
        "Tre månader gick från beslutet utan att aktiviteterna startade. Nämnden bedömer om det ska rapporteras.",
        _ej_paborjat,
    ),
)


def brister(lage: Arendelage, period: Period) -> Iterator[tuple[Kontroll, Brist]]:
    """What was wanting in the period, at most once per check: the first time that it was."""
    for kontroll in KONTROLLER:
        funna = [b for b in kontroll.prova(lage, period) if b.i(period)]
        if funna:
            forst = min(funna, key=lambda b: b.sedan)
            kvar = forst.tom is None or (period.tom is not None and forst.tom > period.tom)
            yield kontroll, Brist(forst.sedan, None if kvar else forst.tom)
