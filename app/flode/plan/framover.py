"""What changes by itself while a plan holds, as dated rows: the cap, activities and a beslut that end (pure)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.flode.plan.models import Planaktivitet
from app.flode.plan.states import timmar

EN_DAG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daterad:
    """From ``dag`` on something is otherwise."""

    dag: date
    kod: str
    meddelande: str
    regel: str


def framover(
    aktiviteter: Iterable[tuple[Planaktivitet, date | None]],
    dag: date,
    tom: date | None,
    tak: tuple[date, int, int] | None,
) -> list[Daterad]:
    """Rows after ``dag``, soonest first; each activity with its last day.

    ``tak``: the day when the cap changes, the hours before and after it.
    """
    ut = [*_tak(tak, tom), *_slutar(list(aktiviteter), dag, tom)]
    if tom is not None and tom >= dag:
        text = f"Planen gäller längst till {tom.isoformat()}, då beslutet som beställningen vilar på slutar gälla."
        ut.append(Daterad(tom + EN_DAG, "beslutet_slutar", text, "AK-41"))
    return sorted(ut, key=lambda r: (r.dag, r.kod))


def _tak(tak: tuple[date, int, int] | None, tom: date | None) -> Iterator[Daterad]:
    if tak is None:
        return
    dag, fore, efter = tak
    if fore != efter and (tom is None or dag <= tom):
        text = f"Timtaket är {efter} timmar i veckan från {dag.isoformat()}; dessförinnan {fore}. Gör en ny bedömning."
        yield Daterad(dag, "timtaket_andras", text, "T-03")


def _slutar(aktiviteter: list[tuple[Planaktivitet, date | None]], dag: date, tom: date | None) -> Iterator[Daterad]:
    """Activities that end before the plan, with what is left of its hours from the day after."""
    dagar = sorted({sista for _, sista in aktiviteter if sista is not None and (tom is None or sista < tom)})
    for slut in dagar:
        kvar = sum(a.minuter_per_vecka for a, sista in aktiviteter if sista is None or sista > slut)
        namn = ", ".join(a.aktivitet for a, sista in aktiviteter if sista == slut)
        text = f"{namn} slutar {slut.isoformat()}. Därefter har planen {timmar(kvar)} i veckan."
        yield Daterad(max(slut + EN_DAG, dag), "aktivitet_slutar", text, "AK-13")
