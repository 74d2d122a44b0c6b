"""The content of a report in its one canonical form: JSON in pieces, and the checksums of it and of its rows.

Nothing in it tells which order of the same report it was: the same facts at the same instant give the same bytes.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, NamedTuple
from uuid import UUID

from app.core.crypto import Krypto
from app.vyer.rapporter.models import Rapport, Rapportrad
from app.vyer.rapporter.sort import Rapportsort, Tabell, Varde
from app.vyer.rapporter.sorter import fraga_for, sort_for

JSON = "application/json"
Radserie = AsyncIterator[Sequence["Oppnad"]]


class Oppnad(NamedTuple):
    """A row with its seal opened."""

    arende_id: UUID
    arendenummer: str
    skal: str | None
    varden: tuple[Varde, ...]


def oppna(rad: Rapportrad, krypto: Krypto) -> Oppnad:
    """The values of a stored row."""
    arendenummer, varden = json.loads(krypto.oppna(rad.innehall_forseglat, rad.plats))
    return Oppnad(rad.arende_id, arendenummer, rad.skal, tuple(varden))


def packa(arendenummer: str, varden: Sequence[Varde]) -> bytes:
    """What is sealed of a row."""
    return _bytes([arendenummer, list(varden)])


def _bytes(varde: Any) -> bytes:
    return json.dumps(varde, ensure_ascii=False, separators=(",", ":")).encode()


def huvud(rapport: Rapport, sort: Rapportsort) -> dict[str, Any]:
    """What a report is of."""
    fraga = fraga_for(rapport)
    return {
        "sort": rapport.sort,
        "rubrik": sort.rubrik,
        "regel": sort.regel,
        "kommunkod": rapport.kommunkod,
        "period": rapport.period,
        "fran": fraga.period.fran.isoformat(),
        "tom": rapport.period_tom.isoformat(),
        "kandVid": rapport.kand_vid.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }


def tabeller_for(rapport: Rapport, *, dolj: bool = False) -> Sequence[Tabell]:
    """The tables of figures; ``dolj`` for who may not see single cases (DP-30)."""
    sort = sort_for(rapport)
    tabeller = sort.dolda if dolj and sort.dolda is not None else sort.tabeller
    return tabeller(fraga_for(rapport), _summor(rapport.summor))


def _summor(summor: Mapping[str, Any]) -> Mapping[str, int]:
    return {nyckel: int(antal) for nyckel, antal in summor.items()}


def som_objekt(kolumner: Iterable[str], rad: Iterable[Varde]) -> dict[str, Varde]:
    """A row by its columns; what is not known is left out."""
    return {namn: varde for namn, varde in zip(kolumner, rad, strict=True) if varde is not None}


def tabell_ut(tabell: Tabell) -> dict[str, Any]:
    """A table as JSON."""
    rader = [som_objekt(tabell.kolumner, rad) for rad in tabell.rader]
    return {"namn": tabell.namn, "rubrik": tabell.rubrik, "kolumner": list(tabell.kolumner), "rader": rader}


async def som_json(rapport: Rapport, rader: Radserie, *, dolj: bool = False) -> AsyncIterator[bytes]:
    """The content in pieces. Of a report of figures there are no rows in it."""
    sort = sort_for(rapport)
    ut = {"rapport": huvud(rapport, sort), "tabeller": [tabell_ut(t) for t in tabeller_for(rapport, dolj=dolj)]}
    if not sort.individuell:
        yield _bytes(ut)
        return
    yield _bytes(ut)[:-1] + b',"rader":['
    kolumner, forsta = sort.kolumner_for(fraga_for(rapport)), True
    async for omgang in rader:
        bitar = b",".join(_bytes(som_objekt(kolumner, rad.varden)) for rad in omgang)
        yield bitar if forsta else b"," + bitar
        forsta = False
    yield b"]}"


async def kontrollsumma(delar: AsyncIterator[bytes]) -> str:
    """SHA-256 of some pieces."""
    summa = hashlib.sha256()
    async for del_ in delar:
        summa.update(del_)
    return summa.hexdigest()


async def radernas_bytes(rader: Radserie) -> AsyncIterator[bytes]:
    """Rows, one a line, for their checksum."""
    async for omgang in rader:
        yield b"".join(_bytes([rad.arendenummer, rad.skal, list(rad.varden)]) + b"\n" for rad in omgang)
