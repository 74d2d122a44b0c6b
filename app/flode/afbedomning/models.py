"""Table of the afbedömning step and its named queries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    Uuid,
    exists,
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import forseglad, intern, kanslig, personuppgift
from app.core.crypto import Forsegling, Plats
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.afbedomning.states import Afbedomningskod, AfbedomningStatus, Afkanal
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.regelverk.motor.fraga import Utfall

TEXT = Forsegling("afbedomningar.text")


class Afbedomning(Namndagd, Tillstandsagd, Base):
    """What AF has found about the person of an ärende; never shared with an utförare (DP-13)."""

    __tablename__ = "afbedomningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", AfbedomningStatus), name="status"),
        CheckConstraint(textlista("kanal", Afkanal), name="kanal"),
        CheckConstraint(textlista("kod", Afbedomningskod), name="kod"),
        Index("ix_afbedomningar_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=AfbedomningStatus.NY.value)
    skapad: Mapped[datetime] = intern()
    kanal: Mapped[str] = intern(Text)
    datum: Mapped[date] = intern()
    kod: Mapped[str] = kanslig(Text)
    af_referens: Mapped[str] = intern(Text)
    text_forseglad: Mapped[bytes] = forseglad(TEXT)
    uppgiven_av: Mapped[str | None] = personuppgift(Text)
    person: Mapped[str] = personuppgift(Text)
    stallningstagande: Mapped[str | None] = kanslig(Text)
    atertagen_skal: Mapped[str | None] = kanslig(Text)

    def textplats(self) -> Plats:
        """Place that AF's text is sealed to."""
        return TEXT.plats(self.kommunkod, self.id)


def afbedomningar_for(arende_id: UUID) -> Select[Afbedomning]:
    """All of an ärende."""
    return select(Afbedomning).where(Afbedomning.arende_id == arende_id)


def vi_omfattar(
    kommunkod: object = Afbedomning.kommunkod, arende_id: object = Afbedomning.arende_id
) -> ColumnElement[bool]:
    """Whether a final assessment of the nämnd's says that the person of the ärende is covered."""
    return exists().where(
        Bedomning.kommunkod == kommunkod,
        Bedomning.arende_id == arende_id,
        Bedomning.status == BedomningStatus.FASTSTALLD.value,
        Bedomning.utfall == Utfall.OMFATTAS.value,
    )


def afbedomning_med(arende_id: UUID, afbedomning_id: UUID) -> Select[Afbedomning, bool]:
    """One of an ärende, and whether the nämnd has found that the person is covered."""
    return select(Afbedomning, vi_omfattar()).where(
        Afbedomning.arende_id == arende_id, Afbedomning.id == afbedomning_id
    )
