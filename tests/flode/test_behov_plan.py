"""A plan against Försäkringskassan's answer, which stops it, and against barnomsorg, which only warns (AK-30)."""

from datetime import timedelta

import pytest

from tests.flode.bestallt import bestall
from tests.flode.test_fkavstamning import FRAGA, SVAR
from tests.flode.test_plan import aktivitet, foreslagen, innehall, nekas, pass_

pytestmark = [pytest.mark.anyio, pytest.mark.regel("AK-30")]

SMABARN = {"antalBarn": 2, "yngstaBarnFyllerEtt": "2026-03-01", "yngstaBarnFyllerAtta": "2033-03-01"}
GODKAND = {"barnetsBasta": "Förskolan är öppen."}
SKAL = "Föräldrapenning tas ut först efter årsskiftet."


@pytest.fixture
def anna(varld):
    return varld.som("anna")


@pytest.fixture
def vera(varld):
    return varld.som("vera")


@pytest.fixture
async def vag(varld):
    return await bestall(varld)


@pytest.fixture
async def arende(anna, vag):
    return f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"


@pytest.fixture
async def plan(vera, vag):
    """Proposed, with an activity that touches föräldrapenning."""
    return await foreslagen(vera, vag, aktivitet(paverkarForaldrapenning=True))


async def avstam(anna, arende, svar="paverkar_inte", **mer):
    ny = await anna.skapa(f"{arende}/fkavstamningar", FRAGA)
    await anna.gor(f"{arende}/fkavstamningar/{ny['id']}", "besvara", **SVAR | {"svar": svar} | mer)


def hinder(plan):
    return [(h["handelse"], h["kod"], h.get("regel"), h.get("lagrum")) for h in plan["hinder"]]


FK = ("godkann", "fk_avstamning_saknas", None, "12 kap. 2 § SFB")


# --- the gate --------------------------------------------------------------------------------------


async def test_planen_godkanns_forst_nar_forsakringskassan_har_svarat(anna, arende, plan):
    visad = (await anna.hamta(plan)).json()
    assert hinder(visad) == [FK]
    assert "godkann" not in visad["_links"]
    await nekas(anna, plan, "fk_avstamning_saknas", None, typ="godkann")
    fraga = await anna.skapa(f"{arende}/fkavstamningar", FRAGA)
    await nekas(anna, plan, "fk_avstamning_saknas", None, typ="godkann")
    await anna.gor(f"{arende}/fkavstamningar/{fraga['id']}", "besvara", **SVAR)
    assert hinder((await anna.hamta(plan)).json()) == []
    ratt = await anna.gor(plan, "godkann", fkAvvikelseSkal="Behövdes inte.")
    assert ratt["status"] == "godkand"
    assert "fkAvvikelseSkal" not in ratt
    historik = (await anna.hamta(f"{plan}/handelser")).json()["handelser"]
    assert "avsteg" not in historik[-1]["uppgifter"]


@pytest.mark.parametrize(("svar", "oppen"), [("paverkar_inte", True), ("paverkar", True), ("oklart", False)])
async def test_ett_oklart_svar_oppnar_inte(anna, arende, plan, svar, oppen):
    await avstam(anna, arende, svar)
    assert hinder((await anna.hamta(plan)).json()) == ([] if oppen else [FK])
    assert (await anna.handelse(plan, {"typ": "godkann"})).status_code == (200 if oppen else 409)


async def test_det_senaste_svaret_raknas(varld, anna, arende, plan):
    await avstam(anna, arende)
    varld.klocka.flytta(timedelta(minutes=1))
    await avstam(anna, arende, "oklart")
    await nekas(anna, plan, "fk_avstamning_saknas", None, typ="godkann")


async def test_svaret_ska_galla_pa_planens_forsta_dag(anna, arende, plan):
    await avstam(anna, arende, gallerTom="2026-10-18")
    await nekas(anna, plan, "fk_avstamning_saknas", None, typ="godkann")
    ratt = await anna.gor(plan, "godkann", gallerFran="2026-10-18")
    assert (ratt["status"], ratt["gallerFran"]) == ("godkand", "2026-10-18")


async def test_den_sista_dagen_raknas_med_och_en_senare_start_gor_det_inte(anna, arende, plan):
    await avstam(anna, arende, gallerTom="2026-10-19")
    await nekas(anna, plan, "fk_avstamning_saknas", None, typ="godkann", gallerFran="2026-10-20")
    assert (await anna.gor(plan, "godkann"))["status"] == "godkand"


async def test_ett_arendes_svar_oppnar_inte_ett_annats_plan(varld, anna, vera, arende):
    await avstam(anna, arende)
    annan = await foreslagen(vera, await bestall(varld, 1), aktivitet(paverkarForaldrapenning=True))
    assert hinder((await anna.hamta(annan)).json()) == [FK]


