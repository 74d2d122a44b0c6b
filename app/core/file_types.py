"""What a file really is, by its content: the few types that are taken in, and what is refused in each.

    innehallstyp(file)  →  media type, or raises ``Otillatet`` with a code and a Swedish sentence

A name or a declared type says nothing here. The whole file is looked at where its form can be read without
interpreting it: a picture ends where it says, an archive holds just what its directory lists, a text is text.
It is no virus scanner. Pure but for reading; must not know tables, requests or where files lie.
"""

import codecs
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
# Each type and how its files' names end.
ANDELSER = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), TEXT: (".txt",), DOCX: (".docx",), ODT: (".odt",)}

STORST_UPPACKAT = 100 * 1024 * 1024
FLEST_DELAR = 2_000
STORSTA_REGISTER = 1024 * 1024
_STYCKE = 64 * 1024
# The end record of a ZIP archive: how it begins, what follows in an archive of one volume, its length, and its
# length with the longest comment.
_ZIPSLUT, _FORSTA_SKIVAN, _ZIPSLUT_LANGD, _SVANS = b"PK\x05\x06", b"\0\0\0\0", 22, 65_557
_ZIPDEL = b"PK\x03\x04"
_STYRTECKEN = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f]")
# What the standard library says of an archive that is not well made.
TRASIGT_ARKIV = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OverflowError)
_MAKRON = re.compile(r"vba(project|data)|(^|/)activex/|(^|/)(basic|scripts)/", re.IGNORECASE)
# Start of frame: a JPEG without one holds no picture.
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Otillatet(Exception):
    """Content that is not taken in: a stable ``kod`` and a Swedish ``meddelande``, never the content."""

    def __init__(self, kod: str, meddelande: str) -> None:
        super().__init__(kod)
        self.kod = kod
        self.meddelande = meddelande


def _okand() -> Otillatet:
    return Otillatet("okand_typ", "Filen är varken PDF, PNG, JPEG, DOCX, ODT eller text i UTF-8.")


def _trasig() -> Otillatet:
    return Otillatet("trasig_fil", "Filen är trasig eller ofullständig.")


def _dubbel() -> Otillatet:
    return Otillatet("flera_filer_i_en", "Filen innehåller en annan fil efter eller före sitt eget innehåll.")


class Signatur(NamedTuple):
    """How a type begins, and the look at the rest."""

    borjan: bytes
    granska: Callable[[BinaryIO, int], str]


def innehallstyp(fil: BinaryIO) -> str:
    """The media type of a whole file; raises ``Otillatet``."""
    storlek = fil.seek(0, os.SEEK_END)
    if storlek == 0:
        raise Otillatet("tom_fil", "Filen är tom.")
    fil.seek(0)
    borjan = fil.read(1024)
    for signatur in SIGNATURER:
        if borjan.startswith(signatur.borjan):
            return signatur.granska(fil, storlek)
    if b"%PDF-" in borjan:
        raise _dubbel()
    return _text(fil, storlek)


def _slutet(fil: BinaryIO, storlek: int, langd: int) -> bytes:
    fil.seek(max(0, storlek - langd))
    return fil.read(langd)


def _krav_ingen_zip(fil: BinaryIO, storlek: int) -> None:
    """An archive is read from its end, whatever it begins with: another program would see another file."""
    if _ZIPSLUT + _FORSTA_SKIVAN in _slutet(fil, storlek, _SVANS):
        raise _dubbel()


def _pdf(fil: BinaryIO, storlek: int) -> str:
    if b"%%EOF" not in _slutet(fil, storlek, 2048):
        raise _trasig()
    _krav_ingen_zip(fil, storlek)
    return PDF


def _png(fil: BinaryIO, storlek: int) -> str:
    """Chunk by chunk to the last, with which the file must end."""
    plats, forsta = 8, True
    while plats + 12 <= storlek:
        fil.seek(plats)
        langd, sort = struct.unpack(">I4s", _exakt(fil, 8))
        if forsta and sort != b"IHDR":
            break
        plats, forsta = plats + 12 + langd, False
        if sort == b"IEND":
            if plats != storlek:
                raise _dubbel()
            return PNG
    raise _trasig()


def _jpeg(fil: BinaryIO, storlek: int) -> str:
    """Marker by marker to the picture; cameras put things after it, but no archive."""
    plats, ram = 2, False
    while plats + 4 <= storlek:
        fil.seek(plats)
        ff, marke, langd = struct.unpack(">BBH", _exakt(fil, 4))
        if ff == marke == 0xFF:  # padding
            plats += 1
            continue
        if ff != 0xFF or langd < 2:
            break
        ram = ram or marke in _SOF
        if marke == 0xDA and ram:
            _krav_ingen_zip(fil, storlek)
            return JPEG
        plats += 2 + langd
    raise _trasig()


