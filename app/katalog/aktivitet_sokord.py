"""Words that an aktivitet is found by, the same on every database: stemmed, folded and looked up by prefix.

A Swedish word is cut to its stem (Snowball), so that inflections meet, then folded so that å, ä, ö and accents may be
left out. Stems are compared by prefix: ``praktik`` finds ``praktikplats``. Pure; must not know tables.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_ORD = re.compile(r"[^\W_]+")
# The definite form of words in -a (förskolan), which Snowball's Swedish leaves as it is.
_BESTAMD = re.compile(r"(?<=\w{4}a)ns?$")
# Words that are in every text and tell texts apart in none.
STOPPORD = frozenset(
    {
        "alla", "att", "av", "bli", "blir", "de", "dem", "den", "det", "din", "du", "efter", "eller", "en", "ett",
        "från", "för", "ha", "han", "har", "hon", "i", "in", "inte", "kan", "man", "med", "men", "mot", "ni", "och",
        "om", "sig", "sin", "ska", "som", "så", "till", "under", "upp", "ut", "vad", "vi", "vid", "vill", "är",
        "över", "på",
    }
)  # fmt: skip
# A shorter beginning of a word is compared as a whole.
KORTAST = 3
LANGST = 40
FLEST_ORD = 8
SIST = "\U0010ffff"


class Sokord(NamedTuple):
    """One word to look for: every stem from ``fran`` up to, but not with, ``till``; a whole stem without ``till``."""

    fran: str
    till: str | None


def vikt(text: str) -> str:
    """Lower case without diacritics; letters that have none stay."""
    delar = unicodedata.normalize("NFKD", text.casefold())
    return "".join(t for t in delar if not unicodedata.combining(t))


def _stammar(text: str) -> list[str]:
    """Stems in their order. The stemmer keeps the word it works on, so that each call has its own."""
    import snowballstemmer  # noqa: PLC0415 - forty languages to load, and few calls that search

    stammare = snowballstemmer.stemmer("swedish")
    ord_ = [o for o in _ORD.findall(unicodedata.normalize("NFC", text).lower()) if o not in STOPPORD]
    return [vikt(stammare.stemWord(_BESTAMD.sub("", o)))[:LANGST] for o in ord_]


def ord_i(texter: Iterable[str | None]) -> set[str]:
    """The stems of some texts."""
    return {stam for text in texter if text for stam in _stammar(text)}


def markning(slag: str, varde: str) -> str:
    """A coded fact as a word of its own; no stem has a colon."""
    return f"{slag}:{vikt(varde)}"[:LANGST]


def sokord(fritext: str) -> list[Sokord]:
    """What to look for; every word must be found. Words of a kind that is never stored find nothing."""
    stammar = dict.fromkeys(_stammar(fritext) or [vikt(o) for o in _ORD.findall(fritext)])
    return [Sokord(s, s + SIST if len(s) >= KORTAST else None) for s in list(stammar)[:FLEST_ORD]]
