"""Parties and agreements: organisationer, nämnder, enheter, avtal, medarbetare and API clients.

Open reference data about authorities and companies; names of staff are personal data. Must not
know any step of the flow.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.core.classification import intern, oppen, personuppgift
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Versionerad
from app.core.tenancy import Isolering, fast, tabell


class Organisationstyp(StrEnum):
    """Kind of party; the three in the middle are kinds of utförare."""

    KOMMUN = "kommun"
    EGEN_REGI = "egen_regi"
    PRIVAT = "privat"
    IDEBUREN = "ideburen"
    ARBETSFORMEDLINGEN = "arbetsformedlingen"


# Working days in which the nämnd answers a proposed plan, where the avtal says nothing else.
PLAN_SVAR = 5
# Where the avtal says nothing else: months that a progressionsrapport covers, days after them until it is handed in,
# and days from the start to the first measurement.
RAPPORT_MANADER, RAPPORT_DAGAR, FORSTA_MATNING = 1, 7, 30
UTFORARTYPER = frozenset({Organisationstyp.EGEN_REGI, Organisationstyp.PRIVAT, Organisationstyp.IDEBUREN})


class DataRoll(StrEnum):
    """Who answers for the personal data under an avtal (DP-06)."""

    PERSONUPPGIFTSANSVARIG = "personuppgiftsansvarig"
    PERSONUPPGIFTSBITRADE = "personuppgiftsbitrade"


class Organisation(Versionerad, Base):
    """A kommun, an utförare or Arbetsförmedlingen."""

    __tablename__ = "organisationer"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(
        UniqueConstraint("organisationsnummer", "typ"),
        CheckConstraint(textlista("typ", Organisationstyp), name="typ"),
    )

    id: Mapped[UUID] = oppen(Uuid, primary_key=True, default=nytt_id)
    typ: Mapped[str] = oppen(Text)
    organisationsnummer: Mapped[str] = oppen(Text)
    namn: Mapped[str] = oppen(Text)
    kommunkod: Mapped[str | None] = oppen(Text)
    epost: Mapped[str | None] = oppen(Text)
    telefon: Mapped[str | None] = oppen(Text)
    sdk_adress: Mapped[str | None] = oppen(Text)
    skapad: Mapped[datetime] = intern()


class Namnd(Base):
    """The controller of a kommun's handling (DP-06); the unit of isolation."""

    __tablename__ = "namnder"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    id: Mapped[UUID] = oppen(Uuid, primary_key=True, default=nytt_id)
    organisation_id: Mapped[UUID] = oppen(Uuid)
    namn: Mapped[str] = oppen(Text)


class Enhet(Base):
    """A unit of an utförare, with its address and capacity."""

    __tablename__ = "enheter"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    id: Mapped[UUID] = oppen(Uuid, primary_key=True, default=nytt_id)
    organisation_id: Mapped[UUID] = oppen(Uuid, index=True)
    namn: Mapped[str] = oppen(Text)
    adress: Mapped[str | None] = oppen(Text)
    kapacitet: Mapped[int | None] = oppen(Integer)


class Avtal(Versionerad, Base):
    """Agreement between a nämnd and an utförare: period, data role, SLA (AK-40), released fields (DP-26)."""

    __tablename__ = "avtal"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(
        CheckConstraint(textlista("data_roll", DataRoll), name="data_roll"),
        Index("ix_avtal_namnd", "kommunkod", "namnd_id", "id"),
        Index("ix_avtal_utforare", "kommunkod", "utforare_id", "id"),
    )

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    id: Mapped[UUID] = oppen(Uuid, primary_key=True, default=nytt_id)
    namnd_id: Mapped[UUID] = oppen(Uuid)
    utforare_id: Mapped[UUID] = oppen(Uuid)
    fran: Mapped[date] = oppen()
    tom: Mapped[date | None] = oppen()
    data_roll: Mapped[str] = oppen(Text)
    svar_arbetsdagar: Mapped[int] = oppen(Integer, default=1)
    plan_svar_arbetsdagar: Mapped[int] = oppen(Integer, default=PLAN_SVAR, server_default=str(PLAN_SVAR))
    mote_bokas_dagar: Mapped[int] = oppen(Integer, default=7)
    mote_halls_dagar: Mapped[int] = oppen(Integer, default=14)
    avvikelse_antal: Mapped[int] = oppen(Integer, default=2)
    avvikelse_dagar: Mapped[int] = oppen(Integer, default=14)
    avvikelse_minuter: Mapped[bool] = oppen(Boolean, default=False)
    rapport_intervall_manader: Mapped[int] = oppen(
        Integer, default=RAPPORT_MANADER, server_default=str(RAPPORT_MANADER)
    )
    rapport_dagar: Mapped[int] = oppen(Integer, default=RAPPORT_DAGAR, server_default=str(RAPPORT_DAGAR))
    matning_forsta_dagar: Mapped[int] = oppen(Integer, default=FORSTA_MATNING, server_default=str(FORSTA_MATNING))
    matning_intervall_dagar: Mapped[int | None] = oppen(Integer)
    aterlamning: Mapped[str] = oppen(Text, default="aterlamnas")
    slappta_falt: Mapped[list[Any]] = oppen(JSON_TYP)
    skapad: Mapped[datetime] = intern()


