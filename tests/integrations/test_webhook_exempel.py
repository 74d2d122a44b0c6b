"""The receiver in docs/handelser.md, run as it stands there, takes what the service really sends over a socket."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from app.drift.demo.miljo import lediga_portar
from app.integrations.arbetare import Arbetare
from app.integrations.webhooks.kanal import Webhookkanal
from app.integrations.webhooks.utlaggning import Utlaggare
from app.vyer.handelseflode.sekvenserare import numrera
from tests.flode.steg import ny_bestallning
from tests.integrations.krokvarld import VAG

pytestmark = pytest.mark.anyio
DOKUMENT = Path(__file__).parents[2] / "docs" / "handelser.md"


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"webhook_egen_maskin": True})


@contextmanager
def igang(hemlighet: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """The receiver of the document, listening."""
    (kod,) = re.findall(r"```python\n(.*?)```", DOKUMENT.read_text("utf-8"), re.DOTALL)
    miljo = {"HEMLIGHET": hemlighet, "PORT": str(port)}
    start = [sys.executable, "-c", kod]
    with subprocess.Popen(start, env=miljo, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "lyssnar\n"
            yield process
        finally:
            process.terminate()


async def test_exemplet_bekraftar_verifierar_och_tar_emot_en_gang(varld):
    bestallning = await ny_bestallning(varld.som("anna"))
    await numrera(varld.tjanster)
    # The package judges the time of a signature by the machine's clock.
    varld.klocka.stall(datetime.now(UTC))
    (port,) = lediga_portar(1)
    sara, url = varld.som("sara"), f"http://127.0.0.1:{port}/"
    ny = await sara.skapa(VAG, {"url": url, "typer": ["se.stegvis.bestallning"], "fran": 1})
    vag = f"{VAG}/{ny['id']}"
    arbetare, utlaggare = Arbetare(varld.tjanster, Webhookkanal(varld.tjanster)), Utlaggare(varld.tjanster)

    async def varv() -> None:
        for _ in range(3):
            await utlaggare.omgang()
            await arbetare.omgang()

    with igang(ny["hemlighet"], port) as process:
        await varv()
        assert (await sara.hamta(vag)).json()["status"] == "aktiv"
        await sara.gor(vag, "spela_om", fran=1)
        await varv()
        await arbetare.stang()
        async with httpx.AsyncClient() as vem_som_helst:
            falsk = {"webhook-id": str(uuid4()), "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
            assert (await vem_som_helst.post(url, headers=falsk, content=b"{}")).status_code == 401
        framme = (await sara.hamta(f"{vag}/leveranser?status=kvitterad")).json()["leveranser"]
        process.terminate()
        rader = process.stdout.read().splitlines()
    egna = [rad.split()[0] for rad in rader if rad.endswith(bestallning["id"])]
    assert egna == ["se.stegvis.bestallning.skapa", "se.stegvis.bestallning.skicka"]
    assert len(rader) == len({rad["webhookId"] for rad in framme}) == len(framme) / 2
