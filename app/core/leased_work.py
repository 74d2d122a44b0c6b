"""Work that is done in many transactions by whoever has it on loan: claimed, held, given back, told when it fails.

Only the one who has the lease writes, by the database's clock. Who dies leaves the lease to run out, and the next one
goes on where it stopped. Must not know what the work is.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, or_, select

from app.begrepp.parter import Aktor
from app.core.database import databasklocka
from app.core.edge.logging import logga, logga_undantag
from app.core.errors import Problem
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete

T = TypeVar("T")
LAN = 60.0
FLEST_FORSOK = 3


class Lanbar(Protocol):
    """What is asked of a row that is worked on: whose it is, and who has it until when."""

    id: Any
    kommunkod: Any
    forsok: Any
    lanad_av: Any
    lanad_till: Any


R = TypeVar("R", bound=Lanbar)


class Forlorad(Exception):
    """Another process has taken the work over."""


def att_gora(klass: type[R], villkor: ColumnElement[bool]) -> Select[R]:
    """The oldest that nobody works on, locked for whoever claims it."""
    ledig = or_(klass.lanad_till.is_(None), klass.lanad_till < databasklocka())
    sats: Select[R] = select(klass).where(villkor, ledig).order_by(klass.id).limit(1)
    return sats.with_for_update(skip_locked=True)


class Lantagare(ABC, Generic[R]):
    """One worker; ``omgang`` does what waits, one after the other. A kind of work says what it is and how to do it."""

    namn: str
    aktor: Aktor
    klass: type[R]
    vantar: ColumnElement[bool]

    def __init__(
        self,
        tjanster: Tjanster,
        *,
        per_gang: int = 500,
        lan: float = LAN,
        ska_sluta: Callable[[], bool] = lambda: False,
    ) -> None:
        self._tjanster = tjanster
        self._ska_sluta = ska_sluta
        self._namn = uuid4().hex
        self._per_gang = per_gang
        self._lan = lan

    @abstractmethod
    async def _steg(self, arbete: Arbete, rad_id: UUID) -> bool:
        """One piece of the work, in a transaction; whether more follow."""

    async def _avsluta(self, rad: R) -> None:
        """What is left when all pieces are done."""

    @abstractmethod
    async def _misslyckas(self, arbete: Arbete, rad: R, kod: str) -> None:
        """Tell that it has failed too often."""

    async def omgang(self) -> int:
        """Do everything that waits and nobody has; how many were finished."""
        antal = 0
        while not self._ska_sluta() and (rad := await self._lana()) is not None:
            antal += await self._fullfolj(rad)
        return antal

    async def _kor(self, kommunkod: str, steg: Callable[[Arbete], Awaitable[T]]) -> T:
        return await self._tjanster.transaktioner.kor(self.aktor, kommunkod, steg)

    async def _lana(self) -> R | None:
        """Claim the oldest by the database's clock."""

        async def steg(arbete: Arbete) -> R | None:
            rad = await arbete.kanske(att_gora(self.klass, self.vantar))
            if rad is not None:
                rad.lanad_av, rad.lanad_till = self._namn, databasklocka() + self._lan
                rad.forsok += 1
            return rad

        return await self._kor("", steg)

    async def _hall(self, arbete: Arbete, rad_id: UUID) -> R:
        """It, ours for a while more, locked until the transaction ends; raises ``Forlorad`` when it is another's."""
        sats = select(self.klass).where(self.klass.id == rad_id, self.klass.lanad_av == self._namn)
        rad = await arbete.kanske(sats.with_for_update())
        if rad is None:
            raise Forlorad
        rad.lanad_till = databasklocka() + self._lan
        return rad

    async def _fullfolj(self, rad: R) -> bool:
        """Do one to its end; whether it was finished here."""
        try:
            while await self._kor(rad.kommunkod, lambda arbete: self._steg(arbete, rad.id)):
                if self._ska_sluta():
                    await self._slapp(rad)
                    return False
            await self._avsluta(rad)
        except Forlorad:
            return False
        except Exception as fel:  # noqa: BLE001 - one must not stop the others
            logga_undantag(fel, jobb=self.aktor.person.removeprefix("system:"), kommunkod=rad.kommunkod)
            await self._slapp(rad, fel)
            return False
        logga(self.namn, kommunkod=rad.kommunkod)
        return True

    async def _slapp(self, rad: R, fel: Exception | None = None) -> None:
        """Give it back, to be gone on with; told as failed when it has failed too often."""
        kod = fel.felkod.kod if isinstance(fel, Problem) else "tekniskt_fel"

        async def steg(arbete: Arbete) -> None:
            aktuell = await self._hall(arbete, rad.id)
            aktuell.lanad_av = aktuell.lanad_till = None
            if fel is not None and aktuell.forsok >= FLEST_FORSOK:
                await self._misslyckas(arbete, aktuell, kod)

        try:
            await self._kor(rad.kommunkod, steg)
        except Forlorad:
            return