async def test_en_aktivitet_som_inte_ror_foraldrapenningen_behover_inget_svar(anna, vera, vag):
    plan = await foreslagen(vera, vag)
    visad = (await anna.hamta(plan)).json()
    assert (hinder(visad), visad["aktiviteter"][0]["paverkarForaldrapenning"]) == ([], False)
    assert (await anna.gor(plan, "godkann"))["status"] == "godkand"


async def test_avsteg_med_skal_sparas_pa_planen_och_syns_i_historiken(anna, plan):
    ratt = await anna.gor(plan, "godkann", fkAvvikelseSkal=SKAL)
    assert (ratt["status"], ratt["fkAvvikelseSkal"]) == ("godkand", SKAL)
    svar = await anna.hamta(f"{plan}/handelser")
    assert svar.json()["handelser"][-1]["uppgifter"]["avsteg"] == ["fk_avstamning_saknas"]
    assert SKAL not in svar.text
    assert (await anna.hamta(plan)).json()["fkAvvikelseSkal"] == SKAL


@pytest.mark.parametrize("skal", ["", "  ", "x" * 2001, None])
async def test_ett_avsteg_kraver_ett_riktigt_skal(anna, plan, skal):
    svar = await anna.handelse(plan, {"typ": "godkann", "fkAvvikelseSkal": skal})
    assert svar.status_code == (409 if skal is None else 422)
    assert (await anna.hamta(plan)).json()["status"] == "foreslagen"


async def test_nar_fler_regler_hindrar_namns_de_alla(varld, anna, vera):
    plan = await foreslagen(vera, await bestall(varld, 1, barn=SMABARN), aktivitet(paverkarForaldrapenning=True))
    svar = await anna.handelse(plan, {"typ": "godkann"})
    assert [f["kod"] for f in svar.json()["fel"]] == ["fk_avstamning_saknas", "barnets_basta_saknas"]
    assert (await anna.gor(plan, "godkann", fkAvvikelseSkal=SKAL, **GODKAND))["status"] == "godkand"


async def test_utforaren_ser_inget_av_det_som_namnden_vet(anna, vera, arende, plan):
    await anna.skapa(f"{arende}/behov", {"barnomsorg": {"status": "nekad"}})
    await avstam(anna, arende, "oklart")
    await anna.gor(plan, "godkann", fkAvvikelseSkal=SKAL)
    for adress in (plan, f"{plan}/handelser", plan.rpartition("/")[0]):
        svar = await vera.hamta(adress)
        assert svar.status_code == 200
        for hemligt in (SKAL, SVAR["svarText"], "oklart", "varningar", "fkAvvikelseSkal", "barnomsorg"):
            assert hemligt not in svar.text
    assert (await vera.hamta(plan)).json()["aktiviteter"][0]["paverkarForaldrapenning"] is True


# --- barnomsorg ------------------------------------------------------------------------------------


def beviljat(minuter, *tider, fran="2026-10-01", tom=None):
    rad = {"minuterPerVecka": minuter, "fran": fran, "tider": list(tider)} | ({"tom": tom} if tom else {})
    return {"status": "beviljad", "beviljat": rad}


async def varnat(varld, barnomsorg, *aktiviteter, barn=SMABARN, i=3, **plan):
    """The warnings of a proposed plan in a household with children."""
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await bestall(varld, i, barn=barn)
    if barnomsorg is not None:
        arende = (await anna.hamta(vag)).json()["arendeId"]
        await anna.skapa(f"arenden/{arende}/behov", {"barnomsorg": barnomsorg} if barnomsorg else {})
    visad = (await anna.hamta(await foreslagen(vera, vag, *aktiviteter, **plan))).json()
    return [(v["kod"], v["meddelande"]) for v in visad["varningar"]]


TJUGOFEM = "Planen har 25 h anvisad tid i veckan."


