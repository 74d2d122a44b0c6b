"""What the service tells about itself, to anybody: api-info, codes, documentation, health and figures."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from sqlalchemy import event

from app import __version__
from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla
from app.core.errors import FELKODER
from app.main import create_app
from app.settings import Lage, Settings
from tests import modulvarld
from tests.conftest import INGEN_BEVAKNING, NU, NYCKEL, ROT, Varld

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = pytest.mark.xdist_group("information")
LANK_UTAT = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
MATT = re.compile(r'rutt="([^"]*)"')


@pytest.fixture
async def klient(varld: Varld) -> Any:
    async with varld.klient() as klient:
        yield klient


async def test_api_info_foljer_profilen(klient: httpx.AsyncClient, varld: Varld) -> None:
    svar = (await klient.get(f"{ROT}/api-info")).json()
    assert svar["apiName"] == "stegvis"
    assert svar["apiVersion"] == __version__
    assert svar["apiStatus"] == "beta"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", svar["apiReleased"])
    assert svar["apiDocumentation"].endswith("/docs")
    assert svar["_links"]["self"]["href"] == f"{ROT}/api-info"


async def test_felkoder_ar_alla_med_text_pa_bada_spraken(klient: httpx.AsyncClient, varld: Varld) -> None:
    visade = (await klient.get(f"{ROT}/felkoder")).json()["felkoder"]
    assert {rad["kod"] for rad in visade} == set(FELKODER)
    assert [rad["status"] for rad in visade] == sorted(rad["status"] for rad in visade)
    assert all(rad["titel"] != rad["titelEngelska"] for rad in visade)


@pytest.mark.parametrize("sida", ["/docs", "/docs/redoc"])
async def test_dokumentationen_hamtar_inget_utifran(klient: httpx.AsyncClient, varld: Varld, sida: str) -> None:
    svar = await klient.get(sida)
    assert (svar.status_code, svar.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "://" not in svar.text
    assert not LANK_UTAT.search(svar.text)
    policy = svar.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    for fil in re.findall(r'"(/docs/filer/[^"]+)"', svar.text):
        assert (await klient.get(fil)).status_code == 200, fil
    beskrivning = (await klient.get("/docs/filer/openapi.json")).json()
    assert beskrivning["servers"] == [{"url": ROT}]


@pytest.mark.krav("ASVS 13.4.5")
async def test_dokumentationen_kan_stangas(tmp_path: Path) -> None:
    app = create_app(Settings(lage=Lage.TEST, datakatalog=tmp_path, dokumentation=False))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://stegvis.test") as klient:
        assert (await klient.get("/docs")).status_code == 404
        assert (await klient.get(f"{ROT}/openapi.json")).status_code == 200


@pytest.mark.krav("ASVS 14.2.2")
async def test_svar_har_de_huvuden_som_skyddar_personuppgifter(klient: httpx.AsyncClient, varld: Varld) -> None:
    for svar in (await varld.som("anna").hamta("arenden"), await klient.get("/finns-inte")):
        assert svar.headers["cache-control"] == "private, no-store"
        assert svar.headers["x-content-type-options"] == "nosniff"
        assert "server" not in svar.headers
        assert "set-cookie" not in svar.headers


@pytest.mark.krav("ASVS 13.4.5")
async def test_matvarden_har_bara_vagmallar(klient: httpx.AsyncClient, varld: Varld) -> None:
    anna = varld.som("anna")
    arende = await anna.skapa(
        "arenden", {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
    )
    await anna.hamta(f"arenden/{arende['id']}")
    await anna.hamta("arenden/19850213-9804")
    await klient.get("/finns/19850213-9804?namn=Amina")
    await klient.request("HITTA", f"{ROT}/0484/arenden")
    text = (await klient.get("/matvarden")).text
    mallar = set(MATT.findall(text))
    assert f"{ROT}/{{kommunkod}}/arenden/{{arendeId}}" in mallar
    assert "okand" in mallar
    beskrivna = {ROT + mall for mall in (await klient.get(f"{ROT}/openapi.json")).json()["paths"]}
    egna = {"okand", "/matvarden", "/halsa/live", "/halsa/redo", "/docs", "/docs/redoc", "/docs/filer/{fil}"}
    assert mallar <= beskrivna | egna | {f"{ROT}/openapi.json"}
    for ord_ in (arende["id"], "19850213", "Amina", "HITTA", "0484", "anna"):
        assert ord_ not in text


async def test_halsan_ar_god_nar_databas_och_register_ar_det(klient: httpx.AsyncClient, varld: Varld) -> None:
    assert (await klient.get("/halsa/live")).json() == {"status": "live"}
    svar = await klient.get("/halsa/redo")
    assert (svar.status_code, svar.json()) == (
        200,
        {"status": "redo", "databas": "ok", "register": "ok", "af": "okand"},
    )


@pytest.fixture
def utan_databas(varld: Varld) -> Iterator[None]:
    """The database goes away: open connections are closed and no new ones are to be had."""
    motor = varld.tjanster.databas.engine.sync_engine

    def nej(*_: Any) -> None:
        raise OSError("ingen dit hän")

    event.listen(motor, "do_connect", nej)
    yield
    event.remove(motor, "do_connect", nej)


@pytest.mark.krav("ASVS 16.5.2")
async def test_en_borttappad_databas_ger_503_med_skal_och_lever_anda(
    klient: httpx.AsyncClient, varld: Varld, utan_databas: None
) -> None:
    await varld.tjanster.databas.engine.dispose()
    svar = await klient.get("/halsa/redo")
    assert (svar.status_code, svar.json()["databas"], svar.json()["register"]) == (503, "nere", "ok")
    assert (await klient.get("/halsa/live")).status_code == 200
    for anrop in (
        varld.som("anna").hamta("arenden"),
        varld.som("anna").posta("arenden/sokningar", {"efternamn": "A"}),
    ):
        nej = await anrop
        assert (nej.status_code, nej.json()["kod"]) == (503, "otillganglig")
        assert int(nej.headers["retry-after"]) > 0
        assert "hän" not in nej.text


@pytest.mark.krav("R18")
async def test_en_start_utan_databas_lakar_sig_sjalv(sqlite_mall: Path, tmp_path: Path) -> None:
    """R18: up at once, not ready, honest about why; ready when the database is there, with no restart."""
    mapp = tmp_path / "inte-an"
    settings = Settings(
        lage=Lage.TEST,
        datakatalog=tmp_path,
        database_url=f"sqlite+aiosqlite:///{mapp / 'stegvis.db'}",
        arbetare_i_servern=False,
        register_intervall=0.02,
        bevakning_intervall=INGEN_BEVAKNING,
    )
    klocka = StallbarKlocka(NU)
    klocka.frys()
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    varld = Varld(app, settings, klocka, "sqlite")
    async with app.router.lifespan_context(app), varld.klient() as klient:
        svar = await klient.get("/halsa/redo")
        assert (svar.status_code, svar.json()["databas"], svar.json()["register"]) == (503, "nere", "inte_last")
        nej = await varld.som("anna").hamta("arenden")
        assert (nej.status_code, nej.json()["kod"]) == (503, "otillganglig"), "not 401: the token is as good as ever"
        (halvvags := tmp_path / "halvvags").mkdir()
        shutil.copy(sqlite_mall, halvvags / "stegvis.db")
        halvvags.rename(mapp)  # in one step: the register looks for the file all the while
        with anyio.fail_after(10):
            while (await klient.get("/halsa/redo")).status_code != 200:
                await anyio.lowlevel.checkpoint()
        assert (await varld.som("anna").hamta("arenden")).status_code == 200
