"""Tables of the registerutdrag: the request, whose ärenden it is of, the content in parts, what is hidden; queries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased

from app.begrepp.identiteter import Personnummer
from app.begrepp.parter import Aktor, Part, Roll
from app.core.classification import forseglad, intern, kanslig, personuppgift
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Delad, Personskyddad, Tilldelad, tabell
from app.flode.arende.models import Arende, avtryckskolumn
from app.flode.bestallning.models import Bestallning
from app.katalog.organisationer import Namnd, Organisation
from app.vyer.registerutdrag.states import (
    OPPNA,
    Identitetskontroll,
    Leveranssatt,
    RegisterutdragStatus,
    Sokande,
)

PERSONNUMMER = Forsegling("registerutdrag.personnummer")
INNEHALL = Forsegling("registerutdragsdelar.innehall")
_ATT_GORA = text("status IN ('begart', 'framstalls')")
_OBESVARAT = text("status NOT IN ('utlamnat', 'avslaget')")


class Registerutdrag(Delad, Personskyddad, Tilldelad, Katalogpost, Base):
    """One request. ``markor`` is the last row that is collected; ``utgava`` counts how often it has been made.

    ``arende_id`` is one of the person's, when there is any.

    A nämnd's own has no ``delad_med``; an utförare's begins with the order that it holds (DP-06). ``handlaggare`` is
    who the person is assigned to, and of nobody's ärenden who took the request down.
    """

    __tablename__ = "registerutdrag"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", RegisterutdragStatus), name="status"),
        CheckConstraint(textlista("sokande", Sokande), name="sokande"),
        CheckConstraint(textlista("identitet", Identitetskontroll), name="identitet"),
        CheckConstraint(textlista("leveranssatt", Leveranssatt), name="leveranssatt"),
        Index("ix_registerutdrag_lista", "kommunkod", "namnd_id", "delad_med", "id"),
        Index("ix_registerutdrag_handlaggare", "kommunkod", "namnd_id", "delad_med", "handlaggare", "id"),
        Index(
            "ix_registerutdrag_obesvarade",
            "kommunkod",
            "namnd_id",
            "delad_med",
            "id",
            sqlite_where=_OBESVARAT,
            postgresql_where=_OBESVARAT,
        ),
        Index("ix_registerutdrag_delad", "kommunkod", "delad_med", "id"),
        Index("ix_registerutdrag_arende", "kommunkod", "arende_id", "id"),
        Index("ix_registerutdrag_utgar", "kommunkod", "utgar"),
        Index("ix_registerutdrag_att_gora", "status", "id", sqlite_where=_ATT_GORA, postgresql_where=_ATT_GORA),
    )

    status: Mapped[str] = intern(Text, default=RegisterutdragStatus.BEGART.value)
    skapad: Mapped[datetime] = intern()
    arende_id: Mapped[UUID | None] = intern(Uuid)
    personnummer_forseglat: Mapped[bytes | None] = forseglad(PERSONNUMMER)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)
    begart: Mapped[date] = intern()
    begart_av: Mapped[str] = personuppgift(Text)
    sokande: Mapped[str] = intern(Text)
    identitet: Mapped[str] = intern(Text)
    leveranssatt: Mapped[str] = intern(Text)
    svar_senast: Mapped[date] = intern()
    forlangt: Mapped[datetime | None] = intern()
    forlangt_skal: Mapped[str | None] = kanslig(Text)
    utgava: Mapped[int] = intern(Integer, default=1)
    markor: Mapped[str | None] = intern(Text)
    antal_delar: Mapped[int] = intern(Integer, default=0)
    antal_poster: Mapped[int] = intern(Integer, default=0)
    framstallt: Mapped[datetime | None] = intern()
    kontrollsumma: Mapped[str | None] = intern(Text)
    utgar: Mapped[date | None] = intern()
    utgatt: Mapped[datetime | None] = intern()
    granskat: Mapped[datetime | None] = intern()
    granskat_av: Mapped[str | None] = personuppgift(Text)
    avslutat: Mapped[datetime | None] = intern()
    avslutat_av: Mapped[str | None] = personuppgift(Text)
    utlamnat_till: Mapped[str | None] = personuppgift(Text)
    avslag_skal: Mapped[str | None] = kanslig(Text)
    avslag_lagrum: Mapped[str | None] = intern(Text)
    fel: Mapped[str | None] = intern(Text)
    forsok: Mapped[int] = intern(Integer, default=0)
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)

    def forsenat(self, dag: date) -> bool:
        """Whether nobody has answered in time."""
        return self.status in OPPNA and self.svar_senast < dag

    def _plats(self) -> Plats:
        return PERSONNUMMER.plats(self.kommunkod, self.id)

    def satt_personnummer(self, nummer: Personnummer, krypto: Krypto) -> None:
        """Seal the number that is asked about."""
        self.personnummer_forseglat = krypto.forsegla(nummer.siffror.encode(), self._plats())

    def personnummer(self, krypto: Krypto) -> Personnummer:
        """Open the seal; only while there is content."""
        assert self.personnummer_forseglat is not None
        return Personnummer.tolka(krypto.oppna(self.personnummer_forseglat, self._plats()).decode())


class Registerutdragsarende(Delad, Base):
    """One ärende, or at an utförare one order, that a registerutdrag tells of: who may not see it, sees neither."""

    __tablename__ = "registerutdragsarenden"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "registerutdrag_id"], ["registerutdrag.kommunkod", "registerutdrag.id"]),
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        UniqueConstraint("kommunkod", "registerutdrag_id", "arende_id", "bestallning_id"),
        info={"bara_tillagg": True},
    )

    registerutdrag_id: Mapped[UUID] = intern(Uuid)
    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID | None] = intern(Uuid)


class Registerutdragsdel(Delad, Base):
    """Some rows of one kind as they were collected, sealed; nothing once the content has expired."""

    __tablename__ = "registerutdragsdelar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "registerutdrag_id"], ["registerutdrag.kommunkod", "registerutdrag.id"]),
        UniqueConstraint("kommunkod", "registerutdrag_id", "utgava", "nummer"),
    )

    registerutdrag_id: Mapped[UUID] = intern(Uuid)
    utgava: Mapped[int] = intern(Integer)
    nummer: Mapped[int] = intern(Integer)
    slag: Mapped[str] = intern(Text)
    innehall_forseglat: Mapped[bytes | None] = forseglad(INNEHALL)

    def plats(self) -> Plats:
        """What the seal vouches for."""
        return INNEHALL.plats(self.kommunkod, self.id)


class Registerutdragsdold(Delad, Base):
    """A record, or one of its fields, that the person may not see (DP-21): by which law and why, and by whom."""

    __tablename__ = "registerutdragsdolda"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "registerutdrag_id"], ["registerutdrag.kommunkod", "registerutdrag.id"]),
        Index("ix_registerutdragsdolda_utdrag", "kommunkod", "registerutdrag_id", "id"),
    )

    registerutdrag_id: Mapped[UUID] = intern(Uuid)
    slag: Mapped[str] = intern(Text)
    post_id: Mapped[UUID] = intern(Uuid)
    falt: Mapped[str | None] = intern(Text)
    lagrum: Mapped[str] = intern(Text)
    skal: Mapped[str] = kanslig(Text)
    dold: Mapped[datetime] = intern()
    dold_av: Mapped[str] = personuppgift(Text)
    framtagen: Mapped[datetime | None] = intern()
    framtagen_av: Mapped[str | None] = personuppgift(Text)


# Written out, so that the planner can use the index of the unanswered.
_OBESVARAT_NU = Registerutdrag.status.not_in([literal_column("'utlamnat'"), literal_column("'avslaget'")])

# --- who sees which -------------------------------------------------------------------------------


# Under a name of its own, so that a statement may join the table too.
_OM = aliased(Registerutdragsarende)


def _ror(villkor: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether some of what it tells of is so."""
    hor_till = (_OM.kommunkod == Registerutdrag.kommunkod, _OM.registerutdrag_id == Registerutdrag.id)
    return select(_OM.id).where(*hor_till, villkor).correlate(Registerutdrag).exists()


