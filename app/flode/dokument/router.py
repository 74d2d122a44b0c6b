"""Paths of the dokument: those of an order, which both parties share, and those of an ärende, the nämnd's alone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from app.core.edge.problems import MEDIATYP
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.flode.dokument import actions, overforing, schemas
from app.flode.dokument.actions import Bild, Hemvist
from app.flode.dokument.models import Dokument

LAS, SKRIV = "dokument:las", "dokument:skriv"
OM_FILER = (
    "Filen som begärans innehåll, högst 10 MiB: PDF, PNG, JPEG, DOCX, ODT eller text i UTF-8. Vad filen är avgörs av "
    "dess innehåll; makron, krypterade filer och filer i filer tas inte emot. Filen kontrolleras inte mot virus. / "
    "Takes in one file as the content of the request."
)
OM_UTLAMNANDE = (
    "Filen som den togs emot, med kontrollsumma. En fil som har ändrats i lagringen lämnas inte ut. / The file itself."
)
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
ArendeId = Annotated[UUID, Path(alias="arendeId")]
DokumentId = Annotated[UUID, Path(alias="dokumentId")]
ArendeDokumentId = Annotated[UUID, Path(alias="arendeDokumentId")]
i_bestallning = rutter("/{kommunkod}/bestallningar/{bestallningId}/dokument", "dokument")
i_arende = rutter("/{kommunkod}/arenden/{arendeId}/dokument", "dokument")
ROUTRAR: tuple[APIRouter, ...] = (i_bestallning, i_arende)


def _i_order(bestallning_id: UUID) -> Hemvist:
    return Hemvist(bestallning_id, i_order=True)


def _i_arende(arende_id: UUID) -> Hemvist:
    return Hemvist(arende_id, i_order=False)


def _rot(anrop: Anrop, hemvist: Hemvist) -> str:
    return anrop.lank("bestallningar" if hemvist.i_order else "arenden", hemvist.id, "dokument")


def _dokument(anrop: Anrop, hemvist: Hemvist) -> Bildning[Bild]:
    """Detail picture for this caller."""
    rot = _rot(anrop, hemvist)
    return lambda _a, b: schemas.DokumentUt.av(b.dokument, b.mojligheter, f"{rot}/{b.dokument.id}")


def _rad(anrop: Anrop, hemvist: Hemvist) -> Bildning[Dokument]:
    rot = _rot(anrop, hemvist)
    return lambda _a, d: schemas.DokumentRad.av(d, rot)


def _fil(namn: str, sammanfattning: str) -> dict[str, Any]:
    """The route of an operation that answers a file."""
    makulerat = {"description": "Dokumentet är makulerat / annulled", "content": {MEDIATYP: {}}}
    svar = {
        "description": "Filen / the file",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
        "content": schemas.FILTYPER,
    }
    rutt = op(LAS, namn, sammanfattning, OM_UTLAMNANDE, None)
    return rutt | {"response_class": Response, "responses": {200: svar, 410: makulerat}}


async def _lista(anrop: Anrop, hemvist: Hemvist, fraga: Sida) -> Response:
    return await anrop.lista(
        lambda a: actions.lista(a, hemvist, fraga), _rad(anrop, hemvist), schemas.Dokumentlista, namn="dokument"
    )


async def _ta_emot(anrop: Anrop, hemvist: Hemvist, namn: str, summa: str | None) -> Response:
    rot = _rot(anrop, hemvist)
    return await overforing.ta_emot(
        anrop, hemvist, namn, summa, _dokument(anrop, hemvist), lambda bild: f"{rot}/{bild.dokument.id}"
    )


async def _makulera(anrop: Anrop, hemvist: Hemvist, dokument_id: UUID, indata: schemas.Makulera) -> Response:
    return await anrop.skriv(
        lambda a: actions.makulera(a, hemvist, dokument_id, skal=indata.skal),
        _dokument(anrop, hemvist),
        kraver_version=True,
    )


# --- of an order -------------------------------------------------------------------------------------


@i_bestallning.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_dokument",
        "Beställningens dokument",
        "De som gäller, nyast först. / The order's documents.",
        schemas.Dokumentlista,
    ),
)
async def lista_bestallningens_dokument(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Both parties'."""
    return await _lista(anrop, _i_order(bestallning_id), fraga)


@i_bestallning.post(
    "",
    **schemas.FIL.pa(op(SKRIV, "lamna_dokument_i_bestallning", "Lämna dokument", OM_FILER, schemas.DokumentUt, 201)),
)
async def lamna_dokument_i_bestallning(
    anrop: Kommunanrop, bestallning_id: BestallningId, namn: schemas.Filnamn, summa: schemas.ReprDigest = None
) -> Response:
    """The other party sees it from the answer on."""
    return await _ta_emot(anrop, _i_order(bestallning_id), namn, summa)


