"""What was true then and what was known then, of an ärende, a plan and a level."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.begrepp.tid import StallbarKlocka
from app.core.time_pictures import Andring, Vid, da
from tests.flode import matt, steg
from tests.flode.bestallt import bestall
from tests.flode.startat import startad
from tests.flode.test_budget import OVERST, satser
from tests.flode.test_plan import aktivitet, innehall, jobb, utkast

pytestmark = pytest.mark.anyio
RAM = {"_links", "hinder", "_tid"}


def z(tid):
    return tid.isoformat().replace("+00:00", "Z")


def utan_ram(svar):
    assert svar.status_code == 200, svar.text
    return {namn: varde for namn, varde in svar.json().items() if namn not in RAM}


async def da_var(person, vag, *, giltig=None, kand=None):
    """The answer of then, which can neither be acted on nor be mistaken for the one of today."""
    tid = ({"giltigVid": giltig} if giltig else {}) | ({"kandVid": z(kand)} if kand else {})
    svar = await person.hamta(f"{vag}?{urlencode(tid)}")
    if svar.status_code == 200:
        assert svar.json()["_tid"] == tid
        assert set(svar.json()["_links"]) == {"self", "nu"}
        assert (await person.hamta(svar.json()["_links"]["self"]["href"])).content == svar.content
        assert not svar.json().get("hinder")
        assert "etag" not in svar.headers
    return svar


def fel(svar):
    return svar.status_code, svar.json()["kod"], [f["falt"] for f in svar.json().get("fel", [])]


@pytest.mark.regel("DP-04", "DP-15")
async def test_arendet_som_det_var_kant_och_som_det_gallde(varld):
    anna, bo, cecilia = varld.som("anna"), varld.som("bo"), varld.som("cecilia")
    fore = varld.klocka.nu() - timedelta(seconds=1)
    vag = f"arenden/{(await steg.nytt_arende(anna, antalBarn=1))['id']}"
    forst, nar_forst = await anna.hamta(vag), varld.klocka.nu()
    varld.klocka.flytta(timedelta(days=3))
    await anna.gor(vag, "andra", uppgifter={"telefon": "070-0000000", "adress": None})
    sedan, nar_sedan = await anna.hamta(vag), varld.klocka.nu()
    varld.klocka.flytta(timedelta(days=7))
    # Told on the 22nd: there were two children from the 13th on.
    await anna.gor(vag, "andra", uppgifter={"antalBarn": 2}, gallerFran="2026-10-13")
    nu = await anna.hamta(vag)
    assert utan_ram(await da_var(anna, vag, kand=nar_forst)) == utan_ram(forst)
    assert utan_ram(await da_var(anna, vag, kand=nar_sedan)) == utan_ram(sedan)
    assert utan_ram(await da_var(anna, vag, kand=varld.klocka.nu())) == utan_ram(nu)
    den_fjortonde = utan_ram(await da_var(anna, vag, giltig="2026-10-14"))
    assert (den_fjortonde["antalBarn"], den_fjortonde["telefon"]) == (2, "070-1740605")
    assert utan_ram(await da_var(anna, vag, giltig="2026-10-12"))["antalBarn"] == 1
    # What was known on the 15th of the 14th: one child.
    assert utan_ram(await da_var(anna, vag, giltig="2026-10-14", kand=nar_sedan))["antalBarn"] == 1
    assert utan_ram(await da_var(anna, vag, giltig="2027-01-01")) == utan_ram(nu)
    assert fel(await da_var(anna, vag, kand=fore))[:2] == (404, "saknas")
    assert fel(await da_var(anna, vag, giltig="2026-10-11"))[:2] == (404, "saknas")
    framat = varld.klocka.nu() + timedelta(seconds=1)
    assert fel(await da_var(anna, vag, kand=framat)) == (422, "tid_i_framtiden", ["kandVid"])
    assert fel(await anna.handelse(vag, {"typ": "andra", "uppgifter": {"antalBarn": 3}, "gallerFran": "2026-10-23"})) == (
        422, "ogiltigt_innehall", ["/gallerFran"],
    )  # fmt: skip
    assert fel(await anna.hamta(f"{vag}?giltigVid=igar"))[0] in {400, 422}
    # Somebody else's from now on: it is today's assignment that counts, and today's protection.
    await anna.gor(vag, "byt_handlaggare", handlaggare="bo.handlaggare")
    assert (await da_var(anna, vag, kand=nar_forst)).json()["kod"] == "inte_tilldelad"
    assert utan_ram(await da_var(bo, vag, kand=nar_forst))["handlaggare"] == "anna.handlaggare"
    assert utan_ram(await da_var(cecilia, vag, kand=nar_forst)) == utan_ram(forst)
    await bo.gor(vag, "andra", uppgifter={"skyddsniva": "skyddad_folkbokforing"})
    assert (await da_var(cecilia, vag, kand=nar_forst)).json()["kod"] == "saknas"
    assert utan_ram(await da_var(bo, vag, kand=nar_forst))["skyddsniva"] == "ingen"


@pytest.mark.regel("AK-13")
async def test_planen_som_gallde_och_den_som_kommer_att_galla(varld):
    anna, vera, bo = varld.som("anna"), varld.som("vera"), varld.som("bo")
    vag = await bestall(varld)
    assert fel(await da_var(anna, f"{vag}/planer/gallande", giltig="2027-01-01"))[:2] == (404, "saknas")
    forsta = await utkast(vera, vag, aktivitet(1200), gallerFran="2026-10-12")
    nar_utkast, sett = varld.klocka.nu(), await vera.hamta(forsta)
    varld.klocka.flytta(timedelta(hours=1))
    await vera.gor(forsta, "andra", **innehall(aktivitet(1500), gallerFran="2026-10-12"))
    await vera.gor(forsta, "foresla")
    await anna.gor(forsta, "godkann")
    varld.klocka.flytta(timedelta(days=1))
    fore_andra = varld.klocka.nu()
    varld.klocka.flytta(timedelta(hours=1))
    andra = await utkast(vera, vag, aktivitet(900), gallerFran="2026-11-02", avvikelseSkal="Färre timmar.")
    await vera.gor(andra, "foresla")
    await anna.gor(andra, "godkann", timmarSkal="Färre timmar i vinter.")
    # As a draft it had one activity of 20 hours; what it is held against today is left out.
    utkastet = (await da_var(vera, forsta, kand=nar_utkast)).json()
    assert (utkastet["status"], utkastet["utgava"], utkastet["version"]) == ("utkast", 1, 1)
    assert utkastet["aktiviteter"] == sett.json()["aktiviteter"]
    assert [s["minuterPerVecka"] for s in utkastet["summor"] if s["slag"] == "totalt"] == [1200]
    assert {s["slag"] for s in utkastet["summor"]} == {"kategori", "anvisat", "eget_jobbsokande", "totalt"}
    # The second one is approved and holds from November, and the first one to the day before.
    for part in (anna, vera):
        for dag, vilken in (("2026-10-12", forsta), ("2026-11-01", forsta), ("2026-11-02", andra)):
            gallande = (await da_var(part, f"{vag}/planer/gallande", giltig=dag)).json()
            assert (gallande["id"], gallande["status"]) == (vilken.rsplit("/", 1)[1], "gallande")
            assert gallande["_links"]["nu"]["href"].endswith(vilken)
    assert (await da_var(anna, forsta, giltig="2026-11-02")).json()["status"] == "ersatt"
    assert (await da_var(anna, forsta, giltig="2026-11-02")).json()["gallerTom"] == "2026-11-01"
    assert (await da_var(anna, andra, giltig="2026-11-01")).json()["status"] == "godkand"
    # Before it was drafted nobody knew of it.
    gallande = await da_var(anna, f"{vag}/planer/gallande", giltig="2026-11-02", kand=fore_andra)
    assert gallande.json()["id"] == forsta.rsplit("/", 1)[1]
    assert (await da_var(anna, andra, kand=fore_andra)).status_code == 404
    assert (await anna.hamta(f"{vag}/planer/gallande")).json()["_tid"] == {"giltigVid": "2026-10-13"}
    # The daily run comes days late: the days are the plan's own, and what was known is when it came.
    varld.klocka.stall(datetime(2026, 11, 5, 8, tzinfo=UTC))
    fore_korning = varld.klocka.nu()
    varld.klocka.flytta(timedelta(seconds=1))
    await jobb(varld, varld.klocka.idag())
    assert (await da_var(anna, andra, kand=fore_korning)).json()["status"] == "godkand"
    assert (await da_var(anna, andra, giltig="2026-11-03")).json()["status"] == "gallande"
    assert (await da_var(anna, forsta, giltig="2026-11-01")).json()["status"] == "gallande"
    assert (await da_var(anna, forsta, giltig="2026-11-02")).json()["status"] == "ersatt"
    # The nämnd's own words stay with it in the past too, and nobody else reaches any of it.
    assert (await da_var(anna, andra, giltig="2026-11-03")).json()["timmarSkal"] == "Färre timmar i vinter."
    assert "timmarSkal" not in (await da_var(vera, andra, giltig="2026-11-03")).json()
    for annan in (bo, varld.som("egil"), varld.som("david")):
        for adress in (andra, f"{vag}/planer/gallande"):
            assert (await da_var(annan, adress, giltig="2026-11-03")).status_code in {403, 404}


@pytest.mark.regel("DP-27")
async def test_nivan_som_den_var_kand_fore_en_sen_rattelse(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld)
    adress = f"{vag}/niva"
    assert (await vera.hamta(adress)).json()["serier"] == []
    egen = matt.matning(niva="gul", respondent="egen")
    first = await vera.skapa(f"{vag}/matningar", matt.matning(niva="gul", omraden=[matt.sprak("orange")]))
    await vera.skapa(f"{vag}/matningar", egen)
    nar_skickat = varld.klocka.nu()
    skickat = (await anna.hamta(adress)).json()["serier"]
    assert [(s["respondent"], [(x.get("omrade"), x["nivaNamn"]) for x in s["lasningar"]]) for s in skickat] == [
        ("egen", [(None, "Gul")]), ("vagledare", [(None, "Gul"), ("sprak", "Orange")]),
    ]  # fmt: skip
    varld.klocka.flytta(timedelta(days=20))
    # A late correction, and a later measurement without the area.
    rattad = matt.matning(niva="orange", skal="Fel ruta.", omraden=[matt.sprak("orange")], rattarId=first["id"])
    await vera.skapa(f"{vag}/matningar", rattad)
    await vera.skapa(f"{vag}/matningar", matt.matning("2026-11-01", niva="gul"))
    nu = (await anna.hamta(adress)).json()["serier"][1]["lasningar"]
    assert [(x["niva"], x["datum"]) for x in nu] == [("gul", "2026-11-01"), ("orange", "2026-10-12")]
    for part in (anna, vera):
        assert (await da_var(part, adress, kand=nar_skickat)).json()["serier"] == skickat
        den_dagen = (await da_var(part, adress, giltig="2026-10-12")).json()["serier"][1]["lasningar"]
        assert [x["niva"] for x in den_dagen] == ["orange", "orange"]
        bada = await da_var(part, adress, giltig="2026-10-12", kand=nar_skickat)
        assert bada.json()["serier"] == skickat
        assert (await da_var(part, adress, giltig="2026-10-11")).json()["serier"] == []
    (huvud,) = await matt.ge_rod(varld, "anna")
    ny = matt.matning("2026-11-01", niva="rod", skal="Sjuk.", respondent="gemensam")
    svar = await anna.posta(f"{vag}/matningar", ny, **huvud)
    assert svar.status_code == 201, svar.text
    await_nu = varld.klocka.nu()
    for part in (anna, vera):
        serier = (await da_var(part, adress, kand=await_nu)).json()["serier"]
        assert {s["respondent"]: s["lasningar"][0]["niva"] for s in serier}["gemensam"] == matt.OTILLGANGLIG
    assert (await varld.som("egil").hamta(adress)).status_code == 404


async def test_en_blick_bakat_och_en_andring_haller_sin_budget(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    plan = await utkast(vera, vag)
    arende = f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"
    for adress in (arende, plan, f"{vag}/niva"):
        with satser(varld) as sedda:
            assert (
                await (vera if adress == plan else anna).hamta(f"{adress}?kandVid={z(varld.klocka.nu())}")
            ).is_success
        assert len(sedda) <= OVERST["lasa"], sedda
    fraga = {"typ": "andra", "uppgifter": {"telefon": "070-0000000"}}
    with satser(varld) as sedda:
        assert (await anna.handelse(arende, fraga)).is_success
    assert sedda.count("INSERT tidsbilder") == 1
    with satser(varld) as sedda:
        assert (await vera.handelse(plan, {"typ": "foresla"})).is_success
    assert sedda.count("INSERT tidsbilder") == 1
