"""Everything at once for development: database, cast, issuer, mocked AF and the service itself.

The issuer and the mocked AF are processes of their own, as in the real world. They are forked from this one where
that can be done, before it loads what only the service needs: they load theirs meanwhile.
"""

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.process import BaseProcess
from urllib.parse import urlsplit

from app.drift.minne import inlasning
from app.integrations import utvecklingsutfardare
from app.integrations.utvecklingsklient import klientfil, klientnyckel
from app.katalog import rollista
from app.settings import Settings

STARTTID = 30.0
STAR_TILLBAKA = 10
AF_MOCK = "tests.mockad_af"
if sys.platform == "win32":
    Process = multiprocessing.get_context("spawn").Process
else:
    Process = multiprocessing.get_context("fork").Process


def har_afmock() -> bool:
    """Whether the mocked AF is here: it follows a clone, not the installed package."""
    try:
        return find_spec(AF_MOCK) is not None
    except ModuleNotFoundError:
        return False


def afkommando(settings: Settings, port: int) -> list[str]:
    """How the mocked AF is started as a program, with the way back to us."""
    return ["-m", AF_MOCK, *afargument(settings, port)]


def afargument(settings: Settings, port: int) -> list[str]:
    """Arguments of the mocked AF."""
    klientnyckel(settings.datakatalog, rollista.KLIENT_AF)
    return [
        "--port", str(port), "--svar", "auto", "--kvittens", "auto",
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
    # The server passes SIGTERM on once it has shut down; as an exit it lets the children be stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        barn = _barn(settings)
        for process in barn.values():
            process.start()
            stack.callback(_sluta, process)
        with inlasning():
            from app.drift.forberedelse import forbered  # noqa: PLC0415 - takes a second: see above
            from app.drift.server import servera  # noqa: PLC0415 - same
        forbered(settings)
        if not all(_svarar(port, process) for port, process in barn.items()):
            return 1
        return servera(settings, _valkommen(settings))


def _barn(settings: Settings) -> dict[int, BaseProcess]:
    """The issuer and the mocked AF by the port they listen on, not yet started."""
    utfardarport, afport = _port(settings.utfardare), _port(settings.af_url)
    return {
        utfardarport: Process(target=_utfarda, args=(settings,), daemon=True),
        afport: Process(target=_mocka, args=(afargument(settings, afport),), daemon=True),
    }


def _utfarda(settings: Settings) -> None:
    from app.drift.klienter import klientfron  # noqa: PLC0415 - the child's own

    _sta_tillbaka()
    sys.exit(utvecklingsutfardare.main(klientfron(), settings))


def _mocka(argument: Sequence[str]) -> None:
    _sta_tillbaka()
    import_module(f"{AF_MOCK}.__main__").main(argument)


def _sta_tillbaka() -> None:
    """In a child: a signal ends it as it ends any process, and the service, which is waited for, goes first."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        os.nice(STAR_TILLBAKA)


def _svarar(port: int, process: BaseProcess) -> bool:
    """Wait until the child listens; no, when it has ended or takes too long."""
    slut = time.monotonic() + STARTTID
    while process.is_alive() and time.monotonic() < slut:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.02)
    sys.stderr.write(f"Det som skulle lyssna på port {port} kom inte igång.\n")
    return False


def _sluta(process: BaseProcess) -> None:
    process.terminate()
    process.join(5)
    if process.is_alive():
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
