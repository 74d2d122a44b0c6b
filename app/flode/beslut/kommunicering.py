"""Acts on a kommunicering: tell the party, note the answer or the silence, give more time, break off (AK-22)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import sida_under
from app.flode.beslut.krav import ARENDE_AVSLUTAT, FL_25
from app.flode.beslut.models import Kommunicering, kommunicering_med, kommuniceringar_for
from app.flode.beslut.states import KOMMUNICERING, KommuniceringLage, KommuniceringStatus
from app.flode.beslut.underlag import faltfel, krav_dag

NAMN = KOMMUNICERING.namn


@dataclass(frozen=True, slots=True)
class Bild:
    """A kommunicering with what the caller may do next."""

    rad: Kommunicering
    mojligheter: Mojligheter


def _lage(arbete: Arbete, rad: Kommunicering) -> KommuniceringLage:
    return KommuniceringLage(arbete.idag, rad.svar_senast)


def _bild(arbete: Arbete, rad: Kommunicering) -> Bild:
    return Bild(rad, arbete.mojligheter(KOMMUNICERING, rad, _lage(arbete, rad)))


async def kommunicera(arbete: Arbete, arende_id: UUID, *, material: str, svar_senast: date) -> Bild:
    """Tell the party the material today and give time to answer."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    if arende.status != "oppet":
        raise hindrad([ARENDE_AVSLUTAT])
    if svar_senast <= arbete.idag:
        raise faltfel("svarSenast", "for_tidigt", "Sista svarsdag ska ligga efter i dag.", "AK-22", FL_25)
    rad = Kommunicering(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=KommuniceringStatus.PAGAR.value,
        version=1,
        skapad=arbete.nu,
        material=material,
        skickad=arbete.idag,
        svar_senast=svar_senast,
    )
    arbete.fodd(rad, NAMN, "kommunicera")
    return _bild(arbete, rad)


async def _ladda(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> Kommunicering:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return await arbete.en(kommunicering_med(arende.id, kommunicering_id))


async def hamta(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> Bild:
    """One kommunicering."""
    rad = await _ladda(arbete, arende_id, kommunicering_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return _bild(arbete, rad)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Kommunicering]:
    """One page of an ärende's kommunicering, newest first."""
    return await sida_under(arbete, arende_id, kommuniceringar_for(arende_id), Kommunicering.id, fraga, NAMN)


async def historia(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> list[Handelse]:
    """All händelser of one kommunicering."""
    rad = await _ladda(arbete, arende_id, kommunicering_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return list(await arbete.alla(historik(rad.id)))


async def besvara(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, *, svar: str, svar_datum: date) -> Bild:
    """The person's answer, also a late one."""
    rad = await _ladda(arbete, arende_id, kommunicering_id)
    krav_dag("svarDatum", svar_datum, rad.skickad, arbete.idag, ("AK-22", FL_25))
    await arbete.utfor(KOMMUNICERING, rad, "besvara", _lage(arbete, rad))
    rad.svar, rad.svar_datum = svar, svar_datum
    return _bild(arbete, rad)


async def forlang(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, *, svar_senast: date) -> Bild:
    """More time to answer (T-06)."""
    rad = await _ladda(arbete, arende_id, kommunicering_id)
    if svar_senast <= max(rad.svar_senast, arbete.idag):
        text = "Ny sista svarsdag ska ligga efter i dag och efter den förra."
        raise faltfel("svarSenast", "for_tidigt", text, "AK-22", FL_25)
    uppgifter = {"svarSenast": svar_senast.isoformat()}
    await arbete.utfor(KOMMUNICERING, rad, "forlang", _lage(arbete, rad), uppgifter=uppgifter)
    rad.svar_senast = svar_senast
    return _bild(arbete, rad)


async def avsluta(
    arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, handelse: str, *, skal: str | None = None
) -> Bild:
    """``utan_svar`` when the time is out, or ``avbryt`` with a reason."""
    rad = await _ladda(arbete, arende_id, kommunicering_id)
    await arbete.utfor(KOMMUNICERING, rad, handelse, _lage(arbete, rad))
    rad.avbruten_skal = skal
    return _bild(arbete, rad)
