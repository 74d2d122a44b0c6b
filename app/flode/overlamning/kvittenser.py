"""What AF's system tells of an överlämning: received, refused, approved; each word has effect once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.outbox import Avvisning, Kvittens
from app.core.unit_of_work import Arbete
from app.flode.overlamning.models import Overlamning, overlamning_med
from app.flode.overlamning.states import OVERLAMNING, OverlamningLage, OverlamningStatus

I_LEVERANS = frozenset({OverlamningStatus.I_KO.value, OverlamningStatus.SAND.value})
ORDNING = ("inkommen", "samrad_besvarat", "godkand", "ej_godkand", "insats_beslutad", "avaktualiserad")


BESKED = frozenset({"godkand", "ej_godkand"})


@dataclass(frozen=True, slots=True)
class AfOrd:
    """One word of AF on a version of a message: kind, AF's own time and reference."""

    typ: str
    tid: datetime
    af_referens: str
    version: int


def _lage(overlamning: Overlamning) -> OverlamningLage:
    return OverlamningLage(overlamning.kanal, overlamning.grund)


async def kvitterad(arbete: Arbete, overlamning_id: UUID, kvittens: Kvittens) -> None:
    """AF has received the message; told twice, or after a later word of AF, it changes no state."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.af_kvitterad is None:
        if overlamning.status in I_LEVERANS:
            uppgifter = {"afReferens": kvittens.referens}
            await arbete.utfor(OVERLAMNING, overlamning, "kvittera", _lage(overlamning), uppgifter=uppgifter)
        overlamning.af_referens, overlamning.af_kvitterad = kvittens.referens, kvittens.mottagen


async def osakert_levererad(arbete: Arbete, overlamning_id: UUID) -> None:
    """It was sent but no answer came; it will be sent again under the same id."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.status == OverlamningStatus.I_KO.value:
        await arbete.utfor(OVERLAMNING, overlamning, "osakert_levererad", _lage(overlamning))


async def ej_levererad(arbete: Arbete, overlamning_id: UUID, avvisning: Avvisning) -> None:
    """AF cannot take it as it is; a handläggare corrects it or hands it over by hand.

    What AF has told of by an event it has, whatever it answers when it is sent again.
    """
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.af_handelse is not None or overlamning.status not in I_LEVERANS:
        return
    uppgifter = {"kod": avvisning.kod}
    await arbete.utfor(OVERLAMNING, overlamning, "ej_levererad", _lage(overlamning), uppgifter=uppgifter)
    overlamning.notera_avvisning(avvisning)


async def koad_igen(arbete: Arbete, overlamning_id: UUID) -> None:
    """An operator lets the message that was set aside be sent once more as it is."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.status == OverlamningStatus.AVVISAD.value:
        await arbete.utfor(OVERLAMNING, overlamning, "koad_igen", _lage(overlamning))
        overlamning.glom_avvisning()


async def af_handelse(arbete: Arbete, overlamning_id: UUID, ord_: AfOrd) -> bool:
    """AF's word on a message. The latest yes or no by AF's own time decides, whatever came in which order.

    A word on an earlier version than the one that is sent, or one that is no news, changes nothing. Tells whether
    it had any effect.
    """
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.sandversion != ord_.version:
        return False
    senare, avgor = _senare(overlamning, ord_), _avgor(overlamning, ord_)
    if not (senare or avgor):
        return False
    handelse = _steg_for(ord_, overlamning.status, avgor=avgor)
    await arbete.utfor(OVERLAMNING, overlamning, handelse, _lage(overlamning), uppgifter={"afHandelse": ord_.typ})
    if senare:
        overlamning.af_handelse, overlamning.af_handelse_tid = ord_.typ, ord_.tid
    if avgor:
        overlamning.af_besked, overlamning.af_besked_tid = ord_.typ, ord_.tid
    overlamning.af_referens = overlamning.af_referens or ord_.af_referens
    return True


def _senare(overlamning: Overlamning, ord_: AfOrd) -> bool:
    """Whether AF has told of nothing later; of two in the same millisecond, the one further on is later."""
    return _efter(ord_, overlamning.af_handelse, overlamning.af_handelse_tid)


def _avgor(overlamning: Overlamning, ord_: AfOrd) -> bool:
    """Whether it is AF's latest yes or no."""
    return ord_.typ in BESKED and _efter(ord_, overlamning.af_besked, overlamning.af_besked_tid)


def _efter(ord_: AfOrd, typ: str | None, tid: datetime | None) -> bool:
    if typ is None or tid is None:
        return True
    return (ord_.tid, ORDNING.index(ord_.typ)) > (tid, ORDNING.index(typ))


def _steg_for(ord_: AfOrd, status: str, *, avgor: bool) -> str:
    """Which händelse AF's word is in the state at hand."""
    if avgor and ord_.typ == "ej_godkand" and status != OverlamningStatus.MANUELLT_OVERLAMNAD.value:
        return "notera" if status == OverlamningStatus.AVVISAD.value else "underkann"
    if avgor and status == OverlamningStatus.AVVISAD.value:
        return "godkann"
    return "kvittera" if status in I_LEVERANS else "notera"
