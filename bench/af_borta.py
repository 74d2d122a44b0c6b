"""``python -m bench.af_borta``: R8, what the API's clients notice of Arbetsförmedlingen being away.

The real server with its worker inside, on PostgreSQL. Every second request is a samråd, which is put in the outbox, the
others read an ärende. AF answers in one round and hangs up in the next. The figure is the p99 of the rounds when it is
away as a share of that when it answers: the median of the pairs, and of all rounds together.
"""

import argparse
import base64
import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
from joserfc.jwk import ECKey
from sqlalchemy import insert, make_url

from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.arende.models import Arende
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog.rollista import ESKILSTUNA, rollinnehavare
from app.settings import Settings
from bench.__main__ import RESULTAT, maskin
from bench.klockor import arenderader
from bench.processer import Process, process
from tests import postgres, schema

KRAV = 1.2
ARENDEN, KLIENTER = 100, 4
TALAMOD = 120.0
VAG = f"/stegvis/v1/{ESKILSTUNA}/arenden"
FRAGA = json.dumps(
    {
        "kanal": "api", "syfte": "Samråd före beslut.", "fraga": "Är personen inskriven?", "svarSenast": "2099-01-01",
        "utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL",
    }
)  # fmt: skip
NERE = "SELECT nere_sedan IS NOT NULL FROM mottagarlagen WHERE mottagare = 'arbetsformedlingen'"
TOMD = "SELECT NOT EXISTS (SELECT 1 FROM utkorg WHERE status <> 'kvitterad')"


async def oppna(settings: Settings) -> list[UUID]:
    """Ärenden to ask about."""
    databas, krypto = Databas(settings), krypto_for(settings)
    rader = list(arenderader(krypto, ARENDEN))

    async def steg(arbete: Arbete) -> None:
        await arbete.session.execute(insert(Arende.__table__), rader)

    await Transaktioner(databas, SystemKlocka(), krypto).kor(systemaktor("bench"), ESKILSTUNA, steg)
    await databas.stang()
    return [rad["id"] for rad in rader]


async def _svar(url: str, sats: str) -> bool:
    anslutning = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    svar = bool(await anslutning.fetchval(sats))
    await anslutning.close()
    return svar


@dataclass
class Bana:
    """The server, AF and the load."""

    url: str
    port: int
    token: Callable[[], str]
    af: Process
    last: Process
    arenden: list[UUID]

    def rond(self, antal: int, fran: int = 0) -> list[float]:
        """Seconds that each request took; RuntimeError unless all succeeded."""
        begaranden = [
            par for i in self.arenden for par in (("POST", f"{VAG}/{i}/samrad", FRAGA), ("GET", f"{VAG}/{i}", None))
        ]
        jobb = {"port": self.port, "token": self.token(), "begaranden": begaranden, "fran": fran}
        svar = self.last.fraga(jobb | {"antal": antal, "klienter": KLIENTER})
        if set(svar["status"]) != {"200", "201"}:
            raise RuntimeError(f"svaren var {svar['status']}")
        tider: list[float] = svar["tider"]
        return tider

    def stall(self, sida: str) -> None:
        """Let AF be away or back, and wait until the service has noticed and, when it is back, sent all that waits."""
        self.af.fraga(sida == "borta")
        slut = time.monotonic() + TALAMOD
        while not postgres.kor(_svar(self.url, NERE if sida == "borta" else TOMD)):
            if sida == "borta":
                self.rond(4)
            if time.monotonic() > slut:
                raise RuntimeError(f"{sida}: tjänsten märkte det inte på {TALAMOD} s")
            time.sleep(0.2)


def p99(tider: list[float]) -> float:
    """In milliseconds."""
    return round(quantiles(tider, n=100)[98] * 1000, 2)


def mat(bana: Bana, par: int, antal: int) -> dict[str, Any]:
    """The pairs, after one of each that is not counted; which comes first takes turns."""
    ronder: dict[str, list[list[float]]] = {"uppe": [], "borta": []}
    for i in range(-1, par):
        for sida in ("uppe", "borta") if i % 2 else ("borta", "uppe"):
            bana.stall(sida)
            tider = bana.rond(antal)
            if i >= 0:
                ronder[sida].append(tider)
    bana.stall("uppe")
    kvoter = [p99(borta) / p99(uppe) for uppe, borta in zip(ronder["uppe"], ronder["borta"], strict=True)]
    alla = {sida: p99([tid for rond in egna for tid in rond]) for sida, egna in ronder.items()}
    return {
        "kvot": round(median(kvoter), 3),
        "kvoter": [round(kvot, 3) for kvot in kvoter],
        "kvot_alla_ronder": round(alla["borta"] / alla["uppe"], 3),
        **{f"{sida}_p99_ms": varde for sida, varde in alla.items()},
        **{f"{sida}_p50_ms": round(median(t for r in egna for t in r) * 1000, 2) for sida, egna in ronder.items()},
    }


def kor(server: postgres.PgServer, par: int, antal: int) -> dict[str, Any]:
    """Start everything, measure."""
    nyckel = ECKey.generate_key("P-256", parameters={"kid": "bench", "alg": "ES256"})
    kryptonyckel = base64.b64encode(secrets.token_bytes(32)).decode()
    databas = postgres.ny_databas(server, f"bench_{secrets.token_hex(4)}")
    with TemporaryDirectory() as katalog, ExitStack() as stack:
        stack.callback(postgres.slang_databas, databas)
        schema.bygg(databas.agare_url)
        af = stack.enter_context(process("bench.mottagare"))
        val: dict[str, Any] = {
            "database_url": databas.app_url,
            "datakatalog": str(Path(katalog)),
            "krypteringsnycklar": f"bench:{kryptonyckel}",
            "uppslagsnyckel": kryptonyckel,
            "logg_niva": "WARNING",
            "af_url": f"http://127.0.0.1:{af.las()}/0.02",
            "af_brytare_vila": 2.0,
            "af_langsta_vantan": 10.0,
        }
        settings = Settings(**val)
        arenden = postgres.kor(oppna(settings))
        tjanst = stack.enter_context(process("bench.server", "vart"))
        port = tjanst.fraga({"settings": val, "nyckel": nyckel.as_dict(private=False)})
        last = stack.enter_context(process("bench.last"))
        r = rollinnehavare("cecilia")
        scope = "arende:las samrad:skriv"

        def token() -> str:
            return utfarda(nyckel, settings, r.klient_id, r.person, r.roll.value, scope, r.enhet, datetime.now(UTC))

        return mat(Bana(databas.superuser_url, port, token, af, last, arenden), par, antal)


def main() -> None:
    """Measure, write ``bench/resultat/<day>-af-borta.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.af_borta", description=__doc__)
    tolk.add_argument("--par", type=int, default=7)
    tolk.add_argument("--antal", type=int, default=600)
    val, fore = tolk.parse_args(), maskin()
    with postgres.med_postgres() as server:
        matt = kor(server, val.par, val.antal)
    RESULTAT.mkdir(exist_ok=True)
    fil = RESULTAT / f"{fore['tid'][:10]}-af-borta.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    lofte = {"kod": "R8", "krav": KRAV, "uppfyllt": matt["kvot"] <= KRAV}
    innehall = {"maskin": fore | {"belastning_efter": efter}, "val": vars(val), "lofte": lofte, "matt": matt}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(lofte | matt, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
