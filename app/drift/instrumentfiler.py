"""Instruments out of files: every fault said in words, and a nämnd's own put straight into the database.

Must not know what an instrument means: the granskning does.
"""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app import wiring
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.edge.strict_json import strikt_json
from app.core.errors import Faltfel, Problem
from app.core.unit_of_work import Begaran, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.drift.namndval import OkandNamnd, aktor_for
from app.katalog import instrument_laddning
from app.katalog.instrument_granskning import granska, granska_uppladdning
from app.settings import Settings

NAMN = "ladda-instrument"
ANDAMAL = "instrument:skriv"


def granska_filer(filer: Sequence[Path], *, bara_fel: bool = False) -> int:
    """Say every fault of each file; 0 if there is none, 1 if there are, 2 if a file can't be read."""
    utgang = 0
    for fil in filer:
        try:
            fel = fel_i(strikt_json(fil.read_bytes()))
        except Problem as problem:
            _sag_fel(fil, [Faltfel("", "json", problem.detalj)])
            utgang = 2
        except OSError as problem:
            sys.stderr.write(f"{fil}: {problem.strerror}\n")
            utgang = 2
        else:
            if fel:
                _sag_fel(fil, fel)
            elif not bara_fel:
                sys.stdout.write(f"{fil}: inga fel\n")
            utgang = max(utgang, 1 if fel else 0)
    return utgang


def fel_i(data: object) -> list[Faltfel]:
    """The faults of a file: an instrument with all its versions, or one version to upload."""
    return granska(data) if isinstance(data, dict) and "versioner" in data else granska_uppladdning(data)


def _sag_fel(fil: Path, fel: Sequence[Faltfel]) -> None:
    antal = "ett fel" if len(fel) == 1 else f"{len(fel)} fel"
    rader = (f"  {f.falt or '/'}: {f.meddelande}" for f in fel)
    sys.stderr.write("\n".join([f"{fil}: {antal}", *rader]) + "\n")


def ladda(settings: Settings, filer: Sequence[Path], kommunkod: str, namnd: str, *, publicera: bool) -> int:
    """Load the files as one, or not at all: 0, 1 if one has faults or is refused, 2 if none could be tried."""
    wiring.koppla()
    if (utgang := granska_filer(filer, bara_fel=True)) != 0:
        return utgang
    try:
        rader = asyncio.run(_ladda(settings, filer, kommunkod, namnd, publicera=publicera))
    except Problem as problem:
        sys.stderr.write(
            "\n".join([problem.detalj, *(f"  {f.falt or '/'}: {f.meddelande}" for f in problem.fel)]) + "\n"
        )
        return 1
    except OkandNamnd as fel:
        sys.stderr.write(f"{fel}\n")
        return 2
    sys.stdout.write("".join(f"{rad}\n" for rad in rader))
    return 0


async def _ladda(
    settings: Settings, filer: Sequence[Path], kommunkod: str, namnd: str, *, publicera: bool
) -> list[str]:
    databas = Databas(settings)
    transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
    data = [strikt_json(fil.read_bytes()) for fil in filer]
    try:
        await krav_databasroll(settings, databas.engine)
        aktor = await aktor_for(transaktioner, NAMN, kommunkod, namnd)
        steg = partial(instrument_laddning.ladda_alla, data=data, publicera=publicera)
        laddade = await transaktioner.kor(aktor, kommunkod, steg, begaran=Begaran(andamal=ANDAMAL))
    finally:
        await databas.stang()
    return [
        f"{fil}: {rad.kod} version {rad.nummer}, {rad.utfall}, {rad.status}"
        for fil, rad in zip(filer, laddade, strict=True)
    ]
