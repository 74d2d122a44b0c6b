"""Paths of progression, under its beställning: measurements, reports and the step chart."""

import zlib
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.edge.negotiation import vikter
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.progression import actions, rapport_schemas, rapporter, schemas
from app.flode.progression.diagram import stegdiagram
from app.flode.progression.models import Matning, Rapport

ROT = "/{kommunkod}/bestallningar/{bestallningId}"
matningar = rutter(f"{ROT}/matningar", "matningar")
progressionsrapporter = rutter(f"{ROT}/progressionsrapporter", "progressionsrapporter")
diagram = rutter(f"{ROT}/stegdiagram", "stegdiagram")
ROUTRAR = (matningar, progressionsrapporter, diagram)
LAS, SKRIV = "progression:las", "progression:skriv"
SVG = "image/svg+xml"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
MatningId = Annotated[UUID, Path(alias="matningId")]
RapportId = Annotated[UUID, Path(alias="rapportId")]


def _matningar(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id, "matningar")


def _rapporter(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id, "progressionsrapporter")


def _matning(anrop: Anrop, bestallning_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture of a measurement."""

    def bild(_arbete: Arbete, b: actions.Bild) -> schemas.MatningUt:
        delar = b.matning, b.version, b.varden, b.forandringar, b.mojligheter, b.rattad_av
        return schemas.MatningUt.av(*delar, _matningar(anrop, bestallning_id))

    return bild


def _matningsrad(anrop: Anrop, bestallning_id: UUID) -> Bildning[Matning]:
    return lambda _arbete, m: schemas.MatningRad.av(m, _matningar(anrop, bestallning_id))


def _rapport(anrop: Anrop, bestallning_id: UUID) -> Bildning[rapporter.Rapportbild]:
    """Detail picture of a report for this caller's party."""

    def bild(arbete: Arbete, b: rapporter.Rapportbild) -> rapport_schemas.RapportUt:
        fryst = partial(rapporter.fryst_varden, arbete, b.egna)
        inlamningar = [rapport_schemas.InlamningUt.av(i, fryst) for i in b.inlamningar]
        return rapport_schemas.RapportUt.av(
            b.rapport, b.last(arbete), inlamningar, b.rattning, b.mojligheter, _rapporter(anrop, bestallning_id)
        )

    return bild


def _rapportrad(anrop: Anrop, bestallning_id: UUID) -> Bildning[Rapport]:
    return lambda _arbete, r: rapport_schemas.RapportRad.av(r, _rapporter(anrop, bestallning_id))


@matningar.get(
    "",
    **op(
        LAS,
        "lista_matningar",
        "Lista mätningar",
        "Att de är gjorda, inte vad de säger (DP-03). Nyast först. / Measurements, without levels.",
        schemas.Matningar,
    ),
)
async def lista_matningar(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """The kommun's and the utförare's; the utförare sees its own."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga),
        _matningsrad(anrop, bestallning_id),
        schemas.Matningar,
        namn="matningar",
    )


@matningar.post(
    "",
    **op(
        SKRIV,
        "registrera_matning",
        "Registrera mätning",
        "Nivåer och svar enligt ett instrument. En mätning ändras aldrig; `rattarId` säger vilken tidigare som den "
        "gäller i stället för. / Records a measurement, or corrects one.",
        schemas.MatningUt,
        201,
    ),
)
async def registrera_matning(anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyMatning) -> Response:
    """A level may fall, with a reason."""
    return await anrop.skriv(
        lambda a: actions.registrera(
            a,
            bestallning_id,
            instrument=indata.instrument,
            instrument_version=indata.instrument_version,
            datum=indata.datum,
            respondent=indata.respondent,
            varden=indata.varden(),
            rattar_id=indata.rattar_id,
        ),
        _matning(anrop, bestallning_id),
        status=201,
        plats=lambda b: f"{_matningar(anrop, bestallning_id)}/{b.matning.id}",
    )


@matningar.get(
    "/{matningId}",
    **op(
        LAS,
        "hamta_matning",
        "Hämta mätning",
        "Med vad som har ändrats sedan den första och den förra, räknat vid läsningen och förklarat i ord. / One "
        "measurement with what has changed.",
        schemas.MatningUt,
    ),
)
async def hamta_matning(anrop: Kommunanrop, bestallning_id: BestallningId, matning_id: MatningId) -> Response:
    """Protected levels only with their own permission (DP-27)."""
    return await anrop.las(lambda a: actions.visa(a, bestallning_id, matning_id), _matning(anrop, bestallning_id))


@matningar.get(
    "/{matningId}/handelser",
    **op(LAS, "lista_matningens_handelser", "Mätningens historik", "Äldst först. / History.", Handelser),
)
async def lista_matningens_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, matning_id: MatningId
) -> Response:
    """Registered, and perhaps corrected."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, matning_id), historik(anrop))


@progressionsrapporter.get(
    "",
    **op(
        LAS,
        "lista_progressionsrapporter",
        "Lista progressionsrapporter",
        "Nyast först. Kommunen ser de inlämnade. / Reports; the kommun sees those handed in.",
        rapport_schemas.Rapporter,
    ),
)
async def lista_progressionsrapporter(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Without what they say (DP-03)."""
    return await anrop.lista(
        lambda a: rapporter.lista(a, bestallning_id, fraga),
        _rapportrad(anrop, bestallning_id),
        rapport_schemas.Rapporter,
        namn="progressionsrapporter",
    )


@progressionsrapporter.post(
    "",
    **op(
        SKRIV,
        "skapa_progressionsrapport",
        "Skriv progressionsrapport",
        "Vägledarens utkast för en period; `ersatterId` gör en ny version av en godkänd rapport. / Drafts a report.",
        rapport_schemas.RapportUt,
        201,
    ),
)
async def skapa_progressionsrapport(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: rapport_schemas.NyRapport
) -> Response:
    """The kommun sees nothing before ``lamna_in``."""
    return await anrop.skriv(
        lambda a: rapporter.skapa(a, bestallning_id, **indata.model_dump()),
        _rapport(anrop, bestallning_id),
        status=201,
        plats=lambda b: f"{_rapporter(anrop, bestallning_id)}/{b.rapport.id}",
    )


@progressionsrapporter.get(
    "/{rapportId}",
    **op(
        LAS,
        "hamta_progressionsrapport",
        "Hämta progressionsrapport",
        "Med allt som har lämnats in, fryst. / One report with everything that was handed in.",
        rapport_schemas.RapportUt,
    ),
)
async def hamta_progressionsrapport(
    anrop: Kommunanrop, bestallning_id: BestallningId, rapport_id: RapportId
) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: rapporter.visa(a, bestallning_id, rapport_id), _rapport(anrop, bestallning_id))


@progressionsrapporter.get(
    "/{rapportId}/handelser",
    **op(LAS, "lista_rapportens_handelser", "Rapportens historik", "Äldst först. / History.", Handelser),
)
async def lista_rapportens_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, rapport_id: RapportId
) -> Response:
    """Every change of state."""
    return await anrop.las(lambda a: rapporter.historia(a, bestallning_id, rapport_id), historik(anrop))


@progressionsrapporter.post(
    "/{rapportId}/handelser",
    **op(
        SKRIV,
        "handelse_progressionsrapport",
        "Händelse på progressionsrapport",
        "Vägledaren ändrar och lämnar in; handläggaren godkänner eller begär komplettering. / Post an event.",
        rapport_schemas.RapportUt,
    ),
)
async def handelse_progressionsrapport(
    anrop: Kommunanrop,
    bestallning_id: BestallningId,
    rapport_id: RapportId,
    indata: rapport_schemas.RapportHandelse,
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, bestallning_id, rapport_id, indata), _rapport(anrop, bestallning_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, indata: rapport_schemas.RapportHandelse
) -> rapporter.Rapportbild:
    match indata:
        case rapport_schemas.Andra():
            return await rapporter.andra(arbete, bestallning_id, rapport_id, indata.falt())
        case rapport_schemas.LamnaIn():
            return await rapporter.lamna_in(arbete, bestallning_id, rapport_id)
        case rapport_schemas.BegarKomplettering():
            return await rapporter.begar_komplettering(arbete, bestallning_id, rapport_id, skal=indata.skal)
        case rapport_schemas.Godkann():
            return await rapporter.godkann(arbete, bestallning_id, rapport_id)


class Diagramfraga(BaseModel):
    """Which instrument's levels to show."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    instrument: str | None = Field(None, max_length=60, description="Instrumentets kod; utan den det senast använda")


@diagram.get(
    "",
    **op(
        LAS,
        "hamta_stegdiagram",
        "Hämta stegdiagram",
        "Nivåer över tid med start, pauser och slut, som SVG. Med `Accept: application/json` samma innehåll som "
        "tabell och text. / Levels over time as SVG, or as a table by Accept.",
        schemas.StegdiagramUt,
    ),
    responses={200: {"content": {SVG: {"schema": {"type": "string"}, "example": "<svg/>"}}}},
)
async def hamta_stegdiagram(
    anrop: Kommunanrop,
    bestallning_id: BestallningId,
    fraga: Annotated[Diagramfraga, Query()],
    request: Request,
) -> Response:
    """The same bytes for the same content; both forms are logged as a read."""
    underlag: list[actions.Diagramunderlag] = []

    async def hamta(arbete: Arbete) -> actions.Diagramunderlag:
        underlag.append(await actions.diagramunderlag(arbete, bestallning_id, fraga.instrument))
        return underlag[-1]

    def tabell(_arbete: Arbete, u: actions.Diagramunderlag) -> schemas.StegdiagramUt:
        return schemas.StegdiagramUt.av(u.version, u.nivaer, u.punkter, u.handelser, anrop.adress)

    svar = await anrop.las(hamta, tabell)
    if not vill_ha_tabell(request.headers.get("accept", "")):
        svar = _bild(underlag[-1], request.headers.get("if-none-match"))
    svar.headers["vary"] = "Accept"
    return svar


def vill_ha_tabell(accept: str) -> bool:
    """Whether the header names JSON, and does not weigh SVG as high."""
    vikt = vikter(accept)
    return 0 < vikt.get("application/json", 0.0) > vikt.get(SVG, 0.0)


def _bild(u: actions.Diagramunderlag, if_none_match: str | None) -> Response:
    innehall = stegdiagram(u.punkter, u.handelser, u.nivaer).encode()
    huvuden = {"etag": f'"{len(u.punkter)}-{zlib.crc32(innehall):08x}"', "cache-control": "private, no-store"}
    if if_none_match == huvuden["etag"]:
        return Response(status_code=304, headers=huvuden)
    return Response(innehall, headers=huvuden, media_type=SVG)
