"""Paths of the avvikelser, under their beställning and as a list of work."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida, Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.avvikelse import actions, schemas
from app.flode.avvikelse.models import Avvikelse
from app.flode.avvikelse.states import AvvikelseStatus
from app.flode.avvikelse.underlag_schemas import UnderlagUt

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/avvikelser", "avvikelser")
arbetslista = rutter("/{kommunkod}/avvikelser", "avvikelser")
LAS, SKRIV = "avvikelse:las", "avvikelse:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
AvvikelseId = Annotated[UUID, Path(alias="avvikelseId")]


class Avvikelsefilter(Sidfraga):
    """Which avvikelser."""

    status: AvvikelseStatus | None = None
    egna: ParameterBool = False


def _rot(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id)


def _avvikelse(anrop: Anrop) -> Bildning[actions.Sak]:
    def bild(arbete: Arbete, sak: actions.Sak) -> schemas.AvvikelseUt:
        rot = _rot(anrop, sak.avvikelse.bestallning_id)
        delar = sak.avvikelse, sak.redogorelser, sak.besked, sak.mojligheter
        return schemas.AvvikelseUt.av(*delar, rot, arbete.aktor.part)

    return bild


def _rad(anrop: Anrop) -> Bildning[Avvikelse]:
    return lambda _a, a: schemas.AvvikelseRad.av(a, f"{_rot(anrop, a.bestallning_id)}/avvikelser/{a.id}")


@arbetslista.get(
    "",
    **op(
        LAS,
        "lista_avvikelser",
        "Lista avvikelser",
        "Avvikelser som du når: handläggarens och vägledarens egna, arbetsledarens och samordnarens alla. Listan säger "
        "inte vad de handlar om (DP-03). / Avvikelser that the caller reaches.",
        schemas.Avvikelser,
    ),
)
async def lista_avvikelser(anrop: Kommunanrop, fraga: Annotated[Avvikelsefilter, Query()]) -> Response:
    """The newest first."""
    return await anrop.lista(
        lambda a: actions.lista_alla(a, fraga, status=fraga.status, egna=fraga.egna),
        _rad(anrop),
        schemas.Avvikelser,
        namn="avvikelser",
        filter_={"status": fraga.status, "egna": "true" if fraga.egna else None},
    )


@router.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_avvikelser",
        "Beställningens avvikelser",
        "Alla avvikelser, nyast först. / The order's avvikelser.",
        schemas.Avvikelser,
    ),
)
async def lista_bestallningens_avvikelser(anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida) -> Response:
    """Those found in attendance and those noted by hand."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga), _rad(anrop), schemas.Avvikelser, namn="avvikelser"
    )


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_avvikelse",
        "Registrera avvikelse",
        "Noterar en avvikelse för hand, med de tillfällen som den gäller. / Notes one by hand.",
        schemas.AvvikelseUt,
        201,
    ),
)
async def registrera_avvikelse(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyAvvikelse
) -> Response:
    """By either party."""
    return await anrop.skriv(
        lambda a: actions.registrera(a, bestallning_id, **_falt(indata)),
        _avvikelse(anrop),
        status=201,
        plats=lambda sak: f"{_rot(anrop, bestallning_id)}/avvikelser/{sak.avvikelse.id}",
    )


@router.get(
    "/{avvikelseId}",
    **op(
        LAS,
        "hamta_avvikelse",
        "Hämta avvikelse",
        "En avvikelse med personens egen redogörelse och kommunens besked. / One avvikelse.",
        schemas.AvvikelseUt,
    ),
)
async def hamta_avvikelse(anrop: Kommunanrop, bestallning_id: BestallningId, avvikelse_id: AvvikelseId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, bestallning_id, avvikelse_id), _avvikelse(anrop))


@router.get(
    "/{avvikelseId}/underlag",
    **op(
        LAS,
        "hamta_avvikelseunderlag",
        "Hämta underlag",
        "Det som lämnades över, som det var då, med kontrollsumma och vad som har rättats sedan. Bara för nämnden, som "
        "ensam beslutar om följder (AK-19). / The frozen material of a hand-over.",
        UnderlagUt,
    ),
)
async def hamta_avvikelseunderlag(
    anrop: Kommunanrop,
    bestallning_id: BestallningId,
    avvikelse_id: AvvikelseId,
    nummer: Annotated[schemas.Underlagsnummer, Query()] = None,
) -> Response:
    """The newest, or one by its number."""
    return await anrop.las(
        lambda a: actions.underlag(a, bestallning_id, avvikelse_id, nummer),
        lambda _a, bild: UnderlagUt.av(bild, _rot(anrop, bestallning_id)),
    )


@router.get(
    "/{avvikelseId}/handelser",
    **op(
        LAS,
        "lista_avvikelsens_handelser",
        "Avvikelsens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_avvikelsens_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, avvikelse_id: AvvikelseId
) -> Response:
    """Every change of the avvikelse."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, avvikelse_id), historik(anrop))


@router.post(
    "/{avvikelseId}/handelser",
    **op(
        SKRIV,
        "handelse_avvikelse",
        "Händelse på avvikelse",
        "Ändra, skriv personens redogörelse, lämna underlag, lämna besked, åtgärda, stäng eller återöppna. / Post an "
        "event.",
        schemas.AvvikelseUt,
    ),
)
async def handelse_avvikelse(
    anrop: Kommunanrop, bestallning_id: BestallningId, avvikelse_id: AvvikelseId, indata: schemas.AvvikelseHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, bestallning_id, avvikelse_id, indata), _avvikelse(anrop), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, indata: schemas.AvvikelseHandelse
) -> actions.Sak:
    """Each händelse is an action of the same name that takes the body's other fields."""
    handling = getattr(actions, indata.typ)
    falt = _namngivna(indata) if isinstance(indata, schemas.Andra) else _falt(indata)
    sak: actions.Sak = await handling(arbete, bestallning_id, avvikelse_id, **falt)
    return sak


def _falt(indata: Any) -> dict[str, Any]:
    return {n: getattr(indata, n) for n in type(indata).model_fields if n != "typ"}


def _namngivna(indata: schemas.Andra) -> dict[str, Any]:
    """Only what the body names: what it leaves out stands."""
    return {n: varde for n, varde in _falt(indata).items() if n in indata.model_fields_set}
