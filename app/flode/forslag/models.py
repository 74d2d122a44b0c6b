"""Table of the förslag and its named queries."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKeyConstraint, Index, Integer, Select, Text, Uuid, select, text
from sqlalchemy.orm import Mapped

from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, LOPNUMMER, Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Delad, Personskyddad, Tilldelad, tabell
from app.flode.bestallning.states import Avslutsorsak
from app.flode.bestallning.tidslinje import Andringsfalt, Varde
from app.flode.forslag.states import Forslagsfoljd, Forslagsslag, ForslagStatus

_VANTAR, _PA_SIN_DAG = text("status = 'vantar'"), text("verkstalls IS NOT NULL")
# What is proposed, by the names that the API has for it.
INNEHALL = (
    "timmar_per_vecka", "galler_fran", "onskat_slut", "aktivitet", "fran", "tom", "orsak", "slut_datum", "instrument",
    "niva",
)  # fmt: skip
# Whom the order belongs to; a proposal follows its order in this.
AGARE = ("delad_med", "skyddad", "handlaggare", "vagledare", "mottagare", "ratt_tom")


class Forslag(Delad, Personskyddad, Tilldelad, Tillstandsagd, Base):
    """What an utförare wants changed of an order, and the kommun's answer; each kind uses its own columns."""

    __tablename__ = "forslag"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "bestallning_id"], ["bestallningar.kommunkod", "bestallningar.id"]),
        CheckConstraint(textlista("slag", Forslagsslag), name="slag"),
        CheckConstraint(textlista("status", ForslagStatus), name="status"),
        CheckConstraint(textlista("orsak", Avslutsorsak), name="orsak"),
        CheckConstraint(textlista("foljd", Forslagsfoljd), name="foljd"),
        Index(
            "uq_forslag_vantar", "kommunkod", "bestallning_id", "slag", unique=True,
            sqlite_where=_VANTAR, postgresql_where=_VANTAR, info={LOPNUMMER: True},
        ),
        Index("ix_forslag_bestallning", "kommunkod", "bestallning_id", "id"),
        Index("ix_forslag_arende", "kommunkod", "arende_id", "status"),
        Index("ix_forslag_namnd", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_forslag_handlaggare", "kommunkod", "namnd_id", "handlaggare", "status", "id"),
        Index("ix_forslag_utforare", "kommunkod", "delad_med", "status", "id"),
        Index("ix_forslag_vagledare", "kommunkod", "delad_med", "vagledare", "status", "id"),
        Index(
            "ix_forslag_verkstalls", "kommunkod", "verkstalls",
            sqlite_where=_PA_SIN_DAG, postgresql_where=_PA_SIN_DAG,
        ),
    )  # fmt: skip

    arende_id: Mapped[UUID] = intern(Uuid)
    bestallning_id: Mapped[UUID] = intern(Uuid)
    slag: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=ForslagStatus.VANTAR.value)
    skapad: Mapped[datetime] = intern()
    svara_senast: Mapped[date] = intern()
    bradskande: Mapped[bool] = kanslig(Boolean, default=False)
    foreslagen_av: Mapped[str] = personuppgift(Text)
    skal: Mapped[str] = kanslig(Text)
    egen_syn: Mapped[str | None] = kanslig(Text)
    timmar_per_vecka: Mapped[int | None] = intern(Integer)
    galler_fran: Mapped[date | None] = intern()
    onskat_slut: Mapped[date | None] = intern()
    aktivitet: Mapped[str | None] = kanslig(Text)
    fran: Mapped[date | None] = intern()
    tom: Mapped[date | None] = intern()
    orsak: Mapped[str | None] = kanslig(Text)
    slut_datum: Mapped[date | None] = intern()
    instrument: Mapped[str | None] = intern(Text)
    niva: Mapped[str | None] = kanslig(Text)
    ersatt_av: Mapped[UUID | None] = intern(Uuid)
    besvarad: Mapped[datetime | None] = intern()
    besvarad_av: Mapped[str | None] = personuppgift(Text)
    svar_text: Mapped[str | None] = kanslig(Text)
    foljd: Mapped[str | None] = intern(Text)
    foljd_fran: Mapped[date | None] = intern()
    foljd_andringar: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    avviker: Mapped[bool | None] = intern(Boolean)
    verkstalls: Mapped[date | None] = intern()

    @property
    def andringar(self) -> dict[Andringsfalt, Varde]:
        """What it would change of the order's own fields."""
        match Forslagsslag(self.slag):
            case Forslagsslag.TIMMAR:
                return {Andringsfalt.TIMMAR_PER_VECKA: self.timmar_per_vecka}
            case Forslagsslag.PERIOD:
                return {Andringsfalt.ONSKAT_SLUT: self.onskat_slut}
            case _:
                return {}

    def ater(self, idag: date) -> date | None:
        """The day on which a proposed pause is to be over, if that is still to come."""
        return None if self.tom is None or self.tom < idag else self.tom + timedelta(days=1)


def forslag_for(*bestallningar: UUID) -> Select[Forslag]:
    """The proposals of some orders."""
    return select(Forslag).where(Forslag.bestallning_id.in_(bestallningar))


def forslag_i(bestallning_id: UUID) -> Select[Forslag]:
    """The proposals of one order."""
    return select(Forslag).where(Forslag.bestallning_id == bestallning_id)


def forslag_med(bestallning_id: UUID, forslag_id: UUID) -> Select[Forslag]:
    """One proposal of an order."""
    return forslag_i(bestallning_id).where(Forslag.id == forslag_id)


def vantande(bestallning_id: UUID, slag: Forslagsslag) -> Select[Forslag]:
    """The one of a kind that waits."""
    return forslag_i(bestallning_id).where(Forslag.slag == slag.value, Forslag.status == ForslagStatus.VANTAR.value)


def arendets_forslag(arende_id: UUID) -> Select[Forslag]:
    """The proposals of every order of an ärende."""
    return select(Forslag).where(Forslag.arende_id == arende_id)


def forslagslista(status: str, egna_for: str | None, *, vagledare: bool) -> Select[Forslag]:
    """Proposals of a status, of the orders that somebody is assigned to (DP-04, DP-05)."""
    sats = select(Forslag).where(Forslag.status == status)
    if egna_for is None:
        return sats
    return sats.where((Forslag.vagledare if vagledare else Forslag.handlaggare) == egna_for)


def att_verkstalla(idag: date, antal: int = 500) -> Select[Forslag]:
    """Approved pauses whose day has come."""
    return (
        select(Forslag)
        .where(Forslag.verkstalls.is_not(None), Forslag.verkstalls <= idag)
        .order_by(Forslag.verkstalls, Forslag.id)
        .limit(antal)
    )
