"""``python -m bench.rapporter``: the reports of 290 kommuner over 11,000 and over 110,000 people.

Each kind of report is ordered by every nämnd and counted in a process of its own. The promise is that the memory does
not grow with the people: the peak over ten times as many is at most a quarter higher. ``--folk`` for other sizes.
"""

import argparse
import asyncio
import json
import os
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.__main__ import RESULTAT, maskin
from bench.processer import process
from bench.rapportfro import fro, kommuner
from tests import postgres, schema

FOLK, KOMMUNER, KRAV = (11_000, 110_000), 290, 1.25
SORTER = (("ivo_kvartal", "2026-K4"), ("egenkontroll", "2027-01"), ("progression", "2026-K4"))


def _mat(url: str, alla: list[Any], folk: int) -> dict[str, Any]:
    ut: dict[str, Any] = {"folk": folk, "kommuner": len(alla), "storsta_kommun": max(antal for _, _, antal in alla)}
    namnder = [[kod, str(namnd)] for kod, namnd, _ in alla]
    for sort, period in SORTER:
        with process("bench.rapportbarn") as barn:
            r = barn.fraga({"url": url, "sort": sort, "period": period, "namnder": namnder})
        if r["rapporter"] != len(alla):
            raise RuntimeError(f"{sort}: {r['rapporter']} av {len(alla)} blev klara")
        print(f"{folk} {sort}: {r['sekunder']:.1f} s, {r['topp_mib']} MiB", flush=True)
        ut[sort] = {
            "sekunder": round(r["sekunder"], 1),
            "cpu_sekunder": round(r["cpu"], 1),
            "sekunder_per_rapport": round(r["sekunder"] / r["rapporter"], 3),
            "ms_per_person": round(r["sekunder"] / folk * 1000, 3),
            "satser": r["satser"],
            "satser_per_rapport": round(r["satser"] / r["rapporter"], 1),
            "topp_mib": r["topp_mib"],
            "over_tiden_mib": r["over_tiden_mib"],
        }
    return ut


def kor(server: postgres.PgServer, storlekar: tuple[int, ...]) -> dict[str, Any]:
    """Each size in a database of its own, and the ratio of the peaks."""
    matt = []
    for folk in storlekar:
        databas = postgres.ny_databas(server, f"rapporter_{folk}")
        try:
            schema.bygg(databas.agare_url)
            alla, borjan = kommuner(KOMMUNER, folk), time.perf_counter()
            asyncio.run(fro(databas.superuser_url, alla))
            frotid = round(time.perf_counter() - borjan, 1)
            matt.append(_mat(databas.app_url, alla, folk) | {"sekunder_att_fylla": frotid})
        finally:
            postgres.slang_databas(databas)
    kvoter = {sort: round(matt[-1][sort]["topp_mib"] / matt[0][sort]["topp_mib"], 3) for sort, _ in SORTER}
    return {"krav": KRAV, "kvoter": kvoter, "uppfyllt": max(kvoter.values()) <= KRAV, "storlekar": matt}


def tabell(resultat: dict[str, Any]) -> Table:
    """One line per size and kind."""
    farg = "green" if resultat["uppfyllt"] else "red"
    ut = Table(title=f"Rapporter: minnets kvot [{farg}]{max(resultat['kvoter'].values())}[/] (högst {KRAV})")
    for rubrik in ("personer", "rapport", "sekunder", "s per rapport", "ms per person", "satser", "topp MiB"):
        ut.add_column(rubrik, justify="left" if rubrik == "rapport" else "right")
    for m in resultat["storlekar"]:
        for sort, _ in SORTER:
            r = m[sort]
            tal = (r["sekunder"], r["sekunder_per_rapport"], r["ms_per_person"], r["satser"], r["topp_mib"])
            ut.add_row(str(m["folk"]), sort, *map(str, tal))
    return ut


def main() -> None:
    """Measure, write ``bench/resultat/<day>-rapporter.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.rapporter", description=__doc__)
    tolk.add_argument("--folk", type=int, nargs="+", default=list(FOLK))
    storlekar, fore = tuple(tolk.parse_args().folk), maskin()
    with postgres.med_postgres() as server:
        resultat = kor(server, storlekar)
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-rapporter.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    innehall = {"maskin": fore | {"belastning_efter": efter}, "rapporter": resultat}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    Console(width=120).print(tabell(resultat))


if __name__ == "__main__":
    main()
