"""The level of a person in an order at a time: the latest reading of each respondent, overall and per area.

``giltigVid`` asks what had been measured by a day, ``kandVid`` what was registered by an instant: a correction
that came later does not change what was known before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select

from app.begrepp.parter import Part
from app.core.cutoff import registrerad, utan_handelse
from app.core.time_pictures import Vid
from app.core.time_query import krav_inte_framtid
from app.core.unit_of_work import Arbete
from app.flode.progression.actions import las_versioner, synliga_varden, varden_i, version_av
from app.flode.progression.models import FLEST, Matning, matningar_for
from app.flode.progression.states import MatningStatus
from app.flode.progression.tilltrade import bestallning_for
from app.katalog.instrument_modell import Instrumentversion


@dataclass(frozen=True, slots=True)
class Nivalasning:
    """A level that was read: of an area, or overall where ``omrade`` is none; and in which measurement."""

    omrade: str | None
    niva: str
    datum: date
    matning_id: UUID


# A measurement with the version that it was made with.
Avlast = tuple[Matning, Instrumentversion]


@dataclass(frozen=True, slots=True)
class Nivaserie:
    """What one respondent's measurements with one instrument come to."""

    version: Instrumentversion
    respondent: str
    lasningar: tuple[Nivalasning, ...]


def _kanda(bestallning_id: UUID, vid: Vid, *, kopior: bool) -> Select[Matning]:
    """The measurements that held then, newest first."""
    sats = matningar_for(bestallning_id, kopior=kopior).order_by(Matning.datum.desc(), Matning.id.desc()).limit(FLEST)
    if vid.giltig is not None:
        sats = sats.where(Matning.datum <= vid.giltig)
    if vid.kand is None:
        return sats.where(Matning.status == MatningStatus.REGISTRERAD.value)
    return sats.where(registrerad(Matning.registrerad, vid.kand), utan_handelse(Matning.id, ("ratta",), vid.kand))


async def nivaer_vid(arbete: Arbete, bestallning_id: UUID, vid: Vid) -> list[Nivaserie]:
    """The levels then, of what this caller may see today (DP-27)."""
    krav_inte_framtid(arbete, vid)
    bestallning = await bestallning_for(arbete, bestallning_id)
    matningar = await arbete.alla(_kanda(bestallning.id, vid, kopior=arbete.aktor.part is Part.UTFORARE))
    await las_versioner(arbete, matningar)
    arbete.har_last("matning", arende=bestallning.arende_id)
    avlasta = [(m, version_av(arbete, m)) for m in matningar]
    ordnade = sorted(avlasta, key=_serie)  # stable: newest first within each
    return [_av(arbete, list(egna)) for _, egna in groupby(ordnade, key=_serie)]


def _serie(avlast: Avlast) -> tuple[str, str]:
    return avlast[0].instrument, avlast[0].respondent


def _av(arbete: Arbete, avlasta: Sequence[Avlast]) -> Nivaserie:
    """Of one respondent and instrument, newest first."""
    forsta = {lasning.omrade: lasning for lasning in reversed(list(_lasningar(arbete, avlasta)))}
    matning, version = avlasta[0]
    ordning = [None, *(o.kod for o in version.omraden)]
    senaste = sorted(forsta.values(), key=lambda x: ordning.index(x.omrade) if x.omrade in ordning else len(ordning))
    return Nivaserie(version, matning.respondent, tuple(senaste))


def _lasningar(arbete: Arbete, avlasta: Iterable[Avlast]) -> Iterator[Nivalasning]:
    for m, version in avlasta:
        varden = synliga_varden(arbete, version, varden_i(m))
        for omrade, niva in [(None, varden.niva), *((o.omrade, o.niva) for o in varden.omraden)]:
            if niva is not None:
                yield Nivalasning(omrade, niva, m.datum, m.id)
