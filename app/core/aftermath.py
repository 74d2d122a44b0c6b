"""What follows in later steps when an earlier step has acted, in the same transaction.

An earlier step must not know the later ones; ``wiring`` says who follows whom. Pure plumbing.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, null

from app.core.unit_of_work import Arbete

T = TypeVar("T")
Rakning = Callable[[Arbete, T], Awaitable[int]]
U = TypeVar("U")
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


class Tillagg(Generic[U]):
    """What a later step tells beside an earlier step's row, read by the same statement: no round trip of its own."""

    def __init__(self) -> None:
        self._entitet: Any = null()
        self._villkor: ColumnElement[bool] | None = None
        self._tolka: Callable[[Any], U] | None = None
        self._satser: dict[Any, Any] = {}

    def anslut(self, entitet: Any, villkor: ColumnElement[bool] | None, tolka: Callable[[Any], U]) -> None:
        """Join ``entitet`` on ``villkor``, at most one row, and read it by ``tolka``.

        Without ``villkor`` it is an expression of its own that knows its row: a count, or whether something exists.
        """
        self._entitet, self._villkor, self._tolka = entitet, villkor, tolka
        self._satser.clear()

    def till(self, sats: Any) -> Any:
        """The constant statement ``sats`` with the addition as its last column; made once."""
        if sats not in self._satser:
            self._satser[sats] = self._med(sats)
        return self._satser[sats]

    def _med(self, sats: Select[Any]) -> Select[Any]:
        med = sats.add_columns(self._entitet)
        return med if self._villkor is None else med.outerjoin(self._entitet, self._villkor)

    def varde(self) -> Any:
        """The expression itself, for a condition; only of an addition without ``villkor``."""
        return self._entitet

    def las(self, rad: Any) -> U | None:
        """What the last column of a row tells."""
        return None if rad is None or self._tolka is None else self._tolka(rad)
