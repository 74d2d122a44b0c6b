"""``stegvis verifiera-logg``: reads every chain of the access log and names the first bad row (S6).

Reads some blocks at a time, each time in a transaction of its own; writes nothing.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from app import wiring
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import Krypto, krypto_for
from app.core.database import Databas
from app.core.journal import Atkomst
from app.core.log_chain import (
    Brott,
    Granskning,
    Huvud,
    Loggblock,
    Loggfynd,
    ar_akta,
    blocken,
    forsta_bortom,
    kedjor,
    rader_i,
    utan_sigill,
    vantande_efter,
)
from app.core.log_erasure import FORE_KEDJAN, Gallrat, gallrat_ur
from app.core.unit_of_work import Arbete, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.drift.minne import stada_minnet
from app.katalog.kommuner import kommuner
from app.katalog.register import RIKET
from app.settings import Settings

SYSTEM = systemaktor("verifiera-logg")
FORSEGLAD = "logg_forseglad"
RADER_I_TAGET = 5000
BLOCK_I_TAGET = 200
# A block, and the rows of the log that say they belong there.
Lank = tuple[Loggblock, Sequence[Any]]
# Some of those, and blocks that were read with them and are not used yet.
Lasning = tuple[list[Lank], Sequence[Loggblock]]


@dataclass
class Kedjeutfall:
    """What came of reading one chain; ``brott`` is the first bad place, if there is one.

    ``gallrade`` are rows that are gone by gallring, as its own sealed notes say.
    """

    kommunkod: str
    namnd_id: UUID
    block: int = 0
    rader: int = 0
    vantande: int = 0
    fore_kedjan: int = 0
    gallrade: int = 0
    huvud: str = ""
    brott: Brott | None = None


class Verifierare:
    """Reads the chains of one database. ``huvuden`` are ends of chains that were kept outside it."""

    def __init__(self, transaktioner: Transaktioner, huvuden: Iterable[Huvud] = ()) -> None:
        self._transaktioner = transaktioner
        self._huvuden: dict[tuple[str, UUID], dict[int, str]] = {}
        for huvud in huvuden:
            self._huvuden.setdefault((huvud.kommunkod, huvud.namnd_id), {})[huvud.nummer] = huvud.hash

    @property
    def _krypto(self) -> Krypto:
        return self._transaktioner.krypto

    async def kedjor(self, kommunkod: str) -> list[UUID]:
        """The nämnder of a kommun that have a chain, or should have one."""

        async def steg(arbete: Arbete) -> set[UUID]:
            return {namnd for sats in kedjor() for namnd in await arbete.alla(sats)}

        hemma = {namnd for kommun, namnd in self._huvuden if kommun == kommunkod}
        return sorted(await self._transaktioner.kor(SYSTEM, kommunkod, steg) | hemma)

    async def kedja(self, kommunkod: str, namnd_id: UUID) -> Kedjeutfall:
        """Read one chain to its end, or to its first bad place."""
        utfall = Kedjeutfall(kommunkod, namnd_id)
        async for brott in self._brott(utfall):
            utfall.brott = brott
            break
        return utfall

    async def _brott(self, utfall: Kedjeutfall) -> AsyncIterator[Brott]:
        granskning = Granskning(self._krypto)
        kvar = dict(self._huvuden.get((utfall.kommunkod, utfall.namnd_id), {}))
        async for block, rader in self._lankar(utfall, granskning.gallrat):
            for brott in granskning.brott_i(block, rader):
                yield brott
            if kvar.pop(block.nummer, block.hash.hex()) != block.hash.hex():
                yield Brott(Loggfynd.BLOCK_ANDRAT, block.nummer)
            utfall.block, utfall.rader, utfall.huvud = block.nummer, utfall.rader + len(rader), block.hash.hex()
            utfall.fore_kedjan += block.fore_kedjan
            utfall.gallrade += granskning.gallrat.borta_ur(block.nummer)
        if kvar:
            yield Brott(Loggfynd.SLUTET_SAKNAS, min(kvar))
        async for brott in self._utanfor(utfall):
            yield brott

    async def _lankar(self, utfall: Kedjeutfall, gallrat: Gallrat) -> AsyncIterator[Lank]:
        kvar: Sequence[Loggblock] = []
        efter = 0
        while True:
            steg = _nasta(utfall.namnd_id, efter, kvar)
            lankar, kvar = await self._transaktioner.kor(SYSTEM, utfall.kommunkod, steg)
            if lankar:
                await self._minns_gallrat(gallrat, utfall, (lankar[0][0].nummer, lankar[-1][0].nummer))
            for lank in lankar:
                yield lank
            if not lankar:
                return
            efter = lankar[-1][0].nummer

    async def _minns_gallrat(self, gallrat: Gallrat, utfall: Kedjeutfall, blocken_: tuple[int, int]) -> None:
        sats = gallrat_ur(utfall.namnd_id, *blocken_)
        gallrat.minns(await self._transaktioner.kor(SYSTEM, utfall.kommunkod, lambda a: a.alla(sats)), self._krypto)

    async def _utanfor(self, utfall: Kedjeutfall) -> AsyncIterator[Brott]:
        """Rows beside the blocks: older than the chain, waiting, or left when the end was cut off."""

        async def steg(arbete: Arbete) -> tuple[int, Atkomst | None]:
            fore = await arbete.en(utan_sigill(utfall.namnd_id))
            return fore, await arbete.kanske(forsta_bortom(utfall.namnd_id, utfall.block))

        fore, bortom = await self._transaktioner.kor(SYSTEM, utfall.kommunkod, steg)
        gallrat = Gallrat()
        await self._minns_gallrat(gallrat, utfall, (FORE_KEDJAN, FORE_KEDJAN))
        utfall.fore_kedjan -= gallrat.borta_ur(FORE_KEDJAN)
        utfall.gallrade += gallrat.borta_ur(FORE_KEDJAN)
        if utfall.block and fore != utfall.fore_kedjan:
            yield Brott(Loggfynd.RAD_SAKNAS if fore < utfall.fore_kedjan else Loggfynd.FRAMMANDE_RAD, None)
        if bortom is not None:
            yield Brott(Loggfynd.SLUTET_SAKNAS, bortom.block, bortom.id)
        efter = UUID(int=0)
        while rader := await self._transaktioner.kor(SYSTEM, utfall.kommunkod, _vantande(utfall.namnd_id, efter)):
            for rad in rader:
                if not ar_akta(self._krypto, rad):
                    yield Brott(Loggfynd.FRAMMANDE_RAD, None, rad.id)
            utfall.vantande += len(rader)
            efter = rader[-1].id


def _nasta(namnd_id: UUID, efter: int, kvar: Sequence[Loggblock]) -> Callable[[Arbete], Awaitable[Lasning]]:
    """The next blocks of a chain with the rows that say they belong there; ``kvar`` of them are read already."""

    async def steg(arbete: Arbete) -> Lasning:
        lasta = kvar or await arbete.alla(blocken(namnd_id, efter, BLOCK_I_TAGET))
        if not lasta:
            return [], []
        block = _lagom(lasta)
        antal = 2 * sum(b.antal for b in block) + RADER_I_TAGET
        rader = await rader_i(arbete, namnd_id, (efter + 1, block[-1].nummer), antal)
        per_block = {nummer: list(grupp) for nummer, grupp in groupby(rader, attrgetter("block"))}
        return [(b, per_block.get(b.nummer, [])) for b in block], lasta[len(block) :]

    return steg


def _lagom(block: Sequence[Loggblock]) -> list[Loggblock]:
    """As many blocks as hold rows enough for one reading; at least one."""
    summor = accumulate(b.antal for b in block)
    return [b for b, summa in zip(block, summor, strict=True) if summa <= RADER_I_TAGET] or list(block[:1])


def _vantande(namnd_id: UUID, efter: UUID) -> Callable[[Arbete], Awaitable[Sequence[Any]]]:
    return lambda arbete: arbete.rader(vantande_efter(namnd_id, efter))


def las_huvuden(fil: Path) -> Iterator[Huvud]:
    """The ends of chains among the lines of the service's own log; raises ``ValueError`` for a line that is none."""
    for nummer, rad in enumerate(fil.read_text(encoding="utf-8").splitlines(), 1):
        try:
            post = json.loads(rad)
            if post.get("handelse", FORSEGLAD) == FORSEGLAD:
                yield Huvud(post["kommunkod"], UUID(post["namnd_id"]), int(post["nummer"]), str(post["hash"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{fil.name}, rad {nummer}: inget kedjehuvud.") from None


def verifiera(settings: Settings, kommunkod: str | None, huvudfil: Path | None, *, as_json: bool) -> int:
    """Read the chains of one kommun or all; 0 when whole, 1 when broken, 2 when the file of ends can't be read."""
    wiring.koppla()
    try:
        huvuden = list(las_huvuden(huvudfil)) if huvudfil is not None else []
    except (OSError, ValueError) as fel:
        sys.stderr.write(f"{fel}\n")
        return 2
    stada_minnet()
    utfall = asyncio.run(_verifiera(settings, kommunkod, huvuden))
    if as_json:
        sys.stdout.write(json.dumps([_som_json(u) for u in utfall], ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{_som_text(u)}\n" for u in utfall)
    return 1 if any(u.brott for u in utfall) else 0


async def _verifiera(settings: Settings, kommunkod: str | None, huvuden: list[Huvud]) -> list[Kedjeutfall]:
    databas = Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        verifierare = Verifierare(Transaktioner(databas, SystemKlocka(), krypto_for(settings)), huvuden)
        koder = [kommunkod] if kommunkod else [RIKET, *kommuner()]
        return [await verifierare.kedja(kod, namnd) for kod in koder for namnd in await verifierare.kedjor(kod)]
    finally:
        await databas.stang()


def _som_json(utfall: Kedjeutfall) -> dict[str, Any]:
    brott = utfall.brott
    return Huvud(utfall.kommunkod, utfall.namnd_id, utfall.block, utfall.huvud).uppgifter() | {
        "rader": utfall.rader,
        "vantande": utfall.vantande,
        "fore_kedjan": utfall.fore_kedjan,
        "gallrade": utfall.gallrade,
        "brott": brott and {"fynd": brott.fynd, "block": brott.block, "rad": brott.rad and str(brott.rad)},
    }


FYND = {
    Loggfynd.BLOCK_SAKNAS: "ett block saknas i kedjan",
    Loggfynd.BLOCK_ANDRAT: "blocket är ändrat",
    Loggfynd.KEDJAN_BRUTEN: "blocket hör inte ihop med det före",
    Loggfynd.RAD_SAKNAS: "en rad saknas",
    Loggfynd.RAD_ANDRAD: "en rad är ändrad",
    Loggfynd.FRAMMANDE_RAD: "en rad har lagts in av någon annan än tjänsten",
    Loggfynd.SLUTET_SAKNAS: "kedjans slut är bortklippt",
}


def _som_text(utfall: Kedjeutfall) -> str:
    kedja = f"{utfall.kommunkod} {utfall.namnd_id}"
    brott = utfall.brott
    if brott is None:
        fore = f", {utfall.fore_kedjan} äldre än kedjan" if utfall.fore_kedjan else ""
        gallrade = f", {utfall.gallrade} gallrade" if utfall.gallrade else ""
        return f"{kedja}: hel, {utfall.rader} rader i {utfall.block} block, {utfall.vantande} väntar{fore}{gallrade}"
    var = "utanför blocken" if brott.block is None else f"i block {brott.block}"
    rad = f", rad {brott.rad}" if brott.rad else ""
    return f"{kedja}: BRUTEN {var}{rad}: {FYND[brott.fynd]}"
