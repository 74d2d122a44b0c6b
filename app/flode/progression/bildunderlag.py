"""What pictures of a person's progression show: areas now against first, hours of each week against what was asked for.

Pure; what it is given is already without what the caller may not see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.flode.narvaro.timrakning import Timrad
from app.flode.progression.forandring import Avlasning, Slag, namn_pa, nivanamn, samma_skala
from app.katalog.instrument_modell import Respondent


@dataclass(frozen=True, slots=True)
class Nivalasning:
    """A level as it was read; ``rang`` 0 is the lowest, none where the level is not one of the version's."""

    datum: date
    niva: str
    namn: str
    rang: int | None


@dataclass(frozen=True, slots=True)
class Omradeslage:
    """An area now against first by one respondent; ``jamforbar``: on the same scale."""

    respondent: Respondent
    omrade: str
    namn: str
    forsta: Nivalasning
    nu: Nivalasning
    jamforbar: bool


@dataclass(frozen=True, slots=True)
class Timvecka:
    """Minutes of the four assigned categories in a week, what is asked for, and what attendance is measured against."""

    vecka: str
    fran: date
    tom: date
    planerat: int
    narvaro: int
    giltig_franvaro: int
    krav: int
    narvaromal: int


def omradeslagen(avlasningar: Iterable[Avlasning]) -> list[Omradeslage]:
    """Each area now against first, per respondent, in the order of the instrument."""
    alla = sorted(avlasningar, key=lambda a: a.ordning)
    omraden = alla[-1].version.omraden if alla else ()
    par = [(r, o.kod, _lasta(alla, r, o.kod)) for o in omraden for r in Respondent]
    return [_omradeslage(r, omrade, lasta) for r, omrade, lasta in par if lasta]


_Lasta = list[tuple[Avlasning, str]]


def _lasta(alla: Sequence[Avlasning], respondent: Respondent, omrade: str) -> _Lasta:
    egna = [a for a in alla if a.respondent is respondent]
    return [(a, o.niva) for a in egna for o in a.varden.omraden if o.omrade == omrade and o.niva is not None]


def _omradeslage(respondent: Respondent, omrade: str, lasta: _Lasta) -> Omradeslage:
    (forst, _), (sist, _) = lasta[0], lasta[-1]
    nyckel = (Slag.OMRADE, omrade)
    return Omradeslage(
        respondent=respondent,
        omrade=omrade,
        namn=namn_pa(sist.version, nyckel),
        forsta=_nivalasning(*lasta[0]),
        nu=_nivalasning(*lasta[-1]),
        jamforbar=samma_skala(nyckel, forst.version, sist.version),
    )


def _nivalasning(a: Avlasning, niva: str) -> Nivalasning:
    return Nivalasning(a.datum, niva, nivanamn(a.version, niva), a.version.rang(niva))


def timveckor(rader: Iterable[Timrad]) -> list[Timvecka]:
    """Counted weeks as a picture shows them."""
    return [
        Timvecka(
            r.tid.namn, r.tid.fran, r.tid.tom, r.summor.anvisat.planerat, r.summor.anvisat.narvaro,
            r.summor.anvisat.giltig_franvaro, r.summor.kravet.krav, r.summor.kravet.mal,
        )
        for r in rader
    ]  # fmt: skip
