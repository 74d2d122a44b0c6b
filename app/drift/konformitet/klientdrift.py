"""How the client under test is driven: by itself, or by a command that is run for each scenario."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

AVBRUTEN = -1


class OgiltigtKommando(ValueError):
    """The command cannot be run; the message is a Swedish sentence."""


class Klientdrift(Protocol):
    """One client through one scenario after the other."""

    def borja(self, uppgift: Mapping[str, Any]) -> None:
        """A task is open."""
        ...

    def har_slutat(self) -> bool:
        """Whether the client will do nothing more of the task."""
        ...

    def avsluta(self, tid: float) -> int | None:
        """Give the client that many seconds to end; its exit code, or None when it goes on by itself."""
        ...


class Sjalvgaende:
    """A client that runs already: it reads its task from the gateway, or a person does."""

    def borja(self, uppgift: Mapping[str, Any]) -> None:
        """It sees the task by itself."""

    def har_slutat(self) -> bool:
        return False

    def avsluta(self, tid: float) -> int | None:  # noqa: ARG002 - it goes on whatever the time
        return None


class Kommando:
    """A command for each scenario, never through a shell; ``{scenario}`` and the like stand for words of the task."""

    def __init__(self, mall: str, ut: IO[bytes] | int = subprocess.DEVNULL) -> None:
        self._delar = shlex.split(mall)
        self._ut = ut
        self._process: subprocess.Popen[bytes] | None = None
        if not self._delar:
            raise OgiltigtKommando("Kommandot i --klient är tomt.")

    def borja(self, uppgift: Mapping[str, Any]) -> None:
        ord_ = platshallare(uppgift)
        miljo = os.environ | {f"KONFORMITET_{namn.upper()}": varde for namn, varde in ord_.items()}
        try:
            argument = [del_.format(**ord_) for del_ in self._delar]
            self._process = subprocess.Popen(argument, env=miljo, stdout=self._ut, stderr=self._ut)  # noqa: S603 - asked for
        except (OSError, KeyError, IndexError, ValueError) as fel:
            raise OgiltigtKommando(f"Kommandot i --klient går inte att köra: {fel}.") from None

    def har_slutat(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def avsluta(self, tid: float) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            return process.wait(tid)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return AVBRUTEN


def platshallare(uppgift: Mapping[str, Any]) -> dict[str, str]:
    """What a command is told, as arguments and in the environment: the scalar parts of the task and all of it."""
    delar = {namn: varde for namn, varde in uppgift.items() if isinstance(varde, str)}
    return delar | {"uppgift": json.dumps(uppgift, ensure_ascii=False)}


@contextmanager
def loggfil(fil: Path | None) -> Iterator[IO[bytes] | int]:
    """Where a command's own words go: nowhere unless a file is named, since they may tell of persons."""
    if fil is None:
        yield subprocess.DEVNULL
        return
    with fil.open("wb") as logg:
        yield logg
