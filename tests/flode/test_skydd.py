"""Protected identity from marking to unmarking (DP-14, DP-15)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.flode.skydd.models import Skyddsmarkering
from tests.conftest import Varld
from tests.flode import bevakat, steg
from tests.flode.bestallt import bestall
from tests.flode.skyddat import SKATTEVERKET, frislapp, hav, skydda
from tests.flode.startat import startad
from tests.lagrat import innehall

pytestmark = [pytest.mark.anyio, pytest.mark.regel("DP-15")]
NYTT = {"personnummer": "19900107-9814", "fornamn": "Nya", "efternamn": "Namnsson"}


def nej(svar: Any) -> tuple[int, str, str]:
    """Status, first hinder and rule of a refusal."""
    return svar.status_code, svar.json()["fel"][0]["kod"], svar.json()["regel"]


async def test_en_markering_satts_hojs_sanks_omprovas_och_havs_med_skal(varld: Varld) -> None:
    """Each an act of its own, with whose word it rests on; a day that passes changes nothing."""
    anna, bo = varld.som("anna"), varld.som("bo")
    arende = f"arenden/{(await steg.nytt_arende(anna))['id']}"
    assert (await anna.handelse(arende, {"typ": "andra", "uppgifter": {"skyddsniva": "fingerade"}})).status_code == 422
    assert (await bo.posta(f"{arende}/skyddsmarkeringar", SKATTEVERKET | {"niva": "fingerade"})).status_code == 403
    tidsbegransad = {"tom": "2026-11-30", "omprovas": "2026-11-09"}
    ny = await skydda(anna, arende, "sekretessmarkering", **tidsbegransad)
    vag = f"{arende}/skyddsmarkeringar/{ny['id']}"
    assert (ny["status"], ny["kalla"], ny["omprovas"]) == ("galler", "skatteverket", "2026-11-09")
    assert {"hoj", "omprova", "hav"} <= ny["_links"].keys()
    assert (await bo.hamta(vag)).status_code == 404
    igen = await anna.posta(f"{arende}/skyddsmarkeringar", SKATTEVERKET | {"niva": "fingerade"})
    assert nej(igen) == (409, "redan_markerad", "DP-15")
    byte = {"kalla": "egen_hotbedomning", "skal": "Prövat."}
    for typ, niva, kod in (("sank", "fingerade", "inte_svagare"), ("hoj", "sekretessmarkering", "inte_starkare")):
        assert nej(await anna.handelse(vag, {"typ": typ, "niva": niva} | byte)) == (409, kod, "DP-15")
    await anna.gor(vag, "hoj", niva="fingerade", **byte)
    await anna.gor(vag, "sank", niva="skyddad_folkbokforing", **byte)
    assert (await anna.hamta(arende)).json()["skyddsniva"] == "skyddad_folkbokforing"
    await bevakat.kor(varld)
    assert (await bevakat.dagar(anna))["skydd_omprovas"] == "2026-11-09"
    await bevakat.pa_dagen(varld, "2026-12-14")
    assert (await anna.hamta(vag)).json()["status"] == "galler", "it never falls away by itself"
    passerad = await anna.handelse(vag, {"typ": "omprova", "skal": "Består.", "omprovas": "2026-12-01"})
    assert nej(passerad) == (409, "omprovning_passerad", "DP-15")
    await anna.gor(vag, "omprova", skal="Hotet består.", omprovas="2027-03-01")
    await hav(anna, arende)
    assert (await bo.hamta(arende)).status_code == 403, "there again, and somebody else's"
    handelser = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in handelser] == ["markera", "hoj", "sank", "omprova", "hav"]
    assert handelser[1]["uppgifter"] == {"fran": "sekretessmarkering", "till": "fingerade", "skal": "Prövat."}
    assert (await skydda(anna, arende))["id"] != ny["id"]
    assert len((await anna.hamta(f"{arende}/skyddsmarkeringar")).json()["skyddsmarkeringar"]) == 2


async def test_familjen_som_bor_tillsammans_far_samma_skydd_i_samma_stund(varld: Varld) -> None:
    anna, bo, cecilia = varld.som("anna"), varld.som("bo"), varld.som("cecilia")
    idn = [(await steg.nytt_arende(anna, i))["id"] for i in range(3)]
    bos = (await steg.nytt_arende(bo, 3))["id"]
    vag, kropp = f"arenden/{idn[0]}/skyddsmarkeringar", SKATTEVERKET | {"niva": "skyddad_folkbokforing"}
    for okant in (bos, "01980000-0000-7000-8000-00000000ffff"):
        svar = await anna.posta(vag, kropp | {"familj": [idn[1], okant]})
        assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, "/familj/1")
    assert (await cecilia.hamta(f"arenden/{idn[1]}")).status_code == 200, "all or nobody"
    await skydda(anna, f"arenden/{idn[2]}")
    await anna.skapa(vag, kropp | {"familj": idn[1:]})
    nivaer = [(await anna.hamta(f"arenden/{i}")).json()["skyddsniva"] for i in idn]
    assert nivaer == ["skyddad_folkbokforing", "skyddad_folkbokforing", "sekretessmarkering"], "own marking stays"
    assert [(await cecilia.hamta(f"arenden/{i}")).status_code for i in idn] == [404, 404, 404]
    assert (await cecilia.hamta("skyddade")).json() == {"antal": 3}


async def test_den_forra_identiteten_gar_inte_att_se_eller_soka(varld: Varld) -> None:
    """Fingerade: sealed, and nowhere else; the order's copy has the new name."""
    anna, vera = varld.som("anna"), varld.som("vera")
    arende, order = await startad(varld)
    vag = f"arenden/{arende['id']}"
    ny = await skydda(anna, vag)
    markering = f"{vag}/skyddsmarkeringar/{ny['id']}"
    byte = {"typ": "byt_identitet"} | NYTT
    assert nej(await anna.handelse(markering, byte)) == (409, "inte_fingerad", "DP-15")
    await skydda(anna, vag, "fingerade")
    await frislapp(anna, order)
    assert (await vera.hamta(order)).json()["deltagare"]["fornamn"] == "Amina"
    efter = await anna.gor(markering, **byte)
    assert not {"Amina", "198502139804"} & set(str(efter).split("'"))
    sedd = (await anna.hamta(vag)).json()
    assert (sedd["personnummer"], sedd["fornamn"]) == ("199001079814", "Nya")
    assert (await vera.hamta(order)).json()["deltagare"]["fornamn"] == "Nya"
    for adress in (f"{vag}?kandVid=2026-10-12T08:00:00Z", f"{vag}/handelser", f"{markering}/handelser"):
        assert "Amina" not in (await anna.hamta(adress)).text
    for sokord, antal in (("19850213-9804", 0), (NYTT["personnummer"], 1)):
        assert len((await anna.posta("arenden/sokningar", {"personnummer": sokord})).json()["arenden"]) == antal
    klartext = str({t: r for t, r in (await innehall(varld)).items() if t != "organisationer"})
    assert "Exempelsson" not in klartext
    markeringen = await varld.i_databasen(lambda a: _markeringen(a, ny["id"]), "0484")
    assert markeringen.tidigare(varld.tjanster.krypto) == [
        {"personnummer": "198502139804", "fornamn": "Amina", "efternamn": "Exempelsson"}
    ]


