"""Levels at a quarter's end by unit as a picture of a progression report; small groups are hidden from everyone.

Whoever asks: a picture is passed on (DP-30). A protected level is one of "ej tillgänglig för aktivitet" (DP-27).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import Saknas
from app.core.unit_of_work import Arbete
from app.flode.progression.fordelningsdiagram import Cell, Grupp, beskriv, fordelningsdiagram
from app.flode.progression.matvarden import OTILLGANGLIG_NAMN
from app.katalog import instrument_uppslag as uppslag
from app.katalog.instrument_modell import Niva
from app.katalog.namndenheter import namndenheter
from app.vyer.rapporter import actions, innehall
from app.vyer.rapporter.enheter import HELA_NAMNDEN, UTAN_ENHET, grans
from app.vyer.rapporter.rorelser import EJ_TILLGANGLIG
from app.vyer.rapporter.sort import Varde
from app.vyer.rapporter.sorter import fraga_for
from app.vyer.rapporter.states import Rapporttyp

TITEL = "Nivåer per enhet"
_EGNA = {UTAN_ENHET: "Utan enhet", HELA_NAMNDEN: "Hela nämnden"}


@dataclass(frozen=True, slots=True)
class Antal:
    """How many have a level in a unit; none where it is hidden."""

    niva: str
    namn: str
    antal: int | None
    farg: str | None


@dataclass(frozen=True, slots=True)
class Enhetsnivaer:
    """A unit with its levels, lowest first."""

    enhet: str
    namn: str
    nivaer: tuple[Antal, ...]


@dataclass(frozen=True, slots=True)
class Fordelning:
    """What the picture shows."""

    rapport_id: UUID
    instrument: str
    period: str
    minst: int
    enheter: tuple[Enhetsnivaer, ...]

    @property
    def titel(self) -> str:
        """With the period that it is of."""
        return f"{TITEL}, {self.period}"

    @property
    def beskrivning(self) -> str:
        """The whole content in words."""
        return beskriv(self.titel, self._grupper(), self.minst)

    def _grupper(self) -> list[Grupp]:
        return [Grupp(e.namn, tuple(Cell(a.namn, a.antal, a.farg) for a in e.nivaer)) for e in self.enheter]

    def svg(self) -> str:
        """The picture."""
        return fordelningsdiagram(self.titel, self._grupper(), self.minst)


async def fordelning(arbete: Arbete, rapport_id: UUID, kod: str | None) -> Fordelning:
    """Of one instrument: the one that ships as standard unless ``kod`` names another; 404 for other reports."""
    rapport = await actions.fardig(arbete, rapport_id)
    if rapport.sort != Rapporttyp.PROGRESSION.value:
        raise Saknas
    kod = kod or uppslag.STANDARD
    tabell = next(t for t in innehall.tabeller_for(rapport, dolj=True) if t.namn == "nivaer")
    rader = [rad for rad in tabell.rader if rad[:2] == (kod, "senast")]
    galler = await uppslag.gallande(arbete, rapport.namnd_id, kod)
    nivaer = {n.kod: n for n in galler.version.nivaer} if galler else {}
    namn = {e.kod: e.namn for e in await arbete.alla(namndenheter())} | _EGNA
    enheter = dict.fromkeys(str(rad[3]) for rad in rader)
    return Fordelning(
        rapport_id=rapport.id,
        instrument=kod,
        period=rapport.period,
        minst=grans(fraga_for(rapport)),
        enheter=tuple(_enhet(e, namn.get(e, e), [r for r in rader if r[3] == e], nivaer) for e in enheter),
    )


def _enhet(enhet: str, namn: str, rader: Sequence[tuple[Varde, ...]], nivaer: Mapping[str, Niva]) -> Enhetsnivaer:
    return Enhetsnivaer(enhet, namn, tuple(_antal(str(rad[2]), rad[4], rad[5], nivaer) for rad in rader))


def _antal(niva: str, minst: Varde, hogst: Varde, nivaer: Mapping[str, Niva]) -> Antal:
    kand = nivaer.get(niva)
    antal = int(minst) if minst is not None and minst == hogst else None
    if niva == EJ_TILLGANGLIG:
        return Antal(niva, OTILLGANGLIG_NAMN, antal, None)
    return Antal(niva, kand.namn if kand else niva, antal, kand.farg if kand else None)