@i_bestallning.get(
    "/{dokumentId}",
    **op(
        LAS,
        "hamta_bestallningens_dokument",
        "Hämta uppgifter om dokument",
        "Vad som är känt om filen. / About one document.",
        schemas.DokumentUt,
    ),
)
async def hamta_bestallningens_dokument(
    anrop: Kommunanrop, bestallning_id: BestallningId, dokument_id: DokumentId
) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    hemvist = _i_order(bestallning_id)
    return await anrop.las(lambda a: actions.visa(a, hemvist, dokument_id), _dokument(anrop, hemvist))


@i_bestallning.get("/{dokumentId}/innehall", **_fil("hamta_bestallningens_fil", "Hämta filen"))
async def hamta_bestallningens_fil(
    anrop: Kommunanrop, bestallning_id: BestallningId, dokument_id: DokumentId
) -> Response:
    """Streamed."""
    return await overforing.lamna_ut(anrop, _i_order(bestallning_id), dokument_id)


@i_bestallning.get(
    "/{dokumentId}/handelser",
    **op(LAS, "lista_bestallningsdokumentets_handelser", "Dokumentets historik", "Äldst först. / History.", Handelser),
)
async def lista_bestallningsdokumentets_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, dokument_id: DokumentId
) -> Response:
    """Handed in, annulled."""
    return await anrop.las(lambda a: actions.historia(a, _i_order(bestallning_id), dokument_id), historik(anrop))


@i_bestallning.post(
    "/{dokumentId}/handelser",
    **op(
        SKRIV,
        "handelse_bestallningsdokument",
        "Händelse på dokument",
        "Makulera ett eget dokument som var fel, med skäl. / Post an event.",
        schemas.DokumentUt,
    ),
)
async def handelse_bestallningsdokument(
    anrop: Kommunanrop, bestallning_id: BestallningId, dokument_id: DokumentId, indata: schemas.Makulera
) -> Response:
    """Needs If-Match."""
    return await _makulera(anrop, _i_order(bestallning_id), dokument_id, indata)


# --- of an ärende ------------------------------------------------------------------------------------


@i_arende.get(
    "",
    **op(
        LAS,
        "lista_arendets_dokument",
        "Ärendets dokument",
        "De som gäller, nyast först; beställningarnas är inte med. / The ärende's documents.",
        schemas.Dokumentlista,
    ),
)
async def lista_arendets_dokument(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """The nämnd's own."""
    return await _lista(anrop, _i_arende(arende_id), fraga)


@i_arende.post(
    "",
    **schemas.FIL.pa(op(SKRIV, "lamna_dokument_i_arende", "Lämna dokument", OM_FILER, schemas.DokumentUt, 201)),
)
async def lamna_dokument_i_arende(
    anrop: Kommunanrop, arende_id: ArendeId, namn: schemas.Filnamn, summa: schemas.ReprDigest = None
) -> Response:
    """No utförare sees it."""
    return await _ta_emot(anrop, _i_arende(arende_id), namn, summa)


@i_arende.get(
    "/{arendeDokumentId}",
    **op(
        LAS,
        "hamta_arendets_dokument",
        "Hämta uppgifter om dokument",
        "Vad som är känt om filen. / About one document.",
        schemas.DokumentUt,
    ),
)
async def hamta_arendets_dokument(anrop: Kommunanrop, arende_id: ArendeId, dokument_id: ArendeDokumentId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    hemvist = _i_arende(arende_id)
    return await anrop.las(lambda a: actions.visa(a, hemvist, dokument_id), _dokument(anrop, hemvist))


@i_arende.get("/{arendeDokumentId}/innehall", **_fil("hamta_arendets_fil", "Hämta filen"))
async def hamta_arendets_fil(anrop: Kommunanrop, arende_id: ArendeId, dokument_id: ArendeDokumentId) -> Response:
    """Streamed."""
    return await overforing.lamna_ut(anrop, _i_arende(arende_id), dokument_id)


@i_arende.get(
    "/{arendeDokumentId}/handelser",
    **op(LAS, "lista_arendedokumentets_handelser", "Dokumentets historik", "Äldst först. / History.", Handelser),
)
async def lista_arendedokumentets_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, dokument_id: ArendeDokumentId
) -> Response:
    """Handed in, annulled."""
    return await anrop.las(lambda a: actions.historia(a, _i_arende(arende_id), dokument_id), historik(anrop))


@i_arende.post(
    "/{arendeDokumentId}/handelser",
    **op(
        SKRIV,
        "handelse_arendedokument",
        "Händelse på dokument",
        "Makulera ett dokument som var fel, med skäl. / Post an event.",
        schemas.DokumentUt,
    ),
)
async def handelse_arendedokument(
    anrop: Kommunanrop, arende_id: ArendeId, dokument_id: ArendeDokumentId, indata: schemas.Makulera
) -> Response:
    """Needs If-Match."""
    return await _makulera(anrop, _i_arende(arende_id), dokument_id, indata)
