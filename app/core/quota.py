"""Rate limits over any number of processes: who has which account, and how parts of the shared buckets are borrowed.

A request only looks at its process's accounts. What they hold is borrowed ahead of need in transactions of their
own (``Kvotvakt.lana``), some calls at a time, so that no request costs a statement. Knows no route.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Float, Select, Text, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from app.begrepp.parter import RIKET, systemaktor
from app.core.classification import intern, oppen
from app.core.database import Base, databasklocka
from app.core.errors import Problem
from app.core.quota_account import Konto, Kvotregel, Lan
from app.core.tenancy import Isolering, tabell
from app.core.unit_of_work import Arbete, Transaktioner
from app.settings import Settings

KLIENT, KOMMUN = "klient", "kommun"
# So many requests of one account wait for a loan; the rest is refused at once.
FLEST_VANTANDE = 200
SYSTEM = systemaktor("kvoter")


class Kvot(Base):
    """One shared bucket: what it held, and when by the database's clock. A kommun's bucket has no client."""

    __tablename__ = "kvoter"
    __isolering__ = Isolering.KLIENT
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    klient_id: Mapped[str] = intern(Text, primary_key=True)
    kvar: Mapped[float] = intern(Float)
    raknad: Mapped[float] = intern(Float)


class Hink(NamedTuple):
    """The key of a bucket."""

    kommunkod: str
    klient_id: str


def klientens(klient_id: str) -> Hink:
    """A client's, wherever it calls."""
    return Hink(RIKET, klient_id)


def kommunens(kommunkod: str) -> Hink:
    """All clients' together in a kommun."""
    return Hink(kommunkod, "")


@dataclass
class Kassa:
    """An account, and who waits for it to be filled."""

    konto: Konto
    _fylld: asyncio.Event = field(default_factory=asyncio.Event)
    _vantar: int = 0

    async def ta(self, vantan: float) -> bool:
        """Let one call through, waiting for a loan if need be."""
        if self.konto.ta():
            return True
        if self._vantar >= FLEST_VANTANDE or vantan <= 0:
            return False
        self._vantar += 1
        try:
            async with asyncio.timeout(vantan):
                while not self.konto.ta():
                    await self._fylld.wait()
        except TimeoutError:
            return False
        finally:
            self._vantar -= 1
        return True

    def vack(self) -> None:
        """There may be room now."""
        self._fylld.set()
        self._fylld.clear()


class Kvotvakt:
    """The accounts of one process."""

    def __init__(self, settings: Settings, klocka: Callable[[], float] = time.monotonic) -> None:
        takter = {KLIENT: settings.kvot_klient, KOMMUN: settings.kvot_kommun}
        self.regler: Mapping[str, Kvotregel] = {
            namn: Kvotregel(namn, takt, settings.kvot_skur) for namn, takt in takter.items() if takt > 0
        }
        self._vantan = settings.kvot_vantan
        self._klocka = klocka
        self._kassor: dict[Hink, Kassa] = {}
        self._lanar = False

    def konton(self, klient_id: str, kommunkod: str | None) -> list[Kassa]:
        """The accounts that a call is counted on: the client's, and the kommun's if it is about one."""
        hinkar = {KLIENT: klientens(klient_id)} | ({KOMMUN: kommunens(kommunkod)} if kommunkod else {})
        return [self._kassa(hinkar[namn], regel) for namn, regel in self.regler.items() if namn in hinkar]

    def _kassa(self, hink: Hink, regel: Kvotregel) -> Kassa:
        kassa = self._kassor.get(hink)
        if kassa is None:
            kassa = self._kassor[hink] = Kassa(Konto(regel, self._klocka()))
        return kassa

    async def nekad(self, kassor: Sequence[Kassa]) -> Konto | None:
        """Count one call on all accounts; the one that has no room for it, and then it is counted on none."""
        for i, kassa in enumerate(kassor):
            if not await self._ta(kassa):
                for tagen in kassor[:i]:
                    tagen.konto.lamna_tillbaka()
                return kassa.konto
        return None

    async def _ta(self, kassa: Kassa) -> bool:
        if await kassa.ta(self._vantan):
            return True
        nu = self._klocka()
        if not self._lanar and not kassa.konto.behover(nu):
            return False
        kassa.konto.pa_kredit(nu)  # the loan is late: the client is not to blame
        return kassa.konto.ta()

    def vanta(self, konto: Konto) -> int:
        """Seconds until a refused client may try again."""
        return konto.vanta(self._klocka())

    async def lana(self, transaktioner: Transaktioner) -> int:
        """Borrow for every account that is about to run out; how many there were."""
        nu = self._klocka()
        behover = {hink: kassa for hink, kassa in sorted(self._kassor.items()) if kassa.konto.behover(nu)}
        if not behover:
            return 0
        self._lanar = True
        try:
            lan = await transaktioner.kor(SYSTEM, "", lambda arbete: _lan(arbete, behover))
            for kassa, lanet in zip(behover.values(), lan, strict=True):
                kassa.konto.fa(lanet, self._klocka())
        except Problem:
            for kassa in behover.values():
                kassa.konto.pa_kredit(self._klocka())
            raise
        finally:
            self._lanar = False
            for kassa in behover.values():
                kassa.vack()
        return len(behover)


async def _lan(arbete: Arbete, behover: Mapping[Hink, Kassa]) -> list[Lan]:
    rader = await _lasta(arbete, behover)
    nu = (await arbete.session.execute(select(databasklocka()))).scalar_one()
    return [_ur(rader[hink], kassa.konto, nu) for hink, kassa in behover.items()]


def _ur(rad: Kvot, konto: Konto, nu: float) -> Lan:
    """One loan out of one bucket."""
    lan = konto.mojligt(konto.regel.inne(rad.kvar, nu - rad.raknad))
    rad.kvar, rad.raknad = lan.efter, max(rad.raknad, nu)
    return lan


async def _lasta(arbete: Arbete, behover: Mapping[Hink, Kassa]) -> dict[Hink, Kvot]:
    """The rows of the buckets, locked in one order; those that are new begin full."""
    rader = {Hink(rad.kommunkod, rad.klient_id): rad for rad in await arbete.alla(_rader_for(behover))}
    if len(rader) == len(behover):
        return rader
    insert = postgresql.insert if arbete.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    nya = [
        {**hink._asdict(), "kvar": kassa.konto.regel.storst, "raknad": 0.0}
        for hink, kassa in behover.items()
        if hink not in rader
    ]
    await arbete.session.execute(insert(Kvot).values(nya).on_conflict_do_nothing())
    return {Hink(rad.kommunkod, rad.klient_id): rad for rad in await arbete.alla(_rader_for(behover))}


def _rader_for(hinkar: Mapping[Hink, Kassa]) -> Select[Kvot]:
    nyckel = tuple_(Kvot.kommunkod, Kvot.klient_id)
    return select(Kvot).where(nyckel.in_(list(hinkar))).order_by(Kvot.kommunkod, Kvot.klient_id).with_for_update()
