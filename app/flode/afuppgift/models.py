"""Table of the questions of fact to AF, with the answer sealed, and its named queries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKeyConstraint, Index, Select, Text, Uuid, select
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.core.classification import forseglad, intern, personuppgift, skyddad
from app.core.crypto import Forsegling, Plats
from app.core.database import Base, textlista
from app.core.outbox import Avvisningsbar
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.afuppgift.states import Afuppgiftsslag, AfuppgiftStatus

SVAR = Forsegling("afuppgifter.svar")


class Afuppgift(Namndagd, Tillstandsagd, Avvisningsbar, Base):
    """One question of fact and AF's answer; never shared with an utförare (DP-13).

    ``skydd_hos_af``: AF has marked the person as protected, which a person looks at; it changes nothing here.
    """

    __tablename__ = "afuppgifter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", AfuppgiftStatus), name="status"),
        CheckConstraint(textlista("slag", Afuppgiftsslag), name="slag"),
        CheckConstraint(textlista("grund", Utlamnandegrund), name="grund"),
        Index("ix_afuppgifter_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=AfuppgiftStatus.BEGARD.value)
    slag: Mapped[str] = intern(Text)
    skapad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    grund: Mapped[str] = intern(Text)
    lagrum: Mapped[str] = intern(Text)
    besvarad: Mapped[datetime | None] = intern()
    svar_forseglat: Mapped[bytes | None] = forseglad(SVAR)
    skydd_hos_af: Mapped[bool] = skyddad(Boolean, default=False)

    def svarsplats(self) -> Plats:
        """Place that AF's answer is sealed to."""
        return SVAR.plats(self.kommunkod, self.id)


def afuppgift_med(afuppgift_id: UUID, arende_id: UUID | None = None) -> Select[Afuppgift]:
    """One question by id, of one ärende when that is known."""
    sats = select(Afuppgift).where(Afuppgift.id == afuppgift_id)
    return sats if arende_id is None else sats.where(Afuppgift.arende_id == arende_id)


def afuppgifter_for(arende_id: UUID) -> Select[Afuppgift]:
    """All questions of an ärende."""
    return select(Afuppgift).where(Afuppgift.arende_id == arende_id)


def obesvarade_for(arende_id: UUID) -> Select[Afuppgift]:
    """The questions of an ärende that AF has not answered and nobody has withdrawn."""
    vantar = (AfuppgiftStatus.BEGARD.value, AfuppgiftStatus.AVVISAD.value)
    return afuppgifter_for(arende_id).where(Afuppgift.status.in_(vantar))
