"""The job that counts the reports: a batch of persons a transaction, so that nothing is held long or twice.

    claim (lease) ─▶ borja ─▶ [batch: lock the report, read facts, add figures and rows, move the mark] … ─▶ checksums
    ─▶ fardigstall

A batch is whole or not there at all, and only the one who has the lease writes it. Who dies leaves the lease to run
out; the next one goes on from the mark. What fails three times in a row is told with its reason and may be ordered
again; then it goes on where it stopped.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.core.bulk import infoga_egna
from app.core.database import databasklocka
from app.core.edge.logging import logga, logga_undantag
from app.core.errors import Problem
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.vyer.rapporter import innehall, personer
from app.vyer.rapporter.models import Rapport, Rapportrad, att_gora, halld, i_ordning, radplats
from app.vyer.rapporter.sort import Rad
from app.vyer.rapporter.sorter import fraga_for, sort_for
from app.vyer.rapporter.states import RAPPORT, NamndrapportStatus, Radslag, RapportLage

T = TypeVar("T")
SYSTEM = systemaktor("rapporter")
LAN = 60.0
FLEST_FORSOK = 3
PER_GANG = personer.PER_GANG


class Forlorad(Exception):
    """Another process has taken the report over."""


class Raknare:
    """One worker at the reports; ``omgang`` counts what waits, one report after the other."""

    def __init__(
        self,
        tjanster: Tjanster,
        *,
        per_gang: int = PER_GANG,
        lan: float = LAN,
        ska_sluta: Callable[[], bool] = lambda: False,
    ) -> None:
        self._tjanster = tjanster
        self._ska_sluta = ska_sluta
        self._namn = uuid4().hex
        self._per_gang = per_gang
        self._lan = lan

    async def omgang(self) -> int:
        """Count every report that waits and nobody has; how many were finished."""
        antal = 0
        while not self._ska_sluta() and (rapport := await self._lana()) is not None:
            antal += await self._rakna(rapport)
        return antal

    async def _kor(self, kommunkod: str, steg: Callable[[Arbete], Awaitable[T]]) -> T:
        return await self._tjanster.transaktioner.kor(SYSTEM, kommunkod, steg)

    async def _lana(self) -> Rapport | None:
        """Claim the oldest by the database's clock."""

        async def steg(arbete: Arbete) -> Rapport | None:
            rapport = await arbete.kanske(att_gora())
            if rapport is None:
                return None
            rapport.lanad_av, rapport.lanad_till = self._namn, databasklocka() + self._lan
            rapport.forsok += 1
            return rapport

        return await self._kor("", steg)

    async def _rakna(self, rapport: Rapport) -> bool:
        """Count one report to its end; whether it was finished here."""
        try:
            while await self._kor(rapport.kommunkod, partial(self._steg, rapport_id=rapport.id)):
                if self._ska_sluta():
                    await self._slapp(rapport)
                    return False
            await self._fardigstall(rapport)
        except Forlorad:
            return False
        except Exception as fel:  # noqa: BLE001 - one report must not stop the others
            logga_undantag(fel, jobb="rapporter", kommunkod=rapport.kommunkod)
            await self._slapp(rapport, fel)
            return False
        logga("rapport", kommunkod=rapport.kommunkod)
        return True

    async def _hall(self, arbete: Arbete, rapport_id: UUID) -> Rapport:
        """The report, ours for a while more; raises ``Forlorad`` when it is another's."""
        rapport = await arbete.kanske(halld(rapport_id, self._namn))
        if rapport is None:
            raise Forlorad
        rapport.lanad_till = databasklocka() + self._lan
        return rapport

    async def _steg(self, arbete: Arbete, rapport_id: UUID) -> bool:
        """Begin, or count one batch; whether more follow."""
        rapport = await self._hall(arbete, rapport_id)
        fraga = fraga_for(rapport)
        if rapport.status == NamndrapportStatus.BESTALLD.value:
            await arbete.utfor(RAPPORT, rapport, "borja", _lage(rapport))
            rapport.antal = await personer.antal(arbete, fraga)
        portion = await personer.portion(arbete, fraga, rapport.markor or b"", self._per_gang)
        if portion.personer:
            bidrag = await sort_for(rapport).rakna(arbete, fraga, portion.personer)
            await self._skriv(arbete, rapport, bidrag.rader)
            rapport.summor = _adderade(rapport.summor, bidrag.summor)
            rapport.klara += len(portion.personer)
            rapport.markor = portion.personer[-1].avtryck
            rapport.forsok = 0
        return portion.nasta is not None

    async def _skriv(self, arbete: Arbete, rapport: Rapport, rader: Sequence[Rad]) -> None:
        await infoga_egna(arbete, Rapportrad, [self._rad(rapport, rad) for rad in rader])
        undantagna = sum(rad.skal is not None for rad in rader)
        rapport.antal_undantagna += undantagna
        rapport.antal_rader += len(rader) - undantagna

    def _rad(self, rapport: Rapport, rad: Rad) -> dict[str, Any]:
        rad_id, arende = nytt_id(), rad.arende
        klart = innehall.packa(arende.arendenummer, rad.varden)
        return {
            "kommunkod": rapport.kommunkod,
            "id": rad_id,
            "namnd_id": rapport.namnd_id,
            "rapport_id": rapport.id,
            "arende_id": arende.id,
            "slag": (Radslag.RAKNAD if rad.skal is None else Radslag.UNDANTAGEN).value,
            "ordning": arende.avtryck + f"{rad.nyckel}\0{arende.arendenummer}".encode(),
            "skal": rad.skal,
            "innehall_forseglat": self._tjanster.krypto.forsegla(klart, radplats(rapport.kommunkod, rad_id)),
            "skyddad": arende.skyddad,
            "handlaggare": arende.handlaggare,
        }

    async def _fardigstall(self, rapport: Rapport) -> None:
        """Read everything through once for the checksums; then it is complete."""
        klar = await self._kor(rapport.kommunkod, partial(self._hall, rapport_id=rapport.id))
        innehallet = await innehall.kontrollsumma(innehall.som_json(klar, self._rader(klar, Radslag.RAKNAD)))
        radernas = await innehall.kontrollsumma(self._alla_rader(klar))

        async def steg(arbete: Arbete) -> None:
            aktuell = await self._hall(arbete, rapport.id)
            await arbete.utfor(RAPPORT, aktuell, "fardigstall", _lage(aktuell), uppgifter={"kontrollsumma": innehallet})
            aktuell.kontrollsumma, aktuell.radernas_kontrollsumma = innehallet, radernas
            aktuell.fardig, aktuell.markor, aktuell.fel = arbete.nu, None, None
            aktuell.lanad_av = aktuell.lanad_till = None

        await self._kor(rapport.kommunkod, steg)

    async def _rader(self, rapport: Rapport, slag: Radslag) -> innehall.Radserie:
        efter = b""
        while True:
            sats = i_ordning(rapport.id, slag, efter, self._per_gang)
            rader = await self._kor(rapport.kommunkod, lambda arbete, sats=sats: arbete.alla(sats))  # type: ignore[misc]
            if not rader:
                return
            await self._kor(rapport.kommunkod, partial(self._hall, rapport_id=rapport.id))
            yield [innehall.oppna(rad, self._tjanster.krypto) for rad in rader]
            efter = rader[-1].ordning

    async def _alla_rader(self, rapport: Rapport) -> AsyncIterator[bytes]:
        for slag in Radslag:
            async for del_ in innehall.radernas_bytes(self._rader(rapport, slag)):
                yield del_

    async def _slapp(self, rapport: Rapport, fel: Exception | None = None) -> None:
        """Give the report back, to be gone on with; told as failed when it has failed too often."""
        kod = fel.felkod.kod if isinstance(fel, Problem) else "tekniskt_fel"

        async def steg(arbete: Arbete) -> None:
            aktuell = await self._hall(arbete, rapport.id)
            aktuell.lanad_av = aktuell.lanad_till = None
            if fel is not None and aktuell.forsok >= FLEST_FORSOK:
                await arbete.utfor(RAPPORT, aktuell, "misslyckas", _lage(aktuell), uppgifter={"kod": kod})
                aktuell.fel = kod

        try:
            await self._kor(rapport.kommunkod, steg)
        except Forlorad:
            return


def _lage(rapport: Rapport) -> RapportLage:
    return RapportLage(rapport.period_tom, rapport.kand_vid)


def _adderade(fore: dict[str, Any], nya: dict[str, int]) -> dict[str, Any]:
    return fore | {nyckel: fore.get(nyckel, 0) + antal for nyckel, antal in nya.items()}


async def rakna_rapporter(tjanster: Tjanster) -> int:
    """Count what waits, once."""
    return await Raknare(tjanster).omgang()
