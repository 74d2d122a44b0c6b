"""Acts on measurements: register, correct, read; and what the step chart of an order shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.progression.diagram import Diagramhandelse, Diagramniva, Punkt
from app.flode.progression.forandring import Avlasning, Forandring, Nyckel, Slag, egen_serie, fall, forandringar, fore
from app.flode.progression.matvarden import (
    OTILLGANGLIG_NAMN,
    Matvarden,
    bara_otillganglig,
    granska,
    maskera,
    skyddade,
)
from app.flode.progression.models import (
    Matning,
    gallande_matningar,
    gallande_och_instrument,
    kopia_av,
    matning_med,
    matningar_for,
    rattelse_av,
)
from app.flode.progression.states import MATNING, MatningLage, MatningStatus
from app.flode.progression.tilltrade import bestallning_for, krav_roll, krav_skyddade, med_handelser, ser_skyddade
from app.katalog import instrument_uppslag as uppslag
from app.katalog.instrument_modell import OTILLGANGLIG, Instrumentversion, Respondent


@dataclass
class Bild:
    """A measurement as the caller may see it, with what its detail answer shows beside the row."""

    matning: Matning
    version: Instrumentversion
    varden: Matvarden
    mojligheter: Mojligheter
    forandringar: list[Forandring] = field(default_factory=list)
    rattad_av: UUID | None = None


@dataclass(frozen=True)
class Diagramunderlag:
    """What the step chart of an order shows this caller."""

    bestallning_id: UUID
    version: Instrumentversion | None
    nivaer: list[Diagramniva]
    punkter: list[Punkt]
    handelser: list[Diagramhandelse]


def varden_i(matning: Matning) -> Matvarden:
    """What a measurement says, unmasked."""
    return Matvarden.las(matning.niva, matning.skal, matning.omraden)


async def las_versioner(arbete: Arbete, matningar: Iterable[Matning]) -> None:
    """Have the nämnd's own versions of some measurements at hand, all of them by one statement."""
    await uppslag.egna(arbete, [m.egen_version_id for m in matningar])


def version_av(arbete: Arbete, matning: Matning) -> Instrumentversion:
    """The version that a measurement was made with; it is never taken away."""
    m = matning
    return uppslag.framlagd(arbete, m.instrument, m.instrument_version, m.egen_version_id)


async def las_frysta_versioner(arbete: Arbete, rader: Iterable[Mapping[str, Any]]) -> None:
    """The same for what is frozen in reports."""
    await uppslag.egna(arbete, [_egen_id(rad) for rad in rader])


def fryst_version(arbete: Arbete, rad: Mapping[str, Any]) -> Instrumentversion:
    """The version that a frozen measurement was made with."""
    return uppslag.framlagd(arbete, rad["instrument"], rad["instrument_version"], _egen_id(rad))


def _egen_id(rad: Mapping[str, Any]) -> UUID | None:
    return UUID(egen) if (egen := rad.get("egen_version_id")) else None


def _kopior(arbete: Arbete) -> bool:
    return arbete.aktor.part is Part.UTFORARE


def synliga_varden(arbete: Arbete, version: Instrumentversion, varden: Matvarden) -> Matvarden:
    """What this caller may see of them (DP-27)."""
    return varden if ser_skyddade(arbete.aktor) else maskera(version, varden)


def avlast(arbete: Arbete, matning: Matning) -> Avlasning:
    """A measurement as it is compared, as this caller may see it (DP-27)."""
    version = version_av(arbete, matning)
    varden = synliga_varden(arbete, version, varden_i(matning))
    return Avlasning(matning.id, matning.datum, Respondent(matning.respondent), varden, version)


async def gallande(arbete: Arbete, bestallning_id: UUID) -> Sequence[Matning]:
    """The measurements of an order that stand, of those that the caller has, newest first."""
    rader = await arbete.alla(gallande_matningar(bestallning_id, kopior=_kopior(arbete)))
    await las_versioner(arbete, rader)
    return rader


async def _gallande_och_egen(arbete: Arbete, bestallning_id: UUID, kod: str) -> tuple[list[Matning], UUID | None]:
    """The same, and the nämnd's own version of an instrument that is measured with now."""
    par = await arbete.rader(gallande_och_instrument(bestallning_id, kod, kopior=_kopior(arbete)))
    rader = [m for _, m in par if m is not None]
    egen_id = par[0][0] if par else None
    await uppslag.egna(arbete, [egen_id, *(m.egen_version_id for m in rader)])
    return rader, egen_id


def _lage(arbete: Arbete, bestallning: Bestallning, matning: Matning) -> MatningLage:
    return MatningLage(bestallning.status, matning.organisation_id == arbete.aktor.organisation_id)


