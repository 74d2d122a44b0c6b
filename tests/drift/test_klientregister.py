"""The operator's register of clients: an organisation is let in with its roles, and shut out."""

from typing import Any

import pytest
from anyio import to_thread
from typer.testing import CliRunner

from app import cli
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog.rollista import KLIVET, KOMMUN_ESKILSTUNA
from tests.conftest import NYCKEL, ROT, Varld

pytestmark = pytest.mark.anyio
NY = "https://nytt.eskilstuna.example/stegvis"


async def test_operatoren_slapper_in_en_klient_och_stanger_ute_den(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert varld.databas is not None
    for namn, varde in {
        "STEGVIS_LAGE": "test",
        "STEGVIS_DATABASE_URL": varld.databas.url,
        "STEGVIS_DATAKATALOG": str(varld.settings.datakatalog),
    }.items():
        monkeypatch.setenv(namn, varde)

    async def kor(*argument: str) -> Any:
        svar = await to_thread.run_sync(lambda: CliRunner().invoke(cli.app, ["klient", *argument]))
        await varld.tjanster.register.las_om(varld.tjanster.transaktioner)
        return svar

    async def status(roll: str = "handlaggare", scope: str = "arende:las", vag: str = "0484/arenden") -> int:
        token = utfarda(NYCKEL, varld.settings, NY, "anna.handlaggare", roll, scope, None, varld.klocka.nu())
        async with varld.klient({"authorization": f"Bearer {token}"}) as klient:
            return int((await klient.get(f"{ROT}/{vag}")).status_code)

    roller = ("--roll", "handlaggare", "--roll", "systemadministrator")
    kommunen = ("--organisation", str(KOMMUN_ESKILSTUNA), *roller)
    assert (await kor(NY)).exit_code == 2
    assert (await kor(NY, "--stang")).exit_code == 1
    assert (await kor(NY, "--organisation", str(KLIVET), *roller)).exit_code == 1
    assert (await kor(NY, *kommunen)).exit_code == 0
    assert await status() == 401, "the level is high unless another is asked for"
    assert (await kor(NY, *kommunen, "--niva", "grund")).exit_code == 0
    assert await status() == 200
    assert await status(scope="rapport:personrader") == 403
    assert await status("systemadministrator", "delegation:las", "delegationer") == 200
    assert await status("arbetsledare") == 401
    assert (await kor(NY, "--organisation", str(KLIVET), "--roll", "vagledare")).exit_code == 1
    assert (await kor(NY, "--stang")).exit_code == 0
    assert await status() == 401
    assert f"{NY}  kommun  handlaggare,systemadministrator  grund  stängd" in (await kor()).stdout
    assert (await kor(NY, "--oppna")).exit_code == 0
    assert await status() == 200
