"""Acts on a beslut: take, replace, deliver, note an appeal; and on the kommunicering before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Manad
from app.core.errors import Hinder, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.beslut.models import GALLANDE, Beslut, Kommunicering, beslut_for, kommunicering_med, kommuniceringar_for
from app.flode.beslut.states import (
    BESLUT,
    FATTA,
    KOMMUNICERING,
    BeslutLage,
    BeslutStatus,
    Beslutstyp,
    KommuniceringLage,
    KommuniceringStatus,
    overklagbart,
    sista_overklagandedag,
)
from app.flode.beslut.underlag import Kring, faltfel, fattandelage, samla

ARENDE_AVSLUTAT = Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


@dataclass(frozen=True, slots=True)
class Bild:
    """A beslut, or a kommunicering, with what the caller may do next."""

    rad: Any
    mojligheter: Mojligheter


async def fatta(arbete: Arbete, arende_id: UUID, **uppgifter: Any) -> Bild:
    """Take a beslut; raises ``Konflikt`` with every rule that stops it."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    if uppgifter["beslutsdatum"] > arbete.idag:
        raise faltfel("beslutsdatum", "framtid", "Beslutet kan inte vara fattat i framtiden.", "AK-23")
    kring = await samla(arbete, arende, uppgifter)
    lage = fattandelage(kring, uppgifter)
    if hinder := FATTA.hinder(lage):
        raise hindrad(hinder)
    beslut = _nytt(arbete, kring, uppgifter)
    arbete.fodd(beslut, "beslut", FATTA.handelse)
    await arbete.session.flush()
    _ersatt(arbete, kring.tidigare, beslut)
    _notera_tystnad(arbete, kring.kommunicering)
    return _bild(arbete, beslut)


def _nytt(arbete: Arbete, kring: Kring, uppgifter: dict[str, Any]) -> Beslut:
    return Beslut(
        id=nytt_id(),
        kommunkod=kring.arende.kommunkod,
        namnd_id=kring.arende.namnd_id,
        arende_id=kring.arende.id,
        samrad_id=kring.samrad.id if kring.samrad else None,
        status=GALLANDE,
        version=1,
        skapad=arbete.nu,
        **uppgifter,
    )


def _ersatt(arbete: Arbete, tidigare: Sequence[Beslut], beslut: Beslut) -> None:
    """The corrected beslut steps aside and points at the new one."""
    gammalt = next((b for b in tidigare if b.id == beslut.ersatter_id), None)
    if gammalt is None:
        return
    gammalt.status, gammalt.ersatt_av_id = BeslutStatus.ERSATT.value, beslut.id
    arbete.andrad(gammalt, BESLUT.namn, "ersatt", GALLANDE, {"ersattAv": str(beslut.id)})


def _notera_tystnad(arbete: Arbete, kommunicering: Kommunicering | None) -> None:
    """A beslut after the reply date puts the silence on record."""
    if kommunicering is None or kommunicering.status != KommuniceringStatus.PAGAR.value:
        return
    kommunicering.status = KommuniceringStatus.UTAN_SVAR.value
    arbete.andrad(kommunicering, KOMMUNICERING.namn, "utan_svar", KommuniceringStatus.PAGAR.value, {})


def _lage(beslut: Beslut) -> BeslutLage:
    """Facts for what may follow after a beslut."""
    return BeslutLage(
        typ=Beslutstyp(beslut.typ),
        lagrum=beslut.lagrum,
        regelverk=beslut.regelverk,
        avser_fran_manad=Manad.tolka(beslut.avser_fran_manad),
        galler_fran=beslut.galler_fran,
        beslutsdatum=beslut.beslutsdatum,
        overklagat=beslut.overklagat is not None,
    )


def _bild(arbete: Arbete, beslut: Beslut) -> Bild:
    return Bild(beslut, arbete.mojligheter(BESLUT, beslut, _lage(beslut)))


