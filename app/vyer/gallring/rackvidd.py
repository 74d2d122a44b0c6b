"""Which rows are about a person: read from the tables' own columns and keys, so that a new table is not forgotten.

A table is reached by its ``arende_id``, or by its key to a table that is. Every other one stands on a list with the
reason, or the build fails. Must not know what is due.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, false, or_, select, true

from app.core.database import Base
from app.katalog.register import RIKET

# Tables that hold nothing about a person whose records are erased.
UTAN_PERSON: Mapping[str, str] = MappingProxyType(
    {
        "aktiviteter": "utbudet, om ingen",
        "aktivitetsord": "utbudets sökord",
        "avtal": "mellan nämnd och utförare",
        "delegationer": "vilket system som får handla för vem",
        "dpopbevis": "avtryck av klienters använda bevis",
        "enheter": "utförarens enheter",
        "flodeshuvuden": "senaste nummer i ett flöde",
        "flodesvakt": "en rad för hela tjänsten",
        "gallringar": "protokollet, som ska stå kvar",
        "gallringsfiler": "filer som ska bort; raden går med filen",
        "gallringsposter": "protokollets rader; avidentifieras när gallringen är verkställd",
        "instrumentversioner": "bedömningsinstrument, om ingen",
        "kalendrar": "personals egna kalenderadresser",
        "klienter": "system och vad de får göra",
        "kvoter": "räknare per klient och kommun",
        "loggallringar": "vad som gallrats ur åtkomstloggen: slumpade id och sigill",
        "loggblock": "slumpade id och sigill, ingenting om någon",
        "manadsimporter": "filer som lästs in: antal och vem som sände dem",
        "medarbetare": "personal",
        "mottagarlagen": "hur det går att nå en mottagare",
        "namnder": "nämnderna",
        "namndenheter": "nämndens enheter",
        "omforseglingar": "hur långt ett nyckelbyte har kommit",
        "organisationer": "parterna",
        "prenumerationer": "adresser dit händelser sänds",
        "stangda_perioder": "utförarens stängda dagar",
        "tolkningar": "kommunens läsning av reglerna",
        "vagledartider": "personals bokade tider",
    }
)
# Tables whose rows about a person are found in another way than by a key, and where.
SARSKILT: Mapping[str, str] = MappingProxyType(
    {
        "atkomstlogg": "loggen: rader som listar flera skrivs om, kedjan minns vad som gått",
        "flodesposter": "numren står kvar utan luckor: posten blir en gravsten",
        "idempotenssvar": "förseglade svar: öppnas och söks igenom",
        "nummerserier": "räknare per ärende",
        "rapporter": "siffrorna står kvar; märket i en halvfärdig pekar inte längre på någon",
        "uppfoljningar": "listar beställningar; personens tas ur listan",
    }
)


# Objects about the person whose history is not the ärende's: they were not known to be, or it is their own.
EGEN_HISTORIA = ("af_handelser", "logggranskningar", "registerutdrag")


@lru_cache(maxsize=1)
def nadda() -> tuple[Table, ...]:
    """Every table that is reached: the history first, and those whose rows point at others before the others."""
    bakifran = [t for t in reversed(Base.metadata.sorted_tables) if _vagar(t) or t.name == "arenden"]
    return tuple(sorted(bakifran, key=lambda tabell: tabell.name != "handelser"))


@lru_cache(maxsize=256)
def _vagar(tabell: Table) -> tuple[tuple[str, Table | None], ...]:
    """The columns that lead to the person, each with the table that it leads through."""
    if tabell.name in UTAN_PERSON or tabell.name in SARSKILT:
        return ()
    egna: list[tuple[str, Table | None]] = [("arende_id", None)] if "arende_id" in tabell.c else []
    if egna:
        return tuple(egna)
    return tuple((kolumn, foralder) for kolumn, foralder in _nycklar(tabell) if _vagar(foralder))


def _nycklar(tabell: Table) -> Iterator[tuple[str, Table]]:
    for nyckel in tabell.foreign_key_constraints:
        kolumn = nyckel.column_keys[-1]
        if nyckel.referred_table is not tabell:
            yield kolumn, nyckel.referred_table


def hos(tabell: Table, kommunkod: str, arenden: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a row of a reached table is about the person with these ärenden."""
    if tabell.name == "arenden":
        egen: ColumnElement[bool] = tabell.c.id.in_(arenden)
    else:
        egen = or_(false(), *(_via(tabell, vag, kommunkod, arenden) for vag in _vagar(tabell)))
    return tabell.c.kommunkod.in_(_kommuner(tabell, kommunkod)) & egen


def _kommuner(tabell: Table, kommunkod: str) -> tuple[str, ...]:
    """What an utförare in the whole country subscribes to, it is told of there."""
    return (kommunkod, RIKET) if tabell.name == "utkorg" else (kommunkod,)


def _via(tabell: Table, vag: tuple[str, Table | None], kommunkod: str, arenden: Sequence[UUID]) -> Any:
    kolumn, foralder = vag
    if foralder is None:
        om_dem = tabell.c[kolumn].in_(arenden) & _i_deras_bestallningar(tabell, kommunkod, arenden)
        return om_dem | _egen_historia(tabell, kommunkod, arenden)
    return tabell.c[kolumn].in_(select(foralder.c.id).where(hos(foralder, kommunkod, arenden)))


def _i_deras_bestallningar(tabell: Table, kommunkod: str, arenden: Sequence[UUID]) -> ColumnElement[bool]:
    """Says nothing new of rows that always have an order, but keeps the planner at the index of it."""
    if "bestallning_id" not in tabell.c or tabell.c.bestallning_id.nullable:
        return true()
    bestallningar = Base.metadata.tables["bestallningar"].c
    deras = (bestallningar.kommunkod == kommunkod, bestallningar.arende_id.in_(arenden))
    return tabell.c.bestallning_id.in_(select(bestallningar.id).where(*deras))


def _egen_historia(tabell: Table, kommunkod: str, arenden: Sequence[UUID]) -> ColumnElement[bool]:
    """The history that objects about the person keep by themselves."""
    if tabell.name != "handelser":
        return false()
    sadana = (Base.metadata.tables[namn] for namn in EGEN_HISTORIA)
    return or_(*(tabell.c.objekt_id.in_(select(t.c.id).where(hos(t, kommunkod, arenden))) for t in sadana))
