"""Paths of what is computed from an order's progression: how it stands, and what it is owed."""

from typing import Annotated

from fastapi import Query, Response

from app.core.http import Kommunanrop, op, rutter
from app.flode.progression import rapport_schemas, rapporter, sammanstallning, skyldigheter
from app.flode.progression import sammanstallning_schemas as schemas
from app.flode.progression.router import LAS, ROT, BestallningId

progression = rutter(f"{ROT}/progression", "progression")
rapportering = rutter(f"{ROT}/rapportering", "progressionsrapporter")
alla = rutter("/{kommunkod}/rapporteringar", "progressionsrapporter")
ROUTRAR = (progression, rapportering, alla)


@progression.get(
    "",
    **op(
        LAS,
        "hamta_progression",
        "Hur progressionen står",
        "Personens egen skattning, vägledarens och den gemensamma bredvid varandra, hur länge personen har varit på "
        "varje nivå, hur många indikatorer som är uppfyllda och när det ska mätas nästa gång. Räknas och förklaras vid "
        "läsningen. / How the person's progression stands, computed and explained.",
        schemas.ProgressionUt,
    ),
)
async def hamta_progression(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[schemas.Progressionsfraga, Query()]
) -> Response:
    """Protected levels only with their own permission (DP-27)."""
    return await anrop.las(
        lambda a: sammanstallning.for_bestallning(a, bestallning_id, fraga.datum),
        lambda _a, p: schemas.ProgressionUt.av(p, anrop.adress),
    )


@rapportering.get(
    "",
    **op(
        LAS,
        "hamta_rapportering",
        "Vad som har rapporterats och vad som saknas",
        "Period för period från starten till i dag: inlämnad rapport, saknad eller pågående, med sista dag enligt "
        "avtalet. / What was reported and what is missing, period by period.",
        rapport_schemas.RapporteringUt,
    ),
)
async def hamta_rapportering(anrop: Kommunanrop, bestallning_id: BestallningId) -> Response:
    """The same for both parties."""
    samling = anrop.lank("bestallningar", bestallning_id, "progressionsrapporter")
    return await anrop.las(
        lambda a: rapporter.rapportering(a, bestallning_id),
        lambda _a, r: rapport_schemas.RapporteringUt.av(r, anrop.adress, samling),
    )


@alla.get(
    "",
    **op(
        LAS,
        "lista_rapporteringar",
        "Vad pågående beställningar väntar på",
        "När nästa rapport och mätning ska komma för de beställningar som pågår, och om de är sena: en handläggares "
        "och en vägledares egna, en arbetsledares hela nämndens. / What running orders are owed.",
        rapport_schemas.Rapporteringar,
    ),
)
async def lista_rapporteringar(
    anrop: Kommunanrop, fraga: Annotated[rapport_schemas.Rapporteringsfilter, Query()]
) -> Response:
    """Days and nothing of the person."""
    return await anrop.lista(
        lambda a: skyldigheter.lista(a, fraga, egna=fraga.egna),
        lambda a, s: rapport_schemas.RapporteringRad.av(s, anrop.lank("bestallningar"), a.idag),
        rapport_schemas.Rapporteringar,
        namn="rapporteringar",
        filter_={"egna": "true" if fraga.egna else None},
    )
