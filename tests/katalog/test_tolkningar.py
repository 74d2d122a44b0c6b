"""A nämnd's readings of the open questions: who chooses, what the prövning makes of it, and that nothing is lost."""

import asyncio

import asyncpg
import pytest
from pydantic.alias_generators import to_camel
from sqlalchemy import make_url

from app.integrations.bevakare import Bevakare
from app.katalog.tolkning_schemas import NyaVarden, TolkningsvardenUt
from app.regelverk.motor.tolkning import STANDARD, VAL
from app.regelverk.oppna_fragor import OPPNA_FRAGOR
from tests.conftest import ROT
from tests.flode import beslutat, steg
from tests.flode.test_bedomning import ge_utforare_scope
from tests.lagrat import andrat, innehall

pytestmark = pytest.mark.anyio

SKAL = "Yttrande från nämndens jurist."


async def valj(varld, namn="cecilia", **varden):
    """What holds after a reading that must be accepted."""
    return await varld.som(namn).skapa("tolkningar", {"varden": varden, "skal": SKAL})


def varden(svar):
    """Values that hold, by name."""
    return {i["namn"]: i.get("varde") for i in svar["installningar"]}


async def klocka(anna, arende):
    svar = await anna.hamta(f"arenden/{arende['id']}/kravklocka")
    return svar.json()["provning"]


async def med_manader(anna, *vilka, i=0, **mer):
    """An ärende with exactly these months; a minus sign before one without försörjningsstöd."""
    arende = await steg.nytt_arende(anna, i, **mer)
    for manad in vilka:
        rad = {"manad": manad.lstrip("-"), "forsorjningsstod": not manad.startswith("-"), "kalla": "Lifecare"}
        await anna.skapa(f"arenden/{arende['id']}/bistandsmanader", rad)
    return arende


# --- what is chosen --------------------------------------------------------------------------------


async def test_utan_val_galler_standard(varld):
    svar = await varld.som("anna").hamta("tolkning")
    assert svar.status_code == 200
    t = svar.json()
    assert [(i["namn"], i["text"], i["regel"], i.get("fraga")) for i in t["installningar"]] == [
        (to_camel(v.namn), v.text, v.regel, v.fraga) for v in VAL
    ]
    assert {i["namn"]: i.get("standard") for i in t["installningar"]} == varden(t)
    assert not any(i["avviker"] for i in t["installningar"])
    assert not {"nummer", "skal", "person", "skapad"} & set(t)
    assert set(t["_links"]) == {"self", "tolkningar"}
    assert (await varld.som("anna").hamta("tolkningar")).json()["tolkningar"] == []


async def test_det_som_inte_anges_behalls_och_historiken_visar_allt(varld):
    anna = varld.som("anna")
    await valj(varld, luckaManader=1)
    await valj(varld, lokaltTimmal=25, foraldraledigUndantagen=False)
    sist = await valj(varld, lokaltTimmal=None)
    assert varden(sist) == {
        "manaderForeIkrafttradandet": True,
        "luckaManader": 1,
        "manaderForeArton": False,
        "foraldraledigUndantagen": False,
        "lokaltTimmal": None,
    }
    assert {i["namn"] for i in sist["installningar"] if i["avviker"]} == {"luckaManader", "foraldraledigUndantagen"}
    assert (sist["nummer"], sist["skal"], sist["person"]) == (3, SKAL, "cecilia.arbetsledare")
    assert sist["_links"]["andra"] == {"href": f"{ROT}/0484/tolkningar", "method": "POST"}
    nu = (await anna.hamta("tolkning")).json()
    assert nu.pop("_links").keys() == {"self", "tolkningar"}, "a handläggare may not change it"
    assert nu == {k: v for k, v in sist.items() if k != "_links"}

    sida = (await anna.hamta("tolkningar?limit=2")).json()
    assert [(t["nummer"], t["varden"].get("lokaltTimmal")) for t in sida["tolkningar"]] == [(3, None), (2, 25)]
    (forst,) = (await anna.hamta(sida["_links"]["next"]["href"])).json()["tolkningar"]
    assert (forst["nummer"], forst["varden"]["luckaManader"], forst["person"]) == (1, 1, "cecilia.arbetsledare")
    assert forst["varden"]["foraldraledigUndantagen"] is True


