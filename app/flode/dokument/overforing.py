"""How a document's content comes in and goes out: as it comes, through the file store, never held as a whole.

    in   ask first ─▶ stream, seal, hash ─▶ look at what it is ─▶ fsync, name ─▶ row, händelse, commit ─▶ 201
    out  row and access log, commit ─▶ every seal and the checksum ─▶ stream

A file gets its name before the row commits and a row is never without its file. What fails on the way leaves at
most a file that no row knows, which ``stadning`` takes away.
"""

import asyncio
import base64
import errno
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import quote, unquote_to_bytes
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.begrepp.identiteter import nytt_id
from app.core.edge.logging import varna
from app.core.errors import LAGRING_FULL, Faltfel, FelMediatyp, OgiltigtInnehall, Otillganglig, Problem, felkod
from app.core.file_types import ANDELSER, TEXT, Otillatet, innehallstyp
from app.core.filestore import BIT, Filplats, Innehallsbevis, Lasare, SkadadFil, Skrivare
from app.core.http import Anrop, Bildning, samma_etag
from app.core.unit_of_work import Arbete
from app.flode.dokument import actions
from app.flode.dokument.actions import Bild, Hemvist, Inkommet
from app.flode.dokument.models import Dokument
from app.flode.dokument.states import filnamn, rymmer_personnummer

FIL_OTILLATEN = felkod("fil_otillaten", 422, "Filen tas inte emot", "The file is not accepted")
FILTYP_OTILLATEN = felkod("filtyp_otillaten", 415, "Filtypen tas inte emot", "The file type is not accepted")
FILTYP_STAMMER_INTE = felkod(
    "filtyp_stammer_inte", 415, "Filen är inte vad den sägs vara", "The file is not what it is said to be"
)
DOKUMENT_SKADAT = felkod("dokument_skadat", 500, "Dokumentets fil är skadad", "The document's file is damaged")
FULLT = frozenset({errno.ENOSPC, errno.EDQUOT})
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:$|[,;])")
_ASCII = re.compile(r"[^A-Za-z0-9._-]+")


@contextmanager
def _lagringen() -> Iterator[None]:
    """A disk that is full or away, as the client is told of it."""
    try:
        yield
    except OSError as fel:
        if fel.errno in FULLT:
            raise Otillganglig("Lagringen är full. Läsning fungerar fortfarande.", kod=LAGRING_FULL) from fel
        raise Otillganglig("Dokumentens lagring svarar inte just nu. Försök igen om en stund.") from fel


def namn_ur(text: str) -> str:
    """The file name of the header; raises ``OgiltigtInnehall`` for one that names a person's number or no type."""
    try:
        namn = filnamn(unquote_to_bytes(text).decode())
    except UnicodeDecodeError:
        raise _namnfel("form", "Namnet är inte procentkodad UTF-8.") from None
    if rymmer_personnummer(namn):
        raise _namnfel("personnummer", "Namnet innehåller ett personnummer. Döp om filen.", regel="DP-28")
    if not namn.lower().endswith(tuple(andelse for andelser in ANDELSER.values() for andelse in andelser)):
        raise _namnfel("andelse", "Namnet ska sluta som filtypen, till exempel .pdf.")
    return namn


def _namnfel(kod: str, meddelande: str, regel: str | None = None) -> OgiltigtInnehall:
    fel = [Faltfel("Stegvis-Filnamn", kod, meddelande)]
    return OgiltigtInnehall("Filnamnet går inte att använda.", fel=fel, regel=regel)


def summa_ur(text: str | None) -> bytes | None:
    """The SHA-256 that the client says; other algorithms are not looked at (RFC 9530)."""
    if text is None:
        return None
    traff = _SHA256.search(text)
    return base64.b64decode(traff[1]) if traff else None


async def ta_emot(
    anrop: Anrop, hemvist: Hemvist, namn: str, summa: str | None, bild: Bildning[Bild], plats: Callable[[Bild], str]
) -> Response:
    """Take in one file: 201 with what became of it."""
    rent, vantad = namn_ur(namn), summa_ur(summa)
    if not await anrop.besvarad():
        await anrop.transaktion(partial(actions.forprova, hemvist=hemvist))
    filplats = Filplats(anrop.kommunkod, nytt_id())
    inkommet = await _lagra(anrop, filplats, rent, vantad)
    infort = False

    async def infor(arbete: Arbete) -> Bild:
        nonlocal infort
        ny = await actions.ta_emot(arbete, hemvist, inkommet, anrop.tjanster.settings.dokument_kvot)
        infort = True
        return ny

    avtryck = b"\0".join((inkommet.bevis.sha256, inkommet.mediatyp.encode(), rent.encode()))
    try:
        return await anrop.skriv(infor, bild, status=201, plats=plats, innehall=avtryck)
    finally:
        # Refused, or answered before: no row can have come of it. After a commit in doubt the file is left.
        if not infort and not _avbruten():
            await asyncio.to_thread(anrop.tjanster.filarkiv.kasta, filplats)


