"""What AF is told by itself when an order starts, is reopened or ends (AK-17); ``wiring`` connects it.

Also what a beslut shows of the notice to AF (AK-15).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.begrepp.paket import packa
from app.begrepp.tid import svensk_dag
from app.core.delegation import som_system
from app.core.outbox import byt_innehall, lagg_at_sidan
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.avvikelse.models import Avvikelse, med_nytt_underlag
from app.flode.avvikelse.states import Avvikelsesort
from app.flode.beslut.models import Underrattelse
from app.flode.beslut.states import Underrattelselage
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BORJADE
from app.flode.narvaro.actions import Rattelse
from app.flode.overlamning import avvikelser
from app.flode.overlamning.actions import enligt_lagen, forsegla, koa, lage, om_bestallning, oppna, tidigare_sagt
from app.flode.overlamning.avvikelsekoder import BERATTAS, Ord, som_avvikelser
from app.flode.overlamning.models import Overlamning, ej_lamnade, overlamningar_for, underlag
from app.flode.overlamning.states import OVERLAMNING, PA_VAG, Kanal, OverlamningStatus, Skede, Slag
from app.flode.overlamning.versioner import ratta_ej_lamnad

ORSAK = {"orsak": "ny_identitet"}


async def vid_start(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of ``starta``: AF is told that the person takes part (AK-17)."""
    await _folj(arbete, bestallning, Skede.START)


