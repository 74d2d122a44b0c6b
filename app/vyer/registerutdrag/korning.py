"""The job that makes the registerutdrag: some rows a transaction, so that nothing is held long or collected twice.

    claim (lease) ─▶ borja: whose, and a heading ─▶ [lock, read rows, seal them, move the mark] … ─▶ fardigstall

A part is whole or not there at all, and only the one who has the lease writes it. Who dies leaves the lease to run
out; the next one goes on from the mark.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.core.leased_work import Lantagare
from app.core.person_rows import Person, Postslag
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.katalog.organisationer import organisation_med
from app.vyer.registerutdrag import innehall
from app.vyer.registerutdrag.models import (
    ATT_GORA,
    Registerutdrag,
    Registerutdragsarende,
    Registerutdragsdel,
    ansvarig_namnd,
    arenden_och_ordrar,
    delar_av,
    namngivna_organisationer,
    orderns_arende,
    personens_arenden,
    utforarens_ordrar,
)
from app.vyer.registerutdrag.omfattning import Utforare, poster, slagen
from app.vyer.registerutdrag.states import REGISTERUTDRAG, RegisterutdragStatus, UtdragLage
from app.vyer.registerutdrag.varden import Uttryckare, namngivna

SYSTEM = systemaktor("registerutdrag")
BORJAN = UUID(int=0)


class Framstallare(Lantagare[Registerutdrag]):
    """One worker at the registerutdrag."""

    namn, aktor, klass, vantar = "registerutdrag", SYSTEM, Registerutdrag, ATT_GORA

    async def _steg(self, arbete: Arbete, rad_id: UUID) -> bool:
        """Begin, collect some rows, or finish; whether more follows."""
        utdrag = await self._hall(arbete, rad_id)
        if utdrag.status == RegisterutdragStatus.BEGART.value:
            await _borja(arbete, utdrag)
            return True
        samling = Samling(arbete, utdrag, self._tjanster)
        if await samling.fyll_pa(self._per_gang):
            utdrag.forsok = 0
            return True
        await self._fardigstall(arbete, utdrag)
        return False

    async def _fardigstall(self, arbete: Arbete, utdrag: Registerutdrag) -> None:
        delar = await arbete.alla(delar_av(utdrag.id, utdrag.utgava))
        summa = innehall.sammanstall(utdrag, delar, (), arbete.krypto).kontrollsumma
        await arbete.utfor(REGISTERUTDRAG, utdrag, "fardigstall", UtdragLage(), uppgifter={"kontrollsumma": summa})
        utdrag.kontrollsumma, utdrag.framstallt, utdrag.fel = summa, arbete.nu, None
        utdrag.markor = utdrag.lanad_av = utdrag.lanad_till = None
        utdrag.utgar = arbete.idag + timedelta(days=self._tjanster.settings.registerutdrag_dagar)

    async def _misslyckas(self, arbete: Arbete, rad: Registerutdrag, kod: str) -> None:
        await arbete.utfor(REGISTERUTDRAG, rad, "misslyckas", UtdragLage(), uppgifter={"kod": kod})
        rad.fel = kod


async def _borja(arbete: Arbete, utdrag: Registerutdrag) -> None:
    """Find the person's ärenden, and with them who may see it; write the heading."""
    await arbete.utfor(REGISTERUTDRAG, utdrag, "borja", UtdragLage())
    await _personen(arbete, utdrag)
    arenden = list(await arbete.alla(personens_arenden(utdrag, arbete.krypto)))
    _tilldela(utdrag, arenden)
    ordrar: dict[UUID, list[UUID]] = {}
    if utdrag.delad_med is not None:
        for order in await arbete.alla(utforarens_ordrar(utdrag, [a.id for a in arenden], arbete.idag)):
            ordrar.setdefault(order.arende_id, []).append(order.id)
    for arende in arenden:
        for order_id in ordrar.get(arende.id, [None] if utdrag.delad_med is None else []):
            arbete.ny(Registerutdragsarende(**_agare(utdrag), arende_id=arende.id, bestallning_id=order_id))
    huvud = {"ansvarig": await _ansvarig(arbete, utdrag), "personnummer": _numret(arbete, utdrag)}
    _lagg_till(arbete, utdrag, innehall.HUVUD, [huvud])


def _tilldela(utdrag: Registerutdrag, arenden: Sequence[Arende]) -> None:
    """Whose it is to answer: of a protected person the named handläggare's, else the newest ärende's (DP-15)."""
    utdrag.skyddad = any(arende.skyddad for arende in arenden)
    for arende in sorted(arenden, key=lambda arende: (arende.skyddad, arende.skapad)):
        utdrag.handlaggare = arende.handlaggare


