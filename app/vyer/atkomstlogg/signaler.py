"""Hints for the reviewer: looks that differ from what is usual. Suggestions only; a person judges them (DP-04, DP-31).

Reads the log of a period beside whose ärende it was, as system, since the reviewer sees no ärende.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from uuid import UUID

from sqlalchemy import Select, and_

from app.begrepp.tid import svensk_dag
from app.core.journal import Atkomst
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.katalog.organisationer import Medarbetare, medarbetare_hos
from app.vyer.atkomstlogg.models import Sokord, av_manniskor, uppslag

# A day counts as unusual from this many ärenden, and from so many times the person's own usual day.
MANGA, GANGER = 20, 3
FLEST_ARENDEN = 20


class Loggsignal(StrEnum):
    """What kind of hint it is."""

    SKYDDAD_PERSON = "skyddad_person"
    MANGA_UPPSLAG = "manga_uppslag"
    EGET_NAMN = "eget_namn"
    UTAN_TILLDELNING = "utan_tilldelning"


@dataclass(frozen=True, slots=True)
class Uppslag:
    """One look at one ärende: by whom, when, and whose name and handläggare the ärende has."""

    person: str
    dag: date
    arende_id: UUID
    efternamn: str
    handlaggare: str
    skyddad: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """One hint. ``arenden`` are at most twenty of those that it is about."""

    typ: Loggsignal
    person: str
    antal: int
    arenden: tuple[UUID, ...]
    forklaring: str
    dag: date | None = None


def av_enskilda(ord_: Sokord, namnd_id: UUID) -> Select[str, datetime, UUID | None, str, str, bool]:
    """The looks of people at single ärenden of one nämnd."""
    sats = av_manniskor(uppslag(ord_, postgresql=False)).where(Atkomst.namnd_id == namnd_id)
    villkor = and_(Arende.kommunkod == Atkomst.kommunkod, Arende.id == Atkomst.arende_id)
    kolumner = (Atkomst.person, Atkomst.tid, Atkomst.arende_id, Arende.efternamn, Arende.handlaggare, Atkomst.skyddad)
    return sats.join(Arende, villkor).with_only_columns(*kolumner)


async def signaler(arbete: Arbete, ord_: Sokord, namnd_id: UUID, organisation_id: UUID | None) -> list[Signal]:
    """All hints of a period about the people of an organisation, by kind and person."""
    efternamn = efternamn_av(await arbete.alla(medarbetare_hos(organisation_id)))
    rader = await arbete.rader(av_enskilda(ord_, namnd_id))
    uppslagen = [Uppslag(p, svensk_dag(tid), arende, namn, h, s) for p, tid, arende, namn, h, s in rader if arende]
    return sorted(tyd(uppslagen, efternamn), key=lambda s: (ORDNING.index(s.typ), -s.antal, s.person))


def efternamn_av(medarbetare: Iterable[Medarbetare]) -> dict[str, str]:
    """The last word of each employee's name, to compare with."""
    return {m.person: m.namn.split()[-1].casefold() for m in medarbetare if m.namn.split()}


def tyd(uppslagen: Sequence[Uppslag], efternamn: dict[str, str]) -> Iterator[Signal]:
    """What stands out (pure)."""
    per_person: dict[str, list[Uppslag]] = defaultdict(list)
    for u in uppslagen:
        per_person[u.person].append(u)
    for person, egna in per_person.items():
        yield from _om(Loggsignal.SKYDDAD_PERSON, person, [u for u in egna if u.skyddad])
        yield from _manga(person, egna)
        namn = efternamn.get(person)
        yield from _om(Loggsignal.EGET_NAMN, person, [u for u in egna if u.efternamn.casefold() == namn])
        yield from _om(Loggsignal.UTAN_TILLDELNING, person, [u for u in egna if u.handlaggare != person])


def _manga(person: str, egna: Sequence[Uppslag]) -> Iterator[Signal]:
    """Days with many more ärenden than the person's own usual day."""
    per_dag: dict[date, set[UUID]] = defaultdict(set)
    for u in egna:
        per_dag[u.dag].add(u.arende_id)
    vanlig = median(len(arenden) for arenden in per_dag.values())
    for dag, arenden in per_dag.items():
        if len(arenden) >= max(MANGA, GANGER * vanlig) or (len(per_dag) == 1 and len(arenden) >= MANGA):
            text = f"{len(arenden)} ärenden på en dag; personens vanliga dag är {vanlig:g}."
            yield Signal(Loggsignal.MANGA_UPPSLAG, person, len(arenden), _nagra(arenden), text, dag)


# The most delicate first.
ORDNING = tuple(Loggsignal)
TEXTER = {
    Loggsignal.SKYDDAD_PERSON: "Uppslag om personer med skyddad identitet.",
    Loggsignal.EGET_NAMN: "Personen i ärendet har samma efternamn som den som har tittat.",
    Loggsignal.UTAN_TILLDELNING: "Ärenden som någon annan handlägger.",
}


def _om(typ: Loggsignal, person: str, rader: Sequence[Uppslag]) -> Iterator[Signal]:
    arenden = {u.arende_id for u in rader}
    if arenden:
        yield Signal(typ, person, len(arenden), _nagra(arenden), TEXTER[typ])


def _nagra(arenden: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(arenden)[:FLEST_ARENDEN])
