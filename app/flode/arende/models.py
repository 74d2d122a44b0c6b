"""Tables of the ärende step: the person's case, the months of support, temporary access."""

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
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import Personnummer
from app.core.classification import forseglad, intern, kanslig, personuppgift, skyddad
from app.core.crypto import Forsegling, Krypto, i_andra_facket
from app.core.database import JSON_TYP, LOPNUMMER, Base, textlista
from app.core.namings import namngivnas_arenden
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Granskningsbar, Namndagd, Personskyddad, Sikt, tabell
from app.core.time_pictures import Tidsbildad
from app.flode.arende.states import ArendeStatus, Forsorjningshinder, Skyddsniva
from app.katalog.namndenheter import Namndenhet

PERSONNUMMER = Forsegling("arenden.personnummer")


class Arende(Namndagd, Personskyddad, Tillstandsagd, Tidsbildad, Base):
    """One person in one nämnd; at most one open at a time.

    ``person_avtryck_andra`` has the prints of every other look-up key, so that a row can have those of two.
    ``af_identitet``: what Arbetsförmedlingen knows the ärende by since the person got a new identity; its own id would
    tell whose the new one is (DP-15).
    """

    __tablename__ = "arenden"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "namnd_id", "arendenummer"),
        CheckConstraint(textlista("status", ArendeStatus), name="status"),
        CheckConstraint(textlista("skyddsniva", Skyddsniva), name="skyddsniva"),
        Index(
            "uq_arenden_oppet_per_person",
            "kommunkod",
            "namnd_id",
            "person_avtryck",
            unique=True,
            sqlite_where=text("status = 'oppet'"),
            postgresql_where=text("status = 'oppet'"),
        ),
        Index(
            "uq_arenden_oppet_per_person_andra",
            "kommunkod",
            "namnd_id",
            "person_avtryck_andra",
            unique=True,
            sqlite_where=text("status = 'oppet'"),
            postgresql_where=text("status = 'oppet'"),
        ),
        Index("ix_arenden_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_arenden_status", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_arenden_handlaggare", "kommunkod", "namnd_id", "handlaggare", "id"),
        Index("ix_arenden_person", "kommunkod", "namnd_id", "person_avtryck", "skapad"),
        Index("ix_arenden_person_andra", "kommunkod", "namnd_id", "person_avtryck_andra", "skapad"),
        Index("ix_arenden_namn", "kommunkod", "namnd_id", "efternamn", "fornamn"),
        Index("ix_arenden_af_identitet", "kommunkod", "af_identitet"),
    )

    arendenummer: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=ArendeStatus.OPPET.value)
    skapad: Mapped[datetime] = intern()
    person_avtryck: Mapped[bytes] = skyddad(LargeBinary)
    person_avtryck_andra: Mapped[bytes | None] = skyddad(LargeBinary)
    personnummer_forseglat: Mapped[bytes] = forseglad(PERSONNUMMER)
    fornamn: Mapped[str] = personuppgift(Text)
    efternamn: Mapped[str] = personuppgift(Text)
    telefon: Mapped[str | None] = skyddad(Text)
    epost: Mapped[str | None] = skyddad(Text)
    adress: Mapped[str | None] = skyddad(Text)
    sprak: Mapped[str | None] = personuppgift(Text)
    tolkbehov: Mapped[bool] = personuppgift(Boolean, default=False)
    anpassningar: Mapped[str | None] = kanslig(Text)
    skyddsniva: Mapped[str] = kanslig(Text, default=Skyddsniva.INGEN.value)
    antal_barn: Mapped[int] = kanslig(Integer, default=0)
    yngsta_barn_fyller_ett: Mapped[date | None] = kanslig()
    yngsta_barn_fyller_atta: Mapped[date | None] = kanslig()
    externa_referenser: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    enhet: Mapped[str | None] = intern(Text)
    af_identitet: Mapped[UUID | None] = intern(Uuid)

    @property
    def historik_arende(self) -> UUID:
        """Its own id."""
        return self.id

    @classmethod
    def arendet(cls) -> Any:
        """Its own id."""
        return cls.id

    @property
    def har_barn(self) -> bool:
        """Whether children live in the household, by number or by date (AK-29)."""
        return self.antal_barn > 0 or bool(self.yngsta_barn_fyller_atta or self.yngsta_barn_fyller_ett)

    def satt_personnummer(self, nummer: Personnummer, krypto: Krypto) -> None:
        """Seal the number and keep its look-up print."""
        self.person_avtryck, self.person_avtryck_andra = krypto.uppslag_i_facken(self.kommunkod, nummer.siffror)
        plats = PERSONNUMMER.plats(self.kommunkod, self.id)
        self.personnummer_forseglat = krypto.forsegla(nummer.siffror.encode(), plats)

    def personnummer(self, krypto: Krypto) -> Personnummer:
        """Open the seal."""
        return oppna_personnummer(self.kommunkod, self.id, self.personnummer_forseglat, krypto)


