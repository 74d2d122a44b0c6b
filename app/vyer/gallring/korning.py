"""The job: dry runs that are ordered, and gallringar that are decided.

    bestalld ─▶ protocol, some persons a transaction ─▶ forslag
    beslutad ─▶ [each person: all rows at once] ─▶ files ─▶ log and sealed contents ─▶ verkstalld

Each line of the protocol says how far it has come, so that whoever dies in between leaves a state that the next run
goes on from. Erasing connects as the one database role that may delete.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from app.begrepp.parter import Aktor
from app.core import erasure, log_chain
from app.core.crashpoints import Krasch
from app.core.database import Databas
from app.core.edge.logging import logga, varna
from app.core.filestore import Filplats
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Transaktioner
from app.vyer.gallring.efterspaning import Efterlysning, Efterspaning
from app.vyer.gallring.loggradering import Loggradering
from app.vyer.gallring.models import (
    Gallringsfil,
    Gallringspost,
    att_gora,
    efter_nummer,
    filer_i,
    gallring_med,
    i_skede,
)
from app.vyer.gallring.protokoll import adderade, en_omgang, kontrollsumma
from app.vyer.gallring.radering import Spar, radera, spar_av
from app.vyer.gallring.states import GALLRING, Gallringslage, Gallringsskede, Gallringsslag, Gallringsstatus
from app.vyer.gallring.utforare import avsluta_insynen

PER_GANG = 100
# Seconds: a sweep may read a whole table, and nobody waits for it.
LANGSTA_SATS = 600.0


async def gallra(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
    """Everything that waits in a kommun; how many gallringar were brought further."""
    kor = partial(tjanster.transaktioner.kor, aktor, kommunkod)
    bestallda = await kor(lambda arbete: arbete.alla(att_gora(Gallringsstatus.BESTALLD)))
    for gallring_id in bestallda:
        while await kor(partial(en_omgang, gallring_id=gallring_id)):
            pass
    beslutade = await kor(lambda arbete: arbete.alla(att_gora(Gallringsstatus.BESLUTAD)))
    if beslutade and _kan_radera(tjanster):
        async with _gallrande(tjanster) as transaktioner:
            for gallring_id in beslutade:
                await Verkstallande(tjanster, transaktioner, aktor, kommunkod, gallring_id).kor()
    return len(bestallda) + len(beslutade)


def _kan_radera(tjanster: Tjanster) -> bool:
    """Whether the role that deletes is set."""
    if tjanster.settings.ar_sqlite or tjanster.settings.database_url_gallrare is not None:
        return True
    varna("gallring_utan_roll", installning="STEGVIS_DATABASE_URL_GALLRARE")
    return False


@asynccontextmanager
async def _gallrande(tjanster: Tjanster) -> AsyncIterator[Transaktioner]:
    """Transactions that may delete, for as long as it takes."""
    settings = tjanster.settings.model_copy(update={"databas_sats_tid": LANGSTA_SATS})
    databas = Databas(settings, gallrar=True)
    try:
        yield Transaktioner(databas, tjanster.klocka, tjanster.krypto)
    finally:
        await databas.stang()


class Verkstallande:
    """Carries one decided gallring out, from wherever an earlier run left it."""

    def __init__(
        self, tjanster: Tjanster, transaktioner: Transaktioner, aktor: Aktor, kommunkod: str, gallring_id: UUID
    ) -> None:
        self._tjanster = tjanster
        self._transaktioner = transaktioner
        self._aktor = aktor
        self._kommunkod = kommunkod
        self._gallring_id = gallring_id

    async def kor(self) -> None:
        """All of it; what somebody looked at in this very moment is left for the next run."""
        while await self._i_kommunen(self._en_person):
            self._tjanster.krascher.vid(Krasch.GALLRADE_RADER)
        await self._filer()
        while poster := await self._i_kommunen(lambda a: a.alla(self._i_skede(Gallringsskede.RADERNA_BORTA))):
            if not await self._efterspana(poster):
                logga("gallring_vantar", kommunkod=self._kommunkod)
                return
        while await self._i_kommunen(self._avidentifiera):
            pass
        await self._i_kommunen(self._avsluta)

    async def _kor(self, kommunkod: str, steg: Callable[[Arbete], Awaitable[Any]]) -> Any:
        return await self._transaktioner.kor(self._aktor, kommunkod, steg)

    async def _i_kommunen(self, steg: Callable[[Arbete], Awaitable[Any]]) -> Any:
        return await self._kor(self._kommunkod, steg)

    def _i_skede(self, skede: Gallringsskede) -> Any:
        return i_skede(self._gallring_id, skede, PER_GANG)

    async def _en_person(self, arbete: Arbete) -> bool:
        """The next line of the protocol; whether there was one."""
        nasta = i_skede(self._gallring_id, Gallringsskede.VANTAR, 1).with_for_update()
        post = await arbete.kanske(nasta)
        if post is None:
            return False
        gallring = await arbete.en(gallring_med(self._gallring_id).with_for_update())
        if gallring.slag == Gallringsslag.NAMND.value:
            await radera(arbete, post)
            return True
        await avsluta_insynen(arbete, post)
        gallring.antal = adderade(gallring.antal, post.antal)
        return True

    async def _filer(self) -> None:
        """Take the files away; the row that remembers one goes when the file has gone."""
        while filer := await self._i_kommunen(lambda a: a.alla(filer_i(self._gallring_id, PER_GANG))):
            for dokument_id in filer:
                await asyncio.to_thread(self._tjanster.filarkiv.kasta, Filplats(self._kommunkod, dokument_id))
                self._tjanster.krascher.vid(Krasch.GALLRAD_FIL)
            await self._i_kommunen(partial(_glom_filer, filer=list(filer)))

    async def _efterspana(self, poster: list[Gallringspost]) -> bool:
        """Log and sealed contents; whether nothing of these persons is left."""
        spar = await self._i_kommunen(lambda a: _spar(a, poster))
        efterlysta = Efterlysning.av(spar)
        await Efterspaning(self._kommunkod, efterlysta, self._kor).sok()
        self._tjanster.krascher.vid(Krasch.GALLRAT_INNEHALL)
        if await self._ur_loggen(efterlysta):
            return False
        await self._i_kommunen(partial(_klara, idn=[p.id for p in poster], gallring_id=self._gallring_id))
        return True

    async def _ur_loggen(self, efterlysta: Efterlysning) -> int:
        """Close the log's waiting rows into blocks, then take the persons out; how many rows still wait."""
        while await self._tjanster.transaktioner.kor(self._aktor, self._kommunkod, log_chain.forsegla):
            pass
        ur = Loggradering(self._gallring_id, efterlysta.arenden, efterlysta.idn)
        while await self._i_kommunen(ur.egna):
            pass
        efter: UUID | None = UUID(int=0)
        while efter is not None:
            efter = await self._i_kommunen(partial(ur.listor, efter=efter))
        return int(await self._i_kommunen(ur.kvar))

    async def _avidentifiera(self, arbete: Arbete) -> bool:
        """Lines that were not carried out tell of nobody either when the gallring has ended."""
        kvar = await arbete.alla(efter_nummer(self._gallring_id, 0, PER_GANG).where(Gallringspost.nyckel.is_not(None)))
        for post in kvar:
            post.avidentifiera()
        return bool(kvar)

    async def _avsluta(self, arbete: Arbete) -> None:
        gallring = await arbete.en(gallring_med(self._gallring_id).with_for_update())
        if gallring.status != Gallringsstatus.BESLUTAD.value:
            return
        gallring.verkstalld = arbete.nu
        gallring.kontrollsumma = await kontrollsumma(arbete, gallring.id)
        uppgifter = {"kontrollsumma": gallring.kontrollsumma}
        await arbete.utfor(GALLRING, gallring, "verkstall", Gallringslage(), uppgifter=uppgifter)
        logga("gallring_verkstalld", kommunkod=self._kommunkod, kontrollsumma=gallring.kontrollsumma)


async def _glom_filer(arbete: Arbete, filer: list[UUID]) -> None:
    tabell = erasure.tabellen(Gallringsfil)
    await erasure.radera(arbete, tabell, tabell.c.kommunkod == arbete.kommunkod, tabell.c.id.in_(filer))


async def _spar(arbete: Arbete, poster: list[Gallringspost]) -> list[Spar]:
    return [spar_av(post, arbete) for post in poster]


async def _klara(arbete: Arbete, gallring_id: UUID, idn: list[UUID]) -> None:
    """These persons are gone: add up what was erased, and forget what they were sought by."""
    gallring = await arbete.en(gallring_med(gallring_id).with_for_update())
    for post in await arbete.alla(i_skede(gallring_id, Gallringsskede.RADERNA_BORTA, PER_GANG)):
        if post.id in idn:
            post.skede = Gallringsskede.KLAR.value
            post.spar_forseglat = None
            gallring.antal = adderade(gallring.antal, post.antal)
