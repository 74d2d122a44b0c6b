"""The outbox from the command line: how it is, and one set-aside message sent again; bounded and on record.

For who runs the service, over all kommuner; nothing of what a message says is read.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from app import wiring
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.errors import Problem
from app.core.outbox import alla_parkerade, rad_med
from app.core.outbox_figures import Utkorgsbild, aldsta, las_bild
from app.core.unit_of_work import Arbete, Begaran, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.settings import Settings
from app.vyer.utkorg import actions

T = TypeVar("T")
SYSTEM = systemaktor("utkorg")
ANDAMAL = "utkorg:skriv"
# As many of those set aside as are shown.
FLEST_VISADE = 50


@dataclass(frozen=True, slots=True)
class Omsandning:
    """Which message, why and at whose word."""

    meddelande_id: UUID
    skal: str
    operator: str


def visa(settings: Settings, *, as_json: bool) -> int:
    """Print the queues, the recipients and the oldest of those set aside; 0."""
    bild = asyncio.run(_med_databas(settings, _las))
    sys.stdout.write(json.dumps(bild, ensure_ascii=False, indent=2) + "\n" if as_json else _som_tabell(bild))
    return 0


def sand_om(settings: Settings, omsandning: Omsandning) -> int:
    """Send one message again as it is; 0, or 1 with the refusal on standard error."""
    try:
        asyncio.run(_med_databas(settings, lambda transaktioner: _sand_om(transaktioner, omsandning)))
    except Problem as problem:
        sys.stderr.write(f"{problem.detalj}\n")
        return 1
    sys.stdout.write(f"{omsandning.meddelande_id} är köat igen.\n")
    return 0


async def _med_databas(settings: Settings, steg: Callable[[Transaktioner], Awaitable[T]]) -> T:
    wiring.koppla()
    databas = Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        return await steg(Transaktioner(databas, SystemKlocka(), krypto_for(settings)))
    finally:
        await databas.stang()


async def _sand_om(transaktioner: Transaktioner, omsandning: Omsandning) -> None:
    """The message says which nämnd it belongs to; the history, who asked."""
    begaran = Begaran(andamal=ANDAMAL)
    rad = await transaktioner.kor(SYSTEM, "", lambda arbete: arbete.en(rad_med(omsandning.meddelande_id)), begaran)
    aktor = replace(SYSTEM, namnd_id=rad.namnd_id, person=f"{SYSTEM.person}:{omsandning.operator}")

    async def steg(arbete: Arbete) -> None:
        await actions.sand_om(arbete, omsandning.meddelande_id, skal=omsandning.skal)

    await transaktioner.kor(aktor, rad.kommunkod, steg, begaran)


async def _las(transaktioner: Transaktioner) -> dict[str, Any]:
    async def steg(arbete: Arbete) -> dict[str, Any]:
        bild = await las_bild(arbete)
        parkerade = await arbete.alla(alla_parkerade().limit(FLEST_VISADE))
        egna = ("id", "kommunkod", "mottagare", "typ", "felkod", "forsok", "skapad")
        return {
            "mottagare": [_mottagare(bild, namn) for namn in sorted(bild.per_mottagare())],
            "parkerade": [{falt: _text(getattr(rad, falt)) for falt in egna} for rad in parkerade],
        }

    return await transaktioner.kor(SYSTEM, "", steg)


def _mottagare(bild: Utkorgsbild, namn: str) -> dict[str, Any]:
    koer = bild.per_mottagare()[namn]
    lagen = [rad for rad in bild.lagen if rad.mottagare == namn]
    fran = aldsta(ko for ko in koer if ko.pa_vag)
    return {
        "mottagare": namn,
        "lage": bild.lage_for(namn).value,
        "nere_sedan": _text(min((rad.nere_sedan for rad in lagen if rad.nere_sedan), default=None)),
        "nasta_prov": _text(min((rad.stangt_till for rad in lagen if rad.stangt_till), default=None)),
        "vantande": sum(ko.antal for ko in koer if ko.pa_vag),
        "aldsta": _text(fran),
        "forsenade": sum(ko.sena for ko in koer),
        "parkerade": sum(ko.antal for ko in koer if ko.parkerad),
    }


def _text(varde: object) -> Any:
    """As JSON can say it."""
    return varde if varde is None or isinstance(varde, int | str) else str(varde)


def _som_tabell(bild: dict[str, list[dict[str, Any]]]) -> str:
    """Two tables: the recipients, and those set aside."""
    return "\n".join(rad for namn, rader in bild.items() for rad in (namn.upper(), *_tabell(rader), ""))


def _tabell(rader: list[dict[str, Any]]) -> list[str]:
    if not rader:
        return ["(inga)"]
    celler = [list(rader[0]), *(["-" if v is None else str(v) for v in rad.values()] for rad in rader)]
    bredder = [max(map(len, kolumn)) for kolumn in zip(*celler, strict=True)]
    return ["  ".join(c.ljust(b) for c, b in zip(rad, bredder, strict=True)).rstrip() for rad in celler]
