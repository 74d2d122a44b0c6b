"""Paths of the uppstartsmöte, under its beställning."""

import zlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.core.edge.negotiation import vikter
from app.core.errors import Konflikt, felkod
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote import actions, schemas
from app.flode.uppstartsmote.kalender import Kalenderpost, kalender
from app.flode.uppstartsmote.states import HAR_BOKATS, Motesform, Motespart, Motessvar, TidStatus

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/uppstartsmoten", "uppstartsmoten")
LAS, SKRIV = "mote:las", "mote:skriv"
KALENDERTYP, KALENDEREXEMPEL = "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
MoteId = Annotated[UUID, Path(alias="moteId")]
INGEN_BOKAD_TID = felkod(
    "ingen_bokad_tid", 406, "Mötet har ingen bokad tid att visa i kalendern", "The meeting has no booked time to show"
)


def _adress(anrop: Anrop, sak: actions.Sak | actions.Moterad) -> str:
    return anrop.lank("bestallningar", sak.bestallning.id, "uppstartsmoten")


def _mote(anrop: Anrop) -> Bildning[actions.Sak]:
    """Detail picture for this caller."""

    def bild(arbete: Arbete, sak: actions.Sak) -> schemas.MoteUt:
        adress = f"{_adress(anrop, sak)}/{sak.mote.id}"
        delar = sak.mote, sak.bestallning, sak.tider, sak.kallelser, sak.mojligheter
        return schemas.MoteUt.av(*delar, arbete.idag, adress)

    return bild


def _rad(anrop: Anrop) -> Bildning[actions.Moterad]:
    return lambda arbete, rad: schemas.MoteRad.av(
        rad.mote, rad.bestallning, rad.bokad, arbete.idag, _adress(anrop, rad)
    )


@router.get(
    "",
    **op(LAS, "lista_uppstartsmoten", "Lista uppstartsmöten", "Beställningens möten. / Meetings.", schemas.Moten),
)
async def lista_uppstartsmoten(
    anrop: Kommunanrop, bestallning_id: BestallningId, fraga: Annotated[Sidfraga, Query()]
) -> Response:
    """A sent order has one from the start."""
    return await anrop.lista(
        lambda a: actions.lista(a, bestallning_id, fraga), _rad(anrop), schemas.Moten, namn="uppstartsmoten"
    )


@router.get(
    "/{moteId}",
    **op(
        LAS,
        "hamta_uppstartsmote",
        "Hämta uppstartsmöte",
        "Mötet med alla sina tider. Med `Accept: text/calendar` den bokade tiden som iCalendar (RFC 5545), utan "
        "uppgift om vem, var eller varför. / The meeting, or its booked time as iCalendar by Accept.",
        schemas.MoteUt,
    ),
    responses={200: {"content": {KALENDERTYP: {"schema": {"type": "string"}, "example": KALENDEREXEMPEL}}}},
)
async def hamta_uppstartsmote(
    anrop: Kommunanrop, bestallning_id: BestallningId, mote_id: MoteId, request: Request
) -> Response:
    """Detail answer with ``_links`` and ``hinder``; both forms are logged as a read."""
    poster: list[Kalenderpost] = []
    som_kalender = vill_ha_kalender(request.headers.get("accept", ""))

    async def hamta(arbete: Arbete) -> actions.Sak:
        sak = await actions.visa(arbete, bestallning_id, mote_id)
        if som_kalender:
            poster.append(_post(sak))
        return sak

    svar = await anrop.las(hamta, _mote(anrop))
    if poster:
        svar = _kalendersvar(poster[-1], request.headers.get("if-none-match"))
    svar.headers["vary"] = "Accept"
    return svar


def vill_ha_kalender(accept: str) -> bool:
    """Whether the header names ``text/calendar`` and does not weigh JSON higher."""
    vikt = vikter(accept)
    return 0 < vikt.get(KALENDERTYP, 0.0) >= vikt.get("application/json", 0.0)


def _post(sak: actions.Sak) -> Kalenderpost:
    """The latest time that was ever booked; a withdrawn one is shown as withdrawn."""
    bokade = [t for t in sak.tider if t.status in HAR_BOKATS]
    if not bokade or sak.mote.sekvens is None:
        raise Konflikt("Mötet har ingen bokad tid än.", kod=INGEN_BOKAD_TID)
    tid = bokade[-1]
    return Kalenderpost(
        id=sak.mote.id,
        sekvens=sak.mote.sekvens,
        andrad=tid.andrad,
        borjar=tid.borjar,
        slutar=tid.slutar,
        installd=tid.status == TidStatus.INSTALLD.value,
        skyddad=sak.bestallning.skyddad,
        form=Motesform(tid.form),
        svar={Motespart(k.part): Motessvar(k.svar) for k in sak.kallade(tid)},
    )


def _kalendersvar(post: Kalenderpost, if_none_match: str | None) -> Response:
    innehall = kalender(post)
    metod = "CANCEL" if post.installd else "REQUEST"
    huvuden = {"etag": f'"{post.sekvens}-{zlib.crc32(innehall):08x}"', "cache-control": "private, no-store"}
    if if_none_match == huvuden["etag"]:
        return Response(status_code=304, headers=huvuden)
    huvuden |= {
        "content-type": f"{KALENDERTYP}; charset=utf-8; method={metod}",
        "content-disposition": 'attachment; filename="mote.ics"',
    }
    return Response(innehall, headers=huvuden)


@router.get(
    "/{moteId}/handelser",
    **op(LAS, "lista_motets_handelser", "Mötets historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_motets_handelser(anrop: Kommunanrop, bestallning_id: BestallningId, mote_id: MoteId) -> Response:
    """Every change of the meeting."""
    return await anrop.las(lambda a: actions.historia(a, bestallning_id, mote_id), historik(anrop))


@router.post(
    "/{moteId}/handelser",
    **op(
        SKRIV,
        "handelse_uppstartsmote",
        "Händelse på uppstartsmöte",
        "Föreslå, boka, boka om, svara, rapportera utfall eller ställ in. / Post an event.",
        schemas.MoteUt,
    ),
)
async def handelse_uppstartsmote(
    anrop: Kommunanrop, bestallning_id: BestallningId, mote_id: MoteId, indata: schemas.MoteHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, bestallning_id, mote_id, indata), _mote(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, bestallning_id: UUID, mote_id: UUID, indata: schemas.MoteHandelse) -> actions.Sak:
    """Each händelse is an action of the same name that takes the body's other fields."""
    handling = getattr(actions, indata.typ)
    sak: actions.Sak = await handling(arbete, bestallning_id, mote_id, **_falt(indata))
    return sak


def _falt(indata: schemas.MoteHandelse) -> dict[str, Any]:
    """The body's fields as the actions take them."""
    falt = {n: getattr(indata, n) for n in type(indata).model_fields if n != "typ"}
    return {namn: _varde(varde) for namn, varde in falt.items()}


def _varde(varde: Any) -> Any:
    match varde:
        case schemas.NyTid():
            return varde.model_dump()
        case schemas.Narvaro():
            return varde.per_part()
        case schemas.Utfallsrapport():
            return varde.falt()
        case list():
            return [_varde(v) for v in varde]
        case _:
            return varde
