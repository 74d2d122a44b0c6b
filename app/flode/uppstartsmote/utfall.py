"""What came of a meeting: held, or who stayed away; the person's own account, and how the nämnd judges it (AK-20).

That somebody stayed away is a fact. It changes nothing by itself: the person tells why, staff judge, and only what is
the person's alone is judged at all.
"""

from collections.abc import Mapping
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.uppstartsmote import krockar
from app.flode.uppstartsmote.models import Franvaroprovning, Motestid
from app.flode.uppstartsmote.sak import Sak, bild, enda, franvarofakta, ladda, lage
from app.flode.uppstartsmote.states import MOTE, Franvarobedomning, Motespart, MoteStatus, TidStatus

Narvaro = Mapping[Motespart, bool]
Franvaroskal = Mapping[Motespart, str]
TID_EFTER = {
    MoteStatus.BOKAT.value: TidStatus.BOKAD.value,
    MoteStatus.GENOMFORT.value: TidStatus.HALLEN.value,
    MoteStatus.UTEBLIVET.value: TidStatus.UTEBLIVEN.value,
}


def avsluta(arbete: Arbete, tid: Motestid, status: TidStatus, begart_av: str | None, skal: str | None) -> None:
    """A time that no longer stands keeps who asked for the change and why."""
    tid.status, tid.slut_begart_av, tid.slut_skal, tid.andrad = status.value, begart_av, skal, arbete.nu


async def ha_varit(arbete: Arbete, sak: Sak, tid: Motestid, narvaro: Narvaro, franvaroskal: Franvaroskal) -> None:
    """Attendance and reason per party; a held meeting lets the order start."""
    for kallelse in sak.kallade(tid):
        part = Motespart(kallelse.part)
        kallelse.narvaro, kallelse.franvaro_skal = narvaro[part], franvaroskal.get(part)
    if sak.mote.status == MoteStatus.GENOMFORT.value:
        await bestallningar.notera_mote(arbete, sak.bestallning, svensk_dag(tid.borjar))


async def genomfor(
    arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, narvaro: Narvaro, franvaroskal: Franvaroskal
) -> Sak:
    """The meeting was held; the order may start."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    return await _utfall(arbete, sak, "genomfor", narvaro, franvaroskal, None)


async def utebli(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    narvaro: Narvaro,
    franvaroskal: Franvaroskal,
    skal: str | None = None,
) -> Sak:
    """Somebody stayed away."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    return await _utfall(arbete, sak, "utebli", narvaro, franvaroskal, skal)


async def _utfall(
    arbete: Arbete, sak: Sak, handelse: str, narvaro: Narvaro, franvaroskal: Franvaroskal, skal: str | None
) -> Sak:
    tid = sak.bokad
    fakta = lage(arbete, sak, narvaro=narvaro, franvarande=frozenset(franvaroskal))
    await arbete.utfor(MOTE, sak.mote, handelse, fakta, uppgifter={"tid": tid.nummer} if tid else {})
    assert tid is not None  # the table allows an outcome from bokat only
    avsluta(arbete, tid, TidStatus(TID_EFTER[sak.mote.status]), None, skal)
    krockar.folj(arbete, sak)
    await ha_varit(arbete, sak, tid, narvaro, franvaroskal)
    return bild(arbete, sak)


def _utebliven(sak: Sak, nummer: int | None) -> Motestid | None:
    """The time that somebody stayed away from; the number is needed where there are several."""
    if nummer is None:
        return enda(sak.uteblivna)
    return next((t for t in sak.uteblivna if t.nummer == nummer), None)


async def redogor(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    redogorelse: str | None = None,
    tid: int | None = None,
) -> Sak:
    """The person's own account of an absence; or that the person was asked and gave none."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vald = _utebliven(sak, tid)
    fakta = lage(arbete, sak, **franvarofakta(sak, vald))
    await arbete.utfor(MOTE, sak.mote, "redogor", fakta, uppgifter={"tid": vald.nummer} if vald else {})
    assert vald is not None  # guard nagon_har_uteblivit
    kallelse = sak.kallad(vald, Motespart.INDIVID)
    kallelse.redogorelse = redogorelse
    kallelse.redogorelse_noterad, kallelse.redogorelse_noterad_av = arbete.nu, arbete.aktor.person
    return bild(arbete, sak)


async def bedom_franvaro(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    bedomning: Franvarobedomning,
    motivering: str,
    tid: int | None = None,
) -> Sak:
    """Whether the person had an acceptable reason, by the nämnd; a later judgement stands beside the earlier."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vald = _utebliven(sak, tid)
    fakta = lage(arbete, sak, **franvarofakta(sak, vald))
    await arbete.utfor(MOTE, sak.mote, "bedom_franvaro", fakta, uppgifter={"tid": vald.nummer} if vald else {})
    assert vald is not None  # guard nagon_har_uteblivit
    provning = Franvaroprovning(
        id=nytt_id(),
        kommunkod=sak.mote.kommunkod,
        namnd_id=sak.mote.namnd_id,
        mote_id=sak.mote.id,
        tid_nummer=vald.nummer,
        bedomning=bedomning.value,
        motivering=motivering,
        bedomd=arbete.nu,
        bedomd_av=arbete.aktor.person,
    )
    sak.provningar.append(arbete.ny(provning))
    return bild(arbete, sak)
