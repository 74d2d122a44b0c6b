"""What a written beslut must hold, and what the party is told of it (AK-23 to AK-25, AK-14, AK-05), over HTTP."""

from datetime import UTC, datetime

import pytest

from tests.flode import beslutat, steg
from tests.svar import utan_spar

pytestmark = pytest.mark.anyio

AK_23, AK_24 = ("AK-23", "31 § FL"), ("AK-24", "32 § FL")
KRAVS = {
    "beslutsdatum": AK_23,
    "innehall": AK_23,
    "beslutsfattare": AK_23,
    "foredragande": AK_23,
    "ovrigaDeltagande": AK_23,
    "motivering": AK_24,
}
P = {"lagrum": "sol_12_4", "regelverk": "aktivitetsplikt", "ingenLampligAtgard": "Ingen lämplig insats finns."}


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


@pytest.fixture
async def bedomt(anna):
    """An ärende with a final assessment under aktivitetskravet, and the path of its beslut."""
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    return arende, underlag, f"arenden/{arende['id']}/beslut"


def regel(svar):
    kropp = svar.json()
    return svar.status_code, kropp.get("regel"), kropp.get("lagrum")


async def test_det_som_saknas_nekas_med_sin_regel_och_sin_paragraf(anna, bedomt):
    _, underlag, vag = bedomt
    for falt, (ak, lagrum) in KRAVS.items():
        kropp = beslutat.beslut(underlag["id"])
        for varde in ("saknas", None, "", "  ") if falt != "beslutsdatum" else ("saknas", None, "2026-02-29"):
            svar = await anna.posta(vag, {k: v for k, v in (kropp | {falt: varde}).items() if v != "saknas"})
            assert regel(svar) == (422, ak, lagrum), (falt, varde)
            ((fel,),) = (svar.json()["fel"],)
            assert fel["falt"] == f"/{falt}"
            assert fel["meddelande"].endswith(f"Krävs enligt {lagrum} ({ak}).")
            assert (fel["kod"] == "saknas") is (varde == "saknas")
    assert (await anna.hamta(vag)).json()["beslut"] == []


async def test_flera_brister_namns_pa_en_gang_och_var_och_en_med_sitt(anna, bedomt):
    _, underlag, vag = bedomt
    kropp = beslutat.beslut(underlag["id"], status="upphavt")
    svar = await anna.posta(vag, {k: v for k, v in kropp.items() if k not in {"motivering", "foredragande"}})
    assert regel(svar) == (422, *AK_23)
    fel = {f["falt"]: f for f in svar.json()["fel"]}
    assert "AK-24" in fel["/motivering"]["meddelande"]
    assert "AK-23" in fel["/foredragande"]["meddelande"]
    assert fel["/status"] == {"falt": "/status", "kod": "okant_falt", "meddelande": "Fältet finns inte här."}
    svar = await anna.posta(vag, {k: v for k, v in kropp.items() if k != "motivering"})
    assert regel(svar) == (422, *AK_24)
    assert regel(await anna.posta(vag, kropp)) == (422, None, None)


async def test_inget_som_skickades_kommer_tillbaka(anna, bedomt):
    _, underlag, vag = bedomt
    svar = await anna.posta(vag, beslutat.beslut(underlag["id"], motivering=["19850213-9804"]))
    assert regel(svar) == (422, *AK_24)
    assert "9804" not in utan_spar(svar)


NEDSATTNINGAR = (
    ({"nedsattProcent": 1}, 201, None),
    ({"nedsattProcent": 99}, 201, None),
    ({"nedsattKronor": 1200}, 201, None),
    ({"nedsattProcent": None}, 409, "nedsattning_saknas"),
    ({"nedsattProcent": 20, "nedsattKronor": 1200}, 409, "nedsattning_saknas"),
    ({"nedsattProcent": 0}, 422, "for_litet"),
    ({"nedsattProcent": 100}, 422, "for_stort"),
    ({"nedsattKronor": 0}, 422, "for_litet"),
    ({"typ": "vagran", "nedsattProcent": 20}, 409, "nedsattning_fel_typ"),
)


@pytest.mark.parametrize(("mer", "status", "kod"), NEDSATTNINGAR)
async def test_en_nedsattning_sager_hur_mycket(varld, mer, status, kod):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    kropp = beslutat.vagran(underlag, kommunicering, "2026-10-12", "nedsattning") | {"nedsattProcent": None} | mer
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert svar.status_code == status
    if status == 201:
        assert {k: svar.json().get(k) for k in mer} == mer
        return
    assert svar.json()["fel"][0]["kod"] == kod
    assert status == 422 or regel(svar)[1:] == AK_23


async def test_ett_beslut_i_september_for_oktober_gar_bra(varld, anna):
    varld.klocka.stall(datetime(2026, 9, 14, 8, tzinfo=UTC))
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    vag, kropp = f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], beslutsdatum="2026-09-14")
    svar = await anna.posta(vag, kropp | {"gallerFran": "2026-09-30"})
    assert regel(svar) == (409, "AK-03", "12 kap. 4 a § SoL")
    beslut = await anna.skapa(vag, kropp | {"gallerFran": "2026-10-01"})
    assert (beslut["beslutsdatum"], beslut["avserFranManad"]) == ("2026-09-14", "2026-10")


