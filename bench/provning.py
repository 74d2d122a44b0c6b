"""``python -m bench.provning``: what a prövning costs per case, for a small kommun, a large one and ten of those.

The cases are made up from a seed and tried in batches, as the service does it over a whole nämnd; the figure is
processor time per case, and the promise that it doesn't grow with their number.
"""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from random import Random
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from app.begrepp.tid import Manad
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Fakta, Forman, Formanstyp, Sysselsattning, Sysselsattningstyp, Undantag
from app.regelverk.motor.fraga import Fraga, Provning, kanonisk
from app.regelverk.motor.provning import prova
from bench.__main__ import RESULTAT, maskin

STORLEKAR = (1_500, 15_000, 150_000)
OMGANGAR = 3
BATCH = 500
KRAV = 1.3
MANAD = Manad(2027, 3)
IDAG = date(2027, 3, 8)


def fall(antal: int, fro: int = 207) -> Iterator[Fraga]:
    """Questions about people who don't exist; the same ones for the same seed."""
    slump = Random(fro)
    for _ in range(antal):
        yield Fraga(_fakta(slump), MANAD, IDAG, IDAG)


def _fakta(slump: Random) -> Fakta:
    barn = slump.random() < 0.4
    atta = IDAG + timedelta(days=slump.randrange(-300, 2900))
    return Fakta(
        fodd=date(slump.randrange(1958, 2010), slump.randrange(1, 13), slump.randrange(1, 29)),
        manader=_manader(slump),
        undantag=tuple(
            Undantag(slump.choice(list(Undantagsgrund)[2:7]), slump.choice((25, 50, 100)), *_period(slump))
            for _ in range(slump.random() < 0.2)
        ),
        sysselsattningar=tuple(
            Sysselsattning(*_period(slump), slump.choice(list(Sysselsattningstyp)), slump.randrange(4, 41))
            for _ in range(slump.choice((0, 0, 1, 2)))
        ),
        formaner=tuple(
            Forman(*_period(slump), slump.choice(list(Formanstyp)), slump.choice((25, 50, 75, 100)))
            for _ in range(slump.random() < 0.3)
        ),
        formaga_timmar=slump.choice((None, None, 10, 20, 30)),
        eget_jobbsokande=slump.choice((0, 5, 8)),
        antal_barn=int(barn),
        yngsta_barn_fyller_ett=atta.replace(day=1, year=atta.year - 7) if barn else None,
        yngsta_barn_fyller_atta=atta.replace(day=1) if barn else None,
    )


def _manader(slump: Random) -> dict[Manad, bool]:
    """One to 24 months up to February, some without support, some that nobody told of."""
    antal = slump.randrange(1, 25)
    tal = {MANAD.plus(-n - 1): slump.random() for n in range(antal)}
    return {m: t > 0.05 for m, t in tal.items() if t > 0.02}


def _period(slump: Random) -> tuple[date, date | None]:
    fran = IDAG + timedelta(days=slump.randrange(-400, 60))
    return fran, slump.choice((None, fran + timedelta(days=slump.randrange(600))))


def mat(antal: int, omgangar: int) -> dict[str, Any]:
    """Processor time per case, the median of the rounds, with what the answers were and a sum of their bytes."""
    tider, utfall, summa = [], Counter[str](), ""
    for _ in range(omgangar):
        tid, utfall, summa = _omgang(antal)
        tider.append(tid)
    return {
        "fall": antal,
        "us_per_fall": round(median(tider) / antal * 1e6, 1),
        "omgangar_us": [round(t / antal * 1e6, 1) for t in tider],
        "sekunder": round(median(tider), 2),
        "utfall": dict(sorted(utfall.items())),
        "kontrollsumma": summa,
    }


def _omgang(antal: int) -> tuple[float, Counter[str], str]:
    tid, utfall, hashsumma, alla = 0.0, Counter[str](), sha256(), fall(antal)
    while batch := list(islice(alla, BATCH)):
        fore = time.process_time()
        svar: Sequence[Provning] = [prova(fraga) for fraga in batch]
        tid += time.process_time() - fore
        utfall.update(s.utfall.value for s in svar)
        hashsumma.update(kanonisk(svar[-1].som_data()))
    return tid, utfall, hashsumma.hexdigest()


def kor(storlekar: Sequence[int], omgangar: int) -> dict[str, Any]:
    """Every size, after a round that is not counted; the ratio of the dearest to the cheapest."""
    mat(min(storlekar), 1)
    # The largest is an average by itself.
    matta = [mat(antal, 1 if antal == max(storlekar) else omgangar) for antal in storlekar]
    per_fall = [m["us_per_fall"] for m in matta]
    kvot = round(max(per_fall) / min(per_fall), 3)
    return {"kvot": kvot, "krav": KRAV, "uppfyllt": kvot <= KRAV, "storlekar": matta}


def tabell(resultat: dict[str, Any]) -> Table:
    """One line per size."""
    ut = Table(title=f"Prövning: kvot {resultat['kvot']:.2f}, krav högst {resultat['krav']}")
    for rubrik in ("fall", "µs per fall", "sekunder", "utfall"):
        ut.add_column(rubrik, justify="left" if rubrik == "utfall" else "right")
    for m in resultat["storlekar"]:
        utfall = ", ".join(f"{namn} {antal}" for namn, antal in m["utfall"].items())
        ut.add_row(f"{m['fall']:,}".replace(",", " "), f"{m['us_per_fall']}", f"{m['sekunder']}", utfall)
    return ut


def main() -> None:
    """Measure, write ``bench/resultat/<day>-provning.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.provning", description=__doc__)
    tolk.add_argument("--omgangar", type=int, default=OMGANGAR)
    val = tolk.parse_args()
    fore = maskin()
    resultat = kor(STORLEKAR, val.omgangar)
    efter = [round(tal, 2) for tal in os.getloadavg()]
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-provning.json"
    innehall = {"maskin": fore | {"belastning_efter": efter}, "val": vars(val), "provning": resultat}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    Console(width=140).print(tabell(resultat))


if __name__ == "__main__":
    main()
