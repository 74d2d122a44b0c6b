"""``python -m tests.kill.moder``: has the service loaded and forks its processes, so that a start takes no second.

Reads one order per line: ``{"program", "argv", "miljo", "logg", "krasch", "mutant"}``; answers with the process id.
When its input ends it kills what it has started.
"""

import contextlib
import json
import os
import signal
import sys
from typing import Any

import app.cli
import app.drift.forberedelse
import app.drift.server
import app.drift.start
import tests.mockad_af.__main__
from tests.kill import mutanter

PROGRAM = {"stegvis": app.cli.main, "af": tests.mockad_af.__main__.main}
FORLADDADE = (app.drift.forberedelse, app.drift.server, app.drift.start)  # a command imports them only when it runs


def main() -> None:
    """Serve orders until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    barn: list[int] = []
    for rad in sys.stdin:
        order = json.loads(rad)
        pid = os.fork()
        if pid == 0:
            _bli(order)
        barn.append(pid)
        print(pid, flush=True)
    for pid in barn:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


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
