"""Sets pages as PDF and pictures as PNG; the only place that knows Typst.

It uses the package's own fonts, never the machine's, and the time that it is given: the same input is the same bytes
everywhere. What people have written goes in as data and is never read as markup. CPU work: call it in a thread.
"""

import json
import math
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import typst

PDF, PNG = "application/pdf", "image/png"
MAPP = Path(__file__).parent
TYPSNITT = MAPP / "typsnitt"
BLAD = MAPP / "printed_page.typ"
# Twice the width of the drawing, so that it is sharp on a phone; less where it would be more pixels than these.
PUNKTER_PER_TUM, BILDPUNKTER = 192, 16_000_000
_MATT = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')
SAKNAS = "\u25a1"
_BRYT = "\u200b"
_LANGT = re.compile(r"\S{30}(?=\S)")
_BILD = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.d), format: "svg")\n'


@cache
def _typsnitt() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - 30 MB that only pages and PNG need

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(TYPSNITT)])


def _satt(mall: bytes, data: str, **mer: Any) -> bytes:
    import typst  # noqa: PLC0415 - same

    sattare = typst.Compiler(
        mall, root=TYPSNITT, font_paths=_typsnitt(), ignore_system_fonts=True, sys_inputs={"d": data}
    )
    return cast("bytes", sattare.compile(**mer))


def png(svg: str) -> bytes:
    """A drawing as pixels, twice as wide as it says."""
    return _satt(_BILD, synligt(svg), format="png", ppi=_tathet(svg))


def _tathet(svg: str) -> float:
    """Pixels to the inch; a drawing's own measures are 96 to the inch."""
    matt = _MATT.search(svg)
    assert matt is not None
    bildpunkter = float(matt[1]) * float(matt[2]) * (PUNKTER_PER_TUM / 96) ** 2
    return PUNKTER_PER_TUM * min(1.0, math.sqrt(BILDPUNKTER / bildpunkter))


def pdf(data: Mapping[str, Any], tid: datetime) -> bytes:
    """A page of ``printed_page.typ``, tagged after PDF/UA-1 (ISO 14289-1); ``tid`` is that of its facts."""
    return _satt(_mall(), _som_text(data), format="pdf", pdf_standards=["ua-1"], timestamp=tid.replace(microsecond=0))


@cache
def _mall() -> bytes:
    return BLAD.read_bytes()


def _som_text(data: Mapping[str, Any]) -> str:
    return json.dumps(_visbar(data), ensure_ascii=False, sort_keys=True)


def _visbar(del_: Any) -> Any:
    """Every string of the data as the fonts can show it."""
    match del_:
        case str():
            return synligt(del_) if del_.startswith("<svg") else brytbart(synligt(del_))
        case Mapping():
            return {nyckel: _visbar(varde) for nyckel, varde in del_.items()}
        case list() | tuple():
            return [_visbar(d) for d in del_]
        case _:
            return del_


# --- what the fonts have --------------------------------------------------------------------------


def synligt(text: str) -> str:
    """The text with a box for each character that the fonts lack; what has nothing to show is left out."""
    return "".join(_tecken(t) for t in text)


def brytbart(text: str) -> str:
    """The same text with places to break in what goes on without spaces."""
    return _LANGT.sub(lambda traff: traff[0] + _BRYT, text)


def _tecken(tecken: str) -> str:
    if unicodedata.bidirectional(tecken) in {"LRO", "RLO"}:  # would show the text in another order than it has
        return ""
    if tecken in "\n\t" or ord(tecken) in _finns():
        return tecken
    return "" if unicodedata.category(tecken) in {"Cc", "Cf", "Cs", "Mn", "Me"} else SAKNAS


@cache
def _finns() -> frozenset[int]:
    """The characters that all of the fonts have."""
    filer = sorted(TYPSNITT.glob("*.ttf"))
    return frozenset.intersection(*(frozenset(_kodpunkter(fil.read_bytes())) for fil in filer))


def _kodpunkter(ttf: bytes) -> Iterator[int]:
    """The characters of a TrueType font: format 12 of its cmap table (ISO/IEC 14496-22, 5.2.1)."""
    (antal,) = struct.unpack_from(">H", ttf, 4)
    tabeller = {ttf[i : i + 4]: struct.unpack_from(">8xI", ttf, i)[0] for i in range(12, 12 + 16 * antal, 16)}
    cmap = tabeller[b"cmap"]
    (delar,) = struct.unpack_from(">H", ttf, cmap + 2)
    platser = (cmap + struct.unpack_from(">4xI", ttf, cmap + 4 + 8 * i)[0] for i in range(delar))
    plats = next(p for p in platser if struct.unpack_from(">H", ttf, p)[0] == 12)
    (grupper,) = struct.unpack_from(">I", ttf, plats + 12)
    for i in range(grupper):
        forsta, sista, _ = struct.unpack_from(">III", ttf, plats + 16 + 12 * i)
        yield from range(forsta, sista + 1)
