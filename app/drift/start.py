"""Everything at once for development: database, cast, issuer, mocked AF and the service itself.

The issuer and the mocked AF are processes of their own, as in the real world.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from app.drift.minne import inlasning
from app.integrations.utvecklingsutfardare import klientfil, klientnyckel
from app.katalog import rollista
from app.settings import Settings

TOKEN_TID = 5.0
STARTTID = 30.0
AF_MOCK = "tests.mockad_af"


def afkommando(settings: Settings, port: int) -> list[str]:
    """Arguments of the mocked AF's process, with the way back to us."""
    klientnyckel(settings.datakatalog, rollista.KLIENT_AF)
    return [
        "-m", AF_MOCK, "--port", str(port), "--svar", "auto", "--kvittens", "auto",
        "--tillbaka-url", settings.publik_adress,
        "--token-url", f"{settings.utfardare}/token", "--token-klient", rollista.KLIENT_AF,
        "--token-nyckelfil", str(klientfil(settings.datakatalog, rollista.KLIENT_AF)),
    ]  # fmt: skip


def _port(adress: str) -> int:
    return int(urlsplit(adress).port or 80)


def _upptagen(settings: Settings) -> str:
    """The first port that somebody already listens on, as a sentence."""
    portar = {
        "STEGVIS_PORT": settings.port,
        "STEGVIS_UTFARDARE": _port(settings.utfardare),
        "STEGVIS_AF_URL": _port(settings.af_url),
    }
    for namn, port in portar.items():
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                return f"Port {port} är upptagen. Välj en annan med {namn}, eller stäng det som lyssnar där."
    return ""


def starta(settings: Settings) -> int:
    """Start all and serve until interrupted; the exit code."""
    upptagen = _upptagen(settings)
    if upptagen:
        sys.stderr.write(f"{upptagen}\n")
        return 1
    barn = {
        _port(settings.utfardare): ["-m", "app.cli", "utfardare"],
        _port(settings.af_url): afkommando(settings, _port(settings.af_url)),
    }
    # The server passes SIGTERM on once it has shut down; as an exit it lets the children be stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        processer = {
            port: subprocess.Popen([sys.executable, *kommando], env=os.environ)  # noqa: S603 - our own commands
            for port, kommando in barn.items()
        }
        for process in processer.values():
            stack.callback(_sluta, process)
        with inlasning():
            from app.drift.forberedelse import forbered  # noqa: PLC0415 - takes a second; the others start meanwhile
            from app.drift.server import servera  # noqa: PLC0415 - same

        forbered(settings)
        if not all(_svarar(port, process) for port, process in processer.items()):
            return 1
        return servera(settings, _valkommen(settings))


def _svarar(port: int, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until the child listens; no, when it has ended or takes too long."""
    slut = time.monotonic() + STARTTID
    while process.poll() is None and time.monotonic() < slut:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    sys.stderr.write(f"Det som skulle lyssna på port {port} kom inte igång.\n")
    return False


def _sluta(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def _valkommen(settings: Settings) -> str:
    rot = f"http://{settings.vard}:{settings.port}"
    return f"""
Stegvis är igång.
  API            {rot}/stegvis/v1
  Dokumentation  {rot}/docs
  Utfärdare      {settings.utfardare}   (utveckling)
  Mockad AF      {settings.af_url}

Prova i ett annat fönster:
  curl -H "Authorization: Bearer $(python3 -m app token anna)" {rot}/stegvis/v1/0484/arenden

Avsluta med Ctrl+C."""
