"""The key set: every key with its id, what it is for, its state and its dates (S5, DP-28).

Three kinds. ``forsegling`` seals values; the id of the key stands in each of them. ``uppslag`` makes the prints that
a person is found by; while one key takes over from another every row has the prints of both. ``logg`` vouches for
the access log, and is kept for as long as the log: its old rows can be checked by nothing else.

A key is known before it is used: every process reads it as ``lasbar`` before one of them makes it ``aktiv``; the one
it replaces is ``avlost`` until no row needs it. The set comes from a file, which is read again when it has changed.
"""

import base64
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

NYCKELLANGD = 32
# The look-up key of a service that has had no other. Its prints were made before prints said which key made them.
FORSTA_UPPSLAG = "u1"
FORSTA_LOGG = "ursprunglig"
UTVECKLING = "dev-"
_FA_OLIKA = 12
_FOR_ANDRA = 0o077


class Nyckelfel(ValueError):
    """The key set cannot be used; says why, never what stands in it."""


class Nyckelslag(StrEnum):
    """What a key is for."""

    FORSEGLING = "forsegling"
    UPPSLAG = "uppslag"
    LOGG = "logg"


class Nyckelstatus(StrEnum):
    """Known and not used yet, in use, or replaced and kept for what it has made."""

    LASBAR = "lasbar"
    AKTIV = "aktiv"
    AVLOST = "avlost"


def _avkoda(text: Any) -> bytes:
    return text if isinstance(text, bytes) else base64.b64decode(text, validate=True)


Material = Annotated[
    bytes,
    BeforeValidator(_avkoda),
    PlainSerializer(lambda varde: base64.b64encode(varde).decode(), when_used="json"),
    Field(min_length=NYCKELLANGD, max_length=128, repr=False),
]


class Nyckel(BaseModel):
    """One key. ``aktiverad``: since when it makes what is new."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    slag: Nyckelslag
    status: Nyckelstatus
    nyckel: Material
    skapad: AwareDatetime
    aktiverad: AwareDatetime | None = None

    @property
    def nummer(self) -> int:
        """Which of the look-up keys it is in order; odd and even ones have a column each."""
        return int(self.id.removeprefix("u"))


class Nyckelring(BaseModel):
    """All keys of a service. One of each kind is active."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    nycklar: tuple[Nyckel, ...]

    def av(self, slag: Nyckelslag) -> list[Nyckel]:
        """The keys of a kind, the active one first."""
        egna = [n for n in self.nycklar if n.slag is slag]
        return sorted(egna, key=lambda n: n.status is not Nyckelstatus.AKTIV)

    def aktiv(self, slag: Nyckelslag) -> Nyckel:
        """The key that makes what is new."""
        return self.av(slag)[0]

    def med(self, slag: Nyckelslag, nyckel_id: str) -> Nyckel:
        """One key; raises ``Nyckelfel`` when there is none."""
        for nyckel in self.av(slag):
            if nyckel.id == nyckel_id:
                return nyckel
        raise Nyckelfel(f"Det finns ingen nyckel {nyckel_id} av slaget {slag.value}.")

    @model_validator(mode="after")
    def _hel(self) -> Self:
        if fel := next(_fel(self), None):
            raise ValueError(fel)
        return self


def _fel(ring: Nyckelring) -> Iterator[str]:
    """What keeps a set from being used."""
    for slag in Nyckelslag:
        egna = ring.av(slag)
        if [n.status for n in egna].count(Nyckelstatus.AKTIV) != 1:
            yield f"Precis en nyckel av slaget {slag.value} ska vara aktiv."
        if len({n.id for n in egna}) < len(egna):
            yield f"Två nycklar av slaget {slag.value} har samma id."
    if any(len(n.nyckel) != NYCKELLANGD for n in ring.av(Nyckelslag.FORSEGLING)):
        yield "En nyckel som förseglar ska vara 32 byte."
    yield from _uppslagsfel(ring.av(Nyckelslag.UPPSLAG))


def _uppslagsfel(egna: list[Nyckel]) -> Iterator[str]:
    if not all(n.id[:1] == "u" and n.id[1:].isdecimal() for n in egna):
        yield "Uppslagsnycklarna heter u1, u2 och så vidare."
    elif len(egna) != len({n.nummer % 2 for n in egna}):
        yield "Högst två uppslagsnycklar kan finnas, den ena efter den andra."


