"""Table of the calendars that people at work subscribe to, and the narrow statements behind what they are sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    Index,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.core.classification import intern, personuppgift
from app.core.database import Base, Tid, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Delad, fast, tabell
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.models import Motestid, Uppstartsmote
from app.flode.uppstartsmote.states import Kalenderroll, KalenderStatus, MoteStatus, TidStatus
from app.katalog.organisationer import Avtal, Medarbetare

# More than anybody has ahead; what a subscriber cannot make grow.
HOGST = 500


class Kalender(Delad, Katalogpost, Base):
    """One person's subscription. The secret in its address is kept as ``avtryck`` alone.

    It is a thing of the organisation and of no kommun: a vägledare's is shared with the utförare, a
    handläggare's belongs to the nämnd, whose kommun is ``hemkommun``.
    """

    __tablename__ = "kalendrar"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", KalenderStatus), name="status"),
        CheckConstraint(textlista("roll", Kalenderroll), name="roll"),
        Index("ix_kalendrar_avtryck", "avtryck", unique=True),
        Index("ix_kalendrar_person", "kommunkod", "organisation_id", "person", "id"),
    )

    status: Mapped[str] = intern(Text, default=KalenderStatus.AKTIV.value)
    organisation_id: Mapped[UUID] = intern(Uuid)
    hemkommun: Mapped[str | None] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    roll: Mapped[str] = intern(Text)
    namn: Mapped[str] = personuppgift(Text)
    avtryck: Mapped[bytes] = intern(LargeBinary)
    skapad: Mapped[datetime] = intern()
    adress_fran: Mapped[datetime] = intern()


def egna_kalendrar(organisation_id: UUID | None, person: str) -> Select[Kalender]:
    """The calendars of one person at work."""
    return select(Kalender).where(Kalender.organisation_id == organisation_id, Kalender.person == person)


def egen_kalender(kalender_id: UUID, organisation_id: UUID | None, person: str) -> Select[Kalender]:
    """One of them."""
    return egna_kalendrar(organisation_id, person).where(Kalender.id == kalender_id)


# Whose the address is, as long as it is in use and the person is at work there in the same role.
INNEHAVARE = fast(
    select(
        Kalender.id, Kalender.kommunkod, Kalender.namnd_id, Kalender.organisation_id, Kalender.hemkommun,
        Kalender.person, Kalender.roll,
    ).where(
        Kalender.avtryck == bindparam("avtryck", type_=LargeBinary()),
        Kalender.status == KalenderStatus.AKTIV.value,
        exists().where(
            Medarbetare.organisation_id == Kalender.organisation_id,
            Medarbetare.person == Kalender.person,
            Medarbetare.roll == Kalender.roll,
            Medarbetare.aktiv.is_(True),
        ),
    )
)  # fmt: skip
Flodesrader = Select[UUID, str, UUID, UUID, int | None, datetime, datetime, datetime, str]
_PERSON, _ORGANISATION = bindparam("person", type_=Text()), bindparam("organisation", type_=Uuid())
_IDAG = bindparam("idag", type_=Date())


def _bokade(*villkor: ColumnElement[bool]) -> Flodesrader:
    """Times that are booked and not over, with the number of the order: no more of a meeting is read.

    A protected person's stay in the service: a calendar leaves it (DP-15).
    """
    return (
        select(
            Uppstartsmote.id, Uppstartsmote.kommunkod, Uppstartsmote.namnd_id, Uppstartsmote.arende_id,
            Uppstartsmote.sekvens, Motestid.borjar, Motestid.slutar, Motestid.andrad, Bestallning.nummer,
        )
        .join(Motestid, and_(Motestid.kommunkod == Uppstartsmote.kommunkod, Motestid.mote_id == Uppstartsmote.id))
        .join(
            Bestallning,
            and_(Bestallning.kommunkod == Uppstartsmote.kommunkod, Bestallning.id == Uppstartsmote.bestallning_id),
        )
        .where(
            Uppstartsmote.status == MoteStatus.BOKAT.value,
            Motestid.status == TidStatus.BOKAD.value,
            Motestid.slutar >= bindparam("fran", type_=Tid()),
            Bestallning.skyddad.is_(False),
            *villkor,
        )
        .order_by(Motestid.borjar, Uppstartsmote.id)
        .limit(HOGST)
    )  # fmt: skip


# The same rows that the vägledare would see one kommun at a time: sent to the utförare, assigned to the person, in
# kommuner with which there is an avtal, as long as the right to the order lasts.
VAGLEDARENS = fast(
    _bokade(
        Uppstartsmote.kommunkod.in_(
            select(Avtal.kommunkod).where(Avtal.utforare_id == _ORGANISATION, Avtal.fran <= _IDAG)
        ),
        Uppstartsmote.vagledare == _PERSON,
        Uppstartsmote.delad_med == _ORGANISATION,
        Bestallning.delad_med == _ORGANISATION,
        Bestallning.vagledare == _PERSON,
        or_(Bestallning.ratt_tom.is_(None), Bestallning.ratt_tom >= _IDAG),
    )
)
# The orders of a handläggare's own, in the one nämnd.
HANDLAGGARENS = fast(
    _bokade(
        Bestallning.kommunkod == bindparam("kommun", type_=Text()),
        Bestallning.namnd_id == bindparam("namnd", type_=Uuid()),
        Bestallning.handlaggare == _PERSON,
    )
)
