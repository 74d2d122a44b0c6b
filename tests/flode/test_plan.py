"""The individual plan: drafted by the vägledare, approved by the nämnd, in force from its day until replaced."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.begrepp.parter import systemaktor
from app.flode.bestallning.models import Bestallning
from app.flode.plan.followers import trad_i_kraft
from app.flode.plan.models import Planaktivitet
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from tests.conftest import NYCKEL
from tests.flode.bestallt import bestall

pytestmark = pytest.mark.anyio

EGEN_SYN = "Vill tillbaka till vården."


def aktivitet(minuter=1500, kategori="sprak", **mer):
    return {
        "aktivitet": "Yrkessvenska",
        "kategori": kategori,
        "minuterPerVecka": minuter,
        "mal": "Ta emot muntliga instruktioner.",
        "omrade": "sprak",
        "arrangor": "Klivet AB",
    } | mer


def innehall(*aktiviteter, **mer):
    return {
        "gallerFran": "2026-10-19",
        "egenSyn": EGEN_SYN,
        "aktiviteter": list(aktiviteter) or [aktivitet()],
    } | mer


def pass_(veckodag, fran, till):
    return {"veckodag": veckodag, "fran": fran, "till": till}


ARBETSPLATS = {
    "namn": "Äldreboendet Provet",
    "typ": "kommun",
    "handledare": "Hanna Handledare",
    "fran": "2026-10-19",
    "tom": "2027-01-15",
    "riskbedomd": "2026-10-14",
    "forsakring": "Kommunens arbetsskadeförsäkring gäller.",
}


@pytest.fixture
async def vag(varld):
    return await bestall(varld)


@pytest.fixture
def anna(varld):
    return varld.som("anna")


@pytest.fixture
def vera(varld):
    return varld.som("vera")


async def utkast(vera, vag, *aktiviteter, **mer):
    plan = await vera.skapa(f"{vag}/planer", innehall(*aktiviteter, **mer))
    return f"{vag}/planer/{plan['id']}"


async def foreslagen(vera, vag, *aktiviteter, **mer):
    plan = await utkast(vera, vag, *aktiviteter, **mer)
    await vera.gor(plan, "foresla")
    return plan


async def godkand(anna, vera, vag, dag="2026-10-19"):
    plan = await foreslagen(vera, vag, gallerFran=dag)
    await anna.gor(plan, "godkann")
    return plan


async def status(person, plan):
    return (await person.hamta(plan)).json()["status"]


async def nekas(person, plan, kod, regel, **handelse):
    """The händelse is refused by a rule and changes nothing."""
    fore = (await person.hamta(plan)).json()
    svar = await person.handelse(plan, handelse)
    assert (svar.status_code, svar.json()["kod"]) == (409, "hinder"), svar.text
    assert (svar.json()["fel"][0]["kod"], svar.json().get("regel")) == (kod, regel)
    assert (await person.hamta(plan)).json() == fore


async def jobb(varld, idag):
    """The daily job, in a transaction of its own."""

    async def steg(arbete):
        return await trad_i_kraft(arbete, idag)

    return await varld.tjanster.transaktioner.kor(systemaktor("planer"), "", steg)


# --- from draft to force ---------------------------------------------------------------------------


async def test_fran_utkast_till_gallande(varld, anna, vera, vag):
    eget = aktivitet(300, "eget_jobbsokande", aktivitet="Eget jobbsökande", omrade="arbetsmarknad_samhalle")
    plan = await vera.skapa(f"{vag}/planer", innehall(aktivitet(1200), eget))
    assert (plan["nummer"], plan["utgava"], plan["status"], plan["version"]) == (1, 1, "utkast", 1)
    assert plan["utarbetare"] == ["vera.vagledare"]
    assert set(plan["_links"]) == {"self", "handelser", "andra", "foresla", "avsluta"}
    vag_plan = f"{vag}/planer/{plan['id']}"
    foreslag = await vera.gor(vag_plan, "foresla")
    assert (foreslag["status"], set(foreslag["_links"])) == ("foreslagen", {"self", "handelser"})
    ratt = await anna.gor(vag_plan, "godkann")
    assert (ratt["status"], ratt["godkandAv"]) == ("godkand", "anna.handlaggare")
    assert [(h["handelse"], h["kod"], h["regel"]) for h in ratt["hinder"]] == [("trad_i_kraft", "inte_an", "AK-13")]
    varld.klocka.flytta(timedelta(days=7))
    i_kraft = await anna.gor(vag_plan, "trad_i_kraft")
    assert (i_kraft["status"], i_kraft["gallerFran"]) == ("gallande", "2026-10-19")
    assert (await vera.hamta(vag_plan)).json()["status"] == "gallande"


@pytest.mark.regel("AK-11", "AK-12")
async def test_summorna_visas_rad_for_rad_med_eget_jobbsokande_for_sig(vera, vag):
    eget = aktivitet(300, "eget_jobbsokande")
    plan = await vera.skapa(f"{vag}/planer", innehall(aktivitet(900), aktivitet(300, "jobbsokande"), eget))
    rader = {(s["slag"], s.get("kategori")): s["minuterPerVecka"] for s in plan["summor"]}
    assert rader == {
        ("kategori", "sprak"): 900,
        ("kategori", "jobbsokande"): 300,
        ("kategori", "eget_jobbsokande"): 300,
        ("anvisat", None): 1200,
        ("eget_jobbsokande", None): 300,
        ("totalt", None): 1500,
        ("bestallt", None): 1500,
        ("tak", None): 2400,
        ("narvaromal", None): 1200,
        ("avvikelse", None): 0,
    }
    assert all(s["forklaring"] for s in plan["summor"])


async def test_det_som_skrivs_in_ar_det_som_syns(vera, vag):
    tider = [
        pass_("mandag", "09:00", "12:00"),
        pass_("onsdag", "13:00", "15:00"),
    ]
    praktik = aktivitet(300, "arbetsplatsforlagd", tider=tider, form="pa_plats", arbetsplats=ARBETSPLATS)
    praktik["paverkarForaldrapenning"] = True
    plan = await vera.skapa(f"{vag}/planer", innehall(praktik, avvikelseSkal="Börjar lugnt."))
    visad = plan["aktiviteter"][0]
    assert {k: v for k, v in visad.items() if k not in {"id", "nummer"}} == praktik
    assert (await vera.hamta(f"{vag}/planer/{plan['id']}")).json() == plan


async def test_en_godkand_plan_som_galler_fran_i_dag_trader_i_kraft_genast(anna, vera, vag):
    plan = await foreslagen(vera, vag, gallerFran="2026-10-12")
    svar = await anna.gor(plan, "godkann")
    assert svar["status"] == "gallande"
    historik = (await anna.hamta(f"{plan}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["skapa", "foresla", "godkann", "trad_i_kraft"]
    assert svar["version"] == 4


async def test_en_plan_galler_inte_fore_godkannandet(varld, anna, vera, vag):
    plan = await foreslagen(vera, vag, gallerFran="2026-10-13")
    varld.klocka.flytta(timedelta(days=2))
    await nekas(anna, plan, "galler_fran_passerat", "AK-13", typ="godkann")
    await nekas(anna, plan, "galler_fran_passerat", "AK-13", typ="godkann", gallerFran="2026-10-13")
    svar = await anna.gor(plan, "godkann", gallerFran="2026-10-14")
    assert (svar["status"], svar["gallerFran"]) == ("gallande", "2026-10-14")


async def test_trader_inte_i_kraft_fore_sin_dag(varld, anna, vera, vag):
    plan = await godkand(anna, vera, vag)
    varld.klocka.flytta(timedelta(days=6))
    await nekas(anna, plan, "inte_an", "AK-13", typ="trad_i_kraft")
    assert await jobb(varld, varld.klocka.idag()) == 0
    assert await status(anna, plan) == "godkand"


# --- sent back, changed ----------------------------------------------------------------------------


async def test_aterstalls_med_skal_andras_och_foreslas_igen(varld, anna, vera, vag):
    plan = await foreslagen(vera, vag)
    tillbaka = await anna.gor(plan, "atersand", skal="Målet är otydligt.")
    assert (tillbaka["status"], tillbaka["atersandSkal"]) == ("utkast", "Målet är otydligt.")
    await anna_far_inte(anna, plan, "andra", **innehall())
    ny = await vera.gor(plan, "andra", **innehall(aktivitet(900), aktivitet(600, "jobbsokande")))
    assert (ny["utgava"], [a["minuterPerVecka"] for a in ny["aktiviteter"]]) == (2, [900, 600])
    igen = await vera.gor(plan, "foresla")
    assert "atersandSkal" not in igen

    async def utgavor(arbete):
        rader = await arbete.alla(select(Planaktivitet).order_by(Planaktivitet.utgava, Planaktivitet.nummer))
        return [(a.utgava, a.minuter_per_vecka) for a in rader]

    assert await varld.i_databasen(utgavor, "0484") == [(1, 1500), (2, 900), (2, 600)]


async def anna_far_inte(person, plan, typ, **falt):
    svar = await person.handelse(plan, {"typ": typ, **falt})
    assert (svar.status_code, svar.json()["kod"]) == (403, "roll_far_inte")


async def test_ett_forslag_kan_inte_andras_och_ett_utkast_inte_godkannas(anna, vera, vag):
    plan = await utkast(vera, vag)
    svar = await anna.handelse(plan, {"typ": "godkann"})
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")
    await vera.gor(plan, "foresla")
    svar = await vera.handelse(plan, {"typ": "andra", **innehall()})
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")


async def test_vagledaren_godkanner_inte_och_handlaggaren_utarbetar_inte(anna, vera, vag):
    plan = await foreslagen(vera, vag)
    await anna_far_inte(vera, plan, "godkann")
    await anna_far_inte(vera, plan, "atersand", skal="x")
    svar = await anna.posta(f"{vag}/planer", innehall())
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (403, "roll_far_inte", "AK-13")


async def test_den_som_har_utarbetat_planen_godkanner_den_inte_ens_i_egen_regi(varld):
    vag = await bestall(varld, vagledare="egil.vagledare", samordnare="eva")
    plan = await foreslagen(varld.som("egil"), vag)
    token = utfarda(
        NYCKEL, varld.settings, rollista.KLIENT_ESKILSTUNA, "egil.vagledare", "arbetsledare", "plan:las plan:skriv",
        None, varld.klocka.nu(),
    )  # fmt: skip
    adress = f"/stegvis/v1/0484/{plan}"
    async with varld.klient({"authorization": f"Bearer {token}"}) as egil_i_namnden:
        fore = await egil_i_namnden.get(adress)
        assert fore.json()["hinder"][0] | {"kod": "egen_plan", "regel": "AK-13"} == fore.json()["hinder"][0]
        huvuden = {"if-match": fore.headers["etag"], "idempotency-key": "egen-plan"}
        svar = await egil_i_namnden.post(f"{adress}/handelser", json={"typ": "godkann"}, headers=huvuden)
    assert (svar.status_code, svar.json()["fel"][0]["kod"], svar.json()["regel"]) == (409, "egen_plan", "AK-13")
    assert (await varld.som("anna").gor(plan, "godkann"))["status"] == "godkand"


# --- what a plan must hold -------------------------------------------------------------------------


async def test_mindre_eller_mer_an_bestallt_kraver_skal(vera, vag):
    plan = await utkast(vera, vag, aktivitet(1080))
    await nekas(vera, plan, "timmar_avviker", "AK-09", typ="foresla")
    hinder = (await vera.hamta(plan)).json()["hinder"][0]
    assert hinder["meddelande"] == ("Planen har 18 h i veckan, 7 h mindre än de 25 h som är beställda. Ange skäl.")
    await vera.gor(plan, "andra", **innehall(aktivitet(1530)))
    assert "30 min mer" in (await vera.hamta(plan)).json()["hinder"][0]["meddelande"]
    await vera.gor(plan, "andra", **innehall(aktivitet(1080), avvikelseSkal="Läkarbesök på fredagar."))
    assert (await vera.gor(plan, "foresla"))["status"] == "foreslagen"


@pytest.mark.parametrize("tak", [40, 30])
async def test_over_bestallningens_tak_gar_inte_ens_med_skal(varld, vera, vag, tak):
    async def satt_tak(arbete):
        (await arbete.en(select(Bestallning))).timtak = tak

    await varld.i_databasen(satt_tak, "0484")
    for_mycket = innehall(aktivitet(tak * 60 - 60), aktivitet(61, "eget_jobbsokande"), avvikelseSkal="Vill mer.")
    svar = await vera.posta(f"{vag}/planer", for_mycket)
    assert (svar.status_code, svar.json()["regel"], svar.json()["fel"][0]["kod"]) == (422, "AK-07", "over_taket")
    assert (await vera.hamta(f"{vag}/planer")).json()["planer"] == []
    plan = await utkast(vera, vag, aktivitet(tak * 60 - 60), aktivitet(60, "eget_jobbsokande"), avvikelseSkal="Vill.")
    svar = await vera.handelse(plan, {"typ": "andra"} | for_mycket)
    assert (svar.status_code, svar.json()["regel"]) == (422, "AK-07")
    assert (await vera.gor(plan, "foresla"))["status"] == "foreslagen"


async def test_personens_egen_syn_ar_obligatorisk(vera, vag):
    plan = await utkast(vera, vag, egenSyn=None)
    await nekas(vera, plan, "egen_syn_saknas", "AK-39", typ="foresla")


async def test_en_tom_plan_kan_inte_foreslas(vera, vag):
    plan = await utkast(vera, vag, aktiviteter=[], avvikelseSkal="Inget än.")
    await nekas(vera, plan, "plan_tom", "AK-13", typ="foresla")


@pytest.mark.parametrize("falt", ["typ", "handledare", "fran", "tom", "riskbedomd", "forsakring"])
async def test_arbetsplatsforlagd_aktivitet_kraver_allt_om_arbetsplatsen(vera, vag, falt):
    brist = aktivitet(1500, "arbetsplatsforlagd", arbetsplats=ARBETSPLATS | {falt: None})
    plan = await utkast(vera, vag, brist)
    await nekas(vera, plan, "arbetsplats_ofullstandig", "AK-31", typ="foresla")
    await vera.gor(plan, "andra", **innehall(aktivitet(1500, "arbetsplatsforlagd", arbetsplats=ARBETSPLATS)))
    assert (await vera.gor(plan, "foresla"))["status"] == "foreslagen"


async def test_arbetsplatsforlagd_utan_arbetsplats_namner_allt_som_saknas(vera, vag):
    plan = await utkast(vera, vag, aktivitet(1500, "arbetsplatsforlagd"))
    hinder = (await vera.hamta(plan)).json()["hinder"][0]
    assert hinder["meddelande"] == (
        "Arbetsplatsförlagd aktivitet saknar arbetsplats, typ av arbetsplats, handledare, datum, riskbedömning, "
        "försäkring."
    )


async def test_barn_i_hushallet_kraver_namndens_bedomning_som_utforaren_inte_ser(varld, anna, vera):
    vag = await bestall(varld, barn={"antalBarn": 2})
    plan = await utkast(vera, vag)
    assert "barn" not in str((await vera.hamta(plan)).json()["hinder"]).lower()
    await vera.gor(plan, "foresla")
    await nekas(anna, plan, "barnets_basta_saknas", "AK-29", typ="godkann")
    ratt = await anna.gor(plan, "godkann", barnetsBasta="Hämtning hinns med.")
    assert ratt["namndensBarnetsBasta"] == "Hämtning hinns med."
    assert "namndensBarnetsBasta" not in (await vera.hamta(plan)).json()


async def test_vagledarens_egen_anteckning_om_barnets_basta_racker(varld, anna, vera):
    vag = await bestall(varld, barn={"antalBarn": 2})
    plan = await foreslagen(vera, vag, barnetsBasta="Förskolan har öppet under passen.")
    assert (await anna.gor(plan, "godkann"))["status"] == "godkand"


@pytest.mark.parametrize(
    ("rader", "falt", "kod"),
    [
        ([aktivitet(60, tider=[pass_("mandag", "09:00", "11:00")])], "0/tider", "tider_stammer_inte"),
        (
            [
                aktivitet(120, tider=[pass_("mandag", "09:00", "11:00")]),
                aktivitet(60, tider=[pass_("mandag", "10:30", "11:30")]),
            ],
            "1/tider",
            "tider_krockar",
        ),
        ([aktivitet(60, arbetsplats=ARBETSPLATS)], "0/arbetsplats", "fel_kategori"),
        ([aktivitet(60, tider=[pass_("mandag", "11:00", "11:00")])], "0/tider/0", "pass_bakvant"),
        ([aktivitet(60, tider=[pass_("mandag", "9:00", "11:00")])], "0/tider/0/fran", "for_kort"),
        ([aktivitet(60, tider=[pass_("mandag", "24:00", "24:30")])], "0/tider/0/fran", "form"),
        (
            [aktivitet(60, "arbetsplatsforlagd", arbetsplats=ARBETSPLATS | {"tom": "2026-10-18"})],
            "0/arbetsplats",
            "period_bakvand",
        ),
        ([aktivitet(0)], "0/minuterPerVecka", "for_litet"),
        ([aktivitet(60, omrade="halsa")], "0/omrade", "otillatet_val"),
    ],
)
async def test_ogiltigt_innehall_namner_stallet(vera, vag, rader, falt, kod):
    svar = await vera.posta(f"{vag}/planer", innehall(*rader))
    assert svar.status_code == 422
    assert (svar.json()["fel"][0]["falt"], svar.json()["fel"][0]["kod"]) == (f"/aktiviteter/{falt}", kod)
    assert (await vera.hamta(f"{vag}/planer")).json()["planer"] == []


# --- versions --------------------------------------------------------------------------------------


@pytest.mark.regel("AK-13")
async def test_den_senast_godkanda_galler_medan_en_ny_utarbetas(varld, anna, vera, vag):
    forsta = await godkand(anna, vera, vag, "2026-10-12")
    andra = await utkast(vera, vag, gallerFran="2026-11-02")
    assert await status(anna, forsta) == "gallande"
    await vera.gor(andra, "foresla")
    await anna.gor(andra, "godkann")
    assert await status(anna, forsta) == "gallande"
    gallande = (await vera.hamta(f"{vag}/planer?status=gallande")).json()["planer"]
    assert [p["nummer"] for p in gallande] == [1]
    varld.klocka.flytta(timedelta(days=21))
    assert await jobb(varld, varld.klocka.idag()) == 1
    gammal, ny = (await anna.hamta(forsta)).json(), (await anna.hamta(andra)).json()
    assert (gammal["status"], gammal["gallerTom"], gammal["ersattAv"]) == ("ersatt", "2026-11-01", ny["id"])
    assert (ny["status"], ny["nummer"]) == ("gallande", 2)


async def test_bara_en_plan_utarbetas_at_gangen(vera, anna, vag):
    forsta = await utkast(vera, vag)
    svar = await vera.posta(f"{vag}/planer", innehall())
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (409, "krock", "AK-13")
    assert svar.json()["planId"] == forsta.rpartition("/")[2]
    await vera.gor(forsta, "foresla")
    assert (await vera.posta(f"{vag}/planer", innehall())).status_code == 409
    await anna.gor(forsta, "avsluta", skal="Inte aktuell.")
    assert (await vera.skapa(f"{vag}/planer", innehall()))["nummer"] == 2


async def test_av_tva_samtidiga_utkast_blir_ett(varld, vera, vag):
    sven = varld.som("sven")
    svar = await asyncio.gather(*(p.posta(f"{vag}/planer", innehall()) for p in (vera, sven)))
    assert sorted(s.status_code for s in svar) == [201, 409]


async def test_ett_utkast_kan_laggas_ned_av_utforaren(vera, vag):
    plan = await utkast(vera, vag)
    svar = await vera.gor(plan, "avsluta", skal="Fel person.")
    assert (svar["status"], svar["avslutSkal"]) == ("avslutad", "Fel person.")
    assert "gallerTom" not in svar


async def test_en_gallande_plan_kan_avslutas_av_namnden(anna, vera, vag):
    plan = await godkand(anna, vera, vag, "2026-10-12")
    svar = await anna.gor(plan, "avsluta", skal="Arbete.")
    assert (svar["status"], svar["gallerTom"]) == ("avslutad", "2026-10-12")


async def test_en_senare_godkand_plan_ersatter_den_som_annu_inte_hunnit_galla(varld, anna, vera, vag):
    forsta = await godkand(anna, vera, vag, "2026-12-01")
    andra = await godkand(anna, vera, vag, "2026-11-01")
    assert await status(anna, forsta) == "ersatt"
    assert await jobb(varld, date(2026, 12, 15)) == 1
    assert await status(anna, andra) == "gallande"
    assert (await anna.hamta(forsta)).json()["ersattAv"] == andra.rpartition("/")[2]


# --- by the calendar -------------------------------------------------------------------------------


async def tre_planer(anna, vera, vag):
    return [await godkand(anna, vera, vag, dag) for dag in ("2026-10-19", "2026-11-02", "2026-11-16")]


async def bild(anna, planer):
    rader = [(await anna.hamta(p)).json() for p in planer]
    return [(r["status"], r["gallerFran"], r.get("gallerTom"), r.get("ersattAv")) for r in rader]


async def test_jobbet_ger_samma_dagar_sent_som_varje_dag(varld, anna, vera, vag):
    dagligen = await tre_planer(anna, vera, vag)
    for dag in range(40):
        await jobb(varld, date(2026, 10, 12) + timedelta(days=dag))
    annan = await bestall(varld, 1)
    sent = await tre_planer(anna, vera, annan)
    assert await jobb(varld, date(2026, 11, 20)) == 3
    assert await jobb(varld, date(2026, 11, 20)) == 0
    utan_id = [[r[:3] for r in await bild(anna, p)] for p in (dagligen, sent)]
    assert utan_id[0] == utan_id[1] == [
        ("ersatt", "2026-10-19", "2026-11-01"),
        ("ersatt", "2026-11-02", "2026-11-15"),
        ("gallande", "2026-11-16", None),
    ]  # fmt: skip


async def test_jobbet_ror_bara_planer_vars_dag_ar_inne(varld, anna, vera, vag):
    planer = await tre_planer(anna, vera, vag)
    assert await jobb(varld, date(2026, 11, 2)) == 2
    assert [s for s, *_ in await bild(anna, planer)] == ["ersatt", "gallande", "godkand"]


async def test_slutet_avslutar_planerna_och_ateroppnandet_ger_tillbaka_den_gallande(varld, anna, vera, vag):
    gallande = await godkand(anna, vera, vag, "2026-10-12")
    kommande = await godkand(anna, vera, vag, "2026-12-01")
    pagaende = await utkast(vera, vag)
    await halla_mote(varld, anna, vag)
    await vera.gor(vag, "starta")
    varld.klocka.flytta(timedelta(days=10))
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-23")
    assert [s for s, *_ in await bild(anna, [gallande, kommande, pagaende])] == ["avslutad"] * 3
    assert (await anna.hamta(gallande)).json()["gallerTom"] == "2026-10-23"
    svar = await vera.posta(f"{vag}/planer", innehall())
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "bestallning_inte_oppen")
    await anna.gor(vag, "ateroppna", skal="Misstag.")
    igen = (await anna.hamta(gallande)).json()
    assert igen["status"] == "gallande"
    assert "gallerTom" not in igen
    assert await status(anna, kommande) == "avslutad"


async def test_slutet_tar_med_en_plan_vars_dag_hann_komma_fore_jobbet(varld, anna, vera, vag):
    forsta = await godkand(anna, vera, vag, "2026-10-12")
    andra = await godkand(anna, vera, vag, "2026-10-20")
    await halla_mote(varld, anna, vag)
    await vera.gor(vag, "starta")
    varld.klocka.flytta(timedelta(days=10))
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-23")
    assert [r[:3] for r in await bild(anna, [forsta, andra])] == [
        ("ersatt", "2026-10-12", "2026-10-19"),
        ("avslutad", "2026-10-20", "2026-10-23"),
    ]


async def halla_mote(varld, anna, vag):
    mote = (await anna.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"][0]["id"]
    ny_tid = {"borjar": "2026-10-13T08:00:00Z", "slutar": "2026-10-13T09:00:00Z"}
    varld.klocka.flytta(timedelta(days=2))
    narvaro = {"individ": True, "vagledare": True, "socialsekreterare": True}
    await anna.gor(
        f"{vag}/uppstartsmoten/{mote}", "boka", nyTid=ny_tid, utfall={"typ": "genomfort", "narvaro": narvaro}
    )


# --- who -------------------------------------------------------------------------------------------


async def test_planen_utarbetas_forst_nar_bestallningen_ar_bekraftad(varld):
    vag = await bestall(varld, vagledare=None)
    svar = await varld.som("sven").posta(f"{vag}/planer", innehall())
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "bestallning_inte_oppen")


@pytest.mark.parametrize("namn", ["david", "britta", "bertil", "eva", "viktor"])
async def test_planen_finns_inte_for_den_som_inte_har_bestallningen(varld, vera, vag, namn):
    plan = await utkast(vera, vag)
    adress = f"/stegvis/v1/0484/{plan}"
    for sokvag in (adress, f"{adress}/handelser", adress.rpartition("/")[0]):
        svar = await varld.som(namn).hamta(sokvag)
        assert (svar.status_code, svar.json()["kod"]) == (404, "saknas")
    svar = await varld.som(namn).posta(f"{adress}/handelser", {"typ": "foresla"}, if_match='"1"')
    assert svar.status_code == 404
    svar = await varld.som(namn).posta(adress.rpartition("/")[0], innehall())
    assert svar.status_code == 404


async def test_en_annan_bestallnings_plan_finns_inte_under_den_har(varld, vera, vag):
    plan = await utkast(vera, vag)
    annan = await bestall(varld, 1)
    assert (await vera.hamta(f"{annan}/planer/{plan.rpartition('/')[2]}")).status_code == 404


async def test_en_skyddad_persons_plan_finns_bara_for_de_namngivna(varld, anna, vera):
    vag = await bestall(varld, 2, skyddsniva="skyddad_folkbokforing")
    plan = await foreslagen(vera, vag)
    for namn in ("bo", "cecilia", "viktor"):
        assert (await varld.som(namn).hamta(plan)).status_code == 404
    assert (await anna.gor(plan, "godkann"))["status"] == "godkand"


async def test_listan_visar_varken_timmar_mal_eller_arbetsplats(anna, vera, vag):
    await utkast(vera, vag, aktivitet(1500, "arbetsplatsforlagd", arbetsplats=ARBETSPLATS))
    rad = (await anna.hamta(f"{vag}/planer")).json()["planer"][0]
    assert set(rad) == {"id", "nummer", "status", "gallerFran", "skapad", "forsenad", "_links"}


async def test_historiken_har_inga_skal_eller_mal(anna, vera, vag):
    plan = await foreslagen(vera, vag)
    await anna.gor(plan, "atersand", skal="Hemligt skäl.")
    await vera.gor(plan, "andra", **innehall(avvikelseSkal="Sjukdom."))
    historik = (await anna.hamta(f"{plan}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["skapa", "foresla", "atersand", "andra"]
    for hemligt in ("Hemligt", "Sjukdom", EGEN_SYN, "instruktioner"):
        assert hemligt not in str(historik)


async def test_handelser_kraver_etag_och_stoppar_en_gammal(anna, vera, vag):
    plan = await utkast(vera, vag)
    svar = await vera.posta(f"{plan}/handelser", {"typ": "foresla"})
    assert svar.status_code == 428
    await vera.gor(plan, "foresla")
    svar = await anna.posta(f"{plan}/handelser", {"typ": "godkann"}, if_match='"1"')
    assert (svar.status_code, svar.json()["aktuellVersion"]) == (412, 2)


async def test_samma_plan_tva_ganger_ger_samma_svar_och_en_plan(vera, vag):
    forsta, igen = [await vera.posta(f"{vag}/planer", innehall(), idempotency_key="plan-1") for _ in range(2)]
    assert forsta.status_code == igen.status_code == 201
    assert (forsta.content, forsta.headers["location"]) == (igen.content, igen.headers["location"])
    assert len((await vera.hamta(f"{vag}/planer")).json()["planer"]) == 1
