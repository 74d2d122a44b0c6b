"""Who acts: party, role and the acting person, as the token and the register say.

Owns the vocabulary of callers. Must not know HTTP, tokens or the database.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


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


@dataclass(frozen=True, slots=True)
class Aktor:
    """The caller of one request: one party for the whole life of a session.

    ``organisation_id`` is the row of the party in the register of organisationer.
    ``kommunkod`` is set for a kommun's token only; ``namnd_id`` likewise (DP-06).
    ``kommuner`` are the kommuner this party reaches: a kommun's own, or those
    with which an utförare has an avtal in force; AF reaches all ("*").
    ``person`` is the acting person's identity in the calling organisation, as the
    token states it; it is logged, and narrows, never widens.
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
