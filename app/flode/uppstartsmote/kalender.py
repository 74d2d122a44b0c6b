"""What a calendar is told of a meeting, and the one door to the library that writes it (RFC 5545).

The library takes a tenth of a second to load, which no start should wait for: it is loaded when the first calendar
is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar

KALENDERTYP, KALENDEREXEMPEL = "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Kalenderpost:
    """An invitation or its withdrawal; ``sekvens`` is the revision, ``andrad`` when it was last touched."""

    id: UUID
    sekvens: int
    andrad: datetime
    borjar: datetime
    slutar: datetime
    installd: bool
    skyddad: bool
    form: Motesform
    svar: Mapping[Motespart, Motessvar]


@dataclass(frozen=True, slots=True)
class Flodespost:
    """A time in a feed; ``nummer`` is the order's."""

    id: UUID
    sekvens: int
    andrad: datetime
    borjar: datetime
    slutar: datetime
    nummer: str


def kalender(post: Kalenderpost) -> bytes:
    """An iCalendar object with one VEVENT; same post, same bytes."""
    from app.flode.uppstartsmote import kalenderfil  # noqa: PLC0415 - see above

    return kalenderfil.inbjudan(post)


def kalenderflode(poster: Sequence[Flodespost]) -> bytes:
    """A feed of times; same posts, same bytes."""
    from app.flode.uppstartsmote import kalenderfil  # noqa: PLC0415 - see above

    return kalenderfil.flode(poster)
