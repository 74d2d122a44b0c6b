"""Everything that a replaced key has made, made anew: column by column, then the files; slower than it could be.

May be stopped and started again at any time; what is done stays done.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from app import wiring
from app.begrepp.parter import systemaktor
from app.core.filestore import Filarkiv, Filplats, SkadadFil
from app.core.keyset import Nyckelslag
from app.core.resealing import Kolumnarbete, Omforseglare, antal_att_gora
from app.core.unit_of_work import Arbete, Transaktioner
from app.katalog.kommuner import kommuner

T = TypeVar("T")
SYSTEM = systemaktor("nyckelrotation")
FRAMTIDEN = datetime.max.replace(tzinfo=UTC)
# Rows that somebody holds are taken in a later round.
FLEST_VARV = 5
FILER = "dokumentens filer"
Framsteg = Callable[[str, int, int], None]


@dataclass
class Utfall:
    """What came of it: made anew by column, and what could not be opened."""

    nya: dict[str, int] = field(default_factory=dict)
    daliga: list[str] = field(default_factory=list)
    kvar: int = 0


class Omforsegling:
    """One run. ``takt`` is the most rows a second; ``framsteg`` is told column, rows done and rows in all."""

    def __init__(
        self,
        transaktioner: Transaktioner,
        arkiv: Filarkiv,
        takt: float,
        framsteg: Framsteg = lambda _namn, _klara, _alla: None,
    ) -> None:
        self._transaktioner = transaktioner
        self._arkiv = arkiv
        self._takt = takt
        self._framsteg = framsteg

    async def kor(self) -> Utfall:
        """All columns and files; raises ``Upptagen`` when another process is at it."""
        utfall = Utfall()
        for arbete in wiring.omforseglas():
            await self._kolumn(arbete, utfall)
        await asyncio.to_thread(self._filer, utfall)
        return utfall

    async def _i_databasen(self, steg: Callable[[Arbete], Awaitable[T]]) -> T:
        return await self._transaktioner.kor(SYSTEM, "", steg)

    async def _kolumn(self, arbete: Kolumnarbete, utfall: Utfall) -> None:
        """Rounds through one column until nothing is left but what does not open."""
        _, alla = await self._i_databasen(partial(antal_att_gora, kolumnarbete=arbete))
        kvar, daliga, utfall.nya[arbete.namn] = alla, set[Any](), 0
        omforseglare = Omforseglare(arbete)
        for _ in range(FLEST_VARV):
            if kvar == len(daliga):
                break
            async for nya, funna in self._ett_varv(omforseglare):
                utfall.nya[arbete.namn] += nya
                daliga |= funna
                self._framsteg(arbete.namn, utfall.nya[arbete.namn], alla)
            _, kvar = await self._i_databasen(partial(antal_att_gora, kolumnarbete=arbete))
        utfall.kvar += kvar
        utfall.daliga += [f"{arbete.namn} {' '.join(map(str, nyckel))}" for nyckel in sorted(daliga, key=str)]

    async def _ett_varv(self, omforseglare: Omforseglare) -> Any:
        """The batches of one round, no faster than they may go."""
        fler = True
        while fler:
            start = time.monotonic()
            varv = await self._i_databasen(omforseglare.varv)
            yield varv.nya, set(varv.daliga)
            fler = varv.fler
            await asyncio.sleep(max(0.0, varv.nya / self._takt - (time.monotonic() - start)))
        await self._i_databasen(omforseglare.slapp)

    def _filer(self, utfall: Utfall) -> None:
        aktiv = self._transaktioner.krypto.ring.aktiv(Nyckelslag.FORSEGLING).id
        utfall.nya[FILER] = 0
        for plats, nyckel_id in filer_med_nyckel(self._arkiv):
            if nyckel_id == aktiv:
                continue
            try:
                self._arkiv.forsegla_om(plats)
            except SkadadFil:
                utfall.daliga.append(f"{FILER} {plats.kommunkod} {plats.dokument_id}")
                continue
            utfall.nya[FILER] += 1
            self._framsteg(FILER, utfall.nya[FILER], utfall.nya[FILER])


def filer_med_nyckel(arkiv: Filarkiv) -> Iterator[tuple[Filplats, str]]:
    """All whole files with the key of each, ``""`` for one that is none; those that go away meanwhile are left out."""
    for kommunkod in kommuner():
        for dokument_id in arkiv.aldre_an(kommunkod, FRAMTIDEN):
            plats = Filplats(kommunkod, dokument_id)
            try:
                yield plats, arkiv.nyckel_for(plats)
            except SkadadFil:
                if arkiv.vag(plats).exists():
                    yield plats, ""
