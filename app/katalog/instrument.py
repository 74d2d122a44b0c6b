"""The instruments that ship with the service, read from files once and held in memory.

A faulty file stops the process: ``wiring`` asks for ``alla`` at start. Must not know measurements.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from app.katalog.instrument_granskning import tolka
from app.katalog.instrument_modell import Instrument, Instrumentversion


@cache
def alla() -> Mapping[str, Instrument]:
    """Every instrument by code; raises ``OgiltigtInstrument`` for a faulty file."""
    katalog = files("app.katalog.data").joinpath("instrument")
    filer = sorted((f for f in katalog.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    lasta = [tolka(json.loads(f.read_text(encoding="utf-8"))) for f in filer]
    return {i.kod: i for i in lasta}


def hamta(kod: str) -> Instrument | None:
    """An instrument by code."""
    return alla().get(kod)


def version(kod: str, nummer: int) -> Instrumentversion | None:
    """A version of an instrument, whatever its status."""
    instrument = hamta(kod)
    return None if instrument is None else instrument.version(nummer)