async def test_samma_nyckel_ger_samma_tolkning(varld):
    kropp = {"varden": {"luckaManader": 1}, "skal": SKAL}
    svar = [await varld.som("cecilia").posta("tolkningar", kropp, idempotency_key="t-1") for _ in range(2)]
    assert [s.status_code for s in svar] == [201, 201]
    assert svar[0].content == svar[1].content
    assert (await varld.som("cecilia").hamta(svar[0].headers["location"])).json() == svar[0].json()


NEKAS = (
    ({}, "/varden"),
    ({"luckaManader": 2}, "/varden/luckaManader"),
    ({"luckaManader": -1}, "/varden/luckaManader"),
    ({"luckaManader": True}, "/varden/luckaManader"),
    ({"luckaManader": None}, "/varden/luckaManader"),
    ({"lokaltTimmal": 0}, "/varden/lokaltTimmal"),
    ({"lokaltTimmal": 41}, "/varden/lokaltTimmal"),
    ({"manaderForeArton": 1}, "/varden/manaderForeArton"),
    ({"manaderForeArton": None}, "/varden/manaderForeArton"),
    ({"lucka_manader": 1}, "/varden/*"),
    ({"antalManader": 2}, "/varden/antalManader"),
)


async def test_andra_varden_an_de_som_fragan_medger_nekas(varld):
    cecilia, fore = varld.som("cecilia"), await innehall(varld)
    for fel, falt in NEKAS:
        svar = await cecilia.posta("tolkningar", {"varden": fel, "skal": SKAL})
        assert svar.status_code == 422, fel
        assert falt in {svar.json()["fel"][0]["falt"], "/varden/*"}, svar.text
    for kropp in ({"varden": {"luckaManader": 1}}, {"varden": {"luckaManader": 1}, "skal": ""}, {"skal": SKAL}):
        assert (await cecilia.posta("tolkningar", kropp)).status_code == 422
    assert andrat(fore, await innehall(varld)) == {}
    for granser in ({"luckaManader": 0, "lokaltTimmal": 1}, {"luckaManader": 1, "lokaltTimmal": 40}):
        assert granser.items() <= varden(await valj(varld, **granser)).items()


async def test_samtidiga_val_numreras_utan_lucka_och_bygger_pa_varandra(varld):
    val = ({"luckaManader": 1}, {"manaderForeArton": True}, {"lokaltTimmal": 25}, {"foraldraledigUndantagen": False})
    svar = await asyncio.gather(*(valj(varld, **v) for v in val))
    assert sorted(s["nummer"] for s in svar) == [1, 2, 3, 4]
    nu = varden((await varld.som("anna").hamta("tolkning")).json())
    assert all(v.items() <= nu.items() for v in val), "no choice was lost"


