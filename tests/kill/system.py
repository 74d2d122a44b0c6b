"""The service with everything around it as real processes, each to be started, killed and waited for by name."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Self

import httpx
import psutil

from app.drift.demo.miljo import lediga_portar
from app.drift.klienter import token_for
from app.drift.start import afkommando
from app.katalog.rollista import ESKILSTUNA
from app.settings import Settings
from tests.kill.bokslut import bokslut
from tests.kill.mutanter import Mutant

ROT = Path(__file__).parents[2]
STARTTID = 90.0
SERVER, UTFARDARE, AF = "server", "utfardare", "af"
ANDRA_SERVERN = "server_2"
ARBETARE = ("arbetare_1", "arbetare_2")
# Leases that outlast two calls, no long rests, and no limit to how much a client asks: what a crash leaves behind is
# soon taken up again.
KORTA_TIDER = {
    "AF_TID": "1.0",
    "AF_LAN": "2.4",
    "AF_FORSTA_VANTAN": "0.05",
    "AF_LANGSTA_VANTAN": "0.5",
    "AF_BRYTARE_VILA": "0.2",
    "ARBETARE_INTERVALL": "0.05",
    "FLODE_INTERVALL": "0.1",
    "JOBB_INTERVALL": "10",
    "BEVAKNING_INTERVALL": "3600",
    "RAPPORT_INTERVALL": "3600",
    "TOKEN_LIVSLANGD": "3600",
    "POOL_STORLEK": "4",
    "KVOT_KLIENT": "0",
    "KVOT_KOMMUN": "0",
    "LOGG_NIVA": "WARNING",
}


def vanta(klart: Callable[[], bool], tid: float, vad: str, var: float = 0.03) -> None:
    """Ask every ``var`` seconds until the answer is yes; AssertionError when the time is out."""
    slut, paus = time.monotonic() + tid, Event()
    while not klart():
        assert time.monotonic() < slut, f"{vad} dröjde längre än {tid} s"
        paus.wait(var)


class Moder:
    """The process that forks the others; see ``moder``. When it is closed they are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.moder"],
            cwd=ROT,
            env=os.environ | {"PYTHONPATH": str(ROT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def foda(self, **order: Any) -> psutil.Process:
        """A new process, as ordered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return psutil.Process(int(self._process.stdout.readline()))

    def stang(self) -> None:
        """End it, and every process that it still has."""
        self._process.communicate(timeout=10)


class System:
    """One throw-away installation; ``databas_url`` empty means SQLite in the folder, worker in the server.

    ``mer`` are settings by their names in the environment, without the prefix.
    """

    def __init__(
        self, moder: Moder, katalog: Path, databas_url: str = "", *, mutant: Mutant = Mutant.INGEN, **mer: str
    ) -> None:
        self._moder = moder
        self.katalog = katalog
        self.mutant = mutant
        self._egna_arbetare = bool(databas_url)
        self._miljo = _miljo(katalog, databas_url) | {f"STEGVIS_{k}": v for k, v in mer.items()}
        self.settings = _settings(self._miljo)
        api, kontroll = lediga_portar(2)
        self._andra_portar = {"STEGVIS_PORT": str(api), "STEGVIS_KONTROLLPORT": str(kontroll)}
        self.adresser = (self.settings.publik_adress, f"http://127.0.0.1:{api}")
        self._processer: dict[str, psutil.Process] = {}
        self._tokens: dict[str, str] = {}
        self.http = httpx.Client(timeout=30.0, trust_env=False)

    def __enter__(self) -> Self:
        _, _modul, *argv = afkommando(self.settings, self._port(self.settings.af_url))
        self._starta(AF, argv, program="af")
        self._starta(UTFARDARE, ["utfardare"])
        for url in (self.settings.af_url, f"{self.settings.utfardare}/jwks"):
            vanta(lambda url=url: _svarar(self.http, url), STARTTID, url)
        return self

    def __exit__(self, typ: type[BaseException] | None, fel: BaseException | None, spar: TracebackType | None) -> None:
        for process in self._processer.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(list(self._processer.values()), timeout=10)
        self.http.close()
        if typ is not None:
            print(self.loggar())

    @staticmethod
    def _port(url: str) -> int:
        return int(url.rpartition(":")[2])

    # --- processes --------------------------------------------------------------------------------

    def _starta(self, namn: str, argv: list[str], *, program: str = "stegvis", krasch: str = "") -> None:
        self._processer[namn] = self._moder.foda(
            program=program,
            argv=argv,
            miljo=self._miljo | (self._andra_portar if namn == ANDRA_SERVERN else {}),
            logg=str(self.katalog / f"{namn}.logg"),
            krasch=krasch,
            mutant=self.mutant.value if namn in {SERVER, ANDRA_SERVERN, *ARBETARE} else "",
        )

    def starta_utan_att_vanta(self, namn: str, krasch: str = "") -> None:
        """Start the server or a worker, perhaps with a point to die at."""
        self._starta(namn, ["arbetare" if namn in ARBETARE else "serve"], krasch=krasch)

    def starta(self, namn: str = SERVER) -> None:
        """Start the server and wait until it is ready; or a worker."""
        self.starta_utan_att_vanta(namn)
        if namn not in ARBETARE:
            adress = self.adresser[namn == ANDRA_SERVERN]
            vanta(lambda: self.redo(adress) or not self.lever(namn), STARTTID, namn)
            assert self.lever(namn), self.loggar()

    @property
    def tjanstens(self) -> tuple[str, ...]:
        """The server, and the workers unless it has its own."""
        return (SERVER, *ARBETARE) if self._egna_arbetare else (SERVER,)

    def starta_alla(self) -> None:
        """Start the service."""
        for namn in self.tjanstens:
            self.starta(namn)

    def redo(self, adress: str) -> bool:
        """Whether the server there says that it can do its work."""
        return _svarar(self.http, f"{adress}/halsa/redo", 200)

    def pid(self) -> dict[str, int]:
        """The processes that run, by name."""
        return {namn: process.pid for namn, process in self._processer.items() if self.lever(namn)}

    def lever(self, namn: str) -> bool:
        """Whether the process runs."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return bool(self._processer[namn].status() != psutil.STATUS_ZOMBIE)
        return False

    def dog(self, namn: str, inom: float) -> bool:
        """Wait for the process to end by itself; whether it did."""
        try:
            self._processer[namn].wait(inom)
        except psutil.TimeoutExpired:
            return False
        return True

    def doda(self, namn: str) -> None:
        """As a power cut, unless it has just died by itself."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self.signalera(namn, signal.SIGKILL)
        assert self.dog(namn, 10.0)

    def signalera(self, namn: str, signalnummer: int) -> None:
        """Send a signal."""
        self._processer[namn].send_signal(signalnummer)

    def loggar(self) -> str:
        """The end of what the processes have written."""
        filer = sorted(self.katalog.glob("*.logg"))
        return "\n".join(f"--- {fil.name}\n{fil.read_text('utf-8', 'replace')[-3000:]}" for fil in filer)

    # --- control ----------------------------------------------------------------------------------

    def token(self, namn: str) -> str:
        """An access token for a member of the cast, from the issuer."""
        if namn not in self._tokens:
            self._tokens[namn] = asyncio.run(token_for(self.settings, namn))
        return self._tokens[namn]

    def utkorg(self) -> Any:
        """The outbox in figures, as the systemadministrator sees it."""
        huvuden = {"authorization": f"Bearer {self.token('sara')}"}
        svar = self.http.get(f"{self.settings.publik_adress}/stegvis/v1/{ESKILSTUNA}/utkorg", headers=huvuden)
        assert svar.status_code == 200, svar.text
        return svar.json()

    def pa_vag(self) -> dict[str, int]:
        """How much is on its way to AF, from it and into the receivers' logs; no message may have been set aside."""
        lage = self.utkorg()
        assert lage["parkerade"] == 0, lage
        self.af("PUT", "/handelser/ordning", {})
        bocker = bokslut(self.settings)
        return {
            "till AF": lage["vantande"],
            "från AF": sum(rad["lage"] != "levererad" for rad in self.af("GET", "/handelser")),
            "otolkade": bocker.otolkade,
            "oflödade": bocker.oflodade,
        }

    def hos_af(self) -> Counter[tuple[str, int | None]]:
        """How far AF's events have come, and what the service said last of each."""
        alla = self.af("GET", "/handelser")
        return Counter((rad["lage"], rad["forsok"][-1]["status"] if rad["forsok"] else None) for rad in alla)

    def vanta_ut(self, tid: float, *, var: float = 0.3) -> None:
        """Wait until nothing is on its way; AssertionError when less has not been on its way for ``tid`` seconds."""
        minst, slut, paus = sys.maxsize, time.monotonic() + tid, Event()
        while kvar := sum((lage := self.pa_vag()).values()):
            if kvar < minst:
                minst, slut = kvar, time.monotonic() + tid
            assert time.monotonic() < slut, f"På väg är ännu {lage}, och inte mindre på {tid} s: {self.hos_af()}"
            paus.wait(var)

    def kontroll(self, metod: str, vag: str, innehall: Any = None) -> Any:
        """A call to the control application of test mode."""
        svar = self.http.request(metod, f"http://127.0.0.1:{self.settings.kontrollport}{vag}", json=innehall)
        assert svar.status_code == 200, svar.text
        return svar.json()

    def af(self, metod: str, vag: str, innehall: Any = None) -> Any:
        """A call to the mocked AF's control endpoint."""
        svar = self.http.request(metod, f"{self.settings.af_url}/_styr{vag}", json=innehall)
        assert svar.status_code == 200, svar.text
        return svar.json()


def _svarar(http: httpx.Client, url: str, status: int = 0) -> bool:
    try:
        svar = http.get(url)
    except httpx.TransportError:
        return False
    return not status or svar.status_code == status


def _miljo(katalog: Path, databas_url: str) -> dict[str, str]:
    api, utfardare, af, kontroll = (str(port) for port in lediga_portar(4))
    egna = KORTA_TIDER | {
        "LAGE": "test",
        "DATAKATALOG": str(katalog),
        "PORT": api,
        "PUBLIK_URL": f"http://127.0.0.1:{api}",
        "UTFARDARE": f"http://127.0.0.1:{utfardare}",
        "AF_URL": f"http://127.0.0.1:{af}",
        "KONTROLLPORT": kontroll,
    }
    if databas_url:
        egna |= {"DATABASE_URL": databas_url, "ARBETARE_I_SERVERN": "false"}
    bas = {k: v for k, v in os.environ.items() if not k.startswith("STEGVIS_")}
    return bas | {f"STEGVIS_{k}": v for k, v in egna.items()}


def _settings(miljo: dict[str, str]) -> Settings:
    varden = {k.removeprefix("STEGVIS_").lower(): v for k, v in miljo.items() if k.startswith("STEGVIS_")}
    return Settings(**varden)  # type: ignore[arg-type]  # pydantic reads the words
