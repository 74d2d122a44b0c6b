"""What gallring has taken out of the access log, so that the chain can still be read to its end (DP-04, DP-16).

A block vouches for the ids and seals of its rows. When rows go, the block stays as it was, and a note beside it says
which of its rows are gone, or which have a new seal because one of the persons they list is gone. The note is sealed
with the log's own key, and so nobody else can make a row that was removed look gallrad. It holds nothing about
anybody. Must not know whose rows they are, or why they go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Select, Uuid, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern
from app.core.crypto import Krypto
from app.core.database import Base
from app.core.tenancy import Loggagd, tabell

# Rows that are older than the chain are in no block.
FORE_KEDJAN = 0
BORTA = bytes(32)
_ID, _POST = 16, 48
# The seal that each row has now; ``BORTA`` for one that is no more.
Sigill = Mapping[UUID, bytes]


class Loggallring(Loggagd, Base):
    """The rows of one block that one gallring erased or rewrote: ids, each with the seal the row has now."""

    __tablename__ = "loggallringar"
    __table_args__ = tabell(
        Index("ix_loggallringar_block", "kommunkod", "namnd_id", "block", "id"),
        info={"bara_tillagg": True},
    )

    block: Mapped[int] = intern(Integer)
    gallring_id: Mapped[UUID] = intern(Uuid)
    skapad: Mapped[datetime] = intern()
    poster: Mapped[bytes] = intern(LargeBinary)
    sigill: Mapped[bytes] = intern(LargeBinary)

    def satt(self, rader: Sigill, krypto: Krypto) -> Self:
        """Say what became of the rows, and put the seal on it."""
        self.poster = b"".join(rad_id.bytes + sigill for rad_id, sigill in sorted(rader.items()))
        self.sigill = krypto.loggsigill(self.kommunkod, self.beseglat())
        return self

    def rader(self) -> dict[bytes, bytes]:
        """What became of each row, by the bytes of its id."""
        delar = (self.poster[i : i + _POST] for i in range(0, len(self.poster), _POST))
        return {del_[:_ID]: del_[_ID:] for del_ in delar}

    def ar_akta(self, krypto: Krypto) -> bool:
        """Whether gallring wrote it, with the log's key of that time."""
        return krypto.ar_loggsigill(self.kommunkod, self.beseglat(), self.sigill)

    def beseglat(self) -> bytes:
        """What the note's seal vouches for: all but the seal itself."""
        huvud = f"gallring|{self.kommunkod}|{self.namnd_id}|{self.block}|{self.gallring_id}|".encode()
        return huvud + self.poster


def gallrat_ur(namnd_id: UUID, forsta: int, sista: int) -> Select[Loggallring]:
    """What was taken out of some blocks that follow each other, in the order that it was."""
    sats = select(Loggallring).where(Loggallring.namnd_id == namnd_id, Loggallring.block.between(forsta, sista))
    return sats.order_by(Loggallring.block, Loggallring.id)


@dataclass
class Gallrat:
    """The genuine notes of one chain, and how many rows they account for."""

    per_block: dict[int, dict[bytes, bytes]] = field(default_factory=dict)

    def minns(self, noter: Iterable[Loggallring], krypto: Krypto) -> None:
        """Take in notes in order; one that gallring did not write counts for nothing."""
        for not_ in noter:
            if not_.ar_akta(krypto):
                self.per_block.setdefault(not_.block, {}).update(not_.rader())

    def kvar_av(self, block: int, rader: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
        """The rows that a block should have now, each with the seal it should have."""
        nya = self.per_block.get(block, {})
        alla = {rad_id: nya.get(rad_id, sigill) for rad_id, sigill in rader.items()}
        return {rad_id: sigill for rad_id, sigill in alla.items() if sigill != BORTA}

    def borta_ur(self, block: int) -> int:
        """How many rows of a block are gone."""
        return sum(sigill == BORTA for sigill in self.per_block.get(block, {}).values())
