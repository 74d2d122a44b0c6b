"""The drawings as such: golden files, readable without colour, large enough on a phone, and never outside the edge.

``SKRIV_GYLLENE=1 python -m pytest tests/flode/test_diagram_rena.py`` writes the files anew; look at each of them.
"""

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.core.drawing import BREDD, GRA, LJUS, MORK, VIT
from app.flode.narvaro.timdiagram import Stapel, i_timmar, timdiagram
from app.flode.progression.diagram import Diagramhandelse, Diagramniva, Punkt, stegdiagram
from app.flode.progression.fordelningsdiagram import DOLD, Cell, Grupp, beskriv, fordelningsdiagram
from app.flode.progression.punktdiagram import Form, Marke, Punktrad, punktdiagram

GYLLENE = Path(__file__).parent / "gyllene"
NS = {"svg": "http://www.w3.org/2000/svg"}
NIVAER = ("Röd", "Orange", "Gul", "Grön", "Blå")
FARGER = ("#c62828", "#ef7d00", "#f2c500", "#3b8f3e", "#1565c0")
MANDAG = date(2026, 10, 12)
LANGT = "Arbetsmarknad och samhälle, med ett namn som är för långt för att få plats på en rad"
FORKLARING = ((Form.KVADRAT, "Först"), (Form.CIRKEL, "Nu"), (Form.ROMB, "Personen själv"))


def omrade(namn, forst, nu, text="Först, sedan."):
    marken = (Marke(Form.KVADRAT, forst), Marke(Form.CIRKEL, nu))
    return Punktrad(namn, text, NIVAER, FARGER, marken, pil=True)


OMRADEN = (
    omrade("Språk", 1, 3, "Först Orange 12 okt 2026, nu Grön 7 dec 2026: två steg upp."),
    omrade("Arbetslivserfarenhet", 2, 2, "Först Gul 12 okt 2026, nu Gul 7 dec 2026: oförändrat."),
    omrade("Digital kompetens", 3, 2, "Först Grön 12 okt 2026, nu Gul 7 dec 2026: ett steg ned."),
    omrade(LANGT, 0, 4, "Först Röd 12 okt 2026, nu Blå 7 dec 2026: fyra steg upp."),
    Punktrad("Studieerfarenhet", "Ej tillgänglig för aktivitet 7 dec 2026. Mätt en gång.", NIVAER, FARGER),
)
SJALV = (Marke(Form.ROMB, 1), Marke(Form.CIRKEL, 0))
SKATTNINGAR = (
    Punktrad("Samlad nivå", "Personen själv Gul, vägledaren Gul. De är lika.", NIVAER, FARGER,
             (Marke(Form.ROMB, 2), Marke(Form.CIRKEL, 2), Marke(Form.KVADRAT, 2))),
    Punktrad("Enkla instruktioner", "Personen själv ja, vägledaren nej.", ("Nej", "Ja"), (), SJALV),
    Punktrad("Hur mår du?", "Personen själv 7, vägledaren 4.", tuple(map(str, range(11))), (),
             (Marke(Form.ROMB, 7), Marke(Form.CIRKEL, 4))),
    Punktrad("Delaktighet", "Personen själv Till viss del, vägledaren Inte alls.",
             ("Inte alls", "I liten mån", "Till viss del", "Till stor del", "Helt och hållet"), (),
             (Marke(Form.ROMB, 2), Marke(Form.CIRKEL, 0))),
    Punktrad("Nyckelord", "Bara en har bedömt.", ("Sällan", "Utsträckningsvis", "Delvis", "Ofta", "Alltid"), ()),
    Punktrad("En fråga i fri text", "Bara en har bedömt."),
    Punktrad("En enda nivå", "Personen själv Nivå.", ("Nivå",), (), (Marke(Form.ROMB, 0),)),
)  # fmt: skip


def vecka(i, planerat=1500, narvaro=0, giltig=0, mal=1500, omarkerat=0):
    borjar = MANDAG + timedelta(weeks=i)
    ar, nummer, _ = borjar.isocalendar()
    return Stapel(ar, nummer, borjar, borjar + timedelta(days=6), planerat, narvaro, giltig, omarkerat, mal)


VECKOR = (
    vecka(0, 1500, 1080, 180), vecka(1, 1500, 1500), vecka(2, 1200, 300), vecka(3, omarkerat=1500),
    vecka(4, 0, 0, 0, 0), vecka(5, 1620, 1620), vecka(12, 1500, 450, 1000, 1500, 50),
)  # fmt: skip


