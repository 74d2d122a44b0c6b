"""What follows in later steps when an earlier step has acted, in the same transaction.

An earlier step must not know the later ones; ``wiring`` says who follows whom. Pure plumbing.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from app.core.unit_of_work import Arbete

T = TypeVar("T")
Rakning = Callable[[Arbete, T], Awaitable[int]]
Foljd = Callable[[Arbete, T], Awaitable[None]]


class Efterspel(Generic[T]):
    """The followers of one step, per händelse, in the order they were connected."""

    def __init__(self) -> None:
        self._foljder: dict[str, list[Foljd[T]]] = {}

    def vid(self, handelse: str, foljd: Foljd[T]) -> None:
        """Connect a follower; connecting the same one twice has no effect."""
        foljder = self._foljder.setdefault(handelse, [])
        if foljd not in foljder:
            foljder.append(foljd)

    async def spela(self, handelse: str, arbete: Arbete, objekt: T) -> None:
        """Let every follower act inside the unit of work."""
        for foljd in self._foljder.get(handelse, ()):
            await foljd(arbete, objekt)


class Rakningar(Generic[T]):
    """What later steps still have going on about an object, as counts that an earlier step's guard may ask for."""

    def __init__(self) -> None:
        self._rakningar: list[Rakning[T]] = []

    def lagg_till(self, rakning: Rakning[T]) -> None:
        """Connect a count; connecting the same one twice has no effect."""
        if rakning not in self._rakningar:
            self._rakningar.append(rakning)

    async def summa(self, arbete: Arbete, objekt: T) -> int:
        """The sum of all counts."""
        return sum([await rakning(arbete, objekt) for rakning in self._rakningar])