async def test_en_tolkning_kan_inte_andras_av_tjansten(bara_postgres):
    anslutning = await asyncpg.connect(
        make_url(bara_postgres.url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    for sats in ("UPDATE tolkningar SET skal = 'x'", "DELETE FROM tolkningar"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await anslutning.execute(sats)
    await anslutning.close()


# --- who chooses -----------------------------------------------------------------------------------


async def test_bara_arbetsledaren_valjer_och_bara_den_egna_namnden_laser(varld):
    fore = await innehall(varld)
    kropp = {"varden": {"luckaManader": 1}, "skal": SKAL}
    for namn, status in (("anna", 403), ("sara", 403), ("david", 403), ("vera", 403), ("af", 403)):
        svar = await varld.som(namn).posta("tolkningar", kropp)
        assert svar.status_code == status, (namn, svar.text)
    assert (await varld.som("anna").posta("tolkningar", kropp)).json()["kod"] == "roll_far_inte"
    assert (await varld.som("david").posta(f"{ROT}/0484/tolkningar", kropp)).status_code == 404
    assert andrat(fore, await innehall(varld)) == {}
    await valj(varld, luckaManader=1)
    for vag in ("tolkning", "tolkningar"):
        for namn, status in (("anna", 200), ("bo", 200), ("cecilia", 200), ("sara", 403), ("vera", 403)):
            assert (await varld.som(namn).hamta(vag)).status_code == status, (namn, vag)
        assert (await varld.som("david").hamta(f"{ROT}/0484/{vag}")).status_code == 404
    assert varden((await varld.som("david").hamta("tolkning")).json())["luckaManader"] == 0
    assert (await varld.som("david").hamta("tolkningar")).json()["tolkningar"] == []


async def test_utan_ratten_i_token_valjer_inte_heller_arbetsledaren(varld):
    cecilia = varld.som("cecilia")
    huvuden = {
        "authorization": f"Bearer {varld.token('cecilia', scope='bedomning:las bedomning:skriv')}",
        "idempotency-key": "t-2",
    }
    async with varld.klient(huvuden) as klient:
        svar = await klient.post(cecilia.adress("tolkningar"), json={"varden": {"luckaManader": 1}, "skal": SKAL})
    assert (svar.status_code, svar.json()["kod"]) == (403, "behorighet_saknas")


async def test_utforaren_har_ingen_tolkning_ens_med_fel_i_registret(varld):
    await valj(varld, luckaManader=1)
    await ge_utforare_scope(varld, "bedomning:las", "tolkning:skriv")
    for namn in ("vera", "sven"):
        for vag in ("tolkning", "tolkningar"):
            assert (await varld.som(namn).hamta(vag)).status_code == 404
        kropp = {"varden": {"luckaManader": 1}, "skal": SKAL}
        scope = {"authorization": f"Bearer {varld.token(namn, scope='tolkning:skriv')}", "idempotency-key": namn}
        async with varld.klient(scope) as klient:
            assert (await klient.post(f"{ROT}/0484/tolkningar", json=kropp)).status_code == 404


# --- what the prövning makes of it -----------------------------------------------------------------


async def test_en_enstaka_lucka_bryter_foljden_tills_namnden_valjer_annat(varld):
    anna = varld.som("anna")
    arende = await med_manader(anna, "2026-06", "2026-07", "-2026-08", "2026-09", "2026-10")
    brott = await klocka(anna, arende)
    assert (brott["utfall"], brott["orsak"]) == ("avvakta", "manader_saknas")
    assert brott["klocka"]["raknadeManader"] == ["2026-09", "2026-10"]
    await valj(varld, luckaManader=1)
    hel = await klocka(anna, arende)
    assert (hel["utfall"], hel["klocka"]["overbryggadeManader"]) == ("omfattas", ["2026-08"])
    assert hel["klocka"]["raknadeManader"] == ["2026-06", "2026-07", "2026-09", "2026-10"]
    await valj(varld, luckaManader=0)
    assert await klocka(anna, arende) == brott


async def test_manader_fore_juli_raknas_tills_namnden_valjer_annat(varld):
    anna = varld.som("anna")
    arende = await med_manader(anna, "2026-05", "2026-06", "2026-07", "2026-08")
    manader = {"avserManad": "2026-10", "kandDag": "2026-08-31", "fall": [{"arendeId": arende["id"]}]}

    async def provat():
        svar = await anna.begar("POST", "bedomningar/prova", manader)
        return svar.json()["resultat"][0]["provning"]["klocka"]

    assert (await provat())["raknadeManader"] == ["2026-05", "2026-06", "2026-07", "2026-08"]
    await valj(varld, manaderForeIkrafttradandet=False)
    k = await provat()
    assert k["raknadeManader"] == ["2026-07", "2026-08"]
    assert (k.get("kravManad"), k["kravManadOmObruten"]) == (None, "2026-10")


async def test_manader_fore_arton_raknas_bara_om_namnden_valjer_det(varld):
    anna = varld.som("anna")
    arende = await med_manader(anna, "2026-07", "2026-08", "2026-09", "2026-10", personnummer="20080910-9812")
    fore = (await klocka(anna, arende))["klocka"]["raknadeManader"]
    await valj(varld, manaderForeArton=True)
    efter = (await klocka(anna, arende))["klocka"]["raknadeManader"]
    assert (fore, efter) == (["2026-10"], ["2026-07", "2026-08", "2026-09", "2026-10"])


async def test_foraldraledighet_undantar_tills_namnden_valjer_annat(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, antalBarn=1, yngstaBarnFyllerEtt="2027-03-01")
    ledig = {
        "grund": "foraldraledig_barn_under_1",
        "from": "2026-10-01",
        "tom": "2027-02-28",
        "underlag": "beslut_fran_myndighet",
    }
    await anna.skapa(f"arenden/{arende['id']}/undantag", ledig)
    p = await klocka(anna, arende)
    assert (p["utfall"], p["undantagUpphor"]) == ("undantag", "2027-03-01")
    await valj(varld, foraldraledigUndantagen=False)
    assert (await klocka(anna, arende))["utfall"] == "omfattas"


async def test_kommunens_timmal_galler_under_aktivitetsplikten(varld):
    anna = varld.som("anna")
    await beslutat.nytt_arende(anna)
    fraga = {"avserManad": "2026-10", "regelverk": "aktivitetsplikt"}
    fall = [{"uppgifter": {"manader": [{"manad": "2026-10"}]}}]

    async def timmar():
        svar = await anna.begar("POST", "bedomningar/prova", fraga | {"fall": fall})
        return svar.json()["resultat"][0]["provning"]["timmar"]["summa"]

    fore = await timmar()
    await valj(varld, lokaltTimmal=22)
    assert (await timmar(), fore) == (22, 30)


async def test_en_gjord_bedomning_provas_igen_som_den_var(varld):
    anna = varld.som("anna")
    arende = await med_manader(anna, "2026-07", "-2026-08", "2026-09", "2026-10")
    vag = f"arenden/{arende['id']}/bedomningar"
    avvakta = {"slag": "avvakta", "orsak": "manader_saknas", "avvaktaTill": "2026-12-01", "timmar": None}
    forst = await anna.skapa(vag, beslutat.bedomning(**avvakta))
    forst = await anna.gor(f"{vag}/{forst['id']}", "faststall")
    assert forst["provning"]["utfall"] == "avvakta"
    await valj(varld, luckaManader=1)
    omprovning = (await anna.hamta(f"{vag}/{forst['id']}/omprovning")).json()
    assert (omprovning["lika"], omprovning["provning"]) == (True, forst["provning"])
    assert (await anna.hamta(f"{vag}/{forst['id']}")).json()["provning"] == forst["provning"]
    ny = await anna.skapa(vag, beslutat.bedomning())
    assert ny["provning"]["klocka"]["overbryggadeManader"] == ["2026-08"]


# --- the settings are shown to anyone --------------------------------------------------------------


async def test_regelverket_visar_installningarna_for_alla(varld):
    async with varld.klient() as ingen:
        svar = (await ingen.get(f"{ROT}/regelverk")).json()
    assert [i["namn"] for i in svar["installningar"]] == [to_camel(v.namn) for v in VAL]
    assert svar["installningar"][1] == {
        "namn": "luckaManader",
        "text": VAL[1].text,
        "regel": "AK-02",
        "fraga": 2,
        "standard": 0,
    }
    fragor = {f["nummer"] for f in svar["oppnaFragor"]}
    assert {i["fraga"] for i in svar["installningar"] if "fraga" in i} <= fragor == {f.nummer for f in OPPNA_FRAGOR}


def test_varje_installning_kan_valjas_och_visas():
    namn = set(STANDARD.som_data())
    assert namn == {v.namn for v in VAL} == set(NyaVarden.model_fields) == set(TolkningsvardenUt.model_fields)


async def test_en_ny_tolkning_raknar_om_namndens_klockor(varld):
    """The process that recorded it computes all open ärenden of the nämnd anew, soon after."""
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    await steg.manader(anna, arende, "2026-07", "2026-09")
    utan = {"manad": "2026-08", "forsorjningsstod": False, "kalla": "Lifecare"}
    await anna.skapa(f"arenden/{arende['id']}/bistandsmanader", utan)
    bevakare = Bevakare(varld.tjanster)
    await valj(varld, luckaManader=1)
    await bevakare.omgang()
    (klocka,) = (await anna.hamta("kravklockor")).json()["kravklockor"]
    assert klocka["kravManadOmObruten"] == "2026-11"
