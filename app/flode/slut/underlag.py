"""What a slutrapport rests on, as it stands when it is handed in: levels, attendance and hours, reports.

Only what the utförare itself has of the order is frozen, since the utförare reads it (DP-10, DP-26).
"""

from typing import Any

from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.timlasning import hela_ordern
from app.flode.narvaro.timrakning import Timrad
from app.flode.progression.actions import las_versioner
from app.flode.progression.models import Matning, Rapport, gallande_matningar
from app.flode.progression.rapporter import frys_matning
from app.flode.slut.models import lamnade_rapporter


async def fryst_underlag(arbete: Arbete, bestallning: Bestallning) -> dict[str, Any]:
    """The columns of ``Slutinlamning`` with the same names."""
    matningar = await arbete.alla(gallande_matningar(bestallning.id, kopior=False))
    await las_versioner(arbete, matningar)
    senaste: dict[tuple[str, str], Matning] = {}
    for m in matningar:
        senaste.setdefault((m.instrument, m.respondent), m)
    return {
        "nivaer": [frys_matning(senaste[nyckel]) for nyckel in sorted(senaste)],
        "narvaro": _narvaro(await hela_ordern(arbete, bestallning)),
        "rapporter": [_rapport(r) for r in await arbete.alla(lamnade_rapporter(bestallning.id))],
    }


def _narvaro(rad: Timrad) -> dict[str, Any]:
    summor = [
        {"slag": s.slag.value, "minuter": s.minuter, "antal": s.antal, "forklaring": s.forklaring}
        for s in rad.forklarade
    ]
    return {"fran": rad.tid.fran.isoformat(), "tom": rad.tid.tom.isoformat(), "summor": summor}


def _rapport(rapport: Rapport) -> dict[str, Any]:
    return {
        "rapport_id": str(rapport.id),
        "utgava": rapport.utgava,
        "status": rapport.status,
        "period_fran": rapport.period_fran.isoformat(),
        "period_tom": rapport.period_tom.isoformat(),
    }
