"""What AF is told by itself when an order starts, is reopened or ends (AK-17); ``wiring`` connects it.

Also what a beslut shows of the notice to AF (AK-15).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.begrepp.sekretess import Utlamnandegrund
from app.begrepp.tid import svensk_dag
from app.core.delegation import som_system
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.beslut.models import Underrattelse
from app.flode.beslut.states import Underrattelselage
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BORJADE
from app.flode.overlamning.actions import Utlamnande, koa, lage, om_bestallning, oppna
from app.flode.overlamning.models import Overlamning, planerade_kategorier, senaste_om, underlag
from app.flode.overlamning.states import OVERLAMNING, SKICKAS_SJALV, Kanal, OverlamningStatus, Skede, Slag
from app.regelverk.modell import Lagrum


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
    grund = rad[1].lagrum
    sjalv = grund in SKICKAS_SJALV
    utlamnande = Utlamnande(Utlamnandegrund.UPPGIFTSSKYLDIGHET, Lagrum(grund).text) if sjalv else None
    tidigare = await _tidigare(arbete, bestallning_id)
    overlamning = om_bestallning(arbete, rad, kanal=Kanal.API, utlamnande=utlamnande, skede=skede, uppgifter=tidigare)
    if sjalv:
        await arbete.utfor(OVERLAMNING, overlamning, "lagg_i_ko", lage(overlamning))
        await koa(arbete, overlamning)


async def _tidigare(arbete: Arbete, bestallning_id: UUID) -> dict[str, Any]:
    """What was told about the order before goes along; a kind of activity is told when the plan has just one."""
    fore = await arbete.kanske(senaste_om(bestallning_id))
    innehall = oppna(arbete, fore) if fore else {}
    ut = {namn: innehall[namn] for namn in ("aktivitetskategori", "planSammanfattning") if innehall.get(namn)}
    kategorier = await arbete.alla(planerade_kategorier(bestallning_id))
    return ({"aktivitetskategori": kategorier[0]} if len(kategorier) == 1 else {}) | ut


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
