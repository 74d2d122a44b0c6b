"""Acts on a registerutdrag: ask for, read, hide, go through, hand over, refuse, make again; and let it expire."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import Personnummer, nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, Hinder, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.person_rows import postslag
from app.core.printed_page import Blad
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning.models import bestallning_med
from app.regelverk.registerutdrag import overklagande, svar_senast
from app.vyer.registerutdrag.blad import som_blad
from app.vyer.registerutdrag.innehall import Innehall, sammanstall
from app.vyer.registerutdrag.models import (
    Registerutdrag,
    Registerutdragsdold,
    delar_av,
    innehall_kvar,
    personens_arenden,
    utdrag_med,
    utdragslista,
    utgangna,
)
from app.vyer.registerutdrag.omfattning import UTAN_TABELL, falten
from app.vyer.registerutdrag.states import (
    OPPNA,
    REGISTERUTDRAG,
    Identitetskontroll,
    Leveranssatt,
    RegisterutdragStatus,
    Sokande,
    UtdragLage,
)

NAMN = REGISTERUTDRAG.namn
LASBARA = frozenset({"framstallt", "granskat", "utlamnat"})
INTE_KLART = Hinder("utdraget_inte_klart", "Utdraget är inte framställt. Läs det igen när det är det.")
UTGATT = Hinder("utdraget_utgatt", "Utdragets innehåll har gått ut. Framställ ett nytt.", "DP-21")


@dataclass(frozen=True, slots=True)
class Begaran:
    """What is asked: by a nämnd with the number, by an utförare with an order that it holds."""

    begart: date
    sokande: Sokande
    identitet: Identitetskontroll
    leveranssatt: Leveranssatt
    personnummer: Personnummer | None = None
    bestallning_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Bild:
    """A registerutdrag, what is hidden in it, and what the caller may do about it."""

    utdrag: Registerutdrag
    forsenat: bool
    overklagande: str | None
    dolda: Sequence[Registerutdragsdold] = ()
    mojligheter: Mojligheter = field(default_factory=Mojligheter)

    @property
    def har_innehall(self) -> bool:
        """Whether there is something to read."""
        return self.utdrag.status in LASBARA and self.utdrag.utgatt is None


def _fel(falt: str, kod: str, meddelande: str) -> OgiltigtInnehall:
    return OgiltigtInnehall("Registerutdraget kan inte begäras så.", fel=[Faltfel(falt, kod, meddelande)])


def _lage(arbete: Arbete, utdrag: Registerutdrag) -> UtdragLage:
    return UtdragLage(
        finns=utdrag.utgatt is None, forlangt=utdrag.forlangt is not None, i_tid=arbete.idag <= utdrag.svar_senast
    )


async def begar(arbete: Arbete, ny: Begaran) -> Bild:
    """Take down a request; a job makes it."""
    if ny.begart > arbete.idag:
        raise _fel("/begart", "framtid", "Begäran har inte kommit än.")
    utdrag = Registerutdrag(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        status=RegisterutdragStatus.BEGART.value,
        version=1,
        utgava=1,
        antal_delar=0,
        antal_poster=0,
        forsok=0,
        skapad=arbete.nu,
        begart=ny.begart,
        begart_av=arbete.aktor.person,
        handlaggare=arbete.aktor.person,
        mottagare=arbete.aktor.person,
        skyddad=False,
        sokande=ny.sokande.value,
        identitet=ny.identitet.value,
        leveranssatt=ny.leveranssatt.value,
        svar_senast=svar_senast(ny.begart),
    )
    vem = _hos_utforaren if arbete.aktor.part is Part.UTFORARE else _hos_namnden
    funna = await vem(arbete, utdrag, ny)
    arbete.krav_roll()
    arbete.fodd(utdrag, NAMN, "begar", sokande=utdrag.sokande)
    _skrivet(arbete, utdrag, funna)
    return _bild(arbete, utdrag)


def _skrivet(arbete: Arbete, utdrag: Registerutdrag, om: Sequence[UUID]) -> None:
    """Log whose data it is about; of somebody unknown, that it was asked."""
    if om:
        arbete.har_skrivit_flera(NAMN, utdrag.id, [(utdrag.namnd_id, arende) for arende in om], berorda=())
    else:
        arbete.har_last(NAMN, objekt=utdrag.id)


async def _hos_namnden(arbete: Arbete, utdrag: Registerutdrag, ny: Begaran) -> list[UUID]:
    """The number is all that is needed; of what the caller may see, it must be their own (DP-04)."""
    if arbete.sikt.namnd_id is None:
        raise Saknas
    if ny.personnummer is None or ny.bestallning_id is not None:
        raise _fel("/personnummer", "saknas", "Ange personnumret, och ingen beställning.")
    utdrag.namnd_id = arbete.sikt.namnd_id
    utdrag.satt_personnummer(ny.personnummer, arbete.krypto)
    egna = await arbete.alla(personens_arenden(utdrag, arbete.krypto))
    for arende in egna:
        await arenden.krav_tilldelning(arbete, arende)
        utdrag.arende_id = arende.id
    return [arende.id for arende in egna]


async def _hos_utforaren(arbete: Arbete, utdrag: Registerutdrag, ny: Begaran) -> list[UUID]:
    """An utförare looks nobody up by number: it names an order that it holds (DP-06, DP-07)."""
    if ny.bestallning_id is None or ny.personnummer is not None:
        raise _fel("/bestallningId", "saknas", "Ange en beställning som ni har, och inget personnummer.")
    order = await arbete.en(bestallning_med(ny.bestallning_id))
    utdrag.namnd_id, utdrag.delad_med, utdrag.bestallning_id = order.namnd_id, order.delad_med, order.id
    utdrag.arende_id = order.arende_id
    return [order.arende_id]


@dataclass
class Laddat:
    """One that the caller may see, the ärenden that it tells of, and what is hidden in it."""

    utdrag: Registerutdrag
    arenden: list[UUID]
    dolda: list[Registerutdragsdold]


async def _ladda(arbete: Arbete, utdrag_id: UUID) -> Laddat:
    """Read it, all in one statement; raises ``Saknas``."""
    rader = await arbete.rader(utdrag_med(arbete.aktor, utdrag_id))
    if not rader:
        raise Saknas
    arbete.krav_roll()
    utdrag = rader[0][0]
    arbete.inom(utdrag)
    om = sorted({rad[1] for rad in rader if rad[1] is not None})
    return Laddat(utdrag, om, list(dict.fromkeys(rad[2] for rad in rader if rad[2] is not None)))


async def _last(arbete: Arbete, utdrag_id: UUID) -> Laddat:
    """The same, logged as looked at."""
    laddat = await _ladda(arbete, utdrag_id)
    arbete.har_last(NAMN, objekt=laddat.utdrag.id, arenden=laddat.arenden)
    return laddat


def _bild(arbete: Arbete, utdrag: Registerutdrag, dolda: Sequence[Registerutdragsdold] = ()) -> Bild:
    avslaget = utdrag.status == RegisterutdragStatus.AVSLAGET.value
    vag = overklagande(myndighet=utdrag.delad_med is None) if avslaget else None
    mojligheter = arbete.mojligheter(REGISTERUTDRAG, utdrag, _lage(arbete, utdrag))
    return Bild(utdrag, utdrag.forsenat(arbete.idag), vag, dolda, mojligheter)


async def visa(arbete: Arbete, utdrag_id: UUID) -> Bild:
    """One, however far it has come."""
    laddat = await _last(arbete, utdrag_id)
    return _bild(arbete, laddat.utdrag, laddat.dolda)


async def lista(arbete: Arbete, fraga: Sidfraga, *, obesvarade: bool) -> Utsnitt[Registerutdrag]:
    """One page, the newest first; says nothing of whose they are."""
    sats = utdragslista(arbete.aktor, obesvarade=obesvarade)
    utsnitt = skar(await arbete.alla(sida(sats, Registerutdrag.id, fraga)), fraga)
    arbete.har_last_hos(NAMN, [])
    return utsnitt


async def historia(arbete: Arbete, utdrag_id: UUID) -> list[Handelse]:
    """All händelser of one."""
    laddat = await _last(arbete, utdrag_id)
    return list(await arbete.alla(historik(laddat.utdrag.id)))


async def innehallet(arbete: Arbete, utdrag_id: UUID) -> Innehall:
    """What is handed over: everything that was collected, less what is hidden."""
    laddat = await _last(arbete, utdrag_id)
    if laddat.utdrag.status not in LASBARA:
        raise hindrad([INTE_KLART])
    if laddat.utdrag.utgatt is not None:
        raise hindrad([UTGATT])
    return await _sammanstallt(arbete, laddat.utdrag, laddat.dolda)


async def _sammanstallt(arbete: Arbete, utdrag: Registerutdrag, dolda: Sequence[Registerutdragsdold]) -> Innehall:
    delar = await arbete.alla(delar_av(utdrag.id, utdrag.utgava))
    return sammanstall(utdrag, delar, dolda, arbete.krypto)


async def bladet(arbete: Arbete, utdrag_id: UUID) -> Blad:
    """The same on paper."""
    return som_blad(await innehallet(arbete, utdrag_id))


# --- händelser ------------------------------------------------------------------------------------


async def _stega(arbete: Arbete, utdrag_id: UUID, handelse: str, **uppgifter: str) -> Laddat:
    laddat = await _ladda(arbete, utdrag_id)
    utdrag = laddat.utdrag
    await arbete.utfor(REGISTERUTDRAG, utdrag, handelse, _lage(arbete, utdrag), uppgifter=dict(uppgifter))
    _skrivet(arbete, utdrag, laddat.arenden)
    return laddat


async def dolj(
    arbete: Arbete, utdrag_id: UUID, slag: str, post_id: UUID, falt: str | None, *, lagrum: str, skal: str
) -> Bild:
    """Hide a record, or one field of it, from the person: by which law, and why (DP-21)."""
    _krav_slag(slag, falt)
    laddat = await _stega(arbete, utdrag_id, "dolj", slag=slag, lagrum=lagrum)
    utdrag = laddat.utdrag
    if not (await _sammanstallt(arbete, utdrag, ())).har(slag, post_id):
        raise _fel("/postId", "saknas", "Posten finns inte i utdraget.")
    dold = Registerutdragsdold(
        id=nytt_id(),
        kommunkod=utdrag.kommunkod,
        namnd_id=utdrag.namnd_id,
        delad_med=utdrag.delad_med,
        registerutdrag_id=utdrag.id,
        slag=slag,
        post_id=post_id,
        falt=falt,
        lagrum=lagrum,
        skal=skal,
        dold=arbete.nu,
        dold_av=arbete.aktor.person,
    )
    arbete.ny(dold)
    return _bild(arbete, utdrag, [*laddat.dolda, dold])


def _krav_slag(slag: str, falt: str | None) -> None:
    if slag not in postslag() or slag in UTAN_TABELL:
        raise _fel("/slag", "okant", "Det finns inget sådant slag av uppgifter.")
    if falt is not None and (falt == "id" or falt not in falten(postslag()[slag])):
        raise _fel("/falt", "okant", "Det finns inget sådant fält.")


async def ta_fram(arbete: Arbete, utdrag_id: UUID, dold_id: UUID) -> Bild:
    """Show again what was hidden by mistake."""
    laddat = await _stega(arbete, utdrag_id, "ta_fram")
    dold = next((d for d in laddat.dolda if d.id == dold_id), None)
    if dold is None:
        raise _fel("/doldId", "saknas", "Inget sådant är dolt.")
    dold.framtagen, dold.framtagen_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, laddat.utdrag, [d for d in laddat.dolda if d is not dold])


async def granska(arbete: Arbete, utdrag_id: UUID) -> Bild:
    """Somebody has read it through; what is handed over is what stands now."""
    laddat = await _stega(arbete, utdrag_id, "granska")
    utdrag = laddat.utdrag
    utdrag.kontrollsumma = (await _sammanstallt(arbete, utdrag, laddat.dolda)).kontrollsumma
    utdrag.granskat, utdrag.granskat_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, utdrag, laddat.dolda)


async def oppna(arbete: Arbete, utdrag_id: UUID) -> Bild:
    """The reading through is done again."""
    laddat = await _stega(arbete, utdrag_id, "oppna")
    laddat.utdrag.granskat = laddat.utdrag.granskat_av = None
    return _bild(arbete, laddat.utdrag, laddat.dolda)


async def framstall_om(arbete: Arbete, utdrag_id: UUID) -> Bild:
    """Collect everything anew; what was collected before is emptied, what was hidden is judged again."""
    laddat = await _stega(arbete, utdrag_id, "framstall_om")
    utdrag = laddat.utdrag
    await _tom(arbete, utdrag)
    for dold in laddat.dolda:
        dold.framtagen, dold.framtagen_av = arbete.nu, arbete.aktor.person
    utdrag.utgava += 1
    utdrag.antal_delar = utdrag.antal_poster = utdrag.forsok = 0
    utdrag.markor = utdrag.fel = utdrag.kontrollsumma = utdrag.framstallt = utdrag.utgar = utdrag.utgatt = None
    utdrag.granskat = utdrag.granskat_av = None
    return _bild(arbete, utdrag)


async def forlang(arbete: Arbete, utdrag_id: UUID, skal: str) -> Bild:
    """Two more months, told to the person with the reason (GDPR art. 12.3)."""
    laddat = await _stega(arbete, utdrag_id, "forlang")
    utdrag = laddat.utdrag
    utdrag.forlangt, utdrag.forlangt_skal = arbete.nu, skal
    utdrag.svar_senast = svar_senast(utdrag.begart, forlangt=True)
    return _bild(arbete, utdrag, laddat.dolda)


async def lamna_ut(arbete: Arbete, utdrag_id: UUID, till: str) -> Bild:
    """It has reached the person."""
    laddat = await _stega(arbete, utdrag_id, "lamna_ut")
    utdrag = laddat.utdrag
    utdrag.utlamnat_till = till
    utdrag.avslutat, utdrag.avslutat_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, utdrag, laddat.dolda)


async def avsla(arbete: Arbete, utdrag_id: UUID, *, lagrum: str, skal: str) -> Bild:
    """Refuse it; the answer says how that is appealed."""
    laddat = await _stega(arbete, utdrag_id, "avsla", lagrum=lagrum)
    utdrag = laddat.utdrag
    utdrag.avslag_lagrum, utdrag.avslag_skal = lagrum, skal
    utdrag.avslutat, utdrag.avslutat_av = arbete.nu, arbete.aktor.person
    utdrag.personnummer_forseglat = None
    await _tom(arbete, utdrag)
    return _bild(arbete, utdrag, laddat.dolda)


# --- the content goes -----------------------------------------------------------------------------


async def _tom(arbete: Arbete, utdrag: Registerutdrag) -> None:
    """Leave nothing of the content."""
    for del_ in await arbete.alla(innehall_kvar(utdrag.id)):
        del_.innehall_forseglat = None


async def lat_utga(arbete: Arbete) -> int:
    """Empty those that have lived their time (job); the request itself stays."""
    utdragen = await arbete.alla(utgangna(arbete.idag))
    for utdrag in utdragen:
        await _tom(arbete, utdrag)
        utdrag.utgatt = arbete.nu
        if utdrag.status not in OPPNA:
            utdrag.personnummer_forseglat = None
    return len(utdragen)
