"""A throw-away instance for the demo: own folder, own ports, real processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.integrations.http_client import synkron_klient
from app.settings import Settings

STARTTID = 60.0


class StarteInte(RuntimeError):
    """The instance did not become ready."""


def lediga_portar(antal: int) -> list[int]:
    """Free loopback ports; all held at once, so that they differ."""
    uttag = [socket.socket() for _ in range(antal)]
    try:
        for s in uttag:
            s.bind(("127.0.0.1", 0))
        return [int(s.getsockname()[1]) for s in uttag]
    finally:
        for s in uttag:
            s.close()


@contextmanager
def instans() -> Iterator[Settings]:
    """Start everything as ``python3 -m app`` does, in test mode so that weeks can pass, and stop it afterwards."""
    with TemporaryDirectory(prefix="stegvis-demo-") as katalog:
        miljo = _miljo(Path(katalog))
        logg = (Path(katalog) / "logg").open("wb")
        process = subprocess.Popen([sys.executable, "-m", "app.cli", "start"], env=miljo, stdout=logg, stderr=logg)
        try:
            settings = _settings(miljo)
            _vanta(settings, process)
            yield settings
        finally:
            process.terminate()
            process.wait(15)
            logg.close()


def _miljo(katalog: Path) -> dict[str, str]:
    api, utfardare, af, kontroll = lediga_portar(4)
    egna = {
        "LAGE": "test",
        "DATAKATALOG": str(katalog),
        "PORT": str(api),
        "PUBLIK_URL": f"http://127.0.0.1:{api}",
        "UTFARDARE": f"http://127.0.0.1:{utfardare}",
        "AF_URL": f"http://127.0.0.1:{af}",
        "KONTROLLPORT": str(kontroll),
        "ARBETARE_INTERVALL": "0.1",
    }
    bas = {k: v for k, v in os.environ.items() if not k.startswith("STEGVIS_")}
    return bas | {f"STEGVIS_{k}": v for k, v in egna.items()}


def _settings(miljo: dict[str, str]) -> Settings:
    varden = {k.removeprefix("STEGVIS_").lower(): v for k, v in miljo.items() if k.startswith("STEGVIS_")}
    return Settings(**varden)  # type: ignore[arg-type]  # pydantic reads the words


def _vanta(settings: Settings, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the service says that it can do its work."""
    slut = time.monotonic() + STARTTID
    with synkron_klient(settings.publik_adress, tid=1.0) as klient:
        while time.monotonic() < slut and process.poll() is None:
            if klient.status("/halsa/redo") == 200:
                return
            time.sleep(0.05)
    raise StarteInte("Tjänsten kom inte igång.")
