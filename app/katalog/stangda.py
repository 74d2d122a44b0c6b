"""Days when an utförare, or one of its enheter, is closed; open facts that plans and occasions are laid around.

A period is made for today and later, and holds only for what begins after it was registered: what has taken place
took place. Ended early, it keeps its days so far; ended before its first day, it holds none (``tom`` before
``fran``). Must not know any step of the flow.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, Index, Select, Text, Uuid, or_, select
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.core.classification import intern, oppen
from app.core.database import Base
from app.core.errors import Faltfel, Forbjuden, OgiltigtInnehall
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.stateful import Versionerad
from app.core.tenancy import Isolering, tabell
from app.core.unit_of_work import Arbete
from app.katalog.organisationer import organisation_med

EN_DAG = timedelta(days=1)
SAMORDNARNA = "Bara utförarens egna samordnare anger när den har stängt."


class StangdPeriod(Versionerad, Base):
    """Days, both included, when nothing takes place at the utförare, or at one enhet of it."""

    __tablename__ = "stangda_perioder"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(
        Index("ix_stangda_perioder_lista", "organisation_id", "id"),
        Index("ix_stangda_perioder_tom", "organisation_id", "tom"),
    )

    id: Mapped[UUID] = oppen(Uuid, primary_key=True, default=nytt_id)
    organisation_id: Mapped[UUID] = oppen(Uuid)
    enhet: Mapped[str | None] = oppen(Text)
    fran: Mapped[date] = oppen(Date)
    tom: Mapped[date] = oppen(Date)
    skal: Mapped[str] = oppen(Text)
    skapad: Mapped[datetime] = intern()


def stangda_for(organisation_id: UUID) -> Select[StangdPeriod]:
    """All periods of one utförare."""
    return select(StangdPeriod).where(StangdPeriod.organisation_id == organisation_id)


def _stangd_med(organisation_id: UUID, period_id: UUID) -> Select[StangdPeriod]:
    return stangda_for(organisation_id).where(StangdPeriod.id == period_id)


async def stangda(
    arbete: Arbete, organisation_id: UUID, enhet: str | None, fran: date, tom: date
) -> Sequence[StangdPeriod]:
    """Periods that close some day from ``fran`` to ``tom`` for an order at ``enhet``, the first one first.

    What is closed as a whole is closed for every enhet; an order at no enhet meets only that.
    """
    har = (
        StangdPeriod.enhet.is_(None)
        if enhet is None
        else or_(StangdPeriod.enhet.is_(None), StangdPeriod.enhet == enhet)
    )
    i_tiden = (StangdPeriod.tom >= fran, StangdPeriod.fran <= tom, StangdPeriod.fran <= StangdPeriod.tom)
    sats = stangda_for(organisation_id).where(har, *i_tiden).order_by(StangdPeriod.fran, StangdPeriod.id)
    return await arbete.alla(sats)


async def lista(arbete: Arbete, organisation_id: UUID, fraga: Sidfraga) -> Utsnitt[StangdPeriod]:
    """One page, the newest registered first; 404 for an unknown party."""
    utsnitt = skar(await arbete.alla(sida(stangda_for(organisation_id), StangdPeriod.id, fraga)), fraga)
    if not utsnitt.rader:
        await arbete.en(organisation_med(organisation_id))
    return utsnitt


async def hamta(arbete: Arbete, organisation_id: UUID, period_id: UUID) -> StangdPeriod:
    """One period."""
    return await arbete.en(_stangd_med(organisation_id, period_id))


def _krav_egen(arbete: Arbete, organisation_id: UUID) -> None:
    arbete.krav_roll(SAMORDNARNA)
    if arbete.aktor.organisation_id != organisation_id:
        raise Forbjuden(SAMORDNARNA, regel="DP-04")


async def stang(
    arbete: Arbete, organisation_id: UUID, *, enhet: str | None, fran: date, tom: date, skal: str
) -> StangdPeriod:
    """Close for some days to come."""
    _krav_egen(arbete, organisation_id)
    if tom < fran:
        raise OgiltigtInnehall("Perioden slutar före den börjar.", fel=[Faltfel("/tom", "ordning", "Före fran")])
    if fran < arbete.idag:
        raise OgiltigtInnehall(
            "En stängd period anges i förväg.", fel=[Faltfel("/fran", "passerat", "Ange i dag eller senare")]
        )
    period = StangdPeriod(
        id=nytt_id(),
        organisation_id=organisation_id,
        enhet=enhet,
        fran=fran,
        tom=tom,
        skal=skal,
        skapad=arbete.nu,
        version=1,
    )
    return arbete.ny(period)


async def oppna(arbete: Arbete, organisation_id: UUID, period_id: UUID, *, tom: date) -> StangdPeriod:
    """Open again earlier: ``tom`` is the new last closed day, at the earliest yesterday."""
    _krav_egen(arbete, organisation_id)
    period = await hamta(arbete, organisation_id, period_id)
    await arbete.krav_version(period)  # type: ignore[arg-type]  # has id and version, which is all that is read
    tidigast = max(arbete.idag, period.fran) - EN_DAG
    if not tidigast <= tom < period.tom:
        raise OgiltigtInnehall(
            "Perioden kan bara kortas, och inte för dagar som har gått.",
            fel=[Faltfel("/tom", "ordning", f"Från {tidigast} och före {period.tom}")],
        )
    period.tom, period.version = tom, period.version + 1
    return period
