"""Bevakning: when a task shows, and what becomes of it (pure); the kinds are in ``sorter``.

A task is computed from facts and named by its ärende, kind and key, so that computing it again never
makes another. It is done or postponed by a person, with a reason. A due date that moves means new
facts: the task is open again, whatever was said of the old date. One that is done stays done as
long as the date is the same, also if it is for a while no longer computed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.flode.bevakning.sorter import ESKALERADE, TEXTER, Bevakningssort

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
SNART = timedelta(days=7)


class BevakningStatus(StrEnum):
    """Where a task is; ``bortfallen`` is no longer computed."""

    OPPEN = "oppen"
    UPPSKJUTEN = "uppskjuten"
    KLAR = "klar"
    BORTFALLEN = "bortfallen"


LEVANDE = frozenset({BevakningStatus.OPPEN.value, BevakningStatus.UPPSKJUTEN.value})


class Plats(NamedTuple):
    """What names a task in its kommun; ``nyckel`` tells tasks of the same kind apart."""

    arende_id: UUID
    sort: str
    nyckel: str


@dataclass(frozen=True, slots=True)
class Forslag:
    """A task as the facts say it should be."""

    arende_id: UUID
    sort: Bevakningssort
    forfaller: date
    nyckel: object = ""
    bestallning_id: UUID | None = None

    @property
    def plats(self) -> Plats:
        """What names it."""
        return Plats(self.arende_id, self.sort.value, str(self.nyckel))

    def syns(self, idag: date) -> bool:
        """Whether it is time to show it; a late run shows what earlier ones would have."""
        framforhallning = TEXTER[self.sort].framforhallning
        return framforhallning is None or idag >= self.forfaller - timedelta(days=framforhallning)


@dataclass(frozen=True, slots=True)
class BevakningLage:
    """Facts of a stored task, for what a recomputation does with it."""

    status: str
    forfaller: date
    uppskjuten_till: date | None


def foljd(lage: BevakningLage, ny_dag: date | None, idag: date) -> str | None:
    """The händelse that brings a stored task in line with what is computed now, or None."""
    if ny_dag is None:
        return "bortfall" if lage.status in LEVANDE else None
    if ny_dag != lage.forfaller:
        return "ny_dag"
    if lage.status == BevakningStatus.BORTFALLEN.value:
        return "aterkom"
    uppskjuten = lage.status == BevakningStatus.UPPSKJUTEN.value
    return "vakna" if uppskjuten and lage.uppskjuten_till is not None and lage.uppskjuten_till <= idag else None


def ar_forsenad(status: str, forfaller: date, idag: date) -> bool:
    """Whether an open task's day has passed; a postponed one is not late before its new day."""
    return status == BevakningStatus.OPPEN.value and idag > forfaller


@dataclass(frozen=True, slots=True)
class Atgardslage:
    """What decides who may do something about a task."""

    sort: str
    roll: Roll


def arbetsledarens(lage: Atgardslage) -> Hinder | None:
    """What was escalated past the handläggare is not the handläggare's to put aside."""
    if lage.sort not in ESKALERADE or lage.roll is Roll.ARBETSLEDARE:
        return None
    text = "Bevakningen är eskalerad. Den faller bort när det som väntar är gjort, eller när arbetsledaren tar den."
    return Hinder("arbetsledaren_avgor", text, "AK-13")


BEVAKNING: Tillstandsmaskin[Atgardslage] = Tillstandsmaskin(
    namn="bevakning",
    start="oppen",
    slut=frozenset({"klar", "bortfallen"}),
    beskrivning="Räknas fram ur ärendets uppgifter. Ett nytt förfallodatum öppnar bevakningen igen.",
    overgangar=(
        Overgang("klarmarkera", ("oppen", "uppskjuten"), "klar", HANDLAGGARE, (arbetsledarens,), "skälet noteras"),
        Overgang(
            "skjut_upp", ("oppen", "uppskjuten"), "uppskjuten", HANDLAGGARE, (arbetsledarens,), "till en dag, med skäl"
        ),
        Overgang("ateroppna", ("uppskjuten", "klar"), "oppen", HANDLAGGARE, effekt="skälet noteras"),
        Overgang("vakna", ("uppskjuten",), "oppen", SYSTEM, effekt="dagen som den sköts upp till har kommit"),
        Overgang("bortfall", ("oppen", "uppskjuten"), "bortfallen", SYSTEM, effekt="skälet att bevaka finns inte kvar"),
        Overgang("aterkom", ("bortfallen",), "oppen", SYSTEM, effekt="skälet att bevaka finns igen"),
        Overgang(
            "ny_dag", ("oppen", "uppskjuten", "klar", "bortfallen"), "oppen", SYSTEM, effekt="förfallodagen är ändrad"
        ),
    ),
)