def _exakt(fil: BinaryIO, antal: int) -> bytes:
    ut = fil.read(antal)
    if len(ut) < antal:
        raise _trasig()
    return ut


def _text(fil: BinaryIO, _storlek: int) -> str:
    """UTF-8 without control characters, from the first byte to the last."""
    avkodare = codecs.getincrementaldecoder("utf-8")()
    fil.seek(0)
    try:
        while del_ := fil.read(_STYCKE):
            if _STYRTECKEN.search(avkodare.decode(del_)):
                raise _okand()
        avkodare.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _okand() from None
    return TEXT


def _arkiv(fil: BinaryIO, storlek: int) -> str:
    """DOCX or ODT: an archive that is whole, plain, not too large, and holds what such a document holds."""
    try:
        with zipfile.ZipFile(fil) as arkiv:
            _granska_arkiv(arkiv, fil, storlek)
            return _dokumenttyp(arkiv)
    except TRASIGT_ARKIV:
        raise _trasig() from None


def _granska_arkiv(arkiv: zipfile.ZipFile, fil: BinaryIO, storlek: int) -> None:
    delar = arkiv.infolist()
    if len(delar) > FLEST_DELAR or sum(d.file_size for d in delar) > STORST_UPPACKAT:
        raise Otillatet("for_stor_uppackad", "Filen blir för stor när den packas upp.")
    if any(d.flag_bits & 0x41 for d in delar):
        raise _krypterad()
    if any(d.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for d in delar):
        raise _trasig()
    namn = [d.filename for d in delar]
    if len(set(namn)) != len(namn) or any(n.startswith("/") or "\\" in n or ".." in n.split("/") for n in namn):
        raise _trasig()
    if any(_MAKRON.search(n) for n in namn):
        raise _makron()
    _krav_inget_utanfor(arkiv, fil, storlek)
    _packa_upp(arkiv)


def _krypterad() -> Otillatet:
    return Otillatet("krypterad_fil", "Filen är krypterad eller skyddad med lösenord.")


def _makron() -> Otillatet:
    return Otillatet("makron", "Filen innehåller makron eller annat som kan köras.")


def _krav_inget_utanfor(arkiv: zipfile.ZipFile, fil: BinaryIO, storlek: int) -> None:
    """Nothing before the first part, none of them in another, nothing after the end record."""
    if arkiv.comment or not _slutet(fil, storlek, _ZIPSLUT_LANGD).startswith(_ZIPSLUT):
        raise _dubbel()
    plats = 0
    for del_ in sorted(arkiv.infolist(), key=lambda d: d.header_offset):
        if del_.header_offset < plats or (plats == 0 and del_.header_offset != 0):
            raise _dubbel()
        plats = del_.header_offset + 30 + len(del_.filename) + del_.compress_size
    if plats > arkiv.start_dir:
        raise _dubbel()


def _packa_upp(arkiv: zipfile.ZipFile) -> None:
    """Each part has the length and the checksum that the directory says; nothing is kept."""
    for del_ in arkiv.infolist():
        with arkiv.open(del_) as strom:
            while strom.read(_STYCKE):
                pass


def _dokumenttyp(arkiv: zipfile.ZipFile) -> str:
    namn = set(arkiv.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= namn:
        return _docx(arkiv)
    if {"mimetype", "content.xml", "META-INF/manifest.xml"} <= namn:
        return _odt(arkiv)
    raise _okand()


def _register(arkiv: zipfile.ZipFile, namn: str) -> str:
    """A part that says what the others are: short, in UTF-8."""
    if arkiv.getinfo(namn).file_size > STORSTA_REGISTER:
        raise _trasig()
    return arkiv.read(namn).decode("utf-8-sig").lower()


def _docx(arkiv: zipfile.ZipFile) -> str:
    typer = _register(arkiv, "[Content_Types].xml")
    if "<!" in typer or "&" in typer:  # what stands there could mean something else than it says
        raise _trasig()
    if "macroenabled" in typer or "vbaproject" in typer or "activex" in typer:
        raise _makron()
    if not re.search(f"[\"']{re.escape(DOCX)}[.]main[+]xml[\"']", typer):
        raise _okand()
    return DOCX


def _odt(arkiv: zipfile.ZipFile) -> str:
    forsta = arkiv.infolist()[0]
    if forsta.filename != "mimetype" or forsta.compress_type != zipfile.ZIP_STORED:
        raise _okand()
    if arkiv.read("mimetype") != ODT.encode():
        raise _okand()
    if "encryption-data" in _register(arkiv, "META-INF/manifest.xml"):
        raise _krypterad()
    return ODT


SIGNATURER = (
    Signatur(b"%PDF-", _pdf),
    Signatur(b"\x89PNG\r\n\x1a\n", _png),
    Signatur(b"\xff\xd8\xff", _jpeg),
    Signatur(_ZIPDEL, _arkiv),
)
