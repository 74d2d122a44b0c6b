"""Acts on meddelanden: write, answer, correct, mark as read; and what is unread."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall, hindrad
from app.core.journal import Handelse
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning import delar
from app.flode.bestallning.models import Bestallning
from app.flode.meddelande import models
from app.flode.meddelande.models import Lasmarkering, Meddelande
from app.flode.meddelande.states import (
    MEDDELANDE,
    MeddelandeLage,
    Meddelandepart,
    MeddelandeStatus,
    Referenstyp,
    hinder_att_skriva,
)

FLEST_OLASTA = 200


class Referenser:
    """Which table holds each kind of object that a message may be about; later steps are connected by ``wiring``."""

    def __init__(self) -> None:
        self._klasser: dict[Referenstyp, Any] = {}

    def anslut(self, typ: Referenstyp, klass: Any) -> None:
        """Connect a kind; connecting the same one twice has no effect."""
        self._klasser[typ] = klass

    def finns(self, typ: Referenstyp, bestallning_id: UUID, objekt_id: UUID) -> Any:
        """The condition that the order has the object."""
        klass = self._klasser.get(typ)
        return False if klass is None else models.finns_i(klass, bestallning_id, objekt_id)


REFERENSER = Referenser()


@dataclass
class Bild:
    """A message with what its detail answer shows beside the row."""

    meddelande: Meddelande
    bestallning: Bestallning
    mitt: int = 0
    rattad_av: UUID | None = None
    lasningar: list[tuple[str, datetime]] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


@dataclass(frozen=True)
class Laslage:
    """How far somebody has read an order's messages, and how many are left."""

    bestallning: Bestallning
    till_och_med: int
    olasta: int


def _part(arbete: Arbete) -> Meddelandepart:
    """The caller's side; 403 for a role that has no messages."""
    arbete.krav_roll()
    return Meddelandepart.av(arbete.aktor.part)


def _lage(arbete: Arbete, bestallning: Bestallning, avsandare: str | None = None) -> MeddelandeLage:
    return MeddelandeLage(
        idag=arbete.idag,
        part=arbete.aktor.part,
        bestallning_skickad=bestallning.skickad is not None,
        ratt_tom=bestallning.ratt_tom,
        avsandare=None if avsandare is None else Meddelandepart(avsandare),
    )


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga, *, olasta: bool) -> Utsnitt[Any]:
    """One page of an order's messages, newest first; reading the list marks nothing as read."""
    sats = models.meddelandelista(bestallning_id, _part(arbete), arbete.aktor.person, olasta=olasta)
    return await delar.rader_under(arbete, bestallning_id, sats, Meddelande.id, fraga, "meddelande")


async def visa(arbete: Arbete, bestallning_id: UUID, meddelande_id: UUID) -> Bild:
    """One message: who has read it, and what the caller may do about it."""
    sats = models.meddelande_med(bestallning_id, meddelande_id, _part(arbete), arbete.aktor.person)
    meddelande, mitt, rattad_av, bestallning = await delar.en_under(arbete, bestallning_id, sats, Meddelande.id)
    rader = (await arbete.session.execute(models.lasningar_av(meddelande))).all()
    arbete.har_last("meddelande", arende=meddelande.arende_id, objekt=meddelande.id)
    bild = Bild(meddelande, bestallning, mitt, rattad_av, [(person, tid) for person, tid in rader])
    return _med_mojligheter(arbete, bild)


def _med_mojligheter(arbete: Arbete, bild: Bild) -> Bild:
    lage = _lage(arbete, bild.bestallning, bild.meddelande.part)
    bild.mojligheter = MEDDELANDE.mojligheter(status(bild).value, arbete.aktor.roll, lage)
    return bild


def status(bild: Bild) -> MeddelandeStatus:
    """Whether the message stands."""
    return MeddelandeStatus.SKICKAT if bild.rattad_av is None else MeddelandeStatus.RATTAT


async def skriv(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    text: str,
    svar_pa: UUID | None,
    rattar: UUID | None,
    referens: tuple[Referenstyp, UUID] | None,
) -> Bild:
    """Send a message; it may answer another, correct an own one, and be about something in the order."""
    part = _part(arbete)
    bestallning = await delar.hall(arbete, bestallning_id)
    if hinder := hinder_att_skriva(_lage(arbete, bestallning)):
        raise hindrad(hinder)
    villkor = REFERENSER.finns(referens[0], bestallning.id, referens[1]) if referens else None
    if villkor is False:
        raise _okand("/referens/objektId")
    rad = (await arbete.session.execute(models.underlag(bestallning.id, svar_pa, rattar, villkor))).one()
    _krav_underlag(arbete, bestallning, rad, svar_pa, rattar)
    falt = {"text": text, "svar_pa_id": svar_pa, "rattar_id": rattar}
    if referens is not None:
        falt |= {"referens_typ": referens[0].value, "referens_id": referens[1]}
    meddelande = Meddelande(**_agare(bestallning), **_avsandare(arbete, part), nummer=rad.senaste + 1, **falt)
    _spara(arbete, meddelande)
    return _med_mojligheter(arbete, Bild(meddelande, bestallning, rad.senaste))


