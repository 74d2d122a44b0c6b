"""The resources of the contract: method, path and the name that faults and counters use."""

import re
from dataclasses import dataclass

STAM = "/kommunsamverkan/v1"


@dataclass(frozen=True, slots=True)
class Rutt:
    """One operation. ``mall`` is the path as the contract writes it."""

    metod: str
    mall: str
    resurs: str

    @property
    def monster(self) -> str:
        """The path as a regular expression."""
        return re.sub(r"\{([a-z_]+)\}", r"(?P<\1>[^/?]+)", self.mall)


RUTTER = (
    Rutt("POST", "/oauth2/token", "token"),
    Rutt("POST", f"{STAM}/samrad", "samrad"),
    Rutt("GET", f"{STAM}/samrad/{{af_referens}}", "samrad_lasning"),
    Rutt("POST", f"{STAM}/inskrivningsuppgifter/sok", "inskrivningsuppgifter"),
    Rutt("POST", f"{STAM}/genomforanden/sok", "genomforanden"),
    Rutt("POST", f"{STAM}/underrattelser", "underrattelser"),
    Rutt("POST", f"{STAM}/informationsoverlamningar", "informationsoverlamningar"),
)


def finn(metod: str, vag: str) -> tuple[Rutt | None, dict[str, str], list[str]]:
    """The operation with its path parameters, and the methods that the path has (none: no such path)."""
    metoder = []
    for rutt in RUTTER:
        traff = re.fullmatch(rutt.monster, vag)
        if traff and rutt.metod == metod:
            return rutt, traff.groupdict(), [metod]
        if traff:
            metoder.append(rutt.metod)
    return None, {}, metoder
