"""Paths of the meddelanden: those of one order, and what is unread over all of the caller's."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.paging import Sidfraga
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.meddelande import actions, schemas
from app.flode.meddelande.states import Meddelandepart

per_bestallning = rutter("/{kommunkod}/bestallningar/{bestallningId}/meddelanden", "meddelanden")
samlade = rutter("/{kommunkod}/meddelanden", "meddelanden")
ROUTRAR = (per_bestallning, samlade)
LAS, SKRIV = "meddelande:las", "meddelande:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
MeddelandeId = Annotated[UUID, Path(alias="meddelandeId")]


class Meddelandefilter(Sidfraga):
    """Only what the caller has not read."""

    olasta: ParameterBool = False


def _rot(anrop: Anrop, bestallning_id: UUID) -> str:
    return anrop.lank("bestallningar", bestallning_id, "meddelanden")


def _rad(anrop: Anrop, bestallning_id: UUID) -> Bildning[Any]:
    rot = _rot(anrop, bestallning_id)
    return lambda arbete, rad: schemas.MeddelandeRad.av(
        rad.Meddelande, Meddelandepart.av(arbete.aktor.part), rad.mitt, rad.motpartens, rot
    )


def _meddelande(anrop: Anrop, bestallning_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture for this caller."""

    def ut(arbete: Arbete, b: actions.Bild) -> schemas.MeddelandeUt:
        delar = (
            b.meddelande,
            Meddelandepart.av(arbete.aktor.part),
            b.mitt,
            b.lasningar,
            b.rattad_av,
            actions.status(b),
            b.mojligheter,
        )
        return schemas.MeddelandeUt.av(*delar, _rot(anrop, bestallning_id))

    return ut


@per_bestallning.get(
    "",
    **op(
        LAS,
        "lista_meddelanden",
        "Beställningens meddelanden",
        "Nyast först. Att läsa listan markerar inget som läst. / The order's messages, newest first.",
        schemas.Meddelanden,
    ),
)
async def lista_meddelanden(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Meddelandefilter, Query()]
) -> Response:
    """Both parties' messages."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga, olasta=fraga.olasta),
        _rad(anrop, bestallning_id),
        schemas.Meddelanden,
        namn="meddelanden",
        filter_={"olasta": "true" if fraga.olasta else None},
    )


@per_bestallning.post(
    "",
    **op(
        SKRIV,
        "skriv_meddelande",
        "Skriv meddelande",
        "Till den andra parten. Kan svara på ett meddelande, rätta ett eget, och gälla något i beställningen. Ett "
        "skickat meddelande ändras aldrig. / Writes to the other party; never changed once sent.",
        schemas.MeddelandeUt,
        201,
    ),
)
async def skriv_meddelande(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyttMeddelande
) -> Response:
    """Until the utförare's rights end."""
    return await anrop.skriv(
        lambda a: actions.skriv(a, bestallning_id, **indata.falt()),
        _meddelande(anrop, bestallning_id),
        status=201,
        plats=lambda bild: f"{_rot(anrop, bestallning_id)}/{bild.meddelande.id}",
    )


@per_bestallning.post(
    "/lasningar",
    **op(
        SKRIV,
        "las_meddelanden",
        "Markera meddelanden som lästa",
        "Alla till och med ett nummer, för den som frågar. / Marks messages as read, up to a number.",
        schemas.LaslageUt,
    ),
)
async def las_meddelanden(anrop: Kommunanrop, bestallning_id: BestallningId, indata: schemas.NyLasning) -> Response:
    """Once more changes nothing."""
    lankar = {"meddelanden": {"href": _rot(anrop, bestallning_id), "method": "GET"}}
    return await anrop.skriv(
        lambda a: actions.las(a, bestallning_id, till_och_med=indata.till_och_med),
        lambda _a, lage: schemas.LaslageUt.model_validate(
            {"till_och_med": lage.till_och_med, "olasta": lage.olasta, "lankar": lankar}, by_name=True
        ),
    )


@per_bestallning.get(
    "/{meddelandeId}",
    **op(LAS, "hamta_meddelande", "Hämta meddelande", "Med vem som har läst. / One message.", schemas.MeddelandeUt),
)
async def hamta_meddelande(anrop: Kommunanrop, bestallning_id: BestallningId, meddelande_id: MeddelandeId) -> Response:
    """Reading it marks nothing as read."""
    return await anrop.las(lambda a: actions.visa(a, bestallning_id, meddelande_id), _meddelande(anrop, bestallning_id))


@samlade.get(
    "/olasta",
    **op(
        LAS,
        "olasta_meddelanden",
        "Olästa meddelanden",
        "Den frågandes beställningar med olästa meddelanden: id, antal och tider. / Unread messages, ids only.",
        schemas.Olasta,
    ),
)
async def olasta_meddelanden(anrop: Kommunanrop) -> Response:
    """Nothing of what they say (DP-29)."""
    return await anrop.las(
        actions.olasta,
        lambda _a, rader: schemas.Olasta.av(rader, actions.FLEST_OLASTA, anrop.lank("bestallningar"), anrop.adress),
    )
