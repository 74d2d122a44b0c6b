"""Which DPoP proofs have been used: rows that all processes share, kept until the proof is too old anyway.

Owns the table and its one statement. Must not know tokens or requests.
"""

from datetime import datetime

from sqlalchemy import Delete, Index, LargeBinary, Text, delete
from sqlalchemy.orm import Mapped

from app.begrepp.parter import RIKET, systemaktor
from app.core.auth_dpop import Bevis
from app.core.classification import intern, oppen
from app.core.database import Base
from app.core.errors import KROCK, Konflikt
from app.core.tenancy import Isolering, tabell
from app.core.unit_of_work import Arbete, Transaktioner


class Dpopbevis(Base):
    """A proof that was used, by the print of its key and name."""

    __tablename__ = "dpopbevis"
    __isolering__ = Isolering.KLIENT
    __table_args__ = tabell(Index("ix_dpopbevis_utgar", "kommunkod", "utgar"))

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    klient_id: Mapped[str] = intern(Text, primary_key=True)
    avtryck: Mapped[bytes] = intern(LargeBinary, primary_key=True)
    utgar: Mapped[datetime] = intern()


class Databasminne:
    """See ``Bevisminne``: a short transaction of its own, before the request's."""

    def __init__(self, transaktioner: Transaktioner) -> None:
        self._transaktioner = transaktioner

    async def forsta_gangen(self, klient_id: str, bevis: Bevis) -> bool:
        """Two at the same moment meet in the primary key: one of them is told no."""

        async def steg(arbete: Arbete) -> None:
            arbete.ny(Dpopbevis(kommunkod=RIKET, klient_id=klient_id, avtryck=bevis.avtryck, utgar=bevis.utgar))

        try:
            await self._transaktioner.kor(systemaktor("dpop"), RIKET, steg)
        except Konflikt as fel:
            if fel.felkod.kod == KROCK:
                return False
            raise
        return True


def utgangna(kommunkod: str, nu: datetime) -> Delete:
    """Those that would be refused for their age."""
    return delete(Dpopbevis).where(Dpopbevis.kommunkod == kommunkod, Dpopbevis.utgar < nu)