def svagheter(ring: Nyckelring) -> Iterator[str]:
    """What production does not take: keys for development, that can be guessed, or that are used for two things."""
    for nyckel in ring.nycklar:
        if nyckel.id.startswith(UTVECKLING):
            yield "utvecklingsnycklar får inte användas i produktion."
        elif _gissningsbar(nyckel.nyckel):
            yield f"nyckeln {nyckel.id} är inte slumpad."
    # The log of a service without a file of keys is vouched for by its look-up key.
    egna = [n.nyckel for n in ring.nycklar if n.id != FORSTA_LOGG]
    if len(set(egna)) < len(egna):
        yield "samma nyckel står på två ställen."


def _gissningsbar(material: bytes) -> bool:
    """Too even, in steps, or a text that somebody wrote: no random key is."""
    steg = {(b - a) % 256 for a, b in pairwise(material)}
    return len(set(material)) < _FA_OLIKA or len(steg) == 1 or (material.isascii() and material.decode().isprintable())


def enkel_ring(forsegling: Mapping[str, bytes], uppslag: bytes) -> Nyckelring:
    """The set of a service that keeps its keys in two settings: the first one seals, all open.

    Raises ``Nyckelfel``.
    """
    tid = datetime(1970, 1, 1, tzinfo=UTC)
    sista = dict.fromkeys(forsegling, Nyckelstatus.AVLOST) | dict.fromkeys(list(forsegling)[:1], Nyckelstatus.AKTIV)
    delar = [(i, Nyckelslag.FORSEGLING, status, forsegling[i]) for i, status in sista.items()]
    delar += [(FORSTA_UPPSLAG, Nyckelslag.UPPSLAG, Nyckelstatus.AKTIV, uppslag)]
    delar += [(FORSTA_LOGG, Nyckelslag.LOGG, Nyckelstatus.AKTIV, uppslag)]
    rader = [{"id": i, "slag": slag, "status": s, "nyckel": n, "skapad": tid} for i, slag, s, n in delar]
    return _tolka(lambda: Nyckelring.model_validate({"nycklar": rader}))


def _tolka(las: Any) -> Nyckelring:
    try:
        ring: Nyckelring = las()
    except ValidationError as fel:
        forsta = fel.errors(include_url=False, include_context=False, include_input=False)[0]
        if forsta["type"] == "too_short":
            raise Nyckelfel(f"En nyckel ska vara minst {NYCKELLANGD} byte.") from None
        if forsta["type"] == "value_error":
            raise Nyckelfel(str(forsta["msg"]).removeprefix("Value error, ")) from None
        raise Nyckelfel(f"Fel i {'.'.join(map(str, forsta['loc'])) or 'formen'} ({forsta['type']}).") from None
    return ring


class Nyckelfil:
    """A file with the key set, that only its owner may read."""

    def __init__(self, fil: Path) -> None:
        self.fil = fil
        self._last: tuple[tuple[int, ...], Nyckelring] | None = None

    def las(self) -> Nyckelring:
        """The set as it is now; raises ``Nyckelfel``."""
        try:
            marke = self._marke()
            if self._last is None or self._last[0] != marke:
                self._last = marke, self._oppna()
        except OSError:
            raise Nyckelfel("Filen går inte att läsa.") from None
        return self._last[1]

    def _marke(self) -> tuple[int, ...]:
        """Changes whenever the file does."""
        fakta = self.fil.stat()
        if fakta.st_mode & _FOR_ANDRA:
            raise Nyckelfel("Filen ska bara kunna läsas av sin ägare (chmod 600).")
        return (fakta.st_ino, fakta.st_mtime_ns, fakta.st_size)

    def _oppna(self) -> Nyckelring:
        innehall = self.fil.read_bytes()
        return _tolka(lambda: Nyckelring.model_validate_json(innehall))

    def skriv(self, ring: Nyckelring) -> None:
        """Replace the file, whole or not at all: who reads meanwhile reads the old one or the new one.

        Raises ``Nyckelfel``.
        """
        try:
            self._skriv(ring)
        except OSError:
            raise Nyckelfel("Filen går inte att skriva.") from None

    def _skriv(self, ring: Nyckelring) -> None:
        ny = self.fil.with_name(f".{self.fil.name}.{os.getpid()}")
        with os.fdopen(os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as ut:
            ut.write(ring.model_dump_json(indent=2).encode() + b"\n")
            ut.flush()
            os.fsync(ut.fileno())
        ny.replace(self.fil)
