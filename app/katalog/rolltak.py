"""The most that a role may be given (DP-04): by the operator to an organisation, and by that through a delegation."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.begrepp.parter import Roll
from app.katalog.rollista import (
    ADMINSCOPES,
    AFSCOPES,
    IMPORTSCOPES,
    LAS,
    LOGGSCOPES,
    RAPPORTSCOPES,
    RODSCOPES,
    SKRIV,
    UTFORARSCOPES,
)

_PRENUMERATION = frozenset({"prenumeration:las", "prenumeration:skriv"})
_DELEGATION = frozenset({"delegation:las", "delegation:skriv"})
_HANDLAGGNING = (LAS | SKRIV | RODSCOPES) - _PRENUMERATION
_UTFORANDE = UTFORARSCOPES - _PRENUMERATION - _DELEGATION

ROLLTAK: Mapping[Roll, frozenset[str]] = MappingProxyType(
    {
        Roll.HANDLAGGARE: _HANDLAGGNING - {"namndenhet:skriv"},
        Roll.ARBETSLEDARE: _HANDLAGGNING | IMPORTSCOPES | RAPPORTSCOPES,
        Roll.SYSTEMADMINISTRATOR: (ADMINSCOPES | _PRENUMERATION | {"handelse:las"}) - _DELEGATION,
        Roll.GRANSKARE: LOGGSCOPES,
        Roll.RAPPORTOR: frozenset({"rapport:las", "organisation:las"}),
        Roll.VAGLEDARE: _UTFORANDE,
        Roll.SAMORDNARE: _UTFORANDE,
        Roll.AF_SYSTEM: AFSCOPES,
    }
)


def tak_for(roller: Iterable[Roll]) -> frozenset[str]:
    """The most that some roles may be given together."""
    return frozenset().union(*(ROLLTAK.get(roll, frozenset()) for roll in roller))


def organisationens_tak(roller: Iterable[Roll]) -> frozenset[str]:
    """The same for an organisation's own client, whose systemadministratör sees to its delegationer besides."""
    egna = frozenset(roller)
    return tak_for(egna) | (_DELEGATION if Roll.SYSTEMADMINISTRATOR in egna else frozenset())
