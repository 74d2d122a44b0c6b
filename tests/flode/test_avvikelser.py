"""Avvikelser over HTTP: found in attendance or noted by hand, heard, handed over, answered, followed up."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from app.flode.narvaro.actions import NARVARO_UPPGIVEN, UPPGIVEN
from app.integrations.jobb import kor_jobb
from tests.conftest import Person, Varld
from tests.flode import bevakat
from tests.flode.narvarat import SVENSKA, planerad, tillfallen
from tests.flode.test_budget import FORST, satser

pytestmark = pytest.mark.anyio

BORTA = {"typ": "rapportera", "utfall": "franvaro_ogiltig", "text": "Hördes inte av."}
PA_PLATS = {"utfall": "narvarande", "rattelseSkal": "Fel person markerades."}


def kod(svar: Any) -> tuple[int, str]:
    """Status, and the code of the first fault or of the refusal."""
    kropp = svar.json()
    return svar.status_code, kropp["fel"][0]["kod"] if kropp.get("fel") else kropp["kod"]


async def avvikelser(person: Person, vag: str) -> list[str]:
    """The paths of an order's avvikelser, the newest first."""
    svar = await person.hamta(f"{vag}/avvikelser")
    assert svar.status_code == 200, svar.text
    return [f"{vag}/avvikelser/{rad['id']}" for rad in svar.json()["avvikelser"]]


async def igang(varld: Varld, dagar: int = 20, **person: Any) -> tuple[str, list[str]]:
    """An order some days after its first occasion: its path, and those of its occasions."""
    vag = await planerad(varld, 0, SVENSKA, **person)
    pass_ = [f"{vag}/tillfallen/{rad['id']}" for rad in await tillfallen(varld.som("vera"), vag)]
    varld.klocka.flytta(timedelta(days=dagar))
    return vag, pass_


async def borta(varld: Varld, *pass_: str) -> None:
    for vag in pass_:
        svar = await varld.som("vera").handelse(vag, BORTA)
        assert svar.status_code == 200, svar.text


async def historik(person: Person, vag: str) -> list[str]:
    return [h["typ"] for h in (await person.hamta(f"{vag}/handelser")).json()["handelser"]]


