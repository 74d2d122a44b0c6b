import pytest

SAKER = "/stegvis/v1/0484/saker"
EN = f"{SAKER}/0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"


async def test_head_svarar_som_get_utan_innehall(klient):
    get, head = await klient.get(EN), await klient.head(EN)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["content-type"] == get.headers["content-type"]


async def test_head_pa_det_som_inte_finns_ger_404(klient):
    assert (await klient.head("/nej")).status_code == 404
    assert (await klient.head("/stegvis/v1/fel/saknas")).status_code == 404


@pytest.mark.parametrize(
    ("adress", "allow"),
    [
        (SAKER, "GET, HEAD, POST, OPTIONS"),
        (EN, "GET, HEAD, PATCH, DELETE, OPTIONS"),
        ("/lat", "POST, OPTIONS"),
        ("/matvarden", "GET, HEAD, OPTIONS"),
    ],
)
@pytest.mark.krav("ASVS 3.4.2")
async def test_options_namner_metoderna(klient, adress, allow):
    svar = await klient.options(adress)
    assert (svar.status_code, svar.content, svar.headers["allow"]) == (204, b"", allow)
    assert "traceparent" in svar.headers


async def test_options_pa_okand_adress_ger_404(klient):
    assert (await klient.options("/nej")).status_code == 404


async def test_head_dar_get_saknas_ger_405(klient):
    svar = await klient.head("/lat")
    assert (svar.status_code, svar.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.krav("ASVS 13.4.4")
async def test_okand_metod_ger_405(klient):
    for metod in ("TRACE", "QUERY"):
        svar = await klient.request(metod, SAKER)
        assert (svar.status_code, svar.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
