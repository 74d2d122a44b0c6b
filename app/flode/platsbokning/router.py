"""Paths of the platsbokningar, under the ärende; and those of an order, for both of its parties."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.begrepp.parter import Part
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.platsbokning import actions, schemas

router = rutter("/{kommunkod}/arenden/{arendeId}/platsbokningar", "platsbokningar")
bestallningens = rutter("/{kommunkod}/bestallningar/{bestallningId}/platsbokningar", "platsbokningar")
LAS, SKRIV = "plats:las", "plats:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
PlatsbokningId = Annotated[UUID, Path(alias="platsbokningId")]


def _bild(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    arende = anrop.lank("arenden", arende_id)

    def bild(_arbete: Arbete, b: actions.Bild) -> schemas.PlatsbokningUt:
        adresser = arende, anrop.lank("aktiviteter", b.bokning.aktivitet_id)
        return schemas.PlatsbokningUt.av(b.bokning, b.aktivitet, b.koplats, b.mojligheter, adresser)

    return bild


def _rad(anrop: Anrop) -> Bildning[actions.Listrad]:
    """The ärende is the nämnd's; an utförare gets no address of it."""

    def bild(arbete: Arbete, rad: actions.Listrad) -> schemas.PlatsbokningRad:
        bokning, skyddad = rad
        adresser = {"aktivitet": anrop.lank("aktiviteter", bokning.aktivitet_id)}
        if arbete.aktor.part is Part.KOMMUN:
            adresser["self"] = anrop.lank("arenden", bokning.arende_id, "platsbokningar", bokning.id)
        return schemas.PlatsbokningRad.av(bokning, skyddad=skyddad, **adresser)

    return bild


@router.get(
    "",
    **op(
        LAS,
        "lista_platsbokningar",
        "Lista platsbokningar",
        "Ärendets platser och köplatser, nyast först. / Places and places in line.",
        schemas.Platsbokningar,
    ),
)
async def lista_platsbokningar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Sida) -> Response:
    """Rows carry no reasons."""
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga), _rad(anrop), schemas.Platsbokningar, namn="platsbokningar"
    )


@router.post(
    "",
    **op(
        SKRIV,
        "boka_plats",
        "Boka plats",
        "Bokar en plats i en aktivitet. Är det fullt svarar tjänsten 409 `plats_upptagen`, eller ställer personen i kö "
        "med `stallIKo`. / Books a place, or joins the waiting list.",
        schemas.PlatsbokningUt,
        201,
    ),
)
async def boka_plats(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyPlatsbokning) -> Response:
    """Of many who want the last place at once, one gets it."""
    return await anrop.skriv(
        lambda a: actions.boka(a, arende_id, **indata.model_dump()),
        _bild(anrop, arende_id),
        status=201,
        plats=lambda b: anrop.lank("arenden", arende_id, "platsbokningar", b.bokning.id),
    )


@router.get(
    "/{platsbokningId}",
    **op(
        LAS,
        "hamta_platsbokning",
        "Hämta platsbokning",
        "En plats eller köplats, med plats i kön. / One booking.",
        schemas.PlatsbokningUt,
    ),
)
async def hamta_platsbokning(anrop: Kommunanrop, arende_id: ArendeId, bokning_id: PlatsbokningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, bokning_id), _bild(anrop, arende_id))


@router.get(
    "/{platsbokningId}/handelser",
    **op(
        LAS,
        "lista_platsbokningens_handelser",
        "Platsbokningens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_platsbokningens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, bokning_id: PlatsbokningId
) -> Response:
    """Every change of one booking."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, bokning_id), historik(anrop))


@router.post(
    "/{platsbokningId}/handelser",
    **op(
        SKRIV,
        "handelse_platsbokning",
        "Händelse på platsbokning",
        "Svara på ett erbjudande, avboka, avsluta, eller ge förtur med skäl. / Post an event.",
        schemas.PlatsbokningUt,
    ),
)
async def handelse_platsbokning(
    anrop: Kommunanrop, arende_id: ArendeId, bokning_id: PlatsbokningId, indata: schemas.PlatsHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, bokning_id, indata), _bild(anrop, arende_id), kraver_version=True
    )


async def _utfor(arbete: Arbete, arende_id: UUID, bokning_id: UUID, indata: schemas.PlatsHandelse) -> actions.Bild:
    """Each händelse is an action of the same name that takes the body's other fields."""
    bild: actions.Bild = await getattr(actions, indata.typ)(
        arbete, arende_id, bokning_id, **indata.model_dump(exclude={"typ"})
    )
    return bild


@bestallningens.get(
    "",
    **op(
        LAS,
        "lista_bestallningens_platsbokningar",
        "Beställningens platser",
        "De platser som är bokade för beställningen; för utföraren bara vilka de är. / The order's bookings.",
        schemas.Platsbokningar,
    ),
)
async def lista_bestallningens_platsbokningar(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Sida
) -> Response:
    """Both parties of the order."""
    return await anrop.lista(
        lambda a: actions.lista_under(a, bestallning_id, fraga),
        _rad(anrop),
        schemas.Platsbokningar,
        namn="platsbokningar",
    )
