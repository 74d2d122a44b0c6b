"""What of an order's progression may go to the utförare that takes over: what the earlier one could read, masked.

Levels without answers and reasons; of reports what was handed in last (DP-26, DP-27).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.progression.matvarden import Matvarden, maskera
from app.flode.progression.models import Matning, gallande_matningar, inlamningar_for, rapporter_for
from app.katalog import instrument_uppslag as uppslag
from app.katalog.instrument_modell import Instrumentversion


async def matningar(arbete: Arbete, bestallning: Bestallning) -> list[dict[str, Any]]:
    """Measurements shared with the earlier utförare that no later one corrects, newest first."""
    sats = gallande_matningar(bestallning.id, kopior=True).where(Matning.delad_med == bestallning.delad_med)
    rader = await arbete.alla(sats)
    egna = await uppslag.egna(arbete, [m.egen_version_id for m in rader])
    return [_slappt(egna, m) for m in rader]


def _slappt(egna: Mapping[UUID, Instrumentversion], matning: Matning) -> dict[str, Any]:
    version = uppslag.vald(egna, matning.instrument, matning.instrument_version, matning.egen_version_id)
    varden = maskera(version, Matvarden.las(matning.niva, None, matning.omraden))
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
