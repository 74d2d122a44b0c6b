"""Acts on a beslut: take, replace, deliver, note an appeal and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Manad
from app.core.errors import Forbjuden, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelning, sida_under
from app.flode.beslut.krav import FL_31, FL_33, FL_43, BeslutLage, Beslutstyp
from app.flode.beslut.models import (
    BESLUT_MED,
    GALLANDE,
    UNDERRATTELSE,
    Beslut,
    Kommunicering,
    Underrattelse,
    beslut_for,
)
from app.flode.beslut.states import (
    BESLUT,
    FATTA,
    KOMMUNICERING,
    BeslutStatus,
    KommuniceringStatus,
    Overklagandeutfall,
    overklagbart,
    sista_overklagandedag,
)
from app.flode.beslut.underlag import Kring, faltfel, fattandelage, krav_dag, samla


@dataclass(frozen=True, slots=True)
class Bild:
    """A beslut with what has ended it, the notice to AF, and what the caller may do next."""

    rad: Beslut
    mojligheter: Mojligheter
    slut: Beslut | None = None
    underrattelse: Underrattelse | None = None


async def fatta(arbete: Arbete, arende_id: UUID, **uppgifter: Any) -> Bild:
    """Record a beslut that a person has taken; raises ``Konflikt`` with every rule that stops it."""
    _krav_manniska(arbete)
    if uppgifter["beslutsdatum"] > arbete.idag:
        raise faltfel("beslutsdatum", "framtid", "Beslutet kan inte vara fattat i framtiden.", "AK-23", FL_31)
    kring = await samla(arbete, arende_id, uppgifter)
    if hinder := FATTA.hinder(fattandelage(kring, uppgifter)):
        raise hindrad(hinder)
    beslut = _nytt(arbete, kring, uppgifter)
    arbete.fodd(beslut, "beslut", FATTA.handelse)
    if beslut.ersatter_id is not None:
        await arbete.session.flush()  # what is replaced points at a row that must be there
        _ersatt(arbete, kring.tidigare, beslut)
    _notera_tystnad(arbete, kring.kommunicering)
    return Bild(beslut, _mojligheter(arbete, beslut), None, kring.underrattelse)


def _krav_manniska(arbete: Arbete) -> None:
    """DP-31: machine support drafts and sums; a beslut is taken by a person of the nämnd's own."""
    if arbete.aktor.roll not in FATTA.roller or not arbete.aktor.person:
        raise Forbjuden("Bara nämndens egen personal fattar beslut, aldrig en maskin eller en utförare.", regel="DP-31")


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
    gammalt = next(b for b in tidigare if b.id == beslut.ersatter_id)
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


def _mojligheter(arbete: Arbete, beslut: Beslut) -> Mojligheter:
    return arbete.mojligheter(BESLUT, beslut, _lage(beslut))


@dataclass(frozen=True, slots=True)
class _Funnet:
    """A stored beslut and what is told beside it."""

    beslut: Beslut
    slut: Beslut | None
    underrattelse: Underrattelse | None

    def bild(self, arbete: Arbete) -> Bild:
        return Bild(self.beslut, _mojligheter(arbete, self.beslut), self.slut, self.underrattelse)


async def _ladda(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> _Funnet:
    """One beslut of an ärende that the caller is assigned to, in one round trip."""
    rad = await arbete.rad(UNDERRATTELSE.till(BESLUT_MED), arende=arende_id, beslut=beslut_id)
    if rad is None:
        raise Saknas
    arende, beslut, slut, notis = rad
    await krav_tilldelning(arbete, arende)
    arbete.inom(arende)
    if beslut is None:
        raise Saknas
    return _Funnet(beslut, slut, UNDERRATTELSE.las(notis))


async def hamta(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> Bild:
    """One beslut."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    arbete.har_last("beslut", arende=arende_id, objekt=beslut_id)
    return funnet.bild(arbete)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Beslut]:
    """One page of an ärende's beslut, newest first."""
    return await sida_under(arbete, arende_id, beslut_for(arende_id), Beslut.id, fraga, "beslut")


async def historia(arbete: Arbete, arende_id: UUID, beslut_id: UUID) -> list[Handelse]:
    """All händelser of one beslut."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    arbete.har_last("beslut", arende=arende_id, objekt=beslut_id)
    return list(await arbete.alla(historik(funnet.beslut.id)))


async def delge(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, delfaende_datum: date) -> Bild:
    """The party was told: the appeal clock starts for a beslut that can be appealed (AK-25, T-07)."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    beslut = funnet.beslut
    krav_dag("delfaendeDatum", delfaende_datum, beslut.beslutsdatum, arbete.idag, ("AK-25", FL_33))
    uppgifter = {"delfaendeDatum": delfaende_datum.isoformat()}
    await arbete.utfor(BESLUT, beslut, "delge", _lage(beslut), uppgifter=uppgifter)
    beslut.delfaende_datum = delfaende_datum
    if overklagbart(Beslutstyp(beslut.typ), beslut.regelverk):
        beslut.sista_overklagandedag = sista_overklagandedag(delfaende_datum)
    return funnet.bild(arbete)


async def overklaga(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, inkom: date) -> Bild:
    """An appeal came in; it stops nothing by itself (AK-26)."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    beslut = funnet.beslut
    krav_dag("inkom", inkom, beslut.beslutsdatum, arbete.idag, ("AK-26", FL_43))
    await arbete.utfor(BESLUT, beslut, "overklaga", _lage(beslut), uppgifter={"inkom": inkom.isoformat()})
    beslut.overklagat = beslut.overklagat or inkom
    return funnet.bild(arbete)


def _tidigast(beslut: Beslut) -> date:
    """The first day that an outcome of the appeal can have."""
    return beslut.overklagande_avgjort or beslut.overklagat or beslut.beslutsdatum


async def avgor(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, utfall: Overklagandeutfall, datum: date) -> Bild:
    """What became of an appeal that left the beslut standing; a higher court's word comes after (AK-26)."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    beslut = funnet.beslut
    krav_dag("datum", datum, _tidigast(beslut), arbete.idag, ("AK-26", FL_43))
    uppgifter = {"utfall": utfall.value, "datum": datum.isoformat()}
    await arbete.utfor(BESLUT, beslut, "avgor", _lage(beslut), uppgifter=uppgifter)
    beslut.overklagande_utfall, beslut.overklagande_avgjort = utfall.value, datum
    return funnet.bild(arbete)


async def upphav(arbete: Arbete, arende_id: UUID, beslut_id: UUID, *, datum: date, skal: str) -> Bild:
    """A court has set the beslut aside."""
    funnet = await _ladda(arbete, arende_id, beslut_id)
    beslut = funnet.beslut
    krav_dag("datum", datum, _tidigast(beslut), arbete.idag, ("AK-26", FL_43))
    await arbete.utfor(BESLUT, beslut, "upphav", _lage(beslut), uppgifter={"datum": datum.isoformat()})
    beslut.upphavt_datum, beslut.upphavt_skal = datum, skal
    return funnet.bild(arbete)
