"""Paths of the access log for its reviewer: search, hints, reviews."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.begrepp.parter import systemaktor
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.vyer.atkomstlogg import actions, schemas, signaler
from app.vyer.atkomstlogg.actions import Bild, NyGranskning, Sokning
from app.vyer.atkomstlogg.models import Logggranskning

LAS, SKRIV = "logg:las", "logg:skriv"
GranskningId = Annotated[UUID, Path(alias="logggranskningId")]
loggen = rutter("/{kommunkod}/atkomstlogg", "atkomstlogg")
granskningar = rutter("/{kommunkod}/logggranskningar", "atkomstlogg")
ROUTRAR = (loggen, granskningar)


@loggen.post(
    "/sokningar",
    **op(
        LAS,
        "sok_i_atkomstloggen",
        "Sök i åtkomstloggen",
        "Vem har tittat på den här personen, och på vem har den här personen tittat? För granskaren; sökningen loggas. "
        "/ Who looked at whom.",
        schemas.Loggtraffar,
        idempotens=False,
    ),
)
async def sok_i_atkomstloggen(anrop: Kommunanrop, indata: schemas.Loggsokning) -> Response:
    """A search changes nothing, so it needs no Idempotency-Key."""
    sokning = indata.sokning(await _arenden(anrop, indata))
    return await anrop.las(
        lambda a: actions.sok(a, sokning, indata.sida()),
        lambda _a, u: schemas.Loggtraffar(uppslag=[schemas.UppslagUt.av(r) for r in u.rader], nasta=u.nasta),
    )


def _namnd(anrop: Anrop) -> UUID:
    """The reviewer's nämnd, before anything is asked in the system's name."""
    namnd_id = actions.namnd_for(anrop.aktor)
    anrop.krav_roll(actions.GRANSKAREN)
    return namnd_id


async def _arenden(anrop: Anrop, indata: schemas.Loggsokning) -> tuple[UUID, ...] | None:
    """The ärenden that are asked about; a person's are found by the system, since the reviewer sees none."""
    if indata.personnummer is None:
        return (indata.arende_id,) if indata.arende_id else None
    nummer, namnd_id = indata.personnummer, _namnd(anrop)

    async def steg(arbete: Arbete) -> tuple[UUID, ...]:
        return await actions.arenden_for(arbete, namnd_id, nummer)

    return await anrop.tjanster.transaktioner.kor(systemaktor("logggranskning"), anrop.kommunkod, steg)


@loggen.post(
    "/tillfalligaatkomster/sokningar",
    **op(
        LAS,
        "sok_tillfalliga_atkomster",
        "Sök tillfälliga åtkomster",
        "Vilka som har öppnat ett ärende med tillfällig åtkomst, när, till när och varför (DP-04). För granskaren; "
        "sökningen loggas. / Temporary accesses to one case, and why.",
        schemas.Atkomsttraffar,
        idempotens=False,
    ),
)
async def sok_tillfalliga_atkomster(anrop: Kommunanrop, indata: schemas.Atkomstsokning) -> Response:
    """Of one ärende, newest first."""
    return await anrop.las(
        lambda a: actions.atkomster_till(a, indata.arende_id, indata.sida()),
        lambda _a, u: schemas.Atkomsttraffar.av(u),
    )


@loggen.post(
    "/signaler",
    **op(
        LAS,
        "hamta_loggsignaler",
        "Signaler ur åtkomstloggen",
        "Uppslag som avviker från det vanliga, som förslag till granskning: många ärenden på en dag, eget efternamn, "
        "ärenden som någon annan handlägger. Ingen bedömning görs (DP-31). / Hints for review.",
        schemas.Signaler,
        idempotens=False,
    ),
)
async def hamta_loggsignaler(anrop: Kommunanrop, indata: schemas.Loggperiod) -> Response:
    """Hints of a period; what they are computed from, the reviewer doesn't see."""
    namnd_id = _namnd(anrop)
    ord_ = Sokning(indata.fran, indata.tom).ord()

    async def steg(arbete: Arbete) -> list[signaler.Signal]:
        return await signaler.signaler(arbete, ord_, namnd_id, anrop.aktor.organisation_id)

    funna = await anrop.tjanster.transaktioner.kor(systemaktor("loggsignaler"), anrop.kommunkod, steg)
    return await anrop.las(lambda a: actions.visa_signaler(a, funna), lambda _a, s: schemas.Signaler.av(s))


