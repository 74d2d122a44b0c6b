"""``python -m bench.nycklar``: both keys of 100,000 persons replaced while the service answers (S5).

PostgreSQL, one server, the command line beside it. The figures are rows a second, requests that failed (none may),
and how much longer a request takes meanwhile.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from joserfc.jwk import ECKey
from rich.console import Console
from rich.table import Table

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.bulk import infoga_egna
from app.core.crypto import Krypto
from app.core.database import Databas
from app.core.keyset import Nyckelfil, Nyckelring, enkel_ring
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.arende.models import PERSONNUMMER, Arende
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA, rollinnehavare
from app.settings import Lage, Settings
from bench.__main__ import RESULTAT, maskin
from bench.manader import personnummer
from bench.processer import Process, process
from tests import postgres, schema

RADER, PER_INSATS, TAKT = 100_000, 2_000, 5_000
KLIENTER, I_RONDEN, UTANFOR = 4, 200, 10
INTERVALL = 1.0
ADRESS = f"/stegvis/v1/{ESKILSTUNA}/arenden/sokningar"
SKAPAD = datetime(2026, 8, 3, 7, tzinfo=UTC)


def _arende(i: int, krypto: Krypto) -> dict[str, Any]:
    egen, nummer = nytt_id(), personnummer(i)
    forseglat = krypto.forsegla(nummer.encode(), PERSONNUMMER.plats(ESKILSTUNA, egen))
    return {
        "kommunkod": ESKILSTUNA, "namnd_id": NAMND_ESKILSTUNA, "id": egen, "skyddad": False, "status": "oppet",
        "handlaggare": "anna.handlaggare", "arendenummer": f"BENCH-{i:06d}", "version": 1, "skapad": SKAPAD,
        "fornamn": "Amina", "efternamn": "Exempelsson", "person_avtryck": krypto.uppslag(ESKILSTUNA, nummer),
        "personnummer_forseglat": forseglat, "tolkbehov": False, "skyddsniva": "ingen", "antal_barn": 0,
        "externa_referenser": [],
    }  # fmt: skip


async def _fro(settings: Settings, ring: Nyckelring, antal: int) -> None:
    databas, krypto = Databas(settings), Krypto(ring)
    transaktioner = Transaktioner(databas, SystemKlocka(), krypto)
    for i in range(0, antal, PER_INSATS):
        rader = [_arende(n, krypto) for n in range(i, min(i + PER_INSATS, antal))]

        async def steg(arbete: Arbete, rader: list[dict[str, Any]] = rader) -> None:
            await infoga_egna(arbete, Arende, rader)

        await transaktioner.kor(systemaktor("bench"), ESKILSTUNA, steg)
    await databas.stang()


class Last:
    """Anna looks persons up by their number, and must find each."""

    def __init__(self, barn: Process, port: int, token: Callable[[], str], antal: int) -> None:
        begaranden = [["POST", ADRESS, json.dumps({"personnummer": personnummer(i)})] for i in range(0, antal, 37)]
        self._jobb = {"port": port, "begaranden": begaranden, "antal": I_RONDEN, "klienter": KLIENTER}
        self._barn, self._token, self._fran = barn, token, 0
        self.fel: Counter[str] = Counter()

    def rond(self) -> list[float]:
        """How long each request of a round took."""
        svar = self._barn.fraga(self._jobb | {"fran": self._fran, "token": self._token()})
        self._fran += I_RONDEN
        self.fel.update({status: antal for status, antal in svar["status"].items() if status != "200"})
        tider: list[float] = svar["tider"]
        return tider


class Kommando:
    """``stegvis nyckelrotation …`` beside the server."""

    def __init__(self, varden: dict[str, Any]) -> None:
        egna = {f"STEGVIS_{namn.upper()}": str(varde) for namn, varde in varden.items()}
        self._miljo = {"PATH": os.environ.get("PATH", os.defpath)} | egna

    def borja(self, *argument: str) -> "subprocess.Popen[bytes]":
        """Start a step."""
        kommando = [sys.executable, "-m", "app.cli", "nyckelrotation", *argument]
        tyst = subprocess.DEVNULL
        return subprocess.Popen(kommando, env=self._miljo, cwd=Path(__file__).parent.parent, stdout=tyst, stderr=tyst)

    def tills_det_gar(self, *argument: str) -> None:
        """A step that waits for every process to have read the keys."""
        while self.borja(*argument).wait():
            time.sleep(INTERVALL)


def _medan(barn: "subprocess.Popen[bytes]", last: Last) -> Iterator[float]:
    while barn.poll() is None:
        yield from last.rond()
    if barn.returncode:
        raise RuntimeError(f"omforsegla slutade med {barn.returncode}")


def _en_nyckel(slag: str, antal: int, takt: int, kommando: Kommando, last: Last) -> dict[str, Any]:
    utanfor = [tid for _ in range(UTANFOR) for tid in last.rond()]
    kommando.tills_det_gar("ny", "--slag", slag)
    if slag == "forsegling":
        kommando.tills_det_gar("aktivera", "--slag", slag)
    else:
        time.sleep(3 * INTERVALL)
    start = time.perf_counter()
    under = list(_medan(kommando.borja("omforsegla", "--takt", str(takt)), last))
    tid = time.perf_counter() - start
    if slag == "uppslag":
        kommando.tills_det_gar("aktivera", "--slag", slag)
    fore, medan = quantiles(utanfor, n=100), quantiles(under, n=100)
    return {
        "nyckel": slag,
        "rader": antal,
        "sekunder": round(tid, 1),
        "rader_per_sekund": round(antal / tid),
        "begaranden_under": len(under),
        "misslyckade": sum(last.fel.values()),
        "p50_ms": [round(delar[49] * 1000, 1) for delar in (fore, medan)],
        "p99_ms": [round(delar[98] * 1000, 1) for delar in (fore, medan)],
        "p50_kvot": round(medan[49] / fore[49], 2),
    }


def _token(settings: Settings, nyckel: ECKey) -> str:
    anna = rollinnehavare("anna")
    scope = "arende:las arende:skriv"
    return utfarda(nyckel, settings, anna.klient_id, anna.person, anna.roll.value, scope, anna.enhet, datetime.now(UTC))


def mat(server: postgres.PgServer, antal: int, takt: int) -> list[dict[str, Any]]:
    """Both keys, one after the other."""
    databas = postgres.ny_databas(server, f"nycklar_{secrets.token_hex(4)}")
    nyckel = ECKey.generate_key("P-256", parameters={"kid": "bench", "alg": "ES256"})
    with TemporaryDirectory() as katalog, ExitStack() as stack:
        stack.callback(postgres.slang_databas, databas)
        schema.bygg(databas.agare_url)
        fil = Path(katalog) / "nycklar.json"
        ring = enkel_ring({"bench": secrets.token_bytes(32)}, secrets.token_bytes(32))
        Nyckelfil(fil).skriv(ring)
        varden = {
            "database_url": databas.app_url, "datakatalog": katalog, "nyckelfil": str(fil), "lage": Lage.TEST.value,
            "nyckel_intervall": INTERVALL, "arbetare_i_servern": "false",
        }  # fmt: skip
        settings = Settings(**varden)
        postgres.kor(_fro(settings, ring, antal))
        tjanst = stack.enter_context(process("bench.server", "vart"))
        port = tjanst.fraga({"settings": varden, "nyckel": nyckel.as_dict(private=False)})
        last = Last(stack.enter_context(process("bench.last")), port, partial(_token, settings, nyckel), antal)
        return [_en_nyckel(slag, antal, takt, Kommando(varden), last) for slag in ("forsegling", "uppslag")]


def main() -> None:
    """Measure, write ``bench/resultat/<day>-nycklar.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.nycklar", description=__doc__)
    tolk.add_argument("--rader", type=int, default=RADER)
    tolk.add_argument("--takt", type=int, default=TAKT)
    val = tolk.parse_args()
    vid = maskin()
    with postgres.med_postgres() as server:
        resultat = mat(server, val.rader, val.takt)
    fil = RESULTAT / f"{vid['tid'][:10]}-nycklar.json"
    fil.write_text(json.dumps({"maskin": vid, "nycklar": resultat}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    tabell = Table(title="Nyckelbyte under last")
    for rubrik in resultat[0]:
        tabell.add_column(rubrik)
    for rad in resultat:
        tabell.add_row(*map(str, rad.values()))
    Console(width=200).print(tabell)


if __name__ == "__main__":
    main()
