PNR = "19900107-9806"


async def test_anrop_raknas_per_mall(klient):
    await klient.get("/stegvis/v1/0484/saker")
    await klient.get("/stegvis/v1/1280/saker")
    await klient.get(f"/nej/{PNR}")
    await klient.request("HITTA", "/stegvis/v1/0484/saker")
    text = (await klient.get("/matvarden")).text
    assert 'http_requests_total{metod="GET",rutt="/stegvis/v1/{kommunkod}/saker",status="200"} 2.0' in text
    assert 'http_requests_total{metod="GET",rutt="okand",status="404"} 1.0' in text
    assert 'metod="okand"' in text
    assert "HITTA" not in text
    assert 'http_request_duration_seconds_count{metod="GET",rutt="/stegvis/v1/{kommunkod}/saker"} 2.0' in text
    assert "http_requests_in_flight 1.0" in text
    assert "stegvis_logg_bortfall" in text
    assert PNR not in text


async def test_matvarden_ar_text_och_sparas_inte(klient):
    svar = await klient.get("/matvarden")
    assert svar.headers["content-type"].startswith("text/plain")
    assert svar.headers["cache-control"] == "private, no-store"
    assert svar.headers["x-content-type-options"] == "nosniff"
