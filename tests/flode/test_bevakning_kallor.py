"""Each source of bevakningar: what it watches, from and until when, and what makes it fall away."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.outbox import Utkorgsrad, UtkorgStatus
from app.flode.bevakning import actions
from app.flode.bevakning.sorter import Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.overlamning.models import Overlamning
from tests.flode import beslutat, steg
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor, lista, pa_dagen
from tests.flode.matt import rapport
from tests.flode.startat import startad
from tests.flode.test_overlamning import GRUND, NOTIS
from tests.flode.test_plan import innehall as planinnehall

pytestmark = pytest.mark.anyio

ALLA_DAR = {"individ": True, "vagledare": True, "socialsekreterare": True}

ANNAT_UTFALL = {"avvikelseMotivering": "Nytt underlag som inte är registrerat än."}


@pytest.fixture
def anna(varld):
    return varld.som("anna")


async def _sena(anna):
    """The kinds that are late."""
    return {rad["sort"] for rad in await lista(anna) if rad["forsenad"]}


async def _forsenas(varld, anna, sort, dag):
    """Shown and in time on its day, late the day after."""
    await pa_dagen(varld, dag)
    assert (await dagar(anna))[sort] == dag
    assert sort not in await _sena(anna)
    await pa_dagen(varld, date.fromordinal(date.fromisoformat(dag).toordinal() + 1).isoformat())
    assert sort in await _sena(anna)


async def _syns_fran(varld, anna, sort, dag):
    """Not shown the day before."""
    await pa_dagen(varld, date.fromordinal(date.fromisoformat(dag).toordinal() - 1).isoformat())
    assert sort not in await dagar(anna)
    await pa_dagen(varld, dag)
    assert sort in await dagar(anna)


# --- the nämnd's own: bedömning, samråd, kommunicering, beslut ------------------------------------


async def test_svarsdagen_for_kommunicering_foljer_handlaggarens_dag(varld, anna):
    vag = f"arenden/{(await steg.nytt_arende(anna))['id']}/kommuniceringar"
    ny = await anna.skapa(vag, {"material": "Underlag.", "svarSenast": "2026-10-26"})
    await _forsenas(varld, anna, "kommunicering_svar", "2026-10-26")
    await anna.gor(f"{vag}/{ny['id']}", "forlang", svarSenast="2026-11-02")
    await kor(varld)
    assert await dagar(anna) == {"kommunicering_svar": "2026-11-02"}
    assert await _sena(anna) == set()
    await pa_dagen(varld, "2026-11-03")
    await anna.gor(f"{vag}/{ny['id']}", "utan_svar")
    await kor(varld)
    assert await dagar(anna) == {}


async def test_samrad_bevakas_till_svar_eller_skal_att_ga_vidare(varld, anna):
    arende = await steg.nytt_arende(anna)
    kontakt = {"datum": "2026-10-12", "vem": "Maria, AF", "anteckning": "Återkommer."}
    ny = await anna.skapa(
        f"arenden/{arende['id']}/samrad",
        {
            "kanal": "telefon",
            "syfte": "Samråd.",
            "fraga": "Finns en insats?",
            "svarSenast": "2026-10-19",
            "kontakt": kontakt,
        }
        | GRUND,
    )
    vag = f"arenden/{arende['id']}/samrad/{ny['id']}"
    await _forsenas(varld, anna, "samrad_svar", "2026-10-19")
    await anna.gor(vag, "utred")
    await kor(varld)
    assert await _sena(anna) == {"samrad_svar"}
    await anna.gor(vag, "utan_svar", skal="Svarstiden har gått ut.")
    await kor(varld)
    assert await dagar(anna) == {}


async def test_ett_beslut_bevakas_till_delfaende_och_sedan_till_sista_overklagandedag(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    begaran = await beslutat.nytt_beslut(anna, arende, bedomning)
    kommunicering = await anna.skapa(
        f"arenden/{arende['id']}/kommuniceringar", {"material": "Frånvaro.", "svarSenast": "2026-10-13"}
    )
    vag = f"arenden/{arende['id']}"
    await anna.gor(f"{vag}/kommuniceringar/{kommunicering['id']}", "besvara", svar="Nej.", svarDatum="2026-10-12")
    mer = {"kommuniceringId": kommunicering["id"], "godtagbartSkal": "Prövat: inget."}
    vagran = await beslutat.nytt_beslut(anna, arende, bedomning, typ="vagran", **mer)
    await _forsenas(varld, anna, "delgivning", "2026-10-19")
    for beslut in (begaran, vagran):
        await anna.gor(f"{vag}/beslut/{beslut['id']}", "delge", delfaendeDatum="2026-10-16")
    await kor(varld)
    assert [r["sort"] for r in await lista(anna) if r["sort"] in {"delgivning", "overklagandetid"}] == [
        "overklagandetid"
    ]
    await _forsenas(varld, anna, "overklagandetid", "2026-11-06")
    await anna.gor(f"{vag}/beslut/{vagran['id']}", "overklaga", inkom="2026-11-05")
    await kor(varld)
    assert "overklagandetid" not in await dagar(anna)


async def test_underrattelsen_bevakas_till_den_ar_gjord_pa_nagot_satt(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    await beslutat.nytt_beslut(anna, arende, await beslutat.ny_bedomning(anna, arende))
    await _forsenas(varld, anna, "underrattelse_af", "2026-10-15")
    vag = f"arenden/{arende['id']}/overlamningar"
    ny = await anna.skapa(vag, NOTIS | GRUND)
    await kor(varld)
    assert {"underrattelse_af", "overlamning_utkast"} <= (await dagar(anna)).keys()
    await anna.gor(f"{vag}/{ny['id']}", "lamna_manuellt", datum="2026-10-16", kvittensnummer="AF-1")
    await kor(varld)
    assert not {"underrattelse_af", "overlamning_utkast"} & (await dagar(anna)).keys()


async def test_under_aktivitetsplikten_bevakas_ingen_underrattelse(varld, anna):
    await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    await kor(varld)
    assert await dagar(anna) == {"delgivning": "2026-10-19"}


@pytest.mark.regel("T-10")
async def test_ett_beslut_som_inte_verkstalls_bevakas_i_tre_manader(varld, anna):
    arende = await steg.nytt_arende(anna)
    beslut = await steg.nytt_beslut(anna, arende)
    await _syns_fran(varld, anna, "ej_paborjat", "2026-12-29")
    await _forsenas(varld, anna, "ej_paborjat", "2027-01-12")
    bedomning = beslut["bedomningId"]
    upphor = {"typ": "upphor", "avserBeslutId": beslut["id"], "gallerFran": "2027-01-13", "beslutsdatum": "2027-01-13"}
    egna = {"lagrum": "sol_12_4", "regelverk": "aktivitetsplikt", "avserFranManad": "2027-01"}
    await anna.skapa(f"arenden/{arende['id']}/beslut", beslutat.beslut(bedomning, **egna, **upphor))
    await kor(varld)
    assert "ej_paborjat" not in await dagar(anna)


async def test_ett_beslut_vars_bestallning_har_startat_ar_verkstallt(varld, anna):
    await startad(varld)
    await pa_dagen(varld, "2027-01-13")
    assert "ej_paborjat" not in await dagar(anna)


async def test_en_bedomning_som_avvaktar_tas_upp_igen_pa_sin_dag(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    mer = {"slag": "avvakta", "orsak": "manader_saknas", "avvaktaTill": "2026-11-16", **ANNAT_UTFALL}
    await beslutat.ny_bedomning(anna, arende, **mer)
    await _syns_fran(varld, anna, "bedomning_avvaktan", "2026-11-09")
    await _forsenas(varld, anna, "bedomning_avvaktan", "2026-11-16")


async def test_ett_utkast_till_bedomning_glomms_inte(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/bedomningar"
    utkast = await anna.skapa(vag, beslutat.bedomning())
    await _syns_fran(varld, anna, "bedomning_utkast", "2026-10-26")
    await _forsenas(varld, anna, "bedomning_utkast", "2026-10-26")
    await anna.gor(f"{vag}/{utkast['id']}", "faststall")
    await kor(varld)
    assert await dagar(anna) == {}


def _undantag(tom, grund="heltid_arbete"):
    return {"grund": grund, "from": "2026-10-01", "underlag": "anstallningsbevis"} | ({"tom": tom} if tom else {})


async def test_ett_undantag_som_upphor_bevakas_i_forvag_och_foljer_en_forlangning(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    slag = {"slag": "undantag", "timmar": None, **ANNAT_UTFALL}
    forsta = await beslutat.ny_bedomning(
        anna, arende, undantag=[_undantag("2026-12-31"), _undantag(None, "sjukpenning")], **slag
    )
    await _syns_fran(varld, anna, "omprovning", "2026-12-01")
    await _forsenas(varld, anna, "omprovning", "2026-12-31")
    (rad,) = await lista(anna)
    await beslutat.ny_bedomning(anna, arende, foljerId=forsta["id"], undantag=[_undantag("2027-01-15")], **slag)
    await kor(varld)
    (samma,) = await lista(anna)
    assert (samma["id"], samma["forfaller"]) == (rad["id"], "2027-01-15")


async def test_ett_undantag_som_redan_var_slut_nar_det_bedomdes_bevakas_inte(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    await beslutat.ny_bedomning(anna, arende, undantag=[_undantag("2026-10-11")], **ANNAT_UTFALL)
    await kor(varld)
    assert await dagar(anna) == {}


async def test_barnets_ett_och_atta_ar_bevakas_en_manad_i_forvag(varld, anna):
    arende = await steg.nytt_arende(
        anna, antalBarn=2, yngstaBarnFyllerEtt="2026-12-01", yngstaBarnFyllerAtta="2027-02-28"
    )
    await _syns_fran(varld, anna, "omprovning", "2026-11-01")
    await _forsenas(varld, anna, "omprovning", "2026-12-01")
    await _syns_fran(varld, anna, "timmar_andras", "2027-01-29")
    await _forsenas(varld, anna, "timmar_andras", "2027-02-28")
    await anna.gor(
        f"arenden/{arende['id']}", "andra", uppgifter={"yngstaBarnFyllerAtta": None, "yngstaBarnFyllerEtt": None}
    )
    await kor(varld)
    assert await dagar(anna) == {}


async def test_ett_barn_som_redan_har_fyllt_atta_ger_ingen_bevakning(varld, anna):
    await steg.nytt_arende(anna, antalBarn=1, yngstaBarnFyllerAtta="2026-10-11", yngstaBarnFyllerEtt="2019-10-11")
    await kor(varld)
    assert await dagar(anna) == {}


# --- the order ------------------------------------------------------------------------------------


async def test_bestallningens_mottagande_svar_mote_och_start_bevakas_efter_avtalet(varld, anna):
    sven = varld.som("sven")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    await _forsenas(varld, anna, "bestallning_mottagande", "2026-10-13")
    varld.klocka.stall(varld.klocka.nu().replace(day=16))  # a Friday
    await sven.gor(vag, "ta_emot")
    await kor(varld)
    egna = {s: d for s, d in (await dagar(anna)).items() if s != "delgivning"}
    assert egna == {"bestallning_svar": "2026-10-19", "mote_bokning": "2026-10-23", "mote_genomforande": "2026-10-30"}
    await _forsenas(varld, anna, "bestallning_svar", "2026-10-19")
    await sven.gor(vag, "bekrafta", startDatum="2026-10-26", vagledare="vera.vagledare")
    await kor(varld)
    assert "bestallning_svar" not in await dagar(anna)
    await _forsenas(varld, anna, "mote_bokning", "2026-10-23")
    rad = next(r for r in await lista(anna) if r["sort"] == "mote_bokning")
    assert rad["_links"]["bestallning"]["href"].endswith(vag)
    await _motet_hallet(varld, anna, vag)


async def _motet_hallet(varld, anna, vag):
    vera = varld.som("vera")
    (mote,) = (await vera.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
    tid = {"borjar": "2026-11-02T08:00:00Z", "slutar": "2026-11-02T09:00:00Z", "plats": "Klivet"}
    await vera.gor(f"{vag}/uppstartsmoten/{mote['id']}", "boka", nyTid=tid)
    await kor(varld)
    assert "mote_bokning" not in await dagar(anna)
    await _forsenas(varld, anna, "mote_genomforande", "2026-10-30")
    varld.klocka.stall(varld.klocka.nu().replace(month=11, day=2, hour=12))
    await vera.gor(f"{vag}/uppstartsmoten/{mote['id']}", "genomfor", narvaro=ALLA_DAR)
    await kor(varld)
    assert (await dagar(anna)).keys() == {"delgivning"}


async def test_en_avbojd_bestallning_vantar_inte_pa_svar_men_pa_en_annan_utforare(varld, anna):
    vag = await bestall(varld, vagledare=None)
    await kor(varld)
    assert "bestallning_svar" in await dagar(anna)
    await varld.som("sven").gor(vag, "avboj", orsak="ingen_plats")
    await kor(varld)
    assert (await dagar(anna)).keys() == {"delgivning", "bestallning_utforare"}


async def test_en_foreslagen_plan_vantar_pa_namnden(varld, anna):
    vera, vag = varld.som("vera"), await bestall(varld)
    plan = await vera.skapa(f"{vag}/planer", planinnehall())
    await kor(varld)
    assert "plan_godkannande" not in await dagar(anna)
    await vera.gor(f"{vag}/planer/{plan['id']}", "foresla")
    await _forsenas(varld, anna, "plan_godkannande", "2026-10-19")
    await anna.gor(f"{vag}/planer/{plan['id']}", "atersand", skal="Fler timmar.")
    await kor(varld)
    assert "plan_godkannande" not in await dagar(anna)


async def test_progressionsrapporten_bevakas_manad_for_manad_och_till_den_ar_godkand(varld, anna):
    vera, (_, vag) = varld.som("vera"), await startad(varld)
    await _syns_fran(varld, anna, "rapport_senast", "2026-11-12")
    await _forsenas(varld, anna, "rapport_senast", "2026-11-18")
    ny = await vera.skapa(f"{vag}/progressionsrapporter", rapport(periodFran="2026-10-12", periodTom="2026-11-12"))
    await vera.gor(f"{vag}/progressionsrapporter/{ny['id']}", "lamna_in")
    await kor(varld)
    assert (await dagar(anna))["rapport_godkannande"] == "2026-11-26"
    assert "rapport_senast" not in await dagar(anna)
    await _forsenas(varld, anna, "rapport_godkannande", "2026-11-26")
    await anna.gor(f"{vag}/progressionsrapporter/{ny['id']}", "godkann")
    await _forsenas(varld, anna, "rapport_senast", "2026-12-19")
    assert "rapport_godkannande" not in await dagar(anna)
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-12-12")
    await kor(varld)
    assert "rapport_senast" not in await dagar(anna)


# --- messages to AF -------------------------------------------------------------------------------


async def test_ett_meddelande_som_inte_kommer_fram_bevakas_fran_dagen_efter(varld, anna):
    vag = f"arenden/{(await steg.nytt_arende(anna))['id']}/overlamningar"
    ny = await anna.skapa(vag, NOTIS | GRUND)
    await _forsenas(varld, anna, "overlamning_utkast", "2026-10-15")
    await anna.gor(f"{vag}/{ny['id']}", "lagg_i_ko")
    await kor(varld)
    assert await dagar(anna) == {}
    await _syns_fran(varld, anna, "meddelande_af", "2026-10-17")
    await _forsenas(varld, anna, "meddelande_af", "2026-10-17")
    await _satt(varld, Utkorgsrad, UtkorgStatus.PARKERAD)
    await _satt(varld, Overlamning, "avvisad")
    await kor(varld)
    assert len(await lista(anna)) == 1
    await _satt(varld, Utkorgsrad, UtkorgStatus.KVITTERAD)
    await kor(varld)
    assert len(await lista(anna)) == 1, "AF has it and has turned it down"
    await _satt(varld, Overlamning, "kvitterad")
    await kor(varld)
    assert await dagar(anna) == {}


async def _satt(varld, klass, status):
    async def steg_(arbete):
        (await arbete.session.scalars(select(klass))).one().status = str(status)

    await varld.i_databasen(steg_)


async def test_en_overlamning_med_sdk_vantar_pa_sin_kvittens(varld, anna):
    vag = f"arenden/{(await steg.nytt_arende(anna))['id']}/overlamningar"
    ny = await anna.skapa(vag, NOTIS | GRUND | {"kanal": "sdk"})
    await anna.gor(f"{vag}/{ny['id']}", "markera_sand", datum="2026-10-12")
    await _forsenas(varld, anna, "overlamning_kvittens", "2026-10-19")
    await anna.gor(f"{vag}/{ny['id']}", "registrera_kvittens", kvittensnummer="AF-77")
    await kor(varld)
    assert await dagar(anna) == {}


# --- how sources are joined -----------------------------------------------------------------------


async def test_av_tva_forslag_pa_samma_plats_galler_den_tidigare_dagen(varld, anna, monkeypatch):
    arende = UUID((await steg.nytt_arende(anna))["id"])

    def kalla(*dagar_):
        async def svara(_arbete, idn):
            assert set(idn) == {arende}
            return [Forslag(arende, Bevakningssort.DELGIVNING, date(2026, 10, d), "a") for d in dagar_]

        return svara

    monkeypatch.setattr(actions, "KALLOR", [kalla(20, 14), kalla(17)])
    await kor(varld)
    assert await dagar(anna) == {"delgivning": "2026-10-14"}