async def test_samradet_ska_ha_skett_nar_beslutet_fattas(varld, anna):
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    varld.klocka.stall(datetime(2026, 10, 14, 8, tzinfo=UTC))
    await steg.nytt_samrad(anna, arende)
    vag = f"arenden/{arende['id']}/beslut"
    for dag, status in (("2026-10-11", 409), ("2026-10-12", 201)):  # the talk was on the twelfth
        kropp = beslutat.beslut(underlag["id"], **P, beslutsdatum=dag)
        svar = await anna.posta(vag, kropp)
        assert svar.status_code == status
        assert status == 201 or regel(svar) == (409, "AK-14", "12 kap. 4 § SoL")


async def test_ett_samrad_utan_svar_bar_dagen_efter_svarsdagen(varld, anna):
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    samtal = {"datum": "2026-10-12", "vem": "Maria, AF", "anteckning": "Hör av sig."}
    samrad = await anna.skapa(
        f"arenden/{arende['id']}/samrad",
        {
            "kanal": "telefon",
            "syfte": "Samråd före beslut.",
            "fraga": "Finns en lämplig insats?",
            "svarSenast": "2026-10-19",
            "utlamnandeGrund": "uppgiftsskyldighet",
            "utlamnandeLagrum": "12 kap. 4 § SoL",
            "kontakt": samtal,
        },
    )
    varld.klocka.stall(datetime(2026, 10, 20, 8, tzinfo=UTC))
    await anna.gor(f"arenden/{arende['id']}/samrad/{samrad['id']}", "utan_svar", skal="Behovet är brådskande.")
    for dag, status in (("2026-10-19", 409), ("2026-10-20", 201)):
        kropp = beslutat.beslut(underlag["id"], **P, beslutsdatum=dag)
        assert (await anna.posta(f"arenden/{arende['id']}/beslut", kropp)).status_code == status


@pytest.mark.parametrize(("dag", "status"), [("2026-10-19", 201), ("2026-10-20", 409), ("2026-11-02", 409)])
async def test_fran_riktaldern_mitt_i_manaden_begars_inget(anna, dag, status):
    arende = await beslutat.nytt_arende(anna)
    riktalder = {"grund": "riktalder", "underlag": "folkbokforing", "from": "2026-10-20", "tom": "2026-10-31"}
    underlag = await beslutat.ny_bedomning(anna, arende, undantag=[riktalder])
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], gallerFran=dag))
    assert svar.status_code == status
    assert status == 201 or regel(svar) == (409, "AK-05", "12 kap. 4 a § SoL")


@pytest.mark.parametrize(("dag", "status"), [("2026-10-31", 409), ("2026-11-01", 201)])
async def test_den_som_fyller_18_den_forsta_begars_fran_den_dagen(anna, dag, status):
    arende = await beslutat.nytt_arende(anna)
    under_18 = {"grund": "under_18", "underlag": "folkbokforing", "from": "2026-07-01", "tom": "2026-10-31"}
    underlag = await beslutat.ny_bedomning(anna, arende, undantag=[under_18])
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], gallerFran=dag))
    assert svar.status_code == status


async def test_parten_far_beslutet_med_namn_och_hur_man_overklagar(varld):
    anna, _, vagran, vag = await beslutat.vagrat(varld)
    utskick = (await anna.hamta(f"{vag}/underrattelse")).json()
    assert utskick["beslutId"] == vagran["id"]
    assert [utskick[n] for n in ("innehall", "motivering", "beslutsdatum")] == [
        vagran[n] for n in ("innehall", "motivering", "beslutsdatum")
    ]
    assert (utskick["beslutsfattare"], utskick["foredragande"]) == ("Anna Handläggare", "Bo Handläggare")
    assert (utskick["namnUtelamnade"], utskick["overklagande"]["kanOverklagas"]) == (False, True)
    for ord_ in ("förvaltningsrätten", "nämnden", "tre veckor", "gäller genast"):
        assert ord_ in utskick["overklagande"]["text"]
    assert "sistaDag" not in utskick["overklagande"]
    await anna.gor(vag, "delge", delfaendeDatum="2026-10-12")
    utskick = (await anna.hamta(f"{vag}/underrattelse")).json()
    assert utskick["overklagande"]["sistaDag"] == "2026-11-02"


async def test_vid_hot_utelamnas_namnen_for_parten_men_inte_i_beslutet(anna, bedomt):
    arende, underlag, _ = bedomt
    namn = {"beslutsfattare": "Dolda Dora", "foredragande": "Dolde Dag", "ovrigaDeltagande": ["Dolda Disa"]}
    beslut = await beslutat.nytt_beslut(anna, arende, underlag, doljNamn=True, **namn)
    assert {k: beslut[k] for k in namn} == namn
    svar = await anna.hamta(beslut["_links"]["underrattelse"]["href"])
    assert (svar.status_code, svar.json()["namnUtelamnade"]) == (200, True)
    assert not namn.keys() & svar.json().keys()
    assert "Dold" not in svar.text
    assert svar.json()["overklagande"] == {"kanOverklagas": False, "text": "Beslutet kan inte överklagas."}
