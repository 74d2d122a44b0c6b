"""``python -m bench.utkorg``: G14, what the outbox delivers against a bare loop that sends the same messages.

Both send to a receiver that answers after a given time, as many calls at once. The figure is deliveries per second,
each with its kvittens and effect committed on PostgreSQL, as a share of the loop's; the median of pairs of rounds.
The promise is for a receiver that takes 50 ms; the one that answers at once shows what a delivery costs.
"""

import argparse
import base64
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, make_url, select

from app.begrepp.parter import Aktor, Part, Roll, systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.outbox import Utkorgsrad
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.arende.models import Arende
from app.flode.samrad import actions as samrad
from app.flode.samrad.states import Kanal
from app.integrations.arbetsformedlingen.kontrakt import STAM, begaran
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.settings import Settings
from bench.__main__ import RESULTAT, maskin
from bench.klockor import arenderader
from bench.processer import Process, process
from tests import postgres, schema

KRAV, MAL = 0.8, 0.95
SVARSTIDER = (0.05, 0.0)
SENT = datetime(2099, 1, 1, tzinfo=UTC)
FRAGA = {
    "syfte": "Samråd före beslut.",
    "fraga": "Är personen inskriven?",
    "grund": "uppgiftsskyldighet",
    "lagrum": "12 kap. 4 § SoL",
}


@dataclass(frozen=True, slots=True)
class Koat:
    """Messages that wait: their rows, and what is sent for each."""

    idn: list[UUID]
    kroppar: list[dict[str, Any]]


def _aktor() -> Aktor:
    return Aktor(Part.KOMMUN, Roll.ARBETSLEDARE, "bench", None, "bench", ESKILSTUNA, NAMND_ESKILSTUNA)


async def koa(settings: Settings, antal: int) -> Koat:
    """As many samråd, each in an ärende of its own, asked as a handläggare asks."""
    databas, krypto = Databas(settings), krypto_for(settings)
    transaktioner = Transaktioner(databas, SystemKlocka(), krypto)

    async def oppna(arbete: Arbete) -> list[UUID]:
        rader = list(arenderader(krypto, antal))
        await arbete.session.execute(insert(Arende.__table__), rader)
        return [rad["id"] for rad in rader]

    async def fraga(arbete: Arbete) -> None:
        arende_id = next(kvar)
        await samrad.begar(arbete, arende_id, kanal=Kanal.API, svar_senast=date(2099, 1, 1), kontakt=None, **FRAGA)

    async def las(arbete: Arbete) -> Koat:
        rader = await arbete.alla(select(Utkorgsrad).order_by(Utkorgsrad.id))
        return Koat([rad.id for rad in rader], [begaran(rad, rad.oppna(krypto))[1] for rad in rader])

    kvar = iter(await transaktioner.kor(_aktor(), ESKILSTUNA, oppna))
    for _ in range(antal):
        await transaktioner.kor(_aktor(), ESKILSTUNA, fraga)
    koat = await transaktioner.kor(systemaktor("bench"), "", las)
    await databas.stang()
    return koat


async def stall(url: str, idn: list[UUID], nar: datetime) -> None:
    """Let messages be due at a time."""
    anslutning = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    await anslutning.execute("UPDATE utkorg SET nasta_forsok = $2 WHERE id = ANY($1)", idn, nar)
    await anslutning.execute("VACUUM ANALYZE utkorg")
    await anslutning.close()


async def antal_per_status(url: str) -> dict[str, int]:
    """How the messages are now."""
    anslutning = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    antal = dict(await anslutning.fetch("SELECT status, count(*) FROM utkorg GROUP BY status"))
    await anslutning.close()
    return antal


@dataclass
class Bana:
    """One receiver's time to answer, with both senders started."""

    svarstid: float
    port: int
    url: str
    koat: Koat
    barn: dict[str, Process]

    def rond(self, sida: str, fran: int, antal: int) -> tuple[float, float]:
        """Seconds, and seconds of the sender's processor, per message."""
        if sida == "vart":
            postgres.kor(stall(self.url, self.koat.idn[fran : fran + antal], datetime.now(UTC)))
        jobb = {
            "antal": antal,
            "meddelanden": self.koat.kroppar[fran : fran + antal] if sida == "grans" else [],
            "adress": f"http://127.0.0.1:{self.port}/{self.svarstid}{STAM}/samrad",
        }
        fore = self.barn[sida].processortid()
        tid = float(self.barn[sida].fraga(jobb))
        return tid / antal, (self.barn[sida].processortid() - fore) / antal


