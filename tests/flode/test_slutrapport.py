"""The slutrapport: written goal by goal, frozen when it is handed in, and what lets an order be closed."""

import pytest

from app.begrepp.parter import Roll
from app.flode.slut.states import (
    SLUTRAPPORT,
    Mal,
    SlutLage,
    resultat_raknas,
    sammanstall,
)
from tests.flode.bevakat import dagar, kor, lista, pa_dagen
from tests.flode.matt import ge_rod, matning, rapport
from tests.flode.slutat import ARBETSGIVARE, INGEN, bedomda, deltagit, inlamnad, planen, skriven, slutrapport
from tests.flode.startat import startad
from tests.flode.test_bestallning_flytt import BRYT, flytta
from tests.flode.test_bestallning_flytt import pa_dagen as flyttjobbet
from tests.journeys.berattat import klockan, nej, sett

pytestmark = pytest.mark.anyio
AVSLUT = {"orsak": "arbete", "slutDatum": "2026-10-13"}
OBORJAD = {"bestallning": "aterkallad", "borjade": False}


# --- pure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "roll", "lage", "svar"),
    [
        ("utkast", Roll.VAGLEDARE, {}, {"andra", "lamna_in"}),
        ("utkast", Roll.VAGLEDARE, {"obedomda": 1}, {"andra", "mal_inte_bedomda"}),
        ("utkast", Roll.VAGLEDARE, {"bestallning": "flyttad"}, {"andra", "bestallning_flyttad"}),
        ("utkast", Roll.VAGLEDARE, {"bestallning": "bekraftad"}, {"andra", "bestallning_inte_startad"}),
        ("utkast", Roll.VAGLEDARE, OBORJAD, {"andra", "bestallning_inte_startad"}),
        ("komplettering_begard", Roll.VAGLEDARE, {"bestallning": "aterkallad"}, {"andra", "lamna_in"}),
        ("utkast", Roll.SAMORDNARE, {}, set()),
        ("utkast", Roll.HANDLAGGARE, {}, set()),
        ("inlamnad", Roll.VAGLEDARE, {}, set()),
        ("inlamnad", Roll.HANDLAGGARE, {}, {"begar_komplettering", "godkann"}),
        # In-house: who wrote it may send it back, and not approve it.
        ("inlamnad", Roll.ARBETSLEDARE, {"person": "a", "skribenter": {"a"}}, {"begar_komplettering", "egen_rapport"}),
        ("godkand", Roll.VAGLEDARE, {"bestallning": "avslutad"}, {"ratta"}),
        ("godkand", Roll.VAGLEDARE, {"har_rattelse": True}, {"redan_ersatt"}),
        ("inaktuell", Roll.VAGLEDARE, {}, {"ratta"}),
        ("inaktuell", Roll.HANDLAGGARE, {}, set()),
    ],
)  # fmt: skip
@pytest.mark.regel("AK-40")
def test_vem_far_gora_vad_med_en_slutrapport(status, roll, lage, svar):
    m = SLUTRAPPORT.mojligheter(status, roll, SlutLage(**lage))
    assert {*m.handelser, *(b.hinder.kod for b in m.hinder)} == svar
    assert all(b.hinder.regel == "AK-40" for b in m.hinder)


