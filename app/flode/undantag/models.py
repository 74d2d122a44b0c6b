"""Table of the undantag step and its named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, Select, Text, Uuid, select
from sqlalchemy.orm import Mapped

from app.begrepp.tid import Period
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.arende.models import Arende
from app.flode.undantag.states import UndantagStatus, Underlagstyp
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Undantag

ANNAN = Undantagsgrund.ANNAN_FORMAN.value


class Undantagspost(Namndagd, Tillstandsagd, Base):
    """One ground of exemption of one person, with period, degree, evidence and who assessed it (AK-05)."""

    __tablename__ = "undantag"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", UndantagStatus), name="status"),
        CheckConstraint(textlista("grund", Undantagsgrund), name="grund"),
        CheckConstraint(textlista("underlag", Underlagstyp), name="underlag"),
        CheckConstraint("grad_procent BETWEEN 1 AND 100", name="grad_procent"),
        Index("ix_undantag_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=UndantagStatus.GALLANDE.value)
    skapad: Mapped[datetime] = intern()
    grund: Mapped[str] = kanslig(Text)
    underkod: Mapped[str | None] = kanslig(Text)
    grad_procent: Mapped[int] = kanslig(Integer)
    fran: Mapped[date] = kanslig()
    tom: Mapped[date | None] = kanslig()
    underlag: Mapped[str] = kanslig(Text)
    kommentar: Mapped[str | None] = kanslig(Text)
    bedomd_datum: Mapped[date] = intern()
    bedomd_av: Mapped[str] = personuppgift(Text)
    slutskal: Mapped[str | None] = kanslig(Text)

    @property
    def raknas(self) -> bool:
        """Whether it hasn't been taken back."""
        return self.status == UndantagStatus.GALLANDE.value

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.fran, self.tom)

    def samma_grund(self, annan: "Undantagspost") -> bool:
        """Whether both tell of the same; of other benefits there may be several at once."""
        bada = {(u.grund, (u.underkod or "").casefold() if u.grund == ANNAN else "") for u in (self, annan)}
        return len(bada) == 1

    @property
    def som_undantag(self) -> Undantag:
        """As the engine reads it."""
        return Undantag(Undantagsgrund(self.grund), self.grad_procent, self.fran, self.tom)


def tur(arende_id: UUID) -> Select[UUID]:
    """Locks the ärende's row, so that two who set days in it at once come one after the other.

    The lock leaves rows that merely refer to the ärende alone.
    """
    return select(Arende.id).where(Arende.id == arende_id).with_for_update(key_share=True)


def undantag_med(arende_id: UUID, undantag_id: UUID) -> Select[Undantagspost]:
    """One ground of an ärende."""
    return select(Undantagspost).where(Undantagspost.arende_id == arende_id, Undantagspost.id == undantag_id)


def undantag_for(arende_id: UUID) -> Select[Undantagspost]:
    """All grounds of an ärende, those taken back too."""
    return select(Undantagspost).where(Undantagspost.arende_id == arende_id)


def gallande_undantag(arende_ids: Sequence[UUID]) -> Select[Undantagspost]:
    """The grounds that count, of several ärenden."""
    return select(Undantagspost).where(
        Undantagspost.arende_id.in_(arende_ids), Undantagspost.status == UndantagStatus.GALLANDE.value
    )
