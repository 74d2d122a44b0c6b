"""The proposal over HTTP: a person's facts and wishes against the catalogue; nothing stored, every read logged."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.idempotency import Idempotenssvar
from app.core.journal import Atkomst
from app.katalog import rollista
from app.katalog.plantering_utbud import DATASTUGAN, DISTANSKURSEN, FORSKOLAN, KVINNOGRUPPEN, PRAKTIKEN
from tests.conftest import Varld
from tests.flode import startat, steg
from tests.flode.platser import boka, ny_aktivitet
from tests.flode.test_budget import FORST, satser
from tests.lagrat import andrat, innehall

NAMN = {
    str(FORSKOLAN): "forskolan",
    str(DISTANSKURSEN): "distanskursen",
    str(KVINNOGRUPPEN): "kvinnogruppen",
    str(PRAKTIKEN): "praktiken",
    str(DATASTUGAN): "datastugan",
}
UTAN_LOGG = {Atkomst.__tablename__, Idempotenssvar.__tablename__}


def namn(rader: Any) -> list[str]:
    return [NAMN.get(r["aktivitetId"], r["namn"]) for r in rader]


def skal(rad: Any) -> dict[str, Any]:
    return {s["kod"]: s for s in rad["skal"]}


async def foresla(varld: Varld, arende: Any, **begaran: Any) -> Any:
    svar = await varld.som("anna").begar("POST", f"arenden/{arende['id']}/aktivitetsforslag", begaran)
    assert svar.status_code == 200, svar.text
    return svar.json()


async def forald(varld: Varld, **behov: Any) -> Any:
    anna = varld.som("anna")
    barn = {"antalBarn": 1, "yngstaBarnFyllerEtt": "2025-05-01", "yngstaBarnFyllerAtta": "2032-05-01"}
    arende = await steg.nytt_arende(anna, **barn)
    await anna.skapa(f"arenden/{arende['id']}/behov", behov)
    return arende


@pytest.mark.regel("AK-10")
@pytest.mark.regel("AK-30")
@pytest.mark.regel("DP-31")
async def test_en_forald_utan_barnomsorg_far_det_som_gar_med_barnet_och_ser_varfor(varld: Varld) -> None:
    anna = varld.som("anna")
    onskemal = {"taMedBarn": True, "sprak": "Arabiska", "plats": "Nära Fröslunda"}
    arende = await forald(varld, onskemal=onskemal, barnomsorg={"status": "i_ko"})
    fore = await innehall(varld, utom=UTAN_LOGG)
    svar = await foresla(varld, arende, niva="orange")
    assert andrat(fore, await innehall(varld, utom=UTAN_LOGG)) == {}
    assert "DP-31" in svar["attVeta"]
    assert namn(svar["forslag"]) == [
        "forskolan",
        "kvinnogruppen",
    ]
    forst = svar["forslag"][0]
    assert (forst["rang"], forst["summa"]) == (1, sum(s["vikt"] for s in forst["skal"]))
    assert {"niva_passar", "onskad_form", "sprak_passar", "plats_passar", "barnomsorg_pa_plats"} <= skal(forst).keys()
    assert skal(forst)["barnomsorg_pa_plats"]["regel"] == "AK-30"
    borta = {NAMN[b["aktivitetId"]]: set(skal(b)) for b in svar["bortfall"]}
    assert borta == {
        "datastugan": {"barnomsorg_saknas"},
        "distanskursen": {"fel_niva", "fk_avstamning_saknas"},
        "praktiken": {"fel_niva", "barnomsorg_saknas", "fk_avstamning_saknas"},
    }
    underlag = {"fran": "2026-10-12", "niva": "orange", "barnUnderAtta": True, "fkBesked": False}
    assert svar["underlag"] == underlag
    await boka(anna, arende["id"], str(FORSKOLAN))
    efter = await foresla(varld, arende, niva="orange", kategorier=["sprak"])
    assert efter["forslag"] == []
    assert "AK-10" in efter["hanvisning"]
    assert efter["_links"]["aktivitetsbrister"]["method"] == "POST"
    assert [set(skal(b)) for b in efter["bortfall"] if b["aktivitetId"] == str(FORSKOLAN)] == [{"har_redan_plats"}]


async def test_bedomda_timmar_matt_niva_och_svar_fran_fk_styr(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    arende, order = await startat.startad(varld, krav=False)
    full = await ny_aktivitet(anna, namn="Fulltecknat", antalPlatser=0, minuterPerVecka=1200)
    svar = await foresla(varld, arende)
    assert svar["underlag"]["minuterPerVecka"] == 1500
    assert svar["underlag"]["utfall"] == "omfattas"
    sist = next(r for r in svar["forslag"] if r["aktivitetId"] == full)
    assert (skal(sist)["fullt"]["vikt"], skal(sist)["timmar_passar"]["regel"]) == (-3, "AK-09")
    assert "fk_avstamning_kravs" in skal(next(r for r in svar["forslag"] if r["aktivitetId"] == str(PRAKTIKEN)))
    matning = {
        "instrument": "eskilstuna-programmodell",
        "datum": "2026-10-12",
        "respondent": "vagledare",
        "niva": "gron",
    }
    await vera.skapa(f"{order}/matningar", matning)
    svar = await foresla(varld, arende, niva="orange")
    assert svar["underlag"]["niva"] == "gron", "what is measured goes before what is said"
    borta = {NAMN[b["aktivitetId"]] for b in svar["bortfall"]}
    assert borta == {"forskolan", "kvinnogruppen"}
    vag = f"arenden/{arende['id']}/fkavstamningar"
    fraga = {"fragaDatum": "2026-10-12", "kanal": "telefon", "fraga": "Påverkas den?", "utlamnandeGrund": "samtycke",
             "utlamnandeLagrum": "10 kap. 1 § OSL"}  # fmt: skip
    fk = await anna.skapa(vag, fraga)
    nej = {"svarDatum": "2026-10-12", "svar": "paverkar", "svarText": "Ja.", "svarVem": "Karin"}
    await anna.gor(f"{vag}/{fk['id']}", "besvara", **nej)
    svar = await foresla(varld, arende)
    praktiken = next(r for r in svar["forslag"] if r["aktivitetId"] == str(PRAKTIKEN))
    assert skal(praktiken)["foraldrapenning_paverkas"]["lagrum"] == "12 kap. 2 § SFB"


@pytest.mark.regel("DP-27")
async def test_rod_niva_ar_bara_ej_tillganglig_for_den_utan_behorighet(varld: Varld) -> None:
    anna = varld.som("anna")
    arende, order = await startat.startad(varld, krav=False)
    rod = {
        "instrument": "eskilstuna-programmodell",
        "datum": "2026-10-12",
        "respondent": "gemensam",
        "niva": "rod",
    }
    scope = " ".join(rollista.SKRIV | rollista.LAS | rollista.RODSCOPES)
    huvud = {"authorization": f"Bearer {varld.token('anna', scope=scope)}"}
    async with varld.klient(huvud | {"idempotency-key": "rod"}) as klient:
        svar = await klient.post(anna.adress(f"{order}/matningar"), json=rod)
        assert svar.status_code == 201, svar.text
        oppet = (await klient.post(anna.adress(f"arenden/{arende['id']}/aktivitetsforslag"), json={})).json()
    assert oppet["underlag"]["niva"] == "rod"
    dolt = await foresla(varld, arende)
    assert dolt["underlag"]["niva"] == "ej_tillganglig_for_aktivitet"
    assert "'rod'" not in str(dolt)
    assert namn(dolt["forslag"]) == namn(oppet["forslag"])


@pytest.mark.regel("DP-04")
async def test_forslaget_loggas_kostar_fyra_satser_och_ar_bara_for_den_som_har_arendet(varld: Varld) -> None:
    arende = await forald(varld)
    with satser(varld) as sedda:
        await foresla(varld, arende)
    assert sedda == [*FORST[varld.sort], "SELECT arenden", "SELECT aktiviteter", "INSERT atkomstlogg"]
    rader = await varld.i_databasen(
        lambda a: a.alla(select(Atkomst).where(Atkomst.objekttyp == "aktivitetsforslag")), "0484"
    )
    assert [(r.person, str(r.arende_id), r.slag) for r in rader] == [("anna.handlaggare", arende["id"], "las")]
    vag = f"/stegvis/v1/0484/arenden/{arende['id']}/aktivitetsforslag"
    for namn_, status in (("bo", 403), ("david", 404), ("sara", 404), ("vera", 403)):
        assert (await varld.som(namn_).begar("POST", vag, {})).status_code == status, namn_
    assert (await varld.som("anna").begar("POST", vag, {"fran": "2026-10-11"})).status_code == 422
