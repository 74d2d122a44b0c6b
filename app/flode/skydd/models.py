"""Tables of the skyddsmarkeringar and of who is named for a protected person, with their named queries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.core.classification import forseglad, intern, kanslig, personuppgift
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import Base, textlista
from app.core.namings import namngivnas_arenden
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, fast, tabell
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus, Skyddsniva
from app.flode.skydd.states import Namngivenstatus, Skyddskalla, Skyddsstatus

TIDIGARE = Forsegling("skyddsmarkeringar.tidigare")
_GALLER = text("status = 'galler'")


class Skyddsmarkering(Namndagd, Tillstandsagd, Base):
    """Why a person is protected, on whose word, from when, and when it is to be looked at again.

    Read only through its ärende, which decides who may. ``tidigare_forseglad`` holds the identities that a new one
    took the place of: nobody is shown them, and nothing finds them (DP-15).
    """

    __tablename__ = "skyddsmarkeringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", Skyddsstatus), name="status"),
        CheckConstraint(textlista("niva", Skyddsniva), name="niva"),
        CheckConstraint(textlista("kalla", Skyddskalla), name="kalla"),
        Index("ix_skyddsmarkeringar_arende", "kommunkod", "arende_id", "id"),
        Index(
            "uq_skyddsmarkeringar_galler", "kommunkod", "arende_id", unique=True,
            sqlite_where=_GALLER, postgresql_where=_GALLER,
        ),
    )  # fmt: skip

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=Skyddsstatus.GALLER.value)
    skapad: Mapped[datetime] = intern()
    niva: Mapped[str] = kanslig(Text)
    kalla: Mapped[str] = kanslig(Text)
    skal: Mapped[str] = kanslig(Text)
    fran: Mapped[date] = kanslig()
    tom: Mapped[date | None] = kanslig()
    omprovas: Mapped[date | None] = kanslig()
    person: Mapped[str] = personuppgift(Text)
    havd: Mapped[datetime | None] = intern()
    tidigare_forseglad: Mapped[bytes | None] = forseglad(TIDIGARE)

    @property
    def _plats(self) -> Plats:
        return TIDIGARE.plats(self.kommunkod, self.id)

    def forsegla_tidigare(self, identitet: dict[str, str], krypto: Krypto) -> None:
        """Put an identity under the seal, after those that are there."""
        alla = [*self.tidigare(krypto), identitet]
        self.tidigare_forseglad = krypto.forsegla(json.dumps(alla).encode(), self._plats)

    def tidigare(self, krypto: Krypto) -> list[dict[str, str]]:
        """The identities before, oldest first; for nobody but a court's order or the person's own."""
        if self.tidigare_forseglad is None:
            return []
        alla: list[dict[str, str]] = json.loads(krypto.oppna(self.tidigare_forseglad, self._plats))
        return alla


def markering_med(arende_id: UUID, markering_id: UUID) -> Select[Skyddsmarkering]:
    """One marking of an ärende."""
    return select(Skyddsmarkering).where(Skyddsmarkering.arende_id == arende_id, Skyddsmarkering.id == markering_id)


def markeringar_for(arende_id: UUID) -> Select[Skyddsmarkering]:
    """All markings of an ärende, those taken away too."""
    return select(Skyddsmarkering).where(Skyddsmarkering.arende_id == arende_id)


def gallande_for(arende_ids: Sequence[UUID]) -> Select[Any]:
    """Which of these ärenden have a marking that holds."""
    return select(Skyddsmarkering.arende_id).where(
        Skyddsmarkering.arende_id.in_(arende_ids), Skyddsmarkering.status == Skyddsstatus.GALLER.value
    )


def att_omprova(arende_ids: Sequence[UUID]) -> Select[UUID, UUID, date | None, date | None]:
    """The markings of these ärenden that hold until a day, or are to be reviewed on one."""
    m = Skyddsmarkering
    return select(m.arende_id, m.id, m.omprovas, m.tom).where(
        m.arende_id.in_(arende_ids),
        m.status == Skyddsstatus.GALLER.value,
        or_(m.omprovas.is_not(None), m.tom.is_not(None)),
    )


_PERSON = bindparam("person", type_=Text())
_EGNA = namngivnas_arenden(
    bindparam("kommun", type_=Text()), bindparam("namnd", type_=Uuid()), _PERSON, bindparam("idag", type_=Date())
)
# An ärende ``arende`` of the nämnd that ``person`` is assigned to, or named for on the day ``idag``.
EGET_ARENDE = fast(
    select(Arende).where(
        Arende.id == bindparam("arende", type_=Uuid()), or_(Arende.handlaggare == _PERSON, Arende.id.in_(_EGNA))
    )
)


class Namngiven(Namndagd, Tillstandsagd, Base):
    """Somebody whom an arbetsledare has named for a protected person beside the handläggare, why, and for how long.

    Who is named reaches the ärende as its handläggare does, while ``fran`` to ``tom`` lasts and nobody has ended it.
    """

    # Who names does not learn which ärende it is (DP-15).
    doljer_arendet: ClassVar[bool] = True
    __tablename__ = "namngivna"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", Namngivenstatus), name="status"),
        CheckConstraint("tom >= fran", name="tom"),
        Index("ix_namngivna_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_namngivna_egna", "kommunkod", "namnd_id", "handlaggare", "id"),
        Index("ix_namngivna_arende", "kommunkod", "arende_id", "id"),
        Index(
            "uq_namngivna_galler", "kommunkod", "arende_id", "handlaggare", unique=True,
            sqlite_where=_GALLER, postgresql_where=_GALLER,
        ),
    )  # fmt: skip

    arende_id: Mapped[UUID] = intern(Uuid)
    arendenummer: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=Namngivenstatus.GALLER.value)
    skapad: Mapped[datetime] = intern()
    handlaggare: Mapped[str] = personuppgift(Text)
    skal: Mapped[str] = kanslig(Text)
    fran: Mapped[date] = intern()
    tom: Mapped[date | None] = intern()
    person: Mapped[str] = personuppgift(Text)
    upphord: Mapped[datetime | None] = intern()


@dataclass(frozen=True, slots=True)
class Skyddat:
    """What naming needs to know of an ärende, and nothing of the person."""

    id: UUID
    arendenummer: str
    handlaggare: str
    skyddad: bool


def arende_med_nummer(arendenummer: str) -> Select[UUID, str, str, bool]:
    """What naming needs to know of the ärende with a number."""
    a = Arende
    return select(a.id, a.arendenummer, a.handlaggare, a.skyddad).where(a.arendenummer == arendenummer)


def namngiven_med(namngiven_id: UUID) -> Select[Namngiven]:
    """One naming."""
    return select(Namngiven).where(Namngiven.id == namngiven_id)


def namngivna_nu(arende_id: UUID) -> Select[Namngiven]:
    """The namings of an ärende that nobody has ended."""
    return select(Namngiven).where(Namngiven.arende_id == arende_id, Namngiven.status == Namngivenstatus.GALLER.value)


def namngivningar(arende_id: UUID | None) -> Select[Namngiven]:
    """The nämnd's namings, or those of one ärende."""
    sats = select(Namngiven)
    return sats if arende_id is None else sats.where(Namngiven.arende_id == arende_id)


def egna(person: str, idag: date) -> Select[Namngiven]:
    """The namings that open an ärende to a person today; the same as ``namngivnas_arenden`` tells isolation."""
    return select(Namngiven).where(
        Namngiven.handlaggare == person,
        Namngiven.status == Namngivenstatus.GALLER.value,
        Namngiven.fran <= idag,
        or_(Namngiven.tom.is_(None), Namngiven.tom >= idag),
    )


def antal_skyddade() -> Select[int]:
    """How many open ärenden of the nämnd are about protected persons."""
    return select(func.count(Arende.id)).where(Arende.skyddad, Arende.status == ArendeStatus.OPPET.value)
