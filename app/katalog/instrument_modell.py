"""Instruments that measure progression, as data: levels, areas, goals, indicators and scales.

An instrument has versions. A published version never changes: its checksum stands in the file and
is compared when the file is read, and a measurement names the version it was made with. Nothing
here knows how many levels there are or what they are called. Pure; must not know persons,
measurements or HTTP.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class VersionStatus(StrEnum):
    """Life of a version of an instrument."""

    UTKAST = "utkast"
    PUBLICERAD = "publicerad"
    ERSATT = "ersatt"


class Respondent(StrEnum):
    """Who answers."""

    EGEN = "egen"
    VAGLEDARE = "vagledare"
    GEMENSAM = "gemensam"


class Skaltyp(StrEnum):
    """Form of an answer."""

    JA_NEJ = "ja_nej"
    HELTAL = "heltal"
    ORDNAD = "ordnad"
    TEXT = "text"


class Avser(StrEnum):
    """Whether an answer tells where the person is, or what has changed since last time."""

    LAGE = "lage"
    FORANDRING = "forandring"


class Malslag(StrEnum):
    """Partial or final goal."""

    DELMAL = "delmal"
    MAL = "mal"


JA, NEJ, EJ_BEDOMD = "ja", "nej", "ej_bedomd"
# Stands in place of a protected level (DP-27); no instrument may have a level with this code.
OTILLGANGLIG = "ej_tillganglig_for_aktivitet"
Svarsvarde = int | str


@dataclass(frozen=True, slots=True)
class Skalvarde:
    """One step of an ordered scale, lowest first."""

    kod: str
    namn: str


@dataclass(frozen=True, slots=True)
class Skala:
    """How an indicator is answered; ``underlag_kravs`` are the answers that need evidence in text."""

    kod: str
    typ: Skaltyp
    avser: Avser
    minst: int | None = None
    storst: int | None = None
    varden: tuple[Skalvarde, ...] = ()
    underlag_kravs: tuple[Svarsvarde, ...] = ()

    def godtar(self, varde: Svarsvarde) -> bool:
        """Whether ``varde`` is an answer on this scale."""
        match self.typ:
            case Skaltyp.HELTAL:
                return type(varde) is int and (self.minst or 0) <= varde <= (self.storst or 0)
            case Skaltyp.TEXT:
                return isinstance(varde, str)
            case _:
                return varde in self.tillatna

    @property
    def tillatna(self) -> tuple[str, ...]:
        """The answers in their order, lowest first; empty where they are not listed."""
        if self.typ is Skaltyp.JA_NEJ:
            return (NEJ, JA)
        return tuple(v.kod for v in self.varden)

    def rang(self, varde: Svarsvarde) -> int | None:
        """Place of an answer, to compare with; none where answers have no order or are changes already."""
        if self.avser is Avser.FORANDRING or self.typ is Skaltyp.TEXT or not self.godtar(varde):
            return None
        return varde if isinstance(varde, int) else self.tillatna.index(varde)


@dataclass(frozen=True, slots=True)
class Niva:
    """One level of the programme, lowest first. ``skyddad``: shown by its own permission only (DP-27)."""

    kod: str
    namn: str
    text: str
    skyddad: bool = False
    farg: str | None = None


@dataclass(frozen=True, slots=True)
class Omrade:
    """One area; ``stavningar`` are other spellings in the source."""

    kod: str
    namn: str
    stavningar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indikator:
    """What is looked at."""

    kod: str
    text: str
    skala: str


@dataclass(frozen=True, slots=True)
class Mal:
    """Goal and indicators of one area, on one level where the instrument has levels for it.

    ``niva_harledd``: the source does not say which level; the placing is an inference.
    """

    omrade: str
    niva: str | None
    niva_harledd: bool
    slag: Malslag | None
    text: str | None
    indikatorer: tuple[Indikator, ...]


@dataclass(frozen=True, slots=True)
class Harledning:
    """Something that the source does not say, and why the version says it."""

    galler: str
    text: str


@dataclass(frozen=True)
class Instrumentversion:
    """One version: everything a measurement needs to be read later as it was meant."""

    instrument: str
    version: int
    status: VersionStatus
    kontrollsumma: str
    axel: str | None
    respondenter: tuple[Respondent, ...]
    intervall_dagar: int | None
    skalor: tuple[Skala, ...]
    nivaer: tuple[Niva, ...]
    omraden: tuple[Omrade, ...]
    mal: tuple[Mal, ...]
    harledningar: tuple[Harledning, ...]

    def niva(self, kod: str | None) -> Niva | None:
        """A level by code."""
        return next((n for n in self.nivaer if n.kod == kod), None)

    def rang(self, kod: str | None) -> int | None:
        """Place of a level, 0 the lowest; none for what is no level."""
        return next((i for i, n in enumerate(self.nivaer) if n.kod == kod), None)

    def omrade(self, kod: str) -> Omrade | None:
        """An area by code."""
        return next((o for o in self.omraden if o.kod == kod), None)

    def indikatorer(self, omrade: str | None = None) -> Iterator[Indikator]:
        """The indicators, of one area or all, in the order of the file."""
        return (i for m in self.mal if omrade in (None, m.omrade) for i in m.indikatorer)

    def indikator(self, kod: str, omrade: str | None = None) -> Indikator | None:
        """An indicator by code."""
        return next((i for i in self.indikatorer(omrade) if i.kod == kod), None)

    def skala(self, indikator: Indikator) -> Skala:
        """The scale of an indicator."""
        return next(s for s in self.skalor if s.kod == indikator.skala)

    def nasta_senast(self, datum: date) -> date | None:
        """When the next measurement is due; none when the instrument has no interval."""
        return None if self.intervall_dagar is None else datum + timedelta(days=self.intervall_dagar)


@dataclass(frozen=True)
class Instrument:
    """An instrument and its versions, oldest first."""

    kod: str
    namn: str
    agare: str
    kalla: str
    versioner: tuple[Instrumentversion, ...]

    def version(self, nummer: int) -> Instrumentversion | None:
        """A version by number."""
        return next((v for v in self.versioner if v.version == nummer), None)

    @property
    def publicerad(self) -> Instrumentversion | None:
        """The version that new measurements are made with."""
        return next((v for v in self.versioner if v.status is VersionStatus.PUBLICERAD), None)


def kontrollsumma(version: Mapping[str, Any]) -> str:
    """SHA-256 over the content of a version as in the file, whatever its status and formatting."""
    innehall = {namn: del_ for namn, del_ in version.items() if namn not in {"status", "kontrollsumma"}}
    text = json.dumps(innehall, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
