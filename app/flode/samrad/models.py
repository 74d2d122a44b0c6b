"""Tables of the samråd step: the question, AF's answer (sealed), summaries from other sources."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.sekretess import Utlamnandegrund
from app.core.classification import intern, kanslig, personuppgift, skyddad
from app.core.crypto import Plats
from app.core.database import Base, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, tabell
from app.flode.samrad.states import (
    UPPFYLLER_AK14,
    Kanal,
    Leverans,
    Noteringskalla,
    SamradStatus,
)
from app.katalog.organisationer import Namnd, Organisation


class Samrad(Namndagd, Tillstandsagd, Base):
    """One samråd with AF; never shared with an utförare (DP-13)."""

    __tablename__ = "samrad"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", SamradStatus), name="status"),
        CheckConstraint(textlista("kanal", Kanal), name="kanal"),
        CheckConstraint(textlista("leverans", Leverans), name="leverans"),
        CheckConstraint(textlista("grund", Utlamnandegrund), name="grund"),
        Index("ix_samrad_arende", "kommunkod", "arende_id", "id"),
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
    af_referens: Mapped[str | None] = intern(Text)
    af_kvitterad: Mapped[datetime | None] = intern()
    af_felkod: Mapped[str | None] = intern(Text)
    af_fel_id: Mapped[str | None] = intern(Text)
    af_sparnings_id: Mapped[str | None] = intern(Text)
    besvarad: Mapped[datetime | None] = intern()
    svar_datum: Mapped[date | None] = intern()
    svar_vem: Mapped[str | None] = personuppgift(Text)
    svar_anteckning: Mapped[str | None] = kanslig(Text)
    af_svar_tid: Mapped[datetime | None] = intern()
    svar_forseglat: Mapped[bytes | None] = skyddad(LargeBinary)
    skal: Mapped[str | None] = kanslig(Text)

    @property
    def uppfyller_ak14(self) -> bool:
        """Whether a beslut under 12 kap. 4 § SoL may rest on it."""
        return self.status in UPPFYLLER_AK14

    def svarsplats(self) -> Plats:
        """Place that AF's answer is sealed to."""
        return Plats("samrad.svar", self.kommunkod, self.id)


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


def noteringar(samrad_id: UUID) -> Select[Samradsnotering]:
    """The summaries of one samråd, oldest first."""
    return select(Samradsnotering).where(Samradsnotering.samrad_id == samrad_id).order_by(Samradsnotering.id)
