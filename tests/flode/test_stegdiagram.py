"""The step chart: the same bytes for the same content, readable without colour, and no Röd without permission."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from app.flode.progression.diagram import MANADER, Diagramhandelse, Diagramniva, Punkt, beskriv, stegdiagram
from app.katalog import rollista
from tests.flode.matt import OTILLGANGLIG, ge_rod, matning
from tests.flode.startat import startad

NIVAER = [
    Diagramniva("rod", "Röd", "#c62828"),
    Diagramniva("orange", "Orange", "#ef7d00"),
    Diagramniva("gul", "Gul", "#f2c500"),
    Diagramniva("gron", "Grön", "#3b8f3e"),
    Diagramniva("bla", "Blå", "#1565c0"),
]
PUNKTER = [
    Punkt(date(2026, 10, 19), "orange"),
    Punkt(date(2026, 11, 23), "gul"),
    Punkt(date(2027, 1, 18), "orange"),
    Punkt(date(2027, 3, 15), "gron"),
]
HANDELSER = [
    Diagramhandelse(date(2026, 10, 19), "Start"),
    Diagramhandelse(date(2026, 12, 7), "Paus", tom=date(2027, 1, 7)),
    Diagramhandelse(date(2027, 3, 30), "Slut"),
]
NS = {"svg": "http://www.w3.org/2000/svg"}


def las(svg):
    return ET.fromstring(svg)  # noqa: S314 - made by the function under test


def texter(svg):
    return [t.text for t in las(svg).iterfind(".//svg:text", NS)]


def cirklar(svg):
    return [(float(c.get("cx")), float(c.get("cy"))) for c in las(svg).iterfind(".//svg:circle", NS)]


def test_samma_innehall_ger_samma_bytes():
    bild = stegdiagram(PUNKTER, HANDELSER, NIVAER)
    assert stegdiagram(reversed(PUNKTER), reversed(HANDELSER), NIVAER) == bild
    assert stegdiagram(PUNKTER[:-1], HANDELSER, NIVAER) != bild


def test_varje_matning_har_sin_plats_i_tid_och_niva():
    (x0, orange), (x1, gul), (x2, orange_igen), (x3, gron) = cirklar(stegdiagram(PUNKTER, HANDELSER, NIVAER))
    assert x0 < x1 < x2 < x3
    assert gron < gul < orange == orange_igen
    dagar = [(b.datum - a.datum).days for a, b in pairwise(PUNKTER)]
    avstand = [b - a for a, b in pairwise((x0, x1, x2, x3))]
    takt = (x3 - x0) / sum(dagar)
    assert [a / d for a, d in zip(avstand, dagar, strict=True)] == pytest.approx([takt] * 3, abs=0.01)


def test_linjen_gar_i_trappsteg():
    bild = las(stegdiagram(PUNKTER, [], NIVAER))
    [vag] = [p.get("d") for p in bild.iterfind(".//svg:path", NS) if p.get("stroke-width") == "3"]
    assert re.fullmatch(r"M[\d.]+ [\d.]+(H[\d.]+V[\d.]+){3}", vag)


def test_allt_star_ocksa_i_text_pa_svenska():
    svg = stegdiagram(PUNKTER, HANDELSER, NIVAER)
    assert {n.namn for n in NIVAER} | {"Start", "Paus", "Slut", "Nivå över tid"} <= set(texter(svg))
    assert {"nov", "dec", "jan", "feb", "mars", "2026", "2027"} <= set(texter(svg))
    bild = las(svg)
    rubrik, text = bild.find("svg:title", NS), bild.find("svg:desc", NS)
    assert (bild.get("role"), bild.get("lang")) == ("img", "sv")
    assert bild.get("aria-labelledby").split() == [rubrik.get("id"), text.get("id")]
    assert text.text == (
        "Stegdiagram. Nivåer från lägst till högst: Röd, Orange, Gul, Grön, Blå. 2026-10-19: Orange. 2026-11-23: Gul. "
        "2027-01-18: Orange. 2027-03-15: Grön. Start 2026-10-19. Paus 2026-12-07 till 2027-01-07. Slut 2027-03-30."
    )


def test_fargen_bar_inget_ensam():
    utan = [replace(n, farg=None) for n in NIVAER]
    med, gra = stegdiagram(PUNKTER, HANDELSER, NIVAER), stegdiagram(PUNKTER, HANDELSER, utan)
    assert (cirklar(med), texter(med)) == (cirklar(gra), texter(gra))
    assert not re.search("#(c62828|ef7d00|f2c500|3b8f3e|1565c0)", gra)


def test_egen_skattning_har_egen_form_och_streckad_linje():
    egna = [Punkt(date(2026, 10, 19), "gul", egen=True), Punkt(date(2027, 3, 15), "bla", egen=True)]
    svg = stegdiagram([*PUNKTER, *egna], HANDELSER, NIVAER)
    assert len(cirklar(svg)) == len(PUNKTER) + 1
    assert svg.count('stroke-dasharray="6 4"') == 1
    assert {"Bedömning", "Egen skattning"} <= set(texter(svg))
    assert "2027-03-15: Blå (egen skattning)." in las(svg).find("svg:desc", NS).text


def test_text_utifran_kan_inte_bli_markup():
    farlig = "<script>alert(\"1\")</script> & 'x'\x00\ud800"
    niva = Diagramniva("x", farlig, '"/><script/>')
    svg = stegdiagram([Punkt(date(2026, 10, 12), "x")], [Diagramhandelse(date(2026, 10, 12), farlig)], [niva])
    svg.encode()
    bild = las(svg)
    assert not list(bild.iterfind(".//svg:script", NS))
    assert "<script>alert(\"1\")</script> & 'x'" in texter(svg)


@pytest.mark.parametrize(
    ("dagar", "vantat"),
    [
        ((date(2026, 10, 12), date(2026, 10, 15)), ["12 okt", "13 okt", "14 okt", "15 okt"]),
        ((date(2026, 10, 12), date(2026, 11, 9)), ["12 okt", "19 okt", "26 okt", "2 nov", "9 nov"]),
        ((date(2026, 10, 12), date(2027, 2, 15)), ["nov", "dec", "jan", "feb"]),
        ((date(2026, 10, 12), date(2028, 6, 1)), ["jan", "apr", "juli", "okt", "jan", "apr"]),
        ((date(2020, 2, 29), date(2040, 2, 29)), ["jan", "jan", "jan", "jan"]),
    ],
)
def test_tidsaxeln_har_hogst_sex_streck(dagar, vantat):
    svg = stegdiagram([Punkt(d, "gul") for d in dagar], [], NIVAER)
    assert [t for t in texter(svg) if t.split()[-1] in MANADER] == vantat


@pytest.mark.parametrize(
    ("punkter", "handelser", "nivaer"),
    [
        ([], [], NIVAER),
        ([], [], []),
        ([], HANDELSER, NIVAER),
        ([Punkt(date(2026, 10, 12), "gul")], [], NIVAER),
        ([Punkt(date(2026, 10, 12), "okand")], [], NIVAER),
        (PUNKTER, [Diagramhandelse(date(2027, 3, 1), "Paus", pagar=True)], NIVAER),
    ],
)
def test_aven_litet_och_tomt_gar_att_rita(punkter, handelser, nivaer):
    svg = stegdiagram(punkter, handelser, nivaer)
    bild = las(svg)
    bredd, hojd = float(bild.get("width")), float(bild.get("height"))
    for x, y in cirklar(svg):
        assert 0 < x < bredd
        assert 0 < y < hojd
    assert "nan" not in svg
    if not cirklar(svg):
        assert "Inga mätningar än" in texter(svg)


def test_en_paus_som_pagar_har_inget_slut():
    paus = Diagramhandelse(date(2027, 3, 1), "Paus", pagar=True)
    assert beskriv(PUNKTER, [paus], NIVAER).endswith("Paus från 2027-03-01.")


@pytest.mark.anyio
async def test_diagrammet_visar_nivaer_start_och_paus(varld):
    _, vag = await startad(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange"))
    varld.klocka.stall(datetime(2026, 11, 2, 8, tzinfo=UTC))
    await anna.gor(vag, "pausa", skal="Sjukskriven.")
    varld.klocka.stall(datetime(2026, 11, 16, 8, tzinfo=UTC))
    await anna.gor(vag, "ateruppta")
    fel = await vera.skapa(f"{vag}/matningar", matning("2026-11-16", "bla"))
    await vera.skapa(f"{vag}/matningar", matning("2026-11-16", "gul", rattarId=fel["id"]))
    svar = await vera.hamta(f"{vag}/stegdiagram")
    assert (svar.status_code, svar.headers["content-type"]) == (200, "image/svg+xml")
    assert svar.headers["cache-control"] == "private, no-store"
    assert svar.headers["vary"] == "Accept"
    assert len(cirklar(svar.text)) == 2
    assert {"Start", "Paus"} <= set(texter(svar.text))
    igen = await vera.hamta(f"{vag}/stegdiagram")
    assert igen.content == svar.content
    oandrad = await vera.hamta(f"{vag}/stegdiagram", if_none_match=svar.headers["etag"])
    assert oandrad.status_code == 304
    tabell = (await anna.hamta(f"{vag}/stegdiagram", accept="application/json")).json()
    assert [(r["datum"], r["nivaNamn"]) for r in tabell["rader"]] == [("2026-10-12", "Orange"), ("2026-11-16", "Gul")]
    assert tabell["handelser"] == [
        {"datum": "2026-10-12", "text": "Start"},
        {"datum": "2026-11-02", "tom": "2026-11-16", "text": "Paus"},
    ]
    assert [n["namn"] for n in tabell["nivaer"]] == ["Orange", "Gul", "Grön", "Blå"]
    assert tabell["beskrivning"] == las(svar.text).find("svg:desc", NS).text
    assert (tabell["instrument"], tabell["instrumentVersion"]) == ("eskilstuna-programmodell", 1)
    annat = (await anna.hamta(f"{vag}/stegdiagram?instrument=okant", accept="application/json")).json()
    assert (annat["rader"], annat["nivaer"]) == ([], [])


@pytest.mark.anyio
async def test_diagrammet_visar_rod_bara_med_egen_behorighet(varld):
    _, vag = await startad(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    [rod] = await ge_rod(varld, "anna")
    await anna.skapa(f"{vag}/matningar", matning("2026-10-10", "rod", respondent="gemensam"), **rod)
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange"))
    med = await anna.hamta(f"{vag}/stegdiagram", **rod)
    assert len(cirklar(med.text)) == 2
    assert "Röd" in texter(med.text)
    for utan in (await anna.hamta(f"{vag}/stegdiagram"), await vera.hamta(f"{vag}/stegdiagram")):
        assert "Röd" not in utan.text
        assert {"Ej tillgänglig", "för aktivitet", "Orange"} <= set(texter(utan.text))
    tabell = (await vera.hamta(f"{vag}/stegdiagram", accept="application/json")).json()
    assert [r["niva"] for r in tabell["rader"]] == [OTILLGANGLIG, "orange"]
    assert tabell["nivaer"][0] == {"kod": OTILLGANGLIG, "namn": "Ej tillgänglig för aktivitet"}
    assert "rod" not in {n["kod"] for n in tabell["nivaer"]}
    utan_scope = " ".join(rollista.LAS - {"progression:las"})
    ovrig = await anna.hamta(f"{vag}/stegdiagram", authorization=f"Bearer {varld.token('anna', scope=utan_scope)}")
    assert ovrig.status_code == 403
