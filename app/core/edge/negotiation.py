"""How much a client wants each form: the weights of an Accept or Accept-Language header (RFC 9110, 12.4.2).

The only reading of these headers; unreadable weights count as nothing, never as an error.
"""

import re
from collections.abc import Sequence

MAX_LANGD = 512
_VIKT = re.compile(r"[0-9](\.[0-9]{0,3})?", re.ASCII)


def vikter(huvud: str | None) -> dict[str, float]:
    """Weight, 0 to 1, per lower-case name; a header that is too long to be a preference is none."""
    if not huvud or len(huvud) > MAX_LANGD:
        return {}
    delar = (del_.strip().lower().partition(";") for del_ in huvud.split(","))
    return {namn.strip(): _vikt(parametrar) for namn, _, parametrar in delar}


def _vikt(parametrar: str) -> float:
    for parameter in parametrar.split(";"):
        namn, _, varde = parameter.partition("=")
        if namn.strip() == "q":
            return min(float(varde), 1.0) if _VIKT.fullmatch(varde := varde.strip()) else 0.0
    return 1.0


def vald(accept: str | None, ordning: Sequence[str]) -> str | None:
    """The media type that the header weighs most; none where it wants none of them.

    Of two alike the one that it names itself, then the first in ``ordning``. Without a header anything will do.
    """
    vikt = vikter(accept) or {"*/*": 1.0}
    onskade = [(_onskan(typ, vikt), typ) for typ in ordning]
    (storst, _), typ = max(onskade, key=lambda par: par[0])
    return typ if storst > 0 else None


def _onskan(typ: str, vikt: dict[str, float]) -> tuple[float, int]:
    """The weight of the most specific range that a type falls under, and how specific it is."""
    omraden = (typ, f"{typ.partition('/')[0]}/*", "*/*")
    return next(((vikt[o], -i) for i, o in enumerate(omraden) if o in vikt), (0.0, 0))
