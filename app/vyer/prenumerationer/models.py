"""Tables of the prenumerationer, and their named queries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Integer, Select, Text, Uuid, func, select
from sqlalchemy.orm import Mapped, synonym

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Mottagare
from app.core.classification import forseglad, intern
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Mottagaragd, tabell
from app.katalog.register import RIKET
from app.vyer.prenumerationer.hemligheter import oppna
from app.vyer.prenumerationer.states import OPPNA, PrenumerationLage, PrenumerationStatus

_LOPNUMMER = BigInteger().with_variant(Integer(), "sqlite")


HEMLIGHETER = Forsegling("prenumerationer.hemligheter")


class Prenumeration(Mottagaragd, Katalogpost, Base):
    """One address that a receiver wants its events sent to.

    ``markor`` is the last number of the receiver's log that has been laid out, ``lopnummer`` the last one given to
    what is sent. ``utmaning`` counts the handshakes that were asked for, ``utmanad`` is the one
    that has been laid out. ``att_stamma_av``: the outbox is yet to be
    brought in line with what somebody did here; ``sand_om`` are the deliveries that were asked for again.
    """

    __tablename__ = "prenumerationer"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", PrenumerationStatus), name="status"),
    )

    id: Mapped[UUID] = intern(Uuid, primary_key=True, default=nytt_id)
    url: Mapped[str] = intern(Text)
    typer: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    beskrivning: Mapped[str | None] = intern(Text)
    status: Mapped[str] = intern(Text, default=PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value)
    hemligheter: Mapped[bytes] = forseglad(HEMLIGHETER)
    gammal_till: Mapped[datetime | None] = intern()
    markor: Mapped[int] = intern(_LOPNUMMER)
    lopnummer: Mapped[int] = intern(Integer, default=0)
    omgang: Mapped[int] = intern(Integer, default=0)
    utmaning: Mapped[int] = intern(Integer, default=1)
    utmanad: Mapped[int] = intern(Integer, default=0)
    bekraftad: Mapped[datetime | None] = intern()
    felkod: Mapped[str | None] = intern(Text)
    att_stamma_av: Mapped[bool] = intern(default=True)
    sand_om: Mapped[list[Any]] = intern(JSON_TYP, default=list)
    skapad: Mapped[datetime] = intern()
    # Whose history its händelser stand in.
    namnd_id: Mapped[UUID] = synonym("mottagare_id")

    @property
    def mottagare(self) -> Mottagare:
        """Whose it is."""
        return Mottagare(self.kommunkod, self.mottagare_id)

    @property
    def historik_delad_med(self) -> UUID | None:
        """An utförare's history is its own."""
        return self.mottagare_id if self.kommunkod == RIKET else None

    @property
    def plats(self) -> Plats:
        """What the seal of the secrets vouches for."""
        return HEMLIGHETER.plats(self.kommunkod, self.id)

    def tva_hemligheter(self, nu: datetime) -> bool:
        """Whether the secret before the newest still signs."""
        return self.gammal_till is not None and self.gammal_till > nu

    def gallande(self, krypto: Krypto, nu: datetime) -> list[str]:
        """The secrets that sign now, the newest first."""
        alla = oppna(self.hemligheter, krypto, self.plats)
        return alla if self.tva_hemligheter(nu) else alla[:1]

    def lage(self, nu: datetime) -> PrenumerationLage:
        """Facts for the guards."""
        return PrenumerationLage(self.tva_hemligheter(nu))

    def vill_ha(self, typ: str) -> bool:
        """Whether an event of a type is among what was chosen: nothing chosen is all of them."""
        return not self.typer or any(typ == vald or typ.startswith(f"{vald}.") for vald in self.typer)


def prenumeration_med(prenumeration_id: UUID) -> Select[Prenumeration]:
    """One subscription of whoever asks."""
    return select(Prenumeration).where(Prenumeration.id == prenumeration_id)


def prenumerationslista() -> Select[Prenumeration]:
    """The caller's subscriptions, of which no more than some are open."""
    return select(Prenumeration)


def antal_oppna() -> Select[int]:
    """How many of the caller's subscriptions are not over."""
    return select(func.count()).select_from(Prenumeration).where(Prenumeration.status.in_(OPPNA))


def last(kommunkod: str, mottagare_id: UUID, prenumeration_id: UUID) -> Select[Prenumeration]:
    """One subscription, held until the end of the transaction; nothing while another holds it."""
    return (
        select(Prenumeration)
        .where(
            Prenumeration.kommunkod == kommunkod,
            Prenumeration.mottagare_id == mottagare_id,
            Prenumeration.id == prenumeration_id,
        )
        .with_for_update(skip_locked=True)
    )
