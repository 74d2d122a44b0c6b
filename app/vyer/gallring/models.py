"""Tables of the gallringar: each one, its protocol of persons, and the files that are yet to be taken away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
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
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import forseglad, intern, personuppgift, skyddad
from app.core.crypto import Forsegling, Plats
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Granskningsbar, Namndagd, tabell
from app.vyer.gallring.states import (
    ATGARDAS,
    PAGAENDE,
    Bevarandeskal,
    Gallringsskede,
    Gallringsslag,
    Gallringsstatus,
    Gallringsutfall,
)

SPAR = Forsegling("gallringsposter.spar")
_PAGAR = text("status IN ({})".format(", ".join(f"'{s.value}'" for s in PAGAENDE)))


class Gallring(Granskningsbar, Namndagd, Katalogpost, Base):
    """One gallring; at most one of a kind at a time in a nämnd. ``markor`` is how far its dry run has come.

    ``summor`` counts what became of all that was looked at, ``antal`` the rows that were erased, table by table.
    """

    __tablename__ = "gallringar"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", Gallringsstatus), name="status"),
        CheckConstraint(textlista("slag", Gallringsslag), name="slag"),
        Index("ix_gallringar_lista", "kommunkod", "namnd_id", "id"),
        Index(
            "uq_gallringar_pagar", "kommunkod", "namnd_id", "slag",
            unique=True, sqlite_where=_PAGAR, postgresql_where=_PAGAR,
        ),
    )  # fmt: skip

    slag: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=Gallringsstatus.BESTALLD.value)
    skapad: Mapped[datetime] = intern()
    foreslagen_av: Mapped[str] = personuppgift(Text)
    granskad: Mapped[datetime | None] = intern()
    granskad_av: Mapped[str | None] = personuppgift(Text)
    beslutad: Mapped[datetime | None] = intern()
    beslutad_av: Mapped[str | None] = personuppgift(Text)
    verkstalld: Mapped[datetime | None] = intern()
    markor: Mapped[bytes | None] = skyddad(LargeBinary)
    poster: Mapped[int] = intern(Integer, default=0)
    summor: Mapped[dict[str, Any]] = intern(JSON_TYP, default=dict)
    antal: Mapped[dict[str, Any]] = intern(JSON_TYP, default=dict)
    kontrollsumma: Mapped[str | None] = intern(Text)


class Gallringspost(Granskningsbar, Namndagd, Base):
    """One line of the protocol: a person's records at the nämnd, or one order at an utförare.

    ``nyckel`` is whose, ``arendenummer`` (none for who is ``dold``) what a colleague looks it up by; both are emptied
    when the gallring ends. ``spar_forseglat`` is what is still to be sought while the erasing is under way.
    """

    __tablename__ = "gallringsposter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "gallring_id"], ["gallringar.kommunkod", "gallringar.id"]),
        UniqueConstraint("kommunkod", "gallring_id", "nummer"),
        CheckConstraint(textlista("utfall", Gallringsutfall), name="utfall"),
        CheckConstraint(textlista("skede", Gallringsskede), name="skede"),
        CheckConstraint(textlista("skal", Bevarandeskal), name="skal"),
        Index("ix_gallringsposter_lista", "kommunkod", "gallring_id", "id"),
        Index("ix_gallringsposter_skede", "kommunkod", "gallring_id", "skede", "nummer"),
    )

    gallring_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    utfall: Mapped[str] = intern(Text)
    skal: Mapped[str | None] = intern(Text)
    skede: Mapped[str] = intern(Text, default=Gallringsskede.VANTAR.value)
    sista_anteckning: Mapped[date] = intern()
    far_gallras_fran: Mapped[date] = intern()
    gallras_senast: Mapped[date] = intern()
    arendenummer: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    dold: Mapped[bool] = intern(default=False)
    nyckel: Mapped[bytes | None] = skyddad(LargeBinary)
    spar_forseglat: Mapped[bytes | None] = forseglad(SPAR)
    antal: Mapped[dict[str, Any]] = intern(JSON_TYP, default=dict)

    def plats(self) -> Plats:
        """What the seal vouches for."""
        return SPAR.plats(self.kommunkod, self.id)

    def avidentifiera(self) -> None:
        """What is left tells of nobody."""
        self.nyckel = self.spar_forseglat = None
        self.arendenummer = []


class Gallringsfil(Namndagd, Base):
    """A file whose row is erased; gone itself when this row is."""

    __tablename__ = "gallringsfiler"
    __table_args__ = tabell(Index("ix_gallringsfiler_gallring", "kommunkod", "gallring_id", "id"))

    gallring_id: Mapped[UUID] = intern(Uuid)


def gallring_med(gallring_id: UUID) -> Select[Gallring]:
    """One gallring."""
    return select(Gallring).where(Gallring.id == gallring_id)


def gallringslista() -> Select[Gallring]:
    """The nämnd's gallringar."""
    return select(Gallring)


def att_gora(status: Gallringsstatus) -> Select[UUID]:
    """Gallringar of the kommun that the job has something to do with."""
    return select(Gallring.id).where(Gallring.status == status.value).order_by(Gallring.id)


def poster_i(gallring_id: UUID) -> Select[Gallringspost]:
    """The lines of a protocol."""
    return select(Gallringspost).where(Gallringspost.gallring_id == gallring_id)


def post_nummer(gallring_id: UUID, nummer: int) -> Select[Gallringspost]:
    """One line by its reference number."""
    return poster_i(gallring_id).where(Gallringspost.nummer == nummer)


def i_skede(gallring_id: UUID, skede: Gallringsskede, antal: int) -> Select[Gallringspost]:
    """Some lines that are to be carried out and have come so far."""
    bland = poster_i(gallring_id).where(
        Gallringspost.skede == skede.value, Gallringspost.utfall.in_([u.value for u in ATGARDAS])
    )
    return bland.order_by(Gallringspost.nummer).limit(antal)


def antal_att_gallra(gallring_id: UUID) -> Select[int]:
    """How many lines are to be carried out."""
    return (
        select(func.count())
        .select_from(Gallringspost)
        .where(Gallringspost.gallring_id == gallring_id, Gallringspost.utfall.in_([u.value for u in ATGARDAS]))
    )


def filer_i(gallring_id: UUID, antal: int) -> Select[UUID]:
    """Some files that are yet to be taken away."""
    sats = select(Gallringsfil.id).where(Gallringsfil.gallring_id == gallring_id)
    return sats.order_by(Gallringsfil.id).limit(antal)


def efter_nummer(gallring_id: UUID, nummer: int, antal: int) -> Select[Gallringspost]:
    """The next lines of a protocol in order."""
    sats = poster_i(gallring_id).where(Gallringspost.nummer > nummer)
    return sats.order_by(Gallringspost.nummer).limit(antal)


Poster = Sequence[Gallringspost]
