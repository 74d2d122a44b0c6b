"""Parts that every picture is made of: an accessible root, safe text, marks that colour only repeats.

The same input gives the same bytes. The text is so large that it can be read on a phone that shows the picture
400 points wide. Pure; must not know what is drawn.
"""

import re
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

MANADER = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
MEDIATYP = "image/svg+xml"
BREDD, MARGINAL, TEXT, RUBRIK = 480, 12, 15, 17
# What a character takes across, about, in Verdana and DejaVu Sans.
TECKENBREDD = 0.63
MORK, GRA, LJUS, VIT = "#1a1a1a", "#5c5c5c", "#f1f1f1", "#ffffff"
_OTILLATET = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def ren(text: str) -> str:
    """Without the characters that XML has no place for."""
    return _OTILLATET.sub("", text)


def saker(text: str) -> str:
    """Text that is safe inside XML."""
    return escape(ren(text))


def tal(varde: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{varde:.1f}".removesuffix(".0")


def bredd(text: str, storlek: float = TEXT) -> float:
    """How wide a text is, about."""
    return len(text) * storlek * TECKENBREDD


def radbrutet(text: str, tecken: int, rader: int = 2) -> list[str]:
    """At most some rows of some characters each; what has no room ends in a sign that it goes on."""
    return textwrap.wrap(ren(text), max(tecken, 2), max_lines=rader, placeholder="…") or [""]


def kort_dag(dag: date) -> str:
    """``12 okt 2026``."""
    return f"{dag.day} {MANADER[dag.month - 1]} {dag.year}"


def namn_for(slag: str, beskrivning: str) -> str:
    """What the picture's own parts are called, so that several pictures can stand in one page."""
    return f"{slag}{zlib.crc32(ren(beskrivning).encode()):08x}"


def bild(namn: str, titel: str, beskrivning: str, hojd: float, delar: Iterable[str]) -> str:
    """The whole picture; ``beskrivning`` says all of its content in words."""
    rot = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BREDD} {tal(hojd)}" width="{BREDD}" '
        f'height="{tal(hojd)}" role="img" xml:lang="sv" lang="sv" aria-labelledby="{namn}-titel {namn}-text" '
        f'font-family="Verdana, &quot;DejaVu Sans&quot;, sans-serif" font-size="{TEXT}" fill="{MORK}">'
    )
    [rubrik] = radbrutet(titel, 40, 1)
    huvud = [
        rot,
        f'<title id="{namn}-titel">{saker(titel)}</title>',
        f'<desc id="{namn}-text">{saker(beskrivning)}</desc>',
        f'<rect width="{BREDD}" height="{tal(hojd)}" fill="{VIT}"/>',
        f'<text x="{MARGINAL}" y="23" font-size="{RUBRIK}" font-weight="bold">{saker(rubrik)}</text>',
    ]
    return "\n".join([*huvud, *delar, "</svg>"]) + "\n"


def rad(x: float, y: float, text: str, *, ankare: str = "start", fet: bool = False) -> str:
    """One row of text; ``y`` is its baseline."""
    stil = ("" if ankare == "start" else f' text-anchor="{ankare}"') + (' font-weight="bold"' if fet else "")
    return f'<text x="{tal(x)}" y="{tal(y)}"{stil}>{saker(text)}</text>'


def stycke(x: float, mitt: float, rader: list[str], *, ankare: str = "start", fet: bool = False) -> Iterator[str]:
    """Some rows around a middle."""
    for i, text in enumerate(rader):
        yield rad(x, mitt + 5 + (i - (len(rader) - 1) / 2) * 17, text, ankare=ankare, fet=fet)


def linje(x1: float, y1: float, x2: float, y2: float, *, farg: str = MORK, tjock: float = 1.5, streck: str = "") -> str:
    """A line, perhaps dashed."""
    streckning = f' stroke-dasharray="{streck}"' if streck else ""
    return (
        f'<line x1="{tal(x1)}" y1="{tal(y1)}" x2="{tal(x2)}" y2="{tal(y2)}" stroke="{farg}" '
        f'stroke-width="{tal(tjock)}"{streckning}/>'
    )


def ruta(x: float, y: float, b: float, h: float, *, fyllning: str = VIT, kant: str | None = None) -> str:
    """A box."""
    ram = "" if kant is None else f' stroke="{kant}" stroke-width="1.5"'
    return f'<rect x="{tal(x)}" y="{tal(y)}" width="{tal(b)}" height="{tal(h)}" fill="{saker(fyllning)}"{ram}/>'


def monster(namn: str) -> str:
    """Stripes, to be used as ``url(#namn-rand)``."""
    return (
        f'<defs><pattern id="{namn}-rand" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{VIT}"/>'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{GRA}" stroke-width="4"/></pattern></defs>'
    )


def cirkel(x: float, y: float, *, farg: str = MORK, radie: float = 6) -> str:
    """A round mark."""
    return (
        f'<circle cx="{tal(x)}" cy="{tal(y)}" r="{tal(radie)}" fill="{saker(farg)}" stroke="{MORK}" stroke-width="2"/>'
    )


def romb(x: float, y: float, *, storlek: float = 7, farg: str = VIT) -> str:
    """A mark that stands on its tip."""
    s = tal(storlek)
    return (
        f'<path d="M{tal(x)} {tal(y - storlek)}l{s} {s}l-{s} {s}l-{s} -{s}z" fill="{saker(farg)}" stroke="{MORK}" '
        'stroke-width="2"/>'
    )


def kvadrat(x: float, y: float, *, sida: float = 20, farg: str = VIT) -> str:
    """A square mark around a point."""
    return (
        f'<rect x="{tal(x - sida / 2)}" y="{tal(y - sida / 2)}" width="{tal(sida)}" height="{tal(sida)}" '
        f'fill="{saker(farg)}" stroke="{MORK}" stroke-width="2"/>'
    )
