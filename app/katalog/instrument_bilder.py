"""An instrument as a nämnd has it: what ships with the service and what the nämnd has written, as one.

A version of the nämnd's own holds before one that ships. Must not know who asks or what is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core.errors import Faltfel
from app.core.transitions import Mojligheter
from app.katalog import instrument as levererade
from app.katalog.instrument_modell import Instrument, Instrumentversion, VersionStatus
from app.katalog.instrument_states import MATTA, EgenStatus
from app.katalog.instrument_uppslag import las
from app.katalog.instrumentversioner import Egenversion


@dataclass(frozen=True, slots=True)
class Rad:
    """An instrument in the list; ``namnd_id`` of the nämnd whose own it is."""

    kod: str
    namn: str
    agare: str
    galler: int | None
    utkast: int | None
    namnd_id: UUID | None


@dataclass(frozen=True, slots=True)
class Helhet:
    """An instrument as a nämnd has it: the versions that are or were measured with, and its own rows."""

    kod: str
    instrument: Instrument | None
    egna: tuple[Egenversion, ...]

    @property
    def namnd_id(self) -> UUID | None:
        """The nämnd whose own versions there are."""
        return self.egna[0].namnd_id if self.egna else None

    @property
    def utkast(self) -> Egenversion | None:
        """The version that is being written."""
        return next((r for r in self.egna if r.status == EgenStatus.UTKAST.value), None)

    @property
    def nummer(self) -> frozenset[int]:
        """Every number that is taken."""
        matta = self.instrument.versioner if self.instrument else ()
        return frozenset(v.version for v in matta) | {r.nummer for r in self.egna}

    def egen(self, nummer: int) -> Egenversion | None:
        """A version of the nämnd's own; a draft gives way to a later one that ships with its number."""
        return next((r for r in self.egna if r.nummer == nummer), None)


@dataclass(frozen=True, slots=True)
class Bild:
    """One version: a row of the nämnd's own with what is wrong with it and what may be done, or one that ships."""

    helhet: Helhet
    nummer: int
    egen: Egenversion | None
    innehall: Mapping[str, Any]
    fel: Sequence[Faltfel]
    mojligheter: Mojligheter


def forenad(kod: str, rader: Sequence[Egenversion]) -> Helhet | None:
    """What ships and what the nämnd has written, as one instrument; nothing where there is neither."""
    levererat = levererade.hamta(kod)
    if levererat is None and not rader:
        return None
    egna = [las(r) for r in rader if r.status in MATTA]
    har_egen = any(v.status is VersionStatus.PUBLICERAD for v in egna)
    andras = [_som_ersatt(v) if har_egen else v for v in (levererat.versioner if levererat else ())]
    matta = sorted([*egna, *(v for v in andras if v.version not in {e.version for e in egna})], key=lambda v: v.version)
    return Helhet(kod, _instrument(levererat, rader, matta), tuple(rader))


def _som_ersatt(version: Instrumentversion) -> Instrumentversion:
    ersatt = version.status is VersionStatus.PUBLICERAD
    return replace(version, status=VersionStatus.ERSATT) if ersatt else version


def _instrument(
    levererat: Instrument | None, rader: Sequence[Egenversion], matta: Sequence[Instrumentversion]
) -> Instrument | None:
    """Named as the version that holds is, else as the newest."""
    if not matta:
        return None
    egna = [r for r in rader if r.status in MATTA]
    galler = next((r for r in egna if r.status == EgenStatus.PUBLICERAD.value), None)
    namngiver: Any = galler or levererat or egna[-1]
    return Instrument(matta[0].instrument, namngiver.namn, namngiver.agare, namngiver.kalla, tuple(matta))
