"""``python -m bench.gift``: R7, what messages that are always refused cost everybody else.

One message in a hundred gets 400 each time it comes. The figure is how many of the others are delivered per second,
each with its kvittens committed on PostgreSQL, as a share of what is delivered when none is refused; the median of
pairs of rounds that take turns. The same per second of the worker's processor tells more on a machine that is busy.
"""

import argparse
import asyncio
import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from app.settings import Settings
from bench.__main__ import RESULTAT, maskin
from bench.mottagare import giftig
from bench.processer import Process, process
from bench.utkorg import SENT, Koat, antal_per_status, koa, stall, tom_tjanst
from tests import postgres

KRAV = 0.95
SVARSTID, VAR = 0.02, 100
# Pairs that are not counted: so many that every connection has met a refused message, which is rare.
UPPVARMNING = 4
SIDOR = {"frisk": f"{SVARSTID}", "giftig": f"{SVARSTID}:{VAR}"}


@dataclass(frozen=True, slots=True)
class Rond:
    """How many of those that are not refused were delivered per second, by the wall and by the worker's processor."""

    takt: float
    per_processorsekund: float
    gift: int


def rond(url: str, barn: Process, koat: Koat, fran: int, antal: int, var: int) -> Rond:
    """Let that many be due and sent."""
    postgres.kor(stall(url, koat.idn[fran : fran + antal], datetime.now(UTC)))
    gift = sum(giftig(kropp["unikt_id"], var) for kropp in koat.kroppar[fran : fran + antal])
    fore = barn.processortid()
    tid = float(barn.fraga({"antal": antal}))
    return Rond((antal - gift) / tid, (antal - gift) / (barn.processortid() - fore), gift)


def kvot(ronder: dict[str, list[Rond]], matt: str) -> float:
    """The median of the pairs' ratios of one measure."""
    par = zip(ronder["frisk"], ronder["giftig"], strict=True)
    return round(median(getattr(giftig, matt) / getattr(frisk, matt) for frisk, giftig in par), 3)


def mat(url: str, barn: dict[str, Process], koat: Koat, par: int, antal: int) -> dict[str, Any]:
    """The median of the pairs' ratios, after some that are not counted."""
    ronder: dict[str, list[Rond]] = {sida: [] for sida in SIDOR}
    forgiftade = 0
    for i in range(-UPPVARMNING, par):
        for n, sida in enumerate(SIDOR if i % 2 else reversed(SIDOR)):
            var = VAR if sida == "giftig" else 0
            en = rond(url, barn[sida], koat, (2 * (i + UPPVARMNING) + n) * antal, antal, var)
            forgiftade += en.gift
            if i >= 0:
                ronder[sida].append(en)
    return {
        "kvot": kvot(ronder, "takt"),
        "kvot_processor": kvot(ronder, "per_processorsekund"),
        "forgiftade": forgiftade,
        **{f"{sida}_per_sekund": [round(en.takt, 1) for en in egna] for sida, egna in ronder.items()},
    }


def kor(server: postgres.PgServer, par: int, antal: int) -> dict[str, Any]:
    """Both sides on one database; RuntimeError unless exactly those that were refused were set aside."""
    with tom_tjanst(server) as (databas, val), process("bench.mottagare") as mottagare, ExitStack() as stack:
        port = int(mottagare.las())
        koat = asyncio.run(koa(Settings(**val), 2 * (par + UPPVARMNING) * antal))
        postgres.kor(stall(databas.superuser_url, koat.idn, SENT))
        barn = {sida: stack.enter_context(process("bench.utkorgsbarn", "vart")) for sida in SIDOR}
        for sida, bas in SIDOR.items():
            barn[sida].fraga(val | {"af_url": f"http://127.0.0.1:{port}/{bas}"})
        matt = mat(databas.superuser_url, barn, koat, par, antal)
        lagen = postgres.kor(antal_per_status(databas.superuser_url))
    if lagen != {"kvitterad": len(koat.idn) - matt["forgiftade"], "parkerad": matt["forgiftade"]}:
        raise RuntimeError(f"utkorgen slutade som {lagen}")
    return matt


def main() -> None:
    """Measure, write ``bench/resultat/<day>-gift.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.gift", description=__doc__)
    tolk.add_argument("--par", type=int, default=7)
    tolk.add_argument("--antal", type=int, default=500)
    val, fore = tolk.parse_args(), maskin()
    with postgres.med_postgres() as server:
        matt = kor(server, val.par, val.antal)
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-gift.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    lofte = {"kod": "R7", "krav": KRAV, "uppfyllt": matt["kvot"] >= KRAV}
    innehall = {"maskin": fore | {"belastning_efter": efter}, "val": vars(val), "lofte": lofte, "matt": matt}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(lofte | matt, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
