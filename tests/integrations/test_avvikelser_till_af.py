"""Deviations told to AF: drafted when established, sent by a handläggare, corrected by the next version."""

from datetime import timedelta

import pytest

from app.integrations.jobb import kor_jobb
from tests.flode import bevakat, skyddat
from tests.flode.test_avvikelser import avvikelser, igang, kod
from tests.integrations.test_arbetare import stor

pytestmark = pytest.mark.anyio
GRUND = {"utlamnandeGrund": "samtycke", "utlamnandeLagrum": "10 kap. 1 § OSL"}
BORTA = {"utfall": "franvaro_ogiltig", "text": "Mådde dåligt, ville inte säga mer."}


async def overlamningar(varld, bestallning, skede="avvikelse"):
    """The paths of an order's överlämningar of one kind, the oldest first, and what they show."""
    anna = varld.som("anna")
    arende = (await anna.hamta(bestallning)).json()["arendeId"]
    vag = f"arenden/{arende}/overlamningar"
    rader = (await anna.hamta(f"{vag}?limit=200")).json()["overlamningar"]
    valda = [f"{vag}/{r['id']}" for r in reversed(rader) if r.get("skede") == skede]
    return valda, [(await anna.hamta(v)).json() for v in valda]


async def lamnat_underlag(varld, *utsagor):
    """An order whose first occasions went so, and whose avvikelse is with the kommun: its path and the occasions'."""
    vera = varld.som("vera")
    vag, pass_ = await igang(varld)
    for p, utsaga in zip(pass_, utsagor, strict=False):
        await vera.gor(p, "rapportera", **utsaga)
    (en,) = await avvikelser(vera, vag)
    await vera.gor(en, "hor", redogorelse="Bussen gick inte.", datum="2026-11-01")
    await vera.gor(en, "lamna_underlag")
    assert await kor_jobb(varld.tjanster, "avvikelser_till_af") == len(utsagor)
    return vag, pass_


def avvikelser_hos(af):
    """Version and deviations of what AF has stored, in order."""
    lagrat = [m for m in af.journal.mottaget("informationsoverlamningar") if m.effekter]
    return [(m.unikt_id.rpartition("_")[2], m.innehall["avvikelser"]) for m in lagrat]


@pytest.mark.regel("AK-17", "AK-20", "DP-09")
async def test_en_avvikelse_lamnas_av_handlaggaren_och_rattas_med_nasta_version(varld, af, arbetare):
    anna, vera = varld.som("anna"), varld.som("vera")
    sjuk = BORTA | {"orsak": "sjukdom"}
    vag, pass_ = await lamnat_underlag(varld, sjuk, BORTA)
    # Drafts by the system, one for each occasion; nothing leaves by itself, nor without a ground.
    vagar, bilder = await overlamningar(varld, vag)
    assert [(b["status"], b["automatisk"], b["sandversion"]) for b in bilder] == [("utkast", True, 0)] * 2
    assert {b["tillfalleId"] for b in bilder} == {p.split("/")[-1] for p in pass_[:2]}
    assert [[(a["kod"], a.get("underkod")) for a in b["paket"]["avvikelser"]] for b in bilder] == [
        [(15, None)], [(17, None)]
    ]  # fmt: skip
    assert bilder[0]["uniktId"] == f"{bilder[0]['id']}_0"
    assert await arbetare.omgang() == 0
    assert ("lagg_i_ko", "DP-09") in {(h["handelse"], h.get("regel")) for h in bilder[0]["hinder"]}
    await vera.gor((await avvikelser(vera, vag))[0], "lamna_underlag")  # the same again makes no more
    assert [await kor_jobb(varld.tjanster, "avvikelser_till_af") for _ in range(2)] == [0, 0]
    assert len((await overlamningar(varld, vag))[0]) == 2
    # The handläggare knows better of the second, and may say so in AF's codes; never what is health.
    nej = await anna.handelse(vagar[1], {"typ": "andra", "uppgifter": {"avvikelsekod": {"kod": 18, "underkod": 1}}})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (422, "avvikelsekod")
    await anna.gor(vagar[1], "andra", uppgifter={"avvikelsekod": {"kod": 27}})
    for v in vagar:
        await anna.gor(v, "lagg_i_ko", **GRUND)
        await arbetare.omgang()
    hel = {"forvantad_fran": "2026-10-12T09:00:00+02:00", "forvantad_till": "2026-10-12T12:00:00+02:00"}
    borta = {"franvarande_fran": "2026-10-12T09:00:00+02:00", "franvarande_till": "2026-10-12T12:00:00+02:00"}
    (forsta, [ena]), (_, [andra]) = avvikelser_hos(af)
    assert (forsta, ena) == ("0", {"kod": 15, "underkod": None} | hel | borta)
    assert andra["kod"] == 27
    assert "dåligt" not in str([m.innehall for m in af.journal.mottaget()])
    # A correction makes a draft of the next version, which the handläggare sends.
    await vera.gor(pass_[0], "ratta", utfall="sen", narvarandeFran="09:20", narvarandeTill="11:50", rattelseSkal="Kom.")
    rattad = (await anna.hamta(vagar[0])).json()
    assert (rattad["status"], rattad["sandversion"], rattad["uniktId"][-2:]) == ("utkast", 1, "_1")
    assert "aterkalla" not in rattad["_links"]  # AF has the wrong one
    await anna.gor(vagar[0], "lagg_i_ko")
    await arbetare.omgang()
    version, rader = avvikelser_hos(af)[-1]
    assert version == "1"
    assert [(a["kod"], a["franvarande_fran"][11:16], a["franvarande_till"][11:16]) for a in rader] == [
        (17, "09:00", "09:20"), (17, "11:50", "12:00"),
    ]  # fmt: skip
    # There after all: the next version takes it back.
    await vera.gor(pass_[0], "ratta", utfall="narvarande", rattelseSkal="Var där.")
    await anna.gor(vagar[0], "lagg_i_ko")
    await arbetare.omgang()
    assert avvikelser_hos(af)[-1] == ("2", [])
    historik = [h["typ"] for h in (await anna.hamta(f"{vagar[0]}/handelser")).json()["handelser"]]
    assert historik == ["skapa", *("lagg_i_ko", "kvittera", "ny_version") * 2, "lagg_i_ko", "kvittera"]
    assert af.raknare()["resurser"]["informationsoverlamningar"].get("avvisade") is None


