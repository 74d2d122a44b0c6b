"""Pages to take home: plan, report and slutrapport in plain Swedish, for who may read them, and nothing else."""

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.flode.progression.models import Inlamning
from tests.flode import steg
from tests.flode.bestallt import bestall
from tests.flode.matt import ENKLA, ge_rod, matning, rapport, sprak
from tests.flode.slutat import deltagit, inlamnad
from tests.flode.startat import startad
from tests.flode.test_budget import OVERST, satser
from tests.flode.test_plan import ARBETSPLATS, aktivitet, pass_

pytestmark = pytest.mark.anyio
PDF = "application/pdf"
# Values of enumerations, field names and ids have no place on paper for the person that it is about.
KODORD = ("_", "pa_plats", "sprak ", "uppnatt", "inte_uppnatt", "vagledare", "arbetsplatsforlagd", "null", "None")


def text_i(svar):
    assert (svar.status_code, svar.headers["content-type"]) == (200, PDF), svar.text
    assert svar.headers["cache-control"] == "private, no-store"
    pdf = PdfReader(io.BytesIO(svar.content))
    assert pdf.root_object["/Lang"] == "sv-SE"
    assert len(pdf.pages) <= 2
    hela = re.sub(r"\u200b\s*", "", " ".join(sida.extract_text() for sida in pdf.pages))  # words broken at a line's end
    text = " ".join(hela.split())
    assert not [ord_ for ord_ in KODORD if ord_ in text]
    return pdf.metadata.title, text


async def utskriven(varld, vag, *namn):
    """The page, the same bytes for each who may print it, read and logged in few statements."""
    svar = []
    for ett in namn:
        with satser(varld) as sedda:
            svar.append(await varld.som(ett).hamta(vag, accept=PDF))
        assert len(sedda) <= OVERST["lasa"], sedda
        assert sum(s == "INSERT atkomstlogg" for s in sedda) == 1
    assert len({s.content for s in svar}) == 1
    oandrad = await varld.som(namn[0]).hamta(vag, accept=PDF, if_none_match=svar[0].headers["etag"])
    assert (oandrad.status_code, oandrad.content) == (304, b"")
    return text_i(svar[0])


async def plan_med_arbetsplats(varld, vag):
    vera = varld.som("vera")
    praktik = aktivitet(
        960,
        "arbetsplatsforlagd",
        aktivitet="Praktik i köket",
        arrangor="Eskilstuna kommun",
        tider=[pass_("torsdag", "08:00", "16:00"), pass_("fredag", "08:00", "16:00")],
        arbetsplats=ARBETSPLATS | {"riskbedomd": "2026-10-12"},
    )
    svenska = aktivitet(540, tider=[pass_(dag, "09:00", "12:00") for dag in ("mandag", "tisdag", "onsdag")])
    plan = await vera.skapa(
        f"{vag}/planer",
        {"gallerFran": "2026-10-19", "egenSyn": "Vill arbeta.\n#panic()", "aktiviteter": [svenska, praktik]},
    )
    return f"{vag}/planer/{plan['id']}"


async def test_planen_som_blad(varld):
    vag = await bestall(varld)
    plan = await plan_med_arbetsplats(varld, vag)
    titel, text = text_i(await varld.som("vera").hamta(plan, accept=PDF))
    assert titel == "Din plan"
    assert "Det här är ett utkast" in text
    await varld.som("vera").gor(plan, "foresla")
    await varld.som("anna").gor(plan, "godkann")
    _, text = await utskriven(varld, plan, "vera", "anna")
    for vantat in (
        "Planen är godkänd och börjar gälla den 19 oktober 2026.",
        "Namn: Amina Exempelsson",
        "måndag, tisdag och onsdag kl. 09:00–12:00 9 timmar",
        "Sammanlagt 25 timmar",
        "Äldreboendet Provet. Du är där från den 19 oktober 2026 till den 15 januari 2027.",
        "Det här vill vi nå • Yrkessvenska: T",
        "Vill arbeta. #panic()",
        "Din vägledare hos Klivet AB är Vera Vägledare.",
        "Din handläggare på Eskilstuna kommun är Anna Handläggare.",
        "Om något inte stämmer",
    ):
        assert vantat in text, f"{vantat}\n{text}"
    json = await varld.som("anna").hamta(plan)
    assert (json.headers["content-type"], json.headers["vary"]) == ("application/json", "Accept")
    assert (await varld.som("anna").hamta(plan, accept="image/png")).json()["kod"] == "ingen_sadan_form"
    for namn, status in (("david", 404), ("viktor", 404), ("bo", 403), ("cecilia", 200)):
        assert (await varld.som(namn).hamta(plan)).status_code == status, namn
        assert (await varld.som(namn).hamta(plan, accept=PDF)).status_code == status, namn


