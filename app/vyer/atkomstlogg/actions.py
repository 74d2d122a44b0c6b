"""What the reviewer of the access log does: search, draw a sample, judge it, close and follow up (DP-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Row

from app.begrepp.identiteter import Personnummer, nytt_id
from app.begrepp.parter import Aktor, Part
from app.begrepp.tid import STOCKHOLM
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Atkomst, Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar, tidkod, tidsida
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.models import TillfalligAtkomst, atkomster
from app.vyer.atkomstlogg.models import (
    Logggranskning,
    Loggprov,
    Sokord,
    antal_av,
    arenden_med_person,
    av_manniskor,
    granskning_med,
    granskningslista,
    proven,
    slumpvis,
    uppslag,
)
from app.vyer.atkomstlogg.signaler import Signal
from app.vyer.atkomstlogg.states import (
    AVVIKANDE,
    LOGGGRANSKNING,
    Granskningslage,
    Granskningsstatus,
    Granskningsurval,
    Granskningsutfall,
)

LANGSTA_PERIOD = timedelta(days=366)
GRANSKAREN = "Åtkomstloggen läses av den som granskar den."
Prov = tuple[Loggprov, Atkomst]


@dataclass(frozen=True, slots=True)
class Sokning:
    """What is asked: days in Swedish time, both included."""

    fran: date
    tom: date
    person: str | None = None
    arenden: tuple[UUID, ...] | None = None
    slag: str | None = None
    skyddade: bool = False

    def ord(self) -> Sokord:
        """As instants; raises ``OgiltigtInnehall`` for a period that is backwards or too long."""
        if not self.fran <= self.tom <= self.fran + LANGSTA_PERIOD:
            fel = Faltfel("/tom", "period", "Perioden ska sluta tidigast när den börjar och vara högst ett år.")
            raise OgiltigtInnehall("Perioden går inte att söka i.", fel=[fel])
        return Sokord(
            dygnets_borjan(self.fran),
            dygnets_borjan(self.tom + timedelta(days=1)),
            self.person,
            self.arenden,
            self.slag,
            self.skyddade,
        )


@dataclass(frozen=True, slots=True)
class Bild:
    """A review with its sample and what the caller may do about it."""

    granskning: Logggranskning
    prov: Sequence[Prov]
    mojligheter: Mojligheter


@dataclass(frozen=True, slots=True)
class NyGranskning:
    """What is to be reviewed, and how large the sample is."""

    syfte: str
    urval: Granskningsurval
    sokning: Sokning
    antal: int


def dygnets_borjan(dag: date) -> datetime:
    """When a day begins in Sweden."""
    return datetime.combine(dag, time.min, STOCKHOLM)


def namnd_for(aktor: Aktor) -> UUID:
    """The nämnd whose log it is; other parties have none (404)."""
    if aktor.part is not Part.KOMMUN or aktor.namnd_id is None:
        raise Saknas
    return aktor.namnd_id


def krav_granskare(arbete: Arbete) -> UUID:
    """The same nämnd, for who reviews its log; other roles don't read it (DP-04)."""
    namnd_id = namnd_for(arbete.aktor)
    arbete.krav_roll(GRANSKAREN)
    return namnd_id


def _pa_postgresql(arbete: Arbete) -> bool:
    return arbete.session.get_bind().dialect.name == "postgresql"


async def sok(arbete: Arbete, sokning: Sokning, fraga: Sidfraga) -> Utsnitt[Atkomst]:
    """One page of the looks that match, the newest first; the search is itself a look."""
    krav_granskare(arbete)
    sats = uppslag(sokning.ord(), postgresql=_pa_postgresql(arbete))
    rader = await arbete.alla(tidsida(sats, Atkomst.tid, Atkomst.id, fraga))
    utsnitt = skar(rader, fraga, lambda rad: tidkod(rad.tid, rad.id))
    arbete.har_last("atkomstlogg", arenden=sokning.arenden or ())
    return utsnitt


