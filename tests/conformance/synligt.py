"""What a person reads in an answer, whatever form it has: a search of the bytes would find nothing in a packed file.

A PDF breaks lines, a calendar folds and escapes them, a picture sets each word for itself, a workbook is an archive. So
blanks and hyphens are left out, of what is read as of what is sought. Pixels are read in the drawing that they were
made of: ``med_ritningar`` remembers it while the service works.
"""

import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

import httpx
import openpyxl
import pytest
from pypdf import PdfReader

from app.core import typesetting

PDF, SVG, PNG, ICS = "application/pdf", "image/svg+xml", "image/png", "text/calendar"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_VIKNING, _SKYDDSTECKEN = re.compile(r"\r?\n[ \t]"), re.compile(r"\\(.)")
_UTFYLLNAD = re.compile(r"[\s\u00ad\u2010-]+")
_RITNINGAR: dict[bytes, str] = {}
_PNG_HUVUD = 8


@contextmanager
def med_ritningar() -> Iterator[None]:
    """Remember of each PNG that the service makes, by its bytes, which drawing it shows."""
    gor_png = typesetting.png

    def png(svg: str) -> bytes:
        bild = gor_png(svg)
        _RITNINGAR[bild] = svg
        return bild

    with pytest.MonkeyPatch.context() as byte:
        byte.setattr(typesetting, "png", png)
        yield
    _RITNINGAR.clear()


def sokbar(text: str) -> str:
    """A text without what a form puts between its letters."""
    return _UTFYLLNAD.sub("", text)


def synligt(svar: httpx.Response) -> str:
    """Content and headers of an answer, to be searched with ``syns``."""
    lasare = LASARE.get(svar.headers.get("content-type", "").partition(";")[0])
    delar = [svar.text] if lasare is None or svar.status_code != httpx.codes.OK else lasare(svar.content)
    return sokbar("\n".join([*delar, str(svar.headers)]))


def syns(ord_: Iterable[str], text: str) -> list[str]:
    """Those of some words that can be read in a text from ``synligt``."""
    return [o for o in ord_ if sokbar(o) in text]


def _pdf(innehall: bytes) -> Iterator[str]:
    fil = PdfReader(io.BytesIO(innehall))
    yield from (sida.extract_text() for sida in fil.pages)
    yield str(dict(fil.metadata or {}))
    yield str(fil.outline)
    yield from (str(namn) + b"".join(delar).decode("latin-1") for namn, delar in fil.attachments.items())


def _xlsx(innehall: bytes) -> Iterator[str]:
    bok = openpyxl.load_workbook(io.BytesIO(innehall))
    yield str(bok.properties)
    for blad in bok.worksheets:
        yield blad.title
        yield from (str(cell) for rad in blad.iter_rows(values_only=True) for cell in rad if cell is not None)


def _svg(innehall: bytes) -> Iterator[str]:
    rot = ET.fromstring(innehall)  # noqa: S314 - what the service itself has drawn
    yield "".join(rot.itertext())
    yield from (varde for del_ in rot.iter() for varde in del_.attrib.values())


def _png(innehall: bytes) -> Iterator[str]:
    """KeyError for a picture that was made of no drawing; what lies beside the pixels is read as it is."""
    yield from _svg(_RITNINGAR[innehall].encode())
    plats = _PNG_HUVUD
    while plats < len(innehall):
        langd, typ = struct.unpack_from(">I4s", innehall, plats)
        if typ != b"IDAT":
            yield innehall[plats + 8 : plats + 8 + langd].decode("latin-1")
        plats += 12 + langd


def _ics(innehall: bytes) -> Iterator[str]:
    yield _SKYDDSTECKEN.sub(r"\1", _VIKNING.sub("", innehall.decode()))


LASARE: dict[str, Callable[[bytes], Iterator[str]]] = {PDF: _pdf, XLSX: _xlsx, SVG: _svg, PNG: _png, ICS: _ics}