async def _beslut(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> Beslut:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return await arbete.en(beslut_for(arende.id).where(Beslut.id == beslut_id))


async def hamta(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> Bild:
    """One beslut."""
    beslut = await _beslut(arbete, arende_id, beslut_id)
    arbete.har_last("beslut", arende=arende_id, objekt=beslut.id)
    return _bild(arbete, beslut)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Beslut]:
    """One page of an ärende's beslut, newest first."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    arbete.har_last("beslut", arende=arende.id)
    return skar(await arbete.alla(sida(beslut_for(arende.id), Beslut.id, fraga)), fraga)


async def historia(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> list[Handelse]:
    """All händelser of one beslut."""
    beslut = await _beslut(arbete, arende_id, beslut_id)
    arbete.har_last("beslut", arende=arende_id, objekt=beslut.id)
    return list(await arbete.alla(historik(beslut.id)))


def _krav_dag(falt: str, dag: date, fran: date, idag: date) -> None:
    """A day that something happened: not before ``fran``, not in the future."""
    if not fran <= dag <= idag:
        raise faltfel(falt, "dag_utanfor", f"Dagen ska ligga mellan {fran} och {idag}.")


async def delge(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, delfaende_datum: date) -> Bild:
    """The party was told: the appeal clock starts for a beslut that can be appealed (AK-25, T-07)."""
    beslut = await _beslut(arbete, arende_id, beslut_id)
    _krav_dag("delfaendeDatum", delfaende_datum, beslut.beslutsdatum, arbete.idag)
    uppgifter = {"delfaendeDatum": delfaende_datum.isoformat()}
    await arbete.utfor(BESLUT, beslut, "delge", _lage(beslut), uppgifter=uppgifter)
    beslut.delfaende_datum = delfaende_datum
    if overklagbart(Beslutstyp(beslut.typ), beslut.regelverk):
        beslut.sista_overklagandedag = sista_overklagandedag(delfaende_datum)
    return _bild(arbete, beslut)


async def overklaga(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, inkom: date) -> Bild:
    """An appeal came in; it stops nothing by itself (AK-26)."""
    beslut = await _beslut(arbete, arende_id, beslut_id)
    _krav_dag("inkom", inkom, beslut.beslutsdatum, arbete.idag)
    await arbete.utfor(BESLUT, beslut, "overklaga", _lage(beslut), uppgifter={"inkom": inkom.isoformat()})
    beslut.overklagat = beslut.overklagat or inkom
    return _bild(arbete, beslut)


async def upphav(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, datum: date, skal: str) -> Bild:
    """A court has set the beslut aside."""
    beslut = await _beslut(arbete, arende_id, beslut_id)
    _krav_dag("datum", datum, beslut.overklagat or beslut.beslutsdatum, arbete.idag)
    await arbete.utfor(BESLUT, beslut, "upphav", _lage(beslut), uppgifter={"datum": datum.isoformat()})
    beslut.upphavt_datum, beslut.upphavt_skal = datum, skal
    return _bild(arbete, beslut)


def _klage(arbete: Arbete, rad: Kommunicering) -> KommuniceringLage:
    return KommuniceringLage(arbete.idag, rad.svar_senast)


def _kbild(arbete: Arbete, rad: Kommunicering) -> Bild:
    return Bild(rad, arbete.mojligheter(KOMMUNICERING, rad, _klage(arbete, rad)))


async def kommunicera(arbete: Arbete, arende_id: UUID, *, material: str, svar_senast: date) -> Bild:
    """Tell the party the material today and give time to answer (AK-22)."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    if arende.status != "oppet":
        raise hindrad([ARENDE_AVSLUTAT])
    if svar_senast <= arbete.idag:
        raise faltfel("svarSenast", "for_tidigt", "Sista svarsdag ska ligga efter i dag.", "AK-22")
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
    arbete.fodd(rad, KOMMUNICERING.namn, "kommunicera")
    return _kbild(arbete, rad)


async def _kommunicering(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> Kommunicering:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return await arbete.en(kommunicering_med(arende.id, kommunicering_id))


async def hamta_kommunicering(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> Bild:
    """One kommunicering."""
    rad = await _kommunicering(arbete, arende_id, kommunicering_id)
    arbete.har_last(KOMMUNICERING.namn, arende=arende_id, objekt=rad.id)
    return _kbild(arbete, rad)


async def lista_kommuniceringar(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Kommunicering]:
    """One page of an ärende's kommunicering, newest first."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    arbete.har_last(KOMMUNICERING.namn, arende=arende.id)
    return skar(await arbete.alla(sida(kommuniceringar_for(arende.id), Kommunicering.id, fraga)), fraga)


async def kommuniceringens_historia(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID) -> list[Handelse]:
    """All händelser of one kommunicering."""
    rad = await _kommunicering(arbete, arende_id, kommunicering_id)
    arbete.har_last(KOMMUNICERING.namn, arende=arende_id, objekt=rad.id)
    return list(await arbete.alla(historik(rad.id)))


async def besvara(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, *, svar: str, svar_datum: date) -> Bild:
    """The person's answer, also a late one."""
    rad = await _kommunicering(arbete, arende_id, kommunicering_id)
    _krav_dag("svarDatum", svar_datum, rad.skickad, arbete.idag)
    await arbete.utfor(KOMMUNICERING, rad, "besvara", _klage(arbete, rad))
    rad.svar, rad.svar_datum = svar, svar_datum
    return _kbild(arbete, rad)


async def forlang(arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, *, svar_senast: date) -> Bild:
    """More time to answer (T-06)."""
    rad = await _kommunicering(arbete, arende_id, kommunicering_id)
    if svar_senast <= max(rad.svar_senast, arbete.idag):
        raise faltfel(
            "svarSenast", "for_tidigt", "Ny sista svarsdag ska ligga efter i dag och efter den förra.", "AK-22"
        )
    uppgifter = {"svarSenast": svar_senast.isoformat()}
    await arbete.utfor(KOMMUNICERING, rad, "forlang", _klage(arbete, rad), uppgifter=uppgifter)
    rad.svar_senast = svar_senast
    return _kbild(arbete, rad)


async def avsluta_kommunicering(
    arbete: Arbete, arende_id: UUID, kommunicering_id: UUID, handelse: str, *, skal: str | None = None
) -> Bild:
    """``utan_svar`` when the time is out, or ``avbryt`` with a reason."""
    rad = await _kommunicering(arbete, arende_id, kommunicering_id)
    await arbete.utfor(KOMMUNICERING, rad, handelse, _klage(arbete, rad))
    rad.avbruten_skal = skal
    return _kbild(arbete, rad)
