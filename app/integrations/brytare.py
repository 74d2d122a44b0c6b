"""The circuit breaker of one worker's channel: claims what its receivers may get, and tells how they answered.

The state is in the database (``Mottagarlage``), so that an open breaker is open for every worker and process. While
all is well nothing is written for each answer: that a receiver answers is told now and then, trouble at once.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.begrepp.parter import RIKET, systemaktor
from app.core.edge.logging import varna
from app.core.outbox import Utkorgsrad
from app.core.outbox_claims import att_prova, att_sanda, att_sanda_till
from app.core.outbox_recipients import Mottagarlage, lage_av
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.integrations.kanal import Kanal
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet, Utfall

SYSTEM = systemaktor("brytare")
# How often it is told that a receiver goes on answering.
BERATTAS = timedelta(seconds=10)


@dataclass
class Minne:
    """What a worker has seen of one receiver and not yet told."""

    hord: datetime | None = None
    antal: Counter[str] = field(default_factory=Counter)

    def overfor(self, lage: Mottagarlage, samtidighet: int) -> None:
        """Tell the shared row; an answer older than the latest silence closes nothing."""
        lage.kvitterade += self.antal["kvitterade"]
        lage.avvisade += self.antal["avvisade"]
        lage.uteblivna += self.antal["uteblivna"]
        if self.hord is not None and (lage.senast_tyst is None or self.hord > lage.senast_tyst):
            lage.svarade(self.hord, samtidighet)


class Brytare:
    """Stands between one worker and the receivers of its channel."""

    def __init__(self, tjanster: Tjanster, kanal: Kanal) -> None:
        self._transaktioner = tjanster.transaktioner
        self._klocka = tjanster.klocka
        self._kanal = kanal
        self._vila = timedelta(seconds=kanal.regler.brytare_vila)
        self._pagar: Counter[UUID] = Counter()
        self._sjuka: set[UUID] = set()
        self._minnen: dict[UUID, Minne] = {}
        self._berattat: datetime | None = None

    async def lana(self, arbete: Arbete, antal: int) -> list[Utkorgsrad]:
        """The next messages, at most ``antal``: freely to receivers that are well, one at a time to others."""
        rader = list(await arbete.alla(att_sanda(self._kanal.mottagare, arbete.nu, antal)))
        if len(rader) < antal:
            rader += await self._lana_forsiktigt(arbete, antal - len(rader))
        return rader

    async def _lana_forsiktigt(self, arbete: Arbete, antal: int) -> list[Utkorgsrad]:
        rader: list[Utkorgsrad] = []
        for lage in await arbete.alla(att_prova(self._kanal.mottagare, arbete.nu, antal)):
            ledigt = lage.ledigt(self._kanal.samtidighet) - self._pagar[lage.mottagare_id]
            ledigt = min(ledigt, antal - len(rader))
            till_den = await arbete.alla(att_sanda_till(lage, arbete.nu, ledigt)) if ledigt > 0 else ()
            if till_den:
                self._sjuka.add(lage.mottagare_id)
                lage.prova(arbete.nu, self._vila)
                rader += till_den
        return rader

    @contextmanager
    def anrop(self, rad: Utkorgsrad) -> Iterator[None]:
        """While a message is on the wire."""
        self._pagar[rad.mottagare_id] += 1
        try:
            yield
        finally:
            self._pagar[rad.mottagare_id] -= 1

    async def lar(self, rad: Utkorgsrad, utfall: Utfall) -> bool:
        """Take in an outcome; tells whether the receiver has answered others since this message was last tried."""
        minne = self._minnen.setdefault(rad.mottagare_id, Minne())
        minne.antal[_slag(utfall)] += 1
        if _eget_fel(utfall):
            return True
        if rad.mottagare_id not in self._sjuka and not isinstance(utfall, Uteblivet):
            minne.hord = self._klocka.nu()
            return True
        del self._minnen[rad.mottagare_id]
        lage = await self._transaktioner.kor(SYSTEM, RIKET, lambda arbete: self._ta_in(arbete, rad, minne, utfall))
        (self._sjuka.discard if lage.frisk else self._sjuka.add)(rad.mottagare_id)
        return not lage.nere and lage.senast_hord is not None and lage.senast_hord >= (rad.senast_sand or rad.skapad)

    async def _ta_in(self, arbete: Arbete, rad: Utkorgsrad, minne: Minne, utfall: Utfall) -> Mottagarlage:
        """What has been seen before, then this outcome."""
        lage = await lage_av(arbete, rad.mottagare, rad.mottagare_id)
        minne.overfor(lage, self._kanal.samtidighet)
        nere = lage.nere
        if not isinstance(utfall, Uteblivet) or utfall.ber_om_paus:
            lage.svarade(arbete.nu, self._kanal.samtidighet)
        else:
            lage.teg(arbete.nu, utfall.kod, self._kanal.regler.brytare_fel, self._vila)
        if isinstance(utfall, Uteblivet) and (utfall.ber_om_paus or utfall.vanta):
            lage.pausa(arbete.nu + timedelta(seconds=utfall.vanta or 0.0))
        if lage.nere != nere:
            varna("mottagare_nere" if lage.nere else "mottagare_uppe", jobb=lage.mottagare, kod=lage.senaste_fel)
        return lage

    async def beratta(self, *, allt: bool = False) -> None:
        """Tell the shared rows of answers since the last time: now and then, or ``allt`` at once."""
        nu = self._klocka.nu()
        nyss = self._berattat is not None and nu - self._berattat < BERATTAS
        if not self._minnen or (nyss and not allt):
            return
        minnen, self._minnen, self._berattat = self._minnen, {}, nu

        async def steg(arbete: Arbete) -> None:
            for mottagare_id in sorted(minnen):
                lage = await lage_av(arbete, self._kanal.mottagare, mottagare_id)
                minnen[mottagare_id].overfor(lage, self._kanal.samtidighet)

        await self._transaktioner.kor(SYSTEM, RIKET, steg)


def _eget_fel(utfall: Utfall) -> bool:
    return not isinstance(utfall, Kvitterat) and utfall.eget_fel


def _slag(utfall: Utfall) -> str:
    """Which of the receiver's counts an outcome belongs to."""
    if isinstance(utfall, Kvitterat):
        return "kvitterade"
    return "avvisade" if isinstance(utfall, Avvisat) else "uteblivna"
