"""Paths of the rapporter: order, read, freeze, the content, and case lists for who may see them."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida, Utsnitt
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.vyer.rapporter import actions, fordelning, schemas, utlamning
from app.vyer.rapporter.actions import Bild, Oppenrad
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.states import Radslag

LAS, SKRIV = "rapport:las", "rapport:skriv"
RapportId = Annotated[UUID, Path(alias="namndrapportId")]
router = rutter("/{kommunkod}/rapporter", "rapporter")


def _rot(anrop: Anrop) -> str:
    return anrop.lank("rapporter")


def _detalj(anrop: Anrop) -> Bildning[Bild]:
    rot = _rot(anrop)
    return lambda _a, b: schemas.NamndrapportUt.av(b.rapport, b.mojligheter, f"{rot}/{b.rapport.id}")


def _rad(anrop: Anrop) -> Bildning[Rapport]:
    rot = _rot(anrop)
    return lambda _a, r: schemas.NamndrapportRad.av(r, rot)


@router.post(
    "",
    **op(
        SKRIV,
        "bestall_namndrapport",
        "Beställ rapport",
        "Räknas av ett jobb; följ `framsteg` på adressen i Location. Det som registrerats efter `kandVid` räknas inte. "
        "För arbetsledare. / Orders a report; a job counts it.",
        schemas.NamndrapportUt,
        202,
    ),
)
async def bestall_namndrapport(anrop: Kommunanrop, indata: schemas.NyNamndrapport) -> Response:
    """202: it is counted later."""
    ny = actions.Bestallning(indata.sort, indata.period, indata.kand_vid, indata.ersatter)
    rot = _rot(anrop)
    return await anrop.skriv(
        lambda a: actions.bestall(a, anrop.tjanster.settings, ny),
        _detalj(anrop),
        status=202,
        plats=lambda bild: f"{rot}/{bild.rapport.id}",
    )


@router.get(
    "",
    **op(LAS, "lista_namndrapporter", "Lista rapporter", "Nämndens, nyast först. / Reports.", schemas.Namndrapporter),
)
async def lista_namndrapporter(anrop: Kommunanrop, fraga: Sida) -> Response:
    """However far they have come."""
    return await anrop.lista(lambda a: actions.lista(a, fraga), _rad(anrop), schemas.Namndrapporter, namn="rapporter")


@router.get(
    "/{namndrapportId}",
    **op(
        LAS,
        "hamta_namndrapport",
        "Hämta rapport",
        "Hur långt den har kommit, vad den räknar och dess kontrollsummor. / One report.",
        schemas.NamndrapportUt,
    ),
)
async def hamta_namndrapport(anrop: Kommunanrop, rapport_id: RapportId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, rapport_id), _detalj(anrop))


@router.get(
    "/{namndrapportId}/handelser",
    **op(LAS, "lista_namndrapportens_handelser", "Rapportens historik", "Äldst först. / History.", Handelser),
)
async def lista_namndrapportens_handelser(anrop: Kommunanrop, rapport_id: RapportId) -> Response:
    """Ordered, counted, frozen."""
    return await anrop.las(lambda a: actions.historia(a, rapport_id), historik(anrop))


@router.post(
    "/{namndrapportId}/handelser",
    **op(
        SKRIV,
        "handelse_namndrapport",
        "Händelse på rapport",
        "`bestall_om` en misslyckad, eller `frys` en som har skickats: den ändras sedan aldrig. / Post an event.",
        schemas.NamndrapportUt,
    ),
)
async def handelse_namndrapport(
    anrop: Kommunanrop, rapport_id: RapportId, indata: schemas.NamndrapportHandelse
) -> Response:
    """Needs If-Match."""
    handling = actions.frys if isinstance(indata, schemas.Frys) else actions.bestall_om
    return await anrop.skriv(lambda a: handling(a, rapport_id), _detalj(anrop), kraver_version=True)


@router.get(
    "/{namndrapportId}/innehall",
    **utlamning.FORMER,
    **op(
        LAS,
        "hamta_namndrapportens_innehall",
        "Hämta rapportens innehåll",
        "Som JSON, CSV eller XLSX efter `Accept`; samma rapport ger samma byte. Rader om enskilda lämnas bara till "
        "arbetsledare med `rapport:personrader`. / The content.",
        None,
    ),
)
async def hamta_namndrapportens_innehall(anrop: Kommunanrop, rapport_id: RapportId, request: Request) -> Response:
    """Streamed; of persons, each is logged as read."""
    return await utlamning.lamna_ut(anrop, rapport_id, request.headers.get("accept", ""))


class Diagramfraga(BaseModel):
    """Which instrument's levels to show."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    instrument: str | None = Field(None, max_length=60, description="Instrumentets kod; utan den Eskilstunas")