@pytest.mark.regel("DP-15")
async def test_ett_blad_om_en_skyddad_person_sager_inte_var_hon_finns(varld):
    vag = await bestall(varld, 2, skyddsniva="skyddad_folkbokforing")
    plan = await plan_med_arbetsplats(varld, vag)
    _, text = await utskriven(varld, plan, "vera", "anna")
    assert "Praktik i köket 16 timmar" in text
    for hemligt in ("Klivet", "Provet", "Hanna", "08:00", "torsdag", "Vera", "15 januari"):
        assert hemligt not in text
    assert (await varld.som("bo").hamta(plan, accept=PDF)).status_code == 404


@pytest.mark.regel("DP-27")
async def test_rapporten_som_blad(varld):
    _, vag = await startad(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    svar = [sprak("orange", (ENKLA[0], "nej"), (ENKLA[1], "ja"))]
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange", omraden=svar))
    ny = await vera.skapa(f"{vag}/progressionsrapporter", rapport(text="Kommer varje dag.\n$x$ *y*"))
    blad = f"{vag}/progressionsrapporter/{ny['id']}"
    utkast = await vera.hamta(blad, accept=PDF)
    assert (utkast.status_code, utkast.json()["kod"]) == (406, "inte_inlamnad")
    assert (await anna.hamta(blad, accept=PDF)).status_code == 404
    varld.klocka.stall(datetime(2026, 11, 2, 23, 30, tzinfo=UTC))
    await vera.gor(blad, "lamna_in")
    titel, text = await utskriven(varld, blad, "vera", "anna")
    assert titel == "Så går det för dig"
    for vantat in (
        "Rapporten är inlämnad till kommunen.",
        "Rapporten gäller: 1 oktober 2026 till 31 oktober 2026",
        "Inlämnad: 3 november 2026",
        "Kommer varje dag. $x$ *y*",
        "Språkpraktik i köket.",
        "Så har din vägledare bedömt 12 oktober 2026",
        "Samlad nivå Orange",
        "Förmåga att ta emot enkla muntliga instruktioner Nej",
    ):
        assert vantat in text, f"{vantat}\n{text}"
    await varld.i_databasen(_ar_rod, "0484")
    await anna.gor(blad, "godkann")
    _, text = await utskriven(varld, blad, "vera", "anna")
    assert "Kommunen har godkänt rapporten. Namn" in text
    assert "Samlad nivå Ej tillgänglig för aktivitet" in text
    [rod] = await ge_rod(varld, "anna")
    assert "Samlad nivå Röd" in text_i(await anna.hamta(blad, accept=PDF, **rod))[1]


async def _ar_rod(arbete):
    """As if what was frozen held a protected level."""
    inlamning = (await arbete.session.scalars(select(Inlamning))).one()
    inlamning.underlag = [m | {"niva": "rod"} for m in inlamning.underlag]


@pytest.mark.regel("AK-40")
async def test_slutrapporten_som_blad(varld):
    vag = await deltagit(varld)
    blad = await inlamnad(varld.som("vera"), vag)
    titel, text = await utskriven(varld, blad, "vera", "anna")
    assert titel == "Din slutrapport"
    for vantat in (
        "Varför insatsen slutar: Du har fått arbete; arbetsgivaren bekräftade det den 12 oktober 2026",
        "Har praktiserat i köket och fått arbete där.",
        "Du har nått målet. Som planerat.",
        "Yrkessvenska på kvällstid.",
        "Dina timmar under hela insatsen",
        "Du var där",
    ):
        assert vantat in text, f"{vantat}\n{text}"
    assert (await varld.som("viktor").hamta(blad, accept=PDF)).status_code == 404


async def test_bladet_visar_inte_det_som_inte_ar_slappt(varld):
    arende = (await startad(varld))[0]
    vag = (await varld.som("anna").hamta("bestallningar")).json()["bestallningar"][0]["id"]
    plan = await plan_med_arbetsplats(varld, f"bestallningar/{vag}")
    _, text = text_i(await varld.som("anna").hamta(plan, accept=PDF))
    for ord_ in (steg.PERSONNUMMER[0], steg.PERSONNUMMER[0][2:], arende["id"], "070-"):
        assert ord_ not in text


async def sagt(varld, blad, objekttyp, objekt_id, text, **mer):
    """The person's view of a record of the page's ärende; its path."""
    anna = varld.som("anna")
    vag = (await anna.hamta(blad)).json()["_links"]["invandningar"]["href"].partition("?")[0]
    ny = {"slag": "oriktig_uppgift", "datum": "2026-10-12", "framfordAv": "den_enskilde"} | mer
    rad = await anna.skapa(vag, ny | {"objekttyp": objekttyp, "objektId": objekt_id, "text": text})
    return f"{vag}/{rad['id']}"


async def veras(varld, blad):
    """The utförare's page and how many statements it is read in."""
    with satser(varld) as sedda:
        svar = await varld.som("vera").hamta(blad, accept=PDF)
    return svar.content, len(sedda)


async def bara_kommunens(varld, blad, forut, *vantade):
    """The kommun's page says it in no more statements, the utförare's is as it was (DP-26)."""
    with satser(varld) as sedda:
        _, text = text_i(await varld.som("anna").hamta(blad, accept=PDF))
    assert len(sedda) == forut[1]
    assert text == text_i(await varld.som("cecilia").hamta(blad, accept=PDF))[1]
    for vantat in vantade:
        assert text.count(vantat) == 1, f"{vantat}\n{text}"
    assert await veras(varld, blad) == forut
    return text


@pytest.mark.regel("DP-20", "DP-26")
async def test_bladet_har_den_enskildes_uppfattning_bredvid_det_som_den_galler(varld):
    vag = await deltagit(varld)
    vera, anna = varld.som("vera"), varld.som("anna")
    plan = f"{vag}/planer/{(await anna.hamta(f'{vag}/planer')).json()['planer'][0]['id']}"
    _, fore = text_i(await anna.hamta(plan, accept=PDF))
    assert "Vad du själv har sagt" not in fore
    den, forut = (await anna.hamta(plan)).json(), await veras(varld, plan)
    radera = await sagt(varld, plan, "planer", den["id"], "Stryk det.\n#panic()", slag="radering", framfordAv="ombud")
    av_aktiviteten = den["aktiviteter"][0]
    await sagt(varld, plan, "planaktiviteter", av_aktiviteten["id"], "Jag har aldrig sagt ja till det.")
    await sagt(varld, plan, "bestallningar", vag.split("/")[1], "Det står inte på planen.")
    text = await bara_kommunens(
        varld,
        plan,
        forut,
        "Den 12 oktober 2026 sade ditt ombud om planen att något ska tas bort: Stryk det. #panic()",
        f"Den 12 oktober 2026 sade du om aktiviteten {av_aktiviteten['aktivitet']} att något är fel: Jag har aldrig",
    )
    assert text.count("Kommunen har inte svarat ännu.") == 2
    assert "Det står inte på planen." not in text
    await anna.gor(radera, "vidhall", svar="Planen gallras med akten.")
    svaret = "Kommunen har inte ändrat uppgiften. Planen gallras med akten. (artikel 17.3 b"
    await bara_kommunens(varld, plan, forut, svaret, "Kommunen har inte svarat ännu.")

    slut = await inlamnad(vera, vag)
    forut = await veras(varld, slut)
    rattad = await sagt(varld, slut, "slutrapporter", slut.split("/")[-1], "Jag slutade tidigare.")
    await anna.gor(rattad, "ratta", svar="Dagen är ändrad.")
    rattat = (
        "sade du om rapporten att något är fel: Jag slutade tidigare. Kommunen har rättat uppgiften. Dagen är ändrad."
    )
    await bara_kommunens(varld, slut, forut, rattat)


@pytest.mark.regel("DP-20")
async def test_rapportens_blad_har_uppfattningen_om_rapporten_och_om_det_som_mattes(varld):
    _, vag = await startad(varld)
    vera = varld.som("vera")
    matt = await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange", omraden=[sprak("orange")]))
    ny = await vera.skapa(f"{vag}/progressionsrapporter", rapport())
    blad = f"{vag}/progressionsrapporter/{ny['id']}"
    varld.klocka.stall(datetime(2026, 11, 2, 8, 30, tzinfo=UTC))
    await vera.gor(blad, "lamna_in")
    forut = await veras(varld, blad)
    await sagt(varld, blad, "progressionsrapporter", ny["id"], "Jag kom varje dag.")
    await sagt(varld, blad, "matningar", matt["id"], "Jag förstår mer.", framfordAv="stallforetradare")
    await bara_kommunens(
        varld,
        blad,
        forut,
        "Den 12 oktober 2026 sade du om rapporten att något är fel: Jag kom varje dag.",
        "sade din ställföreträdare om mätningen 12 oktober 2026 att något är fel: Jag förstår mer.",
    )