def mat(bana: Bana, fran: int, par: int, antal: int) -> dict[str, Any]:
    """The median of the pairs' ratios, after one of each that is not counted."""
    tider: dict[str, list[float]] = {"vart": [], "grans": []}
    cpu: dict[str, list[float]] = {"vart": [], "grans": []}
    for i in range(-1, par):
        for sida in ("vart", "grans") if i % 2 else ("grans", "vart"):
            tid, processor = bana.rond(sida, fran + (i + 1) * antal, antal)
            if i >= 0:
                tider[sida].append(tid)
                cpu[sida].append(processor)
    kvoter = [grans / vart for vart, grans in zip(tider["vart"], tider["grans"], strict=True)]
    return {
        "svarstid_ms": round(bana.svarstid * 1000),
        "kvot": round(median(kvoter), 3),
        "kvoter": [round(kvot, 3) for kvot in kvoter],
        **{f"{sida}_per_sekund": round(1 / median(varden), 1) for sida, varden in tider.items()},
        **{f"{sida}_cpu_ms": round(median(varden) * 1000, 2) for sida, varden in cpu.items()},
    }


@contextmanager
def tom_tjanst(server: postgres.PgServer) -> Iterator[tuple[postgres.Databas, dict[str, Any]]]:
    """A fresh database and the settings of a service on it."""
    databas = postgres.ny_databas(server, f"bench_{secrets.token_hex(4)}")
    nyckel = base64.b64encode(secrets.token_bytes(32)).decode()
    with TemporaryDirectory() as katalog, ExitStack() as stack:
        stack.callback(postgres.slang_databas, databas)
        schema.bygg(databas.agare_url)
        yield (
            databas,
            {
                "database_url": databas.app_url,
                "datakatalog": katalog,
                "krypteringsnycklar": f"bench:{nyckel}",
                "uppslagsnyckel": nyckel,
                "logg_niva": "WARNING",
            },
        )


def kor(server: postgres.PgServer, par: int, antal: int, svarstider: tuple[float, ...] = SVARSTIDER) -> list[Any]:
    """Each receiver with messages of its own."""
    per_svarstid = (par + 1) * antal
    with tom_tjanst(server) as (databas, val), process("bench.mottagare") as mottagare:
        port = int(mottagare.las())
        koat = postgres.kor(koa(Settings(**val), per_svarstid * len(svarstider)))
        postgres.kor(stall(databas.superuser_url, koat.idn, SENT))
        matta = []
        for i, svarstid in enumerate(svarstider):
            bas = f"http://127.0.0.1:{port}/{svarstid}"
            with ExitStack() as stack:
                barn = {s: stack.enter_context(process("bench.utkorgsbarn", s)) for s in ("vart", "grans")}
                for sandare in barn.values():
                    sandare.fraga(val | {"af_url": bas})
                bana = Bana(svarstid, port, databas.superuser_url, koat, barn)
                matta.append(mat(bana, i * per_svarstid, par, antal))
        lagen = postgres.kor(antal_per_status(databas.superuser_url))
        if lagen != {"kvitterad": len(koat.idn)}:
            raise RuntimeError(f"utkorgen slutade som {lagen}")
    return matta


def tabell(matta: list[dict[str, Any]]) -> Table:
    """One line per receiver."""
    ut = Table(title=f"G14: leveranser mot en naken slinga (krav {KRAV}, mål {MAL})")
    for rubrik in ("mottagarens svarstid ms", "kvot", "per sekund", "slingan", "processor ms", "slingan ms"):
        ut.add_column(rubrik, justify="right")
    for m in matta:
        tal = (m["vart_per_sekund"], m["grans_per_sekund"], m["vart_cpu_ms"], m["grans_cpu_ms"])
        ut.add_row(str(m["svarstid_ms"]), f"{m['kvot']:.2f}", *map(str, tal))
    return ut


def main() -> None:
    """Measure, write ``bench/resultat/<day>-utkorg.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.utkorg", description=__doc__)
    tolk.add_argument("--par", type=int, default=7)
    tolk.add_argument("--antal", type=int, default=200)
    val, fore = tolk.parse_args(), maskin()
    with postgres.med_postgres() as server:
        matta = kor(server, val.par, val.antal)
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-utkorg.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    lofte = {"kod": "G14", "krav": KRAV, "mal": MAL, "uppfyllt": matta[0]["kvot"] >= KRAV}
    innehall = {"maskin": fore | {"belastning_efter": efter}, "val": vars(val), "lofte": lofte, "matt": matta}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    Console(width=120).print(tabell(matta))


if __name__ == "__main__":
    main()
