"""Changes of a sent order: typed facts that hold from their day, told only if something changes."""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.flode.bestallning.andring_models import Bestallningsandring
from app.flode.bestallning.andringar import timperioder_for
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.tidslinje import (
    Andringsfalt,
    Begard,
    Faktum,
    Ramar,
    Timperiod,
    brott,
    perioder,
    timmar_pa,
    timperioder,
    varde_pa,
)
from app.integrations.jobb import kor_jobb
from tests.flode import steg
from tests.flode.bestallt import bestall
from tests.flode.foreslaget import SKAL, andra, andringar
from tests.flode.startat import bekraftad, startad
from tests.flode.test_budget import satser

pytestmark = pytest.mark.anyio

FORSTA = date(2026, 10, 12)
TIMMAR = Andringsfalt.TIMMAR_PER_VECKA


def dag(n):
    return FORSTA + timedelta(days=n)


def den(varld, n):
    varld.klocka.stall(datetime(2026, 10, 12, 8, tzinfo=UTC) + timedelta(days=n))


async def jobbet(varld):
    return await kor_jobb(varld.tjanster, "andringar_galler")


async def sedd(person, vag):
    svar = await person.hamta(vag)
    assert svar.status_code == 200, svar.text
    return svar.json()


async def andrad(person, vag, *args, **nya):
    """A change that must be accepted; the order after it."""
    svar = await person.handelse(vag, andra(*args, **nya))
    assert svar.status_code == 200, svar.text
    return svar.json()


# --- pure: what holds on a day --------------------------------------------------------------------

# Day of registration, first day it holds, hours: registered in this order, never backwards in time.
REGISTRERADE = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12), st.integers(1, 5)), max_size=12).map(
    lambda steg_: sorted(((r, r + framat, t) for r, framat, t in steg_), key=lambda s: s[0])
)


def registrera(sent, steg_):
    """The facts as the service makes them: numbered, with the old value of the day, without those that change none."""
    fakta = []
    for _, n, timmar in steg_:
        gammalt = varde_pa(fakta, TIMMAR, sent, dag(n))
        if timmar != gammalt:
            fakta.append(Faktum(len(fakta) + 1, TIMMAR, dag(n), gammalt, timmar))
    return fakta


def kalender(sent, steg_, till):
    """An independent model: a wall calendar where each change writes its day; read off from the left."""
    skrivna = {n: timmar for _, n, timmar in steg_}
    ut, nu = [], sent
    for n in range(till):
        nu = skrivna.get(n, nu)
        ut.append(nu)
    return ut


@given(st.integers(1, 5), REGISTRERADE)
@example(3, [(0, 5, 4), (0, 2, 4), (1, 5, 3)])
def test_ordningen_av_fakta_ger_alltid_samma_varde_pa_en_dag(sent, steg_):
    fakta = registrera(sent, steg_)
    alla = timperioder(fakta, fakta[-1].nytt if fakta else sent)
    vantat = kalender(sent, [s for s in steg_ if (dag(s[1]), s[2]) in {(f.galler_fran, f.nytt) for f in fakta}], 20)
    per_dag = [timmar_pa(alla, dag(n)) for n in range(20)]
    assert per_dag == [varde_pa(fakta, TIMMAR, sent, dag(n)) for n in range(20)] == vantat
    random.Random(len(fakta)).shuffle(fakta)
    assert timperioder(fakta, 99) == alla or not fakta
    assert alla[0].fran is None
    assert all(a.timmar != b.timmar for a, b in pairwise(alla)), "a period is a change"


def test_ett_falt_som_inte_andrats_har_bestallningens_varde():
    fakta = [Faktum(1, TIMMAR, dag(5), 25, 20), Faktum(2, TIMMAR, dag(5), 20, 25), Faktum(3, TIMMAR, dag(9), 25, 10)]
    assert timperioder(fakta, 10) == (Timperiod(None, 25), Timperiod(dag(9), 10))
    assert [p.varde for p in perioder(fakta, Andringsfalt.MAL, "Praktik.")] == ["Praktik."]
    assert varde_pa(fakta, Andringsfalt.ONSKAT_SLUT, None, dag(9)) is None


