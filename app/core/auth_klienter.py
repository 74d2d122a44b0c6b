"""Our own register of clients: what a client may act as comes from here, never from a claim in a token.

Owns the words ``Klient`` and ``Klientregister``. Must not know tokens, HTTP or the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from app.begrepp.parter import Part, Roll

# DP-04: the roles that exist inside each kind of party. SYSTEM has none, since no token makes a background job.
ROLLER: Mapping[Part, frozenset[Roll]] = MappingProxyType(
    {
        Part.KOMMUN: frozenset(
            {Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.SYSTEMADMINISTRATOR, Roll.GRANSKARE, Roll.RAPPORTOR}
        ),
        Part.UTFORARE: frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE, Roll.SYSTEMADMINISTRATOR}),
        Part.ARBETSFORMEDLINGEN: frozenset({Roll.AF_SYSTEM}),
        Part.SYSTEM: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class Klient:
    """One registered client: the party it acts for and the most it may do.

    ``betrodd`` clients may name the acting person in the header ``Stegvis-Person``.
    """

    klient_id: str
    organisation_id: UUID
    part: Part
    kommunkod: str | None
    namnd_id: UUID | None
    roller: frozenset[Roll]
    scopes: frozenset[str]
    betrodd: bool
    aktiv: bool

    @property
    def mojliga_roller(self) -> frozenset[Roll]:
        """The registered roles that its kind of party has at all."""
        return self.roller & ROLLER[self.part]


class Klientregister(Protocol):
    """Clients and their reach, held in memory: authentication touches no database."""

    def klient(self, klient_id: str) -> Klient | None:
        """The client, also an inactive one; ``None`` when unknown."""
        ...

    def kommuner(self, klient: Klient) -> frozenset[str]:
        """The kommunkoder that the client's party reaches now; ``{"*"}`` is all."""
        ...
