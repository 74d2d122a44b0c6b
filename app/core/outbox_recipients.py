"""How each receiver of messages is, in one row that all workers and processes share (R8, R9).

The rules of the breaker are here, without a database: when it opens, what it lets through, when it closes.
Says nothing of any message.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from app.begrepp.parter import RIKET
from app.core.classification import intern, oppen
from app.core.database import JSON_TYP, Base
from app.core.tenancy import Isolering, tabell
from app.core.unit_of_work import Arbete


class Mottagarlage(Base):
    """One receiver. ``nere_sedan``: since when the breaker is open. ``stangt_till``: nothing is sent before that.

    ``platser``: how many calls at once it is trusted with after an outage or a pause; None is as many as agreed.
    ``andelar``: how many of the agreed ones each worker has, and until when by the database's clock.
    """

    __tablename__ = "mottagarlagen"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    mottagare: Mapped[str] = intern(Text, primary_key=True)
    mottagare_id: Mapped[UUID] = intern(Uuid, primary_key=True)
    fel_i_rad: Mapped[int] = intern(Integer, default=0)
    senaste_fel: Mapped[str | None] = intern(Text)
    nere_sedan: Mapped[datetime | None] = intern()
    stangt_till: Mapped[datetime | None] = intern()
    platser: Mapped[int | None] = intern(Integer)
    andelar: Mapped[dict[str, Any] | None] = intern(JSON_TYP)
    senast_hord: Mapped[datetime | None] = intern()
    senast_tyst: Mapped[datetime | None] = intern()
    kvitterade: Mapped[int] = intern(Integer, default=0)
    avvisade: Mapped[int] = intern(Integer, default=0)
    uteblivna: Mapped[int] = intern(Integer, default=0)

    @property
    def nere(self) -> bool:
        """Whether the breaker is open."""
        return self.nere_sedan is not None

    @property
    def frisk(self) -> bool:
        """Whether there is nothing to be careful about."""
        return not self.nere and self.platser is None and self.fel_i_rad == 0

    def ledigt(self, samtidighet: int) -> int:
        """Calls at once that it may be trusted with."""
        if self.nere:
            return 1
        return samtidighet if self.platser is None else min(self.platser, samtidighet)

    def prova(self, nu: datetime, vila: timedelta) -> None:
        """One probe goes out; nobody sends another before the rest is over, also if the prober dies."""
        if self.nere:
            self.stangt_till = nu + vila

    def svarade(self, nu: datetime, samtidighet: int) -> None:
        """It answers: the breaker closes, and each answer lets twice as many through until the agreed number."""
        self.senast_hord = max(nu, self.senast_hord or nu)
        self.fel_i_rad = 0
        if self.nere:
            self.nere_sedan, self.stangt_till, self.platser = None, None, 1
        elif self.platser is not None:
            self.platser = self.platser * 2 if self.platser * 2 < samtidighet else None

    def teg(self, nu: datetime, kod: str, grans: int, vila: timedelta) -> None:
        """No answer, or one that says that it is out of order; ``grans`` in a row open the breaker."""
        self.senast_tyst, self.senaste_fel = nu, kod
        self.fel_i_rad += 1
        if self.platser is not None:
            self.platser = 1
        if self.fel_i_rad >= grans:
            self.nere_sedan = self.nere_sedan or nu
            self.stangt_till = max(nu + vila, self.stangt_till or nu)

    def pausa(self, till: datetime) -> None:
        """It asks for fewer calls: none before ``till``, then one at a time until it has answered."""
        self.stangt_till = max(till, self.stangt_till or till)
        self.platser = 1

    def dela_ut(self, arbetare: str, pa_vag: int, samtidighet: int, nu: float, till: float) -> int:
        """How many calls at once a worker has until ``till``: an even share, of what the others leave.

        It keeps what it has on the wire. A new worker waits until the others have shrunk to their shares.
        """
        andras = {namn: andel for namn, andel in (self.andelar or {}).items() if namn != arbetare and andel[1] > nu}
        alla = sorted({*andras, arbetare})
        jamnt, over = divmod(samtidighet, len(alla))
        onskat = max(1, jamnt + (alla.index(arbetare) < over))
        antal: int = max(pa_vag, min(onskat, samtidighet - sum(antal for antal, _ in andras.values())))
        self.andelar = andras | {arbetare: [antal, till]}
        return antal

    def ta_tillbaka(self, arbetare: str) -> None:
        """The worker has stopped."""
        self.andelar = {namn: andel for namn, andel in (self.andelar or {}).items() if namn != arbetare}

    @classmethod
    def begransad(cls, nu: datetime) -> ColumnElement[bool]:
        """Receivers that are not simply sent to."""
        return or_(cls.nere_sedan.is_not(None), cls.platser.is_not(None), cls.stangt_till > nu)


def lage_for(mottagare: str, mottagare_id: UUID) -> Select[Mottagarlage]:
    """One receiver, locked."""
    return (
        select(Mottagarlage)
        .where(
            Mottagarlage.kommunkod == RIKET,
            Mottagarlage.mottagare == mottagare,
            Mottagarlage.mottagare_id == mottagare_id,
        )
        .with_for_update()
    )


def lagen() -> Select[Mottagarlage]:
    """Every receiver that there is something to say of."""
    return select(Mottagarlage).where(Mottagarlage.kommunkod == RIKET)


async def lage_av(arbete: Arbete, mottagare: str, mottagare_id: UUID) -> Mottagarlage:
    """One receiver, locked; its row is made when it is first heard of."""
    lage = await arbete.kanske(lage_for(mottagare, mottagare_id))
    if lage is not None:
        return lage
    insert = postgresql.insert if arbete.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    ny = insert(Mottagarlage).values(kommunkod=RIKET, mottagare=mottagare, mottagare_id=mottagare_id)
    await arbete.session.execute(ny.on_conflict_do_nothing())
    return await arbete.en(lage_for(mottagare, mottagare_id))
