"""What an answer from a receiver means for its subscription; each call has effect once."""

from datetime import datetime
from uuid import UUID

from app.core.outbox import Avvisning, Kvittens
from app.core.unit_of_work import Arbete
from app.vyer.prenumerationer.models import Prenumeration, prenumeration_med
from app.vyer.prenumerationer.states import PRENUMERATION, PrenumerationStatus

BORTA = "http_410"


async def _utfor(arbete: Arbete, prenumeration: Prenumeration, handelse: str, **uppgifter: str) -> None:
    lage = prenumeration.lage(arbete.nu)
    await arbete.utfor(PRENUMERATION, prenumeration, handelse, lage, uppgifter=dict(uppgifter))
    prenumeration.att_stamma_av = True


async def pausa_vid_tystnad(arbete: Arbete, prenumeration: Prenumeration, nere_sedan: datetime | None) -> None:
    """Everything has failed for too long: from now on only a probe at a time is sent."""
    if nere_sedan is not None and prenumeration.status == PrenumerationStatus.AKTIV.value:
        await _utfor(arbete, prenumeration, "pausa_automatiskt", nereSedan=nere_sedan.isoformat())


class Handelsesteg:
    """The messages that carry events."""

    async def kvitterad(self, arbete: Arbete, objekt_id: UUID, kvittens: Kvittens) -> None:
        """One that was paused because nothing got through is not paused any longer."""
        del kvittens
        prenumeration = await arbete.en(prenumeration_med(objekt_id))
        if prenumeration.status == PrenumerationStatus.PAUSAD_AUTOMATISKT.value:
            await _utfor(arbete, prenumeration, "ateruppta_automatiskt")

    async def ej_levererad(self, arbete: Arbete, objekt_id: UUID, avvisning: Avvisning) -> None:
        """Given up: the receiver sees it among its deliveries. One who says it is gone gets nothing more."""
        prenumeration = await arbete.en(prenumeration_med(objekt_id))
        prenumeration.att_stamma_av = True
        if avvisning.kod == BORTA and prenumeration.status != PrenumerationStatus.AVSLUTAD.value:
            await _utfor(arbete, prenumeration, "upphor", kod=avvisning.kod)

    async def osakert_levererad(self, arbete: Arbete, objekt_id: UUID) -> None:
        """It is sent again under the same id."""

    async def koad_igen(self, arbete: Arbete, objekt_id: UUID) -> None:
        """It is sent again under the same id."""


class Bekraftelsesteg:
    """The challenge that an address has to answer."""

    async def kvitterad(self, arbete: Arbete, objekt_id: UUID, kvittens: Kvittens) -> None:
        """The address belongs to somebody who wants the events."""
        prenumeration = await arbete.en(prenumeration_med(objekt_id))
        if prenumeration.status == PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value:
            await _utfor(arbete, prenumeration, "bekrafta")
            prenumeration.bekraftad, prenumeration.felkod = kvittens.mottagen, None

    async def ej_levererad(self, arbete: Arbete, objekt_id: UUID, avvisning: Avvisning) -> None:
        """The answer was wrong, or the address may not be called; it can be asked again."""
        prenumeration = await arbete.en(prenumeration_med(objekt_id))
        if prenumeration.status == PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value:
            await _utfor(arbete, prenumeration, "neka", kod=avvisning.kod)
            prenumeration.felkod = avvisning.kod

    async def osakert_levererad(self, arbete: Arbete, objekt_id: UUID) -> None:
        """It is asked again."""

    async def koad_igen(self, arbete: Arbete, objekt_id: UUID) -> None:
        """It is asked again."""
