"""Inkorgen: what Arbetsförmedlingen has told, kept sealed and as it came, before anybody understands it.

An event is received once by AF's own id and then interpreted; what it led to is its status. One that asks for
a person is flagged: the systemadministratör has it interpreted anew when the fault is mended, or writes it off.
Owns the table, its states and named statements; must not know what an event means.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Select, Text, Uuid, select
from sqlalchemy.orm import Mapped

from app.begrepp.parter import Roll
from app.core.classification import forseglad, intern
from app.core.crypto import Forsegling, Plats
from app.core.database import Base, textlista
from app.core.errors import Hinder
from app.core.stateful import Versionerad
from app.core.tenancy import Namndagd, tabell
from app.core.transitions import Overgang, Tillstandsmaskin

SYSTEM = frozenset({Roll.SYSTEM})
ADMINISTRATOR = frozenset({Roll.SYSTEMADMINISTRATOR})
INGEN_NAMND = UUID(int=0)


class Tolkning(StrEnum):
    """What came of an event; ``annat_innehall``: an earlier one with the same id said something else."""

    VANTAR = "vantar"
    VERKAN = "verkan"
    UTAN_VERKAN = "utan_verkan"
    OKAND_REFERENS = "okand_referens"
    OTOLKBAR = "otolkbar"
    FEL_PERSON = "fel_person"
    ORIMLIG_TID = "orimlig_tid"
    ANNAT_INNEHALL = "annat_innehall"
    AVSKRIVEN = "avskriven"


UTFALL = (
    Tolkning.VERKAN,
    Tolkning.UTAN_VERKAN,
    Tolkning.OKAND_REFERENS,
    Tolkning.OTOLKBAR,
    Tolkning.FEL_PERSON,
    Tolkning.ORIMLIG_TID,
    Tolkning.ANNAT_INNEHALL,
)
# Those that a mended fault may change, and those that ask for a person.
KAN_TOLKAS_OM = (Tolkning.OKAND_REFERENS, Tolkning.OTOLKBAR, Tolkning.FEL_PERSON, Tolkning.ORIMLIG_TID)
FLAGGADE = (*KAN_TOLKAS_OM, Tolkning.ANNAT_INNEHALL)


@dataclass(frozen=True, slots=True)
class TolkningLage:
    """What the interpretation ended in."""

    utfall: Tolkning | None = None


def utfallet_ar(tolkning: Tolkning) -> Callable[[TolkningLage], Hinder | None]:
    """A guard that lets one outcome through."""

    def krav(lage: TolkningLage) -> Hinder | None:
        return None if lage.utfall is tolkning else Hinder("annat_utfall", "Tolkningen gav något annat.")

    return krav


AFHANDELSE: Tillstandsmaskin[TolkningLage] = Tillstandsmaskin(
    namn="afhandelse",
    start="vantar",
    slut=frozenset({"verkan", "utan_verkan", "avskriven"}),
    beskrivning="En händelse från Arbetsförmedlingen, sparad som den kom och sedan tolkad.",
    overgangar=(
        Overgang("ta_emot", (), "vantar", SYSTEM, effekt="sparad krypterad före tolkningen"),
        *(Overgang("tolka", ("vantar",), utfall.value, SYSTEM, (utfallet_ar(utfall),)) for utfall in UTFALL),
        Overgang("tolka_om", tuple(t.value for t in KAN_TOLKAS_OM), "vantar", ADMINISTRATOR, effekt="tolkas på nytt"),
        Overgang("avskriv", tuple(t.value for t in FLAGGADE), "avskriven", ADMINISTRATOR, effekt="skälet noteras"),
    ),
)


INNEHALL = Forsegling("af_handelser")


class AfHandelse(Namndagd, Versionerad, Base):
    """One event; its id is AF's own, so that a repeated one is known.

    One that refers to nothing of ours belongs to no nämnd.
    """

    __tablename__ = "af_handelser"
    __table_args__ = tabell(
        CheckConstraint(textlista("tolkning", Tolkning), name="tolkning"),
        Index("ix_af_handelser_arende", "kommunkod", "arende_id", "id"),
        Index("ix_af_handelser_utfall", "kommunkod", "namnd_id", "tolkning", "id"),
        Index("ix_af_handelser_namnd", "kommunkod", "namnd_id", "id"),
    )

    mottagen: Mapped[datetime] = intern()
    innehall: Mapped[bytes] = forseglad(INNEHALL)
    tolkning: Mapped[str] = intern(Text, default=Tolkning.VANTAR.value)
    arende_id: Mapped[UUID | None] = intern(Uuid)
    objekttyp: Mapped[str | None] = intern(Text)
    objekt_id: Mapped[UUID | None] = intern(Uuid)
    spar: Mapped[str] = intern(Text)

    def plats(self) -> Plats:
        """Place that the content is sealed to."""
        return INNEHALL.plats(self.kommunkod, self.id)

    @property
    def status(self) -> str:
        """What came of it, by the name that a transition table steps."""
        return self.tolkning

    @status.setter
    def status(self, till: str) -> None:
        self.tolkning = till

    @property
    def historik_arende(self) -> UUID:
        """The ärende that it is about; its own id when it is about none."""
        return self.arende_id or self.id

    @property
    def historik_delad_med(self) -> UUID | None:
        """Nobody outside the nämnd (DP-13)."""
        return None

    @property
    def om_person(self) -> bool:
        """Whether it is known to be about a person."""
        return self.arende_id is not None


def handelse_med(handelse_id: UUID) -> Select[AfHandelse]:
    """One event by AF's id, locked."""
    return select(AfHandelse).where(AfHandelse.id == handelse_id).with_for_update()


def handelser_for(namnd_id: UUID, tolkning: str | None) -> Select[AfHandelse]:
    """The events of a nämnd, and those with one outcome."""
    sats = select(AfHandelse).where(AfHandelse.namnd_id == namnd_id)
    return sats if tolkning is None else sats.where(AfHandelse.tolkning == tolkning)


def namndens_handelse(namnd_id: UUID, handelse_id: UUID) -> Select[AfHandelse]:
    """One event of a nämnd."""
    return select(AfHandelse).where(AfHandelse.namnd_id == namnd_id, AfHandelse.id == handelse_id)


def vantande(antal: int) -> Select[UUID]:
    """Events that nobody has interpreted yet, oldest first."""
    return (
        select(AfHandelse.id)
        .where(AfHandelse.tolkning == Tolkning.VANTAR.value)
        .order_by(AfHandelse.mottagen, AfHandelse.id)
        .limit(antal)
    )