async def registrera(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    instrument: str,
    instrument_version: int | None,
    datum: date,
    respondent: Respondent,
    varden: Matvarden,
    rattar_id: UUID | None,
) -> Bild:
    """Record a measurement; with ``rattar_id`` it is told in place of an earlier one."""
    bestallning = await bestallning_for(arbete, bestallning_id)
    rattad = await _ratta(arbete, bestallning, rattar_id)
    if rattad is None:
        MATNING.krav_skapa(arbete.aktor.roll, MatningLage(bestallning.status))
    matta, egen_id = await _gallande_och_egen(arbete, bestallning_id, instrument)
    galler = await _version(arbete, egen_id, instrument, instrument_version, rattad)
    version = galler.version
    kvar = [m for m in matta if m is not rattad and m.instrument == instrument]
    ny = Avlasning(nytt_id(), datum, respondent, varden, version)
    _krav_innehall(arbete, ny, [avlast(arbete, m) for m in kvar])
    rad = _spara(arbete, bestallning, galler, ny, rattar_id=rattar_id)
    if arbete.aktor.part is Part.KOMMUN and skyddade(version, varden):
        _spara(arbete, bestallning, galler, ny, kalla=rad)
    return _bild(arbete, bestallning, rad, [*kvar, rad])


async def _version(
    arbete: Arbete, egen_id: UUID | None, kod: str, nummer: int | None, rattad: Matning | None
) -> uppslag.Gallande:
    """The version that the nämnd measures with, or for a correction the one that was measured with; raises 422."""
    if rattad is None:
        gallande = await uppslag.gallande_av(arbete, egen_id, kod)
    elif rattad.instrument == kod:
        gallande = uppslag.Gallande(version_av(arbete, rattad), rattad.egen_version_id)
    else:
        gallande = None
    if gallande is None and (rattad is not None or not uppslag.levereras(kod)):
        raise _ogiltig([Faltfel("/instrument", "okand", "Instrumentet finns inte, eller är inte det som rättas.")])
    if gallande is None or nummer not in {None, gallande.version.version}:
        raise _ogiltig([Faltfel("/instrumentVersion", "inte_publicerad", "Versionen är inte den som mäts med nu.")])
    return gallande


def _krav_innehall(arbete: Arbete, ny: Avlasning, tidigare: Sequence[Avlasning]) -> None:
    """Raise 422 with every fault, or 403 for a protected level without the permission (DP-27)."""
    fel = granska(ny.version, ny.respondent, ny.varden)
    if ny.datum > arbete.idag:
        fel.append(Faltfel("/datum", "framtid", "En mätning kan inte ligga i framtiden."))
    if not fel:
        fel = _skal_saknas(ny, tidigare)
    if fel:
        raise _ogiltig(fel)
    if skyddade(ny.version, ny.varden):
        krav_skyddade(arbete.aktor)


def _skal_saknas(ny: Avlasning, tidigare: Sequence[Avlasning]) -> list[Faltfel]:
    """A level may fall, with a reason beside it."""
    platser: dict[Nyckel, tuple[str, str | None]] = {(Slag.NIVA, None): ("/skal", ny.varden.skal)}
    platser |= {(Slag.OMRADE, o.omrade): (f"/omraden/{i}/skal", o.skal) for i, o in enumerate(ny.varden.omraden)}
    fallna = [platser[nyckel] for nyckel in fall(ny, fore(ny, tidigare))]
    return [Faltfel(p, "skal_saknas", "Nivån är lägre än förra gången. Ange skäl.") for p, skal in fallna if not skal]


def _ogiltig(fel: list[Faltfel]) -> OgiltigtInnehall:
    return OgiltigtInnehall("Mätningen stämmer inte med instrumentet.", fel=fel)


async def _ratta(arbete: Arbete, bestallning: Bestallning, rattar_id: UUID | None) -> Matning | None:
    """Step the measurement that is corrected, and what the utförare was given of it."""
    if rattar_id is None:
        return None
    rattad = await arbete.kanske(matning_med(bestallning.id, rattar_id, kopior=_kopior(arbete)))
    if rattad is None:
        raise _ogiltig([Faltfel("/rattarId", "saknas", "Mätningen som ska rättas finns inte.")])
    kopia = await arbete.kanske(kopia_av(rattad.id))
    for rad in filter(None, (rattad, kopia)):
        await arbete.utfor(MATNING, rad, "ratta", _lage(arbete, bestallning, rad))
    return rattad


def _spara(
    arbete: Arbete,
    bestallning: Bestallning,
    galler: uppslag.Gallande,
    ny: Avlasning,
    *,
    rattar_id: UUID | None = None,
    kalla: Matning | None = None,
) -> Matning:
    """A row for the party that measured; with ``kalla``, the one that the utförare is given of the kommun's."""
    version, egen = galler.version, arbete.aktor.part is Part.UTFORARE or kalla is not None
    varden = ny.varden if kalla is None else bara_otillganglig(version, ny.varden)
    rad = Matning(
        id=ny.id if kalla is None else nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med if egen else None,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        organisation_id=arbete.aktor.organisation_id,
        status=MatningStatus.REGISTRERAD.value,
        version=1,
        instrument=version.instrument,
        instrument_version=version.version,
        intervall_dagar=version.intervall_dagar,
        egen_version_id=galler.egen_id,
        datum=ny.datum,
        respondent=ny.respondent.value,
        registrerad=arbete.nu,
        registrerad_av=arbete.aktor.person,
        rattar_id=rattar_id,
        kalla_id=None if kalla is None else kalla.id,
        **varden.lagrat(),
    )
    arbete.fodd(rad, "matning", "registrera", instrument=version.instrument, respondent=rad.respondent)
    return rad


