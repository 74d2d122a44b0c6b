"""The 290 kommuner with their codes and län (Statistics Sweden's code list, 2026).

The list is taken from the public MIT-licensed list in Sundsvallskommun/dept44.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kommun:
    """One kommun."""

    kommunkod: str
    kommun: str
    lanskod: str
    lan: str


@cache
def kommuner() -> dict[str, Kommun]:
    """All kommuner by code."""
    text = files("app.katalog.data").joinpath("kommuner.csv").read_text(encoding="utf-8")
    return {rad["kommunkod"]: Kommun(**rad) for rad in csv.DictReader(text.splitlines())}
