"""Tables of the avvikelse, the accounts, the frozen material and the kommun's answers; their named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.bulk import bland
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Namndagd, Personskyddad, Tilldelad, tabell
from app.flode.avvikelse.states import (
    Atgardsansvarig,
    Avvikelsekalla,
    Avvikelsesort,
    AvvikelseStatus,
    Beskedskod,
)
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.models import Narvarouppgift, Tillfalle, gallande_uppgift
from app.flode.narvaro.states import Narvaroutfall
from app.katalog.organisationer import Avtal

_NYTT_UNDERLAG = text("nytt_underlag")
_OGILTIG = Narvaroutfall.FRANVARO_OGILTIG.value


class Avvikelse(Delad, Personskyddad, Tilldelad, Tillstandsagd, Base):
    """One avvikelse of one order; whose it is follows the order.

    ``nyckel``: the occasion that an automatic one began with, which names it in its order. ``rord``: somebody has done
    something with it. ``upphort``: since when its pattern is no longer in the attendance. ``besked`` and ``svar`` are
    what the kommun has released; its reasons are rows of the nämnd's own. ``nytt_underlag``: what follows in
    later steps when the material was handed over has not been done yet.
    """

    __tablename__ = "avvikelser"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "nyckel"),
        CheckConstraint(textlista("status", AvvikelseStatus), name="status"),
        CheckConstraint(textlista("sort", Avvikelsesort), name="sort"),
        CheckConstraint(textlista("kalla", Avvikelsekalla), name="kalla"),
        CheckConstraint(textlista("ansvarig", Atgardsansvarig), name="ansvarig"),
        CheckConstraint(textlista("besked", Beskedskod), name="besked"),
        CheckConstraint("(kalla = 'monster') = (nyckel IS NOT NULL)", name="nyckel"),
        Index(
            "ix_avvikelser_nytt_underlag",
            "kommunkod",
            "id",
            sqlite_where=_NYTT_UNDERLAG,
            postgresql_where=_NYTT_UNDERLAG,
        ),
        Index("ix_avvikelser_bestallning", "kommunkod", "bestallning_id", "id"),
        Index("ix_avvikelser_arende", "kommunkod", "arende_id", "id"),
        Index("ix_avvikelser_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_avvikelser_status", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_avvikelser_handlaggare", "kommunkod", "namnd_id", "handlaggare", "id"),
        Index("ix_avvikelser_handlaggare_status", "kommunkod", "namnd_id", "handlaggare", "status", "id"),
        Index("ix_avvikelser_utforare", "kommunkod", "delad_med", "id"),
        Index("ix_avvikelser_utforare_status", "kommunkod", "delad_med", "status", "id"),
        Index("ix_avvikelser_vagledare", "kommunkod", "delad_med", "vagledare", "id"),
        Index("ix_avvikelser_vagledare_status", "kommunkod", "delad_med", "vagledare", "status", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    kalla: Mapped[str] = intern(Text)
    nyckel: Mapped[UUID | None] = intern(Uuid)
    sort: Mapped[str] = kanslig(Text)
    status: Mapped[str] = intern(Text, default=AvvikelseStatus.OPPEN.value)
    tillfallen: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    text: Mapped[str | None] = kanslig(Text)
    atgard: Mapped[str | None] = kanslig(Text)
    ansvarig: Mapped[str | None] = intern(Text)
    uppfoljning: Mapped[date | None] = intern()
    rord: Mapped[bool] = intern(Boolean, default=False)
    upphort: Mapped[datetime | None] = intern()
    antal_redogorelser: Mapped[int] = intern(Integer, default=0)
    antal_underlag: Mapped[int] = intern(Integer, default=0)
    nytt_underlag: Mapped[bool] = intern(Boolean, default=False)
    antal_besked: Mapped[int] = intern(Integer, default=0)
    besked: Mapped[str | None] = kanslig(Text)
    svar: Mapped[str | None] = kanslig(Text)
    skapad: Mapped[datetime] = intern()


def _avvikelsen() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["kommunkod", "avvikelse_id"], ["avvikelser.kommunkod", "avvikelser.id"])


class Redogorelse(Delad, Base):
    """What the person says of it, or why that could not be had (``hord`` false); who heard, and on which day."""

    __tablename__ = "redogorelser"
    __table_args__ = tabell(
        _avvikelsen(), UniqueConstraint("kommunkod", "avvikelse_id", "nummer"), info={"bara_tillagg": True}
    )

    avvikelse_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    hord: Mapped[bool] = intern(Boolean)
    text: Mapped[str] = kanslig(Text)
    datum: Mapped[date] = intern()
    person: Mapped[str] = personuppgift(Text)
    registrerad: Mapped[datetime] = intern()


class Avvikelseunderlag(Delad, Base):
    """What was handed over, as it was then (AK-19); ``innehall`` is what the API answers, with its checksum."""

    __tablename__ = "avvikelseunderlag"
    __table_args__ = tabell(
        _avvikelsen(), UniqueConstraint("kommunkod", "avvikelse_id", "nummer"), info={"bara_tillagg": True}
    )

    avvikelse_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    innehall: Mapped[dict[str, Any]] = kanslig(JSON_TYP)
    kontrollsumma: Mapped[str] = intern(Text)
    lamnat: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)


class Avvikelsebesked(Namndagd, Base):
    """What the kommun has answered, with its reasons, which stay with the nämnd (DP-26)."""

    __tablename__ = "avvikelsebesked"
    __table_args__ = tabell(
        _avvikelsen(),
        UniqueConstraint("kommunkod", "avvikelse_id", "nummer"),
        CheckConstraint(textlista("kod", Beskedskod), name="kod"),
        info={"bara_tillagg": True},
    )

    avvikelse_id: Mapped[UUID] = intern(Uuid)
    nummer: Mapped[int] = intern(Integer)
    kod: Mapped[str] = kanslig(Text)
    svar: Mapped[str | None] = kanslig(Text)
    motivering: Mapped[str] = kanslig(Text)
    person: Mapped[str] = personuppgift(Text)
    tid: Mapped[datetime] = intern()


# --- one, and lists -------------------------------------------------------------------------------

Saksrad = tuple[Avvikelse, Bestallning, Redogorelse | None, Avvikelsebesked | None]


def avvikelse_med(
    bestallning_id: UUID, avvikelse_id: UUID
) -> Select[Avvikelse, Bestallning, Redogorelse | None, Avvikelsebesked | None]:
    """One avvikelse with its order and the newest answer, a row for each account, oldest first.

    An utförare is given no answer: the rows are the nämnd's.
    """
    b, r, s = Bestallning, Redogorelse, Avvikelsebesked
    svaret = and_(
        s.kommunkod == Avvikelse.kommunkod, s.avvikelse_id == Avvikelse.id, s.nummer == Avvikelse.antal_besked
    )
    return (
        select(Avvikelse, b, r, s)
        .join(b, and_(b.kommunkod == Avvikelse.kommunkod, b.id == Avvikelse.bestallning_id))
        .outerjoin(r, and_(r.kommunkod == Avvikelse.kommunkod, r.avvikelse_id == Avvikelse.id))
        .outerjoin(s, svaret)
        .where(Avvikelse.bestallning_id == bestallning_id, Avvikelse.id == avvikelse_id)
        .order_by(r.nummer)
    )


def avvikelser_for(bestallning_id: UUID) -> Select[Avvikelse]:
    """The avvikelser of an order."""
    return select(Avvikelse).where(Avvikelse.bestallning_id == bestallning_id)


def avvikelselista(status: str | None, egna_for: str | None, *, vagledare: bool) -> Select[Avvikelse]:
    """Avvikelser by status and own assignment only (DP-05)."""
    sats = select(Avvikelse)
    if status is not None:
        sats = sats.where(Avvikelse.status == status)
    if egna_for is None:
        return sats
    return sats.where((Avvikelse.vagledare if vagledare else Avvikelse.handlaggare) == egna_for)


def orderns_tillfallen(bestallning_id: UUID, idn: Sequence[UUID]) -> Select[UUID]:
    """Which of some occasions are the order's."""
    return select(Tillfalle.id).where(Tillfalle.bestallning_id == bestallning_id, bland(Tillfalle.id, idn))


