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

    ``nyckel`` tells the rows of one ärende apart and orders them; ``varden`` are in the order of the kind's columns.
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
class Rapportsort:
    """One kind of report.

    ``rakna`` reads the facts of a batch and tells what it gives; the same facts give the same, whatever the batches.
    ``kolumner`` are those of the rows; with ``individuell`` the rows are the content of the report and ``utformning``
    says how they are written out. ``skal`` has the words for each code that a row may be left out for. ``dolda`` are
    the tables for who may not see single cases, with small groups hidden (DP-30).
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
    lamnas_senast: Callable[[Fraga], Any] | None = None
    urval: Callable[[Any], Mapping[str, Any]] = field(default=lambda _settings: {})
    dolda: Callable[[Fraga, Summor], Sequence[Tabell]] | None = None
