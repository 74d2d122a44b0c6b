"""Tables of the rapporter: each order of a report, and the rows that it was counted from; with named queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased

from app.core.classification import forseglad, intern, kanslig, personuppgift, skyddad
from app.core.crypto import Forsegling, Plats
from app.core.database import JSON_TYP, Base, textlista
from app.core.namings import handlaggarens
from app.core.stateful import Katalogpost
from app.core.tenancy import Namndagd, Personskyddad, tabell
from app.flode.arende.models import Arende
from app.vyer.rapporter.states import NamndrapportStatus, Radslag

_ATT_GORA = text("status IN ('bestalld', 'pagar')")
_FRYST = text("status = 'fryst'")
RADINNEHALL = Forsegling("rapportrader.innehall")


class Rapport(Namndagd, Katalogpost, Base):
    """One report. ``markor`` is the last person whose facts are counted in ``summor``.

    ``utgava`` counts what has been sent for a period; one that corrects points at the frozen one with ``ersatter_id``.
    """

    __tablename__ = "rapporter"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "ersatter_id"], ["rapporter.kommunkod", "rapporter.id"]),
        CheckConstraint(textlista("status", NamndrapportStatus), name="status"),
        Index("ix_rapporter_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_rapporter_sort", "kommunkod", "namnd_id", "sort", "period", "utgava"),
        Index(
            "uq_rapporter_fryst", "kommunkod", "namnd_id", "sort", "period", "utgava", unique=True,
            sqlite_where=_FRYST, postgresql_where=_FRYST,
        ),
        Index("ix_rapporter_att_gora", "status", "id", sqlite_where=_ATT_GORA, postgresql_where=_ATT_GORA),
    )  # fmt: skip

    sort: Mapped[str] = intern(Text)
    period: Mapped[str] = intern(Text)
    period_tom: Mapped[date] = intern()
    kand_vid: Mapped[datetime] = intern()
    urval: Mapped[dict[str, Any]] = intern(JSON_TYP, default=dict)
    status: Mapped[str] = intern(Text, default=NamndrapportStatus.BESTALLD.value)
    utgava: Mapped[int] = intern(Integer, default=1)
    ersatter_id: Mapped[UUID | None] = intern(Uuid)
    bestalld: Mapped[datetime] = intern()
    bestalld_av: Mapped[str] = personuppgift(Text)
    antal: Mapped[int | None] = intern(Integer)
    klara: Mapped[int] = intern(Integer, default=0)
    markor: Mapped[bytes | None] = skyddad(LargeBinary)
    summor: Mapped[dict[str, Any]] = kanslig(JSON_TYP, default=dict)
    antal_rader: Mapped[int] = intern(Integer, default=0)
    antal_undantagna: Mapped[int] = intern(Integer, default=0)
    fel: Mapped[str | None] = intern(Text)
    forsok: Mapped[int] = intern(Integer, default=0)
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)
    fardig: Mapped[datetime | None] = intern()
    kontrollsumma: Mapped[str | None] = intern(Text)
    radernas_kontrollsumma: Mapped[str | None] = intern(Text)
    fryst: Mapped[datetime | None] = intern()
    fryst_av: Mapped[str | None] = personuppgift(Text)


class Rapportrad(Namndagd, Personskyddad, Base):
    """One row about a person as it was counted; its values are sealed.

    ``ordning`` begins with whose it is, so that rows stand in one order whenever they were entered.
    """

    __tablename__ = "rapportrader"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "rapport_id"], ["rapporter.kommunkod", "rapporter.id"]),
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        UniqueConstraint("kommunkod", "rapport_id", "slag", "ordning"),
        CheckConstraint(textlista("slag", Radslag), name="slag"),
        Index("ix_rapportrader_lista", "kommunkod", "rapport_id", "slag", "id"),
        Index("ix_rapportrader_handlaggare", "kommunkod", "rapport_id", "slag", "handlaggare", "id"),
        info={"bara_tillagg": True, "andras": ("innehall_forseglat",)},
    )

    rapport_id: Mapped[UUID] = intern(Uuid)
    arende_id: Mapped[UUID] = intern(Uuid)
    slag: Mapped[str] = intern(Text)
    ordning: Mapped[bytes] = skyddad(LargeBinary)
    skal: Mapped[str | None] = kanslig(Text)
    innehall_forseglat: Mapped[bytes] = forseglad(RADINNEHALL)

    @classmethod
    def arendet(cls) -> Any:
        """None: who is named reads no lists of many."""
        return None

    @property
    def plats(self) -> Plats:
        """What the seal vouches for."""
        return radplats(self.kommunkod, self.id)


def radplats(kommunkod: str, rad_id: UUID) -> Plats:
    """Where the values of a row are sealed to."""
    return RADINNEHALL.plats(kommunkod, rad_id)


_ANNAN = aliased(Rapport)


def _fryst_redan() -> Any:
    """Whether the same edition for the same period is frozen."""
    return (
        select(_ANNAN.id)
        .where(
            _ANNAN.kommunkod == Rapport.kommunkod,
            _ANNAN.namnd_id == Rapport.namnd_id,
            _ANNAN.sort == Rapport.sort,
            _ANNAN.period == Rapport.period,
            _ANNAN.utgava == Rapport.utgava,
            _ANNAN.status == NamndrapportStatus.FRYST.value,
            _ANNAN.id != Rapport.id,
        )
        .exists()
    )


def rapport_med(rapport_id: UUID) -> Select[Rapport, bool]:
    """One report, and whether its edition is frozen already."""
    return select(Rapport, _fryst_redan()).where(Rapport.id == rapport_id)


def rapportlista() -> Select[Rapport]:
    """The nämnd's reports."""
    return select(Rapport)


