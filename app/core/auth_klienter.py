"""Our own register of clients: what a client may act as comes from here, never from a claim in a token.

Owns the words ``Klient`` and ``Klientregister``. Must not know tokens, HTTP or the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


class Sakerhetsniva(StrEnum):
    """What a client has to show: ``hog`` takes only tokens bound to its key (DPoP) or its certificate."""

    GRUND = "grund"
    HOG = "hog"


@dataclass(frozen=True, slots=True)
class Klient:
    """One registered client in one party's service: whom it acts for and the most it may do.

    ``betrodd`` clients may name the acting person in the header ``Stegvis-Person``. ``avtryck`` are the thumbprints
    of keys and certificates that its tokens may be bound to; any when none is registered. ``delegation`` is what
    lets it act for a party other than its own, from ``fran`` to ``tom``, within ``rolltak``.
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
    sakerhetsniva: Sakerhetsniva = Sakerhetsniva.GRUND
    avtryck: frozenset[str] = frozenset()
    organisationsnummer: str = ""
    delegation: UUID | None = None
    fran: date | None = None
    tom: date | None = None
    rolltak: Mapping[Roll, frozenset[str]] | None = None

    @property
    def mojliga_roller(self) -> frozenset[Roll]:
        """The registered roles that its kind of party has at all."""
        return self.roller & ROLLER[self.part]

    def galler(self, dag: date) -> bool:
        """Whether it may act that day."""
        return self.aktiv and (self.fran is None or self.fran <= dag) and (self.tom is None or dag <= self.tom)

    def scopes_som(self, roll: Roll) -> frozenset[str]:
        """The most it may do in one role."""
        return self.scopes if self.rolltak is None else self.scopes & self.rolltak.get(roll, frozenset())

    def ar_for(self, organisation: str) -> bool:
        """Whether ``organisation`` names its party: the id of the nämnd or utförare, or the organisationsnummer."""
        egen = self.namnd_id if self.part is Part.KOMMUN else self.organisation_id
        return organisation in {str(egen), self.organisationsnummer}


class Klientregister(Protocol):
    """Clients and their reach, held in memory: authentication touches no database."""

    def klient(self, klient_id: str, organisation: str | None) -> Klient | None:
        """The client in the service of the organisation named (see ``Klient.ar_for``), of its own when none is.

        Also an inactive one; ``None`` when unknown, or when the name fits several.
        """
        ...

    def kommuner(self, klient: Klient) -> frozenset[str]:
        """The kommunkoder that the client's party reaches now; ``{"*"}`` is all."""
        ...