def grupp(namn, *antal):
    return Grupp(namn, tuple(Cell(n, a, f) for n, a, f in zip(NIVAER, antal, FARGER, strict=False)))


GRUPPER = (grupp("Enhet Nord", None, 12, 33, 8, None), grupp(LANGT, 5, 0, 7, 61, 9), grupp("Enhet Syd", None))
STEGNIVAER = [Diagramniva(n, n, f) for n, f in zip(NIVAER, FARGER, strict=True)]
STEG = [
    Punkt(date(2026, 10, 19), "Orange"), Punkt(date(2026, 11, 23), "Gul"), Punkt(date(2027, 3, 15), "Grön"),
    Punkt(date(2026, 10, 19), "Gul", egen=True), Punkt(date(2027, 3, 15), "Blå", egen=True),
]  # fmt: skip
HANDELSER = [
    Diagramhandelse(date(2026, 10, 19), "Start"),
    Diagramhandelse(date(2026, 12, 7), "Paus", tom=date(2027, 1, 7)),
    Diagramhandelse(date(2027, 3, 30), "Slut"),
]
MANGA = [Punkt(date(2026, 1, 1) + timedelta(days=2 * i), NIVAER[i * 7 % 5]) for i in range(300)]
DOLDA = [Diagramniva("dold", "Ej tillgänglig för aktivitet"), *STEGNIVAER[1:]]
BILDER = {
    "steg": lambda: stegdiagram(STEG, HANDELSER, STEGNIVAER),
    "steg-dold": lambda: stegdiagram([Punkt(MANDAG, "dold"), *STEG[1:]], HANDELSER, DOLDA),
    "omraden": lambda: punktdiagram("omraden", "Områden: nu och först", OMRADEN, FORKLARING[:2], "I ord."),
    "skattningar": lambda: punktdiagram("skattning", "Skattning", SKATTNINGAR, FORKLARING, "I ord."),
    "timmar": lambda: timdiagram(VECKOR),
    "fordelning": lambda: fordelningsdiagram("Nivåer per enhet", GRUPPER, 5),
}
TOMMA = {
    "steg": lambda: stegdiagram([], [], STEGNIVAER),
    "omraden": lambda: punktdiagram("omraden", "Områden", [], FORKLARING[:2], "I ord."),
    "timmar": lambda: timdiagram([]),
    "fordelning": lambda: fordelningsdiagram("Nivåer", [], 5),
}
STORA = {
    "steg": lambda: stegdiagram(MANGA, HANDELSER, STEGNIVAER),
    "timmar": lambda: timdiagram([vecka(i, 1500, 60 * (i % 26)) for i in range(300)]),
    "omraden": lambda: punktdiagram("omraden", LANGT, [omrade(LANGT, 0, 4, LANGT * 3)] * 60, FORKLARING, "I ord."),
}
ALLA = {
    **BILDER,
    **{f"{n}-tom": b for n, b in TOMMA.items()},
    **{f"{n}-stor": b for n, b in STORA.items()},
}


def las(svg):
    return ET.fromstring(svg)  # noqa: S314 - made by the function under test


def texter(svg):
    return [t.text or "" for t in las(svg).iterfind(".//svg:text", NS)]


@pytest.mark.parametrize("namn", BILDER)
def test_bilden_ar_den_som_nagon_har_sett(namn):
    svg, fil = BILDER[namn](), GYLLENE / f"{namn}.svg"
    if os.environ.get("SKRIV_GYLLENE"):
        GYLLENE.mkdir(exist_ok=True)
        fil.write_text(svg, "utf-8")
    assert BILDER[namn]() == svg == fil.read_text("utf-8")


@pytest.mark.parametrize("namn", ALLA)
def test_allt_ryms_i_bilden_och_texten_gar_att_lasa_i_en_telefon(namn):
    """The picture is shown 400 points wide on a phone."""
    svg = ALLA[namn]()
    rot = las(svg)
    bredd, hojd = float(rot.get("width")), float(rot.get("height"))
    assert float(rot.get("font-size")) * 400 / bredd >= 12
    assert not re.search(r"\bnan\b", svg)
    for del_ in rot.iter():
        for falt, storst in (("x", bredd), ("cx", bredd), ("y", hojd), ("cy", hojd)):
            if del_.get(falt) is not None:
                assert -1 <= float(del_.get(falt)) <= storst, ET.tostring(del_)
        if "font-size" in del_.attrib:
            assert float(del_.get("font-size")) >= 15
    for text in rot.iterfind(".//svg:text", NS):
        langd = len(text.text) * 15 * 0.56
        fran = {"end": -langd, "middle": -langd / 2}.get(text.get("text-anchor"), 0) + float(text.get("x"))
        assert fran >= 0, text.text
        assert fran + langd <= BREDD + 2, text.text


