"""What the gateway writes down of a call, and never more: no id, no content, no token.

An object, a key and a body are kept as short hashes with a salt of the run, so that two calls can be compared and
nothing can be read back.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from pydantic.alias_generators import to_camel

OKAND = "(okänd adress)"
IDENTITET = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SALT = secrets.token_bytes(16)
_LANGD = 8


def avtryck(varde: str | bytes | None) -> str | None:
    """A short hash that means something within this run only."""
    if varde is None:
        return None
    rad = varde.encode() if isinstance(varde, str) else varde
    return hashlib.blake2b(rad, key=_SALT).hexdigest()[:_LANGD]


@dataclass(frozen=True, slots=True)
class Anrop:
    """One call of the client under test; ``borjade`` and ``slutade`` are seconds on a monotonic clock.

    ``objekt`` stands for the path, a händelse for that of its object; ``lage`` is the object's state in the answer.
    """

    metod: str
    mall: str
    objekt: str
    borjade: float
    slutade: float
    status: int | None
    lage: str | None = None
    kod: str | None = None
    regel: str | None = None
    retry_after: float | None = None
    nyckel: str | None = None
    kropp: str | None = None
    om_match: str | None = None
    storning: str | None = None
    personnummer_i_adressen: bool = False

    @property
    def begaran(self) -> tuple[str, str, str | None]:
        """What makes two calls the same request."""
        return self.metod, self.objekt, self.kropp

    def rad(self, start: float) -> dict[str, Any]:
        """The call in a report, timed from when the client got its task."""
        falt = asdict(self) | {"borjade": round(self.borjade - start, 3), "slutade": round(self.slutade - start, 3)}
        return {to_camel(namn): varde for namn, varde in falt.items() if varde not in (None, False)}


class Mallar:
    """The route templates of the API, so that a path can be written down without its ids."""

    def __init__(self, vagar: Iterable[str], rot: str) -> None:
        ordnade = sorted(vagar, key=lambda v: (v.count("{"), v))
        self._monster = [(re.compile(rot + re.sub(r"\{[^}]+\}", "[^/]+", vag) + "/?"), vag) for vag in ordnade]

    def mall(self, sokvag: str) -> str:
        """The template that a path matches."""
        return next((vag for monster, vag in self._monster if monster.fullmatch(sokvag)), OKAND)
