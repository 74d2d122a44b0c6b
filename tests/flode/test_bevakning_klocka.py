"""Bevakningar that follow from months, age and exemptions: T-02, T-04, T-05, and a waiting FK-avstämning."""

import pytest

from app.integrations.jobb import kor_jobb
from tests.flode import beslutat, steg
from tests.flode.bevakat import dagar, kor, pa_dagen

pytestmark = pytest.mark.anyio


@pytest.fixture
def anna(varld):
    return varld.som("anna")


async def _klockorna(varld):
    await kor_jobb(varld.tjanster, "kravklockor")
    await kor(varld)


@pytest.mark.regel("T-01", "T-02")
async def test_kravets_manad_bevakas_tills_nagot_ar_beslutat(varld, anna):
    """T-02: due on the last day of the month of the requirement; the beslut makes it fall away."""
    arende = await beslutat.nytt_arende(anna)
    await _klockorna(varld)
    assert await dagar(anna) == {"beslut_senast": "2026-10-31"}
    await beslutat.nytt_beslut(anna, arende, await beslutat.ny_bedomning(anna, arende))
    await _klockorna(varld)
    assert "beslut_senast" not in await dagar(anna)


@pytest.mark.regel("T-02")
async def test_en_bedomning_som_sager_varfor_inte_racker(varld, anna):
    arende = await beslutat.nytt_arende(anna)
    mer = {"slag": "avvakta", "orsak": "annat", "avvaktaTill": "2027-03-01", "timmar": None}
    await beslutat.ny_bedomning(anna, arende, **mer, avvikelseMotivering="Utredning av förmågan pågår.")
    await _klockorna(varld)
    assert "beslut_senast" not in await dagar(anna)


@pytest.mark.regel("AK-02", "T-02")
async def test_den_som_inte_har_manaderna_bevakas_inte(varld, anna):
    """AK-02: two months of three, and a run that was broken."""
    tva = await steg.nytt_arende(anna)
    await steg.manader(anna, tva, "2026-08", "2026-09")
    bruten = await steg.nytt_arende(anna, 1)
    await steg.manader(anna, bruten, "2026-06", "2026-07", "2026-09")
    utan = {"manad": "2026-08", "forsorjningsstod": False, "kalla": "Lifecare"}
    await anna.skapa(f"arenden/{bruten['id']}/bistandsmanader", utan)
    await _klockorna(varld)
    assert await dagar(anna) == {}


@pytest.mark.regel("T-04")
async def test_ett_registrerat_undantag_bevakas_tills_det_tas_tillbaka(varld, anna):
    arende = await steg.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/undantag"
    uppgifter = {"grund": "sjukpenning", "from": "2026-10-01", "tom": "2026-11-30", "underlag": "beslut_fran_myndighet"}
    undantag = await anna.skapa(vag, uppgifter)
    await pa_dagen(varld, "2026-10-30")
    assert await dagar(anna) == {}
    await pa_dagen(varld, "2026-10-31")
    assert await dagar(anna) == {"omprovning": "2026-11-30"}
    await anna.gor(f"{vag}/{undantag['id']}", "ta_tillbaka", skal="Beslutet är ändrat.")
    await kor(varld)
    assert await dagar(anna) == {}


@pytest.mark.regel("T-05", "AK-06")
@pytest.mark.parametrize(("nummer", "dag"), [("19591015-9895", "2025-10-15"), ("19600110-9807", "2027-01-10")])
async def test_riktaldern_bevakas_i_forvag_om_den_kommer(varld, anna, nummer, dag):
    """T-05: born 1960 reaches 67 in 2027; who reached 66 in 2025 had done so when the ärende was opened."""
    uppgifter = {"personnummer": nummer, "fornamn": "Amina", "efternamn": "Exempelsson"}
    svar = await anna.posta("arenden", uppgifter)
    assert svar.status_code == 201, svar.text
    await pa_dagen(varld, "2026-11-12")
    forvantat = {"riktalder": dag} if dag > "2026-10-12" else {}
    assert await dagar(anna) == forvantat


@pytest.mark.regel("AK-30")
async def test_forsakringskassans_svar_bevakas(varld, anna):
    vag = f"arenden/{(await steg.nytt_arende(anna))['id']}/fkavstamningar"
    fraga = {
        "fragaDatum": "2026-10-12",
        "kanal": "telefon",
        "fraga": "Påverkas föräldrapenningen?",
        "utlamnandeGrund": "samtycke",
        "utlamnandeLagrum": "10 kap. 1 § OSL",
    }
    ny = await anna.skapa(vag, fraga)
    await kor(varld)
    assert await dagar(anna) == {"fk_svar": "2026-10-26"}
    svar = {"svarDatum": "2026-10-12", "svar": "paverkar_inte", "svarText": "Nej.", "svarVem": "Karin, FK"}
    await anna.gor(f"{vag}/{ny['id']}", "besvara", **svar)
    await kor(varld)
    assert await dagar(anna) == {}
