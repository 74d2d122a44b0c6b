"""Paths of the registerutdrag: ask for, follow, read, hide, hand over."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.vyer.registerutdrag import actions, schemas

LAS, SKRIV = "registerutdrag:las", "registerutdrag:skriv"
RegisterutdragId = Annotated[UUID, Path(alias="registerutdragId")]
router = rutter("/{kommunkod}/registerutdrag", "registerutdrag")


class Utdragsfilter(Sidfraga):
    """Which requests."""

    obesvarade: ParameterBool = Field(False, description="Bara de som väntar på svar")


def _rot(anrop: Anrop) -> str:
    return anrop.lank("registerutdrag")


def _detalj(anrop: Anrop) -> Bildning[actions.Bild]:
    rot = _rot(anrop)
    return lambda _arbete, bild: schemas.RegisterutdragUt.av(bild, f"{rot}/{bild.utdrag.id}")


@router.post(
    "",
    **op(
        SKRIV,
        "begar_registerutdrag",
        "Begär registerutdrag",
        "Den enskilde vill veta vad som finns om den (artikel 15 i dataskyddsförordningen). Nämnden anger "
        "personnumret, utföraren en beställning. Ett jobb framställer det; följ adressen i Location. / Asks for "
        "everything held on one person.",
        schemas.RegisterutdragUt,
        202,
    ),
)
async def begar_registerutdrag(anrop: Kommunanrop, indata: schemas.NyttRegisterutdrag) -> Response:
    """202: it is made later."""
    rot = _rot(anrop)
    return await anrop.skriv(
        lambda a: actions.begar(a, indata.begaran()),
        _detalj(anrop),
        status=202,
        plats=lambda bild: f"{rot}/{bild.utdrag.id}",
    )


@router.get(
    "",
    **op(
        LAS,
        "lista_registerutdrag",
        "Lista registerutdrag",
        "Begärda utdrag, nyast först; med `obesvarade=true` bara de som väntar på svar. `forsenat` säger "
        "vilka som har väntat för länge. / Requests.",
        schemas.RegisterutdragLista,
    ),
)
async def lista_registerutdrag(anrop: Kommunanrop, fraga: Annotated[Utdragsfilter, Query()]) -> Response:
    """Says nothing of whose they are."""
    rot = _rot(anrop)
    return await anrop.lista(
        lambda a: actions.lista(a, fraga, obesvarade=fraga.obesvarade),
        lambda arbete, rad: schemas.RegisterutdragRad.av(rad, arbete.idag, rot),
        schemas.RegisterutdragLista,
        namn="registerutdragen",
        filter_={"obesvarade": "true" if fraga.obesvarade else None},
    )


@router.get(
    "/{registerutdragId}",
    **op(
        LAS,
        "hamta_registerutdrag",
        "Hämta registerutdrag",
        "Hur långt det har kommit, vad som är dolt och när det ska besvaras. / One request.",
        schemas.RegisterutdragUt,
    ),
)
async def hamta_registerutdrag(anrop: Kommunanrop, utdrag_id: RegisterutdragId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, utdrag_id), _detalj(anrop))


@router.get(
    "/{registerutdragId}/handelser",
    **op(LAS, "lista_registerutdragets_handelser", "Utdragets historik", "Äldst först. / History.", Handelser),
)
async def lista_registerutdragets_handelser(anrop: Kommunanrop, utdrag_id: RegisterutdragId) -> Response:
    """Asked for, made, read through, handed over."""
    return await anrop.las(lambda a: actions.historia(a, utdrag_id), historik(anrop))


@router.post(
    "/{registerutdragId}/handelser",
    **op(
        SKRIV,
        "handelse_registerutdrag",
        "Händelse på registerutdrag",
        "`dolj` det som den enskilde inte får se, `ta_fram` det igen, `granska`, `lamna_ut`, `avsla`, `forlang`, "
        "`oppna` granskningen eller `framstall_om`. / Post an event.",
        schemas.RegisterutdragUt,
    ),
)
async def handelse_registerutdrag(
    anrop: Kommunanrop, utdrag_id: RegisterutdragId, indata: schemas.RegisterutdragHandelse
) -> Response:
    """Needs If-Match."""
    falt = indata.model_dump(exclude={"typ"})
    handling = HANDLINGAR[indata.typ]
    return await anrop.skriv(lambda a: handling(a, utdrag_id, **falt), _detalj(anrop), kraver_version=True)


HANDLINGAR: dict[str, Callable[..., Awaitable[actions.Bild]]] = {
    "dolj": actions.dolj,
    "ta_fram": actions.ta_fram,
    "granska": actions.granska,
    "oppna": actions.oppna,
    "framstall_om": actions.framstall_om,
    "forlang": actions.forlang,
    "lamna_ut": actions.lamna_ut,
    "avsla": actions.avsla,
}


@router.get(
    "/{registerutdragId}/innehall",
    **op(
        LAS,
        "hamta_registerutdragets_innehall",
        "Hämta registerutdragets innehåll",
        "Allt som lämnas ut, som JSON eller PDF efter `Accept`. / The content.",
        schemas.RegisterutdragInnehall,
        vantar=True,
    ),
    responses=pictures.SOM_BLAD,
)
async def hamta_registerutdragets_innehall(anrop: Kommunanrop, utdrag_id: RegisterutdragId) -> Response:
    """The same records in both forms."""

    def bild(_arbete: Arbete, innehall: Any) -> schemas.RegisterutdragInnehall:
        return schemas.RegisterutdragInnehall.av(innehall, anrop.adress)

    return await pictures.eller_blad(
        anrop, lambda a: actions.innehallet(a, utdrag_id), bild, lambda a: actions.bladet(a, utdrag_id)
    )