def _arende(*villkor: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Arende.id)
        .where(Arende.kommunkod == _OM.kommunkod, Arende.id == _OM.arende_id, *villkor)
        .correlate(_OM)
        .exists()
    )


def _bestallning() -> ColumnElement[bool]:
    return (
        select(Bestallning.id)
        .where(Bestallning.kommunkod == _OM.kommunkod, Bestallning.id == _OM.bestallning_id)
        .correlate(_OM)
        .exists()
    )


def utdrag_for(aktor: Aktor) -> Select[Registerutdrag]:
    """Those that a caller may see: nothing of a person, or an order, that the caller may not see (DP-04, DP-15).

    A handläggare sees those that they registered themselves and those of persons who are assigned to them.
    """
    sats = select(Registerutdrag)
    if aktor.part is Part.UTFORARE:
        return sats.where(~_ror(~_bestallning()))
    sats = sats.where(Registerutdrag.delad_med.is_(None), ~_ror(~_arende()))
    if aktor.roll is not Roll.HANDLAGGARE:
        return sats
    return sats.where(or_(Registerutdrag.begart_av == aktor.person, _ror(_arende(Arende.handlaggare == aktor.person))))


def utdragslista(aktor: Aktor, *, obesvarade: bool) -> Select[Registerutdrag]:
    """Those to work with: a handläggare's own, for who leads the nämnd's, an utförare's."""
    u = Registerutdrag
    sats = select(u) if aktor.part is Part.UTFORARE else select(u).where(u.delad_med.is_(None))
    if aktor.roll is Roll.HANDLAGGARE:
        sats = sats.where(u.handlaggare == aktor.person)
    return sats.where(_OBESVARAT_NU) if obesvarade else sats


