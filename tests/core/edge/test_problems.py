import json

import pytest

from app.core.edge.problems import problem_bytes, vill_ha_engelska
from app.core.errors import Faltfel, Forbjuden, OgiltigtInnehall, Otillganglig

SAKER = "/stegvis/v1/0484/saker"
PNR = "19900107-9806"


async def posta(klient, sak, **huvuden):
    return await klient.post(
        SAKER, content=json.dumps(sak).encode(), headers={"content-type": "application/json", **huvuden}
    )


def granska(svar, status, kod):
    dokument = svar.json()
    assert svar.status_code == status
    assert svar.headers["content-type"] == "application/problem+json"
    assert svar.headers["cache-control"] == "private, no-store"
    assert dokument["kod"] == kod
    assert dokument["type"] == f"https://stegvis.example/felkoder/{kod}"
    assert dokument["status"] == status
    assert dokument["instance"] == f"urn:trace:{dokument['traceId']}"
    assert dokument["traceId"] in svar.headers["traceparent"]
    return dokument


@pytest.mark.parametrize(
    ("sak", "falt", "kod"),
    [
        ({"antalDagar": False}, "/antalDagar", "heltal"),
        ({"antalDagar": 1.0}, "/antalDagar", "heltal"),
        ({"antalDagar": "1"}, "/antalDagar", "heltal"),
        ({"antalDagar": 10**40}, "/antalDagar", "for_stort"),
        ({}, "/antalDagar", "saknas"),
        ({"antal_dagar": 1, "antalDagar": 1}, "", "okant_falt"),
        ({"antalDagar": 1, "okant": PNR}, "/okant", "okant_falt"),
        ({"antalDagar": 1, PNR: 1}, "", "okant_falt"),
        ({"antalDagar": 1, "dag": 0}, "/dag", "datum"),
        ({"antalDagar": 1, "dag": PNR}, "/dag", "datum"),
        ({"antalDagar": 1, "rader": [{"minuter": 1}, {"minuter": PNR}]}, "/rader/1/minuter", "heltal"),
        ([], "", "objekt"),
        (PNR, "", "objekt"),
    ],
)
async def test_422_visar_plats_och_sort_men_aldrig_det_som_sandes(klient, sak, falt, kod):
    svar = await posta(klient, sak)
    dokument = granska(svar, 422, "ogiltigt_innehall")
    assert dokument["fel"][0]["falt"] == falt
    assert dokument["fel"][0]["kod"] == kod
    assert PNR not in svar.text
    assert PNR.replace("-", "") not in svar.text


async def test_hogst_femtio_fel_och_hur_manga_till(klient):
    dokument = (await posta(klient, {"antalDagar": 1, "rader": [{}] * 130})).json()
    assert len(dokument["fel"]) == 50
    assert dokument["felUtover"] == 80


async def test_parametrar_namns_vid_namn(klient):
    dokument = granska(await klient.get(f"{SAKER}?limit={PNR}"), 422, "ogiltigt_innehall")
    assert [f["falt"] for f in dokument["fel"]] == ["limit"]
    svar = await klient.get(f"{SAKER}/{PNR}")
    assert PNR not in svar.text
    assert granska(svar, 422, "ogiltigt_innehall")["fel"][0]["falt"] == "sakId"


async def test_aven_vanliga_rutter_ekar_inte(klient):
    svar = await klient.post(
        "/lat", content=json.dumps({"antal": PNR}).encode(), headers={"content-type": "application/json"}
    )
    assert granska(svar, 422, "ogiltigt_innehall")
    assert PNR not in svar.text
    svar = await klient.post("/lat", content=b"{x", headers={"content-type": "application/json"})
    assert granska(svar, 400, "ogiltig_json")


@pytest.mark.krav("ASVS 13.4.3")
async def test_okand_adress_ger_404_utan_adressen(klient):
    svar = await klient.get(f"/finns/inte/{PNR}")
    granska(svar, 404, "saknas")
    assert PNR not in svar.text


@pytest.mark.krav("ASVS 4.1.4")
async def test_405_namner_alla_metoder(klient):
    svar = await klient.put(SAKER)
    granska(svar, 405, "metod_saknas")
    assert svar.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    svar = await klient.post(f"{SAKER}/0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e")
    assert svar.headers["allow"] == "GET, HEAD, PATCH, DELETE, OPTIONS"


@pytest.mark.krav("ASVS 4.1.2", "ASVS 3.7.2")
async def test_slutsnedstreck_ger_404_och_ingen_omledning(klient):
    svar = await klient.get(SAKER + "/")
    assert svar.status_code in {404, 422}
    assert "location" not in svar.headers


@pytest.mark.krav("ASVS 16.5.1", "ASVS 16.5.4", "ASVS 16.3.4")
async def test_okant_undantag_ger_500_utan_innehall(klient, capsys):
    svar = await klient.get("/stegvis/v1/fel/okant")
    granska(svar, 500, "internt_fel")
    utskrift = capsys.readouterr()
    for text in (svar.text, utskrift.err, utskrift.out):
        assert "hemligt" not in text
        assert PNR not in text
    assert "RuntimeError" in utskrift.err
    assert "conftest.py" in utskrift.err


async def test_problem_far_regel_och_egna_medlemmar_men_kan_inte_skriva_over(klient):
    svar = await klient.get("/stegvis/v1/fel/annat")
    dokument = granska(svar, 503, "otillganglig")
    assert dokument["regel"] == "AK-1"
    assert dokument["aktuellVersion"] == 3
    assert svar.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("huvud", "engelska"),
    [
        (None, False),
        ("", False),
        ("sv", False),
        ("en", True),
        ("en-GB,en;q=0.8,sv;q=0.5", True),
        ("sv;q=0.9,en;q=0.9", False),
        ("de, en;q=0.3", True),
        ("en;q=x", False),
        ("en;q=0", False),
        ("en," * 200, False),
    ],
)
def test_engelska_bara_nar_den_foredras(huvud, engelska):
    assert vill_ha_engelska(huvud) is engelska


async def test_engelsk_rubrik(klient):
    svar = await klient.get("/stegvis/v1/fel/saknas", headers={"accept-language": "en"})
    assert svar.json()["title"] == "The resource does not exist"
    assert svar.headers["vary"] == "Accept-Language"


def test_401_och_403_bar_sina_huvuden():
    from app.core.errors import Oautentiserad

    assert problem_bytes(Oautentiserad("x"))[1]["www-authenticate"].startswith("Bearer")
    _, huvuden = problem_bytes(Forbjuden("x", huvuden={"WWW-Authenticate": "Bearer scope"}))
    assert huvuden["www-authenticate"] == "Bearer scope"
    assert problem_bytes(Otillganglig("x", huvuden={"Retry-After": "1"}))[1]["retry-after"] == "1"


def test_tomma_medlemmar_utelamnas():
    kropp, _ = problem_bytes(OgiltigtInnehall("x", fel=[Faltfel("/a", "b", "c")]))
    dokument = json.loads(kropp)
    assert dokument["fel"] == [{"falt": "/a", "kod": "b", "meddelande": "c"}]
    assert not {"regel", "lagrum", "felUtover"} & dokument.keys()