def test_planens_mal_kommer_forst_i_planens_ordning_och_bara_en_gang():
    bedomt = [Mal("Köra bil", None, False, "delvis", "Halva."), Mal("Tala", "sprak", False, "uppnatt", None)]
    mal = sammanstall([("sprak", "Läsa"), ("sprak", "Tala"), ("sprak", "Läsa")], bedomt)
    assert [(m.mal, m.ur_planen, m.maluppfyllelse) for m in mal] == [
        ("Läsa", True, None), ("Tala", True, "uppnatt"), ("Köra bil", False, "delvis"),
    ]  # fmt: skip
    # The same words in another area are another goal, and a goal that the plan lost stays told of, as one of its own.
    assert [(m.omrade, m.ur_planen) for m in sammanstall([("digital_kompetens", "Tala")], mal[1:2])] == [
        ("digital_kompetens", True), ("sprak", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("orsak", "av", "raknas"),
    [
        ("arbete", "arbetsgivare", True), ("studier", "skola", True), ("arbete", "ingen", False),
        ("flytt", "arbetsgivare", False),
    ],
)  # fmt: skip
def test_ett_resultat_raknas_nar_nagon_annan_har_bekraftat_det(orsak, av, raknas):
    assert resultat_raknas(orsak, av) is raknas


# --- stories --------------------------------------------------------------------------------------


@pytest.mark.regel("AK-40", "AK-28", "DP-03")
async def test_det_personen_har_deltagit_i_redovisas_mal_for_mal_och_avslutas_sedan(varld):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    vag = await deltagit(varld)
    hindret = {h["handelse"]: (h["kod"], h["regel"]) for h in (await sett(anna, vag))["hinder"]}
    assert hindret["avsluta"] == ("slutrapport_saknas", "AK-40")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-13", "gul"))

    # The goals of the plan are there by themselves; one of her own besides.
    plan = await planen(vera, vag)
    forst, *resten = bedomda("uppnatt", "delvis", "inte_uppnatt", plan=plan)
    eget = {"mal": "Våga ta bussen själv.", "maluppfyllelse": "uppnatt"}
    samling = f"{vag}/slutrapporter"
    utkast = await vera.skapa(samling, slutrapport(mal=[eget, forst], resultat=INGEN))
    sag = f"{samling}/{utkast['id']}"
    assert [(m["urPlanen"], m.get("maluppfyllelse")) for m in utkast["mal"]] == [
        (True, "uppnatt"), *[(True, None)] * len(resten), (False, "uppnatt"),
    ]  # fmt: skip
    assert utkast["resultat"] == {"verifieratAv": "ingen", "raknas": False}
    assert await nej(vera, sag, "lamna_in") == (409, "mal_inte_bedomda")
    # A draft is the utförare's own, and the samordnare has no need of it (DP-04).
    assert ((await anna.hamta(sag)).status_code, (await sett(anna, samling))["slutrapporter"]) == (404, [])
    assert [(await sven.hamta(v)).status_code for v in (sag, samling)] == [403, 403]
    assert (await vera.posta(samling, slutrapport())).json()["fel"][0]["kod"] == "slutrapport_finns"
    assert (await anna.posta(samling, slutrapport())).status_code == 403

    klar = await vera.gor(sag, "andra", mal=[eget, forst, *resten], resultat=ARBETSGIVARE)
    assert (klar["resultat"]["raknas"], [h["kod"] for h in klar["hinder"]]) == (True, [])
    assert await nej(anna, vag, "avsluta", **AVSLUT) == (409, "slutrapport_saknas")
    await vera.gor(sag, "lamna_in")
    fryst = (await sett(anna, sag))["inlamningar"][0]
    narvaro = {s["slag"]: (s["minuter"], s["antal"]) for s in fryst["narvaro"]["summor"] if "antal" in s}
    assert (fryst["narvaro"]["fran"], fryst["narvaro"]["tom"], narvaro["narvaro"]) == (
        "2026-10-12", "2026-10-13", (180, 1),
    )  # fmt: skip
    assert [(n["niva"], n["respondent"]) for n in fryst["nivaer"]] == [("gul", "vagledare")]
    assert (fryst["rapporter"], len(fryst["mal"])) == ([], len(resten) + 2)
    (rad,) = (await sett(anna, samling))["slutrapporter"]
    assert (rad["status"], {"mal", "avslutsorsak", "sammanfattning", "skribenter"} & rad.keys()) == ("inlamnad", set())
    await kor(varld)
    assert (await dagar(anna))["slutrapport_godkannande"] == "2026-10-20"


@pytest.mark.regel("AK-40")
async def test_det_som_lamnades_in_star_kvar_och_det_som_rattas_blir_en_ny_version(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await deltagit(varld)
    await vera.skapa(f"{vag}/matningar", matning("2026-10-13", "gul"))
    samling, sag = f"{vag}/slutrapporter", await inlamnad(vera, vag)
    (fryst,) = (await sett(anna, sag))["inlamningar"]
    # Sent back, it is not handed in: nothing is closed on it.
    await anna.gor(sag, "begar_komplettering", skal="Hur gick det med bussen?")
    assert await nej(anna, vag, "avsluta", **AVSLUT) == (409, "slutrapport_saknas")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-13", "gron"))
    period = rapport(periodFran="2026-10-12", periodTom="2026-10-13")
    lamnad = f"{vag}/progressionsrapporter/{(await vera.skapa(f'{vag}/progressionsrapporter', period))['id']}"
    await vera.gor(lamnad, "lamna_in")
    await vera.gor(sag, "andra", sammanfattning="Åker buss själv sedan september.")
    assert (await sett(anna, sag))["sammanfattning"] == fryst["sammanfattning"]
    await vera.gor(sag, "lamna_in")
    efter = await sett(anna, sag)
    assert efter["inlamningar"][0] == fryst | {"kompletteringSkal": "Hur gick det med bussen?"}
    assert efter["sammanfattning"].startswith("Åker buss")
    assert [len(i["rapporter"]) for i in efter["inlamningar"]] == [0, 1]
    assert [i["nivaer"][0]["niva"] for i in efter["inlamningar"]] == ["gul", "gron"]

    slut = await anna.gor(vag, "avsluta", **AVSLUT)
    assert (slut["status"], slut["avslutsslag"]) == ("avslutad", "fullfoljd")
    assert "slutrapporten är inlämnad" in slut["avslutsslagForklaring"]
    await anna.gor(sag, "godkann")
    # A correction is a new version; what was approved says what it said.
    fore = await sett(anna, sag)
    ny = await skriven(vera, vag, ersatterId=sag.split("/")[-1], sammanfattning="Rättad.")
    assert (await vera.posta(samling, slutrapport(ersatterId=sag.split("/")[-1]))).json()["fel"][0][
        "kod"
    ] == "redan_ersatt"
    assert (await sett(anna, vag))["avslutsslag"] == "fullfoljd"
    await vera.gor(ny, "lamna_in")
    gammal, nya = await sett(anna, sag), await sett(anna, ny)
    assert (nya["utgava"], nya["ersatterId"], gammal["ersattAvId"]) == (2, gammal["id"], nya["id"])
    assert gammal["inlamningar"] == fore["inlamningar"]
    historik = [h["typ"] for h in (await sett(anna, f"{sag}/handelser"))["handelser"]]
    assert historik == ["skapa", "lamna_in", "begar_komplettering", "andra", "lamna_in", "godkann", "ratta"]


@pytest.mark.regel("AK-38", "AK-40", "DP-10")
async def test_en_aterkallelse_stannar_genast_och_vantar_dar_alla_ser_det(varld):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    _, utan = await startad(varld, 1, krav=False)
    vag, vantar = await deltagit(varld), "bestallningar?vantarPaSlutredovisning=true"
    assert (await sett(anna, vantar))["bestallningar"] == []
    slut = await anna.gor(vag, "aterkalla", skal="Fick arbete.", orsak="arbete")
    await anna.gor(utan, "aterkalla", skal="Kom aldrig.")
    assert (slut["status"], slut["avslutsslag"]) == ("aterkallad", "vantar_pa_slutrapport")
    for vem, antal in ((anna, 2), (sven, 2), (vera, 2), (varld.som("cecilia"), 2), (varld.som("eva"), 0)):
        assert len((await sett(vem, vantar))["bestallningar"]) == antal, vem.namn
    assert len((await sett(anna, f"{vantar}&status=aterkallad&egna=true"))["bestallningar"]) == 2
    await kor(varld)
    sorter = {(r["sort"], r["forfaller"]) for r in await lista(anna) if r["sort"].startswith("slutr")}
    assert sorter == {("slutrapport_inlamning", "2026-10-27"), ("slutredovisning", "2026-10-27")}
    await vera.gor(utan, "lamna_slutanteckning", orsak="kom_inte", text="Kom aldrig.")

    # The last day of the utförare's rights, and the day after.
    klockan(varld, "2026-11-12")
    sag = await inlamnad(vera, vag)
    bild = await sett(anna, vag)
    assert (bild["avslutsslag"], (await sett(anna, vantar))["bestallningar"]) == ("avbruten", [])
    # Its day and not the day of the report is the last that is counted.
    assert (await sett(anna, sag))["inlamningar"][0]["narvaro"]["tom"] == "2026-10-13"
    await kor(varld)
    assert not {"slutrapport_inlamning", "slutredovisning"} & (await dagar(anna)).keys()
    await anna.gor(sag, "begar_komplettering", skal="Mer.")
    assert (await sett(anna, vag))["avslutsslag"] == "vantar_pa_slutrapport"
    klockan(varld, "2026-11-13")
    assert (await vera.handelse(sag, {"typ": "lamna_in"})).status_code == 404
    assert (await vera.hamta(sag)).status_code == 404
    await kor(varld)
    assert (await dagar(anna))["slutrapport_inlamning"] == "2026-10-27"


@pytest.mark.regel("AK-40")
async def test_en_ateroppnad_bestallning_behover_en_ny_version(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await deltagit(varld)
    sag = await inlamnad(vera, vag)
    await anna.gor(sag, "godkann")
    await anna.gor(vag, "avsluta", **AVSLUT)
    fryst = await sett(anna, sag)
    bild = await anna.gor(vag, "ateroppna", skal="Anställningen blev inte av.")
    assert (bild["status"], "avslutsslag" in bild) == ("pagaende", False)
    assert await nej(anna, vag, "avsluta", **AVSLUT) == (409, "slutrapport_saknas")
    gammal = await sett(anna, sag)
    assert (gammal["status"], gammal["inlamningar"]) == ("inaktuell", fryst["inlamningar"])
    assert (await vera.posta(f"{vag}/slutrapporter", slutrapport())).json()["fel"][0]["kod"] == "slutrapport_finns"
    ny = await skriven(vera, vag, ersatterId=gammal["id"], avslutsorsak="ovriga_skal", resultat=INGEN)
    # Undone before it was handed in, it tells of no end that was: it goes on.
    await anna.gor(vag, "aterkalla", skal="Fel.")
    await anna.gor(vag, "ateroppna", skal="Rätt.")
    assert (await sett(vera, ny))["status"] == "utkast"
    await vera.gor(ny, "lamna_in")
    slut = await anna.gor(vag, "avsluta", orsak="ovriga_skal", slutDatum="2026-10-13")
    assert (slut["avslutsslag"], (await sett(anna, ny))["utgava"]) == ("fullfoljd", 2)


@pytest.mark.regel("DP-10", "DP-26", "DP-27", "AK-40")
async def test_den_som_lamnat_over_skriver_inget_nytt_och_den_nye_ser_inget(varld):
    anna, vera, eva, egil = (varld.som(n) for n in ("anna", "vera", "eva", "egil"))
    vag = await deltagit(varld)
    (med_rod,) = await ge_rod(varld, "anna")
    # What the kommun alone may see never goes into what the utförare reads.
    svar = await anna.posta(f"{vag}/matningar", matning("2026-10-13", "rod", skal="Hemligt."), **med_rod)
    assert svar.status_code == 201, svar.text
    sag = await inlamnad(vera, vag)
    assert "Hemligt" not in str(await sett(vera, sag))
    assert (await sett(anna, sag))["inlamningar"][0]["nivaer"] == []
    await anna.gor(sag, "begar_komplettering", skal="Mer.")
    ny = await flytta(varld, vag)
    await eva.gor(ny, "ta_emot")
    await eva.gor(ny, "bekrafta", startDatum=BRYT, vagledare="egil.vagledare")
    await flyttjobbet(varld, BRYT)
    assert (await sett(anna, vag))["status"] == "flyttad"
    assert [h["kod"] for h in (await sett(vera, sag))["hinder"]] == ["bestallning_flyttad"]
    assert await nej(vera, sag, "lamna_in") == (409, "bestallning_flyttad")
    assert [(await egil.hamta(v)).status_code for v in (sag, sag.replace(vag, ny))] == [404, 404]
    assert (await eva.hamta(sag)).status_code == 404
    assert (await vera.hamta(f"{ny}/slutrapporter")).status_code == 404
    svar = await egil.posta(f"{ny}/slutrapporter", slutrapport())
    assert svar.json()["fel"][0]["kod"] == "bestallning_inte_startad"


@pytest.mark.regel("DP-15")
async def test_for_en_skyddad_person_ser_bara_de_utpekade(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await deltagit(varld, skyddsniva="sekretessmarkering")
    sag = await inlamnad(vera, vag)
    assert (await sett(anna, sag))["status"] == "inlamnad"
    for namn in ("cecilia", "bo", "viktor", "eva", "david"):
        for v in (sag, f"{vag}/slutrapporter", f"{sag}/handelser"):
            assert (await varld.som(namn).hamta(v)).status_code in {403, 404}, (namn, v)
    await kor(varld)
    (rad,) = await lista(anna, sort="slutrapport_godkannande")
    assert not {"Klivet", "namn", "vagledare"} & {str(v) for v in rad.values()}


@pytest.mark.parametrize(
    ("fel", "falt"),
    [
        ({"resultat": {"verifieratAv": "skola"}}, "/resultat"),
        ({"resultat": {"verifieratAv": "ingen", "datum": "2026-10-12"}}, "/resultat"),
        ({"resultat": {"verifieratAv": "skola", "datum": "2026-10-14", "underlag": "Intyg."}}, "/resultat/datum"),
        ({"mal": [{"mal": "Ett mål.", "maluppfyllelse": "kanske"}]}, "/mal/0/maluppfyllelse"),
        ({"mal": [{"mal": "Ett mål.", "maluppfyllelse": "delvis"}] * 2}, ""),
        ({"ersatterId": "01980000-0000-7000-8000-00000000ffff"}, "/ersatterId"),
        ({"avslutsorsak": "sjukdom"}, "/avslutsorsak"),
    ],
)
async def test_ett_fel_i_utkastet_sags_vid_sitt_falt(varld, fel, falt):
    vag = await deltagit(varld)
    svar = await varld.som("vera").posta(f"{vag}/slutrapporter", slutrapport(**fel))
    assert (svar.status_code, [f["falt"] for f in svar.json()["fel"]]) == (422, [falt]), svar.text


@pytest.mark.regel("AK-40")
async def test_nar_bestallningens_tid_gar_mot_sitt_slut_paminns_om_slutrapporten(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await deltagit(varld)
    await anna.gor(vag, "andra_bestallning", andringar=[
        {"falt": "onskat_slut", "nytt": "2026-11-30", "skal": "Målet nås då."},
    ])  # fmt: skip
    await pa_dagen(varld, "2026-11-15")
    assert "slutrapport_inlamning" not in await dagar(anna)
    await pa_dagen(varld, "2026-11-16")
    assert (await dagar(anna))["slutrapport_inlamning"] == "2026-11-30"
    await inlamnad(vera, vag)
    await kor(varld)
    assert "slutrapport_inlamning" not in await dagar(anna)