@pytest.mark.regel("AK-19", "AK-20", "AK-40")
async def test_tva_ogiltiga_franvaron_ger_en_avvikelse_och_en_rattelse_tar_bort_den(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag, pass_ = await igang(varld)  # Mondays and Wednesdays from 12 October; five have been
    await borta(varld, pass_[0])
    assert await avvikelser(vera, vag) == []
    await vera.gor(pass_[1], "rapportera", utfall="sen", narvarandeFran="14:00", narvarandeTill="16:00")
    assert await avvikelser(vera, vag) == []
    await borta(varld, pass_[2])
    (en,) = await avvikelser(anna, vag)
    bild = (await anna.hamta(en)).json()
    assert (bild["kalla"], bild["sort"], bild["status"]) == ("monster", "franvaro", "oppen")
    # The late one is shown beside the two that count; unmarked ones are nothing (AK-20).
    assert [t["_links"]["self"]["href"].split("/")[-1] for t in bild["tillfallen"]] == [
        p.split("/")[-1] for p in pass_[:3]
    ]
    for rad in [(await anna.hamta(p)).json() for p in (vag, *pass_[:3])]:
        assert rad["status"] in {"pagaende", "genomfort"}  # nothing else follows (DP-31)
    # One more within the days belongs to it, and the job finds nothing to do, however often it runs.
    await borta(varld, pass_[3])
    assert len((await anna.hamta(en)).json()["tillfallen"]) == 4
    assert [await kor_jobb(varld.tjanster, "avvikelser") for _ in range(2)] == [0, 0]
    assert await avvikelser(vera, vag) == [en]
    # Corrections take the pattern away: nobody had touched it, so it falls away, with history.
    for p in pass_[2:4]:
        await vera.gor(p, "ratta", **PA_PLATS)
    assert (await anna.hamta(en)).json()["status"] == "bortfallen"
    assert await historik(anna, en) == ["upptack", "utoka", "bortfall"]
    # It comes back as the same one.
    await vera.gor(pass_[2], "ratta", utfall="franvaro_ogiltig", rattelseSkal="Rätt person ändå.")
    assert await avvikelser(vera, vag) == [en]
    assert (await historik(anna, en))[-1] == "aterkom"
    # Touched, it stays when the pattern goes, and says so.
    await vera.gor(en, "andra", atgard="Ringer på måndag.", ansvarig="vagledare", uppfoljning="2026-11-09")
    await vera.gor(pass_[2], "ratta", **PA_PLATS)
    kvar = (await anna.hamta(en)).json()
    assert (kvar["status"], kvar["upphort"], kvar["atgard"]) == ("oppen", "2026-11-01T08:00:00Z", "Ringer på måndag.")
    assert (await historik(anna, en))[-2:] == ["andra", "upphor"]
    assert await kor_jobb(varld.tjanster, "avvikelser") == 0


@pytest.mark.regel("AK-19", "AK-20", "AK-22", "DP-26", "DP-31")
async def test_underlaget_lamnas_efter_redogorelsen_fryses_och_besvaras(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag, pass_ = await igang(varld)
    await borta(varld, *pass_[:2])
    (en,) = await avvikelser(vera, vag)
    # Not before the person was heard.
    bild = (await vera.hamta(en)).json()
    assert [(h["handelse"], h["kod"], h["regel"]) for h in bild["hinder"]] == [
        ("lamna_underlag", "redogorelse_saknas", "AK-20")
    ]
    nej = await vera.handelse(en, {"typ": "lamna_underlag"})
    assert (kod(nej), nej.json()["regel"]) == ((409, "redogorelse_saknas"), "AK-20")
    sagt = {"typ": "hor", "redogorelse": "Bussen gick inte.", "datum": "2026-11-02"}
    assert kod(await vera.handelse(en, sagt)) == (422, "framtid")
    await vera.gor(en, "kan_inte_horas", skal="Svarar inte på telefon eller brev.")
    hord = await vera.gor(en, "hor", redogorelse="Bussen gick inte.", datum="2026-11-01")
    assert [(r["hord"], r["person"], r["datum"]) for r in hord["redogorelser"]] == [
        (False, "vera.vagledare", "2026-11-01"), (True, "vera.vagledare", "2026-11-01"),
    ]  # fmt: skip
    assert (await anna.hamta(f"{en}/underlag")).status_code == 404
    assert (await anna.handelse(en, {"typ": "lamna_besked", "kod": "samtal", "motivering": "x"})).status_code == 409
    lamnad = await vera.gor(en, "lamna_underlag")
    assert (lamnad["status"], "underlag" in lamnad["_links"]) == ("hos_kommun", False)
    assert (await vera.hamta(f"{en}/underlag")).status_code == 404
    # Frozen, with a checksum that anyone can compute, while the attendance is corrected.
    fore = (await anna.hamta(f"{en}/underlag")).json()
    text = json.dumps(fore["innehall"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert fore["kontrollsumma"] == hashlib.sha256(text.encode()).hexdigest()
    assert [t["uppgifter"][-1]["utfall"] for t in fore["innehall"]["tillfallen"]] == ["franvaro_ogiltig"] * 2
    assert (fore["rattadEfter"], fore["ovriga"]) == ([], [])
    await bevakat.kor(varld)
    assert (await bevakat.dagar(anna))["avvikelse_beslut"] == "2026-11-08"
    varld.klocka.flytta(timedelta(minutes=5))
    await vera.gor(pass_[0], "ratta", utfall="franvaro_giltig", orsak="vard_av_barn", rattelseSkal="Ringde i tid.")
    efter = (await anna.hamta(f"{en}/underlag")).json()
    assert (efter["innehall"], efter["kontrollsumma"]) == (fore["innehall"], fore["kontrollsumma"])
    assert [(r["tillfalleId"], r["nummer"]) for r in efter["rattadEfter"]] == [(pass_[0].split("/")[-1], 2)]
    assert (await anna.hamta(en)).json()["upphort"] == "2026-11-01T08:05:00Z"
    await bevakat.kor(varld)
    assert {"avvikelse_beslut", "narvaro_rattad"} <= set(await bevakat.dagar(anna))
    # Handed over anew, the first stays; the correction is known in the second, and no longer a task.
    await vera.gor(en, "lamna_underlag")
    andra = (await anna.hamta(f"{en}/underlag")).json()
    assert ([u["nummer"] for u in andra["ovriga"]], andra["nummer"], andra["rattadEfter"]) == ([1], 2, [])
    assert [u["nummer"] for u in andra["innehall"]["tillfallen"][0]["uppgifter"]] == [1, 2]
    assert (await anna.hamta(f"{en}/underlag?nummer=1")).json()["kontrollsumma"] == fore["kontrollsumma"]
    assert (await anna.hamta(f"{en}/underlag?nummer=3")).status_code == 404
    await bevakat.kor(varld)
    assert "narvaro_rattad" not in await bevakat.dagar(anna)
    await _kommunicera(varld, vag, andra["kommuniceringsutkast"])
    await _besked(varld, en)


async def _kommunicera(varld: Varld, vag: str, utkast: str) -> None:
    """The draft is material for the party: what was said, both ways, and no consequence (AK-22)."""
    anna = varld.som("anna")
    assert "12 oktober 2026 kl. 09:00–12:00, Yrkessvenska: frånvarande" in utkast
    assert "1 november 2026: Bussen gick inte." in utkast
    assert not [ord_ for ord_ in ("nedsätt", "vägra", "avslag") if ord_ in utkast.lower()]
    arende = (await anna.hamta(vag)).json()["arendeId"]
    skickad = await anna.skapa(f"arenden/{arende}/kommuniceringar", {"material": utkast, "svarSenast": "2026-11-16"})
    assert skickad["material"] == utkast


async def _besked(varld: Varld, en: str) -> None:
    """The utförare is told the code and the released words, and nothing of the reasons."""
    vera, anna = varld.som("vera"), varld.som("anna")
    besked = {"typ": "lamna_besked", "kod": "ny_planering", "motivering": "Hemlig avvägning."}
    assert (await vera.handelse(en, besked)).status_code == 403
    tillbaka = await anna.gor(en, "atersand", skal="Vad gällde måndagen?")
    assert tillbaka["status"] == "oppen"
    await vera.gor(en, "lamna_underlag")
    svar = await anna.gor(en, "lamna_besked", kod="ny_planering", svar="Lägg passen på eftermiddagen.",
                          motivering="Hemlig avvägning.")  # fmt: skip
    assert (svar["status"], svar["besked"]["motivering"]) == ("atgardad", "Hemlig avvägning.")
    for adress in (en, f"{en}/handelser"):
        sett = await vera.hamta(adress)
        assert (sett.status_code, "Hemlig" in sett.text) == (200, False)
    sett = (await vera.hamta(en)).json()
    assert sett["besked"] == {"kod": "ny_planering", "svar": "Lägg passen på eftermiddagen."}
    # What the kommun has answered, the kommun reopens.
    assert kod(await vera.handelse(en, {"typ": "ateroppna", "skal": "x"})) == (409, "kommunen_har_svarat")
    await anna.gor(en, "ateroppna", skal="Nytt läge.")
    await vera.gor(en, "lamna_underlag")
    inget = await anna.gor(en, "lamna_besked", kod="ingen_atgard", motivering="Giltigt skäl.")
    assert (inget["status"], inget["besked"]["kod"]) == ("stangd", "ingen_atgard")


@pytest.mark.regel("AK-40", "DP-03", "DP-04")
async def test_en_avvikelse_noteras_for_hand_foljs_upp_och_listas_utan_innehall(varld: Varld) -> None:
    vera, anna, viktor, cecilia = (varld.som(n) for n in ("vera", "anna", "viktor", "cecilia"))
    vag, pass_ = await igang(varld)
    ny = {"sort": "plan_foljs_inte", "text": "Praktiken passar inte.", "uppfoljning": "2026-11-10"}
    for fel, vad in ((ny | {"tillfallen": ["01980000-0000-7000-8000-00000000ffff"]}, "saknas"),
                     (ny | {"uppfoljning": "2026-10-31"}, "for_tidigt"), (ny | {"status": "stangd"}, "okant_falt"),
                     ({"sort": "annat"}, "saknas")):  # fmt: skip
        assert kod(await vera.posta(f"{vag}/avvikelser", fel)) == (422, vad), fel
    assert (await viktor.posta(f"{vag}/avvikelser", ny)).status_code == 404
    assert (await varld.som("bo").posta(f"{vag}/avvikelser", ny)).status_code == 403
    egen = await vera.skapa(f"{vag}/avvikelser", ny | {"tillfallen": [pass_[0].split("/")[-1]]})
    en = f"{vag}/avvikelser/{egen['id']}"
    kommunens = f"{vag}/avvikelser/{(await anna.skapa(f'{vag}/avvikelser', ny))['id']}"
    assert (await vera.hamta(kommunens)).json()["text"] == "Praktiken passar inte."
    # Occasions are added, never taken away; nothing else of the content changes by not being named.
    assert kod(await vera.handelse(en, {"typ": "andra"})) == (422, "avvikelse_oandrad")
    mer = await vera.gor(en, "andra", tillfallen=[pass_[1].split("/")[-1]], ansvarig="samordnare")
    assert ([len(mer["tillfallen"]), mer["text"], mer["ansvarig"]]) == [2, "Praktiken passar inte.", "samordnare"]
    await bevakat.kor(varld)
    assert await bevakat.dagar(anna, sort="avvikelse_uppfoljning") == {}  # shows a week ahead
    varld.klocka.flytta(timedelta(days=2))
    await bevakat.kor(varld)
    assert await bevakat.dagar(anna, sort="avvikelse_uppfoljning") == {"avvikelse_uppfoljning": "2026-11-10"}
    gjord = await vera.gor(en, "atgarda", atgard="Bytte arbetsplats.")
    assert (gjord["status"], gjord["atgard"]) == ("atgardad", "Bytte arbetsplats.")
    assert (await vera.gor(en, "stang", skal="Fungerar nu."))["status"] == "stangd"
    await anna.gor(kommunens, "stang", skal="Samma sak.")
    assert (await vera.gor(en, "ateroppna", skal="Gick inte."))["status"] == "oppen"
    uppgifter = (await anna.hamta(f"{en}/handelser")).json()["handelser"]
    assert [h["uppgifter"].get("skal") for h in uppgifter[-2:]] == ["Fungerar nu.", "Gick inte."]
    # Lists tell where they stand, never what they are about.
    for person in (vera, anna, cecilia, varld.som("sven")):
        rader = (await person.hamta("avvikelser")).json()["avvikelser"]
        assert [r["status"] for r in rader] == ["stangd", "oppen"], person.namn
        assert set(rader[0]) == {"id", "bestallningId", "status", "uppfoljning", "skapad", "_links"}
    assert [r["id"] for r in (await anna.hamta("avvikelser?status=oppen")).json()["avvikelser"]] == [egen["id"]]
    for person, fraga in ((varld.som("bo"), ""), (viktor, ""), (cecilia, "?egna=true"), (varld.som("eva"), "")):
        assert (await person.hamta(f"avvikelser{fraga}")).json()["avvikelser"] == [], person.namn
    # The order's vägledare changes: so does who reads it.
    await varld.som("sven").gor(vag, "byt_vagledare", vagledare="viktor.vagledare", skal="Vera slutar.")
    assert ((await vera.hamta(en)).status_code, (await viktor.hamta(en)).status_code) == (404, 200)
    assert len((await viktor.hamta("avvikelser")).json()["avvikelser"]) == 2


@pytest.mark.regel("DP-15")
async def test_en_skyddad_persons_avvikelser_syns_bara_for_de_namngivna(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag, pass_ = await igang(varld, skyddsniva="sekretessmarkering")
    await borta(varld, *pass_[:2])
    (en,) = await avvikelser(vera, vag)
    for person in (vera, anna, varld.som("sven")):
        (rad,) = (await person.hamta("avvikelser")).json()["avvikelser"]
        assert set(rad) == {"id", "bestallningId", "status", "_links"}
    assert (await varld.som("cecilia").hamta("avvikelser")).json()["avvikelser"] == []
    assert (await varld.som("cecilia").hamta(en)).status_code == 404


async def test_de_som_rapporterar_samtidigt_ger_en_enda_avvikelse(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the occasion, and as reports of many: whoever comes second sees what the first has said."""
    vera = varld.som("vera")
    vag, pass_ = await igang(varld)
    idn = [p.split("/")[-1] for p in pass_[:4]]  # ten days
    rader = [{"tillfalleId": t, "utfall": "franvaro_ogiltig"} for t in idn[2:]]
    foljder = UPPGIVEN._foljder[NARVARO_UPPGIVEN]
    monkeypatch.setitem(UPPGIVEN._foljder, NARVARO_UPPGIVEN, [*foljder, _droj])
    svar = await asyncio.gather(
        *(vera.handelse(p, BORTA) for p in pass_[:2]),
        *(vera.posta("narvarorapporter", {"rader": [rad]}) for rad in rader),
    )
    assert [s.status_code for s in svar] == [200] * 4
    (en,) = await avvikelser(vera, vag)
    assert {t["id"] for t in (await vera.hamta(en)).json()["tillfallen"]} == set(idn)
    assert await kor_jobb(varld.tjanster, "avvikelser") == 0


async def _droj(_arbete: Any, _uppgivna: Any) -> None:
    """Hold the transaction open after the comparison, so that the others meet it."""
    await asyncio.sleep(0.3)


async def test_avtalet_sager_vad_ett_monster_ar(varld: Varld) -> None:
    vera, sara = varld.som("vera"), varld.som("sara")
    vag, pass_ = await igang(varld)
    utforare = (await vera.hamta(vag)).json()["utforareId"]
    ett = {"utforareId": utforare, "fran": "2026-10-30", "dataRoll": "personuppgiftsbitrade", "slapptaFalt": ["namn"]}
    nytt = await sara.skapa("avtal", ett | {"avvikelseAntal": 3, "avvikelseDagar": 14, "avvikelseMinuter": True})
    assert (nytt["avvikelseAntal"], nytt["avvikelseMinuter"]) == (3, True)
    await borta(varld, pass_[0])
    await vera.gor(pass_[1], "rapportera", utfall="sen", narvarandeFran="14:00", narvarandeTill="16:00")
    assert await avvikelser(vera, vag) == []
    await vera.gor(pass_[2], "rapportera", utfall="sen", narvarandeFran="09:20", narvarandeTill="12:00")
    assert len(await avvikelser(vera, vag)) == 1


async def test_vad_det_kostar(varld: Varld) -> None:
    """Presence costs what it did; an invalid absence three statements more, with an avvikelse out of it four."""
    vera, anna = varld.som("vera"), varld.som("anna")
    vag, pass_ = await igang(varld)
    kostnad = {}
    for namn, vad, plats in (("narvaro", {"typ": "rapportera", "utfall": "narvarande"}, 0), ("forsta", BORTA, 1),
                             ("andra", BORTA, 2)):  # fmt: skip
        kostnad[namn] = await _satser(varld, vera, pass_[plats], vad)
    (en,) = await avvikelser(vera, vag)
    await vera.gor(en, "hor", redogorelse="Bussen gick inte.", datum="2026-11-01")
    kostnad["lamna"] = await _satser(varld, vera, en, {"typ": "lamna_underlag"})
    with satser(varld) as sedda:
        await anna.hamta(en)
        kostnad["visa"] = len(sedda)
        await anna.hamta("avvikelser?status=oppen")
    kostnad["lista"] = len(sedda) - kostnad["visa"]
    fore = len(FORST[varld.sort])
    assert {namn: antal - fore for namn, antal in kostnad.items()} == {
        "narvaro": 7, "forsta": 10, "andra": 11, "lamna": 8, "visa": 2, "lista": 2,
    }  # fmt: skip


async def _satser(varld: Varld, person: Person, vag: str, handelse: dict[str, Any]) -> int:
    etag = (await person.hamta(vag)).headers["etag"]
    with satser(varld) as sedda:
        svar = await person.posta(f"{vag}/handelser", handelse, if_match=etag)
    assert svar.status_code == 200, svar.text
    return len(sedda)
