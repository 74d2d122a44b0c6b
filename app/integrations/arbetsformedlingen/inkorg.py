"""The table of events from Arbetsförmedlingen, kept sealed and as they came."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Select, Text, Uuid, func, select
from sqlalchemy.orm import Mapped

from app.core.classification import intern, skyddad
from app.core.crypto import Plats
from app.core.database import Base, textlista
from app.core.tenancy import Namndagd, tabell


class Tolkning(StrEnum):
    """What came of an event; the last three ask for a person."""

    VANTAR = "vantar"
    VERKAN = "verkan"
    UTAN_VERKAN = "utan_verkan"
    OKAND_REFERENS = "okand_referens"
    OTOLKBAR = "otolkbar"
    FEL_PERSON = "fel_person"


FLAGGADE = frozenset({Tolkning.OKAND_REFERENS, Tolkning.OTOLKBAR, Tolkning.FEL_PERSON})


class AfHandelse(Namndagd, Base):
    """One event; its id is AF's own, so that a repeated one is known.

    An event about no message of ours belongs to no nämnd.
    """

    __tablename__ = "af_handelser"
    __table_args__ = tabell(
        CheckConstraint(textlista("tolkning", Tolkning), name="tolkning"),
        Index("ix_af_handelser_arende", "kommunkod", "arende_id", "id"),
        Index("ix_af_handelser_tolkning", "kommunkod", "namnd_id", "tolkning"),
    )

    mottagen: Mapped[datetime] = intern()
    innehall: Mapped[bytes] = skyddad(LargeBinary)
    tolkning: Mapped[str] = intern(Text, default=Tolkning.VANTAR.value)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    objekttyp: Mapped[str | None] = intern(Text)
    objekt_id: Mapped[UUID | None] = intern(Uuid)
    spar: Mapped[str] = intern(Text)

    def plats(self) -> Plats:
        """Place that the content is sealed to."""
        return Plats("af_handelser", self.kommunkod, self.id)


def handelse_med(handelse_id: UUID) -> Select[AfHandelse]:
    """One event by AF's id, locked."""
    return select(AfHandelse).where(AfHandelse.id == handelse_id).with_for_update()


def tolkningar(namnd_id: UUID) -> Select[str, int]:
    """How many events of a nämnd there are per outcome; counts only."""
    return (
        select(AfHandelse.tolkning, func.count())
        .where(AfHandelse.namnd_id == namnd_id)
        .group_by(AfHandelse.tolkning)
        .order_by(AfHandelse.tolkning)
    )