# What the job has yet to do.
ATT_GORA = Rapport.status.in_((NamndrapportStatus.BESTALLD.value, NamndrapportStatus.PAGAR.value))


def rader_med_rapport(rapport_id: UUID, slag: Radslag, egna_for: str | None) -> Select[Rapportrad, Rapport]:
    """The rows of a report of one kind, each with the report; all of them or one handläggare's.

    The ärende says who may see them now: who has been protected since the count is shown to the handläggare
    alone (DP-15).
    """
    arende = Arende.__table__.c
    sats = (
        select(Rapportrad, Rapport)
        .join(Rapport, and_(Rapport.kommunkod == Rapportrad.kommunkod, Rapport.id == Rapportrad.rapport_id))
        .join(Arende.__table__, and_(arende.kommunkod == Rapportrad.kommunkod, arende.id == Rapportrad.arende_id))
        .where(Rapportrad.rapport_id == rapport_id, Rapportrad.slag == slag.value)
        .where(handlaggarens(arende))
    )
    return sats if egna_for is None else sats.where(Rapportrad.handlaggare == egna_for)


def i_ordning(rapport_id: UUID, slag: Radslag, efter: bytes, antal: int) -> Select[Rapportrad]:
    """The next rows in the order that they are written out."""
    r = Rapportrad
    bland = select(r).where(r.rapport_id == rapport_id, r.slag == slag.value, r.ordning > efter)
    return bland.order_by(r.ordning).limit(antal)


# --- persons --------------------------------------------------------------------------------------


def _kanda(namnd_id: UUID, kand_vid: datetime) -> Any:
    return and_(Arende.namnd_id == namnd_id, Arende.skapad <= kand_vid)


def antal_personer(namnd_id: UUID, kand_vid: datetime, avtryck: Any) -> Select[int]:
    """How many persons the nämnd had ärenden for; ``avtryck`` is the column that tells them apart."""
    return select(func.count(avtryck.distinct())).where(_kanda(namnd_id, kand_vid))


def arenden_efter(
    namnd_id: UUID, kand_vid: datetime, avtryck: Any, efter: bytes, antal: int
) -> Select[*tuple[Any, ...]]:
    """The next ärenden in the order of whose they are, which the column ``avtryck`` tells."""
    a = Arende
    return (
        select(
            a.id, a.arendenummer, a.skapad, a.skyddad, a.handlaggare, a.personnummer_forseglat,
            avtryck.label("person_avtryck"),
        )
        .where(_kanda(namnd_id, kand_vid), avtryck > efter)
        .order_by(avtryck, a.skapad, a.arendenummer)
        .limit(antal)
    )  # fmt: skip
