"""The job that counts the reports: a batch of persons a transaction, so that nothing is held long or twice.

    claim (lease) ─▶ borja ─▶ [batch: lock the report, read facts, add figures and rows, move the mark] … ─▶ checksums
    ─▶ fardigstall

A batch is whole or not there at all, and only the one who has the lease writes it. Who dies leaves the lease to run
out; the next one goes on from the mark. What fails three times in a row is told with its reason and may be ordered
again; then it goes on where it stopped.
"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.core.bulk import infoga_egna
from app.core.leased_work import Lantagare
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.vyer.rapporter import innehall, personer
from app.vyer.rapporter.models import ATT_GORA, Rapport, Rapportrad, i_ordning, radplats
from app.vyer.rapporter.sort import Rad
from app.vyer.rapporter.sorter import fraga_for, sort_for
from app.vyer.rapporter.states import RAPPORT, NamndrapportStatus, Radslag, RapportLage

SYSTEM = systemaktor("rapporter")


class Raknare(Lantagare[Rapport]):
    """One worker at the reports."""

    namn, aktor, klass, vantar = "rapport", SYSTEM, Rapport, ATT_GORA

    async def _steg(self, arbete: Arbete, rad_id: UUID) -> bool:
        """Begin, or count one batch; whether more follow."""
        rapport = await self._hall(arbete, rad_id)
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

    async def _avsluta(self, rad: Rapport) -> None:
        """Read everything through once for the checksums; then it is complete."""
        klar = await self._kor(rad.kommunkod, partial(self._hall, rad_id=rad.id))
        innehallet = await innehall.kontrollsumma(innehall.som_json(klar, self._rader(klar, Radslag.RAKNAD)))
        radernas = await innehall.kontrollsumma(self._alla_rader(klar))

        async def steg(arbete: Arbete) -> None:
            aktuell = await self._hall(arbete, klar.id)
            await arbete.utfor(RAPPORT, aktuell, "fardigstall", _lage(aktuell), uppgifter={"kontrollsumma": innehallet})
            aktuell.kontrollsumma, aktuell.radernas_kontrollsumma = innehallet, radernas
            aktuell.fardig, aktuell.markor, aktuell.fel = arbete.nu, None, None
            aktuell.lanad_av = aktuell.lanad_till = None

        await self._kor(klar.kommunkod, steg)

    async def _rader(self, rapport: Rapport, slag: Radslag) -> innehall.Radserie:
        efter = b""
        while True:
            sats = i_ordning(rapport.id, slag, efter, self._per_gang)
            # mypy gives a parameter with a default no type in a lambda.
            rader = await self._kor(rapport.kommunkod, lambda arbete, sats=sats: arbete.alla(sats))  # type: ignore[misc]
            if not rader:
                return
            await self._kor(rapport.kommunkod, partial(self._hall, rad_id=rapport.id))
            yield [innehall.oppna(rad, self._tjanster.krypto) for rad in rader]
            efter = rader[-1].ordning

    async def _alla_rader(self, rapport: Rapport) -> AsyncIterator[bytes]:
        for slag in Radslag:
            async for del_ in innehall.radernas_bytes(self._rader(rapport, slag)):
                yield del_

    async def _misslyckas(self, arbete: Arbete, rad: Rapport, kod: str) -> None:
        await arbete.utfor(RAPPORT, rad, "misslyckas", _lage(rad), uppgifter={"kod": kod})
        rad.fel = kod


def _lage(rapport: Rapport) -> RapportLage:
    return RapportLage(rapport.period_tom, rapport.kand_vid)


def _adderade(fore: dict[str, Any], nya: dict[str, int]) -> dict[str, Any]:
    return fore | {nyckel: fore.get(nyckel, 0) + antal for nyckel, antal in nya.items()}


async def rakna_rapporter(tjanster: Tjanster) -> int:
    """Count what waits, once."""
    return await Raknare(tjanster).omgang()
