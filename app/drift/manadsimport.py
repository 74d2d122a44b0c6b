"""A file of months straight into the database, as system: for the first load and for those without a client.

Progress goes to standard error, the fate of each row to a CSV of its own, which never says what a row said.
"""

import asyncio
import csv
import sys
import time
from functools import partial
from pathlib import Path
from typing import TextIO

from app import wiring
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.errors import Problem
from app.core.unit_of_work import Begaran, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.drift.namndval import OkandNamnd, aktor_for
from app.flode.arende import manadsfil, manadsimport
from app.settings import Settings

ANDAMAL = "bistandsmanad:importera"
NAMN = "importera-manader"
KOLUMNER = ("rad", "status", "kod", "falt", "text")


class Forlopp:
    """How far it has come, on one line of the terminal."""

    def __init__(self, ut: TextIO) -> None:
        self._ut = ut
        self._start = time.monotonic()

    def __call__(self, klara: int, alla: int) -> None:
        """Say it; the last word ends the line."""
        takt = klara / max(time.monotonic() - self._start, 0.001)
        self._ut.write(f"\r{klara} av {alla} rader, {takt:.0f} rader/s")
        self._ut.flush()


def importera(settings: Settings, fil: Path, kommunkod: str, namnd: str, kalla: str, resultat: Path | None) -> int:
    """Import a file; 0, 1 if some rows failed, 2 if the file or the nämnd could not be used."""
    wiring.koppla()
    try:
        # Read first: a file that cannot be used never reaches the database.
        utfall = asyncio.run(_importera(settings, _las(settings, fil, kommunkod, kalla), kommunkod, namnd))
    except Problem as problem:
        sys.stderr.write("\n".join(["", problem.detalj, *(f"{f.falt} {f.meddelande}" for f in problem.fel)]) + "\n")
        return 2
    except (OkandNamnd, OSError) as fel:
        sys.stderr.write(f"{fel}\n")
        return 2
    if resultat is None:
        _skriv(sys.stdout, utfall)
    else:
        with resultat.open("w", encoding="utf-8", newline="") as ut:
            _skriv(ut, utfall)
    return 1 if any(u.fel for u in utfall) else 0


def _las(settings: Settings, fil: Path, kommunkod: str, kalla: str) -> manadsfil.Manadsfil:
    mediatyp = manadsfil.JSON if fil.suffix.lower() == ".json" else manadsfil.CSV
    return manadsfil.las(fil.read_bytes(), mediatyp, kalla, partial(krypto_for(settings).uppslag, kommunkod))


async def _importera(
    settings: Settings, fil: manadsfil.Manadsfil, kommunkod: str, namnd: str
) -> list[manadsimport.Utfall]:
    databas, forlopp = Databas(settings), Forlopp(sys.stderr)
    transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
    try:
        await krav_databasroll(settings, databas.engine)
        aktor = await aktor_for(transaktioner, NAMN, kommunkod, namnd)
        kor = partial(transaktioner.kor, aktor, kommunkod, begaran=Begaran(andamal=ANDAMAL))
        utfall = (await manadsimport.importera(kor, fil, forlopp)).utfall
    finally:
        await databas.stang()
    forlopp(len(utfall), len(utfall))
    sys.stderr.write("\n")
    return utfall


def _skriv(ut: TextIO, utfall: list[manadsimport.Utfall]) -> None:
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\n")
    skrivare.writerow(KOLUMNER)
    for rad, ett in enumerate(utfall, start=1):
        skrivare.writerow([rad, ett.status.value, *(ett.fel or ("", "", ""))])
