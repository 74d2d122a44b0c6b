"""``python -m bench``: measure, write ``bench/resultat/<day>.json``, print a table."""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from bench.manader import VARV, mat_import
from bench.matning import Val, kor
from tests import postgres

RESULTAT = Path(__file__).parent / "resultat"
BIBLIOTEK = ("fastapi", "starlette", "uvicorn", "uvloop", "sqlalchemy", "asyncpg", "pydantic", "msgspec")


def maskin() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was with other things."""
    return {
        "tid": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "karnor": os.cpu_count(),
        "minne_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "belastning": [round(tal, 2) for tal in os.getloadavg()],
        "python": platform.python_version(),
        "bibliotek": {namn: version(namn) for namn in BIBLIOTEK},
    }


def tabell(matta: list[dict[str, Any]]) -> Table:
    """One line per promise."""
    ut = Table(title="Processortid per begäran: tjänsten mot gränsen")
    for rubrik in ("löfte", "vad", "kvot", "krav", "mål", "tjänsten ms", "gränsen ms", "p50 ms", "p99 ms"):
        ut.add_column(rubrik, justify="left" if rubrik == "vad" else "right")
    for m in matta:
        vart, grans = m["vart"], m["grans"]
        farg = "green" if m["uppfyllt"] else "red"
        tider = [f"{vart[namn]:.1f} / {grans[namn]:.1f}" for namn in ("p50_ms", "p99_ms")]
        cpu = [f"{sida['cpu_ms']:.2f}" for sida in (vart, grans)]
        ut.add_row(m["kod"], m["text"], f"[{farg}]{m['kvot']:.2f}[/]", f"{m['krav']}", f"{m['mal']}", *cpu, *tider)
    return ut


def importtabell(matta: list[dict[str, Any]]) -> Table:
    """One line per database."""
    ut = Table(title="Import av månader: rader per sekund")
    for rubrik in ("databas", "rader", "första gången", "samma fil igen"):
        ut.add_column(rubrik, justify="left" if rubrik == "databas" else "right")
    for m in matta:
        ut.add_row(m["databas"], str(m["rader"]), *(str(m[varv]["rader_per_sekund"]) for varv in VARV))
    return ut


def _val() -> Val:
    tolk = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    for namn, standard in asdict(Val()).items():
        tolk.add_argument(f"--{namn}", type=int, default=standard)
    return Val(**vars(tolk.parse_args()))


def main() -> None:
    """Start PostgreSQL as the tests do, measure, tell."""
    val = _val()
    fore = maskin()
    server = postgres.starta_server()
    try:
        importer = mat_import(server, val.manader)
        matta = kor(server, val)
    finally:
        server.ta_bort()
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    resultat = {
        "maskin": fore | {"belastning_efter": efter, "databas": server.kalla},
        "val": asdict(val),
        "matt": matta,
        "import": importer,
    }
    fil.write_text(json.dumps(resultat, indent=2, ensure_ascii=False) + "\n", "utf-8")
    konsol = Console(width=None if sys.stdout.isatty() else 140)
    konsol.print(tabell(matta))
    konsol.print(importtabell(importer))
    konsol.print(
        f"Belastning före {fore['belastning']}, efter {efter}. Skrivet till {fil.relative_to(RESULTAT.parent.parent)}"
    )


if __name__ == "__main__":
    main()
