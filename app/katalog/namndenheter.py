"""The units of a nämnd (its offices, districts or teams): by which its own work is followed up.

A unit is known by its code, which never changes; ``fran`` and ``tom`` say when ärenden may be given to it. An
ärende keeps the code it has when the unit ends. Must not know any step of the flow.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Index, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.classification import intern, oppen
from app.core.database import Base
from app.core.errors import KROCK, Faltfel, Konflikt, OgiltigtInnehall, Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.stateful import Versionerad
from app.core.tenancy import Namndagd, tabell
from app.core.unit_of_work import Arbete


class Namndenhet(Namndagd, Versionerad, Base):
    """One unit of a nämnd."""

    __tablename__ = "namndenheter"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "namnd_id", "kod"),
        Index("ix_namndenheter_lista", "kommunkod", "namnd_id", "id"),
    )

    kod: Mapped[str] = oppen(Text)
    namn: Mapped[str] = oppen(Text)
    fran: Mapped[date] = oppen(Date)
    tom: Mapped[date | None] = oppen(Date)
    skapad: Mapped[datetime] = intern()

    def galler(self, dag: date) -> bool:
        """Whether ärenden may be given to it that day."""
        return self.fran <= dag and (self.tom is None or dag <= self.tom)


def namndenheter() -> Select[Namndenhet]:
    """The units of the caller's nämnd."""
    return select(Namndenhet)


def namndenhet_med(kod: str) -> Select[Namndenhet]:
    """The unit with a code."""
    return namndenheter().where(Namndenhet.kod == kod)


async def krav_enhet(arbete: Arbete, kod: str, falt: str) -> None:
    """A unit of the nämnd that holds today; raises ``OgiltigtInnehall`` (422)."""
    krav_galler(arbete, await arbete.kanske(namndenhet_med(kod)), falt)


def krav_galler(arbete: Arbete, enhet: Namndenhet | None, falt: str) -> None:
    """The same of a unit that is read."""
    if enhet is None or not enhet.galler(arbete.idag):
        raise OgiltigtInnehall(
            "Enheten finns inte i nämnden, eller gäller inte i dag.", fel=[Faltfel(falt, "saknas", "Okänd enhet")]
        )


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Namndenhet]:
    """One page, the newest first."""
    return skar(await arbete.alla(sida(namndenheter(), Namndenhet.id, fraga)), fraga)


async def hamta(arbete: Arbete, enhet_id: UUID) -> Namndenhet:
    """One unit; another nämnd's does not exist."""
    return await arbete.en(namndenheter().where(Namndenhet.id == enhet_id))


def _krav_arbetsledare(arbete: Arbete) -> UUID:
    aktor = arbete.aktor
    if aktor.part is not Part.KOMMUN or aktor.namnd_id is None:
        raise Saknas
    arbete.krav_roll("Bara arbetsledare ändrar nämndens enheter.")
    return aktor.namnd_id


def _krav_period(fran: date, tom: date | None) -> None:
    if tom is not None and tom < fran:
        raise OgiltigtInnehall("Perioden slutar före den börjar.", fel=[Faltfel("/tom", "ordning", "Före fran")])


async def registrera(arbete: Arbete, *, kod: str, namn: str, fran: date, tom: date | None) -> Namndenhet:
    """Add a unit; a code is given once, also after the unit has ended."""
    namnd = _krav_arbetsledare(arbete)
    _krav_period(fran, tom)
    if await arbete.kanske(namndenhet_med(kod)) is not None:
        raise Konflikt("Nämnden har redan en enhet med den koden.", kod=KROCK)
    return arbete.ny(
        Namndenhet(
            id=nytt_id(),
            kommunkod=arbete.kommunkod,
            namnd_id=namnd,
            kod=kod,
            namn=namn,
            fran=fran,
            tom=tom,
            skapad=arbete.nu,
            version=1,
        )
    )


async def andra(arbete: Arbete, enhet_id: UUID, *, namn: str, tom: date | None) -> Namndenhet:
    """Give it another name or last day; ärenden that it has stay with it."""
    enhet = await hamta(arbete, enhet_id)
    _krav_arbetsledare(arbete)
    await arbete.krav_version(enhet)  # type: ignore[arg-type]  # has id and version, which is all that is read
    _krav_period(enhet.fran, tom)
    enhet.namn, enhet.tom, enhet.version = namn, tom, enhet.version + 1
    return enhet
