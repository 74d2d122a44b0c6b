"""Paths of the months: those of one ärende, and files of a whole nämnd's."""

import asyncio
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.edge.content import Innehall
from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.openapi_parts import modellschema
from app.core.paging import Sida
from app.core.unit_of_work import Arbete
from app.flode.arende import manad_schemas as schemas
from app.flode.arende import manader, manadsfil, manadsimport
from app.flode.arende.models import Manadsimport
from app.flode.arende.router import LAS, SKRIV, ArendeId

per_arende = rutter("/{kommunkod}/arenden/{arendeId}/bistandsmanader", "arenden")
importer = rutter("/{kommunkod}/bistandsmanader/importer", "bistandsmanader")
ROUTRAR = (per_arende, importer)
IMPORTERA = "bistandsmanad:importera"
ImportId = Annotated[UUID, Path(alias="importId")]
OM_IMPORT = (
    "Upp till 100 000 rader som JSON eller CSV (UTF-8, rubrikrad, semikolon eller komma), högst 16 MiB. Varje rad får"
    " sitt eget utfall och en felaktig rad stoppar ingen annan. Samma fil igen ändrar ingenting. Raderna skrivs i"
    " omgångar: avbryts begäran sänds filen igen. För arbetsledare. / Imports months in bulk; repeatable."
)
EXEMPEL_CSV = "personnummer;manad;forsorjningsstod;forsorjningshinder\n19850213-9804;2026-11;ja;arbetslos\n"
EXEMPEL_JSON: dict[str, Any] = {
    "kalla": "Lifecare",
    "rader": [
        {
            "personnummer": "19850213-9804",
            "manad": "2026-11",
            "forsorjningsstod": True,
            "forsorjningshinder": "arbetslos",
        }
    ],
}
FIL = Innehall(
    {
        manadsfil.JSON: {"schema": modellschema(schemas.Importkropp), "example": EXEMPEL_JSON},
        manadsfil.CSV: {"schema": {"type": "string"}, "example": EXEMPEL_CSV},
    },
    granser="import",
)


@per_arende.get(
    "",
    **op(
        LAS,
        "lista_bistandsmanader",
        "Biståndsmånader",
        "Månaderna som de nu är kända, eller med historik=true allt som har sagts om dem. / Months.",
        schemas.Manader,
    ),
)
async def lista_bistandsmanader(
    anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[schemas.Manadsfraga, Query()]
) -> Response:
    """The last word on each month, or every word."""
    return await anrop.las(
        lambda a: manader.lista(a, arende_id, historik=fraga.historik),
        lambda _a, rader: schemas.Manader.av(rader, anrop.adress),
    )


@per_arende.post(
    "",
    **op(
        SKRIV,
        "registrera_bistandsmanad",
        "Registrera biståndsmånad",
        "En månad med eller utan försörjningsstöd; samma månad igen är en rättelse (AK-36). / Records one month.",
        schemas.ManadUt,
        201,
    ),
)
async def registrera_bistandsmanad(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyManad) -> Response:
    """A correction is a new row; the earlier word is kept."""
    return await anrop.skriv(
        lambda a: manader.registrera(a, arende_id, **indata.model_dump()),
        lambda _a, rad: schemas.ManadUt.av(rad),
        status=201,
        plats=lambda _rad: anrop.adress,
    )


def _rot(anrop: Anrop) -> str:
    return anrop.lank("bistandsmanader", "importer")


def _post(anrop: Anrop) -> Bildning[Manadsimport]:
    return lambda _arbete, post: schemas.ManadsimportUt.av(post, _rot(anrop))


def _resultat(anrop: Anrop) -> Bildning[manadsimport.Resultat]:
    """The record with one line per row."""

    def ut(_arbete: Arbete, resultat: manadsimport.Resultat) -> schemas.Importresultat:
        svar = schemas.Importresultat.av(resultat.post, _rot(anrop))
        svar.rader = [
            schemas.RadUt(rad=i, status=u.status, **(u.fel._asdict() if u.fel else {}))
            for i, u in enumerate(resultat.utfall, start=1)
        ]
        return svar

    return ut


@importer.post(
    "",
    **FIL.pa(
        op(
            IMPORTERA,
            "importera_bistandsmanader",
            "Importera biståndsmånader",
            OM_IMPORT,
            schemas.Importresultat,
            201,
        )
    ),
)
async def importera_bistandsmanader(anrop: Kommunanrop, fraga: Annotated[schemas.Importfraga, Query()]) -> Response:
    """Rows are numbered from 1, the header of a CSV file not counted."""
    anrop.krav_roll("Bara arbetsledare importerar månader för hela nämnden.")
    innehall = await anrop.request.body()
    mediatyp = anrop.request.headers["content-type"].partition(";")[0].strip().lower()
    uppslag = partial(anrop.tjanster.krypto.uppslag, anrop.kommunkod)
    # In a thread: seconds of reading would hold up everybody else.
    fil = await asyncio.to_thread(manadsfil.las, innehall, mediatyp, fraga.kalla, uppslag)
    kor = partial(anrop.transaktion, ser_skyddade=True)
    return await anrop.skriv_i_delar(
        lambda: manadsimport.importera(kor, fil),
        _resultat(anrop),
        plats=lambda resultat: f"{_rot(anrop)}/{resultat.post.id}",
    )


@importer.get(
    "",
    **op(
        LAS,
        "lista_manadsimporter",
        "Lista importer",
        "Nämndens importer av månader, nyast först. / The nämnd's imports.",
        schemas.Manadsimporter,
    ),
)
async def lista_manadsimporter(anrop: Kommunanrop, fraga: Sida) -> Response:
    """Who sent which file when, and how it went."""
    return await anrop.lista(
        lambda a: manadsimport.lista(a, fraga), _post(anrop), schemas.Manadsimporter, namn="manadsimporter"
    )


@importer.get(
    "/{importId}",
    **op(LAS, "hamta_manadsimport", "Hämta import", "En import med antal. / One import.", schemas.ManadsimportUt),
)
async def hamta_manadsimport(anrop: Kommunanrop, import_id: ImportId) -> Response:
    """The counts; the fate of each row was in the answer to the import."""
    return await anrop.las(lambda a: manadsimport.visa(a, import_id), _post(anrop))
