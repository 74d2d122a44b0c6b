"""The processes of a measurement: the two servers and the load; what the system charges each for."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

ROT = Path(__file__).parent.parent


class Process:
    """A child that speaks JSON lines."""

    def __init__(self, *argument: str) -> None:
        miljo = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROT)}
        self.barn = subprocess.Popen(
            [sys.executable, "-m", *argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROT,
            env=miljo,
            text=True,
        )

    def fraga(self, varde: Any) -> Any:
        """Send one line, read one; a child that ends instead raises RuntimeError."""
        assert self.barn.stdin is not None
        self.barn.stdin.write(json.dumps(varde) + "\n")
        self.barn.stdin.flush()
        return self.las()

    def las(self) -> Any:
        """Read one line."""
        assert self.barn.stdout is not None
        rad = self.barn.stdout.readline()
        if not rad:
            raise RuntimeError(f"processen slutade med {self.barn.wait()}")
        return json.loads(rad)

    def processortid(self) -> float:
        """Seconds of processor time, user and system, of all threads since the start."""
        if psutil.LINUX:
            return time.clock_gettime((~self.barn.pid << 3) | 2)  # clock_getcpuclockid(3), to the nanosecond
        tider = psutil.Process(self.barn.pid).cpu_times()
        return float(tider.user + tider.system)


@contextlib.contextmanager
def process(*argument: str) -> Iterator[Process]:
    """A child that is gone afterwards."""
    egen = Process(*argument)
    try:
        yield egen
    finally:
        egen.barn.terminate()
        try:
            egen.barn.wait(10)
        except subprocess.TimeoutExpired:
            egen.barn.kill()
            egen.barn.wait()
        for strom in (egen.barn.stdin, egen.barn.stdout):
            if strom is not None:
                strom.close()
