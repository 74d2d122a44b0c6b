"""The chain of the access log: blocks of sealed rows, each of which vouches for the one before (DP-04, S6).

A sealer closes waiting rows into numbered blocks, one chain for each nämnd. A block remembers which rows it
holds and their seals, so that a row that is changed, gone, put in or moved is named; ``Huvud`` kept outside the
database tells when the end of a chain has been cut off. Holds nothing about persons, and so outlives the rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Select, Table, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.core.classification import intern
from app.core.crypto import Krypto
from app.core.database import LOPNUMMER, Base
from app.core.journal import MED_SIGILL, VANTAR, Atkomst, beseglat
from app.core.log_erasure import Gallrat
from app.core.tenancy import Loggagd, tabell
from app.core.unit_of_work import Arbete

I_ETT_BLOCK = 1000
BORJAN = bytes(32)
_ID, _POST = 16, 48


class Loggblock(Loggagd, Base):
    """One link: ``poster`` are the ids of its rows, each followed by the row's seal.

    ``fore_kedjan`` is, in the first block of a chain, how many rows are older than the chain.
    """

    __tablename__ = "loggblock"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "namnd_id", "nummer", info={LOPNUMMER: True}),
        Index("ix_loggblock_skapad", "kommunkod", "namnd_id", "skapad"),
        info={"bara_tillagg": True},
    )

    nummer: Mapped[int] = intern(Integer)
    skapad: Mapped[datetime] = intern()
    fore_kedjan: Mapped[int] = intern(Integer, default=0)
    poster: Mapped[bytes] = intern(LargeBinary)
    foregaende: Mapped[bytes] = intern(LargeBinary)
    hash: Mapped[bytes] = intern(LargeBinary)

    @property
    def antal(self) -> int:
        """How many rows it holds."""
        return len(self.poster) // _POST

    def rader(self) -> dict[bytes, bytes]:
        """The seal of each row that the block holds, by the bytes of the row's id."""
        delar = (self.poster[i : i + _POST] for i in range(0, len(self.poster), _POST))
        return {del_[:_ID]: del_[_ID:] for del_ in delar}

    def beseglat(self) -> bytes:
        """What the block's hash vouches for: all but the hash itself."""
        huvud = f"{self.kommunkod}|{self.namnd_id}|{self.nummer}|{self.fore_kedjan}|".encode()
        return huvud + self.foregaende + self.poster


@dataclass(frozen=True, slots=True)
class Huvud:
    """How far a chain has come: to be kept where whoever reaches the database does not."""

    kommunkod: str
    namnd_id: UUID
    nummer: int
    hash: str

    def uppgifter(self) -> dict[str, str | int]:
        """As a line of the service's log, or of a file of ends of chains."""
        return {
            "kommunkod": self.kommunkod,
            "namnd_id": str(self.namnd_id),
            "nummer": self.nummer,
            "hash": self.hash,
        }


class Loggfynd(StrEnum):
    """What is wrong at the first bad place of a chain."""

    BLOCK_SAKNAS = "block_saknas"
    BLOCK_ANDRAT = "block_andrat"
    KEDJAN_BRUTEN = "kedjan_bruten"
    RAD_SAKNAS = "rad_saknas"
    RAD_ANDRAD = "rad_andrad"
    FRAMMANDE_RAD = "frammande_rad"
    SLUTET_SAKNAS = "slutet_saknas"


@dataclass(frozen=True, slots=True)
class Brott:
    """The first bad place: in which block, and which row when it is about one."""

    fynd: Loggfynd
    block: int | None
    rad: UUID | None = None


Loggrader = Select[Any]
_rader: Loggrader = select(*(getattr(Atkomst, namn) for namn in MED_SIGILL))


def vantande() -> Select[UUID, UUID, bytes | None]:
    """Rows of no block yet, oldest first: id, nämnd and seal."""
    kolumner = select(Atkomst.id, Atkomst.namnd_id, Atkomst.sigill)
    return kolumner.where(VANTAR).order_by(Atkomst.id).limit(I_ETT_BLOCK)


async def rader_i(arbete: Arbete, namnd_id: UUID, block: tuple[int, int], antal: int) -> Sequence[Any]:
    """The rows of some blocks that follow each other, past the mapped classes: a log has a million of them."""
    rad = cast("Table", Atkomst.__table__).c
    inom = (rad.kommunkod == arbete.kommunkod, rad.namnd_id == namnd_id, rad.block.between(*block))
    sats = select(*(rad[namn] for namn in MED_SIGILL)).where(*inom).order_by(rad.block, rad.id).limit(antal)
    return (await (await arbete.session.connection()).execute(sats)).all()


def vantande_efter(namnd_id: UUID, efter: UUID) -> Loggrader:
    """Rows of a nämnd that are of no block yet, some at a time."""
    vantar = _rader.where(Atkomst.namnd_id == namnd_id, VANTAR, Atkomst.id > efter)
    return vantar.order_by(Atkomst.id).limit(I_ETT_BLOCK)


def utan_sigill(namnd_id: UUID) -> Select[int]:
    """How many rows nothing vouches for: those that are older than the chain."""
    sats = select(func.count()).select_from(Atkomst)
    return sats.where(Atkomst.namnd_id == namnd_id, Atkomst.block.is_(None), Atkomst.sigill.is_(None))