@pytest.mark.regel("AK-17")
async def test_det_som_inte_har_lamnat_kon_rattas_och_det_som_kan_ha_gatt_bevakas(varld, af, arbetare):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag, pass_ = await lamnat_underlag(varld, BORTA, BORTA, BORTA, BORTA)
    vagar, _ = await overlamningar(varld, vag)
    forsta, andra, tredje, fjarde = vagar
    await anna.gor(fjarde, "aterkalla", skal="Utrett i samtal.")
    for v in (forsta, andra, tredje):
        await anna.gor(v, "lagg_i_ko", **GRUND)
    stor(af, "timeout_efter_lagring")
    await arbetare.omgang()
    assert (await anna.hamta(forsta)).json()["status"] == "sand"
    sent = {"utfall": "sen", "narvarandeFran": "13:30", "narvarandeTill": "16:00", "rattelseSkal": "Kom."}
    await vera.gor(pass_[0], "ratta", utfall="narvarande", rattelseSkal="Var där.")
    await vera.gor(pass_[1], "ratta", **sent)
    await vera.gor(pass_[2], "ratta", utfall="narvarande", rattelseSkal="Var där.")
    await vera.gor(pass_[3], "ratta", utfall="narvarande", rattelseSkal="Var där.")
    # In its place in the queue with the right hours, taken back, or left as it is and watched.
    bilder = [(await anna.hamta(v)).json() for v in vagar]
    assert [b["status"] for b in bilder] == ["sand", "i_ko", "aterkallad", "aterkallad"]
    assert [b.get("inaktuell") for b in bilder] == ["2026-11-01T08:00:00Z", None, None, None]
    await bevakat.kor(varld)
    assert (await bevakat.dagar(anna))["overlamning_inaktuell"] == "2026-11-02"
    varld.klocka.flytta(timedelta(minutes=20))
    while await arbetare.omgang():
        pass
    lagrat = avvikelser_hos(af)
    assert [v for v, _ in lagrat] == ["0", "0"]
    assert [a["franvarande_till"][11:16] for _, (a,) in lagrat] == ["12:00", "13:30"]
    # When AF has it, the handläggare tells what is true.
    ny = await anna.gor(forsta, "ny_version")
    assert (ny["paket"]["avvikelser"], ny.get("inaktuell")) == ([], None)
    await anna.gor(forsta, "lagg_i_ko")
    await arbetare.omgang()
    assert avvikelser_hos(af)[-1] == ("1", [])
    await bevakat.kor(varld)
    assert "overlamning_inaktuell" not in await bevakat.dagar(anna)


@pytest.mark.regel("AK-17", "AK-20", "DP-15")
async def test_for_hand_lamnas_bara_det_som_ar_en_avvikelse_och_aldrig_om_en_skyddad(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag, pass_ = await igang(varld)
    arende = (await anna.hamta(vag)).json()["arendeId"]
    await vera.gor(pass_[0], "rapportera", utfall="sjuk_med_intyg")
    await vera.gor(pass_[1], "rapportera", utfall="annan_aktivitet")
    grund = {"slag": "informationsoverlamning", "kanal": "manuell", "skede": "avvikelse"}
    om = [grund | {"bestallningId": vag.split("/")[-1], "tillfalleId": p.split("/")[-1]} for p in pass_]
    lista = f"arenden/{arende}/overlamningar"
    assert (await anna.posta(lista, grund | {"bestallningId": vag.split("/")[-1]})).status_code == 422
    for nr in (1, 2):  # elsewhere, and not marked
        svar = await anna.posta(lista, om[nr])
        assert (*kod(svar), svar.json()["regel"]) == (409, "ingen_avvikelse", "AK-20")
    bild = await anna.skapa(lista, om[0])
    text = "15 sjuk, 2026-10-12, förväntad 09:00–12:00, frånvarande 09:00–12:00"
    assert {"falt": "avvikelser", "rubrik": "Avvikelser", "varde": text} in bild["attSkrivaIn"]
    assert (await anna.posta(lista, om[0])).json()["overlamningId"] == bild["id"]
    # Protected from now on: the draft goes, and there are no more.
    await skyddat.skydda(anna, f"arenden/{arende}", "sekretessmarkering")
    assert (await anna.hamta(f"{lista}/{bild['id']}")).json()["status"] == "aterkallad"
    svar = await anna.posta(lista, om[0])
    assert kod(svar) == (409, "skyddade_tider")