@pytest.mark.parametrize(
    ("barnomsorg", "vantat"),
    [
        (beviljat(1500), []),
        (beviljat(1499), [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är beviljad med 24 h 59 min.")]),
        (beviljat(1500, tom="2026-10-19"), []),
        (
            beviljat(1500, tom="2026-10-18"),
            [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är inte beviljad 2026-10-19.")],
        ),
        (beviljat(1500, fran="2026-10-19"), []),
        (
            beviljat(1500, fran="2026-10-20"),
            [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är inte beviljad 2026-10-19.")],
        ),
        ({"status": "inget_behov"}, []),
        ({"status": "ej_sokt"}, [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är inte sökt.")]),
        ({"status": "sokt"}, [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är sökt men inte beviljad.")]),
        ({"status": "i_ko"}, [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är i kö.")]),
        ({"status": "nekad"}, [("barnomsorg_racker_inte", f"{TJUGOFEM} Barnomsorg är nekad.")]),
        ({}, [("barnomsorg_okand", "Det är inte antecknat om barnen har barnomsorg under aktiviteterna.")]),
        (None, [("barnomsorg_okand", "Det är inte antecknat om barnen har barnomsorg under aktiviteterna.")]),
    ],
)
async def test_varnar_nar_planen_ar_langre_an_barnomsorgen(varld, barnomsorg, vantat):
    assert await varnat(varld, barnomsorg) == vantat


@pytest.mark.parametrize(
    ("barn", "varnas"),
    [
        ({"antalBarn": 1, "yngstaBarnFyllerAtta": "2028-12-31"}, False),
        ({"antalBarn": 1, "yngstaBarnFyllerAtta": "2029-01-01"}, True),
        ({"antalBarn": 1}, True),
        ({"antalBarn": 0}, False),
    ],
)
async def test_varnar_bara_for_barn_fore_skolaldern(varld, barn, varnas):
    assert bool(await varnat(varld, {"status": "i_ko"}, barn=barn)) is varnas


async def test_eget_jobbsokande_raknas_inte(varld):
    eget = aktivitet(
        600, "eget_jobbsokande", tider=[pass_("tisdag", "18:00", "23:00"), pass_("onsdag", "18:00", "23:00")]
    )
    assert await varnat(varld, beviljat(900, pass_("mandag", "08:00", "17:00")), aktivitet(900), eget) == []


async def test_varnar_for_tider_utanfor_barnomsorgens(varld):
    inne = aktivitet(900, tider=[pass_("mandag", "08:00", "16:00"), pass_("onsdag", "09:00", "16:00")])
    ute = aktivitet(600, tider=[pass_("tisdag", "07:00", "12:00"), pass_("fredag", "12:00", "17:00")])
    omsorg = beviljat(
        1500,
        pass_("mandag", "08:00", "12:00"),
        pass_("mandag", "12:00", "16:00"),
        pass_("tisdag", "07:30", "16:00"),
        pass_("onsdag", "08:00", "15:00"),
        pass_("fredag", "08:00", "16:59"),
    )
    assert await varnat(varld, omsorg, inne, ute) == [
        (
            "tider_utanfor_barnomsorg",
            "Utanför tiden med barnomsorg: tisdag 07:00–07:30, onsdag 15:00–16:00, fredag 16:59–17:00.",
        )
    ]


async def test_manga_tider_utanfor_rader_inte_upp_sig(varld):
    tider = [pass_(dag, "09:00", "14:00") for dag in ("mandag", "tisdag", "onsdag", "torsdag", "fredag")]
    (varning,) = await varnat(varld, beviljat(1500, pass_("lordag", "09:00", "14:00")), aktivitet(1500, tider=tider))
    assert varning[1].endswith("måndag 09:00–14:00, tisdag 09:00–14:00, onsdag 09:00–14:00 och 2 till.")


@pytest.mark.parametrize("okand", ["planens", "barnomsorgens"])
async def test_varnar_inte_for_tider_som_inte_ar_kanda(varld, okand):
    tider = [pass_(dag, "09:00", "14:00") for dag in ("mandag", "tisdag", "onsdag", "torsdag", "fredag")]
    ramar = [pass_("lordag", "09:00", "14:00")]
    egna, omsorg = ([], ramar) if okand == "planens" else (tider, [])
    assert await varnat(varld, beviljat(1500, *omsorg), aktivitet(1500, tider=egna)) == []


async def test_varningen_hindrar_inget_och_foljer_behovet(varld, anna, vera):
    vag = await bestall(varld, 3, barn=SMABARN)
    arende = f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"
    plan = await foreslagen(vera, vag, gallerFran="2026-10-12")
    await anna.skapa(f"{arende}/behov", {"barnomsorg": {"status": "nekad"}})
    ratt = await anna.gor(plan, "godkann", **GODKAND)
    assert (ratt["status"], [v["kod"] for v in ratt["varningar"]]) == ("gallande", ["barnomsorg_racker_inte"])
    await anna.gor(f"{arende}/behov", "andra", barnomsorg=beviljat(1500))
    assert (await anna.hamta(plan)).json()["varningar"] == []
    await anna.gor(f"{arende}/behov", "andra", barnomsorg={"status": "i_ko"})
    ner = await anna.gor(plan, "avsluta", skal="Arbete.")
    assert ner["varningar"] == []


async def test_varnar_nar_svaret_ar_att_foraldrapenningen_paverkas(anna, arende, plan):
    await avstam(anna, arende, "paverkar")
    visad = (await anna.hamta(plan)).json()
    assert [(v["kod"], v["regel"]) for v in visad["varningar"]] == [("foraldrapenning_paverkas", "AK-30")]


async def test_ett_avstegs_plan_tar_med_flaggan_i_nasta_utgava(anna, vera, plan):
    await anna.gor(plan, "atersand", skal="Ta bort den aktiviteten.")
    ny = await vera.gor(plan, "andra", **innehall(aktivitet()))
    assert ny["aktiviteter"][0]["paverkarForaldrapenning"] is False
    await vera.gor(plan, "foresla")
    assert (await anna.gor(plan, "godkann"))["status"] == "godkand"
