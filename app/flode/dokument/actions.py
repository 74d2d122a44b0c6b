"""Acts on dokument: take in, show, hand out, annul. The files come and go in ``overforing``."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.parter import Part
from app.core.errors import Problem, felkod, hindrad
from app.core.filestore import Innehallsbevis
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning import delar
from app.flode.bestallning.models import Bestallning
from app.flode.dokument.models import Dokument, dokument_med, dokumentlista, hallet_arende, utrymme
from app.flode.dokument.states import DOKUMENT, DokumentLage, DokumentStatus, hinder_att_ta_emot

DOKUMENT_MAKULERAT = felkod("dokument_makulerat", 410, "Dokumentet är makulerat", "The document is annulled")


class Hemvist(NamedTuple):
    """The order or the ärende that a path names."""

    id: UUID
    i_order: bool


class Inkommet(NamedTuple):
    """A file that has been taken in and looked at, under the id that it is sealed to."""

    id: UUID
    filnamn: str
    mediatyp: str
    bevis: Innehallsbevis


@dataclass
class Bild:
    """A document with what the caller may do about it."""

    dokument: Dokument
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


async def _agare(arbete: Arbete, hemvist: Hemvist) -> Arende | Bestallning:
    """What the document lies in; 404 and 403 as for that."""
    if not hemvist.i_order:
        return await arenden.hamta(arbete, hemvist.id, las=False)
    arbete.krav_roll()
    return await bestallningar.hamta(arbete, hemvist.id, las=False)


async def _hall(arbete: Arbete, hemvist: Hemvist) -> Arende | Bestallning:
    """The same, held so that those who hand in take turns."""
    if hemvist.i_order:
        arbete.krav_roll()
        return await delar.hall(arbete, hemvist.id)
    arende = await arbete.en(hallet_arende(hemvist.id))
    await arenden.krav_tilldelning(arbete, arende)
    return arende


async def _ladda(arbete: Arbete, hemvist: Hemvist, dokument_id: UUID) -> tuple[Dokument, Arende | Bestallning]:
    sats = dokument_med(hemvist.id, dokument_id)
    if not hemvist.i_order:
        arende = await _agare(arbete, hemvist)
        return await arbete.en(sats), arende
    arbete.krav_roll()
    dokument, bestallning = await delar.en_under(arbete, hemvist.id, sats, Dokument.id)
    return dokument, bestallning


def _lage(arbete: Arbete, agare: Arende | Bestallning) -> DokumentLage:
    if isinstance(agare, Arende):
        oppen = agare.status == ArendeStatus.OPPET.value
        return DokumentLage(arbete.idag, arbete.aktor.part, oppen=oppen)
    oppen = agare.skickad is not None
    return DokumentLage(arbete.idag, arbete.aktor.part, oppen=oppen, ratt_tom=agare.ratt_tom)


def _bild(arbete: Arbete, dokument: Dokument, agare: Arende | Bestallning) -> Bild:
    lage = replace(_lage(arbete, agare), uppladdat_av=dokument.fran_part)
    return Bild(dokument, arbete.mojligheter(DOKUMENT, dokument, lage))


async def forprova(arbete: Arbete, hemvist: Hemvist) -> None:
    """Raise, before any content is read, what will be raised after it."""
    agare = await _agare(arbete, hemvist)
    if hinder := hinder_att_ta_emot(_lage(arbete, agare)):
        raise hindrad(hinder)


async def ta_emot(arbete: Arbete, hemvist: Hemvist, inkommet: Inkommet, kvot: int) -> Bild:
    """Enter a file that lies in the store; it is visible from the commit on."""
    agare = await _hall(arbete, hemvist)
    nummer, lagrat = (await arbete.session.execute(utrymme(hemvist.id))).one()
    lage = replace(_lage(arbete, agare), lagrat=int(lagrat), storlek=inkommet.bevis.storlek, kvot=kvot)
    if hinder := hinder_att_ta_emot(lage):
        raise hindrad(hinder)
    dokument = _nytt(arbete, hemvist, agare, inkommet, nummer + 1)
    arbete.fodd(dokument, "dokument", "lamna", mediatyp=dokument.mediatyp, storlek=dokument.storlek)
    return _bild(arbete, dokument, agare)


def _nytt(arbete: Arbete, hemvist: Hemvist, agare: Arende | Bestallning, inkommet: Inkommet, nummer: int) -> Dokument:
    delad_med, arende_id, bestallning_id = None, agare.id, None
    if isinstance(agare, Bestallning):
        delad_med, arende_id, bestallning_id = agare.delad_med, agare.arende_id, agare.id
    return Dokument(
        id=inkommet.id,
        kommunkod=agare.kommunkod,
        namnd_id=agare.namnd_id,
        delad_med=delad_med,
        arende_id=arende_id,
        bestallning_id=bestallning_id,
        hemvist_id=hemvist.id,
        nummer=nummer,
        status=DokumentStatus.GALLANDE.value,
        version=1,
        filnamn=inkommet.filnamn,
        mediatyp=inkommet.mediatyp,
        storlek=inkommet.bevis.storlek,
        sha256=inkommet.bevis.sha256,
        inkom=arbete.nu,
        part=Part.KOMMUN.value if arbete.aktor.part is Part.KOMMUN else Part.UTFORARE.value,
        person=arbete.aktor.person,
    )


async def lista(arbete: Arbete, hemvist: Hemvist, fraga: Sidfraga) -> Utsnitt[Any]:
    """One page of the documents that count, newest first."""
    if hemvist.i_order:
        arbete.krav_roll()
    sida_under = delar.sida_under if hemvist.i_order else arenden.sida_under
    return await sida_under(arbete, hemvist.id, dokumentlista(hemvist.id), Dokument.id, fraga, "dokument")


async def visa(arbete: Arbete, hemvist: Hemvist, dokument_id: UUID) -> Bild:
    """What is known of a document."""
    dokument, agare = await _ladda(arbete, hemvist, dokument_id)
    arbete.har_last("dokument", arende=dokument.arende_id, objekt=dokument.id)
    return _bild(arbete, dokument, agare)


async def historia(arbete: Arbete, hemvist: Hemvist, dokument_id: UUID) -> list[Handelse]:
    """All händelser of a document."""
    dokument, _ = await _ladda(arbete, hemvist, dokument_id)
    arbete.har_last("dokument", arende=dokument.arende_id, objekt=dokument.id)
    return list(await arbete.alla(historik(dokument.id)))


async def lamna_ut(arbete: Arbete, hemvist: Hemvist, dokument_id: UUID) -> Dokument:
    """The document whose file is handed out; an annulled one is not."""
    dokument, _ = await _ladda(arbete, hemvist, dokument_id)
    if dokument.status == DokumentStatus.MAKULERAT.value:
        raise Problem("Dokumentet är makulerat och lämnas inte ut.", kod=DOKUMENT_MAKULERAT)
    arbete.har_last("dokumentinnehall", arende=dokument.arende_id, objekt=dokument.id)
    return dokument


async def makulera(arbete: Arbete, hemvist: Hemvist, dokument_id: UUID, *, skal: str) -> Bild:
    """Hide a document that was wrong, with a reason; the file is kept until it is gallrad (DP-19)."""
    dokument, agare = await _ladda(arbete, hemvist, dokument_id)
    lage = replace(_lage(arbete, agare), uppladdat_av=dokument.fran_part)
    await arbete.utfor(DOKUMENT, dokument, "makulera", lage)
    dokument.makulerat_skal = skal
    return _bild(arbete, dokument, agare)
