"""How a nämnd reads what the law leaves open: the newest row holds, earlier ones are kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern, oppen, personuppgift
from app.core.database import JSON_TYP, Base
from app.core.tenancy import Namndagd, fast, tabell
from app.core.unit_of_work import Arbete
from app.regelverk.motor.tolkning import STANDARD, Tolkning


class Tolkningspost(Namndagd, Base):
    """One reading, from when it was recorded until the next one."""

    __tablename__ = "tolkningar"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "namnd_id", "nummer"),
        Index("ix_tolkningar_lista", "kommunkod", "namnd_id", "id"),
        info={"bara_tillagg": True},
    )

    nummer: Mapped[int] = intern(Integer)
    varden: Mapped[dict[str, Any]] = oppen(JSON_TYP)
    skal: Mapped[str] = intern(Text)
    skapad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)

    @property
    def som_tolkning(self) -> Tolkning:
        """As the engine reads it."""
        return Tolkning.ur(self.varden)


def tolkningar() -> Select[Tolkningspost]:
    """All readings of the nämnd that the caller belongs to."""
    return select(Tolkningspost)


SENASTE = fast(select(Tolkningspost).order_by(Tolkningspost.nummer.desc()).limit(1))


def senaste_for(namnd_id: UUID) -> Select[Tolkningspost]:
    """The one that holds for a nämnd, for whoever sees several."""
    return (
        select(Tolkningspost).where(Tolkningspost.namnd_id == namnd_id).order_by(Tolkningspost.nummer.desc()).limit(1)
    )


async def tolkning_nu(arbete: Arbete) -> Tolkning:
    """The reading that holds for the caller's own nämnd."""
    post = await arbete.kanske(SENASTE)
    return post.som_tolkning if post else STANDARD
