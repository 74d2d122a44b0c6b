"""Paths of the prenumerationer: one organisation's own, whoever its ärenden are about."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.begrepp.parter import systemaktor
from app.core.http import ROT, Anrop, Mottagaranrop, historik, op, rutter
from app.core.journal import Handelse
from app.core.journal import historik as handelser_for
from app.core.outbox_states import UtkorgStatus
from app.core.paging import Sida, Sidfraga
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.settings import Settings
from app.vyer.prenumerationer import actions, leveranser, schemas
from app.vyer.prenumerationer.actions import Bild

LAS, SKRIV = "prenumeration:las", "prenumeration:skriv"
PrenumerationId = Annotated[UUID, Path(alias="prenumerationId")]
LeveransId = Annotated[UUID, Path(alias="leveransId")]
router = rutter("/prenumerationer", "prenumerationer")


def _som_system(anrop: Anrop) -> Anrop:
    """For rows that the administrator's own sight does not hold, once the right to the subscription is clear."""
    return anrop.med_syn(systemaktor("prenumerationer"))


def _detalj(arbete: Arbete, bild: Bild) -> schemas.PrenumerationUt:
    del arbete
    return schemas.PrenumerationUt.av(bild, _adress(bild.prenumeration.id))


def _adress(prenumeration_id: UUID) -> str:
    return f"{ROT}/prenumerationer/{prenumeration_id}"


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_prenumeration",
        "Prenumerera på händelser",
        "Händelserna i mottagarens flöde skickas till adressen med Standard Webhooks signaturer, sedan den har svarat "
        "på en signerad utmaning. `hemlighet` visas bara i det här svaret. För systemadministratören. / Subscribes an "
        "address to events; the secret is shown once.",
        schemas.PrenumerationUt,
        201,
    ),
)
async def skapa_prenumeration(anrop: Mottagaranrop, indata: schemas.NyPrenumeration) -> Response:
    """Nothing is sent inside the request."""
    ny = actions.Bestallning(indata.url, indata.typer, indata.beskrivning, indata.fran)
    return await anrop.skriv(
        lambda a: actions.skapa(a, anrop.mottagare, anrop.tjanster.settings, ny),
        _detalj,
        status=201,
        plats=lambda bild: _adress(bild.prenumeration.id),
    )


