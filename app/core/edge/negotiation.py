"""How much a client wants each form: the weights of an Accept or Accept-Language header (RFC 9110, 12.4.2).

The only reading of these headers; unreadable weights count as nothing, never as an error.
"""

import re

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
