"""What has been, is being and could not be sent to one subscription: rows of the outbox, as the receiver sees them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from app.core.errors import Hinder, Saknas, hindrad
from app.core.outbox import Utkorgsrad
from app.core.outbox_states import PA_VAG, UtkorgStatus
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete

# What the rows of the outbox are marked with, and the kinds of objects that they tell of.
MOTTAGARE = "prenumeration"
HANDELSE, BEKRAFTELSE = "prenumeration", "prenumerationsbekraftelse"
# Written into the statement, so that the index of subscribers' rows can be used whatever the plan.
TILL_PRENUMERATION = Utkorgsrad.mottagare == bindparam("till_prenumeration", MOTTAGARE, literal_execute=True)
INTE_UPPGIVEN = Hinder("inte_parkerad", "Leveransen har inte getts upp: den är på väg, framme eller tillbakatagen.")


@dataclass(frozen=True, slots=True)
class Leverans:
    """A row of the outbox, with what its content says it is."""

    rad: Utkorgsrad
    webhook_id: UUID
    nummer: int


def unikt_id(handelse_id: UUID, prenumeration_id: UUID, omgang: int) -> str:
    """What tells a delivery from all others: the event, to whom, and which time round."""
    return f"{handelse_id}_{prenumeration_id}_{omgang}"


def _rader(kommunkod: str, prenumeration_id: UUID) -> Select[Utkorgsrad]:
    return select(Utkorgsrad).where(
        Utkorgsrad.kommunkod == kommunkod,
        TILL_PRENUMERATION,
        Utkorgsrad.mottagare_id == prenumeration_id,
    )


def leveranslista(kommunkod: str, prenumeration_id: UUID, status: UtkorgStatus) -> Select[Utkorgsrad]:
    """The events sent to one subscription, in one state."""
    return _rader(kommunkod, prenumeration_id).where(
        Utkorgsrad.objekttyp == HANDELSE, Utkorgsrad.status == status.value
    )


def pa_vag(kommunkod: str, prenumeration_id: UUID) -> Select[Utkorgsrad]:
    """All that is not finished, held until the end of the transaction."""
    return _rader(kommunkod, prenumeration_id).where(Utkorgsrad.status.in_(PA_VAG)).with_for_update()


def uppgivna(kommunkod: str, prenumeration_id: UUID, idn: list[UUID]) -> Select[Utkorgsrad]:
    """Some of those that were given up, held until the end of the transaction."""
    sats = leveranslista(kommunkod, prenumeration_id, UtkorgStatus.PARKERAD)
    return sats.where(Utkorgsrad.id.in_(idn)).with_for_update()


async def lista(
    arbete: Arbete, kommunkod: str, prenumeration_id: UUID, status: UtkorgStatus, fraga: Sidfraga
) -> Utsnitt[Leverans]:
    """A page, the newest first; the caller's right to the subscription is looked at before."""
    sats = sida(leveranslista(kommunkod, prenumeration_id, status), Utkorgsrad.id, fraga)
    utsnitt = skar(await arbete.alla(sats), fraga)
    return Utsnitt([_leverans(arbete, rad) for rad in utsnitt.rader], fraga, utsnitt.nasta)


def _leverans(arbete: Arbete, rad: Utkorgsrad) -> Leverans:
    return Leverans(rad, UUID(rad.unikt_id.partition("_")[0]), rad.oppna(arbete.krypto)["nummer"])


async def krav_uppgiven(arbete: Arbete, kommunkod: str, prenumeration_id: UUID, leverans_id: UUID) -> None:
    """Raise unless the delivery is one of the subscription's, and was given up."""
    rad = await arbete.kanske(_rader(kommunkod, prenumeration_id).where(Utkorgsrad.id == leverans_id))
    if rad is None or rad.objekttyp != HANDELSE:
        raise Saknas
    if rad.status != UtkorgStatus.PARKERAD.value:
        raise hindrad([INTE_UPPGIVEN])
