"""Paths of the bevakningar."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Dagsidfraga
from app.core.representations import Handelser
from app.core.schema_types import Datum, Identitet, KortText, ParameterBool
from app.core.unit_of_work import Arbete
from app.flode.bevakning import actions, schemas
from app.flode.bevakning.models import Bevakning
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import BevakningStatus

router = rutter("/{kommunkod}/bevakningar", "bevakningar")
LAS, SKRIV = "bevakning:las", "bevakning:skriv"
BevakningId = Annotated[UUID, Path(alias="bevakningId")]


class Bevakningsfilter(Dagsidfraga):
    """How a queue is narrowed: state, assignment, kind, due date (DP-05)."""

    status: BevakningStatus = BevakningStatus.OPPEN
    egna: ParameterBool = False
    agare: KortText | None = None
    sort: Bevakningssort | None = None
    forfaller_senast: Datum | None = Field(None, alias="forfallerSenast")
    arende_id: Identitet | None = Field(None, alias="arendeId")


def _bevakning(anrop: Anrop) -> Bildning[actions.Bild]:
    """Detail picture."""
    return lambda arbete, b: schemas.BevakningUt.av(b.bevakning, b.mojligheter, arbete.idag, anrop.lank())


def _rad(anrop: Anrop) -> Bildning[Bevakning]:
    return lambda arbete, b: schemas.BevakningRad.av(b, arbete.idag, anrop.lank())


@router.get(
    "",
    **op(
        LAS,
        "lista_bevakningar",
        "Lista bevakningar",
        "Den som förfaller först står först; utan `status` visas de öppna. Handläggare ser sina egna, arbetsledare "
        "nämndens. / Tasks, soonest first.",
        schemas.Bevakningar,
    ),
)
async def lista_bevakningar(anrop: Kommunanrop, fraga: Annotated[Bevakningsfilter, Query()]) -> Response:
    """With ``arendeId`` also those of a colleague's ärende that one has temporary access to."""
    varden = fraga.model_dump(exclude=set(Dagsidfraga.model_fields))
    filter_ = fraga.model_dump(mode="json", by_alias=True, exclude=set(Dagsidfraga.model_fields))
    return await anrop.lista(
        lambda a: actions.lista(a, fraga, **varden),
        _rad(anrop),
        schemas.Bevakningar,
        namn="bevakningar",
        filter_=filter_ | {"egna": "true" if fraga.egna else None},
    )


@router.get(
    "/sammanstallning",
    **op(
        LAS,
        "sammanstall_bevakningar",
        "Sammanställ bevakningar",
        "Antal öppna, försenade och snart förfallna per handläggare och sort; för arbetsledare. / Counts per owner.",
        schemas.Sammanstallning,
    ),
)
async def sammanstall_bevakningar(anrop: Kommunanrop) -> Response:
    """Counts only."""
    return await anrop.las(
        actions.sammanstallning, lambda _arbete, rader: schemas.Sammanstallning.av(rader, anrop.adress)
    )


@router.get(
    "/{bevakningId}",
    **op(LAS, "hamta_bevakning", "Hämta bevakning", "Med vad som ska göras. / One task.", schemas.BevakningUt),
)
async def hamta_bevakning(anrop: Kommunanrop, bevakning_id: BevakningId) -> Response:
    """Detail answer with ``_links``."""
    return await anrop.las(lambda a: actions.visa(a, bevakning_id), _bevakning(anrop))


@router.get(
    "/{bevakningId}/handelser",
    **op(LAS, "lista_bevakningens_handelser", "Bevakningens historik", "Äldst först. / History.", Handelser),
)
async def lista_bevakningens_handelser(anrop: Kommunanrop, bevakning_id: BevakningId) -> Response:
    """Every change, by people and by recomputation."""
    return await anrop.las(lambda a: actions.historia(a, bevakning_id), historik(anrop))


@router.post(
    "/{bevakningId}/handelser",
    **op(
        SKRIV,
        "handelse_bevakning",
        "Händelse på bevakning",
        "Klarmarkera, skjut upp eller återöppna, med skäl. / Post an event.",
        schemas.BevakningUt,
    ),
)
async def handelse_bevakning(
    anrop: Kommunanrop, bevakning_id: BevakningId, indata: schemas.BevakningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, bevakning_id, indata), _bevakning(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, bevakning_id: UUID, indata: schemas.BevakningHandelse) -> actions.Bild:
    if isinstance(indata, schemas.SkjutUpp):
        return await actions.skjut_upp(arbete, bevakning_id, till=indata.till, skal=indata.skal)
    if isinstance(indata, schemas.Klarmarkera):
        return await actions.klarmarkera(arbete, bevakning_id, skal=indata.skal)
    return await actions.ateroppna(arbete, bevakning_id, skal=indata.skal)
