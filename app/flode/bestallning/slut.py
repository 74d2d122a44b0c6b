"""How an order ends and is reopened: decline, withdraw, end, the closing note (AK-38, AK-40)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.tid import plus_arbetsdagar
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.flode.bestallning.actions import Bild, avtal_med, bild, ladda, stega
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BESTALLNING, BORJADE, BestallningLage, BestallningStatus

RATT_DAGAR = 30
# What an end set, and a reopening takes back; the history keeps it.
VID_SLUTET = (
    "ratt_tom", "avslutsorsak", "slut_datum", "avbojd_orsak", "slutanteckning", "slutanteckning_orsak",
    "slutanteckning_text", "flyttas",
)  # fmt: skip


def folj(
    arbete: Arbete, bestallning: Bestallning, handelse: str, lage: BestallningLage, uppgifter: dict[str, Any]
) -> None:
    """A step that follows from another act: the If-Match of the request is of another order, or there is none."""
    fran = bestallning.status
    bestallning.status = BESTALLNING.valj(fran, handelse, arbete.aktor.roll, lage).till
    arbete.andrad(bestallning, BESTALLNING.namn, handelse, fran, uppgifter)


def stang(arbete: Arbete, bestallning: Bestallning, fran: str, dag: date) -> None:
    """An order that ends on a day gives the utförare's rights a last one."""
    bestallning.stangd, bestallning.stangd_fran = arbete.nu, fran
    bestallning.ratt_tom = dag + timedelta(days=RATT_DAGAR)
    bestallning.paus_till = None


async def _sluta(arbete: Arbete, bestallning_id: UUID, handelse: str, **uppgifter: Any) -> Bestallning:
    """Check and step to an end; the caller sets the fields that follow."""
    bestallning, lage = await ladda(arbete, bestallning_id)
    fran = bestallning.status
    await arbete.utfor(BESTALLNING, bestallning, handelse, lage, uppgifter=uppgifter)
    stang(arbete, bestallning, fran, arbete.idag)
    return bestallning


async def avboj(arbete: Arbete, bestallning_id: UUID, *, orsak: str, text: str | None) -> Bild:
    """Decline with a coded reason."""
    bestallning = await _sluta(arbete, bestallning_id, "avboj", orsak=orsak, **({"text": text} if text else {}))
    bestallning.avbojd_orsak = orsak
    return await bild(arbete, bestallning, "avboj")


async def aterkalla(arbete: Arbete, bestallning_id: UUID, *, skal: str, orsak: str | None) -> Bild:
    """Withdraw: it stops at once, whatever is left to account for (AK-38)."""
    bestallning = await _sluta(arbete, bestallning_id, "aterkalla", skal=skal, **({"orsak": orsak} if orsak else {}))
    bestallning.avslutsorsak = orsak
    if bestallning.stangd_fran in BORJADE:
        bestallning.slut_datum = arbete.idag
    return await bild(arbete, bestallning, "aterkalla")


async def avsluta(arbete: Arbete, bestallning_id: UUID, *, orsak: str, slut_datum: date) -> Bild:
    """End; the utförare's rights run out after a time."""
    bestallning = await _sluta(arbete, bestallning_id, "avsluta", slutDatum=slut_datum.isoformat())
    if slut_datum > arbete.idag or (bestallning.start_datum and slut_datum < bestallning.start_datum):
        raise OgiltigtInnehall(
            "Slutdatum ska ligga mellan start och i dag.", fel=[Faltfel("/slutDatum", "datum", "Ogiltigt slutdatum")]
        )
    bestallning.avslutsorsak, bestallning.slut_datum = orsak, slut_datum
    return await bild(arbete, bestallning, "avsluta")


async def lamna_slutanteckning(arbete: Arbete, bestallning_id: UUID, *, orsak: str, text: str) -> Bild:
    """The utförare's short account of an order that began and came to nothing."""
    bestallning = await stega(arbete, bestallning_id, "lamna_slutanteckning", orsak=orsak, text=text)
    bestallning.slutanteckning = arbete.nu
    bestallning.slutanteckning_orsak, bestallning.slutanteckning_text = orsak, text
    return await bild(arbete, bestallning, "lamna_slutanteckning")


async def ateroppna(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """Undo an end by mistake, while the utförare's rights last; when it was closed and reopened stays on the order."""
    bestallning = await stega(arbete, bestallning_id, "ateroppna", skal=skal)
    for falt in VID_SLUTET:
        setattr(bestallning, falt, None)
    bestallning.ateroppnad = arbete.nu
    if bestallning.status == BestallningStatus.MOTTAGEN.value:
        avtal = await avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
        bestallning.svar_senast = plus_arbetsdagar(arbete.idag, avtal.svar_arbetsdagar if avtal else 1)
    return await bild(arbete, bestallning, "ateroppna")