async def atkomster_till(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[TillfalligAtkomst]:
    """One page of the temporary accesses to an ärende, the newest first; the search is itself a look."""
    krav_granskare(arbete)
    rader = await arbete.alla(sida(atkomster(arende_id), TillfalligAtkomst.id, fraga))
    arbete.har_last("tillfallig_atkomst", arenden=[arende_id])
    return skar(rader, fraga)


async def arenden_for(arbete: Arbete, namnd_id: UUID, nummer: Personnummer) -> tuple[UUID, ...]:
    """A person's ärenden in one nämnd, asked for by the system; an unknown person has had none looked at."""
    avtryck = arbete.krypto.uppslag(arbete.kommunkod, nummer.siffror)
    funna = await arbete.alla(arenden_med_person(namnd_id, avtryck))
    return tuple(funna) or (UUID(int=0),)


async def visa_signaler(arbete: Arbete, funna: list[Signal]) -> list[Signal]:
    """The hints of a period; that they were looked at is logged, as what they are about."""
    arbete.har_last("atkomstlogg", arenden=sorted({arende for s in funna for arende in s.arenden}))
    return funna


async def granska(arbete: Arbete, ny: NyGranskning) -> Bild:
    """Draw a sample of people's looks, to be judged one by one."""
    namnd_id = krav_granskare(arbete)
    sats = av_manniskor(uppslag(ny.sokning.ord(), postgresql=_pa_postgresql(arbete)))
    population = await arbete.en(antal_av(sats))
    if population == 0:
        fel = Faltfel("/fran", "inga_uppslag", "Det finns inga uppslag att granska.")
        raise OgiltigtInnehall("Urvalet är tomt.", fel=[fel])
    granskning = Logggranskning(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd_id,
        status=Granskningsstatus.PAGAR.value,
        version=1,
        skapad=arbete.nu,
        granskare=arbete.aktor.person,
        syfte=ny.syfte,
        fran=ny.sokning.fran,
        tom=ny.sokning.tom,
        urval=ny.urval.value,
        person=ny.sokning.person,
        arende_id=ny.sokning.arenden[0] if ny.sokning.arenden else None,
        population=population,
    )
    arbete.fodd(granskning, LOGGGRANSKNING.namn, "paborja", urval=granskning.urval, population=population)
    await arbete.session.flush()
    for atkomst_id in await arbete.alla(slumpvis(sats, ny.antal)):
        arbete.ny(_prov(granskning, atkomst_id))
    await arbete.session.flush()
    return await _bild(arbete, granskning)


def _prov(granskning: Logggranskning, atkomst_id: UUID) -> Loggprov:
    return Loggprov(
        id=nytt_id(),
        kommunkod=granskning.kommunkod,
        namnd_id=granskning.namnd_id,
        granskning_id=granskning.id,
        atkomst_id=atkomst_id,
    )


async def _bild(arbete: Arbete, granskning: Logggranskning) -> Bild:
    prov = [_par(rad) for rad in await arbete.rader(proven(granskning.id))]
    return _som_bild(arbete, granskning, prov)


def _par(rad: Row[Loggprov, Atkomst]) -> Prov:
    return rad[0], rad[1]


def _som_bild(arbete: Arbete, granskning: Logggranskning, prov: Sequence[Prov]) -> Bild:
    mojligheter = arbete.mojligheter(LOGGGRANSKNING, granskning, _lage(prov, atgard=True))
    return Bild(granskning, prov, mojligheter)


def _lage(prov: Sequence[Prov], *, atgard: bool = False, eget: bool = False) -> Granskningslage:
    return Granskningslage(
        obedomda=sum(p.utfall is None for p, _ in prov),
        avvikande=sum(p.utfall in AVVIKANDE for p, _ in prov),
        atgard=atgard,
        eget=eget,
    )


async def _ladda(arbete: Arbete, granskning_id: UUID) -> tuple[Logggranskning, list[Prov]]:
    granskning = await arbete.en(granskning_med(granskning_id))
    krav_granskare(arbete)
    return granskning, [_par(rad) for rad in await arbete.rader(proven(granskning.id))]


async def visa(arbete: Arbete, granskning_id: UUID) -> Bild:
    """One review with its sample."""
    granskning, prov = await _ladda(arbete, granskning_id)
    arenden = {atkomst.arende_id for _, atkomst in prov if atkomst.arende_id is not None}
    arbete.har_last(LOGGGRANSKNING.namn, objekt=granskning.id, arenden=sorted(arenden))
    return _som_bild(arbete, granskning, prov)


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Logggranskning]:
    """The nämnd's reviews, the newest first."""
    krav_granskare(arbete)
    return skar(await arbete.alla(sida(granskningslista(), Logggranskning.id, fraga)), fraga)


async def historia(arbete: Arbete, granskning_id: UUID) -> list[Handelse]:
    """All händelser of a review."""
    granskning = await arbete.en(granskning_med(granskning_id))
    krav_granskare(arbete)
    return list(await arbete.alla(historik(granskning.id)))


async def bedom(
    arbete: Arbete, granskning_id: UUID, prov_id: UUID, utfall: Granskningsutfall, anteckning: str | None
) -> Bild:
    """Judge one look of the sample; judged again, the last word stands and the history tells of both."""
    granskning, prov = await _ladda(arbete, granskning_id)
    funna = [par for par in prov if par[0].id == prov_id]
    if not funna:
        fel = Faltfel("/provId", "okant", "Uppslaget finns inte i urvalet.")
        raise OgiltigtInnehall("Uppslaget kan inte bedömas.", fel=[fel])
    rad, atkomst = funna[0]
    lage = _lage(prov, eget=atkomst.person == arbete.aktor.person)
    uppgifter = {"provId": str(rad.id), "utfall": utfall.value}
    await arbete.utfor(LOGGGRANSKNING, granskning, "bedom", lage, uppgifter=uppgifter)
    rad.utfall, rad.anteckning = utfall.value, anteckning
    rad.bedomd, rad.bedomd_av = arbete.nu, arbete.aktor.person
    return _som_bild(arbete, granskning, prov)


async def avsluta(arbete: Arbete, granskning_id: UUID, slutsats: str, atgard: str | None) -> Bild:
    """Close the review: what was found, and what is done about it."""
    granskning, prov = await _ladda(arbete, granskning_id)
    lage = _lage(prov, atgard=atgard is not None)
    await arbete.utfor(LOGGGRANSKNING, granskning, "avsluta", lage, uppgifter={"avvikande": lage.avvikande})
    granskning.slutsats, granskning.atgard = slutsats, atgard
    granskning.avslutad, granskning.avslutad_av = arbete.nu, arbete.aktor.person
    return _som_bild(arbete, granskning, prov)


async def folj_upp(arbete: Arbete, granskning_id: UUID, uppfoljning: str) -> Bild:
    """What came of it."""
    granskning, prov = await _ladda(arbete, granskning_id)
    await arbete.utfor(LOGGGRANSKNING, granskning, "folj_upp", _lage(prov))
    granskning.uppfoljning = uppfoljning
    granskning.uppfoljd, granskning.uppfoljd_av = arbete.nu, arbete.aktor.person
    return _som_bild(arbete, granskning, prov)
