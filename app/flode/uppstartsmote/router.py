"""Paths of the uppstartsmöte, under its beställning."""

import zlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.begrepp.parter import Part
from app.core.edge.negotiation import vikter
from app.core.errors import Konflikt, felkod
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote import actions, schemas, tolk, utfall
from app.flode.uppstartsmote.kalender import KALENDEREXEMPEL, KALENDERTYP, Kalenderpost, kalender
from app.flode.uppstartsmote.sak import Sak
from app.flode.uppstartsmote.states import HAR_BOKATS, Motesform, Motespart, Motessvar, TidStatus

router = rutter("/{kommunkod}/bestallningar/{bestallningId}/uppstartsmoten", "uppstartsmoten")
LAS, SKRIV = "mote:las", "mote:skriv"
HANDLINGAR: dict[str, Callable[..., Awaitable[Sak]]] = {
    handling.__name__: handling
    for handling in (
        actions.foresla, actions.boka, actions.boka_om, actions.svara, actions.stall_in, utfall.genomfor, utfall.utebli,
        utfall.redogor, utfall.bedom_franvaro, tolk.bestall_tolk, tolk.avboka_tolk,
    )
}  # fmt: skip
BestallningId = Annotated[UUID, Path(alias="bestallningId")]
MoteId = Annotated[UUID, Path(alias="moteId")]
INGEN_BOKAD_TID = felkod(
    "ingen_bokad_tid", 406, "Mötet har ingen bokad tid att visa i kalendern", "The meeting has no booked time to show"
)
BARA_I_TJANSTEN = felkod(
    "bara_i_tjansten", 406, "Mötet visas bara i tjänsten", "The meeting is shown in the service only"
)


def _adress(anrop: Anrop, sak: Sak | actions.Moterad) -> str:
    return anrop.lank("bestallningar", sak.bestallning.id, "uppstartsmoten")


def _mote(anrop: Anrop) -> Bildning[Sak]:
    """Detail picture for this caller."""

    def bild(arbete: Arbete, sak: Sak) -> schemas.MoteUt:
        betraktare = schemas.Betraktare(arbete.aktor.person, arbete.aktor.part is Part.KOMMUN)
        return schemas.MoteUt.av(sak, betraktare, arbete.idag, f"{_adress(anrop, sak)}/{sak.mote.id}")

    return bild


def _rad(anrop: Anrop) -> Bildning[actions.Moterad]:
    def bild(arbete: Arbete, rad: actions.Moterad) -> schemas.MoteRad:
        borjar = None if rad.bokad is None else rad.bokad.borjar
        return schemas.MoteRad.av(rad.mote, rad.frist, borjar, arbete.idag, _adress(anrop, rad))

    return bild


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
        "uppgift om vem, var eller varför; aldrig för en skyddad person (DP-15). / The meeting, or its booked time as "
        "iCalendar by Accept.",
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

    async def hamta(arbete: Arbete) -> Sak:
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


def _post(sak: Sak) -> Kalenderpost:
    """The latest time that was ever booked; a withdrawn one is shown as withdrawn."""
    if sak.bestallning.skyddad:
        raise Konflikt("Logga in för att se mötet.", kod=BARA_I_TJANSTEN, regel="DP-15")
    bokade = [t for t in sak.tider if t.status in HAR_BOKATS]
    if not bokade or sak.mote.sekvens is None:
        raise Konflikt("Mötet har ingen bokad tid än.", kod=INGEN_BOKAD_TID)
    tid = bokade[-1]
    kallade = sak.kallade(tid)
    return Kalenderpost(
        id=sak.mote.id,
        sekvens=sak.mote.sekvens,
        andrad=max([tid.andrad, *(k.svarad for k in kallade if k.svarad)]),
        borjar=tid.borjar,
        slutar=tid.slutar,
        installd=tid.status == TidStatus.INSTALLD.value,
        skyddad=tid.skyddad_plats,
        form=Motesform(tid.form),
        svar={Motespart(k.part): Motessvar(k.svar) for k in kallade},
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
        "Föreslå, boka, boka om, svara, rapportera utfall, notera personens redogörelse, bedöm frånvaro, beställ tolk "
        "eller ställ in. / Post an event.",
        schemas.MoteUt,
    ),
)
async def handelse_uppstartsmote(
    anrop: Kommunanrop, bestallning_id: BestallningId, mote_id: MoteId, indata: schemas.MoteHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, bestallning_id, mote_id, indata), _mote(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, bestallning_id: UUID, mote_id: UUID, indata: schemas.MoteHandelse) -> Sak:
    """Each händelse is an action of the same name that takes the body's other fields."""
    return await HANDLINGAR[indata.typ](arbete, bestallning_id, mote_id, **_falt(indata))


def _falt(indata: schemas.MoteHandelse) -> dict[str, Any]:
    """The body's fields as the actions take them."""
    falt = {n: getattr(indata, n) for n in type(indata).model_fields if n != "typ"}
    return {namn: _varde(varde) for namn, varde in falt.items()}


def _varde(varde: Any) -> Any:
    match varde:
        case schemas.NyTid():
            return varde.model_dump()
        case schemas.Narvaro() | schemas.Franvaroskal():
            return varde.per_part()
        case schemas.Utfallsrapport():
            return varde.falt()
        case list():
            return [_varde(v) for v in varde]
        case _:
            return varde
