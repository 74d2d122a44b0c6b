"""Tables of the beställning and of what goes along in a move, and their named queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased

from app.begrepp.identiteter import Personnummer
from app.begrepp.sekretess import Utlamnandegrund
from app.core.aftermath import Tillagg
from app.core.classification import forseglad, intern, kanslig, personuppgift, skyddad
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import JSON_TYP, LOPNUMMER, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Personskyddad, Tilldelad, fast, tabell
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut, i_kraft
from app.flode.bestallning.states import (
    FLYTTBARA,
    FORE_START,
    OBESVARADE,
    OPPNA,
    Avslutsorsak,
    BestallningStatus,
    Leverans,
    Slutanteckningsorsak,
    Tillkomst,
    Underlagsslag,
)
from app.katalog.organisationer import Avtal

_VANTAR_PA_SIN_DAG = text("andras_nasta IS NOT NULL")
_AKTIV = text("status IN ('skickad', 'mottagen', 'bekraftad', 'pagaende', 'pausad')")
_SLUTAD = text("slut_datum IS NOT NULL AND status IN ('aterkallad', 'avslutad')")
# How often the person was there, and whether a slutrapport was handed in: later steps connect what they know.
NARVARO: Tillagg[int] = Tillagg()
SLUTRAPPORT: Tillagg[bool] = Tillagg()

PERSONNUMMER = Forsegling("bestallningar.personnummer")


class Bestallning(Delad, Personskyddad, Tilldelad, Tillstandsagd, Base):
    """An order from a nämnd to an utförare; what is released of the person is a copy made when it is sent."""

    __tablename__ = "bestallningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "beslut_id"], ["beslut.kommunkod", "beslut.id"]),
        UniqueConstraint("kommunkod", "nummer", info={LOPNUMMER: True}),
        CheckConstraint(textlista("status", BestallningStatus), name="status"),
        CheckConstraint(textlista("utlamnande_grund", Utlamnandegrund), name="utlamnande_grund"),
        CheckConstraint(textlista("avslutsorsak", Avslutsorsak), name="avslutsorsak"),
        CheckConstraint(textlista("tillkomst", Tillkomst), name="tillkomst"),
        CheckConstraint(textlista("slutanteckning_orsak", Slutanteckningsorsak), name="slutanteckning_orsak"),
        Index(
            "uq_bestallningar_aktiv", "kommunkod", "arende_id", "utforare_id", unique=True,
            sqlite_where=_AKTIV, postgresql_where=_AKTIV,
        ),
        Index(
            "uq_bestallningar_efterfoljare", "kommunkod", "foregaende_id", unique=True,
            sqlite_where=_AKTIV, postgresql_where=_AKTIV,
        ),
        Index("ix_bestallningar_kedja", "kommunkod", "kedja_id", "id"),
        Index("ix_bestallningar_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_bestallningar_status", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_bestallningar_handlaggare", "kommunkod", "namnd_id", "handlaggare", "id"),
        Index("ix_bestallningar_handlaggare_status", "kommunkod", "namnd_id", "handlaggare", "status", "id"),
        Index("ix_bestallningar_utforare", "kommunkod", "delad_med", "id"),
        Index("ix_bestallningar_utforare_status", "kommunkod", "delad_med", "status", "id"),
        Index("ix_bestallningar_vagledare", "kommunkod", "delad_med", "vagledare", "id"),
        Index("ix_bestallningar_vagledare_status", "kommunkod", "delad_med", "vagledare", "status", "id"),
        Index("ix_bestallningar_arende", "kommunkod", "arende_id", "id"),
        Index(
            "ix_bestallningar_andras", "kommunkod", "andras_nasta", "id",
            sqlite_where=_VANTAR_PA_SIN_DAG, postgresql_where=_VANTAR_PA_SIN_DAG,
        ),
        Index(
            "ix_bestallningar_slutade", "kommunkod", "namnd_id", "id",
            sqlite_where=_SLUTAD, postgresql_where=_SLUTAD,
        ),
        Index(
            "ix_bestallningar_utforare_slutade", "kommunkod", "delad_med", "id",
            sqlite_where=_SLUTAD, postgresql_where=_SLUTAD,
        ),
    )  # fmt: skip

    nummer: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=BestallningStatus.UTKAST.value)
    skapad: Mapped[datetime] = intern()
    arende_id: Mapped[UUID] = intern(Uuid)
    beslut_id: Mapped[UUID] = intern(Uuid)
    utforare_id: Mapped[UUID] = intern(Uuid)
    enhet: Mapped[str | None] = intern(Text)
    utlamnande_grund: Mapped[str | None] = intern(Text)
    utlamnande_lagrum: Mapped[str | None] = intern(Text)
    frislappt_av: Mapped[str | None] = personuppgift(Text)
    frislappt_skal: Mapped[str | None] = kanslig(Text)
    frislappt: Mapped[datetime | None] = intern()
    frislappt_lagrum: Mapped[str | None] = intern(Text)
    frislappta_falt: Mapped[list[Any] | None] = intern(JSON_TYP)
    onskad_start: Mapped[date] = intern()
    onskat_slut: Mapped[date | None] = intern()
    timmar_per_vecka: Mapped[int] = intern(Integer)
    timtak: Mapped[int] = intern(Integer)
    har_barn: Mapped[bool] = kanslig(Boolean, default=False)
    mal: Mapped[str] = kanslig(Text)
    behov: Mapped[str | None] = kanslig(Text)
    beslut_fran: Mapped[date | None] = intern()
    beslut_tom: Mapped[date | None] = intern()
    deltagare: Mapped[dict[str, Any] | None] = skyddad(JSON_TYP)
    personnummer_forseglat: Mapped[bytes | None] = forseglad(PERSONNUMMER)
    skickad: Mapped[datetime | None] = intern()
    mottagen: Mapped[datetime | None] = intern()
    svar_senast: Mapped[date | None] = intern()
    mote_bokas_senast: Mapped[date | None] = intern()
    mote_halls_senast: Mapped[date | None] = intern()
    mote_hallet: Mapped[date | None] = intern()
    start_datum: Mapped[date | None] = intern()
    slut_datum: Mapped[date | None] = intern()
    avbojd_orsak: Mapped[str | None] = intern(Text)
    avslutsorsak: Mapped[str | None] = kanslig(Text)
    externa_referenser: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    andras_nasta: Mapped[date | None] = intern()
    reservutforare: Mapped[list[Any] | None] = intern(JSON_TYP)
    erbjud_nasta: Mapped[bool] = intern(Boolean, default=False, server_default=false())
    kedja_id: Mapped[UUID | None] = intern(Uuid)
    foregaende_id: Mapped[UUID | None] = intern(Uuid)
    tillkomst: Mapped[str | None] = intern(Text)
    tar_over: Mapped[date | None] = intern()
    foljer_med: Mapped[list[Any] | None] = intern(JSON_TYP)
    flyttas: Mapped[date | None] = intern()
    paus_till: Mapped[date | None] = intern()
    stangd: Mapped[datetime | None] = intern()
    stangd_fran: Mapped[str | None] = intern(Text)
    ateroppnad: Mapped[datetime | None] = intern()
    slutanteckning: Mapped[datetime | None] = intern()
    slutanteckning_orsak: Mapped[str | None] = kanslig(Text)
    slutanteckning_text: Mapped[str | None] = kanslig(Text)

    @property
    def fore_slutet(self) -> str | None:
        """Where it was when it ended; rows of earlier versions tell by what had been done."""
        if self.stangd_fran is not None or self.status != BestallningStatus.ATERKALLAD.value:
            return self.stangd_fran
        if self.vagledare is not None:
            return BestallningStatus.BEKRAFTAD.value
        return OBESVARADE[self.mottagen is not None]

    def leverans(self, narvaro: int | None, slutrapport: bool | None) -> Leverans:  # noqa: FBT001 - as the row has it
        """What came of it: only an order that began has a last day."""
        return Leverans(
            status=self.status,
            borjade=self.slut_datum is not None,
            narvaro=narvaro or 0,
            slutrapport=bool(slutrapport),
            slutanteckning=self.slutanteckning is not None,
        )

    def _plats(self) -> Plats:
        return PERSONNUMMER.plats(self.kommunkod, self.id)

    def slapp_personnummer(self, nummer: Personnummer, krypto: Krypto) -> None:
        """Seal the released copy of the number."""
        self.personnummer_forseglat = krypto.forsegla(nummer.siffror.encode(), self._plats())

    def personnummer(self, krypto: Krypto) -> Personnummer | None:
        """The released number, if it was."""
        if self.personnummer_forseglat is None:
            return None
        return Personnummer.tolka(krypto.oppna(self.personnummer_forseglat, self._plats()).decode())


class OverlamnatUnderlag(Delad, Base):
    """What the kommun released of an earlier utförare's work, as it was when the next one accepted the move."""

    __tablename__ = "overlamnade_underlag"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        UniqueConstraint("kommunkod", "bestallning_id", "slag"),
        CheckConstraint(textlista("slag", Underlagsslag), name="slag"),
        Index("ix_overlamnade_underlag_bestallning", "kommunkod", "bestallning_id", "id"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    slag: Mapped[str] = intern(Text)
    innehall: Mapped[list[Any]] = kanslig(JSON_TYP)
    skapad: Mapped[datetime] = intern()


_DAG = bindparam("dag", type_=Date())
Dag = ColumnElement[date]


def _i_kraft(dag: Dag) -> Any:
    """Whether the beslut that the order rests on is in force."""
    return exists().where(
        Beslut.kommunkod == Bestallning.kommunkod,
        Beslut.id == Bestallning.beslut_id,
        i_kraft(dag),
    )


def _avtal(dag: Dag) -> Any:
    """Whether the nämnd has an avtal in force with the utförare."""
    return exists().where(
        Avtal.kommunkod == Bestallning.kommunkod,
        Avtal.namnd_id == Bestallning.namnd_id,
        Avtal.utforare_id == Bestallning.utforare_id,
        Avtal.fran <= dag,
        or_(Avtal.tom.is_(None), Avtal.tom >= dag),
    )


# Built once: a new alias for each statement would be a new statement to compile.
_ANNAN, _KEDJA, _NASTA = aliased(Bestallning), aliased(Bestallning), aliased(Bestallning)


def _annan_aktiv() -> Any:
    """Whether the person has another active order at the same utförare."""
    return exists().where(
        _ANNAN.kommunkod == Bestallning.kommunkod,
        _ANNAN.arende_id == Bestallning.arende_id,
        _ANNAN.utforare_id == Bestallning.utforare_id,
        _ANNAN.id != Bestallning.id,
        _ANNAN.status.in_(sorted(OPPNA)),
    )


def _annan_i_kedjan() -> Any:
    """Whether another order of its chain goes on, the one that it has yet to take over from aside."""
    tar_over = and_(
        Bestallning.tillkomst == Tillkomst.FLYTT.value,
        Bestallning.stangd_fran.in_(sorted(FORE_START)),
        _KEDJA.id == Bestallning.foregaende_id,
    )
    return exists().where(
        _KEDJA.kommunkod == Bestallning.kommunkod,
        _KEDJA.kedja_id == Bestallning.kedja_id,
        _KEDJA.id != Bestallning.id,
        ~func.coalesce(tar_over, false()),
        _KEDJA.status.in_(sorted(OPPNA)),
    )


def _efterfoljare() -> Any:
    """The order that has come out of it and goes on; the table holds one."""
    return (
        select(_NASTA.id)
        .where(
            _NASTA.kommunkod == Bestallning.kommunkod,
            _NASTA.foregaende_id == Bestallning.id,
            _NASTA.status.in_(sorted(OPPNA)),
        )
        .correlate(Bestallning)
        .scalar_subquery()
    )


# The order ``bestallning`` with the facts its guards look at on ``dag``, in one round trip.
BESTALLNING_MED = fast(
    select(Bestallning, _i_kraft(_DAG), _avtal(_DAG), _annan_aktiv(), _annan_i_kedjan(), _efterfoljare()).where(
        Bestallning.id == bindparam("bestallning", type_=Uuid())
    )
)

# The beslut that an order is to rest on, its ärende, and whether it is in force on ``dag``.
UNDERLAG = fast(
    select(Beslut, Arende, i_kraft(_DAG))
    .join(Arende, (Arende.kommunkod == Beslut.kommunkod) & (Arende.id == Beslut.arende_id))
    .where(Beslut.id == bindparam("beslut", type_=Uuid()))
)


def bestallningslista(status: str | None, egna_for: str | None, *, vagledare: bool) -> Select[Bestallning]:
    """Orders by status and own assignment only (DP-05)."""
    sats = select(Bestallning)
    if status is not None:
        sats = sats.where(Bestallning.status == status)
    if egna_for is None:
        return sats
    return sats.where((Bestallning.vagledare if vagledare else Bestallning.handlaggare) == egna_for)


def att_slutredovisa(sats: Select[Bestallning]) -> Select[Bestallning]:
    """Of those, the orders that began, have ended and are not accounted for, as ``avslutsslag`` has it."""
    return sats.where(
        Bestallning.slut_datum.is_not(None),
        Bestallning.status.in_([literal_column("'aterkallad'"), literal_column("'avslutad'")]),
        ~func.coalesce(SLUTRAPPORT.varde(), false()),
        or_(Bestallning.slutanteckning.is_(None), func.coalesce(NARVARO.varde(), 0) > 0),
    )


def oppna_for(arende_id: UUID) -> Select[int]:
    """How many orders of an ärende are sent and not ended."""
    return select(func.count()).where(Bestallning.arende_id == arende_id, Bestallning.status.in_(sorted(OPPNA)))


def bestallningar_for(arende_id: UUID) -> Select[Bestallning]:
    """Every order of an ärende."""
    return select(Bestallning).where(Bestallning.arende_id == arende_id)


def gamla_utkast(fore: datetime) -> Select[Bestallning]:
    """Drafts that nobody sent."""
    return select(Bestallning).where(Bestallning.status == "utkast", Bestallning.skapad < fore).limit(500)


def bestallning_med(bestallning_id: UUID) -> Select[Bestallning]:
    """One order by id."""
    return select(Bestallning).where(Bestallning.id == bestallning_id)


def aktiv_hos(arende_id: UUID, utforare_id: UUID) -> Select[UUID]:
    """The person's order that goes on at an utförare."""
    return select(Bestallning.id).where(
        Bestallning.arende_id == arende_id,
        Bestallning.utforare_id == utforare_id,
        Bestallning.status.in_(sorted(OPPNA)),
    )


def efterfoljare_till(bestallning_id: UUID, status: Sequence[str]) -> Select[Bestallning]:
    """The order that has come out of another, in one of some states."""
    return select(Bestallning).where(Bestallning.foregaende_id == bestallning_id, Bestallning.status.in_(status))


def kedjan_med(bestallning_id: UUID) -> Select[Bestallning]:
    """Every order of the chain that an order is part of."""
    kedja = select(_KEDJA.kedja_id).where(_KEDJA.id == bestallning_id).scalar_subquery()
    return select(Bestallning).where(Bestallning.kedja_id == kedja)


def obesvarade(idag: date) -> Select[UUID]:
    """Orders that may be out of time, and that the kommun wants offered to the next utförare or that move somebody."""
    return select(Bestallning.id).where(
        Bestallning.status.in_(OBESVARADE),
        or_(Bestallning.svar_senast < idag, Bestallning.mottagen.is_(None)),
        or_(Bestallning.erbjud_nasta.is_(True), Bestallning.tillkomst == Tillkomst.FLYTT.value),
    )


def att_flytta(idag: date) -> Select[UUID]:
    """Orders whose move was accepted and whose cut-off day has come."""
    return select(Bestallning.id).where(Bestallning.status.in_(FLYTTBARA), Bestallning.flyttas <= idag)


def underlag_for(bestallning_id: UUID) -> Select[OverlamnatUnderlag]:
    """What was released to the utförare of an order."""
    return select(OverlamnatUnderlag).where(OverlamnatUnderlag.bestallning_id == bestallning_id)


def underlag_med(bestallning_id: UUID) -> Any:
    """The same for who reaches the order, with its handläggare; the order is looked up once, not once for each row."""
    egen = select(Bestallning.id).where(Bestallning.id == bestallning_id).scalar_subquery()
    handlaggare = select(Bestallning.handlaggare).where(Bestallning.id == bestallning_id).scalar_subquery()
    return select(OverlamnatUnderlag, handlaggare).where(OverlamnatUnderlag.bestallning_id == egen)
