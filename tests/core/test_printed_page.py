"""Pages and pixels: the same bytes for the same facts, tagged for screen readers, and no text read as markup."""

import io
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from app.core import typesetting
from app.core.drawing import bild, rad
from app.core.printed_page import Avsnitt, Blad, Tabell, stycken

TID = datetime(2026, 10, 12, 8, 0, 0, 345678, tzinfo=UTC)
BLAD = Blad(
    titel="Din plan",
    tid=TID,
    ingress=("Planen gäller sedan den 12 oktober 2026.",),
    fakta=(("Namn", "Amina Exempelsson"),),
    avsnitt=(
        Avsnitt("Varje vecka", tabell=Tabell(("Vad", "Hur mycket"), (("Språk", "9 timmar"),), ("Allt", "9 timmar"))),
        Avsnitt("Mål", punkter=("Förstå muntliga instruktioner.",)),
        Avsnitt("Fråga", ("Din vägledare svarar.",)),
    ),
    sidfot="Beställning B-1",
)
SVG = bild("x1", "Bild", "Bilden i ord.", 60, [rad(12, 50, "Åäö 😀 漢字")])


def las(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_i(pdf):
    return " ".join(" ".join(sida.extract_text() for sida in las(pdf).pages).split())


def med(*texter):
    return replace(BLAD, avsnitt=(Avsnitt("Eget", texter),))


def test_samma_fakta_ger_samma_bytes_och_tiden_ar_faktas():
    pdf = BLAD.som_pdf()
    assert BLAD.som_pdf() == pdf
    assert las(pdf).metadata.creation_date == TID.replace(microsecond=0)
    senare = replace(BLAD, tid=datetime(2026, 10, 13, 8, tzinfo=UTC)).som_pdf()
    assert senare != pdf


def slag(nod, funna):
    """Every kind of structure element below a node."""
    nod = nod.get_object()
    if isinstance(nod, list):
        for barn in nod:
            slag(barn, funna)
    elif isinstance(nod, dict):
        if "/S" in nod:
            funna.append(str(nod["/S"]))
        if "/K" in nod and not isinstance(nod["/K"], int):
            slag(nod["/K"], funna)
    return funna


def test_bladet_ar_taggat_med_titel_och_sprak():
    pdf = las(BLAD.som_pdf())
    rot = pdf.root_object
    assert (pdf.metadata.title, rot["/Lang"]) == ("Din plan", "sv-SE")
    assert rot["/MarkInfo"]["/Marked"]
    assert rot["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in rot["/Metadata"].get_object().get_data().decode()
    funna = slag(rot["/StructTreeRoot"]["/K"], [])
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/THead", "/TH", "/TR", "/TD"} <= set(funna)
    assert funna.count("/H2") == len(BLAD.avsnitt)


MARKUP = (
    '#panic("x") #read("/etc/passwd") #include "x.typ" $x^2$ *fet* _kursiv_ `kod` <etikett> @ref = Rubrik '
    "\\ \\u{41} // kommentar /* mer */ ~ -- --- ... 'a' \"b\" - lista + lista / term: x https://example.se"
)


@pytest.mark.krav("ASVS 1.1.2", "ASVS 1.2.1", "ASVS 1.3.7")
def test_text_fran_manniskor_ar_aldrig_markup():
    assert MARKUP in text_i(med(MARKUP).som_pdf())
    tabell = Tabell((MARKUP, MARKUP), ((MARKUP, MARKUP),), (MARKUP, MARKUP))
    avsnitt = Avsnitt(MARKUP, (MARKUP,), (MARKUP,), tabell)
    overallt = Blad(MARKUP, TID, (MARKUP,), ((MARKUP, MARKUP),), (avsnitt,), MARKUP)
    assert las(overallt.som_pdf()).metadata.title == MARKUP


@pytest.mark.parametrize(
    ("text", "visas"),
    [
        ("a\x00\x01\x1b\x7fb\u202ec", "abc"),
        ("漢字 och 🇸🇪", "□□ och □□"),
        ("", ""),
        ("\ud800x", "x"),
        ("åäö ÅÄÖ é č ł ő ş ğ я ж Ω", "åäö ÅÄÖ é č ł ő ş ğ я ж Ω"),
    ],
)
def test_tecken_som_typsnittet_saknar_syns_som_rutor_och_styrtecken_inte_alls(text, visas):
    assert typesetting.synligt(text) == visas
    assert visas in text_i(med(text).som_pdf())


def test_text_fran_hoger_till_vanster_och_sammansatta_tecken_gar_att_satta():
    arabiska = "مرحبا بالعالم"
    assert typesetting.synligt(arabiska) == arabiska
    assert typesetting.synligt("e\u0301") == "e\u0301"
    assert len(las(med(arabiska, "שלום עולם", "e\u0301").som_pdf()).pages) == 1


def test_lang_text_och_ord_utan_mellanrum_ryms_pa_bladet():
    lang = " ".join(["ord"] * 1000)
    assert text_i(med(lang).som_pdf()).count("ord") == 1000
    utan = las(med("y" * 4000).som_pdf())
    rader = [rad_ for sida in utan.pages for rad_ in sida.extract_text().splitlines() if "yyy" in rad_]
    assert len(rader) > 40
    assert sum(rad_.count("y") for rad_ in rader) >= 4000
    assert len(las(med("x").som_pdf()).pages) == 1


def test_stycken_ar_raderna_som_nagon_skrev():
    assert stycken("En rad.\n\n  Två rader.\r\n") == ("En rad.", "Två rader.")


def test_bild_som_pixlar_ar_dubbelt_sa_bred_och_samma_varje_gang():
    png = typesetting.png(SVG)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (960, 120)
    assert typesetting.png(SVG) == png
    assert typesetting.png(SVG.replace("Åäö", "Oao")) != png


def test_en_mycket_hog_bild_blir_glesare_i_stallet_for_storre():
    png = typesetting.png(bild("x1", "Bild", "I ord.", 30_000, []))
    bredd, hojd = struct.unpack(">II", png[16:24])
    assert 400 < bredd < 960
    assert bredd * hojd <= 1.01 * typesetting.BILDPUNKTER


def test_typsnitten_kommer_fran_paketet_och_har_sin_licens():
    assert {f.name for f in typesetting.TYPSNITT.iterdir()} == {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE"}
    assert "Bitstream" in (typesetting.TYPSNITT / "LICENSE").read_text("utf-8")
    assert typesetting._typsnitt().families() == ["DejaVu Sans"]


@pytest.mark.langsam
def test_tjansten_startar_utan_att_ladda_sattaren():
    kod = "import sys, app.main, app.wiring; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", kod], check=False).returncode == 0
