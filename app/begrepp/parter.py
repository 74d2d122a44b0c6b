"""Who acts: party, role and the acting person, as the token and the register say.

Owns the vocabulary of callers. Must not know HTTP, tokens or the database.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

# In the place of a kommunkod, for what belongs to no kommun.
RIKET = "0000"


class Part(StrEnum):
    """Kind of party (DP-10: an in-house utförare under another nämnd is another party)."""

    KOMMUN = "kommun"
    UTFORARE = "utforare"
    ARBETSFORMEDLINGEN = "arbetsformedlingen"
    SYSTEM = "system"


class Roll(StrEnum):
    """What the acting person may do inside the own party (DP-04)."""

    HANDLAGGARE = "handlaggare"
    ARBETSLEDARE = "arbetsledare"
    SYSTEMADMINISTRATOR = "systemadministrator"
    GRANSKARE = "granskare"
    RAPPORTOR = "rapportor"
    VAGLEDARE = "vagledare"
    SAMORDNARE = "samordnare"
    AF_SYSTEM = "af_system"
    SYSTEM = "system"


class Mottagare(NamedTuple):
    """An organisation that is told what happens: a nämnd, or an utförare as a whole.

    ``kommunkod`` is where what it receives is kept: the nämnd's kommun, or for an utförare the whole country's.
    """

    kommunkod: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Aktor:
    """The caller of one request: one party for the whole life of a session.

    ``organisation_id`` is the row of the party in the register of organisationer.
    ``kommunkod`` is set for a kommun's token only; ``namnd_id`` likewise (DP-06).
    ``kommuner`` are the kommuner this party reaches: a kommun's own, or those
    with which an utförare has an avtal in force; AF reaches all ("*").
    ``person`` is the acting person's identity in the calling organisation, as the
    token states it; it is logged, and narrows, never widens.
    ``delegation`` is what lets a system of another's act for the party. ``nyckelbunden``: the caller has
    shown that it holds the key of its token. ``hog_niva``: its token is bound to it, by a key or a certificate;
    nobody else reaches protected persons (DP-15).
    """

    part: Part
    roll: Roll
    klient_id: str
    organisation_id: UUID | None
    person: str
    kommunkod: str | None = None
    namnd_id: UUID | None = None
    enhet: str | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    kommuner: frozenset[str] = field(default_factory=frozenset)
    delegation: UUID | None = None
    nyckelbunden: bool = False
    hog_niva: bool = False

    @property
    def mottagare_id(self) -> UUID | None:
        """The receiving organisation that the caller speaks for, whatever its role."""
        return {Part.KOMMUN: self.namnd_id, Part.UTFORARE: self.organisation_id}.get(self.part)

    def nar(self, kommunkod: str) -> bool:
        """Whether this party has any business in the kommun of the path."""
        return "*" in self.kommuner or kommunkod in self.kommuner


def systemaktor(namn: str) -> Aktor:
    """The actor of a background job; the access log shows ``system`` and the job's name."""
    return Aktor(
        part=Part.SYSTEM,
        roll=Roll.SYSTEM,
        klient_id=f"system:{namn}",
        organisation_id=None,
        person=f"system:{namn}",
        kommuner=frozenset({"*"}),
    )
