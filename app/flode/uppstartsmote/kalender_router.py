"""Paths of the calendar subscriptions, and the one that calendar software reads without a token."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import OgiltigBegaran, Saknas
from app.core.http import PERSON_SAKNAS, ROT, Anrop, Bildning, Riksanrop, historik, op, rutter, samma_etag, tjanster_i
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote import kalender_actions as actions
from app.flode.uppstartsmote import kalender_schemas as schemas
from app.flode.uppstartsmote import kalenderflode
from app.flode.uppstartsmote.kalender import KALENDEREXEMPEL, KALENDERTYP
from app.flode.uppstartsmote.kalender import kalenderflode as som_text

kalendrar = rutter("/kalendrar", "kalendrar")
floden = rutter("/kalenderfloden", "kalendrar")
ROUTRAR = (kalendrar, floden)
LAS, SKRIV = "mote:las", "mote:skriv"
ANDELSE = ".ics"
KalenderId = Annotated[UUID, Path(alias="kalenderId")]
Hemlighet = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        description="Sista delen av den adress som kalendern fick",
        json_schema_extra={"example": "aT0q3nX8wJ5vYc1LrK7sEo2HuZ9dMf4GpBiQyVxWk6N.ics"},
    ),
]


def _plats(kalender_id: UUID) -> str:
    return f"{ROT}/kalendrar/{kalender_id}"


def _kalender(anrop: Anrop) -> Bildning[actions.Bild]:
    floden = f"{anrop.tjanster.settings.publik_adress}{ROT}/kalenderfloden"

    def bild(_arbete: Arbete, b: actions.Bild) -> schemas.KalenderUt:
        adress = f"{floden}/{b.hemlighet}{ANDELSE}" if b.hemlighet else None
        return schemas.KalenderUt.av(b.kalender, b.mojligheter, _plats(b.kalender.id), adress)

    return bild


def _av_nagon(anrop: Anrop) -> Anrop:
    """A calendar is a person's; a client without one has none."""
    if not anrop.aktor.person:
        raise OgiltigBegaran(
            "Ange vem som handlar: i tokens sub eller, för betrodda klienter, i huvudet Stegvis-Person.",
            kod=PERSON_SAKNAS,
        )
    return anrop


@kalendrar.get(
    "",
    **op(
        LAS,
        "lista_kalendrar",
        "Lista egna kalendrar",
        "Dina prenumerationer på egna möten, utan adresserna. / Own calendar subscriptions.",
        schemas.Kalendrar,
    ),
)
async def lista_kalendrar(anrop: Riksanrop, fraga: Sida) -> Response:
    """Nobody sees another's."""
    return await _av_nagon(anrop).lista(
        lambda a: actions.lista(a, fraga),
        lambda _arbete, k: schemas.KalenderRad.av(k, _plats(k.id)),
        schemas.Kalendrar,
        namn="kalendrar",
    )


@kalendrar.post(
    "",
    **op(
        SKRIV,
        "skapa_kalender",
        "Skapa kalender",
        "En hemlig adress som din egen kalender prenumererar på. Adressen visas bara i svaret. / Makes a secret feed "
        "address, shown once.",
        schemas.KalenderUt,
        201,
    ),
)
async def skapa_kalender(anrop: Riksanrop, indata: schemas.NyKalender) -> Response:
    """For vägledare and handläggare."""
    return await _av_nagon(anrop).skriv(
        lambda a: actions.skapa(a, namn=indata.namn),
        _kalender(anrop),
        status=201,
        plats=lambda bild: _plats(bild.kalender.id),
    )


@kalendrar.get(
    "/{kalenderId}",
    **op(LAS, "hamta_kalender", "Hämta egen kalender", "Utan adressen. / Without the address.", schemas.KalenderUt),
)
async def hamta_kalender(anrop: Riksanrop, kalender_id: KalenderId) -> Response:
    """Another's does not exist."""
    return await _av_nagon(anrop).las(lambda a: actions.visa(a, kalender_id), _kalender(anrop))


@kalendrar.get(
    "/{kalenderId}/handelser",
    **op(
        LAS, "lista_kalenderns_handelser", "Kalenderns historik", "Alla händelser, äldst först. / History.", Handelser
    ),
)
async def lista_kalenderns_handelser(anrop: Riksanrop, kalender_id: KalenderId) -> Response:
    """When it was made, given another address, revoked."""
    return await _av_nagon(anrop).las(lambda a: actions.historia(a, kalender_id), historik(anrop))


@kalendrar.post(
    "/{kalenderId}/handelser",
    **op(
        SKRIV,
        "handelse_kalender",
        "Händelse på egen kalender",
        "Byt adress eller återkalla. En ny adress visas bara i svaret. / Rotates or revokes the address.",
        schemas.KalenderUt,
    ),
)
async def handelse_kalender(anrop: Riksanrop, kalender_id: KalenderId, indata: schemas.KalenderHandelse) -> Response:
    """Needs If-Match."""

    async def utfor(arbete: Arbete) -> actions.Bild:
        handling = {"byt_adress": actions.byt_adress, "aterkalla": actions.aterkalla}[indata.typ]
        return await handling(arbete, kalender_id)

    return await _av_nagon(anrop).skriv(utfor, _kalender(anrop), kraver_version=True)


@floden.get(
    "/{hemlighet}",
    **op(
        "",
        "hamta_kalenderflode",
        "Läs kalenderflöde",
        "Kommande egna möten som iCalendar, för kalenderprogram: adressen är hemligheten och ingen token behövs. Ett "
        "möte visas som upptagen tid med beställningens nummer; rör det någon med skyddad identitet visas det inte. / "
        "Own coming meetings as a calendar feed; the address is the secret.",
        None,
        public=True,
    ),
    response_class=Response,
    responses={200: {"content": {KALENDERTYP: {"schema": {"type": "string"}, "example": KALENDEREXEMPEL}}}},
)
async def hamta_kalenderflode(request: Request, hemlighet: Hemlighet) -> Response:
    """404 for whatever is no address in use."""
    if not hemlighet.endswith(ANDELSE):
        raise Saknas
    nyckel = hemlighet.removesuffix(ANDELSE)
    poster = await kalenderflode.las(tjanster_i(request).transaktioner, nyckel, aktuellt_trace_id())
    innehall = som_text(poster)
    etag = f'"{hashlib.sha256(innehall).hexdigest()[:16]}"'
    huvuden = {"etag": etag, "cache-control": "private, no-cache"}
    if samma_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=huvuden)
    typ = {"content-type": f"{KALENDERTYP}; charset=utf-8", "content-disposition": 'inline; filename="moten.ics"'}
    return Response(innehall, headers=huvuden | typ)
