"""``stegvis gallra``: what is due in each nämnd today. A dry run that stores nothing, not even a proposal.

Reads some persons at a time, each time in a transaction of its own, and tells how many, never who.
"""

import asyncio
import json
import sys
from collections import Counter
from functools import partial
from typing import Any

from sqlalchemy import select

from app import wiring
from app.begrepp.parter import systemaktor
from app.begrepp.tid import Klocka, SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.unit_of_work import Arbete, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.katalog.organisationer import Namnd
from app.settings import Settings
from app.vyer.gallring.kandidater import PER_GANG, Akt, nasta_akter
from app.vyer.gallring.protokoll import INTE_FORFALLNA

SYSTEM = systemaktor("gallra")


def visa(settings: Settings, kommunkod: str | None, *, as_json: bool) -> int:
    """Print what a proposal would hold, nämnd by nämnd; 0."""
    wiring.koppla()
    rader = asyncio.run(_las(settings, kommunkod))
    if as_json:
        sys.stdout.write(json.dumps(rader, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{_som_text(rad)}\n" for rad in rader)
    return 0


def _som_text(rad: dict[str, Any]) -> str:
    antal = ", ".join(f"{antal} {namn}" for namn, antal in rad["antal"].items()) or "inga akter"
    return f"{rad['kommunkod']} {rad['namnd']}: {antal}"


async def _las(settings: Settings, kommunkod: str | None) -> list[dict[str, Any]]:
    databas = Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        return await torrkor(Transaktioner(databas, SystemKlocka(), krypto_for(settings)), kommunkod)
    finally:
        await databas.stang()


async def torrkor(transaktioner: Transaktioner, kommunkod: str | None = None) -> list[dict[str, Any]]:
    """How many persons each nämnd has, by what would become of their records today."""
    sats = select(Namnd) if kommunkod is None else select(Namnd).where(Namnd.kommunkod == kommunkod)
    namnder = await transaktioner.kor(SYSTEM, "", lambda arbete: arbete.alla(sats.order_by(Namnd.kommunkod, Namnd.id)))
    return [
        {"kommunkod": namnd.kommunkod, "namnd": namnd.namn, "antal": dict(sorted(antal.items()))}
        for namnd in namnder
        for antal in [await _antal(transaktioner, namnd)]
    ]


async def _antal(transaktioner: Transaktioner, namnd: Namnd) -> Counter[str]:
    antal: Counter[str] = Counter()
    efter = b""
    while akter := await transaktioner.kor(SYSTEM, namnd.kommunkod, partial(_nasta, namnd=namnd, efter=efter)):
        antal.update(_utfall(akt, namnd.kommunkod, transaktioner.klocka) for akt in akter)
        efter = akter[-1].avtryck
    return antal


async def _nasta(arbete: Arbete, namnd: Namnd, efter: bytes) -> list[Akt]:
    return await nasta_akter(arbete, namnd.id, efter, PER_GANG)


def _utfall(akt: Akt, kommunkod: str, klocka: Klocka) -> str:
    utfall = akt.utfall(kommunkod, klocka.idag())
    return INTE_FORFALLNA if utfall is None else utfall.value
