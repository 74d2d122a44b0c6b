"""What the outcome of an attempt means for the message and for the object that it is about.

The row's status, the effect on the object and the next attempt commit together. A worker whose lease has run
out changes nothing by a failure; a kvittens counts whoever brings it, once.
"""

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom

from app.begrepp.parter import systemaktor
from app.core.edge.logging import varna
from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import Inaktuell
from app.core.outbox import TILLS_VIDARE, Avvisning, Kvittens, Utkorgsrad, lat_ga, lat_vanta, rad_med, senare, stega
from app.core.outbox_states import PA_VAG, UtkorgStatus
from app.core.outbox_steps import STEG
from app.core.unit_of_work import Arbete, Begaran, Transaktioner
from app.integrations.kanal import Sandregler
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet, Utfall

FLEST_BOKFORINGAR = 5
SYSTEM = systemaktor("arbetare")


def vantetid(forsok: int, forsta: float, langsta: float, slump: SystemRandom) -> float:
    """Exponential back-off with full jitter, in seconds."""
    return slump.uniform(0.0, min(langsta, forsta * 2.0 ** min(forsok, 30)))


@dataclass(frozen=True, slots=True)
class Bokforing:
    """One worker's; ``namn`` is what its leases are marked with."""

    transaktioner: Transaktioner
    namn: str
    regler: Sandregler
    slump: SystemRandom

    async def bokfor(self, rad: Utkorgsrad, utfall: Utfall, *, andra_fram: bool) -> None:
        """Store the outcome and its effect; a person who changed the object in the same moment means once more.

        ``andra_fram``: others get through, so that a failure speaks against this message.
        """

        async def steg(arbete: Arbete) -> None:
            aktuell = await arbete.kanske(rad_med(rad.id))
            if aktuell is not None:
                arbete.inom(aktuell)
                await self._skriv(arbete, aktuell, utfall, andra_fram=andra_fram)

        begaran = Begaran(andamal="utkorg", spar=aktuellt_trace_id())
        for _ in range(FLEST_BOKFORINGAR - 1):
            with contextlib.suppress(Inaktuell):
                await self.transaktioner.kor(SYSTEM, rad.kommunkod, steg, begaran)
                return
        await self.transaktioner.kor(SYSTEM, rad.kommunkod, steg, begaran)

    async def _skriv(self, arbete: Arbete, rad: Utkorgsrad, utfall: Utfall, *, andra_fram: bool) -> None:
        if isinstance(utfall, Kvitterat):
            await self._kvittera(arbete, rad, utfall.kvittens)
        elif rad.lanad_av != self.namn or rad.status == UtkorgStatus.KVITTERAD.value:
            return  # the lease ran out and another worker has the message, or has delivered it
        elif isinstance(utfall, Avvisat):
            _slapp(arbete, rad)
            await self._parkera(arbete, rad, utfall.avvisning)
        else:
            _slapp(arbete, rad)
            await self._vanta(arbete, rad, utfall, andra_fram=andra_fram)

    async def _kvittera(self, arbete: Arbete, rad: Utkorgsrad, kvittens: Kvittens) -> None:
        """The message has arrived, even if it was taken back meanwhile: then only the row tells."""
        fore = rad.status
        if fore == UtkorgStatus.KVITTERAD.value:
            return
        _slapp(arbete, rad)
        stega(rad, "kvittera")
        rad.kvitterad, rad.felkod = arbete.nu, None
        rad.extern_referens, rad.kvittens = kvittens.referens, dict(kvittens.svar)
        if fore == UtkorgStatus.PARKERAD.value:
            lat_ga(arbete, await senare(arbete, rad))
        if fore != UtkorgStatus.ATERKALLAD.value:
            await STEG[rad.objekttyp].kvitterad(arbete, rad.objekt_id, kvittens)

    async def _parkera(self, arbete: Arbete, rad: Utkorgsrad, avvisning: Avvisning) -> None:
        """Set the message aside for a person; the later ones of its ärende wait, nobody else's."""
        rad.felkod = avvisning.kod
        varna("utkorg_parkerad", kod=avvisning.kod, kommunkod=rad.kommunkod, forsok=rad.forsok)
        if rad.status in PA_VAG:
            stega(rad, "parkera")
            await lat_vanta(arbete, rad, TILLS_VIDARE)
            await STEG[rad.objekttyp].ej_levererad(arbete, rad.objekt_id, avvisning)

    async def _vanta(self, arbete: Arbete, rad: Utkorgsrad, utfall: Uteblivet, *, andra_fram: bool) -> None:
        """Try again later; a message that alone keeps failing is set aside in the end."""
        if andra_fram and not utfall.ber_om_paus:
            rad.fel_i_rad += 1
        if self._nog(arbete, rad):
            await self._parkera(arbete, rad, Avvisning(utfall.kod, None, utfall.sparnings_id))
            return
        regler = self.regler
        sekunder = vantetid(rad.forsok - 1, regler.forsta_vantan, regler.langsta_vantan, self.slump)
        rad.felkod = utfall.kod
        rad.nasta_forsok = arbete.nu + timedelta(seconds=sekunder + (utfall.vanta or 0.0))
        varna("utkorg_uteblev", kod=utfall.kod, kommunkod=rad.kommunkod, forsok=rad.forsok)
        if rad.status in PA_VAG:
            await self._osaker(arbete, rad, utfall)

    async def _osaker(self, arbete: Arbete, rad: Utkorgsrad, utfall: Uteblivet) -> None:
        """Whether it may have arrived is told once; the later ones of the ärende wait as long."""
        forut = rad.status
        stega(rad, "kan_vara_framme" if utfall.kan_vara_framme else "uteblev")
        await lat_vanta(arbete, rad, rad.nasta_forsok)
        if rad.status != forut:
            await STEG[rad.objekttyp].osakert_levererad(arbete, rad.objekt_id)

    def _nog(self, arbete: Arbete, rad: Utkorgsrad) -> bool:
        """Whether the message has been tried enough."""
        langst = self.regler.langsta_tid
        for_lange = langst is not None and arbete.nu - rad.skapad >= langst
        return for_lange or rad.fel_i_rad >= self.regler.flest_forsok


def _slapp(arbete: Arbete, rad: Utkorgsrad) -> None:
    """Count the attempt and give the lease back."""
    rad.forsok += 1
    rad.senast_sand = arbete.nu
    rad.lanad_till, rad.lanad_av = None, None
