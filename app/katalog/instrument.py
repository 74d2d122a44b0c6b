"""The instruments that ship with the service, read from files once and held in memory.

A faulty file stops the process: ``wiring`` asks for ``alla`` at start. Must not know measurements.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from app.katalog.instrument_granskning import tolka
from app.katalog.instrument_modell import Instrument, Instrumentversion

# What a version carries beside its content.
HOLJE = frozenset({"version", "status", "kontrollsumma"})


@cache
def _filer() -> Mapping[str, Mapping[str, Any]]:
    katalog = files("app.katalog.data").joinpath("instrument")
    filer = sorted((f for f in katalog.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    return {f.name: json.loads(f.read_text(encoding="utf-8")) for f in filer}


@cache
def alla() -> Mapping[str, Instrument]:
    """Every instrument by code; raises ``OgiltigtInstrument`` for a faulty file."""
    lasta = [tolka(data) for data in _filer().values()]
    return {i.kod: i for i in lasta}


def hamta(kod: str) -> Instrument | None:
    """An instrument by code."""
    return alla().get(kod)


def version(kod: str, nummer: int) -> Instrumentversion | None:
    """A version of an instrument, whatever its status."""
    instrument = hamta(kod)
    return None if instrument is None else instrument.version(nummer)


def innehall(kod: str, nummer: int) -> dict[str, Any] | None:
    """The content of a version as it is written in its file."""
    versioner = (v for data in _filer().values() if data["kod"] == kod for v in data["versioner"])
    funnen = next((v for v in versioner if v["version"] == nummer), None)
    return None if funnen is None else {n: v for n, v in funnen.items() if n not in HOLJE}


@cache
def nivakoder() -> frozenset[str]:
    """Every level of every version."""
    return frozenset(n.kod for i in alla().values() for v in i.versioner for n in v.nivaer)