async def _personen(arbete: Arbete, utdrag: Registerutdrag) -> None:
    """Whose order it is, when an utförare asked by it."""
    if utdrag.personnummer_forseglat is None:
        arende: Arende = await arbete.en(orderns_arende(utdrag))
        utdrag.satt_personnummer(arende.personnummer(arbete.krypto), arbete.krypto)


def _numret(arbete: Arbete, utdrag: Registerutdrag) -> str:
    return utdrag.personnummer(arbete.krypto).siffror


async def _ansvarig(arbete: Arbete, utdrag: Registerutdrag) -> str:
    """The controller (DP-06)."""
    if utdrag.delad_med is not None:
        return (await arbete.en(organisation_med(utdrag.delad_med))).namn
    return (await arbete.en(ansvarig_namnd(utdrag))).namn


def _agare(utdrag: Registerutdrag) -> dict[str, Any]:
    """Whose a row that belongs to it is."""
    agare = {namn: getattr(utdrag, namn) for namn in ("kommunkod", "namnd_id", "delad_med")}
    return agare | {"id": nytt_id(), "registerutdrag_id": utdrag.id}


def _lagg_till(arbete: Arbete, utdrag: Registerutdrag, slag: str, samlat: Sequence[innehall.Post]) -> None:
    utdrag.antal_delar += 1
    del_ = Registerutdragsdel(**_agare(utdrag), utgava=utdrag.utgava, nummer=utdrag.antal_delar, slag=slag)
    del_.innehall_forseglat = arbete.krypto.forsegla(innehall.packa(samlat), del_.plats())
    arbete.ny(del_)


class Samling:
    """What one transaction collects, from the mark on."""

    def __init__(self, arbete: Arbete, utdrag: Registerutdrag, tjanster: Tjanster) -> None:
        self._arbete = arbete
        self._utdrag = utdrag
        self._visar_lasare = tjanster.settings.registerutdrag_visar_lasare

    async def fyll_pa(self, antal: int) -> bool:
        """Collect at least so many rows, or what there is; whether there was anything left to look through."""
        nummer, efter = _markor(self._utdrag.markor)
        if nummer == len(slagen()):
            return False
        person, utforare = await self._vems()
        while antal > 0 and nummer < len(slagen()):
            rader = await self._rader(slagen()[nummer], person, utforare, efter, antal)
            await self._skriv(slagen()[nummer], rader)
            nummer, efter = (nummer, rader[-1].id) if len(rader) == antal else (nummer + 1, BORJAN)
            antal -= len(rader)
        self._utdrag.markor = f"{nummer}:{efter}"
        return True

    async def _vems(self) -> tuple[Person, Utforare | None]:
        u = self._utdrag
        rader = await self._arbete.rader(arenden_och_ordrar(u))
        person = Person(u.kommunkod, u.namnd_id, {rad[0] for rad in rader})
        if u.delad_med is None:
            return person, None
        return person, Utforare(u.delad_med, [rad[1] for rad in rader if rad[1] is not None])

    async def _rader(
        self, slag: Postslag, person: Person, utforare: Utforare | None, efter: UUID, antal: int
    ) -> Sequence[Any]:
        postgresql = self._arbete.session.get_bind().dialect.name == "postgresql"
        sats = poster(slag, person, utforare, postgresql=postgresql)
        if sats is None:
            return []
        return await self._arbete.alla(sats.where(slag.klass.id > efter).order_by(slag.klass.id).limit(antal))

    async def _skriv(self, slag: Postslag, rader: Sequence[Any]) -> None:
        if not rader:
            return
        organisationer = await self._namn({o for rad in rader for o in namngivna(rad)})
        uttryckare = Uttryckare(
            self._arbete.krypto,
            organisationer,
            visar_lasare=self._visar_lasare,
            hos_utforare=self._utdrag.delad_med is not None,
        )
        _lagg_till(self._arbete, self._utdrag, slag.namn, [uttryckare.post(rad) for rad in rader])
        self._utdrag.antal_poster += len(rader)

    async def _namn(self, organisationer: set[UUID]) -> dict[UUID, str]:
        if not organisationer:
            return {}
        funna = await self._arbete.alla(namngivna_organisationer(organisationer))
        return {organisation.id: organisation.namn for organisation in funna}


def _markor(text: str | None) -> tuple[int, UUID]:
    """The kind to go on with, and the last row of it that is collected."""
    if text is None:
        return 0, BORJAN
    nummer, _, efter = text.partition(":")
    return int(nummer), UUID(efter)


async def framstall_registerutdrag(tjanster: Tjanster) -> int:
    """Make what waits, once."""
    return await Framstallare(tjanster).omgang()
