"""A channel: one kind of receiver, how it is reached and how patient the worker is with it.

The worker engine knows channels only; what is said, and how an answer is read, is the channel's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from app.core.outbox import Utkorgsrad
from app.integrations.utfall import Utfall


@dataclass(frozen=True, slots=True)
class Sandregler:
    """How a channel tries again; times in seconds.

    ``lan``: how long a worker keeps a message, longer than any call. ``flest_forsok``: failures that speak against
    the message itself before it is set aside. ``langsta_tid``: the longest a message is tried at all; None is never
    to give up. ``brytare_fel`` failures in a row open the breaker, ``brytare_vila`` is the rest before each probe.
    ``delad_samtidighet``: the channel's calls at once are agreed with the receiver, and hold for all processes.
    """

    forsta_vantan: float
    langsta_vantan: float
    lan: float
    flest_forsok: int = 20
    langsta_tid: timedelta | None = None
    brytare_fel: int = 5
    brytare_vila: float = 30.0
    delad_samtidighet: bool = False


class Kanal(Protocol):
    """One kind of receiver. ``mottagare`` is what its rows are marked with; ``samtidighet`` is calls at once."""

    @property
    def mottagare(self) -> str:
        """What the rows of the outbox are marked with."""
        ...

    @property
    def samtidighet(self) -> int:
        """Calls at once: of one worker, or of all together where the rules say so."""
        ...

    @property
    def regler(self) -> Sandregler:
        """How it tries again."""
        ...

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        """Try to deliver once; never raises for the receiver's faults."""
        ...

    async def stang(self) -> None:
        """Close the connections."""
        ...
