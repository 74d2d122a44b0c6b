"""Delegationer: what the systems of others, and further ones of its own, may do for an organisation.

A client of the register (``Klientpost``) acts for its own organisation and is the ceiling of what that organisation
has. A delegation is what the organisation itself gives on, to any client that the issuer knows. Must not know any step.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Select, Text, Uuid, select, text
from sqlalchemy.orm import Mapped, synonym

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import RIKET
from app.core.auth_klienter import Sakerhetsniva
from app.core.classification import intern
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Mottagaragd, tabell
from app.katalog.delegation_states import OPPNA, DelegationLage, DelegationStatus
from app.katalog.organisationer import Klientpost

_OPPEN = text("status <> 'upphord'")


class Delegation(Mottagaragd, Katalogpost, Base):
    """One system that may act for the organisation; see ``Klient`` for what the fields mean."""

    __tablename__ = "delegationer"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", DelegationStatus), name="status"),
        CheckConstraint(textlista("sakerhetsniva", Sakerhetsniva), name="sakerhetsniva"),
        Index(
            "uq_delegationer_oppen",
            "kommunkod",
            "mottagare_id",
            "klient_id",
            unique=True,
            sqlite_where=_OPPEN,
            postgresql_where=_OPPEN,
        ),
    )

    id: Mapped[UUID] = intern(Uuid, primary_key=True, default=nytt_id)
    organisation_id: Mapped[UUID] = intern(Uuid)
    klient_id: Mapped[str] = intern(Text)
    system: Mapped[str] = intern(Text)
    roller: Mapped[list[Any]] = intern(JSON_TYP)
    scopes: Mapped[list[Any]] = intern(JSON_TYP)
    sakerhetsniva: Mapped[str] = intern(Text, default=Sakerhetsniva.GRUND.value)
    avtryck: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    betrodd: Mapped[bool] = intern(default=False)
    fran: Mapped[date] = intern()
    tom: Mapped[date | None] = intern()
    status: Mapped[str] = intern(Text, default=DelegationStatus.REGISTRERAD.value)
    orsak: Mapped[str | None] = intern(Text)
    skapad: Mapped[datetime] = intern()
    # Whose history its händelser stand in.
    namnd_id: Mapped[UUID] = synonym("mottagare_id")

    @property
    def historik_delad_med(self) -> UUID | None:
        """An utförare's history is its own."""
        return self.mottagare_id if self.kommunkod == RIKET else None

    def lage(self, idag: date) -> DelegationLage:
        """Facts for the guards."""
        return DelegationLage(self.tom, idag)


def delegation_med(delegation_id: UUID) -> Select[Delegation]:
    """One of the caller's own."""
    return select(Delegation).where(Delegation.id == delegation_id)


def delegationslista() -> Select[Delegation]:
    """The caller's own."""
    return select(Delegation)


def oppen_for(klient_id: str) -> Select[Delegation]:
    """The caller's delegation to a client that is not over."""
    return select(Delegation).where(Delegation.klient_id == klient_id, Delegation.status.in_(OPPNA))


def egna_klienter(organisation_id: UUID | None, namnd_id: UUID | None) -> Select[Klientpost]:
    """The clients that the register has given the organisation: the most that it has."""
    egna = select(Klientpost).where(Klientpost.organisation_id == organisation_id, Klientpost.aktiv.is_(True))
    return egna if namnd_id is None else egna.where(Klientpost.namnd_id == namnd_id)
