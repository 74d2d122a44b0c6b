"""People at work while the service dies under them: each act is tried with the same key until it is acknowledged."""

import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx

from app.begrepp.identiteter import kontrollsiffra
from app.katalog.rollista import ESKILSTUNA
from tests.kill.system import System

BAS = f"/stegvis/v1/{ESKILSTUNA}"
TALAMOD = 60.0
IGEN = frozenset({409, 425, 429, 503})
GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL"}


def personnummer(nummer: int) -> str:
    """Made-up people: born on the first days of 1990, birth numbers of the test series."""
    dag = date(1990, 1, 1) + timedelta(days=nummer // 20)
    elva = f"{dag:%Y%m%d}{980 + nummer % 20}"
    return f"{elva}{kontrollsiffra(elva[2:])}"


@dataclass(frozen=True)
class Kvitterat:
    """A message that the service has taken on itself to deliver."""

    arende_id: str
    unikt_id: str
    text: str


class Kund:
    """One client. ``begar`` never gives up before the answer has come or ``TALAMOD`` is out.

    With several addresses it goes on to the next when a connection is refused or cut off.
    """

    def __init__(self, adresser: Sequence[str], token: str) -> None:
        self._adresser = deque(adresser)
        self._http = httpx.Client(
            timeout=10.0,
            trust_env=False,
            headers={"authorization": f"Bearer {token}"},
        )
        self._paus = threading.Event()
        self.omtag = 0
        self.nej: list[httpx.Response] = []

    def stang(self) -> None:
        self._http.close()

    def begar(self, vag: str, innehall: Any, **huvuden: str) -> httpx.Response:
        """One POST with one key, again and again."""
        huvuden |= {"idempotency-key": uuid4().hex}
        varv = int(TALAMOD / 0.05)
        for _ in range(varv):
            svar = self._forsok(vag, innehall, huvuden)
            if svar is not None and svar.status_code not in IGEN:
                assert svar.status_code in {200, 201}, svar.text
                return svar
            self.nej += [svar] if svar is not None else []
            self.omtag += 1
            self._paus.wait(0.05)
        raise AssertionError(f"{vag} kvitterades aldrig")

    def las(self, vag: str) -> None:
        """One GET, which may be refused or cut off."""
        with contextlib.suppress(httpx.TransportError):
            svar = self._http.get(f"{self._adresser[0]}{BAS}/{vag}")
            self.nej += [svar] if svar.status_code != 200 else []

    def _forsok(self, vag: str, innehall: Any, huvuden: dict[str, str]) -> httpx.Response | None:
        try:
            return self._http.post(f"{self._adresser[0]}{BAS}/{vag}", json=innehall, headers=huvuden)
        except httpx.TransportError:
            self._adresser.rotate()
            return None


@dataclass
class Arbetslag:
    """Several clients, each with ärenden of its own, who ask AF and tell AF until told to stop.

    ``laser``: they also read what they have written to. ``nej`` are the refusals that they got.
    """

    system: System
    antal: int = 4
    arenden_per_kund: int = 5
    laser: bool = False
    adresser: Sequence[str] = ()
    kvitterade: list[Kvitterat] = field(default_factory=list)
    fel: list[BaseException] = field(default_factory=list)
    nej: list[httpx.Response] = field(default_factory=list)
    omtag: int = 0

    def __post_init__(self) -> None:
        token = self.system.token("anna")
        self._stopp, self._fritt = threading.Event(), threading.Event()
        self._fritt.set()
        adresser = self.adresser or (self.system.settings.publik_adress,)
        self._kunder = [Kund(adresser, token) for _ in range(self.antal)]
        self._tradar = [
            threading.Thread(target=self._kor, args=(kund, nr), daemon=True) for nr, kund in enumerate(self._kunder)
        ]

    def starta(self) -> None:
        for trad in self._tradar:
            trad.start()

    def vila(self, *, nar: bool) -> None:
        """Whether to rest before the next act."""
        (self._fritt.clear if nar else self._fritt.set)()

    def sluta(self) -> None:
        """Let each client finish what it has begun."""
        self._stopp.set()
        self._fritt.set()
        for trad in self._tradar:
            trad.join(2 * TALAMOD)
        for kund in self._kunder:
            self.omtag += kund.omtag
            self.nej += kund.nej
            kund.stang()
        if self.fel:
            raise self.fel[0]

    def _kor(self, kund: Kund, nr: int) -> None:
        try:
            arenden = [self._oppna(kund, nr * self.arenden_per_kund + i) for i in range(self.arenden_per_kund)]
            varv = 0
            while self._fritt.wait() and not self._stopp.is_set():
                act = self._fraga if varv // len(arenden) % 3 else self._underratta
                self.kvitterade.append(act(kund, arenden[varv % len(arenden)]))
                if self.laser:
                    kund.las(f"arenden/{arenden[varv % len(arenden)]}")
                varv += 1
        except BaseException as fel:  # noqa: BLE001 - told in the thread that waits
            self.fel.append(fel)

    def _oppna(self, kund: Kund, nr: int) -> str:
        uppgifter = {"personnummer": personnummer(nr), "fornamn": "Amina", "efternamn": "Exempelsson"}
        return str(kund.begar("arenden", uppgifter).json()["id"])

    def _fraga(self, kund: Kund, arende_id: str) -> Kvitterat:
        """A samråd: one request, one message."""
        text = f"Fråga {uuid4().hex}"
        fraga = {"kanal": "api", "syfte": "Samråd före beslut.", "fraga": text, "svarSenast": "2099-01-01", **GRUND}
        svar = kund.begar(f"arenden/{arende_id}/samrad", fraga).json()
        return Kvitterat(arende_id, f"{svar['id']}_0", text)

    def _underratta(self, kund: Kund, arende_id: str) -> Kvitterat:
        """An överlämning: a draft, and the act that queues it."""
        text = f"Notis {uuid4().hex}"
        utkast = {"slag": "underrattelse", "kanal": "api", "datum": "2026-10-12", "bedomningskod": "kan_omfattas"}
        svar = kund.begar(f"arenden/{arende_id}/overlamningar", utkast | {"text": text} | GRUND)
        vag = f"arenden/{arende_id}/overlamningar/{svar.json()['id']}"
        kund.begar(f"{vag}/handelser", {"typ": "lagg_i_ko"}, **{"if-match": svar.headers["etag"]})
        return Kvitterat(arende_id, f"{svar.json()['id']}_0", text)
