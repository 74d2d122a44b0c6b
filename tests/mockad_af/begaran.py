"""What goes in and out of the mock: plain values, so that the same core serves ASGI and respx."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Begaran:
    """One incoming call. Header names in lower case."""

    metod: str
    vag: str
    huvuden: Mapping[str, str] = field(default_factory=dict)
    innehall: bytes = b""
    fragestrang: str = ""

    def huvud(self, namn: str) -> str:
        """The header's value, or the empty string."""
        return self.huvuden.get(namn.lower(), "").strip()

    def fraga(self) -> dict[str, str]:
        """The query parameters."""
        return dict(parse_qsl(self.fragestrang, keep_blank_values=True))

    def formular(self) -> dict[str, str]:
        """The body as a urlencoded form."""
        return dict(parse_qsl(self.innehall.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Svar:
    """One answer."""

    status: int
    huvuden: Mapping[str, str]
    innehall: bytes

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.innehall)

    def med_huvuden(self, extra: Mapping[str, str]) -> "Svar":
        """The same answer with more headers."""
        return Svar(self.status, {**self.huvuden, **extra}, self.innehall)


class Satt(StrEnum):
    """How the answer leaves, or does not."""

    SVARA = "svara"
    HANG = "hang"
    BRYT = "bryt"


@dataclass(frozen=True, slots=True)
class Leverans:
    """What the transport is to do: answer after ``vantan`` seconds, keep silent that long, or cut the connection."""

    svar: Svar | None
    satt: Satt = Satt.SVARA
    vantan: float = 0.0


def json_svar(status: int, kropp: object, huvuden: Mapping[str, str] | None = None) -> Svar:
    """A JSON answer."""
    text = json.dumps(kropp, ensure_ascii=False)
    grund = {"content-type": "application/json", "cache-control": "no-store"}
    return Svar(status, {**grund, **(huvuden or {})}, text.encode())


def _utan_dubbletter(par: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    rader = list(par)
    objekt = dict(rader)
    if len(objekt) != len(rader):
        raise ValueError("upprepad nyckel")
    return objekt


def _vagra_konstant(namn: str) -> None:
    raise ValueError(namn)


def las_json(innehall: bytes) -> Any:
    """Strict JSON: UTF-8, no repeated keys, no NaN. Raises ValueError, never with the content in it."""
    try:
        return json.loads(innehall.decode("utf-8"), object_pairs_hook=_utan_dubbletter, parse_constant=_vagra_konstant)
    except (ValueError, RecursionError):
        raise ValueError("ogiltig JSON") from None
