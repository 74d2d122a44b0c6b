"""What a kind of report is made of: how it reads its facts, what each person gives it, how it sums up.

A kind is one value of ``Rapportsort``, registered in ``sorter``. The engine knows nothing more of it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.tid import Manad, Period
from app.core.unit_of_work import Arbete
from app.vyer.rapporter.states import Periodform, Rapporttyp, dagar

Varde = str | int | None


@dataclass(frozen=True, slots=True)
class Fraga:
    """What is asked: whose, of which months, as it was known when. ``urval`` is what the kind itself asked for."""

    kommunkod: str
    namnd_id: UUID
    manader: tuple[Manad, ...]
    kand_vid: datetime
    urval: Mapping[str, Any] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """Its first to its last day."""
        return dagar(self.manader)


class Arenderad(NamedTuple):
    """One ärende of a person, as far as every kind of report needs it."""

    id: UUID
    arendenummer: str
    skapad: datetime
    skyddad: bool
    handlaggare: str
    personnummer_forseglat: bytes
    avtryck: bytes


class Person(NamedTuple):
    """One person with the ärenden that the nämnd knew of, the newest last."""

    avtryck: bytes
    arenden: tuple[Arenderad, ...]

    @property
    def arende(self) -> Arenderad:
        """The newest."""
        return self.arenden[-1]


class Portion(NamedTuple):
    """Some persons, and where to go on; None when all are read."""

    personer: Sequence[Person]
    nasta: bytes | None


class Rad(NamedTuple):
    """One row about a person: counted, or left out with the code of the reason.

    ``nyckel`` tells the rows of one ärende apart and orders those of a person; ``varden`` are in the order of
    the kind's columns.
    """

    arende: Arenderad
    nyckel: str
    varden: tuple[Varde, ...]
    skal: str | None = None


@dataclass(slots=True)
class Bidrag:
    """What a batch of persons gives: rows, and figures that are added to those of the others."""

    rader: list[Rad] = field(default_factory=list)
    summor: dict[str, int] = field(default_factory=dict)

    def rakna(self, nyckel: str, antal: int = 1) -> None:
        """Add to one figure."""
        self.summor[nyckel] = self.summor.get(nyckel, 0) + antal


@dataclass(frozen=True, slots=True)
class Tabell:
    """A table of figures. The columns up to ``matt`` say what a row is about, the rest are the figures."""

    namn: str
    rubrik: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[Varde, ...], ...]
    matt: int


Summor = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Csvform:
    """How rows are written as text. ``bredder`` has the width, the filling and whether it stands before, by column."""

    skiljetecken: str = ";"
    teckenkodning: str = "utf-8"
    rubrikrad: bool = True
    bredder: tuple[tuple[int | None, str, bool], ...] = ()
    bom: bool = False

    @property
    def borjan(self) -> bytes:
        """What a spreadsheet needs to read the file as UTF-8."""
        return b"\xef\xbb\xbf" if self.bom else b""

    def utfylld(self, rad: Sequence[Varde]) -> list[Varde]:
        """The cells of a row, each to its width where it has one."""
        bredder = self.bredder or ((None, " ", False),) * len(rad)
        return [_utfylld(cell, *bredd) for cell, bredd in zip(rad, bredder, strict=True)]


def _utfylld(cell: Varde, bredd: int | None, tecken: str, hoger: bool) -> Varde:  # noqa: FBT001 - as the layout has it
    if bredd is None:
        return cell
    text = "" if cell is None else str(cell)
    return text.rjust(bredd, tecken) if hoger else text.ljust(bredd, tecken)


@dataclass(frozen=True, slots=True)
class Rapportsort:
    """One kind of report.

    ``rakna`` reads the facts of a batch and tells what it gives; the same facts give the same, whatever the batches.
    ``kolumner`` are those of the rows, ``egna_kolumner`` where each report has its own; with ``individuell`` the rows
    are the content of the report and ``csv`` says how they are written out. ``skal`` has the words for each code that a
    row may be left out for. ``dolda`` are the tables for who may not see single cases, with small groups
    hidden (DP-30).
    """

    typ: Rapporttyp
    rubrik: str
    regel: str
    periodform: Periodform
    kolumner: tuple[str, ...]
    skal: Mapping[str, str]
    rakna: Callable[[Arbete, Fraga, Sequence[Person]], Awaitable[Bidrag]]
    tabeller: Callable[[Fraga, Summor], Sequence[Tabell]]
    individuell: bool = False
    egna_kolumner: Callable[[Fraga], tuple[str, ...]] | None = None
    csv: Callable[[Fraga], Csvform] = field(default=lambda _fraga: Csvform(bom=True))
    lamnas_senast: Callable[[Fraga], Any] | None = None
    urval: Callable[[Any], Mapping[str, Any]] = field(default=lambda _settings: {})
    dolda: Callable[[Fraga, Summor], Sequence[Tabell]] | None = None

    def kolumner_for(self, fraga: Fraga) -> tuple[str, ...]:
        """The columns of the rows of one report."""
        return self.kolumner if self.egna_kolumner is None else self.egna_kolumner(fraga)
