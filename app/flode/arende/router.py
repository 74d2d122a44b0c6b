"""Paths of the ärende step."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.time_query import Tidsfraga, forfluten
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions, forflutet, schemas
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus

router = rutter("/{kommunkod}/arenden", "arenden")
LAS, SKRIV = "arende:las", "arende:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]


class Arendefilter(Sidfraga):
    """How a handläggare narrows the own queue (DP-05)."""

    status: ArendeStatus | None = None
    egna: ParameterBool = False


def _arende(anrop: Anrop) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""

    def ut(arbete: Arbete, bild: actions.Bild) -> schemas.ArendeUt:
        adress = anrop.lank("arenden", bild.arende.id)
        return schemas.ArendeUt.av(bild.arende, bild.mojligheter, arbete.krypto, adress)

    return ut


def _rad(anrop: Anrop) -> Bildning[Arende]:
    return lambda arbete, arende: schemas.ArendeRad.av(arende, arbete.krypto, anrop.lank("arenden"))


@router.get(
    "",
    **op(LAS, "lista_arenden", "Lista ärenden", "Nämndens ärenden, nyast först. / The nämnd's cases.", schemas.Arenden),
)
async def lista_arenden(anrop: Kommunanrop, fraga: Annotated[Arendefilter, Query()]) -> Response:
    """Handläggare see their own; arbetsledare all of the nämnd."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga, status=fraga.status, egna=fraga.egna),
        _rad(anrop),
        schemas.Arenden,
        namn="arenden",
        filter_={"status": fraga.status, "egna": "true" if fraga.egna else None},
    )


@router.post(
    "",
    **op(
        SKRIV, "oppna_arende", "Öppna ärende", "Öppnar ett ärende för en person. / Opens a case.", schemas.ArendeUt, 201
    ),
)
async def oppna_arende(anrop: Kommunanrop, indata: schemas.NyttArende) -> Response:
    """One open ärende per person and nämnd."""
    return await anrop.skriv(
        lambda a: actions.oppna(a, personnummer=indata.personnummer, **indata.falt()),
        _arende(anrop),
        status=201,
        plats=lambda bild: anrop.lank("arenden", bild.arende.id),
    )


@router.post(
    "/sokningar",
    **op(
        LAS,
        "sok_arenden",
        "Sök ärenden",
        "Sök på personnummer, ärendenummer eller namn (DP-05); orden står i innehållet. / Search in the body.",
        schemas.Traffar,
        idempotens=False,
    ),
)
async def sok_arenden(anrop: Kommunanrop, indata: schemas.Sokning) -> Response:
    """A search changes nothing, so it needs no Idempotency-Key."""
    ord_ = {namn: getattr(indata, namn) for namn in schemas.Sokning.model_fields}
    return await anrop.las(
        lambda a: actions.sokning(a, **ord_),
        lambda a, funna: schemas.Traffar(arenden=[_rad(anrop)(a, x) for x in funna]),
    )


@router.get(
    "/{arendeId}",
    **op(
        LAS,
        "hamta_arende",
        "Hämta ärende",
        "Ett ärende med deltagare; `giltigVid` och `kandVid` visar det vid en annan tid. / One case, now or then.",
        schemas.ArendeUt,
    ),
)
async def hamta_arende(anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[Tidsfraga, Query()]) -> Response:
    """Detail answer with ``_links`` and ``hinder``; of another time without them."""
    vid, adress = fraga.vid, anrop.lank("arenden", arende_id)
    if vid is None:
        return await anrop.las(lambda a: actions.visa(a, arende_id), _arende(anrop))

    def da(arbete: Arbete, arende: Arende) -> schemas.ArendeUt:
        return forfluten(schemas.ArendeUt.av(arende, Mojligheter(), arbete.krypto, adress), vid, adress)

    return await anrop.las(lambda a: forflutet.visa_vid(a, arende_id, vid), da)


@router.get(
    "/{arendeId}/handelser",
    **op(LAS, "lista_arendets_handelser", "Ärendets historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_arendets_handelser(anrop: Kommunanrop, arende_id: ArendeId) -> Response:
    """Every change of the ärende itself."""
    return await anrop.las(lambda a: actions.historia(a, arende_id), historik(anrop))


@router.post(
    "/{arendeId}/handelser",
    **op(
        SKRIV,
        "handelse_arende",
        "Händelse på ärende",
        "Ändra, tilldela, avsluta, återöppna. / Post an event.",
        schemas.ArendeUt,
    ),
)
async def handelse_arende(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.ArendeHandelse) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, arende_id, indata), _arende(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, arende_id: UUID, indata: schemas.ArendeHandelse) -> actions.Bild:
    if isinstance(indata, schemas.Andra):
        return await actions.andra(arbete, arende_id, indata.uppgifter.falt(satta=True), galler_fran=indata.galler_fran)
    if isinstance(indata, schemas.BytHandlaggare):
        return await actions.byt_handlaggare(arbete, arende_id, handlaggare=indata.handlaggare)
    if isinstance(indata, schemas.BytEnhet):
        return await actions.byt_enhet(arbete, arende_id, enhet=indata.enhet)
    return await actions.stega(arbete, arende_id, indata.typ, skal=indata.skal)


@router.get(
    "/{arendeId}/tillfalligaatkomster",
    **op(
        LAS,
        "lista_tillfalliga_atkomster",
        "Lista tillfälliga åtkomster",
        "Vilka som har öppnat ärendet med tillfällig åtkomst, när, till när och varför (DP-04). "
        "/ Who has had temporary access, and why.",
        schemas.Atkomster,
    ),
)
async def lista_tillfalliga_atkomster(
    anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[Sidfraga, Query()]
) -> Response:
    """Newest first."""
    arende = anrop.lank("arenden", arende_id)
    return await anrop.lista(
        lambda a: actions.lista_tillfalliga_atkomster(a, arende_id, fraga),
        lambda _a, rad: schemas.AtkomstRad.av(rad, arende),
        schemas.Atkomster,
        namn="tillfalligaatkomster",
    )


@router.post(
    "/{arendeId}/tillfalligaatkomster",
    **op(
        LAS,
        "begar_tillfallig_atkomst",
        "Tillfällig åtkomst",
        "Ett dygns åtkomst till en kollegas ärende, med skäl som syns i loggen (DP-04). / Temporary access.",
        schemas.AtkomstUt,
        201,
    ),
)
async def begar_tillfallig_atkomst(
    anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyTillfalligAtkomst
) -> Response:
    """For colleagues in the same nämnd; never for persons with protected identity."""
    arende = anrop.lank("arenden", arende_id)
    return await anrop.skriv(
        lambda a: actions.ge_tillfallig_atkomst(a, arende_id, skal=indata.skal),
        lambda _a, rad: schemas.AtkomstUt.av(rad, arende),
        status=201,
        plats=lambda _rad: arende,
    )