async def vid_ateroppning(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of ``ateroppna``: what AF was told of its end was a mistake; of one not begun it knows nothing."""
    if bestallning.status in BORJADE:
        await _folj(arbete, bestallning, Skede.ANDRING)


async def vid_slut(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of every end: AF is told that it is over, if it had begun."""
    if bestallning.slut_datum is not None:
        await _folj(arbete, bestallning, Skede.SLUT)


async def _folj(arbete: Arbete, bestallning: Bestallning, skede: Skede) -> None:
    """In the same transaction, in the service's own name: an utförare who starts sees nothing of this."""
    async with som_system(arbete, "overlamning") as system:
        await _informera_sjalv(system, bestallning.id, skede)


async def _informera_sjalv(arbete: Arbete, bestallning_id: UUID, skede: Skede) -> None:
    """Queue at once where the law has laid the disclosure down; otherwise leave a draft for the handläggare."""
    rad = (await arbete.session.execute(underlag(bestallning_id))).one()
    utlamnande = enligt_lagen(rad[1].lagrum)
    tidigare = await tidigare_sagt(arbete, bestallning_id)
    overlamning = om_bestallning(arbete, rad, kanal=Kanal.API, utlamnande=utlamnande, skede=skede, uppgifter=tidigare)
    if utlamnande is not None:
        await arbete.utfor(OVERLAMNING, overlamning, "lagg_i_ko", lage(overlamning))
        await koa(arbete, rad[2], overlamning)


async def nya_underlag(arbete: Arbete) -> list[UUID]:
    """The avvikelser that are established since the last run: the person is heard and the material handed over."""
    return list(await arbete.alla(med_nytt_underlag()))


async def beratta(arbete: Arbete, avvikelse_id: UUID) -> int:
    """Drafts of an established avvikelse's occasions, for the handläggare to send; how many."""
    avvikelse = await arbete.en(select(Avvikelse).where(Avvikelse.id == avvikelse_id))
    avvikelse.nytt_underlag = False
    if not BERATTAS[Avvikelsesort(avvikelse.sort)] or avvikelse.skyddad:
        return 0
    return await avvikelser.utkast_for(arbete, avvikelse.bestallning_id, [UUID(t) for t in avvikelse.tillfallen])


async def vid_rattad_narvaro(arbete: Arbete, rattelser: Sequence[Rattelse]) -> None:
    """Follower of a correction: of an occasion that may have been told as a deviation."""
    berorda = {r.tillfalle_id: r.efter for r in rattelser if som_avvikelser(Ord.av(r.fore))}
    if berorda:
        async with som_system(arbete, "overlamning") as system:
            await avvikelser.folj_rattelser(system, berorda)


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The person may have been protected: what has not left is told without place and time (DP-15)."""
    if arende.skyddad:
        async with som_system(arbete, "overlamning") as system:
            for overlamning in await system.alla(ej_lamnade(arende.id)):
                await _skydda(system, overlamning, arende)


async def _skydda(arbete: Arbete, overlamning: Overlamning, arende: Arende) -> None:
    fore = oppna(arbete, overlamning)
    nu = fore | {"personnummer": arende.personnummer(arbete.krypto).siffror}  # never an identity before this one
    efter = packa(overlamning.mottagare, overlamning.slag, nu, skyddad=True)
    if efter != fore and overlamning.inaktuell is None:
        tas_bort = overlamning.tillfalle_id is not None
        await ratta_ej_lamnad(arbete, overlamning, efter, orsak="skydd", tas_bort=tas_bort)


async def folj_identiteten(arbete: Arbete, arende: Arende) -> None:
    """Follower of a new identity: nothing that AF may know by the old one is told again by the new one (DP-15)."""
    async with som_system(arbete, "overlamning") as system:
        for overlamning in await system.alla(overlamningar_for(arende.id)):
            if overlamning.status in PA_VAG and overlamning.sandversion == 0:
                await _byt_identitet(system, overlamning, arende)
            else:
                await _stanna(system, overlamning)


async def _byt_identitet(arbete: Arbete, overlamning: Overlamning, arende: Arende) -> None:
    """What nobody has tried to send goes with the new identity."""
    innehall = oppna(arbete, overlamning) | {"personnummer": arende.personnummer(arbete.krypto).siffror}
    utkast = overlamning.status == OverlamningStatus.UTKAST.value
    if not utkast and not await byt_innehall(arbete, overlamning, innehall, arende.af_identitet):
        await _stanna(arbete, overlamning)
        return
    forsegla(arbete, overlamning, innehall)
    await arbete.utfor(OVERLAMNING, overlamning, "uppgift_andrad", lage(overlamning), uppgifter=ORSAK)


async def _stanna(arbete: Arbete, overlamning: Overlamning) -> None:
    """It stays as AF has it, or does not leave at all."""
    overlamning.identitet_bytt = True
    if overlamning.status in (*PA_VAG, OverlamningStatus.AVVISAD.value):
        await arbete.utfor(OVERLAMNING, overlamning, "aterkalla", lage(overlamning), uppgifter=ORSAK)
        await lagg_at_sidan(arbete, overlamning)


# --- the notice to AF, as a beslut shows it -----------------------------------------------------

_NOTIS, _VALD = aliased(Overlamning), aliased(Overlamning)
_LAMNAD = (OverlamningStatus.SAND.value, OverlamningStatus.KVITTERAD.value, OverlamningStatus.MANUELLT_OVERLAMNAD.value)


def _basta_notisen() -> Any:
    """The newest notice about the ärende, one that has reached AF before any other."""
    fran = select(_VALD.id).where(_VALD.kommunkod == Arende.kommunkod, _VALD.arende_id == Arende.id)
    av_slaget = fran.where(_VALD.slag == Slag.UNDERRATTELSE.value)
    return av_slaget.order_by(_VALD.status.in_(_LAMNAD).desc(), _VALD.id.desc()).limit(1).scalar_subquery()


def _som_underrattelse(notis: Overlamning) -> Underrattelse:
    if notis.status in _LAMNAD:
        kvitterad = svensk_dag(notis.af_kvitterad) if notis.af_kvitterad else None
        return Underrattelse(notis.id, Underrattelselage.LAMNAD, notis.overlamnad_datum or kvitterad)
    avvisad = notis.status == OverlamningStatus.AVVISAD.value
    return Underrattelse(notis.id, Underrattelselage.SAKNAS if avvisad else Underrattelselage.PAGAR, None)


AF_UNDERRATTELSE = (
    _NOTIS,
    and_(_NOTIS.kommunkod == Arende.kommunkod, _NOTIS.id == _basta_notisen()),
    _som_underrattelse,
)
