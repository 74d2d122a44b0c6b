"""Small whole files of each kind that is taken in, and ways to spoil them."""

import io
import struct
import zipfile
import zlib
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from app.core.file_types import DOCX, JPEG, ODT, PDF, PNG, TEXT
from tests.conftest import Person

TYPER_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><Types><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
)
MANIFEST = '<?xml version="1.0"?><manifest:manifest><manifest:file-entry manifest:full-path="/"/></manifest:manifest>'


def arkiv(delar: dict[str, bytes | str], *, lagrat: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive of some parts."""
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as fil:
        for namn, innehall in delar.items():
            sort = zipfile.ZIP_STORED if namn in lagrat else zipfile.ZIP_DEFLATED
            fil.writestr(zipfile.ZipInfo(namn, (2026, 10, 12, 8, 0, 0)), innehall, sort)
    return ut.getvalue()


def docx(**mer: bytes | str) -> bytes:
    """A document as Word writes it, with parts added or replaced."""
    delar: dict[str, bytes | str] = {"[Content_Types].xml": TYPER_XML, "word/document.xml": "<w:document/>"}
    return arkiv(delar | mer)


def odt(**mer: bytes | str) -> bytes:
    """A document as LibreOffice writes it."""
    delar: dict[str, bytes | str] = {"mimetype": ODT, "content.xml": "<c/>", "META-INF/manifest.xml": MANIFEST}
    return arkiv(delar | mer, lagrat=("mimetype",))


def _chunk(sort: bytes, innehall: bytes) -> bytes:
    return struct.pack(">I", len(innehall)) + sort + innehall + struct.pack(">I", zlib.crc32(sort + innehall))


def png(*, efter: bytes = b"") -> bytes:
    """One white point."""
    bild = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + _chunk(b"IDAT", zlib.compress(b"\0\xff"))
    return b"\x89PNG\r\n\x1a\n" + bild + _chunk(b"IEND", b"") + efter


def jpeg(*, efter: bytes = b"") -> bytes:
    """The form of a picture: application data, frame, scan, end."""
    ram = struct.pack(">BHHB", 8, 1, 1, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        b"\xff\xff\xc0"
        + struct.pack(">H", len(ram) + 2)
        + ram
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9"
        + efter
    )


def pdf(*, efter: bytes = b"") -> bytes:
    """No pages, but the form."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n" + efter


FILER = {PDF: pdf(), PNG: png(), JPEG: jpeg(), TEXT: "Närvarointyg.\n".encode(), DOCX: docx(), ODT: odt()}
NAMN = {PDF: "intyg.pdf", PNG: "bild.png", JPEG: "foto.JPG", TEXT: "not.txt", DOCX: "brev.docx", ODT: "brev.odt"}


async def lamna(
    person: Person, vag: str, innehall: Any = None, *, typ: str = TEXT, namn: str | None = None, **huvuden: str
) -> httpx.Response:
    """Hand in a file; ``innehall`` may be an async iterator of pieces."""
    alla = {
        "authorization": f"Bearer {person.varld.token(person.namn)}",
        "content-type": typ,
        "stegvis-filnamn": quote(NAMN[typ] if namn is None else namn, safe=""),
        "idempotency-key": uuid4().hex,
    }
    alla |= {k.replace("_", "-"): v for k, v in huvuden.items()}
    async with person.varld.klient() as klient:
        adress = person.adress(f"{vag}/dokument")
        return await klient.post(adress, content=FILER[typ] if innehall is None else innehall, headers=alla)


async def lamnat(person: Person, vag: str, innehall: Any = None, **mer: Any) -> Any:
    """Hand in a file that must be taken; the document."""
    svar = await lamna(person, vag, innehall, **mer)
    assert svar.status_code == 201, svar.text
    return svar.json()
