"""The interpreter of a meeting: ordered when and by whom, and called off when the time no longer stands."""

from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote.models import Motestid
from app.flode.uppstartsmote.sak import Sak, bild, enda, ladda, lage
from app.flode.uppstartsmote.states import MOTE, Tolkstatus


async def bestall_tolk(arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, tid: int | None = None) -> Sak:
    """Somebody has ordered an interpreter for a time that is proposed or booked."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vald = sak.oppen(tid) if tid is not None else enda(sak.oppna)
    vald = await _stega(arbete, sak, "bestall_tolk", vald)
    vald.tolk_bestalld, vald.tolk_bestalld_av = arbete.nu, arbete.aktor.person
    vald.tolk_avbokad, vald.tolk_avbokad_av = None, None
    return bild(arbete, sak)


async def avboka_tolk(arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, tid: int | None = None) -> Sak:
    """The interpreter is called off, also for a time that was rebooked or called off itself."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vald = sak.tid(tid) if tid is not None else enda(_med(sak, Tolkstatus.BESTALLD))
    vald = await _stega(arbete, sak, "avboka_tolk", vald)
    vald.tolk_avbokad, vald.tolk_avbokad_av = arbete.nu, arbete.aktor.person
    return bild(arbete, sak)


def _med(sak: Sak, status: Tolkstatus) -> list[Motestid]:
    return [t for t in sak.tider if t.tolkstatus is status]


async def _stega(arbete: Arbete, sak: Sak, handelse: str, vald: Motestid | None) -> Motestid:
    fakta = lage(arbete, sak, tid_finns=vald is not None, tolk=vald.tolkstatus if vald else None)
    await arbete.utfor(MOTE, sak.mote, handelse, fakta, uppgifter={"tid": vald.nummer} if vald else {})
    assert vald is not None  # guards tiden_galler and tolk_behovs
    return vald
