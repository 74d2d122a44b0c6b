"""Paths of the hours: of an order, of a person, and of a nämnd's orders."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Kommunanrop, op, rutter
from app.flode.narvaro import timlasning
from app.flode.narvaro import timrakning_schemas as schemas
from app.flode.narvaro.router import LAS, BestallningId

bestallningens = rutter("/{kommunkod}/bestallningar/{bestallningId}/timrakning", "timrakning")
personens = rutter("/{kommunkod}/arenden/{arendeId}/timrakning", "timrakning")
namndens = rutter("/{kommunkod}/timrakningar", "timrakning")
ROUTRAR = (bestallningens, personens, namndens)
ArendeId = Annotated[UUID, Path(alias="arendeId")]


@bestallningens.get(
    "",
    **op(
        LAS,
        "hamta_timrakning",
        "Beställningens timmar",
        "Planerad tid, närvaro, frånvaro och omarkerat mot beställda timmar, för perioden och för varje hel vecka och "
        "månad som den rör; varje summa förklarad. Räknas när den läses: en rättelse syns genast. / Hours of an order.",
        schemas.TimrakningUt,
    ),
)
async def hamta_timrakning(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[schemas.Timfraga, Query()]
) -> Response:
    """The same for both parties: what is measured against is what is ordered (DP-26)."""
    return await anrop.las(
        lambda a: timlasning.for_bestallning(a, bestallning_id, fraga.tid(a.idag)),
        lambda _a, t: schemas.TimrakningUt.av(bestallning_id, t, anrop.adress, anrop.lank("bestallningar")),
    )


@personens.get(
    "",
    **op(
        LAS,
        "hamta_personens_timmar",
        "Personens timmar",
        "En månads timmar i alla beställningar mot bedömningen som gällande beslut vilar på (AK-09). Bara för nämnden. "
        "/ A person's hours of a month.",
        schemas.PersontimmarUt,
    ),
)
async def hamta_personens_timmar(
    anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[schemas.Manadsfraga, Query()]
) -> Response:
    """For the nämnd only."""
    return await anrop.las(
        lambda a: timlasning.for_arende(a, arende_id, fraga.tid(a.idag)),
        lambda _a, p: schemas.PersontimmarUt.av(p, anrop.adress, anrop.lank("bestallningar")),
    )


@namndens.get(
    "",
    **op(
        LAS,
        "lista_timrakningar",
        "Nämndens timmar",
        "En månads summor för de beställningar som pågick: en handläggares egna, en arbetsledares hela nämndens. Inga "
        "orsaker (DP-03). / A month's hours of the nämnd's orders.",
        schemas.Timrakningar,
    ),
)
async def lista_timrakningar(anrop: Kommunanrop, fraga: Annotated[schemas.Timfilter, Query()]) -> Response:
    """Summed by the database, a page at a time."""
    return await anrop.lista(
        lambda a: timlasning.lista(a, fraga, fraga.tid(a.idag), egna=fraga.egna),
        lambda a, o: schemas.TimrakningRad.av(o, anrop.lank("bestallningar"), fraga.tid(a.idag).namn),
        schemas.Timrakningar,
        namn="timrakningar",
        filter_={"manad": fraga.manad, "egna": "true" if fraga.egna else None},
    )
