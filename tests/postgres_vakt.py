"""Watches a test run from outside: when the run is gone, however it ended, its PostgreSQL goes too.

Started as ``python postgres_vakt.py <pid of the run> <the server's folder>``; standard library only.
"""

import contextlib
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path


def vanta(pid: int) -> None:
    """Return when the process is gone."""
    if not hasattr(os, "pidfd_open"):
        while lever(pid):
            time.sleep(1)
        return
    with contextlib.suppress(ProcessLookupError):
        fd = os.pidfd_open(pid)
        select.select([fd], [], [])
        os.close(fd)


def lever(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def avsluta(katalog: Path, signalnummer: int = signal.SIGINT) -> None:
    """Signal the server whose data lie under the folder: SIGINT stops at once, SIGQUIT without a checkpoint."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        os.kill(int((katalog / "data" / "postmaster.pid").read_text("utf-8").splitlines()[0]), signalnummer)


if __name__ == "__main__":
    vanta(int(sys.argv[1]))
    avsluta(Path(sys.argv[2]), signal.SIGQUIT)
    shutil.rmtree(sys.argv[2], ignore_errors=True)
