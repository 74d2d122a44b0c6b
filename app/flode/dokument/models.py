"""Table of the dokument: what is known of each file; the file itself lies in the file store."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.parter import Part
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import LOPNUMMER, Base, textlista
from app.core.filestore import Filplats, Innehallsbevis
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, tabell
from app.flode.arende.models import Arende
from app.flode.dokument.states import DokumentStatus


class Dokument(Delad, Tillstandsagd, Base):
    """One file of an order (shared with its utförare) or of an ärende (the nämnd's alone).

    ``hemvist_id`` is the order or the ärende that it lies in; ``nummer`` counts there. Those who hand in at once
    take turns, so that together they keep within the space that there is.
    """

    __tablename__ = "dokument"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "hemvist_id", "nummer", info={LOPNUMMER: True}),
        CheckConstraint(textlista("status", DokumentStatus), name="status"),
        CheckConstraint("part IN ('kommun', 'utforare')", name="part"),
        CheckConstraint("hemvist_id = coalesce(bestallning_id, arende_id)", name="hemvist"),
        CheckConstraint("storlek > 0", name="storlek"),
        Index("ix_dokument_hemvist", "kommunkod", "hemvist_id", "status", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    hemvist_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    status: Mapped[str] = intern(Text, default=DokumentStatus.GALLANDE.value)
    filnamn: Mapped[str] = kanslig(Text)
    mediatyp: Mapped[str] = intern(Text)
    storlek: Mapped[int] = intern(Integer)
    sha256: Mapped[bytes] = intern(LargeBinary)
    inkom: Mapped[datetime] = intern()
    part: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    makulerat_skal: Mapped[str | None] = kanslig(Text)

    @property
    def plats(self) -> Filplats:
        """Where the file lies."""
        return Filplats(self.kommunkod, self.id)

    @property
    def bevis(self) -> Innehallsbevis:
        """What the file must be."""
        return Innehallsbevis(self.storlek, self.sha256)

    @property
    def fran_part(self) -> Part:
        """Who handed it in."""
        return Part(self.part)


def hallet_arende(arende_id: UUID) -> Select[Arende]:
    """An ärende, held until the end; rows may refer to it meanwhile."""
    return select(Arende).where(Arende.id == arende_id).with_for_update(key_share=True)


def dokumentlista(hemvist_id: UUID) -> Select[Dokument]:
    """The documents of an order or an ärende that count."""
    return select(Dokument).where(Dokument.hemvist_id == hemvist_id, Dokument.status == DokumentStatus.GALLANDE.value)


def dokument_med(hemvist_id: UUID, dokument_id: UUID) -> Select[Dokument]:
    """One document of an order or an ärende."""
    return select(Dokument).where(Dokument.hemvist_id == hemvist_id, Dokument.id == dokument_id)


def utrymme(hemvist_id: UUID) -> Select[int, int]:
    """The latest number and the bytes that the documents take, also annulled ones: they are kept."""
    return select(func.coalesce(func.max(Dokument.nummer), 0), func.coalesce(func.sum(Dokument.storlek), 0)).where(
        Dokument.hemvist_id == hemvist_id
    )


def med_id(idn: Sequence[UUID]) -> Select[UUID]:
    """Which of some ids are a document's."""
    return select(Dokument.id).where(Dokument.id.in_(idn))
