"""The outbox worker: claims messages with a lease, sends them outside any transaction, stores the outcome.

At least once on the wire; once in effect by the receiver's dedup key. Any number of workers may run
beside each other. The kvittens, its effect on the object and the row's status commit together.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.begrepp.parter import systemaktor
from app.core.crashpoints import Krasch
from app.core.crypto import Forseglingsfel
from app.core.database import databasklocka
from app.core.edge.logging import logga_undantag, varna
from app.core.edge.tracing import aktuellt_trace_id, sparad
from app.core.errors import Inaktuell
from app.core.outbox import Avvisning, Kvittens, Utkorgsrad, UtkorgStatus, att_sanda, rad_med
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Begaran
from app.flode.overlamning import kvittenser as overlamning
from app.flode.samrad import actions as samrad
from app.integrations.arbetsformedlingen.klient import AfKlient
from app.integrations.brytare import Brytare
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet, Utfall

FLEST_FORSOK = 20
FLEST_BOKFORINGAR = 5
LANGSTA_FELVILA = 5.0
SYSTEM = systemaktor("arbetare")
Leveranser = set[asyncio.Task[None]]


class Objektsteg(Protocol):
    """What a step is told of the messages about its objects; each call has effect once."""

    async def kvitterad(self, arbete: Arbete, objekt_id: UUID, kvittens: Kvittens) -> None:
        """The receiver has the message."""
        ...

    async def ej_levererad(self, arbete: Arbete, objekt_id: UUID, avvisning: Avvisning) -> None:
        """The receiver does not take the message; a person must decide."""
        ...

    async def osakert_levererad(self, arbete: Arbete, objekt_id: UUID) -> None:
        """The message has been sent, but its answer is missing; it will be sent again."""
        ...


STEG: dict[str, Objektsteg] = {"samrad": samrad, "overlamning": overlamning}


def vantetid(forsok: int, forsta: float, langsta: float, slump: SystemRandom) -> float:
    """Exponential back-off with full jitter, in seconds."""
    return slump.uniform(0.0, min(langsta, forsta * 2.0 ** min(forsok, 30)))


class Arbetare:
    """One worker. ``omgang`` is one turn, ``kor`` goes on until told to stop."""

    def __init__(self, tjanster: Tjanster) -> None:
        settings = tjanster.settings
        self._tjanster = tjanster
        self._settings = settings
        self._namn = uuid4().hex
        self._slump = SystemRandom()
        self._klient = AfKlient(settings, tjanster.klocka)
        self.brytare = Brytare(tjanster.klocka, fel=settings.af_brytare_fel, vila=settings.af_brytare_vila)

    async def stang(self) -> None:
        """Close the connections to the receiver."""
        await self._klient.stang()

    async def kor(self, stopp: asyncio.Event) -> None:
        """Deliver until ``stopp``; what is on the wire then is finished, so that no lease is left behind."""
        pagar: Leveranser = set()
        fel, stoppas = 0, asyncio.create_task(stopp.wait())
        try:
            while not stopp.is_set():
                rader, fel = await self._forsok_lana(len(pagar), fel)
                pagar |= {asyncio.create_task(self._leverera(rad)) for rad in rader}
                pagar = await self._vila(pagar, stoppas, fel)
            await asyncio.gather(*pagar)
        finally:
            for uppgift in (stoppas, *pagar):
                uppgift.cancel()

    async def _forsok_lana(self, pagar: int, fel: int) -> tuple[Sequence[Utkorgsrad], int]:
        """Claimed rows, and how many claims in a row have failed: the database may be away, the worker stays."""
        try:
            return await self._lana(self.brytare.plats(pagar, self._settings.af_samtidighet)), 0
        except Exception as undantag:  # noqa: BLE001 - whatever it was, it is tried again
            logga_undantag(undantag, jobb="arbetare")
            return (), fel + 1

    async def _vila(self, pagar: Leveranser, stoppas: asyncio.Task[Any], fel: int) -> Leveranser:
        """Until half of the deliveries are done, the interval is over or the worker is to stop; what still goes on.

        Claiming some at a time costs fewer transactions than one claim for each that is done.
        """
        tid, nog = asyncio.get_running_loop().time, len(pagar) // 2
        slut = tid() + min(self._settings.arbetare_intervall * 2.0 ** min(fel, 8), LANGSTA_FELVILA)
        while True:
            kvar = max(0.0, slut - tid())
            await asyncio.wait({stoppas, *pagar}, timeout=kvar, return_when=asyncio.FIRST_COMPLETED)
            pagar = {uppgift for uppgift in pagar if not uppgift.done()}
            if len(pagar) <= nog or stoppas.done() or tid() >= slut:
                return pagar

    async def omgang(self) -> int:
        """Claim what may be sent now, deliver it, and tell how many there were."""
        rader = await self._lana(self.brytare.plats(0, self._settings.af_samtidighet))
        await asyncio.gather(*(self._leverera(rad) for rad in rader))
        return len(rader)

    async def _lana(self, antal: int) -> Sequence[Utkorgsrad]:
        """Claim rows for a time by the database's clock, in a transaction of its own."""
        if antal <= 0:
            return []

        async def steg(arbete: Arbete) -> Sequence[Utkorgsrad]:
            rader = await arbete.alla(att_sanda(arbete.nu, antal))
            for rad in rader:
                rad.lanad_av = self._namn
                rad.lanad_till = databasklocka() + self._settings.af_lan
            return rader

        return await self._tjanster.transaktioner.kor(SYSTEM, "", steg)

    async def _leverera(self, rad: Utkorgsrad) -> None:
        """Send one claimed message and store what came of it; a fault of ours leaves the lease to run out."""
        with sparad(rad.spar):
            try:
                self._tjanster.krascher.vid(Krasch.FORE_SANDNING)
                utfall = await self._sand(rad)
                self._tjanster.krascher.vid(Krasch.EFTER_SANDNING)
                self._lar(utfall)
                await self._bokfor(rad, utfall)
                self._tjanster.krascher.vid(Krasch.EFTER_COMMIT)
            except Exception as fel:  # noqa: BLE001 - one message must not stop the others
                logga_undantag(fel, jobb="arbetare", kommunkod=rad.kommunkod)

    async def _sand(self, rad: Utkorgsrad) -> Utfall:
        try:
            innehall = rad.oppna(self._tjanster.krypto)
        except Forseglingsfel:
            return Avvisat(Avvisning("innehall_gar_inte_att_oppna", None, str(uuid4())))
        return await self._klient.sand(rad, innehall)

    def _lar(self, utfall: Utfall) -> None:
        """Let the breaker know how the receiver is."""
        if not isinstance(utfall, Uteblivet) or utfall.ber_om_paus:
            self.brytare.svarade()
        else:
            self.brytare.teg()
        if isinstance(utfall, Uteblivet) and utfall.vanta:
            self.brytare.pausa(utfall.vanta)
        self._tjanster.af_lage = "nere" if self.brytare.nere else "uppe"

    async def _bokfor(self, rad: Utkorgsrad, utfall: Utfall) -> None:
        """Store the outcome and its effect; a person who changed the object in the same moment means once more."""

        async def steg(arbete: Arbete) -> None:
            aktuell = await arbete.kanske(rad_med(rad.id))
            if aktuell is not None:
                arbete.inom(aktuell)
                await self._skriv(arbete, aktuell, utfall)

        begaran = Begaran(andamal="utkorg", spar=aktuellt_trace_id())
        for _ in range(FLEST_BOKFORINGAR - 1):
            with contextlib.suppress(Inaktuell):
                await self._tjanster.transaktioner.kor(SYSTEM, rad.kommunkod, steg, begaran)
                return
        await self._tjanster.transaktioner.kor(SYSTEM, rad.kommunkod, steg, begaran)

    async def _skriv(self, arbete: Arbete, rad: Utkorgsrad, utfall: Utfall) -> None:
        if isinstance(utfall, Kvitterat):
            await self._kvittera(arbete, rad, utfall.kvittens)
        elif rad.lanad_av != self._namn or rad.status == UtkorgStatus.KVITTERAD.value:
            return  # the lease ran out and another worker has the message, or has delivered it
        elif isinstance(utfall, Avvisat):
            await self._parkera(arbete, rad, utfall.avvisning)
        else:
            await self._vanta(arbete, rad, utfall)

    async def _kvittera(self, arbete: Arbete, rad: Utkorgsrad, kvittens: Kvittens) -> None:
        """The message has arrived, even if it was taken back meanwhile: then only the row tells."""
        if rad.status == UtkorgStatus.KVITTERAD.value:
            return
        tillbakatagen = rad.status == UtkorgStatus.ATERKALLAD.value
        _slapp(rad)
        rad.status, rad.kvitterad, rad.felkod = UtkorgStatus.KVITTERAD.value, arbete.nu, None
        rad.extern_referens, rad.kvittens = kvittens.referens, dict(kvittens.svar)
        if not tillbakatagen:
            await STEG[rad.objekttyp].kvitterad(arbete, rad.objekt_id, kvittens)

    async def _parkera(self, arbete: Arbete, rad: Utkorgsrad, avvisning: Avvisning) -> None:
        """Set the message aside for a person; the later ones of its ärende wait, nobody else's."""
        _slapp(rad)
        rad.felkod = avvisning.kod
        varna("utkorg_parkerad", kod=avvisning.kod, kommunkod=rad.kommunkod, forsok=rad.forsok)
        if rad.status == UtkorgStatus.KOAD.value:
            rad.status = UtkorgStatus.PARKERAD.value
            await STEG[rad.objekttyp].ej_levererad(arbete, rad.objekt_id, avvisning)

    async def _vanta(self, arbete: Arbete, rad: Utkorgsrad, utfall: Uteblivet) -> None:
        """Try again later; a message that alone keeps failing is set aside in the end."""
        if self.brytare.svarar and not utfall.ber_om_paus:
            rad.fel_i_rad += 1
        if rad.fel_i_rad >= FLEST_FORSOK:
            await self._parkera(arbete, rad, Avvisning(utfall.kod, None, utfall.sparnings_id))
            return
        settings = self._settings
        sekunder = vantetid(rad.forsok, settings.af_forsta_vantan, settings.af_langsta_vantan, self._slump)
        _slapp(rad)
        rad.felkod = utfall.kod
        rad.nasta_forsok = arbete.nu + timedelta(seconds=sekunder + (utfall.vanta or 0.0))
        varna("utkorg_uteblev", kod=utfall.kod, kommunkod=rad.kommunkod, forsok=rad.forsok)
        if utfall.kan_vara_framme and rad.status == UtkorgStatus.KOAD.value:
            await STEG[rad.objekttyp].osakert_levererad(arbete, rad.objekt_id)


def _slapp(rad: Utkorgsrad) -> None:
    """Count the attempt and give the lease back."""
    rad.forsok += 1
    rad.lanad_till, rad.lanad_av = None, None


async def kor_arbetare(tjanster: Tjanster, stopp: asyncio.Event) -> None:
    """Work until ``stopp``: beside the requests, or as a process of its own."""
    arbetare = Arbetare(tjanster)
    try:
        await arbetare.kor(stopp)
    finally:
        await arbetare.stang()


async def leverera_en_omgang(tjanster: Tjanster) -> int:
    """One turn by a worker of its own, without waiting; tells how many messages were tried."""
    arbetare = Arbetare(tjanster)
    try:
        return await arbetare.omgang()
    finally:
        await arbetare.stang()
