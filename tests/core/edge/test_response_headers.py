"""Every answer tells a browser to keep nothing, guess nothing, load nothing and show it in no frame."""

import httpx
import pytest

from app.core.edge.response_headers import BARA_HTTPS, STANDARD, standardhuvuden
from app.core.quota import Kvotvakt
from app.settings import Lage, Settings
from tests.core.edge.conftest import Verifierare, allt

SAKER = "/stegvis/v1/0484/saker"


def brister(huvuden: httpx.Headers, *, https: bool = False) -> list[str]:
    """Headers that are missing or something else."""
    vantade = {**STANDARD, **(BARA_HTTPS if https else {})}
    return [namn for namn, varde in vantade.items() if huvuden.get(namn) != varde]


@pytest.mark.krav("ASVS 3.2.1", "ASVS 3.4.3", "ASVS 3.4.4", "ASVS 3.4.5", "ASVS 3.4.6", "ASVS 3.4.8", "ASVS 3.5.8")
@pytest.mark.krav("ASVS 14.3.2", "ASVS 14.2.2")
@pytest.mark.parametrize(
    ("metod", "adress", "status"),
    [
        ("GET", SAKER, 200),
        ("HEAD", SAKER, 200),
        ("OPTIONS", SAKER, 204),
        ("GET", "/finns-inte", 404),
        ("PUT", SAKER, 405),
        ("POST", SAKER, 422),
        ("GET", "/skyddat/0484/vem", 401),
        ("GET", SAKER + "?x=" + "1" * 9000, 414),
    ],
)
async def test_varje_svar_bar_dem(klient, metod, adress, status):
    svar = await klient.request(metod, adress, headers={"content-type": "text/plain"})
    assert (svar.status_code, brister(svar.headers)) == (status, [])
    assert "strict-transport-security" not in svar.headers
    assert "access-control-allow-origin" not in svar.headers


@pytest.mark.krav("ASVS 3.4.4", "ASVS 14.3.2")
@pytest.mark.parametrize("raw", [b"INTE HTTP\r\n\r\n", b"GET / HTTP/1.1\r\nX-A: " + b"b" * 60_000])
def test_ocksa_det_som_nekas_innan_det_ar_ett_anrop(server, raw):
    with server.anslut() as s:
        s.sendall(raw)
        huvud = allt(s).partition(b"\r\n\r\n")[0].decode()
    assert brister(httpx.Headers([rad.split(": ", 1) for rad in huvud.split("\r\n")[1:]])) == []


@pytest.mark.krav("ASVS 3.4.1")
async def test_produktion_nas_bara_med_https(settings, app):
    from app.core.edge.stack import install

    produktion: Settings = settings.model_copy(update={"lage": Lage.PRODUKTION})
    assert brister(httpx.Headers(standardhuvuden(produktion)), https=True) == []
    app.middleware_stack = None
    install(app, produktion, Verifierare(), Kvotvakt(produktion), "/skyddat")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stegvis.test") as klient:
        svar = await klient.get(SAKER)
    assert svar.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