class Medarbetare(Base):
    """Somebody at work in an organisation, by the identity that its tokens state."""

    __tablename__ = "medarbetare"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(UniqueConstraint("organisation_id", "person"))

    id: Mapped[UUID] = intern(Uuid, primary_key=True, default=nytt_id)
    organisation_id: Mapped[UUID] = intern(Uuid)
    person: Mapped[str] = personuppgift(Text)
    namn: Mapped[str] = personuppgift(Text)
    roll: Mapped[str] = intern(Text)
    enhet: Mapped[str | None] = intern(Text)
    aktiv: Mapped[bool] = intern(Boolean, default=True)


class Klientpost(Base):
    """An API client and what it may act as; the only source of which party a token speaks for."""

    __tablename__ = "klienter"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    klient_id: Mapped[str] = intern(Text, primary_key=True)
    organisation_id: Mapped[UUID] = intern(Uuid)
    part: Mapped[str] = intern(Text)
    kommunkod: Mapped[str | None] = intern(Text)
    namnd_id: Mapped[UUID | None] = intern(Uuid)
    roller: Mapped[list[Any]] = intern(JSON_TYP)
    scopes: Mapped[list[Any]] = intern(JSON_TYP)
    betrodd: Mapped[bool] = intern(Boolean, default=False)
    aktiv: Mapped[bool] = intern(Boolean, default=True)
    sakerhetsniva: Mapped[str] = intern(Text, default="grund", server_default="grund")
    avtryck: Mapped[list[Any]] = intern(JSON_TYP, default=list, server_default="[]")


# The newest avtal in force between a nämnd and an utförare on a day.
AVTAL_I_KRAFT = fast(
    select(Avtal)
    .where(
        Avtal.kommunkod == bindparam("kommun"),
        Avtal.namnd_id == bindparam("namnd", type_=Uuid()),
        Avtal.utforare_id == bindparam("utforare", type_=Uuid()),
        Avtal.fran <= bindparam("dag", type_=Date()),
        or_(Avtal.tom.is_(None), Avtal.tom >= bindparam("dag", type_=Date())),
    )
    .order_by(Avtal.fran.desc(), Avtal.id.desc())
    .limit(1)
)


def medarbetare_med(organisation_id: UUID | None, person: str) -> Select[Medarbetare]:
    """An active member of staff by identity."""
    return select(Medarbetare).where(
        Medarbetare.organisation_id == organisation_id, Medarbetare.person == person, Medarbetare.aktiv.is_(True)
    )


def organisationslista(typ: str | None) -> Select[Organisation]:
    """All parties, by kind."""
    sats = select(Organisation)
    return sats if typ is None else sats.where(Organisation.typ == typ)


def organisation_med(organisation_id: UUID) -> Select[Organisation]:
    """One party by id."""
    return select(Organisation).where(Organisation.id == organisation_id)


def organisation_med_nummer(organisationsnummer: str, typ: str) -> Select[Organisation]:
    """One party by number and kind."""
    return select(Organisation).where(Organisation.organisationsnummer == organisationsnummer, Organisation.typ == typ)


def avtal_med(kommunkod: str, avtal_id: UUID) -> Select[Avtal]:
    """One avtal by id inside a kommun."""
    return select(Avtal).where(Avtal.kommunkod == kommunkod, Avtal.id == avtal_id)


def avtal_for(kommunkod: str, namnd_id: UUID | None, utforare_id: UUID | None) -> Select[Avtal]:
    """The avtal of a nämnd, or of an utförare, in one kommun."""
    sats = select(Avtal).where(Avtal.kommunkod == kommunkod)
    if utforare_id is not None:
        return sats.where(Avtal.utforare_id == utforare_id)
    return sats.where(Avtal.namnd_id == namnd_id)


def medarbetare_hos(organisation_id: UUID | None) -> Select[Medarbetare]:
    """Active staff of one organisation, by identity; at most a thousand."""
    return (
        select(Medarbetare)
        .where(Medarbetare.organisation_id == organisation_id, Medarbetare.aktiv.is_(True))
        .order_by(Medarbetare.person)
        .limit(1000)
    )
