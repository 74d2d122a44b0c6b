"""Running numbers without gaps or sequences: one row per owner and series, raised inside the transaction."""

from uuid import UUID

from sqlalchemy import Integer, Text, Uuid
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from app.core.classification import intern, oppen
from app.core.database import Base
from app.core.tenancy import Isolering, tabell


class Nummerserie(Base):
    """The latest number given in a series of one owner (a nämnd or an ärende)."""

    __tablename__ = "nummerserier"
    __isolering__ = Isolering.NAMND
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    agare_id: Mapped[UUID] = intern(Uuid, primary_key=True)
    serie: Mapped[str] = intern(Text, primary_key=True)
    namnd_id: Mapped[UUID] = intern(Uuid)
    senaste: Mapped[int] = intern(Integer)


async def nasta_nummer(session: AsyncSession, kommunkod: str, namnd_id: UUID, agare_id: UUID, serie: str) -> int:
    """The next number; a rolled-back transaction gives it back, so numbers have no gaps."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    ny = insert(Nummerserie).values(kommunkod=kommunkod, agare_id=agare_id, serie=serie, namnd_id=namnd_id, senaste=1)
    sats = ny.on_conflict_do_update(
        index_elements=["kommunkod", "agare_id", "serie"], set_={"senaste": Nummerserie.senaste + 1}
    ).returning(Nummerserie.senaste)
    connection = await session.connection()
    return int((await connection.execute(sats)).scalar_one())
