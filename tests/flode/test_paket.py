"""A message without any machine at AF: what to type, the package for the SDK client, and who has handed it over."""

import io
import json
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.core.journal import Atkomst
from app.flode.overlamning.models import Overlamning
from tests.flode.startat import startad
from tests.flode.test_budget import OVERST, satser
from tests.flode.test_samrad import FRAGA

pytestmark = pytest.mark.anyio
PDF = "application/pdf"
GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 a § SoL"}
ADRESS = "kommunsamverkan@arbetsformedlingen.example"


async def text_i(varld, vag):
    """The page, read and logged in few statements, the same bytes each time."""
    anna = varld.som("anna")
    with satser(varld) as sedda:
        svar = await anna.hamta(f"{vag}/paket", accept=PDF)
    assert (svar.status_code, svar.headers["content-type"]) == (200, PDF), svar.text
    assert len(sedda) <= OVERST["lasa"] + 1, sedda
    assert sum(s == "INSERT atkomstlogg" for s in sedda) == 1
    assert (await anna.hamta(f"{vag}/paket", accept=PDF)).content == svar.content
    pdf = PdfReader(io.BytesIO(svar.content))
    text = " ".join(sida.extract_text() for sida in pdf.pages)
    # Where a long word may be broken, and is if the line ends there.
    return pdf.metadata.title, " ".join(re.sub(r"\u200b\s*", "", text).split())


@pytest.mark.regel("AK-17", "DP-09")
async def test_en_overlamning_med_sdk_som_json_och_blad(varld):
    anna = varld.som("anna")
    arende, bestallning = await startad(varld, krav=False)
    lista = f"arenden/{arende['id']}/overlamningar"
    ny = {"slag": "informationsoverlamning", "kanal": "sdk", "bestallningId": bestallning.split("/")[1]}
    bild = await anna.skapa(lista, ny | {"planSammanfattning": "Språkträning.", "aktivitetskategori": "sprak"} | GRUND)
    vag = f"{lista}/{bild['id']}"
    paket = (await anna.hamta(f"{vag}/paket")).json()
    assert (paket["funktionsadress"], paket["referens"], paket["version"], paket["paketversion"]) == (
        ADRESS, bild["uniktId"], 0, 2,
    )  # fmt: skip
    assert paket["innehall"] == bild["paket"]
    assert paket["utlamnandeLagrum"] == "12 kap. 4 a § SoL"
    assert {"falt": "aktivitetskategori", "rubrik": "Aktivitetskategori", "varde": "Språk"} in paket["attSkrivaIn"]
    titel, text = await text_i(varld, vag)
    assert titel == "Information om deltagande i aktiviteter"
    for vantat in (
        f"Till: Arbetsförmedlingen Funktionsadress: {ADRESS}",
        "Begäran att delta, från 2026-10-12 till 2027-04-11",
        f"Referens: {bild['uniktId']}",
        "Lämnas ut med stöd av: uppgiftsskyldighet, 12 kap. 4 a § SoL",
        "Personnummer: 198502139804",
        "Utförande verksamhet: Klivet AB, 5599990016",
        "Timmar per vecka: 25",
        "Sammanfattning av planen Språkträning.",
    ):
        assert vantat in text, f"{vantat}\n{text}"
    assert "Amina" not in text
    assert (await anna.hamta(f"{vag}/paket", accept="image/png")).status_code == 406
    for vem, status in (("vera", 403), ("sven", 403), ("david", 404), ("bo", 403)):
        assert (await varld.som(vem).hamta(anna.adress(f"{vag}/paket"))).status_code == status, vem
    # The state is kept by hand: sent, then AF's receipt.
    sand = await anna.gor(vag, "markera_sand", datum="2026-10-12")
    assert sand["overlamnad"] == {"datum": "2026-10-12", "person": "anna.handlaggare"}
    klar = await anna.gor(vag, "registrera_kvittens", kvittensnummer="SDK-2026-1042")
    assert (klar["status"], klar["overlamnad"]["kvittensnummer"]) == ("kvitterad", "SDK-2026-1042")

    async def lagrat(arbete):
        forseglat = (await arbete.session.scalars(select(Overlamning.paket_forseglat))).all()
        last = select(Atkomst.id).where(Atkomst.objekttyp == "overlamning", Atkomst.slag == "las")
        return b"".join(forseglat), len((await arbete.session.scalars(last)).all())

    forseglat, lasningar = await varld.i_databasen(lagrat)
    assert b"198502139804" not in forseglat
    assert lasningar >= 3


