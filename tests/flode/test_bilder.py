"""The pictures beside the step chart: in each form, the same for the same facts, and no Röd without permission."""

import struct
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from app.katalog import rollista
from tests.flode.matt import ENKLA, OTILLGANGLIG, ge_rod, matning, sprak
from tests.flode.startat import startad
from tests.flode.test_budget import OVERST, satser

pytestmark = pytest.mark.anyio
NS = {"svg": "http://www.w3.org/2000/svg"}
BILDER = ("stegdiagram", "omradesdiagram", "skattningsdiagram", "timdiagram?fran=2026-10-05&tom=2026-11-22")


def las(svg):
    return ET.fromstring(svg)  # noqa: S314 - made by the function under test


def texter(svg):
    return " ".join(t.text for t in las(svg).iterfind(".//svg:text", NS))


def storlek(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


async def matt(varld):
    """An order with two measurements by the vägledare and one of the person's own."""
    _, vag = await startad(varld)
    vera = varld.som("vera")
    forst = [sprak("orange", (ENKLA[0], "nej"), (ENKLA[1], "ja"))]
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange", omraden=forst))
    varld.klocka.stall(datetime(2026, 12, 7, 8, tzinfo=UTC))
    nu = [sprak("gron", (ENKLA[0], "ja")), {"omrade": "digital_kompetens", "niva": "gul"}]
    await vera.skapa(f"{vag}/matningar", matning("2026-12-07", "gul", omraden=nu))
    egen = [sprak("gul", (ENKLA[0], "ja"), (ENKLA[1], "ej_bedomd"))]
    await vera.skapa(f"{vag}/matningar", matning("2026-12-07", "gul", respondent="egen", omraden=egen))
    return vag


async def test_varje_bild_finns_i_tre_former_med_samma_innehall(varld):
    vag = await matt(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    for bild in BILDER:
        svar = {}
        for form in ("image/svg+xml", "image/png", "application/json"):
            with satser(varld) as sedda:
                svar[form] = await vera.hamta(f"{vag}/{bild}", accept=form)
            assert sum(s.startswith("INSERT atkomstlogg") for s in sedda) == 1
            assert len(sedda) <= OVERST["lasa"], (bild, sedda)
            assert (svar[form].status_code, svar[form].headers["content-type"]) == (200, form)
            assert svar[form].headers["cache-control"] == "private, no-store"
            assert svar[form].headers["vary"] == "Accept"
        svg, png, tabell = (s for s in svar.values())
        rot = las(svg.text)
        assert rot.find("svg:desc", NS).text == tabell.json()["beskrivning"]
        assert storlek(png.content) == (2 * int(rot.get("width")), 2 * round(float(rot.get("height"))))
        for form, ett in svar.items():
            igen = await anna.hamta(f"{vag}/{bild}", accept=form)
            assert igen.content == ett.content
            if form != "application/json":
                samma = await anna.hamta(f"{vag}/{bild}", accept=form, if_none_match=ett.headers["etag"])
                assert (samma.status_code, samma.content) == (304, b"")
        assert (await vera.hamta(f"{vag}/{bild}")).content == svg.content
        ingen = await vera.hamta(f"{vag}/{bild}", accept="text/html")
        assert (ingen.status_code, ingen.json()["kod"]) == (406, "ingen_sadan_form")
        assert (await varld.som("david").hamta(f"{vag}/{bild}", accept="image/png")).status_code == 404


async def test_omraden_nu_mot_forst_och_egen_skattning_mot_personalens(varld):
    vag = await matt(varld)
    vera = varld.som("vera")
    omraden = (await vera.hamta(f"{vag}/omradesdiagram", accept="application/json")).json()
    assert [(r["namn"], r["respondent"], r.get("steg")) for r in omraden["rader"]] == [
        ("Språk", "egen", 0),
        ("Språk", "vagledare", 2),
        ("Digital kompetens", "vagledare", 0),
    ]
    assert omraden["rader"][1]["forklaring"] == "Först Orange 12 okt 2026, nu Grön 7 dec 2026: två steg upp."
    assert "Röd" not in texter((await vera.hamta(f"{vag}/omradesdiagram")).text)
    skattningar = (await vera.hamta(f"{vag}/skattningsdiagram", accept="application/json")).json()
    rader = {r.get("kod"): r["forklaring"] for r in skattningar["rader"]}
    assert rader[None] == "Personen själv Gul, vägledaren Gul. De är lika."
    assert rader["sprak"] == "Personen själv Gul, vägledaren Grön. Det skiljer ett steg."
    assert rader[ENKLA[1]] == "Personen själv ej bedömt, vägledaren ja. Bara en har bedömt."
    bild = las((await vera.hamta(f"{vag}/skattningsdiagram")).text)
    assert len(list(bild.iterfind(".//svg:line[@stroke-dasharray='6 4']", NS))) == 1


@pytest.mark.regel("DP-27")
async def test_rod_syns_inte_i_bilderna_utan_egen_behorighet(varld):
    _, vag = await startad(varld)
    anna, vera = varld.som("anna"), varld.som("vera")
    [rod] = await ge_rod(varld, "anna")
    await anna.skapa(f"{vag}/matningar", matning("2026-10-10", "rod", omraden=[sprak("rod")]), **rod)
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange", omraden=[sprak("orange")]))
    for bild in ("omradesdiagram", "skattningsdiagram"):
        assert "Röd" in texter((await anna.hamta(f"{vag}/{bild}", **rod)).text)
        for utan in (anna, vera):
            assert "Röd" not in (await utan.hamta(f"{vag}/{bild}")).text
            tabell = await utan.hamta(f"{vag}/{bild}", accept="application/json")
            assert '"rod"' not in tabell.text
    omraden = (await vera.hamta(f"{vag}/omradesdiagram", accept="application/json")).json()
    [rad] = omraden["rader"]
    assert (rad["forsta"]["niva"], "steg" in rad) == (OTILLGANGLIG, False)


async def test_tomma_bilder_och_den_som_inte_far(varld):
    _, vag = await startad(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    for bild in BILDER[1:3]:
        assert "Inget att visa än" in texter((await vera.hamta(f"{vag}/{bild}")).text)
        tom = (await vera.hamta(f"{vag}/{bild}?instrument=okant", accept="application/json")).json()
        assert tom["rader"] == []
        utan = " ".join(rollista.LAS - {"progression:las"})
        ovrig = await anna.hamta(f"{vag}/{bild}", authorization=f"Bearer {varld.token('anna', scope=utan)}")
        assert ovrig.status_code == 403
    veckor = (await vera.hamta(f"{vag}/timdiagram?vecka=2026-W42", accept="application/json")).json()["veckor"]
    assert [(v["vecka"], v["planerat"], v["mal"] > 0) for v in veckor] == [("2026-W42", 0, True)]