# --- the frozen material --------------------------------------------------------------------------


def tillfallen_med_allt(bestallning_id: UUID, idn: Sequence[UUID]) -> Select[Tillfalle, Narvarouppgift | None]:
    """Occasions in order with every word on each, oldest first."""
    n = Narvarouppgift
    return (
        select(Tillfalle, n)
        .outerjoin(n, and_(n.kommunkod == Tillfalle.kommunkod, n.tillfalle_id == Tillfalle.id))
        .where(Tillfalle.bestallning_id == bestallning_id, bland(Tillfalle.id, idn))
        .order_by(Tillfalle.dag, Tillfalle.fran, Tillfalle.id, n.nummer)
    )


def underlag_for(avvikelse_id: UUID) -> Select[Avvikelseunderlag]:
    """Everything that was handed over, the newest first."""
    u = Avvikelseunderlag
    return select(u).where(u.avvikelse_id == avvikelse_id).order_by(u.nummer.desc())


def sagt_sedan(bestallning_id: UUID, idn: Sequence[UUID]) -> Select[UUID, int, datetime]:
    """The last word on each of some occasions: which, its number and when."""
    return (
        select(Narvarouppgift.tillfalle_id, Narvarouppgift.nummer, Narvarouppgift.registrerad)
        .join(Tillfalle, gallande_uppgift())
        .where(Tillfalle.bestallning_id == bestallning_id, bland(Tillfalle.id, idn))
        .order_by(Tillfalle.dag, Tillfalle.fran, Tillfalle.id)
    )


