"""``python -m bench.isolering``: whether time tells another's object from one that never was (S1).

Every operation that reads a part of a case, asked for somebody else's and for an unknown id by turns, on PostgreSQL.
The promise is that the medians differ by less than a millisecond or ten per cent. A busy machine shows its own noise.
"""

import argparse
import asyncio
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console
from rich.table import Table

from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla
from app.katalog.rollista import ESKILSTUNA
from app.main import create_app
from app.settings import Lage, Settings
from bench.__main__ import RESULTAT, maskin
from tests import postgres, schema
from tests.conformance.beskrivning import Operation, operationer
from tests.conformance.helt_arende import helt_arende
from tests.conftest import INGEN_BEVAKNING, NU, NYCKEL, Varld

OKANT = "01980000-0000-7000-8000-00000000ffff"
ANROPARE = ("david", "viktor")  # of another kommun, and at the same utförare
PAR, VARMT = 200, 5
MAX_MS, MAX_ANDEL = 1.0, 0.10


@dataclass(frozen=True)
class Skillnad:
    """Medians of one operation for one caller, in milliseconds."""

    vem: str
    operation: str
    andras_ms: float
    okant_ms: float

    @property
    def kvot(self) -> float:
        """Another's against an unknown one."""
        return self.andras_ms / self.okant_ms

    @property
    def uppfyllt(self) -> bool:
        """Within the promise."""
        return abs(self.andras_ms - self.okant_ms) < MAX_MS or abs(self.kvot - 1) < MAX_ANDEL


async def _tid(klient: httpx.AsyncClient, adress: str) -> float:
    borjan = time.perf_counter()
    svar = await klient.get(adress)
    tagen = time.perf_counter() - borjan
    assert svar.status_code in {403, 404}, adress
    return tagen * 1000


async def _mat_en(klient: httpx.AsyncClient, vem: str, op: Operation, idn: dict[str, str], par: int) -> Skillnad:
    """By turns, and every other time in the other order."""
    adresser = [op.adress(idn), op.adress(dict.fromkeys(op.parametrar, OKANT) | {"kommunkod": ESKILSTUNA})]
    tider: dict[str, list[float]] = {adress: [] for adress in adresser}
    for n in range(VARMT + par):
        for adress in adresser if n % 2 else adresser[::-1]:
            tagen = await _tid(klient, adress)
            if n >= VARMT:
                tider[adress].append(tagen)
    andras, okant = (round(median(tider[adress]), 4) for adress in adresser)
    return Skillnad(vem, f"{op.metod} {op.mall}", andras, okant)


async def mat(varld: Varld, par: int) -> list[Skillnad]:
    """One case, and those who have no part in it."""
    idn = (await helt_arende(varld)).idn
    ops = [o for o in await operationer(varld) if o.metod == "GET" and {"arendeId", "bestallningId"} & o.parametrar]
    matta = []
    for vem in ANROPARE:
        async with varld.klient({"authorization": f"Bearer {varld.token(vem)}"}) as klient:
            matta += [await _mat_en(klient, vem, op, idn, par) for op in ops]
    return matta


async def _i_appen(url: str, mapp: Path, par: int) -> list[Skillnad]:
    klocka = StallbarKlocka(NU)
    klocka.frys()
    settings = Settings(
        lage=Lage.TEST,
        datakatalog=mapp,
        database_url=url,
        arbetare_i_servern=False,
        bevakning_intervall=INGEN_BEVAKNING,
    )
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with app.router.lifespan_context(app):
        return await mat(Varld(app, settings, klocka, "postgresql"), par)


def main() -> None:
    """Measure, write ``bench/resultat/<day>-isolering.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.isolering", description=__doc__)
    tolk.add_argument("--par", type=int, default=PAR)
    par = tolk.parse_args().par
    vid = maskin()
    with postgres.med_postgres() as server, TemporaryDirectory() as mapp:
        databas = postgres.ny_databas(server, "isolering")
        schema.bygg(databas.agare_url)
        matta = asyncio.run(_i_appen(databas.app_url, Path(mapp), par))
        postgres.slang_databas(databas)
    rader = [asdict(m) | {"kvot": round(m.kvot, 3), "uppfyllt": m.uppfyllt} for m in matta]
    fil = RESULTAT / f"{vid['tid'][:10]}-isolering.json"
    fil.write_text(json.dumps({"maskin": vid, "isolering": rader}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    Console().print(tabell(matta))


def tabell(matta: list[Skillnad]) -> Table:
    """How many keep the promise, and the ten that differ most."""
    ut = Table(title=f"Andras mot okänt: {sum(m.uppfyllt for m in matta)} av {len(matta)} inom löftet")
    for rubrik in ("vem", "anrop", "andras ms", "okänt ms", "kvot"):
        ut.add_column(rubrik, justify="left" if rubrik in {"vem", "anrop"} else "right")
    for m in sorted(matta, key=lambda m: abs(m.andras_ms - m.okant_ms), reverse=True)[:10]:
        farg = "green" if m.uppfyllt else "red"
        ut.add_row(m.vem, m.operation, f"{m.andras_ms:.3f}", f"{m.okant_ms:.3f}", f"[{farg}]{m.kvot:.3f}[/]")
    return ut


if __name__ == "__main__":
    main()
