"""The engine drafts a beslut from an assessment; only a person takes it (DP-31)."""

import pytest

from tests.flode import beslutat, steg

pytestmark = pytest.mark.anyio

MANNISKANS = {
    "beslutsdatum": "2026-10-12",
    "beslutsfattare": "Anna Handläggare",
    "foredragande": "Bo Handläggare",
    "ovrigaDeltagande": [],
}
UTELAMNAS = {"saknas", "_links"}


async def _forslag(person, arende, bedomning):
    return await person.hamta(f"arenden/{arende['id']}/bedomningar/{bedomning['id']}/beslutsforslag")


@pytest.mark.regel("AK-24")
async def test_utkastet_blir_ett_beslut_nar_en_manniska_har_fyllt_i_sitt(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    utkast = (await _forslag(anna, arende, bedomning)).json()
    assert (utkast["typ"], utkast["gallerFran"]) == ("begaran_att_delta", "2026-10-12")
    assert "30 timmar i veckan" in utkast["innehall"]
    assert "12 kap. 4 a § SoL" in utkast["motivering"]
    assert bedomning["skal"] in utkast["motivering"]
    assert set(utkast["saknas"]) == {"beslutsfattare", "foredragande", "ovrigaDeltagande"}
    vag = f"arenden/{arende['id']}/beslut"
    assert (await anna.hamta(vag)).json()["beslut"] == [], "nothing is stored"
    innehall = {namn: varde for namn, varde in utkast.items() if namn not in UTELAMNAS}
    nej = await anna.posta(vag, innehall)
    assert (nej.status_code, nej.json()["regel"]) == (422, "AK-23")
    beslut = await anna.skapa(vag, innehall | MANNISKANS)
    assert beslut["motivering"] == utkast["motivering"]


@pytest.mark.regel("AK-05")
async def test_den_som_ar_undantagen_far_ett_utkast_om_undantag(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    uppgifter = {"grund": "sjukpenning", "from": "2026-10-01", "tom": "2026-12-31", "underlag": "beslut_fran_myndighet"}
    await anna.skapa(f"arenden/{arende['id']}/undantag", uppgifter)
    bedomning = await beslutat.ny_bedomning(
        anna,
        arende,
        slag="undantag",
        undantag=[
            {"grund": "sjukpenning", "from": "2026-10-01", "tom": "2026-12-31", "underlag": "beslut_fran_myndighet"}
        ],
        timmar=None,
    )
    utkast = (await _forslag(anna, arende, bedomning)).json()
    assert (utkast["typ"], utkast["gallerTom"]) == ("undantag", "2026-12-31")


async def test_av_en_bedomning_som_vantar_foljer_inget_beslut(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    await steg.manader(anna, arende, "2026-09", "2026-10")
    mer = {"slag": "avvakta", "orsak": "manader_saknas", "avvaktaTill": "2026-11-02", "timmar": None}
    bedomning = await beslutat.ny_bedomning(anna, arende, **mer)
    utkast = (await _forslag(anna, arende, bedomning)).json()
    assert "typ" not in utkast
    assert "typ" in utkast["saknas"]


@pytest.mark.regel("AK-02")
async def test_ett_utkast_till_bedomning_bar_inget_beslut(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await anna.skapa(f"arenden/{arende['id']}/bedomningar", beslutat.bedomning())
    nej = await _forslag(anna, arende, bedomning)
    assert (nej.status_code, nej.json()["regel"], nej.json()["lagrum"]) == (409, "AK-02", "12 kap. 4 a § SoL")
    assert (await _forslag(varld.som("david"), arende, bedomning)).status_code == 404
    assert (await _forslag(varld.som("bo"), arende, bedomning)).status_code == 403