RAMAR = {
    "idag": dag(0), "galler_fran": dag(0), "fore_start": True, "timtak": 30, "beslut_fran": dag(-5),
    "beslut_tom": dag(100), "start": dag(7), "slut": dag(90),
}  # fmt: skip


@pytest.mark.regel("AK-07", "AK-41")
@pytest.mark.parametrize(
    ("falt", "nytt", "ramar", "kod", "regel"),
    [
        ("timmar_per_vecka", 30, {}, None, None),
        ("timmar_per_vecka", 31, {}, "over_taket", "AK-07"),
        ("timmar_per_vecka", 20, {"galler_fran": dag(-1)}, "passerat", None),
        ("onskad_start", dag(0), {}, None, None),
        ("onskad_start", dag(-1), {}, "passerat", None),
        ("onskad_start", dag(8), {"fore_start": False}, "har_startat", None),
        ("onskad_start", dag(8), {"galler_fran": dag(1)}, "galler_genast", None),
        ("onskad_start", dag(90), {}, None, None),
        ("onskad_start", dag(91), {}, "ordning", None),
        ("onskad_start", dag(3), {"beslut_fran": dag(4)}, "utanfor_beslutet", "AK-41"),
        ("onskad_start", dag(101), {"slut": None}, "utanfor_beslutet", "AK-41"),
        ("onskat_slut", dag(100), {}, None, None),
        ("onskat_slut", dag(101), {}, "utanfor_beslutet", "AK-41"),
        ("onskat_slut", dag(500), {"beslut_tom": None}, None, None),
        ("onskat_slut", dag(7), {}, None, None),
        ("onskat_slut", dag(6), {}, "ordning", None),
        ("onskat_slut", dag(29), {"galler_fran": dag(30)}, "ordning", None),
        ("onskat_slut", None, {}, None, None),
        ("mal", "Annat.", {"beslut_tom": dag(-1)}, None, None),
    ],
)
def test_vad_en_andring_ska_halla_sig_till(falt, nytt, ramar, kod, regel):
    funna = list(brott([Begard(Andringsfalt(falt), nytt, SKAL)], Ramar(**RAMAR | ramar)))
    assert [(b.fel.kod, b.regel) for b in funna][:1] == ([] if kod is None else [(kod, regel)])


def test_start_och_slut_som_andras_ihop_provas_mot_varandra():
    ihop = [Begard(Andringsfalt.ONSKAD_START, dag(95), SKAL), Begard(Andringsfalt.ONSKAT_SLUT, dag(99), SKAL)]
    assert list(brott(ihop, Ramar(**RAMAR))) == []
    assert [b.fel.falt for b in brott(ihop[:1], Ramar(**RAMAR))] == ["/andringar/0/nytt"]


# --- stories --------------------------------------------------------------------------------------


