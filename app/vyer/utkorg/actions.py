"""What a systemadministrator looks at and does in the nämnd's outbox; contents and persons are never read.

The administrator's own sight holds no ärenden, so the service acts with its sight and the administrator's name:
the händelser of the message and of its object say who did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.begrepp.parter import Aktor, Part
from app.core.errors import Saknas
from app.core.journal import Handelse, historik
from app.core.outbox import (
    GAMMAL,
    Utkorgsrad,
    ateruppta,
    kolage,
    meddelande_med,
    ofardiga_i,
    ofardiga_meddelanden,
    parkerade,
)
from app.core.outbox_figures import Utkorgsbild
from app.core.outbox_recipients import lagen
from app.core.outbox_states import UTKORGSMEDDELANDE, Meddelandelage, UtkorgStatus
from app.core.outbox_steps import STEG
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete

# As many as one request sends again: each is a few statements in the same transaction.
FLEST_PA_EN_GANG = 100
LAGE = Meddelandelage()


@dataclass(frozen=True, slots=True)
class Antal:
    """Messages to one recipient in one status."""

    mottagare: str
    status: str
    antal: int
    aldsta: datetime | None
    aldre_an_ett_dygn: int


@dataclass(frozen=True, slots=True)
class Lage:
    """The nämnd's counts, and how the recipients are."""

    antal: Sequence[Antal]
    bild: Utkorgsbild


@dataclass(frozen=True, slots=True)
class Bild:
    """One message with what may be done."""

    rad: Utkorgsrad
    mojligheter: Mojligheter


@dataclass(frozen=True, slots=True)
class Omsandning:
    """How many messages were queued again, and whether more of the same kind are left."""

    antal: int
    fler: bool


def driften(aktor: Aktor) -> Aktor:
    """Who looks after the nämnd's outbox, with the service's sight; other parties have none (404)."""
    if aktor.part is not Part.KOMMUN or aktor.namnd_id is None:
        raise Saknas
    return replace(aktor, part=Part.SYSTEM)


def _namnd(arbete: Arbete) -> UUID:
    """The nämnd that the administrator belongs to."""
    namnd_id = arbete.aktor.namnd_id
    assert namnd_id is not None, "set by driften"
    return namnd_id


async def visa_lage(arbete: Arbete) -> Lage:
    """Counts for the nämnd; a recipient that there is only one of is the same for all nämnder."""
    rader = (await arbete.session.execute(kolage(_namnd(arbete), arbete.nu - GAMMAL))).all()
    return Lage([Antal(*rad) for rad in rader], Utkorgsbild(arbete.nu, (), list(await arbete.alla(lagen()))))


async def lista(arbete: Arbete, fraga: Sidfraga, status: UtkorgStatus) -> Utsnitt[Utkorgsrad]:
    """One page of the nämnd's unfinished messages in a status, the newest first."""
    return skar(await arbete.alla(sida(ofardiga_meddelanden(_namnd(arbete), status), Utkorgsrad.id, fraga)), fraga)


async def visa(arbete: Arbete, meddelande_id: UUID) -> Bild:
    """One message."""
    return _bild(arbete, await _ladda(arbete, meddelande_id))


async def historia(arbete: Arbete, meddelande_id: UUID) -> list[Handelse]:
    """What operators have done with it."""
    await _ladda(arbete, meddelande_id)
    return list(await arbete.alla(historik(meddelande_id)))


async def sand_om(arbete: Arbete, meddelande_id: UUID, *, skal: str) -> Bild:
    """Queue a message that was set aside again, as it is; its object is told."""
    rad = await _ladda(arbete, meddelande_id)
    await _sand_om(arbete, rad, skal)
    return _bild(arbete, rad)


async def sand_om_alla(arbete: Arbete, *, mottagare: str, felkod: str, skal: str) -> Omsandning:
    """The same for those that one recipient has refused with one code, the oldest first and some at a time."""
    rader = await arbete.alla(parkerade(_namnd(arbete), mottagare, felkod).limit(FLEST_PA_EN_GANG + 1))
    for rad in rader[:FLEST_PA_EN_GANG]:
        await _sand_om(arbete, rad, skal)
    return Omsandning(min(len(rader), FLEST_PA_EN_GANG), fler=len(rader) > FLEST_PA_EN_GANG)


async def _sand_om(arbete: Arbete, rad: Utkorgsrad, skal: str) -> None:
    await arbete.utfor(UTKORGSMEDDELANDE, rad, "sand_om", LAGE, uppgifter={"skal": skal, "felkod": rad.felkod})
    ateruppta(arbete, rad, await arbete.alla(ofardiga_i(rad.arende_id)))
    await STEG[rad.objekttyp].koad_igen(arbete.utan_version(), rad.objekt_id)


async def _ladda(arbete: Arbete, meddelande_id: UUID) -> Utkorgsrad:
    return await arbete.en(meddelande_med(_namnd(arbete), meddelande_id))


def _bild(arbete: Arbete, rad: Utkorgsrad) -> Bild:
    return Bild(rad, arbete.mojligheter(UTKORGSMEDDELANDE, rad, LAGE))