def utdrag_med(aktor: Aktor, utdrag_id: UUID) -> Select[Registerutdrag, UUID | None, Registerutdragsdold | None]:
    """One of them, a row for each of the ärenden that it tells of and each thing that is hidden in it."""
    u, a, d = Registerutdrag, Registerutdragsarende, Registerutdragsdold
    sats: Select[Registerutdrag, UUID | None, Registerutdragsdold | None] = (
        utdrag_for(aktor)
        .add_columns(a.arende_id, d)
        .outerjoin(a, and_(a.kommunkod == u.kommunkod, a.registerutdrag_id == u.id))
        .outerjoin(d, and_(d.kommunkod == u.kommunkod, d.registerutdrag_id == u.id, d.framtagen.is_(None)))
        .where(u.id == utdrag_id)
        .order_by(d.id)
    )
    return sats


def utdrag_om(arende_id: UUID) -> Select[Registerutdrag]:
    """Those that name an ärende as the person's."""
    return select(Registerutdrag).where(Registerutdrag.arende_id == arende_id)


def delar_av(utdrag_id: UUID, utgava: int) -> Select[Registerutdragsdel]:
    """The content in its order."""
    d = Registerutdragsdel
    return select(d).where(d.registerutdrag_id == utdrag_id, d.utgava == utgava).order_by(d.nummer)


# --- for the job ----------------------------------------------------------------------------------


ATT_GORA = Registerutdrag.status.in_((RegisterutdragStatus.BEGART.value, RegisterutdragStatus.FRAMSTALLS.value))


def personens_arenden(utdrag: Registerutdrag, krypto: Krypto) -> Select[Arende]:
    """Every ärende of the person in the nämnd, the oldest first."""
    avtryck = krypto.uppslag(utdrag.kommunkod, utdrag.personnummer(krypto).siffror)
    return (
        select(Arende)
        .where(
            Arende.kommunkod == utdrag.kommunkod,
            Arende.namnd_id == utdrag.namnd_id,
            avtryckskolumn(avtryck) == avtryck,
        )
        .order_by(Arende.skapad, Arende.id)
    )


def orderns_arende(utdrag: Registerutdrag) -> Select[Arende]:
    """Whose order an utförare's request began with."""
    return (
        select(Arende)
        .join(Bestallning, and_(Bestallning.kommunkod == Arende.kommunkod, Bestallning.arende_id == Arende.id))
        .where(Bestallning.kommunkod == utdrag.kommunkod, Bestallning.id == utdrag.bestallning_id)
    )


def arenden_och_ordrar(utdrag: Registerutdrag) -> Select[UUID, UUID | None]:
    """What it tells of: each ärende, or at an utförare each order with its ärende."""
    a = Registerutdragsarende
    sats: Select[UUID, UUID | None] = select(a.arende_id, a.bestallning_id)
    return sats.where(a.kommunkod == utdrag.kommunkod, a.registerutdrag_id == utdrag.id)


def ansvarig_namnd(utdrag: Registerutdrag) -> Select[Namnd]:
    """The nämnd whose it is."""
    return select(Namnd).where(Namnd.kommunkod == utdrag.kommunkod, Namnd.id == utdrag.namnd_id)


def namngivna_organisationer(idn: set[UUID]) -> Select[Organisation]:
    """Those that its records name."""
    return select(Organisation).where(Organisation.id.in_(sorted(idn)))


def utforarens_ordrar(utdrag: Registerutdrag, arenden: list[UUID], dag: date) -> Select[Bestallning]:
    """The person's orders that the utförare may still read; protected ones only if they are for who asks (DP-15)."""
    b = Bestallning
    return select(b).where(
        b.kommunkod == utdrag.kommunkod,
        b.delad_med == utdrag.delad_med,
        b.arende_id.in_(arenden),
        or_(b.ratt_tom.is_(None), b.ratt_tom >= dag),
        or_(b.skyddad.is_(False), b.mottagare == utdrag.begart_av),
    )


def utgangna(dag: date) -> Select[Registerutdrag]:
    """Those whose content has lived its time, some at a time."""
    return select(Registerutdrag).where(Registerutdrag.utgar < dag, Registerutdrag.utgatt.is_(None)).limit(100)


def innehall_kvar(utdrag_id: UUID) -> Select[Registerutdragsdel]:
    """Every part that still holds something, of any edition."""
    d = Registerutdragsdel
    return select(d).where(d.registerutdrag_id == utdrag_id, d.innehall_forseglat.is_not(None))