def _krav_underlag(
    arbete: Arbete, bestallning: Bestallning, rad: Any, svar_pa: UUID | None, rattar: UUID | None
) -> None:
    """Raise for a message or object that the order has not, and for a correction that may not be made."""
    if svar_pa is not None and rad.svar_pa is None:
        raise _okand("/svarPa")
    if not rad.referens:
        raise _okand("/referens/objektId")
    if rattar is None:
        return
    if rad.rattar is None:
        raise _okand("/rattar")
    status_ = MeddelandeStatus.RATTAT if rad.rattad else MeddelandeStatus.SKICKAT
    MEDDELANDE.valj(status_.value, "ratta", arbete.aktor.roll, _lage(arbete, bestallning, rad.rattar))


def _okand(falt: str) -> OgiltigtInnehall:
    return OgiltigtInnehall("Det som meddelandet pekar på finns inte.", fel=[Faltfel(falt, "saknas", "Finns inte")])


def _agare(bestallning: Bestallning) -> dict[str, Any]:
    return {
        "id": nytt_id(),
        "kommunkod": bestallning.kommunkod,
        "namnd_id": bestallning.namnd_id,
        "delad_med": bestallning.delad_med,
        "arende_id": bestallning.arende_id,
        "bestallning_id": bestallning.id,
    }


def _avsandare(arbete: Arbete, part: Meddelandepart) -> dict[str, Any]:
    aktor = arbete.aktor
    return {"part": part.value, "roll": aktor.roll.value, "person": aktor.person, "skickat": arbete.nu}


def _spara(arbete: Arbete, meddelande: Meddelande) -> None:
    """The message, its händelse without any text, and the access row."""
    arbete.ny(meddelande)
    arbete.ny(
        Handelse(
            kommunkod=meddelande.kommunkod,
            namnd_id=meddelande.namnd_id,
            delad_med=meddelande.delad_med,
            arende_id=meddelande.arende_id,
            objekt_id=meddelande.id,
            nummer=1,
            fran=None,
            till=MeddelandeStatus.SKICKAT.value,
            **arbete.handelsefalt("meddelande", "skicka", {"bestallning": str(meddelande.bestallning_id)}),
        )
    )
    arbete.har_skrivit("meddelande", meddelande.arende_id, meddelande.id)


async def las(arbete: Arbete, bestallning_id: UUID, *, till_och_med: int) -> Laslage:
    """Mark the order's messages as read up to and including a number; once more changes nothing."""
    part = _part(arbete)
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    sats = models.laslage(bestallning.id, part, arbete.aktor.person, till_och_med)
    rad = (await arbete.session.execute(sats)).one()
    if till_och_med > rad.senaste:
        raise OgiltigtInnehall(
            "Det finns inget meddelande med det numret.", fel=[Faltfel("/tillOchMed", "saknas", "Finns inte")]
        )
    if till_och_med > rad.mitt:
        arbete.ny(
            Lasmarkering(
                **_agare(bestallning),
                part=part.value,
                person=arbete.aktor.person,
                till_och_med=till_och_med,
                tid=arbete.nu,
            )
        )
        arbete.har_skrivit("lasmarkering", bestallning.arende_id, bestallning.id)
        return Laslage(bestallning, till_och_med, rad.kvar)
    arbete.har_last("meddelande", arende=bestallning.arende_id)
    return await _oforandrat(arbete, bestallning, part, rad.mitt)


async def _oforandrat(arbete: Arbete, bestallning: Bestallning, part: Meddelandepart, mitt: int) -> Laslage:
    """What somebody who has read further than they say has left."""
    rad = (await arbete.session.execute(models.laslage(bestallning.id, part, arbete.aktor.person, mitt))).one()
    return Laslage(bestallning, mitt, rad.kvar)


async def olasta(arbete: Arbete) -> list[Any]:
    """The caller's orders with unread messages: ids, numbers and times only (DP-29)."""
    part, person = _part(arbete), arbete.aktor.person
    egna = person if part is Meddelandepart.KOMMUN else None
    sats = models.olasta_per_bestallning(part, person, arbete.idag, egna, FLEST_OLASTA + 1)
    rader = list((await arbete.session.execute(sats)).all())
    arbete.har_last_hos("meddelande", ((rad.namnd_id, rad.arende_id) for rad in rader))
    return rader
