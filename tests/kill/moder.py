"""``python -m tests.kill.moder``: has the service loaded and forks its processes, so that a start takes no second.

Reads one order per line: ``{"program", "argv", "miljo", "logg", "krasch", "mutant"}``; answers with the process id.
When its input ends it kills what it has started.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from collections import deque
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import configure_mappers

import app.cli
import tests.mockad_af.__main__
import tests.mockad_af.ateranrop
from app.core.edge.protocol import serve
from app.core.edge.routing import api_routes
from app.main import create_app
from app.settings import Lage, Settings
from tests.kill import mutanter

PROGRAM = {"stegvis": app.cli.main, "af": tests.mockad_af.__main__.main}
# What is otherwise imported first when a command runs, a loop starts or a client is made.
FORLADDADE = (
    "aiosqlite", "anyio._backends._asyncio", "app.drift.forberedelse", "app.drift.server", "app.drift.start",
    "asyncpg", "httpcore", "uvloop",
)  # fmt: skip


def main() -> None:
    """Serve orders until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    tests.mockad_af.ateranrop.FLEST_FORSOK = sys.maxsize  # the service is away more than AF would stand
    barn: list[int] = []
    for rad in sys.stdin:
        order = json.loads(rad)
        _varm_upp(order["miljo"]["STEGVIS_PUBLIK_URL"])
        pid = os.fork()
        if pid == 0:
            _bli(order)
        barn.append(pid)
        print(pid, flush=True)
    for pid in barn:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@lru_cache
def _varm_upp(publik_url: str) -> None:
    """Make the app that the children at this address will make: most of a start, done once. No loop, no thread."""
    for modul in FORLADDADE:
        importlib.import_module(modul)
    configure_mappers()
    with TemporaryDirectory() as katalog:
        settings = Settings(lage=Lage.TEST, datakatalog=Path(katalog), publik_url=publik_url)
        app = create_app(settings)
        serve(app, settings).config.load()
        deque(api_routes(app), maxlen=0)
    gc.collect()
    gc.freeze()  # a child that collects would copy every page


def _bli(order: dict[str, Any]) -> None:
    """Become the ordered process; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    logg = os.open(order["logg"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    tyst = os.open(os.devnull, os.O_RDONLY)
    for fran, till in ((tyst, 0), (logg, 1), (logg, 2)):
        os.dup2(fran, till)
    os.environ.clear()
    os.environ.update(order["miljo"])
    sys.argv = [order["program"], *order["argv"]]
    kod = 1
    try:
        mutanter.aktivera(order["mutant"])
        mutanter.arma(order["krasch"])
        PROGRAM[order["program"]]()
        kod = 0
    except SystemExit as slut:
        kod = int(slut.code or 0)
    except BaseException:  # noqa: BLE001 - the log is where it is looked for
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(kod)


if __name__ == "__main__":
    main()
