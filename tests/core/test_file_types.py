"""What a file is, told by its content alone; what could be two things, run, or burst is refused."""

import io
import random
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as hypotes
from hypothesis import strategies as st

from app.core import file_types
from app.core.file_types import DOCX, JPEG, ODT, PDF, PNG, TEXT, Otillatet, innehallstyp
from tests.filer import FILER, TYPER_XML, arkiv, docx, jpeg, odt, pdf, png

MAKROTYP = TYPER_XML.replace("wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml")
VBA = TYPER_XML.replace("</Types>", '<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>')
KRYPTERAT = '<m:manifest><m:encryption-data m:checksum="x"/></m:manifest>'
KALKYL = arkiv({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})


def utfall(innehall: bytes) -> str:
    try:
        return innehallstyp(io.BytesIO(innehall))
    except Otillatet as fel:
        return fel.kod if fel.meddelande.endswith(".") else ""


def krypterad() -> bytes:
    """An archive whose parts say that they are encrypted, in both places."""
    ut = bytearray(docx())
    for marke, plats in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        i = ut.find(marke)
        while i >= 0:
            ut[i + plats] |= 1
            i = ut.find(marke, i + 4)
    return bytes(ut)


def overlappande() -> bytes:
    """A directory whose two last parts are the same bytes: the way of a bomb that does not nest."""
    ut = bytearray(docx(a="x" * 99, b="x" * 99))
    poster = [i for i in range(len(ut)) if ut[i : i + 4] == b"PK\x01\x02"]
    ut[poster[-1] + 42 : poster[-1] + 46] = ut[poster[-2] + 42 : poster[-2] + 46]
    return bytes(ut)


def dubblerad() -> bytes:
    ut = io.BytesIO(docx())
    with zipfile.ZipFile(ut, "a") as fil, pytest.warns(UserWarning, match="Duplicate"):
        fil.writestr("word/document.xml", "<annat/>")
    return ut.getvalue()


def bomb() -> bytes:
    """More when unpacked than anybody sends; few bytes as sent."""
    return docx(**{"word/media/stor.bin": bytes(file_types.STORST_UPPACKAT)})


def ljugande() -> bytes:
    """A directory that says a part is small, when it is not."""
    ut = bytearray(docx(a="x" * 10_000))
    plats = ut.rfind(b"PK\x01\x02")
    ut[plats + 24 : plats + 28] = struct.pack("<I", 10)
    return bytes(ut)


@pytest.mark.parametrize("typ", sorted(FILER))
def test_varje_tillaten_typ_kanns_igen(typ):
    assert utfall(FILER[typ]) == typ


@pytest.mark.parametrize(
    ("innehall", "vantat"),
    [
        (b"", "tom_fil"),
        ("Åäö\t\r\n\f – ✓".encode(), TEXT),
        (b"\xef\xbb\xbfmed BOM", TEXT),
        ("ä".encode("latin-1") + b" latin", "okand_typ"),
        ("hälften".encode()[:2], "okand_typ"),
        (b"a\0b", "okand_typ"),
        (b"\x1b[31m", "okand_typ"),
        (b"MZ\x90\0", "okand_typ"),
        (b"GIF89a\x01\0\x01\0", "okand_typ"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "okand_typ"),
        (b"text " + pdf(), "flera_filer_i_en"),
        (pdf()[:-8], "trasig_fil"),
        (pdf(efter=docx()), "flera_filer_i_en"),
        (png(efter=b"x"), "flera_filer_i_en"),
        (png(efter=docx()), "flera_filer_i_en"),
        (png()[:-4], "trasig_fil"),
        (png()[:20], "trasig_fil"),
        (b"\x89PNG\r\n\x1a\n", "trasig_fil"),
        (jpeg(efter=b"kamerans egna uppgifter"), JPEG),
        (jpeg(efter=docx()), "flera_filer_i_en"),
        (jpeg()[:24], "trasig_fil"),
        (b"\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xda\x00\x04\x00\x00", "trasig_fil"),
        (arkiv({"a.txt": "x"}), "okand_typ"),
        (KALKYL, "okand_typ"),
        (docx()[:-1], "trasig_fil"),
        (docx() + b"x", "flera_filer_i_en"),
        (b"PK\x03\x04" + docx(), "flera_filer_i_en"),
        (docx(**{"[Content_Types].xml": MAKROTYP}), "makron"),
        (docx(**{"[Content_Types].xml": VBA}), "makron"),
        (docx(**{"[Content_Types].xml": TYPER_XML.replace("<Types>", "<!DOCTYPE x><Types>")}), "trasig_fil"),
        (docx(**{"[Content_Types].xml": TYPER_XML.encode("utf-16")}), "trasig_fil"),
        (docx(**{"[Content_Types].xml": "<Types/>"}), "okand_typ"),
        (docx(**{"word/vbaProject.bin": b"x"}), "makron"),
        (docx(**{"word/activeX/activeX1.xml": b"x"}), "makron"),
        (docx(**{"../ut.txt": b"x"}), "trasig_fil"),
        (docx(**{"/rot.txt": b"x"}), "trasig_fil"),
        (docx(**{f"d{i}": b"" for i in range(file_types.FLEST_DELAR)}), "for_stor_uppackad"),
        (bomb(), "for_stor_uppackad"),
        (krypterad(), "krypterad_fil"),
        (overlappande(), "flera_filer_i_en"),
        (ljugande(), "trasig_fil"),
        (odt(**{"META-INF/manifest.xml": KRYPTERAT}), "krypterad_fil"),
        (odt(**{"Basic/Standard/Modul.xml": b"x"}), "makron"),
        (odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "okand_typ"),
        (arkiv({"content.xml": "<c/>", "mimetype": ODT, "META-INF/manifest.xml": "<m/>"}), "okand_typ"),
    ],
)  # fmt: skip
@pytest.mark.krav("ASVS 5.2.2", "ASVS 5.2.3", "ASVS 1.3.4")
def test_vad_som_kan_vara_nagot_annat_tas_inte_emot(innehall, vantat):
    assert utfall(innehall) == vantat


def test_tva_delar_med_samma_namn_tas_inte_emot():
    assert utfall(dubblerad()) == "trasig_fil"


@pytest.mark.parametrize("typ", [DOCX, JPEG, ODT, PDF, PNG])
@hypotes(max_examples=60, deadline=None)
@given(st.data())
def test_en_andrad_fil_ar_en_kand_typ_eller_vagras(typ, data):
    """Whatever a byte becomes, nothing but a type or a refusal comes out."""
    ut = bytearray(FILER[typ])
    for _ in range(data.draw(st.integers(1, 4))):
        ut[data.draw(st.integers(0, len(ut) - 1))] = data.draw(st.integers(0, 255))
    assert utfall(bytes(ut[: data.draw(st.integers(1, len(ut)))]))


def test_slumpade_byte_ar_ingenting():
    slump = random.Random(17)
    assert {utfall(slump.randbytes(500)) for _ in range(200)} == {"okand_typ"}