def _rot(anrop: Anrop) -> str:
    return anrop.lank("logggranskningar")


def _detalj(anrop: Anrop) -> Bildning[Bild]:
    rot = _rot(anrop)
    return lambda _a, b: schemas.LogggranskningUt.av(b, f"{rot}/{b.granskning.id}")


def _rad(anrop: Anrop) -> Bildning[Logggranskning]:
    rot = _rot(anrop)
    return lambda _a, g: schemas.LogggranskningRad.av(g, rot)


@granskningar.post(
    "",
    **op(
        SKRIV,
        "paborja_logggranskning",
        "Påbörja logggranskning",
        "Drar ett slumpvis urval av människors uppslag, att bedöma ett och ett. / Draws a sample to review.",
        schemas.LogggranskningUt,
        201,
    ),
)
async def paborja_logggranskning(anrop: Kommunanrop, indata: schemas.NyLogggranskning) -> Response:
    """For the granskare."""
    ny = NyGranskning(indata.syfte, indata.urval, indata.sokning(), indata.antal)
    rot = _rot(anrop)
    return await anrop.skriv(
        lambda a: actions.granska(a, ny),
        _detalj(anrop),
        status=201,
        plats=lambda bild: f"{rot}/{bild.granskning.id}",
    )


@granskningar.get(
    "",
    **op(
        LAS,
        "lista_logggranskningar",
        "Lista logggranskningar",
        "Nämndens, nyast först. / Reviews of the log.",
        schemas.Logggranskningar,
    ),
)
async def lista_logggranskningar(anrop: Kommunanrop, fraga: Sida) -> Response:
    """The record that the log is checked systematically and repeatedly."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga), _rad(anrop), schemas.Logggranskningar, namn="granskningar"
    )


@granskningar.get(
    "/{logggranskningId}",
    **op(LAS, "hamta_logggranskning", "Hämta logggranskning", "Med urvalet. / One review.", schemas.LogggranskningUt),
)
async def hamta_logggranskning(anrop: Kommunanrop, granskning_id: GranskningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, granskning_id), _detalj(anrop))


@granskningar.get(
    "/{logggranskningId}/handelser",
    **op(LAS, "lista_logggranskningens_handelser", "Granskningens historik", "Äldst först. / History.", Handelser),
)
async def lista_logggranskningens_handelser(anrop: Kommunanrop, granskning_id: GranskningId) -> Response:
    """Who judged what, and when."""
    return await anrop.las(lambda a: actions.historia(a, granskning_id), historik(anrop))


@granskningar.post(
    "/{logggranskningId}/handelser",
    **op(
        SKRIV,
        "handelse_logggranskning",
        "Händelse på logggranskning",
        "`bedom` ett uppslag i urvalet, `avsluta` med slutsats och åtgärd, `folj_upp`. / Post an event.",
        schemas.LogggranskningUt,
    ),
)
async def handelse_logggranskning(
    anrop: Kommunanrop, granskning_id: GranskningId, indata: schemas.LogggranskningHandelse
) -> Response:
    """Needs If-Match."""

    async def gor(arbete: Arbete) -> Bild:
        match indata:
            case schemas.Bedom():
                return await actions.bedom(arbete, granskning_id, indata.prov_id, indata.utfall, indata.anteckning)
            case schemas.AvslutaGranskning():
                return await actions.avsluta(arbete, granskning_id, indata.slutsats, indata.atgard)
            case schemas.FoljUpp():
                return await actions.folj_upp(arbete, granskning_id, indata.uppfoljning)

    return await anrop.skriv(gor, _detalj(anrop), kraver_version=True)
