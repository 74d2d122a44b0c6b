"""Tables of the samråd step: the question, AF's answer (sealed), summaries from other sources."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.core.classification import forseglad, intern, kanslig, personuppgift, skyddad
from app.core.crypto import Forsegling, Plats
from app.core.database import Base, textlista
from app.core.outbox import Avvisningsbar, Utkorgsrad
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.samrad.states import (
    OPPNA,
    UPPFYLLER_AK14,
    Kanal,
    Leverans,
    Noteringskalla,
    SamradStatus,
)
from app.katalog.organisationer import Namnd, Organisation

SVAR = Forsegling("samrad.svar")


class Samrad(Namndagd, Tillstandsagd, Avvisningsbar, Base):
    """One samråd with AF; never shared with an utförare (DP-13)."""

    __tablename__ = "samrad"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", SamradStatus), name="status"),
        CheckConstraint(textlista("kanal", Kanal), name="kanal"),
        CheckConstraint(textlista("leverans", Leverans), name="leverans"),
        CheckConstraint(textlista("grund", Utlamnandegrund), name="grund"),
        Index("ix_samrad_arende", "kommunkod", "arende_id", "id"),
        Index("ix_samrad_obesvarade", "kommunkod", "leverans", "status"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=SamradStatus.BEGART.value)
    skapad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)
    kanal: Mapped[str] = intern(Text)
    syfte: Mapped[str] = kanslig(Text)
    fraga: Mapped[str] = kanslig(Text)
    svar_senast: Mapped[date] = intern()
    grund: Mapped[str] = intern(Text)
    lagrum: Mapped[str] = intern(Text)
    kontakt_datum: Mapped[date | None] = intern()
    kontakt_vem: Mapped[str | None] = personuppgift(Text)
    kontakt_anteckning: Mapped[str | None] = kanslig(Text)
    leverans: Mapped[str] = intern(Text, default=Leverans.INGEN.value)
    sandversion: Mapped[int] = intern(Integer, default=0)
    overlamnad_datum: Mapped[date | None] = intern()
    overlamnad_av: Mapped[str | None] = personuppgift(Text)
    kvittensnummer: Mapped[str | None] = intern(Text)
    af_referens: Mapped[str | None] = intern(Text)
    af_kvitterad: Mapped[datetime | None] = intern()
    besvarad: Mapped[datetime | None] = intern()
    svar_datum: Mapped[date | None] = intern()
    svar_vem: Mapped[str | None] = personuppgift(Text)
    svar_anteckning: Mapped[str | None] = kanslig(Text)
    af_svar_tid: Mapped[datetime | None] = intern()
    svar_forseglat: Mapped[bytes | None] = forseglad(SVAR)
    af_efterfragad: Mapped[datetime | None] = intern()
    skydd_hos_af: Mapped[bool] = skyddad(Boolean, default=False)
    skal: Mapped[str | None] = kanslig(Text)

    @property
    def unikt_id(self) -> str:
        """What AF knows this version by."""
        return f"{self.id}_{self.sandversion}"

    @property
    def uppfyller_ak14(self) -> bool:
        """Whether a beslut under 12 kap. 4 § SoL may rest on it."""
        return self.status in UPPFYLLER_AK14

    def svarsplats(self) -> Plats:
        """Place that AF's answer is sealed to."""
        return SVAR.plats(self.kommunkod, self.id)


class Samradsnotering(Namndagd, Base):
    """A summary put into the samråd with its source and time; never released to an utförare (DP-13)."""

    __tablename__ = "samradsnoteringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "samrad_id"], ["samrad.kommunkod", "samrad.id"]),
        CheckConstraint(textlista("kalla", Noteringskalla), name="kalla"),
        Index("ix_samradsnoteringar_samrad", "kommunkod", "samrad_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    samrad_id: Mapped[UUID] = intern(Uuid)
    kalla: Mapped[str] = intern(Text)
    hamtad: Mapped[datetime] = intern()
    text: Mapped[str] = kanslig(Text)
    registrerad: Mapped[datetime] = intern()
    person: Mapped[str] = personuppgift(Text)


def samrad_med(samrad_id: UUID, arende_id: UUID | None = None) -> Select[Samrad]:
    """One samråd by id, of one ärende when that is known."""
    sats = select(Samrad).where(Samrad.id == samrad_id)
    return sats if arende_id is None else sats.where(Samrad.arende_id == arende_id)


def samrad_for(arende_id: UUID) -> Select[Samrad]:
    """All samråd of an ärende; ``uppfyller_ak14`` tells which a beslut may rest on."""
    return select(Samrad).where(Samrad.arende_id == arende_id)


def avsandare(namnd_id: UUID) -> Select[Organisation, Namnd]:
    """The authority that a message to AF comes from: the kommun and its nämnd."""
    return select(Organisation, Namnd).join(Namnd, Namnd.organisation_id == Organisation.id).where(Namnd.id == namnd_id)


class ObesvaradFraga(NamedTuple):
    """A question that AF has received but not answered: our id of the message, and AF's own reference."""

    unikt_id: str
    af_referens: str


def obesvarade_fragor(
    *, senast: datetime, senast_nara: datetime, nara: date, antal: int
) -> Select[Samrad, str, str | None]:
    """Open questions that AF has, last heard of or asked about before ``senast``; locked, with our id of the message.

    Those whose answer is due by ``nara``: before ``senast_nara``.
    """
    hord = func.coalesce(Samrad.af_efterfragad, Samrad.af_kvitterad)
    meddelandet = and_(
        Utkorgsrad.kommunkod == Samrad.kommunkod,
        Utkorgsrad.objekt_id == Samrad.id,
        Utkorgsrad.extern_referens == Samrad.af_referens,
    )
    return (
        select(Samrad, Utkorgsrad.unikt_id, Utkorgsrad.extern_referens)
        .join(Utkorgsrad, meddelandet)
        .where(
            Samrad.leverans == Leverans.MOTTAGEN.value,
            Samrad.status.in_(OPPNA),
            or_(hord <= senast, and_(Samrad.svar_senast <= nara, hord <= senast_nara)),
        )
        .order_by(Samrad.svar_senast, Samrad.id)
        .limit(antal)
        .with_for_update(skip_locked=True, of=Samrad)
    )


def noteringar(samrad_id: UUID) -> Select[Samradsnotering]:
    """The summaries of one samråd, oldest first."""
    return select(Samradsnotering).where(Samradsnotering.samrad_id == samrad_id).order_by(Samradsnotering.id)
