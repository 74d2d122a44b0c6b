"""The Swedish words of a registerutdrag: of tables and codes from the word list, of columns from a list of their own.

``ord.json`` is the word list as far as it is needed at run time; a test compares the two.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

MAPP = Path(__file__).parent


class Tabellord(NamedTuple):
    """What a kind of record is called and what it is."""

    rubrik: str
    beskrivning: str


@cache
def _fil(namn: str) -> Mapping[str, Any]:
    innehall: Mapping[str, Any] = json.loads((MAPP / namn).read_text("utf-8"))
    return innehall


def tabell(namn: str) -> Tabellord:
    """The heading of a kind of record."""
    return Tabellord(*_fil("ord.json")["tabeller"][namn])


def falt(namn: str) -> str:
    """What a column says."""
    text: str = _fil("falt.json")[namn]
    return text


def har_falt(namn: str) -> bool:
    """Whether there is a word for a column."""
    return namn in _fil("falt.json")


def kod(varde: str) -> str:
    """A value of a closed list as it is written; anything else as it stands."""
    text: str = _fil("ord.json")["koder"].get(varde, varde)
    return text