@pytest.mark.parametrize("namn", ALLA)
def test_bilden_har_titel_och_beskrivning_och_ar_en_bild(namn):
    rot = las(ALLA[namn]())
    titel, text = rot.find("svg:title", NS), rot.find("svg:desc", NS)
    assert (rot.get("role"), rot.get("lang")) == ("img", "sv")
    assert rot.get("aria-labelledby").split() == [titel.get("id"), text.get("id")]
    assert titel.text
    assert text.text
    idn = [d.get("id") for d in rot.iter() if d.get("id")]
    assert len(idn) == len(set(idn))


def ljushet(farg):
    def linjar(del_):
        v = int(del_, 16) / 255
        return v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4

    r, g, b = (linjar(farg[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def kontrast(a, b):
    hog, lag = sorted((ljushet(a), ljushet(b)), reverse=True)
    return (hog + 0.05) / (lag + 0.05)


def test_farger_racker_for_wcag_aa():
    for bakgrund in (VIT, LJUS):
        assert kontrast(MORK, bakgrund) >= 7
        assert kontrast(GRA, bakgrund) >= 4.5


@pytest.mark.parametrize("namn", BILDER)
def test_utan_farg_ar_formerna_och_orden_desamma(namn):
    """What has a colour of its own is outlined in the dark one."""
    svg = BILDER[namn]()
    egna = set(re.findall(r"#[0-9a-f]{6}", svg)) - {MORK, GRA, LJUS, VIT}
    assert egna <= set(FARGER)
    for del_ in las(svg).iter():
        if del_.get("fill") in egna:
            assert del_.get("stroke") == MORK, ET.tostring(del_)
        assert not (del_.tag.endswith("text") and del_.get("fill"))


def test_pilen_gar_dit_det_har_rort_sig():
    upp, ned = (BILDER["omraden"]().count(spets) for spets in ("l-9 -6v12z", "l9 -6v12z"))
    assert (upp, ned) == (2, 1)


def test_oenighet_syns_som_streckad_linje_och_enighet_inte():
    rader = [replace(SKATTNINGAR[0], marken=SKATTNINGAR[0].marken[:2]), SKATTNINGAR[1]]
    for rad, antal in zip(rader, (0, 1), strict=True):
        assert punktdiagram("x", "x", [rad], (), "x").count('stroke-dasharray="6 4"') == antal


def test_staplarnas_langd_ar_timmarna():
    rot = las(timdiagram([vecka(0, 1500, 750, 300)]))
    assert [float(r.get("width")) for r in rot.iterfind(".//svg:rect[@stroke]", NS)][:2] == [456, 91.2]
    svart = [float(r.get("width")) for r in rot.iterfind(f".//svg:rect[@fill='{MORK}']", NS)]
    assert svart[0] == 228
    assert (i_timmar(1500), i_timmar(450), i_timmar(0), i_timmar(1)) == ("25 h", "7,5 h", "0 h", "0 h")


@pytest.mark.regel("DP-30")
def test_det_som_ar_dolt_har_varken_tal_eller_langd():
    svar = [fordelningsdiagram("Nivåer", [grupp("Enhet", antal, 40)], 5) for antal in (None, 0, 5)]
    dolt = las(svar[0])
    assert DOLD in texter(svar[0])
    assert not set(texter(svar[0])) & {"0", "1", "2", "3", "4", "5"}
    [strimma] = [r for r in dolt.iterfind(".//svg:rect", NS) if "url(" in r.get("fill", "")]
    andra = las(fordelningsdiagram("Nivåer", [grupp("Enhet", None, 4000)], 5))
    [samma] = [r for r in andra.iterfind(".//svg:rect", NS) if "url(" in r.get("fill", "")]
    assert strimma.get("width") == samma.get("width")
    assert beskriv("Nivåer", [grupp("Enhet", None, 40)], 5) == (
        "Nivåer. Enhet: Röd visas inte, Orange 40. Antal som kan röja någon visas inte, som grupper under 5 personer."
    )
    assert len(set(svar)) == 3
