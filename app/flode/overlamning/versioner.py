"""Versions of an överlämning: the next one, one that is not to be sent, and one that is no longer true.

AF knows a version by its id, and refuses another body under the same id: only what nobody has tried to send is changed.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.begrepp.paket import PAKETVERSION
from app.core.outbox import byt_innehall, lagg_at_sidan
from app.core.unit_of_work import Arbete
from app.flode.overlamning.actions import Bild, bild, forsegla, lage, oppna, packa_om, stega
from app.flode.overlamning.avvikelsekoder import Ord, som_avvikelser
from app.flode.overlamning.models import Overlamning, sagt_om
from app.flode.overlamning.states import OVERLAMNING, Kanal, OverlamningStatus


async def aterkalla(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, skal: str) -> Bild:
    """The handläggare does not tell AF of it, and says why."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "aterkalla")
    overlamning.skal = skal
    return bild(arbete, arende, overlamning)


async def ny_version(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> Bild:
    """A draft of the next version; of a deviation with what is said of the occasion now."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "ny_version")
    await _borja(arbete, overlamning)
    packa_om(arbete, arende, overlamning, await _sagt_nu(arbete, overlamning))
    return bild(arbete, arende, overlamning)


async def _sagt_nu(arbete: Arbete, overlamning: Overlamning) -> dict[str, Any]:
    if overlamning.tillfalle_id is None or overlamning.bestallning_id is None:
        return {}
    uppgift = await arbete.en(sagt_om(overlamning.bestallning_id, [overlamning.tillfalle_id]))
    return {"avvikelser": som_avvikelser(Ord.av(uppgift))}


async def ratta_lamnad(arbete: Arbete, overlamning: Overlamning, innehall: Mapping[str, Any]) -> None:
    """AF has another version: a draft of the next one, for the handläggare to send."""
    await arbete.utfor(OVERLAMNING, overlamning, "ny_version", lage(overlamning))
    await _borja(arbete, overlamning)
    forsegla(arbete, overlamning, innehall)


async def _borja(arbete: Arbete, overlamning: Overlamning) -> None:
    """The next suffix; what was handed over by a person is corrected by a person."""
    await lagg_at_sidan(arbete, overlamning)
    if overlamning.overlamnad_datum is not None and overlamning.kanal == Kanal.API.value:
        overlamning.kanal = Kanal.MANUELL.value
    overlamning.sandversion += 1
    overlamning.paketversion = PAKETVERSION
    overlamning.af_referens = overlamning.af_felkod = overlamning.af_fel_id = overlamning.af_sparnings_id = None
    overlamning.af_kvitterad = overlamning.af_handelse = overlamning.af_handelse_tid = None
    overlamning.overlamnad_datum = overlamning.overlamnad_av = overlamning.kvittensnummer = None
    overlamning.inaktuell = None


async def ratta_ej_lamnad(
    arbete: Arbete, overlamning: Overlamning, innehall: Mapping[str, Any], *, orsak: str, tas_bort: bool
) -> None:
    """Facts have changed: what has not left follows or is taken back; of what may have left, a person is told."""
    if not await _kan_andras(arbete, overlamning, innehall):
        await _stega(arbete, overlamning, "uppgift_andrad", orsak)
        overlamning.inaktuell = arbete.nu
    elif tas_bort:
        await _stega(arbete, overlamning, "aterkalla", orsak)
        await lagg_at_sidan(arbete, overlamning)
    else:
        await _stega(arbete, overlamning, "uppgift_andrad", orsak)
        forsegla(arbete, overlamning, innehall)


async def _kan_andras(arbete: Arbete, overlamning: Overlamning, innehall: Mapping[str, Any]) -> bool:
    if overlamning.status == OverlamningStatus.UTKAST.value:
        return True
    return overlamning.status == OverlamningStatus.I_KO.value and await byt_innehall(arbete, overlamning, innehall)


async def _stega(arbete: Arbete, overlamning: Overlamning, handelse: str, orsak: str) -> None:
    await arbete.utfor(OVERLAMNING, overlamning, handelse, lage(overlamning), uppgifter={"orsak": orsak})


def med(arbete: Arbete, overlamning: Overlamning, **uppgifter: Any) -> dict[str, Any]:
    """The package with other facts."""
    return oppna(arbete, overlamning) | uppgifter