# --- what follows from attendance -----------------------------------------------------------------


def las_bestallningar(idn: Sequence[UUID], idag: date) -> Select[*tuple[Any, ...]]:
    """Whose some orders are, and the pattern of the avtal of the day, the newest first.

    The orders are locked in the order of their ids: two who report on one take turns.
    """
    b = Bestallning
    avtalet = and_(
        Avtal.kommunkod == Bestallning.kommunkod,
        Avtal.namnd_id == Bestallning.namnd_id,
        Avtal.utforare_id == Bestallning.utforare_id,
        Avtal.fran <= idag,
        or_(Avtal.tom.is_(None), Avtal.tom >= idag),
    )
    return (
        select(
            b.id, b.kommunkod, b.namnd_id, b.delad_med, b.arende_id, b.skyddad, b.handlaggare, b.vagledare,
            b.mottagare, b.ratt_tom, Avtal.avvikelse_antal, Avtal.avvikelse_dagar, Avtal.avvikelse_minuter,
        )
        .outerjoin(Avtal, avtalet)
        .where(bland(Bestallning.id, idn))
        .order_by(Bestallning.id, Avtal.fran.desc(), Avtal.id.desc())
        .with_for_update(of=Bestallning, key_share=True)
    )  # fmt: skip


def avvikande_ord(idn: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """The last words of some orders that are invalid absence, or more than 15 minutes missed."""
    n = Narvarouppgift
    return (
        select(n.bestallning_id, n.tillfalle_id, n.dag, n.fran, n.utfall, n.avviker)
        .join(Tillfalle, gallande_uppgift())
        .where(bland(n.bestallning_id, idn), or_(n.utfall == _OGILTIG, n.avviker.is_(True)))
    )


def automatiska(idn: Sequence[UUID]) -> Select[Avvikelse]:
    """What attendance has given some orders, locked against whoever is about to act on it."""
    return (
        select(Avvikelse)
        .where(bland(Avvikelse.bestallning_id, idn), Avvikelse.kalla == Avvikelsekalla.MONSTER.value)
        .order_by(Avvikelse.id)
        .with_for_update(of=Avvikelse, key_share=True)
    )


def med_nytt_underlag() -> Select[UUID]:
    """The avvikelser whose material was handed over and has not been followed."""
    return select(Avvikelse.id).where(Avvikelse.nytt_underlag).order_by(Avvikelse.id)


def att_jamfora(efter: UUID, antal: int) -> Select[UUID]:
    """The next orders, by id, with a word that deviates or once did."""
    n = Narvarouppgift
    return (
        select(n.bestallning_id)
        .where(n.bestallning_id > efter, or_(n.utfall == _OGILTIG, n.avviker.is_(True)))
        .distinct()
        .order_by(n.bestallning_id)
        .limit(antal)
    )
