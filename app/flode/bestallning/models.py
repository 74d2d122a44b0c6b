"""Table of the beställning and its named queries."""

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
    LargeBinary,
    Row,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased

from app.begrepp.identiteter import Personnummer
from app.begrepp.sekretess import Utlamnandegrund
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.crypto import Krypto, Plats
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Personskyddad, Tilldelad, fast, tabell
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut, i_kraft
from app.flode.bestallning.states import OPPNA, Avslutsorsak, BestallningStatus
from app.katalog.organisationer import Avtal

_VANTAR_PA_SIN_DAG = text("andras_nasta IS NOT NULL")


class Bestallning(Delad, Personskyddad, Tilldelad, Tillstandsagd, Base):
    """An order from a nämnd to an utförare; what is released of the person is a copy made when it is sent."""

    __tablename__ = "bestallningar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "beslut_id"], ["beslut.kommunkod", "beslut.id"]),
        UniqueConstraint("kommunkod", "nummer"),
        CheckConstraint(textlista("status", BestallningStatus), name="status"),
        CheckConstraint(textlista("utlamnande_grund", Utlamnandegrund), name="utlamnande_grund"),
        CheckConstraint(textlista("avslutsorsak", Avslutsorsak), name="avslutsorsak"),
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
    personnummer_forseglat: Mapped[bytes | None] = skyddad(LargeBinary)
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

    def _plats(self) -> Plats:
        return Plats("bestallningar.personnummer", self.kommunkod, self.id)

    def slapp_personnummer(self, nummer: Personnummer, krypto: Krypto) -> None:
        """Seal the released copy of the number."""
        self.personnummer_forseglat = krypto.forsegla(nummer.siffror.encode(), self._plats())

    def personnummer(self, krypto: Krypto) -> Personnummer | None:
        """The released number, if it was."""
        if self.personnummer_forseglat is None:
            return None
        return Personnummer.tolka(krypto.oppna(self.personnummer_forseglat, self._plats()).decode())


Bestallningsrad = Row[Bestallning, bool, bool, bool]


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
_ANNAN = aliased(Bestallning)


def _annan_aktiv() -> Any:
    """Whether the person has another active order at the same utförare."""
    return exists().where(
        _ANNAN.kommunkod == Bestallning.kommunkod,
        _ANNAN.arende_id == Bestallning.arende_id,
        _ANNAN.utforare_id == Bestallning.utforare_id,
        _ANNAN.id != Bestallning.id,
        _ANNAN.status.in_(sorted(OPPNA)),
    )


# The order ``bestallning`` with the facts its guards look at on ``dag``, in one round trip.
BESTALLNING_MED = fast(
    select(Bestallning, _i_kraft(_DAG), _avtal(_DAG), _annan_aktiv()).where(
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


def oppna_for(arende_id: UUID) -> Select[int]:
    """How many orders of an ärende are sent and not ended."""
    return select(func.count()).where(Bestallning.arende_id == arende_id, Bestallning.status.in_(sorted(OPPNA)))


def bestallningar_for(arende_id: UUID) -> Select[Bestallning]:
    """Every order of an ärende."""
    return select(Bestallning).where(Bestallning.arende_id == arende_id)


def gamla_utkast(fore: datetime) -> Select[Bestallning]:
    """Drafts that nobody sent."""
    return select(Bestallning).where(Bestallning.status == "utkast", Bestallning.skapad < fore).limit(500)