def forsta_bortom(namnd_id: UUID, block: int) -> Select[Atkomst]:
    """A row that says it belongs to a block further on than the last there is."""
    bortom = select(Atkomst).where(Atkomst.namnd_id == namnd_id, Atkomst.block > block)
    return bortom.order_by(Atkomst.block, Atkomst.id).limit(1)


def blocken(namnd_id: UUID, efter: int, antal: int) -> Select[Loggblock]:
    """Some blocks of a chain in order."""
    sats = select(Loggblock).where(Loggblock.namnd_id == namnd_id, Loggblock.nummer > efter)
    return sats.order_by(Loggblock.nummer).limit(antal)


def sista_blocket(namnd_id: UUID) -> Select[Loggblock]:
    """The end of a chain."""
    return select(Loggblock).where(Loggblock.namnd_id == namnd_id).order_by(Loggblock.nummer.desc()).limit(1)


def kedjor() -> tuple[Select[UUID], Select[UUID]]:
    """The nämnder of the kommun that have a log, and those that have a chain."""
    return select(Atkomst.namnd_id).distinct(), select(Loggblock.namnd_id).distinct()


async def forsegla(arbete: Arbete) -> list[Huvud]:
    """Close the oldest waiting rows of a kommun into one block for each nämnd; the chains that grew."""
    per_namnd: dict[UUID, dict[UUID, bytes]] = {}
    for rad_id, namnd_id, sigill in await arbete.rader(vantande()):
        per_namnd.setdefault(namnd_id, {})[rad_id] = sigill or BORJAN
    return [await _ett_block(arbete, namnd_id, rader) for namnd_id, rader in sorted(per_namnd.items())]


async def _ett_block(arbete: Arbete, namnd_id: UUID, rader: dict[UUID, bytes]) -> Huvud:
    sista = await arbete.kanske(sista_blocket(namnd_id))
    block = Loggblock(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd_id,
        nummer=1 if sista is None else sista.nummer + 1,
        skapad=arbete.nu,
        fore_kedjan=await arbete.en(utan_sigill(namnd_id)) if sista is None else 0,
        foregaende=BORJAN if sista is None else sista.hash,
        poster=b"".join(rad_id.bytes + sigill for rad_id, sigill in rader.items()),
    )
    block.hash = arbete.krypto.loggsigill(block.kommunkod, block.beseglat())
    arbete.ny(block)
    await arbete.session.flush()
    await _markera(arbete, list(rader), block.nummer)
    return Huvud(arbete.kommunkod, namnd_id, block.nummer, block.hash.hex())


async def _markera(arbete: Arbete, rader: list[UUID], nummer: int) -> None:
    """Say of which block the rows are: the one thing that is ever written on a row of the log."""
    tabell_ = cast("Table", Atkomst.__table__)
    inom = (tabell_.c.kommunkod == arbete.kommunkod, tabell_.c.id.in_(rader))
    await (await arbete.session.connection()).execute(update(tabell_).where(*inom).values(block=nummer))


@dataclass
class Granskning:
    """One chain read from its beginning: tells what is wrong with each block in turn.

    ``gallrat`` is what gallring has taken out of the blocks that are read.
    """

    krypto: Krypto
    nummer: int = 0
    foregaende: bytes = BORJAN
    gallrat: Gallrat = field(default_factory=Gallrat)

    def brott_i(self, block: Loggblock, rader: Sequence[Any]) -> Iterator[Brott]:
        """What is wrong with the next block and its rows; the first one said is the first bad place."""
        self.nummer += 1
        if block.nummer != self.nummer:
            yield Brott(Loggfynd.BLOCK_SAKNAS, self.nummer)
        elif not self.krypto.ar_loggsigill(block.kommunkod, block.beseglat(), block.hash):
            yield Brott(Loggfynd.BLOCK_ANDRAT, block.nummer)
        elif block.foregaende != self.foregaende:
            yield Brott(Loggfynd.KEDJAN_BRUTEN, block.nummer)
        kvar = self.gallrat.kvar_av(block.nummer, block.rader())
        yield from brott_bland_rader(self.krypto, block.nummer, kvar, rader)
        self.foregaende = block.hash


def brott_bland_rader(
    krypto: Krypto, block: int, forvantade: dict[bytes, bytes], rader: Sequence[Any]
) -> Iterator[Brott]:
    """Rows that are gone, changed or not of this block."""
    finns = {rad.id.bytes: rad for rad in rader}
    for rad_id, sigill in forvantade.items():
        rad = finns.pop(rad_id, None)
        if rad is None:
            yield Brott(Loggfynd.RAD_SAKNAS, block, UUID(bytes=rad_id))
        elif rad.sigill != sigill or not ar_akta(krypto, rad):
            yield Brott(Loggfynd.RAD_ANDRAD, block, rad.id)
    yield from (Brott(Loggfynd.FRAMMANDE_RAD, block, finns[rad_id].id) for rad_id in sorted(finns))


def ar_akta(krypto: Krypto, rad: Any) -> bool:
    """Whether the row is as the service wrote it."""
    return krypto.ar_loggsigill(rad.kommunkod, beseglat(rad), rad.sigill)