async def test_en_andring_ar_ett_faktum_som_bada_parter_laser(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    fore = await sedd(vera, vag)
    nya = {
        "timmar_per_vecka": 20, "onskat_slut": "2027-02-28", "mal": "Vård och omsorg.", "behov": "Hiss.",
        "enhet": "klivet-centrum", "onskad_start": "2026-10-26",
    }  # fmt: skip
    efter = await andrad(anna, vag, **nya)
    falt = {
        "timmarPerVecka": 20, "onskatSlut": "2027-02-28", "mal": "Vård och omsorg.", "behov": "Hiss.",
        "enhet": "klivet-centrum", "onskadStart": "2026-10-26",
    }  # fmt: skip
    assert {n: efter[n] for n in falt} == falt
    assert (efter["version"], efter["status"]) == (fore["version"] + 1, fore["status"])
    (handelse, *_) = (await sedd(vera, vag))["handelser"]
    assert (handelse["typ"], handelse["uppgifter"]) == (
        "andra_bestallning", {"falt": sorted(nya), "gallerFran": "2026-10-12"}
    )  # fmt: skip
    rader = await andringar(vera, vag)
    assert [r["nummer"] for r in rader] == [1, 2, 3, 4, 5, 6]
    per_falt = {r["falt"]: r for r in rader}
    assert [per_falt["timmar_per_vecka"][n] for n in ("gammalt", "nytt")] == [25, 20]
    assert [per_falt["onskat_slut"].get(n) for n in ("gammalt", "nytt")] == [None, "2027-02-28"]
    for kanslig in ("Hiss", "Vård och", "klivet-centrum", SKAL):
        assert kanslig not in str(rader), "a list carries no needs, places or reasons (DP-03, DP-15)"
    for vem in (anna, vera):
        en = await sedd(vem, f"{vag}/andringar/{per_falt['behov']['id']}")
        assert (en["nytt"], en["skal"], en["registreradAv"]) == ("Hiss.", SKAL, "anna.handlaggare")
    for vem, status in (("viktor", 404), ("eva", 404), ("david", 404), ("bo", 403)):
        for adress in (f"{vag}/andringar", f"{vag}/andringar/{rader[0]['id']}"):
            assert (await varld.som(vem).hamta(adress)).status_code == status
    tomt = await andrad(anna, vag, behov=None, enhet=None)
    assert not {"behov", "enhet"} & tomt.keys()


async def test_den_som_inget_andrar_far_ja_men_ingen_handelse(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    fore = await sedd(vera, vag)
    for _ in range(2):
        assert (await andrad(anna, vag, timmar_per_vecka=25, mal=fore["mal"]))["version"] == fore["version"]
    assert (await sedd(vera, vag))["handelser"] == fore["handelser"]
    assert await andringar(anna, vag) == []
    delvis = await andrad(anna, vag, timmar_per_vecka=24, mal=fore["mal"])
    assert delvis["handelser"][0]["uppgifter"]["falt"] == ["timmar_per_vecka"]
    framat = await andrad(anna, vag, "2026-12-01", timmar_per_vecka=10)
    assert (framat["version"], framat["timmarPerVecka"]) == (delvis["version"] + 1, 24)
    assert (await andrad(anna, vag, "2027-01-01", timmar_per_vecka=10))["version"] == framat["version"]
    assert (await andrad(anna, vag, "2026-11-01", timmar_per_vecka=24))["version"] == framat["version"]
    angrad = await andrad(anna, vag, "2026-12-01", timmar_per_vecka=24)
    assert angrad["version"] == framat["version"] + 1
    den(varld, 60)
    assert await jobbet(varld) == 1
    assert (await sedd(anna, vag))["version"] == angrad["version"], "two changes that cancel out change nothing"
    utan = await anna.posta(f"{vag}/handelser", andra(timmar_per_vecka=24))
    gammal = await anna.posta(f"{vag}/handelser", andra(timmar_per_vecka=24), if_match='"1"')
    assert (utan.status_code, gammal.status_code) == (428, 412), "a no is a no, also when nothing would change"


@pytest.mark.regel("AK-07", "AK-41")
async def test_vad_kommunen_inte_far_andra(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    arende, vag = await bekraftad(varld)
    _, gaende = await startad(varld, 1, krav=False)
    utkast = await steg.nytt_utkast(anna, await steg.nytt_beslut(anna, await steg.nytt_arende(anna, 2)))
    barn = {"antalBarn": 1, "yngstaBarnFyllerAtta": "2026-11-02"}
    await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter=barn)
    for kropp, status, regel in (
        (andra(timmar_per_vecka=31), 422, "AK-07"),
        (andra("2026-11-01", timmar_per_vecka=31), 422, "AK-07"),
        (andra(onskat_slut="2027-04-12"), 422, "AK-41"),
        (andra("2027-04-12", timmar_per_vecka=20), 409, "AK-41"),
        (andra("2026-10-11", timmar_per_vecka=20), 409, "AK-41"),
        (andra(timmar_per_vecka=41), 422, None),
        (andra(timmar_per_vecka=None), 422, None),
        (andra(mal=None), 422, None),
        (andra(utforare_id="x"), 422, None),
        ({"typ": "andra_bestallning", "andringar": []}, 422, None),
        (andra() | {"andringar": andra(behov="A")["andringar"] * 2}, 422, None),
    ):
        nej = await anna.handelse(vag, kropp)
        hittad = nej.json().get("regel")
        assert (nej.status_code, hittad if regel else None) == (status, regel), (kropp, nej.text)
    assert (await vera.handelse(vag, andra(timmar_per_vecka=20))).status_code == 403
    assert await andringar(anna, vag) == []
    assert (await andrad(anna, vag, "2026-11-02", timmar_per_vecka=40))["timmarPerVecka"] == 25
    den(varld, 21)
    assert (await jobbet(varld), (await sedd(anna, vag))["timmarPerVecka"]) == (1, 40)
    nej = await anna.handelse(vag, andra("2026-11-01", timmar_per_vecka=20))
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (422, "passerat")
    nej = await anna.handelse(gaende, andra(onskad_start="2026-11-16"))
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (422, "har_startat")
    await anna.gor(gaende, "pausa", skal="Sjuk.")
    assert (await andrad(anna, gaende, timmar_per_vecka=15))["status"] == "pausad"
    await anna.gor(gaende, "avsluta", orsak="studier", slutDatum="2026-11-02")
    assert (await anna.handelse(gaende, andra(timmar_per_vecka=20))).status_code == 409
    nej = await anna.handelse(f"bestallningar/{utkast['id']}", andra(timmar_per_vecka=20))
    assert nej.status_code == 409, "a draft is changed by andra"


async def test_det_som_hunnit_bli_dags_galler_vid_slutet_aven_utan_jobb(varld):
    anna = varld.som("anna")
    vagar = [(await startad(varld, i, krav=False))[1] for i in (0, 1)]
    for vag in vagar:
        await andrad(anna, vag, "2026-10-20", timmar_per_vecka=20)
        await andrad(anna, vag, "2026-10-24", timmar_per_vecka=10)
        await andrad(anna, vag, "2026-11-20", timmar_per_vecka=5)
    den(varld, 14)
    await anna.gor(vagar[0], "avsluta", orsak="studier", slutDatum="2026-10-22")
    order = await sedd(anna, vagar[0])
    assert (order["timmarPerVecka"], [h["typ"] for h in order["handelser"]][:2]) == (20, ["andring_galler", "avsluta"])
    assert await jobbet(varld) == 1
    assert [(await sedd(anna, v))["timmarPerVecka"] for v in vagar] == [20, 10], "what ended is not changed"
    await anna.gor(vagar[0], "ateroppna", skal="Av misstag.")
    assert await jobbet(varld) == 1
    assert await jobbet(varld) == 0
    order = await sedd(anna, vagar[0])
    assert (order["timmarPerVecka"], order["handelser"][0]["part"]) == (10, "system")
    den(varld, 39)
    assert (await andrad(anna, vagar[1], timmar_per_vecka=7))["timmarPerVecka"] == 7
    typer = [h["typ"] for h in (await sedd(anna, vagar[1]))["handelser"]]
    assert typer[:2] == ["andra_bestallning", "andring_galler"], "what was due first, then the new"
    assert await jobbet(varld) == 1
    assert [(await sedd(anna, v))["timmarPerVecka"] for v in vagar] == [5, 7]


async def _vandring(varld, vag, steg_, *, dagligen):
    """Register the steps on their days; the job runs each day, or once at the end."""
    anna = varld.som("anna")
    for n in range(15):
        den(varld, n)
        if dagligen:
            await jobbet(varld)
        for _, framat, falt, varde in (s for s in steg_ if s[0] == n):
            await andrad(anna, vag, str(dag(n + framat)), **{falt: varde})
    await jobbet(varld)
    assert await jobbet(varld) == 0
    return await sedd(anna, vag)


@pytest.mark.parametrize("fro", range(3))
async def test_dagliga_korningar_och_en_sen_ger_samma_bestallning(varld, fro):
    slump = random.Random(fro)
    val = {"timmar_per_vecka": (5, 10, 15, 25), "mal": ("Ett.", "Två."), "onskat_slut": ("2027-02-01", "2027-03-01")}
    steg_ = []
    for n in sorted(slump.randrange(12) for _ in range(9)):
        falt = slump.choice(sorted(val))
        steg_.append((n, slump.choice((0, 1, 2, 5)), falt, slump.choice(val[falt])))
    orders = [await bestall(varld, i) for i in (0, 1)]
    daglig, sen = [
        await _vandring(varld, vag, steg_, dagligen=dagligen)
        for vag, dagligen in zip(orders, (True, False), strict=True)
    ]
    falt = ("timmarPerVecka", "mal", "onskatSlut", "version")
    assert {n: daglig.get(n) for n in falt} == {n: sen.get(n) for n in falt}
    dagar = [
        sorted(str(h["uppgifter"]) for h in order["handelser"] if h["typ"] == "andring_galler")
        for order in (daglig, sen)
    ]
    assert dagar[0] == dagar[1]
    fakta = [[(r["falt"], r["gallerFran"], r["nummer"]) for r in await andringar(varld.som("anna"), v)] for v in orders]
    assert fakta[0] == fakta[1]
    for vag, order in zip(orders, (daglig, sen), strict=True):
        await varld.i_databasen(lambda arbete, v=vag, o=order: _vikt(arbete, v, o), "0484")


async def _vikt(arbete, vag, order):
    """The facts folded over what the order was sent with are the order as it stands."""
    egen = UUID(vag.split("/")[1])
    b = await arbete.en(select(Bestallning).where(Bestallning.id == egen))
    rader = await arbete.alla(select(Bestallningsandring).where(Bestallningsandring.bestallning_id == egen))
    fakta = [r.faktum for r in rader]
    sant = {TIMMAR: 25, Andringsfalt.ONSKAT_SLUT: None, Andringsfalt.MAL: "Praktik inom vård och yrkessvenska."}
    for falt, varde in sant.items():
        assert perioder(fakta, falt, getattr(b, falt))[0].varde == varde
        assert varde_pa(fakta, falt, getattr(b, falt), dag(14)) == getattr(b, falt)
    (timmar,) = (await timperioder_for(arbete, [b])).values()
    assert timmar_pa(timmar, dag(14)) == b.timmar_per_vecka == order["timmarPerVecka"]


# --- what stays -----------------------------------------------------------------------------------


async def test_av_samtidiga_andringar_med_samma_version_gors_en(varld):
    anna = varld.som("anna")
    vag = await bestall(varld)
    etag = (await anna.hamta(vag)).headers["etag"]
    kroppar = [andra(timmar_per_vecka=n) for n in (10, 11, 12, 13)]
    svar = await asyncio.gather(*(anna.posta(f"{vag}/handelser", k, if_match=etag) for k in kroppar))
    assert sorted(s.status_code for s in svar) == [200, 412, 412, 412]
    (fakta,) = await andringar(anna, vag)
    assert (await sedd(anna, vag))["timmarPerVecka"] == fakta["nytt"]


async def test_fakta_laggs_bara_till(varld):
    if varld.sort == "sqlite":
        pytest.skip("SQLite has no roles")
    anna = varld.som("anna")
    vag = await bestall(varld)
    await andrad(anna, vag, timmar_per_vecka=20)

    async def skriv_om(arbete):
        rad = (await arbete.alla(select(Bestallningsandring)))[0]
        rad.skal = "Ett annat skäl."
        await arbete.session.flush()

    with pytest.raises(DBAPIError, match="permission denied for table bestallningsandringar"):
        await varld.i_databasen(skriv_om, "0484")


async def test_budgeten_for_andringar_halls(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await bekraftad(varld, krav=False)
    kropp, etag = andra("2026-11-01", timmar_per_vecka=20), (await anna.hamta(vag)).headers["etag"]
    with satser(varld) as sedda:
        assert (await anna.posta(f"{vag}/handelser", kropp, if_match=etag)).status_code == 200
    pausa = {"typ": "byt_vagledare", "vagledare": "viktor.vagledare", "skal": "Ledig."}
    with satser(varld) as som_annars:
        assert (await varld.som("sven").handelse(vag, pausa)).status_code == 200
    tillagg = {"SELECT beslut", "SELECT bestallningsandringar", "INSERT bestallningsandringar"}
    assert tillagg <= set(sedda)
    assert len(sedda) <= len(som_annars), "as any händelse on an order"
    varlden = varld.som("viktor")
    (rad,) = await andringar(varlden, vag)
    for adress in (f"{vag}/andringar", f"{vag}/andringar/{rad['id']}"):
        with satser(varld) as sedda:
            assert (await anna.hamta(adress)).status_code == 200
        assert len(sedda) <= 4, sedda
    assert (await vera.hamta(f"{vag}/andringar")).status_code == 404