def _bild(arbete: Arbete, bestallning: Bestallning, matning: Matning, gallande: Sequence[Matning]) -> Bild:
    version = version_av(arbete, matning)
    samma = [avlast(arbete, m) for m in gallande if m.instrument == matning.instrument]
    nu = avlast(arbete, matning)
    mojligheter = arbete.mojligheter(MATNING, matning, _lage(arbete, bestallning, matning))
    return Bild(matning, version, nu.varden, mojligheter, forandringar(nu, fore(nu, samma)))


async def _ladda(arbete: Arbete, bestallning_id: UUID, matning_id: UUID) -> tuple[Bestallning, Matning]:
    bestallning = await bestallning_for(arbete, bestallning_id)
    matning = await arbete.en(matning_med(bestallning.id, matning_id, kopior=_kopior(arbete)))
    arbete.har_last("matning", arende=matning.arende_id, objekt=matning.id)
    return bestallning, matning


async def visa(arbete: Arbete, bestallning_id: UUID, matning_id: UUID) -> Bild:
    """One measurement and what has changed since the first and the latest before it."""
    bestallning, matning = await _ladda(arbete, bestallning_id, matning_id)
    bild = _bild(arbete, bestallning, matning, await gallande(arbete, bestallning_id))
    if matning.status == MatningStatus.RATTAD.value:
        bild.rattad_av = await arbete.kanske(rattelse_av(matning.id))
    return bild


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Matning]:
    """One page of an order's measurements, newest first."""
    await krav_roll(arbete, bestallning_id)
    sats = matningar_for(bestallning_id, kopior=_kopior(arbete))
    return await sida_under(arbete, bestallning_id, sats, Matning.id, fraga, "matning")


async def historia(arbete: Arbete, bestallning_id: UUID, matning_id: UUID) -> list[Handelse]:
    """That it was registered, and corrected."""
    _, matning = await _ladda(arbete, bestallning_id, matning_id)
    return list(await arbete.alla(historik(matning.id)))


async def diagramunderlag(arbete: Arbete, bestallning_id: UUID, kod: str | None) -> Diagramunderlag:
    """Levels over time with the events of the order; of one instrument, the latest used unless ``kod`` names one."""
    bestallning, rader = await med_handelser(arbete, bestallning_id)
    alla = await gallande(arbete, bestallning_id)
    matningar = [m for m in alla if m.niva is not None and kod in (None, m.instrument)]
    handelser = _handelser(bestallning, rader)
    arbete.har_last("matning", arende=bestallning.arende_id)
    version = version_av(arbete, matningar[0]) if matningar else await _tom_version(arbete, bestallning, kod)
    samma = [m for m in matningar if version is not None and m.instrument == version.instrument]
    avlasta = [avlast(arbete, m) for m in samma]
    punkter = [
        Punkt(a.datum, a.varden.niva, egen_serie(a.respondent))
        for a in sorted(avlasta, key=lambda a: a.ordning)
        if a.varden.niva is not None
    ]
    return Diagramunderlag(bestallning.id, version, _nivaer(arbete, version, punkter), punkter, handelser)


async def _tom_version(arbete: Arbete, bestallning: Bestallning, kod: str | None) -> Instrumentversion | None:
    """What an order without levels would be measured with."""
    galler = await uppslag.gallande(arbete, bestallning.namnd_id, kod or uppslag.STANDARD)
    return galler.version if galler else None


def _nivaer(arbete: Arbete, version: Instrumentversion | None, punkter: Sequence[Punkt]) -> list[Diagramniva]:
    """The rows of the chart, lowest first; what is protected has one row without a name of its own (DP-27)."""
    dold = [Diagramniva(OTILLGANGLIG, OTILLGANGLIG_NAMN)] if any(p.niva == OTILLGANGLIG for p in punkter) else []
    alla = version.nivaer if version is not None else ()
    synliga = [n for n in alla if not n.skyddad or ser_skyddade(arbete.aktor)]
    return dold + [Diagramniva(n.kod, n.namn, n.farg) for n in synliga]


def _handelser(bestallning: Bestallning, rader: Sequence[Handelse]) -> list[Diagramhandelse]:
    """Start, pauses and end of an order; an end closes a pause."""
    ut: list[Diagramhandelse] = []
    if bestallning.start_datum is not None and any(r.typ == "starta" for r in rader):
        ut.append(Diagramhandelse(bestallning.start_datum, "Start"))
    paus: date | None = None
    for rad in rader:
        if rad.typ == "pausa":
            paus = svensk_dag(rad.tid)
        elif paus is not None:
            ut.append(Diagramhandelse(paus, "Paus", tom=svensk_dag(rad.tid)))
            paus = None
    if paus is not None:
        ut.append(Diagramhandelse(paus, "Paus", pagar=True))
    if bestallning.slut_datum is not None:
        ut.append(Diagramhandelse(bestallning.slut_datum, "Slut"))
    return ut
