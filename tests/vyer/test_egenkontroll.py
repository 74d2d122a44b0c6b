"""The egenkontroll and the progression of a nämnd, ordered, counted and read by those who may see what (AK-33)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.integrations.jobb import kor_jobb
from app.vyer.rapporter.korning import Raknare
from tests.conftest import ROT
from tests.flode import beslutat, steg
from tests.flode.matt import PROGRAMMODELL, ge_rod, matning
from tests.flode.startat import startad
from tests.katalog.eget import matt, publicerat

pytestmark = pytest.mark.anyio

ENHETER = (
    {"kod": "norr", "namn": "Norr", "fran": "2026-10-01"},
    {"kod": "soder", "namn": "Söder", "fran": "2026-10-01"},
)


async def rapporten(varld, sort, period, **mer):
    """A report that is complete: its path."""
    svar = await varld.som("cecilia").posta("rapporter", {"sort": sort, "period": period, **mer})
    assert svar.status_code == 202, svar.text
    assert await Raknare(varld.tjanster, per_gang=2).omgang() == 1
    return svar.headers["location"]


async def tabell(person, vag, namn):
    """One table of the content by what its rows are about."""
    svar = await person.hamta(f"{vag}/innehall")
    assert svar.status_code == 200, svar.text
    (funnen,) = [t for t in svar.json()["tabeller"] if t["namn"] == namn]
    tal = {"antal", "minst", "hogst", "veckor"}
    return {
        tuple(v for k, v in rad.items() if k not in tal): tuple(v for k, v in rad.items() if k in tal)
        for rad in funnen["rader"]
    }


async def namnden(varld):
    """One that waits, one of a protected person that does, one that runs without a plan, one that has nothing yet."""
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    await startad(varld)  # no plan
    for enhet in ENHETER:
        await cecilia.skapa("namndenheter", enhet)
    vantar = await steg.nytt_arende(anna, 1, enhet="norr")
    await steg.nytt_beslut(anna, vantar)
    skyddad = await steg.nytt_arende(anna, 2, enhet="norr", skyddsniva="sekretessmarkering")
    await steg.nytt_beslut(anna, skyddad)
    await steg.nytt_arende(anna, 3, enhet="soder")
    await steg.nytt_beslut(varld.som("david"), await steg.nytt_arende(varld.som("david"), 4))
    return vantar, skyddad


@pytest.mark.regel("AK-33", "AK-35", "T-10", "AK-10", "AK-13", "DP-03", "DP-15", "DP-30")
async def test_egenkontrollen_visar_arendena_for_den_som_far_och_dolda_tal_for_andra(varld):
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    vantar, skyddad = await namnden(varld)

    varld.klocka.stall(datetime(2027, 1, 12, 12, tzinfo=UTC))
    sista_dagen = await rapporten(varld, "egenkontroll", "2027-01")
    forut = {k[0] for k, v in (await tabell(cecilia, sista_dagen, "brister")).items() if v != (0,)}
    assert forut == {"plan_saknas"}, "the three months are not over, nor is the month"
    assert (await cecilia.hamta(sista_dagen)).json()["preliminar"] is True
    varld.klocka.stall(datetime(2027, 2, 1, 12, tzinfo=UTC))
    kand = {"kandVid": "2027-02-01T12:00:00Z"}
    rapport = await rapporten(varld, "egenkontroll", "2027-01", **kand)

    rader = (await cecilia.hamta(f"{rapport}/rader")).json()["rader"]
    funna = {(r["arendenummer"], r["varden"]["kontroll"]): r["varden"] for r in rader}
    norr = {"enhet": "norr"}
    egna = {k[1]: v for k, v in funna.items() if k[0] == vantar["arendenummer"]}
    assert egna == {
        "ej_paborjat": {"kontroll": "ej_paborjat", "regel": "T-10", "sedan": "2027-01-13", **norr},
        "aktivitet_saknas": {
            "kontroll": "aktivitet_saknas",
            "regel": "AK-10",
            "sedan": "2027-01-01",
            "tom": "2027-01-31",
            **norr,
        },
    }
    plan = {"kontroll": "plan_saknas", "regel": "AK-13", "sedan": "2026-10-12", "enhet": "utan_enhet"}
    assert plan in funna.values()
    assert not [k for k in funna if k[0] == skyddad["arendenummer"]], "DP-15: not even to the arbetsledare"
    assert all(set(r["_links"]) == {"arende"} for r in rader)

    brister = await tabell(cecilia, rapport, "brister")
    assert brister["ej_paborjat", "norr"] == (2,), "the protected person counts"
    assert {k: v for k, v in brister.items() if v != (0,)} == {
        ("ej_paborjat", "norr"): (2,),
        ("ej_paborjat", "hela_namnden"): (2,),
        ("aktivitet_saknas", "norr"): (2,),
        ("aktivitet_saknas", "hela_namnden"): (2,),
        ("plan_saknas", "utan_enhet"): (1,),
        ("plan_saknas", "hela_namnden"): (1,),
    }
    oppna = await tabell(cecilia, rapport, "oppna_arenden")
    assert oppna == {("norr",): (2,), ("soder",): (1,), ("utan_enhet",): (1,), ("hela_namnden",): (4,)}

    # A handläggare has the own cases, and figures in which nobody else can be told.
    hennes = (await anna.hamta(f"{rapport}/rader")).json()["rader"]
    (egen,) = [
        r for r in hennes if (r["arendenummer"], r["varden"]["kontroll"]) == (skyddad["arendenummer"], "ej_paborjat")
    ]
    assert "enhet" not in egen["varden"], "DP-15"
    assert (await varld.som("bo").hamta(f"{rapport}/rader")).json()["rader"] == []
    utan = {"authorization": f"Bearer {varld.token('cecilia', scope='rapport:las')}"}
    async with varld.klient(utan) as klient:
        assert (await klient.get(f"{rapport}/rader")).status_code == 403
        assert '"hogst":4' in (await klient.get(f"{rapport}/innehall")).text, "the figures are hidden for her then"
    dolda = await tabell(anna, rapport, "brister")
    assert dolda.keys() == brister.keys()
    assert {k: v for k, v in dolda.items() if k[1] != "hela_namnden" and v != (0, 4)} == {}
    assert {v for k, v in dolda.items() if k[1] == "hela_namnden"} == {(0, 4)}
    for namn, status in (("david", 404), ("vera", 403), ("sara", 404)):
        assert (await varld.som(namn).hamta(f"{rapport}/innehall")).status_code in {status, 403}, namn
    assert (await varld.som("david").hamta(f"{ROT}/0127/rapporter/{rapport.rpartition('/')[2]}")).status_code == 404

    # What is registered later changes nothing in what was known then.
    fore = (await cecilia.hamta(f"{rapport}/innehall")).content
    varld.klocka.flytta(timedelta(hours=1))
    await anna.gor(f"arenden/{vantar['id']}", "byt_enhet", enhet="soder")
    igen = await rapporten(varld, "egenkontroll", "2027-01", **kand)
    assert (await cecilia.hamta(f"{igen}/innehall")).content == fore
    nu = await rapporten(varld, "egenkontroll", "2027-01")
    assert (await tabell(cecilia, nu, "brister"))["ej_paborjat", "soder"] == (1,)


@pytest.mark.regel("DP-27", "DP-30")
async def test_progressionen_per_instrument_och_enhet_sager_aldrig_vem_som_ar_rod(varld):
    _, vag = await startad(varld)
    vera, anna, cecilia = varld.som("vera"), varld.som("anna"), varld.som("cecilia")
    await cecilia.skapa("namndenheter", ENHETER[0])
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange"))
    egen = matning("2026-10-12", "bla", respondent="egen")
    assert (await vera.posta(f"{vag}/matningar", egen)).status_code in {201, 422}
    varld.klocka.stall(datetime(2026, 11, 16, 12, tzinfo=UTC))
    fel = await vera.skapa(f"{vag}/matningar", matning("2026-11-16", "gron"))
    kand = {"kandVid": "2026-11-16T12:00:00Z"}
    varld.klocka.stall(datetime(2027, 1, 4, 12, tzinfo=UTC))
    await vera.skapa(f"{vag}/matningar", matning("2026-11-16", "gul", rattarId=fel["id"]))

    rapport = await rapporten(varld, "progression", "2026-K4")
    matta = await tabell(cecilia, rapport, "matta")
    assert matta[PROGRAMMODELL, "hela_namnden"] == matta[PROGRAMMODELL, "utan_enhet"] == (1,)
    assert matta[PROGRAMMODELL, "norr"] == (0,)
    nivaer = {k[1:3] for k, v in (await tabell(cecilia, rapport, "nivaer")).items() if v == (1,)}
    assert nivaer == {("forst", "orange"), ("senast", "gul")}
    riktning = {k[1:] for k, v in (await tabell(cecilia, rapport, "riktning")).items() if v == (1,)}
    assert riktning == {("upp", "utan_enhet"), ("upp", "hela_namnden")}
    tid = {k: v for k, v in (await tabell(cecilia, rapport, "tid")).items() if v != ()}
    assert tid == {(PROGRAMMODELL, "orange", e): (5,) for e in ("utan_enhet", "hela_namnden")}
    assert (await cecilia.hamta(f"{rapport}/rader")).json()["rader"] == []

    dolda = await tabell(anna, rapport, "riktning")
    assert {v[0] for v in dolda.values()} == {0}
    assert min(v[1] for v in dolda.values()) >= 4
    assert set((await tabell(anna, rapport, "tid")).values()) == {()}

    som_kant = await rapporten(varld, "progression", "2026-K4", **kand)
    nivaer = {k[1:3] for k, v in (await tabell(cecilia, som_kant, "nivaer")).items() if v == (1,)}
    assert nivaer == {("forst", "orange"), ("senast", "gron")}, "the correction was not known yet"

    (rod,) = await ge_rod(varld, "anna")
    svar = await anna.posta(f"{vag}/matningar", matning("2027-01-04", "rod", skal="x", respondent="vagledare"), **rod)
    assert svar.status_code == 201, svar.text
    varld.klocka.stall(datetime(2027, 4, 1, 12, tzinfo=UTC))
    for person in (cecilia, anna):
        senare = await rapporten(varld, "progression", "2027-K1")
        innehall = await person.hamta(f"{senare}/innehall")
        assert '"rod"' not in innehall.text
    riktning = {k[1:] for k, v in (await tabell(cecilia, senare, "riktning")).items() if v == (1,)}
    assert riktning == {("ej_jamforbar", "utan_enhet"), ("ej_jamforbar", "hela_namnden")}


async def test_namndens_eget_instrument_raknas_med(varld):
    _, vag = await startad(varld)
    vera, cecilia = varld.som("vera"), varld.som("cecilia")
    await publicerat(varld)
    for dag, varde in (("2026-10-12", 2), ("2026-11-16", 7)):
        varld.klocka.stall(datetime.fromisoformat(f"{dag}T12:00:00+00:00"))
        await vera.skapa(f"{vag}/matningar", matt(varde, dag, respondent="vagledare"))
    varld.klocka.stall(datetime(2027, 1, 4, 12, tzinfo=UTC))
    rapport = await rapporten(varld, "progression", "2026-K4")
    assert (await tabell(cecilia, rapport, "matta"))["egen-skala", "hela_namnden"] == (1,)
    riktning = {k for k, v in (await tabell(cecilia, rapport, "riktning")).items() if v == (1,)}
    assert riktning == {("egen-skala", "upp", "utan_enhet"), ("egen-skala", "upp", "hela_namnden")}


@pytest.mark.regel("DP-27", "DP-30")
async def test_nivaerna_per_enhet_som_bild_doljer_sma_grupper_for_alla(varld):
    _, vag = await startad(varld)
    vera, anna, cecilia = varld.som("vera"), varld.som("anna"), varld.som("cecilia")
    await cecilia.skapa("namndenheter", ENHETER[0])
    await vera.skapa(f"{vag}/matningar", matning("2026-10-12", "orange"))
    varld.klocka.stall(datetime(2027, 1, 4, 12, tzinfo=UTC))
    bild = f"{await rapporten(varld, 'progression', '2026-K4')}/nivadiagram"
    for person in (anna, cecilia):
        tabellen = (await person.hamta(bild, accept="application/json")).json()
        assert [(e["enhet"], e["namn"]) for e in tabellen["enheter"]] == [
            ("norr", "Norr"), ("utan_enhet", "Utan enhet"), ("hela_namnden", "Hela nämnden"),
        ]  # fmt: skip
        assert [n["namn"] for n in tabellen["enheter"][0]["nivaer"]] == [
            "Orange", "Gul", "Grön", "Blå", "Ej tillgänglig för aktivitet",
        ]  # fmt: skip
        assert [n for e in tabellen["enheter"] for n in e["nivaer"] if "antal" in n] == []
        svg = await person.hamta(bild, accept="image/svg+xml")
        assert svg.headers["content-type"] == "image/svg+xml"
        assert (svg.text.count("visas inte"), "Röd" in svg.text) == (
            3 * 5 * 2 + svg.text.count("röja någon visas inte"),
            False,
        )
    assert (await anna.hamta(bild, accept="image/png")).content.startswith(b"\x89PNG")
    ivo = await rapporten(varld, "ivo_kvartal", "2026-K4")
    assert (await cecilia.hamta(f"{ivo}/nivadiagram")).status_code == 404
    assert (await varld.som("david").hamta(bild)).status_code == 404


@pytest.mark.regel("T-02", "AK-33")
async def test_kravklockan_lases_som_den_stod_vid_brytpunkten(varld):
    """A month that is put right afterwards moves the clock, and not the figures that were known."""
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    arende = await beslutat.nytt_arende(anna)
    await kor_jobb(varld.tjanster, "kravklockor")
    varld.klocka.stall(datetime(2026, 12, 1, 12, tzinfo=UTC))
    kand = {"kandVid": "2026-12-01T12:00:00Z"}
    forst = await rapporten(varld, "egenkontroll", "2026-11", **kand)
    assert (await tabell(cecilia, forst, "brister"))["beslut_saknas", "hela_namnden"] == (1,)
    fore = (await cecilia.hamta(f"{forst}/innehall")).content

    varld.klocka.flytta(timedelta(hours=1))
    ratt = {"manad": "2026-09", "forsorjningsstod": False, "kalla": "Lifecare", "skal": "Utbetalningen återtogs."}
    await anna.skapa(f"arenden/{arende['id']}/bistandsmanader", ratt)
    assert await kor_jobb(varld.tjanster, "kravklockor") == 1
    igen = await rapporten(varld, "egenkontroll", "2026-11", **kand)
    assert (await cecilia.hamta(f"{igen}/innehall")).content == fore
    nu = await rapporten(varld, "egenkontroll", "2026-11")
    assert (await tabell(cecilia, nu, "brister"))["beslut_saknas", "hela_namnden"] == (0,)