def _avbruten() -> bool:
    """Whether this task is being cancelled, while the commit goes on without it."""
    uppgift = asyncio.current_task()
    return uppgift is not None and uppgift.cancelling() > 0


async def _lagra(anrop: Anrop, plats: Filplats, namn: str, vantad: bytes | None) -> Inkommet:
    """The content, sealed and whole under its name; nothing is left of one that is refused or breaks off."""
    with _lagringen():
        skrivare = await asyncio.to_thread(anrop.tjanster.filarkiv.ny, plats, anrop.tjanster.klocka.nu())
    try:
        bevis = await _strom(anrop.request, skrivare)
        _krav_summa(bevis, vantad)
        deklarerad = anrop.request.headers["content-type"].partition(";")[0].strip().lower()
        await asyncio.to_thread(_granska, skrivare, deklarerad, namn)
        with _lagringen():
            await asyncio.to_thread(skrivare.ge_namn)
    except BaseException:
        skrivare.kasta()
        raise
    return Inkommet(plats.dokument_id, namn, deklarerad, bevis)


async def _strom(request: Request, skrivare: Skrivare) -> Innehallsbevis:
    """A piece or so at a time, in a thread: sealing and writing must not hold up everybody else."""
    samlat = bytearray()
    async for del_ in request.stream():
        samlat += del_
        if len(samlat) >= BIT:
            await _skriv(skrivare, samlat)
    await _skriv(skrivare, samlat)
    with _lagringen():
        return await asyncio.to_thread(skrivare.avsluta)


async def _skriv(skrivare: Skrivare, samlat: bytearray) -> None:
    with _lagringen():
        await asyncio.to_thread(skrivare.skriv, bytes(samlat))
    samlat.clear()


def _krav_summa(bevis: Innehallsbevis, vantad: bytes | None) -> None:
    if vantad is not None and bevis.sha256 != vantad:
        raise OgiltigtInnehall(
            "Filen som kom fram är inte den som skickades: kontrollsumman är en annan.",
            fel=[Faltfel("Repr-Digest", "kontrollsumma", "Stämmer inte")],
        )


def _granska(skrivare: Skrivare, deklarerad: str, namn: str) -> None:
    """The content is of an allowed type, the one that is declared, and named like it."""
    with io.BufferedReader(skrivare.lasare(), BIT) as fil:
        try:
            typ = innehallstyp(fil)
        except Otillatet as fel:
            raise _otillaten(fel) from None
    if typ != deklarerad:
        raise FelMediatyp("Filens innehåll är av en annan typ än Content-Type säger.", kod=FILTYP_STAMMER_INTE)
    if not namn.lower().endswith(ANDELSER[typ]):
        raise _namnfel("andelse", "Namnet slutar inte som filens typ.")


def _otillaten(fel: Otillatet) -> Problem:
    if fel.kod == "okand_typ":
        return FelMediatyp(fel.meddelande, kod=FILTYP_OTILLATEN)
    return OgiltigtInnehall(fel.meddelande, kod=FIL_OTILLATEN, fel=[Faltfel("", fel.kod, fel.meddelande)])


async def lamna_ut(anrop: Anrop, hemvist: Hemvist, dokument_id: UUID) -> Response:
    """Hand out one file, whole and proven before its first byte is sent."""
    dokument = await anrop.transaktion(partial(actions.lamna_ut, hemvist=hemvist, dokument_id=dokument_id))
    huvuden = _huvuden(dokument)
    if samma_etag(anrop.request.headers.get("if-none-match"), huvuden["etag"]):
        return Response(status_code=304, headers={"etag": huvuden["etag"], "cache-control": "private, no-store"})
    try:
        with _lagringen():
            lasare = await asyncio.to_thread(_provad, anrop, dokument)
    except SkadadFil:
        varna("dokument_skadat", kommunkod=anrop.kommunkod)
        raise Problem(
            "Dokumentets fil saknas eller är ändrad sedan den togs emot, och lämnas inte ut.", kod=DOKUMENT_SKADAT
        ) from None
    return StreamingResponse(lasare.bitar(), headers=huvuden)


def _provad(anrop: Anrop, dokument: Dokument) -> Lasare:
    lasare = anrop.tjanster.filarkiv.oppna(dokument.plats)
    try:
        lasare.kontrollera(dokument.bevis)
    except BaseException:
        lasare.close()
        raise
    return lasare


def _huvuden(dokument: Dokument) -> dict[str, str]:
    """What keeps a browser from doing anything but saving the file, and what proves it."""
    enkelt, helt = _ASCII.sub("_", dokument.filnamn), quote(dokument.filnamn, safe="")
    return {
        "content-type": "text/plain; charset=utf-8" if dokument.mediatyp == TEXT else dokument.mediatyp,
        "content-length": str(dokument.storlek),
        "content-disposition": f"attachment; filename=\"{enkelt}\"; filename*=UTF-8''{helt}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
        "accept-ranges": "none",
        "etag": f'"{dokument.sha256.hex()}"',
        "repr-digest": f"sha-256=:{base64.b64encode(dokument.sha256).decode()}:",
    }
