"""Paths of the plan, under its beställning."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import Identitet, Indata
from app.core.time_pictures import Vid
from app.core.time_query import Tidsfraga
from app.core.unit_of_work import Arbete
from app.flode.plan import actions, forflutet, schemas, utskrift
from app.flode.plan.forflutet_schemas import plan_da
from app.flode.plan.jamforelse_schemas import JamforelseUt
from app.flode.plan.models import Plan
from app.flode.plan.sak import Sak
from app.flode.plan.states import PlanStatus

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/planer", "planer")
LAS, SKRIV = "plan:las", "plan:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
PlanId = Annotated[UUID, Path(alias="planId")]
HANDLINGAR: dict[str, Callable[..., Awaitable[Sak]]] = {
    "andra": actions.andra,
    "foresla": actions.foresla,
    "atersand": actions.atersand,
    "godkann": actions.godkann,
    "trad_i_kraft": actions.borja_galla,
    "avsluta": actions.avsluta,
}


class Jamforelsefraga(Indata):
    """Which version to compare with."""

    med: Identitet | None = None


class Planfilter(Sidfraga):
    """Which versions to list."""

    status: PlanStatus | None = None


def _plan(anrop: Anrop) -> Bildning[Sak]:
    """Detail picture for this caller's party."""

    def bild(arbete: Arbete, sak: Sak) -> schemas.PlanUt:
        return schemas.PlanUt.av(sak, _adress(anrop, sak), arbete.idag)

    return bild


def _plan_vid(anrop: Anrop, vid: Vid) -> Bildning[Sak]:
    """The same of another time."""
    return lambda arbete, sak: plan_da(sak, vid, _adress(anrop, sak), vid.dag(arbete.idag))


def _adress(anrop: Anrop, sak: Sak) -> str:
    return anrop.lank("bestallningar", sak.bestallning.id, "planer", sak.plan.id)


def _rad(anrop: Anrop) -> Bildning[Plan]:
    return lambda arbete, plan: schemas.PlanRad.av(
        plan, anrop.lank("bestallningar", plan.bestallning_id, "planer"), arbete.idag
    )


@router.get(
    "",
    **op(LAS, "lista_planer", "Lista planer", "Planens versioner, nyast först. / Plan versions.", schemas.Planer),
)
async def lista_planer(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Planfilter, Query()]
) -> Response:
    """The one in force is found with ``status=gallande``."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga, status=fraga.status),
        _rad(anrop),
        schemas.Planer,
        namn="planer",
        filter_={"status": fraga.status},
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_plan",
        "Utarbeta plan",
        "Utföraren utarbetar en ny version; den som gäller fortsätter gälla (AK-13). / Drafts a new version.",
        schemas.PlanUt,
        201,
    ),
)
async def skapa_plan(anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyPlan) -> Response:
    """One version at a time is drafted."""
    return await anrop.skriv(
        lambda a: actions.skapa(a, bestallning_id, **indata.falt()),
        _plan(anrop),
        status=201,
        plats=lambda sak: _adress(anrop, sak),
    )


@router.get(
    "/gallande",
    **op(
        LAS,
        "hamta_gallande_plan",
        "Hämta planen som gäller",
        "Versionen som gällde, eller kommer att gälla, på dagen `giltigVid`, annars i dag; med `kandVid` som man då "
        "visste. / The version in force on a day, as it was known at an instant.",
        schemas.PlanUt,
    ),
)
async def hamta_gallande_plan(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Tidsfraga, Query()]
) -> Response:
    """Always a picture of a day, so without acts; its ``nu`` leads to the version."""
    vid = fraga.pa_dag(anrop.tjanster.klocka.idag())
    return await anrop.las(lambda a: forflutet.gallande(a, bestallning_id, vid), _plan_vid(anrop, vid))


@router.get(
    "/{planId}",
    **op(
        LAS,
        "hamta_plan",
        "Hämta plan",
        "En version med aktiviteter och summor; `giltigVid` och `kandVid` visar den vid en annan tid. Med "
        "`Accept: application/pdf` som ett blad att ta med hem, på vanlig svenska. / One version, or a page to take "
        "home by Accept.",
        schemas.PlanUt,
    ),
    responses=pictures.SOM_BLAD,
)
async def hamta_plan(
    anrop: Kommunanrop, bestallning_id: BestallningId, plan_id: PlanId, fraga: Annotated[Tidsfraga, Query()]
) -> Response:
    """Detail answer with ``_links`` and ``hinder``; every form is logged as a read. The page is of today."""
    if (vid := fraga.vid) is not None:
        return await anrop.las(lambda a: forflutet.visa_vid(a, bestallning_id, plan_id, vid), _plan_vid(anrop, vid))
    return await pictures.eller_blad(
        anrop,
        lambda a: actions.visa(a, bestallning_id, plan_id),
        _plan(anrop),
        lambda a: utskrift.blad(a, bestallning_id, plan_id),
    )


@router.get(
    "/{planId}/handelser",
    **op(LAS, "lista_planens_handelser", "Planens historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_planens_handelser(anrop: Kommunanrop, bestallning_id: BestallningId, plan_id: PlanId) -> Response:
    """Every change of the version."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, plan_id), historik(anrop))


@router.get(
    "/{planId}/jamforelse",
    **op(
        LAS,
        "jamfor_planer",
        "Jämför planversioner",
        "Vad som skiljer versionen från den som den ersätter, eller från en annan version. / What differs.",
        JamforelseUt,
    ),
)
async def jamfor_planer(
    anrop: Kommunanrop, bestallning_id: BestallningId, plan_id: PlanId, fraga: Annotated[Jamforelsefraga, Query()]
) -> Response:
    """Without ``med``: the version in force, else the one approved before it."""
    return await anrop.las(
        lambda a: actions.jamfor(a, bestallning_id, plan_id, fraga.med), lambda _arbete, svar: JamforelseUt.av(*svar)
    )


@router.post(
    "/{planId}/handelser",
    **op(
        SKRIV,
        "handelse_plan",
        "Händelse på plan",
        "Ändra, föreslå, återsänd, godkänn, träd i kraft, avsluta. / Post an event.",
        schemas.PlanUt,
    ),
)
async def handelse_plan(
    anrop: Kommunanrop, bestallning_id: BestallningId, plan_id: PlanId, indata: schemas.PlanHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, bestallning_id, plan_id, indata), _plan(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, indata: schemas.PlanHandelse) -> Sak:
    return await HANDLINGAR[indata.typ](arbete, bestallning_id, plan_id, **indata.falt())