@pytest.mark.regel("AK-14", "DP-09")
@pytest.mark.parametrize("kanal", ["manuell", "sdk"])
async def test_ett_samrad_utan_api_skrivs_in_eller_sands_av_en_manniska(varld, kanal):
    anna = varld.som("anna")
    arende = await anna.skapa(
        "arenden", {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
    )
    lista = f"arenden/{arende['id']}/samrad"
    bild = await anna.skapa(lista, FRAGA | {"kanal": kanal})
    vag = f"{lista}/{bild['id']}"
    assert (bild["leverans"]["status"], "utred" in bild["_links"]) == ("att_lamna", True)
    paket = (await anna.hamta(f"{vag}/paket")).json()
    assert paket["referens"] == bild["leverans"]["uniktId"]
    assert [(r["rubrik"], r["varde"]) for r in paket["attSkrivaIn"]] == [
        ("Personnummer", "198502139804"),
        ("Avsändande myndighet", "2120000357, Eskilstuna kommun, socialnämnden, anna.handlaggare"),
        ("Syfte", "Samråd före beslut."),
        ("Lagrum", "12 kap. 4 § SoL"),
        ("Fråga", "Är personen inskriven hos er?"),
        ("Svar önskas senast", "2026-10-19"),
    ]
    titel, text = await text_i(varld, vag)
    assert titel == "Samråd före beslut"
    assert "Är personen inskriven hos er?" in text
    i_morgon = {"typ": "lamna_manuellt", "datum": "2026-10-13", "kvittensnummer": "x"}
    assert (await anna.handelse(vag, i_morgon)).status_code == 422
    if kanal == "sdk":
        sand = await anna.gor(vag, "markera_sand", datum="2026-10-12")
        assert (sand["leverans"]["status"], "markera_sand" in sand["_links"]) == ("sand", False)
        klar = await anna.gor(vag, "registrera_kvittens", kvittensnummer="AF-7")
    else:
        nej = await anna.handelse(vag, {"typ": "markera_sand", "datum": "2026-10-12"})
        assert nej.json()["fel"][0]["kod"] == "fel_kanal"
        klar = await anna.gor(vag, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-7")
    lamnad = {"datum": "2026-10-12", "person": "anna.handlaggare", "kvittensnummer": "AF-7"}
    assert (klar["leverans"]["status"], klar["leverans"]["overlamnad"]) == ("mottagen", lamnad)
    assert "lamna_manuellt" not in klar["_links"]
    historik = [h["typ"] for h in (await anna.hamta(f"{vag}/handelser")).json()["handelser"]]
    assert historik[0] == "begar"
    assert json.dumps(historik).count("lamna_manuellt") == (kanal == "manuell")


async def test_en_fraga_som_af_inte_kan_ta_emot_lamnas_for_hand_i_stallet(varld):
    """The queued one is taken back."""
    anna = varld.som("anna")
    arende = await anna.skapa(
        "arenden", {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
    )
    lista = f"arenden/{arende['id']}/samrad"
    vag = f"{lista}/{(await anna.skapa(lista, FRAGA))['id']}"
    await anna.gor(vag, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-7")
    utkorg = (await varld.som("sara").hamta("utkorg")).json()
    assert (utkorg["vantande"], utkorg["parkerade"]) == (0, 0)
