"""Paths of the behov step, under the ärende: its one behov, and fkavstamningar."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.behov import actions, schemas
from app.flode.behov.models import Behovsversion, FkAvstamning

router = rutter("/{kommunkod}/arenden/{arendeId}/behov", "behov")
fkavstamningar = rutter("/{kommunkod}/arenden/{arendeId}/fkavstamningar", "fkavstamningar")
LAS, SKRIV = "behov:las", "behov:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
VersionId = Annotated[UUID, Path(alias="versionId")]
AvstamningId = Annotated[UUID, Path(alias="avstamningId")]


def _adress(anrop: Anrop, arende_id: UUID) -> str:
    return anrop.lank("arenden", arende_id, "behov")


def _behov(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""
    adress = _adress(anrop, arende_id)
    return lambda _arbete, b: schemas.BehovUt.av(b.behov, b.version, b.mojligheter, adress)


def _versionsrad(anrop: Anrop, arende_id: UUID) -> Bildning[Behovsversion]:
    rot = f"{_adress(anrop, arende_id)}/versioner"
    return lambda _arbete, rad: schemas.BehovsversionRad.av(rad, rot)


@router.get(
    "",
    **op(
        LAS,
        "hamta_behov",
        "Hämta behov",
        "Önskemål om deltagande och behov av barnomsorg som de nu lyder; 404 om inget är registrerat. / "
        "Wishes for participation and need of child care.",
        schemas.BehovUt,
    ),
)
async def hamta_behov(anrop: Kommunanrop, arende_id: ArendeId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id), _behov(anrop, arende_id))


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_behov",
        "Registrera behov",
        "Ett behov per ärende; det ändras sedan med händelsen andra. / Begins the one record of the case.",
        schemas.BehovUt,
        201,
    ),
)
async def registrera_behov(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyttBehov) -> Response:
    """409 when there is one."""
    return await anrop.skriv(
        lambda a: actions.registrera(a, arende_id, **indata.falt()),
        _behov(anrop, arende_id),
        status=201,
        plats=lambda _b: _adress(anrop, arende_id),
    )


@router.get(
    "/handelser",
    **op(LAS, "lista_behovets_handelser", "Behovets historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_behovets_handelser(anrop: Kommunanrop, arende_id: ArendeId) -> Response:
    """Which fields were changed, when and by whom."""
    return await anrop.las(lambda a: actions.historia(a, arende_id), historik(anrop))


@router.post(
    "/handelser",
    **op(
        SKRIV,
        "handelse_behov",
        "Händelse på behov",
        "Ändra: ersätter hela innehållet med en ny version. / Replaces the whole content.",
        schemas.BehovUt,
    ),
)
async def handelse_behov(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.AndraBehov) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.andra(a, arende_id, **indata.falt()), _behov(anrop, arende_id), kraver_version=True
    )


@router.get(
    "/versioner",
    **op(
        LAS,
        "lista_behovsversioner",
        "Lista behovets versioner",
        "Varje version av behovet, nyast först. / Every version, newest first.",
        schemas.Behovsversioner,
    ),
)
async def lista_behovsversioner(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry nothing of the content."""
    return await anrop.lista(
        lambda a: actions.versioner(a, arende_id, fraga),
        _versionsrad(anrop, arende_id),
        schemas.Behovsversioner,
        namn="versioner",
    )


@router.get(
    "/versioner/{versionId}",
    **op(
        LAS,
        "hamta_behovsversion",
        "Hämta en version av behovet",
        "Innehållet som det var. / The content as it was.",
        schemas.BehovsversionUt,
    ),
)
async def hamta_behovsversion(anrop: Kommunanrop, arende_id: ArendeId, version_id: VersionId) -> Response:
    """A version never changes."""
    adress = _adress(anrop, arende_id)
    return await anrop.las(
        lambda a: actions.visa_version(a, arende_id, version_id),
        lambda _arbete, rad: schemas.BehovsversionUt.av(rad, adress),
    )


# --- Försäkringskassan -----------------------------------------------------------------------------