@router.get(
    "/{namndrapportId}/nivadiagram",
    **op(
        LAS,
        "hamta_namndrapportens_nivadiagram",
        "Hämta nivåer per enhet",
        "Av en progressionsrapport: hur många som är på varje nivå, enhet för enhet, som SVG eller PNG. Små grupper "
        "döljs för alla. Med `Accept: application/json` samma innehåll som tabell och text. / Levels by unit.",
        schemas.FordelningUt,
        vantar=True,
    ),
    responses=pictures.SOM_BILD,
)
async def hamta_namndrapportens_nivadiagram(
    anrop: Kommunanrop, rapport_id: RapportId, fraga: Annotated[Diagramfraga, Query()]
) -> Response:
    """Hidden counts have no length (DP-30)."""
    return await pictures.bild(
        anrop,
        lambda a: fordelning.fordelning(a, rapport_id, fraga.instrument),
        lambda _a, f: schemas.FordelningUt.av(f, anrop.adress),
        fordelning.Fordelning.svg,
    )


async def _radlista(anrop: Anrop, rapport_id: UUID, slag: Radslag, fraga: Sida) -> Response:
    sidor: list[actions.Radsida] = []
    rot = anrop.lank("arenden")

    async def hamta(arbete: Arbete) -> Utsnitt[Oppenrad]:
        sida = await actions.radsida(arbete, rapport_id, slag, fraga)
        sidor.append(sida)
        return sida.utsnitt

    def bild(_arbete: Arbete, rad: Oppenrad) -> schemas.NamndrapportradUt:
        return schemas.NamndrapportradUt.av(sidor[-1], rad, rot)

    return await anrop.lista(hamta, bild, schemas.Namndrapportrader, namn="rader")


_lista_radslag = partial(op, actions.PERSONRADER, vantar=True)


@router.get(
    "/{namndrapportId}/rader",
    **_lista_radslag(
        "lista_namndrapportens_rader",
        "Ärendena bakom siffrorna",
        "De rader som räknas: för arbetsledare alla, för handläggare de egna (DP-03). Skyddade personer visas bara för "
        "sin handläggare. / The cases behind the figures.",
        schemas.Namndrapportrader,
    ),
)
async def lista_namndrapportens_rader(anrop: Kommunanrop, rapport_id: RapportId, fraga: Sida) -> Response:
    """Logged per person."""
    return await _radlista(anrop, rapport_id, Radslag.RAKNAD, fraga)


@router.get(
    "/{namndrapportId}/undantagna",
    **_lista_radslag(
        "lista_namndrapportens_undantagna",
        "Rader som inte räknas",
        "Med skälet för varje, så att det som saknas kan registreras. / Excluded rows with their reasons.",
        schemas.Namndrapportrader,
    ),
)
async def lista_namndrapportens_undantagna(anrop: Kommunanrop, rapport_id: RapportId, fraga: Sida) -> Response:
    """Logged per person."""
    return await _radlista(anrop, rapport_id, Radslag.UNDANTAGEN, fraga)