async def _markeringen(arbete: Any, markering_id: str) -> Any:
    return await arbete.en(select(Skyddsmarkering).where(Skyddsmarkering.id == UUID(markering_id)))


async def test_en_bestallning_syns_for_utforaren_bara_sa_lange_den_ar_frislappt(varld: Varld) -> None:
    """Protected in the middle: gone; released: the released part, for the named; withdrawn: gone at once."""
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    order = await bestall(varld)
    arende = f"arenden/{(await anna.hamta(order)).json()['arendeId']}"

    async def ser(*vilka: Any) -> list[int]:
        return [(await p.hamta(order)).status_code for p in vilka]

    assert nej(await anna.handelse(order, {"typ": "frislapp", "skal": "-", "mottagare": "x"}))[1] == "inte_skyddad"
    await skydda(anna, arende)
    assert await ser(vera, sven) == [404, 404]
    assert "frislapp" in (await anna.hamta(order)).json()["_links"]
    await frislapp(anna, order, falt=["namn", "telefon"], lagrum="10 kap. 2 § OSL")
    assert await ser(vera, sven) == [200, 200]
    assert (await vera.hamta(order)).json()["deltagare"].keys() == {"fornamn", "efternamn", "telefon"}
    assert "frislappande" not in (await vera.hamta(order)).json()
    assert "Prövat." not in (await vera.hamta(f"{order}/handelser")).text
    frislappt = (await anna.hamta(order)).json()["frislappande"]
    assert frislappt == {
        "av": "anna.handlaggare", "tid": "2026-10-12T08:00:00Z", "skal": "Prövat.", "lagrum": "10 kap. 2 § OSL",
        "falt": ["namn", "telefon"],
    }  # fmt: skip
    await anna.gor(order, "aterta_frislappande", skal="Hotet har kommit närmare.")
    assert await ser(vera, sven) == [404, 404]
    assert nej(await anna.handelse(order, {"typ": "aterta_frislappande", "skal": "-"}))[1] == "inte_frislappt"
    await hav(anna, arende)
    assert await ser(vera, sven) == [200, 200]
    assert (await vera.hamta(order)).json()["deltagare"]["telefon"] == "070-1740605", "as before"


async def test_granskaren_ser_uppslag_om_skyddade_personer_for_sig_och_forst(varld: Varld) -> None:
    anna, gunilla = varld.som("anna"), varld.som("gunilla")
    oppen, skyddad = (await steg.nytt_arende(anna, 0))["id"], (await steg.nytt_arende(anna, 1))["id"]
    await skydda(anna, f"arenden/{skyddad}")
    for arende in (oppen, skyddad):
        await anna.hamta(f"arenden/{arende}")
    period = {"fran": "2026-10-12", "tom": "2026-10-12"}
    sok = "atkomstlogg/sokningar"
    traffar = (await gunilla.posta(sok, period | {"skyddade": True, "slag": "las"})).json()["uppslag"]
    assert {t["arendeId"] for t in traffar if "arendeId" in t} == {skyddad}
    assert all(t["skyddad"] for t in traffar)
    signaler = (await gunilla.begar("POST", "atkomstlogg/signaler", period)).json()["signaler"]
    assert (signaler[0]["typ"], signaler[0]["arenden"]) == ("skyddad_person", [skyddad])