def oppna_personnummer(kommunkod: str, arende_id: UUID, forseglat: bytes, krypto: Krypto) -> Personnummer:
    """Open the seal of an ärende's number."""
    return Personnummer.tolka(krypto.oppna(forseglat, PERSONNUMMER.plats(kommunkod, arende_id)).decode())


class Bistandsmanad(Namndagd, Base):
    """Försörjningsstöd of one adult in one calendar month; a correction is a new row (AK-36)."""

    __tablename__ = "bistandsmanader"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("forsorjningshinder", Forsorjningshinder), name="forsorjningshinder"),
        UniqueConstraint("kommunkod", "arende_id", "manad", "nummer", info={LOPNUMMER: True}),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    manad: Mapped[str] = kanslig(Text)
    nummer: Mapped[int] = intern(Integer, default=1)
    forsorjningsstod: Mapped[bool] = kanslig(Boolean)
    forsorjningshinder: Mapped[str | None] = kanslig(Text)
    kalla: Mapped[str] = intern(Text)
    registrerad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    skal: Mapped[str | None] = kanslig(Text)


class Manadsimport(Namndagd, Base):
    """One file of months: whose word it was, who sent it, and what came of its rows so far."""

    __tablename__ = "manadsimporter"
    __table_args__ = tabell(Index("ix_manadsimporter_lista", "kommunkod", "namnd_id", "id"))

    kalla: Mapped[str] = intern(Text)
    kontrollsumma: Mapped[str] = intern(Text)
    person: Mapped[str] = personuppgift(Text)
    borjad: Mapped[datetime] = intern()
    avslutad: Mapped[datetime | None] = intern()
    antal: Mapped[int] = intern(Integer)
    skapade: Mapped[int] = intern(Integer, default=0)
    rattade: Mapped[int] = intern(Integer, default=0)
    oforandrade: Mapped[int] = intern(Integer, default=0)
    felaktiga: Mapped[int] = intern(Integer, default=0)


