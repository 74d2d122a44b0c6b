"""Paths of the beställning."""

from types import ModuleType
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool, ParameterHeltal
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions, andringar, flytt, frislappande, handelse_schemas, schemas, slut
from app.flode.bestallning.andring_schemas import AndraBestallning
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BestallningStatus

router = rutter("/{kommunkod}/bestallningar", "bestallningar")
LAS, SKRIV = "bestallning:las", "bestallning:skriv"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
# Where an act is that is not in ``actions``.
HEMMA: dict[str, ModuleType] = (
    dict.fromkeys(("avboj", "aterkalla", "avsluta", "ateroppna", "lamna_slutanteckning"), slut)
    | dict.fromkeys(("flytta", "aterta_flytt"), flytt)
    | dict.fromkeys(("frislapp", "aterta_frislappande"), frislappande)
)


class Bestallningsfilter(Sidfraga):
    """How a caller narrows the own queue (DP-05)."""

    status: BestallningStatus | None = None
    egna: ParameterBool = False
    vantar_pa_slutredovisning: ParameterBool = Field(
        False,
        alias="vantarPaSlutredovisning",
        description="Bara de som har börjat och slutat, men där slutrapport eller slutanteckning saknas",
    )


def _bestallning(anrop: Anrop) -> Bildning[actions.Bild]:
    """Detail picture for this caller's party."""

    def ut(arbete: Arbete, bild: actions.Bild) -> schemas.BestallningUt:
        b = bild.bestallning
        adress, part = anrop.lank("bestallningar", b.id), arbete.aktor.part
        return schemas.BestallningUt.av(b, bild.lage, bild.mojligheter, bild.handelser, arbete.krypto, adress, part)

    return ut


def _rad(anrop: Anrop) -> Bildning[Bestallning]:
    return lambda _arbete, b: schemas.BestallningRad.av(b, anrop.lank("bestallningar"))


@router.get(
    "",
    **op(
        LAS,
        "lista_bestallningar",
        "Lista beställningar",
        "Nyast först. Med `vantarPaSlutredovisning` de som har slutat utan att utföraren har redovisat (AK-40). / "
        "Orders, newest first.",
        schemas.Bestallningar,
    ),
)
async def lista_bestallningar(anrop: Kommunanrop, fraga: Annotated[Bestallningsfilter, Query()]) -> Response:
    """The nämnd's orders, or those sent to the caller's organisation."""
    return await anrop.lista(
        lambda a: actions.lista(
            a,
            fraga,
            status=fraga.status,
            egna=fraga.egna,
            vantar_pa_slutredovisning=fraga.vantar_pa_slutredovisning,
        ),
        _rad(anrop),
        schemas.Bestallningar,
        namn="bestallningar",
        filter_={
            "status": fraga.status,
            "egna": "true" if fraga.egna else None,
            "vantarPaSlutredovisning": "true" if fraga.vantar_pa_slutredovisning else None,
        },
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_bestallning",
        "Skapa beställning",
        "Ett utkast som vilar på ett beslut; `skicka` lämnar över det (AK-41, DP-09). / Drafts an order.",
        schemas.BestallningUt,
        201,
    ),
)
async def skapa_bestallning(anrop: Kommunanrop, indata: schemas.NyBestallning) -> Response:
    """Nothing is released before ``skicka``."""
    return await anrop.skriv(
        lambda a: actions.skapa(a, **indata.falt()),
        _bestallning(anrop),
        status=201,
        plats=lambda bild: anrop.lank("bestallningar", bild.bestallning.id),
    )


@router.get(
    "/{bestallningId}",
    **op(
        LAS,
        "hamta_bestallning",
        "Hämta beställning",
        "Med de 20 senaste händelserna. / One order.",
        schemas.BestallningUt,
    ),
)
async def hamta_bestallning(anrop: Kommunanrop, bestallning_id: BestallningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, bestallning_id), _bestallning(anrop))


class Historikfraga(Sidfraga):
    """Where in the history to begin."""

    efter: ParameterHeltal = Field(0, ge=0, description="Visa händelser efter detta nummer")


@router.get(
    "/{bestallningId}/handelser",
    **op(LAS, "lista_bestallningens_handelser", "Beställningens historik", "Äldst först. / History.", Handelser),
)
async def lista_bestallningens_handelser(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Historikfraga, Query()]
) -> Response:
    """At most 200 at a time; continue with ``efter``."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, fraga.efter), historik(anrop))


@router.post(
    "/{bestallningId}/handelser",
    **op(
        SKRIV,
        "handelse_bestallning",
        "Händelse på beställning",
        "Vad som får göras nu står i `_links`; vad som hindrar resten i `hinder`. / Post an event.",
        schemas.BestallningUt,
    ),
)
async def handelse_bestallning(
    anrop: Kommunanrop, bestallning_id: BestallningId, indata: handelse_schemas.BestallningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, bestallning_id, indata), _bestallning(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, bestallning_id: UUID, indata: handelse_schemas.BestallningHandelse) -> actions.Bild:
    """Each händelse is an action of the same name that takes the body's other fields."""
    if isinstance(indata, handelse_schemas.Andra):
        return await actions.andra(arbete, bestallning_id, indata.uppgifter.falt())
    if isinstance(indata, AndraBestallning):
        return await andringar.andra_bestallning(arbete, bestallning_id, **indata.falt())
    modul = HEMMA.get(indata.typ, actions)
    bild: actions.Bild = await getattr(modul, indata.typ)(arbete, bestallning_id, **indata.model_dump(exclude={"typ"}))
    return bild