@router.get(
    "",
    **op(
        LAS, "lista_prenumerationer", "Lista prenumerationer", "De egna, nyast först. / Own.", schemas.Prenumerationer
    ),
)
async def lista_prenumerationer(anrop: Mottagaranrop, fraga: Sida) -> Response:
    """The organisation's own."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga),
        lambda _a, p: schemas.PrenumerationRad.av(p, f"{ROT}/prenumerationer"),
        schemas.Prenumerationer,
        namn="prenumerationer",
    )


@router.get(
    "/{prenumerationId}",
    **op(
        LAS,
        "hamta_prenumeration",
        "Hämta prenumeration",
        "Läge, hur långt i flödet den har kommit och vad som kan göras. / One subscription.",
        schemas.PrenumerationUt,
    ),
)
async def hamta_prenumeration(anrop: Mottagaranrop, prenumeration_id: PrenumerationId) -> Response:
    """Detail answer with ``_links`` and ``hinder``; never the secret."""
    return await anrop.las(lambda a: actions.visa(a, prenumeration_id), _detalj)


@router.get(
    "/{prenumerationId}/handelser",
    **op(LAS, "lista_prenumerationens_handelser", "Prenumerationens historik", "Äldst först. / History.", Handelser),
)
async def lista_prenumerationens_handelser(anrop: Mottagaranrop, prenumeration_id: PrenumerationId) -> Response:
    """Who asked for what, and what the service did by itself."""
    await anrop.transaktion(lambda a: actions.ladda(a, prenumeration_id))

    async def hamta(arbete: Arbete) -> list[Handelse]:
        return list(await arbete.alla(handelser_for(prenumeration_id)))

    return await _som_system(anrop).las(hamta, historik(anrop))


@router.post(
    "/{prenumerationId}/handelser",
    **op(
        SKRIV,
        "handelse_prenumeration",
        "Händelse på prenumeration",
        "`bekrafta_igen`, `rotera_hemlighet` (två gäller en tid), `avsluta_gammal_hemlighet`, `pausa`, `ateruppta` och "
        "`spela_om` (från ett nummer i flödet), `byt_adress` (som ska bekräfta), `andra` eller `avsluta`. "
        "/ Post an event.",
        schemas.PrenumerationUt,
    ),
)
async def handelse_prenumeration(
    anrop: Mottagaranrop, prenumeration_id: PrenumerationId, indata: schemas.PrenumerationHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _handla(a, prenumeration_id, indata, anrop.tjanster.settings), _detalj, kraver_version=True
    )


async def _handla(
    arbete: Arbete, prenumeration_id: UUID, indata: schemas.PrenumerationHandelse, settings: Settings
) -> Bild:
    match indata:
        case schemas.RoteraHemlighet():
            return await actions.rotera_hemlighet(arbete, prenumeration_id, settings)
        case schemas.Ateruppta() | schemas.SpelaOm():
            return await actions.las_fran(arbete, prenumeration_id, indata.typ, indata.fran)
        case schemas.BytAdress():
            return await actions.byt_adress(arbete, prenumeration_id, settings, indata.url)
        case schemas.Andra():
            andringar = indata.model_dump(exclude={"typ"}, exclude_unset=True)
            return await actions.andra(arbete, prenumeration_id, andringar)
        case _:
            return await actions.stega(arbete, prenumeration_id, indata.typ)


class Leveransfraga(Sidfraga):
    """Query parameters of the deliveries."""

    status: UtkorgStatus = Field(UtkorgStatus.PARKERAD, description="Läge; utelämnat: de som getts upp")


@router.get(
    "/{prenumerationId}/leveranser",
    **op(
        LAS,
        "lista_leveranser",
        "Lista leveranser",
        "Hur det har gått för varje händelse, i ett läge i taget: `parkerad` är de som getts upp. Bara id, försök och "
        "senaste fel. / Deliveries; dead letters unless another state is asked for.",
        schemas.Leveranser,
    ),
)
async def lista_leveranser(
    anrop: Mottagaranrop, prenumeration_id: PrenumerationId, fraga: Annotated[Leveransfraga, Query()]
) -> Response:
    """Nothing of what the events are about."""
    await anrop.transaktion(lambda a: actions.ladda(a, prenumeration_id))
    return await _som_system(anrop).lista(
        lambda a: leveranser.lista(a, anrop.kommunkod, prenumeration_id, fraga.status, fraga),
        lambda _a, leverans: schemas.LeveransUt.av(leverans, anrop.adress),
        schemas.Leveranser,
        namn="leveranser",
        filter_={"status": fraga.status},
    )


@router.post(
    "/{prenumerationId}/leveranser/{leveransId}/handelser",
    **op(
        SKRIV,
        "handelse_leverans",
        "Händelse på leverans",
        "`sand_om` en leverans som getts upp: samma `webhook-id` och innehåll. / Replays a dead letter.",
        schemas.PrenumerationUt,
        202,
    ),
)
async def handelse_leverans(
    anrop: Mottagaranrop, prenumeration_id: PrenumerationId, leverans_id: LeveransId, indata: schemas.SandOm
) -> Response:
    """202: it is sent by the worker; the act stands in the subscription's history."""
    del indata
    await anrop.transaktion(lambda a: actions.ladda(a, prenumeration_id))
    if not await anrop.besvarad():
        await _som_system(anrop).transaktion(
            lambda a: leveranser.krav_uppgiven(a, anrop.kommunkod, prenumeration_id, leverans_id)
        )
    return await anrop.skriv(lambda a: actions.sand_om(a, prenumeration_id, leverans_id), _detalj, status=202)
