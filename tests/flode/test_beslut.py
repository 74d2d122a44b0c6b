"""Beslut over HTTP: what one shows, what is refused, that none is changed, and what may follow it."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.flode.beslut.models import Beslut, beslut_i_kraft, beslut_med
from tests.flode import beslutat, steg
from tests.flode.test_bedomning import ge_utforare_scope

pytestmark = pytest.mark.anyio

PLIKT = "aktivitetsplikt"
P = {"lagrum": "sol_12_4", "regelverk": PLIKT}
SAKNAS = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
BARN = {"antalBarn": 1, "yngstaBarnFyllerAtta": "2030-01-01"}


async def test_ett_beslut_visar_allt_och_kan_inte_andras(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    beslut = await beslutat.nytt_beslut(anna, arende, underlag, ovrigaDeltagande=["Cecilia Arbetsledare"])
    assert (beslut["status"], beslut["version"]) == ("gallande", 1)
    assert beslut["anmarkningar"][0]["regel"] == "AK-15"
    assert set(beslut["_links"]) == {
        "self",
        "invandningar",
        "handelser",
        "arende",
        "bedomning",
        "delge",
        "underrattelse",
    }
    assert [(h["handelse"], h["regel"]) for h in beslut["hinder"]] == [
        ("overklaga", "AK-26"),
        ("avgor", "AK-26"),
        ("upphav", "AK-26"),
    ]

    adress = f"arenden/{arende['id']}/beslut/{beslut['id']}"
    svar = await anna.hamta(adress)
    assert svar.json() == beslut
    assert svar.headers["etag"].startswith('"1-')
    for metod in ("PUT", "PATCH", "DELETE"):
        assert (await anna.begar(metod, adress, {"innehall": "Nytt"})).status_code == 405
    assert (await anna.handelse(adress, {"typ": "andra", "innehall": "Nytt"})).status_code == 422
    rader = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"]
    assert set(rader[0]) == {"id", "typ", "status", "beslutsdatum", "gallerFran", "_links"}


async def test_det_som_ett_beslut_ska_visa_ar_obligatoriskt(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    for falt in ("beslutsdatum", "innehall", "beslutsfattare", "foredragande", "ovrigaDeltagande", "motivering"):
        kropp = beslutat.beslut(SAKNAS)
        del kropp[falt]
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
        assert (svar.status_code, [(f["falt"], f["kod"]) for f in svar.json()["fel"]]) == (
            422,
            [(f"/{falt}", "saknas")],
        )


NEKAS = (
    ({"regelverk": PLIKT}, 409, "AK-01", "lagrum_passar_inte"),
    ({"avserFranManad": "2026-09", "gallerFran": "2026-09-20"}, 409, "AK-03", "manad_fore_regelverket"),
    ({"gallerFran": "2026-09-30"}, 409, "AK-03", "galler_fore_manaden"),
    ({"typ": "undantag"}, 409, "AK-02", "utfallet_bar_inte"),
    ({"typ": "vagran"}, 409, "AK-19", "begaran_saknas"),
    ({"typ": "upphor"}, 409, "AK-23", "inget_upphor"),
    ({"ersatterId": SAKNAS}, 409, "AK-23", "ersatter_fel"),
    ({"beslutsdatum": "2026-10-13"}, 422, "AK-23", "framtid"),
    ({"gallerTom": "2026-10-11"}, 422, None, "period_bakvand"),
    ({"bedomningId": SAKNAS}, 422, "AK-02", "saknas"),
    ({"kommuniceringId": SAKNAS}, 422, "AK-22", "saknas"),
    ({"status": "upphavt"}, 422, None, "okant_falt"),
)


async def test_ett_beslut_som_lagen_inte_bar_nekas_och_inget_skrivs(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    for mer, status, regel, kod in NEKAS:
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], **mer))
        assert (svar.status_code, svar.json().get("regel"), svar.json()["fel"][0]["kod"]) == (status, regel, kod)
    assert (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"] == []


async def test_under_plikten_fattas_inget_beslut_fore_samradet(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    kropp = beslutat.beslut(underlag["id"], **P, ingenLampligAtgard="Ingen lämplig insats finns.")
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-14", "12 kap. 4 § SoL")
    samrad = await steg.nytt_samrad(anna, arende)
    beslut = await anna.skapa(f"arenden/{arende['id']}/beslut", kropp)
    assert (beslut["samradId"], beslut["anmarkningar"]) == (samrad["id"], [])
    assert beslut["_links"]["samrad"]["href"].endswith(f"/samrad/{samrad['id']}")


async def test_plikten_ar_inte_for_den_som_omfattas_av_kravet(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    await steg.nytt_samrad(anna, arende)
    await steg.manader(anna, arende, "2026-07")
    await beslutat.ny_bedomning(anna, arende)
    kropp = beslutat.beslut(underlag["id"], **P, ingenLampligAtgard="Ingen lämplig insats finns.")
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-01")
    assert svar.json()["fel"][0]["kod"] == "omfattas_av_kravet"


async def test_barnets_basta_bedoms_nar_det_finns_barn(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, **BARN)
    underlag = await beslutat.ny_bedomning(anna, arende, barnetsBasta="Tiderna ryms inom förskolans.")
    kropp = beslutat.beslut(underlag["id"])
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-29")
    await anna.skapa(f"arenden/{arende['id']}/beslut", kropp | {"barnetsBasta": "Som i bedömningen."})


UNDANTAGNA = (
    ({"from": "2026-10-01", "tom": "2026-10-31"}, 30, "AK-05"),
    ({"from": "2026-10-01", "gradProcent": 50}, 0, "AK-08"),
    ({"from": "2026-10-13", "tom": "2026-10-31"}, 30, None),
    ({"from": "2026-10-01", "tom": "2026-10-30"}, 30, None),
    ({"from": "2026-10-01", "gradProcent": 50}, 15, None),
)


async def test_den_som_ar_helt_undantagen_till_manadens_slut_begars_inte(varld):
    anna = varld.som("anna")
    for i, (undantag, timmar, regel) in enumerate(UNDANTAGNA):
        arende = await beslutat.nytt_arende(anna, i)
        grund = {"grund": "sjukpenning", "underlag": "beslut_fran_myndighet"} | undantag
        timmarna = {"perVecka": timmar, "motivering": "Efter undantaget."}
        underlag = await beslutat.ny_bedomning(
            anna, arende, undantag=[grund], timmar=timmarna, avvikelseMotivering="Prövar vad ett beslut tål."
        )
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"]))
        assert (svar.status_code, svar.json().get("regel")) == ((201, None) if regel is None else (409, regel))


async def test_en_rattelse_ar_ett_nytt_beslut_som_ersatter(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    forsta = await beslutat.nytt_beslut(anna, arende, underlag)
    vag = f"arenden/{arende['id']}/beslut"
    svar = await anna.posta(vag, beslutat.beslut(underlag["id"], gallerFran="2026-11-02"))
    assert (svar.status_code, svar.json()["regel"], svar.json()["fel"][0]["kod"]) == (409, "AK-23", "begaran_finns")
    rattat = await beslutat.nytt_beslut(anna, arende, underlag, ersatterId=forsta["id"], innehall="30 timmar, inte 35.")
    forsta = (await anna.hamta(f"{vag}/{forsta['id']}")).json()
    assert (forsta["status"], forsta["ersattAvId"], forsta["version"]) == ("ersatt", rattat["id"], 2)
    assert forsta["innehall"] != rattat["innehall"]
    svar = await anna.posta(vag, beslutat.beslut(underlag["id"], ersatterId=forsta["id"]))
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-23")


async def test_av_tva_samtidiga_begaran_blir_en(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}/beslut"
    svar = await asyncio.gather(*(anna.posta(vag, beslutat.beslut(underlag["id"])) for _ in range(4)))
    assert sorted(s.status_code for s in svar) == [201, 409, 409, 409]
    assert len((await anna.hamta(vag)).json()["beslut"]) == 1


async def test_ett_upphorande_tar_beslutet_ur_kraft_fran_sin_dag(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    begaran = await beslutat.nytt_beslut(anna, arende, underlag, gallerTom="2026-12-31")
    mer = {"typ": "upphor", "gallerFran": "2026-11-16", "avserBeslutId": begaran["id"]}
    upphor = await beslutat.nytt_beslut(anna, arende, underlag, **mer)
    assert upphor["_links"]["avserBeslut"]["href"].endswith(begaran["id"])

    async def i_kraft(arbete):
        dagar = [date(2026, 10, 11), date(2026, 10, 12), date(2026, 11, 15), date(2026, 11, 16)]
        beslut = await arbete.en(beslut_med(UUID(begaran["id"])))
        return [await arbete.kanske(beslut_i_kraft(beslut.arende_id, dag)) for dag in dagar]

    funna = await varld.i_databasen(i_kraft, anna.kommunkod)
    assert [f is not None for f in funna] == [False, True, True, False]
    igen = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], **mer))
    assert (igen.status_code, igen.json()["regel"]) == (409, "AK-23")
    # From the day it ended a new request may be made.
    await beslutat.nytt_beslut(anna, arende, underlag, gallerFran="2026-11-16")


async def test_delgivning_ger_sista_dag_och_overklagande_stoppar_inget(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    vagran = await anna.skapa(f"arenden/{arende['id']}/beslut", beslutat.vagran(underlag, kommunicering, "2026-10-12"))
    beslut = f"arenden/{arende['id']}/beslut/{vagran['id']}"
    for dag in ("2026-10-11", "2026-10-13"):
        assert (await anna.handelse(beslut, {"typ": "delge", "delfaendeDatum": dag})).status_code == 422
    varld.klocka.stall(datetime(2026, 12, 4, 12, 0, tzinfo=UTC))
    delgett = await anna.gor(beslut, "delge", delfaendeDatum="2026-12-04")
    assert delgett["sistaOverklagandedag"] == "2026-12-28"
    svar = await anna.handelse(beslut, {"typ": "upphav", "datum": "2026-12-04", "skal": "Dom."})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-26")
    varld.klocka.stall(datetime(2026, 12, 29, 12, 0, tzinfo=UTC))
    overklagat = await anna.gor(beslut, "overklaga", inkom="2026-12-29")
    assert (overklagat["status"], overklagat["overklagat"], overklagat["iRattTid"]) == (
        "gallande",
        "2026-12-29",
        False,
    )
    upphavt = await anna.gor(beslut, "upphav", datum="2026-12-29", skal="Förvaltningsrätten upphävde beslutet.")
    assert (upphavt["status"], upphavt["hinder"]) == ("upphavt", [])


async def test_en_begaran_kan_delges_men_inte_overklagas(varld):
    anna, arende, _ = await beslutat.begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    adress = f"arenden/{arende['id']}/beslut/{rad['id']}"
    delgett = await anna.gor(adress, "delge", delfaendeDatum="2026-10-12")
    assert "sistaOverklagandedag" not in delgett
    svar = await anna.handelse(adress, {"typ": "overklaga", "inkom": "2026-10-12"})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-26")
    utan = await anna.posta(f"{adress}/handelser", {"typ": "delge", "delfaendeDatum": "2026-10-12"})
    assert utan.status_code == 428
    gammal = await anna.posta(f"{adress}/handelser", {"typ": "delge", "delfaendeDatum": "2026-10-12"}, if_match='"1-x"')
    assert (gammal.status_code, gammal.json()["aktuellVersion"]) == (412, 2)


async def test_ett_avslutat_arende_tar_inget_nytt(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    await anna.gor(f"arenden/{arende['id']}", "avsluta", skal="Flyttat.")
    for vag, kropp in (
        ("bedomningar", beslutat.bedomning()),
        ("beslut", beslutat.beslut(underlag["id"])),
        ("kommuniceringar", {"material": "Underlag.", "svarSenast": "2026-10-19"}),
    ):
        svar = await anna.posta(f"arenden/{arende['id']}/{vag}", kropp)
        assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "arende_avslutat")


async def test_samma_nyckel_ger_samma_beslut(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag, kropp = f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"])
    forsta = await anna.posta(vag, kropp, idempotency_key="k")
    andra = await anna.posta(vag, kropp, idempotency_key="k")
    assert (forsta.status_code, andra.content) == (201, forsta.content)
    assert (await anna.posta(vag, kropp | {"innehall": "Annat."}, idempotency_key="k")).status_code == 422
    assert len((await anna.hamta(vag)).json()["beslut"]) == 1


async def test_bara_den_egna_namnden_ser_ett_beslut(varld):
    anna, arende, _ = await beslutat.begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    _, kommunicering = await beslutat.kommunicera(anna, arende)
    vagar = [f"arenden/{arende['id']}/beslut", f"arenden/{arende['id']}/beslut/{rad['id']}", kommunicering]
    annat = await beslutat.nytt_arende(anna, 1)
    assert (await anna.hamta(f"arenden/{annat['id']}/beslut/{rad['id']}")).status_code == 404
    await ge_utforare_scope(varld, "beslut:las", "beslut:skriv")
    for vag in vagar:
        for namn, status in {"david": 404, "bo": 403, "vera": 404, "sven": 404, "af": 403, "sara": 404}.items():
            assert (await varld.som(namn).hamta(anna.adress(vag))).status_code == status, namn


async def test_inget_av_beslutet_hamnar_i_historiken(varld):
    anna, arende, _ = await beslutat.begard(varld)

    async def las(arbete):
        return (await arbete.session.scalars(select(Beslut))).one()

    beslut = await varld.i_databasen(las, anna.kommunkod)
    historik = (await anna.hamta(f"arenden/{arende['id']}/beslut/{beslut.id}/handelser")).json()["handelser"]
    assert [(h["typ"], h["till"], h["uppgifter"]) for h in historik] == [("fatta", "gallande", {})]