def _avstamning(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Avstamningsbild]:
    """Detail picture for this caller."""

    def bild(_arbete: Arbete, b: actions.Avstamningsbild) -> schemas.FkAvstamningUt:
        adress = anrop.lank("arenden", arende_id, "fkavstamningar", b.avstamning.id)
        return schemas.FkAvstamningUt.av(b.avstamning, b.mojligheter, adress)

    return bild


def _avstamningsrad(anrop: Anrop, arende_id: UUID) -> Bildning[FkAvstamning]:
    rot = anrop.lank("arenden", arende_id, "fkavstamningar")
    return lambda _arbete, rad: schemas.FkAvstamningRad.av(rad, rot)


@fkavstamningar.get(
    "",
    **op(
        LAS,
        "lista_fkavstamningar",
        "Lista FK-avstämningar",
        "Ärendets frågor till Försäkringskassan om föräldrapenning, nyast först. / Questions on parental benefit.",
        schemas.FkAvstamningar,
    ),
)
async def lista_fkavstamningar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry nothing of what was said."""
    return await anrop.lista(
        lambda a: actions.lista_avstamningar(a, arende_id, fraga),
        _avstamningsrad(anrop, arende_id),
        schemas.FkAvstamningar,
        namn="fkavstamningar",
    )


@fkavstamningar.post(
    "",
    **op(
        SKRIV,
        "fraga_forsakringskassan",
        "Registrera fråga till Försäkringskassan",
        "Antecknar en fråga som är ställd om föräldrapenning, med grund för utlämnandet (DP-09). Inget sänds. / "
        "Records a question that was put; nothing is sent.",
        schemas.FkAvstamningUt,
        201,
    ),
)
async def fraga_forsakringskassan(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyFkAvstamning) -> Response:
    """The date is today or earlier."""
    return await anrop.skriv(
        lambda a: actions.fraga_fk(
            a,
            arende_id,
            fraga_datum=indata.fraga_datum,
            kanal=indata.kanal.value,
            fraga=indata.fraga,
            grund=indata.utlamnande_grund.value,
            lagrum=indata.utlamnande_lagrum,
        ),
        _avstamning(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "fkavstamningar", b.avstamning.id),
    )


@fkavstamningar.get(
    "/{avstamningId}",
    **op(
        LAS,
        "hamta_fkavstamning",
        "Hämta FK-avstämning",
        "En fråga med svar. / One question with its answer.",
        schemas.FkAvstamningUt,
    ),
)
async def hamta_fkavstamning(anrop: Kommunanrop, arende_id: ArendeId, avstamning_id: AvstamningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(
        lambda a: actions.visa_avstamning(a, arende_id, avstamning_id), _avstamning(anrop, arende_id)
    )


@fkavstamningar.get(
    "/{avstamningId}/handelser",
    **op(
        LAS,
        "lista_fkavstamningens_handelser",
        "FK-avstämningens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_fkavstamningens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, avstamning_id: AvstamningId
) -> Response:
    """Every change of the question."""
    return await anrop.las(lambda a: actions.avstamningens_historia(a, arende_id, avstamning_id), historik(anrop))


@fkavstamningar.post(
    "/{avstamningId}/handelser",
    **op(
        SKRIV,
        "handelse_fkavstamning",
        "Händelse på FK-avstämning",
        "Besvara eller återkalla. / Answer or withdraw.",
        schemas.FkAvstamningUt,
    ),
)
async def handelse_fkavstamning(
    anrop: Kommunanrop, arende_id: ArendeId, avstamning_id: AvstamningId, indata: schemas.FkHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, avstamning_id, indata), _avstamning(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, avstamning_id: UUID, indata: schemas.FkHandelse
) -> actions.Avstamningsbild:
    if isinstance(indata, schemas.AterkallaFk):
        return await actions.aterkalla(arbete, arende_id, avstamning_id, skal=indata.skal)
    return await actions.besvara(
        arbete,
        arende_id,
        avstamning_id,
        svar_datum=indata.svar_datum,
        svar=indata.svar,
        galler_tom=indata.galler_tom,
        svar_text=indata.svar_text,
        svar_vem=indata.svar_vem,
    )