class TillfalligAtkomst(Granskningsbar, Namndagd, Base):
    """A colleague's access to somebody else's ärende for a stated reason and a short time (DP-04)."""

    __tablename__ = "tillfalliga_atkomster"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        Index("ix_tillfalliga_atkomster_person", "kommunkod", "arende_id", "person"),
        Index("ix_tillfalliga_atkomster_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    person: Mapped[str] = personuppgift(Text)
    skal: Mapped[str] = kanslig(Text)
    fran: Mapped[datetime] = intern()
    till: Mapped[datetime] = intern()


# As a literal, so that the planner can use the index of open ärenden whatever plan it keeps.
_OPPET = Arende.status == bindparam("oppet", ArendeStatus.OPPET.value, literal_execute=True)


def avtryckskolumn(avtryck: bytes) -> Any:
    """The column that has the prints of the same key."""
    return Arende.person_avtryck_andra if i_andra_facket(avtryck) else Arende.person_avtryck


def sarskiljande_kolumn(krypto: Krypto, kommunkod: str, efter: bytes = b"") -> Any:
    """The column that tells persons apart: that of the mark ``efter``, however the look-up key changes meanwhile.

    Of the active key every ärende has its print, so that a person is always whole in it.
    """
    return avtryckskolumn(efter or krypto.uppslag(kommunkod, ""))


def arende_med(arende_id: UUID) -> Select[Arende]:
    """One ärende by id."""
    return select(Arende).where(Arende.id == arende_id)


def arende_i_kommun(kommunkod: str, arende_id: UUID) -> Select[Arende]:
    """One ärende of a kommun, by the id that Arbetsförmedlingen knows it by or has known it by."""
    namn = or_(Arende.id == arende_id, Arende.af_identitet == arende_id)
    return select(Arende).where(Arende.kommunkod == kommunkod, namn)


def arenden_med(arende_ids: Sequence[UUID]) -> Select[Arende]:
    """Several ärenden by id, open or closed."""
    return select(Arende).where(Arende.id.in_(arende_ids))


def skyddade_bland(arende_ids: Sequence[UUID]) -> Select[UUID]:
    """Ids of those that are about somebody with protected identity."""
    return select(Arende.id).where(Arende.id.in_(arende_ids), Arende.skyddad)


def oppet_for(avtryck: bytes) -> Select[Arende]:
    """The open ärende of a person."""
    return select(Arende).where(avtryckskolumn(avtryck) == avtryck, Arende.status == ArendeStatus.OPPET.value)


def enhet_och_oppet(kod: str, avtryck: bytes) -> Select[Namndenhet, UUID]:
    """A unit of the nämnd, and beside it the open ärende of a person, if there is one."""
    oppet = and_(avtryckskolumn(avtryck) == avtryck, Arende.status == ArendeStatus.OPPET.value)
    return select(Namndenhet, Arende.id).outerjoin(Arende, oppet).where(Namndenhet.kod == kod)


def arendelista(status: str | None, handlaggare: str | None) -> Select[Arende]:
    """The nämnd's ärenden, by status and own assignment only (DP-05)."""
    sats = select(Arende)
    if status is not None:
        sats = sats.where(Arende.status == status)
    return sats if handlaggare is None else sats.where(Arende.handlaggare == handlaggare)


def sok(avtryck: bytes | None, arendenummer: str | None, efternamn: str | None, fornamn: str | None) -> Select[Arende]:
    """Ärenden by identity number, ärendenummer or name: the only search terms allowed (DP-05)."""
    sats = select(Arende).limit(50)
    if avtryck is not None:
        sats = sats.where(avtryckskolumn(avtryck) == avtryck)
    if arendenummer is not None:
        sats = sats.where(Arende.arendenummer == arendenummer)
    if efternamn is not None:
        sats = sats.where(Arende.efternamn == efternamn)
    return sats if fornamn is None else sats.where(Arende.fornamn == fornamn)


def manader(arende_id: UUID) -> Select[Bistandsmanad]:
    """All rows of an ärende's months, oldest month and correction first."""
    return (
        select(Bistandsmanad)
        .where(Bistandsmanad.arende_id == arende_id)
        .order_by(Bistandsmanad.manad, Bistandsmanad.nummer)
    )


def manader_for(arende_ids: Sequence[UUID]) -> Select[Bistandsmanad]:
    """All rows of several ärenden's months, corrections last."""
    return (
        select(Bistandsmanad)
        .where(Bistandsmanad.arende_id.in_(arende_ids))
        .order_by(Bistandsmanad.arende_id, Bistandsmanad.manad, Bistandsmanad.nummer)
    )


def fore(namnd_id: UUID, arenden: Sequence[UUID], manader_: Sequence[str]) -> Select[UUID, str, int, bool, str | None]:
    """What is known of these months of these ärenden: ärende, month, number, stöd and hinder; corrections in order.

    The range of ids says nothing new, but keeps the planner at the index while a first import fills an empty table.
    """
    return (
        select(
            Bistandsmanad.arende_id,
            Bistandsmanad.manad,
            Bistandsmanad.nummer,
            Bistandsmanad.forsorjningsstod,
            Bistandsmanad.forsorjningshinder,
        )
        .where(
            Bistandsmanad.namnd_id == namnd_id,
            Bistandsmanad.arende_id.between(min(arenden), max(arenden)),
            Bistandsmanad.arende_id.in_(arenden),
            Bistandsmanad.manad.in_(manader_),
        )
        .order_by(Bistandsmanad.nummer)
    )


def oppna_med_avtryck(namnd_id: UUID, avtryck: Sequence[bytes]) -> Select[UUID, bytes]:
    """Id and print of the open ärenden of these persons, all prints made with one key; the range as in ``fore``."""
    kolumn = avtryckskolumn(avtryck[0])
    return select(Arende.id, kolumn).where(
        Arende.namnd_id == namnd_id, _OPPET, kolumn.between(min(avtryck), max(avtryck)), kolumn.in_(avtryck)
    )


def oppna_med_nummer(namnd_id: UUID, nummer: Sequence[str]) -> Select[UUID, str]:
    """Id and number of those of these ärenden that are open."""
    return select(Arende.id, Arende.arendenummer).where(
        Arende.namnd_id == namnd_id, _OPPET, Arende.arendenummer.in_(nummer)
    )


def las(arende_id: UUID) -> Select[UUID]:
    """An ärende locked until the end of the transaction: who comes second reads what the first wrote."""
    return select(Arende.id).where(Arende.id == arende_id).with_for_update(key_share=True)


def las_oppna(namnd_id: UUID, arenden: Sequence[UUID]) -> Select[Any]:
    """Ids of those that are still open, locked until the end of the transaction, always in the same order."""
    return (
        select(Arende.id)
        .where(
            Arende.namnd_id == namnd_id, _OPPET, Arende.id.between(min(arenden), max(arenden)), Arende.id.in_(arenden)
        )
        .order_by(Arende.id)
        .with_for_update(key_share=True)
    )


def import_med(import_id: UUID) -> Select[Manadsimport]:
    """One import by id."""
    return select(Manadsimport).where(Manadsimport.id == import_id)


def importlista() -> Select[Manadsimport]:
    """The nämnd's imports."""
    return select(Manadsimport)


def gallande(rader: Sequence[Bistandsmanad]) -> list[Bistandsmanad]:
    """The last word on each month."""
    return list({r.manad: r for r in rader}.values())


def atkomster(arende_id: UUID) -> Select[TillfalligAtkomst]:
    """The temporary accesses to an ärende, those that are over too."""
    return select(TillfalligAtkomst).where(TillfalligAtkomst.arende_id == arende_id)


def oppet_for_kollega(sikt: Sikt, arende_id: UUID, nu: datetime) -> Select[bool]:
    """Whether somebody else's ärende is open to a person: by temporary access, or named beside the handläggare."""
    atkomst = (
        select(TillfalligAtkomst.id)
        .where(
            TillfalligAtkomst.arende_id == arende_id,
            TillfalligAtkomst.person == sikt.aktor.person,
            TillfalligAtkomst.till > nu,
        )
        .exists()
    )
    namngiven_for = namngivnas_arenden(sikt.kommunkod, sikt.namnd_id, sikt.aktor.person, sikt.idag)
    return select(or_(atkomst, literal(arende_id, Uuid()).in_(namngiven_for)))
