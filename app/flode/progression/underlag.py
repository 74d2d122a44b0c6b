"""What of an order's progression may go to the utförare that takes over: what the earlier one could read, masked.

Levels without answers and reasons; of reports what was handed in last (DP-26, DP-27).
"""

from typing import Any

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.progression.actions import las_versioner, version_av
from app.flode.progression.matvarden import Matvarden, maskera
from app.flode.progression.models import Matning, gallande_matningar, inlamningar_for, rapporter_for


async def matningar(arbete: Arbete, bestallning: Bestallning) -> list[dict[str, Any]]:
    """Measurements shared with the earlier utförare that no later one corrects, newest first."""
    sats = gallande_matningar(bestallning.id, kopior=True).where(Matning.delad_med == bestallning.delad_med)
    rader = await arbete.alla(sats)
    await las_versioner(arbete, rader)
    return [_slappt(arbete, m) for m in rader]


def _slappt(arbete: Arbete, matning: Matning) -> dict[str, Any]:
    varden = maskera(version_av(arbete, matning), Matvarden.las(matning.niva, None, matning.omraden))
    return {
        "datum": matning.datum.isoformat(),
        "instrument": matning.instrument,
        "instrument_version": matning.instrument_version,
        "respondent": matning.respondent,
        "niva": varden.niva,
        "omraden": [{"omrade": o.omrade, "niva": o.niva} for o in varden.omraden if o.niva],
    }


async def rapporter(arbete: Arbete, bestallning: Bestallning) -> list[dict[str, Any]]:
    """Reports as they were handed in last, in order of their periods."""
    ut = []
    for rapport in await arbete.alla(rapporter_for(bestallning.id, utkast=False)):
        inlamningar = await arbete.alla(inlamningar_for(rapport.id))
        ut += [
            {
                "period_fran": i.period_fran.isoformat(),
                "period_tom": i.period_tom.isoformat(),
                "text": i.text,
                "nasta_steg": i.nasta_steg,
            }
            for i in inlamningar[-1:]
        ]
    return sorted(ut, key=lambda r: r["period_fran"])
