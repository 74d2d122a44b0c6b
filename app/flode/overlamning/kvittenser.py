"""What AF's system tells of an överlämning: received, refused, approved; each word has effect once."""

from datetime import datetime
from uuid import UUID

from app.core.outbox import Avvisning, Kvittens
from app.core.unit_of_work import Arbete
from app.flode.overlamning.models import Overlamning, overlamning_med
from app.flode.overlamning.states import OVERLAMNING, OverlamningLage, OverlamningStatus

ORDNING = ("inkommen", "samrad_besvarat", "godkand", "ej_godkand", "insats_beslutad", "avaktualiserad")


def _lage(overlamning: Overlamning) -> OverlamningLage:
    return OverlamningLage(overlamning.kanal, overlamning.grund)


async def kvitterad(arbete: Arbete, overlamning_id: UUID, kvittens: Kvittens) -> None:
    """AF has received the message; told twice, or after a later word of AF, it changes no state."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.af_kvitterad is None:
        if overlamning.status in {"i_ko", "sand"}:
            uppgifter = {"afReferens": kvittens.referens}
            await arbete.utfor(OVERLAMNING, overlamning, "kvittera", _lage(overlamning), uppgifter=uppgifter)
        overlamning.af_referens, overlamning.af_kvitterad = kvittens.referens, kvittens.mottagen


async def osakert_levererad(arbete: Arbete, overlamning_id: UUID) -> None:
    """It was sent but no answer came; it will be sent again under the same id."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if overlamning.status == OverlamningStatus.I_KO.value:
        await arbete.utfor(OVERLAMNING, overlamning, "osakert_levererad", _lage(overlamning))


async def ej_levererad(arbete: Arbete, overlamning_id: UUID, avvisning: Avvisning) -> None:
    """AF cannot take it as it is; a handläggare corrects it or hands it over by hand."""
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    uppgifter = {"kod": avvisning.kod}
    await arbete.utfor(OVERLAMNING, overlamning, "ej_levererad", _lage(overlamning), uppgifter=uppgifter)
    overlamning.af_felkod, overlamning.af_fel_id, overlamning.af_sparnings_id = (
        avvisning.kod,
        avvisning.fel_id,
        avvisning.sparnings_id,
    )


async def af_handelse(arbete: Arbete, overlamning_id: UUID, typ: str, tid: datetime, af_referens: str) -> bool:
    """AF's word on a message, ordered by AF's own time and kind; an older word than the last changes nothing.

    Tells whether it had any effect.
    """
    overlamning = await arbete.en(overlamning_med(overlamning_id))
    if not _nyare(overlamning, typ, tid):
        return False
    handelse = _steg_for(typ, overlamning.status)
    if handelse is None:
        return False
    await arbete.utfor(OVERLAMNING, overlamning, handelse, _lage(overlamning), uppgifter={"afHandelse": typ})
    overlamning.af_handelse, overlamning.af_handelse_tid = typ, tid
    overlamning.af_referens = overlamning.af_referens or af_referens
    return True


def _nyare(overlamning: Overlamning, typ: str, tid: datetime) -> bool:
    """Whether AF's word is later than its last; of two in the same millisecond, the one further on is later."""
    if overlamning.af_handelse_tid is None or overlamning.af_handelse is None:
        return True
    return (tid, ORDNING.index(typ)) > (overlamning.af_handelse_tid, ORDNING.index(overlamning.af_handelse))


def _steg_for(typ: str, status: str) -> str | None:
    """Which händelse AF's word is in the state at hand; None where it has nothing to say."""
    pa_vag = status in {"i_ko", "sand"}
    if typ == "ej_godkand":
        return "underkann" if pa_vag or status == "kvitterad" else None
    if typ == "godkand" and status == "avvisad":
        return "godkann"
    if pa_vag:
        return "kvittera"
    return "notera" if status in {"kvitterad", "manuellt_overlamnad"} else None
