"""Transition tables as data: who may do what in which state, and which rule stops it.

Legality, ``_links``, ``hinder``, the diagrams in ``docs/`` and the start-up check are all read
from the same tuple of ``Overgang``. Pure; must not know HTTP, tables or any step.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.begrepp.parter import Roll
from app.core.errors import Forbjuden, Hinder, Konflikt, hindrad

Lage = TypeVar("Lage")
Krav = Callable[[Lage], Hinder | None]


@dataclass(frozen=True, slots=True)
class Overgang(Generic[Lage]):
    """One row of a transition table.

    ``fran`` is empty for the händelse that creates the object. ``krav`` are pure guards over the
    step's facts; the first that answers a ``Hinder`` refuses. ``effekt`` says in plain Swedish
    what else happens, for the diagram. A ``sallsynt`` händelse is one that most objects can never
    do: it is told of when it is possible, and not as stopped when it isn't.
    """

    handelse: str
    fran: tuple[str, ...]
    till: str
    roller: frozenset[Roll]
    krav: tuple[Krav[Lage], ...] = ()
    effekt: str = ""
    sallsynt: bool = False

    def hinder(self, lage: Lage) -> list[Hinder]:
        """All rules that stop this row now."""
        return [h for k in self.krav if (h := k(lage)) is not None]


@dataclass(frozen=True, slots=True)
class Blockerad:
    """A händelse that this role may do in this state, but that rules stop now."""

    handelse: str
    hinder: Hinder


@dataclass(frozen=True, slots=True)
class Mojligheter:
    """What a caller may do next, and what stops the rest."""

    handelser: tuple[str, ...] = ()
    hinder: tuple[Blockerad, ...] = ()


@dataclass(frozen=True)
class Tillstandsmaskin(Generic[Lage]):
    """The transition table of one kind of object."""

    namn: str
    start: str
    slut: frozenset[str]
    overgangar: tuple[Overgang[Lage], ...]
    beskrivning: str = ""
    _per_status: dict[str, tuple[Overgang[Lage], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        per_status = {s: tuple(o for o in self.overgangar if s in o.fran) for s in self.tillstand}
        object.__setattr__(self, "_per_status", per_status)

    @property
    def tillstand(self) -> tuple[str, ...]:
        """Every state, in the order the table first names it."""
        namn = [self.start, *(s for o in self.overgangar for s in (*o.fran, o.till))]
        return tuple(dict.fromkeys(namn))

    def mojligheter(self, status: str, roll: Roll, lage: Lage) -> Mojligheter:
        """What ``roll`` may do from ``status``, with the rule behind each blocked händelse."""
        rader = [o for o in self._per_status.get(status, ()) if roll in o.roller]
        fria = tuple(o.handelse for o in rader if not o.hinder(lage))
        stoppade = {o.handelse: o.hinder(lage)[0] for o in reversed(rader) if not (o.sallsynt or o.handelse in fria)}
        ordning = dict.fromkeys(o.handelse for o in rader if o.handelse in stoppade)
        return Mojligheter(tuple(dict.fromkeys(fria)), tuple(Blockerad(h, stoppade[h]) for h in ordning))

    def valj(self, status: str, handelse: str, roll: Roll, lage: Lage) -> Overgang[Lage]:
        """The row to follow; raises ``Konflikt`` (wrong state or rule) or ``Forbjuden`` (wrong role)."""
        kanda = [o for o in self.overgangar if o.handelse == handelse]
        if kanda and not any(roll in o.roller for o in kanda):
            raise Forbjuden(f"Rollen {roll} får inte göra {handelse}.")
        rader = [o for o in kanda if status in o.fran]
        if not rader:
            raise Konflikt(f"{handelse} går inte när {self.namn} är {status}.", extra={"status": status})
        return self._forsta_fria([o for o in rader if roll in o.roller], roll, lage)

    def krav_skapa(self, roll: Roll, lage: Lage) -> None:
        """Whether ``roll`` may create an object of the table now; raises ``Forbjuden`` or ``Konflikt``."""
        skapande = next(o for o in self.overgangar if not o.fran)
        if roll not in skapande.roller:
            raise Forbjuden(f"Rollen {roll} får inte göra {skapande.handelse}.")
        if stoppar := skapande.hinder(lage):
            raise hindrad(stoppar)

    def _forsta_fria(self, rader: Sequence[Overgang[Lage]], roll: Roll, lage: Lage) -> Overgang[Lage]:
        if not rader:
            raise Forbjuden(f"Rollen {roll} får inte göra detta i det här läget.")
        for rad in rader:
            if not rad.hinder(lage):
                return rad
        raise hindrad(rader[0].hinder(lage))

    def fel(self) -> list[str]:
        """Faults of the table itself: unreachable states, dead ends that are not final, ends that go on."""
        nabara = self._nabara()
        ut = {s for o in self.overgangar for s in o.fran}
        return [
            *(f"{self.namn}: {s} nås aldrig" for s in self.tillstand if s not in nabara),
            *(f"{self.namn}: {s} är en återvändsgränd" for s in self.tillstand if s not in ut and s not in self.slut),
            *(f"{self.namn}: slutläget {s} finns inte" for s in self.slut if s not in self.tillstand),
        ]

    def _nabara(self) -> set[str]:
        nadda: set[str] = {self.start}
        while nya := {o.till for o in self.overgangar if nadda & set(o.fran)} - nadda:
            nadda |= nya
        return nadda

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        rader = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for o in self.overgangar:
            rader += [f"    {fran} --> {o.till}: {o.handelse}" for fran in o.fran]
        rader += [f"    {s} --> [*]" for s in self.tillstand if s in self.slut]
        return "\n".join(rader) + "\n"


def kontrollera(maskiner: Iterable[Tillstandsmaskin[object]]) -> None:
    """Start-up check: a faulty table stops the process."""
    fel = [f for maskin in maskiner for f in maskin.fel()]
    if fel:
        raise RuntimeError("; ".join(fel))
