"""Tables as CSV: UTF-8, one line of headings, semicolon or comma in, semicolon out.

What a spreadsheet would take for a formula is written as text. Must not know what the columns mean.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from app.core.errors import OgiltigBegaran

T = TypeVar("T")
MEDIATYP = "text/csv"
JA_NEJ = {"ja": True, "true": True, "1": True, "nej": False, "false": False, "0": False}
_VIKNING = str.maketrans("åäö ", "aao_")
_FORMEL = ("=", "+", "-", "@", "\t", "\r", "\n")


def vikt(text: str) -> str:
    """A word as its identifier: lower case, folded."""
    return text.strip().lower().translate(_VIKNING)


def las(innehall: bytes) -> Iterator[list[str]]:
    """The lines that are not empty, the headings first; raises ``OgiltigBegaran`` (400) where it is no CSV."""
    try:
        text = innehall.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OgiltigBegaran("Filen ska vara CSV i UTF-8.") from None
    forsta = text.partition("\n")[0]
    skilje = ";" if forsta.count(";") >= forsta.count(",") else ","
    lasare = csv.reader(io.StringIO(text, newline=""), delimiter=skilje, strict=True)
    try:
        yield next(lasare, [])
        yield from (celler for celler in lasare if any(celler))
    except csv.Error:
        raise OgiltigBegaran(f"Filen går inte att läsa som CSV, på rad {lasare.line_num}.") from None


def skriv(rubriker: Sequence[str], rader: Iterable[Sequence[object]]) -> str:
    """A table for a spreadsheet: with a byte order mark, so that it is read as UTF-8."""
    ut = io.StringIO(newline="")
    skrivare = csv.writer(ut, delimiter=";")
    skrivare.writerow(rubriker)
    skrivare.writerows([ofarlig(varde) for varde in rad] for rad in rader)
    return "\ufeff" + ut.getvalue()


def ofarlig(varde: T) -> T | str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{varde}" if isinstance(varde, str) and varde.startswith(_FORMEL) else varde
